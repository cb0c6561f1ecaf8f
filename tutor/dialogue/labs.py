"""A lab: the learner's number goes in, a run is asked for, and what came of it is talked over."""

from __future__ import annotations

import re
from dataclasses import replace

from tutor.dialogue import feedback, phrases, questions
from tutor.dialogue.model import Judged, Raced, RunEnded, RunThis, Tried, Utterance
from tutor.dialogue.numbers import NumberRead, NumberUnclear, read_number
from tutor.dialogue.state import Reply, State, closed
from tutor.dialogue.typed_rate import cannot_run, cannot_try, taken_for_0
from tutor.engine.figures import counted
from tutor.lesson.experiment import experiment_of, trial_of
from tutor.lesson.model import Goal, Lab, LabGoal

_RATE_NAMES = frozenset({"rate", "lr", "eta", "η"})


def ask(lab: Lab, state: State) -> tuple[Utterance, ...]:
    """What the tutor says on reaching the lab; on coming back to it, what was done there and what is left, too."""
    missing = _missing(lab, state)
    told = [feedback.so_far(state.runs, state.tries)] if state.runs or state.tries else []
    if not told and len(missing) in (0, len(lab.goals)):
        return (phrases.say(lab.ask),)
    if missing:
        told.append(f"Still wanted: {feedback.goals_in_words(missing, unit(lab))}.")
    elif _awaits_run(lab, state):
        told.append(_still_open(lab, state))
    return (phrases.say(lab.ask), phrases.say(" ".join(told)))


def label(lab: Lab) -> str:
    """What the input line waits for."""
    return "w" if lab.guess else "learning rate"


def noun(lab: Lab) -> str:
    """The same in few letters, for the line of keys."""
    return "number" if lab.guess else "rate"


def unit(lab: Lab) -> str:
    """What the lab's runs are counted in: a training in epochs, everything else in steps."""
    return "epoch" if lab.epochs else "step"


def wanted(lab: Lab, state: State) -> str:
    """What can be typed now, as a sentence."""
    what = "a number for w, such as 2" if lab.guess else "a learning rate"
    if enter_runs(lab, state) is not None:
        return f"Type {what}, or press Enter to {_verb(lab)} {lab.suggest}."
    return f"Type {what}{_such_as(lab, state)}{', or press Enter to go on' if is_done(lab, state) else ''}."


def typed(lab: Lab, state: State, text: str) -> Reply:
    """The reply to a line that is no command: a number, or something to be told kindly."""
    number = read_number(text)
    if re.search(r"\d\s*(?:steps?|epochs?)\b", text, re.IGNORECASE) and not lab.guess:
        length = counted(lab.epochs, "epoch") if lab.epochs else counted(lab.steps, "step")
        return Reply(
            state, (phrases.say(f"Each run here has {length}. What I need is a learning rate{_such_as(lab, state)}."),)
        )
    if isinstance(number, NumberUnclear):
        return Reply(state, (phrases.say(number.why),))
    if number is not None and (why := _other_number(lab, state, number)):
        return Reply(state, (phrases.say(why),))
    if number is None:
        what = (
            "w: a number such as 2, 2.5 or −1" if lab.guess else "a learning rate: a number such as 0.05, .05 or 1/20"
        )
        told = f"I was waiting for {what}. You can also type hint, again or skip."
        return Reply(replace(state, misses=state.misses + 1), (phrases.say(told),))
    return start(lab, state, number)


def _other_number(lab: Lab, state: State, number: NumberRead) -> str | None:
    """What to say to a number that is called by the name of another than the one that is wanted: `w = 3`, in a lab that
    runs rates from a start of its own."""
    if lab.guess and number.name in _RATE_NAMES:
        return f"Here you choose w, and nothing is run. Type a number for w, such as {number.text}."
    if not lab.guess and re.fullmatch(r"[wxy]\d?", number.name):
        told = f"What you choose is the learning rate{_such_as(lab, state)}."
        return f"{number.name} starts where this lab puts it. {told}"
    return None


def _such_as(lab: Lab, state: State) -> str:
    """`, such as 0.01`: the rate that the lab suggests, or else one that was run here and converged; empty where there
    is none, as nothing is recommended that was not seen to suit."""
    if lab.guess:
        return ""
    judged = [run for run in state.runs if not run.changes and not run.verdict.is_open]
    good = [f"{run.lr:g}" for run in judged if run.verdict.verdict == "converged"]
    rate = lab.suggest or (good[-1] if good else "")
    return f", such as {rate}" if rate else ""


