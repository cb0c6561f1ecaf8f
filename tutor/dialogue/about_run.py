"""Answers "why did it bounce?" from the learner's own last run: from its verdict and the evidence for it, no more.

A question may presume what the run did not do. Then the answer says what it did instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile

from tutor.dialogue.feedback import steps_to_converge
from tutor.dialogue.lettered import by_letter
from tutor.dialogue.model import RunEnded
from tutor.dialogue.run_questions import Asked, Topic, read
from tutor.engine.figures import counted, figure, rate
from tutor.wording import percent

NO_RUN = "There is no run to ask about yet. Run a rate first, then ask me again."

_DID = {
    ("overshot", "diverged"): "it exploded",
    ("overshot", "late-divergence"): "it came down at first, and then its loss climbed again",
    ("overshot", "bouncing"): "it kept bouncing",
    ("overshot", "ringing"): "it swung past the bottom and did not come to rest",
    ("overshot", "chaotic"): "it leapt about",
    ("overshot", "noise"): "it kept shaking, since its gradients are noisy",
    ("overshot", "thrown"): "its steps threw it out, above where it began",
    ("converged", "smooth"): "it converged smoothly",
    ("converged", "zigzag"): "it bounced and converged",
    ("converged", "ringing-died"): "it swung to and fro, and then it converged",
    ("converged", "after-overshoot"): "it overshot on its way, and then it converged",
    ("converged", "scheduled"): "it converged with the help of its schedule",
    ("converged", "small-bounce"): "it converged, and shakes only a little",
    ("converged", "at-start"): "it started at the bottom and stayed there",
    ("converged", "escaped"): "it got over a hill and converged",
    ("stalled", "crawling"): "it crawled",
    ("stalled", "valley"): "it crept along a narrow floor",
    ("stalled", "plateau"): "it came to almost flat ground",
    ("stalled", "saddle"): "it came to a place that is flat and yet no bottom",
    ("stalled", "local-minimum"): "it came to rest too high up",
    ("stalled", "rate-decayed"): "its rate became too small on the way",
    ("stalled", "frozen"): "it did not move",
    ("stalled", "stopped"): "it was still on its way",
}
"""What a run did, by verdict and reason."""
_BOUNCING = frozenset({"bouncing", "ringing", "chaotic", "noise", "zigzag", "ringing-died", "small-bounce"})


def answer(
    question: str, runs: Sequence[RunEnded], last: RunEnded | None, compared: Sequence[RunEnded] = ()
) -> str | None:
    """What the last run says to a question about it, or, if the question names the rate of an earlier one, that run.

    Args:
        question: as typed.
        runs: those of the lab that waits, oldest first: the ones that can be asked about by their rate.
        last: the newest run of the lesson; None if there was none.
        compared: those that pictures can put side by side, oldest first, where that is more than `runs`.

    Returns:
        an answer, or None if the question is not about a run.
    """
    newest = (*((last,) if last is not None else ()), *reversed(runs))
    said = question.casefold()
    racer = next((one for one in newest if one.entrant and one.entrant.casefold() in said), None)
    # A runner that is named is what "it" would be.
    if racer is not None:
        question = said.replace(racer.entrant.casefold(), "it")
    elif isinstance(lettered := by_letter(question, compared or runs or newest), str):
        return lettered
    elif lettered is not None:
        racer, question = lettered
    asked = read(question)
    if asked is None:
        return None
    if last is None and racer is None:
        return NO_RUN
    run = racer or next((one for one in newest if one.lr in asked.rates), None)
    if run is None and last is not None and asked.rates and not asked.of_it:
        named = rate(asked.rates[0])
        return f"You have not run {named} here; your last run was at {rate(last.lr)}. Run it, then ask again."
    run = run or _whom_it_fits(asked, newest) or last
    assert run is not None
    told = f"{_named(run)}: {_answered(run, asked)}"
    # The sentence on a run that was stopped says so itself.
    if run.stopped and "stopped it" not in told:
        told += " You stopped it before its end, so this is about what it had done by then."
    return told


def _named(run: RunEnded) -> str:
    """`At 0.1`, `adam at 0.1`. What was typed for a race need not be each runner's rate: a schedule may halve it."""
    if not run.entrant:
        return f"At {rate(run.lr)}"
    highest, last = _number(run, "lr_peak"), _number(run, "lr")
    if highest is None or math.isclose(highest, run.lr):
        return f"{run.entrant} at {rate(run.lr)}"
    return f"{run.entrant} at {rate(highest)}" if highest == last else run.entrant


