"""The verdict on bare loss curves."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engine.bank_curves import LabelledCurve, curves, decay, noisy
from tutor.engine.model import VERDICTS
from tutor.engine.verdict import judge_curve

CURVES = list(curves())
ANY = st.floats(allow_nan=True, allow_infinity=True, width=64)
SOME = st.floats(-1e6, 1e6)


@pytest.mark.parametrize("item", CURVES, ids=lambda item: item.name)
def test_labelled_curves(item: LabelledCurve) -> None:
    got = judge_curve(item.loss, **item.beside)
    assert got.verdict == item.verdict
    assert not item.reasons or got.reason in item.reasons


@settings(max_examples=300, deadline=None)
@given(
    loss=st.lists(ANY | st.none(), max_size=40),
    norm=st.none() | st.lists(ANY | st.none(), max_size=40),
    lr=st.none() | ANY | st.lists(ANY | st.none(), max_size=40),
    w=st.none() | st.lists(st.tuples(ANY, ANY), max_size=40),
    minimum=st.none() | ANY,
    val=st.none() | st.lists(ANY | st.none(), max_size=40),
    steps=st.none() | st.lists(ANY | st.none(), max_size=40),
)
@example(loss=[0.0, None], norm=None, lr=None, w=None, minimum=None, val=None, steps=[0.0])
@example(loss=[4.0, 2.0, 1.0, 0.5], norm=None, lr=None, w=None, minimum=None, val=[1.0] * 5 + [0.0], steps=[0.0] * 4)
def test_no_curve_whatever_raises(
    loss: list[float | None],
    norm: list[float | None] | None,
    lr: float | list[float | None] | None,
    w: list[tuple[float, float]] | None,
    minimum: float | None,
    val: list[float | None] | None,
    steps: list[float | None] | None,
) -> None:
    got = judge_curve(loss, gradient_norm=norm, lr=lr, w=w, minimum=minimum, val_loss=val, steps=steps)
    assert got.reason in VERDICTS[got.verdict]
    assert got.sure in ("high", "medium", "low")
    assert got.sentence.endswith(".")
    assert got.advice.endswith(".")


@pytest.mark.parametrize("scale", [1e-6, 0.37, 1e8])
@pytest.mark.parametrize("item", CURVES, ids=lambda item: item.name)
def test_the_unit_of_the_loss_does_not_matter(item: LabelledCurve, scale: float) -> None:
    beside = dict(item.beside)
    if "minimum" in beside:
        beside["minimum"] *= scale
    got = judge_curve(item.loss * scale, **beside)
    assert (got.verdict, not item.reasons or got.reason in item.reasons) == (item.verdict, True)


@pytest.mark.parametrize("shift", [-3.0, 0.25, 1000.0])
def test_a_loss_shifted_with_its_minimum_is_the_same_run(shift: float) -> None:
    for item in CURVES:
        if "minimum" in item.beside:
            moved = {**item.beside, "minimum": item.beside["minimum"] + shift}
            assert judge_curve(item.loss + shift, **moved).verdict == item.verdict, item.name


def test_the_loss_alone_leaves_a_doubt_that_the_gradient_norm_takes_away() -> None:
    curve = decay(200, 0.1, 0.5, 2.0)
    bare, with_norm = judge_curve(curve), judge_curve(curve, gradient_norm=decay(200, 0.1, 0.0, 3.0))
    assert (bare.sure, bare.evidence["would_settle"]) == ("medium", "the gradient norm")
    assert (with_norm.sure, with_norm.evidence["would_settle"]) == ("high", None)


def test_a_heavily_shaking_curve_asks_for_a_second_run() -> None:
    got = judge_curve(noisy(decay(300, 0.1, 0.5, 2.0), 0.3, seed=4))
    assert (got.verdict, got.reason, got.sure) == ("overshot", "noise", "low")
    assert got.evidence["would_settle"] == "a second run at half the rate"
    assert "half the rate" in got.advice


def test_overfitting_is_named_with_its_step() -> None:
    k = np.arange(101)
    validation = [0.5 + 0.0002 * (row - 40.0) ** 2 for row in k]
    got = judge_curve(decay(100, 0.1, 0.01, 2.0), val_loss=validation)
    assert got.evidence["overfitting"] is True
    assert got.evidence["val_lowest_step"] == 40
    assert got.evidence["val_lowest"] == pytest.approx(0.5)
    assert "overfitting" in got.sentence
    assert "step 40" in got.advice


def test_a_validation_loss_with_gaps_counts_its_rows() -> None:
    values: list[float | None] = [None] * 50
    values[4::5] = [2.0, 1.0, 0.6, 0.5, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6]
    got = judge_curve(decay(49, 0.1, 0.01, 2.0), val_loss=values)
    assert (got.evidence["overfitting"], got.evidence["val_lowest_step"]) == (True, 19)


def test_a_run_that_was_thrown_out_and_came_back_is_not_called_overfitting() -> None:
    loss = [0.641, 12.6, 9.9, 5.0, 2.0, *(0.3 + 0.01 * (row % 3) for row in range(95))]
    validation = [0.649, 300.0, 200.0, 100.0, *(70.0 + row % 5 for row in range(96))]
    got = judge_curve(loss, val_loss=validation)
    assert got.evidence["overfitting"] is False
    assert "overfitting" not in got.sentence + got.advice
    learned = judge_curve([0.641, *(0.6 * 0.9**row for row in range(99))], val_loss=validation)
    assert "overfitting" in learned.sentence


@pytest.mark.parametrize("seed", range(5))
def test_a_validation_loss_that_levels_off_is_no_overfitting(seed: int) -> None:
    validation = noisy(decay(200, 0.05, 0.6, 2.0), 0.01, seed)
    got = judge_curve(decay(200, 0.05, 0.01, 2.0), val_loss=validation)
    assert got.evidence["overfitting"] is False
    assert "overfitting" not in got.sentence


def test_gaps_in_mid_curve_are_left_out() -> None:
    curve = list(decay(60, 0.2, 0.1, 2.0))
    curve[20] = math.nan
    got = judge_curve([*curve[:30], None, *curve[31:]])
    assert got.verdict == "converged"
    assert got.evidence["break_step"] is None


def test_the_step_at_which_it_broke_is_told() -> None:
    got = judge_curve([2.0, 1.0, 7.0, math.inf, math.nan])
    assert got.evidence["break_step"] == 3
    assert "at step 3" in got.sentence


def test_a_steady_factor_is_read_from_one_parameter() -> None:
    w = [[3 * (-0.8) ** k] for k in range(20)]
    got = judge_curve([x[0] ** 2 for x in w], w=w)
    assert got.evidence["factor_per_step"] == pytest.approx(-0.8)
    assert got.evidence["turning_angle"] == pytest.approx(180.0)


def test_the_evidence_of_a_growing_loss_beside_its_validation_loss_can_be_written_as_json() -> None:
    loss = [1.3 * 1.3**step for step in range(20)]
    assert json.loads(json.dumps(dict(judge_curve(loss, val_loss=loss).evidence)))["overfitting"] is False


def test_a_rate_below_0_is_not_blamed_on_its_size() -> None:
    got = judge_curve([1.3 * 1.3**step for step in range(20)], lr=-0.5)
    assert got.advice == "A rate below 0 walks uphill: take one above 0, such as 0.05."


def test_from_a_billion_the_way_down_is_not_by_tenths() -> None:
    assert judge_curve([2.3, np.nan, np.nan], lr=1e9).evidence["suggested_lr"] == 1
    assert judge_curve([0.6, 1e18, 1e10, 1e15, 1e9, 1e13, 1e10] * 4, lr=1e9).evidence["suggested_lr"] == 1
    assert judge_curve([2.3, np.nan, np.nan], lr=3.0).evidence["suggested_lr"] == 0.3


def test_a_loss_that_falls_by_next_to_nothing_is_told_in_figures_that_differ() -> None:
    got = judge_curve([2.31 - 1e-5 * step for step in range(21)], unit="epoch")
    assert (got.verdict, got.reason) == ("stalled", "crawling")
    assert "from 2.31 to 2.3098" in got.sentence


def test_at_a_rate_of_0_the_advice_is_not_a_multiple_of_it() -> None:
    got = judge_curve([1.28] * 20, lr=0.0)
    assert (got.verdict, got.reason) == ("stalled", "frozen")
    assert got.advice == "With a rate of 0 every step has length 0: take one above 0, such as 0.01."


@pytest.mark.parametrize(
    ("loss", "lr", "suggested"),
    [
        (2.0 ** np.arange(30), 0.5, 0.05),
        (decay(100, 0.001, 0.0, 2.0), 0.001, 0.01),
        (decay(100, 0.1, 0.5, 2.0), 0.1, None),
    ],
)
def test_where_the_rate_was_logged_the_advice_names_one(loss: list[float], lr: float, suggested: float | None) -> None:
    assert judge_curve(loss, lr=lr).evidence["suggested_lr"] == suggested


@pytest.mark.parametrize(
    ("loss", "needed"),
    [([], "at least 5 losses"), ([1.0], "at least 4 more losses"), ([4.0, 2.0, 1.0, 0.5], "at least 1 more loss")],
)
def test_too_little_to_judge_is_said_to_be_and_how_much_is_lacking(loss: list[float], needed: str) -> None:
    got = judge_curve(loss, unit="epoch")
    assert got.sure == "low"
    assert got.advice == f"Log the loss at every epoch: it takes {needed} to show a course."


def test_a_leap_on_the_way_down_is_not_said_to_have_come_first() -> None:
    loss = [(2 * 0.9**step + 0.1) * (30 if step in (25, 40) else 1) for step in range(60)]
    got = judge_curve(loss)
    assert got.reason == "after-overshoot"
    assert got.sentence.startswith("The loss fell from 2.1 to 0.26, leapt to 7.31 at step 25, and came down again to ")


def test_a_loss_that_has_come_down_by_most_is_not_said_to_fall_slowly() -> None:
    assert (
        "still falling at the end, by about 0.0041 per step: it went from 2.01 to 0.0428 in 39 steps."
        in judge_curve([2 * 0.9**step + 0.01 for step in range(40)]).sentence
    )
    assert (
        "still falling at the end, but slowly, by about"
        in judge_curve([2 * 0.995**step for step in range(30)]).sentence
    )


def test_a_loss_that_falls_by_ups_and_downs_is_not_advised_longer_steps() -> None:
    steps = np.arange(300)
    got = judge_curve(5 * np.exp(-steps / 100) * (1 + 0.8 * np.cos(0.9 * steps)), lr=0.1)
    assert (got.verdict, got.reason) == ("stalled", "crawling")
    assert got.sentence.startswith("The loss was still falling at the end, with ups and downs, by about ")
    assert got.advice == "Go on training: more steps come first."
    assert got.evidence["suggested_lr"] is None


@pytest.mark.parametrize("loss", [[1.96, 0.647, 1.49], [5.65, 2.01, 5.41], [1.59, 1.5899, 1.5901]])
def test_a_few_losses_that_ended_no_higher_are_not_called_overshot(loss: list[float]) -> None:
    assert judge_curve(loss).verdict == "stalled"
    assert judge_curve([3.08, 4.46, 6.47]).verdict == "overshot"


def test_ten_losses_up_and_down_at_every_step_are_no_noise() -> None:
    assert judge_curve([3 + 1.5 * (-1) ** step for step in range(10)]).reason in ("bouncing", "ringing")


def test_advice_names_nothing_twice() -> None:
    levelled = judge_curve([1 + 1.35 * 0.97**step for step in range(300)], minimum=0.0)
    assert levelled.reason == "local-minimum"
    assert levelled.advice == "Try another start."
    bouncing = judge_curve([3 + 1.5 * (-1) ** step for step in range(40)])
    assert bouncing.advice == "Make a second run at half the rate: if it is calmer, this rate was too high."


def test_advice_on_pure_noise_is_modest_and_says_what_would_tell() -> None:
    noise = np.abs(np.random.default_rng(4).standard_normal(200)) + 0.1
    got = judge_curve(noise)
    assert (got.verdict, got.sure) == ("overshot", "low")
    assert got.advice == (
        "It may be no more than the noise of small batches: a second run at half the rate tells whether the rate "
        "is too high."
    )


@pytest.mark.parametrize("rows", [30, 100])
@pytest.mark.parametrize("seed", range(20))
def test_a_level_loss_that_scatters_is_not_said_to_have_fallen_and_climbed_again(seed: int, rows: int) -> None:
    got = judge_curve(noisy(np.full(rows, 2.302), 0.003, seed))
    assert (got.verdict, got.reason) != ("overshot", "late-divergence"), got.sentence


def test_a_validation_loss_far_above_the_training_loss_is_said_where_it_never_rose() -> None:
    validation = decay(100, 0.1, 0.92, 1.0)
    got = judge_curve(decay(100, 0.1, 0.0007, 1.0), val_loss=validation)
    assert got.verdict == "converged"
    assert got.evidence["overfitting"] is False
    assert "the validation loss ended far above that, at about 0.92" in got.sentence
    assert got.advice.startswith("Such a gap is a sign of overfitting")
    close = judge_curve(decay(100, 0.1, 0.2, 1.0), val_loss=decay(100, 0.1, 0.25, 1.0))
    assert close.sentence.endswith("The validation loss levelled off at about 0.25: no overfitting so far.")


@pytest.mark.parametrize("losses", [[1.0, 2.0], [1.0, 0.5, 0.25], [1.0, 0.5, 0.5, 0.4]])
def test_fewer_than_five_losses_are_too_few_to_tell(losses: list[float]) -> None:
    got = judge_curve(losses, lr=0.1)
    assert got.sure == "low"
    assert "too few to tell" in got.sentence
    assert "rate" not in got.advice
    assert got.evidence["suggested_lr"] is None


def test_of_too_few_losses_nothing_is_advised_that_the_sentence_does_not_tell() -> None:
    got = judge_curve([2.0, 1.0, 0.5, 0.2], val_loss=[0.5, 0.5, 0.5, 1.0])
    assert "too few to tell" in got.sentence
    assert got.advice.startswith("Log the loss at every step")


def test_of_too_few_losses_before_a_stop_it_is_said_how_many_are_lacking() -> None:
    got = judge_curve([2.0, 1.5, 1.0], stopped=True)
    assert "it takes at least 2 more losses" in got.advice


def test_a_loss_that_grows_a_little_is_told_in_figures_that_differ() -> None:
    assert judge_curve([101.0, 101.1, 101.2, math.nan]).sentence.startswith("The loss grew from 101 to 101.2")


def test_a_loss_that_only_falls_is_not_said_to_jump_about_where_the_gradient_stays() -> None:
    loss = [3 * math.exp(-0.2 * step) for step in range(80)]
    got = judge_curve(loss, gradient_norm=[1.0] * 80)
    assert (got.verdict, got.reason) == ("overshot", "bouncing")
    assert "jumps about" not in got.sentence
    assert "what was logged beside it shows that it has not come to rest" in got.sentence


def test_a_loss_that_jumps_about_is_said_to() -> None:
    loss = [3.0, 2.0, *(1.0 + 0.2 * (-1) ** step for step in range(40))]
    got = judge_curve(loss)
    assert got.reason == "bouncing"
    assert "jumps about" in got.sentence


def test_a_loss_that_ended_above_its_start_is_not_said_to_be_still_falling() -> None:
    loss = [1.0 - step / 125 + 0.1 * math.sin(step * step) for step in range(100)]
    loss[-1] = loss[0] + 0.01
    got = judge_curve(loss)
    assert got.reason == "crawling"
    assert got.sentence.startswith("The loss fell on the whole, but ended no lower than it began: after 99 steps")


WOBBLE = [2.2913, 0.4548, 0.2, 0.1287, 0.0929, 0.0767, 0.0732, 0.0671, 0.0505, 0.0362, 0.0281, 0.0243, 0.0201, 0.0179,
          0.0157, 0.014, 0.0109, 0.01, 0.0094, 0.0102, 0.0107, 0.0091, 0.0076, 0.0312, 0.069, 0.1185, 0.0805, 0.0756,
          0.0455, 0.0393, 0.0395, 0.0354, 0.0162, 0.0131, 0.0103, 0.0082, 0.0068, 0.0063, 0.0057, 0.0055,
          0.0051]  # fmt: skip
"""The loss of each epoch of a network on the digits, trained with Adam at 0.03."""


def test_a_loss_that_rose_again_when_it_was_nearly_down_is_not_called_smooth_and_the_rise_is_told() -> None:
    got = judge_curve(WOBBLE, unit="epoch")
    assert (got.verdict, got.reason) == ("converged", "after-overshoot")
    assert "fell from 2.29 to 0.0076, rose again to 0.118 at epoch 25, and came down to 0.0051" in got.sentence


def test_a_loss_with_ripples_too_small_to_see_came_down_smoothly() -> None:
    ripples = [loss if loss < 0.02 or epoch < 20 else 0.015 for epoch, loss in enumerate(WOBBLE)]
    got = judge_curve(ripples, unit="epoch")
    assert (got.verdict, got.reason) == ("converged", "smooth")
