"""What verdicts say, against the run's own numbers: each sentence here was once wider than the run it was said of."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tutor.engine.descent import run
from tutor.engine.model import Experiment, Trajectory, Verdict
from tutor.engine.training import Training, steps_for
from tutor.engine.verdict import judge, judge_curve

SQUARE = "bowl:curvature=2"


WARM_UP = "linear-warmup:start_factor=0.1,total_iters=20"


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


@pytest.mark.parametrize("schedule", ["exponential:gamma=0.8", "step:step_size=20"])
def test_where_the_schedule_has_used_up_the_rate_more_steps_are_not_advised(schedule: str) -> None:
    trajectory, got = judged(SQUARE, 1e-4, 100, schedule=schedule, start=(3.0,))
    # all rates together, were none ever lowered, move w by less than 2·3·100·1e-4
    assert trajectory.w[-1, 0] > 3 - 0.06
    assert got.verdict == "stalled"
    assert "Its rate is used up" in got.sentence
    assert "more steps would change next to nothing" in got.sentence
    assert "more steps" not in got.advice
    assert float(got.evidence["suggested_lr"] or 0) >= 0.01


@pytest.mark.parametrize("warm_up", ["", "linear-warmup:start_factor=0.1,total_iters=5+"])
def test_of_a_cosine_which_climbs_again_it_is_not_said_that_more_steps_change_nothing(warm_up: str) -> None:
    schedule, end = f"{warm_up}cosine:T_max=50", 55 if warm_up else 50
    trajectory, got = judged("ravine", 0.035, end, schedule=schedule, start=(10.0, 1.0))
    assert (got.verdict, got.reason) == ("stalled", "rate-decayed")
    assert got.advice == "Let the rate fall later, or less far."
    longer, _ = judged("ravine", 0.035, 2 * end, schedule=schedule, start=(10.0, 1.0))
    assert longer.loss[-1] < trajectory.loss[-1] / 4


def test_of_a_cosine_that_was_too_low_all_along_it_is_said_that_its_rate_is_used_up_and_no_more() -> None:
    _, got = judged(SQUARE, 1e-4, 100, schedule="cosine:T_max=100", start=(3.0,))
    assert "Its rate is used up" in got.sentence
    assert "more steps" not in got.sentence
    assert "more steps" not in got.advice


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


@pytest.mark.parametrize("lr", [6.5, 7.0, 8.0, 10.0])
def test_a_warm_up_that_an_explosion_cut_short_is_no_range_test(lr: float) -> None:
    warm_up = "linear-warmup:start_factor=0.01,total_iters=50"
    trajectory, got = judged("quartic", lr, 100, schedule=warm_up, start=(5.0,))
    assert got.verdict == "overshot"
    assert trajectory.steps < 50
    assert got.advice == f"Try about {got.evidence['suggested_lr']}."
    _, again = judged("quartic", float(str(got.evidence["suggested_lr"])), 100, schedule=warm_up, start=(5.0,))
    assert again.verdict == "converged"


def test_uphill_by_little_is_told_in_numbers_that_differ() -> None:
    trajectory, got = judged("plateau", -0.1, 300, start=(4.0,))
    assert "the loss grew from 0.99966 to 0.99971" in got.sentence
    assert (round(trajectory.loss[0], 5), round(trajectory.loss[-1], 5)) == (0.99966, 0.99971)


def test_a_rate_that_does_with_the_steps_there_are_comes_before_one_that_wants_more() -> None:
    _, got = judged("plateau", -0.1, 300, start=(4.0,))
    suggested = got.evidence["suggested_lr"]
    assert got.evidence["suggested_steps"] is None
    assert judged("plateau", float(suggested or 0), 300, start=(4.0,))[1].verdict == "converged"


# ---------------------------------------------------------------- networks

CURVE = "network:data=curve,layers=20,validation=0.3,activation=relu"


def trained(problem: str, lr: float, epochs: int) -> Training:
    training = Training(Experiment(problem, lr, steps=steps_for(problem, epochs)))
    training.advance(math.inf)
    return training


@pytest.mark.parametrize("lr", [1.0, 50.0])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_a_training_that_blows_up_does_not_overfit(lr: float, activation: str) -> None:
    got = trained(CURVE.replace("relu", activation), lr, 200).verdict()
    assert (got.verdict, got.reason) == ("overshot", "diverged")
    assert "overfitting" not in got.sentence
    assert got.evidence["overfitting"] is False


def test_a_training_whose_loss_stays_far_above_its_start_does_not_overfit() -> None:
    training = trained("network:data=digits,loss=cross-entropy,layers=16,batch=32,validation=0.2", 1000.0, 10)
    assert training.checkpoints[-1].loss > 10 * training.checkpoints[0].loss
    got = training.verdict()
    assert got.verdict == "overshot"
    assert "overfitting" not in got.sentence


@pytest.mark.parametrize("lr", [0.4, 0.5])
def test_dead_units_are_named_and_no_higher_rate_is_advised(lr: float) -> None:
    training = trained(CURVE, lr, 200)
    x, y = training.problem.samples.x, training.problem.samples.y
    w = training.w
    hidden = np.maximum(x @ w[:20].reshape(1, 20) + w[20:40], 0)  # 1 input, 20 units: weights, then biases
    assert not hidden.any()
    assert training.checkpoints[-1].loss == pytest.approx(np.mean((y - w[-1]) ** 2))
    got = training.verdict()
    assert got.sentence.startswith("All 20 units of hidden layer 1 are dead")
    assert "Begin again from fresh weights with a lower rate" in got.advice
    assert float(got.evidence["suggested_lr"] or 0) < lr


def test_a_plain_run_of_a_dead_network_says_so_too() -> None:
    trajectory, got = judged(CURVE, 10.0, 60, optimizer="adam")
    assert not trajectory.gradient[-1][:40].any()
    assert "All 20 units of hidden layer 1 are dead" in got.sentence
    assert float(got.evidence["suggested_lr"] or 0) < 10


@pytest.mark.parametrize(("lr", "told"), [(1.0, "The steps were too long: the loss grew"), (-0.5, "is negative")])
def test_a_network_that_goes_on_exploding_is_not_told_by_its_dead_units(lr: float, told: str) -> None:
    trajectory, got = judged("network:data=curve,layers=8", lr, 50)
    assert not trajectory.gradient[-1][:16].any()  # its hidden units are dead, all the same
    assert told in got.sentence
    assert "dead" not in got.sentence
    assert "fresh weights" not in got.advice


def test_a_network_thrown_out_time_and_again_has_overshot() -> None:
    trajectory, got = judged("network:data=curve,layers=8", 0.3, 1000)
    assert trajectory.loss[975] > 3 * trajectory.loss[0] > 20 * trajectory.loss[960]
    assert (got.verdict, got.reason) == ("overshot", "chaotic")
    assert "threw it out above its start, 5 times in all" in got.sentence


def test_a_run_that_leapt_up_later_is_not_said_to_have_been_on_its_way_down() -> None:
    trajectory, got = judged("network:data=curve,layers=8", 0.35, 1000)
    top = int(trajectory.loss.argmax())
    assert trajectory.loss[top + 20 :].max() > trajectory.loss[top + 20] + 0.5
    assert "since then it has been on its way down" not in got.sentence
    assert "leapt up again after that" in got.sentence


def test_a_network_that_broke_has_not_died() -> None:
    assert "dead" not in trained(CURVE, 5.0, 20).verdict().sentence


def test_a_training_that_was_stopped_within_an_epoch_is_told_with_the_loss_it_stopped_at() -> None:
    problem = "network:data=digits,loss=cross-entropy,layers=16,batch=32,validation=0.2"
    training = Training(Experiment(problem, 0.1, steps=steps_for(problem, 10)))
    while training.epochs_made < 4.4:
        training.advance(0.0)
    training.stop()
    last = training.checkpoints[-1]
    assert not last.epoch.is_integer()
    assert f"to {last.loss:.3g}." in training.verdict().sentence


# ---------------------------------------------------------------- logs


def test_a_log_of_five_lines_is_not_certain_and_is_told_from_its_lowest() -> None:
    got = judge_curve([2, 1.5, 5, 20, 90])
    assert got.verdict == "overshot"
    assert got.sentence == "The loss fell from 2 to 1.5 and then grew to 90."
    assert got.sure == "medium"


def test_a_jump_is_told_from_where_it_jumped() -> None:
    got = judge_curve([4, 3, 2, 1.5, 30, *[40.0] * 12])
    assert got.reason == "thrown"
    assert got.sentence == "The loss jumped up from 1.5 to 30 at step 4, and ended at 40."


def test_a_log_that_broke_is_certain_however_short() -> None:
    assert judge_curve([2, 1.5, math.nan, math.nan]).sure == "high"


def test_a_loss_that_was_far_above_its_start_did_not_hardly_move() -> None:
    got = judge_curve([2.4, 5426, 1713, 900, 40, 629, 2386, 1407], lr=10.0)
    assert (got.verdict, got.reason) == ("overshot", "chaotic")
    assert float(got.evidence["suggested_lr"] or 0) < 10


def test_overfitting_is_that_the_training_loss_stayed_low() -> None:
    steps = np.arange(40.0)
    validation = 0.5 + 0.001 * (steps - 15) ** 2
    falls = judge_curve(np.exp(-steps / 8), val_loss=validation)
    rises = judge_curve(np.exp(-steps / 8) + 0.001 * np.maximum(steps - 15, 0) ** 2, val_loss=validation)
    assert falls.evidence["overfitting"] is True
    assert rises.evidence["overfitting"] is False


def test_what_still_gains_is_not_called_level() -> None:
    got = judge_curve([2.4, 0.68, 0.21, 0.12, 0.07, 0.045, 0.032, 0.0235, 0.0183])
    assert got.verdict == "converged"
    assert "levelled off" not in got.sentence
    got = judge_curve([0.047 + 1.1 * math.exp(-epoch / 2) + 0.0026 * (18 - epoch) for epoch in range(19)])
    assert got.verdict == "converged"
    assert "levelled off" not in got.sentence


def test_a_level_log_may_come_from_a_rate_that_is_too_high() -> None:
    scatter = np.random.default_rng(1).standard_normal(21) * 0.04
    got = judge_curve(2.39 + scatter, lr=5.0)
    assert (got.verdict, got.reason) == ("stalled", "plateau")
    assert "either side" in got.advice
    assert got.evidence["suggested_lr"] is None


def test_where_the_gradient_is_zero_no_rate_is_advised() -> None:
    got = judge_curve([1.0] * 10, gradient_norm=[0.0] * 10, lr=0.1)
    assert got.advice == "Where the gradient is 0 no rate moves anything: begin from another start."


def test_a_valley_of_a_network_that_still_falls_is_no_saddle_to_rest_on() -> None:
    trajectory, got = judged("xor:output=sigmoid", 2.0, 300)
    assert trajectory.loss[-1] < 0.9 * trajectory.loss[-30]
    assert got.reason != "saddle"


def test_a_run_that_arrived_in_its_tail_says_when() -> None:
    trajectory, got = judged("plateau", 0.8, 300, start=(4.0,))
    settled = 1 + int(np.flatnonzero(trajectory.loss > 0.01 * trajectory.loss[0])[-1])
    assert 270 < settled < 300
    assert f"by step {settled}, and the loss is" in got.sentence


def test_a_rate_that_went_up_and_down_is_told_with_its_top() -> None:
    trajectory, got = judged("absolute", 0.1, 100, schedule="one-cycle:max_lr=0.1,total_steps=100")
    assert trajectory.lr.max() == pytest.approx(0.1)
    assert got.reason == "scheduled"
    assert "from 0.004 by way of 0.1 to 4e−7 at the end" in got.sentence


def test_a_run_that_rolled_past_a_low_point_is_not_called_too_slow() -> None:
    trajectory, got = judged("two-wells", 0.001, 100, optimizer="adam", changes=((80, 0.1),))
    low = int(trajectory.loss.argmin())
    assert trajectory.loss[-1] > trajectory.loss[low] + 0.1
    assert "too small" not in got.sentence
    assert f"a loss of −0.587 at step {low}, but was higher again, at −0.427" in got.sentence


def test_that_no_rate_gets_there_is_said_only_of_those_that_were_tried() -> None:
    assert judged("two-wells", 0.43, 200, start=(2.0,))[1].verdict == "converged"
    assert judged("two-wells", 0.5, 200, start=(2.0,))[1].advice.startswith("None of the steady rates tried gets there")


def test_a_log_that_has_levelled_off_after_a_late_fall_is_not_still_falling() -> None:
    got = judge_curve(
        [2.3] * 50 + [2.3 + 0.001 * (-1) ** k for k in range(50)] + [0.5 + 1.8 * 0.9**k for k in range(100)]
    )
    assert got.verdict == "converged"
    assert "still falling" not in got.sentence


def test_a_frozen_log_is_not_simply_advised_a_higher_rate() -> None:
    got = judge_curve([1.0] * 20, lr=0.1)
    assert (
        got.advice
        == "Look at the gradient norm: where it is 0, no rate moves anything; where it is not, try about 1.0."
    )


# ---------------------------------------------------------------- jumps that get no shorter


@pytest.mark.parametrize(("problem", "lr", "steps"), [("ravine:kappa=50", 0.02, 500), ("ravine:kappa=50", 0.1, 150)])
def test_a_run_that_jumps_as_far_across_as_ever_does_not_come_nearer_and_nearer(
    problem: str, lr: float, steps: int
) -> None:
    # along the floor the loss still falls; across, RMSProp ends half a rate to each side, at every step
    trajectory, got = judged(problem, lr, steps, optimizer="rmsprop:alpha=0.9")
    assert np.abs(trajectory.w[-steps // 10 :, 1]).min() > 0.4 * lr
    assert (got.verdict, got.reason) == ("converged", "small-bounce")
    assert "nearer and nearer" not in got.sentence


def test_no_run_has_more_than_the_whole_way_still_to_go() -> None:
    run, verdict = judged("bowl:curvature=2,noise=0.5", 0.88935, 5, optimizer="momentum", schedule=WARM_UP)
    assert run.loss[-1] > run.loss[0]
    assert verdict.sentence.endswith("it shakes about and ended higher than it began.")


@pytest.mark.parametrize(
    ("lr", "optimizer", "schedule", "way"),
    [
        (0.12, "momentum", WARM_UP, "the loss rose from 170 to 303 at step 4, and after 5 steps it was 123."),
        (
            0.0358, "sgd", "exponential:gamma=1.15",
            "the loss fell from 170 to 28.9 at step 2 and rose again, and after 5 steps it was 124.",
        ),
    ],
)  # fmt: skip
def test_a_loss_that_ended_below_its_start_did_not_grow_to_there(
    lr: float, optimizer: str, schedule: str, way: str
) -> None:
    run, verdict = judged("himmelblau", lr, 5, optimizer=optimizer, schedule=schedule)
    assert run.loss[-1] < run.loss[0]
    assert verdict.sentence == f"The steps were too long: {way}"


def test_a_run_that_never_crossed_the_bottom_is_not_told_to_swing_across_it() -> None:
    _, verdict = judged("saddle", 2.4482, 200, optimizer="momentum", schedule="cosine:T_max=50", seed=1)
    assert verdict.evidence["crossings"] == 0
    assert "across the bottom" not in verdict.sentence


@pytest.mark.parametrize(
    ("problem", "optimizer", "lr"),
    [("rosenbrock", "sgd", 0.00797), ("himmelblau", "momentum", 0.109), ("ravine:kappa=25", "sgd", 0.37206)],
)
def test_a_short_run_that_flew_away_has_diverged(problem: str, optimizer: str, lr: float) -> None:
    run, verdict = judged(problem, lr, 5, optimizer=optimizer, schedule="step:step_size=10")
    assert run.loss[-1] > 1e8 * run.loss[0]
    assert (verdict.verdict, verdict.reason) == ("overshot", "diverged")


def test_a_run_whose_schedule_used_up_its_rate_no_longer_shakes() -> None:
    drops = "step:step_size=200"
    trajectory, got = judged("bowl:noise=1", 0.01, 1000, schedule=drops, start=(3.0,), seed=13)
    assert np.ptp(trajectory.w[-300:]) < 1e-3 < trajectory.w[-300:].min()
    assert (got.verdict, got.reason) == ("converged", "small-bounce")
    assert got.sentence.startswith(
        "It got there, and there it stays: its rate is used up, the schedule has let it fall"
    )


def test_a_slow_walk_over_a_pass_is_not_called_rest() -> None:
    trajectory, got = judged("xor", 0.5, 50, seed=3)
    assert (got.verdict, got.reason) == ("stalled", "saddle")
    assert "came to rest" not in got.sentence
    assert got.advice.startswith("Keep the rate and give it ")
    steps = got.evidence["suggested_steps"]
    assert isinstance(steps, int)
    assert judged("xor", 0.5, steps, seed=3)[1].verdict == "converged"
    assert float(trajectory.loss[-1]) > 0.2


def test_what_stays_on_a_saddle_has_come_to_rest() -> None:
    assert "It came to rest on a saddle" in judged("saddle", 0.1, 50, start=(2.0, 0.0))[1].sentence
    assert "came to rest" not in judged("saddle", 0.1, 30, start=(2.0, 1e-6))[1].sentence


# ---------------------------------------------------------------- no more than the run shows


def test_a_run_that_still_falls_into_a_poor_valley_is_not_said_to_move_about_in_it() -> None:
    got = judge(run(Experiment("two-wells", 0.062, steps=3)))
    assert got.reason == "local-minimum"
    assert got.sentence.startswith("It is still coming down, but into a valley that is not the deepest: the loss")


def test_what_halves_its_loss_in_a_step_does_not_creep() -> None:
    trajectory = run(Experiment("xor", 1.3, schedule="polyak", steps=1, seed=43))
    assert trajectory.loss[1] < 0.6 * trajectory.loss[0]
    got = judge(trajectory)
    assert (got.verdict, got.reason) == ("stalled", "crawling")


def test_a_single_step_is_not_said_to_leap_about() -> None:
    got = judge(run(Experiment("ackley", 2.5, steps=1)))
    assert (got.verdict, got.reason) == ("overshot", "chaotic")
    assert got.sentence.startswith("The steps are so long that going on it would leap about: the loss went from ")


def test_what_is_left_is_never_told_as_all_of_it_where_it_is_less() -> None:
    got = judge(run(Experiment("rastrigin", 0.0012, schedule="one-cycle:max_lr=0.3,total_steps=50", steps=3)))
    assert "up to 100 %" not in got.sentence


def test_a_loss_that_rose_at_the_last_step_is_not_said_to_be_still_falling() -> None:
    for seed in range(12):
        trajectory = run(Experiment("xor", 0.36, "momentum", steps=7, seed=seed))
        if trajectory.loss[-1] > trajectory.loss[-2]:
            assert "still falling" not in judge(trajectory).advice


def test_a_run_that_only_fell_is_not_said_to_move_about() -> None:
    trajectory = run(Experiment("double-well", 0.1, schedule="one-cycle:max_lr=0.3,total_steps=50", steps=3))
    assert (np.diff(trajectory.loss) < 0).all()
    got = judge(trajectory)
    assert (got.verdict, got.reason) == ("overshot", "bouncing")
    assert got.sentence.startswith("The loss fell at every step, but the steps are too long for it to settle")


def test_a_stopped_run_that_only_fell_has_not_overshot_yet() -> None:
    trajectory = run(Experiment("double-well", 0.1, schedule="one-cycle:max_lr=0.3,total_steps=50", steps=6)).until(3)
    assert judge(trajectory).called == ("stopped", "not there yet")


def test_a_run_that_swung_above_its_start_and_ended_below_is_not_said_to_have_come_no_lower() -> None:
    trajectory, got = judged("bowl", 3.47, 5, optimizer="momentum")
    assert trajectory.loss[-1] < 0.2 * trajectory.loss[0] < np.median(trajectory.loss[1:])
    assert "no lower" not in got.sentence
    assert "with 13.7 % of the way down still to go" in got.sentence


def test_a_rate_below_the_limit_is_not_shown_to_be_too_high_by_the_limit() -> None:
    trajectory, got = judged("bowl", 3.47, 1, optimizer="momentum")
    assert got.reason == "diverged"
    assert trajectory.experiment.lr < 3.8
    assert "limit" not in got.sentence


def test_a_run_that_rose_again_on_its_way_is_not_said_to_have_come_down_smoothly() -> None:
    trajectory, got = judged("quartic", 0.0213, optimizer="nesterov", schedule="exponential:gamma=0.9")
    assert got.verdict == "converged"
    assert trajectory.loss[1] < 0.01
    assert trajectory.loss[4] > 20
    assert "smoothly" not in got.sentence
    assert "rose again to 33" in got.sentence


def test_a_smaller_rise_that_is_seen_on_a_chart_is_told_too() -> None:
    trajectory, got = judged("quartic", 0.0079, 60, optimizer="nesterov", schedule="exponential:gamma=0.95")
    assert (got.verdict, trajectory.loss[0]) == ("converged", 156.25)
    assert trajectory.loss[4] == pytest.approx(0.000941, abs=1e-6)
    assert trajectory.loss[12] == pytest.approx(7.33, abs=0.01)
    assert got.sentence.startswith("It came down to 0.000941 by step 4, rose again to 7.33 at step 12, and then came")


def test_of_a_run_that_leaps_up_late_it_is_not_said_that_its_first_steps_were_too_long() -> None:
    trajectory, got = judged("xor", 0.5, 400)
    assert (got.verdict, got.reason) == ("converged", "after-overshoot")
    assert trajectory.loss.argmax() == 94
    assert trajectory.loss[89] == trajectory.loss[:95].min()
    assert got.sentence.startswith("It came down to 0.0223 by step 89, rose again to 4.04 at step 94 because there")


@pytest.mark.parametrize(("steps", "schedule"), [(96, "constant"), (102, "step:step_size=98,gamma=0.01")])
def test_of_one_that_leaps_up_late_and_gets_nowhere_neither(steps: int, schedule: str) -> None:
    trajectory, got = judged("xor", 0.5, steps, schedule=schedule)
    assert trajectory.loss.argmax() == 94
    assert got.verdict == "stalled"
    assert got.sentence.startswith("Later steps were too long and the loss rose from 1.07 to 4.04 at step 94;")


def test_a_run_that_was_highest_at_its_last_step_is_not_said_to_be_on_its_way_down() -> None:
    schedule = "cyclical:base_lr=0.01,max_lr=0.5,step_size_up=5,step_size_down=5"
    trajectory, got = judged("beale", 0.01, 4, optimizer="momentum", schedule=schedule)
    assert trajectory.loss.argmax() == 4
    assert got.verdict == "overshot"
    assert "down" not in got.sentence


def test_a_run_that_rises_once_more_at_its_end_is_not_said_to_be_on_its_way_down() -> None:
    trajectory, got = judged("saddle", 7.113818043150109, 20, optimizer="momentum", schedule="exponential:gamma=0.9")
    assert trajectory.loss[-1] > trajectory.loss[-2]
    assert got.reason == "thrown"
    assert got.sentence.endswith("still going up and down at the end.")


@pytest.mark.parametrize("steps", [*range(3, 25), 60])
def test_that_there_is_no_pattern_is_said_only_of_a_run_that_is_long_enough_to_show_one_of_eight_steps_twice(
    steps: int,
) -> None:
    got = judge(run(Experiment("two-wells", 0.9, steps=steps, start=(2.0,))))
    told = "without a pattern" in got.sentence
    assert not (told and steps < 15)
    if got.reason == "chaotic" and steps < 15:
        assert f"did not settle in {steps} steps" in got.sentence or "time and again" in got.sentence
    if steps == 60:
        assert told


def test_that_a_loss_has_no_pattern_is_said_only_of_a_log_that_is_long_enough() -> None:
    wild = [0.36]
    while len(wild) < 40:
        wild.append(3.9 * wild[-1] * (1 - wild[-1]))
    told = {losses: judge_curve(wild[:losses]) for losses in range(5, 40)}
    leaps = {losses: "without a pattern" in got.sentence for losses, got in told.items() if got.reason == "chaotic"}
    assert leaps == {losses: losses >= 16 for losses in leaps}
    assert {False, True} == {*leaps.values()}


def test_swinging_is_said_to_have_died_away_only_where_the_last_steps_show_none() -> None:
    swings, got = judged("himmelblau", 0.01, 50, optimizer="momentum")
    late = swings.loss[-5:]
    assert float(late.max()) > 2 * float(late.min()), "it still goes up and down"
    assert got.reason == "ringing-died"
    assert "until only small swings were left: " in got.sentence
    _, calm = judged("himmelblau", 0.01, 200, optimizer="momentum")
    assert calm.reason == "ringing-died"
    assert "until the swinging died away: " in calm.sentence


def test_a_loss_that_falls_evenly_up_to_the_end_is_not_said_to_be_flat_however_much_of_the_way_is_left() -> None:
    trajectory, got = judged("saddle", 0.0159, 20, optimizer="adagrad", schedule="step:step_size=20")
    assert (got.verdict, got.reason) == ("stalled", "crawling")
    assert (np.diff(trajectory.loss) < -0.012).all()
    assert got.sentence.startswith("It was still on its way when the steps ran out")
    longer, got = judged("saddle", 0.0159, 60, optimizer="adagrad", schedule="step:step_size=20")
    assert longer.loss[-6] - longer.loss[-1] < 0.001
    assert got.sentence.startswith("The loss is flat, at 3.51")
