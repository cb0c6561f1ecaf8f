"""What makes a readable lab a good one."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.lesson.claims import BOUND
from tutor.lesson.findings import Finding
from tutor.lesson.model import Claim, Edge, Goal, Lab, LabGoal, Reach
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
        if not _is_claimed(goal, lab.claims):
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


def _is_claimed(goal: LabGoal, claims: tuple[Claim, ...]) -> bool:
    """Whether the claims, which are run, show that the goal can be reached."""
    if isinstance(goal, Goal):
        return any(claim.shows(goal) for claim in claims)
    if isinstance(goal, Reach):
        return any(name == goal.figure and _keeps(value, goal) for claim in claims for name, value in claim.figures)
    rates = {verdict: [number.value for claim in claims if claim.verdict == verdict and not claim.entrant
                       and (number := read_written(claim.lr))] for verdict in ("converged", "overshot")}  # fmt: skip
    return any(
        low < high <= low * (1 + goal.share) * (1 + 1e-9) for low in rates["converged"] for high in rates["overshot"]
    )


def _keeps(value: str, goal: Reach) -> bool:
    """Whether a figure that is claimed to be so lies within the goal's bound."""
    bound = BOUND.fullmatch(value)
    number = read_written(bound[2] if bound else value)
    if number is None or (bound and bound[1] != goal.sign):
        return False
    return number.value >= goal.bound if goal.sign == ">=" else number.value <= goal.bound


def _written(goal: LabGoal) -> str:
    if isinstance(goal, Edge):
        return f"edge within {100 * goal.share:g} %"
    if isinstance(goal, Reach):
        return f"{goal.figure} {goal.sign} {goal.written}"
    word = f"{goal.verdict}/{goal.reason}" if goal.reason else goal.verdict
    return f"{word} within {goal.within}" if goal.within is not None else word
