"""What was confirmed stays, whoever else writes and whenever the process dies."""

from __future__ import annotations

import errno
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tutor.errors import RecordError
from tutor.record import database
from tutor.record.store import Record, learners, open_record, remember_learner


def test_two_terminals_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from tutor.record.store import open_record
with open_record("Ana", Path(sys.argv[1])) as record:
    for n in range(60):
        record.append("08", "typed", {"from": sys.argv[2], "n": n})
"""
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), who], stderr=subprocess.PIPE, text=True)
        for who in ("a", "b", "c")
    ]
    for writer in writers:
        _, complaint = writer.communicate(timeout=120)
        assert (writer.returncode, complaint) == (0, "")
    with open_record("Ana", tmp_path) as record:
        written = [(entry.data["from"], entry.data["n"]) for entry in record.entries("08")]
        assert record.notice == ""
    assert sorted(written) == [(who, n) for who in "abc" for n in range(60)]


def test_a_record_that_stays_locked_is_reported_not_waited_for(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.record.database.BUSY_SECONDS", 0.05)
    with open_record("Ana", tmp_path) as second:
        record._connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RecordError, match="another program is using it"):
            second.append("08", "typed", {"n": 1})
        with pytest.raises(RecordError, match="another program is using it"):
            second.entries("08")
        with pytest.raises(RecordError, match="another program is using it"):
            open_record("Ana", tmp_path)
        record._connection.execute("COMMIT")
        second.append("08", "typed", {"n": 2})
    assert [entry.data["n"] for entry in record.entries("08")] == [2]
    assert record.notice == ""
    assert not list(record.path.parent.glob("*.damaged-*"))


@pytest.mark.parametrize("hard_links", [True, False])
def test_two_terminals_that_begin_a_record_at_once_share_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hard_links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    if not hard_links:
        monkeypatch.setattr("os.link", refuse)
    with open_record("Ana", tmp_path) as quicker:
        quicker.append("08", "typed", {"n": 1})
        database.create(quicker.path, "Ana")
        with open_record("Ana", tmp_path) as slower:
            slower.append("08", "typed", {"n": 2})
        assert [entry.data["n"] for entry in quicker.entries("08")] == [1, 2]
    assert [path.name for path in quicker.path.parent.glob("*.db")] == [quicker.path.name]
    assert not list(quicker.path.parent.glob(".*"))


def test_an_entry_is_synced_before_append_returns(record: Record) -> None:
    # With these two SQLite syncs journal, file and the emptied journal again: https://www.sqlite.org/pragma.html
    assert record._connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert record._connection.execute("PRAGMA journal_mode").fetchone()[0] == "truncate"
    record.append("08", "typed", {})
    assert not record._connection.in_transaction


def test_a_killed_process_loses_nothing_that_it_had_confirmed(tmp_path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from tutor.record.store import open_record
record = open_record("Ana", Path(sys.argv[1]))
while True:
    number = record.append("08", "typed", {"padding": "x" * 3000})
    os.write(1, f"{number}\\n".encode())
"""
    confirmed = 0
    for round_ in range(6):
        with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            said = writer.stdout.readline()
            time.sleep(0.013 * round_)  # each round dies at another point of writing
            writer.kill()
            said += writer.stdout.read()
        numbers = [int(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n")]
        assert numbers[0] > confirmed
        confirmed = numbers[-1]
        with open_record("Ana", tmp_path) as record:
            assert record.notice == ""
            kept = [entry.id for entry in record.entries("08")]
        # One more may have been written and not yet confirmed.
        assert kept[:confirmed] == list(range(1, confirmed + 1))
        assert len(kept) <= confirmed + 1
    assert confirmed > 6


def test_a_process_killed_in_mid_transaction_leaves_the_state_before_it(tmp_path: Path) -> None:
    script = """
import os, signal, sys
from pathlib import Path
from tutor.record.store import open_record
record = open_record("Ana", Path(sys.argv[1]))
for n in range(50):
    record.append("08", "typed", {"n": n, "padding": "x" * 3000})
connection = record._connection
connection.execute("PRAGMA cache_size = 1")  # spills changed pages into the file before the end
connection.execute("BEGIN")
connection.execute("UPDATE entry SET kind = 'torn', data = '{}'")
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, timeout=60)
    assert killed.returncode == -9
    (journal,) = (tmp_path / "learners").glob("*-journal")
    assert journal.stat().st_size > 0
    assert learners(tmp_path) == ("Ana",)
    with open_record("Ana", tmp_path) as record:
        assert record.notice == ""
        assert [(entry.kind, entry.data["n"]) for entry in record.entries("08")] == [("typed", n) for n in range(50)]


def test_importing_the_record_imports_no_database(tmp_path: Path) -> None:
    script = "import sys, tutor.record.store; print(*{'sqlite3', 'platformdirs', 'json', 'hashlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == ""


def test_the_record_and_the_remembered_name_do_not_disturb_each_other(tmp_path: Path) -> None:
    remember_learner("Ana", tmp_path)
    open_record("Ana", tmp_path).close()
    assert learners(tmp_path) == ("Ana",)
