"""The text of a lesson, or of another file of the course, in which every spot has a line and a column."""

from __future__ import annotations

import os
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
        self.doubts: list[LessonError] = []
        """What can be read, and is probably not what was meant: `tutor check` tells of it."""

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

    def find(self, wanted: str | re.Pattern[str], line: int, last: int | None = None, column: int = 1) -> Place:
        """Where `wanted` stands first, from this line and column on; the start of `line` if it stands nowhere."""
        pattern = re.compile(re.escape(wanted)) if isinstance(wanted, str) else wanted
        for number in range(line, min(last or len(self.lines), len(self.lines)) + 1):
            if match := pattern.search(self.line(number), column - 1 if number == line else 0):
                return self.place(number, match.end() - len(match[0].lstrip()) + 1)
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


def as_word(text: str) -> re.Pattern[str]:
    """Finds `text` where it is not a part of a longer word."""
    return re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])")


def as_key(key: str) -> re.Pattern[str]:
    """Finds `key =` at the start of a line."""
    return re.compile(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*=")


def shown(text: object, most: int = 40) -> str:
    """Foreign text as an error quotes it: cleaned, on one line, in quotes, cut if it is long."""
    try:
        line = clean_line(str(text))
    except ValueError:  # a whole number of thousands of digits
        line = "a very large number"
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
        LessonError: it is missing, not a file, too large or not UTF-8, or may not be read.
    """
    file = shown_path(path)
    data = _bytes(path)
    try:
        return Source(file, data.decode())
    except UnicodeDecodeError as error:
        before = re.sub(r"\r\n?", "\n", data[: error.start].decode()).split("\n")
        raise LessonError(
            f"the byte 0x{data[error.start]:02X} is not UTF-8",
            to_do="save the file as UTF-8",
            where=Place(clean_line(file), len(before), len(before[-1].removeprefix("\ufeff")) + 1),
        ) from None


def refuse_unreadable(path: Path) -> None:
    """Raises a LessonError where there is no ordinary file of a lesson's size; a pipe or a device might never end."""
    file, status = shown_path(path), _status(path)
    if status is None:
        raise _unreadable(file, "there is no such file", "check the name")
    if stat.S_ISDIR(status.st_mode):
        raise _unreadable(file, "this is a folder", "name a file in it")
    if not stat.S_ISREG(status.st_mode):
        raise _unreadable(file, "this is not an ordinary file", "name a lesson file")
    if status.st_size > LARGEST:
        told = f"{status.st_size / 1e6:.0f} MB" if status.st_size >= 1_000_000 else f"{status.st_size // 1024} KB"
        raise _unreadable(
            file, f"the file has {told}", f"{LARGEST // 1024} KB is the most: a lesson is a few pages of text"
        )


def exists(path: Path) -> bool:
    """Whether there is anything at `path`.

    Raises:
        LessonError: that cannot be known: a folder on the way is closed, the name is too long.
    """
    return _status(path) is not None


def is_folder(path: Path) -> bool:
    """Whether there is a folder at `path`.

    Raises:
        LessonError: that cannot be known.
    """
    status = _status(path)
    return status is not None and stat.S_ISDIR(status.st_mode)


def names_in(folder: Path) -> list[str]:
    """The names of what is in a folder, sorted.

    Raises:
        LessonError: the folder cannot be read.
    """
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise _cannot_be_read(folder, "folder", error) from None


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _cannot_be_read(path, "file", error) from None


def _bytes(path: Path) -> bytes:
    refuse_unreadable(path)
    try:
        with path.open("rb") as opened:
            return opened.read(LARGEST)
    except OSError as error:
        raise _cannot_be_read(path, "file", error) from None


def _cannot_be_read(path: Path, kind: str, error: OSError | ValueError) -> LessonError:
    closed = isinstance(error, PermissionError)
    why = clean_line(getattr(error, "strerror", None) or str(error))
    to_do = "check its permissions" if closed else "check the name"
    return _unreadable(shown_path(path), f"the {kind} cannot be read ({why})", to_do)


def _unreadable(file: str, what: str, to_do: str) -> LessonError:
    return LessonError(what, to_do=to_do, where=Place(clean_line(file)))
