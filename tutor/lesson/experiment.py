"""A lab and a number that the learner typed -> the experiment that is run."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from tutor.cleaning import clean_line
from tutor.engine.catalogue import OPTIMIZERS, PROBLEMS, SCHEDULES, TUNERS, read_optimizer, read_problem, read_schedule
from tutor.engine.model import Experiment
from tutor.errors import SpecificationError, did_you_mean
from tutor.lesson.model import Lab


def experiment_of(lab: Lab, lr: float, entrant: str = "", changes: tuple[tuple[int, float], ...] = ()) -> Experiment:
    """A run of this lab.

    Args:
        lab: the lab.
        lr: the learning rate.
        entrant: in a race: what stands in place of the lab's own optimizer, schedule or problem.
        changes: of the rate, on the way.
    """
    experiment = Experiment(lab.problem, lr, lab.optimizer, lab.schedule, lab.steps, lab.start, lab.seed, changes)
    return with_entrant(experiment, lab.called.get(entrant, entrant))


def with_entrant(experiment: Experiment, entrant: str) -> Experiment:
    """The same with this optimizer, schedule or problem; unchanged if it is empty.

    Raises:
        SpecificationError: it is none of them, or not a valid one.
    """
    if not entrant:
        return experiment
    match entrant_of(entrant):
        case "optimizer":
            return replace(experiment, optimizer=entrant)
        case "schedule":
            return replace(experiment, schedule=entrant)
        case _:
            return replace(experiment, problem=entrant)


def trial_of(lab: Lab, w: float) -> Experiment:
    """A run of no steps from the weight that the learner typed: it has the loss and the slope there."""
    return replace(experiment_of(lab, 0.0), steps=0, start=(w,))


def entrant_of(text: str) -> Literal["optimizer", "schedule", "problem"]:
    """Which setting an entrant of a race stands for.

    Raises:
        SpecificationError: it is none of them, or not a valid one.
    """
    name = text.partition(":")[0].partition("+")[0].strip()
    if name in OPTIMIZERS:
        read_optimizer(text)
        return "optimizer"
    if name in SCHEDULES or name in TUNERS:
        read_schedule(text)
        return "schedule"
    if name in PROBLEMS:
        read_problem(text)
        return "problem"
    known = (*OPTIMIZERS, *SCHEDULES, *TUNERS, *PROBLEMS)
    raise SpecificationError(
        f'there is no optimizer, schedule or problem "{clean_line(name)}"', to_do=did_you_mean(clean_line(name), known)
    )
