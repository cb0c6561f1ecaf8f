"""What was said so far: an append-only page that scrolls, wraps to its width and never interprets markup.

It scrolls by itself: a scroll view of Textual's moves only after the next refresh, so that new text was painted twice,
first at the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.style import Style

from tutor.tui.blocks import LEARNER, Block, Piece
from tutor.tui.unscrolled import Unscrolled

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
_AROUND_OPERATOR = re.compile(r"(?<=[\w)²³]) ([−×÷+-]|x(?= \d)) (?=[\w(−-])")
_BEFORE_PERCENT = re.compile(r"(?<=\d) (?=%)")
_AFTER_EQUALS = re.compile(r"(?<=[=≈<>≤≥]) (?=[\d−-])")


_CYAN, _YELLOW, _MAGENTA = (Style(foreground=Color.parse(f"ansi_{name}")) for name in ("cyan", "yellow", "magenta"))
_PLAIN, _BOLD = Style(), Style(bold=True)
LOOKS: Mapping[str, Style] = {
    "speaker": Style(dim=True),
    "you": _CYAN + _BOLD,
    "learner": _CYAN + _BOLD,
    "strong": _BOLD,
    "emphasis": Style(italic=True),
    "code": _CYAN,
    "right": _CYAN + _BOLD,
    "wrong": _YELLOW + _BOLD,
    "converged": _CYAN + _BOLD,
    "overshot": _YELLOW + _BOLD,
    "stalled": _MAGENTA + _BOLD,
}
"""The looks of each role that are not plain; as component classes they would cost each start some milliseconds."""


class Transcript(Unscrolled, can_focus=False):
    """The conversation."""

    ALLOW_SELECT = False

    class Moved(Message):
        """The page has another size, so another part of it is visible."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._blocks: list[Block] = []
        self._starts: list[int] = []
        """The line at which each block begins, the blank line above it included."""
        self._turns: set[int] = set()
        """Indices of the blocks that begin what was said at once; they name the speaker again."""
        self._lines: list[Strip] = []
        self._fitted = Size(0, 0)
        """The size that the lines are wrapped for."""
        self._top = 0
        """The first visible line."""
        self._stay: Literal["newest", "end", "place"] = "end"
        """What remains in sight when the size changes: what was said last, the end, or the line that is on top."""

    def add(self, blocks: Iterable[Block]) -> None:
        """Appends blocks and scrolls so that the first new line can be read, or to the end if all of them fit."""
        new = list(blocks)
        if not new:
            return
        self._drop_oldest()
        first_new, top = len(self._lines), self._top
        self._turns.add(len(self._blocks))
        for block in new:
            self._blocks.append(block)
            if self._fitted.width:
                self._wrap_block(len(self._blocks) - 1)
        self._stay = "newest"
        self._top = self._kept_in_sight()
        if self._top == top:
            # Only what is new goes over the line.
            self.refresh(Region(0, first_new - top, self.size.width, len(self._lines) - first_new))
        else:
            self.refresh()

    @property
    def lines_below(self) -> int:
        """How many lines stand below the visible part."""
        return max(0, len(self._lines) - (self._top + self.size.height))

    def page(self, direction: int) -> None:
        """Scrolls by a page, keeping one line of the old one."""
        self.line(direction * max(1, self.size.height - 1))

    def line(self, count: int) -> None:
        """Scrolls by `count` lines, down if it is positive."""
        self._stay = "place"
        self._go_to(self._top + count)

    def to_end(self) -> None:
        """Scrolls to the newest line, and stays there when the size changes."""
        self._stay = "end"
        self._go_to(len(self._lines))

    def on_resize(self) -> None:
        """What was to be read stays in sight."""
        self._fit()
        self.post_message(self.Moved())

    def render_line(self, y: int) -> Strip:
        """One line of the visible part."""
        # Textual may paint a new size before it tells of it.
        self._fit()
        index, width = y + self._top, self.size.width
        line = self._lines[index] if index < len(self._lines) else Strip([])
        return line.crop_extend(0, width, self.rich_style).simplify()

    # ------------------------------------------------------------ what is in sight

    def _fit(self) -> None:
        if self.size != self._fitted:
            if self.size.width != self._fitted.width:
                self._rewrap()
            self._fitted = self.size
            self._top = self._kept_in_sight()

    def _go_to(self, line: int) -> None:
        line = max(0, min(line, len(self._lines) - self.size.height))
        if line != self._top:
            self._top = line
            self.refresh()

    def _kept_in_sight(self) -> int:
        """The line to have on top."""
        last = max(0, len(self._lines) - self.size.height)
        if self._stay == "place":
            return min(self._top, last)
        if self._stay == "end" or not self._starts:
            return last
        first = self._starts[max(self._turns)]
        # Past the blank line that sets the new text off.
        return min(first + min(first, 1), last)

    def _drop_oldest(self) -> None:
        surplus = len(self._blocks) - KEPT
        if surplus <= 0:
            return
        lines = self._starts[surplus] if self._starts else 0
        del self._blocks[:surplus], self._starts[:surplus], self._lines[:lines]
        self._starts = [start - lines for start in self._starts]
        self._turns = {turn - surplus for turn in self._turns if turn >= surplus}
        self._top = max(0, self._top - lines)

    # ------------------------------------------------------------ blocks -> lines

    def _rewrap(self) -> None:
        """Anew for another width; the block on top remains there."""
        on_top = sum(start <= self._top for start in self._starts) - 1
        into = self._top - self._starts[on_top] if on_top >= 0 else 0
        self._lines, self._starts = [], []
        for index in range(len(self._blocks)):
            self._wrap_block(index)
        if on_top >= 0:
            end = self._starts[on_top + 1] if on_top + 1 < len(self._starts) else len(self._lines)
            self._top = min(self._starts[on_top] + into, max(self._starts[on_top], end - 1))

    def _wrap_block(self, index: int) -> None:
        self._starts.append(len(self._lines))
        self._lines.extend(self._render_block(index))

    def _render_block(self, index: int) -> list[Strip]:
        block = self._blocks[index]
        before = self._blocks[index - 1] if index else None
        continues = before is not None and before.speaker == block.speaker and index not in self._turns
        room = max(20, min(LONGEST_LINE, self.size.width - GUTTER - 1))
        lines = [Strip([])] if index and not (block.close and continues) else []
        gutter = GUTTER
        if continues and not block.wrapped:
            # A formula or a table that would be folded takes the room under the speaker's name first.
            longest = max(map(len, "".join(piece.text for piece in block.pieces).split("\n")))
            gutter -= min(max(longest - room, 0), GUTTER)
            room += GUTTER - gutter
        speaker = Content(" " * gutter)
        if not continues:
            role = "you" if block.speaker == LEARNER else "speaker"
            speaker = Content.assemble((f"{block.speaker:>{GUTTER - 2}}", self._style(role)), "  ")
        first, hanging = speaker + block.indent, " " * (gutter + len(block.indent))
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
        return LOOKS.get(role, _PLAIN)


def _unbroken(piece: Piece) -> str:
    """`1 − 2 × rate` reads badly with a line's end inside, `= −0.8` with one after the sign, `98 %` before it."""
    if piece.role == "code" and len(piece.text) <= _SHORT_CODE and "\n" not in piece.text:
        return piece.text.replace(" ", _FIXED_SPACE)
    text = _AROUND_OPERATOR.sub(rf"{_FIXED_SPACE}\1{_FIXED_SPACE}", piece.text)
    text = _BEFORE_PERCENT.sub(_FIXED_SPACE, text)
    return _AFTER_EQUALS.sub(_FIXED_SPACE, text)


def _spaced(strip: Strip) -> Strip:
    return Strip([Segment(text.replace(_FIXED_SPACE, " "), style) for text, style, _ in strip])
