"""How much a lesson may claim: each claim is a run, and `tutor check` has to end while its author waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tutor.lesson.claims import SHARE
from tutor.lesson.findings import Finding
from tutor.lesson.model import Lab
from tutor.lesson.proof import SEEDS, prove

MOST_CLAIMS = 50
"""Claims that a lab may have. A lab of the course has at most about a quarter of it."""
MOST_IN_LESSON = 300
"""Claims that a lesson may have."""
MOST_STEPS = 300_000
"""Steps that all runs of a lesson may have together: about three seconds on a bowl."""
_STEPS_IN_EPOCH = 300
"""An epoch of a small network on some hundred rows takes the time of so many steps on a bowl."""


def prove_all(labs: Sequence[Lab]) -> Iterator[Finding]:
    """What the runs of all claims of a lesson show otherwise than claimed. Claims past the limits are not run: the
    first of them is told instead."""
    claims = steps = 0
    for lab in labs:
        if len(lab.claims) > MOST_CLAIMS:
            yield Finding(
                lab.claims[MOST_CLAIMS].place,
                f'the lab "{lab.id}" makes {len(lab.claims)} claims, and only the first {MOST_CLAIMS} are run',
                f"{MOST_CLAIMS} is the most: keep those that the text needs",
            )
        wanted = lab.claims[:MOST_CLAIMS]
        each = _steps(lab)
        room = min(MOST_IN_LESSON - claims, (MOST_STEPS - steps) // each)
        if len(wanted) > room:
            yield from prove(replace(lab, claims=wanted[:room]))
            yield Finding(
                wanted[room].place,
                "this claim and those after it are not run: the lesson makes too many",
                f"{MOST_IN_LESSON} claims and {MOST_STEPS:,} steps are the most for a lesson",
            )
            return
        claims += len(wanted)
        steps += len(wanted) * each
        yield from prove(replace(lab, claims=wanted))


def _steps(lab: Lab) -> int:
    """How many steps of a plain run one claim of this lab takes the time of, about."""
    if lab.epochs:
        return lab.epochs * _STEPS_IN_EPOCH
    shared = any(name.startswith(SHARE) for claim in lab.claims for name, _ in claim.figures)
    return lab.steps * (SEEDS if shared else 1)
