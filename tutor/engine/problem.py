"""What every problem can be asked: its loss, its gradient, and what is known about its bottom."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.specification import Specification

Window = tuple[tuple[float, float], ...]


class Problem(ABC):
    """A loss over parameters w of shape (runs, d): one run or two hundred, the same code.

    Nothing here raises on non-finite w: the loss and the gradient are then non-finite, too.
    """

    spec: Specification
    dimension: int
    """d, the number of parameters."""
    start: Floats
    """(d,) where a run starts if nobody says otherwise and the seed is 0; see `start_for`."""
    window: Window
    """(low, high) of each axis: what a picture of the surface shows. Empty where no picture makes sense."""
    minimum: float | None
    """The loss of the best point, where it is known."""
    minimizers: Floats | None
    """(k, d) the points with that loss, where they are known."""
    constant_curvature: float | None
    """L, the largest eigenvalue of the Hessian, where it is the same everywhere: plain descent is stable below 2/L."""
    stochastic: bool
    """Whether the gradient that an optimizer sees is a random one (noise, mini-batches)."""
    shares_work = True
    """Whether loss and gradient have so much in common that asking for both at once is much cheaper. Where they have
    not, the loop asks for the gradient alone and for the losses of many steps together."""

    def __init__(
        self,
        spec: Specification,
        *,
        start: Sequence[float] | Floats,
        window: Window = (),
        minimum: float | None = None,
        minimizers: Sequence[Sequence[float]] | Floats | None = None,
        constant_curvature: float | None = None,
        stochastic: bool = False,
    ) -> None:
        self.spec = spec
        self.start = np.array(start, dtype=np.float64)
        self.dimension = len(self.start)
        self.window = window
        self.minimum = minimum
        self.minimizers = None if minimizers is None else np.array(minimizers, dtype=np.float64)
        self.constant_curvature = constant_curvature
        self.stochastic = stochastic

    def start_for(self, seed: int) -> Floats:
        """(d,) where a run with this seed starts: random weights for a network, `start` for everything else."""
        del seed
        return self.start

    @abstractmethod
    def value(self, w: Floats) -> Floats:
        """(runs, d) -> (runs,): the true loss, of all data and without noise."""

    @abstractmethod
    def gradient(self, w: Floats) -> Floats:
        """(runs, d) -> (runs, d): the true gradient."""

    def value_and_gradient(self, w: Floats) -> tuple[Floats, Floats]:
        """Both, at less than the cost of each in turn where they share work."""
        return self.value(w), self.gradient(w)

    def sampled_gradient(self, w: Floats, rng: np.random.Generator) -> Floats:
        """(runs, d) -> (runs, d): the gradient that an optimizer is given; random if the problem is `stochastic`.

        All runs meet the same chance, so that they differ by their rates alone.
        """
        del rng
        return self.gradient(w)

    def noise(self, rng: np.random.Generator, moments: int) -> Floats | None:
        """-> (moments, d): what so many calls of `sampled_gradient` add to the true gradient, number for number.

        None where chance is no such addend: every mini-batch has other rows.
        """
        del rng, moments
        return None

    def evaluate(self, w: Floats, *, held_back: bool = False) -> tuple[float, float | None] | None:
        """(d,) -> over the rows of a table, the mean loss and the share that is answered rightly; None where there are
        no rows."""
        del w, held_back
        return None

    def dead_layer(self, w: Floats) -> tuple[int, int] | None:
        """(d,) -> of a network, the first hidden layer (from 1) that passes no slope back for any training row, and how
        many units it has; None where there is none."""
        del w
        return None

    def hessian(self, w: Floats) -> Floats | None:
        """(runs, d) -> (runs, d, d): the second derivatives, or None where they are not cheap."""
        del w
        return None

    def curvature(self, w: Floats) -> Floats | None:
        """(runs, d) -> (runs,): the Hessian's eigenvalue that is largest in size, with its sign.

        Positive: steps across the steepest direction are stable below 2/curvature. Negative: the point lies on a
        ridge or saddle that falls away faster than anything rises. NaN where the Hessian is not finite; None where
        the problem has no cheap Hessian.
        """
        with np.errstate(all="ignore"):
            hessian = self.hessian(w)
        if hessian is None:
            return None
        largest = np.full(len(hessian), np.nan)
        finite = np.isfinite(hessian).all(axis=(1, 2))
        if finite.any():
            ascending = np.linalg.eigvalsh(hessian[finite])  # (finite runs, d)
            low, high = ascending[:, 0], ascending[:, -1]
            largest[finite] = np.where(high >= -low, high, low)
        return largest
