"""A drawing on the screen: a step draws only the cells anew that it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, groupby

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip

from tutor.charting import drawing as owners
from tutor.charting.drawing import Drawing, blank
from tutor.tui.unscrolled import Unscrolled

Source = Callable[[int, int], Drawing]
"""Columns and lines -> a drawing of that size."""

_PLAIN = Style(color="default", bgcolor="default")
_CYAN, _YELLOW, _MAGENTA, _BOLD = (
    _PLAIN + look for look in (Style(color="cyan"), Style(color="yellow"), Style(color="magenta"), Style(bold=True))
)
# Cyan against yellow is told apart by every kind of colour vision; none vanishes on a light or a dark background.
# Markers, letters and signs need no colour at all.
LOOKS: Mapping[int, Style] = {
    owners.PATH: _CYAN,
    owners.BALL: _YELLOW + _BOLD,
    owners.MINIMUM: _BOLD,
    owners.SLOPE: _MAGENTA,
    owners.STALLED: _MAGENTA,
    owners.CONVERGED: _CYAN,
    owners.OVERSHOT: _YELLOW,
    owners.NOW: _YELLOW + _BOLD,
    owners.KNOWN: _BOLD,
    owners.BACKWARD: _MAGENTA,
    **dict(zip(owners.RUNS, (_CYAN, _YELLOW, _MAGENTA, _BOLD), strict=True)),
    **dict(zip(owners.KINDS, cycle((_CYAN, _YELLOW, _MAGENTA, _BOLD)), strict=False)),
}
"""The looks of an owner's cells, where they are not plain. No component classes: working out 22 of them was a twelfth
of the time to the first paint, before which no picture is ever shown."""


class Picture(Unscrolled):
    """Shows a drawing that knows how to fill any size; it has no clock of its own."""

    can_focus = False
    ALLOW_SELECT = False
    DEFAULT_CSS = "Picture { height: 14; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._source: Source = blank
        self._drawn: Drawing | None = None
        self._drawn_size = Size(0, 0)

    def show(self, source: Source) -> None:
        """Shows another drawing."""
        self._source = source
        self.draw()

    def draw(self) -> None:
        """Draws anew what differs from what is on the screen."""
        if not self.is_mounted:
            return
        before, size_before = self._drawn, self._drawn_size
        self._drawn, self._drawn_size = self._draw(), self.content_size
        if before is None or size_before != self._drawn_size:
            self.refresh()
            return
        stretches: list[Region] = []
        cells = zip(before.lines, before.owner, self._drawn.lines, self._drawn.owner, strict=True)
        for y, (old, old_owner, new, new_owner) in enumerate(cells):
            if old == new and old_owner == new_owner:
                continue
            changed = (old[x] != new[x] or old_owner[x] != new_owner[x] for x in range(len(new)))
            begin = 0
            for differs, stretch in groupby(changed):
                end = begin + len(list(stretch))
                if differs:
                    stretches.append(Region(begin, y, end - begin, 1))
                begin = end
        if stretches:
            self.refresh(*stretches)

    @property
    def drawing(self) -> Drawing:
        """What is on the screen."""
        # Textual may paint a new size before it tells of it.
        if self._drawn is None or self._drawn_size != self.content_size:
            self._drawn, self._drawn_size = self._draw(), self.content_size
        return self._drawn

    def render_line(self, y: int) -> Strip:
        """Line `y` of the picture."""
        drawn = self.drawing
        if y >= len(drawn.lines):
            return Strip.blank(self.content_size.width, self.style_of(owners.FRAME))
        return self._strip(drawn.lines[y], drawn.owner[y])

    def _draw(self) -> Drawing:
        width, height = self.content_size
        return self._source(width, height) if width > 0 and height > 0 else blank(width, height)

    def _strip(self, text: str, owner: Sequence[int]) -> Strip:
        """Blank cells take the colour of the cell before them: so there are fewer pieces."""
        segments: list[Segment] = []
        start = 0
        current = next((of for of, cell in zip(owner, text, strict=True) if cell != " "), owners.FRAME)
        for x, (of, cell) in enumerate(zip(owner, text, strict=True)):
            if cell != " " and of != current:
                segments.append(Segment(text[start:x], self.style_of(current)))
                start, current = x, of
        segments.append(Segment(text[start:], self.style_of(current)))
        return Strip(segments, len(text))

    def style_of(self, owner: int) -> Style:
        """The looks of the cells of an owner."""
        return LOOKS.get(owner, _PLAIN)
