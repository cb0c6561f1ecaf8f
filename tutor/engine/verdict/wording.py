"""What a run did, in one sentence with its own numbers. A beginner reads it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tutor.engine.figures import apart, counted, figure, rate, times
from tutor.engine.verdict.changed_wording import how_changed, tell_changed
from tutor.engine.verdict.path import BAND, period
from tutor.engine.verdict.phrases import (
    after,
    left,
    left_at_end,
    limit,
    limit_at_start,
    loss,
    rolls_on,
    settled,
    slope,
    step_factor,
    times_factor,
    too_big,
)
from tutor.engine.verdict.rates import chooses_itself

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.engine.verdict.advice import Suggestion
    from tutor.engine.verdict.case import Case


def tell(case: Case, verdict: str, reason: str, suggestion: Suggestion) -> str:
    """One sentence on what this run did, and why."""
    if not case.changes:
        return f"{_usual(case, verdict, reason, suggestion)}."
    told = tell_changed(case, verdict, reason) or _usual(case, verdict, reason, suggestion)
    return f"{how_changed(case)}. {told}."


def _usual(case: Case, verdict: str, reason: str, suggestion: Suggestion) -> str:
    if verdict == "stalled" and reason in ("crawling", "valley"):
        return _on_the_way(case, reason, suggestion)
    return _TELL[verdict, reason](case)


# ---------------------------------------------------------------- overshot


def _diverged(case: Case) -> str:
    path = case.path
    if path.finite == 0:
        return "At the start already the loss is not a number"
    grew = f"the loss grew from {loss(case, 0)} to {loss(case, -1)}"
    if case.peak < 0:
        went = too_big(case) if path.ran_away else grew
        return f"The rate {rate(case.peak)} is negative, so the steps went uphill: {went}"
    if path.ran_away:
        if step_factor(case) is not None:
            return f"Each step {times_factor(case)}, so it flew away: {too_big(case)}"
        return f"The steps were too long{limit_at_start(case)} and carried it away: {too_big(case)}"
    if step_factor(case) is not None:
        return (
            f"Each step jumps across the bottom and lands farther out, as it {times_factor(case)}: {after(case)} the "
            f"loss had grown from {loss(case, 0)} to {loss(case, -1)}"
        )
    return f"The steps were too long{limit_at_start(case)}: {grew} in {counted(path.steps, 'step')}"


def _late(case: Case) -> str:
    path = case.path
    low = int(path.excess[: path.finite].argmin())
    top = low + int(path.excess[low : path.finite].argmax())
    end = f"until {too_big(case)}" if path.ran_away else f"to {loss(case, top)}"
    return (
        f"It went well at first, from {loss(case, 0)} down to {loss(case, low)} at step {low}, but the steps were "
        f"too long{limit(case)} and the loss climbed again, {end}"
    )


def _bouncing(case: Case) -> str:
    factor = step_factor(case)
    if factor is not None and abs(abs(factor) - 1) < 1e-12:
        return (
            f"It jumps from one side of the bottom to the other, neither nearer nor farther, as each step "
            f"{times_factor(case)}"
        )
    if case.recent.late_flip_share == 1:
        return (
            f"It jumps back and forth across the bottom{limit(case)} and does not settle: "
            f"{after(case)} it ended {left_at_end(case)}"
        )
    places = period(case.trajectory.w)
    if places is not None:
        return f"The steps are too long{limit(case)}: it visits the same {places} places over and over, {left(case)}"
    if rolls_on(case):
        return (
            "What it remembers of earlier steps carries it past the bottom again and again: "
            f"{after(case)} it still moves about, {left(case)}"
        )
    return f"The steps are too long for it to settle{limit(case)}: {after(case)} it still moves about, {left(case)}"


def _ringing(case: Case) -> str:
    if step_factor(case) is not None:
        return (
            f"Each step jumps across the bottom and lands only a little nearer, as it {times_factor(case)}: "
            f"{after(case)} it ended {left_at_end(case)}"
        )
    crossed = times(case.path.flips)
    if case.path.fraction >= 1:
        return f"It swings from side to side across the bottom ({crossed}){limit(case)} and ended {left(case)}"
    if case.path.flips >= 2:
        return (
            f"It swings from side to side across the bottom ({crossed}) and calms down too slowly{limit(case)}: it "
            f"ended {left(case)}"
        )
    return f"It was carried past the bottom and is not back yet: it ended {left(case)}"


def _chaotic(case: Case) -> str:
    return f"The steps are so long that it leaps about without a pattern and does not settle: it ended {left(case)}"


def _noise(case: Case) -> str:
    return (
        f"Every gradient is only a rough guess, and the steps are too long to even that out: it shakes about and ended "
        f"{left(case)}"
    )


def _thrown(case: Case) -> str:
    return (
        f"A step was so long that it threw it out to where the loss is {loss(case, -1)}, above the {loss(case, 0)} "
        f"of the start, and there it stayed"
    )


# ---------------------------------------------------------------- converged


def _smooth(case: Case) -> str:
    factor = step_factor(case)
    if factor is None:
        return f"It came down smoothly: {settled(case)}"
    if abs(factor) < 1e-12:
        return f"It landed on the bottom in a single step, as each step {times_factor(case)}"
    if factor < 0:
        return f"Each step {times_factor(case)}, so it was down almost at once: {settled(case)}"
    return f"It came down without ever crossing the bottom: each step {times_factor(case)}, and {settled(case)}"


def _zigzag(case: Case) -> str:
    factor = step_factor(case)
    if factor is not None:
        return (
            f"You crossed the bottom at every step: each one {times_factor(case)}, and it settles because "
            f"{figure(abs(factor), 4)} is below 1"
        )
    crossed = times(case.path.flips)
    return f"It jumped from side to side across the bottom {crossed}, nearer and nearer: {settled(case)}"


def _ringing_died(case: Case) -> str:
    crossed = times(case.path.flips)
    return f"It rolled past the bottom and back again, {crossed} in all, until the swinging died away: {settled(case)}"


def _after_overshoot(case: Case) -> str:
    top = int(case.path.excess.argmax())
    return (
        f"The first steps were too long and the loss rose from {loss(case, 0)} to {loss(case, top)} at step {top}, "
        f"but then it found its way down: {settled(case)}"
    )


def _scheduled(case: Case) -> str:
    rates = [float(number) for number in case.trajectory.lr]
    if chooses_itself(case.trajectory.experiment.schedule):
        low, high = figure(min(rates)), figure(max(rates))
        chosen = low if low == high else f"from {low} to {high}"
        return f"It settled with rates that it chose itself, {chosen}: {settled(case)}"
    return (
        f"It settled because the schedule moved the rate, from {figure(rates[0])} to {figure(rates[-1])} at the end: "
        f"{settled(case)}, and with {figure(case.peak)} all the way it would not have settled"
    )


def _small_bounce(case: Case) -> str:
    return f"It got there, and only shakes a little around the bottom: {settled(case)}"


def _at_start(case: Case) -> str:
    return f"It started at the bottom already, where the loss is {loss(case, 0)}, and stayed there"


def _escaped(case: Case) -> str:
    worse = figure(case.left_valley) if case.left_valley is not None else "higher"
    return (
        f"It got over a hill, out of a valley whose bottom is at {worse}, and settled in a deeper one: the loss is "
        f"{loss(case, -1)}"
    )


# ---------------------------------------------------------------- stalled


def _on_the_way(case: Case, reason: str, suggestion: Suggestion) -> str:
    """Crawling or in a valley: still moving the right way."""
    path = case.path
    if case.trajectory.ended == "stopped":
        return f"You stopped it at step {path.steps}, {left_at_end(case)}"
    if float(path.excess[-1]) <= BAND * path.start:
        return f"It was just arriving when the steps ran out: {after(case)} the loss is {loss(case, -1)}"
    if reason == "valley" and case.end is not None:
        curvatures = abs(case.end.curvatures)
        steep = curvatures.max() / curvatures.min() if curvatures.min() > 0 else math.inf
        told = f"{figure(steep, 2)} times" if steep < 1e6 else "a million times and more"
        floor = f"the floor of a narrow valley, {told} steeper across than along"
        return f"It creeps along {floor}, and it ended {left_at_end(case)}"
    slow = suggestion.lr is not None and suggestion.lr > 1.5 * abs(case.peak)
    begin = "The steps are too small" if slow else "It was still on its way when the steps ran out"
    if case.problem.dimension == 1 and not case.changes:
        here, there = apart(float(case.trajectory.w[0, 0]), float(case.trajectory.w[-1, 0]))
        return f"{begin}: {after(case)} w had gone from {here} only to {there}, {left_at_end(case)}"
    return f"{begin}: it ended {left_at_end(case)}"


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
    return f"It came to rest {what}: the slope there is {flat}, yet to the side the ground falls away"


def _local_minimum(case: Case) -> str:
    hopped = case.left_valley is not None and case.left_valley < float(case.trajectory.loss[-1])
    how = "It got over a hill and settled" if hopped else "It settled"
    best = "the best" if case.known else "the best seen"
    return (
        f"{how} in a valley that is not the deepest: the loss is {loss(case, -1)}, and {best} is "
        f"{figure(case.reference)}"
    )


def _rate_decayed(case: Case) -> str:
    shrank = f"from {figure(case.peak)} to {figure(case.lr)}"
    return f"The rate shrank too early, {shrank}, and the steps with it: it ended {left_at_end(case)}"


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
