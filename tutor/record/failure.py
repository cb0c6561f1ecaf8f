"""What SQLite and the system complain about, told to the learner: what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cleaning import clean_line
from tutor.errors import RecordError

if TYPE_CHECKING:
    import sqlite3

# Primary result codes of SQLite, https://www.sqlite.org/rescode.html, written out so that this module can be
# imported without sqlite3.
ERROR, _PERM, _BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT = 1, 3, 5, 6, 8, 10, 11
_FULL, _CANTOPEN, _FORMAT, _AUTH, _NOTADB = 13, 14, 24, 23, 26
_READONLY_DBMOVED = 1032

DAMAGE = frozenset({_CORRUPT, _FORMAT, _NOTADB})
"""The file's content is at fault."""
FORBIDDEN = frozenset({_PERM, _READONLY, _CANTOPEN, _AUTH})
"""The system does not allow it, now or a moment later."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite and the system raise into a `RecordError` that says what to do."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        raise _as_record_error(error, path) from error
    except OSError as error:
        raise cannot_write(path, error.strerror or str(error)) from error


def cannot_write(path: Path, why: str) -> RecordError:
    """The error after which one can go on learning, only without a record."""
    return RecordError(
        f"I cannot write your record {clean_line(str(path))} ({why})",
        to_do="what you do now will not be remembered.",
    )


def code_of(error: sqlite3.Error) -> int:
    """The primary result code; 0 for errors of the Python module's own."""
    extended: int = getattr(error, "sqlite_errorcode", 0)
    return extended & 0xFF


def _as_record_error(error: sqlite3.Error, path: Path) -> RecordError:
    place = clean_line(str(path))
    code = code_of(error)
    if getattr(error, "sqlite_errorcode", 0) == _READONLY_DBMOVED:
        return RecordError(
            f"your record {place} was moved or deleted while it was in use", to_do="leave tutor and start it again."
        )
    if code in {_BUSY, _LOCKED}:
        return RecordError(
            f"I cannot write your record {place} (another program is using it)",
            to_do="close your other tutor windows.",
        )
    if code in DAMAGE:
        return RecordError(
            f"your record {place} is damaged",
            to_do="leave tutor and start it again: it will set the file aside and begin a new one.",
        )
    if code == _FULL:
        return RecordError(
            f"I cannot write your record {place} (the disk is full)",
            to_do="free some space, or what you do now will not be remembered.",
        )
    if code == _CANTOPEN:
        return cannot_write(path, "it cannot be opened")
    if code in FORBIDDEN:
        return cannot_write(path, "writing there is not allowed")
    if code == _IOERR:
        return cannot_write(path, "the disk reports an error")
    return cannot_write(path, clean_line(str(error)))
