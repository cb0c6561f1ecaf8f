"""A rate to try next, and proof that it works: the suggestion is run before it is made.

Candidates are the rate that was used, times or divided by round factors, and those that the curvature suggests, each
rounded to one figure, as a person would say it. All of them descend side by side from the run's own start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.verdict.futures import arrival
from tutor.engine.verdict.going_on import a_good_while
from tutor.engine.verdict.path import BAND, tail_of
from tutor.engine.verdict.rates import goes_up_and_down, rates_ahead, scales_with_rate
from tutor.engine.verdict.resting import gone_flat, leads_lower
from tutor.engine.verdict.trials import Trials, stays, try_again, try_patiently, try_rates

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.verdict.case import Case
    from tutor.engine.verdict.trials import Flags

_FACTORS = (2.0, 3.0, 5.0, 10.0, 30.0, 100.0, 1e3, 1e4)
_FACTORS_IF_COSTLY = (3.0, 10.0, 30.0, 100.0)
_OF_CURVATURE = (0.3, 1.0, 1.5, 1.9)
"""Shares of 1/curvature: half the limit 2/curvature is the safe choice."""
_FRESH = (1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Where the rate that was used gives nothing to start from."""
_CLIMB = 10.0
"""A warm-up ends; a rate that is still climbing at so many times its first one is being tested."""
_USUAL_STEPS = 50
"""Planned for by whoever planned none."""
_TOO_SLOW = ("crawling", "frozen", "plateau", "rate-decayed", "valley")
_UNSETTLED = ("bouncing", "ringing", "chaotic", "noise")


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


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a suggestion is wanted for."""

    verdict: str
    reason: str
    planned: int
    """How many steps the run was meant to make."""

    def fits(self, settled: float) -> bool:
        """Whether a run that settles there has its whole tail within the band after the planned steps."""
        return settled <= tail_of(self.planned)


def suggest(case: Case, verdict: str, reason: str) -> Suggestion:
    """The rate to try after this verdict: one that converges, or after a run that did, one that shows something new."""
    if verdict == "converged":
        return _curiosity(case, reason)
    if not math.isfinite(case.path.start) or climbed(case):
        return NOTHING
    experiment = case.trajectory.experiment
    # What has died is not moved by a higher rate.
    wish = _Wish("overshot" if case.dead else verdict, reason, max(experiment.steps, case.path.steps) or _USUAL_STEPS)
    if reason == "saddle" and leads_lower(case) and experiment.schedule == "constant":
        return _more_steps(case)
    start = _beside(case) if reason == "saddle" else case.trajectory.w[0]
    rates = _candidates(case, wish)
    if scales_with_rate(experiment.schedule):  # the schedule was asked for: it stays if it can
        kept = _choose(case, wish, try_rates(case, start, rates, wish.planned, schedule=experiment.schedule))
        if kept is not None and kept.steps is None:
            return _from(start, kept) if reason == "saddle" else kept
    trials = try_rates(case, start, rates, wish.planned, restless=reason in _UNSETTLED)
    found = _choose(case, wish, trials) or _choose_patiently(case, wish, start, trials) or _let_fall(case, wish, start)
    if found is None:
        return NOTHING
    if experiment.schedule != "constant" and found.schedule is None:
        found = replace(found, schedule="constant")
    return _from(start, found) if reason == "saddle" else found


def _from(start: Floats, found: Suggestion) -> Suggestion:
    return replace(found, start=tuple(float(number) for number in start))


def _more_steps(case: Case) -> Suggestion:
    """The run's own rate for longer, where going on with it was seen to get there."""
    onward, n = a_good_while(case), case.path.steps
    settled = n + int(arrival(onward[:, None], BAND * case.path.start)[0])
    steps = _round_up(1.2 * settled + 5)
    if case.changes or settled > tail_of(steps) or settled > n + 0.8 * (len(onward) - 1):
        return NOTHING
    return Suggestion(case.lr, steps=steps, settles=settled)


