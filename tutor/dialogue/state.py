"""Where a learner stands in a lesson. All of it follows from the events so far: replaying them gives it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.dialogue.model import RunEnded, RunThis, Tried, Utterance
from tutor.digest import sha256
from tutor.frozen import dataclass
from tutor.lesson.model import Lab, LabGoal, Lesson, Pause, Quiz, Say, Step, Walk


@dataclass(frozen=True, slots=True)
class Answered:
    """How a question went."""

    quiz: str
    """The id of the question; of a number in a walk, the walk's id and the number's name: `walk-1/dL/dw2`."""
    given: str
    """The learner's last answer, in the words of the choice."""
    right: bool
    shown: bool = False
    """The tutor told the answer."""
    misses: int = 0
    misconceptions: tuple[str, ...] = ()
    """The wrong ideas that wrong choices have shown, in order."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """A prediction that no run has settled yet."""

    quiz: str
    given: str
    """Empty if the learner gave it up: to be told once the run was watched."""
    feedback: str
    """Of a prediction that was given up: the right answer and what belongs to it."""
    right: bool
    lab: str
    """The id of the lab whose run settles it: the next one after the question."""

    @property
    def is_given_up(self) -> bool:
        """The learner would rather just watch."""
        return not self.given


@dataclass(frozen=True, slots=True)
class State:
    """A moment of the conversation."""

    position: int = -1
    """Index into `lesson.steps` of the exchange that waits for the learner; `len(steps)` at the end."""
    seed: int = 0
    hints: int = 0
    """Hints given in this exchange."""
    misses: int = 0
    """Wrong answers, or lines not understood, in this exchange."""
    misconceptions: tuple[str, ...] = ()
    """Shown by the wrong answers of this exchange."""
    running: RunThis | None = None
    """The run, or the race, that is under way."""
    runs: tuple[RunEnded, ...] = ()
    """The runs of this exchange, oldest first."""
    tries: tuple[Tried, ...] = ()
    """The weights tried in this exchange, oldest first."""
    met: tuple[tuple[str, LabGoal], ...] = ()
    """The goals that were met, each behind its lab's id: whoever leaves a lab and comes back has met them still."""
    walk: int = 0
    """In a walk through a network: how many of its numbers are behind the learner."""
    runs_before: tuple[RunEnded, ...] = ()
    """The runs of the last exchange behind the learner in which there were any or a weight was tried: what a question
    after it is about."""
    tries_before: tuple[Tried, ...] = ()
    """The weights tried in that exchange."""
    last_run: RunEnded | None = None
    """The newest run of the lesson, for questions about it."""
    answered: tuple[Answered, ...] = ()
    """Each question once, as it stands now."""
    predictions: tuple[Predicted, ...] = ()
    open: tuple[str, ...] = ()
    """Keys of exchanges that were skipped, or whose answer was told: not yet shown by the learner."""
    shown: tuple[str, ...] = ()
    """Keys of exchanges that the learner has done: whoever comes back to one may pass it by."""
    mending: bool = False
    """The lesson was played to its end and the learner is going through the open exchanges."""
    left: bool = False
    """The learner went through the open exchanges and left some of them open: Enter leads out now, not there again."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an event leads to."""

    state: State
    utterances: tuple[Utterance, ...] = ()


_DRAWS = 50
"""Shuffles of items before the right order turned round must do: with two items, one in 10¹⁵ learners."""


def step_key(lesson: Lesson, position: int) -> str:
    """A name for an exchange that survives edits of the text around it: `quiz:rate-doubled`, `lab:lab-1`, `walk:pass`,
    `pause-3`."""
    if position < 0:
        return "start"
    if position >= len(lesson.steps):
        return "end"
    step = lesson.steps[position]
    if isinstance(step, Quiz):
        return f"quiz:{step.id}"
    if isinstance(step, Lab):
        return f"lab:{step.id}"
    if isinstance(step, Walk):
        return f"walk:{step.id}"
    return f"pause-{sum(isinstance(before, Pause) for before in lesson.steps[: position + 1])}"


