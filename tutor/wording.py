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
    """A share, 1 for all of it, as it is said and shown everywhere: `89.3 %`, `95 %`, `<0.1 %`, `1,020 %`.

    To the nearest tenth of a percent, but never up to a whole percent that it has not reached: 0.9996 is 99.9 %, so
    that 100 % is all of it, and who has 95 % has met a goal of 95 %. Nor is it 0 % where it is something.
    """
    told = round(100.0 * share, 1)
    if told.is_integer() and told > 100 * share + 1e-9:
        told -= 0.1
    return "<0.1 %" if told < 0.1 and share > 0 else f"{told:,.1f}".removesuffix(".0") + " %"
