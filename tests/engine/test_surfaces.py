"""Loss surfaces: their formulas written out in plain numbers, their slopes measured, their known bottoms."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.engine.problems import build_problem

Formula = Callable[[Sequence[float]], float]

FORMULAS: dict[str, Formula] = {
    "bowl": lambda w: w[0] ** 2 / 2,
    "bowl:curvature=8": lambda w: 4 * w[0] ** 2,
    "ravine": lambda w: (w[0] ** 2 + 50 * w[1] ** 2) / 2,
    "ravine:kappa=0.25": lambda w: (w[0] ** 2 + w[1] ** 2 / 4) / 2,
    "quartic": lambda w: w[0] ** 4 / 4,
    "absolute": lambda w: abs(w[0]),
    "double-well": lambda w: (w[0] ** 2 - 1) ** 2,
    "double-well:tilt=0.3": lambda w: (w[0] ** 2 - 1) ** 2 + 0.3 * w[0],
    "double-well:tilt=-2": lambda w: (w[0] ** 2 - 1) ** 2 - 2 * w[0],
    "two-wells": lambda w: w[0] ** 4 / 4 - w[0] ** 2 + 0.3 * w[0],
    "saddle": lambda w: w[0] ** 2 - w[1] ** 2 + w[1] ** 4 / 4,
    "plateau": lambda w: 1 - math.exp(-(w[0] ** 2) / 2),
    "neuron:loss=half-mse": lambda w: (1 / (1 + math.exp(-w[0] - w[1]))) ** 2 / 2,
    "neuron": lambda w: -math.log(1 - 1 / (1 + math.exp(-w[0] - w[1]))),
    "neuron:x=-2,y=0.3": lambda w: (
        -(0.3 * math.log(1 / (1 + math.exp(2 * w[0] - w[1]))) + 0.7 * math.log(1 - 1 / (1 + math.exp(2 * w[0] - w[1]))))
    ),
    "location": lambda w: sum((w[0] - y) ** 2 for y in (9, 10, 11, 12, 38)) / 5,
    "location:values=-3;5": lambda w: ((w[0] + 3) ** 2 + (w[0] - 5) ** 2) / 2,
    "location:loss=mae": lambda w: sum(abs(w[0] - y) for y in (9, 10, 11, 12, 38)) / 5,
    "rosenbrock": lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
    "rosenbrock:a=2,b=5": lambda w: (2 - w[0]) ** 2 + 5 * (w[1] - w[0] ** 2) ** 2,
    "beale": lambda w: sum((c - w[0] + w[0] * w[1] ** i) ** 2 for i, c in ((1, 1.5), (2, 2.25), (3, 2.625))),
    "himmelblau": lambda w: (w[0] ** 2 + w[1] - 11) ** 2 + (w[0] + w[1] ** 2 - 7) ** 2,
    "styblinski-tang:dimension=3": lambda w: sum(x**4 - 16 * x**2 + 5 * x for x in w) / 2,
    "rastrigin": lambda w: sum(x**2 - 10 * math.cos(2 * math.pi * x) + 10 for x in w),
    "ackley:dimension=3": lambda w: (
        20
        + math.e
        - 20 * math.exp(-0.2 * math.sqrt(sum(x**2 for x in w) / 3))
        - math.exp(sum(math.cos(2 * math.pi * x) for x in w) / 3)
    ),
}
each_surface = pytest.mark.parametrize("name", FORMULAS)


@each_surface
@settings(max_examples=40)
@given(data=st.data())
def test_the_loss_is_the_formula_at_any_point(name: str, data: st.DataObject) -> None:
    problem = build_problem(name)
    w = [data.draw(st.floats(low, high)) for low, high in problem.window]
    assert problem.value(np.array([w]))[0] == pytest.approx(FORMULAS[name](w), rel=1e-11, abs=1e-11)


@each_surface
@settings(max_examples=40)
@given(data=st.data())
def test_the_gradient_is_the_measured_slope(name: str, data: st.DataObject) -> None:
    problem = build_problem(name)
    w = np.array([data.draw(st.floats(low, high)) for low, high in problem.window])
    h = 1e-5
    # At a kink (|w|, the tip of ackley, a value of location) there is no slope to measure.
    w = np.where(np.abs(w - w.round()) < 0.01, w.round() + 0.01, w)
    formula = FORMULAS[name]
    measured = [(formula((w + side).tolist()) - formula((w - side).tolist())) / (2 * h) for side in h * np.eye(len(w))]
    scale = 1 + np.abs(problem.gradient(w[None, :])).max() + abs(formula(w.tolist()))
    np.testing.assert_allclose(problem.gradient(w[None, :])[0], measured, rtol=0, atol=2e-7 * scale)


@each_surface
@settings(max_examples=40)
@given(data=st.data())
def test_the_hessian_is_the_measured_slope_of_the_gradient(name: str, data: st.DataObject) -> None:
    problem = build_problem(name)
    w = np.array([data.draw(st.floats(low, high)) for low, high in problem.window])
    w = np.where(np.abs(w - w.round()) < 0.1, w.round() + 0.1, w)
    h = 1e-5
    around = np.concatenate((w + h * np.eye(len(w)), w - h * np.eye(len(w))))
    slopes = problem.gradient(around)
    measured = (slopes[: len(w)] - slopes[len(w) :]) / (2 * h)
    hessian = problem.hessian(w[None, :])
    assert hessian is not None
    np.testing.assert_allclose(hessian[0], measured, rtol=0, atol=1e-6 * (1 + np.abs(hessian).max()))


@each_surface
def test_many_points_at_once_give_what_each_gives_alone(name: str) -> None:
    problem = build_problem(name)
    low, high = np.array(problem.window).T
    w = low + (high - low) * np.linspace(0.03, 0.97, 11)[:, None]
    value, gradient = problem.value_and_gradient(w)
    for index, point in enumerate(w):
        assert value[index] == problem.value(point[None, :])[0]
        np.testing.assert_array_equal(gradient[index], problem.gradient(point[None, :])[0])


@each_surface
def test_nothing_in_the_window_lies_below_the_minimum(name: str) -> None:
    problem = build_problem(name)
    axes = [np.linspace(low, high, 2001 if problem.dimension == 1 else 41) for low, high in problem.window]
    w = np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=-1)
    assert problem.minimum is not None
    assert problem.value(w).min() >= problem.minimum - 1e-12


@pytest.mark.parametrize("name", [name for name in FORMULAS if not name.startswith("neuron")])
def test_the_known_minimizers_have_the_minimum_and_no_slope(name: str) -> None:
    problem = build_problem(name)
    assert problem.minimizers is not None
    assert problem.minimum is not None
    np.testing.assert_allclose(problem.value(problem.minimizers), problem.minimum, rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(problem.gradient(problem.minimizers), 0, atol=1e-12)


@each_surface
def test_the_start_lies_inside_the_picture(name: str) -> None:
    problem = build_problem(name)
    assert len(problem.start) == problem.dimension == len(problem.window)
    assert all(low < at < high for at, (low, high) in zip(problem.start, problem.window, strict=True))


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=9))
def test_the_mean_has_the_lowest_squared_error_and_the_median_the_lowest_absolute_error(values: list[int]) -> None:
    for loss, best in (("mse", statistics.mean(values)), ("mae", statistics.median(values))):
        problem = build_problem(f"location:values={';'.join(map(str, values))},loss={loss}")
        around = np.concatenate(([best], np.linspace(-1100, 1100, 401)))[:, None]
        losses = problem.value(around)
        assert losses.min() == pytest.approx(losses[0], rel=1e-12, abs=1e-9)
        assert problem.minimum == pytest.approx(losses[0], rel=1e-12, abs=1e-9)
        assert problem.minimizers is not None
        assert problem.minimizers[0, 0] == pytest.approx(best, rel=1e-12, abs=1e-9)


def test_curvature_is_the_limit_of_a_quadratic() -> None:
    assert build_problem("bowl:curvature=2").constant_curvature == 2
    assert build_problem("ravine:kappa=25").constant_curvature == 25
    assert build_problem("ravine:kappa=0.5").constant_curvature == 1
    assert build_problem("quartic").constant_curvature is None


def test_curvature_has_the_sign_of_the_steepest_bend() -> None:
    saddle = build_problem("saddle")
    assert saddle.curvature(np.array([[0.0, 0.0], [0.0, 2.0]])) == pytest.approx([2, 10])
    assert build_problem("two-wells").curvature(np.array([[0.0]])) == pytest.approx([-2])


def test_curvature_of_no_point_is_not_a_number_and_no_warning() -> None:
    found = build_problem("rosenbrock").curvature(np.array([[np.inf, 1.0], [1.0, 1.0], [np.nan, 0.0]]))
    assert found is not None
    assert np.isnan(found).tolist() == [True, False, True]


def test_an_absurd_setting_gives_no_warning() -> None:
    assert build_problem("double-well:tilt=1e300").dimension == 1


def test_the_tip_of_the_absolute_and_of_ackley_has_slope_zero() -> None:
    for name in ("absolute", "ackley"):
        problem = build_problem(name)
        origin = np.zeros((1, problem.dimension))
        assert not problem.gradient(origin).any()


def test_noise_has_the_spread_asked_for_and_no_bias() -> None:
    problem = build_problem("ravine:noise=0.5")
    assert problem.stochastic
    rng = np.random.default_rng(3)
    w = np.array([[1.0, 2.0]])
    errors = np.concatenate([problem.sampled_gradient(w, rng) - problem.gradient(w) for _ in range(4000)])
    assert errors.std(axis=0) == pytest.approx([0.5, 0.5], rel=0.05)
    assert errors.mean(axis=0) == pytest.approx([0, 0], abs=0.03)


def test_noise_leaves_the_loss_alone_and_is_the_same_for_all_runs() -> None:
    noisy, quiet = build_problem("bowl:noise=1"), build_problem("bowl")
    w = np.array([[1.0], [-2.0]])
    np.testing.assert_array_equal(noisy.value(w), quiet.value(w))
    error = noisy.sampled_gradient(w, np.random.default_rng(0)) - quiet.gradient(w)
    assert error[0] == pytest.approx(error[1])
    assert not quiet.stochastic
