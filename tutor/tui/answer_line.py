"""The line the learner types on."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tutor.cleaning import clean_line
from tutor.dialogue.answers import LONGEST


class AnswerLine(Horizontal):
    """A label, a prompt sign and an input without a border (bordered it costs five times the bytes for each key)."""

    DEFAULT_CSS = """
    AnswerLine { height: 1; }
    AnswerLine > #label { width: auto; max-width: 40; text-style: bold; padding: 0 1; }
    AnswerLine > Input { width: 1fr; }
    AnswerLine > Input > .input--cursor {
        background: ansi_default; color: ansi_default; text-style: reverse;
    }
    """

    @dataclass
    class Sent(Message):
        """The learner pressed Enter."""

        text: str

    @dataclass
    class TooLong(Message):
        """More was pasted than anyone would type."""

        characters: int

    def __init__(self, prompt_sign: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sign = prompt_sign

    def compose(self) -> ComposeResult:
        """A label and an input."""
        yield Static("", id="label", markup=False)
        yield _CleanInput(compact=True, max_length=LONGEST, select_on_focus=False)

    def on_mount(self) -> None:
        """No blinking: it would cost 1.7 KB a second while nothing happens."""
        self.input.cursor_blink = False

    @property
    def input(self) -> Input:
        """The input itself."""
        return self.query_one(Input)

    def wait_for(self, label: str) -> None:
        """Says what is being waited for."""
        self.query_one("#label", Static).update(f"{label} {self._sign}")

    def start_with(self, text: str) -> None:
        """Types `text` for the learner."""
        self.input.value = text
        self.input.cursor_position = len(text)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text, self.input.value = clean_line(event.value), ""
        self.post_message(self.Sent(text))


class _CleanInput(Input):
    """An input that takes no control characters and no novel."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        # The base class would paste the text a second time.
        event.prevent_default()
        text = clean_line(event.text)
        if len(text) > LONGEST:
            self.post_message(AnswerLine.TooLong(len(text)))
        elif text:
            self.insert_text_at_cursor(text)
