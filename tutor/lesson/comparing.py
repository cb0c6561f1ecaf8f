"""What is claimed against what is shown, and the findings where they differ."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutor.lesson.claims import BOUND
from tutor.lesson.findings import Finding
from tutor.lesson.model import Claim
from tutor.lesson.numbers import read_written

if TYPE_CHECKING:
    from tutor.engine.model import Verdict


def misjudged(claim: Claim, verdict: Verdict, ends: str) -> Iterator[Finding]:
    """That a run is judged otherwise than claimed, and how it ends."""
    if verdict.is_open or claim.verdict != verdict.verdict or claim.reason not in (None, verdict.reason):
        claimed = f"{claim.verdict}/{claim.reason}" if claim.reason else claim.verdict
        got = "too short for a verdict" if verdict.is_open else f"{verdict.verdict}/{verdict.reason}"
        yield Finding(claim.place, f'"{claim.lr}" claims {claimed}, the run is {got}; {ends}', verdict.sentence)


def not_shown(claim: Claim, name: str, value: str, said: str) -> Finding:
    """That a figure is not what is claimed."""
    told = value if BOUND.fullmatch(value) else f"= {value}"
    return Finding(claim.place, f'"{claim.lr}" claims {name} {told}, {said}', "write what the run shows")


def told(value: str, got: float) -> str:
    """What a run has where that is not the figure claimed, which may be a bound; empty where it is."""
    bound = BOUND.fullmatch(value)
    claimed = bound[2] if bound else value
    written = read_written(claimed)
    assert written is not None, "the parser lets only numbers pass"
    if bound and math.isfinite(got):
        holds = got >= written.value if bound[1] == ">=" else got <= written.value
    else:
        holds = math.isfinite(got) and written.rounds(got)
    if holds:
        return ""
    digits = max(4, sum(character.isdigit() for character in claimed.lower().partition("e")[0]) + 1)
    return f"the run has {got:.{digits}g}"
