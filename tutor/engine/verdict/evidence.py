"""The numbers that a verdict rests on, by name. None where a number is not known for this run.

| key | meaning |
|---|---|
| `steps` | updates made |
| `excess_start`, `excess_end` | loss minus the reference, at the start and at the end (the last step) |
| `excess_tail` | the median excess of the tail |
| `fraction_left` | `excess_tail` / `excess_start` |
| `reference`, `reference_known` | the loss that counts as none left, and whether it is the problem's own minimum |
| `steps_to_1_percent` | the first step from which the excess stays within 1 % of `excess_start` to the end |
| `highest` | the largest excess of the run, as a multiple of `excess_start` |
| `overflow_step` | the step at which a number overflowed |
| `sign_flips` | how often the slope along the steepest direction changed its sign while it was noticeable |
| `flip_share` | the same as a share of the steps on which the slope was noticeable |
| `crossings` | the same as `sign_flips`, but however small the slope had become, down to rounding |
| `turning_angle` | mean angle from one step to the next in the later half, in degrees; 180 goes straight back |
| `growth_per_step` | late geometric factor per step of the excess; below 1 it shrinks |
| `distance_growth` | the same of the distance to the nearest known minimizer |
| `factor_per_step` | 1 − lr·L at the last rate: what a step multiplies the distance by; plain descent on a quadratic |
| `gradient_norm`, `gradient_norm_start` | the gradient's length at the end and at the start |
| `lr`, `lr_peak` | the rate used last, and the largest by size |
| `changed_at` | the step of the last change of the rate on the way; None where it was not changed |
| `curvature`, `curvature_at` | the Hessian's largest eigenvalue by size, and where: everywhere, end or start |
| `curvature_lowest` | the Hessian's smallest eigenvalue there |
| `limit` | the rate from which it no longer settles: 2/L on a quadratic, with momentum β 2(1 + β)/L |
| `local_limit` | 2/curvature at that point, where the curvature differs from place to place |
| `smaller_steps_ratio` | the excess that smaller steps from the end would come to / that going on unchanged would |
| `larger_steps_ratio` | the same for larger steps |
| `suggested_lr` | the rate in the advice |
| `suggested_steps` | the steps that it needs, where the run's own number is not enough |
| `suggested_settles` | the step from which a run with the suggested rate was seen to stay within 1 % |
| `suggested_schedule` | the schedule to try it with, where it is not the run's own |
| `suggested_start` | the start to try it from, where it is not the run's own: its numbers, joined by ";" |

On a training log the keys of the same name mean the same, and there are besides:

| key | meaning |
|---|---|
| `loss_start`, `loss_end`, `loss_lowest` | as logged |
| `steps` | how many losses the log holds after its first |
| `unit` | what the log counts: `step` or `epoch` |
| `break_step` | the row at which the loss stopped being a number for good |
| `falling` | how much of the whole fall came between the third and the last quarter |
| `rebound` | the rise from the lowest tenth of the curve to its last, as a share of the fall |
| `alternation` | the share of late steps on which the loss turned from falling to rising or back; 2/3 is chance |
| `noise` | how far neighbouring late entries scatter, as a share of the whole range |
| `losses_lacking` | how many more losses it takes to show a course; None where there are enough |
| `would_settle` | what else to look at, to be sure |
| `overfitting` | whether the validation loss has clearly risen since it was lowest |
| `val_lowest`, `val_lowest_step`, `val_end` | its lowest value, the row of that, and its last tenth's median |
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tutor.engine.model import Evidence
    from tutor.engine.verdict.advice import Suggestion
    from tutor.engine.verdict.beside import Beside
    from tutor.engine.verdict.case import Case
    from tutor.engine.verdict.log import Log


def evidence(case: Case, verdict: str, suggestion: Suggestion) -> Evidence:
    """The evidence for a verdict on a whole run."""
    path, trajectory = case.path, case.trajectory
    quadratic = case.problem.constant_curvature
    ground, at = (case.end, "end") if case.end is not None else (case.start, "start")
    curvature = quadratic or (ground.sharpness if ground is not None else None)
    slopes = np.sqrt(
        np.einsum("nd,nd->n", trajectory.gradient[[0, path.finite - 1]], trajectory.gradient[[0, path.finite - 1]])
    )
    weighed = "ahead" in case.__dict__
    return {
        "steps": path.steps,
        "excess_start": path.start,
        "excess_end": float(path.excess[-1]),
        "excess_tail": path.left,
        "fraction_left": path.fraction,
        "reference": path.reference,
        "reference_known": case.known,
        "steps_to_1_percent": path.settled if verdict == "converged" or not path.ran_away else None,
        "highest": path.highest / path.start if path.start > 0 else None,
        "overflow_step": path.finite if path.ran_away else None,
        "sign_flips": path.flips,
        "crossings": path.crossings,
        "flip_share": path.flip_share,
        "turning_angle": path.turning,
        "growth_per_step": path.growth,
        "distance_growth": path.distance_growth,
        "factor_per_step": 1 - case.lr * quadratic if case.plain and quadratic else None,
        "gradient_norm": _finite(slopes[1]),
        "gradient_norm_start": _finite(slopes[0]),
        "lr": case.lr,
        "lr_peak": case.peak,
        "changed_at": case.since or None,
        "curvature": curvature,
        "curvature_at": None if curvature is None else "everywhere" if quadratic else at,
        "curvature_lowest": ground.lowest if ground is not None else None,
        "limit": case.limit,
        "local_limit": 2 / curvature if curvature and not quadratic else None,
        "smaller_steps_ratio": case.smaller.ratio if weighed else None,
        "larger_steps_ratio": case.larger.ratio if weighed else None,
        "suggested_lr": suggestion.lr,
        "suggested_steps": suggestion.steps,
        "suggested_settles": suggestion.settles,
        "suggested_schedule": suggestion.schedule,
        "suggested_start": None
        if suggestion.start is None
        else ";".join(f"{number:.12g}" for number in suggestion.start),
    }


def log_evidence(
    log: Log | None, beside: Beside, suggested: float | None, settle: str, *, unit: str, count: int, lacking: int = 0
) -> Evidence:
    """The evidence for a verdict on a training log."""
    told: dict[str, float | int | str | bool | None] = {"steps": max(count - 1, 0), "unit": unit}
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
        "losses_lacking": lacking or None,
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


def _finite(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None
