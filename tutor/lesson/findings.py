"""What `tutor check` found."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.errors import Place, TutorError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; `str()` gives it in one line."""

    place: Place
    what: str
    to_do: str = ""
    """What the author can do about it, or what was expected."""

    def __str__(self) -> str:
        told = f"{self.place}: {self.what}"
        return f"{told}; {self.to_do}" if self.to_do else told


def finding(error: TutorError) -> Finding:
    """An error as a finding."""
    return Finding(error.where or Place("tutor"), error.what, error.to_do)


def in_order(findings: list[Finding]) -> list[Finding]:
    """By line and column."""
    return sorted(findings, key=lambda found: (found.place.line, found.place.column))
