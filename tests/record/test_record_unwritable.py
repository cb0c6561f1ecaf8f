"""Full, read-only or missing: one can always go on, and is told."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tutor.errors import RecordError
from tutor.record.store import Record, learners, open_record

Fill = Callable[[Path], Path]


def remaining(path: Path) -> list[str]:
    """The names of all files beside this one, without journals."""
    return sorted(other.name for other in path.parent.iterdir() if not other.name.endswith("-journal"))


def test_a_full_disk_is_told_and_the_record_goes_on_when_there_is_space(record: Record) -> None:
    record.append("08", "typed", {"n": 1})
    pages = record._connection.execute("PRAGMA page_count").fetchone()[0]
    record._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(RecordError, match="the disk is full"):
        record.append("08", "typed", {"n": 2, "padding": "x" * 9000})
    assert record.writable
    assert [entry.data["n"] for entry in record.entries("08")] == [1]
    record._connection.execute("PRAGMA max_page_count = 1000000")
    record.append("08", "typed", {"n": 3})
    assert [entry.data["n"] for entry in record.entries("08")] == [1, 3]


def fill_up(ballast: Path) -> None:
    """Takes all the space that is left."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(512))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 128 KiB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root; a full disk is then tested by page count only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_fills_up_loses_no_confirmed_entry(tiny_disk: Path) -> None:
    ballast = tiny_disk / "ballast"
    with open_record("Ana", tiny_disk) as record:
        confirmed: list[int] = []

        def answer_until_full() -> None:
            for n in range(200):
                record.append("08", "typed", {"n": n, "padding": "x" * 1000})
                confirmed.append(n)

        with pytest.raises(RecordError, match="the disk is full"):
            answer_until_full()
        assert len(confirmed) > 5
        assert [entry.data["n"] for entry in record.entries("08")] == confirmed
    fill_up(ballast)
    with open_record("Ana", tiny_disk) as record:
        assert record.notice == ""
        assert [entry.data["n"] for entry in record.entries("08")] == confirmed
        with pytest.raises(RecordError, match="the disk is full"):
            record.append("08", "typed", {"n": -1, "padding": "x" * 5000})
        ballast.unlink()
        record.append("08", "typed", {"n": -1})
        assert [entry.data["n"] for entry in record.entries("08")] == [*confirmed, -1]


def test_no_record_can_be_begun_on_a_full_disk(tiny_disk: Path) -> None:
    (tiny_disk / "learners").mkdir()
    fill_up(tiny_disk / "ballast")
    with pytest.raises(RecordError, match=r"I cannot write your record .*what you do now will not be remembered\."):
        open_record("Ana", tiny_disk)
    assert list((tiny_disk / "learners").iterdir()) == []
    assert learners(tiny_disk) == ()


def test_a_read_only_home_is_told_so_that_one_can_go_on_without(unprivileged: Path) -> None:
    unprivileged.chmod(0o500)
    with pytest.raises(RecordError) as caught:
        open_record("Ana", unprivileged)
    told = str(caught.value)
    assert told.startswith("I cannot write your record ")
    assert told.endswith("(Permission denied); what you do now will not be remembered.")


def test_a_data_folder_that_is_a_file_is_told_the_same_way(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordError, match=r"I cannot write your record .*\(Not a directory\)"):
        open_record("Ana", tmp_path / "file")
    assert learners(tmp_path / "file") == ()


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_record_that_may_only_be_read_can_still_be_read(unprivileged: Path, closed: str, fill: Fill) -> None:
    path = fill(unprivileged)
    target, mode = (path, 0o400) if closed == "file" else (path.parent, 0o500)
    if closed == "folder":
        path.with_name(f"{path.name}-journal").unlink()
    target.chmod(mode)
    with open_record("Ana", unprivileged) as record:
        assert not record.writable
        assert len(record.entries("08")) == 40
        assert record.progress()["08"].lesson == "08"
        with pytest.raises(RecordError, match="I cannot write your record"):
            record.append("08", "typed", {})
    assert learners(unprivileged) == ("Ana",)


def test_a_record_that_may_not_be_read_is_left_alone(unprivileged: Path, fill: Fill) -> None:
    path = fill(unprivileged)
    path.chmod(0o000)
    with pytest.raises(RecordError, match="I cannot write your record"):
        open_record("Ana", unprivileged)
    assert remaining(path) == [path.name]
    assert learners(unprivileged) == ()


def test_a_folder_that_becomes_read_only_is_told_at_the_next_answer(unprivileged: Path) -> None:
    with open_record("Ana", unprivileged) as record:
        record.append("08", "typed", {"n": 1})
        record.path.with_name(f"{record.path.name}-journal").unlink()
        record.path.parent.chmod(0o500)
        # The journal opened by an earlier answer may still be open, and then writing goes on to work.
        with open_record("Ana", unprivileged) as later:
            assert not later.writable


def test_no_error_of_the_databases_own_ever_gets_out(record: Record) -> None:
    record.close()
    record.close()
    with pytest.raises(RecordError):
        record.append("08", "typed", {})
    with pytest.raises(RecordError):
        record.progress()
