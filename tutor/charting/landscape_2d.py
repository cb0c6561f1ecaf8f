"""The loss over two parameters, seen from above: lines of equal loss, and a run's way through them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.canvas import braille
from tutor.charting.contours import contour_lines, enlarged, levels, uncrowded
from tutor.charting.drawing import FRAME, PATH, SURFACE, Drawing
from tutor.charting.frame import Frame, frame, headline
from tutor.charting.others import LaidOther, Other, laid_other, named, owner_of, put_marks
from tutor.charting.span import Span, say
from tutor.charting.trace import Trace, trace
from tutor.charting.view import Value, fitted, losses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from tutor.charting.canvas import Cells, Flags, Floats

_MOST_ACROSS, _MOST_DOWN = 240, 160
"""Points at which a loss is asked for, at most; what lies between them is drawn straight."""
_MOST_LEVELS = 9
_PLACE, _FIGURE = 24, 10
"""Characters of a place and of a number in the title."""
_BRIEF_PLACE, _BRIEF = 18, 14
"""The same in three digits, where there is less room."""
_CONTOURS, _CONTOURS_WIDE = "dotted: equal loss, ", 38
"""How the legend tells of the contours, and about how long it is with their losses."""


@dataclass(frozen=True, slots=True, eq=False)
class Landscape2D:
    """Contours and a run, laid out for one size; `draw` gives its frames."""

    value: Value
    frame: Frame
    across: Span
    upward: Span
    ground: Cells
    """(rows, columns) the contours' characters."""
    contour: Flags
    """(rows, columns) the cells that have a contour."""
    best: tuple[tuple[int, int], ...]
    """The columns and rows of the best known points."""
    w: Floats
    """(n, 2) the run."""
    loss: Floats
    """(n,)"""
    trace: Trace
    strokes: Cells
    """(n,) the characters of the steps where there is no braille."""
    letter: str = ""
    """The run's own, if there are others."""
    others: tuple[LaidOther, ...] = ()
    """The first lies lowest, all below the run."""

    def follow(self, path: ArrayLike) -> Landscape2D:
        """The same picture of the landscape with another run in it, such as one whose rate was changed on the way; the
        others stay."""
        w = np.array(path, dtype=np.float64).reshape(-1, 2)
        places = self._places(w)
        return replace(
            self,
            w=w,
            loss=losses(self.value, w),
            trace=trace(self.frame.grid, places, sparse=True, letter=self.letter),
            strokes=_strokes(places),
        )

    def draw(self, upto: int | None = None, *, numbered: bool = True) -> Drawing:
        """The run up to step `upto`; None shows it whole. `numbered`: the title says which step that is."""
        step = self.trace.last if upto is None else max(min(upto, self.trace.last), min(0, self.trace.last))
        grid = self.frame.grid
        run = owner_of(self.letter, 0) if self.letter else PATH
        walked = self.trace.walked(step)
        ways = [(walked, run)]
        ways[:0] = [(other.walked(upto), other.owner) for other in self.others]
        owner = np.where(self.contour, SURFACE, FRAME).astype(np.int8)
        cells = self.ground.copy()
        if not grid.ascii:
            # Ways hide the contours that they cross: without colour, dots of both in one cell could not be told apart.
            passed = braille(np.logical_or.reduce([dots for dots, _ in ways]))
            cells = np.where(passed != " ", passed, cells)
        for number, (dots, of) in enumerate(ways):
            reached = grid.any_dot(dots)
            owner[reached] = of
            if grid.ascii:
                main = number == len(self.others)
                cells[reached] = self.strokes[self.trace.passed[reached]] if main else self.others[number].letter
        put_marks(cells, owner, self.others, upto, (self.trace, self.letter, step), self.best)
        return self.frame.around(self._title(step, numbered), cells, owner)

    def _places(self, w: Floats) -> Floats:
        """(n, 2) parameters -> (n, 2) places in dots."""
        return self.frame.grid.places(self.across.fraction(w[:, 0]), self.upward.fraction(w[:, 1]))

    def _title(self, step: int, numbered: bool) -> str:
        if step < 0:
            return "loss from above"
        number = [f"step {step:>{len(str(self.trace.last))}}"] if numbered else []
        x, y = self.w[step].tolist()
        of = f"{self.letter}: " if self.letter else ""  # whose w and loss these are
        place, loss = f"{of}w = ({say(x)}, {say(y)})", f"loss = {say(self.loss[step]):<{_FIGURE}}"
        brief = f"{of}w ({say(x, 3)}, {say(y, 3)})"
        brief_loss = f"loss {say(self.loss[step], 3)}"
        return headline(
            self.frame.width,
            ("loss from above", *number, f"{place:<{_PLACE}}", loss),
            (*number, f"{place:<{_PLACE}}", loss),
            (*number, f"{brief:<{_BRIEF_PLACE}}", f"{brief_loss:<{_BRIEF}}"),
            (brief, brief_loss),
        )


