"""A walk through a small network: Enter shows one number after the other; some of them the learner finds.

`State.walk` counts the numbers that are behind the learner in this exchange. Where the next one is to be found it is
asked for at once, and the walk waits for it. It is done when its last number was reached and everything asked for was
found by the learner; a number that was told leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tutor.dialogue import phrases
from tutor.dialogue.model import Feedback, ShowNetwork, Utterance
from tutor.dialogue.network_words import in_full, table
from tutor.dialogue.numbers import NumberRead, NumberUnclear, read_number
from tutor.dialogue.questions import MISSES_BEFORE_HELP
from tutor.dialogue.state import Answered, Reply, State, closed, left_open, with_answer
from tutor.engine import backpropagation
from tutor.engine.network_names import shown
from tutor.engine.walk_model import Mistake, Slip, WalkStep
from tutor.lesson.model import Walk

MISCONCEPTIONS: dict[Mistake, str] = {
    "updated-weight": "backprop-uses-updated-weight",
    "derivative-forgotten": "chain-rule-skips-a-link",
    "factor-forgotten": "chain-rule-skips-a-link",
    "added": "chain-rule-adds",
    "uphill": "gradient-points-downhill",
    "whole-gradient": "gradient-is-step",
}
"""The wrong ideas that slips show. The others are slips of the pen."""
_CHAIN = ("output-gradient", "sum-gradient", "gradient")
_NUMBERS = re.compile(r"/?(?:the |all )?(?:numbers|table)[.!?]*", re.IGNORECASE)
_ASKED_FOR = re.compile(r"(?:what(?:'s|’s| is)|how much is)\s+(.+?)\s*\??", re.IGNORECASE)


def ask(walk: Walk, state: State) -> tuple[Utterance, ...]:
    """What the tutor says on reaching the walk, or on coming back to it: where it stands, what was said last, and
    what is asked."""
    last = _last(walk, state)
    told = (phrases.say(last.sentence),) if last is not None else ()
    return (phrases.say(walk.ask), _picture(walk, state), *told, *_question(walk, state))


def understood(walk: Walk, state: State, text: str) -> tuple[str, ...] | None:
    """The name of the number that is asked for and the number that `text` is; empty if it is none, None if none is
    asked for."""
    step = wanted(walk, state)
    if step is None:
        return None
    number = read_number(text)
    return (step.name, repr(number.value)) if isinstance(number, NumberRead) else ()


def typed(walk: Walk, state: State, text: str, meant: tuple[str, ...] | None) -> Reply:
    """The reply to a line that is no command: a number that was asked for, the word `numbers`, or something to be
    told kindly."""
    if _NUMBERS.fullmatch(text):
        return Reply(state, (table(walk, _before(walk) + state.walk),))
    step = wanted(walk, state)
    number = read_number(text)
    if step is None:
        told = "No number is asked for just now. " if number is not None else "I didn't understand that. "
        return Reply(state, (phrases.say(f"{told}{what_next(walk, state)}"),))
    if meant is None:
        meant = understood(walk, state, text) or ()
    if meant and meant[0] != step.name:
        return Reply(state, (phrases.say(f"Another number is asked for here since then. {what_next(walk, state)}"),))
    given = _value(meant)
    if given is None:
        why = (
            number.why if isinstance(number, NumberUnclear) else f"I was waiting for a number. {what_next(walk, state)}"
        )
        return Reply(replace(state, misses=state.misses + 1), (phrases.say(why),))
    return _judged(walk, state, step, given, number.text if isinstance(number, NumberRead) else text)


def entered(walk: Walk, state: State) -> Reply | None:
    """The reply to a bare Enter; None if the lesson goes on."""
    if goes_on(walk, state):
        return None
    step = wanted(walk, state)
    if step is not None and not _found(walk, state, step):
        return Reply(state, (phrases.say(f"{what_next(walk, state)} Or type skip."),))
    return _onward(walk, state)


def again(walk: Walk, state: State) -> Reply:
    """The walk from its start."""
    state = _fresh(replace(state, walk=0))
    # Enter would lead on from a walk that was done before: its first step is taken at once.
    if f"walk:{walk.id}" in state.shown and wanted(walk, state) is None:
        reply = _onward(walk, state)
        return Reply(reply.state, (phrases.say(walk.ask), *reply.utterances))
    return Reply(state, ask(walk, state))


def reveal(walk: Walk, state: State) -> Reply:
    """The number that is asked for, told. The walk stays open: being told is not yet finding."""
    step = wanted(walk, state)
    if step is None:
        return Reply(state, (phrases.say(f"Nothing is asked for just now. {what_next(walk, state)}"),))
    if not _found(walk, state, step):
        answered = Answered(_key(walk, step), "", False, True, state.misses, state.misconceptions)
        state = with_answer(left_open(state, f"walk:{walk.id}"), answered)
    return _onward(walk, state, (phrases.say(f"The answer: {step.name} = {shown(step.value)}. {step.sentence}"),))


def hint(walk: Walk, state: State) -> Reply:
    """The next hint for the number that is asked for."""
    step = wanted(walk, state)
    if step is None:
        return Reply(state, (phrases.say(f"Nothing is asked for just now. {what_next(walk, state)}"),))
    hints = walk.hints.get(step.name, ())
    if state.hints < len(hints):
        return Reply(replace(state, hints=state.hints + 1), (phrases.say(f"Hint: {hints[state.hints]}"),))
    return Reply(state, (phrases.say(phrases.NO_MORE_HINTS if state.hints else phrases.NO_HINT),))


def explained(walk: Walk, state: State, text: str) -> str | None:
    """The answer to a why, which is about the last number, and to `what is h?` where h is known by now."""
    told = _steps(walk)[: state.walk]
    if text.casefold().startswith("why") and told:
        return in_full(told[-1])
    match = _ASKED_FOR.fullmatch(text.strip())
    position = backpropagation.position_in(tuple(told), match[1]) if match else None
    return in_full(told[position]) if position is not None else None


def what_next(walk: Walk, state: State) -> str:
    """What the learner can do now."""
    step = wanted(walk, state)
    if step is not None:
        or_enter = ", or press Enter to see it" if _found(walk, state, step) else ""
        return f"Type the number for {step.name}{or_enter}."
    if goes_on(walk, state):
        return "Press Enter to go on."
    return "Press Enter for the next number."


def wanted(walk: Walk, state: State) -> WalkStep | None:
    """The step whose number the learner is to find now."""
    step = _next(walk, state)
    return step if step is not None and step.name in walk.fill else None


def enter_shows(walk: Walk, state: State) -> bool:
    """The number that is asked for was found before, so Enter shows it."""
    step = wanted(walk, state)
    return step is not None and _found(walk, state, step)


def goes_on(walk: Walk, state: State) -> bool:
    """Enter leads on: the last number was reached, or the walk was done before and was not begun again."""
    return is_over(walk, state) or (state.walk == 0 and f"walk:{walk.id}" in state.shown)


def is_over(walk: Walk, state: State) -> bool:
    """The last number was reached."""
    return state.walk >= len(_steps(walk))


# ---------------------------------------------------------------- where the walk stands


def _steps(walk: Walk) -> Sequence[WalkStep]:
    """The steps that are gone through."""
    phases = walk.phases
    return [step for step in backpropagation.walk(walk.example) if step.phase in phases]


def _before(walk: Walk) -> int:
    """How many steps are known from the start."""
    first = walk.phases[0]
    return next(index for index, step in enumerate(backpropagation.walk(walk.example)) if step.phase == first)


def _next(walk: Walk, state: State) -> WalkStep | None:
    steps = _steps(walk)
    return steps[state.walk] if state.walk < len(steps) else None


def _last(walk: Walk, state: State) -> WalkStep | None:
    steps = _steps(walk)
    return steps[min(state.walk, len(steps)) - 1] if state.walk > 0 else None


def _picture(walk: Walk, state: State) -> ShowNetwork:
    """The last number, or the network before its first; the next one with its place still empty where it is asked for:
    an empty place is there to be filled."""
    begun = _before(walk) + state.walk
    if wanted(walk, state) is not None:
        return ShowNetwork(walk, begun, asked=True)
    return ShowNetwork(walk, begun - 1)


def _question(walk: Walk, state: State) -> tuple[Utterance, ...]:
    step = wanted(walk, state)
    if step is None:
        return ()
    aid = f", and {step.aid}" if step.aid else ""
    found = " You have found it before, so Enter shows it." if _found(walk, state, step) else ""
    return (phrases.say(f"What is {step.name}? It is {step.formula}{aid}. Three digits are enough.{found}"),)


def _key(walk: Walk, step: WalkStep) -> str:
    """A slash is in no name of a question: the number is kept as an answer of its own."""
    return f"{walk.id}/{step.name}"


def _found(walk: Walk, state: State, step: WalkStep) -> bool:
    return any(answer.quiz == _key(walk, step) and answer.right for answer in state.answered)


def _fresh(state: State) -> State:
    """What counts for one number starts anew."""
    return replace(state, hints=0, misses=0, misconceptions=())


# ---------------------------------------------------------------- going on


def _onward(walk: Walk, state: State, instead: tuple[Utterance, ...] | None = None) -> Reply:
    """One number on: its sentence (or what is said `instead`), and what comes after it."""
    step = _next(walk, state)
    assert step is not None, "a walk that is over goes no further"
    state = _fresh(replace(state, walk=state.walk + 1))
    said = (phrases.say(step.sentence),) if instead is None else instead
    if is_over(walk, state):
        state, ended = _ended(walk, state)
        said = (*said, ended)
    return Reply(state, (*said, _picture(walk, state), *_question(walk, state)))


def _ended(walk: Walk, state: State) -> tuple[State, Utterance]:
    told = [step.name for step in _steps(walk) if step.name in walk.fill and not _found(walk, state, step)]
    if not told:
        state = closed(state, f"walk:{walk.id}")
        return state, phrases.say(
            "That was the last number. Press Enter to go on, or type again to go through it again."
        )
    state = left_open(state, f"walk:{walk.id}")
    if f"walk:{walk.id}" in state.shown:
        return state, phrases.say("That was the last number. Press Enter to go on.")
    listed = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
    return state, phrases.say(
        f"That was the last number. I told you {listed}, so this stays open: type again to try once more, or press "
        "Enter to go on."
    )


def _judged(walk: Walk, state: State, step: WalkStep, given: float, text: str) -> Reply:
    if step.accepts(given):
        answered = Answered(_key(walk, step), text, True, False, state.misses, state.misconceptions)
        right = Feedback(True, phrases.message(step.sentence))
        return _onward(walk, with_answer(state, answered), (right,))
    slip = step.slip_of(given)
    if slip is None and step.nearly(given):
        return Reply(state, (phrases.say(f"{text} is close. Please give {step.name} to three digits."),))
    told = slip.told if slip is not None else f"Not that. Put the numbers into {step.name} = {step.formula}."
    idea = _idea(step, slip) if slip is not None else None
    state = replace(state, misses=state.misses + 1, misconceptions=(*state.misconceptions, *((idea,) if idea else ())))
    if not _found(walk, state, step):
        answered = Answered(_key(walk, step), text, False, False, state.misses, state.misconceptions)
        state = with_answer(state, answered)
    utterances: list[Utterance] = [Feedback(False, phrases.message(told))]
    if state.misses % MISSES_BEFORE_HELP == 0:
        what = "hint, or answer to see it" if state.hints < len(walk.hints.get(step.name, ())) else "answer to see it"
        utterances.append(phrases.say(f"Take your time. You can type {what}."))
    return Reply(state, tuple(utterances))


def _idea(step: WalkStep, slip: Slip) -> str | None:
    """The misconception: what is left out or added counts as one only where the chain rule is at work."""
    if slip.mistake in ("added", "factor-forgotten", "derivative-forgotten") and step.holds not in _CHAIN:
        return None
    return MISCONCEPTIONS.get(slip.mistake)


def _value(meant: tuple[str, ...]) -> float | None:
    try:
        return float(meant[1])
    except (IndexError, ValueError):
        return None
