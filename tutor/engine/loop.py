"""The loop of a descent: for one run or many side by side, step by step or all at once.

Shapes are (runs, d) for parameters and gradients and (runs,) for losses. Callers silence NumPy's warnings with
np.errstate: that numbers overflow is an ordinary end of a run here.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tutor.engine.catalogue import TUNERS
from tutor.engine.figures import counted
from tutor.engine.optimizers import Optimizer, build_optimizer
from tutor.engine.problems import Problem, build_problem
from tutor.engine.schedule import Point, Schedule
from tutor.engine.schedules import build_schedule
from tutor.errors import SpecificationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Experiment, Floats

LARGEST = 200_000_000
"""How many bytes a collected trajectory, or all trajectories of a sweep, may take."""
BLOCK = 128
"""How many steps are made at a time, and before one looks whether the numbers are still finite."""


class Block(NamedTuple):
    """A stretch of a run, or of many: some moments one after the other."""

    w: Floats
    """(moments, runs, d)"""
    loss: Floats
    """(moments, runs)"""
    gradient: Floats
    """(moments, runs, d) what the optimizer is given."""
    lr: Floats
    """(moments, runs) or (moments,): the rate of the update that led there; NaN at the start."""


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
    changes: tuple[tuple[int, Floats], ...] = ()
    """(step, rate): from which update on another rate than `lr`, and of its shape, is the base; the steps ascend."""
    noise: Floats | None = None
    """(steps+1, runs, d) what is added to the true gradient where each run has a chance of its own; None where they all
    share that of the seed."""

    def blocks(self) -> Iterator[Block]:
        """The whole run in pieces: the start by itself, then `BLOCK` moments at most at a time.

        It goes on after an overflow: where to stop, callers decide.
        """
        if self.problem.shares_work or self.schedule.watches_loss:
            return self._one_by_one()
        return self._many_at_once()

    def check_size(self) -> None:
        """Raises SpecificationError if all moments of the run, kept, would take more than `LARGEST` bytes."""
        runs, d = self.start.shape
        most = LARGEST // (8 * runs * (2 * d + 2)) - 1
        if self.steps > most:
            what = "a run" if runs == 1 else f"a sweep of {runs} rates"
            fit = f"make at most {most} steps" if most >= 0 else "take a smaller problem"
            raise SpecificationError(f"{what} with {self.steps} steps is too large to keep", to_do=fit)

    def _one_by_one(self) -> Iterator[Block]:
        """Loss and gradient together at every step."""
        evaluate = self._loss_and_gradient()
        update, schedule, problem = self.optimizer.update, self.schedule, self.problem
        w, base, rate = self.start, self.lr, np.full_like(self.lr, np.nan)
        state, scheduled = self.optimizer.init(w), None
        changes = dict(self.changes)
        for index in range(self.steps + 1):
            loss, gradient = evaluate(w)
            yield Block(w[None], loss[None], gradient[None], rate)
            if index == self.steps:
                return
            if index in changes:
                base, scheduled = changes[index], None
            if schedule.watches_loss:
                here = Point(w, loss, gradient, problem.value, problem.minimum)
                scheduled = schedule.next(scheduled, here) if scheduled else schedule.start(base, here)
                rate = scheduled.rate
            else:
                rate = schedule.rate(index, base)
            w, state = update(gradient, state, w, rate)

    def _many_at_once(self) -> Iterator[Block]:
        """The gradient alone at every step, and the loss, on which no update depends, of a block of steps in one piece.

        The numbers are those of `_one_by_one`, at less than half the cost.
        """
        slope, update, rate_of = self._gradient(), self.optimizer.update, self.schedule.rate
        here, rate = self.start, np.full_like(self.lr, np.nan)
        state = self.optimizer.init(here)
        for first in chain((0,), range(1, self.steps + 1, BLOCK)):
            count = min(BLOCK, self.steps + 1 - first) if first else 1
            w, gradient, lr = (
                np.empty((count, *here.shape)),
                np.empty((count, *here.shape)),
                np.empty((count, *self.lr.shape)),
            )
            for begin, end, base in self._stretches(first, first + count):
                for index in range(begin - first, end - first):
                    w[index] = here
                    gradient[index] = given = slope(here)
                    lr[index] = rate
                    rate = rate_of(first + index, base)
                    here, state = update(given, state, here, rate)
            loss = self.problem.value(w.reshape(-1, w.shape[-1])).reshape(count, -1)
            yield Block(w, loss, gradient, lr)

    def _stretches(self, first: int, end: int) -> Iterator[tuple[int, int, Floats]]:
        """The updates from `first` to before `end`, parted where the base rate changes: from, to before, base rate."""
        after = bisect_right(self.changes, first, key=_step_of)
        base = self.changes[after - 1][1] if after else self.lr
        for step, following in self.changes[after : bisect_left(self.changes, end, key=_step_of)]:
            yield first, step, base
            first, base = step, following
        yield first, end, base

    def _gradient(self) -> Callable[[Floats], Floats]:
        problem = self.problem
        if self.noise is not None:
            drawn = iter(self.noise)
            return lambda w: problem.gradient(w) + next(drawn)
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
    _check_changes(experiment.changes)
    problem = build_problem(experiment.problem)
    optimizer = build_optimizer(experiment.optimizer)
    schedule = build_schedule(experiment.schedule)
    if schedule.spec.name in TUNERS:
        every_rate = np.append(rates, [rate for _, rate in experiment.changes])
        _check_tuner(schedule.spec.name, optimizer, problem, every_rate)
    start = _start(experiment, problem)
    lr = rates[:, None] if len(rates) > 1 else rates.reshape(())
    return Loop(
        problem=problem,
        optimizer=optimizer,
        schedule=schedule,
        start=np.repeat(start[None, :], len(rates), axis=0),
        lr=lr,
        steps=experiment.steps,
        seed=experiment.seed,
        changes=tuple((step, np.full_like(lr, rate)) for step, rate in dict(experiment.changes).items()),
    )


def by_chance(experiment: Experiment, seeds: Sequence[int]) -> Loop | None:
    """The loop for this experiment with each of these seeds: each run has the start and the chance that it has alone.

    None where runs that differ in their chance cannot go side by side.

    Raises:
        SpecificationError: the experiment cannot be run.
    """
    loop = prepare(experiment, np.full(len(seeds), experiment.lr))
    start = np.stack([_start(replace(experiment, seed=seed), loop.problem) for seed in seeds])
    if not loop.problem.stochastic:
        return replace(loop, start=start)
    drawn = [loop.problem.noise(np.random.default_rng(seed), loop.steps + 1) for seed in seeds]
    noise = [one for one in drawn if one is not None]
    return replace(loop, start=start, noise=np.stack(noise, axis=1)) if len(noise) == len(seeds) else None


def _check_changes(changes: tuple[tuple[int, float], ...]) -> None:
    before = 0
    for step, rate in changes:
        if not math.isfinite(rate):
            raise SpecificationError(
                f"the learning rate {rate} from step {step} on is not a finite number", to_do="use one such as 0.1"
            )
        if step < 0:
            raise SpecificationError(f"the rate cannot change at step {step}", to_do="use step 0 or a later one")
        if step < before:
            raise SpecificationError(
                f"the rate cannot change at step {before} and then at step {step}", to_do="put the earlier one first"
            )
        before = step


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
            f"the start ({told}) has {counted(len(start), 'number')}, {problem.spec.name} needs {problem.dimension}",
            to_do="give one number for each parameter",
        )
    if not np.isfinite(start).all():
        raise SpecificationError("the start has a number that is not finite", to_do="use ordinary numbers")
    return start


def _step_of(change: tuple[int, Floats]) -> int:
    return change[0]


def finite(loss: Floats, w: Floats) -> NDArray[np.bool_]:
    """Where neither the loss (…) nor any of the parameters (…, d) has overflowed: (…)."""
    fine: NDArray[np.bool_] = np.isfinite(loss) & np.isfinite(w).all(axis=-1)
    return fine
