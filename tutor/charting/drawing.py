"""What every drawing of the lab is: lines of text, and what each of their cells belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.charting.ticks import Tick
from tutor.frozen import dataclass

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
NOW, KNOWN, UNKNOWN = 8, 9, 10
"""In a network: what the step at hand is about, the numbers that are known by then, and the places still empty."""
BACKWARD = 11
"""In a network: a number of the backward pass."""
RUNS = (16, 17, 18, 19)
"""The owners of up to four runs side by side, in their order."""
KINDS = tuple(range(24, 34))
"""The owners of the regions and rows of up to ten kinds, and of the letters or digits that stand for them."""
LETTERS = "abcd"
"""What tells runs apart where colour does not, in the order of `RUNS`: on curves, paths and in legends alike."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as text, with what each cell belongs to."""

    lines: tuple[str, ...]
    owner: tuple[tuple[int, ...], ...]
    """One number for each cell of each line: one of the constants beside this class."""

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.lines[0]) if self.lines else 0


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


def beside(left: Drawing, right: Drawing, gap: int = 2) -> Drawing:
    """Two drawings of equal height next to each other."""
    space, nobody = " " * gap, (FRAME,) * gap
    return Drawing(
        tuple(one + space + two for one, two in zip(left.lines, right.lines, strict=True)),
        tuple((*one, *nobody, *two) for one, two in zip(left.owner, right.owner, strict=True)),
    )


def above(*parts: Drawing) -> Drawing:
    """Drawings of equal width, the first uppermost."""
    return Drawing(
        tuple(line for part in parts for line in part.lines), tuple(row for part in parts for row in part.owner)
    )


def blank(width: int, height: int) -> Drawing:
    """Nothing, so wide and so high."""
    return Drawing((" " * width,) * height, ((FRAME,) * width,) * height)