def may_be_rate(number: NumberRead) -> bool:
    """Whether a number typed where none is waited for looks like a rate: in figures, and called nothing else."""
    return any(map(str.isdigit, number.text)) and (not number.name or number.name in _RATE_NAMES)


def start(lab: Lab, state: State, number: NumberRead) -> Reply:
    """Asks for the run, or says why there is none to watch."""
    if why := cannot_try(number) if lab.guess else cannot_run(number):
        return Reply(state, (phrases.say(why),))
    warned = (phrases.say(taken_for_0(number)),) if number.underflow else ()
    if lab.guess:
        run = RunThis(trial_of(lab, number.value), number.text)
    else:
        entrants = tuple(experiment_of(lab, number.value, entrant) for entrant in lab.race or ("",))
        run = RunThis(entrants[0], number.text, entrants[1:], lab.race, lab.epochs)
    return Reply(replace(state, running=run), (*warned, run))


def entered(lab: Lab, state: State) -> Reply | None:
    """The reply to a bare Enter; None if the lab is done and the lesson goes on."""
    if (rate := enter_runs(lab, state)) is not None:
        return start(lab, state, rate)
    if _awaits_run(lab, state):
        return Reply(state, (phrases.say(f"{_still_open(lab, state)} Or type skip."),))
    if is_done(lab, state):
        return None
    if not state.runs and not state.tries:
        return Reply(state, (phrases.say(wanted(lab, state)),))
    if missing := _missing(lab, state):
        return Reply(
            state, (phrases.say(f"Still wanted: {feedback.goals_in_words(missing, unit(lab))}. Or type skip."),)
        )
    return None


def again(lab: Lab, state: State, rest: str) -> Reply:
    """Another run: at the rate that follows the word, or at the last one; there must be one of them."""
    if rest:
        return typed(lab, state, rest)
    last = state.tries[-1].w if lab.guess else state.runs[-1].lr
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
            if isinstance(goal, Goal) and claim.shows(goal):
                return f"{claim.lr} gives {feedback.goal_in_words(goal, unit(lab))}. Type it and watch."
    if missing and lab.hints:
        return f"What I can tell you: {lab.hints[-1]}"
    if missing:
        return "I have no answer ready for this one. Type skip to go on."
    if _awaits_run(lab, state):
        return _still_open(lab, state)
    number = "number" if lab.guess else "rate"
    if lab.suggest is not None:
        return f"No {number} is wrong here. Press Enter to {_verb(lab)} {lab.suggest}."
    return f"No {number} is wrong here. Try {lab.claims[0].lr if lab.claims else 0.1}, for example."


def hint_without_goal(lab: Lab) -> str:
    """The hint where nothing is to be found."""
    if lab.guess:
        return "No number is wrong here. Type any number for w, such as 2, and see its loss."
    return "No rate is wrong here. Type any number, such as 0.1, and watch."


def happened(lab: Lab, state: State, event: RunEnded | Raced | Tried) -> Reply:
    """What was asked for is over."""
    if isinstance(event, Tried):
        return tried(lab, state, event)
    return raced(lab, state, event) if isinstance(event, Raced) else ended(lab, state, event)


def ended(lab: Lab, state: State, run: RunEnded) -> Reply:
    """The run is over: the verdict and its words, the author's remark, the prediction settled, the goals counted."""
    run = feedback.fitted(lab, run)
    said: list[Utterance] = [Judged(run.verdict, feedback.words(lab, run, state.runs))]
    if (remark := feedback.remark(lab, run)) and not run.stopped:
        said.append(phrases.say(remark))
    return _counted(lab, state, said, (run,))


def raced(lab: Lab, state: State, race: Raced) -> Reply:
    """Several runs are over together: each verdict, who was first, and what the author adds to this rate."""
    race = replace(race, runs=tuple(feedback.fitted(lab, run) for run in race.runs))
    said: list[Utterance] = [*feedback.judged_together(race.runs, first=not state.runs)]
    if not any(run.stopped for run in race.runs):
        said.append(phrases.say(feedback.race_words(race.runs)))
        if unseen := feedback.unseen_words(race.runs):
            said.append(phrases.say(unseen))
        if race.runs and (remark := feedback.remark_on(lab, race.runs[0].lr)):
            said.append(phrases.say(remark))
    return _counted(lab, state, said, race.runs)


