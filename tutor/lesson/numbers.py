"""Numbers as an author writes them: `0.025`, `7e8`, `−3`, `1/4`. The digits written say how exactly they are meant."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from tutor.frozen import dataclass

_DECIMAL = r"(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?"
_PLAIN = re.compile(rf"[+-]?{_DECIMAL}")
_FRACTION = re.compile(rf"([+-]?{_DECIMAL})\s*/\s*({_DECIMAL})")
_TOLERATED = re.compile(r"(.*?)\s*(?:±|\+/?-)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Written:
    """A number and how exactly it is meant."""

    value: float
    half_unit: float
    """Half a unit of the last digit written: 0.005 for 2.71, 5e7 for 7e8. A fraction counts as the decimal it equals
    (1/4 as 0.25), or as two digits of it where it never ends (1/3 as 0.33)."""

    @property
    def whole(self) -> bool:
        """It was written without digits after the point."""
        return self.half_unit == 0.5

    def rounds(self, value: float) -> bool:
        """Whether `value`, rounded to the digits written, is this number."""
        # A hair more than half: 2.705 is a little less than itself in binary, and the edge counts as inside.
        return abs(value - self.value) <= self.half_unit + 1e-9 * max(self.half_unit, abs(self.value))


def read_written(text: str) -> Written | None:
    """The number that `text` is, or None if it is none, or one that float64 has no room for (1e999, 1e-999)."""
    text = text.strip().replace("−", "-")
    try:
        if _PLAIN.fullmatch(text):
            # Ten to the power of a whole number is a whole number, whose half may have no room: 0e309.
            return Written(_float(Fraction(text)), float(Fraction(10) ** _last_digit(text) / 2))
        if match := _FRACTION.fullmatch(text):
            parts = [Fraction(part) for part in match.groups()]
            for part in parts:
                _float(part)
            return _fraction(parts[0] / parts[1])
    except (OverflowError, ZeroDivisionError):
        pass
    return None


def read_tolerated(text: str) -> tuple[str, Written, float | None] | None:
    """`0.025 ± 0.0005` as the number's text, the number and the tolerance (None if none is written), or None if `text`
    is not of that form."""
    match = _TOLERATED.fullmatch(text.strip())
    number, tolerance = match.groups() if match else (text.strip(), None)
    value = read_written(number)
    if value is None:
        return None
    if tolerance is None:
        return number, value, None
    off = read_written(tolerance)
    return (number, value, off.value) if off is not None and off.value >= 0 else None


def _last_digit(text: str) -> int:
    """The power of ten of the last digit in a decimal."""
    digits, _, exponent = text.lower().partition("e")
    return int(exponent or 0) - len(digits.partition(".")[2])


def _float(exact: Fraction) -> float:
    """The nearest float64.

    Raises:
        OverflowError: there is none, or 0 would be the nearest of a number that is not 0.
    """
    value = float(exact)
    if exact and not value:
        raise OverflowError
    return value


def _fraction(exact: Fraction) -> Written:
    value = _float(exact)
    rest, decimals = exact.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        decimals = max(decimals, count)
    last = 1 - math.floor(math.log10(abs(value))) if rest != 1 and value else decimals
    return Written(value, 0.5 * 10.0**-last)
