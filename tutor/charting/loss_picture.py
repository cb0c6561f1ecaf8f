"""Loss curves laid out for a whole run: its frames are looked up and not drawn anew.

Every dot of a curve has the number of the step that brings it, so a frame costs the same after ten steps and after a
hundred thousand, and differs from the frame before in what one step adds. A few lines past 300 lines: laying out and
looking up belong together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.canvas import NEVER, Grid, braille
from tutor.charting.drawing import BALL, FRAME, TITLE, Drawing
from tutor.charting.ticks import Tick, cell_of, step_ticks, value_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tutor.charting.axes import Axes
    from tutor.charting.canvas import Cells, Flags, Floats, Whole

_SPACING = 16
"""Cells between two markers of one curve."""
_FOOTED_FROM = 5
"""Lines from which on there is an axis of the steps."""
_NARROWEST = 9
"""Columns that either axis must leave."""


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


@dataclass(frozen=True, slots=True)
class AxisMark:
    """A place on the axis of the steps where something was changed."""

    column: int
    """Of the whole picture."""
    step: int
    letter: str = ""
    """Of the one run that was changed."""
    owner: int = TITLE
    whole: bool = False
    """There from the start, as the curve of that run is."""


@dataclass(frozen=True, slots=True, eq=False)
class LossPicture:
    """Loss curves, laid out for one size; `draw` gives the frames."""

    axes: Axes
    grid: Grid
    margin: tuple[str, ...]
    """What stands left of each line of the plot area."""
    below: tuple[str, ...]
    """The axis of the steps and its numbers, or nothing."""
    curves: tuple[LaidCurve, ...]
    """The first lies lowest."""
    marks: tuple[AxisMark, ...]
    """What was changed on the way."""

    def draw(self, upto: int | None = None, at: int | None = None) -> Drawing:
        """The curves up to a step.

        Args:
            upto: the last step that is drawn; None draws everything, whatever lies before the start draws nothing.
            at: the step that is being read: a ball on every curve that is not `whole`, at its end where it has no
                such step.
        """
        grid = self.grid
        cells = np.full((grid.rows, grid.columns), " ")
        dots = np.zeros((grid.high, grid.wide), dtype=np.bool_)
        owner = np.full(cells.shape, FRAME, dtype=np.int8)
        for curve in self.curves:
            shown = curve.brought <= curve.until(upto)
            dots |= shown
            reached = grid.any_dot(shown)
            owner[reached] = curve.owner
            if grid.ascii:
                cells[reached] = curve.marker
        if not grid.ascii:
            cells = braille(dots)
        up = "^" if grid.ascii else "▲"
        for curve in self.curves:
            for row, column, step in curve.marks:
                if step <= curve.until(upto):
                    cells[row, column], owner[row, column] = curve.marker, curve.owner
        for curve in self.curves:
            above = curve.arrows <= curve.until(upto)
            cells[0, above], owner[0, above] = up, curve.owner
        for curve in self.curves if at is not None and at >= 0 else ():
            if not curve.whole:
                for row, column, sign in self._ball(curve, at or 0, up):
                    cells[row, column], owner[row, column] = sign, BALL
        return self._framed(cells, owner, upto)

    def _ball(self, curve: LaidCurve, at: int, up: str) -> tuple[tuple[int, int, str], ...]:
        """Row, column and sign of where a curve is being read: a ball, under an arrow if the loss is above the axis."""
        step = min(at, len(curve.loss) - 1, self.axes.x_max)
        height = self.axes.place(float(curve.loss[step])) if step >= 0 else None
        if height is None:
            return ()
        column, row = self.grid.cells_of(self.grid.places(np.array([step / self.axes.x_max]), np.array([height])))[0]
        ball = "O" if self.grid.ascii else "●"
        if self.axes.beyond(float(curve.loss[step])) and self.grid.rows > 1:
            return (0, int(column), up), (1, int(column), ball)
        return ((int(row), int(column), ball),)

    def _framed(self, cells: Cells, owner: NDArray[np.int8], upto: int | None) -> Drawing:
        left = (FRAME,) * len(self.margin[0])
        lines = [before + "".join(line) for before, line in zip(self.margin, cells.tolist(), strict=True)]
        owners = [(*left, *of) for of in owner.tolist()]
        for number, line in enumerate(self.below):
            signs, of = list(line), [FRAME] * len(line)
            for mark in () if number else self.marks:
                if mark.whole or upto is None or mark.step <= upto:
                    signs[mark.column], of[mark.column] = "^" if self.grid.ascii else "▲", mark.owner
                    if mark.letter and mark.column + 1 < len(signs):
                        signs[mark.column + 1], of[mark.column + 1] = mark.letter, mark.owner
            lines.append("".join(signs))
            owners.append(tuple(of))
        return Drawing(tuple(lines), tuple(owners))


@dataclass(frozen=True, slots=True)
class Room:
    """How a picture's cells are divided between the plot area and its axes."""

    grid: Grid
    margin: tuple[str, ...]
    below: tuple[str, ...]


