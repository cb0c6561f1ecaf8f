"""The shape of the loss around the points that a verdict turns on: how steep, how bent, what lies between."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.model import Floats
    from tutor.engine.problems import Problem

MOST_DIMENSIONS = 24
"""Up to here the whole Hessian is looked at; where the problem does not know it, by differences of its gradient."""

_HAIR = 1e-5
_ONE = np.ones((1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The loss around one point w: its gradient, and its Hessian's eigenvalues."""

    w: Floats
    """(d,)"""
    gradient: Floats
    """(d,) the true one, without noise."""
    curvatures: Floats
    """(d,) eigenvalues of the Hessian, ascending."""
    directions: Floats
    """(d, d) its unit eigenvectors, as columns in the same order."""

    @property
    def slope(self) -> float:
        """The gradient's length."""
        return float(np.sqrt(self.gradient @ self.gradient))

    @property
    def sharpness(self) -> float:
        """The largest eigenvalue by size, without its sign: a rate above 2/sharpness cannot settle here."""
        return float(np.abs(self.curvatures).max())

    @property
    def steepest(self) -> Floats:
        """(d,) the direction in which the loss bends most."""
        return self.directions[:, int(np.abs(self.curvatures).argmax())]

    @property
    def lowest(self) -> float:
        """The smallest eigenvalue: negative where the loss bends down in some direction."""
        return float(self.curvatures[0])

    @property
    def gain(self) -> float:
        """How much lower the bottom of the parabola that fits here lies, ½gᵀH⁻¹g; inf if that parabola has none."""
        along = self.directions.T @ self.gradient  # (d,)
        flat = self.curvatures <= 1e-9 * self.sharpness
        if (flat & (np.abs(along) > 1e-9 * self.slope)).any():
            return float("inf")
        return 0.5 * float((along[~flat] ** 2 / self.curvatures[~flat]).sum())


def survey(problem: Problem, points: Sequence[Floats]) -> list[Ground | None]:
    """The ground at each of `points` (d,).

    None for a point whose Hessian is not to be had: too many dimensions, a number that is not finite.
    """
    d = problem.dimension
    if d > MOST_DIMENSIONS or not points:
        return [None] * len(points)
    at = np.array(points)  # (p, d)
    hessians = problem.hessian(at)  # (p, d, d)
    if hessians is None:
        gradients, hessians = _by_differences(problem, at)
    else:
        gradients = problem.gradient(at)
    found: list[Ground | None] = []
    if problem.constant_curvature and d > 1 and np.isfinite(gradients).all():
        curvatures, directions = np.linalg.eigh(hessians[0])
        return [Ground(w, gradient, curvatures, directions) for w, gradient in zip(at, gradients, strict=True)]
    for w, gradient, hessian in zip(at, gradients, hessians, strict=True):
        if not math.isfinite(hessian.sum() + gradient.sum()):
            found.append(None)
        elif d == 1:
            found.append(Ground(w, gradient, hessian[0], _ONE))
        else:
            found.append(Ground(w, gradient, *np.linalg.eigh((hessian + hessian.T) / 2)))
    return found


def _by_differences(problem: Problem, at: Floats) -> tuple[Floats, Floats]:
    """The gradients (p, d) and Hessians (p, d, d) at `at` (p, d): central differences, 2d + 1 gradients in one call."""
    points, d = at.shape
    hairs = _HAIR * np.maximum(1.0, np.abs(at))  # (p, d)
    offsets = hairs[:, :, None] * np.eye(d)  # (p, d, d)
    around = np.concatenate((at[:, None] + offsets, at[:, None] - offsets, at[:, None]), axis=1)  # (p, 2d+1, d)
    gradients = problem.gradient(around.reshape(-1, d)).reshape(points, 2 * d + 1, d)
    return gradients[:, -1], (gradients[:, :d] - gradients[:, d : 2 * d]) / (2 * hairs[:, :, None])


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The loss along the straight line between two points."""

    barrier: float
    """The largest climb on the way there, however far it then falls."""
    slope: float
    """The largest gradient's length on the way."""


def profile(problem: Problem, here: Floats, there: Floats, points: int = 65) -> Profile:
    """Walks straight from `here` to `there`, both (d,), looking at the loss and its slope on the way."""
    share = np.linspace(0.0, 1.0, points)[:, None]
    line = here + share * (there - here)  # (points, d)
    value, gradient = problem.value_and_gradient(line)
    return Profile(
        barrier=float((value - np.minimum.accumulate(value)).max()),
        slope=float(np.sqrt(np.einsum("nd,nd->n", gradient, gradient).max())),
    )
