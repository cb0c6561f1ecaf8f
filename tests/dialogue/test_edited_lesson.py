"""A lesson edited after a learner has been in it: the events of then, played on the lesson of now."""

from __future__ import annotations

from tests.dialogue.lessons import Learner, bounce, lab, lesson, pause, quiz, ran, right, say, wrong
from tutor.dialogue.conversation import advance
from tutor.dialogue.model import Event, Typed
from tutor.dialogue.state import State
from tutor.lesson.model import Lesson

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
