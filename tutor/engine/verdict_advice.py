"""A rate to try next, and proof that it works: the suggestion is run before it is made.

Candidates are the rate that was used, times or divided by round factors, and those that the curvature suggests, each
rounded to one figure, as a person would say it. All of them descend side by side from the run's own start, and meet
the noise that a run with the same seed would meet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.schedules import build_schedule
from tutor.engine.verdict_futures import arrival, descend
from tutor.engine.verdict_path import BAND, TAIL_LEAST, TAIL_SHARE

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.verdict_case import Case

_FACTORS = (2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1e3, 1e4)
_FACTORS_IF_COSTLY = (3.0, 10.0, 30.0, 100.0)
_OF_CURVATURE = (0.3, 1.0, 1.5)
"""Shares of 1/curvature: half the limit 2/curvature is the safe choice."""
_TOO_SLOW = ("crawling", "frozen", "plateau", "rate-decayed", "valley")
_FRESH = (1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Where the rate that was used gives nothing to start from."""
_LEAST_STEPS, _MOST_STEPS = 40, 400
_PATIENCE, _MOST_PATIENT, _PATIENT_ROWS = 20, 4000, 6
_FARTHEST = 50
"""How many times longer than it was watched a steady fall is trusted to go on."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rate to try."""

    lr: float | None
    """None where no rate that was tried gets there."""
    steps: int | None = None
    """How many steps it takes, where the run's own number is not enough."""
    settles: int | None = None
    """The step from which it stays within 1 %."""
    schedule: str | None = None
    """The schedule to try it with, if not the run's own."""
    promised: bool = True
    """Whether it was seen to get there; else it was seen to get farther."""
    start: tuple[float, ...] | None = None
    """The start to try it from, if not the run's own."""


NOTHING = Suggestion(None)


def suggest(case: Case, verdict: str, reason: str) -> Suggestion:
    """The rate to try after this verdict: one that converges, or after a run that did, one that shows something new."""
    if verdict == "converged":
        return _curiosity(case, reason)
    if not math.isfinite(case.path.start):
        return NOTHING
    experiment, used = case.trajectory.experiment, abs(case.peak)
    planned = max(experiment.steps, case.path.steps, 1)
    start = _beside(case) if reason == "saddle" else case.trajectory.w[0]
    rates = _candidates(case, verdict, reason)
    loss = _try(case, start, rates, planned)
    kinds = [True] * len(rates)  # whether the rate is constant
    if experiment.schedule != "constant" and _follows_rate(experiment.schedule):
        loss = np.concatenate((loss, _try(case, start, rates, planned, experiment.schedule)), axis=1)
        kinds += [False] * len(rates)
        rates = np.concatenate((rates, rates))
    constant = np.array(kinds)
    reference = min(case.reference, float(loss.min()))
    settles = _settling(np.maximum(loss - reference, 0.0), case.problem.stochastic)
    tail = max(TAIL_LEAST, math.ceil(TAIL_SHARE * planned))
    enough = settles + tail - 1 <= planned
    if (enough & ~constant).any():  # the schedule was asked for: it stays if it can
        settles = np.where(constant, np.inf, settles)
    elif not constant.all():
        settles = np.where(constant, settles, np.inf)
    if verdict == "overshot":
        settles = np.where(rates < used, settles, np.inf)
    best = float(settles.min())
    if best > len(loss) - 1 and case.quadratic is None:
        # A fall that was only foreseen is proof enough on a quadratic, not on ground that changes.
        if case.costly:
            return _better(case, rates, loss, verdict)
        if case.problem.stochastic or reason in ("local-minimum", "rate-decayed"):
            return NOTHING
        count = int(constant.sum())
        return _patiently(case, start, rates[:count], np.maximum(loss[:, :count] - reference, 0.0), planned) or NOTHING
    if not math.isfinite(best):
        return NOTHING
    good = settles <= (max(2 * best, 0.25 * planned) if best <= planned else 1.3 * best)
    for preferred in _preferences(case, verdict, reason, rates):
        if (good & preferred).any():
            good &= preferred
            break
    chosen = min(np.flatnonzero(good), key=lambda run: abs(math.log(rates[run] / (used or 0.01))))
    settled = math.ceil(float(settles[chosen]))
    schedule = "constant" if constant[chosen] and experiment.schedule != "constant" else None
    # Chance is known only as far as it was tried.
    needed = len(loss) - 1 if case.problem.stochastic else _round_up(1.2 * settled + TAIL_LEAST)
    return Suggestion(
        lr=float(rates[chosen]),
        steps=None if settled + tail - 1 <= planned else needed,
        settles=settled,
        schedule=schedule,
        start=tuple(float(number) for number in start) if reason == "saddle" else None,
    )


