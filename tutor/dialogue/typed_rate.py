"""Which of the numbers that a learner types can be run, and why the others cannot."""

from __future__ import annotations

import math

from tutor.dialogue.numbers import NumberRead, NumberUnclear, read_number


def read_rate(text: str) -> NumberRead | str:
    """The rate that a learner typed, or why it can't be one."""
    number = read_number(text)
    if isinstance(number, NumberUnclear):
        return number.why
    if number is None:
        return "A learning rate is wanted: a number such as 0.05, .05 or 1/20."
    return cannot_run(number) or number


def taken_for_0(number: NumberRead) -> str:
    """What to say before a number is run that only the computer takes for 0; empty for any other."""
    return f"{number.text} is so small that a computer takes it for 0." if number.underflow else ""


def cannot_try(number: NumberRead) -> str | None:
    """Why a number can't be tried as a weight."""
    if number.overflow or not math.isfinite(number.value):
        return f"{number.text} is no weight that a computer can hold. Type a number such as 2."
    return None


def cannot_run(number: NumberRead) -> str | None:
    """Why a number can't be run as a rate."""
    if number.overflow:
        return (
            f"{number.text} is more than a computer's number can hold (about 1.8e308), so there is no step to take. "
            "Even 100 is a huge rate. Try that, if you like explosions."
        )
    if math.isnan(number.value):
        return (
            'nan means "not a number". One step with it turns w into nan too, and then there is nothing left to '
            "compare. Type a number such as 0.05."
        )
    if math.isinf(number.value):
        return (
            "An infinite rate jumps infinitely far in its first step, so there is nothing to watch. "
            "A large one shows what would happen: try 100."
        )
    return None
