"""A verdict in words: one sentence with the run's own numbers, one piece of advice. A beginner reads them.

The excess over the reference minimum is told as the way down that is still to go: it needs no explaining, and holds
whatever the loss of the minimum is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.verdict_figures import counted, figure, percent, point, rate, times

from tutor.engine.verdict_path import period

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


def _factor_told(case: Case) -> str:
    """`1 − 2·0.9 = −0.8`"""
    curvature = case.problem.constant_curvature or 0.0
    used = rate(case.lr) if case.lr >= 0 else f"({rate(case.lr)})"
    product = used if curvature == 1 else f"{figure(curvature, 4)}·{used}"
    return f"1 − {product} = {figure(1 - case.lr * curvature, 4)}"


def _limit(case: Case) -> str:
    """What the limit is and what was used, where it is known and was passed."""
    curvature = case.problem.constant_curvature
    if not (case.plain and curvature):
        return ""
    return f" (the limit here is 2/{figure(curvature)} = {rate(2 / curvature)}, you used {rate(case.lr)})"


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


def _steps(case: Case) -> str:
    return f"after {counted(case.path.steps, 'step')}"


# ---------------------------------------------------------------- overshot


def _diverged(case: Case) -> str:
    path = case.path
    if case.peak < 0:
        told = (
            f"until at step {path.finite} the numbers got too big to hold" if path.ran_away else f"to {_loss(case, -1)}"
        )
        return f"The rate {rate(case.peak)} is negative, so the steps went uphill: the loss climbed from {_loss(case, 0)} {told}"
    if path.ran_away:
        end = f"at step {path.finite} the numbers got too big to hold"
        if _factor(case) is not None:
            return f"Each step multiplies the distance by {_factor_told(case)}, so it flew away: {end}"
        return f"The steps were too long{_limit(case)} and carried it ever higher: {end}"
    grew = f"the loss grew from {_loss(case, 0)} to {_loss(case, -1)}"
    if _factor(case) is not None:
        return (
            f"Each step jumped across the bottom and landed farther out: it multiplies the distance by "
            f"{_factor_told(case)}, so {_steps(case)} the loss had grown from {_loss(case, 0)} to {_loss(case, -1)}"
        )
    return f"The steps were too long{_limit(case)} and carried it ever higher: {grew} in {counted(path.steps, 'step')}"


def _late(case: Case) -> str:
    path = case.path
    low = int(path.excess[: path.finite].argmin())
    top = low + int(path.excess[low : path.finite].argmax())
    end = f"until at step {path.finite} the numbers got too big to hold" if path.ran_away else f"to {_loss(case, top)}"
    return (
        f"It went well at first, from {_loss(case, 0)} down to {_loss(case, low)} at step {low}, but the steps were "
        f"too long{_limit(case)} and the loss climbed again, {end}"
    )


def _bouncing(case: Case) -> str:
    factor = _factor(case)
    if factor is not None and abs(abs(factor) - 1) < 1e-12:
        return (
            f"It jumps from one side of the bottom to the other, neither nearer nor farther: each step multiplies the "
            f"distance by {_factor_told(case)}"
        )
    if case.path.late_flip_share == 1:
        return f"It jumps back and forth across the bottom{_limit(case)} and never settles, {_left(case)}"
    places = period(case.trajectory.w)
    if places is not None:
        return f"The steps are too long{_limit(case)}: it visits the same {places} places over and over, {_left(case)}"
    return f"The steps are too long for it to settle{_limit(case)}: {_steps(case)} it still moves about, {_left(case)}"


def _ringing(case: Case) -> str:
    if _factor(case) is not None:
        return (
            f"Each step jumps across the bottom and lands only a little nearer: it multiplies the distance by "
            f"{_factor_told(case)}, so {_steps(case)} there is still {percent(case.path.fraction)} of the way down to go"
        )
    if case.path.flips >= 2:
        return (
            f"It swings from side to side across the bottom ({times(case.path.flips)}) and calms down too "
            f"slowly{_limit(case)}: it ended {_left(case)}"
        )
    return f"It was carried past the bottom and is not back yet: it ended {_left(case)}"


def _chaotic(case: Case) -> str:
    return f"The steps are so long that it leaps about without a pattern and never settles: it ended {_left(case)}"


def _noise(case: Case) -> str:
    return (
        f"Every gradient is only a rough guess, and the steps are too long to even that out: it shakes around "
        f"the bottom, {_left(case)}"
    )


def _thrown(case: Case) -> str:
    return (
        f"A step was so long that it threw it out to where the loss is {_loss(case, -1)}, above the {_loss(case, 0)} of "
        f"the start, and there it stayed"
    )


# ---------------------------------------------------------------- converged


def _smooth(case: Case) -> str:
    factor = _factor(case)
    if factor is None:
        return f"It came down smoothly: {_settled(case)}"
    if abs(factor) < 1e-12:
        return f"It landed on the bottom in a single step: each step multiplies the distance by {_factor_told(case)}"
    if factor < 0:
        return f"Each step multiplies the distance by {_factor_told(case)}, so it was down almost at once"
    return (
        f"It came down without ever crossing the bottom: each step multiplies the distance by {_factor_told(case)}, and "
        f"{_settled(case)}"
    )


def _zigzag(case: Case) -> str:
    factor = _factor(case)
    if factor is not None:
        return (
            f"You crossed the bottom at every step: each one multiplies the distance by {_factor_told(case)}, and it "
            f"settles because {figure(abs(factor), 4)} is below 1"
        )
    return (
        f"It jumped from side to side across the bottom {times(case.path.flips)}, nearer and nearer: {_settled(case)}"
    )


def _ringing_died(case: Case) -> str:
    crossed = times(case.path.flips)
    return f"It rolled past the bottom and back again, {crossed} in all, until the swinging died away: {_settled(case)}"


def _after_overshoot(case: Case) -> str:
    top = int(case.path.excess.argmax())
    return (
        f"The first steps were too long and the loss rose from {_loss(case, 0)} to {_loss(case, top)} at step {top}, but "
        f"then it found its way down: {_settled(case)}"
    )


def _scheduled(case: Case) -> str:
    rates = case.trajectory.lr
    return (
        f"It settled because the schedule moved the rate, from {rate(float(rates[0]))} to {rate(float(rates[-1]))} at the "
        f"end; with {rate(case.peak)} all the way it would not have: {_settled(case)}"
    )


def _small_bounce(case: Case) -> str:
    return f"It got there, and only shakes a little around the bottom: {_settled(case)}"


def _at_start(case: Case) -> str:
    return f"It started at the bottom already, where the loss is {_loss(case, 0)}, and stayed there"


def _escaped(case: Case) -> str:
    worse = figure(case.left_valley) if case.left_valley is not None else "higher"
    return (
        f"A long step took it over the hill, out of a valley whose bottom is at {worse}, and it settled in a deeper one: "
        f"the loss is {_loss(case, -1)}"
    )


# ---------------------------------------------------------------- stalled


def _on_the_way(case: Case, reason: str, suggestion: Suggestion) -> str:
    """Crawling or in a valley: still moving the right way."""
    path = case.path
    last = float(path.excess[-1])
    if case.trajectory.ended == "stopped":
        return f"You stopped it at step {path.steps}, {_left(case)}"
    if last <= 0.01 * path.start:
        return f"It was just arriving when the steps ran out: {_steps(case)} the loss is {_loss(case, -1)}"
    if reason == "valley" and case.end is not None:
        curvatures = abs(case.end.curvatures)
        steep = figure(float(curvatures.max() / curvatures.min()), 2) if curvatures.min() > 0 else "much"
        return (
            f"It creeps along the floor of a narrow valley, {steep} times steeper across than along, and "
            f"it ended {_left(case)}"
        )
    slow = suggestion.lr is not None and suggestion.lr > 1.5 * abs(case.peak)
    begin = "The steps are too small" if slow else "It was still on its way when the steps ran out"
    if case.problem.dimension == 1:
        here, there = (figure(float(case.trajectory.w[index, 0])) for index in (0, -1))
        return f"{begin}: {_steps(case)} w had gone from {here} only to {there}, {_left(case)}"
    return f"{begin}: it ended {_left(case)}"


def _plateau(case: Case) -> str:
    path, w = case.path, case.trajectory.w
    if case.problem.dimension == 1 and path.steps and case.bottom_point is not None:
        moves = abs(w[1:, 0] - w[:-1, 0])
        longest = int(moves.argmax())
        if moves[longest] > 2 * abs(float(w[longest, 0] - case.bottom_point[0])):
            here, there = (figure(float(w[index, 0])) for index in (longest, longest + 1))
            return f"Step {longest + 1} was so long that it threw w from {here} to {there}, and there the ground is almost flat"
    return f"The ground is almost flat where it stands (a slope of {_slope(case)}), so its steps hardly move it: it ended {_left(case)}"


def _saddle(case: Case) -> str:
    what = "on top of a hill" if case.problem.dimension == 1 else "on a saddle, like the middle of a mountain pass"
    return f"It came to rest {what}: the slope is only {_slope(case)} there, yet to the side the ground falls away"


def _local_minimum(case: Case) -> str:
    hopped = case.left_valley is not None and case.left_valley < float(case.trajectory.loss[-1])
    how = "A long step threw it over a hill, and it settled" if hopped else "It settled"
    best = "the best" if case.known else "the best seen"
    return f"{how} in a valley that is not the deepest: the loss is {_loss(case, -1)}, and {best} is {figure(case.reference)}"


def _rate_decayed(case: Case) -> str:
    return f"The rate shrank too early, from {rate(case.peak)} to {rate(case.lr)}, and the steps with it: it ended {_left(case)}"


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


# ---------------------------------------------------------------- advice


def advise(case: Case, verdict: str, reason: str, suggestion: Suggestion) -> str:
    """One piece of advice, with a rate to try where there is one."""
    lr = suggestion.lr
    if verdict == "converged":
        return _invite(case, reason, lr)
    if lr is None:
        return _WITHOUT_RATE.get(reason, "None of the rates tried gets there from this start: try another start.")
    told = f"about {rate(lr)}" if suggestion.schedule is None else f"a constant rate of about {rate(lr)}"
    if suggestion.schedule not in (None, "constant"):
        return (
            f"No single rate gets there: start with {rate(lr)} and let it fall, for example with {suggestion.schedule}."
        )
    if suggestion.start is not None:
        return f"Start a tiny bit to the side, at {point(suggestion.start)}, with a rate of {told}."
    if not suggestion.promised:
        return f"Try {told}: it gets farther in the same number of steps."
    same = abs(lr - case.peak) <= 1e-9 * abs(lr) and suggestion.schedule is None
    if suggestion.steps is not None:
        steps = f"{suggestion.steps:,} steps"
        return f"Keep the rate and give it {steps}." if same else f"Try {told} and {steps}."
    if same:
        return f"Let it run on: it gets there by step {suggestion.settles}."
    if verdict == "stalled" and 0 < lr < abs(case.peak) and reason in ("plateau", "local-minimum", "saddle"):
        return f"This looks like a rate that is too low, but it was too high: try {told}."
    return f"Try {told}."


_WITHOUT_RATE = {
    "local-minimum": "More steps will not help: try another start, or a rate that hops over the hill.",
    "noise": "No constant rate settles here: let the rate fall while it runs.",
    "plateau": "The slope is too small here to lead anywhere soon: try another start.",
}


def _invite(case: Case, reason: str, lr: float | None) -> str:
    """After a run that converged: something new to see."""
    if reason == "at-start":
        return "Try another start."
    if lr is None:
        return "Try another rate and see what changes."
    if case.plain and case.problem.constant_curvature:
        return f"The limit here is {rate(lr)}. Try it and see what never settling means."
    if case.problem.stochastic:
        return f"Try half the rate, {rate(lr)}, and see how the shaking changes."
    return f"Try double the rate, {rate(lr)}: does it get there sooner?"
