"""What a run's own path shows, measured before anything is judged.

Every measure is a ratio of the run's own numbers, so that scaling the loss (and the rate inversely), shifting the loss
together with its minimum, or scaling the parameters changes none of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.verdict.swinging import as_wide_as_before, crossed_at, growth, swings, turning

if TYPE_CHECKING:
    from tutor.engine.model import Floats, Trajectory

BAND = 0.01
"""Converged: the whole tail stays within this share of the excess at the start."""
RISE = 1.05
"""Overshot: the tail's median is at least so many times the excess at the start."""
TAIL_SHARE, TAIL_LEAST = 0.1, 5
"""The tail: the last tenth of the steps, at least five, or all."""

_RESOLUTION = 1e-13
"""An excess below this share of the losses it is the difference of is rounding."""
_FLIGHT = 8
"""A rise over fewer steps than this shows no course of its own."""
_LONGEST_PERIOD = 8
"""Steps: the longest pattern that is looked for; where a rate grows, periods of 2, 4 and 8 come one after another."""
PATTERN_FROM = 2 * _LONGEST_PERIOD
"""Positions, or losses, from which on it can be said that there is no pattern: the longest would be seen twice."""
_LEAPS = 3
"""So many leaps above the start are no accident."""


def tail_of(steps: int) -> int:
    """Index of the tail's first loss in a run of `steps` updates; the start itself belongs to it only if it is all."""
    return min(steps, max(1, steps + 1 - max(TAIL_LEAST, math.ceil(TAIL_SHARE * steps))))


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A run's course as numbers. n updates were made; index 0 is the start."""

    steps: int
    finite: int
    """How many of the n+1 entries come before the first non-finite number."""
    excess: Floats
    """(n+1,) loss minus `reference`, never negative; inf where the loss is not finite."""
    reference: float
    start: float
    """The excess at the start."""
    left: float
    """The median excess of the tail: what is left at the end."""
    worst: float
    """The largest excess of the tail."""
    highest: float
    """The largest excess of the whole run."""
    settled: int | None
    """The first step from which the excess stays within 1 % of the start's to the end."""
    growth: float | None
    """The late geometric factor per step of the excess: 0.9 loses a tenth each step, 1.2 gains a fifth."""
    distance_growth: float | None
    """The same of the distance to the nearest known minimizer."""
    flips: int
    """How often the slope along the steepest direction changed its sign while it was still noticeable."""
    flip_share: float
    """`flips` as a share of the steps on which the slope was noticeable."""
    late_flip_share: float
    """The share of the tail's steps on which the slope changed its sign, however small, down to rounding."""
    as_wide_as_before: bool
    """Whether the slope along the steepest direction was the larger part of the slope at the end, still noticeable, and
    had not been shrinking."""
    crossings: int
    """The same as `flips`, but however small the slope had become, down to rounding."""
    crosses_always: bool
    """Whether it did so at every step, down to rounding."""
    turning: float | None
    """Mean angle between one step and the next in the later half, in degrees: 180 goes straight back."""
    moved: bool
    """Whether any step of the tail changed any parameter."""

    @property
    def ran_away(self) -> bool:
        """A number overflowed or the loss stopped being one."""
        return self.finite < len(self.excess)

    @property
    def within(self) -> bool:
        """The whole tail lies within 1 % of the excess at the start."""
        return self.worst <= BAND * self.start

    @property
    def risen(self) -> bool:
        """The run ended 5 % or more above its start."""
        return self.left >= RISE * self.start and self.left > 0

    @property
    def exploding(self) -> bool:
        """The run ended above its start, and each of its last steps made the excess half as large again or more."""
        last = self.excess[-TAIL_LEAST:]
        return bool(last[-1] > self.start and (last[1:] > 1.5 * last[:-1]).all())

    @property
    def only_fell(self) -> bool:
        """The excess fell at every step, and the slope never changed its sign."""
        return self.crossings == 0 and bool((self.excess[1:] < self.excess[:-1]).all())

    @property
    def flight(self) -> int | None:
        """The step at which a flight was at its highest; None if there was none.

        In a flight the excess rises far above the start, from quarter to quarter of the way up by half or more: noise
        and swings come to a level, a flight does not.
        """
        top = int(self.excess.argmax())
        if top < _FLIGHT or self.ran_away:
            return None
        peaks = [float(part.max()) for part in np.array_split(self.excess[1 : top + 1], 4)]
        rising = all(later > 1.5 * before for before, later in pairwise(peaks))
        return top if rising and peaks[-1] > 10 * self.start and peaks[-1] > 100 * peaks[0] else None

    @property
    def flying(self) -> bool:
        """Whether it was in flight to the end, or nearly."""
        return self.exploding or (self.flight is not None and self.flight >= 0.75 * self.steps and self.risen)

    @property
    def leaps(self) -> tuple[int, ...]:
        """The steps at which it was thrown out above its start again, after it had been down to half."""
        high = self.excess > RISE * self.start
        marks = np.flatnonzero(high | (self.excess < 0.5 * self.start))
        return tuple(int(step) for step in marks[1:][high[marks[1:]] & ~high[marks[:-1]]])

    @property
    def keeps_leaping(self) -> bool:
        """Whether that happened at least three times, and late in the run still."""
        leaps = self.leaps
        return len(leaps) >= _LEAPS and leaps[-1] >= 0.75 * self.steps

    @property
    def fraction(self) -> float:
        """The excess left as a share of the excess at the start."""
        if self.start > 0:
            return self.left / self.start
        return 0.0 if self.left == 0 else math.inf


