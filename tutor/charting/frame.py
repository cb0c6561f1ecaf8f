"""What stands around a picture of a landscape: title, axes and legend, as far as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tutor.charting.canvas import Grid
from tutor.charting.drawing import FRAME, TITLE, Drawing, axis_line, stacked, written
from tutor.charting.span import Span
from tutor.charting.ticks import Tick

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tutor.charting.canvas import Cells

_TITLED_FROM, _FOOTED_FROM = 4, 5
"""Lines from which on there is room for a title, an axis across."""
_LEGEND_FROM = (10, 16, 24)
"""Lines from which on there is room for a legend of one line, of two, of three."""
_NARROWEST = 12
"""Columns that a vertical axis must leave."""
_APART = "  "


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything but the picture itself and the title's words; the same for a whole run."""

    width: int
    height: int
    grid: Grid
    """The room that is left for the picture."""
    titled: bool
    margin: tuple[str, ...]
    """What stands left of each line of the picture."""
    below: tuple[tuple[str, tuple[int, ...]], ...]
    """The lines under the picture, and their owners."""
    explained: int = 0
    """How many of these, the last ones, are the legend."""

    def explaining(self, legend: Sequence[str]) -> Frame:
        """The same frame with another legend, in as many lines."""
        if not self.explained:
            return self
        told = flowing(legend, self.width, self.explained)
        told += [""] * (self.explained - len(told))
        return replace(
            self,
            below=(*self.below[: -self.explained], *(written(line, self.width, TITLE) for line in told)),
        )

    def around(self, title: str, cells: Cells, owner: NDArray[np.int8]) -> Drawing:
        """(rows, columns) characters and owners of a picture -> the drawing."""
        rows = [written(title, self.width, TITLE)] if self.titled else []
        for before, line, of in zip(self.margin, cells.tolist(), owner.tolist(), strict=True):
            rows.append((before + "".join(line), (*(FRAME,) * len(before), *of)))
        return stacked([*rows, *self.below])


def frame(width: int, height: int, across: Span, upward: Span, legend: Sequence[str], *, ascii: bool) -> Frame:
    """The frame of a picture that is `width` × `height` cells with everything.

    Args:
        across: what the horizontal axis shows.
        upward: what the vertical axis shows.
        legend: the parts of the legend, on as many lines as they need and the height allows; those that find no room
            are left out, the last first.
    """
    titled, footed = height >= _TITLED_FROM, height >= _FOOTED_FROM
    explained = flowing(legend, width, legend_lines(height))
    rows = height - titled - footed - len(explained)
    ticks = upward.ticks_upwards(rows, 1 if ascii else 4)
    gutter = max((len(tick.label) for tick in ticks), default=0)
    margin = tuple(_margin(ticks, row, gutter, ascii) for row in range(rows))
    if width < gutter + 1 + _NARROWEST:
        margin = ("",) * rows
    left = len(margin[0]) if margin else 0
    grid = Grid(width - left, rows, ascii)
    below = []
    if footed:
        axis = axis_line(across.ticks_across(grid.columns, grid.across), grid.columns, ascii)
        below.append(written((("+" if ascii else "└").rjust(left) if left else "") + axis, width, FRAME))
    below += [written(line, width, TITLE) for line in explained]
    return Frame(width, height, grid, titled, margin, tuple(below), len(explained))


def legend_lines(height: int, least: Sequence[int] = _LEGEND_FROM) -> int:
    """How many lines a picture of this height has for its legend: one more from each of the `least` heights on."""
    return sum(height >= one for one in least)


def fitting(parts: Sequence[str], width: int) -> str:
    """The parts side by side, as many of the first ones as fit."""
    line = ""
    for part in parts:
        longer = f"{line}{_APART}{part}" if line else part
        if len(longer) > width:
            break
        line = longer
    return line


def flowing(parts: Sequence[str], width: int, most: int, gap: str = _APART) -> list[str]:
    """The parts side by side on at most so many lines; one that is longer than a line is cut."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(gap) + len(part) <= width:
            lines[-1] += gap + part
        elif len(lines) < most:
            lines.append(part[:width])
        else:
            break
    return lines


def headline(width: int, *choices: Sequence[str]) -> str:
    """The first of the choices that fits, or as much of the last as does."""
    whole = next((choice for choice in choices if sum(map(len, choice)) + 2 * len(choice) - 2 <= width), None)
    return "  ".join(whole) if whole else fitting(choices[-1], width)


def _margin(ticks: Sequence[Tick], row: int, gutter: int, ascii: bool) -> str:
    for tick in ticks:
        if tick.cell == row:
            return tick.label.rjust(gutter) + ("+" if ascii else "┤")
    return " " * gutter + ("|" if ascii else "│")
