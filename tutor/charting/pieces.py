"""Lines of a drawing that are put together from pieces with owners of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

from tutor.charting.drawing import FRAME
from tutor.cleaning import ascii_only
from tutor.wording import percent

Piece = tuple[str, int]
"""Text, and the owner of its cells."""
Line = tuple[str, tuple[int, ...]]
"""One line of a drawing, and the owner of each of its cells."""


def one_cell_each(name: str, *, ascii: bool) -> str:
    """A name from a table in characters that take one cell each; in ASCII where it has others, or where all must be."""
    fine = all(not combining(letter) and east_asian_width(letter) not in "WF" for letter in name)
    return name if fine and not ascii else ascii_only(name)


def joined(pieces: Iterable[Piece], width: int, *, empty: int = FRAME) -> Line:
    """The pieces one after the other, cut or filled up to `width` cells; those filled in are owned by `empty`."""
    text, owner = "", []
    for piece, of in pieces:
        text += piece
        owner += [of] * len(piece)
    spare = max(width - len(text), 0)
    return (text + " " * spare)[:width], tuple((owner + [empty] * spare)[:width])


def size(pieces: Iterable[Piece]) -> int:
    """How many cells they take."""
    return sum(len(text) for text, _ in pieces)


def fitting_pieces(groups: Sequence[Sequence[Piece]], width: int, gap: Piece) -> list[Piece]:
    """Groups of pieces side by side, as many of the first ones as fit, with a gap between them."""
    line: list[Piece] = []
    for group in groups:
        longer = [*line, *([gap] if line else []), *group]
        if size(longer) > width:
            break
        line = longer
    return line


def share_in_cells(share: float) -> str:
    """A share from 0 to 1 in seven cells, ` 98.6 %`, so that what stands beside it keeps its place."""
    return f"{percent(share):>7}"
