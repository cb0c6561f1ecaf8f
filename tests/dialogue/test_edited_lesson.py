"""A lesson edited after a learner has been in it: the events of then, played on the lesson of now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.dialogue.lessons import Learner, bounce, lab, lesson, pause, quiz, ran, right, say, wrong
from tutor.dialogue.conversation import advance
from tutor.dialogue.model import Event, Typed
from tutor.dialogue.state import State, is_complete, lettered, progress
from tutor.lesson.model import Choice, Lesson, Quiz

SECOND = quiz("second", right("Sure", "Indeed."), wrong("Never", "But yes."))


def replayed(events: list[Event], now: Lesson) -> State:
    state = State()
    for event in events:
        state = advance(now, state, event).state
    return state


def played(then: Lesson, *lines: str) -> list[Event]:
    learner = Learner(then)
    for line in lines:
        learner.type(line)
        if learner.state.running:
            learner.end()
    return learner.events


def test_other_words_around_an_exchange_change_nothing() -> None:
    events = played(lesson(say("One."), bounce(), SECOND, lab()), "settles", "sure")
    state = replayed(events, lesson(say("New words."), say("And more."), bounce(), say("So."), SECOND, lab()))
    assert state.position == 5
    assert [answer.quiz for answer in state.answered] == ["bounce", "second"]


def test_an_answer_to_a_question_that_is_gone_changes_nothing() -> None:
    events = played(lesson(bounce(), SECOND, lab()), "explodes", "settles", "sure", "0.3")
    state = replayed(events, lesson(SECOND, lab()))
    assert [answer.quiz for answer in state.answered] == ["second"]
    assert (state.position, len(state.runs)) == (1, 1)


def test_an_answer_finds_its_question_where_it_has_moved_to() -> None:
    events = played(lesson(bounce(), SECOND, pause()), "settles", "sure")
    state = replayed(events, lesson(SECOND, bounce(), pause()))
    assert {answer.quiz: answer.right for answer in state.answered} == {"bounce": True, "second": True}


def test_a_new_question_before_the_learners_place_does_not_hold_them_up() -> None:
    events = played(lesson(pause(), SECOND, lab()), "", "sure", "0.3")
    state = replayed(events, lesson(bounce(), pause(), SECOND, lab()))
    assert state.position == 3
    assert len(state.runs) == 1


def test_a_new_pause_before_the_learners_place_does_not_throw_them_back() -> None:
    events = played(lesson(bounce(), pause(), SECOND, pause(), lab()), "settles", "", "sure", "")
    state = replayed(events, lesson(pause(), pause(), bounce(), pause(), SECOND, pause(), lab()))
    assert state.position >= 4


def test_a_letter_keeps_its_choice_while_the_choices_stay() -> None:
    learner = Learner(lesson(bounce(), pause()), seed=5)
    letter = learner.letter("It explodes")
    learner.type(letter)
    state = replayed(learner.events, lesson(say("New."), bounce("A hint."), pause()))
    assert state.answered[0].given == "It explodes"


TWICE, SETTLES, EXPLODES = bounce().choices
APPENDED = (TWICE, SETTLES, EXPLODES, wrong("It stands still", "It moves."))
SWAPPED = (EXPLODES, TWICE, SETTLES)
REWORDED = (replace(TWICE, text="It is there in half the time"), SETTLES, replace(EXPLODES, text="It flies away"))


def with_choices(*choices: Choice) -> Quiz:
    return replace(bounce(), choices=choices)


@pytest.mark.parametrize("now", [APPENDED, SWAPPED, REWORDED, APPENDED[1:]], ids=["more", "moved", "reworded", "less"])
@pytest.mark.parametrize("predict", [False, True], ids=["question", "prediction"])
def test_a_right_answer_stays_right_when_other_choices_are_edited(now: tuple[Choice, ...], predict: bool) -> None:
    then, edited = (replace(asked, predict=predict) for asked in (bounce(), with_choices(*now)))
    for seed in range(60):
        learner = Learner(lesson(then, pause()), seed)
        learner.type(learner.letter("It bounces and settles"))
        state = replayed(learner.events, lesson(edited, pause()))
        assert state.position == 1
        assert [(answer.given, answer.right) for answer in state.answered] == [("It bounces and settles", True)]


@pytest.mark.parametrize("now", [APPENDED, SWAPPED], ids=["more", "moved"])
def test_several_right_answers_stay_right_when_other_choices_are_edited(now: tuple[Choice, ...]) -> None:
    also = replace(TWICE, right=True)
    then = replace(with_choices(also, SETTLES, EXPLODES), kind="several")
    edited = replace(with_choices(*(also if choice is TWICE else choice for choice in now)), kind="several")
    for seed in range(60):
        learner = Learner(lesson(then, pause()), seed)
        learner.type(f"{learner.letter('It gets')} {learner.letter('It bounces')}")
        assert replayed(learner.events, lesson(edited, pause())).answered[0].right


def test_a_line_that_was_no_answer_does_not_become_one() -> None:
    learner = Learner(lesson(bounce(), pause()))
    learner.type("d")
    for seed in range(20):
        state = replayed(learner.events, lesson(with_choices(*APPENDED), pause()))
        assert (state.position, state.answered, state.misses) == (0, (), 1), seed


@pytest.mark.parametrize("predict", [False, True], ids=["question", "prediction"])
def test_an_answer_whose_choice_is_gone_leaves_its_question_waiting(predict: bool) -> None:
    now = lesson(replace(with_choices(TWICE, replace(SETTLES, text="It comes to rest")), predict=predict), pause())
    state = replayed(played(lesson(replace(bounce(), predict=predict), pause()), "settles"), now)
    assert (state.position, state.answered, state.misses) == (0, (), 0)
    again = advance(now, state, Typed("comes to rest", "quiz:bounce")).state
    assert again.answered[0].right
    assert again.open == ()


def test_an_answer_whose_choice_is_gone_is_open_for_a_learner_who_went_on() -> None:
    now = lesson(with_choices(TWICE, replace(SETTLES, text="It comes to rest")), SECOND, pause())
    state = replayed(played(lesson(bounce(), SECOND, pause()), "settles", "sure", ""), now)
    assert state.open == ("quiz:bounce",)
    assert progress(now, state) == (2, 3)
    assert not is_complete(now, state)


def test_a_number_is_judged_by_what_the_question_accepts_now() -> None:
    asked = quiz("w", right("2.4", number=2.4), wrong("anything else"), kind="number")
    events = played(lesson(asked, pause()), "12/5")
    assert isinstance(events[-1], Typed)
    assert events[-1].meant == ("2.4",)
    now = replace(asked, choices=(wrong("3", number=3.0), *asked.choices))
    assert replayed(events, lesson(now, pause())).answered[0].right
    choices = quiz("w", right("Yes"), wrong("No"))
    assert replayed(events, lesson(choices, pause())).answered == ()
    chosen = played(lesson(choices, pause()), "yes")
    assert replayed(chosen, lesson(asked, pause())).answered == ()


def test_a_line_kept_without_what_it_meant_is_read_again() -> None:
    learner = Learner(lesson(bounce(), pause()))
    event = Typed(learner.letter("It bounces"), learner.at)
    assert advance(learner.lesson, learner.state, event).state.answered[0].right


def test_a_new_choice_leaves_the_order_of_the_others() -> None:
    for seed in range(60):
        before = [bounce().choices[index].text for index in lettered(bounce(), seed)]
        more = with_choices(*reversed(APPENDED))
        after = [more.choices[index].text for index in lettered(more, seed)]
        assert [text for text in after if text in before] == before


def test_a_run_in_a_lab_that_is_no_lab_now_changes_nothing() -> None:
    now = lesson(quiz("lab-1", right("Yes"), wrong("No")), pause())
    before = Learner(now).state
    assert advance(now, before, ran(0.3)).state == before
    assert advance(now, before, ran(0.3, at="quiz:lab-1")).state == before


def test_an_event_of_nowhere_says_nothing() -> None:
    learner = Learner(lesson(bounce()))
    reply = advance(learner.lesson, learner.state, Typed("settles", "quiz:gone"))
    assert (reply.state, reply.utterances) == (learner.state, ())


def test_an_event_before_the_lesson_was_opened_opens_it() -> None:
    assert replayed([Typed("settles", "quiz:bounce")], lesson(bounce(), pause())).position == 1
    assert replayed([Typed("", "start")], lesson(bounce(), pause())).position == 0
    assert replayed([Typed("", "start")], lesson()).position == 0
