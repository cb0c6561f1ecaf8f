"""Rates tried from a run's own start, side by side, before any of them is recommended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.schedules import build_schedule
from tutor.engine.verdict.futures import arrival, descend
from tutor.engine.verdict.path import BAND, TAIL_LEAST, tail_of
from tutor.engine.verdict.resting import gone_flat
from tutor.engine.verdict.terrain import survey

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Floats
    from tutor.engine.verdict.case import Case

    Flags = NDArray[np.bool_]

_LEAST, _MOST = 40, 400
_MOST_BY_CHANCE = 4000
"""A noisy run of thousands of steps leaves the band sooner or later, where one of hundreds may stay in it."""
_MOST_AGAIN = 500
_PATIENCE, _MOST_PATIENT, _PATIENT_ROWS = 40, 2000, 5


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """K rates and where they led."""

    rates: Floats
    """(K,) ascending."""
    settles: Floats
    """(K,) the step from which the excess stays within 1 % of the start's; inf if it was not seen to."""
    steps: int | None = None
    """How many steps were tried; None where a formula knows them all."""
    loss: Floats | None = None
    """(steps + 1, K)"""
    end: Floats | None = None
    """(K, d) where each had got to."""


def try_rates(
    case: Case, start: Floats, rates: Floats, planned: int, *, schedule: str = "constant", restless: bool = False
) -> Trials:
    """Descends from `start` (d,) with each of `rates` (K,), for as long as can be afforded.

    Random problems meet the noise that a run with the case's seed meets.

    Args:
        case: the run.
        start: (d,)
        rates: (K,)
        planned: how many steps the run was meant to make.
        schedule: with which schedule to try them.
        restless: whether the run itself did not settle; others may leave the bottom late, too.
    """
    rows = np.repeat(start[None, :], len(rates), axis=0)
    if case.quadratic is not None and schedule == "constant":
        return Trials(rates, case.quadratic.settling(rows, rates, BAND))
    optimizer = case.trajectory.experiment.optimizer
    if case.costly:
        steps = planned // (3 if gone_flat(case) else 6)  # lower rates than the one used take longer
    elif case.problem.stochastic or schedule != "constant":
        steps = planned  # chance and schedules are known only as far as they were met
    elif optimizer.startswith("rmsprop") or (restless and optimizer.startswith("ad")):
        steps = planned  # the steps can grow again long after it was down
    elif optimizer != "sgd":
        steps = max(planned // 2, min(planned, 100))  # what remembers may roll out again
    else:
        steps = planned // 4
    most = _MOST_BY_CHANCE if case.problem.stochastic and not case.costly else _MOST
    steps = min(max(_LEAST, steps), most)
    rule = build_schedule(schedule)
    used = np.array([rule.rate(step, rates) for step in range(steps)])
    loss, path = descend(case.ground, optimizer, rows, used, seed=case.trajectory.experiment.seed)
    settles = _settling(case, loss)
    # A tail of those few steps proves little where chance plays.
    least = max(TAIL_LEAST, steps // 8 if case.problem.stochastic else 0)
    return Trials(rates, np.where(settles <= steps + 1 - least, settles, np.inf), steps, loss, path[-1])


def try_again(case: Case, rates: Floats) -> Trials:
    """The run itself again with each of `rates` (K,), for as many of its steps as can be afforded: after one that
    converged, and is known to have done so for as long."""
    planned = case.path.steps
    steps = min(planned, max(_MOST_AGAIN, 2 * (case.path.settled or 0)))
    rows = np.repeat(case.trajectory.w[:1], len(rates), axis=0)
    used = np.broadcast_to(rates, (steps, len(rates)))
    loss, path = descend(case.ground, case.trajectory.experiment.optimizer, rows, used)
    settles = _settling(case, loss)
    return Trials(rates, np.where(settles <= tail_of(steps), settles, np.inf), steps, loss, path[-1])


def try_patiently(case: Case, start: Floats, short: Trials, planned: int) -> Trials:
    """Goes on with those that were still falling, many times longer than was planned."""
    loss = short.loss
    if loss is None or len(loss) < 9:
        return Trials(short.rates[:0], short.settles[:0])
    excess = np.maximum(loss - min(case.reference, float(loss.min())), 0.0)
    quarter = (len(excess) - 1) // 4
    last, before = excess[-quarter:].max(axis=0), excess[-2 * quarter : -quarter].max(axis=0)
    falling = (excess[-1] < excess[0]) & (last < before * (1 - 1e-6))
    open_ = np.flatnonzero(falling & _beyond_rested(excess))[-_PATIENT_ROWS:]
    rates, steps = short.rates[open_], min(_PATIENCE * planned, _MOST_PATIENT)
    if not len(rates):
        return Trials(rates, short.settles[:0])
    rows = np.repeat(start[None, :], len(rates), axis=0)
    loss, path = descend(
        case.ground, case.trajectory.experiment.optimizer, rows, np.broadcast_to(rates, (steps, len(rates)))
    )
    settles = _settling(case, loss)
    return Trials(rates, np.where(settles <= 0.8 * steps, settles, np.inf), steps, loss, path[-1])


def stays(case: Case, trials: Trials, index: int) -> bool:
    """Whether the ground at which one of the rates arrived lets it stay, as far as the curvature there can tell."""
    if trials.end is None or case.limit_factor is None:
        return True
    ground = survey(case.problem, [trials.end[index]])[0]
    return ground is None or float(trials.rates[index]) * ground.sharpness <= 0.97 * case.limit_factor


def _settling(case: Case, loss: Floats) -> Floats:
    """(K,) from which step each column of `loss` (steps + 1, K) stays within the band; steps + 1 if it does not."""
    reference = min(case.reference, float(loss.min()))
    settles: Floats = arrival(loss - reference, BAND * float(loss[0, 0] - reference)).astype(np.float64)
    return settles


def _beyond_rested(excess: Floats) -> Flags:
    """(K,) whether a rate (ascending) is above all that came to rest too high: the slower ones go the same way."""
    late = excess[-max(2, len(excess) // 4) :]
    lowest, highest = late.min(axis=0), late.max(axis=0)
    fell = excess[0] - lowest > 0.01 * excess[0]
    rested = fell & (lowest > BAND * excess[0]) & (highest - lowest <= 1e-4 * highest) & np.isfinite(highest)
    beyond: Flags = np.arange(len(lowest)) > (np.flatnonzero(rested)[-1] if rested.any() else -1)
    return beyond
