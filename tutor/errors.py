"""What went wrong, where, and what to do about it: the only errors a user ever sees."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from tutor.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file; line and column count from 1, 0 means "not known"."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file, *(str(number) for number in (self.line, self.column) if number)]
        return ":".join(parts)


class TutorError(Exception):
    """An error told in one line: `where: what; to_do`.

    Args:
        what: what is wrong, in plain words, naming the bad value.
        to_do: what the user can do about it; empty if `what` already says it.
        where: the file, line and column, if the error has a place.
    """

    def __init__(self, what: str, *, to_do: str = "", where: Place | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.to_do = to_do
        self.where = where

    def __str__(self) -> str:
        told = f"{self.where}: {self.what}" if self.where else self.what
        return f"{told}; {self.to_do}" if self.to_do else told


class UsageError(TutorError):
    """The command line asks for something that cannot be."""


class SpecificationError(TutorError):
    """A `name:key=value` specification names or sets something unknown or out of range."""


class LessonError(TutorError):
    """A lesson file cannot be read as a lesson."""


class LogError(TutorError):
    """A training log cannot be read."""


class RecordError(TutorError):
    """The learner's record cannot be read or written."""


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word that `word` was probably meant to be, or None if nothing comes close."""
    by_lower = {candidate.lower(): candidate for candidate in valid}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(word: str, valid: Iterable[str]) -> str:
    """`did you mean "adam"? (valid: adagrad, adam, …)`, the guess left out where nothing comes close."""
    valid = sorted(valid)
    listed = f"valid: {', '.join(valid)}"
    guess = nearest(word, valid)
    return f'did you mean "{guess}"? ({listed})' if guess else listed
