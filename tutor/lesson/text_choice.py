"""The choices of a text question: `gradient | slope`, and `anything else`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tutor.errors import LessonError
from tutor.lesson.blocks import Reading
from tutor.lesson.choice import anything_else
from tutor.lesson.model import ANYTHING_ELSE, Choice
from tutor.lesson.source import shown
from tutor.lesson.texts import says_something

_OR = re.compile(r"(?:^|(?<=\s))\|(?=\s|$)")
"""Between spaces only: the bars of |w| belong to the text."""


def as_texts(reading: Reading, choices: Sequence[Choice]) -> Iterator[Choice]:
    """The choices with their text, and in `also` what else says the same. Problems are noted, and the choices that have
    one left out."""
    for choice in choices:
        with reading.source.collecting():
            yield anything_else(choice) or _as_text(reading, choice)


def _as_text(reading: Reading, choice: Choice) -> Choice:
    text, *also = (part.strip() for part in _OR.split(choice.text))
    line = choice.place.line
    for part in (text, *also):
        if not part:
            raise LessonError(
                "there is an empty text beside |",
                to_do="write gradient | slope",
                where=reading.source.find("|", line),
            )
        if not says_something(part):
            raise LessonError(
                f"{shown(part)} has no word in it",
                to_do=f'write what is to be typed, or "{ANYTHING_ELSE}"',
                where=reading.source.find(part, line),
            )
    return replace(choice, text=text, also=tuple(also))
