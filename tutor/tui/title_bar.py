"""The first line: the lesson's name and how far the learner is in it."""

from __future__ import annotations

from textual.app import RenderResult
from textual.content import Content

from tutor.tui.glyphs import Glyphs
from tutor.tui.unscrolled import Unscrolled

MOST_DOTS = 10
"""A lesson of more exchanges than this shares them out among so many dots."""
_LEAST = 20
"""Cells that a title keeps before what stands after it."""


class TitleBar(Unscrolled):
    """` Lesson 8 · Too high                    ●●●●●○○○○○○  5/11`."""

    DEFAULT_CSS = "TitleBar { height: 1; text-style: bold; }"

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self._title = self._rest = ""
        self._progress = (0, 0)

    def tell(self, title: str, progress: tuple[int, int] = (0, 0), *, rest: str = "") -> None:
        """Shows a title, `rest` after it, and `progress` as (behind, all) where there is any. Where there is no room
        for all, the title is cut, and not the rest."""
        title, rest = self._glyphs.text(title), self._glyphs.text(rest)
        if (title, rest, progress) != (self._title, self._rest, self._progress):
            self._title, self._rest, self._progress = title, rest, progress
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
        ellipsis, rest = not self._glyphs.ascii, Content(self._rest)
        title = Content(f" {self._title}").truncate(max(_LEAST, room - rest.cell_length), ellipsis=ellipsis)
        left = (title + rest).truncate(max(1, room), ellipsis=ellipsis)
        return Content.assemble(left.pad_right(max(0, self.size.width - left.cell_length - len(right))), right)
