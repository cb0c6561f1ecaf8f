"""Straight lines, curves and classifiers fitted to data: the mean loss over the rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.data_problem import DataProblem
from tutor.engine.problem import Problem, Window
from tutor.engine.samples import Samples, class_samples, number_samples
from tutor.errors import SpecificationError

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.specification import Specification


class LeastSquares(DataProblem):
    """mean (x·w − y)²: plain descent is stable below 2/L, L the largest eigenvalue of 2·XᵀX/rows."""

    def __init__(self, spec: Specification, samples: Samples, x: Floats, validation_x: Floats) -> None:
        stochastic = self._take(spec, samples, x, validation_x)
        self._curvature = 2 / len(x) * (x.T @ x)  # (d, d)
        eigenvalues = np.linalg.eigvalsh(self._curvature)
        solved, _, rank, _ = np.linalg.lstsq(x, samples.y, rcond=None)
        best: Floats = solved.astype(np.float64)
        start = np.zeros(x.shape[1])
        super().__init__(
            spec,
            start=start,
            window=_window(start, best),
            minimum=float(np.mean((x @ best - samples.y) ** 2)),
            minimizers=best[None, :] if rank == len(best) else None,
            constant_curvature=float(eigenvalues[-1]),
            stochastic=stochastic,
        )

    def loss_on(self, w: Floats, x: Floats, y: Floats) -> Floats:
        return self._loss(w @ x.T - y)

    def loss_and_gradient_on(self, w: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        miss = w @ x.T - y  # (runs, rows)
        return self._loss(miss), miss @ x * (2 / len(y))

    def loss_and_shares_on(self, w: Floats, x: Floats, y: Floats) -> tuple[float, Floats | None]:
        return float(self.loss_on(w[None, :], x, y)[0]), None

    @staticmethod
    def _loss(miss: Floats) -> Floats:
        loss: Floats = np.einsum("ij,ij->i", miss, miss) / miss.shape[1]
        return loss

    def hessian(self, w: Floats) -> Floats:
        return np.broadcast_to(self._curvature, (len(w), *self._curvature.shape))


class Logistic(DataProblem):
    """mean cross-entropy of sigmoid(x·w) against the kinds 0 and 1, written ln(1 + e^z) − y·z with z = x·w.

    If a plane separates the kinds, the loss falls towards 0 for ever: the minimum is 0 then, and no point has it.
    """

    def __init__(self, spec: Specification, samples: Samples, x: Floats, validation_x: Floats) -> None:
        stochastic = self._take(spec, samples, x, validation_x)
        start = np.zeros(x.shape[1])
        best = self._newton()
        super().__init__(
            spec,
            start=start,
            window=() if best is None else _window(start, best),
            minimum=0.0 if best is None else float(self.value(best[None, :])[0]),
            minimizers=best[None, :] if best is not None and np.linalg.matrix_rank(x) == len(best) else None,
            stochastic=stochastic,
        )

    def loss_on(self, w: Floats, x: Floats, y: Floats) -> Floats:
        return self._loss(w @ x.T, y)

    def loss_and_gradient_on(self, w: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        z = w @ x.T  # (runs, rows)
        return self._loss(z, y), (_sigmoid(z) - y) @ x / len(y)

    def loss_and_shares_on(self, w: Floats, x: Floats, y: Floats) -> tuple[float, Floats | None]:
        z = w[None, :] @ x.T  # (1, rows)
        a = _sigmoid(z[0])
        return float(self._loss(z, y)[0]), np.stack((1 - a, a), axis=1)

    def columns(self, x: Floats) -> Floats:
        return _design(self.spec, x)

    @staticmethod
    def _loss(z: Floats, y: Floats) -> Floats:
        loss: Floats = (np.logaddexp(0, z) - y * z).mean(axis=1)
        return loss

    def hessian(self, w: Floats) -> Floats:
        a = _sigmoid(w @ self._x.T)  # (runs, rows)
        bend: Floats = np.einsum("ij,jk,jl->ikl", a * (1 - a) / len(self._y), self._x, self._x, optimize=True)
        return bend

    def _newton(self) -> Floats | None:
        """(d,) the best weights by Newton's method; None if the kinds can be separated.

        It works on an orthonormal basis of the columns, because raw features may be too unequal to invert.
        """
        basis, sizes, mix = np.linalg.svd(self._x, full_matrices=False)
        keep = sizes > 1e-12 * sizes[0]
        basis, to_weights = basis[:, keep], mix[keep].T / sizes[keep]  # (rows, rank), (d, rank)
        v = np.zeros(basis.shape[1])
        for _ in range(50):
            z = basis @ v
            a = _sigmoid(z)
            slope = basis.T @ (a - self._y)
            bend = (basis * (a * (1 - a))[:, None]).T @ basis
            if (z * (2 * self._y - 1)).min() > 20:
                return None
            step = np.linalg.lstsq(bend, slope, rcond=None)[0]
            v = v - step
            if np.abs(step).max() <= 1e-10 * (1 + np.abs(v).max()):
                break
        best: Floats = to_weights @ v
        return best


def linear_regression(spec: Specification) -> Problem:
    """A straight line: w has one weight for each feature and then, with `bias`, what the line adds to all."""
    samples = number_samples(spec)
    return LeastSquares(spec, samples, _design(spec, samples.x), _design(spec, samples.validation_x))


def logistic_regression(spec: Specification) -> Problem:
    """Which of two kinds: w is laid out as in `linear_regression`."""
    samples = class_samples(spec, two=True)
    return Logistic(spec, samples, _design(spec, samples.x), _design(spec, samples.validation_x))


def polynomial(spec: Specification) -> Problem:
    """A curve Σ wₖ·pₖ(x) through the points, x being the first feature, brought to −1 … 1.

    With basis=orthogonal pₖ has degree k and the pₖ are orthonormal over the training points (Gram's polynomials,
    from a QR decomposition): every direction has the curvature 2, so that a curve of degree 9 is learned as fast as a
    straight line, and all degrees can be compared at one rate below 1. With basis=powers pₖ is xᵏ, and directions
    are as unequal as powers are.

    Raises:
        SpecificationError: the degree asks for more different x than there are training points.
    """
    samples = number_samples(spec)
    degree = spec.whole("degree")
    x, held = samples.x[:, 0], samples.validation_x[:, 0]
    different = len(np.unique(x))
    if spec.text("basis") == "orthogonal" and degree >= different:
        raise SpecificationError(
            f"polynomial: degree={degree} needs {degree + 1} different x, and there are {different}",
            to_do=f"use a degree up to {different - 1}",
        )
    middle, half = (x.max() + x.min()) / 2, (x.max() - x.min()) / 2 or 1.0
    powers, held_powers = (np.vander((points - middle) / half, degree + 1, increasing=True) for points in (x, held))
    if spec.text("basis") == "orthogonal":
        # Legendre's polynomials span the same curves as powers and are far from parallel: QR loses no digits.
        legendre = np.polynomial.legendre.legvander
        seen, unseen = legendre((x - middle) / half, degree), legendre((held - middle) / half, degree)
        mixed = np.linalg.qr(seen)[1]
        mixed *= np.sign(np.diag(mixed))[:, None] / np.sqrt(len(x))
        powers, held_powers = np.linalg.solve(mixed.T, seen.T).T, np.linalg.solve(mixed.T, unseen.T).T
    return LeastSquares(spec, samples, powers, held_powers)


def _design(spec: Specification, x: Floats) -> Floats:
    """(rows, features) -> (rows, d): with a last column of ones for the bias."""
    return np.hstack((x, np.ones((len(x), 1)))) if spec.flag("bias") else x


def _sigmoid(z: Floats) -> Floats:
    """1/(1 + e^−z), written so that nothing overflows."""
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def _window(start: Floats, best: Floats) -> Window:
    """Around the best point, wide enough for the start; only where there are one or two parameters to draw."""
    if len(best) > 2:
        return ()
    reach = 1.3 * np.maximum(np.abs(best - start), 0.1 * np.abs(best - start).max() + 1e-3)
    return tuple((float(low), float(high)) for low, high in zip(best - reach, best + reach, strict=True))
