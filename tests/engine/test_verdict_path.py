"""What is measured of a path, against closed forms."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from numpy.typing import NDArray

from tutor.engine.descent import run
from tutor.engine.model import Experiment, Trajectory
from tutor.engine.verdict.judging import judge
from tutor.engine.verdict.path import Path, measure, period, tail_of
from tutor.engine.verdict.swinging import growth


def path_of(w: list[float], *, reference: float = 0.0, curvature: float = 2.0) -> Path:
    """The path of a run on ½·curvature·w² that visited these points."""
    points = np.array(w)[:, None]
    trajectory = Trajectory(
        experiment=Experiment("bowl", 0.1, steps=len(w) - 1),
        w=points,
        loss=0.5 * curvature * points[:, 0] ** 2,
        gradient=curvature * points,
        lr=np.full(len(w) - 1, 0.1),
        minimum=0.0,
    )
    return measure(trajectory, reference, np.ones(1), np.zeros((1, 1)))


def geometric(factor: float, steps: int, start: float = 3.0) -> list[float]:
    return [start * factor**k for k in range(steps + 1)]


@pytest.mark.parametrize(
    ("steps", "entries"), [(1, 1), (2, 2), (4, 4), (5, 5), (6, 5), (50, 5), (51, 6), (60, 6), (200, 20), (1000, 100)]
)
def test_the_tail_is_the_last_tenth_but_at_least_five_or_all(steps: int, entries: int) -> None:
    assert steps + 1 - tail_of(steps) == entries


def test_without_a_step_the_start_is_the_tail() -> None:
    assert tail_of(0) == 0


@pytest.mark.parametrize("factor", [0.5, 0.9, -0.9, 1.0, -1.0, 1.2, -3.0])
def test_growth_of_the_excess_is_the_square_of_the_distance_factor(factor: float) -> None:
    path = path_of(geometric(factor, 50))
    assert path.growth == pytest.approx(factor**2, rel=1e-9)
    assert path.distance_growth == pytest.approx(abs(factor), rel=1e-9)


def test_growth_is_nothing_where_the_bottom_was_hit_exactly() -> None:
    assert path_of([3.0] + [0.0] * 10).growth == 0.0


@pytest.mark.parametrize("values", [[], [1.0]])
def test_growth_of_too_few_values_is_not_known(values: list[float]) -> None:
    assert growth(np.array(values)) is None


@pytest.mark.parametrize(("factor", "first"), [(0.8, 11), (0.2, 2), (0.5, 4), (-0.8, 11)])
def test_settled_is_the_first_step_with_one_percent_of_the_excess(factor: float, first: int) -> None:
    # factor^(2k) <= 0.01
    assert first == math.ceil(math.log(0.01) / (2 * math.log(abs(factor))))
    assert path_of(geometric(factor, 50)).settled == first


def test_a_later_bounce_out_of_the_band_unsettles() -> None:
    points = geometric(0.5, 20)
    points[15] = 3.0
    assert path_of(points).settled == 16


def test_every_step_across_the_bottom_is_a_flip() -> None:
    path = path_of(geometric(-0.99, 30))
    assert (path.flips, path.flip_share, path.late_flip_share) == (30, 1.0, 1.0)
    assert path.turning == pytest.approx(180.0)


def test_flips_too_small_to_notice_do_not_count() -> None:
    # 0.1^k falls below a thousandth after three steps
    assert path_of(geometric(-0.1, 30)).flips == 3


def test_a_path_that_never_crosses_has_no_flip() -> None:
    path = path_of(geometric(0.9, 30))
    assert path.flips == 0
    assert path.turning == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("orbit", "length"), [([1.0, -1.0], 2), ([1.0, 2.0, 4.0], 3), ([0.0, 3.0, 1.0, 2.0], 4)])
def test_a_repeating_path_has_a_period(orbit: list[float], length: int) -> None:
    assert period(np.array(orbit * 8)[:, None]) == length


@pytest.mark.parametrize("points", [[1.0] * 20, geometric(0.9, 20), geometric(-0.9, 20), [1.0, -1.0]])
def test_rest_and_decay_have_no_period(points: list[float]) -> None:
    assert period(np.array(points)[:, None]) is None


def test_a_run_that_overflowed_is_measured_up_to_there() -> None:
    path = path_of([3.0, -30.0, 300.0, -3000.0, math.inf])
    assert path.ran_away
    assert path.finite == 4
    assert path.growth == pytest.approx(100.0)
    assert path.settled is None


def test_the_tail_is_within_the_band_only_if_all_of_it_is() -> None:
    inside = [3.0] + [0.29] * 20
    assert path_of(inside).within
    inside[-2] = 0.31
    assert not path_of(inside).within


def test_risen_begins_at_five_percent() -> None:
    assert not path_of([1.0] + [math.sqrt(1.049)] * 10).risen
    assert path_of([1.0] + [math.sqrt(1.051)] * 10).risen


def test_an_excess_below_the_rounding_of_the_loss_is_none() -> None:
    loss: NDArray[np.float64] = np.array([1e6 + 1.0, 1e6 + 1e-9])
    trajectory = Trajectory(Experiment("bowl", 0.1), np.zeros((2, 1)), loss, np.zeros((2, 1)), np.array([0.1]), 1e6)
    assert measure(trajectory, 1e6, None, None).excess.tolist() == [1.0, 0.0]


def test_without_a_direction_flips_are_turns_of_the_gradient() -> None:
    gradient = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, 1.0], [1.0, 0.9]])
    trajectory = Trajectory(
        Experiment("ravine", 0.1), np.cumsum(gradient, axis=0), np.ones(4), gradient, np.full(3, 0.1), 0.0
    )
    assert measure(trajectory, 0.0, None, None).flips == 2


def test_a_slope_that_only_rounding_turns_about_is_no_bouncing() -> None:
    houses = Experiment("linear-regression:data=houses,features=area_m2,scaled=no", 2e-5, steps=50)
    verdict = judge(run(houses), advising=False)
    assert (verdict.verdict, verdict.reason) == ("converged", "smooth")
    assert verdict.evidence["crossings"] == 0


# ---------------------------------------------------------------- flights


@pytest.mark.parametrize(
    ("experiment", "reason"),
    [
        (Experiment("linear-regression:data=cars,batch=4", 1.2, steps=200), "diverged"),
        (Experiment("quartic", 0.1, "nesterov", steps=5), "diverged"),
        (Experiment("rosenbrock", 0.02, steps=5), "diverged"),
        (
            Experiment("beale", 0.42, schedule="linear-warmup:start_factor=0.1,total_iters=20", steps=12),
            "late-divergence",
        ),
    ],
)
def test_a_run_that_grows_without_bound_has_diverged_however_it_jitters(experiment: Experiment, reason: str) -> None:
    trajectory = run(experiment)
    assert np.isfinite(trajectory.loss).all()
    assert trajectory.loss[-1] > 1e15
    got = judge(trajectory)
    assert (got.verdict, got.reason) == ("overshot", reason)
    assert not re.search("down at the end|shakes|swings|creeps", got.sentence)


def test_a_flight_that_a_falling_rate_ends_is_thrown_and_no_leaping_without_a_pattern() -> None:
    got = judge(run(Experiment("ravine:kappa=25", 0.26, schedule="warm-restarts:T_0=12", steps=12)))
    assert (got.verdict, got.reason) == ("overshot", "thrown")
    assert "it came down to " in got.sentence


def test_noise_that_comes_to_its_level_from_below_is_no_flight() -> None:
    for seed in range(20):
        got = judge(run(Experiment("bowl:noise=3", 0.5, steps=60, start=(0.01,), seed=seed)), advising=False)
        assert got.reason == "noise"


def test_a_loss_that_is_highest_at_the_end_is_not_said_to_be_on_its_way_down() -> None:
    got = judge(run(Experiment("beale", 0.0045, "adamw", "cyclical:base_lr=0.1,max_lr=1.3,step_size_up=5", steps=5)))
    assert "on its way down" not in got.sentence
    assert "but was higher again, at 18.9, when the steps ran out" in got.sentence
