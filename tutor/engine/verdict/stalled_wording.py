"""What a stalled run did, in one sentence with its own numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.figures import apart, figure, rate
from tutor.engine.verdict.path import BAND, tail_of
from tutor.engine.verdict.phrases import (
    after,
    left_at_end,
    loss,
    rose_first,
    settled,
    slope,
    spent_rate,
    stopped_after,
    too_long,
)
from tutor.engine.verdict.rates import climbs_again
from tutor.engine.verdict.resting import gone_flat, keeps_moving, spent, stays_there

if TYPE_CHECKING:
    from tutor.engine.verdict.advice import Suggestion
    from tutor.engine.verdict.case import Case


_LEVEL = 1e6
"""So many times steeper across than along, and the floor of a valley is as good as level."""


def on_the_way(case: Case, reason: str, suggestion: Suggestion) -> str:
    """Crawling or in a valley: still moving the right way."""
    path = case.path
    if float(path.excess[-1]) <= BAND * path.start:
        arrived = settled(case) if path.settled is not None else f"{after(case)} it is not there to stay yet"
        return f"It was just arriving when the steps ran out: {arrived}, and the loss is {loss(case, -1)}"
    if reason == "valley" and case.end is not None:
        curvatures = abs(case.end.curvatures)
        steep = curvatures.max() / curvatures.min() if curvatures.min() > 0 else math.inf
        if steep >= _LEVEL and gone_flat(case):  # a floor that leads nowhere
            return _flat(case)
        told = f"{figure(steep, 2)} times" if steep < _LEVEL else "a million times and more"
        floor = f"the floor of a narrow valley, {told} steeper across than along"
        return f"It creeps along {floor}, and it ended {left_at_end(case)}"
    if spent(case):
        onward = ", so that more steps would change next to nothing"
        if climbs_again(case.trajectory.experiment.schedule):
            onward = ""
        return f"Its rate is used up: {spent_rate(case)}{onward}, and it ended {left_at_end(case)}"
    if (rose := rose_first(case)) is not None and not case.changes:
        later = path.excess[int(path.excess.argmax()) :]
        if float((later - np.minimum.accumulate(later)).max()) > 0.1 * path.start:
            return f"The steps were too long: {rose}, it leapt up again after that, and it ended {left_at_end(case)}"
        return f"{too_long(case)} and {rose}; since then it has been on its way down, and ended {left_at_end(case)}"
    low = case.since + int(path.excess[case.since :].argmin())  # what an earlier rate did is told before
    if float(path.excess[-1] - path.excess[low]) > BAND * path.start:
        came = float(path.excess[low]) < (1 - BAND) * path.start
        had = "It had come down to a loss of" if came else "It was at a loss of"
        return (
            f"{had} {loss(case, low)} at step {low:,}, but was higher{' again' if came else ''}, at {loss(case, -1)}, "
            f"when the steps ran out: it ended {left_at_end(case)}"
        )
    slow = suggestion.lr is not None and suggestion.lr > 1.5 * abs(case.peak)
    begin = "The steps are too small" if slow else "It was still on its way when the steps ran out"
    if not slow and gone_flat(case):
        return _flat(case)
    if case.problem.dimension == 1 and not case.changes:
        here, there = apart(float(case.trajectory.w[0, 0]), float(case.trajectory.w[-1, 0]))
        return f"{begin}: {after(case)} w had gone from {here} only to {there}, {left_at_end(case)}"
    return f"{begin}: it ended {left_at_end(case)}"


def _flat(case: Case) -> str:
    return f"The loss is flat, at {loss(case, -1)}, and more such steps lead no lower: it ended {left_at_end(case)}"


def _plateau(case: Case) -> str:
    path, w = case.path, case.trajectory.w
    if case.problem.dimension == 1 and path.steps and case.bottom_point is not None:
        moves = abs(w[1:, 0] - w[:-1, 0])
        step = int(moves.argmax())
        if moves[step] > 2 * abs(float(w[step, 0] - case.bottom_point[0])):
            here, there = (figure(float(w[index, 0])) for index in (step, step + 1))
            return (
                f"Step {step + 1} was so long that it threw w from {here} to {there}, and there the ground is almost "
                f"flat (a slope of {slope(case)} at the end)"
            )
    return (
        f"The ground is almost flat where it stands (a slope of {slope(case)}), so its steps hardly move it: it ended "
        f"{left_at_end(case)}"
    )


def _saddle(case: Case) -> str:
    what = "on top of a hill" if case.problem.dimension == 1 else "on a saddle, like the middle of a mountain pass"
    flat = "exactly 0" if case.end is not None and case.end.slope == 0 else f"only {slope(case)}"
    if not stays_there(case):
        return (
            f"It is slow here, not at rest: it stands {what}, where the slope is {flat}, and to the side the ground "
            f"falls away; it ended {left_at_end(case)}"
        )
    return f"It came to rest {what}: the slope there is {flat}, yet to the side the ground falls away"


def _local_minimum(case: Case) -> str:
    moving = keeps_moving(case)
    hopped = case.left_valley is not None and case.left_valley < float(case.trajectory.loss[-1])
    how = "It got over a hill and settled" if hopped else "It settled"
    best = "the best" if case.known else "the best seen"
    tail = case.path.excess[tail_of(case.path.steps) :]
    if moving is not None and bool((tail[1:] < tail[:-1]).all()):
        return (
            f"It is still coming down, but into a valley that is not the deepest: the loss is {loss(case, -1)}, and "
            f"{best} is {figure(case.reference)}"
        )
    if moving is not None:
        low, high = (figure(number) for number in moving)
        return (
            f"It keeps to a valley that is not the deepest, and moves about in it: late in the run its loss is between "
            f"{low} and {high}, and {best} is {figure(case.reference)}"
        )
    return (
        f"{how} in a valley that is not the deepest: the loss is {loss(case, -1)}, and {best} is "
        f"{figure(case.reference)}"
    )


def _rate_decayed(case: Case) -> str:
    shrank = f"from {figure(case.peak)} to {figure(case.lr)}"
    if (rose := rose_first(case)) is not None:
        return (
            f"{too_long(case)} and {rose}; then the rate shrank, {shrank}, before it was down: it ended "
            f"{left_at_end(case)}"
        )
    return f"The rate shrank too early, {shrank}, and the steps with it: it ended {left_at_end(case)}"


def _frozen(case: Case) -> str:
    if case.path.steps == 0:
        return "It made no step, so nothing has moved yet"
    if case.lr == 0:
        return "With a rate of 0 every step has length 0, so nothing moved"
    return f"With a rate of {rate(case.lr)} the steps are so tiny that the numbers do not change at all"


def _stopped(case: Case) -> str:
    return f"{stopped_after(case)}, {left_at_end(case)}"


STALLED: MappingProxyType[str, Callable[[Case], str]] = MappingProxyType(
    {
        "plateau": _plateau,
        "saddle": _saddle,
        "local-minimum": _local_minimum,
        "rate-decayed": _rate_decayed,
        "frozen": _frozen,
        "stopped": _stopped,
    }
)
"""The sentence by reason; crawling and in a valley it is `on_the_way`."""
