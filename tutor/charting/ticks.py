"""Where the ticks of a chart stand and what they say: few, short and round."""

from __future__ import annotations

import math

from tutor.charting.axes import Axes
from tutor.frozen import dataclass

_STRIDES = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 600)
"""How many decades may lie between two ticks."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    cell: int
    """The row from the top, or the column from the left."""
    label: str


def cell_of(fraction: float, cells: int, dots: int) -> int:
    """The cell in which `fraction` of the way lies, where a cell is `dots` dots long; rounded as plotext rounds."""
    return math.floor(round(0.5 + (cells * dots - 1) * fraction, 8)) // dots


def value_ticks(axes: Axes, rows: int, *, dots: int, ascii: bool) -> tuple[Tick, ...]:
    """Ticks of the loss axis, at most one for three rows, the lowest and the highest limit among them if round.

    The lowest tick of a floored logarithmic axis says ≤ (`<=` in ASCII).
    """
    most = max(min(rows // 3 + 1, 6), 2 if rows > 1 else 1)
    ticks: dict[int, Tick] = {}
    for value, label in _decades(axes, most) if axes.log else _multiples(axes, most):
        row = rows - 1 - cell_of(axes.fraction(value), rows, dots)
        at_most = "" if not axes.floored or value > axes.low else "<=" if ascii else "≤"
        ticks.setdefault(row, Tick(row, at_most + label))
    return tuple(ticks.values())


def step_ticks(x_max: int, columns: int, *, dots: int) -> tuple[Tick, ...]:
    """Ticks of the step axis at round steps, the first and the last step always among them."""
    apart = len(str(x_max)) + 3
    most = max(min(columns // apart, 6), 1)
    least = x_max / most
    power = 10 ** max(math.floor(math.log10(least)), 0)
    strides = (nice * power for nice in (1, 2, 2.5, 5, 10))
    stride = next(round(stride) for stride in strides if stride >= least and stride % 1 == 0)
    steps = [0, *range(stride, x_max, stride), x_max]
    cells = [cell_of(step / x_max, columns, dots) for step in steps]
    if len(steps) > 2 and cells[-1] - cells[-2] < apart:
        del steps[-2], cells[-2]
    if cells[-1] - cells[0] < apart:
        del steps[:-1], cells[:-1]
    return tuple(Tick(cell, str(step)) for cell, step in zip(cells, steps, strict=True))


def _decades(axes: Axes, most: int) -> list[tuple[float, str]]:
    first = math.ceil(math.log10(axes.low) - 1e-9)
    last = math.floor(math.log10(axes.high) + 1e-9)
    span = last - first
    few_enough = [stride for stride in _STRIDES if span // stride < most]
    # A stride that divides the axis labels both of its ends.
    even = [stride for stride in few_enough if span % stride == 0 and span // stride >= 2]
    stride = even[0] if even else few_enough[0]
    exponents = range(first, last + 1, stride) if axes.floored else range(last, first - 1, -stride)
    return [(10.0**exponent if exponent > -308 else axes.low, _power_label(exponent)) for exponent in exponents]


def _power_label(exponent: int) -> str:
    return f"{10.0**exponent:g}" if -2 <= exponent <= 3 else f"1e{exponent}"


def _multiples(axes: Axes, most: int) -> list[tuple[float, str]]:
    # Halved, because the distance between two floats can overflow.
    half = axes.high / 2 - axes.low / 2
    roundest = [(_significant_digits(2 * (half / count)), -count) for count in range(2, most)]
    digits, count = min(roundest, default=(3, -1))
    intervals = -count if digits <= 2 else 1
    values = [axes.low, *(axes.low + index * 2 * (half / intervals) for index in range(1, intervals)), axes.high]
    return list(zip(values, _value_labels(values), strict=True))


def _significant_digits(value: float) -> int:
    return len(f"{value:.6e}".partition("e")[0].replace(".", "").rstrip("0"))


def _value_labels(values: list[float]) -> list[str]:
    """The values with as many decimals as tell them apart, all the same number of them; 0 is plain."""
    largest = max(map(abs, values))
    if 1e-3 < largest < 1e6:
        for decimals in range(5):
            labels = ["0" if value == 0 else f"{value:.{decimals}f}" for value in values]
            if all(abs(float(label) - value) <= 1e-6 * largest for label, value in zip(labels, values, strict=True)):
                return labels
    return ["0" if value == 0 else _scientific(value) for value in values]


def _scientific(value: float) -> str:
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
