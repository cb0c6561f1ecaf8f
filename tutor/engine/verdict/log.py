"""A training log measured: what a bare loss curve, with whatever else was logged beside it, can show.

A log has no starting point to run again from and often no known minimum: where the loss would end is foreseen from how
its fall slows down, and what cannot be told apart is said to be so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.verdict.path import BAND, RISE, tail_of
from tutor.engine.verdict.swinging import growth

if TYPE_CHECKING:
    from tutor.engine.model import Floats

CHANCE = 5.0
"""The medians of two quarters of m/4 entries, that scatter by σ, differ by less than this times σ/√(m/4) by chance."""

_SEEN = 8
"""From fewer losses than these it cannot be told that every second one is higher."""
_RESTLESS = 0.3
_FAR = 2.0
"""A loss that ended above its start by this factor, and stayed above it, was not brought there by chance."""
_GAP = 0.2
"""A validation loss this share of the first training loss above the last one is far above it."""

Numbers = Sequence[float | None] | Sequence[float] | Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """A loss curve as numbers. Entries without a number in mid-curve are left out, as if they had not been logged."""

    loss: Floats
    """(m,) the finite entries, in order."""
    rows: Floats
    """(m,) at which row of the log each stands, from 0."""
    broke: int | None
    """The row at which the loss stopped being a number for good."""
    reference: float
    known: bool
    """Whether the reference is a minimum that was given; else it is foreseen."""
    start: float
    """The excess at the start."""
    left: float
    """The median excess of the tail."""
    worst: float
    """The largest excess of the tail."""
    settled: int | None
    """The first row from which the excess stays within 1 % of the start's."""
    late_fall: float
    """How much the loss still fell from the third quarter to the last (medians)."""
    falling: float
    """The same as a share of its whole fall."""
    fell: float
    """How far the lowest tenth of the curve (by medians) lies below its first number."""
    climbed: float
    """How far its last tenth lies above the lowest one."""
    swing: float | None
    """The late geometric factor per step of the change from one entry to the next."""
    alternation: float
    """The share of the later half's steps on which the loss turned from falling to rising or back: 2/3 is chance."""
    restless: bool
    """What it rose by on its way is a good part of what it fell by."""
    noise: float
    """How far neighbouring entries of the later half scatter, as a share of the whole fall."""
    growth: float | None
    """The late geometric factor per step of the excess."""

    @property
    def fraction(self) -> float:
        """What is left at the end, as a share of the excess at the start."""
        return self.left / self.start if self.start > 0 else 0.0 if self.left == 0 else math.inf

    @property
    def rebound(self) -> float:
        """How far it climbed again, as a share of how far it fell."""
        return self.climbed / self.fell if self.fell > 0 else 0.0

    @property
    def within(self) -> bool:
        """The whole tail lies within 1 % of the excess at the start."""
        return self.worst <= BAND * self.start

    @property
    def risen(self) -> bool:
        """It ended 5 % or more above its start, and by more than chance."""
        rise = self.left - self.start
        if rise <= 0 or self.left < RISE * self.start:
            return False
        late = self.loss[len(self.loss) // 2 :] - self.reference
        far = self.left > _FAR * self.start and bool(late.min() > RISE * self.start)  # however it scatters up there
        return far or rise > 3 * self.noise * self.scale

    @property
    def thrown_about(self) -> bool:
        """It was far above its start for a while, and ended about where it began or higher."""
        far = np.count_nonzero(self.loss - self.reference > 2 * self.start)
        return self.hardly_fell and bool(far >= max(2, len(self.loss) // 10))

    @property
    def hardly_fell(self) -> bool:
        """Its last tenth lies less than a tenth of what there was to fall below its first number."""
        fallen = float(self.loss[0]) - float(np.median(self.loss[-max(1, len(self.loss) // 10) :]))
        return fallen < 0.1 * (self.start if self.known or self.loss.min() < 0 else float(self.loss[0]))

    @property
    def scale(self) -> float:
        """What `noise` is a share of."""
        return max(float(self.loss.max() - self.loss.min()), 1e-300)


def numbers(values: Numbers | Floats | None) -> Floats | None:
    """The values as an array; what is missing becomes NaN."""
    if values is None:
        return None
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)


def measure_log(loss: Floats, minimum: float | None) -> Log | None:
    """Measures a loss curve (m,); None if it has not a single number."""
    fine = np.flatnonzero(np.isfinite(loss))
    if not fine.size:
        return None
    broke = int(fine[-1]) + 1 if fine[-1] < len(loss) - 1 else None
    curve = loss[fine]
    known = minimum is not None and math.isfinite(minimum)
    lowest = float(curve.min())
    reference = min(minimum, lowest) if known and minimum is not None else _foreseen(curve)
    excess = np.maximum(curve - reference, 0.0)
    tail = excess[tail_of(len(curve) - 1) :]
    start = float(excess[0])
    outside = np.flatnonzero(excess > BAND * start)
    settled = int(outside[-1]) + 1 if outside.size else 0
    scale = max(float(curve.max() - lowest), 1e-300)
    late = curve[len(curve) // 2 :]
    _, _, third, last = _medians(curve, 4) if len(curve) >= 4 else (curve[0], curve[0], curve[0], curve[-1])
    tenths = _medians(curve, min(10, len(curve)))
    late_fall, fall = float(third - last), float(curve[0]) - min(last, third)
    return Log(
        loss=curve,
        rows=fine.astype(np.float64),
        broke=broke,
        reference=reference,
        known=known,
        start=start,
        left=float(np.median(tail)),
        worst=float(tail.max()),
        settled=int(fine[settled]) if settled < len(curve) else None,
        late_fall=late_fall,
        falling=late_fall / fall if fall > 0 else 0.0,
        fell=float(curve[0]) - min(tenths),
        climbed=tenths[-1] - min(tenths),
        swing=growth(np.abs(np.diff(curve))),
        alternation=_alternation(curve[-max(_SEEN, len(late)) :]),
        restless=_rises(curve) > _RESTLESS,
        noise=_scatter(late) / scale,
        growth=growth(excess),
    )


def _medians(curve: Floats, of: int) -> list[float]:
    """The medians of so many parts of the curve."""
    return [float(np.median(part)) for part in np.array_split(curve, of)]


def _foreseen(curve: Floats) -> float:
    """The loss that the curve is heading for, if its fall goes on slowing down as it has."""
    lowest = float(curve.min())
    floor = min(0.0, lowest)
    if len(curve) < 8:
        return floor
    _, second, third, last = _medians(curve, 4)
    before, lately, fall = second - third, third - last, float(curve[0]) - last
    chance = CHANCE * _scatter(curve[len(curve) // 2 :]) / math.sqrt(len(curve) / 4)
    if fall <= chance or fall <= 1e-9 * abs(last):
        return floor
    if lately < -max(chance, 0.01 * fall):
        return lowest
    if lately <= max(chance, 0.01 * fall):
        return last
    if lately < before:
        shrink = lately / before
        return max(last - lately * shrink / (1 - shrink), floor)
    return 0.0 if lowest >= 0 else lowest - 3 * lately


def _alternation(late: Floats) -> float:
    change = np.sign(np.diff(late))
    if len(change) < 6:
        return 0.0
    return float(np.mean(change[1:] * change[:-1] < 0))


def _rises(curve: Floats) -> float:
    """All that it rose by, step by step, as a share of all that it fell by."""
    changes = np.diff(curve)
    fell = -float(changes[changes < 0].sum())
    return float(changes[changes > 0].sum()) / fell if fell > 0 else 0.0


def _scatter(values: Floats) -> float:
    """The standard deviation of what is left when the straight line through both neighbours is taken away."""
    changes = np.diff(values)
    if len(values) < 3 or not ((changes > 0).any() and (changes < 0).any()):
        return 0.0  # a curve that only falls bends, it does not scatter
    off = values[1:-1] - 0.5 * (values[:-2] + values[2:])
    return float(1.4826 * np.median(np.abs(off)) / math.sqrt(1.5))


@dataclass(frozen=True, slots=True)
class Overfitting:
    """What a validation loss beside the training loss shows."""

    shown: bool
    """It rose again, clearly, after its lowest point."""
    row: int
    """Where it was lowest."""
    lowest: float
    last: float
    """The median of its last tenth."""
    apart: bool = False
    """It ended far above the training loss."""


def overfitting(validation: Floats | None, loss: Floats | None = None) -> Overfitting | None:
    """Whether a validation loss (rows,) has turned upwards; None where it has fewer than four numbers.

    Overfitting is that the training loss (rows,) meanwhile stayed low or fell on: where it rose as well, or broke, the
    run has come apart, and learned nothing by heart.
    """
    if validation is None:
        return None
    rows = np.flatnonzero(np.isfinite(validation))
    if len(rows) < 4:
        return None
    curve = validation[rows]
    padded = np.concatenate((curve[:1], curve, curve[-1:]))
    smooth = np.median(np.stack((padded[:-2], padded[1:-1], padded[2:])), axis=0) if len(curve) > 8 else curve
    about = max(int(smooth.argmin()) - 1, 0)
    at = about + int(curve[about : about + 3].argmin())
    lowest, last = float(curve[at]), float(np.median(smooth[-max(1, len(smooth) // 10) :]))
    rise = last - lowest
    clear = rise > max(0.05 * abs(lowest), 3 * _scatter(curve))
    thrown = loss is not None and _thrown_off(loss, int(rows[at]))
    learned = loss is None or (_kept_low(loss, int(rows[at])) and not thrown)
    shown = clear and learned and at < 0.9 * (len(curve) - 1)
    apart = loss is not None and not thrown and _far_above(last, loss)
    return Overfitting(bool(shown), int(rows[at]), lowest, last, apart)


def _far_above(last: float, loss: Floats) -> bool:
    """Whether a validation loss that ended here is more than twice the training loss (rows,) by then, and by a good
    part of what there was to fall."""
    curve = loss[np.isfinite(loss)]
    if not curve.size or not np.isfinite(loss[-1]):
        return False
    late = float(np.median(curve[-max(1, len(curve) // 10) :]))
    first = float(curve[0])
    return 0 <= late < first and last > 2 * late and last - late > _GAP * first


def _thrown_off(loss: Floats, row: int) -> bool:
    """Whether a training loss (rows,) climbed, at this row or later, farther above its start than it ended below it: a
    run that was thrown out by its first steps and came back has learned nothing by heart on the way."""
    curve = loss[np.isfinite(loss)]
    since = loss[row:][np.isfinite(loss[row:])]
    if len(since) < 2:
        return False
    late = float(np.median(curve[-max(1, len(curve) // 10) :]))
    # A single row may be chance.
    highest = float(np.minimum(since[:-1], since[1:]).max())
    return bool(highest - curve[0] > curve[0] - late)


def _kept_low(loss: Floats, row: int) -> bool:
    """Whether a training loss (rows,) ended below its start and no higher, but for chance, than it was at this row or,
    where that has no number, before it."""
    fine = np.flatnonzero(np.isfinite(loss))
    if not fine.size or fine[-1] != len(loss) - 1:
        return False
    then = float(loss[fine[max(0, int(np.searchsorted(fine, row, side="right")) - 1)]])
    curve = loss[fine]
    late = float(np.median(curve[-max(1, len(curve) // 10) :]))
    return bool(late < curve[0] and late <= then + min(max(0.05 * abs(then), 3 * _scatter(curve)), abs(then)))
