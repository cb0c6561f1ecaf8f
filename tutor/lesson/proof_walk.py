"""Works out what a lesson claims of a small network: each number as it is written, against the walk's own."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.engine.backpropagation import position_in, walk
from tutor.lesson.findings import Finding
from tutor.lesson.model import Walk
from tutor.lesson.numbers import read_written


def prove_walk(claimed: Walk) -> Iterator[Finding]:
    """Which of a walk's claims are not right in all of their digits."""
    steps = walk(claimed.example)
    for claim in claimed.claims:
        position, written = position_in(steps, claim.name), read_written(claim.value)
        assert position is not None, "the parser lets only known names pass"
        assert written is not None, "the parser lets only numbers pass"
        value = steps[position].value
        if not written.rounds(value):
            digits = max(4, sum(character.isdigit() for character in claim.value.lower().partition("e")[0]) + 1)
            yield Finding(
                claim.place, f"{claim.name} = {claim.value} is claimed, the walk has {value:.{digits}g}",
                "write what the walk shows",
            )  # fmt: skip
