"""The classic test functions of optimization.

Formulas and minima as in M. Jamil, X.-S. Yang, "A literature survey of benchmark functions for global optimization
problems", 2013. Each maker writes out value, gradient and Hessian for w of shape (runs, d).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.surfaces import Surface, diagonal

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.specification import Specification


def _symmetric(xx: Floats, xy: Floats, yy: Floats) -> Floats:
    """Three (runs,) arrays -> (runs, 2, 2)."""
    return np.stack((np.stack((xx, xy), axis=-1), np.stack((xy, yy), axis=-1)), axis=-2)


def _scattered(dimension: int) -> list[float]:
    """1, −1, 1, …: a start whose coordinates fall into different valleys."""
    return [(-1.0) ** index for index in range(dimension)]


def rosenbrock(spec: Specification) -> Surface:
    """(a − x)² + b(y − x²)²: the floor of the bent valley y = x² hardly falls towards its end at (a, a²)."""
    a, b = spec.real("a"), spec.real("b")

    def value(w: Floats) -> Floats:
        x, y = w.T
        off = y - x * x
        loss: Floats = (a - x) ** 2 + b * off * off
        return loss

    def gradient(w: Floats) -> Floats:
        x, y = w.T
        off = y - x * x
        return np.stack((-2 * (a - x) - 4 * b * x * off, 2 * b * off), axis=-1)

    def hessian(w: Floats) -> Floats:
        x, y = w.T
        return _symmetric(2 - 4 * b * (y - x * x) + 8 * b * x * x, -4 * b * x, np.full(len(w), 2 * b))

    return Surface(
        spec,
        value=value,
        gradient=gradient,
        hessian=hessian,
        start=[-1.2, 1.0],
        window=((-2.0, 2.0), (-1.0, 3.0)),
        minimum=0.0,
        minimizers=[[a, a * a]],
    )


def beale(spec: Specification) -> Surface:
    """(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²: the best point is (3, ½)."""

    def misses(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
        return 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y

    def value(w: Floats) -> Floats:
        first, second, third = misses(*w.T)
        return first * first + second * second + third * third

    def gradient(w: Floats) -> Floats:
        x, y = w.T
        first, second, third = misses(x, y)
        along_x = first * (y - 1) + second * (y * y - 1) + third * (y * y * y - 1)
        along_y = x * (first + 2 * y * second + 3 * y * y * third)
        return 2 * np.stack((along_x, along_y), axis=-1)

    def hessian(w: Floats) -> Floats:
        x, y = w.T
        first, second, third = misses(x, y)
        xx = (y - 1) ** 2 + (y * y - 1) ** 2 + (y**3 - 1) ** 2
        xy = x * ((y - 1) + 2 * y * (y * y - 1) + 3 * y * y * (y**3 - 1)) + first + 2 * y * second + 3 * y * y * third
        yy = x * x * (1 + 4 * y * y + 9 * y**4) + x * (2 * second + 6 * y * third)
        return 2 * _symmetric(xx, xy, yy)

    return Surface(
        spec,
        value=value,
        gradient=gradient,
        hessian=hessian,
        start=[1.0, 1.0],
        window=((-1.0, 4.5), (-2.0, 2.0)),
        minimum=0.0,
        minimizers=[[3.0, 0.5]],
    )


def himmelblau(spec: Specification) -> Surface:
    """(x² + y − 11)² + (x + y² − 7)²: four equally deep valleys."""

    def value(w: Floats) -> Floats:
        x, y = w.T
        first, second = x * x + y - 11, x + y * y - 7
        loss: Floats = first * first + second * second
        return loss

    def gradient(w: Floats) -> Floats:
        x, y = w.T
        first, second = x * x + y - 11, x + y * y - 7
        return 2 * np.stack((2 * x * first + second, first + 2 * y * second), axis=-1)

    def hessian(w: Floats) -> Floats:
        x, y = w.T
        return _symmetric(12 * x * x + 4 * y - 42, 4 * (x + y), 12 * y * y + 4 * x - 26)

    return Surface(
        spec,
        value=value,
        gradient=gradient,
        hessian=hessian,
        start=[0.0, 0.0],
        window=((-5.0, 5.0), (-5.0, 5.0)),
        minimum=0.0,
        minimizers=[
            [3.0, 2.0],
            [-2.805118086952745, 3.131312518250573],
            [-3.779310253377747, -3.283185991286170],
            [3.584428340330492, -1.848126526964404],
        ],
    )


def styblinski_tang(spec: Specification) -> Surface:
    """½ Σ (w⁴ − 16w² + 5w): every coordinate has a good valley at −2.90 and a poorer one at 2.75."""
    dimension = spec.whole("dimension")
    bottom = -2.9035340277711770  # the lowest root of 4w³ − 32w + 5

    def value(w: Floats) -> Floats:
        square = w * w
        loss: Floats = 0.5 * (square * square - 16 * square + 5 * w).sum(axis=1)
        return loss

    return Surface(
        spec,
        value=value,
        gradient=lambda w: w * (2 * w * w - 16) + 2.5,
        hessian=lambda w: diagonal(6 * w * w - 16),
        start=_scattered(dimension),
        window=((-5.0, 5.0),) * dimension,
        minimum=dimension * (bottom**4 - 16 * bottom**2 + 5 * bottom) / 2,
        minimizers=[[bottom] * dimension],
    )


def rastrigin(spec: Specification) -> Surface:
    """Σ (w² − 10·cos 2πw + 10): a bowl with a dent at every whole number."""
    dimension = spec.whole("dimension")
    turn = 2 * math.pi
    return Surface(
        spec,
        # 10 − 10·cos as 20·sin², which loses no digits near the bottom.
        value=lambda w: (w * w + 20 * np.sin(0.5 * turn * w) ** 2).sum(axis=1),
        gradient=lambda w: 2 * w + 10 * turn * np.sin(turn * w),
        hessian=lambda w: diagonal(2 + 10 * turn * turn * np.cos(turn * w)),
        start=[2.2 * sign for sign in _scattered(dimension)],
        window=((-5.12, 5.12),) * dimension,
        minimum=0.0,
        minimizers=[[0.0] * dimension],
    )


def ackley(spec: Specification) -> Surface:
    """20 + e − 20·exp(−0.2·√(mean w²)) − exp(mean cos 2πw): a dented plain around one deep hole.

    The hole has a sharp tip at 0, where the gradient is taken as 0 and the Hessian does not exist (NaN).
    """
    dimension = spec.whole("dimension")
    turn = 2 * math.pi

    def distance(w: Floats) -> Floats:
        far: Floats = np.sqrt((w * w).mean(axis=1, keepdims=True))  # (runs, 1)
        return far

    def dents(w: Floats) -> Floats:
        height: Floats = np.exp(np.cos(turn * w).mean(axis=1, keepdims=True))  # (runs, 1)
        return height

    def value(w: Floats) -> Floats:
        return (-20 * np.expm1(-0.2 * distance(w)) + (math.e - dents(w)))[:, 0]

    def gradient(w: Floats) -> Floats:
        far = distance(w)
        away = np.divide(w, far, out=np.zeros_like(w), where=far != 0)
        return (4 * np.exp(-0.2 * far) * away + turn * np.sin(turn * w) * dents(w)) / dimension

    def hessian(w: Floats) -> Floats:
        far, height = distance(w)[:, :, None], dents(w)[:, :, None]  # (runs, 1, 1)
        outward, slopes = w[:, :, None], np.sin(turn * w)[:, :, None]  # (runs, d, 1)
        same = np.eye(dimension)
        pairs = outward * outward.transpose(0, 2, 1) / dimension
        cone = 4 * np.exp(-0.2 * far) * (same / far - pairs * (1 / far**3 + 0.2 / far**2))
        wave = same * np.cos(turn * w)[:, :, None] - slopes * slopes.transpose(0, 2, 1) / dimension
        return (cone + turn * turn * height * wave) / dimension

    return Surface(
        spec,
        value=value,
        gradient=gradient,
        hessian=hessian,
        start=[2.4 * sign for sign in _scattered(dimension)],
        window=((-5.0, 5.0),) * dimension,
        minimum=0.0,
        minimizers=[[0.0] * dimension],
    )


BENCHMARK_FUNCTIONS: MappingProxyType[str, Callable[[Specification], Surface]] = MappingProxyType(
    {
        "rosenbrock": rosenbrock,
        "beale": beale,
        "himmelblau": himmelblau,
        "styblinski-tang": styblinski_tang,
        "rastrigin": rastrigin,
        "ackley": ackley,
    }
)