def climbed(case: Case) -> bool:
    """Whether the schedule lets the rate climb all the way, as in a range test: what such a run shows is where its rate
    became too high. Beginning it lower only puts that off. A warm-up that was cut short by an explosion would have come
    to its end: that is none."""
    run = case.trajectory
    if goes_up_and_down(run.experiment.schedule):
        return False
    rates = np.concatenate((run.lr, rates_ahead(run, max(run.experiment.steps - len(run.lr), 0))))
    return len(rates) > 2 and bool((rates[1:] > rates[:-1]).all()) and bool(rates[-1] > _CLIMB * rates[0] > 0)


def _choose(case: Case, wish: _Wish, trials: Trials) -> Suggestion | None:
    """The rate nearest to the one used, among those that settle soon and stay."""
    settles, rates, used = trials.settles.copy(), trials.rates, abs(case.used)
    if wish.verdict == "overshot" and case.used > 0:
        settles[rates >= used] = np.inf
    while math.isfinite(best := float(settles.min(initial=math.inf))):
        good = settles <= (max(2 * best, 0.25 * wish.planned) if best <= wish.planned else 1.3 * best)
        calm = _calm(case, rates)
        if wish.verdict == "overshot" and (calm & (settles <= 0.5 * wish.planned)).any():
            good = calm & (settles <= 0.5 * wish.planned)  # after a fright, rather slow than bold
        planned = settles <= tail_of(wish.planned)
        if (good & planned).any():
            good &= planned  # more steps than were meant are the last thing to ask for
        for preferred in _preferences(case, wish, rates):
            if (good & preferred).any():
                good &= preferred
                break
        index = int(min(np.flatnonzero(good), key=lambda at: abs(math.log(rates[at] / (used or 0.01)))))
        if not stays(case, trials, index):
            settles[index] = np.inf
            continue
        settled = math.ceil(settles[index])
        steps = None if wish.fits(settled) else _enough(case, trials, settled)
        if steps is None or settled <= tail_of(steps):
            return Suggestion(float(rates[index]), steps=steps, settles=settled)
        settles[index] = np.inf
    return None


def _enough(case: Case, trials: Trials, settled: int) -> int:
    """How many steps to recommend, for a rate that settles after more than were planned."""
    if trials.steps is not None and (case.problem.stochastic or case.limit_factor is None):
        return trials.steps  # chance, and steps that set their own length, are known only as far as they were tried
    enough = _round_up(1.2 * settled + 5)
    if trials.steps is None or case.trajectory.experiment.optimizer == "sgd":
        return enough
    return min(enough, trials.steps)  # what remembers may roll out again


def _choose_patiently(case: Case, wish: _Wish, start: Floats, trials: Trials) -> Suggestion | None:
    """Where none settles soon: one that needs many more steps, or where those cost too much, one that gets farther."""
    if case.quadratic is not None or trials.loss is None or wish.reason in ("local-minimum", "rate-decayed"):
        return None
    if case.costly:
        return _farther(case, wish, trials.rates, trials.loss)
    if case.problem.stochastic:
        return None
    return _choose(case, wish, try_patiently(case, start, trials, wish.planned))


