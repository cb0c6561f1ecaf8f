"""Finding a good rate: a grid of rates, and the learning-rate range test.

Rates that choose themselves while descending are schedules like others: `engine.tuners`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.descent import run
from tutor.errors import SpecificationError

if TYPE_CHECKING:
    from tutor.engine.model import Experiment, Floats, Trajectory


def log_grid(low: float, high: float, count: int) -> list[float]:
    """`count` rates from low to high, ends included, each the same number of times the one before.

    Raises:
        SpecificationError: a bound that is not above 0 and finite, or a count below 1.
    """
    _check_grid(low, high, count)
    grid = np.geomspace(low, high, count)
    # geomspace gives 0.1 as 0.10000000000000002 within; on paper the learner reads 0.1.
    return [low, *(float(f"{rate:.14g}") for rate in grid[1:-1]), high][:count]


def _check_grid(low: float, high: float, count: int) -> None:
    for bound in (low, high):
        if not (bound > 0 and math.isfinite(bound)):
            raise SpecificationError(f"a grid of rates cannot reach to {bound:g}", to_do="use numbers above 0")
    if count < 1:
        raise SpecificationError(f"a grid cannot have {count} rates", to_do="use at least 1")


@dataclass(frozen=True, slots=True, eq=False)
class RangeTest:
    """One run with an ever higher rate, and what can be read from it."""

    trajectory: Trajectory
    rates: Floats
    """(n,) the rate of each step; n is less than asked for if the run overflowed."""
    loss: Floats
    """(n,) the loss after each step."""
    lowest: float | None
    """The rate that reached the lowest loss: often already too high to train with. None if no loss is finite."""
    steepest: float | None
    """The rate with the largest fall from one step to the next; None if the loss never fell."""


def range_test(experiment: Experiment, low: float, high: float) -> RangeTest:
    """The learning-rate range test: in `experiment.steps` steps the rate climbs from low to high on a log scale.

    The experiment's own rate and schedule play no part. L. N. Smith, "Cyclical learning rates for training neural
    networks", 2017.

    Raises:
        SpecificationError: bounds that are not above 0 or not in order, fewer than two steps, an invalid experiment.
    """
    _check_grid(low, high, 2)
    if low >= high:
        raise SpecificationError(
            f"a range test cannot go from {low:g} up to {high:g}", to_do="give the lower rate first"
        )
    if experiment.steps < 2:
        raise SpecificationError("a range test needs at least 2 steps", to_do="use 50 or more")
    gamma = (high / low) ** (1 / (experiment.steps - 1))
    trajectory = run(replace(experiment, lr=low, schedule=f"exponential:gamma={gamma!r}", changes=()))
    loss = trajectory.loss[1:]
    finite = np.where(np.isfinite(loss), loss, np.inf)
    with np.errstate(invalid="ignore"):
        fall = np.nan_to_num(trajectory.loss[:-1] - finite, nan=-np.inf)
    return RangeTest(
        trajectory=trajectory,
        rates=trajectory.lr,
        loss=loss,
        lowest=float(trajectory.lr[finite.argmin()]) if np.isfinite(finite).any() else None,
        steepest=float(trajectory.lr[fall.argmax()]) if fall.max() > 0 else None,
    )
