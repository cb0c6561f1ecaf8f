"""What a run did, in one sentence with its own numbers. A beginner reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.figures import apart, counted, figure, rate, times
from tutor.engine.verdict.changed_wording import how_changed, tell_changed
from tutor.engine.verdict.path import BAND, PATTERN_FROM, period, tail_of
from tutor.engine.verdict.phrases import (
    after,
    dead_units,
    first_rise,
    how_it_stays,
    left,
    left_at_end,
    limit,
    loss,
    rolls_on,
    rose_again,
    rose_and_stays,
    rose_first,
    settled,
    spent_rate,
    step_factor,
    stopped_after,
    throw,
    times_factor,
    too_big,
    with_level_stretch,
)
from tutor.engine.verdict.rates import chooses_itself
from tutor.engine.verdict.resting import spent
from tutor.engine.verdict.stalled_wording import STALLED, on_the_way

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.engine.verdict.advice import Suggestion
    from tutor.engine.verdict.case import Case

_SEEN = 0.05
"""A rise at the end by more than this share of the band around the bottom still shows in the figures."""


def tell(case: Case, verdict: str, reason: str, suggestion: Suggestion) -> str:
    """One sentence on what this run did, and why."""
    told = (case.changes and tell_changed(case, verdict, reason)) or _usual(case, verdict, reason, suggestion)
    if case.changes:
        told = f"{how_changed(case)}. {told}"
    # Of one that was stopped on its way this is all there is to say.
    if case.trajectory.ended == "stopped" and reason != "stopped":
        told = f"{stopped_after(case)}. {told}"
    return f"{told}."


def _usual(case: Case, verdict: str, reason: str, suggestion: Suggestion) -> str:
    if case.dead is not None and verdict != "converged":
        return f"{dead_units(*case.dead)}; the loss ended at {loss(case, -1)}"
    if verdict == "stalled":
        return STALLED[reason](case) if reason in STALLED else on_the_way(case, reason, suggestion)
    return _TELL[verdict, reason](case)


# ---------------------------------------------------------------- overshot


def _diverged(case: Case) -> str:
    path = case.path
    if path.finite == 0:
        return "At the start already the loss is not a number"
    began, ended = apart(float(case.trajectory.loss[0]), float(case.trajectory.loss[-1]))
    grew = f"the loss grew from {began} to {ended}"
    if case.peak < 0:
        went = too_big(case) if path.ran_away else grew
        # The first of them: a schedule moves on from what the learner typed.
        below = case.trajectory.lr[case.trajectory.lr < 0][0]
        return f"The rate {rate(float(below))} is negative, so the steps went uphill: {went}"
    if path.ran_away:
        if step_factor(case) is not None:
            return f"Each step {times_factor(case)}, so it flew away: {too_big(case)}"
        return f"The steps were too long{first_rise(case)} and carried it away: {too_big(case)}"
    if step_factor(case) is not None:
        return (
            f"Each step jumps across the bottom and lands farther out, as it {times_factor(case)}: {after(case)} the "
            f"loss had grown from {began} to {ended}"
        )
    if path.excess[-1] <= path.start:
        low = int(path.excess.argmin())
        way = rose_first(case) or f"the loss fell from {began} to {loss(case, low)} at step {low:,} and rose again"
        return f"The steps were too long: {way}, and {after(case)} it was {ended}"
    return f"The steps were too long{first_rise(case)}: {grew} in {counted(path.steps, 'step')}"


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
            f"{after(case)} it ended {left(case)}"
        )
    places = period(case.trajectory.w)
    if places is not None:
        return f"The steps are too long{limit(case)}: it visits the same {places} places over and over, {left(case)}"
    if rolls_on(case):
        return (
            "What it remembers of earlier steps carries it past the bottom again and again: "
            f"{after(case)} it still moves about, {left(case)}"
        )
    if case.path.only_fell:
        return (
            f"The loss fell at every step, but the steps are too long for it to settle{limit(case)}: it ended "
            f"{left_at_end(case)}"
        )
    return f"The steps are too long for it to settle{limit(case)}: {after(case)} it still moves about, {left(case)}"


def _ringing(case: Case) -> str:
    if step_factor(case) is not None:
        return (
            f"Each step jumps across the bottom and lands only a little nearer, as it {times_factor(case)}: "
            f"{after(case)} it ended {left_at_end(case)}"
        )
    crossed = _crossings(case)
    if case.path.fraction >= 1 and case.path.crossings:
        return f"It swings from side to side across the bottom ({crossed}){limit(case)} and ended {left(case)}"
    if case.path.flips >= 2:
        return (
            f"It swings from side to side across the bottom ({crossed}) and calms down too slowly{limit(case)}: it "
            f"ended {left(case)}"
        )
    if case.path.flips == 1:
        return f"It was carried past the bottom and is not back yet: it ended {left(case)}"
    return f"The steps are so long that it does not come to rest{limit(case)}: it ended {left(case)}"


def _chaotic(case: Case) -> str:
    if case.path.keeps_leaping:
        return (
            f"The steps are a little too long: time and again it came down, and then a step threw it out above its "
            f"start, {times(len(case.path.leaps))} in all"
        )
    if case.path.steps < 3:  # too few to leap about
        went, steps = f"from {loss(case, 0)} to {loss(case, -1)}", counted(case.path.steps, "step")
        return f"The steps are so long that going on it would leap about: the loss went {went} in {steps}"
    if case.path.steps + 1 < PATTERN_FROM or period(case.trajectory.w) is not None:
        return (
            f"The steps are so long that it leaps about and did not settle in {counted(case.path.steps, 'step')}: "
            + (f"it ended {left(case)}")
        )
    return f"The steps are so long that it leaps about without a pattern and does not settle: it ended {left(case)}"


def _noise(case: Case) -> str:
    return (
        f"Every gradient is only a rough guess, and the steps are too long to even that out: it shakes about and ended "
        f"{left(case)}"
    )


def _thrown(case: Case) -> str:
    step = throw(case)
    if step is not None:
        return (
            f"Step {step:,} was so long that it threw the run out to where the loss is {loss(case, -1)}, above the "
            f"{loss(case, 0)} of the start, {how_it_stays(case)}"
        )
    return f"The steps were too long: {rose_and_stays(case)}"


# ---------------------------------------------------------------- converged


def _smooth(case: Case) -> str:
    factor = step_factor(case)
    if factor is None and (again := rose_again(case)) is not None:
        return f"{again}, and then came down to stay: {settled(case)}"
    if factor is None and case.path.flips and case.problem.dimension == 1:
        passed = times(case.path.crossings)
        return f"It came down, passed the bottom {passed} and stayed close to it: {settled(case)}"
    if factor is None:
        return with_level_stretch(case) or f"It came down smoothly: {settled(case)}"
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
    how = f"{_crossings(case)}, nearer and nearer: {settled(case)}"
    if case.problem.dimension > 1:
        return f"In its steepest direction it jumped from side to side {how}"
    return f"It jumped from side to side across the bottom {how}"


def _crossings(case: Case) -> str:
    """`at every step`, or how often."""
    return "at every step" if case.path.crosses_always else times(case.path.crossings)


def _ringing_died(case: Case) -> str:
    crossed = times(case.path.crossings)
    end = "only small swings were left" if _still_swings(case) else "the swinging died away"
    return f"It rolled past the bottom and back again, {crossed} in all, until {end}: {settled(case)}"


def _still_swings(case: Case) -> bool:
    """Whether the loss rises in the tail by more than a little of the 1 % that it has come within."""
    tail = case.path.excess[tail_of(case.path.steps) :]
    return bool((np.diff(tail) > _SEEN * BAND * case.path.start).any())


def _after_overshoot(case: Case) -> str:
    top = int(case.path.excess.argmax())
    if (again := rose_again(case)) is not None:
        return f"{again} because there its steps were too long, but then it found its way down: {settled(case)}"
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
    first, last, most = figure(rates[0]), figure(rates[-1]), figure(max(rates))
    way = "" if most in (first, last) else f"by way of {most} "
    return (
        f"It settled because the schedule moved the rate, from {first} {way}to {last} at the end: "
        f"{settled(case)}, and with {figure(case.peak)} all the way it would not have settled"
    )


def _small_bounce(case: Case) -> str:
    if spent(case):
        return f"It got there, and there it stays: its rate is used up, {spent_rate(case)}; {settled(case)}"
    return f"It got there, and only shakes a little around the bottom: {settled(case)}"


def _at_start(case: Case) -> str:
    return f"It started at the bottom already, where the loss is {loss(case, 0)}, and stayed there"


def _escaped(case: Case) -> str:
    worse = figure(case.left_valley) if case.left_valley is not None else "higher"
    return (
        f"It got over a hill, out of a valley whose bottom is at {worse}, and settled in a deeper one: the loss is "
        f"{loss(case, -1)}"
    )


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
}
