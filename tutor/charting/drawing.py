"""What every drawing of the lab is: lines of text, and what each of their cells belongs to."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = -2
"""The owner of a cell of a title or a legend."""
FRAME = -1
"""The owner of axes, ticks and empty cells."""
SURFACE = 0
"""The owner of the curve of a landscape, the contours of one, or the band of a map."""
PATH = 1
"""The owner of what a run has left behind: steps and the ways between them."""
BALL = 2
"""The owner of where a run stands now."""
MINIMUM = 3
"""The owner of the known best point."""
SLOPE = 4
"""The owner of the tangent under the ball."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as text, with what each cell belongs to."""

    lines: tuple[str, ...]
    owner: tuple[tuple[int, ...], ...]
    """One number for each cell of each line."""
