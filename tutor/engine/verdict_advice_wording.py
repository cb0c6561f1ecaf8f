"""The advice after a run in one or two short sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.verdict_figures import figure, point, rate

if TYPE_CHECKING:
    from tutor.engine.verdict_advice import Suggestion
    from tutor.engine.verdict_case import Case


def advise(case: Case, verdict: str, reason: str, suggestion: Suggestion) -> str:
    """One piece of advice, with a rate to try where there is one."""
    lr = suggestion.lr
    if verdict == "converged":
        return _invite(case, reason, lr)
    if lr is None:
        return _WITHOUT_RATE.get(reason, "None of the rates tried gets there from this start: try another start.")
    if suggestion.schedule not in (None, "constant"):
        return f"No single rate gets there: keep {rate(lr)} and let it fall, as with {suggestion.schedule}."
    told = f"about {rate(lr)}" if suggestion.schedule is None else f"a constant rate of about {rate(lr)}"
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
    "noise": "No constant rate settles here in so few steps: let the rate fall while it runs.",
    "plateau": "The slope is too small here to lead anywhere soon: try another start.",
    "rate-decayed": "Let the rate fall later, or less far.",
}


def _invite(case: Case, reason: str, lr: float | None) -> str:
    """After a run that converged: something new to see."""
    if reason == "at-start":
        return "Try another start."
    if lr is None:
        return "Try another rate and see what changes."
    if case.limit is not None and not case.problem.stochastic:
        return f"The limit here is {rate(lr)}. Try it and see what never settling means."
    if case.problem.stochastic:
        return f"Try half the rate, {figure(lr)}, and see how the shaking changes."
    return f"Try double the rate, {figure(lr)}: does it get there sooner?"
