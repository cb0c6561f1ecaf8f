"""A lesson as data: what the parser makes of a Markdown file and the conversation plays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from tutor.errors import Place
from tutor.frozen import dataclass

if TYPE_CHECKING:
    from tutor.engine.small_network import NetworkExample
    from tutor.engine.walk_model import Phase

Style = Literal["plain", "strong", "emphasis", "code"]
MessageKind = Literal["text", "item", "code", "heading"]
ANYTHING_ELSE = "anything else"
"""The text of the choice that answers what the author did not foresee."""
IN_ORDER = "in order"
"""The text of the choice that answers the right order of an order question."""
QuizKind = Literal["choice", "several", "number", "text", "order", "verdict"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Message:
    """One paragraph, list item, heading or block of code; said by the tutor as one message."""

    spans: tuple[Span, ...]
    kind: MessageKind = "text"
    """`code` keeps its line breaks and is never wrapped."""
    marker: str = ""
    """What stands before a list item: "•" or "1."."""
    told: str = ""
    """What a drawing (of kind `code`) shows, in words: said in its place where nothing is drawn."""

    @property
    def text(self) -> str:
        """The message without its styles."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Say:
    """The tutor says something and goes on."""

    message: Message
    place: Place


@dataclass(frozen=True, slots=True)
class Pause:
    """The tutor waits until the learner wants to read on (`---` in the file)."""

    place: Place


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that the author foresaw."""

    text: str
    right: bool
    feedback: str
    """What the tutor answers to exactly this choice; empty only in a file that `tutor check` rejects."""
    place: Place
    misconception: str | None = None
    """The id of the wrong idea that this choice shows."""
    number: float | None = None
    """In a number question: the value; None for "anything else"."""
    tolerance: float = 0.0
    """In a number question: how far off still counts as this value."""
    also: tuple[str, ...] = ()
    """In a text question: other texts that say the same."""
    order: tuple[int, ...] | None = None
    """In an order question: the indices of the quiz's items in the order that this choice answers; None for "anything
    else"."""
    verdict: tuple[str, str | None] | None = None
    """In a verdict question: the verdict and the reason that this choice says, the reason None if it is open."""


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question, or a prediction that the next run settles."""

    id: str
    kind: QuizKind
    question: tuple[Message, ...]
    choices: tuple[Choice, ...]
    place: Place
    predict: bool = False
    """The learner commits to an answer; feedback comes after the next run has shown it."""
    hints: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """In an order question: what is to be put in order, in the right order."""
    once: bool = False
    """It makes sense only where it stands, so it does not come back in later sittings."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the author says a rate does here; `tutor check` runs it."""

    lr: str
    """The rate (in a lab with `guess`: the w) as the author wrote it."""
    verdict: str
    """Empty where nothing is run, in a lab with `guess`."""
    reason: str | None
    figures: tuple[tuple[str, str], ...]
    """Further figures, name and value as written: ("w", "2.71"), ("loss", "7e8"), ("w@1", "2.4"), ("within", "3"),
    ("accuracy", ">= 0.95")."""
    place: Place
    entrant: str = ""
    """In a race: which entrant is meant; empty for the lab's own setting."""

    def shows(self, goal: Goal) -> bool:
        """Whether the claim says so in words: the tutor tells this rate to a learner who asks for the answer. A rate
        below 0 walks uphill, and no goal is met by that."""
        if self.lr.startswith(("-", "−")) or self.verdict != goal.verdict or goal.reason not in (None, self.reason):
            return False
        within = [int(value) for name, value in self.figures if name == "within" and value.isdecimal()]
        return goal.within is None or any(steps <= goal.within for steps in within)


@dataclass(frozen=True, slots=True)
class Goal:
    """What the learner's runs shall show before the lab counts as done."""

    verdict: str
    reason: str | None = None
    within: int | None = None
    """Converged (came within 1 % of the excess at the start, to stay) in at most so many steps."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A figure that a run shall reach: `accuracy >= 0.95`, `loss <= 0.1`."""

    figure: str
    """One of `claims.REACHED`."""
    sign: Literal[">=", "<="]
    bound: float
    written: str
    """The bound as the author wrote it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The highest rate that still converges, found: one run that converged and one that overshot at a rate that is at
    most so much higher."""

    share: float
    """0.1: at most 10 % higher."""


