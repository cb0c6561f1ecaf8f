"""A training while it goes on: the losses over the epochs, how much is answered rightly, and how long it will take.

The curve of the training rows is marked with a t, that of the rows held back with a v; in ASCII it is made of them.
What is drawn stays: the axis across has all epochs from the start, that of the losses only ever widens, by round
steps, and becomes logarithmic, once, when the losses have come to span two decades; numbers have places of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.axes import DECADES, LOG_FROM, Axes, choose_axes, widen
from tutor.charting.canvas import Grid, braille
from tutor.charting.drawing import BALL, FRAME, RUNS, TITLE, Drawing, axis_line, stacked
from tutor.charting.pieces import Line, Piece, fitting_pieces, joined, share_in_cells, size
from tutor.charting.span import say
from tutor.charting.ticks import step_ticks, value_ticks
from tutor.wording import epochs as epochs_in_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.charting.canvas import Cells, Floats
    from tutor.engine.training import Checkpoint

_LETTERS, _NAMES = "tv", ("training", "validation")
_TITLED_FROM, _BARRED_FROM, _FOOTED_FROM, _EXPLAINED_FROM = 4, 3, 6, 11
"""Lines from which on there is room for a title, the bar, an axis across, the meaning of the letters."""
_GUTTER = 6
"""Cells for the numbers of the upright axis, always the same: the picture beside it must not move. A longer number is
left out."""
_NARROWEST = 9
"""Columns that the upright axis must leave."""
_SPACING = 16
"""Columns between two letters of one curve."""
_SHORTEST_BAR = 5
_GAP: Piece = ("  ", TITLE)


@dataclass(frozen=True, slots=True)
class TrainingPicture:
    """A picture of a training, laid out for one size; `draw` gives its frames."""

    width: int
    height: int
    epochs: int
    grid: Grid
    """The room of the curves."""
    below: tuple[Line, ...]
    """The axis across, or nothing."""

    def draw(self, checkpoints: Sequence[Checkpoint], left: float | None = None, *, at: int | None = None) -> Drawing:
        """The training so far.

        Args:
            checkpoints: in their order, the start first; may be empty.
            left: how many seconds it will still take, where that is known.
            at: which of them is being read: the title is about that one, and where it is not the last a ball stands
                on its losses.
        """
        behind = at is not None and 0 <= at < len(checkpoints) - 1
        top = []
        if self.height >= _TITLED_FROM:
            told = checkpoints[: (at or 0) + 1] if behind else checkpoints
            top.append(joined(self._title(told), self.width, empty=TITLE))
        axes = training_axes(checkpoints, self.epochs)
        if self.height >= _EXPLAINED_FROM:
            top.append(joined(_meaning(axes, checkpoints, self.width), self.width, empty=TITLE))
        bar = (
            [self._bar(checkpoints, left, checkpoints[at or 0].epoch if behind else None)]
            if self.height >= _BARRED_FROM
            else []
        )
        return stacked([*top, *self._plot(axes, checkpoints, at if behind else None), *self.below, *bar])

    def _title(self, checkpoints: Sequence[Checkpoint]) -> list[Piece]:
        if not checkpoints:
            return []
        last = checkpoints[-1]
        curves = [(last.loss, last.accuracy)]
        if last.validation_loss is not None:
            curves.append((last.validation_loss, last.validation_accuracy))
        epoch: list[Piece] = [(f"epoch {epochs_in_words(last.epoch):<{len(str(self.epochs)) + 2}}", TITLE)]
        most = [epoch, *(_figures(number, *curve, named=True, words=True) for number, curve in enumerate(curves))]
        some = [epoch, *(_figures(number, *curve, named=False, words=True) for number, curve in enumerate(curves))]
        few = [_figures(number, *curve, named=False, words=False) for number, curve in enumerate(curves)]
        whole = [fitting_pieces(groups, 1 << 16, _GAP) for groups in (most, some, [epoch, *few])]
        return next((line for line in whole if size(line) <= self.width), fitting_pieces(few, self.width, _GAP))

    def _plot(self, axes: Axes, checkpoints: Sequence[Checkpoint], at: int | None) -> list[Line]:
        grid = self.grid
        cells = np.full((grid.rows, grid.columns), " ")
        owner = np.full(cells.shape, FRAME, dtype=np.int8)
        dots = np.zeros((grid.high, grid.wide), dtype=np.bool_)
        signs: list[tuple[int, int, str, int]] = []
        balls: list[tuple[int, int]] = []
        epoch = np.array([seen.epoch for seen in checkpoints], dtype=np.float64)
        for number, loss in enumerate(_curves(checkpoints)):
            places = grid.places(epoch / axes.x_max, axes.places(loss))
            passed = grid.line(places)
            reached = grid.any_dot(passed)
            dots |= passed
            owner[reached] = RUNS[number]
            if grid.ascii:
                cells[reached] = _LETTERS[number]
            signs += _signs(grid, axes, loss, places, reached, number)
            if at is not None and not np.isnan(places[at]).any():
                balls += [(row, column) for column, row in grid.cells_of(places[at : at + 1]).tolist()]
        if not grid.ascii:
            cells = braille(dots)
        for row, column, sign, of in [*signs, *((*ball, "O" if grid.ascii else "●", BALL) for ball in balls)]:
            cells[row, column], owner[row, column] = sign, of
        return _beside(self._margin(axes), cells, owner)

    def _margin(self, axes: Axes) -> list[str]:
        left = self.width - self.grid.columns
        plain, ticked = ("|", "+") if self.grid.ascii else ("│", "┤")
        if not left:
            return [""] * self.grid.rows
        margin = [" " * _GUTTER + plain] * self.grid.rows
        for tick in value_ticks(axes, self.grid.rows, dots=self.grid.down, ascii=self.grid.ascii):
            if len(tick.label) <= _GUTTER:
                margin[tick.cell] = tick.label.rjust(_GUTTER) + ticked
        return margin

    def _bar(self, checkpoints: Sequence[Checkpoint], left: float | None, read: float | None) -> Line:
        """How much is made; where an earlier epoch is read, that one's number."""
        made = checkpoints[-1].epoch if checkpoints else 0.0
        number = epochs_in_words(made if read is None else read)
        told = f" {'' if read is None else 'at '}epoch {number:>{len(str(self.epochs))}} of {self.epochs}"
        room = self.width - 2 - len(told)
        longest = len(_left(99 * 60))
        if room - longest >= _SHORTEST_BAR:
            told, room = told + _left(left).ljust(longest), room - longest
        full, empty = "#." if self.grid.ascii else "■·"
        done = math.floor(min(made / max(self.epochs, 1), 1.0) * room + 1e-9)
        bar = f"[{full * done}{empty * (room - done)}]" if room >= _SHORTEST_BAR else ""
        return joined([(bar + told if bar else told[1:], TITLE)], self.width, empty=TITLE)


