"""Rates that choose themselves: each looks at the loss and the gradient before it decides how long a step to make.

They stand in an experiment where a schedule stands, and go with plain descent (`sgd`) only: all three reason about a
step along the gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.engine.schedule import Point, Rate, Schedule, ScheduleState, WatchingSchedule

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.specification import Specification

MOST_TRIES = 60
"""After so many tries a line search takes the last rate: the loss does not fall in this direction."""


def _dot(left: Floats, right: Floats) -> Floats:
    """(runs, d), (runs, d) -> (runs,)."""
    products: Floats = np.einsum("ij,ij->i", left, right)
    return products


def armijo(spec: Specification) -> Schedule:
    """The first of lr, lr·shrink, lr·shrink², … for which f(w − rate·g) ≤ f(w) − c·rate·|g|².

    Backtracking line search: L. Armijo, "Minimization of functions having Lipschitz continuous first partial
    derivatives", 1966. Every step begins at lr again.
    """
    c, shrink = spec.real("c"), spec.real("shrink")

    def search(lr: Rate, here: Point) -> tuple[Rate, Any]:
        fall = c * _dot(here.gradient, here.gradient)
        rate = np.broadcast_to(lr, (len(fall), 1))[:, 0].copy()  # (runs,)
        for _ in range(MOST_TRIES):
            tried = here.value(here.w - rate[:, None] * here.gradient)
            short = ~(tried <= here.loss - rate * fall)  # NaN is not enough, either
            if not short.any():
                break
            rate[short] *= shrink
        return rate.reshape(np.shape(lr)), None

    return WatchingSchedule(spec, search, lambda state, here: search(state.lr, here))


def barzilai_borwein(spec: Specification) -> Schedule:
    """With s the last step and y the change of the gradient: s·s/s·y (`long`) or s·y/y·y (`short`).

    Both guess 1/curvature from what the last step met. The first step uses lr, and so does every step after one that
    met no upward curvature (s·y ≤ 0). J. Barzilai, J. M. Borwein, "Two-point step size gradient methods", 1988.
    """
    long = spec.text("variant") == "long"

    def start(lr: Rate, here: Point) -> tuple[Rate, Any]:
        return lr, (here.w, here.gradient)

    def following(state: ScheduleState, here: Point) -> tuple[Rate, Any]:
        w, gradient = state.memory
        moved, change = here.w - w, here.gradient - gradient
        met = _dot(moved, change)
        guess = _dot(moved, moved) / met if long else met / _dot(change, change)
        guess = guess.reshape(np.shape(state.lr))
        usable = (met > 0).reshape(guess.shape) & np.isfinite(guess)
        return np.where(usable, guess, state.lr), (here.w, here.gradient)

    return WatchingSchedule(spec, start, following)


def polyak(spec: Specification) -> Schedule:
    """(f(w) − minimum)/|g|², at most lr.

    B. T. Polyak, *Introduction to Optimization*, 1987; the bound is that of N. Loizou et al., "Stochastic Polyak
    step-size for SGD", 2021.
    """

    def choose(lr: Rate, here: Point) -> tuple[Rate, Any]:
        assert here.minimum is not None
        rate = (here.loss - here.minimum) / _dot(here.gradient, here.gradient)
        return np.fmin(rate.reshape(np.shape(lr)), lr), None  # fmin: 0/0 at the bottom leaves lr

    return WatchingSchedule(spec, choose, lambda state, here: choose(state.lr, here))


TUNERS: MappingProxyType[str, Callable[[Specification], Schedule]] = MappingProxyType(
    {"armijo": armijo, "barzilai-borwein": barzilai_borwein, "polyak": polyak}
)
