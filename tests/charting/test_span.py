"""Axes: what they hold, and their round numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.charting.span import Span, say, span_of

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.floats(), max_size=20))
def test_a_span_is_never_empty_and_holds_every_finite_value_within_reason(values: list[float]) -> None:
    span = span_of(values)
    assert math.isfinite(span.low)
    assert math.isfinite(span.high)
    assert 0 < span.length < math.inf
    for value in values:
        assert not abs(value) <= 1e300 or span.low <= value <= span.high


def test_equal_values_get_room_on_either_side() -> None:
    assert span_of([3.0, 3.0]) == Span(1.5, 4.5)
    assert span_of([0.0]) == Span(-1.0, 1.0)
    assert span_of([math.nan]) == Span(-1.0, 1.0)
    assert span_of([0.0, 10.0], room=0.1) == Span(-1.0, 11.0)


def test_fractions_go_from_zero_to_one_and_beyond() -> None:
    placed = Span(-1e300, 1e300).fraction(np.array([-1e300, 0.0, 1e300, math.inf, math.nan]))
    assert placed[:4].tolist() == [0.0, 0.5, 1.0, math.inf]
    assert math.isnan(placed[4])


@given(FINITE, FINITE, st.integers(1, 9))
def test_ticks_are_round_within_the_span_and_say_what_they_are(one: float, two: float, most: int) -> None:
    span = span_of([one, two])
    ticks = span.ticks(most)
    assert len(ticks) <= most
    for value, label in ticks:
        assert span.low - 1e-5 * span.length <= value <= span.high + 1e-5 * span.length
        assert float(label) == pytest.approx(value, abs=0.02 * span.length)
        assert len(label) <= 11
    if len(ticks) > 1:
        assert f"{ticks[1][0] - ticks[0][0]:.0e}"[0] in "125"


@pytest.mark.parametrize(
    ("span", "most", "labels"),
    [
        (Span(-4.0, 4.0), 5, ["-4", "-2", "0", "2", "4"]),
        (Span(0.0, 1.0), 6, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (Span(0.0, 3e-9), 4, ["0", "1e-9", "2e-9", "3e-9"]),
        (Span(0.0, 5e8), 3, ["0", "2e8", "4e8"]),
        (Span(1e6, 1e6 + 1e-3), 4, []),
    ],
)
def test_ticks_read_like_this(span: Span, most: int, labels: list[str]) -> None:
    assert [label for _, label in span.ticks(most)] == labels


def test_ticks_across_stand_apart_and_ticks_upwards_count_from_the_top() -> None:
    across = Span(0.0, 1.0).ticks_across(41, 2)
    assert [(tick.cell, tick.label) for tick in across] == [(0, "0"), (20, "0.5"), (40, "1.0")]
    narrow = Span(-4.0, 4.0).ticks_across(37, 2)
    assert [tick.label for tick in narrow] == ["-4", "-2", "0", "2", "4"], "0 alone would not tell how far"
    upwards = Span(0.0, 10.0).ticks_upwards(11, 1)
    assert {tick.label: tick.cell for tick in upwards} == {"0": 10, "5": 5, "10": 0}


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0"), (-0.0, "0"), (1 / 3, "0.3333"), (-2.58e4, "-2.58e4"), (1e-300, "1e-300"), (math.inf, "inf")],
)
def test_numbers_are_short(value: float, told: str) -> None:
    assert say(value) == told
    assert say(math.nan) == "nan"
