"""Drawings in lessons: each says in words what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.writing import parse
from tutor.lesson.check import check
from tutor.lesson.course import load, open_course
from tutor.lesson.model import Message, Say

TOP = "---\ntitle: A picture\nabout: One drawing\n---\n\n"
DRAWING = "9 │■■\n0 │  ■■"


def said(body: str) -> Message:
    (step,) = parse(body).steps
    assert isinstance(step, Say)
    return step.message


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("```picture It falls from  9 to 0.", "It falls from 9 to 0."),
        ("``` picture It falls.", "It falls."),
        ("```picture", ""),
        ("```text It falls.", ""),
        ("```", ""),
    ],
)
def test_what_a_drawing_shows_stands_behind_its_first_marks(first: str, told: str) -> None:
    message = said(f"{first}\n{DRAWING}\n```\n")
    assert (message.kind, message.text, message.told) == ("code", DRAWING, told)


@pytest.mark.parametrize(
    ("first", "code", "found"),
    [
        ("```", DRAWING, True),
        ("```picture", DRAWING, True),
        ("```", "⣀⠤⠒", True),
        ("```picture It falls from 9 to 0.", DRAWING, False),
        ("```", "w = 3 → −2.4   ■ ● ½", False),
    ],
)
def test_check_wants_words_for_each_drawing(tmp_path: Path, first: str, code: str, found: bool) -> None:
    (tmp_path / "01-a.md").write_text(f"{TOP}{first}\n{code}\n```\n", encoding="utf-8")
    (tmp_path / "course.toml").write_text('format = 1\ntitle = "P"\nlessons = ["01-a"]\n', encoding="utf-8")
    whats = [finding.what for finding in check([tmp_path], lambda _: False).findings]
    assert ("whoever learns with a screen reader cannot see this drawing" in whats) is found


def test_every_drawing_of_the_course_is_told_in_a_sentence() -> None:
    course = open_course()
    told = [
        step.message.told
        for outline in course.outlines
        for step in load(course, outline.id).steps
        if isinstance(step, Say) and step.message.told
    ]
    assert len(told) >= 14
    assert all(text[0].isupper() and text.endswith(".") for text in told)
