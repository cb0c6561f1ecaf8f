"""The descent itself: step by step for a live view, collected into a trajectory, or many rates side by side.

All three are the same loop, so that they give the same numbers. The rate in `Step.lr` and `Trajectory.lr` is the one
that the step used; the schedule moves after every update. A loss or a parameter that is no longer finite ends a run:
it is the last entry.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.catalogue import TUNERS
from tutor.engine.model import Experiment, Trajectory
from tutor.engine.optimizers import Optimizer, build_optimizer
from tutor.engine.problems import Problem, build_problem
from tutor.engine.schedules import Point, Rate, Schedule, build_schedule
from tutor.errors import SpecificationError

if TYPE_CHECKING:
    from tutor.engine.model import Floats

LARGEST = 200_000_000
"""How many bytes a collected trajectory, or all trajectories of a sweep, may take."""
_BLOCK = 128
"""How many steps are made before one looks whether the numbers are still finite."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One moment of a run."""

    index: int
    """How many updates were made; 0 is the start."""
    w: Floats
    """(d,)"""
    loss: float
    """The true loss at w."""
    gradient: Floats
    """(d,) what the optimizer is given at w."""
    lr: float | None
    """The rate of the update that led here; None at the start."""


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """The same experiment at many rates, side by side. Index 0 of the n+1 long arrays is the start.

    A run that overflows goes on with non-finite numbers until all runs end; `trajectory` cuts it where it ended.
    """

    experiment: Experiment
    """Its `lr` is replaced by each of `rates` in turn."""
    rates: Floats
    """(runs,)"""
    w: Floats
    """(n+1, runs, d)"""
    loss: Floats
    """(n+1, runs)"""
    gradient: Floats
    """(n+1, runs, d)"""
    lr: Floats
    """(n, runs) the rate of every update."""
    minimum: float | None

    def trajectory(self, run: int) -> Trajectory:
        """One of the runs, as `descent.run` gives it."""
        experiment = replace(self.experiment, lr=float(self.rates[run]))
        return _trajectory(
            experiment, self.minimum, self.w[:, run], self.loss[:, run], self.gradient[:, run], self.lr[:, run]
        )

    def trajectories(self) -> list[Trajectory]:
        """All runs, in the order of `rates`."""
        return [self.trajectory(run) for run in range(len(self.rates))]


def steps(experiment: Experiment) -> Iterator[Step]:
    """Descends step by step; keeps nothing, so that the run may be of any length.

    Yields:
        the start, then one `Step` for every update. The first that is not finite is the last.

    Raises:
        SpecificationError: the experiment cannot be run; raised by the call, before anything is yielded.
    """
    return _steps(_prepare(experiment, np.array([experiment.lr])))


def run(experiment: Experiment) -> Trajectory:
    """Descends and keeps everything.

    Raises:
        SpecificationError: the experiment cannot be run, or its trajectory would take more than 200 MB.
    """
    return sweep(experiment, (experiment.lr,)).trajectory(0)


def sweep(experiment: Experiment, rates: Sequence[float] | Floats) -> Sweep:
    """Descends from the same start with every rate, one vectorised update for all. Random problems give every rate
    the same noise or batches, those that `run` would meet with the experiment's seed.

    Raises:
        SpecificationError: the experiment cannot be run, there is no rate, or it would take more than 200 MB.
    """
    each = np.array(rates, dtype=np.float64).reshape(-1)
    if not len(each):
        raise SpecificationError("a sweep needs at least one rate")
    descent = _prepare(experiment, each)
    _refuse_too_large(experiment.steps, len(each), descent.problem.dimension)
    with np.errstate(all="ignore"):
        w, loss, gradient, lr = descent.collect()
    return Sweep(experiment, each, w, loss, gradient, lr, descent.problem.minimum)


