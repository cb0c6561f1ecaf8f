"""Everything a verdict looks at, gathered once: the run, its path, the ground under it, what going on would bring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.catalogue import read_optimizer
from tutor.engine.problems import build_problem
from tutor.engine.verdict.futures import Ahead, Comparison, Quadratic, compare, descend
from tutor.engine.verdict.going_on import go_on
from tutor.engine.verdict.path import BAND, RISE, Path, measure, tail_of
from tutor.engine.verdict.rates import changes_made, swings
from tutor.engine.verdict.terrain import Ground, Profile, profile, survey

if TYPE_CHECKING:
    from tutor.engine.model import Floats, Trajectory
    from tutor.engine.problems import Problem

_MOST_STEPS = 500
"""For as long a run is tried again without its schedule, at most."""

_remembered = lru_cache(maxsize=16)(build_problem)
"""A verdict asks about the problem that has just been run, and often about the same one again."""


def _build(problem: str) -> Problem:
    # A file of data may have been written anew since.
    return build_problem(problem) if "data=" in problem else _remembered(problem)


@dataclass(frozen=True, eq=False)
class Case:
    """One run under judgement. What costs time is worked out when it is first asked for."""

    trajectory: Trajectory

    @cached_property
    def problem(self) -> Problem:
        """The problem that was run."""
        return _build(self.trajectory.experiment.problem)

    @cached_property
    def path(self) -> Path:
        """The run's own course."""
        return self._measured(self.trajectory)

    @cached_property
    def changes(self) -> tuple[tuple[int, float], ...]:
        """(step, base rate) of each change of the rate on the way."""
        return changes_made(self.trajectory)

    @property
    def since(self) -> int:
        """The step of the last change of the rate; 0 where it was not changed."""
        return self.changes[-1][0] if self.changes else 0

    @cached_property
    def recent(self) -> Path:
        """The course since the last change of the rate, as if the run had begun there; all of it where there was none.

        What is said of how the run moves now is measured here: with the rates before it has nothing to do.
        """
        run, since = self.trajectory, self.since
        if not since:
            return self.path
        return self._measured(
            replace(run, w=run.w[since:], loss=run.loss[since:], gradient=run.gradient[since:], lr=run.lr[since:])
        )

    def _measured(self, trajectory: Trajectory) -> Path:
        ground = self.end or self.start
        direction = ground.steepest if ground is not None else None
        return measure(trajectory, self.reference, direction, self.problem.minimizers)

    @cached_property
    def coming_back(self) -> bool:
        """Whether earlier rates had carried it away, and since the last change it has been on its way back down."""
        path, since = self.path, self.since
        if not since or path.ran_away:
            return False
        here, last = float(path.excess[since]), float(path.excess[-1])
        out = float(path.excess[: since + 1].max()) >= RISE * path.start or (
            here > BAND * path.start and float(path.excess[:since].min()) <= BAND * path.start
        )
        return out and last < here and float(self.ahead.come_to(self.reference)[0]) <= last

    @cached_property
    def leaving(self) -> bool:
        """Whether the last change of the rate has set a run in motion that had come to the bottom: going on unchanged
        leads ever farther up, though it is not out of the last 1 % of the way yet."""
        path, since = self.path, self.since
        if not since or not path.within or self.problem.stochastic:
            return False
        here, last = float(path.excess[since]), float(path.excess[-1])
        return last > 2 * here and float(self.ahead.come_to(self.reference)[0]) > 2 * last

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
        nearest: Floats = minimizers[int(np.einsum("kd,kd->k", apart, apart).argmin())]
        return nearest

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
        return float(trajectory.lr[-1]) if trajectory.steps else trajectory.experiment.base_rate(0)

    @cached_property
    def peak(self) -> float:
        """The largest rate by size that the run used."""
        rates = self.trajectory.lr
        return float(rates[np.abs(rates).argmax()]) if rates.size else self.lr

    @cached_property
    def used(self) -> float:
        """The rate that a suggestion starts out from: the largest by size since the last change; of the whole run
        where an earlier one had carried it away."""
        if not self.since or self.coming_back:
            return self.peak
        rates = self.trajectory.lr[self.since :]
        return float(rates[np.abs(rates).argmax()])

    @property
    def plain(self) -> bool:
        """Plain descent at a constant rate (since its last change): what the closed forms speak of."""
        experiment = self.trajectory.experiment
        return experiment.optimizer == "sgd" and experiment.schedule == "constant"

    @cached_property
    def limit_factor(self) -> float | None:
        """The rate times the curvature above which the optimizer does not settle on a quadratic; None if there is none.

        2 for plain descent; with momentum β 2(1 + β), and in Nesterov's form 2(1 + β)/(1 + 2β): there an eigenvalue of
        the 2×2 matrix that takes position and velocity one step on passes −1.
        """
        spec = read_optimizer(self.trajectory.experiment.optimizer)
        if spec.name == "sgd":
            return 2.0
        if spec.name not in ("momentum", "nesterov"):
            return None
        beta = spec.real("momentum")
        return 2 * (1 + beta) / (1 + 2 * beta if spec.name == "nesterov" else 1.0)

    @cached_property
    def limit(self) -> float | None:
        """The rate from which the run could not settle: known on a quadratic, for plain descent and momentum."""
        curvature, factor = self.problem.constant_curvature, self.limit_factor
        if not curvature or factor is None or self.trajectory.experiment.schedule != "constant":
            return None
        return factor / curvature

    @property
    def costly(self) -> bool:
        """Whether each step costs so much that only few can be tried besides those of the run."""
        return self.ground.shares_work

    @cached_property
    def quadratic(self) -> Quadratic | None:
        """The loss as one parabola, where the descent on it has a closed form: plain, without noise."""
        return self.parabola if self.plain else None

    @cached_property
    def parabola(self) -> Quadratic | None:
        """The loss as one parabola, where it is one and nothing is random."""
        problem = self.problem
        if problem.stochastic or problem.constant_curvature is None or self.start is None:
            return None
        return Quadratic.at(self.start, float(self.trajectory.loss[0]))

    @property
    def ground(self) -> Problem | Quadratic:
        """What is descended in a trial: the problem, or the parabola that it is, which costs less than its data."""
        return self.parabola if self.problem.shares_work and self.parabola is not None else self.problem

    @cached_property
    def ahead(self) -> Ahead:
        """Going on from the end: unchanged, with smaller rates, with larger ones, and unchanged from a hair beside."""
        return go_on(self)

    @cached_property
    def left_valley(self) -> float | None:
        """The loss at the bottom of the valley that the run started in, if it ended in another one."""
        trajectory, ground = self.trajectory, self.start
        if self.problem.constant_curvature or ground is None or not ground.sharpness or not self._end_finite:
            return None
        here, there = trajectory.w[0], trajectory.w[-1]
        if profile(self.problem, here, there).barrier <= 1e-3 * self.path.start:
            return None
        # Water finds the bottom of its own valley: steps short enough to follow the slope wherever it bends.
        steps = 100
        rates = np.broadcast_to(np.array([0.5, 0.15, 0.05]) / ground.sharpness, (steps, 3))
        loss, path = descend(self.problem, "sgd", np.repeat(here[None, :], 3, axis=0), rates)
        rested = np.abs(loss[steps // 2] - loss[-1]) <= 1e-3 * self.path.start
        if not rested.any():
            return None
        row = int(np.flatnonzero(rested)[-1])
        bottom, ground = float(loss[-1, row]), survey(self.problem, [path[-1, row]])[0]
        if ground is None or ground.lowest < 0 or ground.gain > 1e-3 * self.path.start:
            return None  # not a bottom yet
        return bottom if abs(bottom - float(trajectory.loss[-1])) > BAND * self.path.start else None

    @cached_property
    def settles_without_schedule(self) -> bool:
        """Whether the run's largest rate, kept all the way, would have converged just as well."""
        experiment, n = self.trajectory.experiment, self.trajectory.steps
        steps = min(n, _MOST_STEPS)
        start = self.trajectory.w[:1]
        loss, _ = descend(
            self.problem, experiment.optimizer, start, np.full((steps, 1), self.peak), seed=experiment.seed
        )
        return bool((loss[tail_of(steps) :, 0] - self.reference <= BAND * self.path.start).all())

    @cached_property
    def smaller(self) -> Comparison:
        """Smaller steps from where the run ended, against going on unchanged."""
        return compare(self.ahead, self.reference, self.path.start, self.ahead.smaller)

    @cached_property
    def larger(self) -> Comparison:
        """Larger steps from where the run ended, against going on unchanged."""
        return compare(self.ahead, self.reference, self.path.start, self.ahead.larger)

    @cached_property
    def dead(self) -> tuple[int, int] | None:
        """The number of a network's hidden layer whose units have all died, and how many these are; None where the
        rest of it goes on exploding."""
        if not self._end_finite or self.path.exploding:
            return None
        return self.problem.dead_layer(self.trajectory.w[-1])

    @property
    def swinging(self) -> bool:
        """Whether the schedule goes up and down for ever."""
        return swings(self.trajectory.experiment.schedule)
