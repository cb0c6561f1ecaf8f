"""The list of lessons, and how far the learner is in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.lesson.model import Outline
from tutor.record.store import Progress
from tutor.tui.fixed_line import FixedLine
from tutor.tui.glyphs import Glyphs
from tutor.tui.title_bar import TitleBar
from tutor.tui.unscrolled import Unscrolled

_AROUND_TITLE = 28
"""Columns for the number before a title, and for the state and the minutes after it."""


class LessonsScreen(Screen[None], Unscrolled):
    """Lets the learner choose a lesson.

    Args:
        title: the course's.
        outlines: the lessons, in order.
        progress: how far the learner is in them.
        glyphs: the signs to draw with.
        here: the id of the lesson that is open.
        told: lines for the foot of the list, such as what is wrong with lessons that can't be shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f2,q", "back", show=False),
        *(Binding(digit, f"digit({digit})", show=False) for digit in "0123456789"),
        Binding("backspace", "rub_out", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """The learner wants this lesson, or goes back."""

        lesson: str | None

    def __init__(
        self,
        title: str,
        outlines: Sequence[Outline],
        progress: Mapping[str, Progress],
        glyphs: Glyphs,
        here: str | None,
        told: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._title_text = title
        self._outlines = outlines
        self._progress = progress
        self._glyphs = glyphs
        self._here = here
        self._told = list(dict.fromkeys(told))
        self._fitted = 0
        """The columns that the list is made for."""
        self._typed = ""
        """The digits of a lesson's number, as far as they were typed."""
        self._came_to: int | None = None
        """The place in the list that they led to."""

    def compose(self) -> ComposeResult:
        """The title, the list, what there is to tell, and the keys."""
        yield TitleBar(self._glyphs)
        yield FixedLine(self._glyphs.rule, repeated=True, classes="rule")
        self._fitted = self.app.size.width
        yield OptionList(*self._options(), id="lessons", compact=True, markup=False)
        yield FixedLine(self._glyphs.rule, repeated=True, classes="rule", id="above-told")
        yield Static("", id="told", markup=False)
        yield FixedLine(self._glyphs.rule, repeated=True, classes="rule")
        yield FixedLine(id="about")
        yield FixedLine(self._glyphs.text(" Up, Down or a number choose · Enter opens · Esc goes back"), id="keys")

    def on_mount(self) -> None:
        """The lesson that is being played is marked."""
        done = sum(outline.id in self._progress and self._progress[outline.id].complete for outline in self._outlines)
        self.query_one(TitleBar).tell(self._title_text, (done, len(self._outlines)))
        self._show_told()
        lessons = self.query_one(OptionList)
        lessons.focus()
        ids = [outline.id for outline in self._outlines]
        if self._here in ids:
            lessons.highlighted = ids.index(self._here)

    def tell(self, line: str) -> None:
        """Adds a line at the foot of the list, above the others."""
        self._told = list(dict.fromkeys([line, *self._told]))
        self._show_told()

    def _show_told(self) -> None:
        told = self.query_one("#told", Static)
        told.display = self.query_one("#above-told").display = bool(self._told)
        told.update(self._glyphs.text("\n".join(self._told)))

    def on_resize(self, event: events.Resize) -> None:
        """The list in the columns that there are; the lesson chosen stays so."""
        if event.size.width != self._fitted:
            self._fitted = event.size.width
            lessons = self.query_one(OptionList)
            chosen = lessons.highlighted
            lessons.clear_options()
            lessons.add_options(self._options())
            lessons.highlighted = chosen

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self.query_one(OptionList).highlighted != self._came_to:
            self._typed = ""  # the arrows went on from there
        self._show_about()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self._typed and self._place(self._typed) is None:
            self._typed = ""  # what is marked is not what was asked for
            self._show_about()
        else:
            self.post_message(self.Chosen(event.option.id))

    def action_digit(self, digit: int) -> None:
        """A digit of a lesson's number: the list goes to the lesson with the digits typed so far. Where no number
        begins with these, the next digit begins a new one."""
        begins = any(str(outline.number).startswith(self._typed) for outline in self._outlines)
        self._go(f"{self._typed if begins else ''}{digit}".lstrip("0"))

    def action_rub_out(self) -> None:
        """Backspace takes the last digit away."""
        self._go(self._typed[:-1])

    def _go(self, typed: str) -> None:
        self._typed = typed
        if (place := self._place(typed)) is not None:
            self.query_one(OptionList).highlighted = place
        self._came_to = self.query_one(OptionList).highlighted
        self._show_about()

    def _place(self, typed: str) -> int | None:
        """Where the lesson with this number stands in the list."""
        return next((at for at, outline in enumerate(self._outlines) if str(outline.number) == typed), None)

    def _show_about(self) -> None:
        """What the marked lesson is about, or that there is none with the number typed."""
        marked = self.query_one(OptionList).highlighted
        about = self._outlines[marked].about if marked is not None else ""
        if self._typed and self._outlines and self._place(self._typed) is None:
            last = max(outline.number for outline in self._outlines)
            about = f"There is no lesson {self._typed}. The last one is {last}."
        self.query_one("#about", FixedLine).show(self._glyphs.text(f" {about}"))

    def action_back(self) -> None:
        """Esc."""
        self.post_message(self.Chosen(None))

    def _options(self) -> Iterator[Option]:
        return (self._option(outline) for outline in self._outlines)

    def _option(self, outline: Outline) -> Option:
        room = max(10, min(48, self._fitted - _AROUND_TITLE))
        title = Content(self._glyphs.text(outline.title)).truncate(room, ellipsis=not self._glyphs.ascii)
        title = title.pad_right(room - title.cell_length)
        state = self._glyphs.text(self._state(outline))
        return Option(
            Content.assemble(f" {outline.number:>2}  ", title, f"  {state:<10} {outline.minutes:>3} min"), id=outline.id
        )

    def _state(self, outline: Outline) -> str:
        progress = self._progress.get(outline.id)
        if progress is None:
            return ""
        if progress.complete:
            return f"{self._glyphs.right} done"
        return f"{progress.position} of {progress.of}"
