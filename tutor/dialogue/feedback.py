"""A run and its verdict -> words: what the tutor says once the curve has been drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from tutor.dialogue import phrases
from tutor.dialogue.model import Judged, RunEnded, Tried, Utterance
from tutor.dialogue.numbers import NumberRead, read_number
from tutor.engine.figures import figure, rate
from tutor.lesson.model import Edge, Goal, Lab, LabGoal, Reach
from tutor.lesson.verdict_words import verb
from tutor.wording import listed, percent

_TOLD = 5
"""Of the numbers that were run, so many are told again on coming back."""
_TOLD_WHOLE = 2
"""Of so many runs that were made together, each gets its sentence."""
_WEIGHED = 5
"""How many figures a weight and its loss are told in: 3.001 and 9.006 are to be told from 3 and 9."""
_FIGURES = {
    "loss": "a loss",
    "validation": "a validation loss",
    "accuracy": "an accuracy on the training data",
    "validation-accuracy": "an accuracy on unseen data",
}
"""What a figure that a goal asks for is in a learner's words."""
_ROUNDABOUT = frozenset({"zigzag", "ringing-died", "after-overshoot", "small-bounce"})
"""Reasons to have converged after steps that were too long on the way."""


def fitted(lab: Lab, run: RunEnded) -> RunEnded:
    """The run without its advice, where that cannot be followed in this lab or would not meet its goal: the number of
    steps is the lab's, and so is what a run is to do, and by which step it is to arrive."""
    evidence = run.verdict.evidence
    needed = evidence.get("suggested_settles")
    within = [goal.within for goal in lab.goals if isinstance(goal, Goal) and goal.within is not None]
    too_late = isinstance(needed, int | float) and bool(within) and needed > max(within)
    sought = not lab.goals or any(_led_to(goal) for goal in lab.goals)
    if evidence.get("suggested_steps") is None and not too_late and sought:
        return run
    return replace(run, verdict=replace(run.verdict, advice=""))


def _led_to(goal: LabGoal) -> bool:
    """Whether a run may show this by taking advice, which always wants to arrive, and by the straightest way."""
    return not isinstance(goal, Goal) or (goal.verdict == "converged" and goal.reason not in _ROUNDABOUT)


def words(lab: Lab, run: RunEnded, earlier: Sequence[RunEnded]) -> tuple[str, ...]:
    """The verdict's sentence, how the run compares with the learner's earlier ones, and the advice."""
    said = [run.verdict.sentence]
    if run.stopped and "stopped it" not in run.verdict.sentence:  # judged by an earlier version of the program
        said.append(f"You stopped it after {_steps(run.steps)}, so this is about those.")
    if lab.epochs or "validation" in run.figures:
        said.extend(shares(run))
    if compared := _compared(run, earlier, "epoch" if lab.epochs else "step"):
        said.append(compared)
    # What to try after a run that arrived is the lesson's to say: the advice may give away what it lets one find.
    if (start := run.verdict.evidence.get("suggested_start")) and run.verdict.verdict != "converged":
        # Where a lesson's run starts is the lesson's to say.
        there = str(start).replace(";", ",")
        said.append(f"From another start it gets away. /lab lets you choose one: type start {there} there.")
    elif run.verdict.advice and run.verdict.verdict != "converged":
        said.append(_with_schedule(run) or run.verdict.advice)
        if "another start" in run.verdict.advice.casefold():
            # Where a training starts is drawn by its seed.
            word = "seed 3" if lab.epochs else "start and your own numbers"
            said.append(f"Here the start is fixed. /lab lets you choose one: type {word} there.")
    return tuple(said)


def _with_schedule(run: RunEnded) -> str | None:
    """The advice to let the rate fall, where that is what is advised: the schedule is the lesson's to say, too."""
    schedule = run.verdict.evidence.get("suggested_schedule")
    if schedule in (None, "constant"):
        return None
    tried = "None of the steady rates tried gets there, but one that falls on the way does."
    return f"{tried} /lab lets you choose one: type schedule {schedule} there."


def tried_words(tried: Tried, earlier: Sequence[Tried]) -> tuple[str, ...]:
    """What is to be said of a weight: the loss there, the slope, and how it compares with the one before."""
    w, loss, slope = (_weighed(number) for number in (tried.w, tried.loss, tried.slope))
    said = [f"At w = {w} the loss is {loss}, and the slope is {slope}."]
    if earlier and math.isfinite(tried.loss) and math.isfinite(earlier[-1].loss):
        before = earlier[-1]
        theirs, at = _weighed(before.loss), _weighed(before.w)
        if tried.w == before.w:
            said.append("The same weight as before, so the same loss.")
        elif tried.loss != before.loss:
            way = "lower" if tried.loss < before.loss else "higher"
            said.append(f"That is {way} than {theirs}, at w = {at}.")
        else:
            said.append(f"That is the same loss as at w = {at}.")
    return tuple(said)


