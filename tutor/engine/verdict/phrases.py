"""Parts of the sentences about a run.

The excess over the reference minimum is told as the way down that is still to go: it needs no explaining, and holds
whatever the loss of the minimum is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.figures import counted, figure, percent, rate

if TYPE_CHECKING:
    from tutor.engine.verdict.case import Case


_FAR_BELOW = 0.2
"""A rate below this share of the limit is not what a run is to be blamed for."""


def step_factor(case: Case) -> float | None:
    """What one step multiplies the distance by, where it is one number."""
    curvature = case.problem.constant_curvature
    return 1 - case.lr * curvature if case.plain and curvature and case.problem.dimension == 1 else None


def times_factor(case: Case) -> str:
    """`multiplies the distance by 1 − 2·0.9 = −0.8`"""
    curvature = case.problem.constant_curvature or 0.0
    used = rate(case.lr) if case.lr >= 0 else f"({rate(case.lr)})"
    product = used if curvature == 1 else f"{figure(curvature, 4)}·{used}"
    return f"multiplies the distance by 1 − {product} = {figure(1 - case.lr * curvature, 4)}"


def limit(case: Case) -> str:
    """What the limit is and what was used, where it is known and has to do with it: a run that swings far below the
    limit does so for what its optimizer remembers."""
    curvature, share = case.problem.constant_curvature, case.limit_factor
    if case.limit is not None and curvature and share and not rolls_on(case):
        known = f"{figure(share)}/{figure(curvature)} = {rate(float(f'{case.limit:.4g}'))}"
        return f" (the limit here is {known}, you used {rate(case.lr)})"
    return ""


def rolls_on(case: Case) -> bool:
    """Whether what the optimizer remembers of earlier steps, and not the rate, carries it past the bottom."""
    return (
        case.limit is not None
        and abs(case.lr) < _FAR_BELOW * case.limit
        and case.trajectory.experiment.optimizer != "sgd"
    )


def limit_at_start(case: Case) -> str:
    """The same, or the limit where the run started, if the rate was above it."""
    ground, share = case.start, case.limit_factor
    if case.limit is None and ground is not None and share and abs(case.lr) * ground.sharpness > share:
        local = figure(share / ground.sharpness, 2)
        return f" (where it started the limit is about {local}, you used {rate(case.lr)})"
    return limit(case)


def left_at_end(case: Case) -> str:
    """What was still to go at the last step, as the end of a sentence."""
    path = case.path
    last = float(path.excess[-1])
    return f"with {percent(last / path.start)} of the way down still to go" if last < path.start else left(case)


def left(case: Case) -> str:
    """What is still to go, as the end of a sentence; where it swings, at the worst of the tail."""
    path, share = case.path, case.path.fraction
    if share >= 1:
        return "no lower than it began" if share < 1.05 else "higher than it began"
    if path.worst > 2 * path.left:
        return f"with up to {percent(min(path.worst / path.start, 1.0))} of the way down still to go"
    return f"with {percent(share)} of the way down still to go"


def settled(case: Case) -> str:
    """From which step on next to nothing was left."""
    return f"99 % of the way was done by step {case.path.settled}"


def loss(case: Case, index: int) -> str:
    """The loss at a step."""
    return figure(float(case.trajectory.loss[index]))


def slope(case: Case) -> str:
    """The slope at the end."""
    return figure(case.end.slope, 2) if case.end is not None else "almost 0"


def after(case: Case) -> str:
    """`after 50 steps`"""
    return f"after {counted(case.path.steps, 'step')}"


def too_big(case: Case) -> str:
    """The end of a run that overflowed."""
    return f"at step {case.path.finite} the numbers got too big to hold"
