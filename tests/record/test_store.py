from __future__ import annotations

import math
import stat
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutor.errors import RecordError
from tutor.record.store import (
    COMPLETED,
    RESTARTED,
    Record,
    clean_name,
    learners,
    open_record,
)

# ---------------------------------------------------------------- entries


def test_what_was_appended_is_there_after_opening_again(tmp_path: Path) -> None:
    before = time.time()
    with open_record("Ana", tmp_path) as record:
        first = record.append("08", "typed", {"text": "0.9"}, position=1, of=8)
        second = record.append("08", "run", {"loss": [9.0, 0.5]}, position=2, of=8)
    with open_record("Ana", tmp_path) as record:
        entries = record.entries("08")
    assert [(entry.id, entry.lesson, entry.kind, entry.data) for entry in entries] == [
        (first, "08", "typed", {"text": "0.9"}),
        (second, "08", "run", {"loss": [9.0, 0.5]}),
    ]
    assert [(entry.position, entry.of) for entry in entries] == [(1, 8), (2, 8)]
    assert before <= entries[0].when <= entries[1].when <= time.time()
    assert first < second


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_data_comes_back_as_it_went_in(record: Record, data: dict[str, object]) -> None:
    number = record.append("fuzz", "any", data)
    assert next(entry.data for entry in record.entries("fuzz") if entry.id == number) == data


def test_a_loss_that_overflowed_can_be_recorded(record: Record) -> None:
    record.append("08", "run", {"loss": [9.0, math.inf], "w": [math.nan]})
    data = record.entries("08")[0].data
    assert data["loss"] == [9.0, math.inf]
    assert math.isnan(data["w"][0])


def test_a_lesson_shows_only_its_own_entries_since_it_was_started_again(record: Record) -> None:
    record.append("07", "typed", {"n": 1})
    record.append("08", "typed", {"n": 2})
    record.append("08", RESTARTED, {})
    record.append("07", "typed", {"n": 3})
    record.append("08", "typed", {"n": 4})
    assert [entry.data["n"] for entry in record.entries("08")] == [4]
    assert [entry.data["n"] for entry in record.entries("07")] == [1, 3]
    assert record.entries("09") == ()


def test_an_entry_that_the_disk_garbled_costs_only_itself(record: Record) -> None:
    record.append("08", "typed", {"n": 1})
    garbled = record.append("08", "typed", {"n": 2})
    record.append("08", "typed", {"n": 3})
    record._connection.execute("UPDATE entry SET data = CAST(x'7b22fe' AS TEXT) WHERE id = ?", (garbled,))
    assert record.notice == ""
    assert [entry.data["n"] for entry in record.entries("08")] == [1, 3]
    assert "1 unreadable" in record.notice


# ---------------------------------------------------------------- progress


def test_progress_is_the_newest_position_of_each_lesson(record: Record) -> None:
    assert record.progress() == {}
    record.append("07", "typed", {}, position=1, of=6)
    record.append("08", "typed", {}, position=3, of=8)
    record.append("07", "typed", {}, position=2, of=6)
    progress = record.progress()
    assert {lesson: (at.position, at.of, at.complete) for lesson, at in progress.items()} == {
        "07": (2, 6, False),
        "08": (3, 8, False),
    }
    assert progress["07"].when >= progress["08"].when


def test_a_lesson_once_completed_stays_so_when_started_again(record: Record) -> None:
    record.append("07", COMPLETED, {}, position=6, of=6)
    record.append("07", RESTARTED, {}, position=0, of=6)
    at = record.progress()["07"]
    assert (at.position, at.of, at.complete) == (0, 6, True)


def test_progress_takes_one_query(record: Record) -> None:
    for lesson in range(20):
        record.append(f"{lesson:02}", "typed", {}, position=1, of=2)
    statements: list[str] = []
    record._connection.set_trace_callback(statements.append)
    assert len(record.progress()) == 20
    assert len(statements) == 1


def test_the_last_lesson_is_the_one_of_the_newest_entry(record: Record) -> None:
    assert record.last_lesson() is None
    record.append("07", "typed", {})
    record.append("08", "typed", {})
    record.append("07", "typed", {})
    assert record.last_lesson() == "07"


def test_a_second_terminal_of_the_same_learner_is_noticed(record: Record, tmp_path: Path) -> None:
    assert record.newest("08") == 0
    mine = record.append("08", "typed", {"from": "first"})
    assert record.newest("08") == mine
    with open_record("ANA", tmp_path) as second:
        theirs = second.append("08", "typed", {"from": "second"})
    assert record.newest("08") == theirs > mine
    assert [entry.data["from"] for entry in record.entries("08")] == ["first", "second"]


# ---------------------------------------------------------------- learners


@given(st.lists(st.text(max_size=45), max_size=6))
@settings(max_examples=25, deadline=None)
def test_every_learner_has_a_record_of_their_own(typed: list[str]) -> None:
    from tempfile import TemporaryDirectory

    from tutor.record.names import identity

    with TemporaryDirectory() as name:
        folder = Path(name)
        first_spelling: dict[str, str] = {}
        for text in typed:
            try:
                shown = clean_name(text)
            except RecordError:
                with pytest.raises(RecordError):
                    open_record(text, folder)
                continue
            with open_record(text, folder) as record:
                first_spelling.setdefault(identity(shown), shown)
                record.append("01", "typed", {"who": identity(shown)})
                assert {entry.data["who"] for entry in record.entries("01")} == {identity(shown)}
        assert set(learners(folder)) == set(first_spelling.values())
        assert all(path.parent == folder / "learners" for path in folder.rglob("*.db"))


def test_learners_are_listed_by_the_name_they_first_gave(tmp_path: Path) -> None:
    assert learners(tmp_path) == ()
    for name in ("Zoë", "ana", "李雷", "ANA"):
        open_record(name, tmp_path).close()
    assert learners(tmp_path) == ("ana", "Zoë", "李雷")


def test_copies_and_foreign_files_are_not_learners(tmp_path: Path) -> None:
    with open_record("Ana", tmp_path) as record:
        path = record.path
    path.with_name("copy of ana.db").write_bytes(path.read_bytes())
    path.with_name("notes.db").write_text("not a database, but long enough to look into: " * 20)
    path.with_name("empty.db").touch()
    assert learners(tmp_path) == ("Ana",)


def test_records_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    with open_record("Ana", folder) as record:
        record.append("08", "typed", {})
        files = list((folder / "learners").iterdir())
        assert record.path in files
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    for made in (folder / "learners", folder, folder.parent):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_a_folder_that_was_opened_to_others_on_purpose_stays_open(tmp_path: Path) -> None:
    (tmp_path / "learners").mkdir()
    (tmp_path / "learners").chmod(0o750)
    open_record("Ana", tmp_path).close()
    assert stat.S_IMODE((tmp_path / "learners").stat().st_mode) == 0o750


def test_reading_only_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match='no record of a learner called "Ana"'):
        open_record("Ana", tmp_path, read_only=True)
    assert list(tmp_path.iterdir()) == []
    with open_record("Ana", tmp_path) as record:
        record.append("08", "typed", {"n": 1})
    with open_record("Ana", tmp_path, read_only=True) as record:
        assert not record.writable
        assert len(record.entries("08")) == 1
        with pytest.raises(RecordError, match="I cannot write your record"):
            record.append("08", "typed", {"n": 2})
