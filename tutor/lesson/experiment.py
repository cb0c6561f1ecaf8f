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
    settings = {"problem": lab.problem, "optimizer": lab.optimizer, "schedule": lab.schedule}
    if entrant:
        settings[entrant_of(entrant)] = entrant
    return Experiment(**settings, lr=lr, steps=lab.steps, start=lab.start, seed=lab.seed, changes=changes)


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
