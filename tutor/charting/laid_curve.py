"""A loss curve laid out once: every one of its dots has the number of the step that brings it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.canvas import NEVER, Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.charting.axes import Axes
    from tutor.charting.canvas import Floats, Whole

_SPACING = 16
"""Cells between two markers of one curve."""
_KEPT_UP_TO = 4000
"""Losses of a curve whose dots are kept for the next picture, which most often has it, too."""


@dataclass(frozen=True, slots=True, eq=False)
class LaidCurve:
    """One curve in the plot area."""

    loss: Floats
    """(n,)"""
    owner: int
    marker: str
    whole: bool
    """Shown to its end whatever the step."""
    brought: Whole
    """(high, wide) the step that brings each dot, or `NEVER`."""
    marks: tuple[tuple[int, int, int], ...]
    """Row and column of each marker, and the step that brings it; empty for a curve that is alone."""
    arrows: Whole
    """(columns,) the step that brings an arrow upwards at the top of a column, or `NEVER`."""

    def until(self, step: int | None) -> int:
        """The last of its steps that is shown."""
        last = len(self.loss) - 1
        return last if step is None or self.whole else min(step, last)


def laid_curve(
    axes: Axes,
    grid: Grid,
    loss: Floats,
    drawn: Sequence[str] | None,
    *,
    owner: int,
    marker: str,
    whole: bool,
    number: int,
    of: int,
) -> LaidCurve:
    """Finds out which step brings which dot of a curve.

    Args:
        loss: (n,), the start first.
        drawn: the whole curve as `grid.rows` lines of `grid.columns` cells; without it the dots that its steps pass.
        number: which of the curves this is, from 0; with more than one `of` them each carries its marker every few
            cells, at places of its own, so that curves which lie on each other both remain to be seen.
    """
    loss = loss[: axes.x_max + 1]
    find = _brought if len(loss) <= _KEPT_UP_TO else _brought.__wrapped__
    brought = find(axes, grid, loss.tobytes(), None if drawn is None else tuple(drawn))
    brought.flags.writeable = False  # the next picture may have the same
    by_cell = brought.reshape(grid.rows, grid.down, grid.columns, grid.across).min(axis=(1, 3))  # (rows, columns)
    marks = []
    for column in range(number * _SPACING // of, grid.columns, _SPACING) if of > 1 else ():
        filled = np.flatnonzero(by_cell[:, column] != NEVER)
        if len(filled):
            row = int(filled[len(filled) // 2])
            marks.append((row, column, int(by_cell[row, column])))
    arrows = np.full(grid.columns, NEVER)
    high = np.flatnonzero(axes.all_beyond(loss))
    columns = grid.cells_of(grid.places(high / axes.x_max, np.ones(len(high))))[:, 0]
    arrows[columns[::-1]] = high[::-1]  # the first step of a column is written last and stays
    return LaidCurve(loss, owner, marker, whole, brought, tuple(marks), arrows)


def thinned(axes: Axes, loss: Floats, columns: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Steps and heights of a curve: its start, its end, and two a column, the lowest and the highest, so that every
    bounce remains."""
    heights = axes.places(loss[: axes.x_max + 1])
    steps = np.arange(len(heights))
    kept = steps
    if axes.x_max >= 2 * columns and len(steps):
        extremes, _ = _extremes(heights, steps * columns // (axes.x_max + 1))
        kept = _in_order(np.concatenate((steps[:1], extremes, steps[-1:])), len(heights))
    return tuple(kept.tolist()), tuple(heights[kept].tolist())


def dots_along(grid: Grid, heights: Sequence[float]) -> int:
    """About how many dots the line through these heights has."""
    way = np.abs(np.diff(np.array(heights)))
    return grid.wide + int(np.nansum(way) * grid.high)


def _extremes(heights: Floats, group: Whole) -> tuple[Whole, Whole]:
    """The lowest and the highest of each group of neighbours, in order, and where the groups begin. Not a number
    counts only where a group has nothing else."""
    steps = np.arange(len(heights))
    if not len(steps):
        return steps, steps
    begin = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    long = np.diff(begin, append=len(steps))
    kept = []
    for extreme in (np.fmin, np.fmax):
        found = np.repeat(extreme.reduceat(heights, begin), long)
        first = np.minimum.reduceat(np.where(heights == found, steps, len(steps)), begin)
        kept.append(np.where(first < len(steps), first, begin))
    return _in_order(np.concatenate(kept), len(heights)), begin


def _in_order(steps: Whole, count: int) -> Whole:
    """Steps below `count`, each once. `np.unique` does it too, and imports masked arrays: 20 ms and a MiB."""
    named = np.zeros(count, dtype=bool)
    named[steps] = True
    return np.flatnonzero(named)


@lru_cache(maxsize=4)
def _brought(axes: Axes, grid: Grid, losses: bytes, drawn: tuple[str, ...] | None) -> Whole:
    """(high, wide) the step that brings each of the dots, or of all dots that the steps pass.

    The line through the first, the lowest, the highest and the last step of every column of dots passes the same dots
    as the line through all steps (U. Jugel and others, "M4: A Visualization-Oriented Time Series Data Aggregation",
    2014). A dot that it passes only nearby comes with those above or below it, or else with any around it.
    """
    loss = np.frombuffer(losses)
    heights = axes.places(loss)
    places = grid.places(np.arange(len(loss)) / axes.x_max, heights)
    extremes, begin = _extremes(heights, np.floor(places[:, 0] + 0.5).astype(np.int64))
    kept = begin
    if len(loss):
        kept = _in_order(np.concatenate((extremes, begin, np.append(begin[1:] - 1, len(loss) - 1))), len(loss))
    passed = grid.trail(places[kept])
    passes = passed != NEVER
    steps = np.full(passed.shape, NEVER)
    steps[passes] = kept[passed[passes]]
    if drawn is None:
        return steps
    dots = grid.dots_in(drawn)
    around = np.pad(steps, 1, constant_values=NEVER)
    beside = np.lib.stride_tricks.sliding_window_view(around[:, 1:-1], 3, axis=0).min(axis=2)
    near = np.lib.stride_tricks.sliding_window_view(around, (3, 3)).min(axis=(2, 3))
    # What is left stands between columns that a step reaches; it comes with the step right of it.
    column = np.ceil(np.arange(grid.wide) / max(grid.wide - 1, 1) * axes.x_max)
    late = np.minimum(column, max(len(loss) - 1, 0)).astype(np.int64)
    known = np.select([passes, beside != NEVER, near != NEVER], [steps, beside, near], late)
    return np.where(dots, known, NEVER)
