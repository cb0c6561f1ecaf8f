"""The live loss chart: sends only the cells that a step changes, about a hundred bytes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.events import Resize
from textual.geometry import Region, Size
from textual.strip import Strip

from tutor.chart import Axes, Curve, Drawing, loss_picture
from tutor.charting.drawing import BALL, RUNS, TITLE, blank
from tutor.cleaning import ascii_only, clean_line
from tutor.tui.unscrolled import Unscrolled

if TYPE_CHECKING:
    from tutor.charting.loss_picture import LossPicture

SLICES = 4
"""Textual sends a changed line from the left edge of the widget that it lies in, not from the first changed cell, so
a narrow widget sends less. Each slice costs colour codes of its own when everything is repainted."""

_PARTS = {TITLE: "title", BALL: "ball"} | {run: f"curve-{number}" for number, run in enumerate(RUNS, 1)}
"""The component class of each owner of cells; all others are `axis`."""


class ChartSlice(Unscrolled):
    """A vertical slice of a `LossChart`, which draws for it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ChartSlice { width: 1fr; height: 1fr; }
    """

    def __init__(self, chart: LossChart) -> None:
        super().__init__()
        self._chart = chart

    def render_line(self, y: int) -> Strip:
        """The part of the chart's line `y` that lies in this slice."""
        return self._chart.strip_of(self, y)


class LossChart(Unscrolled):
    """Loss curves that are revealed step by step; it has no clock of its own.

    The axes stay as they are given for a whole run, so that one step changes few cells.
    """

    can_focus = False
    can_focus_children = False
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "loss-chart--title",
        "loss-chart--axis",
        "loss-chart--ball",
        "loss-chart--curve-1",
        "loss-chart--curve-2",
        "loss-chart--curve-3",
        "loss-chart--curve-4",
    }
    # Cyan against yellow is told apart by every kind of colour vision; none vanishes on a light or a dark background.
    # The markers of the curves need no colour at all.
    DEFAULT_CSS = """
    LossChart {
        layout: horizontal;
        height: 14;
        & > .loss-chart--ball { text-style: bold; }
        & > .loss-chart--curve-1 { color: ansi_cyan; }
        & > .loss-chart--curve-2 { color: ansi_yellow; }
        & > .loss-chart--curve-3 { color: ansi_magenta; }
        & > .loss-chart--curve-4 { text-style: bold; }
    }
    """

    def __init__(self, *, ascii: bool = False, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._ascii = ascii
        self._slices = [ChartSlice(self) for _ in range(SLICES)]
        self._curves: tuple[Curve, ...] = ()
        self._axes: Axes | None = None
        self._titles = ("", "")
        self._figures: list[str] = []
        self._step: int | None = None
        self._picture: LossPicture | None = None
        self._picture_size = (0, 0)
        self._drawn: Drawing | None = None
        self._drawn_size = Size(0, 0)
        self._laid_out: Size | None = None

    def compose(self) -> ComposeResult:
        yield from self._slices

    def show_run(
        self,
        curves: Sequence[Curve],
        axes: Axes,
        title_left: str = "",
        title_right: str = "",
        *,
        step: int | None = 0,
        figures: Sequence[str] = (),
    ) -> None:
        """Shows other curves, up to `step`; None shows all of them.

        Args:
            axes: for the whole run, see `choose_axes`.
            title_left: above the chart on the left; the label of the axes if empty.
            title_right: above the chart on the right, followed by the step that is shown.
            figures: what the title says after each step, such as where w is; the start included.
        """
        narrow = [ascii_only(_narrow(figure)) if self._ascii else _narrow(figure) for figure in figures]
        wide = max(map(len, narrow), default=0)
        self._figures = [figure.ljust(wide) for figure in narrow]
        self._curves, self._axes = tuple(curves), axes
        self._titles = (_narrow(title_left) or axes.label, _narrow(title_right))
        self._step = step
        self._picture = None
        self._send_changes()

    def reveal(self, step: int | None) -> None:
        """Draws the curves up to `step` and says so in the title; None draws them to their ends."""
        self._step = step
        self._send_changes()

    def clear(self) -> None:
        """Takes everything away."""
        self._curves, self._axes, self._picture = (), None, None
        self._send_changes()

    def on_resize(self, event: Resize) -> None:
        # Textual repaints what changed its size. A slice that only moved would show what it drew at its old place.
        if self._laid_out not in (None, event.size):
            for part in self._slices:
                part.refresh()
        self._laid_out = event.size

    def strip_of(self, part: ChartSlice, y: int) -> Strip:
        """Line `y` of one slice."""
        # Textual may paint a new size before it tells of it.
        if self._drawn is None or self._drawn_size != self._inner_size:
            self._drawn, self._drawn_size = self._draw(), self._inner_size
        left, right = next((left, right) for other, left, right in self._spans() if other is part)
        if y >= len(self._drawn.lines):
            return Strip.blank(right - left, self._style(-1))
        return self._strip(self._drawn.lines[y][left:right], self._drawn.owner[y][left:right])

    @property
    def _inner_size(self) -> Size:
        return Size(sum(part.size.width for part in self._slices), self._slices[0].size.height)

    def _spans(self) -> Iterator[tuple[ChartSlice, int, int]]:
        left = 0
        for part in self._slices:
            yield part, left, left + part.size.width
            left += part.size.width

    def _draw(self) -> Drawing:
        width, height = self._inner_size
        if self._axes is None or width <= 0 or height <= 0:
            return blank(width, height)
        title = [self._title(width)] if height >= 4 else []
        # Laid out once for all frames of a size.
        if self._picture is None or self._picture_size != (width, height):
            self._picture_size = (width, height)
            rows = height - len(title)
            self._picture = loss_picture(self._curves, self._axes, width, rows, ascii=self._ascii)
        chart = self._picture.draw(self._step)
        return Drawing((*title, *chart.lines), ((TITLE,) * width,) * len(title) + chart.owner)

    def _title(self, width: int) -> str:
        left, right = self._titles
        if self._step is not None and self._axes is not None:
            # As wide as the last step, so that the words before it keep still.
            step = f"step {max(self._step, 0):>{len(str(self._axes.x_max))}}"
            figures = self._figures[min(max(self._step, 0), len(self._figures) - 1) :][:1]
            right = (", " if self._ascii else " · ").join([*([right] if right else []), step, *figures])
        room = max(width - len(right) - 1, 0)
        if len(left) > room:  # whole words only
            left = left[: room + 1].rpartition(" ")[0]
        return f"{left:<{room}} {right}"[-width:]

    def _send_changes(self) -> None:
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

    def _strip(self, text: str, owner: Sequence[int]) -> Strip:
        """Blank cells take the colour of the cell before them: each change of colour costs some twenty bytes."""
        segments: list[Segment] = []
        start = 0
        current = next((of for of, cell in zip(owner, text, strict=True) if cell != " "), -1)
        for x, (of, cell) in enumerate(zip(owner, text, strict=True)):
            if cell != " " and of != current:
                segments.append(Segment(text[start:x], self._style(current)))
                start, current = x, of
        segments.append(Segment(text[start:], self._style(current)))
        return Strip(segments, len(text))

    def _style(self, owner: int) -> Style:
        return self.get_component_rich_style(f"loss-chart--{_PARTS.get(owner, 'axis')}")


def _narrow(text: str) -> str:
    """`text` on one line, with every character one cell wide."""
    return "".join(character if cell_len(character) == 1 else "?" for character in clean_line(text))
