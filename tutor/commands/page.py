"""Where a command's results are printed, in what the terminal can show; and results as JSON."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from tutor.cleaning import ascii_only, clean_line, fitted
from tutor.frozen import dataclass
from tutor.terminal import Terminal, survey, user_environment
from tutor.wording import filled

if TYPE_CHECKING:
    from tutor.engine.model import Verdict

# Told apart by every kind of colour vision, and seen on a light and on a dark background; as on the full screen.
_CODES = {"converged": "36", "overshot": "33", "stalled": "35"}
CURVE_CODES = ("36", "33", "35", "1")
_WORDS_ONLY = frozenset({"", "dumb", "unknown"})
_WIDEST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Standard output, and what can be shown there."""

    terminal: Terminal
    ascii: bool
    """Nothing beyond ASCII may be written."""
    plain: bool = False
    """Everything is told in words, on a terminal too."""

    @property
    def draws(self) -> bool:
        """Whether there is a terminal that a picture makes sense on; else everything is told in words."""
        return self.terminal.output_is_terminal and not self.plain and self.terminal.kind not in _WORDS_ONLY

    @property
    def width(self) -> int:
        """The columns that may be filled."""
        return max(20, min(_WIDEST, self.terminal.columns - 1))

    @property
    def plain_chart(self) -> bool:
        """Whether a chart must do without braille."""
        return self.ascii or not self.terminal.braille

    def say(self, text: str = "", *, hanging: int = 0) -> None:
        """A paragraph, wrapped where it is read on a terminal, all lines but the first by so many columns to the
        right; empty for an empty line."""
        text = self.fit(text)
        if self.terminal.output_is_terminal:
            text = filled(text, self.width, indent=hanging)
        print(text)

    def lines(self, lines: Iterable[str]) -> None:
        """Lines as they are, without the spaces at their ends."""
        for line in lines:
            print(self.fit(line).rstrip())

    def fit(self, text: str) -> str:
        """`text` in the characters that can be shown."""
        if self.ascii:
            return ascii_only(text.replace(" · ", " | "))
        # A file or a pipe leads to who knows where.
        return fitted(text, self.terminal.charset) if self.terminal.output_is_terminal else text

    def paint(self, text: str, code: str) -> str:
        """`text` in a colour, where there are colours; `code` is an SGR number or a verdict."""
        code = _CODES.get(code, code)
        return text if self.terminal.colours == "none" or not text.strip() else f"\x1b[{code}m{text}\x1b[0m"


def open_page(*, ascii: bool, mono: bool = False, plain: bool = False) -> Page:
    """The page of this process; whatever the terminal can show, with `ascii` in ASCII, with `mono` without colours, and
    with `plain` in words."""
    # What an odd encoding lacks becomes "?", rather than an error.
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    terminal = survey(user_environment(), descriptor(sys.stdin), descriptor(sys.stdout))
    shows_all = terminal.utf8 and encoding.lower().replace("-", "") == "utf8"
    if mono or plain:
        terminal = replace(terminal, colours="none")
    return Page(terminal, ascii=ascii or not shows_all, plain=plain)


def descriptor(stream: TextIO | None) -> int:
    """The stream's file descriptor; -1 if it is closed or has none."""
    try:
        return stream.fileno() if stream is not None else -1
    except (OSError, ValueError):
        return -1


def tell(message: str) -> None:
    """One line on standard error, in what can be shown there. What cannot be written is lost; nothing is raised."""
    stream = sys.stderr
    if stream is None:  # closed by the caller: `2>&-`; print() would take standard output instead
        return
    line = clean_line(message)
    with suppress(OSError, ValueError):
        print(f"tutor: {line if survey(user_environment()).utf8 else ascii_only(line)}", file=stream, flush=True)


def print_json(value: object) -> None:
    """One line of JSON, ASCII only."""
    print(json.dumps(value, allow_nan=False))


def named(verdict: Verdict) -> str:
    """`OVERSHOT, late divergence`."""
    name, reason = verdict.called
    return f"{name.upper()}, {reason}"
