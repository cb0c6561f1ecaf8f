"""The loop of a descent: for one run or many side by side, step by step or all at once.

Shapes are (runs, d) for parameters and gradients and (runs,) for losses. Callers silence NumPy's warnings with
np.errstate: that numbers overflow is an ordinary end of a run here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.catalogue import TUNERS
from tutor.engine.optimizers import Optimizer, build_optimizer
from tutor.engine.problems import Problem, build_problem
from tutor.engine.schedule import Point, Rate, Schedule
from tutor.engine.schedules import build_schedule
from tutor.errors import SpecificationError

if TYPE_CHECKING:
    from tutor.engine.model import Experiment, Floats

LARGEST = 200_000_000
"""How many bytes a collected trajectory, or all trajectories of a sweep, may take."""
_BLOCK = 128
"""How many steps are made before one looks whether the numbers are still finite."""


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
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

    def check_size(self) -> None:
        """Raises SpecificationError if what `collect` gives would take more than `LARGEST` bytes."""
        runs, d = self.start.shape
        most = LARGEST // (8 * runs * (2 * d + 2)) - 1
        if self.steps > most:
            what = "a run" if runs == 1 else f"a sweep of {runs} rates"
            fit = f"make at most {most} steps" if most >= 0 else "take a smaller problem"
            raise SpecificationError(f"{what} with {self.steps} steps is too large to keep", to_do=fit)

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
        slope = self._gradient()
        update = self.optimizer.update
        rate_of = self.schedule.rate
        base = self.lr
        here = self.start
        state = self.optimizer.init(here)
        end = 0
        while end < self.steps:
            first, end = end, min(end + _BLOCK, self.steps)
            for index in range(first, end):
                w[index] = here
                gradient[index] = given = slope(here)
                lr[index] = rate = rate_of(index, base)
                here, state = update(given, state, here, rate)
            block = w[first:end].reshape(-1, w.shape[-1])  # (steps·runs, d)
            loss[first:end] = self.problem.value(block).reshape(end - first, -1)
            if not _any_finite(loss[end - 1], here):
                break
        w[end] = here
        loss[end] = self.problem.value(here)
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


def prepare(experiment: Experiment, rates: Floats) -> Loop:
    """The loop for this experiment at each of these rates (runs,).

    Raises:
        SpecificationError: the experiment cannot be run.
    """
    if not np.isfinite(rates).all():
        bad = rates[~np.isfinite(rates)][0]
        raise SpecificationError(f"the learning rate {bad} is not a finite number", to_do="use one such as 0.1")
    if experiment.steps < 0:
        raise SpecificationError(f"{experiment.steps} steps cannot be made", to_do="use 0 or more")
    if experiment.seed < 0:
        raise SpecificationError(f"the seed {experiment.seed} is below 0", to_do="use 0 or more")
    problem = build_problem(experiment.problem)
    optimizer = build_optimizer(experiment.optimizer)
    schedule = build_schedule(experiment.schedule)
    if schedule.spec.name in TUNERS:
        _check_tuner(schedule.spec.name, optimizer, problem, rates)
    start = _start(experiment, problem)
    return Loop(
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


def _any_finite(loss: Floats, w: Floats) -> bool:
    return bool((np.isfinite(loss) & np.isfinite(w).all(axis=-1)).any())
