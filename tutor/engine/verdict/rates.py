"""How a run's rates would go on after its end, and what kind of schedule gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.catalogue import read_schedule
from tutor.engine.schedules import build_schedule

if TYPE_CHECKING:
    from tutor.engine.model import Floats, Trajectory

_SWINGING = ("warm-restarts", "cyclical")
_CHOOSING = ("armijo", "barzilai-borwein", "polyak")
_RATES_OF_THEIR_OWN = ("cyclical", "one-cycle")


def changes_made(trajectory: Trajectory) -> tuple[tuple[int, float], ...]:
    """(step, base rate) of each change on the way that the run's updates met and that made a difference: none before
    its first update or after its last, none to the rate that it had anyway, none where the schedule pays no heed."""
    experiment = trajectory.experiment
    if not experiment.changes or has_rates_of_its_own(experiment.schedule):
        return ()
    made, base = [], experiment.base_rate(0)
    for step, rate in dict(experiment.changes).items():
        if 0 < step < trajectory.steps and rate != base:
            made.append((step, rate))
            base = rate
    return tuple(made)


def rates_ahead(trajectory: Trajectory, steps: int) -> Floats:
    """(steps,) the rates with which the run would go on: from the base rate that it had last, with no further change
    of it. A schedule that watches the loss stays where it was."""
    experiment, n = trajectory.experiment, trajectory.steps
    base = experiment.base_rate(max(0, n - 1))
    if experiment.schedule == "constant":
        return np.full(steps, base)
    schedule = build_schedule(experiment.schedule)
    if schedule.watches_loss:
        return np.full(steps, trajectory.lr[-1] if n else base)
    # Past its end a cosine climbs again; nobody who goes on after the end of a planned run means that.
    end = _cosine_end(experiment.schedule)
    last = end if end is not None and n <= end else n + steps
    return np.array([float(schedule.rate(min(n + step, last), base)) for step in range(steps)])


def _cosine_end(schedule: str) -> int | None:
    """The step at which a cosine is at its lowest, if the schedule is one."""
    spec, warmup = read_schedule(schedule), 0
    if spec.then is not None:
        spec, warmup = spec.then, spec.whole("total_iters")
    return warmup + spec.whole("T_max") if spec.name == "cosine" else None


def climbs_again(schedule: str) -> bool:
    """Whether more steps than were planned would let the rate climb once more, as a cosine does past its end."""
    return _cosine_end(schedule) is not None


def swings(schedule: str) -> bool:
    """Whether the rate goes up and down for ever."""
    return any(name in schedule for name in _SWINGING)


def goes_up_and_down(schedule: str) -> bool:
    """Whether a rate that climbs will fall again: for ever, or once."""
    return swings(schedule) or "one-cycle" in schedule


def chooses_itself(schedule: str) -> bool:
    """Whether each step's rate follows from where the descent is, as in a line search."""
    return any(name in schedule for name in _CHOOSING)


def has_rates_of_its_own(schedule: str) -> bool:
    """Whether it pays the experiment's own rate no heed."""
    return any(name in schedule for name in _RATES_OF_THEIR_OWN)


def scales_with_rate(schedule: str) -> bool:
    """Whether the rate is a function of the step, other than constant, that scales with the experiment's own."""
    if schedule == "constant" or has_rates_of_its_own(schedule):
        return False
    return not build_schedule(schedule).watches_loss
