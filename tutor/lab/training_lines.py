"""The checkpoints of a training as lines of a table and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.charting.span import say
from tutor.wording import epochs as epochs_in_words
from tutor.wording import percent

if TYPE_CHECKING:
    from tutor.engine.training import Checkpoint

WIDE, NARROW = 12, 10
"""Columns of a number."""
HEADS = ("epoch", "loss", "validation", "right", "val. right", "rate")
SHORT_HEADS = ("epoch", "loss", "val. loss", "right", "val.right", "rate")
"""The same in `NARROW` columns, with a blank between."""


def line_of(seen: Checkpoint, wide: int = WIDE, most: int = len(HEADS), *, marked: bool = False) -> str:
    shares = (_percent(seen.accuracy), _percent(seen.validation_accuracy))
    cells = (epochs_in_words(seen.epoch), _number(seen.loss), _number(seen.validation_loss), *shares, _number(seen.lr))
    line = "".join(cell.rjust(wide) for cell in cells[:most])
    return f">{line[1:]}" if marked else line


def _number(value: float | None) -> str:
    return "-" if value is None else say(value)


def _percent(share: float | None) -> str:
    return "-" if share is None else percent(share)


def moment_of(seen: Checkpoint) -> str:
    """`epoch 12, training loss 0.031, validation loss 0.21, 97 % of unseen data right`"""
    parts = [f"epoch {epochs_in_words(seen.epoch)}", f"training loss {say(seen.loss, 3)}"]
    if seen.validation_loss is not None:
        parts.append(f"validation loss {say(seen.validation_loss, 3)}")
    if seen.validation_accuracy is not None:
        parts.append(f"{percent(seen.validation_accuracy)} of unseen data right")
    elif seen.accuracy is not None:
        parts.append(f"{percent(seen.accuracy)} of the training data right")
    return ", ".join(parts)
