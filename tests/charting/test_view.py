"""Which part of a landscape is shown: all of the run that is near, and never so much that the landscape is lost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.charting.span import Span
from tutor.charting.view import fitted, losses, widened

if TYPE_CHECKING:
    from tutor.charting.canvas import Floats

NONE = np.zeros(0)


def powers(factor: float, count: int = 51, start: float = 3.0) -> Floats:
    return np.array([start * factor**step for step in range(count)])


def test_a_run_within_the_window_leaves_it_as_it_is() -> None:
    assert widened((-4.0, 4.0), powers(-0.9)) == Span(-4.0, 4.0)
    assert widened((-4.0, 4.0), NONE) == Span(-4.0, 4.0)


def test_the_first_steps_of_an_explosion_widen_the_picture_and_the_rest_does_not() -> None:
    view = widened((-4.0, 4.0), powers(-1.2))
    assert view.low <= -3 * 1.2**3
    assert view.high >= 3 * 1.2**4
    assert view.length < 16
    assert widened((-4.0, 4.0), np.array([3.0, -1e300, math.inf, math.nan])) == Span(-4.0, 4.0)


def test_the_start_is_always_shown() -> None:
    assert widened((-4.0, 4.0), powers(0.5, start=1e6)).high >= 1e6
    assert widened((-4.0, 4.0), powers(0.5, start=-1e6)).low <= -1e6


def test_a_run_that_comes_to_rest_far_away_is_followed_to_there() -> None:
    thrown = np.array([3.0, -40.0, *[-41.0] * 10])
    assert widened((-4.0, 4.0), thrown).low <= -41
    assert widened((-4.0, 4.0), np.array([3.0, *[-1e9] * 10])) == Span(-4.0, 4.0)


def test_a_small_run_is_brought_nearer_but_not_without_end() -> None:
    view = fitted((-3.0, 3.0), powers(-0.9, start=1.0), np.array([0.0]))
    assert view.length == pytest.approx((1 + 0.9) / 0.6)
    assert view.holds(np.array([-0.9, 1.0])).all()
    tiny = fitted((-3.0, 3.0), powers(0.5, start=1e-9), np.array([0.0]))
    assert tiny.length == pytest.approx(1.0)


def test_the_best_points_within_the_window_stay_in_a_near_picture() -> None:
    view = fitted((-5.0, 5.0), np.array([0.1, 0.2]), np.array([1.5, 1e6, math.nan]))
    assert view.low <= 0.1
    assert 1.5 <= view.high < 4


@given(
    st.tuples(st.floats(), st.floats()),
    st.lists(st.floats(), max_size=20),
    st.lists(st.floats(), max_size=3),
)
def test_any_run_gives_a_view(window: tuple[float, float], run: list[float], best: list[float]) -> None:
    visited = np.array(run, dtype=np.float64)
    for view in (widened(window, visited), fitted(window, visited, np.array(best))):
        assert 0 < view.length < math.inf
        placed = view.fraction(visited[:1][np.abs(visited[:1]) <= 1e300])
        assert ((placed >= -1e-9) & (placed <= 1 + 1e-9)).all()


def test_many_points_are_asked_for_in_portions() -> None:
    asked: list[int] = []

    def value(w: Floats) -> Floats:
        asked.append(len(w))
        return np.log(w[:, 0])

    points = np.linspace(-1, 1, 10_000)[:, None]
    told = losses(value, points)
    assert sum(asked) == 10_000
    assert max(asked) <= 4096
    assert told[-1] == 0
    assert math.isnan(told[0])
    assert losses(value, points[:0]).tolist() == []
