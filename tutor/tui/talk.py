"""The frame that every talking screen shares: title, transcript, the line to type on, and the keys that work now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tutor.dialogue.model import Utterance
from tutor.dialogue.phrases import say
from tutor.tui.answer_line import AnswerLine
from tutor.tui.blocks import blocks
from tutor.tui.glyphs import Glyphs
from tutor.tui.title_bar import TitleBar
from tutor.tui.transcript import Transcript

SMALLEST = (60, 20)
"""Columns and lines that the screen needs."""
WIDE = 120
"""Columns from which conversation and lab stand side by side."""


class Talk(Screen[None]):
    """A screen on which the tutor and the learner talk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("up", "line(-1)", show=False, priority=True),
        Binding("down", "line(1)", show=False, priority=True),
        Binding("escape", "escape", show=False),
        Binding("tab,shift+tab", "nothing", show=False, priority=True),
    ]

    KEYS_ALWAYS: ClassVar[str] = ""
    """Stands at the right end of the last line."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs
        self._keys = ""

    def compose(self) -> ComposeResult:
        """Top to bottom as in the design: title, body, input, keys."""
        yield TitleBar(self.glyphs, id="title")
        yield Static("", classes="rule", markup=False)
        yield Container(*self.compose_lab(), Transcript(id="transcript"), id="body")
        yield Static("", classes="rule", markup=False)
        yield AnswerLine(self.glyphs.prompt, id="answer")
        yield Static("", id="keys", markup=False)
        yield Static("", id="too-small", markup=False)

    def compose_lab(self) -> Iterable[Widget]:
        """What stands beside the transcript; nothing by default."""
        return ()

    def on_mount(self) -> None:
        """The input has the focus from the first moment."""
        self.answer_line.input.focus()

    @property
    def transcript(self) -> Transcript:
        """The conversation so far."""
        return self.query_one(Transcript)

    @property
    def answer_line(self) -> AnswerLine:
        """Where the learner types."""
        return self.query_one(AnswerLine)

    def add(self, utterances: Iterable[Utterance]) -> None:
        """Shows what was said."""
        self.transcript.add(blocks(utterances, self.glyphs))
        self.show_keys()

    def wait_for(self, label: str, keys: str) -> None:
        """Says what is being waited for, and which keys work."""
        self._keys = keys
        self.answer_line.wait_for(label)
        self.show_keys()

    def show_keys(self) -> None:
        """The last line; while there is text below the page, it says how to get there."""
        below = self.transcript.lines_below
        lines = "line" if below == 1 else "lines"
        keys = f"{self.glyphs.more} {below} more {lines}: Enter or PgDn" if below else self._keys
        right = self.KEYS_ALWAYS
        room = self.size.width - len(right) - 2
        line = keys if len(keys) > room else f"{keys:<{room}} {right}"
        self.query_one("#keys", Static).update(f" {self.glyphs.text(line)}"[: self.size.width])

    def page_before_answer(self, text: str) -> bool:
        """A bare Enter reads on where there is unread text below; True if it did."""
        if text or not self.transcript.lines_below:
            return False
        self.action_page(1)
        return True

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room; one clear line where there is none."""
        width, height = event.size
        self.set_class(width >= WIDE, "-wide")
        small = width < SMALLEST[0] or height < SMALLEST[1]
        self.set_class(small, "-small")
        if small:
            self.query_one("#too-small", Static).update(
                f"This window is {width} × {height}.\nThe tutor needs {SMALLEST[0]} × {SMALLEST[1]}.\n"
                "Please make it larger,\nor leave with Ctrl-Q and\ntype: tutor --plain"
            )
        for rule in self.query(".rule").results(Static):
            rule.update(self.glyphs.rule * width)
        self.show_keys()

    @on(Transcript.Moved)
    def _moved(self) -> None:
        self.show_keys()

    @on(AnswerLine.TooLong)
    def _too_long(self, event: AnswerLine.TooLong) -> None:
        self.add((say(f"You pasted {event.characters:,} characters, so I read none of it. Something short will do."),))

    def action_page(self, direction: int) -> None:
        """A page up or down."""
        self.transcript.page(direction)

    def action_line(self, direction: int) -> None:
        """A line up or down."""
        self.transcript.line(direction)

    def action_escape(self) -> None:
        """Clears what was typed."""
        self.answer_line.input.value = ""

    def action_nothing(self) -> None:
        """Tab would take the focus off the input, and typing would go nowhere."""

    def on_screen_resume(self, _event: Any) -> None:
        """Coming back from another screen: the input has the focus again."""
        self.answer_line.input.focus()
