"""Lines, curves and classifiers: against closed forms, measured slopes, and what the course says of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tutor.engine.data import read_table
from tutor.engine.data_problem import DataProblem
from tutor.engine.descent import run
from tutor.engine.model import Experiment
from tutor.engine.problems import build_problem
from tutor.errors import SpecificationError

PROBLEMS = [
    "linear-regression",
    "linear-regression:data=houses,scaled=no",
    "linear-regression:data=penguins,bias=no",
    "logistic-regression",
    "logistic-regression:features=body_mass_g,bias=no",
    "polynomial:degree=4",
    "polynomial:degree=4,basis=powers",
]


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_gradient_and_the_hessian_are_measured_slopes(name: str) -> None:
    problem = build_problem(name)
    d = problem.dimension
    w = np.random.default_rng(5).normal(size=(3, d))
    h = 1e-5 / (1 if problem.constant_curvature is None else math.sqrt(problem.constant_curvature))
    ahead, behind = (w[:, None, :] + side * h * np.eye(d) for side in (1, -1))
    ahead, behind = ahead.reshape(-1, d), behind.reshape(-1, d)
    slope = ((problem.value(ahead) - problem.value(behind)) / (2 * h)).reshape(3, d)
    bend = ((problem.gradient(ahead) - problem.gradient(behind)) / (2 * h)).reshape(3, d, d)
    value, gradient = problem.value_and_gradient(w)
    hessian = problem.hessian(w)
    assert hessian is not None
    np.testing.assert_allclose(gradient, slope, rtol=0, atol=1e-6 * np.abs(slope).max())
    np.testing.assert_allclose(hessian, bend, rtol=0, atol=1e-6 * np.abs(bend).max())
    np.testing.assert_array_equal(value, problem.value(w))


def test_the_loss_of_a_line_is_the_mean_squared_miss() -> None:
    table = read_table("cars")
    problem = build_problem("linear-regression:scaled=no")
    miss = [3.0 * x - 10.0 - y for x, y in zip(table.numbers["speed_mph"], table.numbers["distance_ft"], strict=True)]
    assert problem.value(np.array([[3.0, -10.0]]))[0] == pytest.approx(sum(m * m for m in miss) / 50)


def test_scaling_changes_the_way_but_not_the_minimum() -> None:
    raw, scaled = (build_problem(f"linear-regression:data=houses,scaled={flag}") for flag in ("no", "yes"))
    assert raw.minimum == pytest.approx(scaled.minimum)


def test_the_minimizer_of_a_line_is_the_least_squares_fit() -> None:
    minimizers = build_problem("linear-regression:scaled=no").minimizers
    assert minimizers is not None
    assert minimizers[0] == pytest.approx([3.9324, -17.5791], abs=1e-4)


def test_features_that_say_the_same_have_no_single_best_weights(tmp_path: object) -> None:
    problem = build_problem("linear-regression:data=cars,features=speed_mph")
    assert problem.minimizers is not None
    file = f"{tmp_path}/twice.csv"
    with open(file, "w", encoding="utf-8") as handle:  # noqa: PTH123
        handle.write("a,b,y\n1,2,3\n2,4,6\n3,6,7\n")
    twice = build_problem(f"linear-regression:data={file}")
    assert twice.minimizers is None
    assert twice.minimum is not None


def test_a_rate_below_the_limit_of_a_line_converges_and_one_above_explodes() -> None:
    name = "linear-regression:data=houses"
    curvature = build_problem(name).constant_curvature
    assert curvature is not None
    losses = [run(Experiment(name, share * 2 / curvature, steps=3000)).loss for share in (0.999, 1.001)]
    assert losses[0][-1] < losses[0][0] < losses[1][-1]


def test_the_best_classifier_is_what_descent_comes_to() -> None:
    problem = build_problem("logistic-regression")
    trajectory = run(Experiment("logistic-regression", 2.0, steps=3000))
    assert problem.minimizers is not None
    assert trajectory.w[-1] == pytest.approx(problem.minimizers[0], abs=1e-4)
    assert trajectory.loss[-1] == pytest.approx(problem.minimum, rel=1e-9)


def test_the_best_classifier_is_found_for_raw_numbers_too() -> None:
    raw, scaled = (build_problem(f"logistic-regression:scaled={flag}") for flag in ("no", "yes"))
    assert raw.minimum == pytest.approx(scaled.minimum, rel=1e-9)


def test_kinds_that_can_be_separated_have_no_best_weights_and_the_minimum_zero(tmp_path: object) -> None:
    file = f"{tmp_path}/apart.csv"
    with open(file, "w", encoding="utf-8") as handle:  # noqa: PTH123
        handle.write("x,kind\n1,a\n2,a\n4,b\n5,b\n")
    problem = build_problem(f"logistic-regression:data={file}")
    assert (problem.minimum, problem.minimizers) == (0.0, None)


def test_the_loss_of_a_sure_and_wrong_classifier_is_large_but_finite() -> None:
    problem = build_problem("logistic-regression")
    loss, gradient = problem.value_and_gradient(np.full((1, 5), 1e5))
    assert 1e4 < loss[0] < 1e6
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize("degree", [0, 1, 3, 9])
def test_a_polynomial_comes_to_the_least_squares_curve(degree: int) -> None:
    name = f"polynomial:degree={degree}"
    table = read_table("curve")
    x, y = table.numbers["x"], table.numbers["y"]
    curve = np.polynomial.Legendre.fit(x[::2], y[::2], degree)
    problem = build_problem(name)
    trajectory = run(Experiment(name, 0.3, steps=200))
    assert problem.constant_curvature == pytest.approx(2)
    assert trajectory.loss[-1] == pytest.approx(np.mean((curve(x[::2]) - y[::2]) ** 2), abs=1e-12)
    assert isinstance(problem, DataProblem)
    held_back = problem.evaluate(trajectory.w[-1], held_back=True)
    assert held_back is not None
    assert held_back[0] == pytest.approx(np.mean((curve(x[1::2]) - y[1::2]) ** 2), rel=1e-6)


def test_powers_are_the_coefficients_of_the_curve() -> None:
    problem = build_problem("polynomial:degree=2,basis=powers,data=curve,validation=0")
    table = read_table("curve")
    u, y = 2 * table.numbers["x"] - 1, table.numbers["y"]
    by_hand = np.mean((0.5 - u + 2 * u * u - y) ** 2)
    assert problem.value(np.array([[0.5, -1.0, 2.0]]))[0] == pytest.approx(by_hand)


def test_a_degree_beyond_the_points_is_refused() -> None:
    with pytest.raises(
        SpecificationError, match="degree=10 needs 11 different x, and there are 10; use a degree up to 9"
    ):
        build_problem("polynomial:degree=10")


def test_batches_are_right_on_average_and_random() -> None:
    problem = build_problem("linear-regression:batch=5")
    assert problem.stochastic
    rng = np.random.default_rng(0)
    w = np.array([[10.0, 30.0], [0.0, 0.0]])
    drawn = np.stack([problem.sampled_gradient(w, rng) for _ in range(3000)])
    np.testing.assert_allclose(drawn.mean(axis=0), problem.gradient(w), atol=0.05 * np.abs(problem.gradient(w)).max())
    assert drawn.std(axis=0).min() > 1


def test_a_batch_of_all_rows_is_not_random() -> None:
    assert not build_problem("linear-regression:batch=50").stochastic


def test_nothing_held_back_means_no_validation_loss() -> None:
    problem = build_problem("linear-regression")
    assert isinstance(problem, DataProblem)
    assert problem.evaluate(problem.start, held_back=True) is None
