"""The end of a lesson: what is still open, and how it is mended."""

from __future__ import annotations

import pytest

from tests.dialogue.lessons import Learner, bounce, lab, lesson, pause, quiz, right, say, wrong
from tutor.dialogue.model import LessonEnded
from tutor.dialogue.state import is_complete, progress

SECOND = quiz("second", right("Sure", "Indeed."), wrong("Never", "But yes."))
ALL = lesson(say("One."), bounce(), say("Two."), SECOND, say("Three."), lab(), say("That was it."))


def at_the_end(*answers: str) -> Learner:
    learner = Learner(ALL)
    for text in answers:
        learner.type(text)
        if learner.state.running:
            learner.end()
    assert learner.at == "end"
    return learner


def ended(learner: Learner) -> list[bool]:
    return [utterance.complete for utterance in learner.said if isinstance(utterance, LessonEnded)]


def test_a_lesson_with_everything_shown_is_complete() -> None:
    learner = at_the_end("settles", "sure", "0.3", "")
    assert ended(learner) == [True]
    assert is_complete(learner.lesson, learner.state)
    assert learner.type("again").endswith("Enter takes you to the next one.")
    assert learner.type() == "[leave to next]"


def test_a_lesson_with_something_open_is_not_complete_and_says_how_much() -> None:
    learner = at_the_end("skip", "sure", "skip")
    assert ended(learner) == [False]
    assert not is_complete(learner.lesson, learner.state)
    assert learner.type("again").endswith(
        '2 things are still open, first the question "Question bounce?". '
        "Press Enter to do them now, or type next for the next lesson."
    )
    assert "Enter open ones" in learner.keys


def test_enter_leads_through_what_is_open_and_then_the_lesson_is_complete() -> None:
    learner = at_the_end("skip", "sure", "skip")
    assert progress(learner.lesson, learner.state) == (1, 3)
    assert learner.type().startswith("One.\nQuestion bounce?")
    assert progress(learner.lesson, learner.state) == (1, 3)
    assert learner.type("settles") == "Each landing is nearer.\nThree.\nRun lab-1."
    assert progress(learner.lesson, learner.state) == (2, 3)
    learner.run(0.3)
    learner.type()
    assert ended(learner) == [True]
    assert learner.state.open == ()
    assert not learner.state.mending


def test_wrong_answers_do_not_end_the_mending() -> None:
    learner = at_the_end("answer", "sure", "0.3", "")
    learner.type()
    assert learner.type("explodes") == "The factor is below 1."
    assert learner.at == "quiz:bounce"
    learner.type("settles")
    assert ended(learner) == [True]


def test_what_is_skipped_again_stays_open_and_can_be_tried_again() -> None:
    learner = at_the_end("skip", "skip", "0.3", "")
    learner.type()
    learner.type("skip")
    assert learner.type("sure").endswith(
        'One thing is still open: the question "Question bounce?". '
        "Press Enter for the next lesson, or type yes to do it now."
    )
    assert "yes: open ones" in learner.keys
    learner.type("yes")
    assert learner.at == "quiz:bounce"
    learner.type("settles")
    assert ended(learner) == [True]


@pytest.mark.parametrize("again", ["skip", "answer"])
def test_enter_does_not_lead_in_circles_but_out_of_what_is_left_open_again(again: str) -> None:
    learner = at_the_end("answer", "sure", "0.3", "")
    learner.type()
    learner.type(again)
    assert learner.at == "end"
    assert learner.type() == "[leave to next]"


def test_what_is_open_is_named_by_what_it_asks_in_a_line() -> None:
    learner = at_the_end("settles", "sure", "skip")
    assert 'One thing is still open: the lab "Run lab-1". Press Enter' in learner.type("again")


@pytest.mark.parametrize("text", ["", "ok", "yes", "sure", "go on"])
def test_every_yes_means_what_is_open(text: str) -> None:
    learner = at_the_end("skip", "sure", "0.3", "")
    learner.type(text)
    assert learner.at == "quiz:bounce"


@pytest.mark.parametrize("text", ["next", "Next!", "/next", "next lesson", "next please", "skip"])
def test_next_leaves_what_is_open(text: str) -> None:
    assert at_the_end("skip", "sure", "0.3", "").type(text) == "[leave to next]"


def test_going_back_while_mending_comes_forward_to_what_is_open() -> None:
    learner = Learner(lesson(pause(), bounce(), SECOND, pause()))
    for text in ("", "settles", "skip", "", ""):
        learner.type(text)
    assert learner.at == "quiz:second"
    learner.type("back")
    assert learner.at == "quiz:bounce"
    assert learner.type().startswith("Question second?")
    learner.type("sure")
    assert ended(learner) == [True]


def test_at_the_end_every_other_line_is_answered_too() -> None:
    learner = at_the_end("settles", "sure", "0.3", "")
    assert learner.type("0.3") == "0.3 can be run in the lab: type /lab. Press Enter to go on."
    assert learner.type("hint") == "There is nothing to solve here. Press Enter to go on."
    assert learner.type("what is a giraffe?").startswith("I don't know that one.")
    assert learner.type("what now?").startswith("Press Enter to go on.")
    assert "lessons" in learner.type("help")
    assert learner.type("back").startswith("Three.\nRun lab-1.")
