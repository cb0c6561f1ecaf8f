"""A question that comes back: what can be typed, where it goes on, what is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.dialogue.lessons import Learner, bounce, lab, lesson, quiz, right, words, wrong
from tutor.dialogue import review
from tutor.dialogue.model import Choices
from tutor.dialogue.state import State
from tutor.lesson.model import Lesson, Quiz

BOUNCE = bounce("The factor is −0.8.")


class Back:
    """A learner to whom the question comes back."""

    def __init__(self, asked: Quiz = BOUNCE, seed: int = 1) -> None:
        alone = review.alone(lesson(asked), f"quiz:{asked.id}")
        assert alone is not None
        self.question: Lesson = alone
        reply = review.ask(alone, seed)
        self.state: State = reply.state
        self.reply = reply
        self.said = [words(one) for one in reply.utterances]

    def type(self, text: str = "") -> review.Reviewed:
        self.reply = review.typed(self.question, self.state, text)
        self.state = self.reply.state
        self.said = [words(one) for one in self.reply.utterances]
        return self.reply


def test_it_says_where_it_comes_from_and_asks_as_in_the_lesson() -> None:
    back = Back()
    assert back.said[:2] == ["From lesson 1 (Made by hand):", "Question bounce?"]
    assert isinstance(back.reply.utterances[-1], Choices)


def test_a_right_answer_gets_its_feedback_and_goes_on() -> None:
    back = Back()
    reply = back.type("It bounces and settles")
    assert back.said == ["> It bounces and settles", "Each landing is nearer."]
    assert (reply.then, reply.outcome) == ("next", {"asked": review.version(BOUNCE), "hints": 0, "right": True})


def test_a_wrong_answer_gets_its_own_feedback_and_then_enter_goes_on() -> None:
    back = Back()
    assert back.type().then == "", "before any answer a bare Enter is no way on"
    reply = back.type("It explodes")
    assert back.said == ["> It explodes", "The factor is below 1."]
    assert (reply.then, reply.outcome) == ("", {"asked": review.version(BOUNCE), "hints": 0, "right": False})
    assert review.prompt(back.question, back.state).enter == "goes on"
    assert back.type().then == "next"
    assert back.reply.outcome is None


def test_it_may_be_tried_again() -> None:
    back = Back()
    back.type("It explodes")
    assert back.type("It bounces and settles").then == "next"


def test_hints_are_counted_and_an_answer_that_was_told_is_no_right_one() -> None:
    back = Back()
    back.type("hint")
    assert back.said[-1] == "Hint: The factor is −0.8."
    assert back.type("It bounces and settles").outcome == {"asked": review.version(BOUNCE), "hints": 1, "right": True}
    told = Back().type("answer")
    assert told.then == "next"
    assert told.outcome == {"asked": review.version(BOUNCE), "hints": 0, "right": False, "told": True}


@pytest.mark.parametrize("word", ["skip", "/skip", "Skip please"])
def test_one_word_leads_to_the_lesson(word: str) -> None:
    reply = Back().type(word)
    assert (reply.then, reply.outcome) == ("lesson", {"asked": review.version(BOUNCE), "skipped": True})


@pytest.mark.parametrize("line", ["banana", "help", "what is a gradient?", "again", "back", "hnit", "x" * 300])
def test_nothing_else_that_is_typed_counts_or_goes_on(line: str) -> None:
    back = Back()
    reply = back.type(line)
    assert (reply.then, reply.outcome) == ("", None)
    assert len(back.said) >= 2, "everything typed is answered"


@pytest.mark.parametrize(("word", "to"), [("lessons", "lessons"), ("quit", "out")])
def test_the_learner_can_leave_from_here(word: str, to: str) -> None:
    back = Back()
    assert back.type(word).then == ""
    assert back.said[-1] == f"[leave to {to}]"


def test_a_choice_that_reads_like_a_command_is_an_answer() -> None:
    back = Back(quiz("end", right("Skip"), wrong("Go on")))
    assert back.type("skip").outcome == {"asked": review.version(quiz("end", right("Skip"), wrong("Go on"))),
                                         "hints": 0, "right": True}  # fmt: skip


def test_the_choices_are_shuffled_anew() -> None:
    orders = {Back(seed=seed).said[-1] for seed in range(20)}
    assert len(orders) > 3


def test_predictions_and_questions_that_make_sense_only_once_do_not_come_back() -> None:
    predicted, once = replace(BOUNCE, predict=True), replace(BOUNCE, once=True)
    assert review.alone(lesson(predicted, lab()), "quiz:bounce") is None
    assert review.alone(lesson(once), "quiz:bounce") is None
    assert review.alone(lesson(BOUNCE), "quiz:other") is None


@pytest.mark.parametrize(
    "edited",
    [
        replace(BOUNCE, question=quiz("other").question),
        replace(BOUNCE, choices=BOUNCE.choices[:2]),
        replace(BOUNCE, choices=(replace(BOUNCE.choices[0], right=True), *BOUNCE.choices[1:])),
        replace(BOUNCE, choices=(replace(BOUNCE.choices[0], text="It stays"), *BOUNCE.choices[1:])),
        replace(BOUNCE, kind="several"),
        replace(BOUNCE, items=("first", "second")),
    ],
)
def test_an_edit_of_what_is_asked_makes_another_version_of_it(edited: Quiz) -> None:
    assert review.version(edited) != review.version(BOUNCE)


def test_mended_feedback_and_moved_choices_leave_the_version_as_it_is() -> None:
    mended = replace(BOUNCE, choices=tuple(replace(choice, feedback="Mended.") for choice in reversed(BOUNCE.choices)))
    assert review.version(mended) == review.version(BOUNCE)


def test_in_a_lesson_only_answers_to_what_comes_back_are_marked() -> None:
    from tutor.dialogue.model import Typed

    learner = Learner(lesson(BOUNCE, replace(BOUNCE, id="now", predict=True), lab()))

    def kept(text: str) -> dict[str, object]:
        from tutor.dialogue.conversation import understood

        event = Typed(text, learner.at, understood(learner.lesson, learner.state, text))
        found = review.outcome(learner.lesson, learner.state, event)
        learner.happen(event)
        return found

    assert kept("banana") == {}
    assert kept("hint") == {}
    assert kept("It explodes") == {"asked": review.version(BOUNCE), "hints": 1, "right": False}
    assert kept("It bounces and settles") == {"asked": review.version(BOUNCE), "hints": 1, "right": True}
    assert learner.at == "quiz:now"
    assert kept("It explodes") == {}
    assert kept("0.5") == {}
