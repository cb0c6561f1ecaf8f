"""What stood on the bench -> the event that tells the conversation how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.dialogue.model import RunEnded
from tutor.lesson.figures import on_data

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory
    from tutor.engine.training import Training
    from tutor.lab.exhibit import Exhibit


def run_ended(trajectory: Trajectory, at: str, entrant: str = "") -> RunEnded:
    """The event that tells the conversation how a run went."""
    # NumPy comes with it, about 80 ms: paid when the first run is judged, not when the lesson opens.
    from tutor.engine.verdict import judge

    first, last = trajectory.w[0], trajectory.w[-1]
    return RunEnded(
        lr=trajectory.experiment.lr,
        verdict=judge(trajectory),
        steps=trajectory.steps,
        loss=(float(trajectory.loss[0]), float(trajectory.loss[-1])),
        w=(tuple(map(float, first)), tuple(map(float, last))),
        w1=tuple(map(float, trajectory.w[1])) if trajectory.steps else (),
        stopped=trajectory.ended == "stopped",
        at=at,
        entrant=entrant,
        changes=trajectory.experiment.changes,
        figures=on_data(trajectory),
    )


def training_ended(training: Training, at: str) -> RunEnded:
    """The event that tells the conversation how a training went."""
    first, last = training.checkpoints[0], training.checkpoints[-1]
    figures = {
        "validation": last.validation_loss,
        "accuracy": last.accuracy,
        "validation-accuracy": last.validation_accuracy,
    }
    return RunEnded(
        lr=training.experiment.lr,
        verdict=training.verdict(),
        steps=training.steps_made,
        loss=(first.loss, last.loss),
        w=((), ()),
        stopped=training.ended == "stopped",
        at=at,
        changes=training.experiment.changes,
        figures={name: value for name, value in figures.items() if value is not None},
    )


def exhibit_ended(exhibit: Exhibit, at: str = "") -> tuple[RunEnded, ...]:
    """How what stood on the bench went: a training, a run, or each run of a race by its name."""
    from tutor.lab.run_exhibit import RunExhibit

    if not isinstance(exhibit, RunExhibit):
        from tutor.lab.training_exhibit import TrainingExhibit

        assert isinstance(exhibit, TrainingExhibit)
        return (training_ended(exhibit.training, at),)
    several = len(exhibit.trajectories) > 1
    named = zip(exhibit.trajectories, exhibit.names, strict=True)
    return tuple(run_ended(trajectory, at, name if several else "") for trajectory, name in named)
