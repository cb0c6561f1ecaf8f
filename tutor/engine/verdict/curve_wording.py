"""The verdict on a training log in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tutor.engine.figures import counted, figure, percent, rate

if TYPE_CHECKING:
    from tutor.engine.verdict.log import Log, Overfitting

Unit = Literal["step", "epoch"]
"""What the rows of a log are called."""


def tell_log(verdict: str, reason: str, log: Log | None, validation: Overfitting | None, unit: Unit = "step") -> str:
    """One sentence on what the curve shows."""
    told = _told(verdict, reason, log, unit)
    if validation is not None and validation.shown:
        lowest, last = figure(validation.lowest), figure(validation.last)
        return (
            f"{told}; but the validation loss was lowest at {unit} {validation.row} ({lowest}) and has risen to {last} "
            f"since, which is overfitting."
        )
    return f"{told}."


def _told(verdict: str, reason: str, log: Log | None, unit: Unit) -> str:
    if log is None:
        return "The log holds no loss that is a number" if verdict == "overshot" else "The log is empty"
    first, last, lowest = (figure(float(value)) for value in (log.loss[0], log.loss[-1], log.loss.min()))
    left = (
        f"with {percent(min(log.fraction, 1.0))} of the way down still to go" if log.known else f"and ended at {last}"
    )
    top, steps = figure(float(log.loss.max())), counted(int(log.rows[-1]), unit)
    by_reason = {
        "diverged": f"The loss grew from {first} to {last}",
        "late-divergence": f"The loss fell from {first} to {lowest} and then climbed again, to {last} at the end",
        "bouncing": f"The loss jumps about and gets no lower, {left}",
        "ringing": f"The loss swings and calms down too slowly, {left}",
        "chaotic": f"The loss leaps about without a pattern, between {lowest} and {top}",
        "noise": f"The loss shakes around one level and stays there, {left}",
        "thrown": f"The loss jumped up from {first} and stayed up, at {last}",
        "smooth": f"The loss came down from {first} and levelled off at {last}",
        "zigzag": f"The loss came down from {first} to {last} while the parameters jumped from side to side",
        "after-overshoot": f"The loss first rose from {first} to {top}, then it came down and settled at {last}",
        "scheduled": f"The loss came down from {first} and settled at {last} as the rate fell",
        "small-bounce": f"The loss came down from {first} and now only shakes a little around {last}",
        "at-start": f"The loss is at its minimum, {first}, from the start",
        "crawling": f"The loss is still falling, but slowly: after {steps} it went from {first} to {last}",
        "plateau": f"The loss hardly moved: from {first} to {last} in {steps}",
        "local-minimum": f"The loss levelled off at {last}, above the best there is",
        "rate-decayed": f"The rate shrank so far that the loss stopped at {last}",
        "frozen": f"The loss did not change at all: it is {first} from beginning to end",
    }
    told = by_reason[reason]
    if log.broke is not None:
        if len(log.loss) == 1 or (reason == "diverged" and log.loss[-1] <= log.loss[0]):
            told = f"The loss began at {first}"
        elif reason == "late-divergence" and last == lowest:
            told = f"The loss fell from {first} to {last}"  # and broke without a climb that the log shows
        return f"{told}, and at {unit} {log.broke} it was no longer a number"
    if len(log.loss) == 1:
        return f"One loss alone, {first}, shows no course yet"
    return told


def advise_log(
    verdict: str,
    reason: str,
    suggested: float | None,
    settle: str,
    validation: Overfitting | None,
    unit: Unit = "step",
) -> str:
    """One piece of advice: what to try, or what else would tell."""
    if validation is not None and validation.shown and verdict != "overshot":
        return (
            f"Keep the weights of {unit} {validation.row}; more data or a simpler model helps against overfitting, "
            f"a lower rate does not."
        )
    if settle in ("a log", "more steps"):
        return f"Log the loss at every {unit}: a course needs at least two numbers."
    if verdict == "converged":
        return f"To be sure, look at {settle}." if settle else "Nothing needs to change."
    if suggested is not None:
        what = f"Try about {rate(suggested)}"
    elif verdict == "overshot":
        what = "Try a tenth of the rate" if reason in ("diverged", "late-divergence", "thrown") else "Try half the rate"
    elif reason in ("crawling", "plateau", "frozen"):
        what = "Try three times the rate" if reason == "crawling" else "Try ten times the rate"
    elif reason == "rate-decayed":
        what = "Let the rate fall later, or less far"
    else:
        what = "Try another start"
    return f"{what}; to be sure, look at {settle}." if settle else f"{what}."
