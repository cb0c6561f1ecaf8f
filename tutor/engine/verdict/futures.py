"""What would have happened: many descents at once, from where a run ended and from where it began.

Each row of a batch is one descent with rates of its own, so that twenty of them cost little more than one. Plain
descent on a quadratic needs no loop at all: along the eigenvector of the curvature λ each step multiplies the distance
by 1 − lr·λ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.optimizers import build_optimizer

if TYPE_CHECKING:
    from tutor.engine.model import Floats, Trajectory
    from tutor.engine.optimizers import Optimizer
    from tutor.engine.problems import Problem
    from tutor.engine.verdict.terrain import Ground

_STEPS = np.concatenate((np.arange(41.0), np.ceil(np.geomspace(46, 1e5, 56))))
"""Steps at which a formula is looked at: each of the first forty, then ever fewer."""

SMALLER = (0.5, 0.25, 0.1, 0.03, 0.01)
"""The shares of the rate that are tried in its place."""
LARGER = (3.0, 10.0, 30.0, 100.0)
"""And the multiples. Twice is not among them: it would call half the limit, a good choice, too small."""
SMALLER_IF_COSTLY, LARGER_IF_COSTLY = (0.5, 0.1), (3.0, 30.0)
"""The same where a step takes long."""


def descend(
    problem: Problem | Quadratic,
    optimizer: str,
    w: Floats,
    rates: Floats,
    *,
    seed: int = 0,
    past: Trajectory | None = None,
) -> tuple[Floats, Floats]:
    """Descends with each row of `w` (K, d), with the rates `rates` (steps, K).

    Random problems give all rows the noise or batches that a run with this seed meets from its first step on.

    Args:
        problem: what is descended.
        optimizer: its specification.
        w: (K, d) where each row starts.
        rates: (steps, K) the rate of each update.
        seed: where the noise comes from.
        past: the run whose momentum and averages are carried on; None starts afresh.

    Returns:
        The losses (steps + 1, K), inf where they are not finite, and the parameters (steps + 1, K, d).
    """
    steps = len(rates)
    rule = build_optimizer(optimizer)
    update, at = rule.update, w
    state = rule.init(at)
    if past is not None and rule.spec.name != "sgd":
        state = _remembered(rule, past, at)
    path = np.empty((steps + 1, *at.shape))
    path[0] = at
    columns = rates[:, :, None]
    if isinstance(problem, Quadratic):
        slope, value = problem.gradient, problem.value
    elif problem.shares_work and not problem.stochastic:
        loss = np.empty((steps + 1, len(w)))
        for step in range(steps):
            loss[step], gradient = problem.value_and_gradient(at)
            at, state = update(gradient, state, at, columns[step])
            path[step + 1] = at
        loss[steps] = problem.value(at)
        return np.where(np.isfinite(loss), loss, np.inf), path
    else:
        slope, value = problem.gradient, problem.value
        if problem.stochastic:
            slope = partial(problem.sampled_gradient, rng=np.random.default_rng(seed))
    for step in range(steps):
        at, state = update(slope(at), state, at, columns[step])
        path[step + 1] = at
    loss = value(path.reshape(-1, path.shape[-1])).reshape(steps + 1, -1)
    return np.where(np.isfinite(loss), loss, np.inf), path


def _remembered(rule: Optimizer, past: Trajectory, at: Floats) -> object:
    """What the optimizer remembers after the steps of `past`, for as many rows as `at` (K, d) has.

    All that optimizers remember are sums over the gradients g met, with weights that fade by a factor each step: to
    write them down at once gives what the steps one by one give, to rounding, and a run of 100,000 steps costs no more
    than a few of them.
    """
    spec, gradient = rule.spec, past.gradient[: past.steps]

    def fading(values: Floats, kept: float) -> Floats:
        """Σ keptᵃ·value over the values (n, d), a steps old: as one row for each of `at`."""
        weights = kept ** np.arange(len(values) - 1, -1, -1.0)
        total = weights @ values
        total[np.isnan(total)] = np.inf  # a square too big to hold, which has faded: to the optimizer it has not
        return np.broadcast_to(total, at.shape)

    if spec.name in ("momentum", "nesterov"):
        return fading(gradient, spec.real("momentum"))
    squares = gradient * gradient
    if spec.name == "adagrad":
        return fading(squares, 1.0)
    if spec.name == "rmsprop":
        alpha = spec.real("alpha")
        return (1 - alpha) * fading(squares, alpha)
    beta1, beta2 = spec.real("beta1"), spec.real("beta2")
    return past.steps, (1 - beta1) * fading(gradient, beta1), (1 - beta2) * fading(squares, beta2)


@dataclass(frozen=True, slots=True, eq=False)
class Quadratic:
    """A loss that is the same parabola everywhere, along the eigenvectors of its Hessian."""

    origin: Floats
    """(d,) a bottom of it."""
    bottom: float
    """The loss there."""
    curvatures: Floats
    """(d,)"""
    directions: Floats
    """(d, d) as columns."""
    shares_work = False
    stochastic = False

    @classmethod
    def at(cls, ground: Ground, value: float) -> Quadratic:
        """The parabola that has this ground and this value at one point."""
        flat = np.abs(ground.curvatures) <= 1e-12 * ground.sharpness
        curvatures = np.where(flat, 0.0, ground.curvatures)
        reach = np.where(flat, 0.0, -(ground.directions.T @ ground.gradient) / np.where(flat, 1.0, ground.curvatures))
        bottom = value - 0.5 * float(curvatures @ (reach * reach))
        return cls(ground.w + ground.directions @ reach, bottom, curvatures, ground.directions)

    def descend(self, w: Floats, rates: Floats, steps: int) -> Floats:
        """Plain descent from each row of `w` (K, d) at constant `rates` (K,).

        Returns:
            (steps + 1, K, d) the distances from the bottom along the eigenvectors.
        """
        along = np.empty((steps + 1, *w.shape))
        along[0] = (w - self.origin) @ self.directions
        along[1:] = 1 - rates[:, None] * self.curvatures
        return np.multiply.accumulate(along, out=along)

    def loss(self, along: Floats) -> Floats:
        """The losses (…) at these distances (…, d); inf where they are not finite."""
        if len(self.curvatures) == 1:
            loss = self.bottom + (0.5 * self.curvatures[0]) * (along[..., 0] * along[..., 0])
        else:
            loss = self.bottom + np.dot(along * along, 0.5 * self.curvatures)
        return np.where(np.isfinite(loss), loss, np.inf)

    def value(self, w: Floats) -> Floats:
        """(runs, d) -> (runs,): the loss, as `Problem.value`."""
        return self.loss((w - self.origin) @ self.directions)

    def gradient(self, w: Floats) -> Floats:
        """(runs, d) -> (runs, d): the gradient, as `Problem.gradient`."""
        return ((w - self.origin) @ self.directions * self.curvatures) @ self.directions.T

    def settling(self, w: Floats, rates: Floats, share: float) -> Floats:
        """(K,) from which step on the excess of each descent stays within `share` of its start's; inf if it never does.

        Told exactly up to 40 steps, beyond that rounded up by at most a sixth, and up to 100,000.
        """
        away = (w - self.origin) @ self.directions  # (K, d)
        weights = 0.5 * self.curvatures * away * away  # (K, d), what each direction adds to the excess
        sizes = np.abs(1 - rates[:, None] * self.curvatures)  # (K, d)
        powers = np.exp(np.log(sizes) * (2 * _STEPS)[:, None, None])  # (times, K, d)
        excess = np.where(weights > 0, powers * weights, 0.0).sum(axis=2)
        within = excess <= share * weights.sum(axis=1)
        stays = (sizes <= 1).all(axis=1, where=weights > 0) & within.any(axis=0)
        settles: Floats = np.where(stays, _STEPS[within.argmax(axis=0)], np.inf)
        return settles

    def points(self, along: Floats) -> Floats:
        """The parameters (…, d) at these distances."""
        return self.origin + along @ self.directions.T


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """Going on from where a run ended, in several ways."""

    loss: Floats
    """(steps + 1, K) unchanged, then with each of the other rates."""
    smaller: slice
    larger: slice
    unchanged: Floats
    """(steps + 1, d) the parameters when going on unchanged."""
    beside: Floats
    """(steps + 1, d) the same from a hair beside."""
    noisy: bool
    swinging: bool
    """The schedule goes up and down: what counts of going on is where its low rates bring it."""

    def come_to(self, reference: float) -> Floats:
        """(K,) the excess at the end: the median of the last fifth; with noise the later half's mean."""
        steps = len(self.loss) - 1
        if self.swinging and not self.noisy:
            late = np.sort(self.loss[1:], axis=0)[: max(1, steps // 5)].max(axis=0)
        elif self.noisy:
            late = self.loss[-max(1, steps // 2) :].mean(axis=0)
        else:
            late = np.sort(self.loss[-max(1, steps // 5) :], axis=0)[max(1, steps // 5) // 2]
        came: Floats = np.maximum(late - reference, 0.0)
        return came

    @property
    def sensitivity(self) -> float:
        """How much farther apart two neighbours end than they began: large where the run is chaotic."""
        apart = np.abs(self.beside - self.unchanged).max(axis=1)
        return float(apart[-1] / apart[0]) if apart[0] > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Other rates against going on unchanged."""

    helps: bool
    """One of them comes to at most half the excess, or there in at most half the time."""
    ratio: float
    """The least excess that one of them comes to, as a share of what going on unchanged comes to."""


def compare(ahead: Ahead, reference: float, scale: float, others: slice) -> Comparison:
    """Compares some of the ways to go on with going on unchanged.

    Args:
        ahead: the ways.
        reference: the loss that counts as none left.
        scale: the excess at the start of the run; what is lost in its rounding is no gain.
        others: which columns to compare.
    """
    came = ahead.come_to(reference)
    target = float(came[0])
    least = float(came[others].min(initial=np.inf))
    ratio = least / target if target > 0 else 1.0
    if target > 1e-12 * scale and ratio <= 0.5:
        return Comparison(True, ratio)
    excess = np.maximum(ahead.loss - reference, 0.0)  # (steps + 1, K)
    # "There in half the time" says something only where going on unchanged gets anywhere at all.
    if ahead.noisy or ahead.swinging or target > 0.9 * float(excess[0, 0]):
        return Comparison(False, ratio)
    times = arrival(excess, target * (1 + 1e-9))
    return Comparison(bool((2 * times[others] <= times[0]).any()) and times[0] < len(excess), ratio)


def arrival(excess: Floats, target: float) -> Floats:
    """(K,) the first step from which `excess` (steps + 1, K) stays at or below `target`; steps + 1 if it never does."""
    outside = ~(excess <= target)
    last = len(excess) - 1 - outside[::-1].argmax(axis=0)
    return np.where(outside.any(axis=0), last + 1, 0)
