"""The numbers of the steps as a table: one row to a step, the present one marked."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.drawing import BALL, FRAME, TITLE, Drawing, stacked, written
from tutor.charting.span import say

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tutor.charting.canvas import Floats

_NARROW, _WIDE = 9, 12
"""Characters of a column of numbers: `-1.2e-308` fits the narrowest."""
_HEADED_FROM = 3
"""Lines from which on there is a line of headers."""
_MOST_DIGITS = 4
_NOT_MADE = "-"


@dataclass(frozen=True, slots=True)
class _Column:
    header: str
    number: Callable[[int], float | None]
    """Of a step; None where there is none."""
    least: int = _NARROW
    """Characters that its numbers need."""


def steps_table(
    w: ArrayLike,
    loss: ArrayLike,
    gradient: ArrayLike,
    lr: ArrayLike,
    step: int,
    *,
    shown: int | None = None,
    width: int,
    height: int,
    ascii: bool = False,  # noqa: ARG001  as every drawing; a table has nothing beyond ASCII anyway
) -> Drawing:
    """The rows around `step`: w, loss, gradient, rate and update; the row of `step` begins with `>`.

    Up to two parameters have columns of their own; of more, and where there is little room, it is the length of w, of
    the gradient, of the update (`|w|`, the square root of the sum of squares). Rate and update are those of the update
    that is made from that step; after the last step they are `-`. Rows stay where they are until the present one comes
    to the edge, so most steps change two rows.

    Args:
        w: (n+1, d) or (n+1,) parameters, index 0 the start; as in `Trajectory`. Any values, as in the others.
        loss: (n+1,)
        gradient: (n+1, d) or (n+1,)
        lr: (n,)
        step: which, from 0; beyond the ends it is the nearest one there is.
        shown: the rows of later steps stay empty: the learner has not seen them yet. None shows all.
    """
    w, loss, gradient, lr = (np.asarray(numbers, dtype=np.float64) for numbers in (w, loss, gradient, lr))
    last = len(w) - 1
    if last < 0 or width < 1 or height < 1:
        return stacked([written("no step yet" if not row else "", max(width, 0), TITLE) for row in range(height)])
    step = max(min(step, last), 0)
    headed = height >= _HEADED_FROM
    first = first_row(step, last, height - headed)
    counted = max(len(str(last)), len("step"))
    w = w.reshape(last + 1, -1)
    sets = _column_sets(w, loss, gradient.reshape(len(gradient), w.shape[1]), lr)
    room = width - len("> ") - counted
    columns = next((columns for columns in sets if _cells(columns) <= room), [])
    widths = _widths(columns, room)
    rows = []
    if headed:
        headers = "".join(f" {column.header:>{wide}}" for column, wide in zip(columns, widths, strict=True))
        rows.append(written(f"  {'step':>{counted}}{headers}", width, TITLE))
    for number in range(first, first + height - headed):
        if number > (last if shown is None else min(last, max(shown, step))):
            rows.append(written("", width, FRAME))
            continue
        numbers = "".join(
            f" {_fit(column.number(number), wide):>{wide}}" for column, wide in zip(columns, widths, strict=True)
        )
        line, owner = written(f"{'>' if number == step else ' '} {number:>{counted}}{numbers}", width, FRAME)
        # The numbers keep their colour: to take it from a whole line with each step would cost as much as a new line.
        marked = min(2 + counted, width) if number == step else 0
        rows.append((line, (BALL,) * marked + owner[marked:]))
    return stacked(rows)


def first_row(step: int, last: int, rows: int) -> int:
    """The step of the first of so many rows: pages that share two rows, so that the step has a neighbour on either
    side, and the rows keep still until the next page."""
    page = max(rows - 2, 1)
    before = 1 if rows > 2 else 0
    return max(min(step // page * page - before, last + 1 - rows), 0)


def _column_sets(w: Floats, loss: Floats, gradient: Floats, lr: Floats) -> list[list[_Column]]:
    """What may be shown, the most first."""

    def update(step: int) -> Floats:
        with np.errstate(all="ignore"):
            return w[step + 1] - w[step] if step + 1 < len(w) else w[:0]

    d = w.shape[1]
    own = range(d) if d <= 2 else ()

    def called(name: str, part: int) -> str:
        return f"{name} w{part + 1}" if d == 2 else {"grad": "gradient"}.get(name, name)

    places = [_Column(f"w{part + 1}" if d == 2 else "w", _part(lambda step: w[step], part)) for part in own]
    slopes = [_Column(called("grad", part), _part(_at(gradient), part)) for part in own]
    updates = [_Column(called("update", part), _part(update, part)) for part in own]
    place, slope, change = (
        [_Column(header, _length(vector))]
        for header, vector in (("|w|", lambda step: w[step]), ("|grad|", _at(gradient)), ("|update|", update))
    )
    fall, rate = [_Column("loss", _item(loss))], [_Column("rate", _item(lr), _needed("rate", lr))]
    if d == 1:
        sets = [[*places, *fall, *slopes, *rate, *updates], [*places, *fall, *slopes, *rate], [*places, *fall, *slopes]]
        return [*sets, [*places, *fall], fall]
    short = [*place, *fall, *slope, *rate, *change]
    shorter = [short[:many] for many in (5, 4, 3, 2)]
    if d > 2:
        return [*shorter, fall]
    return [
        [*places, *fall, *slopes, *rate, *updates],
        [*places, *fall, *slopes, *rate, *change],
        [*places, *fall, *slope, *rate, *change],
        [*places, *fall, *slope, *rate],
        [*places, *fall, *slope],
        [*places, *fall],
        [*place, *fall],
        fall,
    ]


def _cells(columns: Sequence[_Column]) -> int:
    return sum(column.least + 1 for column in columns)


def _widths(columns: Sequence[_Column], room: int) -> list[int]:
    """Of each column: all alike where there is room for that, else what its numbers need and a share of the rest."""
    alike = min(room // max(len(columns), 1) - 1, _WIDE)
    if alike >= _NARROW:
        return [alike] * len(columns)
    spare = (room - _cells(columns)) // max(len(columns), 1)
    return [column.least + spare for column in columns]


def _needed(header: str, values: Floats) -> int:
    """Characters for the one value that all steps share, such as a rate without a schedule."""
    if not len(values) or (values != values[0]).any():
        return _NARROW
    return min(max(len(header), len(say(float(values[0])))), _NARROW)


def _at(vectors: Floats) -> Callable[[int], Floats]:
    return lambda step: vectors[step] if step < len(vectors) else vectors[:0]


def _item(numbers: Floats) -> Callable[[int], float | None]:
    return lambda step: float(numbers[step]) if step < len(numbers) else None


def _part(vector: Callable[[int], Floats], part: int) -> Callable[[int], float | None]:
    def number(step: int) -> float | None:
        found = vector(step)
        return float(found[part]) if part < found.size else None

    return number


def _length(vector: Callable[[int], Floats]) -> Callable[[int], float | None]:
    def number(step: int) -> float | None:
        found = vector(step)
        return math.hypot(*found.ravel().tolist()) if found.size else None

    return number


def _fit(value: float | None, wide: int) -> str:
    """A number with as many digits, up to four, as find room."""
    if value is None:
        return _NOT_MADE
    told: Sequence[str] = [say(value, digits) for digits in range(_MOST_DIGITS, 0, -1)]
    return next((text for text in told if len(text) <= wide), told[-1][:wide])
