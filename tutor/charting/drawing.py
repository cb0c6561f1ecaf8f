"""What every drawing of the lab is: lines of text, and what each of their cells belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.charting.ticks import Tick

TITLE = -2
"""The owner of the cells of a title or a legend."""
FRAME = -1
"""The owner of axes, ticks and empty cells."""
SURFACE = 0
"""The owner of a landscape's curve or contours, and of the curve of a rate."""
PATH = 1
"""The owner of what a run has left behind: its steps and the ways between them."""
BALL = 2
"""The owner of where a run stands now."""
MINIMUM = 3
"""The owner of the best known points."""
SLOPE = 4
"""The owner of the tangent under the ball."""
STALLED, CONVERGED, OVERSHOT = 5, 6, 7
"""The owners of a map of rates, by verdict."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as text, with what each cell belongs to."""

    lines: tuple[str, ...]
    owner: tuple[tuple[int, ...], ...]
    """One number for each cell of each line: one of the constants beside this class, or, on a loss chart, the index of
    the curve drawn there (-1 for axes, ticks and empty cells)."""


def written(text: str, width: int, owner: int) -> tuple[str, tuple[int, ...]]:
    """One line of a drawing, cut or filled up to `width` cells, all of one owner."""
    return text[:width].ljust(width), (owner,) * width


def stacked(rows: list[tuple[str, tuple[int, ...]]]) -> Drawing:
    """Lines and their owners, from the top -> a drawing."""
    return Drawing(tuple(line for line, _ in rows), tuple(owner for _, owner in rows))


def axis_column(lines: Sequence[str]) -> int:
    """How many cells lie left of the vertical axis of a drawing, title not included; −1 if there is none. What is
    drawn above or below it can take that for its own margin."""
    found = [line.find(axis) for line in lines for axis in "│┤|+"]
    return min((column for column in found if column >= 0), default=-1)


def axis_line(ticks: Sequence[Tick], columns: int, ascii: bool) -> str:
    """The axis and its numbers on one line, `── -2 ──── 0 ──── 2 ──`: lines are dear."""
    line = ["-" if ascii else "─"] * columns
    for tick in ticks:
        label = f" {tick.label} "
        begin = min(max(tick.cell - len(label) // 2, 0), max(columns - len(label), 0))
        line[begin : begin + len(label)] = label
    return "".join(line)[:columns]
