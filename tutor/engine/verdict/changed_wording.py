"""The sentence about a run whose rate was changed on the way.

It begins with the change, and then says only what is true of the whole path or, where it speaks of each step, of the
stretch since. Where the usual sentence does so too, there is none here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.figures import figure, rate, times
from tutor.engine.verdict.path import RISE
from tutor.engine.verdict.phrases import (
    left,
    left_at_end,
    limit,
    loss,
    rose_and_stays,
    settled,
    step_factor,
    times_factor,
    too_big,
)
from tutor.engine.verdict.rates import chooses_itself

if TYPE_CHECKING:
    from tutor.engine.verdict.case import Case


def how_changed(case: Case) -> str:
    """`Until step 12 the rate was 0.01, from there on 0.4`"""
    experiment = case.trajectory.experiment
    # A schedule makes something else of it; what the learner gave is what it starts out from.
    name = "rate" if experiment.schedule == "constant" else "base rate"
    step, last = case.changes[-1]
    if len(case.changes) == 1:
        return f"Until step {step:,} the {name} was {rate(experiment.base_rate(0))}, from there on {rate(last)}"
    return f"Its {name} was changed {times(len(case.changes))}, the last time at step {step:,} to {rate(last)}"


def tell_changed(case: Case, verdict: str, reason: str) -> str | None:
    """What the run did, after `how_changed`; None where the usual sentence is true of a changed run as well."""
    if verdict == "overshot":
        return _overshot(case, reason)
    if verdict == "converged":
        return _converged(case, reason)
    if reason in ("frozen", "rate-decayed"):
        return f"{_too_small(case)}: it ended {left_at_end(case)}"
    return None


def _overshot(case: Case, reason: str) -> str | None:
    if reason in ("diverged", "late-divergence"):
        if case.path.ran_away:
            return f"{_before(case)}; {_carried_away(case)}, and {too_big(case)}"
        if case.coming_back:
            return _back(case)
        return f"{_before(case)}; {_carried_away(case)}, and the loss ended at {loss(case, -1)}"
    if reason == "thrown" and float(case.path.excess[case.since]) >= RISE * case.path.start:
        return f"{_blame(case, case.since)}: {rose_and_stays(case)}"
    factor = step_factor(case)
    if reason == "ringing" and factor is not None and factor >= 0:
        return f"{_before(case)}, and it ended {left(case)}"
    return None


def _converged(case: Case, reason: str) -> str | None:
    if reason in ("at-start", "escaped"):
        return None
    if case.leaving:
        why = f"each step {times_factor(case)}" if step_factor(case) is not None else "it is moving away"
        return (
            f"It had got to the bottom, but since then {why}: the loss climbs again, from {loss(case, case.since)} to "
            f"{loss(case, -1)}, though less than 1 % of the way"
        )
    if reason == "scheduled":
        schedule = case.trajectory.experiment.schedule
        if chooses_itself(schedule):
            return None
        # A rate that was typed is said as it was typed.
        why, peak = ("the rate was changed", rate(case.peak)) if schedule == "constant" else (
            "the rate did not stay the same", figure(case.peak)
        )  # fmt: skip
        return f"It settled because {why}: {settled(case)}, and with {peak} all the way it would not have settled"
    if reason == "after-overshoot":
        top = int(case.path.excess.argmax())
        return (
            f"The loss rose from {loss(case, 0)} to {loss(case, top)} at step {top:,}, but then it found its way down: "
            f"{settled(case)}"
        )
    if reason == "small-bounce":
        return None
    return _arrived(case, reason)


def _arrived(case: Case, reason: str) -> str:
    """Down to the bottom, in whichever stretch that was."""
    each = f"since then each step {times_factor(case)}" if step_factor(case) is not None else ""
    if (case.path.settled or 0) <= case.since:
        already = f"It had settled before that: {settled(case)}"
        return f"{already}; {each}" if each else already
    if each:
        return f"{_before(case)}; {each}, and {settled(case)}"
    if reason in ("zigzag", "ringing-died"):
        return f"{_before(case)}; in all it crossed the bottom {times(case.path.crossings)}, and {settled(case)}"
    return f"{_before(case)}, and {settled(case)}"


def _before(case: Case) -> str:
    """How far it had come when the rate was last changed."""
    start, here = loss(case, 0), loss(case, case.since)
    return f"By then the loss had gone from {start} to {here}" if start != here else f"By then the loss was {here}"


def _carried_away(case: Case) -> str:
    """Why the last rate leads away."""
    if step_factor(case) is not None:
        return f"since then each step {times_factor(case)}"
    if case.lr < 0:
        return "since then the steps have gone uphill"
    known = limit(case) if case.limit is not None and case.lr > case.limit else ""
    return f"since then the steps have been too long{known}"


def _back(case: Case) -> str:
    """Carried away by an earlier rate, and on its way down again."""
    top = int(case.path.excess.argmax())
    rose = f"the loss rose from {loss(case, 0)} to {loss(case, top)} at step {top:,}"
    above = ", still above its start" if float(case.path.excess[-1]) > case.path.start else ""
    why = f"{_blame(case, top)}: " if top <= case.since else ""
    told = f"{why}{rose}; since then it has come down to {loss(case, -1)}{above}"
    return told[0].upper() + told[1:]


def _blame(case: Case, top: int) -> str:
    """What was wrong with the steps that led up to the one numbered `top`."""
    uphill = float(case.trajectory.lr[top - 1]) < 0
    return "The steps before that went uphill" if uphill else "The steps before that were too long"


def _too_small(case: Case) -> str:
    if case.lr == 0:
        return "With a rate of 0 nothing moves any more"
    if not case.path.moved:
        return "At the end the steps were so tiny that the numbers did not change at all"
    return "From there on the steps were too small"