def position_of(lesson: Lesson, key: str) -> int | None:
    """Where the exchange named `key` stands in this version of the lesson."""
    for position in [*exchanges(lesson), len(lesson.steps)]:
        if step_key(lesson, position) == key:
            return position
    return None


def exchanges(lesson: Lesson) -> list[int]:
    """The positions at which the conversation waits for the learner."""
    return [position for position, step in enumerate(lesson.steps) if not isinstance(step, Say)]


def waiting_at(lesson: Lesson, state: State) -> Step | None:
    """The step that waits for the learner; None at the end."""
    return lesson.steps[state.position] if 0 <= state.position < len(lesson.steps) else None


def key(lesson: Lesson, state: State) -> str:
    """The key of the exchange that waits for the learner."""
    return step_key(lesson, state.position)


def progress(lesson: Lesson, state: State) -> tuple[int, int]:
    """How many of the lesson's exchanges are behind the learner, and how many there are. What was left open is not
    behind; whoever goes through the open ones has passed all the others."""
    stops = exchanges(lesson)
    passed = stops if state.mending else [stop for stop in stops if stop < state.position]
    return sum(step_key(lesson, stop) not in state.open for stop in passed), len(stops)


def is_complete(lesson: Lesson, state: State) -> bool:
    """The end was reached and everything asked was shown by the learner: no open question, no skipped run."""
    return state.position >= len(lesson.steps) and not state.open


def lettered(quiz: Quiz, seed: int) -> tuple[int, ...]:
    """Indices of the quiz's choices (in an order question, of its items) in the order in which this learner sees them:
    shuffled, the same every time. A choice's place comes from its text: an edit of one choice leaves the order of the
    others as it is. Items are never shown in an order that is right, as far as there is another."""

    # A checksum such as CRC-32 will not do: over texts this much alike, most orders never come up.
    def shuffled(texts: Sequence[str], draw: str) -> tuple[int, ...]:
        def drawn(index: int) -> bytes:
            return sha256(f"{seed}:{quiz.id}:{draw}{texts[index]}".encode()).digest()

        return tuple(sorted(range(len(texts)), key=drawn))

    if quiz.kind != "order":
        return shuffled([choice.text for choice in quiz.choices], "")
    right = right_orders(quiz)
    draws = (shuffled(quiz.items, f"{draw}:" if draw else "") for draw in range(_DRAWS))
    return next((order for order in draws if order not in right), tuple(reversed(range(len(quiz.items)))))


def right_orders(quiz: Quiz) -> tuple[tuple[int, ...], ...]:
    """The orders of an order question's items that are right: as they are written, and what the author added."""
    added = (choice.order for choice in quiz.choices if choice.right and choice.order is not None)
    return tuple(dict.fromkeys([tuple(range(len(quiz.items))), *added]))


def arrive(state: State, position: int) -> State:
    """The state on reaching a new exchange: what counted in the last one starts anew."""
    if state.runs or state.tries:
        state = replace(state, runs_before=state.runs, tries_before=state.tries)
    return replace(
        state, position=position, hints=0, misses=0, misconceptions=(), running=None, runs=(), tries=(), walk=0
    )


def with_answer(state: State, answer: Answered) -> State:
    """`state` with this answer in place of an earlier one to the same question."""
    others = tuple(other for other in state.answered if other.quiz != answer.quiz)
    return replace(state, answered=(*others, answer))


def left_open(state: State, name: str) -> State:
    """The exchange `name` was passed without being shown; nothing changes if it was shown before."""
    return state if name in state.open or name in state.shown else replace(state, open=(*state.open, name))


def closed(state: State, name: str) -> State:
    """The learner has shown the exchange `name`."""
    shown = state.shown if name in state.shown else (*state.shown, name)
    return replace(state, open=tuple(other for other in state.open if other != name), shown=shown)


def is_shown(lesson: Lesson, state: State) -> bool:
    """The learner has done the exchange that waits before."""
    return key(lesson, state) in state.shown
