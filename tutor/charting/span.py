"""The interval that an axis shows, and its round ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from typing import TYPE_CHECKING

import numpy as np
from tutor.charting.ticks import Tick

if TYPE_CHECKING:
    from tutor.charting.canvas import Floats

FARTHEST = 1e300
"""No axis reaches farther, so that no distance between two of its points overflows."""
_NARROWEST = 1e-290
_SAME = 1e-9
"""An axis shorter than this share of its values could not tell them apart."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, both finite, `high` always above."""

    low: float
    high: float

    @property
    def length(self) -> float:
        """`high` minus `low`."""
        return self.high - self.low

    def fraction(self, values: Floats) -> Floats:
        """Where values lie: 0 at `low`, 1 at `high`, less or more beyond; non-finite values stay what they are."""
        with np.errstate(all="ignore"):
            placed: Floats = (values - self.low) / self.length
        return placed

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """At most `most` round values within the span, and what they are called; all with the same decimals."""
        for mantissa, power in _steps(self.length / max(most, 1)):
            step = mantissa * power
            first, last = math.ceil(self.low / step - 1e-6), math.floor(self.high / step + 1e-6)
            if last - first < most:
                values = [index * step for index in range(first, last + 1)]
                labels = _labels(values, step)
                # Where the digits that tell the ticks apart do not fit, there are no ticks.
                return list(zip(values, labels, strict=True)) if len(set(labels)) == len(labels) else []
        return []


def span_of(values: Iterable[float], *, room: float = 0.0) -> Span:
    """The span of the finite `values`, with `room` times its length to spare at each end; never empty."""
    finite = [max(-FARTHEST, min(value, FARTHEST)) for value in map(float, values) if math.isfinite(value)]
    if not finite:
        return Span(-1.0, 1.0)
    low, high = min(finite), max(finite)
    if high - low <= max(_SAME * max(abs(low), abs(high)), _NARROWEST):
        half = max(0.5 * abs(low), 0.5 * abs(high), 1e-280) if low or high else 1.0
        low, high = low - half, high + half
    spare = room * (high - low)
    return Span(low - spare, high + spare)


def across_ticks(span: Span, columns: int, across: int) -> list[Tick]:
    """Ticks of a horizontal axis, as many as stand apart."""
    for most in range(min(columns // 6, 9), 1, -1):
        ticks = [Tick(_cell(span, value, columns * across) // across, label) for value, label in span.ticks(most)]
        ends = [(tick.cell - len(tick.label) // 2 - 1, tick.cell - len(tick.label) // 2 + len(tick.label) + 1) for tick in ticks]
        if all(left <= 0 for left, _ in ends[:0]) and all(
            after[0] >= before[1] for before, after in zip(ends[:-1], ends[1:], strict=True)
        ):
            return ticks
    return []


def upward_ticks(span: Span, rows: int, down: int) -> list[Tick]:
    """Ticks of a vertical axis, at most one for three rows."""
    most = max(min(rows // 3 + 1, 6), 2)
    return [
        Tick(rows - 1 - _cell(span, value, rows * down) // down, label) for value, label in span.ticks(most)
    ]


def say(value: float, digits: int = 4) -> str:
    """A number in few characters: `0.3958`, `2.58e4`, `-inf`."""
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    mantissa, exponent, power = text.partition("e")
    return f"{mantissa}e{int(power)}" if exponent else text


def _cell(span: Span, value: float, dots: int) -> int:
    return min(max(round((value - span.low) / span.length * (dots - 1)), 0), dots - 1)


def _steps(least: float) -> list[tuple[float, float]]:
    """Round numbers from about `least` upwards."""
    exponent = math.floor(math.log10(least))
    return [
        (mantissa, 10.0**power)
        for power in range(max(exponent, -300), min(exponent + 3, 300))
        for mantissa in (1.0, 2.0, 2.5, 5.0)
    ]


def _labels(values: list[float], step: float) -> list[str]:
    largest = max(map(abs, values), default=0.0)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if f"{step:e}".startswith("2.5"):
        decimals += 1
    if largest < 1e5 and decimals <= 4:
        return [f"{value:.{decimals}f}" if value else "0" for value in values]
    return [say(value, 4) for value in values]
