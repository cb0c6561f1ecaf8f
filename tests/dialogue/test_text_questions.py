"""Questions that are answered in a learner's own words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dialogue.lessons import Learner, lab, lesson, pause, quiz, right, wrong
from tests.dialogue.test_edited_lesson import played, replayed
from tutor.dialogue import meaning
from tutor.dialogue.state import State

GRADIENT = replace(right("gradient", "It says which way is steepest."), also=("slope",))
ASKED = quiz(
    "steepest",
    GRADIENT,
    wrong("loss", "That is how high you stand.", "slope-is-height"),
    wrong("height", "Not how high."),
    wrong("anything else", "Think of a hill."),
    kind="text",
    hints=("It begins with g.",),
)
LESSON = lesson(ASKED, pause())


def test_no_choices_are_shown() -> None:
    learner = Learner(LESSON)
    assert len(learner.said) == 1
    assert learner.keys.startswith("a word or two")


@pytest.mark.parametrize(
    "typed",
    ["gradient", "The Gradient.", "slope", "slopes", "gradiant", "I think it's the gradient", "is it the gradient?",
     "the gradient?", "it is the gradeint, I think"],
)  # fmt: skip
def test_the_right_text_is_known_in_many_spellings(typed: str) -> None:
    learner = Learner(LESSON)
    assert learner.type(typed) == "It says which way is steepest."
    assert learner.at == "pause-1"
    assert learner.state.answered[0].given == typed


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Loss", "That is how high you stand."),
        ("heights", "Not how high."),
        ("weight", "Think of a hill."),
        ("banana split", "Think of a hill."),
        ("not the gradient", "Think of a hill."),
        ("b", "Think of a hill."),
        ("3", "Think of a hill."),
    ],
)
def test_a_wrong_text_gets_its_own_feedback_and_counts(typed: str, told: str) -> None:
    learner = Learner(LESSON)
    assert learner.type(typed) == told
    assert (learner.at, learner.state.misses) == ("quiz:steepest", 1)
    assert not learner.state.answered[0].right


def test_a_wrong_text_keeps_the_idea_that_it_shows() -> None:
    learner = Learner(LESSON)
    learner.type("the loss")
    assert learner.state.answered[0].misconceptions == ("slope-is-height",)


def test_hint_answer_and_questions_work_as_everywhere() -> None:
    learner = Learner(LESSON)
    assert learner.type("hint") == "Hint: It begins with g."
    assert "Type a word or two." in learner.type("what is a hill?")
    assert "Type a word or two." in learner.type("help")
    assert learner.type("hnit") == 'I don\'t know "hnit". If you mean hint, type hint.'
    assert learner.type("!;") == "A word or two, please. You can also type hint or skip."
    assert not learner.state.answered
    assert learner.type("answer") == "The answer: gradient. It says which way is steepest."
    assert learner.state.open == ("quiz:steepest",)


def test_an_answer_that_reads_like_a_command_is_the_answer_where_it_is_foreseen() -> None:
    asked = quiz("q", right("stop", "Yes, stop."), wrong("anything else"), kind="text")
    learner = Learner(lesson(asked, pause()))
    assert learner.type("Stop!") == "Yes, stop."


def test_a_command_that_is_a_slip_in_an_answer_is_the_command() -> None:
    asked = quiz("q", right("repeal"), wrong("anything else"), kind="text")
    learner = Learner(lesson(asked, pause()))
    assert learner.type("repeat") == "Question q?"
    assert not learner.state.answered


def test_a_prediction_in_words_is_told_back_and_settled() -> None:
    learner = Learner(lesson(replace(ASKED, predict=True), lab()))
    assert learner.type("Slope").startswith("Your prediction: Slope. Let's see.")
    assert "You predicted: Slope. It says which way is steepest." in learner.run(0.1)


def test_two_right_texts_are_told_as_alternatives() -> None:
    asked = quiz("q", right("up", "A."), right("down", "B."), wrong("anything else"), kind="text")
    assert Learner(lesson(asked, pause())).type("answer").startswith("The answer: up or down.")


def test_without_a_choice_for_the_rest_a_text_is_still_answered() -> None:
    learner = Learner(lesson(quiz("q", GRADIENT, kind="text"), pause()))
    assert learner.type("banana") == "Not that. Try again."


def test_an_answer_keeps_its_meaning_when_the_lesson_is_edited() -> None:
    renamed = replace(ASKED, choices=(replace(GRADIENT, also=("derivative",)), *ASKED.choices[1:]))
    assert replayed(played(LESSON, "slope"), lesson(renamed, pause())).answered[0].right
    widened = replace(ASKED, choices=(replace(GRADIENT, also=("slope", "steepness")), *ASKED.choices[1:]))
    assert replayed(played(LESSON, "steepness"), lesson(widened, pause())).answered[0].right
    assert not replayed(played(LESSON, "steepness"), LESSON).answered[0].right


@given(st.one_of(st.text(max_size=40), st.sampled_from(["gradient", "slopes", "los", "gradeint", "hint", "the"])))
@settings(deadline=None)
def test_what_a_line_means_means_itself(text: str) -> None:
    meant = meaning.read(ASKED, State(), text)
    if isinstance(meant, meaning.NotRead):
        assert meant.why
        return
    picked = meaning.chosen(ASKED, meant)
    assert picked is not None
    if meant[0] in ("gradient", "loss", "height"):
        assert meaning.read(ASKED, State(), meant[0]) == meant
        assert picked[0].text == meant[0]