def _whom_it_fits(asked: Asked, newest: Sequence[RunEnded]) -> RunEnded | None:
    """After a race, the entrant to which that happened; None if it was all of them, or none."""
    race = list(takewhile(lambda one: one.entrant and one.lr == newest[0].lr, newest))
    if asked.topic != "event" or asked.denied or asked.event in ("stop", "rise"):
        return None
    fits = [one for one in race if _happened_so(one, asked.event)]
    return fits[0] if 0 < len(fits) < len(race) else None


def _answered(run: RunEnded, asked: Asked) -> str:
    if run.verdict.is_open and asked.needs_verdict:
        return f"It was too short to tell. {run.verdict.sentence} {run.verdict.advice}".rstrip()
    return _ANSWERS[asked.topic](run, asked)


def _happened(run: RunEnded, _asked: Asked) -> str:
    return run.verdict.sentence


def _about_event(run: RunEnded, asked: Asked) -> str:
    event = asked.event
    if event == "stop":
        return _stop(run)
    if event == "rise":
        return _rise(run)
    happened, sentence = _happened_so(run, event), run.verdict.sentence
    if happened and (asked.denied or not asked.why):
        return f"It did {event}. {sentence}" if event != "bounce" else f"{_bounced(run)} {sentence}"
    if happened:
        return f"{_bounced(run)} {sentence}" if event == "bounce" and _needs_flips(run) else sentence
    if event == "overshoot" and _flips(run):
        return f"It did step across the bottom, and yet {_did(run)}. {sentence}"
    return f"It did not {event}: {_did(run)}. {sentence}"


def _happened_so(run: RunEnded, event: str) -> bool:
    verdict, reason = run.verdict.verdict, run.verdict.reason
    match event:
        case "bounce":
            return reason in _BOUNCING or _flips(run) > 0
        case "explode":
            return reason in ("diverged", "late-divergence")
        case "overshoot":
            return verdict == "overshot" or reason == "after-overshoot"
        case "stall":
            return verdict == "stalled" and reason != "stopped"
        case _:
            return verdict == "converged"


def _bounced(run: RunEnded) -> str:
    flips = max(_flips(run), int(_number(run, "crossings") or 0))
    if not flips:
        return "It did bounce."
    return f"It did bounce: the slope changed its sign {'once' if flips == 1 else f'{flips} times'} on the way."


def _needs_flips(run: RunEnded) -> bool:
    """Whether the verdict's sentence is about something else than the bouncing."""
    return run.verdict.reason not in _BOUNCING


def _stop(run: RunEnded) -> str:
    if run.stopped:
        return run.verdict.sentence
    if _number(run, "overflow_step") is not None:
        return f"It ended after {_length(run)}, as its numbers got too big. {run.verdict.sentence}"
    return f"It made all of its {_length(run)}, and {_did(run)}. {run.verdict.sentence}"


def _rise(run: RunEnded) -> str:
    first, last = run.loss
    highest = _number(run, "highest")
    if not last <= first:
        return f"The loss went from {_figure(first)} to {_figure(last)}. {run.verdict.sentence}"
    if highest is not None and highest > 1.000001:
        return (
            f"On the way the loss rose to {_figure(highest)} times what it was above the best, and at the end it was "
            f"{_figure(last)}: {_did(run)}. {run.verdict.sentence}"
        )
    return f"The loss did not end above its start: it went from {_figure(first)} to {_figure(last)}, and {_did(run)}."


def _too_high(run: RunEnded, _asked: Asked) -> str:
    verdict, sentence = run.verdict.verdict, run.verdict.sentence
    limit = _number(run, "limit")
    known = f" The limit here is {_figure(limit)}." if limit is not None and "limit" not in sentence else ""
    if verdict == "overshot":
        return f"Yes, too high for this run. {sentence}{known}"
    if verdict == "converged":
        return f"No: {_did(run)}. {sentence}{known}"
    if _higher_would_help(run):
        return f"No, rather too low: {_did(run)}. {sentence}"
    return f"It did not overshoot: {_did(run)}. {sentence}"


