"""Grids, the range test, and the rates that choose themselves."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.engine.descent import run
from tutor.engine.model import Experiment
from tutor.engine.problems import build_problem
from tutor.engine.tuning import log_grid, range_test
from tutor.errors import SpecificationError


def test_a_log_grid_has_the_rates_that_are_written_on_paper() -> None:
    assert log_grid(0.001, 10, 5) == [0.001, 0.01, 0.1, 1, 10]
    assert log_grid(0.5, 0.5, 1) == [0.5]


@given(st.floats(1e-6, 1.0), st.floats(1.5, 1e6), st.integers(2, 200))
@settings(deadline=None)
def test_a_grid_has_its_ends_and_equal_factors_between(low: float, factor: float, count: int) -> None:
    rates = log_grid(low, low * factor, count)
    assert (rates[0], rates[-1], len(rates)) == (low, low * factor, count)
    expected = factor ** (1 / (count - 1))
    assert all(high / below == pytest.approx(expected) for below, high in pairwise(rates))


@pytest.mark.parametrize(("low", "high", "count"), [(0, 1, 5), (-1, 1, 5), (0.1, math.inf, 5), (math.nan, 1, 5)])
def test_a_grid_needs_bounds_above_zero(low: float, high: float, count: int) -> None:
    with pytest.raises(SpecificationError, match="use numbers above 0"):
        log_grid(low, high, count)


def test_a_grid_needs_a_rate() -> None:
    with pytest.raises(SpecificationError, match="cannot have 0 rates"):
        log_grid(0.1, 1, 0)


def test_the_range_test_climbs_from_low_to_high() -> None:
    test = range_test(Experiment("linear-regression", 5.0, schedule="cosine:T_max=3", steps=40), 1e-3, 10)
    np.testing.assert_allclose(test.rates, np.geomspace(1e-3, 10, 40))
    np.testing.assert_array_equal(test.loss, test.trajectory.loss[1:])


def test_the_lowest_loss_of_a_range_test_lies_above_the_limit() -> None:
    curvature = build_problem("linear-regression:data=penguins").constant_curvature
    assert curvature is not None
    limit = 2 / curvature
    test = range_test(Experiment("linear-regression:data=penguins", 1.0, steps=100), 1e-4, 10)
    assert test.lowest is not None
    assert test.steepest is not None
    assert test.steepest < limit < test.lowest
    # It reached the lowest loss there, and yet nobody could train with it.
    assert run(Experiment("linear-regression:data=penguins", test.lowest, steps=2000)).ended == "overflow"


def test_a_range_test_that_only_rises_has_no_steepest_fall() -> None:
    test = range_test(Experiment("quartic", 1.0, steps=20), 10, 100)
    assert test.steepest is None
    assert test.trajectory.ended == "overflow"


@pytest.mark.parametrize(
    ("low", "high", "steps", "told"),
    [(1, 0.1, 50, "give the lower rate first"), (0.1, 1, 1, "at least 2 steps"), (0, 1, 50, "above 0")],
)
def test_a_range_test_without_a_range_is_refused(low: float, high: float, steps: int, told: str) -> None:
    with pytest.raises(SpecificationError, match=told):
        range_test(Experiment("bowl", 1.0, steps=steps), low, high)


def _armijo_by_hand(tolerance: float) -> tuple[list[float], int]:
    """The ravine from (10, 1), halving from 1: the rates until the loss is below, and the tries."""

    def loss(x: float, y: float) -> float:
        return (x * x + 50 * y * y) / 2

    x, y, rates, tries = 10.0, 1.0, [], 0
    while loss(x, y) >= tolerance:
        slope, rate = x * x + 2500 * y * y, 2.0
        enough = False
        while not enough:
            rate /= 2
            tries += 1
            enough = loss(x - rate * x, y - rate * 50 * y) <= loss(x, y) - 1e-4 * rate * slope
        x, y = x - rate * x, y - rate * 50 * y
        rates.append(rate)
    return rates, tries


def test_armijo_takes_the_rates_and_the_tries_of_backtracking_by_hand() -> None:
    rates, tries = _armijo_by_hand(1e-3)
    trajectory = run(Experiment("ravine", 1.0, schedule="armijo", steps=len(rates)))
    assert trajectory.lr.tolist() == rates
    assert trajectory.loss[-1] < 1e-3 <= trajectory.loss[-2]
    assert (len(rates), tries) == (122, 684)  # as lesson 22 says


def test_armijo_makes_every_step_go_down_from_any_first_rate() -> None:
    for lr in (0.01, 1.0, 1e6):
        trajectory = run(Experiment("rosenbrock", lr, schedule="armijo:shrink=0.7", steps=100))
        assert (np.diff(trajectory.loss) < 0).all()


def test_armijo_takes_the_first_try_where_the_ground_is_level() -> None:
    trajectory = run(Experiment("saddle", 1.0, schedule="armijo", start=(0.0, 0.0), steps=3))
    assert trajectory.lr.tolist() == [1, 1, 1]


def test_barzilai_borwein_finds_the_curvature_of_a_bowl_in_one_step() -> None:
    for variant in ("long", "short"):
        schedule = f"barzilai-borwein:variant={variant}"
        trajectory = run(Experiment("bowl:curvature=4", 0.01, schedule=schedule, steps=2))
        assert trajectory.lr.tolist() == pytest.approx([0.01, 0.25])
        assert trajectory.loss[-1] == pytest.approx(0, abs=1e-25)


def test_barzilai_borwein_follows_its_formula() -> None:
    trajectory = run(Experiment("ravine", 0.02, schedule="barzilai-borwein", steps=4))
    for step in range(1, 4):
        (sx, sy), (yx, yy) = (
            np.diff(rows[step - 1 : step + 1], axis=0)[0] for rows in (trajectory.w, trajectory.gradient)
        )
        assert trajectory.lr[step] == pytest.approx((sx * sx + sy * sy) / (sx * yx + sy * yy), rel=1e-12)


def test_barzilai_borwein_goes_back_to_the_first_rate_on_a_hill() -> None:
    trajectory = run(Experiment("double-well", 0.01, schedule="barzilai-borwein", start=(0.01,), steps=3))
    assert trajectory.lr.tolist() == [0.01] * 3


def test_polyak_steps_by_height_over_slope_and_no_longer_than_the_rate() -> None:
    trajectory = run(Experiment("ravine", 0.05, schedule="polyak", steps=60))
    slope = (trajectory.gradient**2).sum(axis=1)
    np.testing.assert_allclose(trajectory.lr, np.minimum(trajectory.loss / slope, 0.05)[:-1], rtol=1e-12)
    assert run(Experiment("absolute", 9.0, schedule="polyak", steps=2)).loss.tolist() == [3, 0, 0]
