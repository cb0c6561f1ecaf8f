"""Everything a verdict looks at, gathered once: the run, its path, the ground under it, what going on would bring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.problems import build_problem
from tutor.engine.schedules import build_schedule
from tutor.engine.verdict_counterfactual import LARGER, SMALLER, Comparison, Descents, compare, go_on
from tutor.engine.verdict_path import Path, measure
from tutor.engine.verdict_terrain import Ground, Profile, profile, survey

if TYPE_CHECKING:
    from tutor.engine.model import Floats, Trajectory
    from tutor.engine.problems import Problem

_LEAST_AHEAD, _MOST_AHEAD = 20, 500

_built = lru_cache(maxsize=16)(build_problem)
"""A verdict asks about the problem that has just been run, and often about the same one again."""


@dataclass(frozen=True, eq=False)
class Case:
    """One run under judgement. What costs time is worked out when it is first asked for."""

    trajectory: Trajectory

    @cached_property
    def problem(self) -> Problem:
        """The problem that was run."""
        return _built(self.trajectory.experiment.problem)

    @cached_property
    def path(self) -> Path:
        """The run's own course."""
        ground = self.end or self.start
        direction = ground.steepest if ground is not None else None
        return measure(self.trajectory, self.reference, direction, self.problem.minimizers)

    @cached_property
    def known(self) -> bool:
        """Whether the reference is the problem's own minimum, not just the lowest loss seen."""
        return self.trajectory.minimum is not None

    @cached_property
    def reference(self) -> float:
        """The lowest loss there can be, as far as is known."""
        losses = self.trajectory.loss[np.isfinite(self.trajectory.loss)]
        candidates = [float(losses.min())] if losses.size else [0.0]
        if self.trajectory.minimum is not None:
            candidates.append(self.trajectory.minimum)
        elif self._end_finite:
            ahead = self.ahead.loss[np.isfinite(self.ahead.loss)]
            candidates.extend([float(ahead.min())] if ahead.size else [])
        return min(candidates)

    @cached_property
    def _end_finite(self) -> bool:
        trajectory = self.trajectory
        return bool(np.isfinite(trajectory.loss[-1]) and np.isfinite(trajectory.gradient[-1]).all())

    @cached_property
    def _grounds(self) -> tuple[Ground | None, Ground | None, Ground | None]:
        w = self.trajectory.w
        points = [w[0]]
        if self._end_finite:
            points.append(w[-1])
        if self.bottom_point is not None:
            points.append(self.bottom_point)
        found = survey(self.problem, points)
        end = found[1] if self._end_finite else None
        return found[0], end, found[-1] if self.bottom_point is not None else None

    @property
    def start(self) -> Ground | None:
        """The ground under the start."""
        return self._grounds[0]

    @property
    def end(self) -> Ground | None:
        """The ground under the end, if the run ended at a number."""
        return self._grounds[1]

    @property
    def bottom(self) -> Ground | None:
        """The ground under the known minimizer that is nearest to the end."""
        return self._grounds[2]

    @cached_property
    def bottom_point(self) -> Floats | None:
        """(d,) the known minimizer that is nearest to the end (to the start if the run ran away)."""
        minimizers = self.problem.minimizers
        if minimizers is None:
            return None
        apart = minimizers - self.trajectory.w[-1 if self._end_finite else 0]
        return minimizers[int(np.einsum("kd,kd->k", apart, apart).argmin())]

    @cached_property
    def way_down(self) -> Profile | None:
        """What lies between the end and the nearest known minimizer."""
        if self.bottom_point is None or not self._end_finite:
            return None
        return profile(self.problem, self.trajectory.w[-1], self.bottom_point)

    @property
    def lr(self) -> float:
        """The rate in use at the end."""
        trajectory = self.trajectory
        return float(trajectory.lr[-1]) if trajectory.steps else trajectory.experiment.lr

    @cached_property
    def peak(self) -> float:
        """The largest rate by size that the run used."""
        rates = self.trajectory.lr
        return float(rates[np.abs(rates).argmax()]) if rates.size else self.trajectory.experiment.lr

    @property
    def plain(self) -> bool:
        """Plain descent at one constant rate: what the closed forms speak of."""
        experiment = self.trajectory.experiment
        return experiment.optimizer == "sgd" and experiment.schedule == "constant"

    @cached_property
    def ahead(self) -> Descents:
        """Going on from the end: unchanged, with smaller and with larger rates, and unchanged from a hair beside it."""
        steps = self.trajectory.steps
        horizon = min(max(_LEAST_AHEAD, min(steps, 60), steps // 4), _MOST_AHEAD)
        factors = (*SMALLER, 1.0, *LARGER)
        return go_on(self.trajectory, self.problem, self._rates_ahead(horizon), factors)

    @cached_property
    def smaller(self) -> Comparison:
        """Smaller steps from where the run ended, against going on unchanged."""
        return compare(self.ahead, self.reference, self.path.start, SMALLER)

    @cached_property
    def larger(self) -> Comparison:
        """Larger steps from where the run ended, against going on unchanged."""
        return compare(self.ahead, self.reference, self.path.start, LARGER)

    def _rates_ahead(self, horizon: int) -> Floats:
        """(horizon,) the rates with which the schedule would go on."""
        experiment, n = self.trajectory.experiment, self.trajectory.steps
        schedule = build_schedule(experiment.schedule)
        if schedule.watches_loss:
            return np.full(horizon, self.lr)
        return np.array([float(schedule.rate(n + step, experiment.lr)) for step in range(horizon)])

    def at_rate(self, lr: float) -> Trajectory:
        """Never run: the same experiment at another rate, for whoever wants to run it."""
        return replace(self.trajectory, experiment=replace(self.trajectory.experiment, lr=lr))
