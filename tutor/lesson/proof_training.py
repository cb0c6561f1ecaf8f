"""Trains what a lesson claims of a training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.lesson.claims import FIGURE
from tutor.lesson.comparing import misjudged, not_shown, told
from tutor.lesson.experiment import experiment_of
from tutor.lesson.findings import Finding
from tutor.lesson.model import Lab
from tutor.lesson.numbers import read_written

if TYPE_CHECKING:
    from tutor.engine.training import Training

AT_ONCE = 0.5
"""Seconds between two looks at whether it is over."""


def prove_training(lab: Lab) -> Iterator[Finding]:
    """What the trainings of a lab's claims show otherwise than claimed.

    Raises:
        TutorError: one of them cannot be run.
    """
    # NumPy comes with it: only `tutor check` pays for it.
    from tutor.engine.training import Training, steps_for

    for claim in lab.claims:
        number = read_written(claim.lr)
        assert number is not None, "the parser lets only numbers pass"
        training = Training(replace(experiment_of(lab, number.value), steps=steps_for(lab.problem, lab.epochs)))
        while not training.advance(AT_ONCE):
            pass
        yield from misjudged(claim, training.verdict(), f"the loss ends at {training.checkpoints[-1].loss:.4g}")
        for name, value in claim.figures:
            if said := _figure(name, value, training):
                yield not_shown(claim, name, value, said)


def _figure(name: str, value: str, training: Training) -> str:
    """What the training shows where it is not the figure claimed; empty where it is."""
    match = FIGURE.fullmatch(name)
    assert match is not None, "the parser lets only known figures pass"
    seen = training.checkpoints
    last = seen[-1]
    unseen = [one.validation_loss for one in seen if one.validation_loss is not None]
    if not unseen and (match["best"] or "validation" in name):
        return "no rows are held back here"
    if match["of"] in ("loss", "validation"):
        epoch = len(seen) - 1 if match["step"] is None else int(match["step"])
        losses = unseen if match["of"] == "validation" else [one.loss for one in seen]
        return f"it has only {len(seen) - 1} epochs" if epoch >= len(seen) else told(value, losses[epoch])
    if match["best"]:
        return told(value, unseen.index(min(unseen)))
    if match["extreme"] == "lowest-validation":
        return told(value, min(unseen))
    if match["extreme"]:
        losses = [one.loss for one in seen]
        return told(value, max(losses) if match["extreme"] == "highest" else min(losses))
    reached = {
        "accuracy": last.accuracy,
        "validation-accuracy": last.validation_accuracy,
    }.get(match["reached"] or "")
    if reached is None:
        return "a training has no such figure"
    return told(value, reached)
