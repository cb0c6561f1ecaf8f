"""The verdict on a training log in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from tutor.engine.figures import apart, counted, figure, rate
from tutor.engine.verdict.log_rise import came_back
from tutor.engine.verdict.path import PATTERN_FROM
from tutor.engine.verdict.phrases import dead_units
from tutor.wording import epochs, percent

if TYPE_CHECKING:
    from tutor.engine.verdict.finding import Finding
    from tutor.engine.verdict.log import Log, Overfitting

Unit = Literal["step", "epoch"]
"""What the rows of a log are called."""
ANOTHER_START = "another start"
"""What else would settle it, where the gradient is 0."""
HALF = "a second run at half the rate"
"""What else would settle it, where it may be the rate or not."""
LEAST = 5
"""With fewer losses than this no course shows at all."""
_SEEN = 1e-3  # a loss with less scatter does not show that anything jumps about


def tell_log(
    verdict: str,
    reason: str,
    log: Log | None,
    validation: Overfitting | None,
    unit: Unit = "step",
    now: tuple[float, float] | None = None,
    dead: tuple[int, int] | None = None,
    *,
    short: bool = False,
    stopped: bool = False,
) -> str:
    """One sentence on what the curve shows; before it, where the learner stopped the run."""
    told = _course(verdict, reason, log, validation, unit, now, dead, short=short)
    # Of one that was stopped on its way, and shows a course, this is part of the sentence.
    if stopped and log is not None and (reason != "stopped" or short):
        return f"You stopped it after {_made(log, unit, now)}. {told}"
    return told


def _course(
    verdict: str,
    reason: str,
    log: Log | None,
    validation: Overfitting | None,
    unit: Unit,
    now: tuple[float, float] | None,
    dead: tuple[int, int] | None,
    *,
    short: bool,
) -> str:
    if short and log is not None and len(log.loss) > 1:
        first, last = figure(float(log.loss[0])), figure(float(log.loss[-1]) if now is None else now[1])
        return f"{len(log.loss)} losses, from {first} to {last}, are too few to tell what the run does."
    told = _told(verdict, reason, log, unit, now)
    if dead is not None and log is not None and log.broke is None:
        last, died = figure(float(log.loss[-1]) if now is None else now[1]), dead_units(*dead)
        told = f"{died}; the loss ended at {last}"
        if verdict == "overshot":
            told = f"The loss was thrown up from {figure(float(log.loss[0]))} to {last}. {died}"
    if validation is not None and validation.shown and dead is None:
        lowest, last = figure(validation.lowest), figure(validation.last)
        return (
            f"{told}; but the validation loss was lowest at {unit} {validation.row} ({lowest}) and has risen to {last} "
            f"since, which is overfitting."
        )
    if validation is not None and validation.apart and verdict == "converged" and dead is None:
        return (
            f"{told}; but the validation loss ended far above that, at about {figure(validation.last)}: it knows the "
            f"rows that it was trained on much better than new ones."
        )
    return f"{told}."


def _told(verdict: str, reason: str, log: Log | None, unit: Unit, now: tuple[float, float] | None) -> str:
    if log is None:
        return "The log holds no loss that is a number" if verdict == "overshot" else "The log is empty"
    ended = float(log.loss[-1]) if now is None else now[1]
    first, last, lowest = (figure(value) for value in (float(log.loss[0]), ended, min(ended, float(log.loss.min()))))
    from_here, to_there = apart(float(log.loss[0]), ended)
    left = (
        f"with {percent(min(log.fraction, 1.0))} of the way down still to go" if log.known else f"and ended at {last}"
    )
    top, steps = figure(float(log.loss.max())), _made(log, unit, now)
    if len(log.loss) == 1:
        return _began(log, first, unit)
    by_reason = {
        "diverged": _grew(log, first, last),
        "late-divergence": f"The loss fell from {first} to {lowest} and then climbed again, to {last} at the end",
        "bouncing": _bounces(log, left),
        "ringing": f"The loss swings and calms down too slowly, {left}",
        "chaotic": f"The loss leaps about{_patternless(log)}, between {lowest} and {top}",
        "noise": f"The loss shakes around one level and stays there, {left}",
        "thrown": _jumped(log, last, unit),
        "smooth": _came_down(log, first, last, ended),
        "zigzag": f"The loss came down from {first} to {last} while the parameters jumped from side to side",
        "after-overshoot": came_back(log, first, last, unit),
        "scheduled": f"The loss came down from {first} and settled at {last} as the rate fell",
        "small-bounce": _shakes(log, first, last),
        "at-start": f"The loss is at its minimum, {first}, from the start",
        "crawling": f"The loss {_falls(log)}: after {steps} it went from {from_here} to {to_there}",
        "plateau": _hardly_moved(log, first, last, steps),
        "local-minimum": f"The loss levelled off at {last}, above the best there is",
        "rate-decayed": f"The rate shrank so far that the loss stopped at {last}",
        "frozen": f"The loss did not change at all: it is {first} from beginning to end",
        "stopped": f"You stopped it after {steps}: by then the loss had gone from {from_here} to {to_there}",
    }
    told = by_reason[reason]
    if log.broke is not None:
        if reason == "diverged" and log.loss[-1] <= log.loss[0]:
            told = f"The loss began at {first}"
        elif reason == "late-divergence" and last == lowest:
            told = f"The loss fell from {first} to {last}"  # and broke without a climb that the log shows
        return f"{told}, and at {unit} {log.broke} it was no longer a number"
    return told


def _patternless(log: Log) -> str:
    """So few losses may be the beginning of a pattern."""
    return " without a pattern" if len(log.loss) >= PATTERN_FROM else ""


def _bounces(log: Log, left: str) -> str:
    """Whether the loss itself shows it, or only the gradient or the parameters beside it do."""
    if log.noise > _SEEN:
        return f"The loss jumps about and gets no lower, {left}"
    return f"The loss hardly falls any more, {left}, but what was logged beside it shows that it has not come to rest"


def _made(log: Log, unit: Unit, now: tuple[float, float] | None) -> str:
    """`30 epochs`; what was stopped within one is told to one place: `2.8 epochs`."""
    return counted(int(log.rows[-1] - log.rows[0]), unit) if now is None else f"{epochs(now[0])} {unit}s"


def _began(log: Log, first: str, unit: Unit) -> str:
    """Of a single loss."""
    if log.broke is not None:
        return f"The loss began at {first}, and at {unit} {log.broke} it was no longer a number"
    return f"One loss alone, {first}, shows no course yet"


def _grew(log: Log, first: str, last: str) -> str:
    """From its start, or from the lowest that it had come to before."""
    lowest = figure(float(log.loss.min()))
    if lowest != first:
        return f"The loss fell from {first} to {lowest} and then grew to {last}"
    first, last = apart(float(log.loss[0]), float(log.loss[-1]))
    return f"The loss grew from {first} to {last}"


def _jumped(log: Log, last: str, unit: Unit) -> str:
    """Where it jumped up, from what and to what."""
    at = int(np.diff(log.loss).argmax())
    before, after = figure(float(log.loss[at])), figure(float(log.loss[at + 1]))
    jump = f"The loss jumped up from {before} to {after} at {unit} {int(log.rows[at + 1]):,}"
    return f"{jump} and stayed up" if after == last else f"{jump}, and ended at {last}"


def _hardly_moved(log: Log, first: str, last: str, steps: str) -> str:
    """Level, or up and down about its start."""
    if first == last:
        return f"The loss ended at {last}, where it began"
    if log.loss[-1] - log.loss[0] > 0.1 * abs(float(log.loss[0])):
        return f"The loss got no lower: it went from {first} to {last} in {steps}"
    return f"The loss hardly moved: from {first} to {last} in {steps}"


def _falls(log: Log) -> str:
    """Whether it goes up and down, or most of the way, as far as it can be foreseen, is still to go."""
    if log.loss[-1] >= log.loss[0]:
        return "fell on the whole, but ended no lower than it began"
    how = ", if by ups and downs" if log.restless else ", but slowly" if log.fraction > 0.5 else ""
    return f"is still falling{how}"


def _came_down(log: Log, first: str, last: str, ended: float) -> str:
    """Whether it is level, or only what it still gains is small beside what it has fallen."""
    # Over a tenth of the log, and of a short one over three rows: 5 % from row to row is not level.
    rows = min(max(3, len(log.loss) // 10), len(log.loss) - 1)
    lately = float(log.loss[-1 - rows]) - ended
    if lately > 0.1 * abs(ended):
        return f"The loss came down from {first} to {last}, and what it still gains is little beside that"
    return f"The loss came down from {first} and levelled off at {last}"


def _shakes(log: Log, first: str, last: str) -> str:
    """How far it shakes, where that is far enough to be seen in the figures."""
    # The last quarter of the steps, not of the rows: of a long log, fewer rows are kept.
    late = log.loss[log.rows >= log.rows[-1] - (log.rows[-1] - log.rows[0]) / 4]
    low, high = figure(float(late.min()), 2), figure(float(late.max()), 2)
    if low == high:
        return f"The loss came down from {first} and now only shakes a little around {last}"
    return f"The loss came down from {first} and now shakes between {low} and {high}"


def _above_zero(lr: tuple[float, float], verdict: str, suggested: float | None) -> str:
    """What to say of a rate of 0, and of one below 0 that walked away; else nothing."""
    if lr == (0, 0) and verdict == "stalled":
        return "With a rate of 0 every step has length 0: take one above 0, such as 0.01."
    if lr[0] < 0 and verdict == "overshot" and suggested is not None:
        return f"A rate below 0 walks uphill: take one above 0, such as {rate(suggested)}."
    return ""


def advise_log(
    finding: Finding,
    suggested: float | None,
    validation: Overfitting | None,
    unit: Unit = "step",
    lr: tuple[float, float] | None = None,
    *,
    short: bool = False,
    kept: bool = True,
) -> str:
    """One piece of advice: what to try, or what else would tell.

    Args:
        lr: the first rate and the last, where known.
        short: there are too few losses.
        kept: whoever reads it keeps the log.
    """
    verdict, settle = finding.verdict, finding.settle
    if lr is not None and (above := _above_zero(lr, verdict, suggested)):
        return above
    if short or settle == "a log":
        return _log_more(settle if short else f"at least {LEAST} losses", unit, kept=kept)
    if (unseen := _advise_unseen(verdict, validation, unit)) is not None:
        return unseen
    if finding.reason == "stopped":
        return "Let it run to its end, and see where it leads."
    return _try(finding, suggested)


def _log_more(needed: str, unit: Unit, *, kept: bool) -> str:
    if kept:
        return f"Log the loss at every {unit}: it takes {needed} to show a course."
    return f"Let it run longer: it takes at least {LEAST} losses to show a course, and there is one for each epoch."


def _try(finding: Finding, suggested: float | None) -> str:
    """What to try after a verdict on the training loss, and what would make it surer."""
    verdict, reason, settle = finding.verdict, finding.reason, finding.settle
    if finding.sure == "low" and verdict == "overshot":
        return f"It may be no more than the noise of small batches: {settle} tells whether the rate is too high."
    if verdict == "converged":
        return f"To be sure, look at {settle}." if settle else "Nothing needs to change."
    if reason == "plateau":
        if settle == ANOTHER_START:
            return "Where the gradient is 0 no rate moves anything: begin from another start."
        return "A rate that is too low looks like this, and one that is too high may, too: try one on either side."
    if reason == "frozen" and settle:
        tenfold = "ten times the rate" if suggested is None else f"about {rate(suggested)}"
        return f"Look at {settle}: where it is 0, no rate moves anything; where it is not, try {tenfold}."
    if suggested is not None:
        what = f"Try about {rate(suggested)}"
    elif verdict == "overshot":
        what = "Try a tenth of the rate" if reason in ("diverged", "late-divergence", "thrown") else "Try half the rate"
    elif finding.patient:
        what = "Give it more time"
    elif reason in ("crawling", "frozen"):
        what = "Try three times the rate" if reason == "crawling" else "Try ten times the rate"
    elif reason == "rate-decayed":
        what = "Let the rate fall later, or less far"
    else:
        what = "Try another start"
    if what == "Try half the rate" and settle == HALF:
        return f"Make {HALF}: if it is calmer, this rate was too high."
    return f"{what}; to be sure, look at {settle}." if settle and settle != ANOTHER_START else f"{what}."


def _advise_unseen(verdict: str, validation: Overfitting | None, unit: Unit) -> str | None:
    """What to do about a validation loss that rose or stayed high."""
    if validation is None or verdict == "overshot":
        return None
    if validation.shown:
        return (
            f"Keep the weights of {unit} {validation.row}; more data or a simpler model helps against overfitting, "
            f"a lower rate only puts it off."
        )
    if validation.apart and verdict == "converged":
        return "Such a gap is a sign of overfitting: more data or a simpler model helps, a lower rate only puts it off."
    return None
