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
