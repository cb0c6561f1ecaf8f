"""A run and its verdict -> words: what the tutor says once the curve has been drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.dialogue.model import RunEnded
from tutor.dialogue.numbers import NumberRead, read_number
from tutor.lesson.model import Goal, Lab
from tutor.lesson.verdict_words import verb


def words(lab: Lab, run: RunEnded, earlier: Sequence[RunEnded]) -> tuple[str, ...]:
    """The verdict's sentence, how the run compares with the learner's earlier ones, and the advice."""
    said = [run.verdict.sentence]
    if run.stopped:
        said.append(f"You stopped it after {run.steps} of {lab.steps} steps, so this is about those.")
    if compared := _compared(run, earlier):
        said.append(compared)
    # What to try after a run that arrived is the lesson's to say: the advice may give away what it lets one find.
    if run.verdict.advice and run.verdict.verdict != "converged":
        said.append(run.verdict.advice)
    return tuple(said)


def remark(lab: Lab, run: RunEnded) -> str | None:
    """What the author adds to this run: by its rate, by verdict/reason, or by verdict, whichever fits first."""
    by_rate = {
        number.value: text for rate, text in lab.remarks.items() if isinstance(number := read_number(rate), NumberRead)
    }
    for found in (
        by_rate.get(run.lr),
        lab.remarks.get(f"{run.verdict.verdict}/{run.verdict.reason}"),
        lab.remarks.get(run.verdict.verdict),
    ):
        if found is not None:
            return found
    return None


def meets(goal: Goal, run: RunEnded) -> bool:
    """Whether this run shows what the goal asks for."""
    if run.verdict.verdict != goal.verdict or goal.reason not in (None, run.verdict.reason):
        return False
    if goal.within is None:
        return True
    needed = steps_to_converge(run)
    return needed is not None and needed <= goal.within


def steps_to_converge(run: RunEnded) -> int | None:
    """Steps until the run was within 1 % of its starting excess, to stay; None if it never was."""
    steps = run.verdict.evidence.get("steps_to_1_percent")
    return int(steps) if isinstance(steps, int | float) and math.isfinite(steps) else None


def goal_in_words(goal: Goal) -> str:
    """`a run that converges in at most 15 steps`, `a run that bounces for ever`."""
    within = f" in at most {_steps(goal.within)}" if goal.within is not None else ""
    return f"a run that {verb(goal.verdict, goal.reason)}{within}"


def goals_in_words(goals: Sequence[Goal]) -> str:
    """The goals still to be shown, as one list."""
    told = [goal_in_words(goal) for goal in goals]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _compared(run: RunEnded, earlier: Sequence[RunEnded]) -> str | None:
    if any(other.lr == run.lr and not other.stopped for other in earlier) and not run.stopped:
        return "The same rate from the same start gives the same run, every time."
    mine = steps_to_converge(run)
    for other in reversed([other for other in earlier if other.lr != run.lr]):
        theirs = steps_to_converge(other)
        if "converged" == run.verdict.verdict == other.verdict.verdict and mine is not None and theirs is not None:
            if mine == theirs:
                return f"It arrived after {_steps(mine)}, just like your run at {other.lr:g}."
            return f"It arrived after {_steps(mine)}; your run at {other.lr:g} needed {_steps(theirs)}."
    return None


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"
