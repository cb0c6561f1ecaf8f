"""Loss curves laid out for a whole run: its frames are looked up and not drawn anew.

A frame costs the same after ten steps and after a hundred thousand, and differs from the frame before in what one step
adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.canvas import Grid, braille
from tutor.charting.drawing import BALL, FRAME, TITLE, Drawing
from tutor.charting.ticks import Tick, cell_of, step_ticks, value_ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tutor.charting.axes import Axes
    from tutor.charting.canvas import Cells
    from tutor.charting.laid_curve import LaidCurve

_FOOTED_FROM = 5
"""Lines from which on there is an axis of the steps."""
_NARROWEST = 9
"""Columns that either axis must leave."""


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


def axis_marks(axes: Axes, laid: Room, steps: Sequence[int], curve: LaidCurve | None = None) -> tuple[AxisMark, ...]:
    """Marks on the axis of the steps, in their order; of one curve, or of all."""
    left = len(laid.margin[0])
    within = sorted(step for step in map(int, steps) if 0 <= step <= axes.x_max)
    columns = [(left + cell_of(step / axes.x_max, laid.grid.columns, laid.grid.across), step) for step in within]
    if curve is None:
        return tuple(AxisMark(column, step) for column, step in columns)
    return tuple(AxisMark(column, step, curve.marker, curve.owner, curve.whole) for column, step in columns)


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
