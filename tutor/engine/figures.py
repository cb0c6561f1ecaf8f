"""Numbers as they are said to a learner: few figures, a true minus sign, no exponent where it can be helped."""

from __future__ import annotations

import math
from collections.abc import Sequence


def figure(number: float, figures: int = 3) -> str:
    """A number: 0.04, 2.71, 1,200, 6.9e8."""
    if not math.isfinite(number):
        return "not a number" if math.isnan(number) else "infinity" if number > 0 else "−infinity"
    number += 0.0  # −0 is 0
    size = abs(number)
    if size and (size >= 1e6 or size < 1e-4):
        mantissa, exponent = f"{number:.{max(figures - 2, 0)}e}".split("e")
        text = f"{float(mantissa):g}e{int(exponent)}"
    elif size >= 1000:
        text = f"{number:,.0f}"
    else:
        text = f"{number:.{figures}g}"
        text = f"{float(text):.0f}" if "e" in text else text  # 400 to two figures is 4e+02
    return text.replace("-", "−")


def apart(first: float, second: float) -> tuple[str, str]:
    """Two numbers in as few figures, three at least, as tell them apart: 3 and 2.997."""
    for figures in range(3, 13):
        told = figure(first, figures), figure(second, figures)
        if told[0] != told[1]:
            break
    return told


def rate(number: float) -> str:
    """A learning rate, as exactly as it was typed, to six figures: 0.001, 1.0, 0.9999."""
    if not math.isfinite(number):
        return figure(number)
    text = f"{number:.6g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    elif "." not in text and abs(number) < 10 and number != 0:
        text += ".0"
    return text.replace("-", "−")


def counted(number: int, what: str) -> str:
    """1 step, 3 steps, 1,200 steps."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def times(number: int) -> str:
    """once, twice, 3 times"""
    return "once" if number == 1 else "twice" if number == 2 else f"{number:,} times"


def point(w: Sequence[float]) -> str:
    """A point: 2.5, or (2, 0.01)."""
    told = ", ".join(f"{number:.6g}".replace("-", "−") for number in w)
    return told if len(w) == 1 else f"({told})"
