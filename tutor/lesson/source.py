"""The text of a lesson, or of another file of the course, in which every spot has a line and a column."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutor.cleaning import clean_line
from tutor.errors import LessonError, Place

LARGEST = 256 * 1024
"""Bytes that a file of the course may have. The longest lesson has about a twentieth of it."""
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""How ids are written: small letters, digits, single hyphens between them."""


class Source:
    """A text and what was found wrong with it.

    Args:
        file: the name that places are given with.
        text: the whole text; line ends of any system.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = clean_line(file)
        # Not splitlines: it also breaks at form feeds and other marks that Markdown takes for ordinary characters.
        self.lines = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff")).split("\n")
        self.problems: list[LessonError] = []

    @property
    def text(self) -> str:
        """All lines, joined."""
        return "\n".join(self.lines)

    def line(self, number: int) -> str:
        """The line with this number; empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def place(self, line: int, column: int | None = None) -> Place:
        """A spot; without a column, the first character of the line that is not a space."""
        if column is None:
            text = self.line(line)
            column = len(text) - len(text.lstrip()) + 1 if text.strip() else 1
        return Place(self.file, line, column)

    def find(self, wanted: str, line: int, last: int | None = None) -> Place:
        """Where `wanted` stands first, from `line` on; the start of `line` if it stands nowhere."""
        for number in range(line, min(last or len(self.lines), len(self.lines)) + 1):
            if (index := self.line(number).find(wanted)) >= 0:
                return self.place(number, index + 1)
        return self.place(line)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Notes a `LessonError` raised inside and goes on after the block, so that all problems are found at once."""
        try:
            yield
        except LessonError as error:
            self.problems.append(error)

    def in_order(self) -> tuple[LessonError, ...]:
        """The problems as they stand in the file."""
        return tuple(
            sorted(self.problems, key=lambda error: (error.where.line, error.where.column) if error.where else (0, 0))
        )


def shown(text: object, most: int = 40) -> str:
    """Foreign text as an error quotes it: cleaned, on one line, in quotes, cut if it is long."""
    line = clean_line(str(text))
    return f'"{line}"' if len(line) <= most else f'"{line[: most - 1]}…"'


def shown_path(path: Path) -> str:
    """The path as the user would write it: from here, if it lies below here."""
    try:
        return str(path.relative_to(Path.cwd())) if path.is_absolute() else str(path)
    except (ValueError, OSError):
        return str(path)


def read_source(path: Path) -> Source:
    """Reads a file of the course.

    Raises:
        LessonError: it is missing, not a file, empty, too large or not UTF-8, or may not be read.
    """
    file = shown_path(path)
    data = _bytes(path, file)
    if len(data) > LARGEST:
        size = f"{len(data) / 1e6:.0f} MB" if len(data) >= 1_500_000 else f"more than {LARGEST // 1024} KB"
        raise _unreadable(file, f"the file has {size}", "a lesson is a few pages of text: split it")
    if not data.strip():
        raise _unreadable(file, "the file is empty", "lessons/README.md shows how a lesson begins")
    try:
        return Source(file, data.decode())
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(errors="replace")
        line = re.sub(r"\r\n?", "\n", before).split("\n")
        raise LessonError(
            f"the byte 0x{data[error.start]:02X} is not UTF-8",
            to_do="save the file as UTF-8",
            where=Place(clean_line(file), len(line), len(line[-1]) + 1),
        ) from None


def _bytes(path: Path, file: str) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _unreadable(file, "this is a folder", "name a lesson file")
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable(file, "this is not an ordinary file", "name a lesson file")
        if status.st_size > LARGEST:
            return bytes(status.st_size) if status.st_size < LARGEST else b" " * (LARGEST + 1)
        with path.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise _unreadable(file, "there is no such file", "check the name") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _unreadable(file, f"the file cannot be read ({clean_line(why)})", "check its name and permissions") from None


def _unreadable(file: str, what: str, to_do: str) -> LessonError:
    return LessonError(what, to_do=to_do, where=Place(clean_line(file), 1, 1))
