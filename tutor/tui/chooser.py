"""A list to choose one thing from."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
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

_AROUND = 8
"""Columns that the two columns of a list leave free, its bar included."""


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
        self._fitted = 0
        """The columns that the list is made for."""

    def compose(self) -> ComposeResult:
        """The title, the list, and the keys."""
        yield TitleBar(self._glyphs)
        yield FixedLine(self._glyphs.rule, repeated=True, classes="rule")
        self._fitted = self.app.size.width
        yield OptionList(*self._options(), id="lessons", compact=True, markup=False)
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

    def on_resize(self, event: events.Resize) -> None:
        """The list in the columns that there are; what was chosen stays so."""
        if event.size.width != self._fitted:
            self._fitted = event.size.width
            entries = self.query_one(OptionList)
            chosen = entries.highlighted
            entries.clear_options()
            entries.add_options(self._options())
            entries.highlighted = chosen

    def _options(self) -> list[Option]:
        """Names and descriptions in two columns."""
        wide = max(len(name) for name, _ in self._entries)
        room = max(self._fitted - wide - _AROUND, 20)
        return [Option(Content(self._entry(name, about, wide, room)), id=name) for name, about in self._entries]

    def _entry(self, name: str, about: str, wide: int, room: int) -> str:
        lines = wrap(self._glyphs.text(about), room) or [""]
        return "\n".join(f" {name if not number else '':<{wide}}  {line}" for number, line in enumerate(lines))

    def action_back(self) -> None:
        """Esc."""
        self.dismiss(None)