def _farther(case: Case, wish: _Wish, rates: Floats, loss: Floats) -> Suggestion | None:
    """The rate that came lowest in the steps that were tried, if it came clearly lower in them than the one used."""
    used, loss = abs(case.used), loss[: wish.planned + 1]  # tried for longer than a very short run
    came = np.where(loss[-1] <= loss[len(loss) // 2] * (1 + 1e-9), loss[-1], np.inf)
    if wish.verdict == "overshot":
        came = np.where(rates < used, came, np.inf)
    best = int(came.argmin())
    unchanged = float(loss[-1, int(np.abs(rates - used).argmin())])
    clearly = math.isfinite(came[best]) and came[best] - case.reference < 0.8 * (unchanged - case.reference)
    return Suggestion(float(rates[best]), promised=False) if clearly else None


def _let_fall(case: Case, wish: _Wish, start: Floats) -> Suggestion | None:
    """The rate that was used, for half of the run, and then ever smaller ones: a long stride first, a calm end."""
    constant = case.trajectory.experiment.schedule == "constant"
    if wish.reason not in _UNSETTLED or not constant or case.costly or case.lr <= 0 or wish.planned < 20:
        return None
    schedule = f"step:step_size={wish.planned // 2},gamma=0.1"
    trials = try_rates(case, start, np.array([case.lr]), wish.planned, schedule=schedule)
    if not wish.fits(float(trials.settles[0])):
        return None
    return Suggestion(case.lr, settles=int(trials.settles[0]), schedule=schedule)


def _calm(case: Case, rates: Floats) -> Flags:
    """(K,) whether a rate is at most about half the limit, where the run started and where it ended."""
    sharpness = max((ground.sharpness for ground in (case.start, case.end) if ground is not None), default=0.0)
    calm: Flags = rates * sharpness <= (1.05 if case.plain else np.inf)
    return calm


def _preferences(case: Case, wish: _Wish, rates: Floats) -> list[Flags]:
    """Which of the rates (K,) to choose from, the best choice first."""
    used = abs(case.used)
    if wish.verdict == "overshot" and case.used > 0:
        return [rates <= 0.52 * used]
    if wish.reason in _TOO_SLOW and gone_flat(case):  # the higher of those that work are close to what was too high
        return [rates >= 1.8 * used, rates <= 0.15 * used]
    if wish.reason in _TOO_SLOW:
        return [_calm(case, rates) & (rates >= 1.8 * used), rates >= 1.8 * used, rates >= used]
    return []


def _candidates(case: Case, wish: _Wish) -> Floats:
    """Rates worth trying, in ascending order."""
    used = abs(case.used)
    down, up = wish.verdict == "overshot" and case.used > 0, wish.verdict == "stalled" and wish.reason in _TOO_SLOW
    up = up and not gone_flat(case)  # a rate that was too high can have carried it there, too
    costly = case.costly and case.quadratic is None
    factors = _FACTORS_IF_COSTLY if costly else _FACTORS
    rates = {used}
    if not down:
        rates.update(_round(used * factor) for factor in factors)
    if not up:
        rates.update(_round(used / factor) for factor in factors)
    if not costly:
        sharpnesses = {ground.sharpness for ground in (case.start, case.end, case.bottom) if ground is not None}
        rates.update(_round(share / sharpness) for sharpness in sharpnesses if sharpness > 0 for share in _OF_CURVATURE)
    if not 1e-6 < used < 1e3 or case.used < 0:
        rates.update(_FRESH)
    return np.array(sorted(rate for rate in rates if 1e-30 < rate < 1e30))


def _beside(case: Case) -> Floats:
    """(d,) a start a little to the side of the run's own, off the ridge that it walked down."""
    start: Floats = case.trajectory.w[0]
    ground = case.end
    if ground is None:
        return start
    side = ground.directions[:, 0]
    moved: Floats = start + 0.01 * np.where(np.abs(side) > 1e-6, side * np.sign(side[np.abs(side).argmax()]), 0.0)
    return moved


def _curiosity(case: Case, reason: str) -> Suggestion:
    """After a run that converged: the limit, if it is known; else twice the rate, or half of it, as far as that holds:
    twice the rate only if it was seen to get there sooner, half of it if it was seen to get there."""
    if reason == "at-start" or case.lr <= 0 or case.trajectory.experiment.schedule != "constant" or case.changes:
        return NOTHING
    if case.problem.stochastic:
        return Suggestion(_round(0.5 * case.lr, 2))
    if case.limit is not None:
        return Suggestion(_round(case.limit, 4))
    half, double = _round(0.5 * case.lr, 2), _round(2 * case.lr, 2)
    trials = try_again(case, np.array([half, double]))
    at = 1 if trials.settles[1] < (case.path.settled or 0) and stays(case, trials, 1) else 0
    if not math.isfinite(trials.settles[at]):
        return NOTHING
    return Suggestion(float(trials.rates[at]), settles=int(trials.settles[at]))


def _round(rate: float, figures: int = 1) -> float:
    """To so many significant figures, as a person would say it."""
    return float(f"{rate:.{figures - 1}e}")


def _round_up(steps: float) -> int:
    """The next number of steps that is round enough to be said."""
    size: int = 10 ** max(0, math.floor(math.log10(max(steps, 1))) - 1)
    return math.ceil(steps / size) * size
