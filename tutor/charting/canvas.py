"""A grid of cells with dots in them: 2 × 4 braille dots to a cell, or one in ASCII.

Dots and cells count from the upper left. A place in the picture is given in dots, as (across, down), not rounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Cells = NDArray[np.str_]

NEVER = np.iinfo(np.int64).max
"""The number of the step that passes a dot which no step passes."""

# Unicode's order of the dots, as they lie in a cell: https://www.unicode.org/charts/PDF/U2800.pdf
_WEIGHTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]).reshape(1, 4, 1, 2)
_FIRST = 0x2800
_BRAILLE = np.array([" ", *(chr(_FIRST + bits) for bits in range(1, 256))])
_FAR = 1e9
"""Pictures, or dots, from the picture. What is farther is brought to there: lines leave the picture all the same, and
nothing overflows."""
_HALF = 0.5 + 5e-9
"""What misses the half by a rounding error counts as half."""
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

    def places(self, x: Floats, y: Floats) -> Floats:
        """(n,), (n,) -> (n, 2): fractions of the picture, from the left and from below, as places in dots.

        Places are finite, those of infinity being far away, or NaN.
        """
        fractions = np.clip(np.stack((x, 1 - y), axis=-1), -_FAR, _FAR)
        return fractions * (self.wide - 1, self.high - 1)

    def cell_of(self, across: float, down: float) -> tuple[int, int]:
        """`cells_of` for one place."""
        return (
            min(max(dot_at(across), 0), self.wide - 1) // self.across,
            min(max(dot_at(down), 0), self.high - 1) // self.down,
        )

    def cells_of(self, places: Floats) -> Whole:
        """(n, 2) -> (n, 2): the column and the row of each place, those at the edge for places beyond it.

        No place may be NaN.
        """
        return np.clip(nearest(places), 0, (self.wide - 1, self.high - 1)) // (self.across, self.down)

    def holds(self, across: float, down: float) -> bool:
        """Whether a place, which may not be NaN, lies in the picture."""
        return 0 <= dot_at(across) < self.wide and 0 <= dot_at(down) < self.high

    def any_dot(self, dots: Flags) -> Flags:
        """(high, wide) -> (rows, columns): whether a cell has any of these dots."""
        by_cell = dots.reshape(self.rows, self.down, self.columns, self.across)
        cells: Flags = np.logical_or.reduce(by_cell, axis=(1, 3))
        return cells

    def dots_in(self, drawn: Sequence[str]) -> Flags:
        """A picture of the grid's size -> (high, wide) its dots: those of braille, or every cell that is not blank."""
        codes = np.frombuffer("".join(drawn).encode("utf-32-le"), dtype="<u4").reshape(self.rows, self.columns)
        if self.ascii:
            inked: Flags = codes != ord(" ")
            return inked
        bits = np.where(codes >= _FIRST, codes - _FIRST, 0)
        dots: Flags = (bits[:, None, :, None] & _WEIGHTS > 0).reshape(self.high, self.wide)
        return dots

    def line(self, places: Floats) -> Flags:
        """(n, 2) places -> (high, wide): the dots of the straight lines from each to the next; NaN leaves a gap."""
        drawn: Flags = self.trail(places) != NEVER
        return drawn

    def segment(self, begin: tuple[float, float], end: tuple[float, float]) -> Flags:
        """`line` for two places, neither NaN: what a frame adds is not worth the trouble of arrays."""
        drawn = np.zeros((self.high, self.wide), dtype=np.bool_)
        first, second = (tuple(map(dot_at, place)) for place in (begin, end))
        enter, leave = 0.0, 1.0 if drawn.size else -1.0
        for at, to, past in zip(first, second, (self.wide, self.high), strict=True):
            way = to - at
            if way:
                before, behind = sorted((-at / way, (past - 1 - at) / way))
                enter, leave = max(enter, before), min(leave, behind)
            elif not 0 <= at < past:
                return drawn
        if enter > leave:
            return drawn
        (x, to_x), (y, to_y) = (
            [min(max(dot_at(at + share * (to - at)), 0), past - 1) for share in (enter, leave)]
            for at, to, past in zip(first, second, (self.wide, self.high), strict=True)
        )
        steps = max(abs(to_x - x), abs(to_y - y))
        across, down = (to_x - x) * (1 / max(steps, 1)), (to_y - y) * (1 / max(steps, 1))
        drawn[
            [dot_at(y + step * down) for step in range(steps + 1)],
            [dot_at(x + step * across) for step in range(steps + 1)],
        ] = True
        return drawn

    def trail(self, places: Floats, *, every: int = 1) -> Whole:
        """(n, 2) places of a path -> (high, wide): the number of the step that first passes each dot, or `NEVER`.

        Step k is the straight line from place k−1 to place k, step 0 is the first place. What lies beyond the edge is
        cut off; a line from or to NaN is not drawn.

        Args:
            every: 3 draws every third dot of each line.
        """
        first = np.full((self.high, self.wide), NEVER)
        if not first.size:
            return first
        near = np.where(np.isnan(places), np.nan, nearest(np.nan_to_num(places)))
        begin, end, number = _cut(np.concatenate((near[:1], near[:-1])), near, (self.wide - 1, self.high - 1))
        begin, end, number = _different(begin, end, number)
        lengths = np.abs(end - begin).max(axis=1, initial=0) // every  # of each line, in dots that are drawn
        flat = first.reshape(-1)
        for lines in _portions(lengths):
            count = lengths[lines] + 1
            along = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
            share = every / np.maximum(np.abs(end[lines] - begin[lines]).max(axis=1, initial=1), 1)
            across, down = (
                _halfway_up(np.repeat(at, count) + along * np.repeat(way * share, count))
                for at, way in zip(begin[lines].T, (end[lines] - begin[lines]).T, strict=True)
            )
            # The last to be written stays: the first line that passes a dot.
            flat[(down * self.wide + across)[::-1]] = np.repeat(number[lines], count)[::-1]
        return first


