"""Numbers as they are said."""

from __future__ import annotations

import math

import pytest

from tutor.engine.figures import apart, counted, figure, point, rate, times


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (2.7135, "2.71"),
        (0.04, "0.04"),
        (9.0, "9"),
        (1234.5, "1,234"),
        (746_600_000.0, "7.5e8"),
        (-0.8, "−0.8"),
        (0.0, "0"),
        (1.5e-38, "1.5e−38"),
        (2e200, "2e200"),
        (math.inf, "infinity"),
        (-math.inf, "−infinity"),
        (math.nan, "not a number"),
    ],
)
def test_figures(number: float, told: str) -> None:
    assert figure(number) == told


@pytest.mark.parametrize(
    ("number", "told"),
    [(1.0, "1.0"), (0.9999, "0.9999"), (0.001, "0.001"), (-0.1, "−0.1"), (1e-18, "1e−18"), (0.0, "0"), (10.0, "10")],
)
def test_rates_are_told_as_typed(number: float, told: str) -> None:
    assert rate(number) == told


def test_minus_nothing_is_nothing() -> None:
    assert figure(-0.0) == "0"


def test_counts_and_points() -> None:
    assert (counted(1, "step"), counted(1200, "step")) == ("1 step", "1,200 steps")
    assert (times(1), times(2), times(26)) == ("once", "twice", "26 times")
    assert (point((2.5,)), point((2.0, -0.01))) == ("2.5", "(2, −0.01)")


def test_two_numbers_close_together_are_told_apart() -> None:
    assert apart(3.0, 2.71) == ("3", "2.71")
    assert apart(3.0, 2.997) == ("3", "2.997")
    assert apart(3.0, 2.9999991) == ("3", "2.999999")
