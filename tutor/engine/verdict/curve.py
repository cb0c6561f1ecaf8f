"""The verdict on a bare loss curve: what it can show, how sure that is, and what else would settle it.

The definitions are those of `engine.verdict`. What they need and a log lacks is made up for, in this order: parameters
logged beside the loss show the turns of the path; gradient norms tell rest from unrest; a falling rate tells whose
doing a stop was; from the loss alone, a run that bounces towards the bottom looks like one that walks there slowly.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.model import Verdict
from tutor.engine.verdict.advice_wording import begin_again
from tutor.engine.verdict.beside import Beside, beside_loss
from tutor.engine.verdict.curve_wording import ANOTHER_START, HALF, LEAST, Unit, advise_log, tell_log
from tutor.engine.verdict.evidence import log_evidence
from tutor.engine.verdict.falling import advise_fall, fall_evidence, is_brisk, tell_fall, tell_validation
from tutor.engine.verdict.finding import Finding, Sure
from tutor.engine.verdict.log import CHANCE, Log, measure_log, numbers
from tutor.engine.verdict.log_rate import suggest_for_log
from tutor.engine.verdict.log_rise import rose_again

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.verdict.beside import Points
    from tutor.engine.verdict.log import Numbers


_FEW = 8
"""A log with fewer numbers than this is not judged with certainty, unless it broke."""
_NORM = "the gradient norm"


def judge_curve(
    loss: Numbers | Floats,
    *,
    gradient_norm: Numbers | Floats | None = None,
    lr: Numbers | Floats | float | None = None,
    w: Points | None = None,
    minimum: float | None = None,
    val_loss: Numbers | Floats | None = None,
    steps: Numbers | Floats | None = None,
    unit: Unit = "step",
    norms: bool = True,
    now: tuple[float, float] | None = None,
    dead: tuple[int, int] | None = None,
    stopped: bool = False,
    count: int = 0,
) -> Verdict:
    """The verdict on a loss curve of which the run itself is not at hand.

    Args:
        loss: one number per logged step, the first before or after the first update; None or NaN in mid-curve is a gap,
            at the end it means that the run broke.
        gradient_norm: the gradient's length at the same steps.
        lr: the rate at the same steps, or one rate for all.
        w: the parameters at the same steps.
        minimum: the lowest loss that the problem allows, if known.
        val_loss: the validation loss, one number per row, with gaps where it was not measured.
        steps: the step or epoch that the log names for each row; the rows themselves, from 0, if left out.
        unit: what these are called in words.
        norms: whether whoever reads the advice keeps the log and could look at gradient norms; a training on the bench
            shows none.
        now: the step and the loss at which the run stands, where that is after the last row.
        dead: the hidden layer of a network whose units have all died, and how many they are.
        stopped: whether the learner stopped it before its end.
        count: how many losses the log holds, where not all of them are given.
    """
    with np.errstate(all="ignore"):
        curve = numbers(loss)
        log = measure_log(curve, minimum) if curve is not None else None
        beside = beside_loss(curve, gradient_norm=gradient_norm, lr=lr, w=w, val_loss=val_loss)
        log, beside = _called(log, beside, numbers(steps))
        rows = len(curve) if curve is not None else 0
        finding = _find(log, beside, rows)
        if finding.settle == _NORM and (beside.gradient is not None or not norms):
            finding = replace(finding, settle=beside.still_steep() if norms else "")
        if dead is not None and log is not None and log.broke is None:
            finding = Finding("overshot", "thrown", "high") if log.risen else Finding("stalled", "plateau", "high")
        elif finding.sure == "high" and log is not None and log.broke is None and len(log.loss) < _FEW:
            finding = replace(finding, sure="medium")  # so few numbers may be anything
        lacking = max(LEAST - len(log.loss), 0) if dead is None and log is not None and log.broke is None else 0
        if short := lacking > 0:
            if finding.verdict == "overshot" and log is not None and not log.risen:
                finding = Finding("stalled", "crawling", "low")  # what so few did in between says nothing
            finding = replace(finding, sure="low", settle=f"at least {lacking} more loss{'es' if lacking > 1 else ''}")
        on_its_way = short or finding.reason in ("crawling", "rate-decayed")
        if stopped and dead is None and finding.verdict == "stalled" and on_its_way:
            finding = replace(finding, reason="stopped", settle=finding.settle if short else "")
        if finding.reason == "crawling" and log is not None and log.restless:
            finding = replace(finding, patient=True)
        lower = log is not None and bool(log.loss[-1] < log.loss[0])
        falls = norms and not short and lower and finding.reason == "crawling"
        if brisk := falls and log is not None and is_brisk(log):
            finding = replace(finding, settle=f"more {unit}s")
        suggested = None if short or finding.patient else suggest_for_log(finding, log, beside, dead=dead is not None)
        sentence = tell_log(
            finding.verdict, finding.reason, log, beside.validation, unit, now, dead, short=short, stopped=stopped
        )
        advice = (
            begin_again(suggested, beside.lr[0] if beside.lr else 0.0)
            if dead is not None
            else advise_log(finding, suggested, beside.validation, unit, beside.lr, short=short, kept=norms)
        )
        seen, values = beside.validation, numbers(val_loss)
        if log is not None and not (seen is not None and seen.shown):
            if falls:
                sentence = tell_fall(log, unit)
            if brisk:
                advice = advise_fall(unit, suggested, patient=finding.patient)
            if norms and not short and seen is not None and values is not None and "validation" not in sentence:
                sentence += " " + tell_validation(seen, values, log, unit)
        return Verdict(
            verdict=finding.verdict,
            reason=finding.reason,
            sure=finding.sure,
            sentence=sentence,
            advice=advice,
            evidence={
                **log_evidence(log, beside, suggested, finding.settle, unit=unit, count=count or rows, lacking=lacking),
                **(fall_evidence(log) if falls and log is not None else {}),
            },
        )


def _called(log: Log | None, beside: Beside, steps: Floats | None) -> tuple[Log | None, Beside]:
    """The same, with rows called what the log calls them, if it calls all of them something."""
    if log is None or steps is None or not np.isfinite(steps).all():
        return log, beside
    seen = beside.validation
    last = max(int(log.rows[-1]), log.broke or 0, seen.row if seen is not None else 0)
    if len(steps) <= last:
        return log, beside

    def name(row: int | None) -> int | None:
        return None if row is None else int(steps[row])

    return (
        replace(log, rows=steps[log.rows.astype(np.int64)], broke=name(log.broke), settled=name(log.settled)),
        beside if seen is None else replace(beside, validation=replace(seen, row=int(steps[seen.row]))),
    )


# ---------------------------------------------------------------- the rules


def _find(log: Log | None, beside: Beside, rows: int) -> Finding:
    if log is None:
        return (
            Finding("overshot", "diverged", "medium", "the first losses")
            if rows
            else Finding("stalled", "frozen", "low", "a log")
        )
    if log.broke is not None:
        return Finding("overshot", _divergence(log), "high")
    if len(log.loss) < 2:
        return Finding("stalled", "frozen", "low")
    if log.risen:
        return Finding("overshot", _rise(log), "high" if log.fraction > 1.5 or not log.noise else "medium", "")
    if float(np.ptp(log.loss)) == 0.0:
        return _unmoved(log, beside)
    if log.within and (log.known or _level(log)):
        return _converged(log, beside)
    return _unsettled(log, beside)


def _divergence(log: Log) -> str:
    lowest = float(log.loss.min())
    low = int(np.count_nonzero(log.loss - lowest < 0.5 * (float(log.loss[0]) - lowest)))
    return "late-divergence" if low >= max(3, len(log.loss) // 20) else "diverged"


def _rise(log: Log) -> str:
    third = max(1, len(log.loss) // 3)
    peaks = [float(log.loss[at : at + third].max()) for at in (0, third, len(log.loss) - third)]
    if peaks[0] < peaks[1] < peaks[2] and log.growth is not None and log.growth > 1:
        return _divergence(log)
    if _alternates(log):
        return "bouncing"
    late = log.loss[-third:]
    if third >= 3 and float(np.ptp(late)) <= 0.01 * float(np.ptp(log.loss)):
        return "thrown"
    return _divergence(log) if log.rebound > 0.5 and log.noise < 0.05 else "chaotic" if log.noise > 0.1 else "diverged"


def _alternates(log: Log) -> bool:
    """Up and down at every step, as no noise does for long."""
    return log.alternation >= 0.95 and log.noise > 1e-3


def _still_falling(log: Log) -> bool:
    """Whether the last quarter lies lower than the third, by more than chance, and has not come to an end itself."""
    chance = CHANCE * log.noise * log.scale / math.sqrt(len(log.loss) / 4)
    if _level(log) or log.late_fall <= chance:
        return False
    before, last = np.array_split(np.array_split(log.loss, 4)[3], 2)
    level = len(last) >= 5 and abs(float(np.median(before) - np.median(last))) <= 0.05 * log.late_fall
    return not level or log.noise > 0


def _level(log: Log) -> bool:
    return log.falling <= 0.02


def _unmoved(log: Log, beside: Beside) -> Finding:
    if log.known and log.start == 0:
        return Finding("converged", "at-start", "high")
    if beside.lr is not None and beside.lr[0] == 0:
        return Finding("stalled", "frozen", "high")
    if beside.turning is not None and beside.turning > 120:
        return Finding("overshot", "bouncing", "high")
    if beside.gradient is not None:
        level = beside.gradient[1] == 0
        return Finding("stalled", "plateau" if level else "frozen", "medium", ANOTHER_START if level else "")
    return Finding("stalled", "frozen", "low", _NORM)


def _converged(log: Log, beside: Beside) -> Finding:
    if beside.gradient is not None and not log.known and beside.gradient[1] > 0.3 * beside.gradient[0] > 0:
        return Finding("overshot", "bouncing", "medium", HALF)
    if not log.known and log.alternation > 2 / 3 and beside.restless(log.fraction):
        return Finding("overshot", "ringing", "medium", HALF)  # it goes up and down more than by chance
    rested = beside.gradient is not None and beside.gradient[1] <= 0.05 * beside.gradient[0]
    sure: Sure = "high" if log.known or rested else "medium"
    settle = "" if sure == "high" else _NORM
    if float(log.loss.max()) - log.reference >= 1.05 * log.start:
        return Finding("converged", "after-overshoot", sure, settle)
    if beside.lr is not None and abs(beside.lr[1]) < 0.5 * abs(beside.lr[0]):
        return Finding("converged", "scheduled", sure, settle)
    if beside.turning is not None and beside.turning > 120:
        return Finding("converged", "zigzag", sure, settle)
    if _alternates(log):
        return Finding("converged", "small-bounce", sure, settle)
    if rose_again(log) is not None:
        return Finding("converged", "after-overshoot", sure, settle)
    restless = log.noise > 1e-4 and log.growth is not None and log.growth > 0.97
    return Finding("converged", "small-bounce" if restless else "smooth", sure, settle)


def _unsettled(log: Log, beside: Beside) -> Finding:
    """Neither up nor down to the bottom."""
    if log.thrown_about:
        late = log.loss[-max(3, len(log.loss) // 3) :]
        rests = float(np.ptp(late)) <= 0.05 * abs(float(np.median(late)))
        return Finding("overshot", "thrown" if rests else "chaotic", "medium" if rests else "low", HALF)
    if _alternates(log):
        steady = log.swing is None or log.swing > 0.995
        return Finding("overshot", "bouncing" if steady else "ringing", "high" if log.known else "medium", HALF)
    rested = _level(log) and beside.gradient is not None and beside.gradient[1] <= 1e-3 * beside.gradient[0]
    if beside.turning is not None and beside.turning > 120 and not rested:
        back = log.growth is not None and log.growth < 0.998
        return Finding("overshot", "ringing" if back else "bouncing", "high")
    if log.rebound > 0.1 and min(log.fell, log.climbed) > 4 * log.noise * log.scale:  # neither by chance
        return Finding("overshot", "late-divergence", "medium", HALF)
    noisy = log.noise > 0.02
    decayed = beside.lr is not None and abs(beside.lr[1]) <= 0.02 * abs(beside.lr[0])
    if _still_falling(log):
        walks = beside.turning is not None and beside.turning < 60
        return Finding(
            "stalled", "rate-decayed" if decayed else "crawling", "high" if walks else "medium", "" if walks else HALF
        )
    if decayed:
        return Finding("stalled", "rate-decayed", "medium", HALF)
    if beside.gradient is not None and beside.gradient[1] > 0.3 * beside.gradient[0] > 0:
        return Finding("overshot", "noise" if noisy else "bouncing", "medium", HALF)
    if noisy and not log.hardly_fell:
        if not log.known and log.noise < 0.05:
            return Finding("converged", "small-bounce", "low", HALF)
        return Finding("overshot", "noise", "low", HALF)
    if log.hardly_fell:
        return Finding(
            "stalled",
            "plateau",
            "low" if beside.gradient is None else "medium",
            "one at a tenth of the rate, and one at ten times the rate",
        )
    if log.known:
        return Finding("stalled", "local-minimum", "medium" if beside.gradient is not None else "low", ANOTHER_START)
    return Finding("converged", "small-bounce" if log.noise > 1e-4 else "smooth", "low", _NORM)
