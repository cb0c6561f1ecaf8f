"""The loss over one parameter with a run on it: a ball that rolls, or jumps, along a curve."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.canvas import braille
from tutor.charting.drawing import FRAME, PATH, SLOPE, SURFACE, Drawing
from tutor.charting.frame import Frame, frame, headline
from tutor.charting.others import LaidOther, Other, laid_other, named, owner_of, put_marks
from tutor.charting.span import Span, say, span_of
from tutor.charting.trace import Trace, trace
from tutor.charting.view import Value, losses, widened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from tutor.charting.canvas import Flags, Floats

_SAMPLES = 400
"""Points at which a curve is looked at to choose how much of its height is shown."""
_CLIMB = 5.0
"""How many times its height at the start a run may climb before it leaves the picture at the top."""
_ROOM = (0.04, 0.1)
"""Below the lowest and above the highest point, as shares of the height."""
_REACH, _ASCII_REACH = 1 / 12, 1 / 7
"""The tangent's half, as a share of the width; where there is no braille, more of it is hidden by the curve."""
_LEVEL = 0.3
"""A tangent that climbs less, in cells' widths for each cell, is drawn level where there is no braille."""
_NUDGE = 1e-6
"""How far to either side of the ball the slope is measured, as a share of the width."""
_DOTTED = 4
"""A way through the air has a dot every so many cells: so it is told from the curve where there is no colour."""
_FIGURE = 10
"""Characters of a number in the title."""
_BRIEF = 9
"""The same in three digits, where there is less room."""


