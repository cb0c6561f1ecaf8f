"""Runs what a lesson claims: each claimed rate once, its verdict and figures against what the lesson says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutor.cleaning import clean_line
from tutor.engine.figures import counted
from tutor.errors import TutorError
from tutor.lesson.claims import FIGURE
from tutor.lesson.comparing import misjudged, not_shown, told
from tutor.lesson.experiment import experiment_of, trial_of
from tutor.lesson.figures import on_data
from tutor.lesson.findings import Finding
from tutor.lesson.model import Claim, Lab
from tutor.lesson.numbers import read_written
from tutor.lesson.proof_training import prove_training

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory, Verdict
    from tutor.engine.problem import Problem

_PIXELS = 64
SEEDS = 200
"""How many runs a share is taken of."""


def prove(lab: Lab) -> Iterator[Finding]:
    """What the runs of a lab's claims show otherwise than claimed, and what the lab cannot show."""
    # NumPy comes with these: only `tutor check` pays for it.
    from tutor.engine.descent import run
    from tutor.engine.problems import build_problem
    from tutor.engine.verdict import judge

    try:
        problem = build_problem(lab.problem)
        yield from _undrawable(lab, problem)
        if lab.epochs:
            yield from prove_training(lab)
            return
        for claim in lab.claims:
            number = read_written(claim.lr)
            assert number is not None, "the parser lets only numbers pass"
            if lab.guess:
                yield from _compared(lab, claim, run(trial_of(lab, number.value)), None)
                continue
            trajectory = run(experiment_of(lab, number.value, claim.entrant or (lab.race[0] if lab.race else "")))
            yield from _compared(lab, claim, trajectory, judge(trajectory, advising=False))
    except TutorError as error:
        yield Finding(lab.place, f"{lab.id} cannot be run: {clean_line(error.what)}", clean_line(error.to_do))


def _undrawable(lab: Lab, problem: Problem) -> Iterator[Finding]:
    """What the lab's settings ask for and its problem does not have."""
    if lab.view == "answers" or (lab.view == "both" and lab.epochs):
        yield from _unanswerable(lab, problem)
    elif lab.view in ("landscape", "both") and not 1 <= len(problem.window) <= 2:
        yield Finding(
            lab.place,
            f"{lab.id} has no landscape to look at: w has {counted(problem.dimension, 'number')} here",
            "a landscape is drawn over one number or two: take the view away",
        )
    if lab.guess and problem.dimension != 1:
        yield Finding(
            lab.place, f"{lab.id} lets the learner type w, and w has {counted(problem.dimension, 'number')} here",
            "use a problem with one",
        )  # fmt: skip


def _unanswerable(lab: Lab, problem: Problem) -> Iterator[Finding]:
    from tutor.engine.data_problem import DataProblem

    known = isinstance(problem, DataProblem) and bool(problem.samples.classes)
    features = len(problem.samples.features) if isinstance(problem, DataProblem) else 0
    if not lab.epochs or not known or features not in (2, _PIXELS):
        yield Finding(
            lab.place,
            f"what {lab.id} answers cannot be drawn",
            "it takes epochs, kinds to tell apart, and two features, or the 64 pixels of digits",
        )


def _compared(lab: Lab, claim: Claim, trajectory: Trajectory, verdict: Verdict | None) -> Iterator[Finding]:
    if verdict is not None:
        w = ", ".join(f"{number:.4g}" for number in trajectory.w[-1][:4])
        yield from misjudged(claim, verdict, f"w ends at {w}, the loss at {trajectory.loss[-1]:.4g}")
    for name, value in claim.figures:
        said = _figure(lab, name, value, trajectory, verdict)
        if said:
            yield not_shown(claim, name, value, said)


def _figure(lab: Lab, name: str, value: str, trajectory: Trajectory, verdict: Verdict | None) -> str:
    """What the run shows where it is not the figure claimed; empty where it is."""
    match = FIGURE.fullmatch(name)
    assert match is not None, "the parser lets only known figures pass"
    if match["within"]:
        return _within(value, verdict)
    if match["below"] is not None:
        return _below(match["below"], float(value), trajectory)
    if match["side"]:
        return told(value, _share(lab, match["side"], match["border"], trajectory))
    if match["reached"]:
        reached = on_data(trajectory).get(match["reached"])
        return "no such figure is known here" if reached is None else told(value, reached)
    if match["extreme"] == "floor":
        return told(value, float(trajectory.loss[trajectory.steps // 2 :].mean()))
    if match["best"] or match["extreme"] == "lowest-validation":
        return "only a training in epochs has this figure"
    if match["extreme"]:
        extreme = max(trajectory.loss) if match["extreme"] == "highest" else min(trajectory.loss)
        return told(value, float(extreme))
    step = trajectory.steps if match["step"] is None else int(match["step"])
    if step > trajectory.steps:
        return f"the run has only {trajectory.steps} steps"
    return _at(match["of"], step, value, trajectory)


def _at(of: str, step: int, value: str, trajectory: Trajectory) -> str:
    """What a run has after a step where that is not the figure claimed; empty where it is."""
    d = trajectory.w.shape[1]
    match of:
        case "loss":
            return told(value, float(trajectory.loss[step]))
        case "slope" if d > 1:
            return f"but w has {d} numbers here, so there is no one slope: write gradient for the length of them all"
        case "slope":
            return told(value, float(trajectory.gradient[step, 0]))
        case "gradient":
            return told(value, math.hypot(*trajectory.gradient[step]))
        case "validation":
            validation = on_data(trajectory, step).get("validation")
            return "no rows are held back here" if validation is None else told(value, validation)
    if of == "w" and d > 1:
        return f"but w has {d} numbers here: write w1 to w{d}"
    axis = int(of[1:] or 1)
    if axis > d:
        return f"but w has only {d} number{'s' if d > 1 else ''} here"
    return told(value, float(trajectory.w[step, axis - 1]))


def _within(value: str, verdict: Verdict | None) -> str:
    settled = verdict.evidence.get("steps_to_1_percent") if verdict is not None else None
    if verdict is None or verdict.verdict != "converged" or not isinstance(settled, int | float):
        return "the run does not converge"
    return "" if settled <= int(value) else f"the run needs {settled} steps"


def _below(limit: str, steps: float, trajectory: Trajectory) -> str:
    bound = read_written(limit)
    assert bound is not None, "the parser lets only numbers pass"
    first = next((step for step, loss in enumerate(trajectory.loss) if loss < bound.value), None)
    if first == steps:
        return ""
    return "the loss is never below it" if first is None else f"the run is there after {first}"


def _share(lab: Lab, side: str, border: str, trajectory: Trajectory) -> float:
    """Of `SEEDS` runs that differ in their chance alone, the share that ends on one side of a number."""
    from tutor.engine.descent import ends

    bound = read_written(border)
    assert bound is not None, "the parser lets only numbers pass"
    ended = ends(trajectory.experiment, range(lab.seed, lab.seed + SEEDS))[:, 0]
    return int((ended < bound.value if side == "<" else ended > bound.value).sum()) / SEEDS
