"""A drawing on the screen: sends only the cells that a step changes, about a hundred bytes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.events import Resize
from textual.geometry import Region, Size
from textual.strip import Strip

from tutor.charting import drawing as owners
from tutor.charting.drawing import Drawing, blank
from tutor.tui.unscrolled import Unscrolled

SLICES = 4
"""Textual sends a changed line from the left edge of the widget that it lies in, not from the first changed cell, so
a narrow widget sends less. Each slice costs colour codes of its own when everything is repainted."""

Source = Callable[[int, int], Drawing]
"""Columns and lines -> a drawing of that size."""

_PARTS = {
    owners.TITLE: "title",
    owners.FRAME: "frame",
    owners.SURFACE: "surface",
    owners.PATH: "path",
    owners.BALL: "ball",
    owners.MINIMUM: "minimum",
    owners.SLOPE: "slope",
    owners.STALLED: "stalled",
    owners.CONVERGED: "converged",
    owners.OVERSHOT: "overshot",
    owners.NOW: "now",
    owners.KNOWN: "known",
    owners.UNKNOWN: "unknown",
    owners.BACKWARD: "backward",
    **{owner: f"run-{number}" for number, owner in enumerate(owners.RUNS, 1)},
    **{owner: f"kind-{number % 4 + 1}" for number, owner in enumerate(owners.KINDS)},
}
"""The component class of each owner of a cell."""


class PictureSlice(Unscrolled):
    """A vertical slice of a `Picture`, which draws for it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PictureSlice { width: 1fr; height: 1fr; }
    """

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self._picture = picture

    def render_line(self, y: int) -> Strip:
        """The part of the picture's line `y` that lies in this slice."""
        return self._picture.strip_of(self, y)


class Picture(Unscrolled):
    """Shows a drawing that knows how to fill any size; it has no clock of its own."""

    can_focus = False
    can_focus_children = False
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"picture--{part}" for part in _PARTS.values()}
    # Cyan against yellow is told apart by every kind of colour vision; none vanishes on a light or a dark background.
    # Markers, letters and signs need no colour at all.
    DEFAULT_CSS = """
    Picture {
        layout: horizontal;
        height: 14;
        & > .picture--path, & > .picture--run-1, & > .picture--converged, & > .picture--kind-1 { color: ansi_cyan; }
        & > .picture--overshot, & > .picture--run-2, & > .picture--kind-2 { color: ansi_yellow; }
        & > .picture--slope, & > .picture--stalled, & > .picture--run-3 { color: ansi_magenta; }
        & > .picture--backward, & > .picture--kind-3 { color: ansi_magenta; }
        & > .picture--run-4, & > .picture--kind-4, & > .picture--minimum { text-style: bold; }
        & > .picture--known { text-style: bold; }
        & > .picture--ball, & > .picture--now { color: ansi_yellow; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._slices = [PictureSlice(self) for _ in range(SLICES)]
        self._source: Source = blank
        self._drawn: Drawing | None = None
        self._drawn_size = Size(0, 0)
        self._laid_out: Size | None = None

    def compose(self) -> ComposeResult:
        yield from self._slices

    def show(self, source: Source) -> None:
        """Shows another drawing."""
        self._source = source
        self.draw()

    def draw(self) -> None:
        """Draws anew, and has the stretches that differ from what is on the screen sent."""
        if not self.is_mounted:
            return
        before, size_before = self._drawn, self._drawn_size
        self._drawn, self._drawn_size = self._draw(), self._inner_size
        if before is None or size_before != self._drawn_size:
            for part in self._slices:
                part.refresh()
            return
        cells = zip(before.lines, before.owner, self._drawn.lines, self._drawn.owner, strict=True)
        for y, (old, old_owner, new, new_owner) in enumerate(cells):
            if old == new and old_owner == new_owner:
                continue
            changed = [x for x in range(len(new)) if old[x] != new[x] or old_owner[x] != new_owner[x]]
            for part, left, right in self._spans():
                within = [x for x in changed if left <= x < right]
                if within:
                    part.refresh(Region(within[0] - left, y, within[-1] - within[0] + 1, 1))

    @property
    def drawing(self) -> Drawing:
        """What is on the screen."""
        if self._drawn is None or self._drawn_size != self._inner_size:
            self._drawn, self._drawn_size = self._draw(), self._inner_size
        return self._drawn

    def on_resize(self, event: Resize) -> None:
        # Textual repaints what changed its size. A slice that only moved would show what it drew at its old place.
        if self._laid_out not in (None, event.size):
            for part in self._slices:
                part.refresh()
        self._laid_out = event.size

    def strip_of(self, part: PictureSlice, y: int) -> Strip:
        """Line `y` of one slice."""
        # Textual may paint a new size before it tells of it.
        drawn = self.drawing
        left, right = next((left, right) for other, left, right in self._spans() if other is part)
        if y >= len(drawn.lines):
            return Strip.blank(right - left, self.style_of(owners.FRAME))
        return self._strip(drawn.lines[y][left:right], drawn.owner[y][left:right])

    @property
    def _inner_size(self) -> Size:
        return Size(sum(part.size.width for part in self._slices), self._slices[0].size.height)

    def _spans(self) -> Iterator[tuple[PictureSlice, int, int]]:
        left = 0
        for part in self._slices:
            yield part, left, left + part.size.width
            left += part.size.width

    def _draw(self) -> Drawing:
        width, height = self._inner_size
        return self._source(width, height) if width > 0 and height > 0 else blank(width, height)

    def _strip(self, text: str, owner: Sequence[int]) -> Strip:
        """Blank cells take the colour of the cell before them: each change of colour costs some twenty bytes."""
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
        return self.get_component_rich_style(f"picture--{_PARTS.get(owner, 'frame')}")
