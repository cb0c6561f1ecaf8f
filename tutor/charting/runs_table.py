"""Several runs at one step, side by side in columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.charting.drawing import RUNS, TITLE, Drawing, above, blank, stacked, written
from tutor.charting.span import say
from tutor.cleaning import ascii_only, clean_line

if TYPE_CHECKING:
    from tutor.charting.canvas import Floats

_NUMBER = 12
"""Columns of a number: `-1.234e-308`, and a space."""
_LEAST_NAME = 8


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A run."""

    letter: str
    name: str
    w: Floats
    """(n+1, d)"""
    loss: Floats
    """(n+1,)"""
    gradient: Floats
    """(n+1, d)"""
    lr: Floats
    """(n,)"""


def runs_table(rows: Sequence[Row], step: int, *, width: int, height: int, ascii: bool = False) -> Drawing:
    """The loss, the parameters (up to two, else their length), the gradient's length and the rate of every run at
    `step`; a run that is over by then is shown at its end. Columns that find no room are left out, the last first."""
    dimension = max((row.w.shape[1] for row in rows), default=1)
    heads = [
        "loss",
        *([f"w{axis + 1}" for axis in range(dimension)] if dimension <= 2 else ["|w|"]),
        "|gradient|",
        "rate",
    ]
    if dimension == 1:
        heads[1] = "w"
    room = max((width - _LEAST_NAME - 2) // _NUMBER, 0)
    heads = heads[:room]
    name = max(width - 2 - _NUMBER * len(heads), 0)
    last = max((len(row.loss) for row in rows), default=1) - 1
    title = f"step {step:>{len(str(last))}} of {last}"
    lines = [
        written(title, width, TITLE),
        written(" " * (2 + name) + "".join(head.rjust(_NUMBER) for head in heads), width, TITLE),
    ]
    for row, owner in zip(rows, RUNS, strict=False):
        told = clean_line(row.name)
        called = f"{row.letter} {ascii_only(told) if ascii else told}"[: 2 + name].ljust(2 + name)
        numbers = "".join(say(value).rjust(_NUMBER) for value in _numbers(row, step, dimension)[: len(heads)])
        lines.append(written(called + numbers, width, owner))
    drawn = stacked(lines[:height])
    return above(drawn, blank(width, height - len(drawn.lines))) if len(drawn.lines) < height else drawn


def _numbers(row: Row, step: int, dimension: int) -> list[float]:
    here = max(0, min(step, len(row.loss) - 1))
    w = row.w[here].tolist() if dimension <= 2 else [_length(row.w[here])]
    w += [math.nan] * (dimension - len(w)) if dimension <= 2 else []
    rate = float(row.lr[max(here, 1) - 1]) if len(row.lr) else math.nan
    return [float(row.loss[here]), *w, _length(row.gradient[here]), rate]


def _length(values: Floats) -> float:
    return math.hypot(*values.tolist())
