"""Parts of the sentences about a run.

The excess over the reference minimum is told as the way down that is still to go: it needs no explaining, and holds
whatever the loss of the minimum is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.figures import counted, figure, rate
from tutor.engine.verdict.path import BAND, RISE, level_stretch
from tutor.engine.verdict.resting import level_tail, spent
from tutor.wording import percent

if TYPE_CHECKING:
    from tutor.engine.verdict.case import Case


_FAR_BELOW = 0.2
"""A rate below this share of the limit is not what a run is to be blamed for."""

_MUCH = 2 * BAND
"""A rise by a smaller share of the excess at the start is not worth a word; one by more is seen on a chart."""
_ALMOST = 0.999
"""What ends with more than this share of its excess has come no lower, but for rounding."""


def step_factor(case: Case) -> float | None:
    """What one step multiplies the distance by, where it is one number."""
    curvature = case.problem.constant_curvature
    return 1 - case.lr * curvature if case.plain and curvature and case.problem.dimension == 1 else None


def times_factor(case: Case) -> str:
    """`multiplies the distance by 1 − 2·0.9 = −0.8`"""
    curvature = case.problem.constant_curvature or 0.0
    used = rate(case.lr) if case.lr >= 0 else f"({rate(case.lr)})"
    product = used if curvature == 1 else f"{figure(curvature, 4)}·{used}"
    return f"multiplies the distance by 1 − {product} = {figure(1 - case.lr * curvature, 4)}"


def limit(case: Case) -> str:
    """What the limit is and what was used, where it is known and has to do with it: a run that swings far below the
    limit does so for what its optimizer remembers."""
    curvature, share = case.problem.constant_curvature, case.limit_factor
    if case.limit is not None and curvature and share and not rolls_on(case):
        known = f"{figure(share)}/{figure(curvature)} = {rate(float(f'{case.limit:.4g}'))}"
        return f" (the limit here is {known}, you used {rate(case.lr)})"
    return ""


def rolls_on(case: Case) -> bool:
    """Whether what the optimizer remembers of earlier steps, and not the rate, carries it past the bottom."""
    return (
        case.limit is not None
        and abs(case.lr) < _FAR_BELOW * case.limit
        and case.trajectory.experiment.optimizer != "sgd"
    )


def first_rise(case: Case) -> str:
    """What shows that the steps were too long: the limit, where there is one for the whole run and it was passed, else
    the step that first led above the start. (Where the curvature differs from place to place, 2/curvature at one of
    them is no border: the run may cross it and converge.)
    """
    if case.limit is not None and case.lr > case.limit:
        return limit(case)
    above = np.flatnonzero(case.path.excess[: case.path.finite] >= RISE * case.path.start)
    if not above.size or above[0] == 0 or case.path.steps < 2:
        return ""
    at = int(above[0]) - 1
    which = "the very first step" if at == 0 else f"step {at + 1:,}"
    return f" ({which} took the loss up from {loss(case, at)} to {loss(case, at + 1)})"


def rose_first(case: Case) -> str | None:
    """`the loss rose from 9 to 578 at step 12`, for a run that had been clearly above its start on the way."""
    top = int(case.path.excess.argmax())
    if case.path.ran_away or case.path.highest < RISE * case.path.start or top == case.path.steps:
        return None
    return f"the loss rose from {loss(case, 0)} to {loss(case, top)} at step {top:,}"


def too_long(case: Case) -> str:
    """Which steps were too long, of a run that had been clearly above its start: those of a rise from there, or later
    ones, as of a network that leaps up when it was nearly down."""
    excess = case.path.excess
    low = int(excess[: int(excess.argmax()) + 1].argmin())
    return "The first steps were too long" if low == 0 else "Later steps were too long"


def rose_again(case: Case) -> str | None:
    """`It came down to 0.003 by step 1, rose again to 34 at step 4`, where that is more than a little."""
    excess = case.path.excess
    rises = excess - np.minimum.accumulate(excess)
    top = int(rises.argmax())
    low = int(excess[: top + 1].argmin())
    if low == 0 or rises[top] <= _MUCH * case.path.start:
        return None
    return f"It came down to {loss(case, low)} by step {low:,}, rose again to {loss(case, top)} at step {top:,}"


def with_level_stretch(case: Case) -> str | None:
    """Level ground on the way down, where there was any: from the loss there one might have taken it for the end."""
    stretch = level_stretch(case.path)
    if stretch is None:
        return None
    first, last = stretch
    middle = float(case.trajectory.loss[(first + last) // 2])
    there = figure(middle if abs(middle) > BAND * case.path.start else 0.0)
    if case.path.excess[first] > (1 - BAND) * case.path.start:
        return f"It lay almost level until step {last:,}, at a loss of about {there}, and then fell: {settled(case)}"
    return (
        f"It fell, then lay almost level from step {first:,} to {last:,}, at a loss of about {there}, and then fell "
        f"again: {settled(case)}"
    )


def throw(case: Case) -> int | None:
    """The number of the one step that led from about the start to where the run stayed; None if several did."""
    excess = case.path.excess
    before = np.flatnonzero(excess < RISE * case.path.start)
    if not before.size or before[-1] + 1 >= len(excess):
        return None
    step = int(before[-1]) + 1
    return step if np.abs(excess[step:] - excess[-1]).max() <= 0.1 * float(excess[-1]) else None


def how_it_stays(case: Case) -> str:
    """What a run that was thrown out does at its end, to follow after a comma."""
    if not (level_tail(case, 0.05) or spent(case)):
        lately = case.path.excess[-3:]
        return f"still {'on its way' if (lately[1:] < lately[:-1]).all() else 'going up and'} down at the end"
    if spent(case) and case.end is not None and case.start is not None and case.end.slope > 0.01 * case.start.slope:
        return f"and there it stays: its rate is used up, {spent_rate(case)}"  # it is not the ground that is level
    return "and there it stayed"


def rose_and_stays(case: Case) -> str:
    """How high a run was thrown, how far down it came again, and whether it stayed there."""
    here, there = loss(case, 0), loss(case, -1)
    top, last = int(case.path.excess.argmax()), float(case.path.excess[-1])
    rose = f"the loss rose from {here} to {loss(case, top)} by step {top:,}"
    if top == case.path.steps:
        return f"{rose}, the last"
    if loss(case, top) == there:
        return f"{rose}, {how_it_stays(case)}"
    above = ", above its start," if last > case.path.start else ","
    return f"{rose}; it came down to {there}{above} {how_it_stays(case)}"


def spent_rate(case: Case) -> str:
    """What the schedule has done to the rate ("it"), where going on would change next to nothing."""
    return f"the schedule has let it fall from {figure(case.peak)} to {figure(case.lr)}"


def left_at_end(case: Case) -> str:
    """What was still to go at the last step, as the end of a sentence."""
    path = case.path
    last = float(path.excess[-1])
    if last < path.start:
        return f"with {percent(last / path.start)} of the way down still to go"
    return "higher than it began" if last > path.start else left(case)


def left(case: Case) -> str:
    """What is still to go, as the end of a sentence; where it swings, at the worst of the tail."""
    path = case.path
    if path.fraction >= 1 and path.excess[-1] > _ALMOST * path.start:
        higher = path.risen and path.excess[-1] > path.start
        return "higher than it began" if higher else "no lower than it began"
    if path.excess[-1] > path.start:
        return "higher than it began"
    if path.start >= path.worst > 1.1 * float(path.excess[-1]):
        return f"with up to {percent(path.worst / path.start)} of the way down still to go"
    return f"with {percent(float(path.excess[-1]) / path.start)} of the way down still to go"


def dead_units(layer: int, units: int) -> str:
    """That a layer of a network has died, and what follows from it."""
    which = "The only unit" if units == 1 else "Both units" if units == 2 else f"All {units:,} units"
    are = "is" if units == 1 else "are"
    return (
        f"{which} of hidden layer {layer} {are} dead: no slope gets back through, so the slope "
        f"on the weights in front is exactly 0 and no rate can move them again"
    )


def settled(case: Case) -> str:
    """From which step on next to nothing was left."""
    return f"99 % of the way down, in loss, was done by step {case.path.settled}"


def loss(case: Case, index: int) -> str:
    """The loss at a step."""
    return figure(float(case.trajectory.loss[index]))


def slope(case: Case) -> str:
    """The slope at the end."""
    return figure(case.end.slope, 2) if case.end is not None else "almost 0"


def after(case: Case) -> str:
    """`after 50 steps`"""
    return f"after {counted(case.path.steps, 'step')}"


def stopped_after(case: Case) -> str:
    """`You stopped it after 8 of 50 steps`"""
    return f"You stopped it after {case.path.steps:,} of {counted(case.trajectory.experiment.steps, 'step')}"


def too_big(case: Case) -> str:
    """The end of a run that overflowed."""
    return f"at step {case.path.finite} the numbers got too big to hold"