LabGoal = Goal | Reach | Edge
LabView = Literal["", "loss", "landscape", "both", "answers", "numbers", "map"]
LabAxis = Literal["auto", "log", "linear"]
LabMap = Literal["", "open", "fog"]


@dataclass(frozen=True, slots=True)
class Lab:
    """A run of the learner's own rate."""

    id: str
    problem: str
    place: Place
    optimizer: str = "sgd"
    schedule: str = "constant"
    start: tuple[float, ...] | None = None
    steps: int = 50
    seed: int = 0
    ask: str = "Type a learning rate."
    suggest: str | None = None
    """The rate that a bare Enter runs, as the author wrote it; the run that settles an open prediction."""
    goals: tuple[LabGoal, ...] = ()
    """Each must be shown by some run; without goals, one run is enough."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """What the tutor adds after a run, by rate ("1.0"), by "verdict/reason" or by "verdict"; the first that fits."""
    hints: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    view: LabView = ""
    """What the learner sees of a run; empty for the loss curve. Another view is a key away."""
    axis: LabAxis = "auto"
    """The loss axis."""
    compare: bool = False
    """Earlier runs stay on the chart, up to four in all."""
    race: tuple[str, ...] = ()
    """Each is an optimizer, a schedule or a problem, or called so by the author: the learner's rate runs with each of
    them, side by side."""
    called: Mapping[str, str] = field(default_factory=dict)
    """What the entrants of a race are, where the author gave them names of their own."""
    map: LabMap = ""
    """A map of rates: open, or in fog that lifts where the learner tries."""
    map_range: tuple[float, float] | None = None
    """Its lowest and highest rate; None chooses them."""
    epochs: int = 0
    """Trains for so many passes over the data, in mini-batches, with held-back rows to check; 0 is a plain run."""
    guess: bool = False
    """The learner types w itself, and is told the loss and the slope there; nothing is run."""

    @property
    def shows_before(self) -> bool:
        """There is something to look at before anything is run."""
        return self.guess or bool(self.map) or self.view in ("landscape", "both")


@dataclass(frozen=True, slots=True)
class WalkClaim:
    """What the author says a number of a walk is; `tutor check` works it out."""

    name: str
    """Of the step: `h`, `dL/dw2`."""
    value: str
    """As written: all of its digits must be right."""
    place: Place


@dataclass(frozen=True, slots=True)
class Walk:
    """A small network, gone through number by number; some of them the learner finds."""

    id: str
    example: NetworkExample
    place: Place
    ask: str = "Press Enter to see one number after the other."
    begin: Phase = "forward"
    """The first phase that is gone through; what comes before it is known at the start."""
    end: Phase = "update"
    """The last one."""
    fill: tuple[str, ...] = ()
    """The steps whose numbers the learner finds, in the order of the walk."""
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each of them, one after the other."""
    claims: tuple[WalkClaim, ...] = ()

    @property
    def phases(self) -> tuple[Phase, ...]:
        """What is gone through."""
        from tutor.engine.walk_model import PHASES  # loaded by then: a walk has a network

        return PHASES[PHASES.index(self.begin) : PHASES.index(self.end) + 1]


Step = Say | Pause | Quiz | Lab | Walk


@dataclass(frozen=True, slots=True)
class Outline:
    """A lesson's front matter: all that the list of lessons shows."""

    id: str
    """The file's name without ".md": `08-too-high`."""
    number: int
    title: str
    about: str
    needs: tuple[str, ...]
    minutes: int
    concepts: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the course and what it means."""

    name: str
    also: tuple[str, ...]
    """Other words for it."""
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Lesson:
    """A whole lesson, in the order in which it is told."""

    outline: Outline
    steps: tuple[Step, ...]
    glossary: Sequence[Term] = ()
    """The course's terms, for questions asked on the way."""
