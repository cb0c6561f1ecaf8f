"""What a run did in one sentence, with its own numbers. A beginner reads it.

The excess over the reference minimum is told as the way down that is still to go: it needs no explaining, and holds
whatever the loss of the minimum is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tutor.engine.verdict_figures import counted, figure, percent, rate, times
from tutor.engine.verdict_path import BAND, period

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.engine.verdict_advice import Suggestion
    from tutor.engine.verdict_case import Case


def tell(case: Case, verdict: str, reason: str, suggestion: Suggestion) -> str:
    """One sentence on what this run did, and why."""
    if verdict == "stalled" and reason in ("crawling", "valley"):
        return f"{_on_the_way(case, reason, suggestion)}."
    return f"{_TELL[verdict, reason](case)}."


# ---------------------------------------------------------------- parts of sentences


def _factor(case: Case) -> float | None:
    """What one step multiplies the distance by, where it is one number."""
    curvature = case.problem.constant_curvature
    return 1 - case.lr * curvature if case.plain and curvature and case.problem.dimension == 1 else None


def _times_factor(case: Case) -> str:
    """`multiplies the distance by 1 − 2·0.9 = −0.8`"""
    curvature = case.problem.constant_curvature or 0.0
    used = rate(case.lr) if case.lr >= 0 else f"({rate(case.lr)})"
    product = used if curvature == 1 else f"{figure(curvature, 4)}·{used}"
    return f"multiplies the distance by 1 − {product} = {figure(1 - case.lr * curvature, 4)}"


def _limit(case: Case) -> str:
    """What the limit is and what was used, where it is known."""
    curvature, factor = case.problem.constant_curvature, case.limit_factor
    if case.limit is not None and curvature and factor:
        return (
            f" (the limit here is {figure(factor)}/{figure(curvature)} = {rate(case.limit)}, you used {rate(case.lr)})"
        )
    return ""


def _limit_at_start(case: Case) -> str:
    """The same, or the limit where the run started, if the rate was above it."""
    ground, factor = case.start, case.limit_factor
    if case.limit is None and ground is not None and factor and abs(case.lr) * ground.sharpness > factor:
        local = figure(factor / ground.sharpness, 2)
        return f" (where it started the limit is about {local}, you used {rate(case.lr)})"
    return _limit(case)


def _left(case: Case) -> str:
    """What is still to go, as the end of a sentence."""
    path, share = case.path, case.path.fraction
    if share >= 1:
        return "no lower than it began" if share < 1.05 else "higher than it began"
    if path.worst > 2 * path.left:
        return f"with up to {percent(min(path.worst / path.start, 1.0))} of the way down still to go"
    return f"with {percent(share)} of the way down still to go"


def _settled(case: Case) -> str:
    return f"99 % of the way was done by step {case.path.settled}"


def _loss(case: Case, index: int) -> str:
    return figure(float(case.trajectory.loss[index]))


def _slope(case: Case) -> str:
    return figure(case.end.slope, 2) if case.end is not None else "almost 0"


def _after(case: Case) -> str:
    return f"after {counted(case.path.steps, 'step')}"


def _too_big(case: Case) -> str:
    return f"at step {case.path.finite} the numbers got too big to hold"


# ---------------------------------------------------------------- overshot


def _diverged(case: Case) -> str:
    path = case.path
    if path.finite == 0:
        return "At the start already the loss is not a number"
    grew = f"the loss grew from {_loss(case, 0)} to {_loss(case, -1)}"
    if case.peak < 0:
        went = _too_big(case) if path.ran_away else grew
        return f"The rate {rate(case.peak)} is negative, so the steps went uphill: {went}"
    if path.ran_away:
        if _factor(case) is not None:
            return f"Each step {_times_factor(case)}, so it flew away: {_too_big(case)}"
        return f"The steps were too long{_limit_at_start(case)} and carried it away: {_too_big(case)}"
    if _factor(case) is not None:
        return (
            f"Each step jumps across the bottom and lands farther out, as it {_times_factor(case)}: {_after(case)} the "
            f"loss had grown from {_loss(case, 0)} to {_loss(case, -1)}"
        )
    return f"The steps were too long{_limit_at_start(case)}: {grew} in {counted(path.steps, 'step')}"


def _late(case: Case) -> str:
    path = case.path
    low = int(path.excess[: path.finite].argmin())
    top = low + int(path.excess[low : path.finite].argmax())
    end = f"until {_too_big(case)}" if path.ran_away else f"to {_loss(case, top)}"
    return (
        f"It went well at first, from {_loss(case, 0)} down to {_loss(case, low)} at step {low}, but the steps were "
        f"too long{_limit(case)} and the loss climbed again, {end}"
    )


def _bouncing(case: Case) -> str:
    factor = _factor(case)
    if factor is not None and abs(abs(factor) - 1) < 1e-12:
        return (
            f"It jumps from one side of the bottom to the other, neither nearer nor farther, as each step "
            f"{_times_factor(case)}"
        )
    if case.path.late_flip_share == 1:
        return f"It jumps back and forth across the bottom{_limit(case)} and never settles, {_left(case)}"
    places = period(case.trajectory.w)
    if places is not None:
        return f"The steps are too long{_limit(case)}: it visits the same {places} places over and over, {_left(case)}"
    return f"The steps are too long for it to settle{_limit(case)}: {_after(case)} it still moves about, {_left(case)}"


def _ringing(case: Case) -> str:
    if _factor(case) is not None:
        return (
            f"Each step jumps across the bottom and lands only a little nearer, as it {_times_factor(case)}: "
            f"{_after(case)} there is still {percent(case.path.fraction)} of the way down to go"
        )
    crossed = times(case.path.flips)
    if case.path.fraction >= 1:
        return f"It swings from side to side across the bottom ({crossed}){_limit(case)} and ended {_left(case)}"
    if case.path.flips >= 2:
        return (
            f"It swings from side to side across the bottom ({crossed}) and calms down too slowly{_limit(case)}: it "
            f"ended {_left(case)}"
        )
    return f"It was carried past the bottom and is not back yet: it ended {_left(case)}"


def _chaotic(case: Case) -> str:
    return f"The steps are so long that it leaps about without a pattern and never settles: it ended {_left(case)}"


def _noise(case: Case) -> str:
    return (
        f"Every gradient is only a rough guess, and the steps are too long to even that out: it shakes about and ended "
        f"{_left(case)}"
    )


def _thrown(case: Case) -> str:
    return (
        f"A step was so long that it threw it out to where the loss is {_loss(case, -1)}, above the {_loss(case, 0)} "
        f"of the start, and there it stayed"
    )


# ---------------------------------------------------------------- converged


def _smooth(case: Case) -> str:
    factor = _factor(case)
    if factor is None:
        return f"It came down smoothly: {_settled(case)}"
    if abs(factor) < 1e-12:
        return f"It landed on the bottom in a single step, as each step {_times_factor(case)}"
    if factor < 0:
        return f"Each step {_times_factor(case)}, so it was down almost at once: {_settled(case)}"
    return f"It came down without ever crossing the bottom: each step {_times_factor(case)}, and {_settled(case)}"


def _zigzag(case: Case) -> str:
    factor = _factor(case)
    if factor is not None:
        return (
            f"You crossed the bottom at every step: each one {_times_factor(case)}, and it settles because "
            f"{figure(abs(factor), 4)} is below 1"
        )
    crossed = times(case.path.flips)
    return f"It jumped from side to side across the bottom {crossed}, nearer and nearer: {_settled(case)}"


def _ringing_died(case: Case) -> str:
    crossed = times(case.path.flips)
    return f"It rolled past the bottom and back again, {crossed} in all, until the swinging died away: {_settled(case)}"


def _after_overshoot(case: Case) -> str:
    top = int(case.path.excess.argmax())
    return (
        f"The first steps were too long and the loss rose from {_loss(case, 0)} to {_loss(case, top)} at step {top}, "
        f"but then it found its way down: {_settled(case)}"
    )


def _scheduled(case: Case) -> str:
    rates = [float(number) for number in case.trajectory.lr]
    if case.chooses_itself:
        low, high = figure(min(rates)), figure(max(rates))
        chosen = low if low == high else f"from {low} to {high}"
        return f"It settled with rates that it chose itself, {chosen}: {_settled(case)}"
    return (
        f"It settled because the schedule moved the rate, from {figure(rates[0])} to {figure(rates[-1])} at the end: "
        f"{_settled(case)}, and with {figure(case.peak)} all the way it would not have settled"
    )


def _small_bounce(case: Case) -> str:
    return f"It got there, and only shakes a little around the bottom: {_settled(case)}"


def _at_start(case: Case) -> str:
    return f"It started at the bottom already, where the loss is {_loss(case, 0)}, and stayed there"


def _escaped(case: Case) -> str:
    worse = figure(case.left_valley) if case.left_valley is not None else "higher"
    return (
        f"It got over a hill, out of a valley whose bottom is at {worse}, and settled in a deeper one: the loss is "
        f"{_loss(case, -1)}"
    )


# ---------------------------------------------------------------- stalled


def _on_the_way(case: Case, reason: str, suggestion: Suggestion) -> str:
    """Crawling or in a valley: still moving the right way."""
    path = case.path
    if case.trajectory.ended == "stopped":
        return f"You stopped it at step {path.steps}, {_left(case)}"
    if float(path.excess[-1]) <= BAND * path.start:
        return f"It was just arriving when the steps ran out: {_after(case)} the loss is {_loss(case, -1)}"
    if reason == "valley" and case.end is not None:
        curvatures = abs(case.end.curvatures)
        steep = curvatures.max() / curvatures.min() if curvatures.min() > 0 else math.inf
        told = f"{figure(steep, 2)} times" if steep < 1e6 else "a million times and more"
        return f"It creeps along the floor of a narrow valley, {told} steeper across than along, and it ended {_left(case)}"
    slow = suggestion.lr is not None and suggestion.lr > 1.5 * abs(case.peak)
    begin = "The steps are too small" if slow else "It was still on its way when the steps ran out"
    if case.problem.dimension == 1:
        here, there = (figure(float(case.trajectory.w[index, 0])) for index in (0, -1))
        return f"{begin}: {_after(case)} w had gone from {here} only to {there}, {_left(case)}"
    return f"{begin}: it ended {_left(case)}"


def _plateau(case: Case) -> str:
    path, w = case.path, case.trajectory.w
    if case.problem.dimension == 1 and path.steps and case.bottom_point is not None:
        moves = abs(w[1:, 0] - w[:-1, 0])
        step = int(moves.argmax())
        if moves[step] > 2 * abs(float(w[step, 0] - case.bottom_point[0])):
            here, there = (figure(float(w[index, 0])) for index in (step, step + 1))
            return (
                f"Step {step + 1} was so long that it threw w from {here} to {there}, and there the ground is almost "
                f"flat (a slope of {_slope(case)} at the end)"
            )
    return (
        f"The ground is almost flat where it stands (a slope of {_slope(case)}), so its steps hardly move it: it ended "
        f"{_left(case)}"
    )


def _saddle(case: Case) -> str:
    what = "on top of a hill" if case.problem.dimension == 1 else "on a saddle, like the middle of a mountain pass"
    return f"It came to rest {what}: the slope there is only {_slope(case)}, yet to the side the ground falls away"


def _local_minimum(case: Case) -> str:
    hopped = case.left_valley is not None and case.left_valley < float(case.trajectory.loss[-1])
    how = "It got over a hill and settled" if hopped else "It settled"
    best = "the best" if case.known else "the best seen"
    return (
        f"{how} in a valley that is not the deepest: the loss is {_loss(case, -1)}, and {best} is "
        f"{figure(case.reference)}"
    )


def _rate_decayed(case: Case) -> str:
    shrank = f"from {figure(case.peak)} to {figure(case.lr)}"
    return f"The rate shrank too early, {shrank}, and the steps with it: it ended {_left(case)}"


def _frozen(case: Case) -> str:
    if case.path.steps == 0:
        return "It made no step, so nothing has moved yet"
    if case.lr == 0:
        return "With a rate of 0 every step has length 0, so nothing moved"
    return f"With a rate of {rate(case.lr)} the steps are so tiny that the numbers do not change at all"


_TELL: dict[tuple[str, str], Callable[[Case], str]] = {
    ("overshot", "diverged"): _diverged,
    ("overshot", "late-divergence"): _late,
    ("overshot", "bouncing"): _bouncing,
    ("overshot", "ringing"): _ringing,
    ("overshot", "chaotic"): _chaotic,
    ("overshot", "noise"): _noise,
    ("overshot", "thrown"): _thrown,
    ("converged", "smooth"): _smooth,
    ("converged", "zigzag"): _zigzag,
    ("converged", "ringing-died"): _ringing_died,
    ("converged", "after-overshoot"): _after_overshoot,
    ("converged", "scheduled"): _scheduled,
    ("converged", "small-bounce"): _small_bounce,
    ("converged", "at-start"): _at_start,
    ("converged", "escaped"): _escaped,
    ("stalled", "plateau"): _plateau,
    ("stalled", "saddle"): _saddle,
    ("stalled", "local-minimum"): _local_minimum,
    ("stalled", "rate-decayed"): _rate_decayed,
    ("stalled", "frozen"): _frozen,
}
