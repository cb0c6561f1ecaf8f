"""The conversation: `advance(lesson, state, event)` gives the next state and what the tutor says.

Pure: no clock, no files, no terminal, no chance. A bare Enter goes on, words steer (`answers.Command`), everything
else answers whatever the exchange at `state.position` waits for: a question (`questions`) or a rate (`labs`).
"""

from __future__ import annotations

from dataclasses import replace

from tutor.dialogue import labs, phrases, questions
from tutor.dialogue.answers import LONGEST, Command, guess_command, is_question, read_command
from tutor.dialogue.model import (
    Event,
    LearnerSaid,
    Leave,
    LessonEnded,
    Opened,
    Prompt,
    RunEnded,
    TutorSays,
    Typed,
    Utterance,
)
from tutor.dialogue.numbers import read_number
from tutor.dialogue.state import (
    Reply,
    State,
    arrive,
    exchanges,
    is_complete,
    key,
    left_open,
    position_of,
    step_key,
    waiting_at,
)
from tutor.lesson.model import Lab, Lesson, Pause, Quiz, Say


def advance(lesson: Lesson, state: State, event: Event) -> Reply:
    """What `event` leads to. An event that answers another exchange than the one that waits (the lesson was edited
    since) moves the conversation there first, or changes nothing if that exchange is gone."""
    if isinstance(event, Opened):
        return _go_on(lesson, replace(State(), seed=event.seed))
    if event.at != key(lesson, state):
        position = position_of(lesson, event.at)
        if position is None:
            return Reply(state)
        state = arrive(state, position)
    if isinstance(event, RunEnded):
        step = waiting_at(lesson, state)
        return labs.ended(step, state, event) if isinstance(step, Lab) else Reply(state)
    reply = _typed(lesson, state, event)
    said = event.text.strip()[:LONGEST]
    return Reply(reply.state, (LearnerSaid(said), *reply.utterances)) if said else reply


def prompt(lesson: Lesson, state: State) -> Prompt:
    """What the input line waits for in this state."""
    step = waiting_at(lesson, state)
    if state.running is not None:
        return Prompt("", "Space pause · → one step · Enter finish · Esc stop", running=True)
    if isinstance(step, Quiz):
        label = "your prediction" if step.predict else "answer"
        wanted = "a number" if step.kind == "number" else "a letter"
        if step.kind == "several":
            wanted = "letters, such as a c"
        return Prompt(label, f"{wanted} · hint · skip · help" if step.predict else f"{wanted} · hint · answer · help")
    if isinstance(step, Lab):
        if labs.is_done(step, state):
            return Prompt("learning rate", "another rate · Enter go on · again · help")
        if step.suggest is not None and (not state.runs or state.prediction is not None):
            return Prompt("learning rate", f"Enter runs {step.suggest} · a rate · hint · help")
        return Prompt("learning rate", "a rate · hint · again · skip · help")
    if step is None:
        if state.open:
            return Prompt("Enter: what is still open", "Enter open ones · next · lessons · quit")
        return Prompt("Enter: next lesson", "Enter next lesson · lessons · back · quit")
    return Prompt("Enter to go on", "Enter go on · back · lessons · help")


def _typed(lesson: Lesson, state: State, event: Typed) -> Reply:
    if len(event.text) > LONGEST:
        return Reply(state, (phrases.say(phrases.TOO_LONG),))
    text = event.text.strip()
    # Whoever plays the lesson sends nothing during a run: a line now means that the run was never finished.
    state = replace(state, running=None, label="")
    command = Command("next") if not text else read_command(text)
    step = waiting_at(lesson, state)
    if command is not None and not _is_an_answer(step, text):
        return _command(lesson, state, command, bare=not text)
    if is_question(text) and not (isinstance(step, Lab) and _has_digit(text)):
        return Reply(state, (phrases.say(phrases.NOT_YET_ASK),))
    if isinstance(step, Quiz):
        reply, over = questions.answer(step, state, text)
        if over:
            return _then(reply, lesson)
        understood = reply.state.answered != state.answered or read_number(text) is not None
        return reply if understood else _with_guess(reply, text)
    if isinstance(step, Lab):
        reply = labs.typed(step, state, text)
        return reply if read_number(text) is not None else _with_guess(reply, text)
    waiting = "Press Enter to read on" if step is not None else "Press Enter to go on"
    return _with_guess(Reply(state, (phrases.say(f"{waiting}. Nothing else is needed here."),)), text)


def _is_an_answer(step: object, text: str) -> bool:
    """A choice may read like a command ("stop", "yes"): where it is offered, it is the answer."""
    if not isinstance(step, Quiz) or step.kind == "number":
        return False
    return any(text.casefold() == choice.text.casefold().strip(" .") for choice in step.choices)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _with_guess(reply: Reply, text: str) -> Reply:
    """A line not understood that looks like a misspelt command: offer it instead."""
    if guess := guess_command(text):
        return Reply(reply.state, (phrases.say(f'I don\'t know "{text}". Did you mean {guess}?'),))
    return reply


