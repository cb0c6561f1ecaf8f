"""A line that stands still until its text changes."""

from __future__ import annotations

import re

from textual.app import RenderResult
from textual.content import Content

from tutor.tui.unscrolled import Unscrolled

_FIRST_ITEMS = re.compile(r".+(?= [·|] )")
"""All items of a list but the last: they stand between dots, or in ASCII between bars."""

_FIRST_WORDS = re.compile(r".*\w(?=\W* )")
"""All words but one that may be cut off."""


class FixedLine(Unscrolled):
    """One line of plain text, cut to the width: between two items, where it is a list of them (`hint · help`), else
    between two words. Showing the same text again costs nothing.

    Args:
        text: what it shows at first.
        repeated: over the whole width, as a rule is.
    """

    DEFAULT_CSS = "FixedLine { height: 1; }"

    def __init__(
        self, text: str = "", *, repeated: bool = False, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text
        self._at_right: tuple[str, ...] = ()
        self._repeated = repeated

    def show(self, text: str, *at_right: str) -> None:
        """Shows another text, and at the right end the first of `at_right` that leaves two cells between."""
        if (text, at_right) != (self._text, self._at_right):
            self._text, self._at_right = text, at_right
            self.refresh()

    def render(self) -> RenderResult:
        """The line."""
        width = self.size.width
        if self._repeated:
            return Content(self._text * width)
        left = Content(self._text)
        while left.cell_length > width and (items := _FIRST_ITEMS.match(left.plain)):
            left = left[: items.end()]
        if left.cell_length > width and (words := _FIRST_WORDS.match(left.truncate(max(1, width - 2)).plain)):
            left = Content(f"{words[0]}...")
        left = left.truncate(max(1, width))
        room = width - left.cell_length - 2
        right = next((text for text in self._at_right if len(text) <= room), "")
        return Content.assemble(left.pad_right(width - left.cell_length - len(right)), right)
