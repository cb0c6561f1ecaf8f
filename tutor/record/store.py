"""The learner's record: what happened in which lesson, in order, kept so that a dropped line loses nothing.

An entry is (lesson, kind, data); what the kinds and the data mean is the conversation's business, but for those of
`record.entry`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tutor.errors import RecordError
from tutor.record import database
from tutor.record.entry import ASKED, COMPLETED, RESTARTED, RETURNED, REVIEWED, Entry, Progress
from tutor.record.failure import cannot_write, told
from tutor.record.folder import data_folder, last_learner, learners_folder, record_path, remember_learner
from tutor.record.names import clean_name, file_name

if TYPE_CHECKING:
    import sqlite3

__all__ = [
    "ASKED",
    "COMPLETED",
    "RESTARTED",
    "RETURNED",
    "REVIEWED",
    "Entry",
    "Progress",
    "Record",
    "clean_name",
    "data_folder",
    "last_learner",
    "learners",
    "open_record",
    "remember_learner",
]


class Record:
    """One learner's record, open. Comes from `open_record`; closes itself at the end of a `with` block."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, name: str, writable: bool, notice: str) -> None:
        self._connection = connection
        self.path = path
        self.name = name
        """The learner's name as it was first written."""
        self.writable = writable
        """Whether `append` can work; entries can be read in any case."""
        self.notice = notice
        """One line that the learner should be told, or empty."""

    def append(self, lesson: str, kind: str, data: Mapping[str, Any], *, position: int = 0, of: int = 0) -> int:
        """Add an entry, which is on the disk when this returns.

        Args:
            lesson: the lesson's id.
            kind: what kind of thing happened.
            data: what JSON can hold; `inf` and `nan` come back as they went in.
            position: how many of the lesson's exchanges are behind the learner now.
            of: how many exchanges the lesson has.

        Returns:
            The entry's id.

        Raises:
            RecordError: it could not be saved (full, read-only, in use elsewhere, damaged); nothing was changed.
        """
        import json

        text = json.dumps(dict(data), separators=(",", ":"))
        cursor = self._write(
            "INSERT INTO entry (lesson, kind, data, moment, position, exchanges) VALUES (?, ?, ?, ?, ?, ?)",
            (lesson, kind, text, time.time(), position, of),
        )
        assert cursor.lastrowid is not None  # an INSERT always sets it
        return cursor.lastrowid

    def entries(self, lesson: str) -> tuple[Entry, ...]:
        """What happened in the lesson since it was last started again, oldest first.

        An entry that a failing disk has made unreadable is left out, and `notice` says so.

        Raises:
            RecordError: the file cannot be read.
        """
        rows = self._read(
            """SELECT id, lesson, kind, data, moment, position, exchanges FROM entry
               WHERE lesson = :lesson AND kind <> :reviewed
                 AND id > coalesce((SELECT max(id) FROM entry WHERE lesson = :lesson AND kind = :restarted), 0)
               ORDER BY id""",
            {"lesson": lesson, "restarted": RESTARTED, "reviewed": REVIEWED},
        )
        decoded = [(row, _decoded(row[3])) for row in rows]
        unreadable = sum(data is None for _, data in decoded)
        if unreadable:
            self.notice = f"Your record of lesson {lesson} has {unreadable} unreadable entries; they were left out."
        return _entries(decoded)

    def answers(self) -> tuple[Entry, ...]:
        """What was said to questions that may come back, in all lessons and since ever, oldest first: in the lesson,
        and whenever they came back.

        Raises:
            RecordError: the file cannot be read.
        """
        rows = self._read(
            """SELECT id, lesson, kind, data, moment, position, exchanges FROM entry
               WHERE kind = ? OR instr(data, ?) ORDER BY id""",
            (REVIEWED, f'"{ASKED}":'),
        )
        return tuple(entry for entry in _entries((row, _decoded(row[3])) for row in rows) if ASKED in entry.data)

    def progress(self) -> dict[str, Progress]:
        """How far the learner is, by lesson; lessons never opened are missing.

        Raises:
            RecordError: the file cannot be read.
        """
        # Beside one max(), SQLite takes the other columns from the row that has it:
        # https://www.sqlite.org/lang_select.html#bareagg
        rows = self._read(
            """SELECT max(id), lesson, position, exchanges, moment, total(kind = :completed) FROM entry
               WHERE kind <> :reviewed GROUP BY lesson ORDER BY lesson""",
            {"completed": COMPLETED, "reviewed": REVIEWED},
        )
        return {
            lesson: Progress(lesson, position, of, completions > 0, moment)
            for _, lesson, position, of, moment, completions in rows
        }

    def last_lesson(self) -> str | None:
        """The lesson that the newest entry belongs to."""
        rows = self._read("SELECT lesson FROM entry WHERE kind <> ? ORDER BY id DESC LIMIT 1", (REVIEWED,))
        return rows[0][0] if rows else None

    def newest(self, lesson: str) -> int:
        """The id of the newest entry that changed the lesson, 0 if there is none: not of kind `RETURNED` or `REVIEWED`.

        Whoever finds an id here that they did not write themselves knows that the lesson is open in another terminal.
        """
        query = "SELECT coalesce(max(id), 0) FROM entry WHERE lesson = ? AND kind NOT IN (?, ?)"
        newest: int = self._read(query, (lesson, RETURNED, REVIEWED))[0][0]
        return newest

    def close(self) -> None:
        """Let go of the file; may be called again."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, statement: str, values: tuple[object, ...]) -> sqlite3.Cursor:
        if not self.writable:
            raise cannot_write(self.path, "it is read-only")
        with told(self.path):
            return self._connection.execute(statement, values)

    def _read(self, query: str, values: tuple[object, ...] | dict[str, object] = ()) -> list[Any]:
        with told(self.path):
            return self._connection.execute(query, values).fetchall()


def open_record(name: str, folder: Path | None = None, *, read_only: bool = False) -> Record:
    """Open the learner's record, and begin one if there is none.

    A damaged file is kept under the name `<file>.damaged-<n>`, a new record is begun, and `Record.notice` says so. A
    file that can only be read gives a record with `writable` False.

    Args:
        name: the learner's name; spelling variants (case, width, composed accents) are one learner.
        folder: the data folder, `data_folder()` by default.
        read_only: change nothing: create no file, set none aside.

    Raises:
        RecordError: the name cannot be one; there is no readable record and none can be made (one can still learn,
            but nothing is remembered); it was written by a newer version; with `read_only`, it is missing or damaged.
    """
    shown = clean_name(name)
    path = record_path(shown, folder)
    notice = ""
    with told(path):
        # Twice is enough for a damaged file; a third time for another terminal setting aside at the same moment.
        for _ in range(3):
            if not path.exists():
                if read_only:
                    raise RecordError(f'there is no record of a learner called "{shown}"', to_do="check the name")
                database.create(path, shown)
            inode = path.stat().st_ino
            try:
                connection = database.connect_checked(path)
            except database.DamagedError as damage:
                if read_only:
                    raise RecordError(
                        f"the record {path} is damaged", to_do="start tutor under that name: it sets the file aside"
                    ) from damage
                aside = database.set_aside(path, inode)
                if aside is not None:
                    notice = f"Your record was damaged. I kept it as {aside.name} and began a new one."
                continue
            return _record(connection, path, shown, read_only=read_only, notice=notice)
    raise cannot_write(path, "it is damaged again and again")


def learners(folder: Path | None = None) -> tuple[str, ...]:
    """The names of all learners with a readable record in the data folder, sorted.

    Raises:
        RecordError: `folder` is None and there is no data folder.
    """
    found = []
    for path in sorted(learners_folder(folder).glob("[!.]*.db")):
        try:
            with told(path), closing(database.connect(path)) as connection:
                name = database.read_name(connection)
        except RecordError:
            continue
        # A copy of a record under another file name is not a second learner.
        if name is not None and file_name(name) == path.name:
            found.append(name)
    return tuple(sorted(found, key=str.casefold))


def _record(connection: sqlite3.Connection, path: Path, shown: str, *, read_only: bool, notice: str) -> Record:
    try:
        if read_only:
            # Not SQLite's own read-only mode, which cannot recover a file after a crash.
            connection.execute("PRAGMA query_only = ON")
        writable = not read_only and database.can_write(connection)
        name = database.read_name(connection) or shown
    except BaseException:
        connection.close()
        raise
    return Record(connection, path, name=name, writable=writable, notice=notice)


def _entries(decoded: Iterable[tuple[Any, dict[str, Any] | None]]) -> tuple[Entry, ...]:
    """Rows with what was read of their data; those that cannot be read are left out."""
    return tuple(
        Entry(number, lesson, kind, data, moment, position, of)
        for (number, lesson, kind, _, moment, position, of), data in decoded
        if data is not None
    )


def _decoded(text: str) -> dict[str, Any] | None:
    import json

    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