def training_picture(*, epochs: int, width: int, height: int, ascii: bool = False) -> TrainingPicture:
    """Lays out the picture of a training, once for all of its frames.

    Args:
        epochs: how many the whole training has.
        width: at least 1, as is `height`.
    """
    titled, explained = height >= _TITLED_FROM, height >= _EXPLAINED_FROM
    footed, barred = height >= _FOOTED_FROM, height >= _BARRED_FROM
    left = _GUTTER + 1 if width >= _GUTTER + 1 + _NARROWEST else 0
    grid = Grid(width - left, height - titled - explained - footed - barred, ascii)
    below = []
    if footed:
        ticks = step_ticks(max(epochs, 1), grid.columns, dots=grid.across)
        corner = ("+" if ascii else "└").rjust(2) if left else ""
        name = "epoch".rjust(left - len(corner)) if left else ""
        below.append(joined([(name + corner + axis_line(ticks, grid.columns, ascii), FRAME)], width))
    return TrainingPicture(width, height, epochs, grid, tuple(below))


def training_axes(checkpoints: Sequence[Checkpoint], epochs: int) -> Axes:
    """The axes for a training that has come so far; each further checkpoint can only widen that of the losses.

    It begins as `choose_axes` has it for the losses at the start, and becomes logarithmic, for good, with the first
    checkpoint by which the highest loss is a hundred times the lowest.
    """
    x_max = max(epochs, 1)
    losses = [[seen.loss, *([] if seen.validation_loss is None else [seen.validation_loss])] for seen in checkpoints]
    axes = choose_axes([[loss] for loss in losses[0]] if losses else [], x_max, None)
    highest, lowest = 0.0, math.inf
    for values in losses:
        finite = [loss for loss in values if math.isfinite(loss)]
        highest, lowest = max([highest, *finite]), min([lowest, *(loss for loss in finite if loss > 0)])
        if not axes.log and highest > 10**LOG_FROM * lowest:
            top = math.ceil(math.log10(highest))
            bottom = max(math.floor(math.log10(lowest)), top - DECADES)
            axes = Axes(x_max, 10.0**bottom, min(10.0 ** min(top, 308), 1e308), log=True, label="loss (log)")
        if any(loss < axes.low or axes.beyond(loss) for loss in finite):
            axes = widen(axes, finite)
    return axes


