"""A run in a picture: where it passed, which steps are marked, and where it stands.

Everything is laid once for a whole run. What a frame shows is whatever has the number of an earlier step, so a frame
costs the same after ten steps and after a hundred thousand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.canvas import NEVER, Grid, dot_at, nearest

if TYPE_CHECKING:
    from tutor.charting.canvas import Cells, Flags, Floats, Whole

_NUMBERED = 10
"""Steps that are marked with their number: one character."""
_INWARD = {"<": (1, 0), ">": (-1, 0), "^": (0, 1), "v": (0, -1), "←": (1, 0), "→": (-1, 0), "▲": (0, 1), "▼": (0, -1)}
"""From an arrow at the edge, the way back into the picture: columns and rows."""
_SPACING = 12
"""Cells of a way between two letters."""
_KEPT_UP_TO = 4000
"""Steps of a run whose ways are kept for the next picture."""
_APART = (3, 2)
"""Columns or rows that a sparse mark must be away from the step before."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A run laid into a grid."""

    grid: Grid
    places: Floats
    """(n, 2) in dots."""
    passed: Whole
    """(high, wide) the step that first passes each dot, or `NEVER`."""
    marked: Whole
    """(rows, columns) the step that each cell is marked by, or `NEVER`."""
    marks: Cells
    """(rows, columns) the characters of the marks."""

    @property
    def last(self) -> int:
        """The number of the last step; −1 if not even the start is known."""
        return len(self.places) - 1

    def walked(self, step: int) -> Flags:
        """(high, wide): the dots passed until then."""
        return self.passed <= step

    def ball(self, step: int, sign: str = "") -> tuple[tuple[int, int, str], ...]:
        """Column, row and character of where the run stands: a ball, or another `sign`. If it has left the picture, the
        ball lies at the edge, behind an arrow that points to where it went. Nothing where that is not a place."""
        across, down = self.places[step].tolist() if 0 <= step <= self.last else (math.nan, math.nan)
        if math.isnan(across) or math.isnan(down):
            return ()
        column, row = self.grid.cell_of(across, down)
        arrow = _arrow(self.grid, across, down)
        ball = sign or ("O" if self.grid.ascii else "●")
        right, below = _INWARD.get(arrow, (0, 0))
        inside = 0 <= column + right < self.grid.columns and 0 <= row + below < self.grid.rows
        signs = ((column, row, arrow),) if arrow else ()
        return (*signs, (column + right, row + below, ball)) if inside else signs


def trace(
    grid: Grid, places: Floats, *, every: int = 1, sparse: bool = False, letter: str = "", numbered: bool = True
) -> Trace:
    """Lays a run.

    Args:
        places: (n, 2) in dots, NaN where the run is nowhere.
        every: 3 draws every third dot of the ways.
        sparse: marks only those of the first steps that are well apart from the one before.
        letter: stands every few cells along the way, after the numbers.
        numbered: marks steps; without it there are letters and arrows alone.
    """
    marked = np.full((grid.rows, grid.columns), NEVER)
    marks = np.full((grid.rows, grid.columns), " ")
    steps = np.flatnonzero(~np.isnan(places).any(axis=1))
    cells = grid.cells_of(places[steps])
    arrows = _arrows(grid, places[steps])
    far = np.abs(np.diff(cells, axis=0, prepend=cells[:1])).max(axis=1, initial=0)
    walked = np.cumsum(far)
    lettered = np.diff(walked // _SPACING, prepend=0) > 0 if letter else np.zeros(len(steps), dtype=np.bool_)
    lettered &= (steps >= _NUMBERED) | (not numbered)
    kept = np.full(len(steps), numbered)
    if sparse:
        away = np.abs(np.diff(cells, axis=0, prepend=cells[:1] - _APART))
        kept &= ((away >= _APART).any(axis=1) & (steps < _NUMBERED)) | (steps == 0)
    kept |= lettered | (arrows != "")
    steps, cells, arrows, lettered = steps[kept], cells[kept], arrows[kept], lettered[kept]
    later = "o" if grid.ascii else "•"
    numbers = np.array([str(number) for number in range(_NUMBERED)] + [later])
    signs = np.where(lettered, letter, numbers[np.minimum(steps, _NUMBERED)])
    column, row = cells[::-1].T  # backwards: the first step that comes to a cell is written last and stays
    marked[row, column] = steps[::-1]
    marks[row, column] = np.where(arrows != "", arrows, signs)[::-1]
    find = _passed if len(places) <= _KEPT_UP_TO else _passed.__wrapped__
    passed = find(grid, places.tobytes(), every)
    passed.flags.writeable = False  # the next picture may have the same
    return Trace(grid, places, passed, marked, marks)


@lru_cache(maxsize=4)
def _passed(grid: Grid, places: bytes, every: int) -> Whole:
    """`Grid.trail`; the run of one picture stands beside that of the next, most often at the same places."""
    return grid.trail(np.frombuffer(places).reshape(-1, 2), every=every)


def _arrows(grid: Grid, places: Floats) -> Cells:
    """(n, 2) -> (n,): towards the places that lie outside the picture, empty for the others. None may be NaN."""
    across, down = nearest(places).T
    left, right, up, below = "<>^v" if grid.ascii else "←→▲▼"
    outside = [across < 0, across > grid.wide - 1, down < 0, down > grid.high - 1]
    arrows: Cells = np.select(outside, [np.array(arrow) for arrow in (left, right, up, below)], np.array(""))
    return arrows


def _arrow(grid: Grid, across: float, down: float) -> str:
    """`_arrows` for one place: a frame has few of them."""
    left, right, up, below = "<>^v" if grid.ascii else "←→▲▼"
    x, y = dot_at(across), dot_at(down)
    return left if x < 0 else right if x > grid.wide - 1 else up if y < 0 else below if y > grid.high - 1 else ""