@dataclass(frozen=True, slots=True, eq=False)
class Landscape1D:
    """A curve and a run, laid out for one size; `draw` gives its frames."""

    value: Value
    frame: Frame
    across: Span
    upward: Span
    curve: Flags
    """(high, wide) the curve's dots."""
    best: tuple[tuple[int, int], ...]
    """The columns and rows of the best known points."""
    slope: bool
    """Whether the tangent is drawn."""
    w: Floats
    """(n,) the run."""
    loss: Floats
    """(n,)"""
    trace: Trace
    letter: str = ""
    """The run's own, if there are others."""
    others: tuple[LaidOther, ...] = ()
    """The first lies lowest, all below the run."""

    def follow(self, path: ArrayLike) -> Landscape1D:
        """The same picture of the landscape with another run in it, such as one whose rate was changed on the way; the
        others stay."""
        w = np.array(path, dtype=np.float64).reshape(-1)
        loss = losses(self.value, w[:, None])
        grid = self.frame.grid
        way = trace(grid, self._places(w, loss), every=_DOTTED * grid.across, letter=self.letter)
        return replace(self, w=w, loss=loss, trace=way)

    def draw(self, upto: int | None = None, *, numbered: bool = True) -> Drawing:
        """The run up to step `upto`; None shows it whole. `numbered`: the title says which step that is."""
        step = self.trace.last if upto is None else max(min(upto, self.trace.last), min(0, self.trace.last))
        grid = self.frame.grid
        slope = self._slope_at(step)
        walked, tangent = self.trace.walked(step), self._tangent(step, slope)
        run = owner_of(self.letter, 0) if self.letter else PATH
        ways = [(other.walked(upto), other.owner) for other in self.others]
        if grid.ascii:
            cells = np.full((grid.rows, grid.columns), " ")
            for other, (dots, _) in zip(self.others, ways, strict=True):
                cells[dots] = other.letter
            line = "-" if abs(self._steepness(slope)) < _LEVEL else "/" if slope > 0 else "\\"
            cells = np.where(self.curve, "*", np.where(tangent, line, np.where(walked, ".", cells)))
            tangent &= ~self.curve
        else:
            cells = braille(np.logical_or.reduce([self.curve, walked, tangent, *(dots for dots, _ in ways)]))
        owner = np.full(cells.shape, FRAME, dtype=np.int8)
        for dots, of in (*ways, (walked, run), (self.curve, SURFACE), (tangent, SLOPE)):
            owner[grid.any_dot(dots)] = of
        put_marks(cells, owner, self.others, upto, (self.trace, self.letter, step), self.best)
        return self.frame.around(self._title(step, slope, numbered), cells, owner)

    def _places(self, w: Floats, loss: Floats) -> Floats:
        """(n,), (n,) -> (n, 2) places in dots."""
        return self.frame.grid.places(self.across.fraction(w), self.upward.fraction(loss))

    def _steepness(self, slope: float) -> float:
        """A slope as it is seen: how many cells' widths a line climbs in each cell."""
        grid = self.frame.grid
        # A cell is twice as high as it is wide.
        with np.errstate(all="ignore"):
            across = slope * (self.across.length / grid.columns)
            return float(np.float64(across) / (self.upward.length / grid.rows / 2))

    def _slope_at(self, step: int) -> float:
        """The difference quotient at the ball; NaN where there is none."""
        if step < 0 or not self.slope or not math.isfinite(self.w[step]):
            return math.nan
        w = float(self.w[step])
        nudge = max(_NUDGE * self.across.length, 1e-7 * abs(w))
        with np.errstate(all="ignore"):
            before, after = losses(self.value, np.array([[w - nudge], [w + nudge]]))
            slope = float((after - before) / (2 * nudge))
        if not math.isfinite(slope):
            return math.nan
        # What is left of a difference of nearly equal numbers is rounding.
        least = 1e-15 * max(abs(float(before)), abs(float(after))) / nudge
        return 0.0 if abs(slope) <= least else slope

    def _tangent(self, step: int, slope: float) -> Flags:
        """(high, wide) the dots of a straight line through the ball."""
        grid = self.frame.grid
        across, down = self.trace.places[step].tolist() if step >= 0 else (math.nan, math.nan)
        steep = self._steepness(slope)
        if not math.isfinite(steep) or math.isnan(across + down):
            return np.zeros((grid.high, grid.wide), dtype=np.bool_)
        share = _ASCII_REACH if grid.ascii else _REACH
        reach = share * grid.wide / math.hypot(1.0, steep) if grid.holds(across, down) else 0.0
        # Downwards on the screen is upwards in dots; four dots down are as long as two across.
        fall = -reach * steep * grid.down / 2 / grid.across
        return grid.segment((across - reach, down - fall), (across + reach, down + fall))

    def _title(self, step: int, slope: float, numbered: bool) -> str:
        if step < 0:
            return "loss over w"
        number = [f"step {step:>{len(str(self.trace.last))}}"] if numbered and self.trace.last else []
        of = f"{self.letter}: " if self.letter else ""  # whose w and loss these are
        w, loss = f"{of}w = {say(self.w[step]):<{_FIGURE}}", f"loss = {say(self.loss[step]):<{_FIGURE}}"
        short = [f"{of}w {say(self.w[step], 3):<{_BRIEF}}", f"loss {say(self.loss[step], 3):<{_BRIEF}}"]
        steep, short_steep = [], []
        if self.slope:
            known = math.isfinite(slope)
            steep = [f"slope = {say(slope):<{_FIGURE}}" if known else " " * (8 + _FIGURE)]
            short_steep = [f"slope {say(slope, 3):<{_BRIEF}}" if known else " " * (6 + _BRIEF)]
        return headline(
            self.frame.width,
            ("loss over w", *number, w, loss, *steep),
            (*number, w, loss, *steep),
            (*number, *short, *short_steep),
            (*number, w, loss),
            (*number, *short),
            short,
            [words.strip() for words in short],
        )


