"""Small lessons made by hand, runs as they might have ended, and a learner who plays them through `advance`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.engine.small_networks import ONE_ONE_ONE
from tutor.dialogue.conversation import advance, understood
from tutor.dialogue.model import (
    Choices,
    Event,
    Feedback,
    Judged,
    LearnerSaid,
    Leave,
    LessonEnded,
    Opened,
    RunEnded,
    RunThis,
    ShowNetwork,
    TutorSays,
    Typed,
    Utterance,
)
from tutor.dialogue.prompts import prompt
from tutor.dialogue.questions import ask
from tutor.dialogue.state import State, key
from tutor.engine.backpropagation import walk as walk_of
from tutor.engine.model import Number, Verdict
from tutor.errors import Place
from tutor.lesson.model import (
    Choice,
    Claim,
    Lab,
    LabGoal,
    Lesson,
    Message,
    Outline,
    Pause,
    Quiz,
    QuizKind,
    Say,
    Span,
    Step,
    Walk,
)

HERE = Place("01-made-by-hand.md", 1)


def say(text: str) -> Say:
    """The tutor says `text`."""
    return Say(Message((Span(text),)), HERE)


def pause() -> Pause:
    """`---`."""
    return Pause(HERE)


def right(text: str, feedback: str = "Yes.", number: float | None = None, tolerance: float = 0.0) -> Choice:
    """A right choice."""
    return Choice(text, True, feedback, HERE, None, number, tolerance)


def wrong(
    text: str, feedback: str = "No.", idea: str | None = None, number: float | None = None, tolerance: float = 0.0
) -> Choice:
    """A wrong choice, which shows the wrong `idea`."""
    return Choice(text, False, feedback, HERE, idea, number, tolerance)


def quiz(
    name: str,
    *choices: Choice,
    kind: QuizKind = "choice",
    predict: bool = False,
    hints: tuple[str, ...] = (),
    items: tuple[str, ...] = (),
) -> Quiz:
    """A question called `name`."""
    return Quiz(name, kind, (Message((Span(f"Question {name}?"),)),), choices, HERE, predict, hints, items)


def bounce(*hints: str) -> Quiz:
    """The example question: `settles` is right."""
    return quiz(
        "bounce",
        wrong("It gets there twice as fast", "Twice the stride is not twice the progress.", "faster-is-better"),
        right("It bounces and settles", "Each landing is nearer."),
        wrong("It explodes", "The factor is below 1.", "overshoot-is-explosion"),
        hints=hints,
    )


def claim(lr: str, verdict: str, reason: str | None = None, **figures: str) -> Claim:
    """What the author claims of a rate."""
    return Claim(lr, verdict, reason, tuple(figures.items()), HERE)


def lab(
    name: str = "lab-1",
    *,
    suggest: str | None = None,
    goals: tuple[LabGoal, ...] = (),
    remarks: Mapping[str, str] | None = None,
    hints: tuple[str, ...] = (),
    claims: tuple[Claim, ...] = (),
) -> Lab:
    """A lab on w² from w = 3."""
    return Lab(
        name,
        "bowl:curvature=2",
        HERE,
        start=(3.0,),
        ask=f"Run {name}.",
        suggest=suggest,
        goals=goals,
        remarks=remarks or {},
        hints=hints,
        claims=claims,
    )


def walk(name: str = "pass", **settings: Any) -> Walk:
    """A walk through the network 1-1-1 of the lessons: h = 0.6225, ŷ = 1.245, L = 0.02999."""
    return Walk(name, ONE_ONE_ONE, HERE, ask=f"Walk {name}.", **settings)


def lesson(*steps: Step, name: str = "01-made-by-hand") -> Lesson:
    """A lesson of these steps."""
    return Lesson(Outline(name, 1, "Made by hand", "For tests", (), 5, (), HERE), steps)


def ran(
    lr: float,
    verdict: str = "converged",
    reason: str = "smooth",
    *,
    at: str = "lab:lab-1",
    stopped: bool = False,
    steps: int = 50,
    **evidence: Number | str | bool | None,
) -> RunEnded:
    """A run of this rate that ended so."""
    judged = Verdict(verdict, reason, "high", f"Sentence on {lr:g}.", f"Advice on {lr:g}.", evidence)
    return RunEnded(lr, judged, steps, (9.0, 0.1), ((3.0,), (0.3,)), at, stopped, (2.4,))


def words(utterance: Utterance) -> str:
    """What the learner reads of an utterance."""
    match utterance:
        case TutorSays(message=message) | Feedback(message=message):
            return message.text
        case LearnerSaid(text=text):
            return f"> {text}"
        case Choices(items=items):
            return " / ".join(f"{letter}) {text}" for letter, text in items)
        case Judged(words=sentences):
            return " ".join(sentences)
        case RunThis(label=label):
            return f"[run {label}]"
        case ShowNetwork(walk=shown, at=at, asked=asked):
            return f"[{'?' if asked else ''}{walk_of(shown.example)[at].name if at >= 0 else ''}]"
        case LessonEnded(complete=complete):
            return f"[ended, {'complete' if complete else 'open'}]"
        case Leave(to=to):
            return f"[leave to {to}]"


@dataclass
class Learner:
    """A learner in a lesson."""

    lesson: Lesson
    seed: int = 1
    state: State = field(default_factory=State)
    said: tuple[Utterance, ...] = ()
    """The reply to the last event, without the learner's own line."""
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.happen(Opened(self.seed))

    def happen(self, event: Event) -> str:
        """The reply to `event`, as text."""
        reply = advance(self.lesson, self.state, event)
        self.events.append(event)
        self.state = reply.state
        self.said = tuple(one for one in reply.utterances if not isinstance(one, LearnerSaid))
        return "\n".join(words(utterance) for utterance in self.said)

    def type(self, text: str = "") -> str:
        """The reply to a line; a bare Enter if none is given."""
        return self.happen(Typed(text, self.at, understood(self.lesson, self.state, text)))

    def run(self, lr: float, verdict: str = "converged", reason: str = "smooth", *, needed: int | None = None) -> str:
        """Types the rate, and gives what the tutor says once the run has ended so."""
        self.type(f"{lr:g}")
        return self.end(verdict, reason, needed=needed)

    def end(
        self, verdict: str = "converged", reason: str = "smooth", *, needed: int | None = None, stopped: bool = False
    ) -> str:
        """What the tutor says once the run under way has ended so, having converged after `needed` steps."""
        assert self.state.running is not None
        lr = self.state.running.experiment.lr
        steps = 10 if stopped else 50
        return self.happen(
            ran(lr, verdict, reason, at=self.at, stopped=stopped, steps=steps, steps_to_1_percent=needed)
        )

    def letter(self, beginning: str) -> str:
        """The letter of the choice that begins so, as this learner sees it."""
        step = self.lesson.steps[self.state.position]
        assert isinstance(step, Quiz)
        (choices,) = ask(step, self.state)
        assert isinstance(choices, Choices)
        return next(letter for letter, text in choices.items if text.startswith(beginning))

    @property
    def at(self) -> str:
        """The key of the exchange that waits."""
        return key(self.lesson, self.state)

    @property
    def keys(self) -> str:
        """The line of keys under the input."""
        return prompt(self.lesson, self.state).keys
