"""What was found out about a training log, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sure = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on a log before it is put into words."""

    verdict: str
    reason: str
    sure: Sure
    settle: str = ""
    """What else would settle it."""
    patient: bool = False
    """It falls by ups and downs, which longer steps would only widen."""
