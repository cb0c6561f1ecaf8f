"""Runs and races on the bench, for tests."""

from __future__ import annotations

from dataclasses import replace

from tutor.charting.drawing import Drawing
from tutor.engine.model import Experiment
from tutor.lab.run_exhibit import RunExhibit, named

BOWL = Experiment("bowl:curvature=2", 0.9, start=(3.0,), steps=50)
RAVINE = Experiment("ravine:kappa=25", 0.05, start=(10.0, 1.0), steps=50)
LONG = replace(BOWL, lr=1e-5, steps=100_000)


def fills(drawing: Drawing, width: int, height: int, *, ascii: bool = False) -> None:
    """Asserts that a drawing has its size and nothing that a terminal might not show."""
    assert [len(line) for line in drawing.lines] == [width] * height
    assert [len(owner) for owner in drawing.owner] == [width] * height
    for line in drawing.lines:
        assert line.isprintable()
        assert line.isascii() or not ascii, line


def on_the_bench(experiment: Experiment = BOWL, *, live: bool = True, ascii: bool = False) -> RunExhibit:
    return RunExhibit((experiment,), (named(experiment),), live=live, ascii=ascii)


def race(lr: float = 0.05, steps: int = 50, *, live: bool = True) -> RunExhibit:
    experiments = [replace(RAVINE, lr=lr, steps=steps, optimizer=name) for name in ("sgd", "momentum")]
    return RunExhibit(experiments, ("sgd", "momentum"), live=live)


def to_the_end(exhibit: RunExhibit) -> None:
    while not exhibit.playback.over:
        exhibit.work(1.0)
        exhibit.tick()


def title(drawing: Drawing) -> str:
    return drawing.lines[0]
