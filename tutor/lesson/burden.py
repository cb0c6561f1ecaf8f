"""How much a lesson may claim: each claim is a run, and `tutor check` has to end while its author waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tutor.lesson.findings import Finding
from tutor.lesson.model import Lab
from tutor.lesson.proof import prove

MOST_CLAIMS = 50
"""Claims that a lab may have. A lab of the course has at most about a quarter of it."""
MOST_IN_LESSON = 300
"""Claims that a lesson may have."""
MOST_STEPS = 300_000
"""Steps that all runs of a lesson may have together: about three seconds on a bowl."""


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
        room = min(MOST_IN_LESSON - claims, (MOST_STEPS - steps) // lab.steps)
        if len(wanted) > room:
            yield from prove(replace(lab, claims=wanted[:room]))
            yield Finding(
                wanted[room].place,
                "this claim and those after it are not run: the lesson makes too many",
                f"{MOST_IN_LESSON} claims and {MOST_STEPS:,} steps are the most for a lesson",
            )
            return
        claims += len(wanted)
        steps += len(wanted) * lab.steps
        yield from prove(replace(lab, claims=wanted))