def _too_low(run: RunEnded, _asked: Asked) -> str:
    verdict, sentence = run.verdict.verdict, run.verdict.sentence
    if verdict == "overshot":
        return f"No, rather too high: {_did(run)}. {sentence}"
    if verdict == "converged":
        return f"No: {_did(run)}. {sentence}"
    if _higher_would_help(run):
        return f"Yes, too low for these steps. {sentence} {run.verdict.advice}".rstrip()
    return f"The rate alone does not explain it: {_did(run)}. {sentence} {run.verdict.advice}".rstrip()


def _right_rate(run: RunEnded, _asked: Asked) -> str:
    needed = steps_to_converge(run)
    if run.verdict.verdict == "converged":
        took = f" (in {counted(needed, _unit(run))})" if needed else ""
        return f"It did well: {_did(run)}{took}. {run.verdict.sentence}"
    return f"Not yet: {_did(run)}. {run.verdict.sentence} {run.verdict.advice}".rstrip()


def _how_far(run: RunEnded, _asked: Asked) -> str:
    first, last = run.loss
    told = f"After {_length(run)} the loss had gone from {_figure(first)} to {_figure(last)}"
    if len(run.w[0]) == 1 == len(run.w[1]) and all(map(math.isfinite, (*run.w[0], *run.w[1]))):
        told += f", and w from {_figure(run.w[0][0])} to {_figure(run.w[1][0])}"
    start, end = _number(run, "excess_start"), _number(run, "excess_end")
    if start and end is not None and 0 <= end <= start:
        left = percent(end / start) if end > 1e-4 * start else "almost nothing"
        told += f". Of the way down {left} was left"
    return f"{told}: {_did(run)}."


def _steps(run: RunEnded, _asked: Asked) -> str:
    needed = steps_to_converge(run)
    if run.verdict.verdict == "converged" and needed is not None:
        if needed == 0:
            return f"None: {_did(run)}."
        took = counted(needed, _unit(run))
        told = f"It needed {took} until less than 1 % of the way down was left, for good."
        return f"{told} The whole run had {_length(run)}."
    return f"It did not arrive in its {_length(run)}: {_did(run)}. {run.verdict.sentence}"


def _unit(run: RunEnded) -> str:
    """What the verdict counts in: a training's in epochs."""
    return "epoch" if run.verdict.evidence.get("unit") == "epoch" else "step"


def _length(run: RunEnded) -> str:
    """`50 steps`, `40 epochs`; what was stopped within an epoch is told in steps."""
    epochs = _number(run, "steps")
    if _unit(run) == "epoch" and epochs is not None and not run.stopped:
        return counted(int(epochs), "epoch")
    return counted(run.steps, "step")


def _next(run: RunEnded, _asked: Asked) -> str:
    # What to try after a run that arrived is the lesson's to say: the advice may give away what it lets one find.
    if run.verdict.verdict == "converged" or not run.verdict.advice:
        return f"{_did(run).capitalize()}. Try one that is higher and one that is lower, and compare."
    return f"{_did(run).capitalize()}. {run.verdict.advice}"


_ANSWERS: Mapping[Topic, Callable[[RunEnded, Asked], str]] = {
    "happened": _happened,
    "event": _about_event,
    "too high": _too_high,
    "too low": _too_low,
    "right rate": _right_rate,
    "steps": _steps,
    "how far": _how_far,
    "next": _next,
}


def _higher_would_help(run: RunEnded) -> bool:
    suggested = _number(run, "suggested_lr")
    return suggested is not None and run.verdict.reason in ("crawling", "frozen", "valley") and suggested > abs(run.lr)


def _did(run: RunEnded) -> str:
    if run.verdict.is_open:
        return "as for the rest, it was too short to tell"
    if run.verdict.reason == "crawling" and not _higher_would_help(run):
        return "it had not arrived yet"
    return _DID[run.verdict.verdict, run.verdict.reason]


def _flips(run: RunEnded) -> int:
    flips = _number(run, "sign_flips")
    return 0 if flips is None else int(flips)


def _number(run: RunEnded, name: str) -> float | None:
    """A figure of the evidence that is a finite number."""
    value = run.verdict.evidence.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number and value is not None else None


def _figure(number: float) -> str:
    """A number as the verdict says it, an overflow in plain words."""
    return figure(number) if math.isfinite(number) else "a number too large for the computer"
