"""The advice after a run in one or two short sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.figures import figure, point, rate
from tutor.engine.verdict.advice import climbed
from tutor.engine.verdict.phrases import rose_first
from tutor.engine.verdict.rates import climbs_again, has_rates_of_its_own
from tutor.engine.verdict.resting import gains_by_going_on, gone_flat, leads_lower, spent

if TYPE_CHECKING:
    from tutor.engine.verdict.advice import Suggestion
    from tutor.engine.verdict.case import Case

_FEW_NUMBERS = 3
"""A point of more numbers than this is not spelt out."""
_COARSE = 1.5
"""A range test whose rate grows by more than this at each step shows the limit too roughly."""


def advise(case: Case, verdict: str, reason: str, suggestion: Suggestion) -> str:
    """One piece of advice, with a rate to try where there is one."""
    lr = suggestion.lr
    if verdict == "converged" and case.changes and reason != "at-start":
        return _compare(case)
    if verdict == "converged":
        return _invite(case, reason, lr)
    if climbed(case):
        return _read_off(case)
    if case.dead is not None:
        return begin_again(lr, case.used)
    if lr is None:
        return _without_rate(case, verdict, reason)
    if suggestion.schedule not in (None, "constant"):
        fall = f"let it fall, as with {suggestion.schedule}"
        return f"None of the steady rates tried gets there: keep {rate(lr)} and {fall}."
    told = f"about {rate(lr)}" if suggestion.schedule is None else f"a constant rate of about {rate(lr)}"
    if suggestion.start is not None:
        steps = "" if suggestion.steps is None else f" and {suggestion.steps:,} steps"
        where = f", at {point(suggestion.start)}," if len(suggestion.start) <= _FEW_NUMBERS else ""
        a_rate = f"a rate of {told}" if suggestion.schedule is None else told
        return f"Start a tiny bit to the side{where} with {a_rate}{steps}."
    if case.changes:
        steps = "" if suggestion.steps is None else f" and {suggestion.steps:,} steps"
        return f"Try {told} from the start{steps}."
    if not suggestion.promised:
        return f"Try {told}: its first steps lead farther."  # more of them were not tried
    too_high = verdict == "stalled" and 0 < lr < abs(case.used) and reason in ("plateau", "local-minimum", "saddle")
    same = abs(lr - case.used) <= 1e-9 * abs(lr) and suggestion.schedule is None
    if same and suggestion.steps is None:
        return f"Let it run on: it gets there by step {suggestion.settles}."
    if same:
        return f"Keep the rate and give it {suggestion.steps:,} steps."
    if suggestion.steps is not None:
        told = f"{told} and {suggestion.steps:,} steps"
    return f"This looks like a rate that is too low, but it was too high: try {told}." if too_high else f"Try {told}."


def begin_again(lr: float | None, used: float) -> str:
    """After units have died, at the rate that was used: what they have learned is lost."""
    if used < 0:
        above = "one above 0" if lr is None else f"one above 0, about {rate(lr)}"
        return f"A rate below 0 walks uphill: begin again from fresh weights with {above}."
    lower = "a lower rate" if lr is None else f"a lower rate, about {rate(lr)}"
    return f"Begin again from fresh weights with {lower}."


def _read_off(case: Case) -> str:
    """After a range test: what it has shown."""
    loss, rates = case.trajectory.loss[: case.path.finite], case.trajectory.lr
    step = int(loss.argmin())
    if step >= case.path.steps:
        return (
            "The rate was still climbing and the loss still falling at the end: go on to higher rates to see a limit."
        )
    if step == 0:
        return f"From its first rate on, {rate(float(rates[0]))}, the loss only rose: begin the test with a lower rate."
    lowest = figure(float(rates[step - 1]))
    if rates[1] > _COARSE * rates[0]:
        return (
            f"Its loss was lowest at a rate of {lowest}, but the rate grew by {figure(float(rates[1] / rates[0]), 2)} "
            f"times at each step: too coarse a test. Let it climb over more steps."
        )
    return f"Its loss was lowest at a rate of {lowest}, step {step:,}: a rate to train with lies clearly below that."


def _without_rate(case: Case, verdict: str, reason: str) -> str:
    """Where no rate was found that gets there."""
    if verdict == "stalled" and reason in ("crawling", "valley", "rate-decayed") and spent(case):
        told = "let the rate fall later, or less far."
        if reason != "rate-decayed" and rose_first(case) is None:
            told = "begin with a higher rate, or let it fall over more steps."
        if climbs_again(case.trajectory.experiment.schedule):
            return told[0].upper() + told[1:]
        return f"More steps with this schedule change nothing: {told}"
    if (
        verdict == "stalled"
        and reason in ("crawling", "valley")
        and case.path.excess[-1] < min(case.path.left, case.path.excess[-2])
    ):
        if reason == "crawling" and case.larger.ratio < 1:
            return "Longer steps would get farther from where it ended: try a higher rate."
        if gains_by_going_on(case):
            return "It was still falling at the end: give it more steps."
    only_higher = verdict == "stalled" and reason in ("crawling", "valley") and not gone_flat(case)
    if only_higher and not case.larger.ratio < 1:
        return "None of the higher rates tried gets there from this start: try a lower one, or another start."
    if reason == "saddle" and leads_lower(case):
        return "Going on unchanged leads down from here: give it more steps."
    if verdict == "overshot" and reason in ("bouncing", "ringing", "chaotic") and case.smaller.helps:
        return "From where it ended smaller steps lead lower: let the rate fall while it runs."
    return _WITHOUT_RATE.get(reason, "None of the rates tried gets there from this start: try another start.")


_WITHOUT_RATE = {
    "local-minimum": "More steps will not help: try another start, or a rate that hops over the hill.",
    "stopped": "Let it run to its end, and see where it leads.",
    "noise": "None of the constant rates tried settles in so few steps: let the rate fall while it runs.",
    "plateau": "The slope is too small here to lead anywhere soon: try another start.",
    "rate-decayed": "Let the rate fall later, or less far.",
}


def _compare(case: Case) -> str:
    """After a run that converged although, or because, its rate was changed on the way."""
    if case.leaving and case.smaller.helps:
        return "Lower the rate again while it runs, and see it settle."
    last = case.changes[-1][1]
    return f"Run it with {rate(last)} from the start, and compare." if last > 0 else "Try another rate from the start."


def _invite(case: Case, reason: str, lr: float | None) -> str:
    """After a run that converged: something new to see."""
    if reason == "at-start":
        return "Try another start."
    if lr is None:
        other = "schedule" if has_rates_of_its_own(case.trajectory.experiment.schedule) else "rate"
        return f"Try another {other} and see what changes."
    if case.limit is not None and not case.problem.stochastic:
        return f"The limit here is {rate(lr)}. Try it and see what never settling means."
    if case.problem.stochastic:
        return f"Try half the rate, {figure(lr)}, and see how the shaking changes."
    if lr > case.lr:
        return f"Try double the rate, {figure(lr)}: does it get there sooner?"
    return f"Try half the rate, {figure(lr)}, and compare: what changes?"
