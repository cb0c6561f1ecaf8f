"""A loss that rises on its way and comes down again: where, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.figures import figure
from tutor.engine.verdict.path import BAND

if TYPE_CHECKING:
    from tutor.engine.verdict.log import Log

_LOW = 0.1
"""What has come below this share of its excess at the start was nearly down: above it, ups and downs are its way."""
_CLEAR = 2 * BAND
"""A rise by more than this share of the excess at the start is seen on a chart."""
_CHANCE = 8.0
"""And so many times the scatter of neighbouring losses lies between two of them, however many, by no chance."""


def rose_again(log: Log) -> tuple[int, int] | None:
    """From which entry to which the loss rose, clearly, when it was nearly down; None if it did not."""
    lowest = np.minimum.accumulate(log.loss)
    rises = np.where(lowest - log.reference <= _LOW * log.start, log.loss - lowest, 0.0)
    top = int(rises.argmax())
    if rises[top] <= max(_CLEAR * log.start, _CHANCE * log.noise * log.scale):
        return None
    return int(log.loss[: top + 1].argmin()), top


def came_back(log: Log, first: str, last: str, unit: str) -> str:
    """Where it rose on its way, at first or later, and from what."""
    highest = int(log.loss.argmax())
    rise = rose_again(log) if highest == 0 else None
    low, top = rise or (int(log.loss[: highest + 1].argmin()), highest)
    least, most = (figure(float(log.loss[at])) for at in (low, top))
    when = f"at {unit} {int(log.rows[top]):,}"
    if rise is not None:
        return f"The loss fell from {first} to {least}, rose again to {most} {when}, and came down to {last}"
    if log.loss[low] < log.loss[0] - 0.05 * (log.loss[top] - log.loss[low]):
        return f"The loss fell from {first} to {least}, leapt to {most} {when}, and came down again to {last}"
    return f"The loss first rose from {first} to {most} {when}, then it came down and settled at {last}"
