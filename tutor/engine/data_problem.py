"""What all problems over a table have in common: the mean loss over its rows, batches, and rows held back."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.problem import Problem

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.samples import Samples
    from tutor.engine.specification import Specification

_LARGEST = 2_000_000
"""How many numbers (16 MB) may be computed side by side."""


class DataProblem(Problem):
    """The mean of a loss over rows; its sampled gradient is that of a random batch of them.

    Every batch is drawn anew, without repetition within it, and is the same for all runs.
    """

    width = 1
    """How many numbers a run computes for each row, at the widest."""

    def _take(self, spec: Specification, samples: Samples, x: Floats, validation_x: Floats) -> bool:
        """Keeps the rows; returns whether gradients are random."""
        self.samples = samples
        self._x, self._y = x, samples.y
        self._held_x, self._held_y = validation_x, samples.validation_y
        batch = spec.values.get("batch")
        self._batch = batch if isinstance(batch, int) and batch < len(x) else None
        return self._batch is not None

    @abstractmethod
    def loss_on(self, w: Floats, x: Floats, y: Floats) -> Floats:
        """(runs, d), rows -> (runs,): the mean loss over these rows."""

    @abstractmethod
    def loss_and_gradient_on(self, w: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """(runs, d), rows -> (runs,) and (runs, d)."""

    def value(self, w: Floats) -> Floats:
        return self._loss_in_pieces(w, self._x, self._y)

    def gradient(self, w: Floats) -> Floats:
        return self.value_and_gradient(w)[1]

    def value_and_gradient(self, w: Floats) -> tuple[Floats, Floats]:
        most = self._most_runs(self._x)
        if len(w) <= most:
            return self.loss_and_gradient_on(w, self._x, self._y)
        pieces = [self.loss_and_gradient_on(w[i : i + most], self._x, self._y) for i in range(0, len(w), most)]
        return np.concatenate([loss for loss, _ in pieces]), np.concatenate([gradient for _, gradient in pieces])

    def sampled_gradient(self, w: Floats, rng: np.random.Generator) -> Floats:
        if self._batch is None:
            return self.gradient(w)
        rows = rng.choice(len(self._x), self._batch, replace=False)
        return self.loss_and_gradient_on(w, self._x[rows], self._y[rows])[1]

    def validation_value(self, w: Floats) -> Floats | None:
        return self._loss_in_pieces(w, self._held_x, self._held_y) if len(self._held_y) else None

    def _loss_in_pieces(self, w: Floats, x: Floats, y: Floats) -> Floats:
        most = self._most_runs(x)
        if len(w) <= most:
            return self.loss_on(w, x, y)
        return np.concatenate([self.loss_on(w[i : i + most], x, y) for i in range(0, len(w), most)])

    def _most_runs(self, x: Floats) -> int:
        """How many runs go at once: all rows of all of them (a whole trajectory, say) might not fit into memory."""
        return max(1, _LARGEST // (self.width * len(x)))