def _weighed(number: float) -> str:
    # Where the slope is 0, rounding may leave 1.5e−15 of it.
    return "almost 0" if 0 < abs(number) < 1e-12 else figure(number, _WEIGHED)


def so_far(runs: Sequence[RunEnded], tries: Sequence[Tried]) -> str:
    """Which rates were run in a lab, or which weights were tried there; there must be some."""
    numbers = dict.fromkeys([rate(run.lr) for run in runs] or [figure(one.w, _WEIGHED) for one in tries])
    return f"So far you have {'run' if runs else 'tried'} {listed(list(numbers)[-_TOLD:])}."


def judged_together(runs: Sequence[RunEnded], *, first: bool) -> tuple[Utterance, ...]:
    """The verdicts on runs that were made together: of two with a sentence each, of more in a line each, which is what
    finds room, and more on each for whoever asks.

    Args:
        runs: they, in order.
        first: there were none before; how to ask is said then.
    """
    if not is_brief(runs):
        return tuple(Judged(run.verdict, (run.verdict.sentence,), run.entrant) for run in runs)
    told = [Judged(run.verdict, (_ended_at(run),), run.entrant, brief=True) for run in runs]
    ask = (phrases.say("For more on one of them, ask: what happened to b?"),) if first else ()
    return (*told, *ask)


def is_brief(runs: Sequence[RunEnded]) -> bool:
    """Whether there are too many runs for a sentence on each."""
    return len(runs) > _TOLD_WHOLE


def _ended_at(run: RunEnded) -> str:
    stopped = f"You stopped it after {_steps(run.steps)}. " if run.stopped else ""
    return f"{stopped}Its loss went from {figure(run.loss[0])} to {figure(run.loss[1])}."


def race_words(runs: Sequence[RunEnded]) -> str:
    """How several runs with the same rate compare: who arrived first, and who did not arrive."""
    arrived = sorted(
        (steps, place)
        for place, run in enumerate(runs)
        if run.verdict.verdict == "converged" and (steps := steps_to_converge(run)) is not None
    )
    others = [run.entrant for run in runs if run.verdict.verdict != "converged"]
    if not arrived:
        return "None of them converged." if len(runs) > 2 else "Neither of them converged."
    best = arrived[0][0]
    first = [runs[place].entrant for steps, place in arrived if steps == best]
    together = "together " if len(first) > 1 else ""
    told = [f"First there: {listed(first)}, {together}after {_steps(best)}."]
    told += [f"{runs[place].entrant} needed {steps}." for steps, place in arrived if steps > best]
    if others:
        told.append(f"Not there: {listed(others)}.")
    return " ".join(told)


def unseen_words(runs: Sequence[RunEnded]) -> str | None:
    """How the runs of a race do on the rows held back; None if there are none, or not of all runs a number."""
    losses = [run.figures.get("validation", math.nan) for run in runs]
    if not losses or not all(map(math.isfinite, losses)):
        return None
    told = []
    for run, loss in zip(runs, losses, strict=True):
        right = run.figures.get("validation-accuracy")
        told.append(f"{figure(loss)} for {run.entrant}" + (f" ({percent(right)} right)" if right is not None else ""))
    return f"On unseen data the loss is {listed(told)}."


def remark(lab: Lab, run: RunEnded) -> str | None:
    """What the author adds to this run: by its rate, by verdict/reason, or by verdict, whichever fits first.

    With a rate of 0 or below it is the sign that decides, and the verdict says so: the author's words on a verdict,
    which are about strides that are too long or too short, would not fit. Nor do they where there is no verdict.
    """
    judged = run.lr > 0 and not run.verdict.is_open
    by_verdict = (f"{run.verdict.verdict}/{run.verdict.reason}", run.verdict.verdict) if judged else ()
    for found in (None if run.changes else remark_on(lab, run.lr), *map(lab.remarks.get, by_verdict)):
        if found is not None:
            return found
    return None


def remark_on(lab: Lab, number: float) -> str | None:
    """What the author adds to this number, a rate or a weight."""
    by_number = {
        read.value: text
        for written, text in lab.remarks.items()
        if isinstance(read := read_number(written), NumberRead)
    }
    return by_number.get(number)


def met(goal: LabGoal, runs: Sequence[RunEnded], tries: Sequence[Tried] = ()) -> bool:
    """Whether these runs, or the weights tried, show what the goal asks for. A goal is about the size of a rate: what a
    run does because it walks uphill does not count."""
    return _is_met(goal, [run for run in runs if not _walks_uphill(run)], tries)


