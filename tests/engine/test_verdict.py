"""The verdict on whole runs: what the lessons say of them, and what must hold for every run."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.engine.descent import run
from tutor.engine.model import VERDICTS, Experiment, Trajectory, Verdict
from tutor.engine.verdict import judge
from tutor.engine.verdict.evidence import __doc__ as told_keys

SQUARE = "bowl:curvature=2"


def verdict(problem: str, lr: float, steps: int = 50, start: tuple[float, ...] | None = None, **how: str) -> Verdict:
    return judge(run(Experiment(problem, lr, steps=steps, start=start, **how)))  # type: ignore[arg-type]


# ---------------------------------------------------------------- as the lessons tell it


@pytest.mark.parametrize(
    ("lr", "expected", "words", "suggested"),
    [
        (0.001, "stalled/crawling", "from 3 only to 2.71", 0.1),
        (0.1, "converged/smooth", "1 − 2·0.1 = 0.8", 1.0),
        (0.5, "converged/smooth", "in a single step", 1.0),
        (0.9, "converged/zigzag", "1 − 2·0.9 = −0.8, and it settles because 0.8 is below 1", 1.0),
        (1.0, "overshot/bouncing", "neither nearer nor farther", 0.5),
        (1.1, "overshot/diverged", "1 − 2·1.1 = −1.2: after 50 steps the loss had grown from 9 to 7.5e8", 0.5),
        (0.0, "stalled/frozen", "With a rate of 0", 0.1),
        (-0.1, "overshot/diverged", "The rate −0.1 is negative, so the steps went uphill", 0.1),
    ],
)
def test_rates_on_w_squared_from_3(lr: float, expected: str, words: str, suggested: float) -> None:
    got = verdict(SQUARE, lr, start=(3.0,))
    assert f"{got.verdict}/{got.reason}" == expected
    assert words in got.sentence
    assert got.evidence["suggested_lr"] == suggested
    assert got.sure == "high"


def test_a_negative_rate_under_a_schedule_is_named_as_it_was_typed() -> None:
    got = verdict("bowl:curvature=2", -0.5, schedule="exponential:gamma=1.2", steps=20)
    assert "The rate −0.5 is negative, so the steps went uphill" in got.sentence


def test_on_the_quartic_from_5_a_rate_of_a_tenth_flies_away() -> None:
    got = verdict("quartic", 0.1, start=(5.0,))
    # 5 → −7.5 → 34.7 → −4143 → …, cubed at every step
    assert (got.verdict, got.reason) == ("overshot", "diverged")
    assert got.evidence["overflow_step"] == 6
    # ¼·5⁴ = 156.25, ¼·7.5⁴ = 791.0
    assert "the very first step took the loss up from 156 to 791" in got.sentence


@pytest.mark.parametrize(
    ("lr", "expected"), [(0.039, "converged/zigzag"), (0.04, "overshot/bouncing"), (0.041, "overshot/diverged")]
)
def test_the_ravine_around_its_limit(lr: float, expected: str) -> None:
    got = verdict("ravine", lr, 200)
    assert f"{got.verdict}/{got.reason}" == expected
    assert got.evidence["limit"] == pytest.approx(0.04)


@pytest.mark.parametrize(("lr", "words"), [(0.0759, "converged"), (0.077, "overshot")])
def test_momentum_has_a_limit_of_its_own(lr: float, words: str) -> None:
    got = verdict("ravine", lr, 200, optimizer="momentum")
    assert got.verdict == words
    assert got.evidence["limit"] == pytest.approx(2 * 1.9 / 50)


def test_a_longer_stride_leaves_the_poorer_valley() -> None:
    got = verdict("double-well:tilt=0.1", 0.1, start=(2.0,))
    assert (got.verdict, got.reason) == ("converged", "escaped")
    # the right valley's bottom solves 4w³ − 4w + 0.1 = 0 near 1
    bottom = max(np.roots([4, 0, -4, 0.1]).real)
    assert f"at {(bottom**2 - 1) ** 2 + 0.1 * bottom:.3g}" in got.sentence


def test_a_plateau_reached_by_too_long_a_step_is_told_apart_from_a_low_rate() -> None:
    far, slow = verdict("plateau", 100.0, start=(4.0,)), verdict("plateau", 0.1, start=(4.0,))
    assert (far.verdict, far.reason, slow.reason) == ("stalled", "plateau", "plateau")
    assert "threw w from" in far.sentence
    assert "it was too high" in far.advice
    assert "hardly move" in slow.sentence


def test_a_saddle_is_left_by_a_start_a_little_to_the_side() -> None:
    got = verdict("saddle", 0.1, 50, start=(2.0, 0.0))
    assert (got.verdict, got.reason) == ("stalled", "saddle")
    assert got.evidence["suggested_start"] == "2;0.01"
    assert "(2, 0.01)" in got.advice


def test_a_rate_that_watches_the_step_may_settle_what_a_constant_one_does_not() -> None:
    got = verdict(SQUARE, 1.0, 100, schedule="step:step_size=20")
    assert (got.verdict, got.reason) == ("converged", "scheduled")


def test_a_schedule_that_plays_no_part_is_not_given_the_credit() -> None:
    got = verdict(SQUARE, 0.3, 100, schedule="cosine:T_max=100")
    assert (got.verdict, got.reason) == ("converged", "smooth")


def test_a_cyclical_rate_that_ends_high_on_purpose_is_not_blamed_for_it() -> None:
    got = verdict(SQUARE, 0.1, 60, schedule="cyclical:base_lr=0.1,max_lr=1.2,step_size_up=20")
    assert got.verdict == "converged"


def test_a_bounce_without_an_end_is_cured_by_a_falling_rate_if_no_constant_one_helps() -> None:
    experiment = Experiment("two-wells", 0.5, steps=100, start=(2.0,))
    got = judge(run(experiment))
    assert got.verdict == "overshot"
    schedule = got.evidence["suggested_schedule"]
    assert schedule == "step:step_size=50,gamma=0.1"
    assert judge(run(replace(experiment, schedule=str(schedule)))).verdict == "converged"


def test_a_run_that_the_learner_stopped_is_told_so() -> None:
    got = judge(run(Experiment(SQUARE, 0.05, steps=100)).until(8))
    # 0.9^16 = 0.185; 0.9^(2k) ≤ 0.01 from k = 22 on
    assert got.called == ("stopped", "not there yet")
    assert got.sentence == "You stopped it after 8 of 100 steps, with 18.5 % of the way down still to go."
    assert got.advice == "Let it run on: it gets there by step 22."


def test_of_a_stopped_run_that_had_shown_more_it_is_said_before_the_rest_and_once() -> None:
    got = judge(run(Experiment(SQUARE, 1.1, steps=100)).until(8))
    assert (got.verdict, got.reason) == ("overshot", "diverged")
    assert got.sentence.startswith("You stopped it after 8 of 100 steps. Each step jumps across the bottom")
    assert got.sentence.count("stopped") == 1


# ---------------------------------------------------------------- the evidence


def test_the_evidence_on_w_squared_is_the_closed_form() -> None:
    got = verdict(SQUARE, 0.9, 50, start=(3.0,)).evidence
    assert got["factor_per_step"] == pytest.approx(-0.8)
    assert got["excess_start"] == 9.0
    assert got["excess_end"] == pytest.approx(9 * 0.8**100)
    assert got["growth_per_step"] == pytest.approx(0.64)
    assert got["distance_growth"] == pytest.approx(0.8)
    assert got["steps_to_1_percent"] == 11
    assert got["limit"] == 1.0
    assert (got["curvature"], got["curvature_at"]) == (2.0, "everywhere")
    assert got["gradient_norm"] == pytest.approx(6 * 0.8**50)
    assert got["gradient_norm_start"] == 6.0
    assert got["turning_angle"] == 180.0
    # |w| is above a thousandth of 3 for ⌊ln(0.001)/ln(0.8)⌋ = 30 steps
    assert got["sign_flips"] == 30


def test_where_the_curvature_changes_the_limit_is_told_as_a_local_one() -> None:
    got = verdict("quartic", 0.001, 50, start=(5.0,))
    w = float(run(Experiment("quartic", 0.001, steps=50, start=(5.0,))).w[-1, 0])
    assert got.evidence["limit"] is None
    assert got.evidence["local_limit"] == pytest.approx(2 / (3 * w * w))
    assert got.evidence["curvature_at"] == "end"


@pytest.mark.parametrize("experiment", [Experiment(SQUARE, 0.1), Experiment("quartic", 0.1), Experiment("xor", 0.1)])
def test_every_key_is_told_in_one_place(experiment: Experiment) -> None:
    for key in judge(run(experiment)).evidence:
        assert f"`{key}`" in (told_keys or "")


def test_a_run_that_overflowed_has_no_number_that_is_not_one() -> None:
    got = verdict(SQUARE, 50.0, 200).evidence
    told = [value for key, value in got.items() if isinstance(value, float) and key not in _OF_THE_END]
    assert all(math.isfinite(value) for value in told)


_OF_THE_END = {"excess_end", "excess_tail", "fraction_left", "highest", "growth_per_step"}


# ---------------------------------------------------------------- what must hold for every run


@settings(max_examples=60, deadline=None)
@given(
    factor=st.sampled_from([0.9995, 0.95, 0.5, 0.0, -0.5, -0.97, -1.0, -1.02, -1.5]),
    scale=st.floats(1e-6, 1e6),
    steps=st.sampled_from([1, 2, 5, 20, 60]),
)
def test_a_loss_in_other_units_at_the_rate_to_match_is_the_same_run(factor: float, scale: float, steps: int) -> None:
    plain = verdict("bowl:curvature=1", 1 - factor, steps, start=(3.0,))
    scaled = verdict(f"bowl:curvature={scale!r}", (1 - factor) / scale, steps, start=(3.0,))
    assert (scaled.verdict, scaled.reason) == (plain.verdict, plain.reason)


@pytest.mark.parametrize("lr", [0.01, 0.3, 0.9, 1.0, 1.1])
@pytest.mark.parametrize("start", [1e-3, 1.0, 1e5])
def test_on_a_quadratic_the_distance_of_the_start_does_not_matter(lr: float, start: float) -> None:
    near, far = verdict(SQUARE, lr, 40, start=(start,)), verdict(SQUARE, lr, 40, start=(-3.0,))
    assert (near.verdict, near.reason) == (far.verdict, far.reason)


PROBLEMS = ("bowl", "ravine", "quartic", "absolute", "double-well:tilt=0.1", "two-wells", "saddle", "plateau", "xor")
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")
SCHEDULES = (
    "constant",
    "exponential:gamma=0.8",
    "cosine:T_max=10",
    "warm-restarts:T_0=5",
    "cyclical:base_lr=0.01,max_lr=1,step_size_up=4",
    "reduce-on-plateau:patience=1",
    "linear-warmup:start_factor=0.1,total_iters=5+cosine:T_max=20",
)


@settings(max_examples=150, deadline=None)
@given(
    problem=st.sampled_from(PROBLEMS),
    optimizer=st.sampled_from(OPTIMIZERS),
    schedule=st.sampled_from(SCHEDULES),
    lr=st.sampled_from([0.0, 1e-300, 1e-8, 0.01, 0.3, 1.0, 7.0, 1e4, 1e300, -0.2, -1e100]),
    steps=st.sampled_from([0, 1, 2, 3, 5, 11, 40]),
)
def test_no_run_whatever_is_left_without_a_proper_verdict(
    problem: str, optimizer: str, schedule: str, lr: float, steps: int
) -> None:
    got = judge(run(Experiment(problem, lr, optimizer, schedule, steps)))
    assert got.reason in VERDICTS[got.verdict]
    assert got.sure in ("high", "medium", "low")
    for text in (got.sentence, got.advice):
        assert text.endswith((".", "?"))
        assert len(text) < 240
        assert not re.search(r"None(?! of)|nan\b|\binf\b|  |-\d", text)
    suggested = got.evidence["suggested_lr"]
    assert suggested is None or math.isfinite(float(suggested))


@pytest.mark.parametrize("bad", [math.inf, math.nan])
@pytest.mark.parametrize("at", [0, 1, 3])
def test_numbers_that_are_none_do_not_stop_it(bad: float, at: int) -> None:
    sound = run(Experiment(SQUARE, 0.1, steps=3))
    loss = sound.loss.copy()
    loss[at:] = bad
    broken = Trajectory(sound.experiment, sound.w, loss, sound.gradient, sound.lr, 0.0, "overflow")
    got = judge(broken)
    assert (got.verdict, got.reason) == ("overshot", "diverged")


@pytest.mark.parametrize(("lr", "steps"), [(0.0, 20), (0.1, 0)])
def test_a_network_that_does_not_move_is_not_taken_for_one_that_is_done(lr: float, steps: int) -> None:
    got = verdict("network", lr, steps)
    assert (got.verdict, got.reason) == ("stalled", "frozen")


def test_where_the_minimum_is_not_known_the_best_that_was_seen_stands_for_it() -> None:
    got = verdict("network", 0.01, 100)
    assert (got.verdict, got.reason) == ("stalled", "crawling")
    lowest = float(run(Experiment("network", 0.01, steps=100)).loss.min())
    assert float(got.evidence["reference"] or 0) < lowest  # larger steps from the end came lower
    assert got.evidence["reference_known"] is False
    assert got.sure == "medium"


@pytest.mark.parametrize("lr", [0.001, 0.1, 1.1])
def test_without_advice_the_word_is_the_same(lr: float) -> None:
    trajectory = run(Experiment(SQUARE, lr))
    with_advice, without = judge(trajectory), judge(trajectory, advising=False)
    assert (without.verdict, without.reason, without.sure) == (
        with_advice.verdict,
        with_advice.reason,
        with_advice.sure,
    )
    assert (without.advice, without.evidence["suggested_lr"]) == ("", None)


def test_the_same_run_always_gets_the_same_verdict() -> None:
    trajectory = run(Experiment("bowl:noise=1", 0.5, steps=100))
    assert judge(trajectory) == judge(trajectory)
