"""Runs and verdicts for other programs: the JSON objects and the CSV table that design promises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from tutor.engine.model import Floats, Trajectory, Verdict


def run_object(trajectory: Trajectory, verdict: Verdict) -> dict[str, Any]:
    """The run as the one JSON object that `tutor run --json` promises."""
    experiment = trajectory.experiment
    changes = {"changes": [list(change) for change in experiment.changes]} if experiment.changes else {}
    return {
        "problem": experiment.problem,
        "optimizer": experiment.optimizer,
        "schedule": experiment.schedule,
        "seed": experiment.seed,
        "steps": trajectory.steps,
        **changes,
        "lr": numbers(trajectory.lr),
        "loss": numbers(trajectory.loss),
        "gradient_norm": numbers(lengths(trajectory.gradient)),
        "w": numbers(trajectory.w),
        "minimum": number(trajectory.minimum),
        "verdict": verdict_object(verdict),
    }


def write_csv(trajectories: Sequence[Trajectory], page: TextIO, names: Sequence[str] | None = None) -> None:
    """A row for each step, with the run's name, or else its rate, if there are several.

    The rate in a row is the one that led there, so that the start has none.
    """
    import csv  # only for who saves

    several = len(trajectories) > 1
    table = csv.writer(page, lineterminator="\n")
    dimension = trajectories[0].w.shape[1]
    first = ["rate" if names is None else "run"] if several else []
    table.writerow([*first, "step", "lr", "loss", "gradient_norm", *(f"w{axis + 1}" for axis in range(dimension))])
    for trajectory, name in zip(trajectories, names or [repr(one.experiment.lr) for one in trajectories], strict=True):
        first = [name] if several else []
        rates = ["", *map(repr, trajectory.lr.tolist())]
        rows = zip(
            rates, trajectory.loss.tolist(), lengths(trajectory.gradient).tolist(), trajectory.w.tolist(), strict=True
        )
        for step, (rate, loss, norm, w) in enumerate(rows):
            table.writerow([*first, step, rate, repr(loss), repr(norm), *map(repr, w)])


def lengths(gradient: Floats) -> Floats:
    """(n+1, d) -> (n+1,): the length of each gradient, without overflow on the way there."""
    import numpy as np

    with np.errstate(all="ignore"):
        largest = np.abs(gradient).max(axis=1, keepdims=True)
        scale = np.where(np.isfinite(largest) & (largest > 0), largest, 1.0)
        norm: Floats = scale[:, 0] * np.sqrt(((gradient / scale) ** 2).sum(axis=1))
    return norm


def numbers(values: Floats) -> list[Any]:
    """A list for JSON, nested as the array is, in which non-finite numbers are words."""
    import numpy as np

    listed: list[Any] = values.tolist()
    if np.isfinite(values).all():
        return listed
    return [number(value) if isinstance(value, float) else numbers(np.array(value)) for value in listed]


def number(value: Any) -> Any:
    """`value` for JSON: inf and nan, which JSON lacks, become "inf", "-inf" and "nan"."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def verdict_object(verdict: Verdict) -> dict[str, Any]:
    """A verdict for JSON."""
    return {
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "sure": verdict.sure,
        "sentence": verdict.sentence,
        "advice": verdict.advice,
        "evidence": {name: number(value) for name, value in verdict.evidence.items()},
    }


def figure(value: float, digits: int = 6) -> str:
    """A number for a person, in a form that programs read, too: 0.04, 3200, 1.5e9."""
    text = f"{value:.{digits}g}"
    mantissa, exponent, power = text.partition("e")
    if not exponent:
        return text
    return f"{float(text):.0f}" if 0 <= int(power) < 6 else f"{mantissa}e{int(power)}"
