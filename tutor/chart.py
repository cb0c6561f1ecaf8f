"""Draws loss curves as lines of text. plotext draws the curves themselves; axes and ticks are drawn here, because
plotext's logarithmic scale refuses zeros and its ticks move when a curve does.

A frame that shows one step more differs from the frame before in the few cells that the step touches.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from unicodedata import east_asian_width

from tutor.charting.axes import Axes, choose_axes, widen
from tutor.charting.description import describe_loss
from tutor.charting.drawing import Drawing
from tutor.charting.ticks import Tick, cell_of, step_ticks, value_ticks
from tutor.cleaning import clean_line

__all__ = [
    "MARKERS",
    "Axes",
    "Curve",
    "Drawing",
    "choose_axes",
    "describe_loss",
    "draw_loss",
    "draw_loss_cells",
    "legend",
    "widen",
]

MARKERS = "*+ox"
"""What tells curves apart where colour does not, in the order of the curves."""

_SPACING = 16
"""Cells between two markers of one curve."""
_BRAILLE = 0x2800


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One curve of a chart: the loss before the first step, then after every step."""

    name: str
    loss: Sequence[float]
    marker: str = ""
    """One narrow character that the curve is drawn with in ASCII, and marked with among others; empty for a default."""
    whole: bool = False
    """Drawn to its end whatever `upto` says: an earlier run to compare with."""

    def __post_init__(self) -> None:
        if len(self.marker) > 1 or not self.marker.isprintable() or east_asian_width(self.marker or "*") in "WF":
            raise ValueError(f"the marker of a curve is one narrow character, not {self.marker!r}")
        # A copy, so that a frozen curve of a run that goes on does not change under the chart.
        object.__setattr__(self, "loss", tuple(map(float, self.loss)))


def draw_loss(
    curves: Sequence[Curve], axes: Axes, width: int, height: int, *, upto: int | None = None, ascii: bool = False
) -> list[str]:
    """`draw_loss_cells` without the owners: exactly `height` lines of exactly `width` cells of plain text."""
    return list(draw_loss_cells(curves, axes, width, height, upto=upto, ascii=ascii).lines)


