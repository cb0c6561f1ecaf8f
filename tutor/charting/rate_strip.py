"""The learning rate over the steps, to stand above or below a loss chart with the same steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.canvas import NEVER, Grid, braille
from tutor.charting.drawing import FRAME, LETTERS, RUNS, SURFACE, TITLE, Drawing, stacked, written
from tutor.charting.frame import headline
from tutor.charting.span import Span, say, span_of

if TYPE_CHECKING:
    from tutor.charting.canvas import Cells, Flags, Floats, Whole

_LOG_FROM = 10.0
"""A logarithmic axis is for rates of which a quarter lie by this factor below the highest: a cosine, that is near 0
for a moment only, keeps its shape."""
_FEW = 4
"""A rate that takes no more values than this was changed by hand, or by steps: each value shall be told from 0."""
_FAR = 4.0
"""How far below the highest the lowest of few rates lies where the axis is logarithmic."""
_TITLED_FROM = 3
_DIGITS = 3
"""Of the numbers of the axis."""
_APART = 16
"""Cells between two letters of one curve."""
_NARROWEST = 9
"""Columns that the axis must leave."""


@dataclass(frozen=True, slots=True, eq=False)
class RateStrip:
    """A rate's curve, laid out for one size; `draw` gives its frames."""

    width: int
    grid: Grid
    margin: tuple[str, ...]
    title: str
    titled: bool
    inner: tuple[tuple[int, str], ...]
    """Labels that find no room in the margin, by row: they stand at the beginning of the curve."""
    rates: tuple[tuple[float, ...], ...]
    """Of each run."""
    passed: tuple[Whole, ...]
    """(high, wide) for each run: the update that first passes each dot, counted from 1, or `NEVER`."""

    def draw(self, upto: int | None = None) -> Drawing:
        """The rates of the first `upto` updates; None shows them all."""
        longest = max(map(len, self.rates), default=0)
        made = longest if upto is None else max(min(upto, longest), 0)
        shown = [passed <= made for passed in self.passed]
        dots = np.logical_or.reduce(shown) if shown else np.zeros((self.grid.high, self.grid.wide), dtype=np.bool_)
        cells = np.where(dots, "*", " ") if self.grid.ascii else braille(dots)
        owner = np.full(cells.shape, FRAME)
        for number, (of_run, letter) in enumerate(zip(shown, LETTERS, strict=False)):
            reached = self.grid.any_dot(of_run)
            owner[reached] = RUNS[number] if len(shown) > 1 else SURFACE
            if len(shown) > 1:
                self._lettered(cells, reached, letter, first=number * _APART // len(shown))
        for row, label in self.inner:
            cells[row, : len(label)] = list(label)
            owner[row, : len(label)] = FRAME
        rows = [written(self._heading(made), self.width, TITLE)] if self.titled else []
        for before, line, of in zip(self.margin, cells.tolist(), owner.tolist(), strict=True):
            rows.append((before + "".join(line), (*(FRAME,) * len(before), *of)))
        return stacked(rows)

    def _lettered(self, cells: Cells, reached: Flags, letter: str, *, first: int) -> None:
        """Sets a run's letter onto its curve every few columns: without colour it is told by nothing else."""
        for column in range(first, self.grid.columns, _APART):
            rows = np.flatnonzero(reached[:, column])
            if len(rows):
                cells[rows[len(rows) // 2], column] = letter

    def _heading(self, made: int) -> str:
        longest = max(map(len, self.rates), default=0)
        step = f"step {made:>{len(str(longest))}}"
        if len(self.rates) > 1:
            return headline(self.width, (self.title, step), (self.title,))
        now = f"rate {say(self.rates[0][made - 1]) if made else '':<10}"
        return headline(self.width, (self.title, step, now), (self.title, now), (now.strip(),))


def rate_strip(
    rates: Sequence[Sequence[float] | Floats],
    *,
    x_max: int,
    width: int,
    height: int,
    gutter: int | None = None,
    ascii: bool = False,
) -> RateStrip:
    """Lays out the rates of a run, once for all of its frames.

    Update k (from 1) is a level line from step k − 1 to step k. The axis is logarithmic where the rates span decades.

    Args:
        rates: for each run, up to four, the rate of each update; any values.
        x_max: the last step of the axis, as on the loss chart.
        gutter: cells left of the vertical axis. `axis_column` of a loss chart's lines sets equal steps above each
            other; None takes what the labels need; −1 is no axis.
    """
    known = tuple(tuple(float(rate) for rate in of_run) for of_run in rates)
    x_max = max(int(x_max), 1)
    span, log, ends = _axis(np.array([rate for of_run in known for rate in of_run]))
    titled = height >= _TITLED_FROM
    rows = max(height - titled, 0)
    labels = [(0, say(ends[1], _DIGITS)), (rows - 1, say(ends[0], _DIGITS))][: min(rows, 2)]
    needed = max((len(label) for _, label in labels), default=0)
    if gutter is None:
        gutter = needed if width >= needed + 1 + _NARROWEST else -1
    gutter = min(gutter, width - 1)
    inner = [(row, label) for row, label in labels if len(label) > gutter >= 0]
    outer = {row: label for row, label in labels if len(label) <= gutter}
    plain, ticked = ("|", "+") if ascii else ("│", "┤")
    margin = tuple(
        f"{outer.get(row, '').rjust(gutter)}{ticked if row in dict(labels) else plain}" if gutter >= 0 else ""
        for row in range(rows)
    )
    grid = Grid(max(width - gutter - 1, 0), rows, ascii)
    return RateStrip(
        width=width,
        grid=grid,
        margin=margin,
        title="learning rate (log)" if log else "learning rate",
        titled=titled,
        inner=tuple((row, label) for row, label in inner if len(label) <= grid.columns // 2),
        rates=known,
        passed=tuple(_stairs(grid, np.array(of_run), span, log, x_max) for of_run in known),
    )


def label_width(rates: Sequence[Sequence[float] | Floats]) -> int:
    """How many cells left of the axis its numbers need: a chart above it should leave as many."""
    _, _, ends = _axis(np.concatenate([np.asarray(of_run, dtype=np.float64) for of_run in rates]))
    return max(len(say(end, _DIGITS)) for end in ends)


def _axis(rates: Floats) -> tuple[Span, bool, tuple[float, float]]:
    """What the axis shows, whether in decades (then the span is one of exponents), and the rates at its ends."""
    finite = rates[np.isfinite(rates)]
    lowest, highest = float(finite.min(initial=math.inf)), float(finite.max(initial=-math.inf))
    few = len(np.unique(finite)) <= _FEW and lowest < highest / _FAR
    if 0 < lowest < highest and (few or highest / _LOG_FROM > np.quantile(finite, 0.25, method="nearest")):
        return span_of([math.log10(lowest), math.log10(highest)]), True, (lowest, highest)
    span = span_of([0.0, *finite]) if finite.any() else Span(0.0, 1.0)
    return span, False, (span.low, span.high)


def _stairs(grid: Grid, rates: Floats, span: Span, log: bool, x_max: int) -> Whole:
    """(high, wide) the number of the update that first passes each dot."""
    with np.errstate(all="ignore"):
        heights = span.fraction(np.log10(rates) if log else rates)
    heights = np.where(np.isfinite(heights), heights, np.nan)
    number = np.arange(len(rates))
    along = np.stack((number, number + 1), axis=1).ravel() / x_max
    corners = grid.trail(grid.places(along, np.repeat(heights, 2)))
    return np.where(corners == NEVER, NEVER, corners // 2 + 1)
