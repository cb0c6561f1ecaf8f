"""How several things are said in one sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def epochs(made: float) -> str:
    """`22`, `22.8`: whole where it is, else rounded down, so that what is not finished does not look so."""
    return f"{made:.0f}" if made.is_integer() else f"{math.floor(10 * made) / 10:.1f}"


def percent(share: float) -> str:
    """`98 %`, `94.9 %`: a share from 0 to 1, rounded down: 100 % is all of it, and 95 % meets a goal of 95 %."""
    return f"{math.floor(1000 * share + 1e-9) / 10:g} %"
