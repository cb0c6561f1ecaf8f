"""A grid of cells with dots in them: 2 × 4 braille dots to a cell, or one in ASCII.

Positions are fractions of the picture: 0 is the left or the lower edge, 1 the right or the upper. Dots and cells count
from the upper left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.drawing import FRAME, Drawing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Cells = NDArray[np.str_]

NEVER = np.iinfo(np.int64).max
"""The number of the step that reaches a dot which no step reaches."""

_BLANK = 0x2800
# Unicode's order of the dots, as they lie in a cell: https://www.unicode.org/charts/PDF/U2800.pdf.
_WEIGHTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]).reshape(1, 4, 1, 2)
_FAR = 1e4
"""Pictures away from the picture; what is farther is brought to there, in the same direction."""
_AT_ONCE = 1 << 18
"""Dots that are laid in one go."""


@dataclass(frozen=True, slots=True)
class Grid:
    """How many cells there are, and how many dots to each."""

    columns: int
    rows: int
    ascii: bool

    @property
    def across(self) -> int:
        """Dots from left to right in a cell."""
        return 1 if self.ascii else 2

    @property
    def down(self) -> int:
        """Dots from top to bottom in a cell."""
        return 1 if self.ascii else 4

    @property
    def wide(self) -> int:
        """Dots from left to right in all."""
        return self.columns * self.across

    @property
    def high(self) -> int:
        """Dots from top to bottom in all."""
        return self.rows * self.down

    def dots(self, x: Floats, y: Floats) -> Floats:
        """(n,), (n,) fractions -> (n, 2) dots from the left and from the top, not rounded; NaN stays NaN."""
        at = np.stack((x, y), axis=-1)  # (n, 2)
        with np.errstate(all="ignore"):
            at = np.where(np.isinf(at), np.copysign(_FAR, at), at)
            farthest = np.abs(at).max(axis=-1, keepdims=True)
            at = at * np.where(farthest > _FAR, _FAR / farthest, 1.0)
        return np.stack((at[:, 0] * (self.wide - 1), (1 - at[:, 1]) * (self.high - 1)), axis=-1)

    def cells(self, dots: Floats) -> Whole:
        """(n, 2) dots, none of them NaN -> (n, 2) the cells that they lie in: column and row, clipped to the grid."""
        last = (self.wide - 1, self.high - 1)
        return np.clip(np.rint(dots), 0, last).astype(np.int64) // (self.across, self.down)

    def outside(self, dots: Floats) -> Flags:
        """(n, 2) dots -> (n,) whether they lie beyond the edge (NaN does not)."""
        at = np.rint(dots)
        return ((at < 0) | (at > (self.wide - 1, self.high - 1))).any(axis=1)

    def trail(self, dots: Floats, *, every: int = 1) -> Whole:
        """(n, 2) dots of a path -> (high, wide) the number of the step that first passes each dot, or `NEVER`.

        Step k is the straight line from point k−1 to point k, and step 0 the first point; a line from or to NaN is
        not drawn. What lies beyond the edge is cut off, so that lines leave in their own direction.

        Args:
            every: 3 draws every third dot of a line.
        """
        first = np.full((self.high, self.wide), NEVER)
        if not len(dots) or not first.size:
            return first
        ends = np.concatenate((dots[:1], dots))
        begin, end, number = _clipped(ends[:-1], ends[1:], (self.wide - 1, self.high - 1))
        begin, end, number = _different(np.rint(begin).astype(np.int64), np.rint(end).astype(np.int64), number)
        lengths = np.abs(end - begin).max(axis=1) if len(end) else np.zeros(0, np.int64)
        # From the last to the first: where lines cross, the first one's number is written last and stays.
        for part in _portions(lengths):
            length = lengths[part][::-1]
            line = np.repeat(np.arange(len(length)), length + 1)
            along = np.arange(len(line)) - np.repeat(np.cumsum(length + 1) - (length + 1), length + 1)
            kept = along % every == 0
            line, along = line[kept], along[kept]
            share = (along / np.maximum(length, 1)[line])[:, None]
            at = begin[part][::-1][line] * (1 - share) + end[part][::-1][line] * share
            column, row = np.rint(at).astype(np.int64).T
            first[row, column] = number[part][::-1][line]
        return first


def braille(dots: Flags) -> Cells:
    """(4·rows, 2·columns) dots -> (rows, columns) characters; a space where there is none."""
    high, wide = dots.shape
    bits = (dots.reshape(high // 4, 4, wide // 2, 2) * _WEIGHTS).sum(axis=(1, 3))
    return _BRAILLE[bits]


_BRAILLE = np.array([" ", *(chr(_BLANK + bits) for bits in range(1, 256))])


def assemble(rows: list[tuple[str, list[int]]]) -> Drawing:
    """Lines and the owners of their cells -> a drawing."""
    return Drawing(tuple(line for line, _ in rows), tuple(tuple(owner) for _, owner in rows))


def text_rows(cells: Cells, owner: NDArray[np.int8], margin: list[str]) -> list[tuple[str, list[int]]]:
    """(rows, columns) characters and owners, each line behind its margin."""
    frame = [FRAME] * len(margin[0]) if margin else []
    return [
        (before + "".join(line), frame + of)
        for before, line, of in zip(margin, cells.tolist(), owner.tolist(), strict=True)
    ]


def _clipped(begin: Floats, end: Floats, last: tuple[int, int]) -> tuple[Floats, Floats, Whole]:
    """The parts of the lines that lie in the picture, and the number of each line (Liang and Barsky, 1984)."""
    with np.errstate(all="ignore"):
        way = end - begin
        low, high = -0.5 - begin, np.array(last) + 0.4999 - begin
        enter = np.where(way > 0, low / way, np.where(way < 0, high / way, np.where((low <= 0) & (high >= 0), 0, np.inf)))
        leave = np.where(way > 0, high / way, np.where(way < 0, low / way, np.where((low <= 0) & (high >= 0), 1, -np.inf)))
        start, stop = np.maximum(enter.max(axis=1), 0.0), np.minimum(leave.min(axis=1), 1.0)
        seen = start <= stop  # False for NaN
    begin, way, start, stop = begin[seen], way[seen], start[seen, None], stop[seen, None]
    return (
        np.clip(begin + start * way, 0, last),
        np.clip(begin + stop * way, 0, last),
        np.flatnonzero(seen).astype(np.int64),
    )


def _different(begin: Whole, end: Whole, number: Whole) -> tuple[Whole, Whole, Whole]:
    """The first of each set of equal lines: a long run passes the same dots again and again."""
    if len(number) < 2:
        return begin, end, number
    key = np.concatenate((begin, end), axis=1) @ np.array([1 << 48, 1 << 32, 1 << 16, 1])
    kept = np.sort(np.unique(key, return_index=True)[1])
    return begin[kept], end[kept], number[kept]


def _portions(lengths: Whole) -> list[slice]:
    """Slices of the lines, the last first, with at most about `_AT_ONCE` dots each."""
    total = int(lengths.sum()) + len(lengths)
    count = max(1, math.ceil(total / _AT_ONCE))
    edges = np.linspace(0, len(lengths), count + 1).astype(int).tolist()
    return [slice(begin, end) for begin, end in zip(edges[-2::-1], edges[:0:-1], strict=True)]
