"""TOML in which every key knows its line and column. `tomllib` reads the values; it does not tell where they stood."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tutor.cleaning import clean_line
from tutor.errors import LessonError, Place
from tutor.frozen import dataclass

Locate = Callable[[int, int], Place]
"""(line, column) of the TOML text, from 1 -> the place in its file."""

LONGEST_LINE = 4000

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|\n|[\[\]{}]|[^\s"\'#\[\]{}]+|.',
    re.DOTALL,
)
_TOLD_PLACE = re.compile(r"\s*\(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a TOML text sets."""

    values: Mapping[str, Any]
    places: Mapping[tuple[str, ...], Place]
    top: Place

    def place(self, *path: str) -> Place:
        """Where a key stands; the nearest key around it where it is written inside that one's value."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, self.top)


def read_settings(text: str, locate: Locate) -> Settings:
    """Reads a TOML text.

    Raises:
        LessonError: it is not TOML.
    """
    for number, written in enumerate(text.split("\n"), 1):
        # tomllib takes half a minute for a dotted key of 250,000 characters.
        if len(written) > LONGEST_LINE:
            raise LessonError(
                f"this line has {len(written)} characters",
                to_do=f"{LONGEST_LINE} are the most",
                where=locate(number, 1),
            )
    try:
        values = tomllib.loads(text)
        return Settings(values, dict(_places(text, locate)), locate(1, 1))
    except RecursionError:
        raise LessonError("brackets are nested too deeply", to_do="use plain lists", where=locate(1, 1)) from None
    except ValueError as error:  # TOMLDecodeError, and what int() says to thousands of digits
        told = str(error)
        match = _TOLD_PLACE.search(told)
        lines = text.rstrip("\n").split("\n")
        line, column = (int(match[1]), int(match[2])) if match and match[1] else (len(lines), len(lines[-1]) + 1)
        what = clean_line(told[: match.start()] if match else told)
        raise LessonError(
            f"this is not TOML: {what[:1].lower()}{what[1:]}",
            to_do='write key = value, words in quotes: "…"',
            where=locate(line, column),
        ) from None


def _places(text: str, locate: Locate) -> Iterator[tuple[tuple[str, ...], Place]]:
    table: tuple[str, ...] = ()
    for start, statement in _statements(text):
        line = text.count("\n", 0, start) + 1
        place = locate(line, start - (text.rfind("\n", 0, start) + 1) + 1)
        paths = list(_paths(tomllib.loads(statement)))
        if statement.startswith("["):
            table = paths[-1]
            yield table, place
        else:
            yield from ((table + path, place) for path in paths)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each `key = value` and `[table]` of a valid TOML text, with the offset at which it starts."""
    start: int | None = None
    depth = 0
    for token in _TOKEN.finditer(text):
        kind = token[0]
        if kind == "\n" and depth == 0:
            if start is not None:
                yield start, text[start : token.start()]
            start = None
        elif start is None and not kind.isspace() and not kind.startswith("#"):
            start = token.start()
        if kind in ("[", "{"):
            depth += 1
        elif kind in ("]", "}"):
            depth -= 1
    if start is not None:
        yield start, text[start:]


def _paths(values: Mapping[str, Any], prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every key, outer ones first."""
    for key, value in values.items():
        yield (*prefix, key)
        inner = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        if isinstance(inner, dict):
            yield from _paths(inner, (*prefix, key))
