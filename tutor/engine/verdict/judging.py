"""Whether a run overshot, stalled or converged, why, and what to try: the rules.

The three words are decided in this order, on the excess (loss minus the best the problem allows), S at the start, and
the tail (the last tenth of the steps, at least five, or all):

1. *overshot* if a number overflowed, or the tail's median is 5 % or more above S;
2. *converged* if the whole tail lies within 1 % of S;
3. *overshot* if smaller steps from the very point where the run ended would have come to at most half the excess that
   going on unchanged would, or there in at most half the time;
4. *stalled* otherwise.

Three cases are read by their sense. A run that goes round for ever or leaps about, where smaller steps would end lower
but, in a poor valley, not by half, is neither at rest nor on its way: it overshot. So did one that had been within 1 %
for a good while and left again, and one that was thrown out above its start time and again. And a run that walks
straight down, with steps well below what the curvature bears, is not blamed for what as many steps again would bring.
Going on means as many steps as the run had, at least 20, at most 50 or, if that is more, a quarter of it.

A run whose rate was changed on the way is judged whole: from its true start, by the tail of all its steps. Going on is
going on with the last rate, and how it moves is measured since the last change. One that an earlier rate had carried
away and that is on its way back has overshot while it is above its start; below it, that it once was away is not held
against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tutor.engine.model import Verdict
from tutor.engine.verdict.advice import NOTHING, suggest
from tutor.engine.verdict.advice_wording import advise
from tutor.engine.verdict.case import Case
from tutor.engine.verdict.evidence import evidence
from tutor.engine.verdict.path import BAND, period
from tutor.engine.verdict.resting import at_rest, in_valley, resting_place, shaken, spent, stands_still
from tutor.engine.verdict.swinging import growth, turning
from tutor.engine.verdict.wording import tell

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory

Sure = Literal["high", "medium", "low"]

_ON_ITS_WAY = ("crawling", "valley", "rate-decayed")
"""Reasons to have stalled that say no more than that the steps did not suffice."""
_CREEPING = 0.85
"""What loses a larger share of its excess than this leaves at each step does not creep."""
_CHAOTIC = 20.0
"""Two runs that begin a hair apart and end so many times farther apart have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict before it is put into words."""

    verdict: str
    reason: str
    sure: Sure


def judge(trajectory: Trajectory, *, advising: bool = True) -> Verdict:
    """The verdict on one run, from its whole path and from what going on otherwise would have brought.

    Args:
        trajectory: a run as `descent.run` gives it; any length, 0 included, finite or not.
        advising: whether to look for a rate to recommend, which is most of the work; without, `advice` is empty.

    Returns:
        A verdict whose evidence has the keys told in `verdict.evidence`.
    """
    with np.errstate(all="ignore"):
        case = Case(trajectory)
        ruling = rule(case)
        suggestion = suggest(case, ruling.verdict, ruling.reason) if advising else NOTHING
        return Verdict(
            verdict=ruling.verdict,
            reason=ruling.reason,
            sure=ruling.sure,
            sentence=tell(case, ruling.verdict, ruling.reason, suggestion),
            advice=advise(case, ruling.verdict, ruling.reason, suggestion) if advising else "",
            evidence=evidence(case, ruling.verdict, suggestion),
        )


def rule(case: Case) -> Ruling:
    """Which of the words, and why. What the learner stopped on its way has not stalled by itself, and where it only
    fell it has not overshot yet, whatever going on would bring."""
    ruling = _by_course(case)
    on_its_way = ruling.reason in _ON_ITS_WAY or (ruling.verdict == "overshot" and case.path.only_fell)
    if case.trajectory.ended == "stopped" and on_its_way and case.dead is None:
        return Ruling("stalled", "stopped", ruling.sure)
    return ruling


def _by_course(case: Case) -> Ruling:
    path = case.path
    if path.ran_away:
        return Ruling("overshot", _divergence(case), "high")
    if path.steps == 0:
        return Ruling("converged", "at-start", "high") if _starts_low(case) else Ruling("stalled", "frozen", "high")
    if case.used < 0 and path.left > path.start:
        return Ruling("overshot", "diverged", "high")
    if (path.risen or path.exploding) and not (_starts_low(case) and path.within):
        return Ruling(
            "overshot", _rise(case), "high" if path.fraction > 1.5 or not case.problem.stochastic else "medium"
        )
    if not case.known and path.start == 0 and not path.moved:
        return Ruling("stalled", "frozen", "high" if case.lr == 0 else "medium")
    if path.within:
        clearly = case.known and path.worst <= 0.5 * 0.01 * path.start and not case.leaving
        return Ruling("converged", _convergence(case), "high" if clearly else "medium")
    if _climbs_back(case):
        return Ruling("overshot", "late-divergence", "medium")
    if path.keeps_leaping and not (case.problem.stochastic or case.swinging or case.coming_back):
        return Ruling("overshot", "chaotic", "medium")
    if path.moved and not _follows_slope(case) and (case.smaller.helps or _restless(case)):
        clear = case.smaller.ratio <= 0.25 and not case.problem.stochastic and _clearly_apart(case)
        return Ruling("overshot", _unrest(case), "high" if clear else "medium")
    reason = _stall(case)
    if reason in ("crawling", "valley") and shaken(case):
        return Ruling("overshot", "noise", "medium")  # at its noise floor, which shorter steps would lower
    # Where nobody went on from the end, the curvature has to vouch that smaller steps would only be slower.
    vouched = not _follows_slope(case) or (case.plain and case.end is not None and case.end.sharpness > 0)
    return Ruling("stalled", reason, "high" if vouched and _clearly_apart(case) else "medium")


def _clearly_apart(case: Case) -> bool:
    """Whether what is left is well above the 1 % that divide converged from not, of a minimum that is known."""
    return case.known and case.path.fraction > 0.02 and case.path.steps >= 5


def _restless(case: Case) -> bool:
    """Whether it goes round and round or leaps about, where smaller steps would end lower, if only in a poor valley."""
    lower = case.ahead.come_to(case.reference)
    gain = float(lower[0] - lower[case.ahead.smaller].min(initial=np.inf))
    if case.problem.stochastic or case.swinging or (case.smaller.ratio > 0.9 and gain <= BAND * case.path.start):
        return False
    if case.ahead.sensitivity > _CHAOTIC:
        return True
    onward = case.ahead.unchanged
    strides = np.abs(np.diff(onward, axis=0)).max(axis=1)
    quarter = max(1, len(strides) // 4)
    keeps_moving = float(strides[-quarter:].max()) > 0.7 * float(strides[:quarter].max()) > 0
    return keeps_moving and (turning(onward[1:] - onward[:-1]) or 0.0) > 60


def _climbs_back(case: Case) -> bool:
    """Whether the run had been at the bottom for a good while, and left it again."""
    path = case.path
    if case.problem.stochastic or case.swinging or case.coming_back:
        return False
    outside = np.flatnonzero(path.excess > 0.01 * path.start)  # its last entry lies in the tail
    longest = int(np.diff(outside).max(initial=0)) - 1
    return longest >= max(6, path.steps // 8)


def _follows_slope(case: Case) -> bool:
    """Whether the steps are so short that they follow the slope like water: shorter ones would only be slower."""
    path = case.recent
    if case.problem.stochastic or case.lr <= 0:
        return False
    if not case.plain:
        late = path.excess[-max(6, path.steps // 2) :]
        return path.steps >= 10 and (path.turning or 0.0) < 20 and bool((late[1:] < late[:-1]).all())
    if path.flips or path.late_flip_share or case.end is None:
        return False
    return case.lr * case.end.sharpness <= 0.9


def _starts_low(case: Case) -> bool:
    """Whether the start is the minimum, as nearly as the problem's own size lets one tell."""
    start = case.path.start
    if start == 0:
        return case.known
    window = case.problem.window
    if not case.known or not window or start > 1e-3:
        return False
    corners = np.array([[low for low, _ in window], [high for _, high in window]])
    return start <= 1e-12 * float(case.problem.value(corners).max() - case.reference)


