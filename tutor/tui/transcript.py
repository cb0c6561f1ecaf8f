"""What was said so far: an append-only page that scrolls, wraps to its width and never interprets markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual.content import Content
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from tutor.tui.blocks import LEARNER, Block, Piece

GUTTER = 8
"""Columns for the speaker's name."""
LONGEST_LINE = 76
"""Longer lines are hard to read; a wider screen gets margins instead."""
KEPT = 400
"""Blocks that stay in memory: some hours of a lesson."""


_FIXED_SPACE = "\ue000"
"""Stands for a space that no line may break at; nothing foreign can bring it in (private use, one cell)."""
_SHORT_CODE = 32
"""Characters up to which a formula stays on one line."""


class Transcript(ScrollView, can_focus=False):
    """The conversation."""

    DEFAULT_CSS = """
    Transcript {
        scrollbar-size: 0 0;
        overflow-x: hidden;
        overflow-y: auto;
    }
    Transcript > .transcript--speaker { text-style: dim; }
    Transcript > .transcript--you { text-style: bold; color: ansi_cyan; }
    Transcript > .transcript--learner { text-style: bold; color: ansi_cyan; }
    Transcript > .transcript--strong { text-style: bold; }
    Transcript > .transcript--emphasis { text-style: italic; }
    Transcript > .transcript--code { color: ansi_cyan; }
    Transcript > .transcript--right { text-style: bold; color: ansi_cyan; }
    Transcript > .transcript--wrong { text-style: bold; color: ansi_yellow; }
    Transcript > .transcript--converged { text-style: bold; color: ansi_cyan; }
    Transcript > .transcript--overshot { text-style: bold; color: ansi_yellow; }
    Transcript > .transcript--stalled { text-style: bold; color: ansi_magenta; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"transcript--{role}"
        for role in (
            "plain",
            "speaker",
            "you",
            "learner",
            "strong",
            "emphasis",
            "code",
            "right",
            "wrong",
            "converged",
            "overshot",
            "stalled",
        )
    }

    class Moved(Message):
        """Another part of the page is visible."""

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts."""
            return isinstance(message, Transcript.Moved)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._blocks: list[Block] = []
        self._turns: set[int] = set()
        """Indices of the blocks that begin what was said at once; they name the speaker again."""
        self._lines: list[Strip] = []
        self._wrapped_at = 0

    def add(self, blocks: Iterable[Block]) -> None:
        """Appends blocks and scrolls so that the first new line can be read, or to the end if all of them fit."""
        first_new = len(self._lines)
        self._turns.add(len(self._blocks))
        for block in blocks:
            self._blocks.append(block)
            if self._wrapped_at:
                self._lines.extend(self._render_block(len(self._blocks) - 1))
        if len(self._blocks) > KEPT:
            surplus = len(self._blocks) - KEPT
            del self._blocks[:surplus]
            self._turns = {turn - surplus for turn in self._turns if turn >= surplus}
            self._rewrap()
            first_new = len(self._lines)
        self.virtual_size = Size(self.size.width, len(self._lines))
        self._show_from(first_new)
        self.refresh()

    def wipe(self) -> None:
        """Empties the page."""
        self._blocks.clear()
        self._turns.clear()
        self._lines.clear()
        self.virtual_size = Size(self.size.width, 0)
        self.refresh()

    @property
    def lines_below(self) -> int:
        """How many lines stand below the visible part."""
        return max(0, len(self._lines) - (self.scroll_offset.y + self.size.height))

    def page(self, direction: int) -> None:
        """Scrolls by a page, keeping one line of the old one."""
        self.scroll_relative(y=direction * max(1, self.size.height - 1), animate=False, force=True)

    def line(self, direction: int) -> None:
        """Scrolls by a line."""
        self.scroll_relative(y=direction, animate=False, force=True)

    def to_end(self) -> None:
        """Scrolls to the newest line."""
        self.scroll_to(y=len(self._lines), animate=False, force=True)

    def on_resize(self, event: Resize) -> None:
        """Wraps again where the width changed; keeps the end in sight."""
        if event.size.width != self._wrapped_at:
            self._rewrap()
            self.virtual_size = Size(event.size.width, len(self._lines))
        self.to_end()
        self.refresh()
        self.post_message(self.Moved())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tells the screen, which says how much stands below."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def render_line(self, y: int) -> Strip:
        """One line of the visible part."""
        index = y + self.scroll_offset.y
        width = self.size.width
        if index >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        return self._lines[index].crop_extend(0, width, self.rich_style)

    def _show_from(self, first_new: int) -> None:
        new = len(self._lines) - first_new
        # Past the blank line that sets the new text off.
        top = first_new + min(first_new, 1) if new > self.size.height else len(self._lines)
        self.scroll_to(y=top, animate=False, force=True)

    def _rewrap(self) -> None:
        self._wrapped_at = self.size.width
        self._lines = [line for index in range(len(self._blocks)) for line in self._render_block(index)]

    def _render_block(self, index: int) -> list[Strip]:
        block = self._blocks[index]
        before = self._blocks[index - 1] if index else None
        continues = before is not None and before.speaker == block.speaker and index not in self._turns
        room = max(20, min(LONGEST_LINE, self.size.width - GUTTER - 1))
        lines = [Strip.blank(0)] if index and not (block.close and continues) else []
        name = "" if continues else block.speaker
        speaker = Content.assemble(
            (f"{name:>{GUTTER - 2}}  ", self._style("you" if block.speaker == LEARNER else "speaker"))
        )
        first, hanging = speaker + block.indent, " " * (GUTTER + len(block.indent))
        base = self.visual_style
        for number, line in enumerate(self._wrap(block, room - len(block.indent))):
            whole = Content.assemble(first, line) if number == 0 else Content.assemble(hanging, line)
            lines.append(_spaced(Strip(whole.render_segments(base))))
        return lines

    def _wrap(self, block: Block, room: int) -> list[Content]:
        whole = Content.assemble(*((_unbroken(piece), self._style(piece.role)) for piece in block.pieces))
        if block.wrapped:
            return whole.wrap(room)
        return [part for line in whole.split("\n", allow_blank=True) for part in (line.fold(room) or [line])]

    def _style(self, role: str) -> Style:
        return self.get_visual_style(f"transcript--{role}")


def _unbroken(piece: Piece) -> str:
    """`1 − 2 × rate` reads badly with a line's end inside."""
    if piece.role == "code" and len(piece.text) <= _SHORT_CODE and "\n" not in piece.text:
        return piece.text.replace(" ", _FIXED_SPACE)
    return piece.text


def _spaced(strip: Strip) -> Strip:
    return Strip([Segment(text.replace(_FIXED_SPACE, " "), style) for text, style, _ in strip])
