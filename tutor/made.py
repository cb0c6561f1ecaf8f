"""The runs that were made in a lab, as far as it takes to draw them again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from tutor.dialogue.state import State, position_of
from tutor.errors import SpecificationError
from tutor.frozen import dataclass
from tutor.lesson.experiment import experiment_of, trial_of
from tutor.lesson.model import Lab

if TYPE_CHECKING:
    from tutor.dialogue.model import RunEnded, Tried
    from tutor.engine.model import Experiment
    from tutor.lesson.model import Lesson


@dataclass(frozen=True, slots=True)
class Made:
    """A run that was made, as far as it takes to make it again."""

    experiment: Experiment
    steps: int
    """How many of its steps were shown."""
    name: str
    """In a race: whose run it is."""
    verdict: str


def made_in(lab: Lab, runs: Sequence[RunEnded], tries: Sequence[Tried]) -> tuple[Made, ...]:
    """What was run and tried in a lab, oldest first."""
    made = []
    for run in runs:
        with suppress(SpecificationError):  # an entrant that the edited lesson does not know any more
            again = experiment_of(lab, run.lr, run.entrant, run.changes)
            made.append(Made(again, run.steps, run.entrant, run.verdict.called[0]))
    return (*made, *(Made(trial_of(lab, tried.w), 0, "", "") for tried in tries))


def made_before(lesson: Lesson, state: State) -> tuple[Lab, tuple[Made, ...]] | None:
    """The last lab behind the learner in which something was run or tried, and what was; None if there is none, or an
    edit has taken it away."""
    runs, tries = state.runs_before, state.tries_before
    if not runs and not tries:
        return None
    position = position_of(lesson, (runs[-1] if runs else tries[-1]).at)
    lab = lesson.steps[position] if position is not None and position < len(lesson.steps) else None
    return (lab, made_in(lab, runs, tries)) if isinstance(lab, Lab) else None
