"""Whether a run has come to rest, and on what: a saddle, a plateau, the bottom of a poorer valley; whether its steps or
its rate have come to nothing; whether chance alone still moves it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.verdict.going_on import a_good_while
from tutor.engine.verdict.path import BAND, tail_of
from tutor.engine.verdict.rates import chooses_itself
from tutor.engine.verdict.terrain import survey

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.verdict.case import Case

_LOOKS = 20
"""At how many places of a noisy run the true slope is looked up."""
_NEXT_TO_NOTHING = 0.01
"""A share that does not count beside the whole."""
_A_PART = 0.05
"""A share of the way that came in a tenth of the steps: falling evenly makes it twice as much."""


def at_rest(case: Case) -> bool:
    """Whether the ground under the end is level: the slope there is next to nothing."""
    return case.end is not None and case.end.slope <= 1e-6 * _usual_slope(case)


def _usual_slope(case: Case) -> float:
    """The largest slope met on the run, or on the straight way from its end to the bottom. What was met where an
    earlier rate had carried it is not usual: of the stretch before the last change of the rate only the start counts.
    """
    gradient, since = case.trajectory.gradient[: case.path.finite], case.since
    if case.problem.stochastic:  # what chance added says nothing about the ground
        seen = np.unique(np.append(np.linspace(since, case.path.finite - 1, _LOOKS).astype(int), 0))
        gradient, since = case.problem.gradient(case.trajectory.w[seen]), 1 if since else 0
    recent = gradient[since:]
    met = math.sqrt(max(float(np.einsum("nd,nd->n", recent, recent).max()), float(gradient[0] @ gradient[0])))
    return max(met, case.way_down.slope if case.way_down is not None else 0.0)


def resting_place(case: Case) -> str | None:
    """Saddle, plateau or local minimum, if the run ended at one of them."""
    ground, stochastic = case.end, case.problem.stochastic
    if ground is None or case.problem.constant_curvature:
        return None  # a parabola has but one place to rest
    usual = max(other.sharpness for other in (case.start, case.end, case.bottom) if other is not None)
    level = _level_by(case, 0.1)
    if level and ground.sharpness <= 0.1 * usual and case.path.left > 0.1 * case.path.start:
        return "plateau"
    if level and ground.lowest < -0.01 * ground.sharpness and _level_by(case, 0.05):
        # Where chance shakes it, it rests on no pass; it may only be walking over one. And what still falls, as in the
        # curved valleys of a network, does not rest either.
        return "saddle" if level_tail(case, 0.1) and (not stochastic or stands_still(case)) else None
    if stochastic:
        ground = survey(case.problem, [tail_points(case).mean(axis=0)])[0] or ground
    if ground.lowest > 0 and ground.gain <= 0.1 * float(case.path.excess[-1]):
        return "local-minimum"
    return None


def _level_by(case: Case, share: float) -> bool:
    """Whether the slope at the end is at most this share of the usual one; where chance plays, in the whole tail: a run
    that is shaken about may end anywhere, and meets level ground in passing."""
    if case.end is None:
        return False
    slope = case.end.slope
    if case.problem.stochastic:
        gradient = case.problem.gradient(tail_points(case))
        slope = max(slope, math.sqrt(float(np.einsum("nd,nd->n", gradient, gradient).max())))
    return slope <= share * _usual_slope(case)


def tail_points(case: Case) -> Floats:
    """(k, d) where the run was in its tail."""
    points: Floats = case.trajectory.w[tail_of(case.path.steps) : case.path.finite]
    return points


def level_tail(case: Case, share: float) -> bool:
    """Whether the excess of the tail changed by at most this share of itself."""
    return float(np.ptp(case.path.excess[tail_of(case.path.steps) :])) <= share * case.path.left


def stands_still(case: Case) -> bool:
    """Whether the steps of the tail, all taken together, are next to nothing beside how far from its end it has been.

    A run that goes to and fro for ever comes back to the same places, but makes long steps. And its loss is level.
    """
    w = case.trajectory.w[: case.path.finite]
    if case.path.ran_away or len(w) < 3 or not level_tail(case, 0.05):
        return False
    strides = np.diff(w[max(0, tail_of(case.path.steps) - 1) :], axis=0)
    walked = float(np.sqrt(np.einsum("nd,nd->n", strides, strides)).sum())
    off = w - w[-1]
    return walked <= _NEXT_TO_NOTHING * math.sqrt(float(np.einsum("nd,nd->n", off, off).max()))


def stays_there(case: Case) -> bool:
    """Whether it has come to rest: it stands still, and going on unchanged for a good while leads nowhere else."""
    if not (at_rest(case) or stands_still(case)):
        return False
    onward = a_good_while(case)
    return bool((np.abs(onward - onward[0]) <= 0.1 * onward[0]).all())


def gone_flat(case: Case) -> bool:
    """Whether its loss is level and stays so: neither its tail nor going on unchanged takes away a part of what is left
    that can be seen; nor has its tail much of the way that it came, as that of a run has that falls evenly and slowly.
    A short burst, as Adam has them, does not count. Where chance plays, a level stretch shows no such thing."""
    if case.problem.stochastic or case.path.steps < _LOOKS:
        return False
    path = case.path
    low, high = np.quantile(path.excess[tail_of(path.steps) :], (0.1, 0.9))
    came = float(path.excess.max()) - path.left
    level = high - low <= min(_NEXT_TO_NOTHING * path.left, _A_PART * came)
    return bool(level) and not gains_by_going_on(case)


def gains_by_going_on(case: Case) -> bool:
    """Whether more steps take away a part of what is left that can be seen: a loss of 0.125 that falls in its sixth
    digit for ever has come to its end."""
    left = float(case.path.excess[-1])
    return float(case.ahead.loss[-1, 0]) - case.reference <= (1 - _NEXT_TO_NOTHING) * left


def leads_lower(case: Case) -> bool:
    """Whether going on unchanged for a good while brings it clearly lower, as it walks slowly over a pass."""
    onward = a_good_while(case)
    return bool(onward[-1] < 0.9 * onward[0])


def spent(case: Case) -> bool:
    """Whether the schedule has let the rate fall so far that going on with it would change next to nothing."""
    schedule = case.trajectory.experiment.schedule
    if schedule == "constant" or case.swinging or chooses_itself(schedule) or case.path.ran_away:
        return False
    if abs(case.lr) > _NEXT_TO_NOTHING * abs(case.peak):
        return False
    excess = float(case.path.excess[-1])
    onward = np.maximum(case.ahead.loss[:, 0] - case.reference, 0.0)
    return excess > 0 and bool((np.abs(onward - excess) <= _NEXT_TO_NOTHING * excess).all())


def keeps_moving(case: Case) -> tuple[float, float] | None:
    """The lowest and the highest loss of the tail, where they lie more than the 1 % apart that count as settled."""
    loss = case.trajectory.loss[tail_of(case.path.steps) :]
    low, high = float(loss.min()), float(loss.max())
    return (low, high) if high - low > BAND * case.path.start else None


def shaken(case: Case) -> bool:
    """Whether chance alone moves it: in its later half it has come no farther than steps in random directions lead.

    Of n such steps, each as long as those of the run, √n lengths are to be expected; a walk towards something gets much
    farther. And its loss has stopped falling.
    """
    path = case.path
    if not case.problem.stochastic or path.steps < 20 or stands_still(case):
        return False
    before, lately = np.array_split(path.excess[path.steps // 2 :], 2)
    if float(np.median(lately)) < 0.8 * float(np.median(before)):
        return False
    w = case.trajectory.w[path.steps // 2 :]
    strides = np.diff(w, axis=0)
    expected = math.sqrt(float(np.einsum("nd,nd->", strides, strides)))
    return 0 < float(np.linalg.norm(w[-1] - w[0])) < 2 * expected


def in_valley(case: Case) -> bool:
    """Whether the ground under the end is much steeper in one direction than in another."""
    ground = case.end
    return ground is not None and ground.sharpness > 10 * float(np.abs(ground.curvatures).min())
