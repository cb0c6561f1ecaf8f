"""The conversation: `advance(lesson, state, event)` gives the next state and what the tutor says.

Pure: no clock, no files, no terminal, no chance. A bare Enter goes on, words steer (`answers.Command`), everything
else answers whatever the exchange at `state.position` waits for: a question (`questions`), a rate (`labs`) or a number
of a network (`walks`). Past 300 lines, as every kind of exchange meets every kind of word here, and each meeting is a
line or two.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from tutor.dialogue import ask, labs, meaning, phrases, questions
from tutor.dialogue.answers import LONGEST, Command, guess_command, is_question, read_command
from tutor.dialogue.help_words import help_words
from tutor.dialogue.model import (
    Event,
    LearnerSaid,
    Leave,
    LessonEnded,
    Opened,
    Raced,
    RunEnded,
    Tried,
    TutorSays,
    Typed,
    Utterance,
)
from tutor.dialogue.numbers import NumberRead, read_number
from tutor.dialogue.state import (
    Reply,
    State,
    arrive,
    exchanges,
    is_complete,
    is_shown,
    key,
    left_open,
    position_of,
    step_key,
    waiting_at,
)
from tutor.dialogue.still_open import still_open_words
from tutor.later import Later
from tutor.lesson.model import Lab, Lesson, Pause, Quiz, Say, Walk

if TYPE_CHECKING:
    from tutor.dialogue import walks
else:
    walks = Later(
        "tutor.dialogue.walks"
    )  # with the arithmetic of networks a thirtieth of a start; few lessons have one

_SAVE = re.compile(r"/?save(?:\s+(?:it|this|\S+\.\w{1,9}))?", re.IGNORECASE)
"""As in free play; a sentence that begins so is something else."""


def advance(lesson: Lesson, state: State, event: Event) -> Reply:
    """What `event` leads to. An event that answers another exchange than the one that waits (the lesson was edited
    since) moves the conversation there first, or changes nothing if that exchange is gone. Pauses have no names that
    last, so a pause that seems to lie behind changes nothing either."""
    if isinstance(event, Opened):
        return _go_on(lesson, replace(State(), seed=event.seed))
    if state.position < 0:
        state = _go_on(lesson, state).state
    if event.at != key(lesson, state):
        position = position_of(lesson, event.at)
        if position is None or (position < state.position and isinstance(lesson.steps[position], Pause)):
            return Reply(state)
        state = arrive(state, position)
    if isinstance(event, RunEnded | Raced | Tried):
        step = waiting_at(lesson, state)
        return labs.happened(step, state, event) if isinstance(step, Lab) else Reply(state)
    reply = _typed(lesson, state, event)
    said = event.text.strip()[:LONGEST]
    return Reply(reply.state, (LearnerSaid(said), *reply.utterances)) if said else reply


def here(lesson: Lesson, state: State) -> tuple[Utterance, ...]:
    """What leads up to the exchange that waits, and what it asks: for a learner who comes back to it."""
    said = (*_told_before(lesson, state.position), *_asked(lesson, state))
    return said or (phrases.say(_wanted(lesson, state)),)


def understood(lesson: Lesson, state: State, text: str) -> tuple[str, ...] | None:
    """What `text` means to the question that waits: see `meaning.read`; empty if it is no answer, None if no
    question waits. Goes into `Typed.meant`."""
    step, text = waiting_at(lesson, state), text.strip()
    if isinstance(step, Walk):
        return walks.understood(step, state, text)
    if not isinstance(step, Quiz):
        return None
    return () if _aside(step, text) else questions.understood(step, state, text)


def is_answer(lesson: Lesson, state: State, text: str) -> bool:
    """Whether `text` names an answer to the question that waits; a word about the picture is none, unless it does."""
    return _is_an_answer(waiting_at(lesson, state), text)


def _typed(lesson: Lesson, state: State, event: Typed) -> Reply:
    # Whoever plays the lesson sends nothing during a run: a line now means that the run was never finished.
    state = replace(state, running=None)
    if len(event.text) > LONGEST:
        return Reply(state, (phrases.say(phrases.TOO_LONG),))
    text = event.text.strip()
    step = waiting_at(lesson, state)
    if isinstance(step, Quiz) and (meant := understood(lesson, state, text) if event.meant is None else event.meant):
        reply, over = questions.answer(step, state, text, meant, _settling_lab(lesson, state))
        return _then(reply, lesson) if over else reply
    if isinstance(step, Walk) and event.meant:
        return walks.typed(step, state, text, event.meant)
    if (number := _rate_to_run(lesson, step, text)) is not None:
        told = f"{number.text} can be run in the lab: type /lab. {_wanted(lesson, state)}"
        return Reply(state, (phrases.say(told),))
    aside = _aside(step, text)
    if isinstance(aside, Command):
        return _command(lesson, state, aside, text)
    if aside == "question":
        return Reply(state, (phrases.say(f"{_explained(lesson, state, text)} {_wanted(lesson, state)}"),))
    if _SAVE.fullmatch(text) and any(isinstance(one, Lab) for one in lesson.steps):
        return Reply(state, (phrases.say(f"{phrases.SAVE_IN_FREE_PLAY} {_wanted(lesson, state)}"),))
    if isinstance(step, Quiz):
        reply, may_be_misspelt = questions.not_understood(step, state, text)
        guessed = may_be_misspelt and read_number(text) is None
        return _with_guess(reply, state, text) if guessed else reply
    if isinstance(step, Lab):
        reply = labs.typed(step, state, text)
        return reply if read_number(text) is not None else _with_guess(reply, state, text)
    if isinstance(step, Walk):
        reply = walks.typed(step, state, text, event.meant)
        return reply if read_number(text) is not None else _with_guess(reply, state, text)
    reply = Reply(state, (phrases.say(f"{_wanted(lesson, state)} Nothing else is needed here."),))
    return _with_guess(reply, state, text)


def _rate_to_run(lesson: Lesson, step: object, text: str) -> NumberRead | None:
    """The number that is typed where letters or a bare Enter are waited for: whoever has seen runs wants to see one."""
    waits = step is None or isinstance(step, Pause) or (isinstance(step, Quiz) and meaning.offered(step))
    number = read_number(text) if waits and any(isinstance(one, Lab) for one in lesson.steps) else None
    if not isinstance(number, NumberRead) or not labs.may_be_rate(number):
        return None
    # A whole number may be meant for the place of a choice, and a percentage is no rate.
    return None if number.text.isdecimal() or number.percent else number


def _explained(lesson: Lesson, state: State, text: str) -> str:
    """The answer to a question: from the number or the run that was just seen if it is about that, else from the
    glossary."""
    step = waiting_at(lesson, state)
    if isinstance(step, Walk) and (told := walks.explained(step, state, text)) is not None:
        return told
    # Its patterns and lists of words are worth some milliseconds, which no start needs to wait for.
    from tutor.dialogue import about_run
    from tutor.dialogue.no_run import no_run
    from tutor.dialogue.setting_words import about_setting

    runs = state.runs if isinstance(step, Lab) else state.runs_before
    told = about_run.answer(text, runs, state.last_run) or about_setting(text, lesson.glossary)
    told = told or ask.reply(lesson.glossary, text)
    return no_run(lesson, state) if told == about_run.NO_RUN else told


def _aside(step: object, text: str) -> Command | Literal["question"] | None:
    """The command or the question that `text` is, beside what the exchange waits for; None if it is an answer to it."""
    if _is_an_answer(step, text):
        return None
    if command := Command("next") if not text else read_command(text):
        return command
    offered = meaning.offered(step) if isinstance(step, Quiz) else ()
    return "question" if is_question(text, offered) and guess_command(text) is None else None


def _is_an_answer(step: object, text: str) -> bool:
    """A choice may read like a command ("stop", "yes"), a number like a question ("what about 0.3?"): where one is
    asked for, it is the answer."""
    if isinstance(step, Quiz):
        return meaning.names_an_answer(step, text)
    return isinstance(step, Lab | Walk) and read_number(text) is not None


def _settling_lab(lesson: Lesson, state: State) -> str | None:
    """The id of the lab whose run settles a prediction made here; None if no run of it is to come."""
    for step in lesson.steps[state.position + 1 :]:
        if isinstance(step, Lab):
            return None if state.mending and f"lab:{step.id}" in state.shown else step.id
    return None


def _with_guess(reply: Reply, before: State, text: str) -> Reply:
    """A line not understood that looks like a misspelt command: offer it instead, and count nothing."""
    if guess := guess_command(text):
        return Reply(before, (phrases.say(f'I don\'t know "{text}". If you mean {guess}, type {guess}.'),))
    return reply


def _command(lesson: Lesson, state: State, command: Command, text: str) -> Reply:
    step = waiting_at(lesson, state)
    match command.name:
        case "next":
            leave = "next" in text.casefold() or (state.left and not text)
            return _next(lesson, state, leave=leave)
        case "hint":
            return _hint(step, state)
        case "unsure":
            gives_up = isinstance(step, Quiz) and step.predict
            return _answer(lesson, state) if gives_up else _hint(step, state)
        case "again":
            return _again(lesson, state, command.rest)
        case "skip":
            return _skip(lesson, state)
        case "back":
            return _back(lesson, state)
        case "answer":
            return _answer(lesson, state)
        case "choices":
            return _choices(lesson, state)
        case "help":
            return Reply(state, (phrases.say(f"{_wanted(lesson, state)} {help_words(step, state)}"),))
        case "lessons":
            return Reply(state, (leave_for(command.rest),))
        case "quit":
            return Reply(state, (Leave("out"),))


def leave_for(lesson: str) -> Leave:
    """To the lesson named so, as `Command.rest` has it: the list of them for none, the next that is not done."""
    if not lesson:
        return Leave("lessons")
    return Leave("next") if lesson == "next" else Leave("lesson", lesson)


def _again(lesson: Lesson, state: State, rest: str) -> Reply:
    step = waiting_at(lesson, state)
    if isinstance(step, Lab) and (state.runs or state.tries or rest):
        return labs.again(step, state, rest)
    if isinstance(step, Walk):
        return walks.again(step, state)
    return Reply(state, here(lesson, state))


def _answer(lesson: Lesson, state: State) -> Reply:
    step = waiting_at(lesson, state)
    if isinstance(step, Quiz):
        return _then(questions.reveal(step, state, _settling_lab(lesson, state)), lesson)
    if isinstance(step, Lab):
        return labs.reveal(step, state)
    if isinstance(step, Walk):
        return walks.reveal(step, state)
    return Reply(state, (phrases.say(phrases.NOTHING_TO_SOLVE),))


def _choices(lesson: Lesson, state: State) -> Reply:
    """What there is to choose from, again; and how the answer itself is to be had."""
    step = waiting_at(lesson, state)
    told = _wanted(lesson, state)
    if isinstance(step, Quiz | Lab | Walk):  # elsewhere there is nothing to solve
        told += " To be told the answer, type answer."
    return Reply(state, (*(questions.ask(step, state) if isinstance(step, Quiz) else ()), phrases.say(told)))


def _next(lesson: Lesson, state: State, *, leave: bool) -> Reply:
    """Enter, yes, go on. At the end with something open the word `next` leads out of the lesson, and Enter only once
    the learner was there and left it open."""
    step = waiting_at(lesson, state)
    if step is None:
        if state.open and not leave:
            return _mend(lesson, replace(state, mending=True))
        return Reply(state, (Leave("next"),))
    if isinstance(step, Quiz):
        if is_shown(lesson, state):
            return _go_on(lesson, state)
        return Reply(state, (phrases.say(f"{_wanted(lesson, state)} Or type skip."),))
    if isinstance(step, Lab):
        reply = labs.entered(step, state)
        return reply if reply is not None else _go_on(lesson, state)
    if isinstance(step, Walk):
        reply = walks.entered(step, state)
        return reply if reply is not None else _go_on(lesson, state)
    return _go_on(lesson, state)


def _hint(step: object, state: State) -> Reply:
    if isinstance(step, Walk):
        return walks.hint(step, state)
    if not isinstance(step, Quiz | Lab):
        return Reply(state, (phrases.say(phrases.NOTHING_TO_SOLVE),))
    if isinstance(step, Lab) and step.goals and labs.is_done(step, state):
        return Reply(state, (phrases.say(f"There is nothing left to find here. {labs.wanted(step, state)}"),))
    if state.hints < len(step.hints):
        told = phrases.say(f"Hint: {step.hints[state.hints]}")
        return Reply(replace(state, hints=state.hints + 1), (told,))
    if isinstance(step, Quiz) and step.predict:
        return Reply(state, (phrases.say(phrases.NO_HINT_IN_PREDICTION),))
    if isinstance(step, Lab) and not step.goals:
        return Reply(state, (phrases.say(labs.hint_without_goal(step)),))
    return Reply(state, (phrases.say(phrases.NO_MORE_HINTS if state.hints else phrases.NO_HINT),))


def _skip(lesson: Lesson, state: State) -> Reply:
    if not isinstance(waiting_at(lesson, state), Quiz | Lab | Walk):
        return _next(lesson, state, leave=True)
    state = left_open(state, key(lesson, state))
    said = (phrases.say(phrases.LEFT_OPEN),) if key(lesson, state) in state.open else ()
    return _then(Reply(state, said), lesson)


def _back(lesson: Lesson, state: State) -> Reply:
    earlier = [stop for stop in exchanges(lesson) if stop < state.position]
    if not earlier:
        return Reply(state, (phrases.say(phrases.NOTHING_BEFORE), *_told_before(lesson, state.position)))
    state = arrive(state, earlier[-1])
    return Reply(state, here(lesson, state))


def _then(reply: Reply, lesson: Lesson) -> Reply:
    """`reply`, and then the lesson goes on."""
    further = _go_on(lesson, reply.state)
    return Reply(further.state, (*reply.utterances, *further.utterances))


def _go_on(lesson: Lesson, state: State) -> Reply:
    """Says what comes next, up to the next exchange."""
    if state.mending:
        return _mend(lesson, state)
    position = state.position + 1
    while position < len(lesson.steps) and isinstance(lesson.steps[position], Say):
        position += 1
    said = _told_before(lesson, position, after=state.position)
    state = arrive(state, position)
    return Reply(state, (*said, *_asked(lesson, state)))


def _mend(lesson: Lesson, state: State) -> Reply:
    """Goes to the next open exchange after this one, or to the end."""
    from_here = -1 if state.position >= len(lesson.steps) else state.position
    later = [at for at in exchanges(lesson) if at > from_here and step_key(lesson, at) in state.open]
    if not later:
        state = replace(arrive(state, len(lesson.steps)), mending=False, left=True)
        return Reply(state, _asked(lesson, state))
    state = arrive(state, later[0])
    return Reply(state, here(lesson, state))


def _told_before(lesson: Lesson, position: int, after: int | None = None) -> tuple[Utterance, ...]:
    """The messages that lead up to the exchange at `position`, from the one before it (or from `after`)."""
    first = position
    while first > 0 and isinstance(lesson.steps[first - 1], Say) and (after is None or first - 1 > after):
        first -= 1
    return tuple(TutorSays(step.message) for step in lesson.steps[first:position] if isinstance(step, Say))


def _asked(lesson: Lesson, state: State) -> tuple[Utterance, ...]:
    """What the exchange that waits asks."""
    step = waiting_at(lesson, state)
    if isinstance(step, Quiz):
        done = (phrases.say(phrases.DONE_BEFORE),) if is_shown(lesson, state) else ()
        question = (TutorSays(message) for message in questions.question_messages(step))
        return (*question, *questions.ask(step, state), *done)
    if isinstance(step, Lab):
        return (*labs.ask(step, state), *((phrases.say(phrases.DONE_BEFORE),) if labs.is_done(step, state) else ()))
    if isinstance(step, Walk):
        done = (phrases.say(phrases.DONE_BEFORE),) if is_shown(lesson, state) and state.walk == 0 else ()
        return (*walks.ask(step, state), *done)
    if isinstance(step, Pause):
        return ()
    return _at_end(lesson, state)


def _at_end(lesson: Lesson, state: State) -> tuple[Utterance, ...]:
    ended = LessonEnded(is_complete(lesson, state))
    if not state.open:
        return (ended, phrases.say(f"That was the lesson: {lesson.outline.title}. Enter takes you to the next one."))
    return (ended, phrases.say(still_open_words(lesson, state)))


def _wanted(lesson: Lesson, state: State) -> str:
    step = waiting_at(lesson, state)
    if isinstance(step, Quiz):
        return f"Type {meaning.wanted(step)}."
    if isinstance(step, Lab):
        return labs.wanted(step, state)
    if isinstance(step, Walk):
        return walks.what_next(step, state)
    return "Press Enter to go on."
