"""What verdicts say, against the run's own numbers: each sentence here was once wider than the run it was said of."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tutor.engine.descent import run
from tutor.engine.model import Experiment, Trajectory, Verdict
from tutor.engine.verdict import judge

SQUARE = "bowl:curvature=2"


def judged(problem: str, lr: float, steps: int = 50, **others: object) -> tuple[Trajectory, Verdict]:
    trajectory = run(replace(Experiment(problem, lr, steps=steps), **others))  # type: ignore[arg-type]
    return trajectory, judge(trajectory)


# ---------------------------------------------------------------- a rate that is used up


def test_a_run_whose_rate_was_cut_to_nothing_stands_and_does_not_move_about() -> None:
    # each step multiplies by 1 − 2·1.2 = −1.4 until the loss has not fallen for five; then the rate falls and falls
    trajectory, got = judged(SQUARE, 1.2, 200, schedule="reduce-on-plateau:patience=5", start=(3.0,))
    assert np.ptp(trajectory.w[-20:]) < 1e-6 < abs(trajectory.w[-1, 0]) - 3
    assert (got.verdict, got.reason) == ("overshot", "thrown")
    assert "moves about" not in got.sentence
    assert "there it stays: its rate is used up, the schedule has let it fall from 1.2 to 1.2e−9" in got.sentence


@pytest.mark.parametrize("schedule", ["cosine:T_max=100", "exponential:gamma=0.8", "step:step_size=20"])
def test_where_the_schedule_has_used_up_the_rate_more_steps_are_not_advised(schedule: str) -> None:
    trajectory, got = judged(SQUARE, 1e-4, 100, schedule=schedule, start=(3.0,))
    # all rates together, were none ever lowered, move w by less than 2·3·100·1e-4
    assert trajectory.w[-1, 0] > 3 - 0.06
    assert got.verdict == "stalled"
    assert "Its rate is used up" in got.sentence
    assert "more steps would change next to nothing" in got.sentence
    assert "more steps" not in got.advice
    assert (got.evidence["suggested_lr"] or 0) >= 0.01


def test_where_no_rate_is_found_a_schedule_that_is_used_up_is_to_begin_higher_or_last_longer() -> None:
    _, got = judged("two-wells:noise=2", 0.01, 100, optimizer="adam", schedule="step:step_size=20")
    assert got.advice.startswith("More steps with this schedule change nothing: begin with a higher rate")


# ---------------------------------------------------------------- no border where there is none


@pytest.mark.parametrize("lr", [0.0801, 0.09, 0.1, 0.5])
def test_where_the_curvature_varies_no_limit_is_named(lr: float) -> None:
    # 1 − 25·lr is below −1 at w = 5 and at all points farther out; at 0.07 it is not, though 0.07 > 2/75 = 0.027
    assert judged("quartic", 0.07, start=(5.0,))[1].verdict == "converged"
    trajectory, got = judged("quartic", lr, start=(5.0,))
    assert (got.verdict, got.reason) == ("overshot", "diverged")
    assert "limit" not in got.sentence
    assert trajectory.loss[1] == pytest.approx(0.25 * (5 * (1 - 25 * lr)) ** 4)


# ---------------------------------------------------------------- at rest, or not


@pytest.mark.parametrize("steps", [20, 80, 200, 300, 400, 500, 1000])
def test_a_run_that_jumps_to_and_fro_in_a_poor_valley_has_not_settled_there(steps: int) -> None:
    trajectory, got = judged("two-wells", 0.8, steps, start=(2.0,))
    late = trajectory.w[-16:, 0]
    assert late.max() - late.min() > 0.5
    assert got.verdict == "overshot"
    assert "settled" not in got.sentence


def test_noise_that_ends_on_a_slope_is_on_no_plateau() -> None:
    for seed in range(40):
        trajectory, got = judged(
            "two-wells:noise=2", 0.1, 60, seed=seed, schedule="cyclical:base_lr=0.01,max_lr=0.2,step_size_up=10"
        )
        w = trajectory.w[-1, 0]
        if abs(w**3 - 2 * w + 0.3) > 0.5:
            assert got.reason not in ("plateau", "saddle"), (seed, got.sentence)


def test_a_network_thrown_onto_flat_ground_stays_there() -> None:
    trajectory, got = judged("xor:output=sigmoid,hidden=2", 100.0, 1000, seed=42)
    assert np.linalg.norm(trajectory.gradient[-1]) < 1e-4
    assert np.ptp(trajectory.loss[-100:]) < 1e-3
    assert (got.verdict, got.reason) == ("overshot", "thrown")


def test_a_run_at_its_noise_floor_is_not_just_arriving() -> None:
    # from 3 the mean of w is 3·0.98^k: below a tenth of the noise's own spread, √(lr/2) = 0.1, after 284 steps
    trajectory, got = judged("bowl:noise=1", 0.02, 1000)
    assert np.abs(trajectory.w[300:]).max() < 6 * math.sqrt(0.02 / 2)
    assert (got.verdict, got.reason) == ("overshot", "noise")
    assert "Let it run on" not in got.advice


@pytest.mark.parametrize("lr", [1e-4, 1e-3, 3e-3])
def test_a_noisy_run_that_is_still_walking_down_is_not_at_its_floor(lr: float) -> None:
    # 3·(1 − lr)^100 is far above the spread of the noise, √(lr/2)
    assert 3 * (1 - lr) ** 100 > 20 * math.sqrt(lr / 2)
    assert judged("bowl:noise=1", lr, 100)[1].verdict == "stalled"


def test_a_run_that_only_walked_down_was_not_carried_past_the_bottom() -> None:
    trajectory, got = judged("plateau", 2.0, 100, start=(4.0,))
    assert (np.diff(trajectory.w[:, 0]) < 0).all()
    assert trajectory.w[-1, 0] > 3
    assert (got.verdict, got.reason) == ("stalled", "plateau")


# ---------------------------------------------------------------- counting


@pytest.mark.parametrize("lr", [0.035, 0.039])
def test_a_ravine_is_crossed_at_every_step(lr: float) -> None:
    trajectory, got = judged("ravine:kappa=50", lr, 200)
    # the factor across is 1 − 50·lr < 0
    across = trajectory.w[:, 1]
    assert np.count_nonzero(across[1:] * across[:-1] < 0) == 200
    assert "jumped from side to side at every step" in got.sentence


def test_crossings_are_counted_after_they_have_become_small_too() -> None:
    # the first 30 steps at 0.001 walk, those at 0.035 cross: 170 of them, the last by 0.75^170 of the first
    _, got = judged("ravine:kappa=50", 0.001, 200, changes=((30, 0.035),))
    assert "170 times" in got.sentence


# ---------------------------------------------------------------- what came before


def test_a_level_stretch_on_the_way_down_is_told() -> None:
    trajectory, got = judged("saddle", 0.1, 200, start=(2.0, 1e-6))
    first, last = (int(word) for word in got.sentence.split("level from step ")[1].split(",")[0].split(" to "))
    # by the rule in the lesson: w1 is 2·0.8^k, w2 is 1e-6·1.2^k
    assert 1e-6 * 1.2**last < 0.3
    assert 2 * 0.8**first < 0.25
    assert np.ptp(trajectory.loss[first : last + 1]) <= 0.01 * 5
    assert got.reason == "smooth"
    assert "at a loss of about 0, and then fell again" in got.sentence


def test_a_run_that_crept_over_a_plain_first_is_told_so() -> None:
    trajectory, got = judged("plateau", 1.0, 300, start=(4.0,))
    last = int(got.sentence.split("until step ")[1].split(",")[0])
    assert last > 150
    assert trajectory.loss[last] > 0.98
    assert trajectory.loss[last + 40] < 0.01


@pytest.mark.parametrize(
    ("problem", "lr", "steps"), [(SQUARE, 0.005, 1000), ("quartic", 0.002, 400), ("ravine", 0.01, 600)]
)
def test_a_run_that_slows_down_evenly_has_no_level_stretch(problem: str, lr: float, steps: int) -> None:
    _, got = judged(problem, lr, steps)
    assert got.verdict == "converged"
    assert "level" not in got.sentence


def test_a_run_that_comes_back_from_far_away_did_not_go_only_so_far() -> None:
    trajectory, got = judged("double-well:tilt=0.1", 50.0, 100, optimizer="rmsprop")
    assert trajectory.loss.max() > 1e9
    assert "the loss rose from 9.2 to" in got.sentence
    assert "only to" not in got.sentence


# ---------------------------------------------------------------- advice


def test_a_range_test_is_told_what_it_shows_and_not_where_to_begin_it() -> None:
    trajectory, got = judged("linear-regression:data=penguins", 0.001, 45, schedule="exponential:gamma=1.2")
    step = int(trajectory.loss.argmin())
    assert step == 41
    assert f"lowest at a rate of {0.001 * 1.2**40:.3g}, step 41" in got.advice
    assert got.evidence["suggested_lr"] is None


def test_a_range_test_that_saw_no_limit_says_so() -> None:
    _, got = judged("linear-regression:data=penguins", 1e-4, 45, schedule="exponential:gamma=1.2")
    assert got.advice.startswith("The rate was still climbing")


def test_a_range_test_of_few_long_strides_is_called_coarse() -> None:
    _, got = judged("linear-regression:data=penguins", 0.001, 12, schedule="exponential:gamma=2.5")
    assert "too coarse a test" in got.advice


def test_uphill_by_little_is_told_in_numbers_that_differ() -> None:
    trajectory, got = judged("plateau", -0.1, 300, start=(4.0,))
    assert "the loss grew from 0.99966 to 0.99971" in got.sentence
    assert (round(trajectory.loss[0], 5), round(trajectory.loss[-1], 5)) == (0.99966, 0.99971)


def test_a_rate_that_does_with_the_steps_there_are_comes_before_one_that_wants_more() -> None:
    _, got = judged("plateau", -0.1, 300, start=(4.0,))
    suggested = got.evidence["suggested_lr"]
    assert got.evidence["suggested_steps"] is None
    assert judged("plateau", float(suggested or 0), 300, start=(4.0,))[1].verdict == "converged"
