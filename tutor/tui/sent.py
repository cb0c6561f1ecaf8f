"""What stands on the terminal by now, and the fewest bytes that make it what it should be.

Textual sends whatever lies in a region that was refreshed, each time from the left edge of the widget in which it
begins, and sets and resets the colours around every piece: on a slow line that is most of what a live run costs. Here
each cell that was sent is remembered, so that only those go out that have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import ne
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len
from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.segment import Segment
    from rich.style import Style
    from textual.events import Resize
    from textual.screen import Screen

_RESET, _ERASE, _INDEX, _REVERSE_INDEX = "\x1b[m", "\x1b[K", "\x1bD", "\x1bM"
_ERASED_FROM = 4
"""Blank cells at the end of a line from which on they are erased, not written."""
_SHIFTED_FROM = 40
"""Cells that must be spared by moving lines on the terminal."""
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


class SentCells:
    """The cells of a terminal as they were sent; None where nothing is known of one."""

    def __init__(self) -> None:
        self._lines: list[list[Cell | None]] = []

    def forget(self) -> None:
        """The terminal may show something else by now: its window was drawn to another size, for one."""
        self._lines = [[None] * len(line) for line in self._lines]

    def whole(self, update: LayoutUpdate, colours: ColorSystem) -> str:
        """The bytes of a whole screen: it is sent whole, so whatever else was written over it is gone."""
        width, height = update.region.size
        self._lines = [[None] * width for _ in range(height)]
        pen = _Pen()
        for y, strips in enumerate(update.strips):
            self._put(pen, y, 0, _cells((segment for strip in strips for segment in strip), colours))
        return pen.written()

    def changes(self, update: ChopsUpdate, colours: ColorSystem) -> str:
        """The bytes of what is different now in the parts that were drawn anew."""
        pen = _Pen()
        parts = list(_parts(update, colours))
        for top, lines in _whole_lines(parts, self._lines):
            self._shift(pen, top, lines)
        for y, x, cells in parts:
            self._put(pen, y, x, cells)
        return pen.written()

    def holds(self, update: ChopsUpdate) -> bool:
        """Whether there are so many lines and columns as the update speaks of."""
        return len(self._lines) == len(update.chops) and all(
            0 <= y < len(self._lines) and right <= len(self._lines[y]) for y, _, right in update.spans
        )

    def _shift(self, pen: _Pen, top: int, lines: Sequence[Sequence[Cell]]) -> None:
        """Has the terminal itself move lines that are to stand higher or lower than they do."""
        stand = self._lines[top : top + len(lines)]
        inked = [sum(cell != BLANK for cell in line) for line in lines]

        def kept(by: int) -> int:
            """Cells that need not be sent if all lines move up by so many."""
            places = range(max(-by, 0), min(len(lines), len(lines) - by))
            return sum(inked[y] for y in places if inked[y] and lines[y] == stand[y + by])

        by = max(range(1 - len(lines), len(lines)), key=lambda by: (kept(by), -abs(by)))
        if not by:
            return
        fresh: list[list[Cell | None]] = [[BLANK] * len(lines[0]) for _ in range(abs(by))]
        moved = [*stand[by:], *fresh] if by > 0 else [*fresh, *stand[:by]]
        if _differ(stand, lines) - _differ(moved, lines) >= _SHIFTED_FROM:
            pen.shift(top, top + len(lines), by)
            self._lines[top : top + len(lines)] = moved

    def _put(self, pen: _Pen, y: int, x: int, cells: Sequence[Cell]) -> None:
        line = self._lines[y]
        cells = cells[: len(line) - x]
        end = x + len(cells)
        differs = [old != new for old, new in zip(line[x:end], cells, strict=True)]
        if not any(differs):
            return
        _break_apart(line, x, end)
        line[x:end] = cells
        tail = len(line)
        while tail and line[tail - 1] == BLANK:
            tail -= 1
        erases = sum(differs[max(tail - x, 0) :]) >= _ERASED_FROM
        at = x
        while at < (min(end, tail) if erases else end):
            wide = 1
            while at + wide < end and not cells[at + wide - x].text:
                wide += 1
            if any(differs[at - x : at - x + wide]):
                pen.go(y, at, line)
                pen.write(cells[at - x], wide, len(line))
            at += wide
        if erases:
            pen.go(y, max(tail, x), line)
            pen.erase()


class _Pen:
    """Writes cells, and no more about where and how than the terminal doesn't know yet."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._looks = ""
        self._y, self._x = -1, -1
        """Where the cursor stands; −1 if that is not certain."""

    def go(self, y: int, x: int, line: Sequence[Cell | None]) -> None:
        """To a cell of a line; over a few cells that stay as they are, if that is less than a movement."""
        if (y, x) == (self._y, self._x):
            return
        gap = x - self._x
        if y != self._y or self._x < 0 or gap < 0:
            self._parts.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")
        else:
            over = line[self._x : x]
            onward = f"\x1b[{gap}C" if gap > 1 else "\x1b[C"
            again = "".join(cell.text for cell in over if cell and cell.text and self._suits(cell))
            suits = len(again) == gap and len(again.encode()) <= len(onward)
            self._parts.append(again if suits else onward)
        self._y, self._x = y, x

    def write(self, cell: Cell, wide: int, width: int) -> None:
        """A cell, or a stretch of `wide` cells, of a line of `width`."""
        if not self._suits(cell):
            self._parts.append(_turn(self._looks, cell.looks))
            self._looks = cell.looks
        self._parts.append(cell.text)
        self._x += wide
        if self._x >= width:  # terminals differ about where the cursor is then
            self._x = -1

    def shift(self, top: int, bottom: int, by: int) -> None:
        """Lines from `top` up to `bottom` so many upwards, or down if negative; before anything else is written. What
        comes in is blank. By the means of a VT100, since the Linux console has no others."""
        at = f"\x1b[{bottom}H" if by > 0 else f"\x1b[{top + 1}H"
        self._parts.append(f"\x1b[{top + 1};{bottom}r{at}{_INDEX * by if by > 0 else _REVERSE_INDEX * -by}\x1b[r")
        self._y, self._x = -1, -1

    def erase(self) -> None:
        """The rest of the line."""
        if not _unseen_on_blank(self._looks):
            self._parts.append(_RESET)
            self._looks = ""
        self._parts.append(_ERASE)

    def written(self) -> str:
        """All of it; the looks are the terminal's own again."""
        return "".join(self._parts) + (_RESET if self._looks else "")

    def _suits(self, cell: Cell) -> bool:
        return cell.looks == self._looks or (cell == BLANK and _unseen_on_blank(self._looks))


