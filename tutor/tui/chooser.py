"""A list to choose one thing from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tutor.tui.fixed_line import FixedLine
from tutor.tui.glyphs import Glyphs
from tutor.tui.title_bar import TitleBar
from tutor.tui.unscrolled import Unscrolled


class Chooser(ModalScreen[str | None], Unscrolled):
    """Gives the name that was chosen, or None.

    Args:
        title: what is being chosen.
        entries: names, and what is to be said of each.
        here: the name that is chosen now.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f2,f7,f8,q", "back", show=False)]

    def __init__(self, title: str, entries: Sequence[tuple[str, str]], glyphs: Glyphs, here: str) -> None:
        super().__init__()
        self._title_text = title
        self._entries = entries
        self._glyphs = glyphs
        self._here = here

    def compose(self) -> ComposeResult:
        """The title, the list, and the keys."""
        yield TitleBar(self._glyphs)
        yield FixedLine(self._glyphs.rule, repeated=True, classes="rule")
        wide = max(len(name) for name, _ in self._entries)
        options = [
            Option(Content(self._glyphs.text(f" {name:<{wide}}  {about}")), id=name) for name, about in self._entries
        ]
        yield OptionList(*options, id="lessons", compact=True, markup=False)
        yield FixedLine(self._glyphs.rule, repeated=True, classes="rule")
        yield FixedLine(self._glyphs.text(" Up and Down choose · Enter takes it · Esc goes back"), id="keys")

    def on_mount(self) -> None:
        """What is chosen now is marked."""
        self.query_one(TitleBar).tell(self._title_text)
        entries = self.query_one(OptionList)
        entries.focus()
        names = [name for name, _ in self._entries]
        entries.highlighted = names.index(self._here) if self._here in names else 0

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)

    def on_resize(self, _event: events.Resize) -> None:
        """The list is wrapped by the widget itself."""

    def action_back(self) -> None:
        """Esc."""
        self.dismiss(None)
