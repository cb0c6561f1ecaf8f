"""The descent itself: step by step for a live view, collected into a trajectory, or many rates side by side.

All three are the same loop, so that they give the same numbers. The rate in `Step.lr` and `Trajectory.lr` is the one
that the step used; the schedule moves after every update. A loss or a parameter that is no longer finite ends a run:
it is the last entry.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.collecting import Collection
from tutor.engine.loop import Loop, by_chance, finite, prepare
from tutor.engine.model import Experiment, Trajectory
from tutor.errors import SpecificationError

if TYPE_CHECKING:
    from tutor.engine.model import Floats


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
    return _steps(prepare(experiment, np.array([experiment.lr])))


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
    loop = prepare(experiment, each)
    collection = Collection(loop)
    with np.errstate(all="ignore"):
        collection.grow()
    whole = collection.since(0)
    return Sweep(experiment, each, whole.w, whole.loss, whole.gradient, whole.lr[1:], loop.problem.minimum)


def ends(experiment: Experiment, seeds: Sequence[int]) -> Floats:
    """(seeds, d) where the runs of this experiment with each of these seeds end: the last w of each `run`.

    Raises:
        SpecificationError: the experiment cannot be run, or a run is too large to keep.
    """
    loop = by_chance(experiment, seeds)
    if loop is None:
        return np.stack([run(replace(experiment, seed=seed)).w[-1] for seed in seeds])
    last = loop.start.copy()
    under_way = np.full(len(last), True)
    with np.errstate(all="ignore"):
        for block in loop.blocks():
            for w, fine in zip(block.w, finite(block.loss, block.w), strict=True):
                last[under_way] = w[under_way]
                under_way &= fine
            if not under_way.any():
                break
    return last


def _steps(loop: Loop) -> Iterator[Step]:
    blocks = loop.blocks()
    index = 0
    while True:
        # Entered anew for each block: left open across a yield it would silence the caller's own warnings.
        with np.errstate(all="ignore"):
            block = next(blocks, None)
        if block is None:
            return
        w, gradient = block.w[:, 0], block.gradient[:, 0]
        end = _end(w, block.loss[:, 0])
        for here, loss, slope, lr in zip(w[:end], block.loss[:end, 0].tolist(), gradient, block.lr.flat, strict=False):
            yield Step(index, here, loss, slope, float(lr) if index else None)
            index += 1
        if not (math.isfinite(loss) and np.isfinite(here).all()):
            return


def _end(w: Floats, loss: Floats) -> int:
    """How many moments there are, up to and with the first whose loss (n,) or parameters (n, d) are not finite."""
    fine = finite(loss, w)
    return len(loss) if fine.all() else int(np.argmin(fine)) + 1


def _trajectory(
    experiment: Experiment, minimum: float | None, w: Floats, loss: Floats, gradient: Floats, lr: Floats
) -> Trajectory:
    """The run up to its first loss or parameters that are not finite."""
    end = _end(w, loss)
    overflowed = not (np.isfinite(loss[end - 1]) and np.isfinite(w[end - 1]).all())
    return Trajectory(
        experiment=experiment,
        w=w[:end],
        loss=loss[:end],
        gradient=gradient[:end],
        lr=lr[: end - 1],
        minimum=minimum,
        ended="overflow" if overflowed else "steps",
    )
