"""The weights that were tried, one row to each: the loss and the slope there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.charting.drawing import BALL, FRAME, TITLE, Drawing, above, blank, stacked, written
from tutor.charting.span import say

_NARROW, _WIDE = 9, 12
"""Characters of a column of numbers: `-1.2e-308` fits the narrowest."""
_ROUNDING = 1e-12
"""Where a slope is 0, rounding may leave 1.5e-15 of it."""


@dataclass(frozen=True, slots=True)
class TriedWeight:
    """A weight and what was found there."""

    w: float
    loss: float
    slope: float


def weights_table(tried: Sequence[TriedWeight], *, width: int, height: int) -> Drawing:
    """The last of the weights, as many as find room, the newest below and marked `>`. Columns that find no room are
    left out, the last first.

    Args:
        tried: any values, the newest last.
    """
    if width < 1 or height < 1:
        return stacked([written("", max(width, 0), TITLE) for _ in range(height)])
    wide = max(min((width - 1) // 3 - 1, _WIDE), _NARROW)
    many = max((width - 1) // (wide + 1), 1)
    headed = height > 1
    rows = [written(" " + _columns(("w", "loss", "slope")[:many], wide), width, TITLE)] if headed else []
    room = height - headed
    for place, one in enumerate(tried[-room:], start=max(len(tried) - room, 0)):
        slope = 0.0 if abs(one.slope) < _ROUNDING else one.slope
        newest = place == len(tried) - 1
        numbers = _columns([say(value) for value in (one.w, one.loss, slope)[:many]], wide)
        line, owner = written(f"{'>' if newest else ' '}{numbers}", width, FRAME)
        rows.append((line, (BALL,) * width if newest else owner))
    drawn = stacked(rows)
    return above(drawn, blank(width, height - len(rows))) if len(rows) < height else drawn


def _columns(words: Sequence[str], wide: int) -> str:
    return "".join(f" {word:>{wide}}" for word in words)
