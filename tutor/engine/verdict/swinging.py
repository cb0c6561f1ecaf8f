"""How a run goes to and fro: how often it crosses the bottom, how far it turns, whether its swings widen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Floats

    Flags = NDArray[np.bool_]

_NOTICEABLE = 1e-3
"""A slope below this share of the first ones no longer counts as a swing across the bottom."""
_ROUNDING = 1e-14
"""A step below this share of the distance from 0 is lost in the last digits of w."""


def growth(values: Floats, late: int | None = None) -> float | None:
    """The geometric factor per step over the last `late` values, at least four; a third of them if not said.

    By least squares on their logarithms: on a·rⁿ this is r. None for fewer than two values; 0 where the last is 0, inf
    where it leaves 0.
    """
    if len(values) < 2:
        return None
    values = values[-max(4, len(values) // 3 if late is None else late) :]
    if values[-1] == 0:
        return 0.0
    logs = np.log(values)
    count = len(logs)
    steps = np.arange(count) - (count - 1) / 2
    slope = float(steps @ logs)
    if not math.isfinite(slope):
        logs = logs[np.isfinite(logs)]
        count = len(logs)
        if count < 2:
            return math.inf
        steps = np.arange(count) - (count - 1) / 2
        slope = float(steps @ logs)
    return math.exp(min(slope / (count * (count * count - 1) / 12), 700.0))


def crossed_at(w: Floats, moves: Floats, gradient: Floats, direction: Floats | None) -> tuple[Flags, Flags]:
    """Whether the slope along `direction` (d,) changed its sign at each step, and whether the step was real: longer
    there than the rounding of w (n, d). Only real steps cross. Both are (n−1,).
    """
    if len(moves) < 1:
        return np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.bool_)
    if direction is None:
        turned = np.einsum("nd,nd->n", gradient[1:], gradient[:-1]) < 0
        return turned, np.ones_like(turned)
    slope, reach = gradient @ direction, np.abs(w[:-1]) @ np.abs(direction)
    real = np.abs(moves @ direction) > _ROUNDING * reach
    return real & (np.sign(slope[1:]) * np.sign(slope[:-1]) < 0), real


def swings(gradient: Floats, direction: Floats | None) -> tuple[int, int]:
    """How many times the slope changed its sign, out of how many steps, while it was noticeable.

    Args:
        gradient: (n, d)
        direction: (d,) along which the slope is taken; None counts the turns of the whole gradient instead.
    """
    if len(gradient) < 2:
        return 0, 0
    if direction is None:
        size = np.sqrt(np.einsum("nd,nd->n", gradient, gradient))
        turned = np.einsum("nd,nd->n", gradient[1:], gradient[:-1]) < 0
    else:
        slope = gradient[:, 0] if len(direction) == 1 else gradient @ direction
        size, down = np.abs(slope), slope < 0
        turned = (down[1:] != down[:-1]) & (slope[1:] != 0) & (slope[:-1] != 0)
    noticeable = size[1:] > _NOTICEABLE * float(size[: max(2, len(size) // 10)].max())
    return int(np.count_nonzero(noticeable & turned)), int(np.count_nonzero(noticeable))


def as_wide_as_before(gradient: Floats, direction: Floats | None, late: int) -> bool:
    """Whether the slope along `direction` (d,) is the larger part of the last of the (n, d), was noticeable in the last
    `late`, and has not been shrinking: where a step is divided by the usual size of its own gradient, the loss may
    still fall while the jumps across get no shorter."""
    if direction is None or late < 1:
        return False
    slope = np.abs(gradient @ direction)
    if 2 * slope[-1] ** 2 <= gradient[-1] @ gradient[-1]:
        return False
    factor = growth(slope, len(slope) // 3)
    return factor is not None and factor > 0.997 and float(slope[-late:].max()) > _NOTICEABLE * float(slope.max())


def turning(moves: Floats) -> float | None:
    """Mean angle in degrees between consecutive moves (n, d)."""
    if moves.shape[1] == 1:
        there, back = moves[1:, 0], moves[:-1, 0]
        counted = np.count_nonzero((there != 0) & (back != 0))
        turned = np.count_nonzero(((there > 0) & (back < 0)) | ((there < 0) & (back > 0)))
        return 180.0 * turned / counted if counted else None
    longest = float(np.abs(moves).max(initial=0.0))
    if longest == 0:
        return None
    moves = moves / longest  # no square of a runaway's step overflows
    squares = np.einsum("nd,nd->n", moves, moves)
    lengths = np.sqrt(squares[1:] * squares[:-1])
    cosines = np.einsum("nd,nd->n", moves[1:], moves[:-1])[lengths > 0] / lengths[lengths > 0]
    return float(np.degrees(np.arccos(np.clip(cosines, -1.0, 1.0))).mean()) if len(cosines) else None
