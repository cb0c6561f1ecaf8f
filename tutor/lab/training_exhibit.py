"""A training on the bench: its losses while it goes on, and what the network answers by then."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.engine.training import Training, steps_for
from tutor.lab.exhibit import Exhibit
from tutor.lab.training_pictures import TrainingPictures
from tutor.lab.view import View, ViewName

if TYPE_CHECKING:
    from tutor.charting.drawing import Drawing
    from tutor.engine.model import Experiment

_REMEMBERED = 8
"""Epochs whose duration says how long the rest will take."""


class TrainingExhibit(Exhibit):
    """Trains while it is watched: never more than an epoch ahead of what is shown, so that a new rate takes effect
    where the learner sees the curve end.

    Args:
        experiment: its steps follow from `epochs`.
        epochs: how many.
        live: watched from its start.
        ascii: nothing beyond ASCII.

    Raises:
        SpecificationError: it cannot be run.
    """

    bends = True

    def __init__(self, experiment: Experiment, epochs: int, *, live: bool, ascii: bool) -> None:
        self.training = Training(replace(experiment, steps=steps_for(experiment.problem, epochs)))
        self._pictures = TrainingPictures(self.training.problem, epochs, ascii=ascii)
        self._times: deque[float] = deque([time.monotonic()], maxlen=_REMEMBERED)
        super().__init__(epochs, live=live)
