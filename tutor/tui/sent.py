"""What stands on the terminal by now, and the fewest bytes that make it what it should be.

Textual sends whatever lies in a region that was refreshed, each time from the left edge of the widget in which it
begins, and sets and resets the colours around every piece: on a slow line that is most of what a live run costs. Here
each cell that was sent is remembered, so that only those go out that have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import ne
from typing import TYPE_CHECKING, Any, ClassVar

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.binding import Binding, BindingType

from tutor.tui.cells import BLANK, Cell, cells_of
from tutor.tui.pen import Pen

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from textual.events import Resize
    from textual.screen import Screen
    from textual.strip import Strip

_ERASED_FROM = 4
"""Blank cells at the end of a line from which on they are erased, not written."""
_SHIFTED_FROM = 40
"""Cells that must be spared by moving lines on the terminal."""


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
        pen = Pen()
        for y, strips in enumerate(update.strips):
            self._put(pen, y, 0, cells_of((segment for strip in strips for segment in strip), colours))
        return pen.written()

    def changes(self, update: ChopsUpdate, colours: ColorSystem) -> str:
        """The bytes of what is different now in the parts that were drawn anew."""
        pen = Pen()
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

    def _shift(self, pen: Pen, top: int, lines: Sequence[Sequence[Cell]]) -> None:
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

    def _put(self, pen: Pen, y: int, x: int, cells: Sequence[Cell]) -> None:
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
    """An app that sends only the cells that have changed.

    What others write over it, such as a message to all users, stays there until Ctrl-L, as in most programs.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+l", "repaint", show=False, priority=True)]

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._sent = SentCells()

    def on_resize(self, event: Resize) -> None:
        """Terminals wrap, cut and shift what they show when their window changes."""
        del event
        self._sent.forget()

    def action_repaint(self) -> None:
        """Ctrl-L: everything anew."""
        self._sent.forget()
        self.screen.refresh()

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
                cells += _cropped(strip, max(left - x, 0), min(end, right) - x, colours)
                continue
            yield y, begin, cells
            begin, cells = end, []
        yield y, begin, cells


def _cropped(strip: Strip, begin: int, end: int, colours: ColorSystem) -> list[Cell]:
    """The cells from `begin` to before `end`. Textual's own cropping remembers the width of each piece, a hundred bytes
    for each cell of each frame that a learner has seen."""
    cells = cells_of(strip, colours)
    halved = any(at < len(cells) and not cells[at].text for at in (begin, end))
    return cells_of(strip.crop(begin, end), colours) if halved else cells[begin:end]


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
