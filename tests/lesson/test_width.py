from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lesson.width import width, wrapped


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("e\u0301", 1), ("日本", 4), ("½·w²", 4)])
def test_wide_characters_take_two_columns_and_accents_none(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 5, []),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 99, ["one two three"]),
        ("abcdefgh ij", 3, ["abc", "def", "gh", "ij"]),
        ("日本 日本", 5, ["日本", "日本"]),
    ],
)
def test_lines_break_between_words_where_they_can(text: str, columns: int, lines: list[str]) -> None:
    assert wrapped(text, columns) == lines


@given(st.text(max_size=80), st.integers(2, 30))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert all(line and width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