def _curves(checkpoints: Sequence[Checkpoint]) -> list[Floats]:
    """The losses of the training rows and, if there are some, of the rows held back."""
    curves = [np.array([seen.loss for seen in checkpoints], dtype=np.float64)]
    if checkpoints and checkpoints[0].validation_loss is not None:
        held = [math.nan if seen.validation_loss is None else seen.validation_loss for seen in checkpoints]
        curves.append(np.array(held, dtype=np.float64))
    return curves


def _signs(
    grid: Grid, axes: Axes, loss: Floats, places: Floats, reached: NDArray[np.bool_], number: int
) -> list[tuple[int, int, str, int]]:
    """Row, column, character and owner of the letters on a curve, every few columns and at its end, and of arrows
    where it leaves the picture upwards."""
    letter, of, up = _LETTERS[number], RUNS[number], "^" if grid.ascii else "▲"
    signs = []
    for column in range(3 + number * _SPACING // 2, grid.columns, _SPACING):
        filled = np.flatnonzero(reached[:, column])
        if len(filled):
            signs.append((int(filled[len(filled) // 2]), column, letter, of))
    placed = np.flatnonzero(~np.isnan(places).any(axis=1))
    at = grid.cells_of(places[placed])
    if len(placed):
        signs.append((int(at[-1, 1]), int(at[-1, 0]), letter, of))
    above = axes.all_beyond(loss[placed])
    return signs + [(0, int(column), up, of) for column in at[above, 0]]


def _beside(margin: list[str], cells: Cells, owner: NDArray[np.int8]) -> list[Line]:
    return [
        (before + "".join(line), (*(FRAME,) * len(before), *of))
        for before, line, of in zip(margin, cells.tolist(), owner.tolist(), strict=True)
    ]


def _meaning(axes: Axes, checkpoints: Sequence[Checkpoint], width: int) -> list[Piece]:
    """`loss (log):  t training  v validation`"""
    named = [
        [(letter, of), (f" {name}", TITLE)]
        for letter, of, name, _ in zip(_LETTERS, RUNS, _NAMES, _curves(checkpoints), strict=False)
    ]
    return fitting_pieces([[(f"{axes.label}:".ljust(len("loss (log):")), TITLE)], *named], width, _GAP)


def _figures(number: int, loss: float, accuracy: float | None, *, named: bool, words: bool) -> list[Piece]:
    """`t training loss 0.0123    98.6 % right`, or fewer words."""
    name = f" {_NAMES[number]}" if named else ""
    right = "" if accuracy is None else f"{share_in_cells(accuracy)}{' right' if words else ''}"
    return [(_LETTERS[number], RUNS[number]), (f"{name}{' loss' if words else ''} {say(loss, 3):<9}{right}", TITLE)]


def _left(seconds: float | None) -> str:
    """`, 8 s left`; rounded up."""
    if seconds is None or not 0 < seconds < 100 * 3600:
        return ""
    if seconds <= 60:
        return f", {math.ceil(seconds)} s left"
    minutes = math.ceil(seconds / 60)
    return f", {minutes} min left" if minutes < 100 else f", {math.ceil(minutes / 60)} h left"
