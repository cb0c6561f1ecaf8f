"""Runs recorded in slices of time, so that a screen that shows them while they are computed never waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.collecting import Collection
from tutor.engine.descent import Sweep
from tutor.engine.loop import finite, prepare
from tutor.engine.model import Trajectory

if TYPE_CHECKING:
    from tutor.engine.model import Experiment


class Recording:
    """One run, computed as far as its calls of `grow` have brought it.

    However the slices are cut, the numbers are those of `descent.run`. The arrays are laid out for the whole run at
    once and filled step by step: nothing is copied while they grow, and all goes with the object and the trajectories
    that were taken from it.
    """

    def __init__(self, experiment: Experiment) -> None:
        """Makes ready, and looks at the start; no step is made yet.

        Raises:
            SpecificationError: the experiment cannot be run, or its trajectory would take more than 200 MB.
        """
        self.experiment = experiment
        loop = prepare(experiment, np.array([experiment.lr]))
        self._minimum = loop.problem.minimum
        self._collection = Collection(loop)
        self._moments = 0
        self._overflowed = False
        self.grow(0.0)

    def grow(self, seconds: float) -> bool:
        """Computes for about so long: it ends with the first piece that is done after that. A piece is one step where
        a step may be dear (problems over data, networks, rates that watch the loss), else 128 of them at most. At
        least one is made. A number that overflows ends the run and raises nothing.

        Returns:
            Whether nothing is left to compute.
        """
        if not self.complete:
            with np.errstate(all="ignore"):
                self._collection.grow(seconds)
                new = self._collection.since(self._moments)
                fine = finite(new.loss[:, 0], new.w[:, 0])
            self._overflowed = not fine.all()
            self._moments += int(np.argmin(fine)) + 1 if self._overflowed else len(fine)
        return self.complete

    @property
    def steps(self) -> int:
        """How many updates are there so far."""
        return self._moments - 1

    @property
    def complete(self) -> bool:
        """Whether nothing is left to compute: all steps were made, or a number overflowed."""
        return self._overflowed or self._collection.complete

    @property
    def trajectory(self) -> Trajectory:
        """What is there so far, without copying it. `ended` is "steps" while there is more to come, too."""
        there = self._collection.since(0)
        end = self._moments
        return Trajectory(
            experiment=self.experiment,
            w=there.w[:end, 0],
            loss=there.loss[:end, 0],
            gradient=there.gradient[:end, 0],
            lr=there.lr[1:end, 0],
            minimum=self._minimum,
            ended="overflow" if self._overflowed else "steps",
        )


class SweepRecording:
    """The same experiment at several rates side by side, as far as its calls of `grow` have brought it.

    However the slices are cut, the numbers are those of `descent.sweep`.
    """

    def __init__(self, experiment: Experiment, rates: Sequence[float]) -> None:
        """Makes ready; nothing is computed yet.

        Raises:
            SpecificationError: the experiment cannot be run, or its trajectories would take more than 200 MB.
        """
        self._experiment = experiment
        self._rates = np.array(rates, dtype=np.float64)
        loop = prepare(experiment, self._rates)
        self._minimum = loop.problem.minimum
        self._collection = Collection(loop)

    def grow(self, seconds: float) -> bool:
        """Computes for about so long, as `Recording.grow`; True if nothing is left to compute."""
        with np.errstate(all="ignore"):
            self._collection.grow(seconds)
        return self._collection.complete

    @property
    def sweep(self) -> Sweep:
        """What is there so far, without copying it."""
        there = self._collection.since(0)
        return Sweep(self._experiment, self._rates, there.w, there.loss, there.gradient, there.lr[1:], self._minimum)
