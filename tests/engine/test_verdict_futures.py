"""Descents side by side, against single ones and closed forms."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tutor.engine.descent import run
from tutor.engine.model import Experiment
from tutor.engine.problems import build_problem
from tutor.engine.verdict.case import Case
from tutor.engine.verdict.futures import Ahead, Quadratic, arrival, compare, descend
from tutor.engine.verdict.terrain import profile, survey


@pytest.fixture(autouse=True)
def _as_in_a_verdict() -> Iterator[None]:
    """Rates that are far too high are tried on purpose; `judge` silences what NumPy says of them."""
    with np.errstate(all="ignore"):
        yield


RATES = np.array([0.001, 0.01, 0.03, 0.041])


def parabola(problem: str) -> Quadratic:
    built = build_problem(problem)
    ground = survey(built, [built.start])[0]
    assert ground is not None
    return Quadratic.at(ground, float(built.value(built.start[None, :])[0]))


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"])
def test_each_row_is_the_run_that_it_stands_for(optimizer: str) -> None:
    problem = build_problem("ravine")
    rows = np.repeat(problem.start[None, :], len(RATES), axis=0)
    loss, path = descend(problem, optimizer, rows, np.broadcast_to(RATES, (30, len(RATES))))
    for row, lr in enumerate(RATES):
        alone = run(Experiment("ravine", float(lr), optimizer, steps=30))
        np.testing.assert_allclose(path[:, row], alone.w, rtol=1e-12)
        np.testing.assert_allclose(loss[:, row], alone.loss, rtol=1e-12)


@pytest.mark.parametrize("problem", ["bowl:noise=1", "linear-regression:batch=4"])
def test_noise_is_that_of_the_run_with_the_same_seed(problem: str) -> None:
    built = build_problem(problem)
    loss, _ = descend(built, "sgd", built.start[None, :], np.full((20, 1), 0.05), seed=7)
    np.testing.assert_allclose(loss[:, 0], run(Experiment(problem, 0.05, steps=20, seed=7)).loss, rtol=1e-12)


@pytest.mark.parametrize(
    "optimizer",
    ["sgd", "momentum", "momentum:momentum=0", "nesterov", "adagrad", "rmsprop", "adam", "adam:beta1=0", "adamw"],
)
@pytest.mark.parametrize("steps", [1, 40, 150])
def test_going_on_unchanged_is_the_longer_run(optimizer: str, steps: int) -> None:
    case = Case(run(Experiment("quartic", 0.01, optimizer, steps=steps)))
    longer = run(Experiment("quartic", 0.01, optimizer, steps=steps + 20))
    np.testing.assert_allclose(case.ahead.unchanged[:21], longer.w[steps:], rtol=1e-9, atol=1e-12)


def test_going_on_after_a_change_keeps_the_last_rate() -> None:
    changed = Experiment("quartic", 0.01, "momentum", steps=40, changes=((30, 0.02), (60, 0.5)))
    longer = run(replace(changed, steps=60))
    np.testing.assert_allclose(Case(run(changed)).ahead.unchanged[:21], longer.w[40:], rtol=1e-9, atol=1e-12)
    stopped = Case(longer.until(30))  # before the change: it has not been made yet
    unchanged = run(replace(changed, steps=50, changes=()))
    np.testing.assert_allclose(stopped.ahead.unchanged[:21], unchanged.w[30:], rtol=1e-9, atol=1e-12)


def test_going_on_follows_the_schedule() -> None:
    schedule = "step:step_size=15"
    case = Case(run(Experiment("quartic", 0.01, schedule=schedule, steps=10)))
    longer = run(Experiment("quartic", 0.01, schedule=schedule, steps=30))
    np.testing.assert_allclose(case.ahead.unchanged[:21], longer.w[10:], rtol=1e-12)


def test_a_cosine_that_has_ended_is_not_made_to_climb_again() -> None:
    case = Case(run(Experiment("quartic", 0.01, schedule="cosine:T_max=30", steps=30)))
    np.testing.assert_array_equal(case.ahead.unchanged, np.broadcast_to(case.trajectory.w[-1], (31, 1)))


@pytest.mark.parametrize("problem", ["bowl:curvature=2", "ravine", "linear-regression", "polynomial"])
def test_the_closed_form_is_the_loop(problem: str) -> None:
    built, formula = build_problem(problem), parabola(problem)
    limit = 2 / float(built.constant_curvature or 1)
    rates = limit * np.array([0.01, 0.3, 0.5, 0.9, 1.01])
    rows = np.repeat(built.start[None, :], len(rates), axis=0)
    loss, path = descend(built, "sgd", rows, np.broadcast_to(rates, (40, len(rates))))
    along = formula.descend(rows, rates, 40)
    np.testing.assert_allclose(formula.points(along), path, rtol=1e-6, atol=1e-6 * float(np.abs(path).max()))
    np.testing.assert_allclose(formula.loss(along), loss, rtol=1e-6, atol=1e-6 * float(loss[0, 0]))
    np.testing.assert_allclose(formula.value(rows), built.value(rows), rtol=1e-9)
    np.testing.assert_allclose(formula.gradient(rows), built.gradient(rows), rtol=1e-6)


@pytest.mark.parametrize(
    ("factor", "step"), [(0.8, 11), (-0.8, 11), (0.5, 4), (0.0, 1), (1.0, math.inf), (-1.1, math.inf)]
)
def test_the_closed_form_knows_when_a_descent_settles(factor: float, step: float) -> None:
    # factor^(2k) ≤ 0.01
    settles = parabola("bowl:curvature=2").settling(np.array([[3.0]]), np.array([(1 - factor) / 2]), 0.01)
    assert settles.tolist() == [step]


def test_far_ahead_the_closed_form_rounds_up_by_at_most_a_sixth() -> None:
    lr = 0.0001
    exact = math.ceil(math.log(0.01) / (2 * math.log(1 - 2 * lr)))
    told = float(parabola("bowl:curvature=2").settling(np.array([[3.0]]), np.array([lr]), 0.01)[0])
    assert exact <= told <= exact * 7 / 6


def test_arrival_is_the_first_step_of_those_that_stay() -> None:
    excess = np.array([[5.0, 5.0, 5.0], [0.5, 0.5, 5.0], [5.0, 0.5, 5.0], [0.5, 0.5, 5.0]])
    assert arrival(excess, 1.0).tolist() == [3, 1, 4]


def ways(unchanged: list[float], other: list[float]) -> Ahead:
    loss = np.array([unchanged, other]).T
    still = np.zeros((len(unchanged), 1))
    return Ahead(loss, slice(1, 2), slice(2, 2), still, still, noisy=False, swinging=False)


def test_smaller_steps_help_if_they_come_to_half() -> None:
    bounce = [1.0] * 21
    assert compare(ways(bounce, [1.0] + [0.49] * 20), 0.0, 10.0, slice(1, 2)).helps
    assert not compare(ways(bounce, [1.0] + [0.51] * 20), 0.0, 10.0, slice(1, 2)).helps


def test_smaller_steps_help_if_they_come_there_in_half_the_time() -> None:
    slow = [max(0.2, 1 - k / 10) for k in range(21)]
    # the other reaches 0.2 at step 4 of the 8 that going on unchanged takes
    assert compare(ways(slow, [max(0.2, 1 - k / 5) for k in range(21)]), 0.0, 10.0, slice(1, 2)).helps
    assert not compare(ways(slow, [max(0.2, 1 - k / 7) for k in range(21)]), 0.0, 10.0, slice(1, 2)).helps


def test_where_nobody_gets_anywhere_nobody_is_faster() -> None:
    assert not compare(ways([1.0] * 21, [1.0] * 21), 0.0, 10.0, slice(1, 2)).helps


def test_neighbours_part_where_it_is_chaotic_only() -> None:
    chaotic = Case(run(Experiment("two-wells", 0.9, steps=200, start=(2.0,))))
    bouncing = Case(run(Experiment("two-wells", 0.5, steps=200, start=(2.0,))))
    assert chaotic.ahead.sensitivity > 1e3
    assert bouncing.ahead.sensitivity < 1


@pytest.mark.parametrize("problem", ["rosenbrock", "himmelblau", "beale", "xor", "logistic-regression"])
def test_the_ground_is_the_second_derivative(problem: str) -> None:
    built = build_problem(problem)
    ground = survey(built, [built.start])[0]
    assert ground is not None
    direction, hair = ground.steepest, 1e-4
    line = built.start + hair * np.array([[-1.0], [0.0], [1.0]]) * direction
    below, here, above = built.value(line)
    assert abs(above - 2 * here + below) / hair**2 == pytest.approx(ground.sharpness, rel=1e-2)


def test_the_gain_is_the_way_to_the_bottom_of_a_parabola() -> None:
    ravine = build_problem("ravine")
    ground = survey(ravine, [ravine.start])[0]
    assert ground is not None
    assert ground.gain == pytest.approx(float(ravine.value(ravine.start[None, :])[0]))


def test_the_barrier_between_two_wells_is_the_hill() -> None:
    found = profile(build_problem("double-well"), np.array([1.0]), np.array([-1.0]))
    assert found.barrier == pytest.approx(1.0)  # (0 − 1)² at the top, 0 in both wells
    assert profile(build_problem("bowl"), np.array([3.0]), np.array([0.0])).barrier == 0.0
