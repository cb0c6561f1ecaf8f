"""Figures that a run over data has at its end beside its loss: what goals ask for and claims name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory


def on_data(trajectory: Trajectory, step: int = -1) -> dict[str, float]:
    """By the names of `claims.REACHED`, after a step, or at the end: the loss on the rows held back, and the shares
    answered right; empty for a run that is not over data."""
    # NumPy comes with it: paid when a run is judged, not when the lesson opens.
    from tutor.engine.problems import build_problem

    problem = build_problem(trajectory.experiment.problem)
    _, accuracy = problem.evaluate(trajectory.w[step]) or (None, None)
    validation, unseen = problem.evaluate(trajectory.w[step], held_back=True) or (None, None)
    figures = {"validation": validation, "accuracy": accuracy, "validation-accuracy": unseen}
    return {name: value for name, value in figures.items() if value is not None}