def met_uphill(goal: LabGoal, runs: Sequence[RunEnded]) -> bool:
    """Whether runs that walk uphill would meet the goal, did they count."""
    return _is_met(goal, [run for run in runs if _walks_uphill(run)], ())


def _walks_uphill(run: RunEnded) -> bool:
    """Whether its rate was below 0, all the way or after a change."""
    return run.lr < 0 or any(lr < 0 for _, lr in run.changes)


def _is_met(goal: LabGoal, runs: Sequence[RunEnded], tries: Sequence[Tried]) -> bool:
    if isinstance(goal, Edge):
        below = [run.lr for run in runs if run.verdict.verdict == "converged" and not run.changes]
        beyond = [run.lr for run in runs if run.verdict.verdict == "overshot" and not run.changes]
        # A hair more than the share: 0.11 is a little more than 1.1 times 0.1 in binary.
        return any(low < high <= low * (1 + goal.share) * (1 + 1e-9) for low in below for high in beyond)
    if isinstance(goal, Reach):
        reached = [run.figures.get(goal.figure, math.nan) for run in runs if goal.figure != "loss"]
        if goal.figure == "loss":
            reached = [*(run.loss[1] for run in runs), *(tried.loss for tried in tries)]
        return any(value >= goal.bound if goal.sign == ">=" else value <= goal.bound for value in reached)
    return any(_meets(goal, run) for run in runs)


def _meets(goal: Goal, run: RunEnded) -> bool:
    if run.verdict.verdict != goal.verdict or goal.reason not in (None, run.verdict.reason):
        return False
    if run.verdict.reason == "stopped" or run.verdict.is_open:
        return False  # it has not stalled
    if goal.within is None:
        return True
    needed = steps_to_converge(run)
    return needed is not None and needed <= goal.within


def steps_to_converge(run: RunEnded) -> int | None:
    """Steps until the run was within 1 % of its starting excess, to stay; None if it never was."""
    steps = run.verdict.evidence.get("steps_to_1_percent")
    return int(steps) if isinstance(steps, int | float) and math.isfinite(steps) else None


def goal_in_words(goal: LabGoal, unit: str = "step") -> str:
    """`a run that converges in at most 15 steps`, `an accuracy of at least 0.95`; `unit` is what its steps are."""
    if isinstance(goal, Edge):
        return f"a rate that converges, and one at most {figure(100 * goal.share)} % higher that overshoots"
    if isinstance(goal, Reach):
        return f"{_FIGURES[goal.figure]} of at {'least' if goal.sign == '>=' else 'most'} {goal.written}"
    within = f" in at most {_steps(goal.within, unit)}" if goal.within is not None else ""
    return f"a run that {verb(goal.verdict, goal.reason)}{within}"


def goals_in_words(goals: Sequence[LabGoal], unit: str = "step") -> str:
    """The goals still to be shown, as one list."""
    return listed([goal_in_words(goal, unit) for goal in goals])


def _compared(run: RunEnded, earlier: Sequence[RunEnded], unit: str) -> str | None:
    if run.changes:
        return None
    same = [one for one in earlier if one.entrant == run.entrant and not one.changes]
    if any(one.lr == run.lr and not one.stopped for one in same) and not run.stopped:
        return "The same rate from the same start gives the same run, every time."
    mine = None if run.verdict.is_open else steps_to_converge(run)
    for other in reversed([one for one in same if one.lr != run.lr and not one.verdict.is_open]):
        theirs = steps_to_converge(other)
        if "converged" == run.verdict.verdict == other.verdict.verdict and mine is not None and theirs is not None:
            if mine == theirs:
                return f"It arrived after {_steps(mine, unit)}, just like your run at {rate(other.lr)}."
            return f"It arrived after {_steps(mine, unit)}; your run at {rate(other.lr)} needed {_steps(theirs, unit)}."
    return None


def shares(run: RunEnded) -> list[str]:
    """How a trained model answers, in plain words, as far as that is known."""
    seen, unseen = run.figures.get("accuracy"), run.figures.get("validation-accuracy")
    if seen is not None and unseen is not None:
        return [f"It answers {percent(seen)} of the training data right, and {percent(unseen)} of unseen data."]
    if seen is not None:
        return [f"It answers {percent(seen)} of the training data right."]
    if (loss := run.figures.get("validation")) is not None:
        return [f"On unseen data its loss is {figure(loss)}."]
    return []


def _steps(count: int, unit: str = "step") -> str:
    return f"1 {unit}" if count == 1 else f"{count} {unit}s"