def landscape_2d(
    value: Value,
    window: Sequence[tuple[float, float]],
    path: ArrayLike,
    *,
    width: int,
    height: int,
    ascii: bool = False,
    minimizers: ArrayLike | None = None,
    others: Sequence[Other] = (),
    letter: str = "",
    names: Sequence[str] = (),
) -> Landscape2D:
    """Lays out lines of equal loss and a run through them, once for all of its frames.

    The picture shows `window`, widened by what the run visits nearby, or nearer where the run would be too small to
    see; at its edge an arrow points to where a run went that left it.

    Args:
        value: (n, 2) -> (n,), the loss.
        window: the lowest and the highest value of either parameter in a picture of this problem.
        path: (n, 2), the parameters at the start and after each step; any values.
        minimizers: (k, 2), the best known points.
        others: runs beside it, each a way of its own letter and colour, drawn as far as the run itself or whole.
        letter: the run's own, beside its ball and along its way, if there are others.
        names: what the legend calls the runs, the run itself first, then the others.
    """
    w = np.array(path, dtype=np.float64).reshape(-1, 2)
    best = np.array([] if minimizers is None else minimizers, dtype=np.float64).reshape(-1, 2)
    paths = [np.array(other.w, dtype=np.float64).reshape(-1, 2) for other in others]
    letter = letter if others else ""
    across, upward = (
        fitted(window[axis], w[:, axis], best[:, axis], [path[:, axis] for path in paths]) for axis in (0, 1)
    )
    best = best[across.holds(best[:, 0]) & upward.holds(best[:, 1])]
    legend = ["O now" if ascii else "● now", "0 start", *(["x lowest"] if len(best) else []), "1-9 steps"]
    legend[:0] = named([letter, *(other.letter for other in others)], names if others else (), ascii=ascii)
    # Which losses the contours stand for depends on the room, and the room on how many lines the legend takes.
    around = frame(width, height, across, upward, [*legend, _CONTOURS.ljust(_CONTOURS_WIDE)], ascii=ascii)
    grid = around.grid
    above, lowest = _above(value, across, upward, min(grid.wide, _MOST_ACROSS), min(grid.high, _MOST_DOWN), best)
    at = levels(above, min(max(grid.high // (3 if ascii else 7), 3), _MOST_LEVELS))
    if above.shape != (grid.high, grid.wide) and above.size:
        above = enlarged(above, grid.high, grid.wide)
    at = uncrowded(above, at)
    line = contour_lines(above, at, every=(2, 1) if ascii else (3, 3))
    if at:
        told = f"{say(at[0])} to {say(at[-1])}" if len(at) > 3 else ", ".join(map(say, at))
        of = "" if lowest == 0 else " above x" if len(best) else " above the lowest"
        legend.append(f"{_CONTOURS}{told}{of}")
    ground = np.where(line, ".", " ") if ascii else braille(line)
    cells = grid.cells_of(grid.places(across.fraction(best[:, 0]), upward.fraction(best[:, 1])))
    laid = Landscape2D(
        value=value,
        frame=around.explaining(legend),
        across=across,
        upward=upward,
        ground=ground,
        contour=ground != " ",
        best=tuple((column, row) for column, row in cells.tolist()),
        w=np.zeros((0, 2)),
        loss=np.zeros(0),
        trace=trace(grid, np.zeros((0, 2))),
        strokes=_strokes(np.zeros((0, 2))),
        letter=letter,
    )
    beside = tuple(
        laid_other(grid, other, laid._places(path), number)
        for number, (other, path) in enumerate(zip(others, paths, strict=True))
    )
    return replace(laid, others=beside).follow(w)


def _above(value: Value, across: Span, upward: Span, wide: int, high: int, best: Floats) -> tuple[Floats, float]:
    """(high, wide) what each point has above the lowest loss, the first row uppermost; and that loss."""
    x, y = np.meshgrid(np.linspace(across.low, across.high, wide), np.linspace(upward.high, upward.low, high))
    seen = losses(value, np.stack((x.ravel(), y.ravel()), axis=-1)).reshape(high, wide)
    known = losses(value, best)
    lowest = min(seen[np.isfinite(seen)].min(initial=np.inf), known[np.isfinite(known)].min(initial=np.inf))
    with np.errstate(all="ignore"):
        return seen - lowest, float(lowest)


def _strokes(places: Floats) -> Cells:
    """(n, 2) in cells -> (n,): the character that looks most like the line from the place before."""
    with np.errstate(all="ignore"):
        way = np.diff(np.clip(places, -1e9, 1e9), axis=0, prepend=places[:1])
        # A cell is twice as high as it is wide.
        across, down = np.abs(way[:, 0]), 2 * np.abs(way[:, 1])
        slanted = np.where(way[:, 0] * way[:, 1] > 0, "\\", "/")
        strokes: Cells = np.where(down < 0.4 * across, "-", np.where(across < 0.4 * down, "|", slanted))
    return strokes