def tried(lab: Lab, state: State, event: Tried) -> Reply:
    """A weight was tried: what the loss and the slope are there."""
    said: list[Utterance] = [phrases.say(" ".join(feedback.tried_words(event, state.tries)))]
    if remark := feedback.remark_on(lab, event.w):
        said.append(phrases.say(remark))
    return _counted(lab, state, said, (), (event,))


def _counted(
    lab: Lab, state: State, said: list[Utterance], runs: tuple[RunEnded, ...], tries: tuple[Tried, ...] = ()
) -> Reply:
    """The predictions settled, the goals counted, and what is still wanted."""
    first, before = not (state.runs or state.tries), _missing(lab, state)
    last = runs[-1] if runs else state.last_run
    state = replace(
        state, running=None, runs=(*state.runs, *runs), tries=(*state.tries, *tries), last_run=last
    )  # fmt: skip
    newly = tuple((lab.id, goal) for goal in before if feedback.met(goal, state.runs, state.tries))
    state = replace(state, met=(*state.met, *newly))
    settling = [_settles(lab, run.lr) and not run.stopped and not run.changes for run in runs]
    settling += [_settles(lab, one.w) for one in tries]
    if settling and all(settling):
        said.extend(questions.settled(one) for one in state.predictions if one.lab == lab.id)
        state = replace(state, predictions=tuple(one for one in state.predictions if one.lab != lab.id))
    missing = _missing(lab, state)
    uphill = any(feedback.met_uphill(goal, runs) for goal in missing)
    if uphill:
        said.append(phrases.say(phrases.UPHILL))
    if not missing:
        state = closed(state, f"lab:{lab.id}")
    if missing and (lab.goals != missing or not first or uphill):
        said.append(phrases.say(f"Still wanted: {feedback.goals_in_words(missing, unit(lab))}."))
    elif _awaits_run(lab, state):
        said.append(phrases.say(_still_open(lab, state)))
    elif before and not missing:
        more = "numbers" if lab.guess else "rates"
        said.append(phrases.say(f"That was all I wanted to see. Try more {more}, or press Enter to go on."))
    return Reply(state, tuple(said))


def is_done(lab: Lab, state: State) -> bool:
    """Whether Enter leads on."""
    return f"lab:{lab.id}" in state.shown and not _awaits_run(lab, state)


def enter_runs(lab: Lab, state: State) -> NumberRead | None:
    """The rate (in a lab with `guess`, the w) that a bare Enter runs now, if any."""
    if _awaits_run(lab, state) or (not state.runs and not state.tries and not is_done(lab, state)):
        return _suggested(lab)
    return None


def _verb(lab: Lab) -> str:
    return "try" if lab.guess else "run"


def _missing(lab: Lab, state: State) -> tuple[LabGoal, ...]:
    """The goals that no run has met, also not on an earlier visit; none in a lab that was done before."""
    if f"lab:{lab.id}" in state.shown:
        return ()
    return tuple(goal for goal in lab.goals if (lab.id, goal) not in state.met)


def goals_open(lab: Lab, state: State) -> str:
    """`, 2 goals open`, once something was run or met; empty if none is, or nothing was."""
    missing = _missing(lab, state)
    count = len(missing) if state.runs or state.tries or missing != lab.goals else 0
    return f", {'goal' if count == 1 else f'{count} goals'} open" if count else ""


def _suggested(lab: Lab) -> NumberRead | None:
    number = read_number(lab.suggest) if lab.suggest is not None else None
    return number if isinstance(number, NumberRead) else None


def _settles(lab: Lab, number: float) -> bool:
    suggested = _suggested(lab)
    return suggested is None or suggested.value == number


def _awaits_run(lab: Lab, state: State) -> bool:
    """A prediction waits for a run of this lab to settle it."""
    return any(predicted.lab == lab.id for predicted in state.predictions)


def _still_open(lab: Lab, state: State) -> str:
    given_up = all(predicted.is_given_up for predicted in state.predictions if predicted.lab == lab.id)
    told = "We wanted to watch this." if given_up else "Your prediction is still open."
    if _suggested(lab) is None:
        what = "number" if lab.guess else "rate and let it run to the end"
        return f"{told} Type a {what}."
    return f"{told} Press Enter to {_verb(lab)} {lab.suggest} and see."