@dataclass(frozen=True, slots=True, eq=False)
class _Descent:
    """The loop, ready to start."""

    problem: Problem
    optimizer: Optimizer
    schedule: Schedule
    start: Floats
    """(runs, d)"""
    lr: Floats
    """(runs, 1), or () where there is one run: arrays without axes are multiplied fastest."""
    steps: int
    seed: int

    def moments(self) -> Iterator[tuple[Floats, Floats, Floats, Rate]]:
        """Yields w (runs, d), the loss (runs,), the gradient given (runs, d) and the rate used to get there."""
        evaluate = self._loss_and_gradient()
        update = self.optimizer.update
        w = self.start
        state = self.optimizer.init(w)
        loss, gradient = evaluate(w)
        yield w, loss, gradient, self.lr
        schedule, problem, scheduled = self.schedule, self.problem, None
        for index in range(self.steps):
            if schedule.watches_loss:
                here = Point(w, loss, gradient, problem.value, problem.minimum)
                scheduled = schedule.next(scheduled, here) if scheduled else schedule.start(self.lr, here)
                rate = scheduled.rate
            else:
                rate = schedule.rate(index, self.lr)
            w, state = update(gradient, state, w, rate)
            loss, gradient = evaluate(w)
            yield w, loss, gradient, rate

    def collect(self) -> tuple[Floats, Floats, Floats, Floats]:
        """w (n+1, runs, d), loss (n+1, runs), gradient (n+1, runs, d), lr (n, runs); short if no run stays finite."""
        runs, d = self.start.shape
        w = np.empty((self.steps + 1, runs, d))
        loss = np.empty((self.steps + 1, runs))
        gradient = np.empty((self.steps + 1, runs, d))
        lr = np.empty((self.steps, *self.lr.shape))
        if self.problem.shares_work or self.schedule.watches_loss:
            made = self._fill_from_moments(w, loss, gradient, lr)
        else:
            made = self._fill_in_blocks(w, loss, gradient, lr)
        return w[: made + 1], loss[: made + 1], gradient[: made + 1], lr[:made].reshape(made, runs)

    def _fill_from_moments(self, w: Floats, loss: Floats, gradient: Floats, lr: Floats) -> int:
        """Fills the arrays one step at a time; returns how many updates were made."""
        made = 0
        for made, (here, height, slope, rate) in enumerate(self.moments()):
            w[made] = here
            loss[made] = height
            gradient[made] = slope
            if made:
                lr[made - 1] = rate
            if not made % _BLOCK and not _any_finite(height, here):
                break
        return made

    def _fill_in_blocks(self, w: Floats, loss: Floats, gradient: Floats, lr: Floats) -> int:
        """Fills the arrays a block of steps at a time: the loss, which no update depends on, in one piece.

        The numbers are those of `moments`, at less than half the cost.
        """
        problem = self.problem
        slope = self._gradient()
        update = self.optimizer.update
        rate_of = self.schedule.rate
        base = self.lr
        here = self.start
        state = self.optimizer.init(here)
        made = 0
        while True:
            end = min(made + _BLOCK, self.steps)
            first = made
            for made in range(first, end):
                w[made] = here
                gradient[made] = given = slope(here)
                lr[made] = rate = rate_of(made, base)
                here, state = update(given, state, here, rate)
            made = end
            loss[first:end] = problem.value(w[first:end].reshape(-1, w.shape[-1])).reshape(-1, len(here))
            if end == self.steps or not _any_finite(loss[end - 1], here):
                w[end] = here
                loss[end] = problem.value(here)
                gradient[end] = slope(here)
                return end

    def _gradient(self) -> Callable[[Floats], Floats]:
        problem = self.problem
        if not problem.stochastic:
            return problem.gradient
        # numpy.random costs 7 MB; only what is random pays for it.
        rng = np.random.default_rng(self.seed)
        return lambda w: problem.sampled_gradient(w, rng)

    def _loss_and_gradient(self) -> Callable[[Floats], tuple[Floats, Floats]]:
        problem = self.problem
        if not problem.stochastic:
            return problem.value_and_gradient
        sampled = self._gradient()
        return lambda w: (problem.value(w), sampled(w))


