"""Draws loss curves as lines of text. plotext draws the curves themselves; axes and ticks are drawn here, because
plotext's logarithmic scale refuses zeros and its ticks move when a curve does.

A frame that shows one step more differs from the frame before in the few cells that the step touches.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from inspect import isfunction
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from tutor.charting.axes import Axes, Scale, choose_axes, widen
from tutor.charting.description import describe_loss
from tutor.charting.drawing import LETTERS, RUNS, Drawing
from tutor.cleaning import clean_line

if TYPE_CHECKING:
    from tutor.charting.loss_picture import LossPicture

__all__ = [
    "Axes",
    "Curve",
    "Drawing",
    "Scale",
    "choose_axes",
    "describe_loss",
    "draw_loss",
    "draw_loss_cells",
    "legend",
    "loss_picture",
    "widen",
]

_MOST_DOTS = 12_000
"""plotext takes 2 to 3 ms for a thousand dots. Where a noisy curve in a large window has more than these, it fills the
picture, and its dots are those that its steps pass."""
_ALONE = "*"
"""What a curve is made of in ASCII where there is no other."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One curve of a chart: the loss before the first step, then after every step."""

    name: str
    loss: Sequence[float]
    marker: str = ""
    """One narrow character that the curve is drawn with in ASCII, and marked with among others; empty for a default,
    which is its letter of `LETTERS` where there are several."""
    whole: bool = False
    """Drawn to its end whatever `upto` says: an earlier run to compare with."""
    changes: Sequence[int] = ()
    """Steps at which its rate was changed: a ▲ (`^`) on the axis of the steps, and its marker beside that."""

    def __post_init__(self) -> None:
        if len(self.marker) > 1 or not self.marker.isprintable() or east_asian_width(self.marker or "*") in "WF":
            raise ValueError(f"the marker of a curve is one narrow character, not {self.marker!r}")
        # A copy, so that a frozen curve of a run that goes on does not change under the chart. In an array, which
        # NumPy reads in place: a list of a hundred thousand floats takes it 5 ms.
        object.__setattr__(self, "loss", array("d", self.loss))


def loss_picture(
    curves: Sequence[Curve],
    axes: Axes,
    width: int,
    height: int,
    *,
    ascii: bool = False,
    marks: Sequence[int] = (),
    gutter: int = 0,
) -> LossPicture:
    """Lays out `curves` in `width` × `height` cells, axes and tick labels included, once for all of their frames.

    Later curves lie on top; their owners are `RUNS`, in their order. With more than one curve each carries its marker
    every few cells, at places of its own, so that curves which lie on each other both remain to be seen. A loss above
    the axis is a ▲ (`^`) on the top line.

    Args:
        axes: for the whole run, see `choose_axes`.
        width: at least 1, as is `height`.
        ascii: no character outside ASCII: the curve is made of its marker, the axes of `+ - |`.
        marks: steps at which a ▲ (`^`) stands on the axis of the steps, such as those where the rate was changed.
        gutter: how many cells there are at least left of the axis of the losses.
    """
    # NumPy, about 60 ms, which only a drawing pays.
    import numpy as np

    from tutor.charting.laid_curve import dots_along, laid_curve, thinned
    from tutor.charting.loss_picture import LossPicture, axis_marks, room

    around = room(axes, width, height, ascii=ascii, gutter=gutter)
    laid = []
    for number, (curve, marker) in enumerate(zip(curves, _markers(curves, ascii), strict=True)):
        loss = np.asarray(curve.loss, dtype=np.float64)
        points = thinned(axes, loss, around.grid.columns)
        drawn = None
        if dots_along(around.grid, points[1]) <= _MOST_DOTS:
            drawn = _rasterize(*points, axes.x_max, around.grid.columns, around.grid.rows, ascii)
        owner = RUNS[number % len(RUNS)]
        laid.append(
            laid_curve(
                axes,
                around.grid,
                loss,
                drawn,
                owner=owner,
                marker=marker,
                whole=curve.whole,
                number=number,
                of=len(curves),
            )
        )
    changes = axis_marks(axes, around, marks)
    for curve, of in zip(curves, laid, strict=True):
        changes += axis_marks(axes, around, curve.changes, of)
    return LossPicture(axes, around.grid, around.margin, around.below, tuple(laid), changes)


def draw_loss_cells(
    curves: Sequence[Curve],
    axes: Axes,
    width: int,
    height: int,
    *,
    upto: int | None = None,
    at: int | None = None,
    ascii: bool = False,
    marks: Sequence[int] = (),
) -> Drawing:
    """One frame of `loss_picture`: for a picture that is drawn only once. A width or height of 0 is an empty one."""
    if width <= 0 or height <= 0:
        return Drawing(("",) * max(height, 0), ((),) * max(height, 0))
    return loss_picture(curves, axes, width, height, ascii=ascii, marks=marks).draw(upto, at)


def draw_loss(
    curves: Sequence[Curve], axes: Axes, width: int, height: int, *, upto: int | None = None, ascii: bool = False
) -> list[str]:
    """`draw_loss_cells` without the owners: exactly `height` lines of exactly `width` cells of plain text."""
    return list(draw_loss_cells(curves, axes, width, height, upto=upto, ascii=ascii).lines)


def legend(curves: Sequence[Curve]) -> str:
    """The markers and names of `curves` in one line: `a rate 0.9   b rate 0.1`."""
    markers = _markers(curves)
    return "   ".join(f"{marker} {clean_line(curve.name)}" for marker, curve in zip(markers, curves, strict=True))


def _markers(curves: Sequence[Curve], ascii: bool = False) -> list[str]:
    defaults = [_ALONE] if len(curves) == 1 else [LETTERS[number % len(LETTERS)] for number in range(len(curves))]
    given = [curve.marker if curve.marker.isascii() or not ascii else "" for curve in curves]
    return [marker or default for marker, default in zip(given, defaults, strict=True)]


@cache
def _plotext() -> Any:
    """plotext, 40 ms which only a drawing pays, without its help texts: each learner's 0.3 MB that nobody reads."""
    import plotext

    for function in filter(isfunction, vars(plotext).values()):
        function.__doc__ = None
        vars(function).clear()
    vars(plotext.doc).clear()
    return plotext


# An earlier run under a live one is laid out again whenever the live one's rate is changed.
@lru_cache(maxsize=16)
def _rasterize(
    steps: tuple[int, ...], heights: tuple[float, ...], x_max: int, columns: int, rows: int, ascii: bool
) -> tuple[str, ...]:
    """The curve through these points alone, as `rows` lines of `columns` cells; not a number leaves a gap."""
    if all(map(math.isnan, heights)):
        return (" " * columns,) * rows
    plotext = _plotext()
    plotext.clear_figure()  # plotext has one figure for the whole process
    plotext.limit_size(False, False)
    plotext.plotsize(columns, rows)
    plotext.theme("clear")
    plotext.frame(False)
    plotext.xfrequency(0)
    plotext.yfrequency(0)
    plotext.xlim(0, x_max)
    plotext.ylim(0, 1)
    plotext.plot(list(steps), list(heights), marker="*" if ascii else "braille")
    drawn = plotext.uncolorize(plotext.build())
    return tuple(line.ljust(columns) for line in drawn.split("\n")[:rows])
