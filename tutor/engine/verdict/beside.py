"""What was logged beside a loss curve: gradient norms, rates, parameters, a validation loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.figures import apart
from tutor.engine.verdict.log import Numbers, Overfitting, numbers, overfitting

if TYPE_CHECKING:
    from tutor.engine.model import Floats

    Points = Sequence[Sequence[float]] | Floats


_STEEP = 0.05
"""With more than this share of its first length, the gradient is not near 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What was logged beside the loss."""

    gradient: tuple[float, float] | None
    """The gradient's length at the start and (median of the last tenth) at the end."""
    lr: tuple[float, float] | None
    """The largest rate and the last."""
    turning: float | None
    """Mean angle between late moves of the parameters, in degrees."""
    factor: float | None
    """What each step multiplied the one parameter's move by, where that is steady."""
    validation: Overfitting | None
    """What a validation loss shows."""

    def restless(self, fraction: float) -> bool:
        """Whether the gradient's length did not come down with the loss, of whose way down this share is left: at a
        quadratic bottom it falls as the root of it."""
        if self.gradient is None:
            return False
        return self.gradient[1] > max(_STEEP, 1.5 * math.sqrt(max(fraction, 0.0))) * self.gradient[0] > 0

    def still_steep(self) -> str:
        """What would settle whether it is at rest, where gradient norms are in the log; nothing if they show it."""
        if self.gradient is None or self.gradient[1] <= _STEEP * self.gradient[0]:
            return ""
        began, ended = apart(*self.gradient)
        return f"a longer run: the gradient norm, {began} at first, is still about {ended}"


def beside_loss(
    loss: Floats | None,
    *,
    gradient_norm: Numbers | Floats | None,
    lr: Numbers | Floats | float | None,
    w: Points | None,
    val_loss: Numbers | Floats | None,
) -> Beside:
    """Measures whatever was logged beside `loss` (rows,)."""
    return Beside(
        gradient=_ends(numbers(gradient_norm)),
        lr=_rates(lr),
        turning=_turning(w),
        factor=_steady_factor(w),
        validation=overfitting(numbers(val_loss), loss),
    )


def _ends(norm: Floats | None) -> tuple[float, float] | None:
    fine = norm[np.isfinite(norm)] if norm is not None else np.empty(0)
    return (float(fine[0]), float(np.median(fine[-max(1, len(fine) // 10) :]))) if fine.size else None


def _rates(lr: Numbers | Floats | float | None) -> tuple[float, float] | None:
    if lr is None:
        return None
    rates = numbers([float(lr)] if isinstance(lr, (int, float)) else lr)
    fine = rates[np.isfinite(rates)] if rates is not None else np.empty(0)
    return (float(fine[np.abs(fine).argmax()]), float(fine[-1])) if fine.size else None


def _moves(w: Points | None) -> Floats | None:
    """(m, d) the late moves of the parameters, where there are at least two."""
    if w is None or len(w) < 3:
        return None
    points = np.asarray(w, dtype=np.float64)
    points = points.reshape(len(points), -1)
    points = points[np.isfinite(points).all(axis=1)]
    moves = np.diff(points, axis=0)
    moves = moves[np.abs(moves).max(axis=1, initial=0.0) > 0]
    return moves[len(moves) // 2 :] if len(moves) >= 4 else moves if len(moves) >= 2 else None


def _turning(w: Points | None) -> float | None:
    moves = _moves(w)
    if moves is None or len(moves) < 2:
        return None
    moves = moves / np.abs(moves).max(axis=1, keepdims=True)
    units = moves / np.sqrt(np.einsum("nd,nd->n", moves, moves))[:, None]
    cosines = np.einsum("nd,nd->n", units[1:], units[:-1])
    return float(np.degrees(np.arccos(np.clip(cosines, -1.0, 1.0))).mean())


def _steady_factor(w: Points | None) -> float | None:
    moves = _moves(w)
    if moves is None or moves.shape[1] != 1 or len(moves) < 3:
        return None
    ratios = moves[1:, 0] / moves[:-1, 0]
    middle = float(np.median(ratios))
    return middle if float(np.abs(ratios - middle).max()) <= 0.01 * abs(middle) else None
