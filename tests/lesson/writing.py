"""Lessons for tests, and errors compared with the spot that a ¦ marks in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.errors import LessonError
from tutor.lesson.model import Lab, Lesson, Quiz
from tutor.lesson.parse import read_lesson
from tutor.lesson.source import Source

FILE = "08-too-high.md"
TOP = "---\ntitle: Too high\nabout: Strides that leap over the bottom\n---\n\n"
RIGHT = "- [x] yes\n  > Yes.\n"
WRONG = "- [ ] no\n  > No.\n"
CHOICES = f"{RIGHT}{WRONG}"
PROBLEM = 'problem = "bowl:curvature=2"\n'


def quiz(inside: str, opening: str = "::: quiz q") -> str:
    return f"{opening}\n{inside}\n:::\n"


def lab(settings: str, problem: str = PROBLEM) -> str:
    return f"```lab\n{problem}{settings}\n```\n"


def parse_lesson(text: str, file: str) -> Lesson:
    """A whole lesson file; raises the first thing that is wrong with it, as `load_lesson` does."""
    lesson, problems = read_lesson(Source(file, text))
    if problems:
        raise problems[0]
    assert lesson is not None
    return lesson


def parse(body: str) -> Lesson:
    return parse_lesson(TOP + body, FILE)


def only_quiz(body: str) -> Quiz:
    (found,) = (step for step in parse(body).steps if isinstance(step, Quiz))
    return found


def only_lab(settings: str) -> Lab:
    (found,) = (step for step in parse(lab(settings)).steps if isinstance(step, Lab))
    return found


def unmarked(text: str) -> tuple[str, int, int]:
    """The text without its ¦, and the line and column where that stood."""
    before, mark, after = text.partition("¦")
    assert mark, "the expected spot must be marked"
    assert "¦" not in after
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


def error_in(marked: str, file: str = FILE) -> str:
    """The error of a whole lesson file, which must be at the mark; what it says and what to do."""
    text, line, column = unmarked(marked)
    with pytest.raises(LessonError) as raised:
        parse_lesson(text, file)
    where = raised.value.where
    assert where is not None
    assert (where.file, where.line, where.column) == (file, line, column), str(raised.value)
    return str(raised.value).removeprefix(f"{where}: ")


def write(folder: Path, **files: str) -> Path:
    """Writes `name__md="…"` as name.md, underscores as hyphens."""
    for name, text in files.items():
        stem, _, ending = name.lstrip("_").partition("__")
        (folder / f"{stem.replace('_', '-')}.{ending}").write_text(text, encoding="utf-8")
    return folder
