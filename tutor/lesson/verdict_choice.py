"""The choices of a verdict question, `overshot/diverged`, and how the next lab settles a prediction among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tutor.lesson.blocks import Reading
from tutor.lesson.choice import text_place
from tutor.lesson.claims import read_verdict
from tutor.lesson.model import Choice, Claim, Lab, Quiz, Step
from tutor.lesson.numbers import read_written
from tutor.lesson.verdict_words import verb


def as_verdicts(reading: Reading, choices: Sequence[Choice]) -> Iterator[Choice]:
    """The choices with their verdicts, and in a learner's words. Problems are noted, and the choices that have one left
    out."""
    for choice in choices:
        with reading.source.collecting():
            verdict = read_verdict(choice.text, text_place(reading, choice))
            yield replace(choice, text=f"It {verb(*verdict)}", verdict=verdict)


def fits(choice: Choice, claim: Claim) -> bool:
    """Whether a run of which this is claimed is what the choice says."""
    return choice.verdict is not None and choice.verdict in ((claim.verdict, None), (claim.verdict, claim.reason))


def next_lab(steps: Sequence[Step], position: int) -> Lab | None:
    """The lab whose run settles a prediction at `position`."""
    return next((step for step in steps[position + 1 :] if isinstance(step, Lab)), None)


def suggested_claim(lab: Lab) -> Claim | None:
    """What is claimed of the rate that the lab suggests; None if it suggests none, or nothing is claimed of it."""
    suggested = read_written(lab.suggest) if lab.suggest is not None else None
    for claim in lab.claims if suggested is not None else ():
        rate = read_written(claim.lr)
        if rate is not None and suggested is not None and rate.value == suggested.value:
            return claim
    return None


def settled(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps, where each prediction of a verdict without a right choice has got one: that which fits what is claimed
    of the next lab's suggested rate."""
    for position, step in enumerate(steps):
        lab = next_lab(steps, position)
        claim = suggested_claim(lab) if lab is not None else None
        yield _settled(step, claim) if isinstance(step, Quiz) and claim is not None else step


def _settled(quiz: Quiz, claim: Claim) -> Quiz:
    marked = any(choice.right for choice in quiz.choices)
    if quiz.kind != "verdict" or not quiz.predict or marked:
        return quiz
    return replace(quiz, choices=tuple(replace(choice, right=fits(choice, claim)) for choice in quiz.choices))
