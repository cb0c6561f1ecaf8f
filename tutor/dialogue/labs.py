"""A lab: the learner's rate goes in, a run is asked for, and what came of it is talked over."""

from __future__ import annotations

import math
from dataclasses import replace

from tutor.dialogue import feedback, phrases
from tutor.dialogue.model import Feedback, Judged, RunEnded, RunThis, TutorSays, Utterance
from tutor.dialogue.numbers import NumberRead, NumberUnclear, read_number
from tutor.dialogue.state import Reply, State, closed, left_open
from tutor.engine.model import Experiment
from tutor.lesson.model import Claim, Goal, Lab


def ask(lab: Lab) -> tuple[Utterance, ...]:
    """What the tutor says on reaching the lab."""
    return (phrases.say(lab.ask),)


def typed(lab: Lab, state: State, text: str) -> Reply:
    """The reply to a line that is no command: a rate, or something to be told kindly."""
    number = read_number(text)
    if isinstance(number, NumberUnclear):
        return Reply(state, (phrases.say(number.why),))
    if number is None:
        return Reply(
            replace(state, misses=state.misses + 1),
            (
                phrases.say(
                    "I was waiting for a learning rate: a number such as 0.3, .3 or 1/3. "
                    "You can also type hint, again or skip."
                ),
            ),
        )
    return start(lab, state, number)


def start(lab: Lab, state: State, number: NumberRead) -> Reply:
    """Asks for the run, or says why there is none to watch."""
    if why := _cannot_run(number):
        return Reply(state, (phrases.say(why),))
    experiment = Experiment(
        problem=lab.problem,
        lr=number.value,
        optimizer=lab.optimizer,
        schedule=lab.schedule,
        steps=lab.steps,
        start=lab.start,
        seed=lab.seed,
    )
    return Reply(replace(state, running=experiment, label=number.text), (RunThis(experiment, number.text),))


def entered(lab: Lab, state: State) -> Reply | None:
    """The reply to a bare Enter; None if the lab is done and the lesson goes on."""
    if (suggested := _suggested(lab)) and (not state.runs or _awaits_suggested(lab, state)):
        return start(lab, state, suggested)
    if not state.runs:
        return Reply(state, (phrases.say(f"{lab.ask} For example 0.1."),))
    if missing := _missing(lab, state.runs):
        return Reply(state, (phrases.say(f"Still wanted: {feedback.goals_in_words(missing)}. Or type skip."),))
    return None


def again(lab: Lab, state: State, rest: str) -> Reply:
    """Another run: at the rate that follows the word, or at the last one."""
    if rest:
        return typed(lab, state, rest)
    if state.runs:
        return start(lab, state, NumberRead(state.runs[-1].lr, f"{state.runs[-1].lr:g}"))
    return Reply(state, ask(lab))


def reveal(lab: Lab, state: State) -> Reply:
    """A rate that shows what is wanted, from the claims that the author had checked."""
    missing = _missing(lab, state.runs)
    for goal in missing:
        for claim in lab.claims:
            if _claimed(claim, goal):
                told = f"{claim.lr} gives {feedback.goal_in_words(goal)}. Type it and watch."
                return Reply(state, (phrases.say(told),))
    if lab.claims and not state.runs:
        return Reply(state, (phrases.say(f"No rate is wrong here. Try {lab.claims[0].lr}, for example."),))
    return Reply(state, (phrases.say("There is nothing left to find here. Press Enter to go on."),))


def ended(lab: Lab, state: State, run: RunEnded) -> Reply:
    """The run is over: the verdict and its words, the author's remark, the prediction settled, the goals counted."""
    earlier, runs = state.runs, (*state.runs, run)
    utterances: list[Utterance] = [Judged(run.verdict, feedback.words(lab, run, earlier))]
    if (remark := feedback.remark(lab, run)) and not run.stopped:
        utterances.append(phrases.say(remark))
    prediction = state.prediction
    if prediction and not run.stopped and _settles(lab, run):
        utterances.append(_settled(prediction.given, prediction.feedback, prediction.right))
        prediction = None
    before, missing = _missing(lab, earlier), _missing(lab, runs)
    if missing and (lab.goals != tuple(missing) or len(runs) > 1):
        utterances.append(phrases.say(f"Still wanted: {feedback.goals_in_words(missing)}."))
    elif before and not missing:
        utterances.append(phrases.say("That was all I wanted to see. Try more rates, or press Enter to go on."))
    state = replace(state, running=None, label="", runs=runs, prediction=prediction)
    if not missing:
        state = closed(state, f"lab:{lab.id}")
    return Reply(state, tuple(utterances))


def skipped(lab: Lab, state: State) -> State:
    """The learner passes this lab by; what was not shown stays open."""
    shown = state.runs and not _missing(lab, state.runs)
    return state if shown else left_open(state, f"lab:{lab.id}")


def is_done(lab: Lab, state: State) -> bool:
    """Whether Enter leads on."""
    return bool(state.runs) and not _missing(lab, state.runs) and not _awaits_suggested(lab, state)


def _claimed(claim: Claim, goal: Goal) -> bool:
    """Whether the author has claimed, and `tutor check` has shown, that this rate meets the goal."""
    if claim.verdict != goal.verdict or goal.reason not in (None, claim.reason):
        return False
    return goal.within is None or any(name == "within" and float(value) <= goal.within for name, value in claim.figures)


def _missing(lab: Lab, runs: tuple[RunEnded, ...]) -> tuple[Goal, ...]:
    return tuple(goal for goal in lab.goals if not any(feedback.meets(goal, run) for run in runs))


def _suggested(lab: Lab) -> NumberRead | None:
    number = read_number(lab.suggest) if lab.suggest is not None else None
    return number if isinstance(number, NumberRead) else None


def _settles(lab: Lab, run: RunEnded) -> bool:
    suggested = _suggested(lab)
    return suggested is None or suggested.value == run.lr


def _awaits_suggested(lab: Lab, state: State) -> bool:
    return state.prediction is not None and not any(_settles(lab, run) and not run.stopped for run in state.runs)


def _settled(given: str, told: str, right: bool) -> Feedback | TutorSays:
    return Feedback(right, phrases.message(f"You predicted: {given.rstrip('.')}. {told}"))


def _cannot_run(number: NumberRead) -> str | None:
    if math.isnan(number.value):
        return (
            'nan means "not a number". One step with it turns w into nan too, and then there is nothing left to '
            "compare. Type a number such as 0.3."
        )
    if number.overflow:
        return (
            f"{number.text} is more than a computer's number can hold (about 1.8e308), so there is no step to take. "
            "Even 100 is a huge rate. Try that, if you like explosions."
        )
    if math.isinf(number.value):
        return (
            "An infinite rate jumps infinitely far in its first step, so there is nothing to watch. "
            "A large one shows what would happen: try 100."
        )
    return None
