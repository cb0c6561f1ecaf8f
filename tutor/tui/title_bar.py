"""The first line: the lesson's name and how far the learner is in it."""

from __future__ import annotations

from textual.app import RenderResult
from textual.content import Content

from tutor.tui.glyphs import Glyphs
from tutor.tui.unscrolled import Unscrolled

MOST_DOTS = 10
"""A lesson of more exchanges than this shares them out among so many dots."""


class TitleBar(Unscrolled):
    """` Lesson 8 · Too high                    ●●●●●○○○○○○  5/11`."""

    DEFAULT_CSS = "TitleBar { height: 1; text-style: bold; }"

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self._title = ""
        self._progress = (0, 0)

    def tell(self, title: str, progress: tuple[int, int] = (0, 0)) -> None:
        """Shows a title, and `progress` as (behind, all) where there is any."""
        if (self._glyphs.text(title), progress) != (self._title, self._progress):
            self._title, self._progress = self._glyphs.text(title), progress
            self.refresh()

    def render(self) -> RenderResult:
        """The whole line."""
        behind, of = self._progress
        right = ""
        if of:
            dots = min(MOST_DOTS, of)
            full = dots * behind // of
            right = f"{self._glyphs.behind * full}{self._glyphs.ahead * (dots - full)}  {behind}/{of} "
        room = self.size.width - len(right) - 2
        left = Content(f" {self._title}").truncate(max(1, room), ellipsis=not self._glyphs.ascii)
        return Content.assemble(left.pad_right(max(0, self.size.width - left.cell_length - len(right))), right)
