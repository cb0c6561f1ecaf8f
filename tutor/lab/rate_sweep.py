"""Many rates from the same start: which stall, which converge, which overshoot; worked out in slices."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.problems import build_problem
from tutor.engine.recording import SweepRecording
from tutor.engine.verdict import judge

if TYPE_CHECKING:
    from tutor.engine.model import Experiment, Trajectory
    from tutor.engine.problems import Problem

_AT_ONCE = 40_000_000
"""How many bytes the trajectories that are in memory together may take."""
_TOGETHER = 8
"""Rates that are run side by side in one slice, where slices are wanted."""
_AT_ONCE_SLICED = 8_000_000
"""How many bytes their trajectories may take together: they stay in memory from slice to slice."""
_ADAPTIVE = frozenset({"adagrad", "rmsprop", "adam", "adamw"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rate led to."""

    rate: float
    verdict: str
    reason: str
    final_loss: float
    steps_to_converge: int | None
    """Steps until the loss was within 1 % of its way, to stay; None where it did not converge."""


class RateSweep:
    """The outcomes of many rates, in their order, as far as they are worked out.

    Args:
        experiment: everything but the rate.
        rates: ascending.

    Raises:
        SpecificationError: the experiment cannot be made.
    """

    def __init__(self, experiment: Experiment, rates: Sequence[float]) -> None:
        self.experiment = experiment
        self.rates = tuple(rates)
        self.outcomes: list[Outcome] = []
        problem = build_problem(experiment.problem)
        bytes_each = 16 * (problem.dimension + 1) * (max(experiment.steps, 0) + 1)
        self._few = max(1, min(_TOGETHER, _AT_ONCE_SLICED // bytes_each))
        self._most = max(1, min(len(self.rates), _AT_ONCE // bytes_each))
        self._under_way: SweepRecording | None = None
        """The next rates, until all steps of them are made."""
        self._made: list[Trajectory] = []
        """Runs that are still to be judged."""

    @property
    def complete(self) -> bool:
        """Every rate has its outcome."""
        return len(self.outcomes) == len(self.rates)

    def advance(self, seconds: float) -> bool:
        """Works for about so long, on a part of a run where runs are long; True when all are done."""
        until = time.perf_counter() + seconds
        together = self._most if math.isinf(seconds) else self._few
        while not self.complete:
            if self._made:
                self.outcomes.append(_outcome(self._made.pop(0)))
            elif self._under_way is None:
                first = len(self.outcomes)
                self._under_way = SweepRecording(self.experiment, self.rates[first : first + together])
            elif self._under_way.grow(max(until - time.perf_counter(), 0.0)):
                self._made = self._under_way.sweep.trajectories()
                self._under_way = None
            if time.perf_counter() >= until:
                break
        return self.complete


def _outcome(trajectory: Trajectory) -> Outcome:
    verdict = judge(trajectory, advising=False)
    settled = verdict.evidence.get("steps_to_1_percent") if verdict.verdict == "converged" else None
    return Outcome(
        rate=trajectory.experiment.lr,
        verdict=verdict.verdict,
        reason=verdict.reason,
        final_loss=float(trajectory.loss[-1]),
        steps_to_converge=int(settled) if isinstance(settled, int | float) else None,
    )


def stability_limit(experiment: Experiment, problem: Problem) -> float | None:
    """2/L, from which plain descent on a quadratic no longer settles; None where it is not known."""
    plain = experiment.optimizer.strip() == "sgd" and experiment.schedule.strip() == "constant"
    return 2 / problem.constant_curvature if plain and problem.constant_curvature else None


def usual_ends(experiment: Experiment, problem: Problem) -> tuple[float, float]:
    """From a thousandth of the limit to four times that, where there is one; else what is common."""
    sharpness = problem.constant_curvature
    if sharpness is None:
        given = experiment.start is not None and len(experiment.start) == problem.dimension
        at = np.array(experiment.start) if given else problem.start_for(experiment.seed)
        curvature = problem.curvature(at[None, :])
        sharpness = abs(float(curvature[0])) if curvature is not None else None
    if experiment.optimizer.partition(":")[0].strip() in _ADAPTIVE or not sharpness or not 1e-100 < sharpness < 1e100:
        return 1e-4, 10.0
    return _rounded(2e-3 / sharpness), _rounded(8 / sharpness)


def _rounded(value: float) -> float:
    return float(f"{value:.0e}")
