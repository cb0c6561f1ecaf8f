from __future__ import annotations

import pytest

from tests.lesson.writing import FILE, error_in, parse_lesson
from tutor.errors import LessonError
from tutor.lesson.model import Outline
from tutor.lesson.parse import read_lesson
from tutor.lesson.source import Source


def outline(top: str, file: str = FILE) -> Outline:
    return parse_lesson(f"---\n{top}\n---\nText.\n", file).outline


def test_all_keys_are_read() -> None:
    found = outline(
        "title: Too  high\nabout: It: leaps\nneeds: 06-a, 07-too-low\n\nminutes: 12\nconcepts: learning rate, path ,",
        "lessons/08-too-high.md",
    )
    assert (found.id, found.number, found.title, found.about) == ("08-too-high", 8, "Too high", "It: leaps")
    assert (found.needs, found.minutes, found.concepts) == (("06-a", "07-too-low"), 12, ("learning rate", "path"))


def test_only_title_and_about_are_needed() -> None:
    found = outline('title: "Too high"\nabout: b\nneeds:')
    assert (found.title, found.needs, found.minutes, found.concepts) == ("Too high", (), 10, ())


def test_a_byte_order_mark_is_no_matter() -> None:
    assert parse_lesson("\ufeff---\ntitle: a\nabout: b\n---\nText.", FILE).outline.title == "a"


def test_control_characters_are_taken_out() -> None:
    assert outline("title: a\x1b[31mb\nabout: c\u202ed").title == "ab"


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ("¦title: a\nabout: b\n---\nText.", "a lesson begins with a line --- and its title, not with"),
        ("¦\n---\ntitle: a\nabout: b\n---\nText.", "a lesson begins with a line --- and its title; lessons/README.md"),
        ("¦---\ntitle: a\nabout: b\n", "the front matter has no end; close it with a line ---"),
        (
            "---\ntitle: a\n\n¦Text, and more.\n\nText.\n",
            '"Text, and more." is not of the form key: value; write it so, or',
        ),
        ("¦---\nabout: b\n---\nText.", "the lesson has no title; write title: and"),
        ("¦---\ntitle: a\n---\nText.", "the lesson has no about"),
        ("---\n¦title:\nabout: b\n---\nText.", "the lesson has no title"),
        ("---\ntitle: a\nabout: b\n¦titel: c\n---\nText.", 'a lesson has no "titel"; did you mean "title"?'),
        ("---\ntitle: a\nabout: b\n¦title: c\n---\nText.", "title is given twice"),
        (
            "---\ntitle: a\nabout: b\nminutes: ¦ten\n---\nText.",
            'minutes: "ten" is not a number of minutes; write a whole',
        ),
        ("---\ntitle: a\nabout: b\nminutes: ¦0\n---\nText.", 'minutes: "0" is not'),
        ("---\ntitle: a\nabout: b\n¦minutes:\n---\nText.", 'minutes: "" is not'),
        (
            "---\ntitle: a\nabout: b\nneeds: 07-a, ¦too low\n---\nText.",
            'needs: "too low" is not the id of a lesson; write',
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_column(marked: str, told: str) -> None:
    assert error_in(marked).startswith(told)


@pytest.mark.parametrize(
    "name", ["too-high.md", "08.md", "08-Too-High.md", "08-too_high.md", "08-too-high.txt", "8", ""]
)
def test_a_file_by_another_name_is_no_lesson(name: str) -> None:
    with pytest.raises(LessonError, match="a lesson file cannot be called") as raised:
        parse_lesson("---\ntitle: a\nabout: b\n---\nText.", name)
    assert raised.value.where is not None
    assert raised.value.where.file == name


def test_everything_that_is_missing_is_told_but_not_what_was_misspelt() -> None:
    assert told_of("---\nminutes: 5\n---\nText.") == ["the lesson has no title", "the lesson has no about"]
    assert told_of("---\ntitle: a\nabuot: b\nminits: 3\n---\nText.") == [
        'a lesson has no "abuot"',
        'a lesson has no "minits"',
    ]


def told_of(text: str) -> list[str]:
    lesson, problems = read_lesson(Source(FILE, text))
    assert lesson is None
    return [problem.what for problem in problems]
