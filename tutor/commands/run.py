"""`tutor run`: one run without the screen."""

from __future__ import annotations

import json
import math
import shutil
import sys
from typing import TYPE_CHECKING, Any

from tutor.engine.model import Experiment

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory, Verdict


def run(experiment: Experiment, *, as_json: bool, ascii: bool) -> int:
    """Makes the run and prints it; gives the exit code.

    Raises:
        TutorError: the experiment can't be made.
    """
    from tutor.engine.descent import run as descend
    from tutor.engine.verdict import judge

    trajectory = descend(experiment)
    verdict = judge(trajectory)
    if as_json:
        print(json.dumps(as_object(trajectory, verdict), allow_nan=False))
    else:
        _draw(trajectory, ascii=ascii)
        reason = verdict.reason.replace("-", " ")
        print(f"{verdict.verdict.upper()}, {reason}. {verdict.sentence} {verdict.advice}".rstrip())
    return 0


def as_object(trajectory: Trajectory, verdict: Verdict) -> dict[str, Any]:
    """The run as the one JSON object that `tutor run --json` promises."""
    import numpy as np

    experiment = trajectory.experiment
    with np.errstate(over="ignore", invalid="ignore"):
        norm = np.sqrt((trajectory.gradient**2).sum(axis=1))
    return {
        "problem": experiment.problem,
        "optimizer": experiment.optimizer,
        "schedule": experiment.schedule,
        "seed": experiment.seed,
        "steps": trajectory.steps,
        "lr": numbers(trajectory.lr),
        "loss": numbers(trajectory.loss),
        "gradient_norm": numbers(norm),
        "w": [numbers(w) for w in trajectory.w],
        "minimum": number(trajectory.minimum),
        "verdict": {
            "verdict": verdict.verdict,
            "reason": verdict.reason,
            "sure": verdict.sure,
            "sentence": verdict.sentence,
            "advice": verdict.advice,
            "evidence": {name: number(value) for name, value in verdict.evidence.items()},
        },
    }


def numbers(values: Any) -> list[Any]:
    """A list for JSON, in which non-finite numbers are words."""
    return [number(float(value)) for value in values]


def number(value: Any) -> Any:
    """`value` for JSON: inf and nan, which JSON lacks, become "inf", "-inf" and "nan"."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _draw(trajectory: Trajectory, *, ascii: bool) -> None:
    from tutor.chart import Curve, choose_axes, describe_loss, draw_loss

    losses = [float(value) for value in trajectory.loss]
    if not sys.stdout.isatty():
        print(describe_loss(losses, trajectory.minimum))
        return
    axes = choose_axes([losses], trajectory.experiment.steps, trajectory.minimum)
    size = shutil.get_terminal_size()
    print(axes.label)
    width, height = max(40, min(100, size.columns - 1)), max(8, min(16, size.lines - 6))
    print("\n".join(draw_loss([Curve(f"{trajectory.experiment.lr:g}", losses)], axes, width, height, ascii=ascii)))
