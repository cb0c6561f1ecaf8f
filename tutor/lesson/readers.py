"""Reads single settings of a fenced block: texts, names, numbers, each with its place in errors."""

from __future__ import annotations

import math
from typing import Any

from tutor.cleaning import clean_line
from tutor.errors import LessonError, Place
from tutor.lesson.blocks import Reading
from tutor.lesson.markdown import SyntaxTreeNode
from tutor.lesson.settings import Locate, Settings
from tutor.lesson.source import NAME, shown

LARGEST_WHOLE = 10**300
"""Below what float64 can hold."""


def locator(reading: Reading, node: SyntaxTreeNode) -> Locate:
    """Where in the file the lines and columns of a fenced block are."""
    first = reading.line(node) + 1
    content = node.content.split("\n")

    def locate(line: int, column: int) -> Place:
        text = content[line - 1] if line <= len(content) else ""
        # A fence may be indented by up to three spaces; they are taken off its content.
        indented = len(reading.source.line(first + line - 1)) - len(text)
        return reading.source.place(first + line - 1, column + max(0, indented))

    return locate


def wrong(key: str, value: object, wanted: str, where: Place) -> LessonError:
    """A setting has a value that it cannot have."""
    return LessonError(f"{key} is {shown(value)}", to_do=f"write {wanted}", where=where)


def read_text(value: Any, key: str, settings: Settings) -> str:
    """Text on one line, cleaned."""
    where = settings.place(key)
    if not isinstance(value, str):
        raise wrong(key, value, f'text in quotes: {key} = "…"', where)
    text = clean_line(value)
    if not text:
        raise LessonError(f"{key} is empty", to_do="fill it in or take it away", where=where)
    return text


def read_id(value: Any, key: str, settings: Settings) -> str:
    """A name by which answers are remembered."""
    text = read_text(value, key, settings)
    if not NAME.fullmatch(text):
        raise wrong(key, text, "small letters, digits and single hyphens, such as first-run", settings.place(key))
    return text


def read_texts(value: Any, key: str, settings: Settings) -> tuple[str, ...]:
    """A list of texts."""
    where = settings.place(key)
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise wrong(key, value, f'a list of texts: {key} = ["…", "…"]', where)
    texts = tuple(map(clean_line, value))
    if not all(texts):
        raise LessonError(f"one of the {key} is empty", to_do="fill it in or take it away", where=where)
    return texts


def is_number(value: object) -> bool:
    """Whether this is a finite number that float64 has room for."""
    if not isinstance(value, float | int) or isinstance(value, bool):
        return False
    return math.isfinite(value) if isinstance(value, float) else abs(value) < LARGEST_WHOLE
