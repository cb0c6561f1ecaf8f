"""The frame that every talking screen shares: title, transcript, the line to type on, and the keys that work now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tutor.dialogue.model import TutorSays, Utterance
from tutor.dialogue.phrases import say
from tutor.terminal import SCREEN_COLUMNS, SCREEN_LINES
from tutor.tui.answer_line import AnswerLine
from tutor.tui.blocks import blocks
from tutor.tui.compositor import SparingCompositor
from tutor.tui.fixed_line import FixedLine
from tutor.tui.glyphs import Glyphs
from tutor.tui.title_bar import TitleBar
from tutor.tui.transcript import Transcript
from tutor.tui.unscrolled import Unscrolled

WIDE = 120
"""Columns from which conversation and lab stand side by side."""


class Body(Container, Unscrolled):
    """The conversation and, on some screens, the lab."""


_ENTER_FROM = 72
"""Columns from which on there is room for saying what Enter does in front of the line to type on."""


class Talk(Screen[None], Unscrolled):
    """A screen on which the tutor and the learner talk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("up", "line(-1)", show=False, priority=True),
        Binding("down", "line(1)", show=False, priority=True),
        Binding("escape", "escape", show=False),
    ]

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._compositor = SparingCompositor()
        self.glyphs = glyphs
        # Made here and not looked up later: a screen is mounted before what lies deeper in it.
        self.title_bar = TitleBar(glyphs, id="title")
        self.transcript = Transcript(id="transcript")
        """The conversation so far."""
        self.answer_line = AnswerLine(glyphs, id="answer")
        """Where the learner types; its input has the focus all the time."""
        self.keys_line = FixedLine(id="keys")
        self._too_small = Static("", id="too-small", markup=False)
        self._keys = self._label = self._enter = ""
        self._newest: Utterance | None = None
        """What was said last."""

    def compose(self) -> ComposeResult:
        """Top to bottom as in the design: title, body, input, keys."""
        self._arrange(self.app.size)
        yield self.title_bar
        yield FixedLine(self.glyphs.rule, repeated=True, classes="rule")
        yield Body(self.transcript, *self.compose_lab(), id="body")
        yield FixedLine(self.glyphs.rule, repeated=True, classes="rule")
        yield self.answer_line
        yield self.keys_line
        yield self._too_small

    def compose_lab(self) -> Iterable[Widget]:
        """What stands beside the transcript; nothing by default."""
        return ()

    @property
    def keys_always(self) -> Sequence[str]:
        """What stands at the right end of the last line: the longest of these that fits."""
        return ()

    @property
    def reads_on(self) -> bool:
        """A bare Enter shows the text below the page before it does anything else."""
        return self.transcript.lines_below > 0

    def add(self, utterances: Iterable[Utterance]) -> None:
        """Shows what was said. What the tutor said last is not said over again (Enter, and Enter again, where an answer
        is wanted): it stands there, and comes in sight."""
        new: list[Utterance] = []
        for one in utterances:
            if isinstance(one, TutorSays) and one == self._newest:
                self.transcript.to_end()
            else:
                new.append(one)
            self._newest = one
        self.transcript.add(blocks(new, self.glyphs))
        self.show_keys()

    def wait_for(self, label: str, keys: str, *, enter: str = "") -> None:
        """Says what is being waited for, and which keys work.

        Args:
            label: what is being waited for.
            keys: the keys and words that work.
            enter: what Enter alone does, where the keys do not say so: `again`.
        """
        self._keys, self._label, self._enter = keys, label, enter
        self.show_keys()

    def show_keys(self) -> None:
        """The last line; while there is text below the page, it says how to get there."""
        keys, label = self._keys, self._label
        if self._enter and not self.reads_on and self.size.width >= _ENTER_FROM:
            label = f"Enter: {self._enter}, or a {label}"
        self.answer_line.wait_for(label)
        if self.reads_on:
            below = self.transcript.lines_below
            told = f"{self.glyphs.more} {below} more {'line' if below == 1 else 'lines'}: Enter or PgDn"
            keys = " · ".join((told, *(key for key in keys.split(" · ") if not key.startswith("Enter"))))
        always = (self.glyphs.text(f"{text} ") for text in self.keys_always)
        self.keys_line.show(self.glyphs.text(f" {keys}"), *always)

    def page_before_answer(self, text: str) -> bool:
        """A bare Enter reads on where there is unread text below; True if it did."""
        if text or not self.reads_on:
            return False
        self.action_page(1)
        return True

    def on_resize(self, event: events.Resize) -> None:
        """Another window."""
        self._arrange(event.size)
        if not self.has_class("-small"):
            # Hidden, the input lost the focus.
            self.call_after_refresh(self.answer_line.input.focus)

    def _arrange(self, size: Size) -> None:
        """Side by side where there is room; one clear line where there is none."""
        width, height = size
        self.set_class(width >= WIDE, "-wide")
        self.set_class(width < WIDE, "-narrow")
        small = width < SCREEN_COLUMNS or height < SCREEN_LINES
        self.set_class(small, "-small")
        if small:
            told = (
                f"This window is {width} × {height}.\nThe tutor needs {SCREEN_COLUMNS} × {SCREEN_LINES}.\n"
                "Please make it larger,\nor leave with Ctrl-Q and\ntype: tutor --plain"
            )
            self._too_small.update(self.glyphs.text(told))

    @on(Transcript.Moved)
    def _moved(self) -> None:
        self.show_keys()

    @on(AnswerLine.TooLong)
    def _too_long(self, event: AnswerLine.TooLong) -> None:
        self.add((say(f"You pasted {event.characters:,} characters, so I read none of it. Something short will do."),))

    def action_page(self, direction: int) -> None:
        """A page up or down."""
        self.transcript.page(direction)
        self.show_keys()

    def action_line(self, direction: int) -> None:
        """A line up or down."""
        self.transcript.line(direction)
        self.show_keys()

    def action_escape(self) -> None:
        """Clears what was typed."""
        self.answer_line.input.value = ""

    def on_screen_resume(self, _event: Any) -> None:
        """Coming back from another screen: the input has the focus again."""
        self.answer_line.input.focus()