def _preferences(case: Case, verdict: str, reason: str, rates: Floats) -> list[Floats]:
    """Which of the rates to choose from, the best choice first."""
    used = abs(case.peak)
    sharpness = max((ground.sharpness for ground in (case.start, case.end) if ground is not None), default=0.0)
    calm = rates * sharpness <= 1.05 if case.plain else np.full(len(rates), True)
    if verdict == "overshot":
        return [calm & (rates <= 0.501 * used), rates <= 0.501 * used, rates < used]
    if reason in _TOO_SLOW:
        return [calm & (rates >= 1.8 * used), rates >= 1.8 * used, rates >= used]
    return []


def _candidates(case: Case, verdict: str, reason: str) -> Floats:
    """Rates worth trying, in ascending order."""
    used = abs(case.peak)
    down, up = verdict == "overshot", verdict == "stalled" and reason in _TOO_SLOW
    factors = _FACTORS_IF_COSTLY if case.costly and case.quadratic is None else _FACTORS
    rates = {used}
    if not down:
        rates.update(_round(used * factor) for factor in factors)
    if not up:
        rates.update(_round(used / factor) for factor in factors)
    if not case.costly or case.quadratic is not None:
        sharpnesses = {ground.sharpness for ground in (case.start, case.end, case.bottom) if ground is not None}
        rates.update(_round(share / sharpness) for sharpness in sharpnesses if sharpness > 0 for share in _OF_CURVATURE)
    if not 1e-6 < used < 1e3:
        rates.update(_FRESH)
    return np.array(sorted(rate for rate in rates if 1e-30 < rate < 1e30))


def _try(case: Case, start: Floats, rates: Floats, planned: int, schedule: str = "constant") -> Floats:
    """(steps + 1, K) the losses of descents from `start`, inf where not finite."""
    experiment = case.trajectory.experiment
    rows = np.repeat(start[None, :], len(rates), axis=0)
    if case.quadratic is not None:
        steps = min(max(60, planned), 1000)
        return case.quadratic.loss(case.quadratic.descend(rows, rates, steps))
    if case.costly:
        steps = planned // 6
    elif case.problem.stochastic:
        steps = planned + planned // 3
    elif experiment.optimizer.startswith("rmsprop"):
        steps = planned  # its steps can grow again long after it was down
    else:
        steps = planned // 4
    steps = min(max(_LEAST_STEPS, steps), _MOST_STEPS)
    rule = build_schedule(schedule)
    used = np.array([rule.rate(step, rates) for step in range(steps)])
    return descend(case.problem, experiment.optimizer, rows, used, seed=experiment.seed)[0]