def draw_loss_cells(
    curves: Sequence[Curve], axes: Axes, width: int, height: int, *, upto: int | None = None, ascii: bool = False
) -> Drawing:
    """Draws `curves` into `width` × `height` cells, axes and tick labels included.

    Later curves lie on top. With more than one curve each carries its marker every few cells, at places of its own,
    so that curves which lie on each other both remain to be seen. A loss above the axis is a ▲ (`^`) on the top line.

    Args:
        upto: the last step that is drawn; None draws everything. Axes do not depend on it.
        ascii: no character outside ASCII: the curve is made of its marker, the axes of `+ - |`.
    """
    if width <= 0 or height <= 0:
        return Drawing(("",) * max(height, 0), ((),) * max(height, 0))
    # Where there is little room the axis of the steps goes first, then that of the losses.
    footer = 2 if height >= 5 and width >= len(str(axes.x_max)) + 9 else 0
    rows = height - footer
    ticks = value_ticks(axes, rows, dots=1 if ascii else 4, ascii=ascii)
    gutter = max((len(tick.label) for tick in ticks), default=0)
    if width < gutter + 9 or height < 2:
        ticks, gutter = (), -1
    columns = width - gutter - 1
    canvas = _Canvas(columns, rows)
    shown = [curve.loss if upto is None or curve.whole else curve.loss[: max(upto, -1) + 1] for curve in curves]
    markers = [_marker(curve, index, ascii) for index, curve in enumerate(curves)]
    drawn = [
        _rasterize(_thin(axes, loss, columns), axes.x_max, columns, rows, marker if ascii else "braille")
        for loss, marker in zip(shown, markers, strict=True)
    ]
    for index, picture in enumerate(drawn):
        canvas.lay(index, picture)
    for index, marker in enumerate(markers if len(markers) > 1 else ()):
        canvas.mark(index, drawn[index], marker, first=index * _SPACING // len(markers))
    for index, loss in enumerate(shown):
        canvas.put_above(index, axes, loss, "^" if ascii else "▲", dots=1 if ascii else 2)
    lines = [_left(ticks, row, gutter, ascii) + "".join(canvas.cells[row]) for row in range(rows)]
    owner = [(-1,) * (gutter + 1) + tuple(of_row) for of_row in canvas.owner]
    if footer:
        lines += _footer(axes.x_max, columns, gutter, ascii)
        owner += [(-1,) * width] * footer
    return Drawing(tuple(lines), tuple(owner))


def legend(curves: Sequence[Curve]) -> str:
    """The markers and names of `curves` in one line: `* rate 0.9   + rate 0.1`."""
    return "   ".join(f"{_marker(curve, index)} {clean_line(curve.name)}" for index, curve in enumerate(curves))


def _marker(curve: Curve, index: int, ascii: bool = False) -> str:
    given = curve.marker if curve.marker.isascii() or not ascii else ""
    return given or MARKERS[index % len(MARKERS)]


class _Canvas:
    """The plot area, onto which one curve after another is laid."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.owner = [[-1] * columns for _ in range(rows)]

    def lay(self, index: int, drawn: Sequence[str]) -> None:
        """Adds a curve; the braille dots of those below stay."""
        for row, line in enumerate(drawn):
            for column, cell in enumerate(line):
                if cell != " ":
                    below = self.cells[row][column]
                    both = ord(cell) >= _BRAILLE <= ord(below)
                    self._put(row, column, chr(ord(cell) | ord(below)) if both else cell, index)

    def mark(self, index: int, drawn: Sequence[str], marker: str, *, first: int) -> None:
        """Sets the marker of a curve onto every `_SPACING`-th column that it has reached."""
        for column in range(first, self.columns, _SPACING):
            filled = [row for row in range(self.rows) if drawn[row][column] != " "]
            if filled:
                self._put(filled[len(filled) // 2], column, marker, index)

    def put_above(self, index: int, axes: Axes, loss: Sequence[float], arrow: str, *, dots: int) -> None:
        """Points upwards wherever a loss is too high for the axis."""
        for step, value in enumerate(loss[: axes.x_max + 1]):
            if axes.beyond(value):
                self._put(0, cell_of(step / axes.x_max, self.columns, dots), arrow, index)

    def _put(self, row: int, column: int, cell: str, index: int) -> None:
        self.cells[row][column] = cell
        self.owner[row][column] = index


def _left(ticks: Sequence[Tick], row: int, gutter: int, ascii: bool) -> str:
    if gutter < 0:
        return ""
    for tick in ticks:
        if tick.cell == row:
            return tick.label.rjust(gutter) + ("+" if ascii else "┤")
    return " " * gutter + ("|" if ascii else "│")


def _footer(x_max: int, columns: int, gutter: int, ascii: bool) -> list[str]:
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
    return [" " * gutter + (corner if gutter >= 0 else "") + "".join(axis), "".join(numbers)]


def _thin(axes: Axes, loss: Sequence[float], columns: int) -> tuple[tuple[int, float], ...]:
    """Steps and heights, at most two a column: its lowest and its highest, so that every bounce remains.

    The columns depend on the axis alone, never on how many steps are shown: old cells keep still when a step is added.
    """
    heights = [axes.place(value) for value in loss[: axes.x_max + 1]]
    points = [(step, math.nan if height is None else height) for step, height in enumerate(heights)]
    if axes.x_max < 2 * columns:
        return tuple(points)
    kept: list[tuple[int, float]] = []
    for _, group in groupby(points, key=lambda point: point[0] * columns // (axes.x_max + 1)):
        in_column = list(group)
        finite = [point for point in in_column if not math.isnan(point[1])] or in_column[:1]
        kept += sorted({min(finite, key=itemgetter(1)), max(finite, key=itemgetter(1))})
    return tuple(kept)


# An earlier run under a live one looks the same in every frame.
@lru_cache(maxsize=16)
def _rasterize(
    points: tuple[tuple[int, float], ...], x_max: int, columns: int, rows: int, marker: str
) -> tuple[str, ...]:
    """The curve through `points` alone, as `rows` lines of `columns` cells; not a number leaves a gap."""
    if not any(not math.isnan(height) for _, height in points):
        return (" " * columns,) * rows
    import plotext  # 40 ms, which only a drawing pays

    plotext.clear_figure()  # plotext has one figure for the whole process
    plotext.limit_size(False, False)
    plotext.plotsize(columns, rows)
    plotext.theme("clear")
    plotext.frame(False)
    plotext.xfrequency(0)
    plotext.yfrequency(0)
    plotext.xlim(0, x_max)
    plotext.ylim(0, 1)
    plotext.plot([step for step, _ in points], [height for _, height in points], marker=marker)
    drawn = plotext.uncolorize(plotext.build())
    return tuple(line.ljust(columns) for line in drawn.split("\n")[:rows])