def measure(trajectory: Trajectory, reference: float, direction: Floats | None, minimizers: Floats | None) -> Path:
    """Measures a run against a reference loss.

    Args:
        trajectory: the run; w and gradient (n+1, d), loss (n+1,).
        reference: the loss that counts as none left.
        direction: (d,) the steepest direction, along which swings are counted; None takes the whole gradient's turns.
        minimizers: (k, d) the known minimizers, or None.
    """
    loss, w, steps = trajectory.loss, trajectory.w, trajectory.steps
    fine = np.isfinite(loss) & np.isfinite(w).all(axis=1)
    finite = len(loss) if fine.all() else int(np.argmin(fine))
    excess = np.where(fine, np.maximum(loss - reference, 0.0), np.inf)
    excess[excess <= _RESOLUTION * abs(reference)] = 0.0
    tail = excess[tail_of(steps) :]
    start = float(excess[0])
    outside = np.flatnonzero(excess > BAND * start)
    settled = int(outside[-1]) + 1 if outside.size else 0
    moves = w[1:finite] - w[: max(finite - 1, 0)]  # (n, d)
    flips, noticeable = swings(trajectory.gradient[:finite], direction)
    crossed, real = crossed_at(w[:finite], moves, trajectory.gradient[:finite], direction)
    crossings, late = int(np.count_nonzero(crossed)), crossed[tail_of(steps) :]
    distance = None
    if minimizers is not None and finite:
        apart = w[max(0, finite - 4 - steps // 3) : finite, None, :] - minimizers  # (late, k, d)
        distance = np.sqrt(np.einsum("nkd,nkd->nk", apart, apart).min(axis=1))
    return Path(
        steps=steps,
        finite=finite,
        excess=excess,
        reference=reference,
        start=start,
        left=_median(tail),
        worst=float(tail.max()),
        highest=float(excess.max()),
        settled=settled if settled <= steps else None,
        growth=growth(excess[:finite], finite // 3),
        distance_growth=growth(distance, (finite - 1) // 3) if distance is not None else None,
        flips=flips,
        flip_share=flips / noticeable if noticeable else 0.0,
        late_flip_share=np.count_nonzero(late) / len(late) if len(late) else 0.0,
        as_wide_as_before=as_wide_as_before(trajectory.gradient[:finite], direction, finite - tail_of(steps)),
        crossings=crossings,
        crosses_always=crossings == int(np.count_nonzero(real)) > 0,
        turning=turning(moves[len(moves) // 2 :]),
        moved=bool(moves[tail_of(steps) - 1 if steps else 0 :].any()),
    )


def level_stretch(path: Path) -> tuple[int, int] | None:
    """(first, last) of the longest stretch of steps on the way down on which the excess fell by at most 1 % of the
    start's, where such a stretch is long and there was still much to fall, faster; None otherwise."""
    if path.settled is None or path.settled < 12:
        return None
    low = np.minimum.accumulate(path.excess[: path.settled + 1])
    band = BAND * path.start
    lasts = np.searchsorted(-low, band - low, side="right") - 1
    first = int((lasts - np.arange(len(low))).argmax())
    last = int(lasts[first])
    length = last - first
    if length < max(10, path.settled // 4) or last >= path.settled or low[last] < 5 * band:
        return None
    faster = float((low[last:-1] - low[last + 1 :]).max(initial=0.0))
    return (first, last) if faster > 5 * float(low[first] - low[last]) / length else None


def period(w: Floats) -> int | None:
    """After how many steps (2 to 8) the last 16 positions (n, d) repeat; None if they do not or are at rest."""
    late = w[-PATTERN_FROM:]
    if len(late) < 5:
        return None
    stride = float(np.abs(np.diff(late, axis=0)).max())
    if stride <= 1e-12 * float(np.abs(late).max()):
        return None
    for candidate in range(2, min(_LONGEST_PERIOD, len(late) // 2) + 1):
        if float(np.abs(late[candidate:] - late[:-candidate]).max()) <= 2e-3 * stride:
            return candidate
    return None


def _median(values: Floats) -> float:
    # np.median costs five times as much on so few numbers, and makes NaN of two infinities.
    ordered = np.sort(values)
    middle = len(ordered) // 2
    if len(ordered) % 2 or ordered[middle] == ordered[middle - 1]:
        return float(ordered[middle])
    return float(ordered[middle - 1] + ordered[middle]) / 2
