"""A run that is worked out in slices, so that whoever shows it never waits for it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.loop import prepare
from tutor.engine.model import Trajectory

if TYPE_CHECKING:
    from tutor.engine.model import Experiment, Floats


class Recording:
    """The same numbers as `descent.run`, as far as they are worked out.

    Args:
        experiment: what is run.

    Raises:
        SpecificationError: the experiment cannot be run, or would not fit into memory.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        loop = prepare(experiment, np.array([experiment.lr]))
        loop.check_size()
        moments, d = experiment.steps + 1, loop.start.shape[1]
        self._minimum = loop.problem.minimum
        self._blocks = loop.blocks()
        # Not touched before it is needed, so a long run that is stopped early takes no more than its steps.
        self._w, self._gradient = np.empty((moments, d)), np.empty((moments, d))
        self._loss, self._lr = np.empty(moments), np.empty(moments)
        self._moments = 0
        self._overflowed = False
        self.complete = False
        """Nothing is left to work out."""
        self.grow(0.0)

    @property
    def steps(self) -> int:
        """How many updates are worked out."""
        return self._moments - 1

    @property
    def trajectory(self) -> Trajectory:
        """What is there so far."""
        end = self._moments
        return Trajectory(
            experiment=self.experiment,
            w=self._w[:end],
            loss=self._loss[:end],
            gradient=self._gradient[:end],
            lr=self._lr[1:end],
            minimum=self._minimum,
            ended="overflow" if self._overflowed else "steps",
        )

    def grow(self, seconds: float) -> bool:
        """Works for about so long, and at least for one piece of the loop; True when nothing is left."""
        until = time.perf_counter() + seconds
        while not self.complete:
            with np.errstate(all="ignore"):
                block = next(self._blocks, None)
            if block is None:
                self.complete = True
                break
            self._append(block.w[:, 0], block.loss[:, 0], block.gradient[:, 0], block.lr.reshape(-1))
            if self.complete or time.perf_counter() >= until:
                break
        return self.complete

    def _append(self, w: Floats, loss: Floats, gradient: Floats, lr: Floats) -> None:
        finite = np.isfinite(loss) & np.isfinite(w).all(axis=1)
        count = len(loss) if finite.all() else int(np.argmin(finite)) + 1
        first, end = self._moments, self._moments + count
        self._w[first:end], self._loss[first:end] = w[:count], loss[:count]
        self._gradient[first:end], self._lr[first:end] = gradient[:count], lr[:count]
        self._moments = end
        self._overflowed = not finite[count - 1]
        self.complete = self._overflowed or end == len(self._loss)
