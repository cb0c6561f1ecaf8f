"""A damaged file is kept, and never in the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tutor.errors import RecordError
from tutor.record import database
from tutor.record.store import Record, open_record

Fill = Callable[[Path], Path]


def remaining(path: Path) -> list[str]:
    """The names of all files beside this one, without journals."""
    return sorted(other.name for other in path.parent.iterdir() if not other.name.endswith("-journal"))


def flipped(content: bytes) -> bytes:
    """Page 2 and everything behind it, every bit the other way."""
    return content[:4096] + bytes(byte ^ 0xFF for byte in content[4096:])


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "no database": lambda _: b"Dear diary, today I learned what a gradient is.\n" * 40,
    "short text": lambda _: b"oops",
    "emptied": lambda _: b"",
    "cut in the middle of a page": lambda content: content[:5000],
    "half": lambda content: content[: len(content) // 2],
    "first page only": lambda content: content[:4096],
    "header overwritten": lambda content: bytes(100) + content[100:],
    "bits flipped": flipped,
    "last page zeroed": lambda content: content[:-4096] + bytes(4096),
    "zeroed tail": lambda content: content[:8192] + bytes(len(content) - 8192),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_set_aside_and_a_new_record_begun(tmp_path: Path, damage: str, fill: Fill) -> None:
    path = fill(tmp_path)
    broken = DAMAGES[damage](path.read_bytes())
    path.write_bytes(broken)
    with pytest.raises(RecordError, match="is damaged; start tutor under that name"):
        open_record("Ana", tmp_path, read_only=True)
    with open_record("Ana", tmp_path) as record:
        assert f"{path.name}.damaged-1" in record.notice
        assert "\n" not in record.notice
        assert record.entries("08") == ()
        record.append("08", "typed", {"n": 0})
    assert path.with_name(f"{path.name}.damaged-1").read_bytes() == broken
    assert remaining(path) == [path.name, f"{path.name}.damaged-1"]
    with open_record("Ana", tmp_path) as record:
        assert record.notice == ""
        assert len(record.entries("08")) == 1


def test_a_database_of_another_program_is_set_aside(tmp_path: Path, fill: Fill) -> None:
    path = fill(tmp_path)
    path.unlink()
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE entry (everything TEXT)")
    foreign.close()
    with open_record("Ana", tmp_path) as record:
        assert "damaged-1" in record.notice


@pytest.mark.parametrize(
    "statement", ["DROP TABLE learner", "DELETE FROM learner", "ALTER TABLE entry DROP COLUMN kind"]
)
def test_a_record_without_one_of_its_parts_is_set_aside(tmp_path: Path, statement: str, fill: Fill) -> None:
    fill(tmp_path)
    with open_record("Ana", tmp_path) as record:
        record._connection.execute(statement)
    with open_record("Ana", tmp_path) as record:
        assert "damaged-1" in record.notice


def test_several_damaged_files_are_all_kept(tmp_path: Path, fill: Fill) -> None:
    path = fill(tmp_path)
    for content in (b"one", b"two", b"three"):
        path.write_bytes(content)
        open_record("Ana", tmp_path).close()
    kept = [path.with_name(f"{path.name}.damaged-{n}").read_bytes() for n in (1, 2, 3)]
    assert kept == [b"one", b"two", b"three"]


def test_the_journal_of_a_damaged_file_goes_with_it(tmp_path: Path, fill: Fill) -> None:
    path = fill(tmp_path)
    path.with_name(f"{path.name}-journal").write_bytes(b"of the old file")
    aside = database.set_aside(path, path.stat().st_ino)
    assert aside == path.with_name(f"{path.name}.damaged-1")
    assert path.with_name(f"{path.name}.damaged-1-journal").read_bytes() == b"of the old file"
    assert not path.exists()
    assert not path.with_name(f"{path.name}-journal").exists()


def test_a_journal_left_by_a_deleted_record_is_not_played_back(tmp_path: Path, fill: Fill) -> None:
    path = fill(tmp_path)
    journal = path.with_name(f"{path.name}-journal")
    with open_record("Ana", tmp_path) as record:
        record._connection.execute("PRAGMA cache_size = 1")  # writes changed pages before the end
        record._connection.execute("BEGIN")
        record._connection.execute("DELETE FROM entry")
        of_a_crash = journal.read_bytes()
    assert len(of_a_crash) > 8192
    path.unlink()
    journal.write_bytes(of_a_crash)
    with open_record("Ana", tmp_path) as record:
        assert record.notice == ""
        assert record.progress() == {}
        record.append("08", "typed", {"n": 1})
        assert [entry.data["n"] for entry in record.entries("08")] == [1]


def test_two_terminals_that_find_the_same_damage_set_it_aside_once(tmp_path: Path, fill: Fill) -> None:
    path = fill(tmp_path)
    path.write_bytes(b"not a database")
    inode = path.stat().st_ino
    with open_record("Ana", tmp_path) as quicker:
        quicker.append("08", "typed", {"n": 1})
        assert database.set_aside(path, inode) is None
        assert [entry.data["n"] for entry in quicker.entries("08")] == [1]


def test_damage_while_the_record_is_open_is_told_in_one_line(record: Record) -> None:
    for n in range(40):
        record.append("08", "typed", {"n": n, "padding": "x" * 500})
    with record.path.open("r+b") as file:
        file.write(b"overwritten by something else" * 400)
    with pytest.raises(RecordError, match="is damaged; leave tutor and start it again"):
        record.entries("08")
    with pytest.raises(RecordError, match="is damaged; leave tutor and start it again"):
        record.append("08", "typed", {})


def test_a_record_deleted_while_open_is_noticed(record: Record) -> None:
    record.append("08", "typed", {})
    record.path.unlink()
    with pytest.raises(RecordError, match="was moved or deleted"):
        record.append("08", "typed", {})


def test_a_record_of_a_newer_version_is_left_alone(tmp_path: Path, fill: Fill) -> None:
    path = fill(tmp_path)
    with open_record("Ana", tmp_path) as record:
        record._connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")
    content = path.read_bytes()
    with pytest.raises(RecordError, match=r"newer tutor.*upgrade with: pip install"):
        open_record("Ana", tmp_path)
    assert path.read_bytes() == content
    assert remaining(path) == [path.name]


def test_a_newer_record_with_other_tables_is_told_as_newer_and_not_as_damaged(tmp_path: Path, fill: Fill) -> None:
    path = fill(tmp_path)
    with open_record("Ana", tmp_path) as record:
        record._connection.executescript(
            f"ALTER TABLE learner RENAME TO person; DROP TABLE entry; PRAGMA user_version = {database.VERSION + 1};"
        )
    content = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(RecordError, match=r"written by a newer tutor \(form \d+, I know \d+\); upgrade with"):
            open_record("Ana", tmp_path, read_only=read_only)
    assert path.read_bytes() == content
    assert remaining(path) == [path.name]


def test_a_record_of_the_first_form_is_used_as_it_is_and_can_still_be_opened_by_its_own_tutor(
    tmp_path: Path, fill: Fill
) -> None:
    path = fill(tmp_path)
    with open_record("Ana", tmp_path) as record:
        record._connection.executescript(
            "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL); PRAGMA user_version = 1;"
        )
    with open_record("Ana", tmp_path) as record:
        assert (record.writable, record.notice) == (True, "")
        assert record.append("08", "typed", {}) > 0
        assert record._connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert remaining(path) == [path.name]


def test_a_tutor_from_before_a_table_was_dropped_sees_a_new_record_as_a_newer_ones(tmp_path: Path, fill: Fill) -> None:
    path = fill(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        (form,) = connection.execute("PRAGMA user_version").fetchone()
    assert "setting" not in tables  # which form 1 has
    assert form > 1