class Sparing(CompositorUpdate):
    """An update of Textual's, in fewer bytes."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, sent: SentCells) -> None:
        self._update = update
        self._sent = sent

    def render_segments(self, console: Console) -> str:
        """What is to be written."""
        colours = console._color_system or ColorSystem.TRUECOLOR
        if isinstance(self._update, LayoutUpdate):
            return self._sent.whole(self._update, colours)
        if self._sent.holds(self._update):
            return self._sent.changes(self._update, colours)
        self._sent.forget()
        return self._update.render_segments(console)


class SparingApp(App[None]):
    """An app that sends only the cells that have changed."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._sent = SentCells()

    def on_resize(self, event: Resize) -> None:
        """Terminals wrap, cut and shift what they show when their window changes."""
        del event
        self._sent.forget()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        spares = isinstance(renderable, ChopsUpdate | LayoutUpdate)
        super()._display(screen, Sparing(renderable, self._sent) if spares else renderable)  # type: ignore[arg-type]


def _parts(update: ChopsUpdate, colours: ColorSystem) -> Iterator[tuple[int, int, list[Cell]]]:
    """Line, column and cells of what was drawn anew; neighbouring widgets in one, so that lines are seen as a whole."""
    for y, left, right in update.spans:
        begin, cells = left, list[Cell]()
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if x >= right or end <= left:
                continue
            if strip is not None:
                cells += _cells(strip.crop(max(left - x, 0), min(end, right) - x), colours)
                continue
            yield y, begin, cells
            begin, cells = end, []
        yield y, begin, cells


def _whole_lines(
    parts: Iterable[tuple[int, int, list[Cell]]], stand: Sequence[Sequence[Cell | None]]
) -> list[tuple[int, list[list[Cell]]]]:
    """The number of the first, and the lines, of each block of lines that are drawn anew from end to end."""
    blocks: list[tuple[int, list[list[Cell]]]] = []
    for y, x, cells in parts:
        if x or len(cells) != len(stand[y]):
            continue
        if blocks and blocks[-1][0] + len(blocks[-1][1]) == y:
            blocks[-1][1].append(cells)
        else:
            blocks.append((y, [cells]))
    return blocks


def _differ(stand: Sequence[Sequence[Cell | None]], lines: Sequence[Sequence[Cell]]) -> int:
    """How many cells do."""
    return sum(map(ne, chain.from_iterable(stand), chain.from_iterable(lines)))


def _break_apart(line: list[Cell | None], begin: int, end: int) -> None:
    """What reached into this part of the line from outside is not whole any more."""
    if begin and (first := line[begin]) is not None and not first.text:
        at, whole = begin - 1, False
        while at >= 0 and not whole:
            cell, line[at] = line[at], None
            whole = cell is None or bool(cell.text)
            at -= 1
    at = end
    while at < len(line) and (cell := line[at]) is not None and not cell.text:
        line[at] = None
        at += 1


def _cells(segments: Iterable[Segment], colours: ColorSystem) -> list[Cell]:
    return list(_each_cell(segments, colours))


def _each_cell(segments: Iterable[Segment], colours: ColorSystem) -> Iterator[Cell]:
    for text, style, _ in segments:
        looks = _looks(style, colours) if style is not None else ""
        if all(map(_is_simple, text)):
            blank = BLANK if _unseen_on_blank(looks) else Cell(" ", looks)
            for sign in text:
                yield blank if sign == " " else Cell(sign, looks)
        else:
            yield Cell(text, looks)
            for _ in range(cell_len(text) - 1):
                yield Cell("", looks)


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
def _unseen_on_blank(looks: str) -> bool:
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
def _turn(old: str, new: str) -> str:
    """From some looks to others."""
    if not new:
        return _RESET
    keeps = not old or (_is_colour(old) and _is_colour(new)) or new.startswith(f"{old};")
    return f"\x1b[{new}m" if keeps else f"\x1b[0;{new}m"


def _is_colour(looks: str) -> bool:
    """One of the sixteen, and nothing else."""
    return looks.isdigit() and (30 <= int(looks) <= 37 or 90 <= int(looks) <= 97)
