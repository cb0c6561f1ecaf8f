"""A rate to try next, and proof that it works: the suggestion is run before it is made.

Candidates are the rate that was used, times or divided by round factors, and those that the curvature suggests, each
rounded to one figure, as a person would say it. All of them descend side by side from the run's own start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.descent import sweep
from tutor.engine.verdict_path import BAND, TAIL_LEAST, TAIL_SHARE, growth

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.verdict_case import Case

_DOWN = (0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 1e-3, 1e-4)
_UP = (2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1e3, 1e4)
_FRESH = (1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1.0)
_LEAST_STEPS, _MOST_STEPS = 60, 400


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rate to try."""

    lr: float | None
    """None where no constant rate that was tried gets there."""
    steps: int | None = None
    """How many steps it takes, where the run's own number is not enough."""
    settles: int | None = None
    """The step from which it stays within 1 %."""
    schedule: str | None = None
    """The schedule to try it with, if not the run's own."""


NOTHING = Suggestion(None)


def suggest(case: Case, verdict: str, reason: str) -> Suggestion:
    """The rate to try after this verdict: one that converges from the same start, or that lets one see something new."""
    if verdict == "converged":
        return _curiosity(case, reason)
    experiment, path = case.trajectory.experiment, case.path
    if not math.isfinite(path.start):
        return NOTHING
    rates = _candidates(case)
    planned = max(experiment.steps, path.steps, 1)
    length = min(max(_LEAST_STEPS, planned // 2), _MOST_STEPS)
    tried = sweep(replace(experiment, steps=length, schedule="constant"), rates)
    reference = min(case.reference, float(np.nanmin(np.where(np.isfinite(tried.loss), tried.loss, np.inf))))
    band = BAND * max(float(tried.loss[0, 0]) - reference, 0.0)
    settles = np.array([_settling(np.maximum(tried.loss[:, run] - reference, 0.0), band) for run in range(len(rates))])
    if not np.isfinite(settles).any():
        return NOTHING
    best = float(settles.min())
    tail = max(TAIL_LEAST, math.ceil(TAIL_SHARE * planned))
    comfortable = settles <= max(2 * best, 0.25 * planned)
    if verdict == "overshot" and (comfortable & (rates <= 0.5 * abs(case.peak))).any():
        comfortable &= rates <= 0.55 * abs(case.peak)
    elif (comfortable & (rates >= 2 * abs(case.peak))).any() and reason in ("crawling", "frozen", "plateau", "valley"):
        comfortable &= rates >= 1.8 * abs(case.peak)
    used = abs(case.peak) or 1e-3
    chosen = min(np.flatnonzero(comfortable), key=lambda run: abs(math.log(rates[run] / used)))
    settled = math.ceil(float(settles[chosen]))
    enough = settled + tail - 1 <= planned
    return Suggestion(
        lr=float(rates[chosen]),
        steps=None if enough else _round_up(1.2 * settled + TAIL_LEAST),
        settles=settled,
        schedule=None if experiment.schedule == "constant" else "constant",
    )


def _candidates(case: Case) -> Floats:
    used = abs(case.peak)
    rates = {_round(used * factor) for factor in (*_DOWN, *_UP)} if used else set(_FRESH)
    for ground in (case.start, case.end, case.bottom):
        if ground is not None and ground.sharpness > 0:
            rates.update((_round(0.5 / ground.sharpness), _round(1 / ground.sharpness)))
    return np.array(sorted(rate for rate in rates if 1e-300 < rate < 1e300))


def _settling(excess: Floats, band: float) -> float:
    """The step from which `excess` stays within `band`, foreseen where it is falling steadily; inf if it never will."""
    outside = np.flatnonzero(~(excess <= band))
    if not outside.size:
        return 0.0
    last = int(outside[-1]) + 1
    if last <= len(excess) - TAIL_LEAST:
        return float(last)
    factor = growth(excess)
    if factor is None or not factor < 1 or not math.isfinite(excess[-1]):
        return math.inf
    return len(excess) - 1 + max(0.0, math.log(excess[-1] / band) / -math.log(factor)) if factor > 0 else float(last)


def _curiosity(case: Case, reason: str) -> Suggestion:
    ground = case.bottom or case.end
    if case.plain and case.problem.constant_curvature and reason != "at-start":
        limit = 2 / case.problem.constant_curvature
        return Suggestion(limit) if abs(case.lr) < 0.999 * limit else NOTHING
    del ground
    return NOTHING


def _round(rate: float, figures: int = 1) -> float:
    """To so many significant figures, as a person would say it."""
    return float(f"{rate:.{figures - 1}e}")


def _round_up(steps: float) -> int:
    """The next number of steps that is round enough to be said."""
    size = 10 ** max(0, math.floor(math.log10(max(steps, 1))) - 1)
    return math.ceil(steps / size) * size
