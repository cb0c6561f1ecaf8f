"""What all problems over a table have in common: the mean loss over its rows, batches, and rows held back."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

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

    @property
    def rows(self) -> int:
        """How many rows there are to learn from."""
        return len(self._x)

    @property
    def batch(self) -> int:
        """How many of them each gradient sees."""
        return self._batch or self.rows

    @abstractmethod
    def loss_on(self, w: Floats, x: Floats, y: Floats) -> Floats:
        """(runs, d), rows -> (runs,): the mean loss over these rows."""

    @abstractmethod
    def loss_and_gradient_on(self, w: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """(runs, d), rows -> (runs,) and (runs, d)."""

    def gradient_on(self, w: Floats, x: Floats, y: Floats) -> Floats:
        """(runs, d), rows -> (runs, d): the gradient alone, where it is cheaper without the loss."""
        return self.loss_and_gradient_on(w, x, y)[1]

    @abstractmethod
    def loss_and_shares_on(self, w: Floats, x: Floats, y: Floats) -> tuple[float, Floats | None]:
        """(d,), rows -> their mean loss, and how likely the model takes each kind to be in each row, (rows, kinds).

        None in place of the shares where a number is predicted. They lie between 0 and 1 and their sum is 1 where the
        loss is cross-entropy; with a squared error they are whatever the model answers, and the largest still counts.
        """

    def columns(self, x: Floats) -> Floats:
        """(rows, features) scaled like those of `samples` -> the columns that `loss_on` and the others take."""
        return x

    def shares(self, w: Floats, x: Floats) -> Floats | None:
        """(d,), (rows, features) scaled like those of `samples` -> (rows, kinds) as in `loss_and_shares_on`."""
        if not self.samples.classes:
            return None
        return self.loss_and_shares_on(w, self.columns(x), np.zeros((len(x), *self._y.shape[1:])))[1]

    def evaluate(self, w: Floats, *, held_back: bool = False) -> tuple[float, float | None] | None:
        """(d,) -> the mean loss over all training rows, and the share of them that is answered rightly.

        A row counts as right where its own kind has the largest share; with one sigmoid output
        the second kind is answered from ½ on. A share that is not a number is never right.

        Args:
            held_back: over the rows held back; the answer is None if there are none.
        """
        x, y = (self._held_x, self._held_y) if held_back else (self._x, self._y)
        if not len(y):
            return None
        loss, shares = self.loss_and_shares_on(w, x, y)
        if shares is None:
            return loss, None
        right = (answers(shares) == kinds_of(y)) & ~np.isnan(shares).any(axis=1)
        return loss, float(right.mean())

    def gradient_of_rows(self, w: Floats, rows: NDArray[np.int64]) -> Floats:
        """(runs, d), the numbers of some training rows -> (runs, d): the gradient of the mean loss over them."""
        return self.gradient_on(w, self._x[rows], self._y[rows])

    def value(self, w: Floats) -> Floats:
        most = self._most_runs()
        if len(w) <= most:
            return self.loss_on(w, self._x, self._y)
        pieces = [self.loss_on(w[i : i + most], self._x, self._y) for i in range(0, len(w), most)]
        return np.concatenate(pieces)

    def gradient(self, w: Floats) -> Floats:
        return self.value_and_gradient(w)[1]

    def value_and_gradient(self, w: Floats) -> tuple[Floats, Floats]:
        most = self._most_runs()
        if len(w) <= most:
            return self.loss_and_gradient_on(w, self._x, self._y)
        pieces = [self.loss_and_gradient_on(w[i : i + most], self._x, self._y) for i in range(0, len(w), most)]
        return np.concatenate([loss for loss, _ in pieces]), np.concatenate([gradient for _, gradient in pieces])

    def sampled_gradient(self, w: Floats, rng: np.random.Generator) -> Floats:
        if self._batch is None:
            return self.gradient(w)
        return self.gradient_of_rows(w, rng.choice(len(self._x), self._batch, replace=False))

    def _most_runs(self) -> int:
        """How many runs go at once: all rows of all of them (a whole trajectory, say) might not fit into memory."""
        return max(1, _LARGEST // (self.width * len(self._x)))


def answers(shares: Floats) -> NDArray[np.int64]:
    """(rows, kinds) -> (rows,): the position of the kind with the largest share."""
    # Of two equal shares the second wins: one sigmoid output answers the second kind from ½ on.
    return shares.argmax(axis=1) if shares.shape[1] != 2 else (shares[:, 1] >= shares[:, 0]).astype(np.int64)


def kinds_of(y: Floats) -> NDArray[np.int64]:
    """Targets (rows,), (rows, 1) or (rows, kinds) -> (rows,): the position of each row's kind."""
    kind: NDArray[np.int64] = y.argmax(axis=1) if y.ndim > 1 and y.shape[1] > 1 else y.reshape(-1).astype(np.int64)
    return kind
