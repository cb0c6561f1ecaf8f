"""How much room text takes in a terminal."""

from __future__ import annotations

import unicodedata

WIDEST = 70
"""Columns that a line of code or a choice may have."""


def width(text: str) -> int:
    """Columns that a line takes."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def wrapped(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns` columns, broken between words; a word is broken only if it fits no line."""
    lines, line = [], ""
    for word in text.split():
        if line and width(line) + 1 + width(word) <= columns:
            line += f" {word}"
            continue
        if line:
            lines.append(line)
        line = ""
        for character in word:
            if line and width(line) + width(character) > columns:
                lines.append(line)
                line = ""
            line += character
    return [*lines, line] if line else lines
