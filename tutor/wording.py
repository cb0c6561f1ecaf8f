"""How several things are said in one sentence."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Sequence


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def filled(text: str, width: int, *, indent: int = 0) -> str:
    """`text` on lines of at most `width` characters; none ends between a number and its %.

    Args:
        text: whose words are to stay whole, be they longer than a line.
        width: counted in characters.
        indent: of all lines but the first.
    """
    # A no-break space is no white space to textwrap.
    whole = re.sub(r"(?<=\d) (?=%)", "\u00a0", text)
    lines = textwrap.fill(
        whole, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )  # fmt: skip
    return lines.replace("\u00a0", " ")


def epochs(made: float) -> str:
    """`22`, `22.8`: whole where it is, else rounded down, so that what is not finished does not look so."""
    return f"{made:.0f}" if made.is_integer() else f"{math.floor(10 * made) / 10:.1f}"


def percent(share: float) -> str:
    """`98 %`, `94.9 %`: a share from 0 to 1, rounded down: 100 % is all of it, and 95 % meets a goal of 95 %."""
    return f"{math.floor(1000 * share + 1e-9) / 10:g} %"
