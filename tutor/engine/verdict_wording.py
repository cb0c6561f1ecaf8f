"""A verdict in words: one sentence with the run's own numbers, one piece of advice. A beginner reads them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.engine.verdict_advice import Suggestion
    from tutor.engine.verdict_case import Case


def figure(number: float, figures: int = 3) -> str:
    """A number as it is said: 0.04, 2.71, 1,200, 6.9e8; with a true minus sign."""
    if not math.isfinite(number):
        return "infinity" if number > 0 else "−infinity" if number < 0 else "not a number"
    size = abs(number)
    if size and (size >= 1e6 or size < 1e-4):
        mantissa, exponent = f"{number:.{max(figures - 2, 0)}e}".split("e")
        text = f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"
    elif size >= 1000:
        text = f"{number:,.0f}"
    else:
        text = f"{number:.{figures}g}"
    return text.replace("-", "−")


def percent(share: float) -> str:
    """A share as a percentage: 0.0324 is 3.2 %."""
    return f"{figure(100 * share, 2)} %"


def counted(number: int, what: str) -> str:
    """1 step, 3 steps."""
    return f"{number} {what}" + ("" if number == 1 else "s")


def tell(case: Case, verdict: str, reason: str) -> str:
    """One sentence on what this run did, and why."""
    return f"{_TELL[verdict, reason](case)}."


def _factor(case: Case) -> str | None:
    """`1 − 2·0.9 = −0.8`, where one step multiplies the distance by just that."""
    curvature = case.problem.constant_curvature
    if not (case.plain and curvature and case.problem.dimension == 1):
        return None
    return f"1 − {_product(curvature, case.lr)} = {figure(1 - case.lr * curvature, 4)}"


def _product(curvature: float, lr: float) -> str:
    rate = figure(lr, 4) if lr >= 0 else f"({figure(lr, 4)})"
    return rate if curvature == 1 else f"{figure(curvature, 4)}·{rate}"


def _limit(case: Case) -> str:
    """What the limit is and what was used, where it is known."""
    curvature = case.problem.constant_curvature
    if not (case.plain and curvature):
        return ""
    return f" (the limit here is 2/{figure(curvature)} = {figure(2 / curvature)}; you used {figure(case.lr, 4)})"


def _left(case: Case) -> str:
    return f"{percent(case.path.fraction)} of the excess loss left"


def _diverged(case: Case) -> str:
    path, factor = case.path, _factor(case)
    if case.peak < 0:
        return (
            f"The rate {figure(case.peak, 4)} is negative, so every step walked uphill: the loss went from "
            f"{_loss(case, 0)} to {_loss(case, -1)}"
        )
    if path.ran_away:
        grew = f"each step multiplied the distance by {factor}" if factor else "each step landed higher than the last one"
        return f"Every step was too long{_limit(case)}: {grew}, until at step {path.finite} the numbers got too big to hold"
    if factor:
        return (
            f"Each step jumped across the bottom and landed farther out, as it multiplies the distance by {factor}: "
            f"after {counted(path.steps, 'step')} the loss had grown from {_loss(case, 0)} to {_loss(case, -1)}"
        )
    return f"The steps were too long{_limit(case)}: the loss grew from {_loss(case, 0)} to {_loss(case, -1)}"


def _late(case: Case) -> str:
    path = case.path
    low = int(path.excess[: path.finite].argmin())
    end = f"until the numbers got too big to hold at step {path.finite}" if path.ran_away else f"to {_loss(case, -1)}"
    return (
        f"The loss first fell from {_loss(case, 0)} to {_loss(case, low)} at step {low}, then the steps were too long"
        f"{_limit(case)} and it climbed {end}"
    )


def _bouncing(case: Case) -> str:
    factor = _factor(case)
    if factor and abs(abs(1 - case.lr * (case.problem.constant_curvature or 0)) - 1) < 1e-12:
        return f"You jump from one side of the bottom to the other, neither nearer nor farther: each step multiplies the distance by {factor}"
    if case.path.period == 2 or case.path.late_flip_share == 1:
        return f"The steps are too long{_limit(case)}: they jump back and forth across the bottom and get no nearer, with {_left(case)}"
    return f"The steps are too long{_limit(case)}: the run goes round in the same {case.path.period or 'few'} places, with {_left(case)}"


def _ringing(case: Case) -> str:
    factor = _factor(case)
    if factor:
        return (
            f"Each step jumps across the bottom and lands only a little nearer, as it multiplies the distance by {factor}: "
            f"after {counted(case.path.steps, 'step')} there was still {_left(case)}"
        )
    return f"It swings across the bottom {counted(case.path.flips, 'time')} and calms down too slowly{_limit(case)}: {_left(case)} after {counted(case.path.steps, 'step')}"


def _chaotic(case: Case) -> str:
    return f"The steps are so long that it leaps about without any pattern, and never settles: {_left(case)} after {counted(case.path.steps, 'step')}"


def _noise(case: Case) -> str:
    return f"It shakes around the bottom because each gradient is a rough guess and the steps are too long to average that out: {_left(case)}"


def _thrown(case: Case) -> str:
    return f"A step was so long that it threw the run out to where the loss is {_loss(case, -1)}, higher than the {_loss(case, 0)} it started from, and there it stays"


def _loss(case: Case, index: int) -> str:
    return figure(float(case.trajectory.loss[index]))


def _settled(case: Case) -> str:
    step = case.path.settled
    return "" if step is None else f"within 1 % of the start's excess loss from step {step} on"


def _smooth(case: Case) -> str:
    factor = _factor(case)
    if factor and abs(1 - case.lr * (case.problem.constant_curvature or 0)) < 1e-12:
        return f"It landed on the bottom in one single step, as each step multiplies the distance by {factor}"
    if factor:
        return f"It came down without ever crossing the bottom: each step multiplies the distance by {factor}, and it was {_settled(case)}"
    return f"It came down smoothly, {_settled(case)}"


def _zigzag(case: Case) -> str:
    factor = _factor(case)
    if factor:
        size = figure(abs(1 - case.lr * (case.problem.constant_curvature or 0)), 4)
        return (
            f"You crossed the bottom at every step, as each one multiplies the distance by {factor}; it settles because "
            f"{size} is below 1"
        )
    return f"It crossed the bottom of the steepest direction {counted(case.path.flips, 'time')}, a little nearer each time, and was {_settled(case)}"


def _ringing_died(case: Case) -> str:
    return f"It rolled past the bottom and back, crossing it {counted(case.path.flips, 'time')}, and the swinging died away: {_settled(case)}"


def _after_overshoot(case: Case) -> str:
    top = int(case.path.excess.argmax())
    return f"The loss first rose from {_loss(case, 0)} to {_loss(case, top)} at step {top}, then it found its way down and settled, {_settled(case)}"


def _scheduled(case: Case) -> str:
    return f"It settled while the schedule moved the rate, from {figure(float(case.trajectory.lr[0]))} to {figure(case.lr)}: {_settled(case)}"


def _small_bounce(case: Case) -> str:
    return f"It got there and still bounces a tiny bit around the bottom, with {_left(case)}"


def _at_start(case: Case) -> str:
    return f"It started at the bottom, where the loss is {_loss(case, 0)}, and stayed there"


def _escaped(case: Case) -> str:
    return f"It left a worse valley on the way and settled in the best one, where the loss is {_loss(case, -1)}"


def _crawling(case: Case) -> str:
    path = case.path
    if case.problem.dimension == 1:
        here, there = (figure(float(case.trajectory.w[index, 0])) for index in (0, -1))
        return f"The steps are too small: after {counted(path.steps, 'step')} w had only gone from {here} to {there}, with {_left(case)}"
    return f"It is going the right way, but slowly: after {counted(path.steps, 'step')} there was still {_left(case)}"


def _valley(case: Case) -> str:
    ground = case.end
    steep = ground.sharpness / abs(ground.curvatures).min() if ground is not None else math.nan
    return (
        f"It creeps along the floor of a narrow valley, {figure(steep, 2)} times steeper across than along: longer steps "
        f"would bounce off the walls, and these left {percent(case.path.fraction)} of the excess loss"
    )


def _plateau(case: Case) -> str:
    return f"The ground is almost flat here, with a slope of only {_slope(case)}, so the steps hardly move: {_left(case)}"


def _saddle(case: Case) -> str:
    return f"It stopped on a saddle or a ridge: the slope is only {_slope(case)}, yet the ground falls away to the side"


def _local_minimum(case: Case) -> str:
    return f"It settled at the bottom of a valley that is not the deepest: the loss is {_loss(case, -1)}, and the best is {figure(case.reference)}"


def _rate_decayed(case: Case) -> str:
    return f"The rate shrank from {figure(case.peak)} to {figure(case.lr)} before it got there, with {_left(case)}"


def _frozen(case: Case) -> str:
    if case.path.steps == 0:
        return "It made no step, so nothing has moved yet"
    if case.lr == 0:
        return "With a rate of 0 every step has length 0, so nothing moved"
    return f"A rate of {figure(case.lr)} makes steps so tiny that the numbers do not change at all"


def _slope(case: Case) -> str:
    return figure(case.end.slope) if case.end is not None else "almost 0"


_TELL = {
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
    ("stalled", "crawling"): _crawling,
    ("stalled", "valley"): _valley,
    ("stalled", "plateau"): _plateau,
    ("stalled", "saddle"): _saddle,
    ("stalled", "local-minimum"): _local_minimum,
    ("stalled", "rate-decayed"): _rate_decayed,
    ("stalled", "frozen"): _frozen,
}


def advise(case: Case, verdict: str, reason: str, suggestion: Suggestion) -> str:
    """One piece of advice, with a rate to try where there is one."""
    if verdict == "converged":
        if suggestion.lr is None:
            return "Well done. Try another rate and see what changes."
        return f"The limit here is {figure(suggestion.lr)}. Try it and see what never settling means."
    if suggestion.lr is None:
        if reason == "local-minimum":
            return "More steps will not help. Try another start, or a rate that hops over the hill."
        if reason == "saddle":
            return "Try a start that is a tiny bit off this line."
        return "No constant rate that we tried gets there from this start. Try another start."
    rate = f"about {figure(suggestion.lr)}"
    if suggestion.schedule is not None:
        rate = f"a constant rate of {rate}"
    if suggestion.steps is not None:
        return f"Try {rate} with {suggestion.steps:,} steps."
    return f"Try {rate}."
