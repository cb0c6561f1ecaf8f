"""What is typed after an option -> the numbers that it means. Errors name the option."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Sequence

from tutor.cleaning import clean_line
from tutor.errors import UsageError

MOST_RATES = 20
"""More rates than these in one `tutor run` are a sweep."""

_SIGNED = frozenset({"--lr", "--start", "--from", "--to"})
_ONE_COMMA = re.compile(r"[+-]?(\d+),(\d+)")


def joined(argv: Sequence[str]) -> list[str]:
    """`--start -1,2` as `--start=-1,2`: argparse would take what begins with a minus sign for an option."""
    done: list[str] = []
    for argument in argv:
        if done and done[-1] in _SIGNED and re.match(r"[-−]\.?\d", argument):
            done[-1] += f"={argument}"
        else:
            done.append(argument)
    return done


def whole(text: str) -> int:
    """A whole number, as argparse wants it; 1e3 is one, too."""
    try:
        return int(text) if len(text) <= 30 else _refuse(text)
    except ValueError:
        pass
    try:
        value = float(text)
    except ValueError:
        return _refuse(text)
    return int(value) if value.is_integer() and abs(value) < 1e15 else _refuse(text)


def seed(text: str) -> int:
    """A whole number from 0."""
    number = whole(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{number} is below 0")
    return number


def rate(option: str, text: str) -> float:
    """One learning rate, in any notation: 0.3, .3, 1/3, 1e-3, 0,3.

    Raises:
        UsageError: it is no number, or not a finite one.
    """
    from tutor.dialogue.numbers import NumberUnclear, read_number

    number = read_number(text)
    shown = clean_line(text)[:60]
    if number is None:
        raise UsageError(f'{option}: "{shown}" is not a number', to_do="give one such as 0.3")
    if isinstance(number, NumberUnclear):
        raise UsageError(f"{option}: {clean_line(number.why)}")
    if number.overflow or number.underflow:
        size = "large" if number.overflow else "small"
        raise UsageError(f"{option}: {shown} is too {size} for the computer's numbers", to_do="give one such as 0.3")
    if not math.isfinite(number.value):
        raise UsageError(f"{option}: {shown} is not a finite number", to_do="give one such as 0.3")
    return number.value


def rates(option: str, text: str) -> tuple[float, ...]:
    """One learning rate or several with commas (or semicolons) between them.

    A comma can also be a decimal one. `0,3` alone is 0.3, for a rate of 0 is hardly ever meant; `1,5` alone is refused.

    Raises:
        UsageError: a part is no finite number, there are too many, or a comma can be read in two ways.
    """
    if match := _ONE_COMMA.fullmatch(text.strip()):
        if match[1] == "0":
            return (rate(option, text),)
        raise UsageError(
            f"{option}: {text.strip()} can be one rate or two",
            to_do=f"write {text.strip().replace(',', '.')}, or {match[1]}.0,{match[2]}.0",
        )
    parts = text.split(";") if ";" in text else text.split(",")
    if len(parts) > MOST_RATES:
        raise UsageError(f"{option}: {len(parts)} rates are too many", to_do="use tutor sweep for many rates")
    return tuple(rate(option, part) for part in parts)


def start(text: str | None) -> tuple[float, ...] | None:
    """A starting point: `3`, or `1,-2` for two parameters.

    Raises:
        UsageError: a part is no finite number.
    """
    if text is None:
        return None
    return tuple(rate("--start", part) for part in text.split(","))


def _refuse(text: str) -> int:
    raise argparse.ArgumentTypeError(f'"{clean_line(text)[:60]}" is not a whole number')