def _command(lesson: Lesson, state: State, command: Command, *, bare: bool) -> Reply:
    step = waiting_at(lesson, state)
    match command.name:
        case "next":
            return _next(lesson, state, bare=bare)
        case "hint":
            return _hint(step, state)
        case "again":
            return labs.again(step, state, command.rest) if isinstance(step, Lab) else _again(lesson, state)
        case "skip":
            return _skip(lesson, state)
        case "back":
            return _back(lesson, state)
        case "answer" if isinstance(step, Quiz):
            return _then(questions.reveal(step, state), lesson)
        case "answer" if isinstance(step, Lab):
            return labs.reveal(step, state)
        case "answer":
            return Reply(state, (phrases.say(phrases.NO_HINT_HERE),))
        case "help":
            return Reply(state, (phrases.say(f"{_wanted(lesson, state)} {phrases.HELP}"),))
        case "lessons":
            return Reply(state, (Leave("lessons"),))
        case "quit":
            return Reply(state, (Leave("out"),))


def _next(lesson: Lesson, state: State, *, bare: bool) -> Reply:
    step = waiting_at(lesson, state)
    if step is None:
        if state.open and bare:
            return _mend(lesson, replace(state, mending=True))
        return Reply(state, (Leave("next"),))
    if isinstance(step, Quiz):
        return Reply(state, (phrases.say(f"{_wanted(lesson, state)} Or type skip."),))
    if isinstance(step, Lab):
        reply = labs.entered(step, state)
        return reply if reply is not None else _go_on(lesson, state)
    return _go_on(lesson, state)


def _hint(step: object, state: State) -> Reply:
    if not isinstance(step, Quiz | Lab):
        return Reply(state, (phrases.say(phrases.NO_HINT_HERE),))
    if state.hints < len(step.hints):
        told = phrases.say(f"Hint: {step.hints[state.hints]}")
        return Reply(replace(state, hints=state.hints + 1), (told,))
    if isinstance(step, Quiz) and step.predict:
        return Reply(state, (phrases.say("A prediction can't go wrong: say what you expect, then we watch."),))
    if isinstance(step, Lab) and not step.goals:
        return Reply(state, (phrases.say("No rate is wrong here. Type any number, such as 0.1, and watch."),))
    return Reply(state, (phrases.say(phrases.NO_HINT),))


def _skip(lesson: Lesson, state: State) -> Reply:
    step = waiting_at(lesson, state)
    if isinstance(step, Quiz):
        return _then(Reply(left_open(state, key(lesson, state)), (phrases.say("Left for later."),)), lesson)
    if isinstance(step, Lab):
        state = labs.skipped(step, replace(state, prediction=None))
        return _then(Reply(state, (phrases.say("Left for later."),) if state.open else ()), lesson)
    return _next(lesson, state, bare=False)


def _again(lesson: Lesson, state: State) -> Reply:
    return Reply(state, (*_told_before(lesson, state.position), *_asked(lesson, state)))


def _back(lesson: Lesson, state: State) -> Reply:
    earlier = [stop for stop in exchanges(lesson) if stop < state.position]
    if not earlier:
        return Reply(state, (phrases.say(phrases.NOTHING_BEFORE), *_told_before(lesson, state.position)))
    state = arrive(state, earlier[-1])
    return Reply(state, (*_told_before(lesson, state.position), *_asked(lesson, state)))


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
        state = replace(arrive(state, len(lesson.steps)), mending=False)
        return Reply(state, _asked(lesson, state))
    state = arrive(state, later[0])
    return Reply(state, (*_told_before(lesson, state.position), *_asked(lesson, state)))


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
        return (*(TutorSays(message) for message in questions.question_messages(step)), *questions.ask(step, state))
    if isinstance(step, Lab):
        return labs.ask(step)
    if isinstance(step, Pause):
        return ()
    return _at_end(lesson, state)


def _at_end(lesson: Lesson, state: State) -> tuple[Utterance, ...]:
    ended = LessonEnded(is_complete(lesson, state))
    if not state.open:
        return (ended, phrases.say(f"That was the lesson: {lesson.outline.title}. Enter takes you to the next one."))
    count = len(state.open)
    open_ones = "One thing is still open" if count == 1 else f"{count} things are still open"
    return (ended, phrases.say(f"{open_ones}. Press Enter to do it now, or type next for the next lesson."))


def _wanted(lesson: Lesson, state: State) -> str:
    step = waiting_at(lesson, state)
    if isinstance(step, Quiz):
        what = {"choice": "a letter, such as b", "several": "all letters that fit, such as a c", "number": "a number"}
        return f"Type {what[step.kind]}."
    if isinstance(step, Lab):
        return "Type a learning rate, such as 0.3."
    return "Press Enter to go on."
