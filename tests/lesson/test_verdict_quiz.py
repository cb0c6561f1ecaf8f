from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.test_check import HINT, assert_found, findings
from tests.lesson.writing import TOP, error_in, lab, only_quiz, parse, quiz
from tutor.engine.descent import run
from tutor.engine.model import VERDICTS, Experiment
from tutor.engine.verdict import judge
from tutor.lesson.model import Quiz
from tutor.lesson.verdict_words import verb

PREDICT = "::: predict q verdict"
VERDICT = "::: quiz q verdict"
ASK = "What will rate 0.9 do?\n\n"
ZIGZAG = "- [x] converged/zigzag\n  > So it does.\n"
OVERSHOT = "- [ ] overshot\n  > It arrives.\n"
STALLED = "- [ ] stalled\n  > It arrives. {misconception=slow}\n"
ALL = ASK + ZIGZAG + OVERSHOT + STALLED
UNMARKED = ALL.replace("[x]", "[ ]")
RUN = lab('start = 3\nsuggest = "0.9"\n[claims]\n"0.90" = "converged/zigzag"')


def asked(body: str) -> Quiz:
    (found,) = (step for step in parse(body).steps if isinstance(step, Quiz))
    return found


def test_the_choices_are_verdicts_in_a_learners_words() -> None:
    found = only_quiz(quiz(ALL + HINT, VERDICT))
    assert found.kind == "verdict"
    assert [(choice.text, choice.verdict, choice.right) for choice in found.choices] == [
        ("It bounces and arrives", ("converged", "zigzag"), True),
        ("It overshoots", ("overshot", None), False),
        ("It stalls", ("stalled", None), False),
    ]


def test_every_verdict_has_words_of_its_own() -> None:
    every = [(verdict, reason) for verdict, reasons in VERDICTS.items() for reason in (None, *reasons)]
    assert len({verb(*one) for one in every}) == len(every)
    for one in every:
        assert verb(*one).split()[0].endswith("s")


def test_the_next_labs_claim_marks_what_is_right_where_nobody_did() -> None:
    found = asked(quiz(UNMARKED, PREDICT) + RUN)
    assert [choice.right for choice in found.choices] == [True, False, False]
    wide = quiz(UNMARKED.replace("converged/zigzag", "converged"), PREDICT)
    assert [choice.right for choice in asked(wide + RUN).choices] == [True, False, False]


@pytest.mark.parametrize(
    "body",
    [
        quiz(UNMARKED, VERDICT) + RUN,
        quiz(UNMARKED, PREDICT),
        quiz(UNMARKED, PREDICT) + RUN.replace('suggest = "0.9"\n', ""),
        quiz(UNMARKED, PREDICT) + RUN.replace('"0.90"', '"0.8"'),
        quiz(UNMARKED, PREDICT) + RUN.replace("zigzag", "smooth"),
    ],
    ids=["no prediction", "no lab", "no suggestion", "no claim", "another claim"],
)
def test_without_such_a_claim_nothing_is_marked(body: str) -> None:
    assert not any(choice.right for choice in asked(body).choices)


def test_only_the_next_lab_counts_and_a_mark_stays() -> None:
    other = RUN.replace('"0.9"', '"1.1"').replace('"0.90" = "converged/zigzag"', '"1.1" = "overshot/diverged"')
    assert [choice.right for choice in asked(quiz(UNMARKED, PREDICT) + other + RUN).choices] == [False, True, False]
    assert [choice.right for choice in asked(quiz(ALL, PREDICT) + other).choices] == [True, False, False]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("¦convrged", 'there is no verdict "convrged"; did you mean "converged"?'),
        ("¦converged/zigzga", 'converged has no reason "zigzga"; did you mean "zigzag"?'),
        ("¦It explodes", 'there is no verdict "It explodes"'),
        ("¦anything else", 'there is no verdict "anything else"'),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_column(written: str, told: str) -> None:
    assert error_in(TOP + quiz(ASK + f"- [x] {written}\n  > Yes.\n" + STALLED, VERDICT)).startswith(told)


@pytest.mark.parametrize(
    "body", [quiz(ALL + HINT, VERDICT), quiz(ALL, PREDICT) + RUN, quiz(UNMARKED, PREDICT) + RUN], ids=["quiz", "x", "-"]
)
def test_good_verdict_questions_have_no_findings(tmp_path: Path, body: str) -> None:
    assert findings(tmp_path, TOP + body) == []


CLAIMED = "but the run at 0.90 is claimed to be"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (quiz(UNMARKED + HINT, f"¦{VERDICT}"), 'no choice of "q" is right'),
        (quiz(ALL, f"¦{VERDICT}"), '"q" has no hint'),
        (
            quiz(ALL + OVERSHOT.replace("[ ]", "¦[ ]") + HINT, VERDICT),
            '"It overshoots" is the same choice',
        ),
        (
            quiz(ALL.replace("[ ] over", "¦[x] over") + HINT, VERDICT),
            "a run has one verdict, and line 9 is right",
        ),
        (
            quiz(ALL + "- ¦[ ] overshot/diverged\n  > No.\n" + HINT, VERDICT),
            "a run that is overshot/diverged is overshot as well, at line 11; give that one a reason",
        ),
        (quiz(ALL, f"¦{PREDICT}"), 'no run settles the prediction "q": no lab follows'),
        (
            quiz(ALL, PREDICT) + "¦" + RUN.replace('suggest = "0.9"\n', ""),
            'no suggested rate settles the prediction "q"; add suggest',
        ),
        (
            quiz(ASK + OVERSHOT + STALLED, f"¦{PREDICT}") + RUN,
            'no choice of "q" fits: the run at 0.90 is claimed to be converged/zigzag at line 20; add',
        ),
        (
            quiz(ASK + ZIGZAG.replace("[x]", "¦[x]") + STALLED, PREDICT) + RUN.replace("converged/zigzag", "converged"),
            f'converged/zigzag is marked as right, {CLAIMED} converged at line 20; claim "0.90" = "converged/zigzag"',
        ),
    ],
)
def test_what_is_not_good_is_told_at_its_line_and_column(tmp_path: Path, body: str, told: str) -> None:
    assert_found(tmp_path, TOP + body, told)


def test_a_mark_against_the_claim_is_found_at_both_choices(tmp_path: Path) -> None:
    body = quiz(ALL.replace("[x] conv", "[ ] conv").replace("[ ] over", "[x] over"), PREDICT) + RUN
    first, second = findings(tmp_path, TOP + body)
    assert (first.place.line, first.place.column, second.place.line) == (9, 3, 11)
    assert first.what.startswith(f"converged/zigzag is marked as wrong, {CLAIMED} converged/zigzag")
    assert second.what.startswith(f"overshot is marked as right, {CLAIMED} converged/zigzag")


def test_a_claim_that_the_run_does_not_bear_out_is_found_all_the_same(tmp_path: Path) -> None:
    wrong = quiz(UNMARKED.replace(" {misconception=slow}", ""), PREDICT) + RUN.replace("converged/zigzag", "stalled")
    (found,) = findings(tmp_path, TOP + wrong)
    assert found.what.startswith('"0.90" claims stalled, the run is converged/zigzag')


def test_a_verdict_in_words_claims_no_more_than_the_sentence_about_a_short_run_of_that_kind() -> None:
    short = judge(run(Experiment("two-wells", 0.9, steps=8, start=(2.0,))))
    assert short.reason == "chaotic"
    assert "leaps about and did not settle" in short.sentence
    assert verb("overshot", "chaotic") == "leaps about and does not settle"