def _prepare(experiment: Experiment, rates: Floats) -> _Descent:
    if not np.isfinite(rates).all():
        bad = rates[~np.isfinite(rates)][0]
        raise SpecificationError(f"the learning rate {bad} is not a finite number", to_do="use one such as 0.1")
    if experiment.steps < 0:
        raise SpecificationError(f"{experiment.steps} steps cannot be made", to_do="use 0 or more")
    problem = build_problem(experiment.problem)
    optimizer = build_optimizer(experiment.optimizer)
    schedule = build_schedule(experiment.schedule)
    if schedule.spec.name in TUNERS:
        _check_tuner(schedule.spec.name, optimizer, problem, rates)
    start = _start(experiment, problem)
    return _Descent(
        problem=problem,
        optimizer=optimizer,
        schedule=schedule,
        start=np.repeat(start[None, :], len(rates), axis=0),
        lr=rates[:, None] if len(rates) > 1 else rates.reshape(()),
        steps=experiment.steps,
        seed=experiment.seed,
    )


def _check_tuner(name: str, optimizer: Optimizer, problem: Problem, rates: Floats) -> None:
    if optimizer.spec.name != "sgd":
        raise SpecificationError(f"{name} does not go with {optimizer.spec.name}", to_do="use the optimizer sgd")
    if (rates <= 0).any():
        raise SpecificationError(f"{name} cannot use the rate {rates.min():g}", to_do="use one above 0")
    if name == "polyak" and problem.minimum is None:
        raise SpecificationError(
            f"polyak needs to know the lowest loss, and that of {problem.spec.name} is not known",
            to_do="use armijo or barzilai-borwein",
        )


def _start(experiment: Experiment, problem: Problem) -> Floats:
    if experiment.start is None:
        return problem.start_for(experiment.seed)
    start = np.array(experiment.start, dtype=np.float64).reshape(-1)
    if len(start) != problem.dimension:
        told = " ".join(f"{number:g}" for number in start[:5]) + (" …" if len(start) > 5 else "")
        raise SpecificationError(
            f"the start ({told}) has {_counted(len(start))}, {problem.spec.name} needs {problem.dimension}",
            to_do="give one number for each parameter",
        )
    if not np.isfinite(start).all():
        raise SpecificationError("the start has a number that is not finite", to_do="use ordinary numbers")
    return start


def _counted(numbers: int) -> str:
    return "1 number" if numbers == 1 else f"{numbers} numbers"


def _refuse_too_large(steps: int, runs: int, d: int) -> None:
    bytes_per_step = 8 * runs * (2 * d + 2)
    if (steps + 1) * bytes_per_step > LARGEST:
        most = LARGEST // bytes_per_step - 1
        what = "rates" if runs > 1 else "parameters"
        raise SpecificationError(
            f"{steps} steps with {runs if runs > 1 else d} {what} are too many to keep",
            to_do=f"at most {max(most, 0)} steps fit",
        )


def _any_finite(loss: Floats, w: Floats) -> bool:
    return bool((np.isfinite(loss) & np.isfinite(w).all(axis=-1)).any())


def _steps(descent: _Descent) -> Iterator[Step]:
    moments = descent.moments()
    index = 0
    while True:
        # Entered anew for each step: left open across a yield it would silence the caller's own warnings.
        with np.errstate(all="ignore"):
            moment = next(moments, None)
        if moment is None:
            return
        w, loss, gradient, rate = moment
        step = Step(index, w[0], float(loss[0]), gradient[0], float(rate) if index else None)
        yield step
        if not math.isfinite(step.loss) or not np.isfinite(step.w).all():
            return
        index += 1


def _trajectory(
    experiment: Experiment, minimum: float | None, w: Floats, loss: Floats, gradient: Floats, lr: Floats
) -> Trajectory:
    """The run up to its first non-finite loss or parameter."""
    finite = np.isfinite(loss) & np.isfinite(w).all(axis=1)
    end = len(loss) if finite.all() else int(np.argmin(finite)) + 1
    return Trajectory(
        experiment=experiment,
        w=w[:end],
        loss=loss[:end],
        gradient=gradient[:end],
        lr=lr[: end - 1],
        minimum=minimum,
        ended="steps" if finite[end - 1] else "overflow",
    )
