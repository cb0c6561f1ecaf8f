"""Runs what a lesson claims: each claimed rate once, its verdict and figures against what the lesson says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutor.cleaning import clean_line
from tutor.engine.model import Experiment
from tutor.errors import TutorError
from tutor.lesson.claims import FIGURE
from tutor.lesson.findings import Finding
from tutor.lesson.model import Claim, Lab
from tutor.lesson.numbers import Written, read_written

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory, Verdict


def prove(lab: Lab) -> Iterator[Finding]:
    """What the runs of a lab's claims show otherwise than claimed."""
    # NumPy comes with these: only `tutor check` pays for it.
    from tutor.engine.descent import run
    from tutor.engine.verdict import judge

    for claim in lab.claims:
        try:
            trajectory = run(_experiment(lab, claim))
        except TutorError as error:
            yield Finding(lab.place, f"{lab.id} cannot be run: {clean_line(error.what)}", clean_line(error.to_do))
            return
        yield from _compared(claim, trajectory, judge(trajectory, advising=False))


def _experiment(lab: Lab, claim: Claim) -> Experiment:
    rate = read_written(claim.lr)
    assert rate is not None, "the parser lets only numbers pass"
    return Experiment(
        problem=lab.problem,
        lr=rate.value,
        optimizer=lab.optimizer,
        schedule=lab.schedule,
        steps=lab.steps,
        start=lab.start,
        seed=lab.seed,
    )


def _compared(claim: Claim, trajectory: Trajectory, verdict: Verdict) -> Iterator[Finding]:
    got = f"{verdict.verdict}/{verdict.reason}"
    if claim.verdict != verdict.verdict or claim.reason not in (None, verdict.reason):
        claimed = f"{claim.verdict}/{claim.reason}" if claim.reason else claim.verdict
        w = ", ".join(f"{number:.4g}" for number in trajectory.w[-1][:4])
        ends = f"w ends at {w}, the loss at {trajectory.loss[-1]:.4g}"
        yield Finding(claim.place, f'"{claim.lr}" claims {claimed}, the run is {got}; {ends}', verdict.sentence)
    for name, value in claim.figures:
        said = _figure(name, value, trajectory, verdict)
        if said:
            yield Finding(claim.place, f'"{claim.lr}" claims {name} = {value}, {said}', "write what the run shows")


def _figure(name: str, value: str, trajectory: Trajectory, verdict: Verdict) -> str:
    """What the run shows where it is not the figure claimed; empty where it is."""
    match = FIGURE.fullmatch(name)
    written = read_written(value)
    assert match is not None, "the parser lets only known figures pass"
    assert written is not None, "the parser lets only numbers pass"
    if match["within"]:
        settled = verdict.evidence.get("steps_to_1_percent")
        if verdict.verdict != "converged" or not isinstance(settled, int | float):
            return "the run does not converge"
        return "" if settled <= written.value else f"the run needs {settled} steps"
    if match["below"] is not None:
        return _below(match["below"], written.value, trajectory)
    if match["extreme"]:
        return _told(
            written,
            float(max(trajectory.loss)) if match["extreme"] == "highest" else float(min(trajectory.loss)),
            value,
        )
    step = trajectory.steps if match["step"] is None else int(match["step"])
    if step > trajectory.steps:
        return f"the run has only {trajectory.steps} steps"
    if match["of"] == "loss":
        return _told(written, float(trajectory.loss[step]), value)
    d = trajectory.w.shape[1]
    if match["of"] == "w" and d > 1:
        return f"but w has {d} numbers here: write w1 to w{d}"
    axis = int(match["of"][1:] or 1)
    if axis > d:
        return f"but w has only {d} number{'s' if d > 1 else ''} here"
    return _told(written, float(trajectory.w[step, axis - 1]), value)


def _below(limit: str, steps: float, trajectory: Trajectory) -> str:
    bound = read_written(limit)
    assert bound is not None, "the parser lets only numbers pass"
    first = next((step for step, loss in enumerate(trajectory.loss) if loss < bound.value), None)
    if first == steps:
        return ""
    return "the loss is never below it" if first is None else f"the run is there after {first}"


def _told(written: Written, got: float, claimed: str) -> str:
    if math.isfinite(got) and written.rounds(got):
        return ""
    digits = max(4, sum(character.isdigit() for character in claimed.lower().partition("e")[0]) + 1)
    return f"the run has {got:.{digits}g}"
