"""The map of rates: each letter over its rate, and every mark in its column."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import find, is_sound, owned
from tutor.charting.drawing import BALL, CONVERGED, MINIMUM, OVERSHOT, PATH, STALLED, UNKNOWN
from tutor.charting.rate_map import SIGNS, draw_rate_map

RATES = [10 ** (-3 + step / 20) for step in range(81)]
"""From 0.001 to 10."""


def verdict(rate: float) -> str:
    return "stalled" if rate < 0.011 else "converged" if rate < 0.99 else "overshot"


VERDICTS = [verdict(rate) for rate in RATES]


@settings(max_examples=150, deadline=None)
@given(
    outcomes=st.lists(
        st.tuples(st.floats(), st.sampled_from(["stalled", "converged", "overshot", "odd"])), max_size=30
    ),
    limit=st.none() | st.floats(),
    tried=st.lists(st.floats(), max_size=8),
    guess=st.none() | st.floats(),
    fog=st.booleans(),
    width=st.integers(1, 130),
    ascii=st.booleans(),
)
def test_every_map_fills_the_width(
    outcomes: list[tuple[float, str]],
    limit: float | None,
    tried: list[float],
    guess: float | None,
    fog: bool,
    width: int,
    ascii: bool,
) -> None:
    rates, verdicts = [rate for rate, _ in outcomes], [word for _, word in outcomes]
    drawing = draw_rate_map(rates, verdicts, limit=limit, tried=tried, guess=guess, fog=fog, width=width, ascii=ascii)
    is_sound(drawing, width, len(drawing.lines), ascii=ascii)
    assert 1 <= len(drawing.lines) <= 6


def test_each_letter_is_the_verdict_of_its_rate() -> None:
    drawing = draw_rate_map(RATES, VERDICTS, width=81)
    assert drawing.lines[0] == "s" * 21 + "c" * 39 + "o" * 21
    assert [len(owned(drawing, of)) for of in (STALLED, CONVERGED, OVERSHOT)] == [21, 39, 21]
    assert drawing.lines[-1].split() == ["s", "stalled", "c", "converged", "o", "overshot"]
    shuffled = draw_rate_map(RATES[::-1], VERDICTS[::-1], width=81)
    assert shuffled == drawing
    wide = draw_rate_map(RATES, VERDICTS, width=161)
    assert wide.lines[0].startswith("s" * 40)
    assert wide.lines[0].endswith("o" * 40)


@pytest.mark.parametrize("ascii", [False, True])
def test_the_limit_and_the_tried_rates_stand_in_their_columns(ascii: bool) -> None:
    tried = [0.01, 0.1, 0.9, 1.12]
    rates = [*RATES, *tried]
    drawing = draw_rate_map(rates, [verdict(rate) for rate in rates], limit=1.0, tried=tried, width=81, ascii=ascii)
    above, band, below, axis, _ = drawing.lines
    down, latest, up = "vO^" if ascii else "▼●▲"
    marks = sorted(column for column, _ in find(drawing, down, PATH))
    assert marks == [20, 40, 59]
    assert find(drawing, latest, BALL) == [(61, 0)]
    assert [band[column] for column in (*marks, 61)] == ["s", "c", "c", "o"]
    assert f"{latest} 1.12" in above
    assert below.index(up) == 60
    assert f"{up} limit 1" in below
    assert (60, 2) in owned(drawing, MINIMUM)
    for label, column in (("0.01", 20), ("0.1", 40), ("1", 60)):
        assert abs(axis.index(f" {label} ") + 1 + len(label) / 2 - column) <= 1


def test_a_tried_rate_has_its_own_verdict_under_its_mark_however_coarse_the_map() -> None:
    rates = [0.001, 0.01, 0.1, 0.9999, 10.0]
    verdicts = ["stalled", "stalled", "converged", "converged", "overshot"]
    for width in range(20, 100):
        drawing = draw_rate_map(rates, verdicts, tried=[0.9999], width=width)
        assert drawing.lines[1][drawing.lines[0].index("●")] == "c"


@pytest.mark.parametrize("ascii", [False, True])
def test_in_the_fog_only_tried_rates_show_their_verdicts(ascii: bool) -> None:
    tried = [0.001, 0.01, 0.1, 0.5, 0.9, 1.12, 2.0, 10.0]
    rates = [*RATES, *tried]
    verdicts = [verdict(rate) for rate in rates]
    fog = "?" if ascii else "·"
    drawing = draw_rate_map(rates, verdicts, limit=1.0, tried=tried, width=81, fog=True, ascii=ascii)
    above, band, _, legend = drawing.lines
    columns = [round(20 * (math.log10(rate) + 3)) for rate in tried]
    assert {column: letter for column, letter in enumerate(band) if letter != fog} == {
        column: SIGNS[verdict(rate)] for column, rate in zip(columns, tried, strict=True)
    }
    assert len(owned(drawing, UNKNOWN)) == 81 - 8
    assert [above[column] for column in columns] == ["v" if ascii else "▼"] * 7 + ["O" if ascii else "●"]
    assert legend.rstrip().endswith(f"{fog} not tried yet")
    assert "limit" not in "".join(drawing.lines)
    lifted = draw_rate_map(rates, verdicts, limit=1.0, tried=tried, width=81, ascii=ascii)
    assert "limit 1" in lifted.lines[2]
    assert fog not in lifted.lines[1]


def test_half_a_wide_screen_still_says_what_the_fog_is() -> None:
    drawing = draw_rate_map(RATES, [verdict(rate) for rate in RATES], tried=[0.1], width=53, fog=True)
    assert drawing.lines[-1].rstrip() == "s stalled  c converged  o overshot  · not tried yet"


def test_while_a_map_is_worked_out_it_says_what_its_question_marks_are() -> None:
    begun = [verdict(rate) if rate < 0.1 else "" for rate in RATES]
    drawing = draw_rate_map(RATES, begun, width=80)
    assert "?" in drawing.lines[0]
    assert drawing.lines[-1].rstrip() == "s stalled   c converged   o overshot   ? not run yet"
    assert "?" not in "".join(draw_rate_map(RATES, VERDICTS, width=80).lines)


def test_a_tried_rate_that_was_not_run_stays_in_the_fog() -> None:
    drawing = draw_rate_map([0.001, 10.0], ["stalled", "overshot"], tried=[0.1], width=41, fog=True)
    assert set(drawing.lines[1]) == {"·"}


def test_a_guess_of_the_limit_points_at_its_rate() -> None:
    drawing = draw_rate_map(RATES, VERDICTS, guess=0.1, fog=True, width=81)
    assert drawing.lines[1].index("▲ your guess 0.1") == 40
    drawing = draw_rate_map(RATES, VERDICTS, guess=0.1, limit=1.0, width=81)
    assert drawing.lines[1].index("▲ your guess 0.1") == 40
    assert drawing.lines[2].index("▲") == 60


def test_what_lies_far_beyond_the_map_is_an_arrow_at_its_edge() -> None:
    drawing = draw_rate_map(RATES, VERDICTS, limit=1e9, tried=[1e-9, 0.0, -1.0, math.inf], width=81)
    assert drawing.lines[0][0] == "←"
    assert drawing.lines[0].endswith("inf →")
    assert drawing.lines[2].endswith("limit 1e9 →")
    assert len(drawing.lines[1].strip()) == 81


def test_near_rates_widen_the_map_and_what_was_not_run_is_blank() -> None:
    drawing = draw_rate_map([0.1, 1.0], ["stalled", "converged"], tried=[10.0], width=41)
    assert drawing.lines[1] == "s" * 10 + "c" * 11 + " " * 20 or drawing.lines[1] == "s" * 11 + "c" * 10 + " " * 20
    one = draw_rate_map([0.5], ["converged"], width=21)
    assert one.lines[0].strip() == "c"


def test_without_rates_it_says_so() -> None:
    assert draw_rate_map([], [], width=40).lines[0].strip() == "no rates to show"
    assert draw_rate_map([-1.0, math.nan], ["stalled"] * 2, width=40).lines[0].strip() == "no rates to show"


def test_the_map_needs_no_numpy() -> None:
    probe = "import sys, tutor.charting.rate_map; print('numpy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
