"""Whether a run has come to rest, and on what: a saddle, a plateau, the bottom of a poorer valley."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tutor.engine.verdict.case import Case


def at_rest(case: Case) -> bool:
    """Whether the ground under the end is level: the slope there is next to nothing."""
    return case.end is not None and case.end.slope <= 1e-6 * _usual_slope(case)


def _usual_slope(case: Case) -> float:
    """The largest slope met on the run, or on the straight way from its end to the bottom. What was met where an
    earlier rate had carried it is not usual: of the stretch before the last change of the rate only the start counts.
    """
    gradient = case.trajectory.gradient[: case.path.finite]
    recent = gradient[case.since :]
    met = math.sqrt(max(float(np.einsum("nd,nd->n", recent, recent).max()), float(gradient[0] @ gradient[0])))
    return max(met, case.way_down.slope if case.way_down is not None else 0.0)


def resting_place(case: Case) -> str | None:
    """Saddle, plateau or local minimum, if the run ended at one of them."""
    ground = case.end
    if ground is None or case.problem.constant_curvature:
        return None  # a parabola has but one place to rest
    level = ground.slope <= 0.1 * _usual_slope(case)
    usual = max(other.sharpness for other in (case.start, case.end, case.bottom) if other is not None)
    if level and ground.sharpness <= 0.1 * usual and case.path.left > 0.1 * case.path.start:
        return "plateau"
    if level and ground.lowest < -0.01 * ground.sharpness and ground.slope <= 0.05 * _usual_slope(case):
        return "saddle"
    if ground.lowest > 0 and ground.gain <= 0.1 * float(case.path.excess[-1]):
        return "local-minimum"
    return None
