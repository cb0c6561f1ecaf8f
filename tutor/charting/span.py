"""The interval that an axis shows, its round ticks, and how numbers are written in the lab's pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.ticks import Tick, cell_of

if TYPE_CHECKING:
    from tutor.charting.canvas import Floats

FARTHEST = 1e300
"""No axis reaches farther, so that no distance between two of its points overflows."""
_NARROWEST = 1e-280
"""No axis made here is shorter, so that a share of its length is not 0."""
_SAME = 1e-9
"""An axis shorter than this share of its values could not tell them apart."""
_PLAIN_BELOW = 1e5


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

    def holds(self, values: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether each of the values lies in the span."""
        return (values >= self.low) & (values <= self.high)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """At most `most` round values within the span and how they are written, with equally many decimals."""
        for step in _round_steps(self.length / max(most, 1)):
            first, last = math.ceil(self.low / step - 1e-6), math.floor(self.high / step + 1e-6)
            if last - first < most:
                values = [index * step for index in range(first, last + 1)]
                labels = _labels(values, step)
                # Where it would take very many digits to tell the ticks apart, there are none.
                return list(zip(values, labels, strict=True)) if len(set(labels)) == len(labels) else []
        return []

    def ticks_across(self, columns: int, dots: int) -> list[Tick]:
        """Ticks of a horizontal axis of `columns` cells with `dots` dots each: as many as stand well apart, and rather
        two than one, which would tell where but not how far."""
        lone: list[Tick] = []
        usual = min(columns // 8, 9)
        for most in (*range(usual, 1, -1), *range(usual + 1, min(columns // 6, 9) + 1)):
            ticks = [Tick(self._cell(value, columns, dots), label) for value, label in self.ticks(most)]
            if all(two.cell - one.cell > (len(one.label) + len(two.label)) / 2 + 3 for one, two in pairwise(ticks)):
                if len(ticks) > 1:
                    return ticks
                lone = lone or ticks
        return lone

    def ticks_upwards(self, rows: int, dots: int) -> list[Tick]:
        """Ticks of a vertical axis of `rows` cells with `dots` dots each, at most one for two rows."""
        ticks = self.ticks(max(min(rows // 2, 6), 2))
        # From the top, as the dots of the picture are counted.
        upside_down = Span(-self.high, -self.low)
        return [Tick(upside_down._cell(-value, rows, dots), label) for value, label in ticks]

    def _cell(self, value: float, cells: int, dots: int) -> int:
        return cell_of(min(max((value - self.low) / self.length, 0.0), 1.0), cells, dots)


def span_of(values: Iterable[float], *, room: float = 0.0) -> Span:
    """The span of the finite `values`, with `room` times its length to spare at each end; never empty."""
    finite = [max(-FARTHEST, min(value, FARTHEST)) for value in map(float, values) if math.isfinite(value)]
    if not finite:
        return Span(-1.0, 1.0)
    low, high = min(finite), max(finite)
    largest = max(abs(low), abs(high))
    if high - low <= max(_SAME * largest, 100 * _NARROWEST):
        half = max(0.5 * largest, 100 * _NARROWEST) if largest else 1.0
        low, high = low - half, high + half
    spare = room * (high - low)
    return Span(low - spare, high + spare)


def say(value: float, digits: int = 4) -> str:
    """A number in few characters: `0.3958`, `2.58e4`, `-inf`."""
    if value == 0:
        return "0"
    mantissa, exponent, power = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}e{int(power)}" if exponent else mantissa


def _round_steps(least: float) -> list[float]:
    """1, 2 and 5 times the powers of ten, from about `least` upwards."""
    if least < _NARROWEST:
        return []
    exponent = math.floor(math.log10(least))
    return [digit * 10.0**power for power in range(exponent, min(exponent + 3, 308)) for digit in (1, 2, 5)]


def _labels(values: list[float], step: float) -> list[str]:
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if decimals <= 4 and max(map(abs, values), default=0.0) < _PLAIN_BELOW:
        return [f"{value:.{decimals}f}" if value else "0" for value in values]
    return [say(value) for value in values]
