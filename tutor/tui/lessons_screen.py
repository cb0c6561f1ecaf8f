"""The list of lessons, and how far the learner is in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.lesson.model import Outline
from tutor.record.store import Progress
from tutor.tui.glyphs import Glyphs
from tutor.tui.title_bar import TitleBar


class LessonsScreen(Screen[str | None]):
    """Gives back the id of the lesson chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f2,q", "dismiss(None)", show=False),
    ]

    def __init__(
        self,
        title: str,
        outlines: Sequence[Outline],
        progress: Mapping[str, Progress],
        glyphs: Glyphs,
        here: str | None,
        problems: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._title_text = title
        self._outlines = outlines
        self._progress = progress
        self._glyphs = glyphs
        self._here = here
        self._problems = problems

    def compose(self) -> ComposeResult:
        """The title, the list, what is wrong with lessons that can't be shown, and the keys."""
        yield TitleBar(self._glyphs)
        yield Static("", classes="rule", markup=False)
        yield OptionList(
            *(self._option(outline) for outline in self._outlines), id="lessons", compact=True, markup=False
        )
        if self._problems:
            yield Static("\n".join(self._problems), id="problems", markup=False)
        yield Static(
            " Enter open · Esc back · type tutor lessons in a shell for the same list", id="keys", markup=False
        )

    def on_mount(self) -> None:
        """The lesson that is being played is marked."""
        self.query_one(TitleBar).tell(self._title_text)
        self.query_one(".rule", Static).update(self._glyphs.rule * self.size.width)
        lessons = self.query_one(OptionList)
        lessons.focus()
        ids = [outline.id for outline in self._outlines]
        if self._here in ids:
            lessons.highlighted = ids.index(self._here)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)

    def _option(self, outline: Outline) -> Option:
        text = f" {outline.number:>2}  {outline.title:<32} {self._state(outline):<14} {outline.minutes:>3} min"
        return Option(Content(text), id=outline.id)

    def _state(self, outline: Outline) -> str:
        progress = self._progress.get(outline.id)
        if progress is None:
            return ""
        if progress.complete:
            return f"{self._glyphs.right} done"
        return f"{progress.position} of {progress.of}"
