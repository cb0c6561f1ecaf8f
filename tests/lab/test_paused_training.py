"""A training that stands still, and goes on by single epochs."""

from __future__ import annotations

import math
from dataclasses import replace

from tutor.engine.model import Experiment
from tutor.engine.training import Training
from tutor.lab.training_exhibit import TrainingExhibit
from tutor.lab.view import View

PENGUINS = "network:features=bill_length_mm;bill_depth_mm,target=species,validation=0.2,batch=16"


def paused() -> TrainingExhibit:
    exhibit = TrainingExhibit(Experiment(PENGUINS, 0.1), 10, live=True, ascii=False)
    exhibit.playback = exhibit.playback.toggled()
    return exhibit


def worked(exhibit: TrainingExhibit) -> int:
    """The epoch that is shown once nothing is left to do at the moment."""
    while not exhibit.work(1.0):
        pass
    exhibit.tick()
    return exhibit.playback.shown


def test_it_trains_on_by_as_many_epochs_as_the_learner_goes() -> None:
    exhibit = paused()
    seen = []
    for count in (1, 1, 3):
        exhibit.step(count)
        seen.append(worked(exhibit))
    assert seen == [1, 2, 5]
    assert exhibit.playback.paused


def test_keys_pressed_before_an_epoch_is_trained_are_all_obeyed() -> None:
    exhibit = paused()
    for _ in range(3):
        exhibit.step(1)
    assert worked(exhibit) == 3
    for count in (1, 1, -1):
        exhibit.step(count)
    assert worked(exhibit) == 4


def test_it_stands_still_otherwise() -> None:
    exhibit = paused()
    exhibit.step(2)
    assert worked(exhibit) == 2
    exhibit.step(-1)
    assert worked(exhibit) == 2
    assert (exhibit.playback.at, exhibit.known) == (1, 2)


def test_beyond_its_end_it_is_over() -> None:
    exhibit = paused()
    exhibit.step(99)
    assert worked(exhibit) == 10
    assert exhibit.playback.over


def stopped_at_13_of_14() -> TrainingExhibit:
    exhibit = TrainingExhibit(Experiment(PENGUINS, 0.1), 20, live=True, ascii=False)
    while exhibit.playback.shown < 13:
        exhibit.work(1.0)
        exhibit.tick()
    exhibit.work(1.0)
    exhibit.toggle()
    assert (exhibit.playback.shown, exhibit.known) == (13, 14)
    return exhibit


def test_what_is_judged_is_what_was_shown_and_not_the_epoch_that_was_trained_in_advance() -> None:
    exhibit = stopped_at_13_of_14()
    seen = exhibit.training.checkpoints[:14]
    exhibit.stop()
    assert exhibit.training.checkpoints == seen
    assert exhibit.playback.shown == exhibit.training.epochs_made == 13
    assert exhibit.training.ended == "stopped"
    whole = Training(replace(exhibit.training.experiment, steps=exhibit.training.steps_made))
    whole.advance(math.inf)
    assert (whole.w == exhibit.training.w).all()


def test_what_was_trained_stays_though_it_was_begun_again_and_stopped_early() -> None:
    exhibit = stopped_at_13_of_14()
    assert exhibit.restart() == ""
    assert exhibit.known == 0
    exhibit.toggle()
    exhibit.step(2)
    assert worked(exhibit) == 2
    exhibit.stop()
    assert exhibit.training.epochs_made == exhibit.playback.shown == 13
    exhibit.draw(View("both"), 78, 20)


def test_a_training_that_was_begun_again_at_another_rate_is_another() -> None:
    exhibit = stopped_at_13_of_14()
    exhibit.restart()
    exhibit.toggle()
    exhibit.step(2)
    worked(exhibit)
    exhibit.bend(0.2)
    exhibit.stop()
    assert exhibit.training.epochs_made == exhibit.playback.shown == 2
