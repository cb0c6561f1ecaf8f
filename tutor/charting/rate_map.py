"""Many rates side by side: where a problem stalls, converges and overshoots, and which of them a learner has tried."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from tutor.charting.drawing import (
    BALL,
    CONVERGED,
    FRAME,
    MINIMUM,
    OVERSHOT,
    PATH,
    STALLED,
    TITLE,
    UNKNOWN,
    Drawing,
    axis_line,
    stacked,
    written,
)
from tutor.charting.ticks import Tick

SIGNS: Mapping[str, str] = MappingProxyType({"stalled": "s", "converged": "c", "overshot": "o"})
"""One letter for each verdict."""
LEGEND = "   ".join(f"{sign} {verdict}" for verdict, sign in SIGNS.items())

_OWNERS = {"s": STALLED, "c": CONVERGED, "o": OVERSHOT}
_NEARBY = 2.0
"""Decades beyond the map's own rates within which a tried rate or the limit still widens the map."""
_SHORTEST = 1e-9
"""Decades; a shorter axis is that of one rate."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """A logarithmic axis of `columns` cells; places on it are powers of ten."""

    low: float
    high: float
    columns: int

    def column(self, power: float) -> int:
        """The cell of a power, that at the edge for one beyond it."""
        share = (min(max(power, self.low), self.high) - self.low) / (self.high - self.low)
        return round(share * (self.columns - 1))

    def holds(self, power: float) -> bool:
        return self.low <= power <= self.high

    def ticks(self) -> list[Tick]:
        """Round rates, as many as stand well apart."""
        decades = range(math.floor(self.low), math.ceil(self.high) + 1)
        for digits, stride in (
            ((1, 2, 5), 1),
            ((1, 3), 1),
            *(((1,), every) for every in (1, 2, 3, 5, 10, 20, 50, 100)),
        ):
            round_ones = [
                (power + math.log10(digit), f"{digit}e{power}")
                for power in decades
                if power % stride == 0
                for digit in digits
            ]
            ticks = [Tick(self.column(at), _say(float(rate))) for at, rate in round_ones if self.holds(at)]
            if all(two.cell - one.cell > (len(one.label) + len(two.label)) / 2 + 3 for one, two in pairwise(ticks)):
                return ticks
        return []


def draw_rate_map(
    rates: Sequence[float],
    verdicts: Sequence[str],
    *,
    width: int,
    limit: float | None = None,
    tried: Sequence[float] = (),
    guess: float | None = None,
    fog: bool = False,
    ascii: bool = False,
) -> Drawing:
    """A band of letters over a logarithmic axis, each the verdict of the nearest rate; three to six lines.

    The rates that were tried point down to the band, the last of them in its own character and written out, the others
    where there is room; the limit and a guess of it point up to the band. What lies beyond the map is an arrow at its
    edge.

    Args:
        rates: the rates that were run, in any order, best with those in `tried` among them; those that are not above
            0 have no place on the axis.
        verdicts: the verdict of each.
        limit: the rate from which plain descent no longer settles, where it is known.
        tried: what the learner tried, the latest last.
        guess: where the learner thinks that the limit is.
        fog: hides the limit and every verdict but those of tried rates: `·` (`?`) stands for what is not known yet. A
            tried rate that is not among `rates` stays hidden too.
    """
    swept = sorted(
        (math.log10(rate), SIGNS.get(verdict, "?"))
        for rate, verdict in zip(map(float, rates), verdicts, strict=True)
        if 0 < rate < math.inf
    )
    if not swept or width < 1:
        return stacked([written("no rates to show", max(width, 0), TITLE)])
    tried = [float(rate) for rate in tried if not math.isnan(rate)]
    points = [_power(rate) for rate in tried]
    bound = _power(float(limit)) if limit is not None and limit > 0 and not fog else math.nan
    guessed = _power(float(guess)) if guess is not None and not math.isnan(guess) else math.nan
    scale = _Scale(*_ends(swept[0][0], swept[-1][0], [*points, bound, guessed]), width)
    rows = []
    if points:
        rows.append(_tried(scale, points, [_say(rate) for rate in tried], ascii))
    hidden = ("?" if ascii else "·") if fog else ""
    band = _band(scale, swept, points, hidden)
    rows.append((band, tuple(UNKNOWN if letter == hidden else _OWNERS.get(letter, FRAME) for letter in band)))
    if not math.isnan(guessed):
        rows.append(_pointer(scale, guessed, f"your guess {_say(guess or 0.0)}", PATH, ascii))
    if not math.isnan(bound):
        rows.append(_pointer(scale, bound, f"limit {_say(limit or 0.0)}", MINIMUM, ascii))
    rows.append(written(axis_line(scale.ticks(), width, ascii), width, FRAME))
    unknown = hidden or ("?" if "?" in band else "")
    foggy = f"{LEGEND}   {unknown} not {'tried' if fog else 'run'} yet" if unknown else LEGEND
    legends = (foggy, foggy.replace("   ", "  "), LEGEND, " ".join(SIGNS))
    rows.append(written(next((words for words in legends if len(words) <= width), legends[-1]), width, TITLE))
    return stacked(rows)


def _power(rate: float) -> float:
    return -math.inf if rate <= 0 else math.log10(rate) if rate < math.inf else math.inf


def _ends(low: float, high: float, marks: Sequence[float]) -> tuple[float, float]:
    """The map's own rates, and what else lies near them."""
    near = [mark for mark in marks if low - _NEARBY <= mark <= high + _NEARBY]
    low, high = min([low, *near]), max([high, *near])
    return (low, high) if high - low > _SHORTEST else (low - 1, high + 1)


