"""What goes into the conversation (events) and what comes out of it (utterances)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from tutor.engine.model import Experiment, Verdict
from tutor.frozen import dataclass
from tutor.lesson.model import Message, Walk

# ---------------------------------------------------------------- events: what happened


@dataclass(frozen=True, slots=True)
class Opened:
    """The learner opened the lesson."""

    seed: int
    """Shuffles the choices: the same for one learner and one lesson, so that letters stay stable."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The learner sent a line."""

    text: str
    at: str
    """The key of the exchange it answers (`state.key`): an edited lesson must not turn it into another's answer."""
    meant: tuple[str, ...] | None = None
    """What it meant to the question that waited then (`meaning.read`): the texts of the choices picked, the number (in
    a walk behind the name of what was asked for), the text, the items in the order given; empty if it was no answer. An
    edit moves letters to other choices, so this counts and not the line. None: not known."""


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The run that the conversation asked for is over and judged."""

    lr: float
    verdict: Verdict
    steps: int
    loss: tuple[float, float]
    """The first and the last."""
    w: tuple[tuple[float, ...], tuple[float, ...]]
    """The first and the last."""
    at: str
    stopped: bool = False
    """The learner stopped it before its last step."""
    w1: tuple[float, ...] = ()
    """After the first step: what a remark about one step refers to; empty if there was no step."""
    entrant: str = ""
    """In a race: the optimizer, schedule or problem that this run had in place of the lab's own."""
    changes: tuple[tuple[int, float], ...] = ()
    """The learner changed the rate on the way: from which update on, and to what; see `Experiment.changes`."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """Further figures at the end, by the names of `lesson.claims.REACHED`: on held-back rows, and shares answered
    right."""

    @property
    def trained(self) -> bool:
        """Whether it was a training: of its many weights none are kept."""
        return not self.w[0]


@dataclass(frozen=True, slots=True)
class Raced:
    """The runs that the conversation asked for together are over and judged."""

    runs: tuple[RunEnded, ...]
    """In the order of the lab's `race`."""
    at: str


@dataclass(frozen=True, slots=True)
class Tried:
    """The learner tried a weight, and nothing was run."""

    w: float
    loss: float
    slope: float
    at: str


Event = Opened | Typed | RunEnded | Raced | Tried

# ---------------------------------------------------------------- utterances: what to show or do


@dataclass(frozen=True, slots=True)
class TutorSays:
    """A message of the tutor's."""

    message: Message


@dataclass(frozen=True, slots=True)
class LearnerSaid:
    """The learner's own line, as it stands in the transcript."""

    text: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The lettered answers to the question just asked."""

    items: tuple[tuple[str, str], ...]
    """(letter, text)"""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the tutor answers to a choice or a prediction."""

    right: bool
    message: Message


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a run, with the words for it."""

    verdict: Verdict
    words: tuple[str, ...]
    """Sentences, the first of which follows the verdict's name."""
    name: str = ""
    """Which run it is about, where several were made together."""
    brief: bool = False
    """It is one line of a list."""


@dataclass(frozen=True, slots=True)
class RunThis:
    """Run this experiment, show it live, and come back with `RunEnded`."""

    experiment: Experiment
    label: str
    """The rate as the learner wrote it."""
    rivals: tuple[Experiment, ...] = ()
    """Run these beside it, and come back with `Raced`."""
    names: tuple[str, ...] = ()
    """If there are rivals: what each run is called, the first one's name first."""
    epochs: int = 0
    """Train for so many passes over the data instead; `experiment.steps` follows from it."""


@dataclass(frozen=True, slots=True)
class ShowNetwork:
    """Draw this network as it stands now."""

    walk: Walk
    at: int
    """The present step: an index into the steps of `engine.backpropagation.walk`; -1 before the first."""
    asked: bool = False
    """Its number is not to be shown: the learner is to find it."""


@dataclass(frozen=True, slots=True)
class LessonEnded:
    """The lesson is over."""

    complete: bool
    """Everything asked was shown; False if questions were skipped."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The learner wants to go: to the list of lessons, to another lesson, or out."""

    to: Literal["lessons", "lesson", "next", "out"]
    lesson: str = ""
    """If `to` is a lesson: its number, a part of its title, or `previous`."""


Utterance = TutorSays | LearnerSaid | Choices | Feedback | Judged | RunThis | ShowNetwork | LessonEnded | Leave


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the input line is waiting for."""

    label: str
    """`learning rate`, `answer`, `Enter to go on`."""
    keys: str
    """What can be pressed or typed now, for the line under the input."""
    running: bool = False
    enter: str = ""
    """What a bare Enter does now, where `label` doesn't say it: `runs 0.9`, `goes on`."""
