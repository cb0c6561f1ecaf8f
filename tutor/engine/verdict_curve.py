"""The verdict on a bare loss curve: what it can show, how sure that is, and what else would settle it.

The definitions are those of `engine.verdict`. What they need and a log lacks is made up for, in this order: parameters
logged beside the loss show the turns of the path; gradient norms tell rest from unrest; a falling rate tells whose doing
a stop was; from the loss alone, a run that bounces towards the bottom looks like one that walks there slowly.

Evidence, by name: `steps`; `loss_start`, `loss_end`, `loss_lowest`; `reference`, `reference_known`, `fraction_left`,
`steps_to_1_percent`, `growth_per_step` as in `engine.verdict_evidence`; `break_step` the row at which the loss stopped
being a number; `falling` how much of the whole fall came between the third and the last quarter; `rebound` the rise from
the lowest tenth to the last, as a share of the fall; `alternation` the share of late steps on which the loss turned (2/3
is chance); `noise` the late scatter as a share of the whole range; `turning_angle` (degrees, with `w`); `factor_per_step`
(with one parameter, where it is steady); `gradient_norm`, `gradient_norm_start`, `lr`, `lr_peak` where logged;
`suggested_lr`; `would_settle` what else to look at; `overfitting`, `val_lowest`, `val_lowest_step`, `val_end` with a
validation loss.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.model import Verdict
from tutor.engine.verdict_curve_wording import advise_log, tell_log
from tutor.engine.verdict_log import CHANCE, Log, Overfitting, measure_log, numbers, overfitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.engine.model import Floats
    from tutor.engine.verdict_log import Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What was logged beside the loss."""

    gradient: tuple[float, float] | None
    """The gradient's length at the start and (median of the last tenth) at the end."""
    lr: tuple[float, float] | None
    """The largest rate and the last."""
    turning: float | None
    """Mean angle between late moves of the parameters, in degrees."""
    factor: float | None
    """What each step multiplied the one parameter's move by, where that is steady."""
    validation: Overfitting | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on a log before it is put into words."""

    verdict: str
    reason: str
    sure: str
    settle: str = ""
    """What else would settle it."""


_HALF = "a second run at half the rate"
_NORM = "the gradient norm"


def judge_curve(
    loss: Numbers | Floats,
    *,
    gradient_norm: Numbers | Floats | None = None,
    lr: Numbers | Floats | float | None = None,
    w: Sequence[Sequence[float]] | Floats | None = None,
    minimum: float | None = None,
    val_loss: Numbers | Floats | None = None,
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
    """
    with np.errstate(all="ignore"):
        curve = numbers(loss)
        log = measure_log(curve, minimum) if curve is not None else None
        beside = Beside(
            gradient=_ends(numbers(gradient_norm)),
            lr=_rates(lr),
            turning=_turning(w),
            factor=_steady_factor(w),
            validation=overfitting(numbers(val_loss)),
        )
        finding = _find(log, beside, len(curve) if curve is not None else 0)
        suggested = _suggested(finding, log, beside)
        return Verdict(
            verdict=finding.verdict,
            reason=finding.reason,
            sure=finding.sure,  # type: ignore[arg-type]
            sentence=tell_log(finding.verdict, finding.reason, log, beside.validation),
            advice=advise_log(finding.verdict, finding.reason, suggested, finding.settle, beside.validation),
            evidence=_evidence(log, beside, suggested, finding.settle),
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
        return Finding("stalled", "frozen", "low", "more steps")
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
    if float(np.ptp(late)) <= 0.01 * float(np.ptp(log.loss)):
        return "thrown"
    return _divergence(log) if log.rebound > 0.5 and log.noise < 0.05 else "chaotic" if log.noise > 0.1 else "diverged"


def _alternates(log: Log) -> bool:
    """Up and down at every step, as no noise does for long."""
    return log.alternation >= 0.95 and log.noise > 1e-3


def _still_falling(log: Log) -> bool:
    """Whether the last quarter lies lower than the third, by more than chance."""
    chance = CHANCE * log.noise * log.scale / math.sqrt(len(log.loss) / 4)
    return not _level(log) and log.late_fall > chance


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
        return Finding("stalled", "plateau" if beside.gradient[1] == 0 else "frozen", "medium")
    return Finding("stalled", "frozen", "low", _NORM)


def _converged(log: Log, beside: Beside) -> Finding:
    if beside.gradient is not None and not log.known and beside.gradient[1] > 0.3 * beside.gradient[0] > 0:
        return Finding("overshot", "bouncing", "medium", _HALF)
    rested = beside.gradient is not None and beside.gradient[1] <= 0.05 * beside.gradient[0]
    sure = "high" if log.known or rested else "medium"
    settle = "" if sure == "high" else _NORM
    if float(log.loss.max()) - log.reference >= 1.05 * log.start:
        return Finding("converged", "after-overshoot", sure, settle)
    if beside.lr is not None and abs(beside.lr[1]) < 0.5 * abs(beside.lr[0]):
        return Finding("converged", "scheduled", sure, settle)
    if beside.turning is not None and beside.turning > 120:
        return Finding("converged", "zigzag", sure, settle)
    if _alternates(log):
        return Finding("converged", "small-bounce", sure, settle)
    restless = log.noise > 1e-4 and log.growth is not None and log.growth > 0.97
    return Finding("converged", "small-bounce" if restless else "smooth", sure, settle)


def _unsettled(log: Log, beside: Beside) -> Finding:
    """Neither up nor down to the bottom."""
    if _alternates(log):
        steady = log.swing is None or log.swing > 0.995
        return Finding("overshot", "bouncing" if steady else "ringing", "high" if log.known else "medium", _HALF)
    if beside.turning is not None and beside.turning > 120:
        back = log.growth is not None and log.growth < 0.998
        return Finding("overshot", "ringing" if back else "bouncing", "high")
    if log.rebound > 0.1 and log.rebound * (log.loss[0] - log.loss.min()) > 4 * log.noise * log.scale:
        return Finding("overshot", "late-divergence", "medium", _HALF)
    noisy = log.noise > 0.02
    decayed = beside.lr is not None and abs(beside.lr[1]) <= 0.02 * abs(beside.lr[0])
    if _still_falling(log):
        walks = beside.turning is not None and beside.turning < 60
        return Finding(
            "stalled", "rate-decayed" if decayed else "crawling", "high" if walks else "medium", "" if walks else _HALF
        )
    if decayed:
        return Finding("stalled", "rate-decayed", "medium", _HALF)
    if beside.gradient is not None and beside.gradient[1] > 0.3 * beside.gradient[0] > 0:
        return Finding("overshot", "noise" if noisy else "bouncing", "medium", _HALF)
    fallen = float(log.loss[0]) - float(np.median(log.loss[-max(1, len(log.loss) // 10) :]))
    whole = log.start if log.known or log.loss.min() < 0 else float(log.loss[0])
    hardly = fallen < 0.1 * whole
    if noisy and not hardly:
        if not log.known and log.noise < 0.05:
            return Finding("converged", "small-bounce", "low", _HALF)
        return Finding("overshot", "noise", "low", _HALF)
    if hardly:
        return Finding(
            "stalled",
            "plateau",
            "low" if beside.gradient is None else "medium",
            f"{_HALF}, and one at ten times the rate",
        )
    if log.known:
        return Finding("stalled", "local-minimum", "medium" if beside.gradient is not None else "low", "another start")
    return Finding("converged", "small-bounce" if log.noise > 1e-4 else "smooth", "low", _NORM)


# ---------------------------------------------------------------- what was logged beside the loss


def _ends(norm: Floats | None) -> tuple[float, float] | None:
    fine = norm[np.isfinite(norm)] if norm is not None else np.empty(0)
    return (float(fine[0]), float(np.median(fine[-max(1, len(fine) // 10) :]))) if fine.size else None


def _rates(lr: Numbers | Floats | float | None) -> tuple[float, float] | None:
    if lr is None:
        return None
    rates = numbers([float(lr)] if isinstance(lr, (int, float)) else lr)
    fine = rates[np.isfinite(rates)] if rates is not None else np.empty(0)
    return (float(fine[np.abs(fine).argmax()]), float(fine[-1])) if fine.size else None


def _moves(w: Sequence[Sequence[float]] | Floats | None) -> Floats | None:
    """(m, d) the late moves of the parameters, where there are at least two."""
    if w is None or len(w) < 3:
        return None
    points = np.asarray(w, dtype=np.float64)
    points = points.reshape(len(points), -1)
    points = points[np.isfinite(points).all(axis=1)]
    moves = np.diff(points, axis=0)
    moves = moves[np.abs(moves).max(axis=1, initial=0.0) > 0]
    return moves[len(moves) // 2 :] if len(moves) >= 4 else moves if len(moves) >= 2 else None


def _turning(w: Sequence[Sequence[float]] | Floats | None) -> float | None:
    moves = _moves(w)
    if moves is None or len(moves) < 2:
        return None
    moves = moves / np.abs(moves).max(axis=1, keepdims=True)
    units = moves / np.sqrt(np.einsum("nd,nd->n", moves, moves))[:, None]
    cosines = np.einsum("nd,nd->n", units[1:], units[:-1])
    return float(np.degrees(np.arccos(np.clip(cosines, -1.0, 1.0))).mean())


def _steady_factor(w: Sequence[Sequence[float]] | Floats | None) -> float | None:
    moves = _moves(w)
    if moves is None or moves.shape[1] != 1 or len(moves) < 3:
        return None
    ratios = moves[1:, 0] / moves[:-1, 0]
    middle = float(np.median(ratios))
    return middle if float(np.abs(ratios - middle).max()) <= 0.01 * abs(middle) else None


# ---------------------------------------------------------------- what to say


def _suggested(finding: Finding, log: Log | None, beside: Beside) -> float | None:
    """A rate to try: from a curve alone only its direction is known, so the steps are the usual ones."""
    if beside.lr is None or beside.lr[0] == 0:
        return None
    peak = abs(beside.lr[0])
    if finding.verdict == "overshot":
        return _rounded(peak * (0.1 if finding.reason in ("diverged", "late-divergence", "thrown") else 0.3))
    if finding.verdict == "stalled" and finding.reason in ("crawling", "frozen", "plateau", "rate-decayed"):
        far = log is None or log.fraction > 0.5
        return _rounded(peak * (10 if far else 3)) if finding.reason != "rate-decayed" else None
    return None


def _rounded(number: float) -> float:
    return float(f"{number:.0e}")


def _evidence(
    log: Log | None, beside: Beside, suggested: float | None, settle: str
) -> dict[str, float | int | str | bool | None]:
    told: dict[str, float | int | str | bool | None] = {"steps": 0 if log is None else int(log.rows[-1])}
    if log is not None:
        told |= {
            "loss_start": float(log.loss[0]),
            "loss_end": float(log.loss[-1]),
            "loss_lowest": float(log.loss.min()),
            "reference": log.reference,
            "reference_known": log.known,
            "fraction_left": log.fraction,
            "steps_to_1_percent": log.settled,
            "growth_per_step": log.growth,
            "break_step": log.broke,
            "falling": log.falling,
            "rebound": log.rebound,
            "alternation": log.alternation,
            "noise": log.noise,
        }
    told |= {
        "turning_angle": beside.turning,
        "factor_per_step": beside.factor,
        "gradient_norm_start": beside.gradient[0] if beside.gradient else None,
        "gradient_norm": beside.gradient[1] if beside.gradient else None,
        "lr_peak": beside.lr[0] if beside.lr else None,
        "lr": beside.lr[1] if beside.lr else None,
        "suggested_lr": suggested,
        "would_settle": settle or None,
    }
    if beside.validation is not None:
        told |= {
            "overfitting": beside.validation.shown,
            "val_lowest": beside.validation.lowest,
            "val_lowest_step": beside.validation.row,
            "val_end": beside.validation.last,
        }
    return told