def nearest(places: Floats) -> Whole:
    """The dot that a place lies in, or the nearest that is not too far away to be counted; none may be NaN.

    Half-way upwards, as plotext and `ticks.cell_of` round, so that the pictures stand exactly above each other.
    """
    return _halfway_up(np.clip(places, -_FAR, _FAR))


def dot_at(place: float) -> int:
    """`nearest` for one coordinate."""
    return math.floor(min(max(place, -_FAR), _FAR) + _HALF)


def _halfway_up(places: Floats) -> Whole:
    """Rounds to whole numbers."""
    return np.floor(places + _HALF).astype(np.int64)


def braille(dots: Flags) -> Cells:
    """(4·rows, 2·columns) dots -> (rows, columns) characters; a space where there is no dot."""
    high, wide = dots.shape
    bits = (dots.reshape(high // 4, 4, wide // 2, 2) * _WEIGHTS).sum(axis=(1, 3))
    cells: Cells = _BRAILLE[bits]
    return cells


def _cut(begin: Floats, end: Floats, last: tuple[int, int]) -> tuple[Whole, Whole, Whole]:
    """The parts of lines that lie in the picture, from dot to dot, and the numbers of these lines.

    After Y.-D. Liang, B. A. Barsky, "A new concept and method for line clipping", 1984.
    """
    with np.errstate(all="ignore"):
        way = end - begin
        before, behind = -begin / way, (last - begin) / way
        still, inside = way == 0, (begin >= 0) & (begin <= last)
        enter = np.where(still, np.where(inside, 0.0, np.inf), np.minimum(before, behind)).max(axis=1)
        leave = np.where(still, np.where(inside, 1.0, -np.inf), np.maximum(before, behind)).min(axis=1)
        enter, leave = np.maximum(enter, 0.0), np.minimum(leave, 1.0)
        seen = enter <= leave  # False for NaN
    begin, way, enter, leave = begin[seen], way[seen], enter[seen, None], leave[seen, None]
    first, second = (np.clip(nearest(begin + share * way), 0, last) for share in (enter, leave))
    return first, second, np.flatnonzero(seen)


def _different(begin: Whole, end: Whole, number: Whole) -> tuple[Whole, Whole, Whole]:
    """The first of each set of equal lines: a long run goes the same ways again and again."""
    key = np.concatenate((begin, end), axis=1) @ np.array([1 << 48, 1 << 32, 1 << 16, 1])
    kept = np.sort(np.unique(key, return_index=True)[1])
    return begin[kept], end[kept], number[kept]


def _portions(lengths: Whole) -> list[slice]:
    """Slices of the lines with some `_AT_ONCE` dots each, the last lines first."""
    count = max(1, math.ceil(int((lengths + 1).sum()) / _AT_ONCE))
    edges = np.linspace(0, len(lengths), count + 1).astype(int).tolist()
    return [slice(begin, end) for begin, end in zip(edges[-2::-1], edges[:0:-1], strict=True)]
