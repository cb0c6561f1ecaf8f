"""Lines of equal loss: which losses they stand for, and where they run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.span import Span

if TYPE_CHECKING:
    from tutor.charting.canvas import Flags, Floats

_LOG_FROM = 1.0
"""Decades that the losses must span for levels that grow by factors."""
_SHARES = (0.02, 0.97)
"""Levels lie between these shares of the picture's area: one at the very top would show its corners alone."""
_CROWDED = 0.55
"""The share of lines with another close by from which on a picture shows a lattice of dots and no lines."""
_LEAST_LEVELS = 2
_MOST_POWER = 308
"""Of ten, in a float."""
_FACTORS = ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))
"""The levels within a decade: as many as there is room for."""
_DECADES = (1, 2, 3, 5, 10, 20, 50, 100, 200)
"""Decades from one level to the next, where one a decade are too many."""


def levels(above: Floats, most: int) -> list[float]:
    """At most `most` round losses for contours, equally far apart or, over decades, by equal factors.

    Args:
        above: what each point of the picture has above its lowest; non-finite values are left out of account.
    """
    positive = above[np.isfinite(above) & (above > 0)]
    if not len(positive) or most < 1:
        return []
    low, high = (float(bound) for bound in np.quantile(positive, _SHARES, method="nearest"))
    if high <= low:
        # A few points stand out of a plain.
        return [high] if high < float(positive.max()) or len(positive) < above.size else []
    first, last = math.log10(low), math.log10(high)
    if last - first < _LOG_FROM:
        return [level for level, _ in Span(low, high).ticks(most)]
    exponents = range(math.floor(first), min(math.ceil(last), _MOST_POWER) + 1)
    patterns = [(factors, 1) for factors in _FACTORS] + [((1.0,), decades) for decades in _DECADES]
    for factors, decades in patterns:
        round_ones = [factor * 10.0**power for power in exponents if power % decades == 0 for factor in factors]
        within = [level for level in round_ones if low <= level <= high]
        if len(within) <= most:
            return within
    return []


def contour_lines(above: Floats, at: list[float], *, every: tuple[int, int] = (1, 1)) -> Flags:
    """(high, wide) -> (high, wide): the points after which one of the levels `at` is crossed. NaN counts as high.

    A line is one point thin: it is looked for in each column where it runs level, and in each row where it is steep.

    Args:
        every: (2, 3) draws every second point of level lines and every third of steep ones, so that a path, which has
            all, stands out.
    """
    runs_level, level, steep = _crossings(above, at)
    row, column = np.indices(above.shape)
    lines: Flags = np.where(runs_level, level & (column % every[0] == 0), steep & (row % every[1] == 0))
    return lines


def uncrowded(above: Floats, at: list[float]) -> list[float]:
    """The levels without the lowest ones, if the lines of all would lie so close that they fill a valley with dots."""
    while len(at) > _LEAST_LEVELS and _crowded(above, at) > _CROWDED:
        at = at[1:]
    return at


def _crowded(above: Floats, at: list[float]) -> float:
    """The share of the lines that have another beside them, two or three points away."""
    runs_level, level, steep = _crossings(above, at)
    level, steep = level & runs_level, steep & ~runs_level
    beside = sum(
        int((level[:-apart] & level[apart:]).sum()) + int((steep[:, :-apart] & steep[:, apart:]).sum())
        for apart in (2, 3)
    )
    return beside / max(int(level.sum() + steep.sum()), 1)


def _crossings(above: Floats, at: list[float]) -> tuple[Flags, Flags, Flags]:
    """(high, wide) each: whether a line runs rather level there, and whether a level is crossed downwards, or to the
    right."""
    above = np.where(np.isnan(above), np.inf, above)
    band = np.searchsorted(np.array(at), above, side="right")
    level, steep = np.zeros(above.shape, dtype=np.bool_), np.zeros(above.shape, dtype=np.bool_)
    level[:-1] = band[:-1] != band[1:]
    steep[:, :-1] = band[:, :-1] != band[:, 1:]
    with np.errstate(all="ignore"):
        down = np.abs(np.diff(above, axis=0, append=above[-1:]))
        across = np.abs(np.diff(above, axis=1, append=above[:, -1:]))
        # Where both sides are infinite, nothing changes. Rounding does not decide how a slanted line is drawn.
        runs_level = np.where(np.isnan(down), 0.0, down) >= 0.999 * np.where(np.isnan(across), 0.0, across)
    return runs_level, level, steep


def enlarged(values: Floats, high: int, wide: int) -> Floats:
    """(few, fewer) -> (high, wide): a field between whose values straight lines are drawn; non-finite ones spread."""
    rows, columns = values.shape
    row, column = np.linspace(0, rows - 1, high), np.linspace(0, columns - 1, wide)
    above, left = np.minimum(row.astype(int), max(rows - 2, 0)), np.minimum(column.astype(int), max(columns - 2, 0))
    below, right = np.minimum(above + 1, rows - 1), np.minimum(left + 1, columns - 1)
    down, across = (row - above)[:, None], column - left
    with np.errstate(all="ignore"):
        wider = values[:, left] * (1 - across) + values[:, right] * across  # (rows, wide)
        taller: Floats = wider[above] * (1 - down) + wider[below] * down
    return taller