def _band(scale: _Scale, swept: Sequence[tuple[float, str]], points: Sequence[float], hidden: str) -> str:
    """A letter in each cell between the lowest and the highest rate; blank where nothing was run.

    Where a rate was both run and tried, the cell has its verdict and not that of a rate that is nearer to its middle.
    All other cells are `hidden`, if that is a character.
    """
    powers = [power for power, _ in swept]
    first, last = scale.column(powers[0]), scale.column(powers[-1])
    letters = [" "] * scale.columns
    for column in range(first, last + 1):
        power = scale.low + (scale.high - scale.low) * column / max(scale.columns - 1, 1)
        after = min(bisect_left(powers, power), len(powers) - 1)
        before = max(after - 1, 0)
        nearest = before if power - powers[before] < powers[after] - power else after
        letters[column] = hidden or swept[nearest][1]
    verdicts = dict(swept)
    for power in points:
        if power in verdicts:
            letters[scale.column(power)] = verdicts[power]
    return "".join(letters)


def _tried(scale: _Scale, points: Sequence[float], told: Sequence[str], ascii: bool) -> tuple[str, tuple[int, ...]]:
    """Marks above the band; the last rate is written beside its own where there is room, then those before it."""
    left, right, mark, latest = "<>vO" if ascii else "←→▼●"
    cells, owner = [" "] * scale.columns, [FRAME] * scale.columns
    for number, power in enumerate(points, 1):
        column = scale.column(power)
        inside = latest if number == len(points) else mark
        cells[column] = left if power < scale.low else right if power > scale.high else inside
        owner[column] = BALL if number == len(points) else PATH
    for power, rate in zip(points[::-1], told[::-1], strict=True):
        column = scale.column(power)
        if owner[column] == BALL and rate == told[-1]:
            _beside(cells, owner, column, rate, BALL)
        elif owner[column] == PATH and scale.holds(power):
            _right_of(cells, owner, column, rate, PATH)
    return "".join(cells), tuple(owner)


def _pointer(scale: _Scale, power: float, label: str, of: int, ascii: bool) -> tuple[str, tuple[int, ...]]:
    """A mark below the band, with what it is."""
    left, right, mark = "<>^" if ascii else "←→▲"
    cells, owner = [" "] * scale.columns, [FRAME] * scale.columns
    column = scale.column(power)
    cells[column] = left if power < scale.low else right if power > scale.high else mark
    owner[column] = of
    _beside(cells, owner, column, label, of)
    return "".join(cells), tuple(owner)


def _right_of(cells: list[str], owner: list[int], column: int, label: str, of: int) -> None:
    """Writes a label right of a mark, where it can't be taken for that of another one."""
    begin, end = column + 2, column + 2 + len(label)
    if end <= len(cells) and all(cell == " " for cell in cells[column + 1 : end + 2]):
        cells[begin:end] = label
        owner[begin:end] = [of] * len(label)


def _beside(cells: list[str], owner: list[int], column: int, label: str, of: int) -> None:
    """Writes a label right of a mark, or left of it, where all is blank and a blank remains on either side."""
    for begin, end in ((column + 2, column + 2 + len(label)), (column - 1 - len(label), column - 1)):
        around = cells[max(begin - 1, 0) : end + 1]
        if begin >= 0 and end <= len(cells) and all(cell == " " for cell in around):
            cells[begin:end] = label
            owner[begin:end] = [of] * len(label)
            return


def _say(rate: float) -> str:
    mantissa, exponent, power = f"{rate:.3g}".partition("e")
    return f"{mantissa}e{int(power)}" if exponent else mantissa
