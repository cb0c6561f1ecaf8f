"""Processor time of a frame of each picture of the lab, and of laying it out: `python -m tests.benchmarks.frames`.

A frame is budgeted at 25 ms in 80×24 (a picture of 78×13), whatever the length of the run. Layouts are made once for a
run and a size: 0.3 s is budgeted for a landscape of 100,000 steps. Runs that cross the picture at every step are the
worst case there is. The median of some frames in mid-run; exits with 1 if a budget is broken.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from tutor.chart import Curve, choose_axes, loss_picture
from tutor.charting.drawing import LETTERS, Drawing
from tutor.charting.landscape_1d import landscape_1d
from tutor.charting.landscape_2d import landscape_2d
from tutor.charting.others import Other
from tutor.charting.rate_strip import rate_strip
from tutor.charting.steps_table import steps_table

if TYPE_CHECKING:
    from tutor.charting.canvas import Floats

FRAME_BUDGET, LAYOUT_BUDGET = 25.0, 300.0
"""Milliseconds. A loss chart's layout has no budget: it takes as long as plotext does."""
LENGTHS = (50, 2_000, 100_000)
SIZES = ((78, 13), (200, 60))
FRAMES = 15

Made = TypeVar("Made")
Draw = Callable[[int], Drawing]


def walk(steps: int, seed: int) -> Floats:
    """(n+1, 2) positions that fall into the bottom and are noisy there."""
    noise = np.random.default_rng(seed).normal(size=(steps + 1, 2))
    return np.exp(-np.arange(steps + 1)[:, None] / (steps / 8)) * (3.0, -2.0) + noise * (0.5, 0.3)


def bowl(w: Floats) -> Floats:
    """(n, d) -> (n,): half the square of the length."""
    value: Floats = 0.5 * (w**2).sum(axis=1)
    return value


def loss(steps: int, width: int, height: int, curves: int) -> Draw:
    runs = [bowl(walk(steps, seed)) for seed in range(curves)]
    axes = choose_axes(runs, steps, 0.0)
    picture = loss_picture([Curve(str(seed), run.tolist()) for seed, run in enumerate(runs)], axes, width, height)
    return lambda step: picture.draw(step, at=step // 2)


def one_parameter(steps: int, width: int, height: int, runs: int) -> Draw:
    others = [Other(walk(steps, seed)[:, 0], LETTERS[seed]) for seed in range(1, runs)]
    laid = landscape_1d(
        bowl, (-4.0, 4.0), walk(steps, 0)[:, 0], width=width, height=height, others=others, letter=LETTERS[0]
    )
    return laid.draw


def two_parameters(steps: int, width: int, height: int, runs: int) -> Draw:
    others = [Other(walk(steps, seed), LETTERS[seed]) for seed in range(1, runs)]
    laid = landscape_2d(
        bowl, ((-4.0, 4.0),) * 2, walk(steps, 0), width=width, height=height, others=others, letter=LETTERS[0]
    )
    return laid.draw


def strip(steps: int, width: int, height: int, _: int) -> Draw:
    rates = 0.1 * np.exp(-np.arange(steps) / steps) * (1 + (np.arange(steps) % 7 == 0))
    return rate_strip([rates], x_max=steps, width=width, height=height).draw


def table(steps: int, width: int, height: int, _: int) -> Draw:
    w = walk(steps, 0)
    values, rates = bowl(w), np.full(steps, 0.1)
    return lambda step: steps_table(w, values, w, rates, step, width=width, height=height)


PICTURES: tuple[tuple[str, Callable[[int, int, int, int], Draw], int], ...] = (
    ("loss", loss, 1),
    ("loss, four runs", loss, 4),
    ("1-D", one_parameter, 1),
    ("1-D, four runs", one_parameter, 4),
    ("2-D", two_parameters, 1),
    ("2-D, four runs", two_parameters, 4),
    ("strip", strip, 1),
    ("table", table, 1),
)


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """What a call gives, and its processor time in milliseconds."""
    begun = process_time()
    made = work()
    return made, 1000 * (process_time() - begun)


def main() -> int:
    loss(2, 20, 6, 1)(1)  # plotext's import is not what is measured
    within = True
    for width, height in SIZES:
        print(f"{f'{width}x{height}, processor ms':26}" + "".join(f"{f'{steps:,} steps':>22}" for steps in LENGTHS))
        print(" " * 26 + f"{'frame':>12}{'layout':>10}" * len(LENGTHS))
        for name, lay, runs in PICTURES:
            told, fits = f"{name:26}", True
            for steps in LENGTHS:
                draw, layout = timed(partial(lay, steps, width, height, runs))
                frame = median(timed(partial(draw, steps // 2 + more))[1] for more in range(FRAMES))
                told += f"{frame:12.1f}{layout:10.1f}"
                fits &= (frame <= FRAME_BUDGET or height > 13) and (layout <= LAYOUT_BUDGET or lay is loss or runs > 1)
            within &= fits
            print(told + ("" if fits else "  OVER BUDGET"), flush=True)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