def room(axes: Axes, width: int, height: int, *, ascii: bool, gutter: int = 0) -> Room:
    """The axes of a picture of `width` × `height` cells, both at least 1. Where there is little room the axis of the
    steps goes first, then that of the losses. `gutter`: how many cells there are at least left of the latter."""
    footed = height >= _FOOTED_FROM and width >= len(str(axes.x_max)) + _NARROWEST
    rows = height - 2 * footed
    ticks = value_ticks(axes, rows, dots=1 if ascii else 4, ascii=ascii)
    gutter = max([gutter, *(len(tick.label) for tick in ticks)])
    if width < gutter + _NARROWEST or height < 2:
        ticks, gutter = (), -1
    columns = width - gutter - 1
    margin = tuple(_left(ticks, row, gutter, ascii) for row in range(rows))
    below = _footer(axes.x_max, columns, gutter, ascii) if footed else ()
    return Room(Grid(columns, rows, ascii), margin, below)


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
    brought = _brought(axes, grid, loss, None if drawn is None else grid.dots_in(drawn))
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


def axis_marks(axes: Axes, laid: Room, steps: Sequence[int], curve: LaidCurve | None = None) -> tuple[AxisMark, ...]:
    """Marks on the axis of the steps, in their order; of one curve, or of all."""
    left = len(laid.margin[0])
    within = sorted(step for step in map(int, steps) if 0 <= step <= axes.x_max)
    columns = [(left + cell_of(step / axes.x_max, laid.grid.columns, laid.grid.across), step) for step in within]
    if curve is None:
        return tuple(AxisMark(column, step) for column, step in columns)
    return tuple(AxisMark(column, step, curve.marker, curve.owner, curve.whole) for column, step in columns)


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


def _brought(axes: Axes, grid: Grid, loss: Floats, dots: Flags | None) -> Whole:
    """(high, wide) the step that brings each of the dots, or of all dots that the steps pass.

    The line through the first, the lowest, the highest and the last step of every column of dots passes the same dots
    as the line through all steps (U. Jugel and others, "M4: A Visualization-Oriented Time Series Data Aggregation",
    2014). A dot that it passes only nearby comes with those above or below it, or else with any around it.
    """
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
    if dots is None:
        return steps
    around = np.pad(steps, 1, constant_values=NEVER)
    beside = np.lib.stride_tricks.sliding_window_view(around[:, 1:-1], 3, axis=0).min(axis=2)
    near = np.lib.stride_tricks.sliding_window_view(around, (3, 3)).min(axis=(2, 3))
    # What is left stands between columns that a step reaches; it comes with the step right of it.
    column = np.ceil(np.arange(grid.wide) / max(grid.wide - 1, 1) * axes.x_max)
    late = np.minimum(column, max(len(loss) - 1, 0)).astype(np.int64)
    known = np.select([passes, beside != NEVER, near != NEVER], [steps, beside, near], late)
    return np.where(dots, known, NEVER)


def _left(ticks: Sequence[Tick], row: int, gutter: int, ascii: bool) -> str:
    if gutter < 0:
        return ""
    for tick in ticks:
        if tick.cell == row:
            return tick.label.rjust(gutter) + ("+" if ascii else "┤")
    return " " * gutter + ("|" if ascii else "│")


def _footer(x_max: int, columns: int, gutter: int, ascii: bool) -> tuple[str, str]:
    corner, dash, tee = "+-+" if ascii else "└─┬"
    width = gutter + 1 + columns
    axis = [dash] * columns
    numbers = [" "] * width
    if gutter >= len("step"):
        numbers[: len("step")] = "step"
    for tick in step_ticks(x_max, columns, dots=1 if ascii else 2):
        axis[tick.cell] = tee
        at = min(max(gutter + 1 + tick.cell - len(tick.label) // 2, 0), width - len(tick.label))
        numbers[at : at + len(tick.label)] = tick.label
    return " " * gutter + (corner if gutter >= 0 else "") + "".join(axis), "".join(numbers)
