from __future__ import annotations

import os
from pathlib import Path

import pytest

from tutor.errors import LessonError, Place
from tutor.lesson.parse import load_lesson
from tutor.lesson.source import LARGEST, Source, read_source, shown

LESSON = "---\ntitle: Too high\nabout: b\n---\n\nText.\n"


def error_of(path: Path) -> LessonError:
    with pytest.raises(LessonError) as raised:
        load_lesson(path)
    assert "\n" not in str(raised.value)
    assert raised.value.where is not None
    return raised.value


def test_a_lesson_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "08-too-high.md"
    path.write_text(LESSON, encoding="utf-8-sig")
    assert load_lesson(path).outline.title == "Too high"


def test_a_missing_file_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "08-a.md"
    assert str(error_of(path)) == f"{path}: there is no such file; check the name"


def test_a_folder_is_no_lesson(tmp_path: Path) -> None:
    assert str(error_of(tmp_path)) == f"{tmp_path}: this is a folder; name a file in it"


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "08-a.md"
    path.touch()
    assert str(error_of(path)).startswith(f"{path}:1:1: the file is empty")


def test_ten_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "08-a.md"
    with path.open("wb") as file:
        file.truncate(10_000_000)
    assert str(error_of(path)) == f"{path}: the file has 10 MB; 256 KB is the most: a lesson is a few pages of text"
    path.write_bytes(b"a" * (LARGEST + 1024))
    assert "the file has 257 KB" in str(error_of(path))


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "08-a.md"
    os.mkfifo(path)
    assert "this is not an ordinary file" in str(error_of(path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "08-a.md"
    path.write_text(LESSON)
    path.chmod(0)
    assert "the file cannot be read (Permission denied)" in str(error_of(path))


def test_an_impossible_name_is_told(tmp_path: Path) -> None:
    assert "the file cannot be read (" in str(error_of(Path("a\x00b")))
    assert "the file cannot be read (" in str(error_of(tmp_path / ("a" * 300)))


@pytest.mark.parametrize(
    ("before", "line", "column"),
    [(b"", 1, 1), ("---\r\ntitle: äö".encode(), 2, 10), (b"\xef\xbb\xbfab", 1, 3), (b"a\rb\n\n", 4, 1)],
)
def test_a_byte_that_is_not_utf8_is_told_where_it_stands(tmp_path: Path, before: bytes, line: int, column: int) -> None:
    path = tmp_path / "08-a.md"
    path.write_bytes(before + b"\xe9t\xe9")
    error = error_of(path)
    assert error.where == Place(str(path), line, column)
    assert error.what == "the byte 0xE9 is not UTF-8"


def test_paths_below_here_are_told_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_source_error(tmp_path / "a.md").file == "a.md"
    assert read_source_error(Path("a.md")).file == "a.md"


def read_source_error(path: Path) -> Place:
    with pytest.raises(LessonError) as raised:
        read_source(path)
    assert raised.value.where is not None
    return raised.value.where


def test_lines_end_where_markdown_ends_them() -> None:
    assert Source("a", "x\r\ny\rz\x0c\u2028w\n").lines == ["x", "y", "z\x0c\u2028w", ""]


def test_foreign_text_is_shown_short_and_harmless() -> None:
    assert shown("a\x1b[31m\nb") == '"a b"'
    assert shown("x" * 100) == f'"{"x" * 39}…"'
