"""The cells of a terminal: what stands in one, and how it looks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.color import ColorSystem
    from rich.segment import Segment
    from rich.style import Style

RESET = "\x1b[m"
"""To the terminal's own looks."""
_PICTOGRAPHS = 0x1F000
"""From here on characters join with their neighbours in ways that terminals differ about."""


class Cell(NamedTuple):
    """One cell of the terminal."""

    text: str
    """A character; in the first cell of a stretch that only makes sense as a whole (wide characters, combining ones)
    all of it, and nothing in its further cells."""
    looks: str
    """Attributes and colours as SGR parameters: `1;33`; nothing for the terminal's own. Those that a blank does not
    show are left out in a blank."""


BLANK = Cell(" ", "")


def cells_of(segments: Iterable[Segment], colours: ColorSystem) -> list[Cell]:
    """Textual's segments, cell by cell."""
    cells: list[Cell] = []
    for text, style, _ in segments:
        looks = _looks(style, colours) if style is not None else ""
        if all(map(_is_simple, text)):
            cells += [_cell(sign, looks) for sign in text]
            continue
        # What takes no cell of its own, such as an accent under the cursor, belongs to the cell before it.
        begin = next((at for at, sign in enumerate(text) if cell_len(sign)), len(text))
        _join(cells, text[:begin])
        if text := text[begin:]:
            cells += [Cell(text, looks), *[Cell("", looks)] * (cell_len(text) - 1)]
    return cells


def _join(cells: list[Cell], marks: str) -> None:
    """Puts marks on the last character."""
    at = next((at for at in range(len(cells) - 1, -1, -1) if cells[at].text), None)
    if marks and at is not None:
        cells[at] = cells[at]._replace(text=cells[at].text + marks)


# The same few, again and again: making them anew takes longer, and more memory.
@lru_cache(maxsize=1024)
def _cell(sign: str, looks: str) -> Cell:
    return BLANK if sign == " " and unseen_on_blank(looks) else Cell(sign, looks)


@lru_cache(maxsize=1024)
def _is_simple(sign: str) -> bool:
    return " " <= sign <= "~" or (ord(sign) < _PICTOGRAPHS and cell_len(sign) == 1)


@lru_cache(maxsize=256)
def _looks(style: Style, colours: ColorSystem) -> str:
    """`1;39;49` -> `1`: the terminal's own colours need not be named."""
    kept = []
    codes = iter(Strip.render_ansi(style, colours).split(";"))
    for code in codes:
        if code in ("38", "48"):  # 5 and a number, or 2 and three
            kind = next(codes)
            kept += [code, kind, *(next(codes) for _ in range(1 if kind == "5" else 3))]
        elif code not in ("39", "49", ""):
            kept.append(code)
    return ";".join(kept)


@lru_cache(maxsize=256)
def unseen_on_blank(looks: str) -> bool:
    """Whether a blank cell looks the same without: there is neither a background nor a line on it."""
    codes = iter(looks.split(";"))
    for code in codes:
        if code == "38":
            for _ in range(1 if next(codes) == "5" else 3):
                next(codes)
        elif code and not (code in ("1", "2", "3") or 30 <= int(code) <= 37 or 90 <= int(code) <= 97):
            return False
    return True


@lru_cache(maxsize=1024)
def turn(old: str, new: str) -> str:
    """The control sequence from some looks to others."""
    if not new:
        return RESET
    keeps = not old or (_is_colour(old) and _is_colour(new)) or new.startswith(f"{old};")
    return f"\x1b[{new}m" if keeps else f"\x1b[0;{new}m"


def _is_colour(looks: str) -> bool:
    """One of the sixteen, and nothing else."""
    return looks.isdigit() and (30 <= int(looks) <= 37 or 90 <= int(looks) <= 97)
