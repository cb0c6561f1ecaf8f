"""Going on from where a run ended: unchanged, with smaller rates and with larger ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.verdict.futures import LARGER, LARGER_IF_COSTLY, SMALLER, SMALLER_IF_COSTLY, Ahead, descend
from tutor.engine.verdict.rates import rates_ahead

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.verdict.case import Case

_LEAST, _USUAL, _MOST = 20, 50, 500
_GOOD_WHILE, _GOOD_WHILE_AT_LEAST, _GOOD_WHILE_AT_MOST = 4, 200, 1000
"""For so many times its own steps, within bounds, has a run to stay where it is before it is said to be at rest."""


def go_on(case: Case) -> Ahead:
    """Descends from the run's end, all ways side by side, one of them unchanged from a hair beside."""
    trajectory, n = case.trajectory, case.trajectory.steps
    end = trajectory.w[-1]
    base = rates_ahead(trajectory, _horizon(case))  # (steps,)
    steps = len(base)
    smaller = SMALLER_IF_COSTLY if case.costly else SMALLER
    larger = [factor * case.lr for factor in (LARGER_IF_COSTLY if case.costly else LARGER)]
    if trajectory.experiment.schedule != "constant" or case.changes:
        larger.extend((case.peak, 0.3 * case.peak, 0.1 * case.peak))
    if trajectory.experiment.optimizer == "sgd" and case.end is not None:
        larger = [rate for rate in larger if rate * case.end.sharpness < 1.9]
    rates = np.empty((steps, 1 + len(smaller) + len(larger) + 1))
    rates[:, 0] = rates[:, -1] = base
    rates[:, 1 : 1 + len(smaller)] = base[:, None] * smaller
    rates[:, 1 + len(smaller) : -1] = larger
    count = rates.shape[1]
    # A hair off, so that no direction is exactly at rest: an unstable rate shows itcase.
    hair = 1e-7 * (np.abs(trajectory.w[max(0, n - 1)] - end).max() + 1e-9 * np.abs(end).max())
    w = np.repeat(end[None, :], count, axis=0)  # (K, d)
    w[1 + len(smaller) :] += hair
    if case.quadratic is not None:
        along = case.quadratic.descend(w, rates[0], steps)
        loss = case.quadratic.loss(along)
        unchanged, beside = case.quadratic.points(along[:, 0]), case.quadratic.points(along[:, -1])
    else:
        experiment = trajectory.experiment
        loss, path = descend(case.ground, experiment.optimizer, w, rates, seed=experiment.seed, past=trajectory)
        unchanged, beside = path[:, 0], path[:, -1]
    return Ahead(
        loss=loss[:, :-1],
        smaller=slice(1, 1 + len(smaller)),
        larger=slice(1 + len(smaller), count - 1),
        unchanged=unchanged,
        beside=beside,
        noisy=case.problem.stochastic,
        swinging=case.swinging,
    )


def a_good_while(case: Case) -> Floats:
    """(steps + 1,) the excess when the run goes on unchanged for a good while, from its end."""
    trajectory, n = case.trajectory, case.trajectory.steps
    wanted = min(max(_GOOD_WHILE * n, _GOOD_WHILE_AT_LEAST), _GOOD_WHILE_AT_MOST)
    rates = rates_ahead(trajectory, _GOOD_WHILE_AT_LEAST if case.costly else wanted)
    experiment = trajectory.experiment
    loss, _ = descend(
        case.ground, experiment.optimizer, trajectory.w[-1:], rates[:, None], seed=experiment.seed, past=trajectory
    )
    excess: Floats = np.maximum(loss[:, 0] - case.reference, 0.0)
    return excess


def _horizon(case: Case) -> int:
    """How many steps to go on for: as many as the run had, within what can be afforded."""
    n = case.trajectory.steps
    wanted = min(max(_LEAST, min(n, _USUAL), n // 4), _MOST)
    return min(wanted, max(_LEAST, n // 10)) if case.costly else wanted
