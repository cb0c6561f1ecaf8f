"""Loss surfaces given by a formula: one or two parameters for seeing, more for those that allow it.

Each maker writes out value, gradient and Hessian of its formula, for w of shape (runs, d). The formulas stand in
`engine.catalogue`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.problem import Problem, Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Floats
    from tutor.engine.specification import Specification


class Surface(Problem):
    """A problem given by a formula, with or without noise in its gradient.

    Args:
        value: (runs, d) -> the loss (runs,).
        gradient: (runs, d) -> (runs, d).
        hessian: (runs, d) -> (runs, d, d).
    """

    shares_work = False

    def __init__(
        self,
        spec: Specification,
        *,
        value: Callable[[Floats], Floats],
        gradient: Callable[[Floats], Floats],
        hessian: Callable[[Floats], Floats],
        start: Sequence[float],
        window: Window,
        minimum: float,
        minimizers: Sequence[Sequence[float]] | None,
        constant_curvature: float | None = None,
    ) -> None:
        self._noise = spec.real("noise")
        super().__init__(
            spec,
            start=start,
            window=window,
            minimum=minimum,
            minimizers=minimizers,
            constant_curvature=constant_curvature,
            stochastic=self._noise > 0,
        )
        self._value = value
        self._gradient = gradient
        self._hessian = hessian

    def value(self, w: Floats) -> Floats:
        return self._value(w)

    def gradient(self, w: Floats) -> Floats:
        return self._gradient(w)

    def sampled_gradient(self, w: Floats, rng: np.random.Generator) -> Floats:
        """The true gradient plus Gaussian noise, the same for all runs."""
        gradient = self._gradient(w)
        return gradient + self._noise * rng.standard_normal((1, self.dimension)) if self._noise else gradient

    def noise(self, rng: np.random.Generator, moments: int) -> Floats:
        return self._noise * rng.standard_normal((moments, self.dimension))

    def hessian(self, w: Floats) -> Floats:
        return self._hessian(w)


# Coefficients are arrays of shape (1, d) and () below, not (d,) and Python numbers: NumPy multiplies arrays of one
# shape, or by one without axes, about twice as fast, and a step of descent is little else.


def diagonal(entries: Floats) -> Floats:
    """(runs, d) -> (runs, d, d) matrices with these diagonals."""
    return entries[:, :, None] * np.eye(entries.shape[1])


def bowl(spec: Specification) -> Surface:
    """½·curvature·w²: plain descent multiplies w by 1 − lr·curvature at every step."""
    curvature = np.array(spec.real("curvature"))
    return Surface(
        spec,
        value=lambda w: (0.5 * curvature * w * w)[:, 0],
        gradient=lambda w: curvature * w,
        hessian=lambda w: np.full((len(w), 1, 1), curvature),
        start=[3.0],
        window=((-4.0, 4.0),),
        minimum=0.0,
        minimizers=[[0.0]],
        constant_curvature=float(curvature),
    )


def ravine(spec: Specification) -> Surface:
    """½(x² + kappa·y²): y sets the limit 2/kappa, x sets how long it takes."""
    kappa = spec.real("kappa")
    curvatures = np.array([[1.0, kappa]])

    def value(w: Floats) -> Floats:
        x, y = w.T
        loss: Floats = 0.5 * (x * x + kappa * y * y)
        return loss

    return Surface(
        spec,
        value=value,
        gradient=lambda w: curvatures * w,
        hessian=lambda w: np.broadcast_to(np.diag(curvatures[0]), (len(w), 2, 2)),
        start=[10.0, 1.0],
        window=((-12.0, 12.0), (-3.0, 3.0)),
        minimum=0.0,
        minimizers=[[0.0, 0.0]],
        constant_curvature=max(1.0, kappa),
    )


def quartic(spec: Specification) -> Surface:
    """¼w⁴: the curvature 3w² grows with the distance, so the limit depends on where one stands."""

    def value(w: Floats) -> Floats:
        square = w * w
        return (0.25 * square * square)[:, 0]

    return Surface(
        spec,
        value=value,
        gradient=lambda w: w * w * w,
        hessian=lambda w: diagonal(3 * w * w),
        start=[5.0],
        window=((-6.0, 6.0),),
        minimum=0.0,
        minimizers=[[0.0]],
    )


def absolute(spec: Specification) -> Surface:
    """|w|: the gradient is the sign of w, however near the bottom is; 0 at the tip."""
    return Surface(
        spec,
        value=lambda w: np.abs(w)[:, 0],
        gradient=np.sign,
        hessian=lambda w: diagonal(np.zeros_like(w)),
        start=[3.0],
        window=((-4.0, 4.0),),
        minimum=0.0,
        minimizers=[[0.0]],
    )


def double_well(spec: Specification) -> Surface:
    """(w² − 1)² + tilt·w: two valleys, equally deep if tilt is 0, the left one deeper if it is above 0."""
    tilt = np.array(spec.real("tilt"))

    def value(w: Floats) -> Floats:
        above = w * w - 1
        return (above * above + tilt * w)[:, 0]

    bottoms = np.array([[-1.0], [1.0]]) if tilt == 0 else _lowest(np.roots([4.0, 0.0, -4.0, float(tilt)]), value)
    return Surface(
        spec,
        value=value,
        gradient=lambda w: 4 * w * (w * w - 1) + tilt,
        hessian=lambda w: diagonal(12 * w * w - 4),
        start=[2.0],
        window=((-2.2, 2.2),),
        minimum=float(value(bottoms).min()),
        minimizers=bottoms.tolist(),
    )


def two_wells(spec: Specification) -> Surface:
    """¼w⁴ − w² + 0.3w: the better valley near −1.48, a poorer one near 1.33."""

    def value(w: Floats) -> Floats:
        square = w * w
        return (0.25 * square * square - square + 0.3 * w)[:, 0]

    bottoms = _lowest(np.roots([1.0, 0.0, -2.0, 0.3]), value)
    return Surface(
        spec,
        value=value,
        gradient=lambda w: w * (w * w - 2) + 0.3,
        hessian=lambda w: diagonal(3 * w * w - 2),
        start=[2.0],
        window=((-2.5, 2.5),),
        minimum=float(value(bottoms).min()),
        minimizers=bottoms.tolist(),
    )


def _lowest(roots: NDArray[np.inexact], value: Callable[[Floats], Floats]) -> Floats:
    """(1, 1) the real root of a derivative that has the lowest loss."""
    real = roots.real[np.abs(roots.imag) < 1e-9][:, None]
    lowest: Floats = real[[np.argmin(value(real))]]
    return lowest


def saddle(spec: Specification) -> Surface:
    """x² − y² + ¼y⁴: exactly on the ridge y = 0 the gradient leads to the saddle at the origin and no further."""

    def value(w: Floats) -> Floats:
        x2, y2 = (w * w).T
        loss: Floats = x2 - y2 + 0.25 * y2 * y2
        return loss

    def gradient(w: Floats) -> Floats:
        slope = 2 * w
        y = w[:, 1]
        slope[:, 1] = y * (y * y - 2)
        return slope

    return Surface(
        spec,
        value=value,
        gradient=gradient,
        hessian=lambda w: diagonal(np.stack((np.full(len(w), 2.0), 3 * w[:, 1] ** 2 - 2), axis=-1)),
        start=[2.0, 0.0],
        window=((-2.5, 2.5), (-2.5, 2.5)),
        minimum=-1.0,
        minimizers=[[0.0, -math.sqrt(2)], [0.0, math.sqrt(2)]],
    )


def plateau(spec: Specification) -> Surface:
    """1 − exp(−w²/2): far from the pit the slope is almost nothing."""
    return Surface(
        spec,
        # expm1: 1 − exp would lose the last digits of a loss near 0.
        value=lambda w: -np.expm1(-0.5 * w * w)[:, 0],
        gradient=lambda w: w * np.exp(-0.5 * w * w),
        hessian=lambda w: diagonal((1 - w * w) * np.exp(-0.5 * w * w)),
        start=[4.0],
        window=((-5.0, 5.0),),
        minimum=0.0,
        minimizers=[[0.0]],
    )


SURFACES: MappingProxyType[str, Callable[[Specification], Surface]] = MappingProxyType(
    {
        "bowl": bowl,
        "ravine": ravine,
        "quartic": quartic,
        "absolute": absolute,
        "double-well": double_well,
        "two-wells": two_wells,
        "saddle": saddle,
        "plateau": plateau,
    }
)
"""Surfaces with one bottom or two; the classic test functions are in `engine.benchmark_functions`."""
