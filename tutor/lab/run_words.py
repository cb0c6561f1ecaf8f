"""What there is to see of a run, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.charting.description import describe_loss
from tutor.charting.path_description import describe_path, describe_rate
from tutor.charting.span import say
from tutor.engine.problems import build_problem

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory
    from tutor.lab.view import ViewName


def told(trajectory: Trajectory, view: ViewName) -> str:
    """The loss, the way through the landscape, and the course of the rate, as far as they belong to a view."""
    if not trajectory.steps:
        at = ", ".join(say(float(value)) for value in trajectory.w[0][:2])
        where = f" at w = {at}" if trajectory.w.shape[1] <= 2 else ""
        return f"No step was made: the loss is {say(float(trajectory.loss[0]))}{where}."
    path = describe_path(trajectory.w, build_problem(trajectory.experiment.problem).minimizers)
    if view == "landscape" and path:
        return path
    told = [
        describe_loss(trajectory.loss.tolist(), trajectory.minimum),
        path if view == "both" else "",
        describe_rate(trajectory.lr.tolist()),
    ]
    return " ".join(filter(None, told))