# ---------------------------------------------------------------- overshot


def _divergence(case: Case) -> str:
    """Growing from the start, or only after the loss had fallen to less than half and stayed there for a while."""
    excess = case.path.excess[1 : case.path.finite]
    low = int(np.count_nonzero(excess < 0.5 * case.path.start))
    least = 3 if case.since else max(3, len(excess) // 20)  # it went well until its rate was changed
    return "late-divergence" if low >= least else "diverged"


def _rise(case: Case) -> str:
    """Why a run ended above its start without a number overflowing."""
    if case.path.flying and not case.coming_back and not stands_still(case):
        return _divergence(case)  # however it jitters
    if not case.path.moved or at_rest(case):
        return "thrown"
    if case.coming_back:
        return _divergence(case)
    if stands_still(case) or spent(case) or _falls_back(case) or case.path.flight is not None:
        return "thrown"
    if _grows(case):
        return _divergence(case)
    return _unrest(case)


def _falls_back(case: Case) -> bool:
    """Whether it had been carried far out and has been coming down since, steadily, but is not back yet."""
    excess = case.path.excess[: case.path.finite]
    late = excess[-max(6, len(excess) // 3) :]
    return len(late) >= 6 and bool((late[1:] < late[:-1]).all()) and float(excess.max()) > 1.5 * float(excess[-1])


def _grows(case: Case) -> bool:
    """Whether the excess keeps growing: at every second step of the last third, or by its ever higher peaks."""
    path = case.path
    excess = path.excess[: path.finite]
    late = excess[-max(5, len(excess) // 3) :]
    if not case.problem.stochastic and len(late) > 4 and (late[2:] > late[:-2] * (1 + 1e-6)).all():
        return True
    peaks = [part.max() for part in np.array_split(excess, 3) if part.size]
    ahead = np.maximum(case.ahead.loss[:, 0] - case.reference, 0.0)
    if not np.isfinite(ahead).all():
        return bool(peaks[-1] >= max(peaks))
    coming = [part.max() for part in np.array_split(ahead[1:], 2)]
    return bool(peaks[-1] >= max(peaks) and coming[1] > 1.2 * coming[0] and coming[1] > 1.5 * peaks[-1])


def _unrest(case: Case) -> str:
    """How a run that neither settles nor leaves moves about."""
    if case.problem.stochastic:
        return "noise"
    ahead = case.ahead
    if period(ahead.unchanged) is not None:
        return "bouncing"
    excess = np.maximum(ahead.loss[:, 0] - case.reference, 0.0)
    factor = growth(excess)
    if factor is not None and factor > 1.001 and excess[-1] > 2 * excess[0] and _grows(case):
        return _divergence(case)
    if ahead.sensitivity > _CHAOTIC:
        return "chaotic"
    return "ringing" if factor is not None and factor < 0.999 else "bouncing"


# ---------------------------------------------------------------- converged


def _convergence(case: Case) -> str:
    path = case.path
    if _starts_low(case):
        return "at-start"
    if case.left_valley is not None and case.left_valley > case.reference + 0.01 * path.start:
        return "escaped"
    rates = case.trajectory.lr[: max(path.settled or 0, 1)]
    if float(rates.max() - rates.min()) > 0.01 * abs(case.peak) and not case.settles_without_schedule:
        return "scheduled"
    if path.highest >= 1.05 * path.start:
        return "after-overshoot"
    if case.problem.stochastic:
        return "small-bounce" if path.flips >= 2 else "smooth"
    recent = case.recent
    level = recent.growth is not None and recent.growth > 0.99 and path.left > 1e-12 * path.start
    restless = level or recent.as_wide_as_before
    if path.moved and restless and recent.late_flip_share > 0.2:
        return "small-bounce"
    if path.flips >= 2:
        remembers = case.trajectory.experiment.optimizer != "sgd"
        return "ringing-died" if remembers and path.flip_share < 0.8 else "zigzag"
    return "smooth"


# ---------------------------------------------------------------- stalled


def _stall(case: Case) -> str:
    path = case.path
    at = resting_place(case) if case.lr != 0 else None
    if at is not None:
        return at
    if not path.moved:
        return "rate-decayed" if abs(case.peak) > 100 * abs(case.lr) else "frozen"
    far_down = abs(case.lr) <= 0.1 * (1 + 1e-9) * abs(case.peak)  # a tenth, however it was rounded
    # A rate that had to be lowered, as it led uphill, was not lowered too early.
    if far_down and case.larger.helps and path.excess[case.since] <= path.start:
        return "rate-decayed"
    creeps = path.excess[-1] <= path.start and (path.growth is None or path.growth > _CREEPING)
    return "valley" if creeps and in_valley(case) and not _has_room(case) else "crawling"


def _has_room(case: Case) -> bool:
    """Whether steps three times as long, or longer, would get farther."""
    ground = case.end
    if not _follows_slope(case):
        return case.larger.helps
    if ground is None or case.limit_factor is None:
        return True  # an optimizer that sets the length of its steps itself: they are as long as the rate says
    return 3 * case.lr * ground.sharpness < 0.95 * case.limit_factor
