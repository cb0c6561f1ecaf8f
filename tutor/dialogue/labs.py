"""A lab: the learner's rate goes in, a run is asked for, and what came of it is talked over."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from tutor.dialogue import feedback, phrases, questions
from tutor.dialogue.model import Judged, RunEnded, RunThis, Utterance
from tutor.dialogue.numbers import NumberRead, NumberUnclear, read_number
from tutor.dialogue.state import Reply, State, closed
from tutor.engine.model import Experiment
from tutor.lesson.model import Goal, Lab


def ask(lab: Lab) -> tuple[Utterance, ...]:
    """What the tutor says on reaching the lab."""
    return (phrases.say(lab.ask),)


def typed(lab: Lab, state: State, text: str) -> Reply:
    """The reply to a line that is no command: a rate, or something to be told kindly."""
    number = read_number(text)
    if re.search(r"\d\s*steps?\b", text, re.IGNORECASE):
        return Reply(
            state, (phrases.say(f"Each run here has {lab.steps} steps. What I need is a learning rate, such as 0.05."),)
        )
    if isinstance(number, NumberUnclear):
        return Reply(state, (phrases.say(number.why),))
    if number is None:
        return Reply(
            replace(state, misses=state.misses + 1),
            (
                phrases.say(
                    "I was waiting for a learning rate: a number such as 0.05, .05 or 1/20. "
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
    warned = (phrases.say(f"{number.text} is so small that a computer takes it for 0."),) if number.underflow else ()
    run = RunThis(experiment, number.text)
    return Reply(replace(state, running=experiment, label=number.text), (*warned, run))


def entered(lab: Lab, state: State) -> Reply | None:
    """The reply to a bare Enter; None if the lab is done and the lesson goes on."""
    if (rate := enter_runs(lab, state)) is not None:
        return start(lab, state, rate)
    if _awaits_run(lab, state):
        return Reply(state, (phrases.say(f"{_still_open(lab)} Or type skip."),))
    if is_done(lab, state):
        return None
    if not state.runs:
        return Reply(state, (phrases.say("Type a learning rate, such as 0.1."),))
    if missing := _missing(lab, state):
        return Reply(state, (phrases.say(f"Still wanted: {feedback.goals_in_words(missing)}. Or type skip."),))
    return None


def again(lab: Lab, state: State, rest: str) -> Reply:
    """Another run: at the rate that follows the word, or at the last one; there must be one of them."""
    if rest:
        return typed(lab, state, rest)
    last = state.runs[-1].lr
    return start(lab, state, NumberRead(last, f"{last:g}"))


def reveal(lab: Lab, state: State) -> Reply:
    """A rate that shows what is wanted, from the claims that the author had checked."""
    return Reply(state, (phrases.say(_revealed(lab, state)),))


def _revealed(lab: Lab, state: State) -> str:
    if is_done(lab, state):
        return "There is nothing left to find here. Press Enter to go on."
    missing = _missing(lab, state)
    for goal in missing:
        for claim in lab.claims:
            if claim.shows(goal):
                return f"{claim.lr} gives {feedback.goal_in_words(goal)}. Type it and watch."
    if missing:
        return "I have no answer ready for this one. Type skip to go on."
    if _awaits_run(lab, state):
        return _still_open(lab)
    if lab.suggest is not None:
        return f"No rate is wrong here. Press Enter to run {lab.suggest}."
    return f"No rate is wrong here. Try {lab.claims[0].lr if lab.claims else 0.1}, for example."


def ended(lab: Lab, state: State, run: RunEnded) -> Reply:
    """The run is over: the verdict and its words, the author's remark, the prediction settled, the goals counted."""
    earlier, before = state.runs, _missing(lab, state)
    utterances: list[Utterance] = [Judged(run.verdict, feedback.words(lab, run, earlier))]
    if (remark := feedback.remark(lab, run)) and not run.stopped:
        utterances.append(phrases.say(remark))
    state = replace(state, running=None, label="", runs=(*earlier, run), last_run=run)
    if not run.stopped and _settles(lab, run):
        utterances.extend(questions.settled(one) for one in state.predictions if one.lab == lab.id)
        state = replace(state, predictions=tuple(one for one in state.predictions if one.lab != lab.id))
    missing = _missing(lab, state)
    if not missing:
        state = closed(state, f"lab:{lab.id}")
    if missing and (lab.goals != missing or earlier):
        utterances.append(phrases.say(f"Still wanted: {feedback.goals_in_words(missing)}."))
    elif _awaits_run(lab, state):
        utterances.append(phrases.say(_still_open(lab)))
    elif before and not missing:
        utterances.append(phrases.say("That was all I wanted to see. Try more rates, or press Enter to go on."))
    return Reply(state, tuple(utterances))


def is_done(lab: Lab, state: State) -> bool:
    """Whether Enter leads on."""
    return f"lab:{lab.id}" in state.shown and not _awaits_run(lab, state)


def enter_runs(lab: Lab, state: State) -> NumberRead | None:
    """The rate that a bare Enter runs now, if any."""
    if _awaits_run(lab, state) or (not state.runs and not is_done(lab, state)):
        return _suggested(lab)
    return None


def _missing(lab: Lab, state: State) -> tuple[Goal, ...]:
    """The goals that no run has met; none in a lab that was done before."""
    if f"lab:{lab.id}" in state.shown:
        return ()
    return tuple(goal for goal in lab.goals if not any(feedback.meets(goal, run) for run in state.runs))


def _suggested(lab: Lab) -> NumberRead | None:
    number = read_number(lab.suggest) if lab.suggest is not None else None
    return number if isinstance(number, NumberRead) else None


def _settles(lab: Lab, run: RunEnded) -> bool:
    suggested = _suggested(lab)
    return suggested is None or suggested.value == run.lr


def _awaits_run(lab: Lab, state: State) -> bool:
    """A prediction waits for a run of this lab to settle it."""
    return any(predicted.lab == lab.id for predicted in state.predictions)


def _still_open(lab: Lab) -> str:
    if _suggested(lab) is None:
        return "Your prediction is still open. Type a rate and let it run to the end."
    return f"Your prediction is still open. Press Enter to run {lab.suggest} and see."


def _cannot_run(number: NumberRead) -> str | None:
    if number.overflow:
        return (
            f"{number.text} is more than a computer's number can hold (about 1.8e308), so there is no step to take. "
            "Even 100 is a huge rate. Try that, if you like explosions."
        )
    if math.isnan(number.value):
        return (
            'nan means "not a number". One step with it turns w into nan too, and then there is nothing left to '
            "compare. Type a number such as 0.05."
        )
    if math.isinf(number.value):
        return (
            "An infinite rate jumps infinitely far in its first step, so there is nothing to watch. "
            "A large one shows what would happen: try 100."
        )
    return None
