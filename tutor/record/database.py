"""One learner's file as SQLite sees it: created whole, checked when opened, set aside when damaged.

`sqlite3` costs 5 ms to import and is therefore imported where it is used.
"""

from __future__ import annotations

import os
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cleaning import clean_line
from tutor.errors import RecordError
from tutor.record.failure import DAMAGE, ERROR, FORBIDDEN, code_of
from tutor.record.folder import make_private

if TYPE_CHECKING:
    import sqlite3

APPLICATION = 0x64736E74
"""SQLite's application_id of a learner's record: "dsnt"."""
VERSION = 2
"""SQLite's user_version: the form of the tables below. Raised with every change at which an older tutor would stumble,
so that it says that the record is a newer one's instead of taking it for damaged."""
OLDEST = 1
"""The oldest form that can be used as it is: form 1 has a table more, which nothing reads."""
BUSY_SECONDS = 2.0
"""How long a statement waits for another terminal of the same learner to finish its own, a matter of milliseconds; the
screen stands still meanwhile."""

_TABLES = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lesson TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    moment REAL NOT NULL,
    position INTEGER NOT NULL,
    exchanges INTEGER NOT NULL
);
CREATE INDEX entry_of_lesson ON entry (lesson, id);
CREATE TABLE learner (name TEXT NOT NULL);
"""
_COLUMNS = (
    "SELECT id, lesson, kind, data, moment, position, exchanges FROM entry LIMIT 0",
    "SELECT name FROM learner LIMIT 0",
)


class DamagedError(Exception):
    """The file is there and is not a record that can be read."""


def create(path: Path, name: str) -> None:
    """Make an empty record of the learner called `name`, unless another terminal is quicker.

    The file gets its name only when it is complete. One that is there and empty was truncated by something else.

    Raises:
        OSError, sqlite3.Error: it cannot be written.
    """
    make_private(path.parent)
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    with suppress(FileNotFoundError):
        fresh.unlink()
    if not path.exists():
        with suppress(FileNotFoundError):
            # Left by a record that was deleted, it would be played back into this one.
            _journal(path).unlink()
    # SQLite would create it readable to all; its journal gets the mode of the file.
    os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(connect(fresh)) as connection:
            connection.executescript(
                f"BEGIN; {_TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
            )
            connection.execute("INSERT INTO learner (name) VALUES (?)", (name,))
            connection.execute("COMMIT")
        with suppress(FileExistsError):
            _give_name(fresh, path)
    finally:
        for left_over in (fresh, _journal(fresh)):
            with suppress(FileNotFoundError):
                left_over.unlink()


def connect(path: Path) -> sqlite3.Connection:
    """Open an existing file, for writing where the system allows it; each statement is a transaction of its own.

    The hang-up guard may record something from a signal handler, between any two lines of Python: a transaction of
    several statements could be caught half done. Rollback journal, because write-ahead logs do not work on network
    homes; it is truncated and synced rather than deleted, which is durable without a sync of the folder.
    """
    import sqlite3

    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.text_factory = _text
        connection.execute("PRAGMA journal_mode = TRUNCATE").close()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_checked(path: Path) -> sqlite3.Connection:
    """`connect`, and look whether it is a sound record of ours.

    Raises:
        DamagedError: it is not.
        RecordError: it was written by a newer tutor.
        sqlite3.Error: it cannot be opened, for reasons that are not the file's own.
    """
    import sqlite3

    connection: sqlite3.Connection | None = None
    try:
        connection = connect(path)
        _check(connection, path)
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.DatabaseError) and code_of(error) in DAMAGE:
            raise DamagedError from error
        raise
    return connection


def can_write(connection: sqlite3.Connection) -> bool:
    """Whether an entry could be added: tried out with a change that is taken back, since a file that may be written
    is of no use in a folder where its journal may not."""
    import sqlite3

    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA user_version = {VERSION}")  # of an older form, too: it is taken back
    except sqlite3.Error as error:
        # Full and busy pass; what stays is what the owner of the file has decided.
        return code_of(error) not in FORBIDDEN
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return True


def set_aside(path: Path, inode: int) -> Path | None:
    """Rename a damaged file, with its journal, so that nothing is lost that could still be rescued.

    Args:
        path: the damaged file.
        inode: its inode number when it was found damaged; another terminal may have put a new file there since.

    Returns:
        The new path, or None if another terminal did it.

    Raises:
        OSError: it cannot be renamed.
    """
    try:
        if path.stat().st_ino != inode:
            return None
        for number in count(1):
            aside = path.with_name(f"{path.name}.damaged-{number}")
            if not aside.exists():
                break
        # First: a journal left in place would be played back into the new file.
        with suppress(FileNotFoundError):
            _journal(path).rename(_journal(aside))
        path.rename(aside)
    except FileNotFoundError:
        return None
    return aside


def read_name(connection: sqlite3.Connection) -> str | None:
    """The name that the record was begun under."""
    row = connection.execute("SELECT name FROM learner").fetchone()
    return clean_line(row[0]) if row else None


def _check(connection: sqlite3.Connection, path: Path) -> None:
    import sqlite3

    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise DamagedError
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise RecordError(
            f"your record {clean_line(str(path))} was written by a newer tutor (form {version}, I know {VERSION})",
            to_do="upgrade with: pip install --upgrade descent-tutor",
        )
    if version < OLDEST or connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise DamagedError
    try:
        for columns in _COLUMNS:
            connection.execute(columns)
    except sqlite3.OperationalError as error:
        if code_of(error) == ERROR:  # no such table, no such column
            raise DamagedError from error
        raise
    if read_name(connection) is None:
        raise DamagedError


def _give_name(fresh: Path, path: Path) -> None:
    """Rename without ever replacing: FileExistsError if `path` exists."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(path) from None
        fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    except OSError:  # some network file systems refuse it for folders
        pass
    finally:
        os.close(folder)


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _text(raw: bytes) -> str:
    """A text column; flipped bits show as U+FFFD instead of making the whole lesson unreadable."""
    return raw.decode("utf-8", "replace")
