"""What makes a readable lab a good one."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.lesson.findings import Finding
from tutor.lesson.model import Goal, Lab
from tutor.lesson.numbers import read_written
from tutor.lesson.source import Source, as_key, shown


def lint_lab(lab: Lab, source: Source) -> Iterator[Finding]:
    """What is missing in a lab: claims, one about the suggested rate, one for each goal, hints."""
    if not lab.claims:
        yield Finding(
            lab.place, f'the lab "{lab.id}" claims nothing', 'add [claims] and, for example, "0.1" = "converged"'
        )
    if lab.suggest is not None:
        yield from _lint_suggestion(lab, lab.suggest, source)
    if lab.goals and not lab.hints:
        yield Finding(lab.place, f'the lab "{lab.id}" has a goal and no hint', 'add hints = ["…"]')
    for goal in lab.goals if lab.claims else ():
        if not any(claim.shows(goal) for claim in lab.claims):
            yield Finding(
                source.find(as_key("goal"), lab.place.line),
                f'no claim shows that the goal "{_written(goal)}" can be reached',
                "claim it of a rate, in the same words",
            )


def _lint_suggestion(lab: Lab, suggest: str, source: Source) -> Iterator[Finding]:
    place = source.find(as_key("suggest"), lab.place.line)
    suggested = read_written(suggest)
    claimed = [number.value for claim in lab.claims if (number := read_written(claim.lr))]
    if suggested is None:
        yield Finding(place, f"suggest is {shown(suggest)}, not a number", 'write a rate, such as suggest = "0.1"')
    elif lab.claims and suggested.value not in claimed:
        yield Finding(
            place, f"nothing is claimed about the suggested rate {suggest}", f'add "{suggest}" = "…" to [claims]'
        )


def _written(goal: Goal) -> str:
    word = f"{goal.verdict}/{goal.reason}" if goal.reason else goal.verdict
    return f"{word} within {goal.within}" if goal.within is not None else word
