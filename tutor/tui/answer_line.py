"""The line the learner types on."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input, Static

from tutor.cleaning import clean_line
from tutor.dialogue.answers import LONGEST
from tutor.tui.glyphs import Glyphs
from tutor.tui.unscrolled import Unscrolled


class AnswerLine(Horizontal, Unscrolled):
    """A label, a prompt sign and an input without a border (bordered it costs five times the bytes for each key)."""

    DEFAULT_CSS = """
    AnswerLine { height: 1; }
    AnswerLine > #label { width: auto; max-width: 40; text-style: bold; padding: 0 1; }
    AnswerLine > Input { width: 1fr; }
    """

    # Nobody compares messages, and each method that `dataclass` compiles takes a start 0.1 ms.
    @dataclass(eq=False, repr=False)
    class Sent(Message):
        """The learner pressed Enter."""

        text: str

    @dataclass(eq=False, repr=False)
    class TooLong(Message):
        """More was pasted than anyone would type."""

        characters: int

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self.label = ""
        """What is being waited for."""
        self.input: Input = _CleanInput(compact=True, max_length=LONGEST, select_on_focus=False)
        self._label = Static("", id="label", markup=False)

    def compose(self) -> ComposeResult:
        """A label and an input."""
        yield self._label
        yield self.input

    def on_mount(self) -> None:
        """No blinking: it would cost 1.7 KB a second while nothing happens."""
        self.input.cursor_blink = False

    def wait_for(self, label: str) -> None:
        """Says what is being waited for."""
        if label != self.label:
            self.label = label
            self._label.update(self._glyphs.text(f"{label} {self._glyphs.prompt}"))

    def put_back(self, text: str) -> None:
        """What was typed too early stands on the line again, and typing goes on behind it."""
        self.input.value = text
        self.input.cursor_position = len(text)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        """What stands on the line is told when it is sent. On its way up, Textual's message would keep a screen from
        laying itself out anew, and the next label would be cut to the width of the one before."""
        event.stop()


_EDITS = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding)
    and binding.action.startswith(("cursor_", "delete_", "home", "end", "select_all", "cut", "paste"))
    for key in binding.key.split(",")
}
"""What the keys do that change the line or go along it."""


class _CleanInput(Input):
    """An input that takes no control characters and no novel."""

    # Textual's cursor is white on an ANSI theme, so that reversing it drew black on black.
    DEFAULT_CSS = """
    _CleanInput:ansi > .input--cursor, _CleanInput:ansi > .input--selection {
        background: ansi_default; color: ansi_default; text-style: reverse;
    }
    """

    async def _on_key(self, event: events.Key) -> None:
        """Enter takes the line here and at once, and so act Esc and the keys that change the line. As bindings they
        would be acted upon only after bubbling up, when what was typed behind them in a burst (a slow link, an eager
        learner) stands in the field already: "0.5", a backspace and "3" would be 0.5, and what follows Ctrl-U would be
        taken with it, or by an Esc that was to stop a run. A line feed is an Enter that was typed before the terminal
        was set up."""
        if event.key in ("enter", "ctrl+j"):
            event.stop()
            event.prevent_default()
            text, self.value = clean_line(self.value), ""
            self.post_message(AnswerLine.Sent(text))
        elif event.key in _EDITS:
            event.stop()
            event.prevent_default()
            await self.run_action(_EDITS[event.key])
        elif event.key == "escape":
            event.stop()
            event.prevent_default()
            await self.screen.run_action("escape")
        elif event.key == "space" and not self.value.strip():
            event.prevent_default()  # not text: the screen may bind it

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's own cursor belongs: on the cell that the cursor is drawn on, for whatever follows it
        (braille displays, magnifiers, input methods). Textual puts it one cell further at the end of the text."""
        at_end = 1 if self.cursor_at_end else 0
        return super().cursor_screen_offset - Offset(at_end, 0)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """A space before anything else is not text, so the screen may bind that key; printable keys are text."""
        return super().check_consume_key(key, character) and (key != "space" or bool(self.value.strip()))

    def on_resize(self) -> None:
        """The label has another width, so the cursor has another place."""
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        # The base class would paste the text a second time.
        event.prevent_default()
        text = clean_line(event.text)
        if len(text) + len(self.value) > LONGEST:
            self.post_message(AnswerLine.TooLong(len(text)))
        elif text:
            self.insert_text_at_cursor(text)
