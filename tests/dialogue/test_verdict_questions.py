"""Questions and predictions whose answer is a verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dialogue.lessons import Learner, lab, lesson, pause, quiz, right, wrong
from tests.dialogue.test_edited_lesson import played, replayed
from tutor.dialogue.verdicts import read_verdict
from tutor.engine.model import VERDICTS
from tutor.lesson.model import Choice
from tutor.lesson.verdict_words import verb

EVERY = [(verdict, reason) for verdict, reasons in VERDICTS.items() for reason in (None, *reasons)]


def saying(make: Choice, verdict: str, reason: str | None = None) -> Choice:
    return replace(make, text=f"It {verb(verdict, reason)}", verdict=(verdict, reason))


ZIGZAG = saying(right("", "It crossed and arrived."), "converged", "zigzag")
BOUNCES = saying(wrong("", "Each landing is nearer.", "overshoot-never-settles"), "overshot", "bouncing")
EXPLODES = saying(wrong("", "The factor is below 1."), "overshot", "diverged")
STALLS = saying(wrong("", "It moves far."), "stalled")
ASKED = quiz("fifty", ZIGZAG, BOUNCES, EXPLODES, STALLS, kind="verdict", hints=("1 − 2 × 0.9",))
LESSON = lesson(ASKED, pause())


def test_the_choices_are_shown_in_plain_words() -> None:
    learner = Learner(LESSON)
    assert learner.letter("It explodes") in "abcd"
    assert learner.keys.startswith("a letter")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("stall", STALLS), ("It stalls", STALLS), ("stalled", STALLS), ("it gets stuck", STALLS), ("too slow", STALLS),
        ("it explodes", EXPLODES), ("I think it will explode", EXPLODES), ("explosion!", EXPLODES),
        ("it diverges", EXPLODES), ("overshot/diverged", EXPLODES), ("exploeds", EXPLODES),
        ("bounces forever", BOUNCES), ("bouncing", BOUNCES), ("bounces and arrives", ZIGZAG), ("zigzag", ZIGZAG),
        ("it converges", ZIGZAG), ("converged", ZIGZAG), ("the run will settle", ZIGZAG), ("stall?", STALLS),
    ],
)  # fmt: skip
def test_a_verdict_is_known_in_many_words(typed: str, told: Choice) -> None:
    learner = Learner(LESSON)
    assert learner.type(typed) == told.feedback
    assert learner.state.answered[0].given == told.text


@pytest.mark.parametrize("typed", ["bounces", "it overshoots", "banana", "it does something"])
def test_words_that_fit_two_choices_or_none_choose_none(typed: str) -> None:
    learner = Learner(LESSON)
    assert learner.type(typed) == "I didn't understand that. Type a, b, c or d, or hint, or skip."


def test_where_only_one_choice_bounces_the_word_is_enough() -> None:
    asked = quiz("q", ZIGZAG, saying(wrong("", "No."), "overshot"), STALLS, kind="verdict")
    assert Learner(lesson(asked, pause())).type("bounces") == "It crossed and arrived."


def test_a_wide_choice_goes_by_the_words_of_its_reasons() -> None:
    asked = quiz("q", ZIGZAG, saying(wrong("", "No, it does not."), "overshot"), STALLS, kind="verdict")
    for typed in ("explodes", "it blows up", "overshoots", "chaos"):
        assert Learner(lesson(asked, pause())).type(typed) == "No, it does not."


def test_hint_answer_and_letters_work_as_everywhere() -> None:
    learner = Learner(LESSON)
    assert learner.type("hint") == "Hint: 1 − 2 × 0.9"
    assert learner.type("a b").startswith("One answer, please: a, b, c or d.")
    assert "The answer: " in (told := learner.type("answer"))
    assert f"{learner_letter()}) It bounces and arrives. It crossed and arrived." in told
    learner = Learner(LESSON)
    assert learner.type(learner.letter("It bounces for ever")) == "Each landing is nearer."
    assert learner.state.answered[0].misconceptions == ("overshoot-never-settles",)


def learner_letter() -> str:
    return Learner(LESSON).letter("It bounces and arrives")


def test_a_verdict_that_reads_like_a_question_is_the_answer() -> None:
    asked = quiz("q", saying(right("", "Not at all."), "stalled", "frozen"), ZIGZAG, kind="verdict")
    assert Learner(lesson(asked, pause())).type("does not move at all") == "Not at all."


def test_a_predicted_verdict_is_told_back_and_settled_by_the_run() -> None:
    learner = Learner(lesson(replace(ASKED, predict=True), lab(suggest="0.9")))
    assert learner.type("explodes").startswith("Your prediction: It explodes. Let's see.")
    assert "You predicted: It explodes. The factor is below 1." in learner.run(0.9, "converged", "zigzag")


def test_a_verdict_keeps_its_meaning_when_the_choices_move() -> None:
    moved = replace(ASKED, choices=(STALLS, EXPLODES, ZIGZAG))
    assert replayed(played(LESSON, "zigzag"), lesson(moved, pause())).answered[0].right


@pytest.mark.parametrize("one", EVERY, ids=str)
def test_every_verdict_is_read_by_its_name_and_its_words(one: tuple[str, str | None]) -> None:
    others = [other for other in EVERY if other[0] != one[0] and other[1] is not None]
    for said in (verb(*one), f"it {verb(*one)}", one[1] or one[0], "/".join(filter(None, one))):
        assert read_verdict(said, [one]) == (0,), said
        assert read_verdict(said, [*others, one]) == (len(others),), said


@given(st.text(max_size=30), st.lists(st.sampled_from(EVERY), max_size=4, unique=True))
@settings(deadline=None)
def test_any_text_is_read_as_one_verdict_or_none(text: str, offered: list[tuple[str, str | None]]) -> None:
    found = read_verdict(text, offered)
    assert found is None or offered[found[0]] in EVERY