def _better(case: Case, rates: Floats, loss: Floats, verdict: str) -> Suggestion:
    """Where trying to the end would take too long: the rate that came lowest in the steps that were tried."""
    used = abs(case.peak)
    came = np.where(loss[-1] <= loss[len(loss) // 2] * (1 + 1e-9), loss[-1], np.inf)
    wanted = rates < used if verdict == "overshot" else rates > 0
    best = int(np.where(wanted, came, np.inf).argmin())
    same = np.flatnonzero(rates == used)
    unchanged = float(loss[-1, same[0]]) if same.size else math.inf
    if not (math.isfinite(came[best]) and came[best] - case.reference < 0.8 * (unchanged - case.reference)):
        return NOTHING
    return Suggestion(lr=float(rates[best]), promised=False)


def _patiently(case: Case, start: Floats, rates: Floats, excess: Floats, planned: int) -> Suggestion | None:
    """A rate that needs many more steps than were planned, where none gets there soon; run to its end before it is told.

    Args:
        case: the run.
        start: (d,) where to start.
        rates: (K,)
        excess: (steps + 1, K) of the rates when tried for a short while.
        planned: how many steps the run was meant to take.
    """
    falling = (excess[-1] < excess[0]) & (_trend(excess)[1] < -1e-6)
    open_ = np.flatnonzero(falling & _beyond_rested(excess))[-_PATIENT_ROWS:]
    if not open_.size:
        return None
    steps = min(_PATIENCE * planned, _MOST_PATIENT)
    rows = np.repeat(start[None, :], len(open_), axis=0)
    fixed = np.broadcast_to(rates[open_], (steps, len(open_)))
    longer, _ = descend(case.problem, case.trajectory.experiment.optimizer, rows, fixed)
    settles = arrival(np.maximum(longer - case.reference, 0.0), BAND * float(excess[0, 0]))
    soonest = int(settles.argmin())
    settled = int(settles[soonest])
    if settled > 0.8 * steps:
        return None
    return Suggestion(lr=float(rates[open_[soonest]]), steps=_round_up(1.2 * settled + TAIL_LEAST), settles=settled)


def _follows_rate(schedule: str) -> bool:
    """Whether the schedule is a function of the step that scales with the experiment's rate."""
    return not (build_schedule(schedule).watches_loss or "cyclical" in schedule or "one-cycle" in schedule)


def _settling(excess: Floats, noisy: bool) -> Floats:
    """(K,) the step from which each column of `excess` stays within 1 % of its start, inf if never.

    A column that has not got there yet but falls steadily is carried on: the peaks of its last two quarters must fall
    no more slowly than those before, else it is coming to rest somewhere higher.
    """
    steps = len(excess) - 1
    band = BAND * float(excess[0, 0])
    settles = arrival(excess, band).astype(np.float64)
    on_the_way = settles > steps + 1 - max(TAIL_LEAST, steps // 8 if noisy else 0)
    settles[on_the_way] = np.inf
    if noisy or steps < 16 or not on_the_way.all():
        return settles  # where one got there, nobody needs to foresee what the others would do
    before, lately = _trend(excess)
    steady = on_the_way & (lately < -1e-4) & (lately <= 0.6 * before) & np.isfinite(before)
    left = np.log(np.maximum(excess[-(steps // 4) :].max(axis=0), band) / band)
    ahead = steps + left / -lately * (steps // 4)
    return np.where(steady & _beyond_rested(excess) & (ahead <= _FARTHEST * steps), ahead, settles)


def _trend(excess: Floats) -> tuple[Floats, Floats]:
    """(K,) twice: how the logarithm of the peaks changed from the second quarter to the third, and to the last."""
    quarter = (len(excess) - 1) // 4
    last, third, second = (excess[len(excess) - part * quarter :][:quarter].max(axis=0) for part in (1, 2, 3))
    return np.log(third / second), np.log(last / third)


def _beyond_rested(excess: Floats) -> Floats:
    """(K,) whether a rate (ascending) is larger than all that came to rest too high: the slower ones go the same way."""
    late = excess[-max(2, len(excess) // 4) :]
    lowest, highest = late.min(axis=0), late.max(axis=0)
    fell = excess[0] - lowest > 0.01 * excess[0]
    rested = fell & (lowest > BAND * excess[0]) & (highest - lowest <= 1e-4 * highest) & np.isfinite(highest)
    beyond: Floats = np.arange(len(lowest)) > (np.flatnonzero(rested)[-1] if rested.any() else -1)
    return beyond


def _beside(case: Case) -> Floats:
    """(d,) a start a little to the side of the run's own, off the ridge that it walked down."""
    start = case.trajectory.w[0]
    ground = case.end
    if ground is None:
        return start
    side = ground.directions[:, 0]
    return start + 0.01 * np.where(np.abs(side) > 1e-6, side * np.sign(side[np.abs(side).argmax()]), 0.0)


def _curiosity(case: Case, reason: str) -> Suggestion:
    """After a run that converged: the limit, if it is known and still ahead; else twice the rate, or half of it."""
    if reason == "at-start" or case.lr <= 0 or case.trajectory.experiment.schedule != "constant":
        return NOTHING
    if case.problem.stochastic:
        return Suggestion(_round(0.5 * case.lr, 2))
    return Suggestion(case.limit if case.limit is not None else _round(2 * case.lr, 2))


def _round(rate: float, figures: int = 1) -> float:
    """To so many significant figures, as a person would say it."""
    return float(f"{rate:.{figures - 1}e}")


def _round_up(steps: float) -> int:
    """The next number of steps that is round enough to be said."""
    size = 10 ** max(0, math.floor(math.log10(max(steps, 1))) - 1)
    return math.ceil(steps / size) * size
