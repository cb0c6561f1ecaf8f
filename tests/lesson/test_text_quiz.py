from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.test_check import HINT, assert_found, findings
from tests.lesson.writing import TOP, error_in, only_quiz, quiz
from tutor.commands.check import check

TEXT = "::: quiz q text"
ASK = "What is steepest?\n\n"
RIGHT = "- [x] gradient | the gradient | slope\n  > Yes.\n"
LOSS = "- [ ] loss\n  > That is a height. {misconception=slope-is-height}\n"
ELSE = "- [ ] anything else\n  > Think of a hill.\n"
GOOD = ASK + RIGHT + LOSS + ELSE + HINT


def test_a_text_question_has_texts_and_other_ways_to_say_them() -> None:
    found = only_quiz(quiz(GOOD, TEXT))
    assert found.kind == "text"
    assert [(choice.text, choice.also, choice.right) for choice in found.choices] == [
        ("gradient", ("the gradient", "slope"), True),
        ("loss", (), False),
        ("anything else", (), False),
    ]
    assert found.choices[1].misconception == "slope-is-height"


def test_a_text_question_may_be_a_prediction_with_two_right_texts() -> None:
    found = only_quiz(quiz(ASK + "- [x] up\n  > A.\n- [x] down\n  > B.\n" + ELSE, "::: predict q text"))
    assert (found.kind, found.predict) == ("text", True)


def test_bars_without_spaces_belong_to_the_text() -> None:
    (choice, _) = only_quiz(quiz(ASK + "- [x] |w| | absolute value\n  > A.\n" + ELSE, TEXT)).choices
    assert (choice.text, choice.also) == ("|w|", ("absolute value",))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (ASK + "- [x] gradient ¦|\n  > A.\n", "there is an empty text beside |; write gradient | slope"),
        (ASK + "- [x] ¦| gradient\n  > A.\n", "there is an empty text beside |"),
        (ASK + "- [x] gradient ¦| | slope\n  > A.\n", "there is an empty text beside |"),
        (ASK + "- [x] gradient | ¦?!\n  > A.\n", '"?!" has no word in it; write what is to be typed'),
        (ASK + "- ¦[x] Anything else.\n  > A.\n", '"anything else" cannot be right'),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_column(body: str, told: str) -> None:
    assert error_in(TOP + quiz(body, TEXT)).startswith(told)


def test_an_unknown_kind_is_told() -> None:
    told = error_in(TOP + quiz(GOOD, "::: quiz q ¦txt"))
    assert told.startswith('"txt" cannot follow the name of a quiz; did you mean "text"?')
    assert error_in(TOP + quiz(GOOD, "::: quiz q text ¦number")).endswith("take it away")


def test_a_good_text_question_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path, TOP + quiz(GOOD, TEXT)) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (quiz(ASK + RIGHT + HINT, f"¦{TEXT}"), '"q" does not answer texts that it does not name; add'),
        (quiz(ASK + RIGHT + ELSE, f"¦{TEXT}"), '"q" has no hint'),
        (quiz(ASK + LOSS + ELSE + HINT, f"¦{TEXT}"), 'no choice of "q" is right'),
        (quiz(ASK + RIGHT + ELSE + ELSE.replace("[ ]", "¦[ ]") + HINT, TEXT), '"anything else" stands here twice'),
        (quiz(ASK + RIGHT + "- ¦[ ] loss\n" + ELSE + HINT, TEXT), '"loss" gets no feedback'),
        (
            quiz(ASK + RIGHT + "- ¦[ ] loss | Slopes!\n  > No.\n" + ELSE + HINT, TEXT),
            '"Slopes!" cannot be told from "slope" at line 9; take one',
        ),
        (quiz(ASK + f"- ¦[x] loss | {'x' * 71}\n  > A.\n" + ELSE + HINT, TEXT), "this text has 71 columns; 70 fit"),
    ],
)
def test_what_is_not_good_is_told_at_its_line_and_column(tmp_path: Path, body: str, told: str) -> None:
    assert_found(tmp_path, TOP + body, told)


@pytest.mark.parametrize("word", ["next", "Tip", "the answer", "stop!"])
def test_an_answer_that_steers_the_lesson_is_found(
    tmp_path: Path, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    body = ASK + f"- [x] gradient | {word}\n  > A.\n" + ELSE + HINT
    path = tmp_path / "08-too-high.md"
    path.write_text(TOP + quiz(body, TEXT), encoding="utf-8")
    assert check([path]) == 1
    assert f'08-too-high.md:9:3: "{word}" is what learners type to steer the lesson' in capsys.readouterr().out
