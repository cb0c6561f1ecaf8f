"""Chooses the axes of a loss chart once for a whole run, so that a stall looks flat and an explosion looks steep."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from tutor.frozen import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tutor.charting.canvas import Flags, Floats

Scale = Literal["auto", "log", "linear"]
"""How an axis of losses is divided: as the losses want it, or as the learner does."""

LOG_FROM = 2.0
"""Decades between the highest and the lowest loss from which on a logarithmic axis shows more than a linear one."""
DECADES = 9
"""How far below the start a logarithmic axis reaches: three ticks of three decades. Whatever lies lower is done."""

CUT = "cut at the top"
"""How the label says that curves leave the picture upwards."""
_AWAY = 1e3
"""A curve that rises to so many times the highest start has run away."""
_PRESSED = 2.0
"""So many times the decades of the other curves, above them, may those take that run away."""

_TINIEST, _HUGEST = sys.float_info.min, sys.float_info.max
_NICE = (1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Axes:
    """The limits of a chart: steps 0 to `x_max` across, `low` to `high` upwards."""

    x_max: int
    low: float
    high: float
    log: bool = False
    label: str = "loss"
    """What is shown: `loss`, `loss (log)`, `loss above minimum (log)`, or why it is not logarithmic as was wanted."""
    offset: float = 0.0
    """Taken off every loss before it is placed: the known minimum where a logarithmic axis shows the excess."""
    floored: bool = False
    """Some losses lie below a logarithmic axis and are drawn on its lowest line, whose tick then says ≤."""

    def place(self, loss: float) -> float | None:
        """How high `loss` stands: 0 at the bottom, 1 at the top, clipped to these; None for not a number."""
        if math.isnan(loss):
            return None
        return self.fraction(loss - self.offset)

    def places(self, losses: Floats) -> Floats:
        """(n,) -> (n,): `place` of each; NaN for not a number."""
        # NumPy, about 60 ms: the screen has a chart before it has a run.
        import numpy as np

        with np.errstate(all="ignore"):
            values = losses - self.offset
            if self.log:
                low, high = math.log10(self.low), math.log10(self.high)
                shares = (np.log10(np.maximum(values, self.low)) - low) / (high - low)
            else:
                shares = (values / 2 - self.low / 2) / (self.high / 2 - self.low / 2)
            placed: Floats = np.where(values <= self.low, 0.0, np.where(values >= self.high, 1.0, shares))
        return placed

    def all_beyond(self, losses: Floats) -> Flags:
        """(n,) -> (n,): `beyond` of each."""
        import numpy as np

        with np.errstate(all="ignore"):
            above: Flags = losses - self.offset > self._brim
        return above

    def fraction(self, value: float) -> float:
        """How high a value of the axis itself stands, the offset already taken off."""
        if value <= self.low:
            return 0.0
        if value >= self.high:
            return 1.0
        if self.log:
            low, high = math.log10(self.low), math.log10(self.high)
            return (math.log10(value) - low) / (high - low)
        # Halved, because the distance between two floats can overflow.
        return (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)

    def beyond(self, loss: float) -> bool:
        """Whether `loss` is above the picture, infinity included; rounding errors do not count."""
        return loss - self.offset > self._brim

    @property
    def _brim(self) -> float:
        return self.high + 1e-6 * (self.high / 2 - self.low / 2)


def choose_axes(losses: Sequence[ArrayLike], steps: int, minimum: float | None, *, scale: Scale = "auto") -> Axes:
    """Axes that hold every finite loss of `losses` for a whole run of `steps` steps.

    Logarithmic where the losses (or, with a known minimum, what they have above it) span more than `LOG_FROM`
    decades, downwards by at most `DECADES` below the highest start, upwards as far as they go. Passing dips do not
    count: a noisy run would otherwise be all dips. Otherwise linear, and down to the minimum (to 0 where it is not
    known and no loss is negative), so that a small fall looks small.

    Where some of several curves run away so far that nothing could be told of the others, the axis is that of the
    others: the runaways leave it at the top, and the label says so.

    Args:
        losses: the curves that share the picture, each (n,); non-finite values are left out of account.
        steps: the last step of the longest run.
        minimum: the lowest loss possible, where it is known.
        scale: `log` and `linear` are wishes that overrule what the losses want. A logarithmic axis needs a loss above
            0 (above the known minimum): without one the axis is linear, and its label says so.
    """
    import numpy as np

    x_max = max(int(steps), 1)
    numbers = [np.asarray(loss, dtype=np.float64).reshape(-1) for loss in losses]
    curves = [finite for loss in numbers if len(finite := loss[np.isfinite(loss)])]
    if scale == "auto" and (staying := _without_runaways(curves, minimum)):
        rest = choose_axes(staying, steps, minimum)
        log = " (log)" if rest.log else ""
        return replace(rest, label=f"{rest.label.removesuffix(log)} ({'log, ' if log else ''}{CUT})")
    label = "loss"
    known = minimum is not None and math.isfinite(minimum)
    offset = float(minimum) if minimum is not None and known else 0.0
    if curves and scale != "linear":
        with np.errstate(all="ignore"):
            excess = [loss - offset for loss in curves]
        highest, lowest = (float(end) for end in (max(map(np.max, excess)), min(map(np.min, excess))))
        rounding = 1e-9 * max(abs(offset), highest) if known else 0.0
        if scale == "log":
            excess = [np.clip(values, -_HUGEST, _HUGEST) for values in excess]
        if (scale == "log" or (highest < math.inf and lowest >= -rounding)) and (
            axes := _log_axes(excess, x_max, offset, wanted=scale == "log")
        ):
            return axes
    if scale == "log":
        label = f"loss (linear: nothing above {'minimum' if offset else '0'})"
    if not curves:
        return Axes(x_max, 0.0, 1.0, label=label)
    bottom, top = float(min(map(np.min, curves))), float(max(map(np.max, curves)))
    bottom = min(bottom, offset) if known or bottom >= 0 else bottom
    low, high = _linear_limits(bottom, top)
    return Axes(x_max, low, high, label=label)


def _without_runaways(curves: Sequence[Floats], minimum: float | None) -> list[Floats]:
    """The curves that stay about where they started, if there are others that would press them flat; else none."""
    import numpy as np

    floor = float(minimum) if minimum is not None and math.isfinite(minimum) else min(0.0, *map(np.min, curves), 0.0)
    with np.errstate(all="ignore"):
        above = [curve - floor for curve in curves]
        start = max((float(values[0]) for values in above), default=0.0)
        away = [float(values.max()) > _AWAY * start > 0 for values in above]
    staying = [values for values, gone in zip(above, away, strict=True) if not gone]
    if not staying or all(not gone for gone in away):
        return []
    top = max(float(values.max()) for values in staying)
    lasting = [_lowest_lasting(found) for values in staying if len(found := values[values >= _TINIEST])]
    if top < _TINIEST or not lasting:
        return []
    decades = max(math.log10(top) - max(math.log10(min(lasting)), math.log10(start) - DECADES), LOG_FROM)
    highest = max(min(float(values.max()), _HUGEST) for values in above)
    if math.log10(highest) - math.log10(top) <= _PRESSED * decades:
        return []
    return [curve for curve, gone in zip(curves, away, strict=True) if not gone]


def widen(axes: Axes, values: Iterable[float], *, steps: int | None = None) -> Axes:
    """`axes` with room for further losses, and for `steps` steps; limits only ever widen, with room to spare.

    A linear axis stays linear: for a run whose rest is known, ask `choose_axes` again. Equal to `axes` where
    everything fits.
    """
    finite = [value - axes.offset for value in map(float, values) if math.isfinite(value)]
    finite = [value for value in finite if math.isfinite(value)]
    wider = axes if steps is None or steps <= axes.x_max else replace(axes, x_max=steps)
    if not finite:
        return wider
    bottom, top = min(finite), max(finite)
    low, high = axes.low, axes.high
    if axes.log:
        if axes.beyond(top + axes.offset):
            high = _power(math.ceil(math.log10(top)) + 1)
        lasting = min((value for value in finite if value >= _TINIEST), default=low)
        least = math.ceil(math.log10(axes.high)) - DECADES
        if lasting < low:
            low = min(low, _power(max(math.floor(math.log10(lasting)), least)))
        return replace(wider, low=low, high=high, floored=axes.floored or bottom < low)
    room = min(high / 2 - low / 2, _HUGEST / 4)
    if bottom < low:
        low = min(low, _linear_limits(bottom - room, high)[0])
    if axes.beyond(top):
        high = max(high, _linear_limits(axes.low, top + room)[1])
    return replace(wider, low=low, high=high)


def _log_axes(excess: Sequence[Floats], x_max: int, offset: float, *, wanted: bool) -> Axes | None:
    """A logarithmic axis for these, or None where it would show no more than a linear one and is not `wanted`."""
    positive = [found for values in excess if len(found := values[values >= _TINIEST])]
    if not positive:
        return None
    top = math.log10(max(float(values.max()) for values in positive))
    bottom = math.log10(min(map(_lowest_lasting, positive)))
    narrow = top - bottom <= LOG_FROM
    if narrow and not wanted:
        return None
    start = math.log10(max(float(values[0]) for values in positive))
    bottom = max(bottom, min(math.ceil(start) - DECADES, start))
    lowest = min(float(values.min()) for values in excess)
    floored = lowest < _power(bottom) * (1 - 1e-9)
    if floored or narrow or top - bottom >= 4:
        first, last = math.floor(bottom + 1e-9), math.ceil(top - 1e-9)
        # Above 10^308 there is no power left, and below the tiniest float none either.
        first, last = (first, last) if first < last else (first - 1, last + 1)
        low, high = _power(first), _power(last)
    else:
        low, high = _round_125(bottom, up=False), _round_125(top, up=True)
    label = "loss above minimum (log)" if offset else "loss (log)"
    return Axes(x_max, low, high, log=True, label=label, offset=offset, floored=lowest < low)


def _lowest_lasting(values: Floats) -> float:
    """The lowest value that is more than a passing dip: the least median of any twentieth of the curve."""
    import numpy as np

    if len(values) < 4:
        return float(values.min())
    window = min(max(len(values) // 20, 3), 21) | 1
    windows = np.lib.stride_tricks.sliding_window_view(values, window)[:: max(window // 3, 1)]
    lasting = float(np.partition(windows, window // 2, axis=1)[:, window // 2].min())
    ends = [float(values[0])]
    if values[-1] <= values[-2] <= values[-3]:
        ends.append(float(values[-1]))  # the end of a long fall, not a dip
    return min(lasting, *ends)


def _power(exponent: float) -> float:
    """10 to the `exponent`, kept within what a float holds at full precision."""
    return _HUGEST if exponent > 308 else max(10.0**exponent, _TINIEST)


def _round_125(exponent: float, *, up: bool) -> float:
    """The nearest of … 0.1, 0.2, 0.5, 1, 2, 5 … above or below 10 to the `exponent`."""
    whole = math.floor(exponent)
    mantissa = 10 ** (exponent - whole)
    if up:
        return min(min(step for step in (1, 2, 5, 10) if step >= mantissa * (1 - 1e-9)) * _power(whole), _HUGEST)
    return max(step for step in (1, 2, 5) if step <= mantissa * (1 + 1e-9)) * _power(whole)


def _linear_limits(bottom: float, top: float) -> tuple[float, float]:
    """The tightest limits around `bottom` and `top` that are whole multiples of a round step."""
    span = top - bottom
    if span == math.inf:
        return -_HUGEST, _HUGEST
    if span <= 1e-12 * max(abs(top), abs(bottom)) or span < 1e-290:
        span = max(abs(top), 1e-3) if abs(top) > 1e-290 else 1.0
        top = bottom + span
    found: list[tuple[float, float, float]] = []
    for intervals in (3, 4, 5):
        step = _nice_step(span / intervals)
        # A minimum a hair below 0 must not cost a whole empty interval.
        low = math.floor(bottom / step + 0.02) * step
        high = math.ceil(top / step - 1e-9) * step
        found.append((high - low, low, high))
    _, low, high = min(found)
    return max(low, -_HUGEST), min(high, _HUGEST)


def _nice_step(least: float) -> float:
    power = _power(math.floor(math.log10(least)))
    return next((nice * power for nice in _NICE if nice * power >= least * (1 - 1e-9)), 10 * power)
