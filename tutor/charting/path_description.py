"""The way of a run through its landscape, and the course of its rate, in words: for whoever does not see the picture.
Every word is true of every run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.figures import apart, figure, rate, times

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_AXES = 2
"""Weights that a landscape is drawn over; with more of them there is no picture to tell of."""
_ROUNDING = 1e-6
"""Moves that are smaller than this share of the widest one may be rounding."""


def describe_path(w: NDArray[np.float64], lowest: NDArray[np.float64] | None = None) -> str:
    """Where each weight went, whether it turned round, and how it lies to the lowest place: `w went from 3 to 4.3e−5
    and turned round at every step. It crossed the lowest place, w = 0, 50 times.`

    Args:
        w: (n+1, d) the weights before the first step and after each; a last one that is not finite is left out.
        lowest: (k, d) the best known points, where they are known.

    Returns:
        Nothing for a run that made no step, or for more than two weights.
    """
    finite = np.isfinite(w).all(axis=1)
    w = w if finite.all() else w[: int(np.argmin(finite))]
    if len(w) < 2 or w.shape[1] > _MOST_AXES:
        return ""
    names = ["w"] if w.shape[1] == 1 else [f"w{axis + 1}" for axis in range(w.shape[1])]
    courses = [_course(name, w[:, axis]) for axis, name in enumerate(names)]
    return " ".join([f"{'; '.join(courses)}.", *_lowest(names, w, lowest)])


def describe_rate(lr: Sequence[float]) -> str:
    """The course of a rate that does not stay the same: `The rate went from 0.1 to 0.001; it was highest at step 10,
    with 0.5.` Empty for one that does.

    Args:
        lr: the rate of each step.
    """
    rates = [float(used) for used in lr]
    if not rates or min(rates) == max(rates):
        return ""
    first, last, lowest, highest = rates[0], rates[-1], min(rates), max(rates)
    went = f"went from {_rate(first)} to {_rate(last)}" if first != last else f"ended at {_rate(last)}, where it began"
    told = [f"The rate {went}"]
    if highest > max(first, last):
        told.append(f"it was highest at step {rates.index(highest) + 1}, with {_rate(highest)}")
    if lowest < min(first, last):
        told.append(f"it was lowest at step {rates.index(lowest) + 1}, with {_rate(lowest)}")
    turned = _turns(np.diff(np.array(rates)))
    up_and_down = f" It turned between rising and falling {times(turned)}." if turned > 1 else ""
    return f"{'; '.join(told)}.{up_and_down}"


def _course(name: str, at: NDArray[np.float64]) -> str:
    """`w1 went from 10 to 3.64 without turning back`"""
    # Halves: from one end of what numbers can be to the other is more than a number can be.
    moves = np.diff(at / 2)
    if not moves.any():
        return f"{name} stayed at {figure(at[0])}"
    if at[0] == at[-1]:
        went = f"{name} came back to {figure(at[0])}"
    else:
        first, last = apart(float(at[0]), float(at[-1]))
        went = f"{name} went from {first} to {last}"
    turned = _turns(moves)
    clear = _turns(moves[np.abs(moves) > _ROUNDING * float(np.abs(moves).max())])
    if turned == 0:
        return f"{went} without turning back"
    if turned == len(moves) - 1 and turned > 1:
        return f"{went} and turned round at every step"
    if clear == 0:
        return went
    return f"{went} and turned round {'at least ' if clear < turned else ''}{times(clear)}"


def _lowest(names: list[str], w: NDArray[np.float64], lowest: NDArray[np.float64] | None) -> list[str]:
    if lowest is None or lowest.shape[1:] != w.shape[1:]:
        return []
    one = len(lowest) == 1
    away = np.array([math.dist(w[-1], point) for point in lowest])
    nearest = lowest[int(away.argmin())]
    if not np.isfinite(away).all():
        return []
    if len(names) > 1:
        ended = f"{figure(float(away.min()))} away from" if away.min() else "on"
        which = "the lowest place" if one else "the nearest of the lowest places"
        return [f"It ended {ended} {which}, ({', '.join(figure(value) for value in nearest)})."]
    place = f"w = {figure(nearest[0])}"
    if not one:
        return [f"The nearest of the lowest places is {place}."]
    side = np.sign(w[:, 0] - nearest[0])
    side = side[side != 0]
    crossed = int((side[1:] != side[:-1]).sum())
    how_often = "at every step" if crossed == len(w) - 1 and crossed > 1 else times(crossed)
    return [f"It crossed the lowest place, {place}, {how_often}." if crossed else
            f"It never crossed the lowest place, {place}."]  # fmt: skip


def _turns(moves: NDArray[np.float64]) -> int:
    ways = [move > 0 for move in moves.tolist() if move]
    return sum(before != after for before, after in pairwise(ways))


def _rate(used: float) -> str:
    """As it was typed, or in few figures where a schedule made it."""
    return min(rate(used), figure(used), key=len)
