"""Lines of equal loss: their levels are round and their places right."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.charting.contours import contour_lines, enlarged, levels, uncrowded


def is_round(level: float) -> bool:
    """1, 2, 3 or 5 times a power of ten."""
    return f"{level:.6e}"[:8] in {"1.000000", "2.000000", "3.000000", "5.000000"}


def test_losses_of_one_size_get_equal_distances_and_those_over_decades_equal_factors() -> None:
    assert levels(np.linspace(2, 10, 1000), 5) == [4, 6, 8]
    assert levels(np.geomspace(1e-3, 1e3, 1000), 9) == pytest.approx([0.01, 0.1, 1, 10, 100])
    assert levels(np.geomspace(0.9, 150, 1000), 9) == pytest.approx([1, 2, 5, 10, 20, 50, 100])


def test_three_hundred_orders_of_magnitude_leave_a_few_levels() -> None:
    found = levels(np.geomspace(1e-150, 1e150, 5000), 7)
    assert 3 <= len(found) <= 7
    steps = {round(math.log10(high / low)) for low, high in pairwise(found)}
    assert len(steps) == 1
    assert levels(np.array([1e-300, 1.0, math.inf, math.nan, 1e300]), 3) != []


@pytest.mark.parametrize("flat", [[0.0] * 9, [math.nan] * 9, [math.inf] * 9, [], [5.0] * 9])
def test_a_plain_has_no_levels(flat: list[float]) -> None:
    assert levels(np.array(flat), 5) == []


def test_a_hole_in_a_plain_has_its_edge() -> None:
    plain = np.full((20, 20), 1.0)
    plain[8:12, 8:12] = 0.0
    line = contour_lines(plain, levels(plain, 5))
    rows, columns = np.nonzero(line)
    assert line.any()
    assert set(rows) <= set(range(7, 12))
    assert set(columns) <= set(range(7, 12))


@given(st.lists(st.floats(min_value=0), max_size=40), st.integers(0, 12))
def test_levels_are_round_ascending_and_not_too_many(above: list[float], most: int) -> None:
    found = levels(np.array(above), most)
    assert len(found) <= most
    assert found == sorted(set(found))
    assert all(0 < level < math.inf for level in found)
    if len(found) > 2:
        assert all(is_round(level) for level in found) or is_round(found[1] - found[0])


def test_a_contour_runs_where_the_loss_crosses_its_level() -> None:
    x, y = np.meshgrid(np.linspace(-3, 3, 61), np.linspace(-3, 3, 61))
    line = contour_lines(x**2 + y**2, [1.0, 4.0])
    radius = np.hypot(x, y)
    distance = np.minimum(abs(radius - 1), abs(radius - 2))
    assert distance[line].max() <= 0.1 * math.sqrt(2)
    for turn in np.radians(range(0, 360, 5)):
        for circle in (1, 2):
            off = np.hypot(x - circle * np.cos(turn), y - circle * np.sin(turn))
            assert off[line].min() < 0.15
    assert contour_lines(np.array([[0.0, math.nan, math.inf]]), [1.0]).tolist() == [[True, False, False]]


@pytest.mark.parametrize("angle", range(0, 180, 15))
def test_dotted_lines_keep_a_third_of_their_dots_whichever_way_they_run(angle: int) -> None:
    x, y = np.meshgrid(np.arange(60) - 29.7, np.arange(60) - 29.6)
    turn = math.radians(angle)
    ground = 100 + x * math.cos(turn) + y * math.sin(turn)
    line, dots = contour_lines(ground, [100.0]), contour_lines(ground, [100.0], every=(3, 3))
    assert 55 <= line.sum() <= 65
    assert 18 <= dots.sum() <= 22
    assert not (dots & ~line).any()


def test_a_field_is_enlarged_along_straight_lines() -> None:
    assert enlarged(np.array([[0.0, 1.0], [2.0, 3.0]]), 3, 3).tolist() == [[0, 0.5, 1], [1, 1.5, 2], [2, 2.5, 3]]
    assert enlarged(np.array([[4.0]]), 2, 3).tolist() == [[4] * 3] * 2


@settings(deadline=None)
@given(
    st.lists(st.lists(st.floats(), min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_any_field_can_be_enlarged_and_drawn(field: list[list[float]], high: int, wide: int) -> None:
    larger = enlarged(np.array(field), high, wide)
    assert larger.shape == (high, wide)
    assert contour_lines(larger, [1.0, 10.0]).shape == (high, wide)


def test_lines_that_would_fill_a_valley_with_dots_are_left_out_the_lowest_first() -> None:
    x, y = np.meshgrid(np.linspace(-12, 12, 156), np.linspace(1.2, -1.2, 28))
    for kappa, fewer in ((1e300, True), (50.0, False)):
        with np.errstate(all="ignore"):
            above = 0.5 * (x**2 + kappa * y**2)
        at = levels(above, 4)
        kept = uncrowded(above, at)
        assert (len(kept) < len(at)) is fewer
        assert kept == at[len(at) - len(kept) :]
