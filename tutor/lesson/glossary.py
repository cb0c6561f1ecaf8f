"""lessons/glossary.md and lessons/misconceptions.md: the words and the wrong ideas that lessons refer to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import overload

from tutor.cleaning import clean_line
from tutor.errors import LessonError, Place
from tutor.lesson.model import Term
from tutor.lesson.source import NAME, Source, as_word, shown

GLOSSARY_FILE, MISCONCEPTIONS_FILE = "glossary.md", "misconceptions.md"

_TERM = re.compile(r"##\s+(.+)")
_ALSO = re.compile(r"also\s*:\s*(.*)", re.IGNORECASE)
_ITEM = re.compile(rf"-\s+({NAME.pattern})\s*:\s*(\S.*)")


class Glossary(Sequence[Term]):
    """Terms that are read when somebody asks for one: a twentieth of a lesson's start, and most ask nothing.

    Args:
        read: gives them.
    """

    def __init__(self, read: Callable[[], tuple[Term, ...]]) -> None:
        self._read = read
        self._terms: tuple[Term, ...] | None = None

    @overload
    def __getitem__(self, at: int) -> Term: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Term, ...]: ...
    def __getitem__(self, at: int | slice) -> Term | tuple[Term, ...]:
        return self._all[at]

    def __len__(self) -> int:
        return len(self._all)

    @property
    def _all(self) -> tuple[Term, ...]:
        if self._terms is None:
            self._terms = self._read()
        return self._terms


def read_glossary(source: Source) -> tuple[Term, ...]:
    """The terms of a glossary: `## term`, perhaps a line `also: a, b`, and the text below. Problems are noted."""
    found: list[tuple[str, Place, list[str]]] = []
    for number, line in enumerate(source.lines, 1):
        if match := _TERM.fullmatch(line.rstrip()):
            found.append((clean_line(match[1]), source.place(number), []))
        elif found:
            found[-1][2].append(line)
    terms: list[Term] = []
    taken: dict[str, tuple[int, str]] = {}
    for index, (name, place, lines) in enumerate(found):
        also: tuple[str, ...] = ()
        written = [line for line in lines if line.strip()]
        if written and (match := _ALSO.fullmatch(written[0].strip())):
            also = tuple(filter(None, map(clean_line, match[1].split(","))))
            written = written[1:]
        text = clean_line(" ".join(written))
        if not text:
            source.problems.append(
                LessonError(f"{shown(name)} is not explained", to_do="write a sentence below it", where=place)
            )
        for word in (name, *also):
            owner, owner_name = taken.setdefault(word.casefold(), (index, name))
            if owner != index:
                source.problems.append(
                    LessonError(
                        f"{shown(word)} already stands for {shown(owner_name)}",
                        to_do="let each word stand for one thing",
                        where=source.find(as_word(word), place.line),
                    )
                )
        terms.append(Term(name, also, text, place))
    return tuple(terms)


def read_misconceptions(source: Source) -> dict[str, str]:
    """The wrong ideas of a list `- id: one line`, by id. Problems are noted."""
    ideas: dict[str, str] = {}
    for number, line in enumerate(source.lines, 1):
        if not line.startswith("-"):
            continue
        match = _ITEM.fullmatch(line.rstrip())
        if match is None:
            source.problems.append(
                LessonError(
                    f"{shown(line)} is not of the form - id: one line",
                    to_do="write it as - faster-is-better: a higher rate gets there sooner",
                    where=source.place(number),
                )
            )
        elif match[1] in ideas:
            source.problems.append(
                LessonError(f'"{match[1]}" is listed twice', to_do="keep one of them", where=source.place(number))
            )
        else:
            ideas[match[1]] = clean_line(match[2])
    return ideas
