"""A training that stands still, and goes on by single epochs."""

from __future__ import annotations

from tutor.engine.model import Experiment
from tutor.lab.training_exhibit import TrainingExhibit

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
