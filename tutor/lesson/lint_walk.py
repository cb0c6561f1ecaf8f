"""What makes a readable walk through a network a good one."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.lesson.findings import Finding
from tutor.lesson.model import Walk
from tutor.lesson.source import Source, as_key


def lint_walk(walk: Walk, source: Source) -> Iterator[Finding]:
    """What is missing in a walk: claims, one about each number asked for, and a hint for it."""
    if not walk.claims:
        yield Finding(
            walk.place, f'the network "{walk.id}" claims nothing', 'add [claims] and, for example, L = "0.0300"'
        )
    fill = source.find(as_key("fill"), walk.place.line)
    claimed = [claim.name for claim in walk.claims]
    for name in walk.fill:
        if walk.claims and name not in claimed:
            yield Finding(fill, f"{name} is asked for, and nothing is claimed of it", f'add "{name}" = "…" to [claims]')
        if not walk.hints.get(name):
            yield Finding(fill, f"{name} is asked for, and has no hint", f'add "{name}" = ["…"] below [hints]')
