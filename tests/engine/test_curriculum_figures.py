"""The figures that the lessons are built on, each from a run of this engine."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tutor.engine.data_problem import DataProblem
from tutor.engine.descent import run
from tutor.engine.model import Experiment, Trajectory
from tutor.engine.problems import build_problem


def _first_below(trajectory: Trajectory, loss: float) -> int | None:
    below = np.flatnonzero(trajectory.loss < loss)
    return int(below[0]) if len(below) else None


def test_cross_entropy_moves_a_sure_and_wrong_neuron_and_the_squared_error_does_not() -> None:
    def output(loss: str) -> float:
        w, b = run(Experiment(f"neuron:loss={loss}", 0.15, steps=50)).w[-1]
        return 1 / (1 + math.exp(-w - b))

    assert output("half-mse") == pytest.approx(0.976, abs=5e-4)
    assert output("cross-entropy") == pytest.approx(0.099, abs=5e-4)


def test_too_low_just_right_and_too_high_on_a_bowl() -> None:
    def bowl(lr: float) -> Trajectory:
        return run(Experiment("bowl:curvature=2", lr, start=(3.0,), steps=50))

    assert bowl(0.001).w[-1, 0] == pytest.approx(2.71, abs=5e-3)
    assert bowl(0.9).loss[-1] < 1e-8
    assert set(bowl(1.0).w[:, 0]) == {3.0, -3.0}
    assert bowl(1.1).loss[-1] == pytest.approx(7.45e8, rel=1e-3)
    assert [_first_below(bowl(lr), 1e-3) for lr in (0.4, 0.5, 0.6)] == [3, 1, 3]


def test_four_times_the_curvature_has_a_quarter_of_the_limit() -> None:
    works, explodes = (run(Experiment("bowl:curvature=8", lr, steps=50)).loss[-1] for lr in (0.24, 0.26))
    assert works < 0.01
    assert explodes > 1e4


def test_the_steep_side_of_a_ravine_sets_the_limit() -> None:
    works, bounces, explodes = (run(Experiment("ravine", lr, steps=200)) for lr in (0.039, 0.04, 0.041))
    assert _first_below(works, 1e-3) == 137
    assert bounces.loss[-1] == pytest.approx(25, abs=0.01)
    assert explodes.loss[-1] > 1e9


def test_scaling_lifts_the_limit_ten_thousandfold() -> None:
    def limit_and_condition(scaled: str) -> tuple[float, float]:
        problem = build_problem(f"linear-regression:data=houses,scaled={scaled}")
        hessian = problem.hessian(problem.start[None, :])
        assert hessian is not None
        ascending = np.linalg.eigvalsh(hessian[0])
        return 2 / ascending[-1], ascending[-1] / ascending[0]

    assert limit_and_condition("no") == pytest.approx((5.8e-5, 2.2e5), rel=0.02)
    assert limit_and_condition("yes") == pytest.approx((0.91, 1.22), abs=5e-3)


def test_a_long_rate_hops_to_the_better_well_and_keeps_bouncing() -> None:
    poorer, better = (run(Experiment("two-wells", lr, start=(2.0,), steps=200)).w[-2:, 0] for lr in (0.05, 0.5))
    assert poorer == pytest.approx([1.332, 1.332], abs=1e-3)
    assert (better < 0).all()
    assert abs(better[1] - better[0]) > 0.5


def test_a_hair_beside_the_ridge_escapes_the_saddle() -> None:
    stays, escapes = (run(Experiment("saddle", 0.1, start=(2.0, y), steps=200)) for y in (0.0, 1e-6))
    assert (stays.w[-1, 1], stays.loss[-1]) == (0, pytest.approx(0))
    assert escapes.loss[-1] == pytest.approx(-1)


def test_the_floor_of_a_noisy_bowl_falls_with_the_batch() -> None:
    # In the long run the loss is lr·noise²/(4 − 2·lr) on average.
    for batch in (1, 4, 16):
        trajectory = run(Experiment(f"bowl:noise={1 / math.sqrt(batch)}", 0.1, steps=20_000))
        assert trajectory.loss[500:].mean() == pytest.approx(0.1 / 3.8 / batch, rel=0.1)


def test_momentum_is_quicker_and_stable_up_to_nearly_twice_the_limit() -> None:
    assert _first_below(run(Experiment("ravine", 0.01, optimizer="momentum", steps=200)), 1e-3) == 91
    assert _first_below(run(Experiment("ravine", 0.01, steps=200)), 1e-3) is None
    stable, explodes = (run(Experiment("ravine", lr, optimizer="momentum", steps=4000)) for lr in (0.0759, 0.077))
    assert stable.loss[-1] < 1e-6
    assert explodes.ended == "overflow"


def test_rmsprop_hovers_half_a_rate_from_the_bottom() -> None:
    trajectory = run(Experiment("ravine", 0.3, optimizer="rmsprop:alpha=0.9", steps=200))
    assert trajectory.loss[-1] == pytest.approx(0.574, abs=2e-3)
    assert _first_below(trajectory, 1e-3) is None


def test_adam_crawls_converges_or_leaps_and_comes_back() -> None:
    crawls, converges, leaps = (
        run(Experiment("bowl:curvature=2", lr, optimizer="adam", steps=200)) for lr in (0.001, 0.1, 10)
    )
    assert crawls.loss[-1] == pytest.approx(7.86, abs=0.01)
    assert converges.loss[-1] == pytest.approx(2.8e-9, rel=0.01)
    assert leaps.loss.max() == pytest.approx(49, abs=0.01)
    assert leaps.loss[-1] < 1e-6


def test_halving_the_rate_at_every_step_freezes_before_the_bottom() -> None:
    trajectory = run(Experiment("bowl", 0.5, schedule="exponential:gamma=0.5", start=(5.0,), steps=200))
    assert trajectory.loss[-1] == pytest.approx(1.04, abs=5e-3)


def test_a_warm_up_survives_the_rate_that_explodes_at_once() -> None:
    warm_up = "linear-warmup:start_factor=0.02,total_iters=50"
    assert run(Experiment("quartic", 0.1, steps=200)).ended == "overflow"
    for lr in (0.1, 1.0):
        assert run(Experiment("quartic", lr, schedule=warm_up, steps=200)).loss[-1] < 1e-3


def test_a_network_too_fast_for_xor_goes_flat_instead_of_exploding() -> None:
    learns, dies = (run(Experiment("xor:output=sigmoid", lr, steps=2000)) for lr in (1, 100))
    assert learns.loss[-1] < 1e-3
    assert (dies.ended, dies.loss[-1]) == ("steps", pytest.approx(0.5, abs=1e-3))
    assert np.abs(dies.gradient[-1]).max() < 1e-3


def test_a_curve_of_degree_nine_learns_ten_points_by_heart() -> None:
    def train_and_validation(degree: int) -> tuple[float, float]:
        name = f"polynomial:degree={degree}"
        trajectory = run(Experiment(name, 0.3, steps=100))
        problem = build_problem(name)
        assert isinstance(problem, DataProblem)
        held_back = problem.evaluate(trajectory.w[-1], held_back=True)
        assert held_back is not None
        return float(trajectory.loss[-1]), held_back[0]

    assert train_and_validation(1) == pytest.approx((0.2146, 0.2378), abs=1e-4)
    assert train_and_validation(3) == pytest.approx((0.0053, 0.0171), abs=1e-4)
    assert train_and_validation(9) == pytest.approx((0, 0.9291), abs=1e-4)