def landscape_1d(
    value: Value,
    window: tuple[float, float],
    path: ArrayLike,
    *,
    width: int,
    height: int,
    ascii: bool = False,
    slope: bool = True,
    minimizers: ArrayLike | None = None,
    others: Sequence[Other] = (),
    letter: str = "",
    names: Sequence[str] = (),
) -> Landscape1D:
    """Lays out the loss over w and a run on it, once for all of its frames.

    The picture shows `window`, widened by what the run visits nearby; at its edge an arrow points to a ball that went
    farther. Steps are marked 0 to 9, later ones •; dotted lines join them.

    Args:
        value: (n, 1) -> (n,), the loss.
        window: the lowest and the highest w of a picture of this problem.
        path: (n,) or (n, 1), w at the start and after each step; any value.
        slope: draw the tangent under the ball, and tell the slope in the title.
        minimizers: (k,) or (k, 1), the best known points.
        others: runs beside it, each a way of its own letter and colour, drawn as far as the run itself or whole.
        letter: the run's own, beside its ball and along its way, if there are others.
        names: what the legend calls the runs, the run itself first, then the others.
    """
    w = np.array(path, dtype=np.float64).reshape(-1)
    best = np.array([] if minimizers is None else minimizers, dtype=np.float64).reshape(-1)
    paths = [np.array(other.w, dtype=np.float64).reshape(-1) for other in others]
    letter = letter if others else ""
    across = widened(window, w, paths)
    best = best[across.holds(best)]
    best_loss = losses(value, best[:, None])
    upward = _height(value, across, [w, *paths], best_loss)
    signs = ("O", "o") if ascii else ("●", "•")
    moves = any(len(one) > 1 for one in (w, *paths))
    legend = [f"{signs[0]} now", *([f"0-9 {signs[1]} steps"] if moves else []), *(["x lowest"] if len(best) else [])]
    legend += ["dotted: the jumps"] if moves else []
    legend += ["line: the slope"] if slope else []
    legend[:0] = named([letter, *(other.letter for other in others)], names if others else (), ascii=ascii)
    around = frame(width, height, across, upward, legend, ascii=ascii)
    grid = around.grid
    samples = np.linspace(across.low, across.high, max(grid.wide, 1))
    seen = upward.fraction(losses(value, samples[:, None]))
    known = ~np.isnan(best_loss)
    cells = grid.cells_of(grid.places(across.fraction(best[known]), upward.fraction(best_loss[known])))
    laid = Landscape1D(
        value=value,
        frame=around,
        across=across,
        upward=upward,
        curve=grid.line(grid.places(across.fraction(samples), seen)),
        best=tuple((column, row) for column, row in cells.tolist()),
        slope=slope,
        w=np.zeros(0),
        loss=np.zeros(0),
        trace=trace(grid, np.zeros((0, 2))),
        letter=letter,
    )
    beside = tuple(
        laid_other(grid, other, laid._places(path, losses(value, path[:, None])), number, every=_DOTTED * grid.across)
        for number, (other, path) in enumerate(zip(others, paths, strict=True))
    )
    return replace(laid, others=beside).follow(w)


def _height(value: Value, across: Span, runs: Sequence[Floats], best: Floats) -> Span:
    """The losses that are shown: from the lowest up to the highest that the runs visit, and over all passes.

    What the curve does far above the run, where a quartic is nothing but walls, is cut off.
    """
    curve = losses(value, np.linspace(across.low, across.high, _SAMPLES)[:, None])
    curve, best = (seen[np.isfinite(seen)] for seen in (curve, best))
    visited = [losses(value, w[across.holds(w)][:, None]) for w in runs]
    visited = [finite for seen in visited if len(finite := seen[np.isfinite(seen)])]
    low = min(seen.min(initial=np.inf) for seen in (curve, best, *visited))
    passes = curve[1:-1][(curve[1:-1] >= curve[:-2]) & (curve[1:-1] >= curve[2:])] if len(curve) > 2 else curve[:0]
    highest = [*passes, *np.sort(curve)[len(curve) // 2 :][:1]]
    with np.errstate(all="ignore"):
        highest += [max(seen[0], min(seen.max(), low + _CLIMB * (seen[0] - low))) for seen in visited]
    shown = span_of([low, *highest])
    below, above = (share * shown.length for share in _ROOM)
    return Span(shown.low - below, shown.high + above)
