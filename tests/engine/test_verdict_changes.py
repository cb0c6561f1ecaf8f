"""The verdict on runs whose rate was changed on the way: whole runs, and sentences that are true of them."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tutor.engine.descent import run
from tutor.engine.model import VERDICTS, Experiment, Trajectory, Verdict
from tutor.engine.verdict import judge

SQUARE = Experiment("bowl:curvature=2", 0.1, start=(3.0,))
Changes = tuple[tuple[int, float], ...]


def verdict(lr: float, *changes: tuple[int, float], steps: int = 50, **how: object) -> Verdict:
    return judge(run(replace(SQUARE, lr=lr, changes=changes, steps=steps, **how)))  # type: ignore[arg-type]


def word(got: Verdict) -> str:
    return f"{got.verdict}/{got.reason}"


# ---------------------------------------------------------------- on w² from 3, where each step is a factor


def test_a_crawl_that_was_sped_up() -> None:
    got = verdict(0.001, (12, 0.4))
    # 9·0.998²⁴ = 8.58 at step 12; two steps by 0.2² are more than 99 %
    assert word(got) == "converged/smooth"
    assert got.sentence == (
        "Until step 12 the rate was 0.001, from there on 0.4. By then the loss had gone from 9 to 8.58; since then "
        "each step multiplies the distance by 1 − 2·0.4 = 0.2, and 99 % of the way down, in loss, was done by step 14."
    )
    assert got.advice == "Run it with 0.4 from the start, and compare."
    assert (got.evidence["changed_at"], got.evidence["lr"], got.evidence["excess_start"]) == (12, 0.4, 9.0)


def test_an_explosion_that_was_rescued_in_time_has_converged() -> None:
    got = verdict(1.5, (5, 0.1))
    # |1 − 3| = 2 for five steps: 9·4⁵ = 9216
    assert word(got) == "converged/scheduled"
    assert "It settled because the rate was changed" in got.sentence
    assert "with 1.5 all the way it would not have settled" in got.sentence
    assert got.evidence["highest"] == pytest.approx(4.0**5)


@pytest.mark.parametrize(
    ("steps", "expected", "words"),
    [
        (40, "overshot/diverged", "rose from 9 to 1.5e8 at step 12; since then it has come down to 565, still above"),
        (57, "stalled/crawling", "It was still on its way when the steps ran out: it ended with 3.2 % of the way down"),
        (70, "converged/scheduled", "because the rate was changed: 99 % of the way down, in loss, was done by step 60"),
    ],
)
def test_an_explosion_that_was_rescued_is_judged_by_how_far_it_has_come_back(
    steps: int, expected: str, words: str
) -> None:
    # 9·2²⁴·0.8^(2(n − 12)): 1 % of 9 from n = 60 on
    got = verdict(1.5, (12, 0.1), steps=steps)
    assert word(got) == expected
    assert words in got.sentence


def test_what_had_converged_and_was_pushed_out_again() -> None:
    got = verdict(0.1, (30, 1.1), steps=100)
    assert word(got) == "overshot/late-divergence"
    assert got.sentence == (
        "Until step 30 the rate was 0.1, from there on 1.1. By then the loss had gone from 9 to 1.4e−5; since then "
        "each step multiplies the distance by 1 − 2·1.1 = −1.2, and the loss ended at 1.7e6."
    )
    assert float(got.evidence["suggested_lr"] or 0) < 1


def test_what_was_pushed_until_the_numbers_got_too_big() -> None:
    got = verdict(0.1, (30, 1.1), steps=4000)
    assert word(got) == "overshot/late-divergence"
    assert f"and at step {got.evidence['overflow_step']} the numbers got too big to hold" in got.sentence


def test_what_is_on_its_way_out_of_the_bottom_is_told_so_before_it_is_out() -> None:
    got = verdict(0.1, (40, 1.1))
    # 9·0.8⁸⁰ is far below 1 %, and ten steps by 1.2² do not bring it above
    assert (got.verdict, got.sure) == ("converged", "medium")
    assert "It had got to the bottom, but since then each step multiplies the distance by 1 − 2·1.1" in got.sentence
    assert "the loss climbs again" in got.sentence
    assert got.advice == "Lower the rate again while it runs, and see it settle."


def test_what_was_pushed_out_and_is_coming_back_is_on_its_way() -> None:
    got = verdict(0.1, (20, 1.5), (30, 0.05), steps=70)
    # 0.8⁴⁰·2²⁰·0.9⁸⁰ is 3 %, and 0.9 leads down to 0
    assert word(got) == "stalled/crawling"
    assert got.sentence.startswith("Its rate was changed twice, the last time at step 30 to 0.05. It was still on")


def test_a_bounce_that_a_lower_rate_cured() -> None:
    got = verdict(1.0, (20, 0.1))
    # 0.8^(2k) ≤ 0.01 from k = 11 on
    assert word(got) == "converged/scheduled"
    assert got.sentence == (
        "Until step 20 the rate was 1.0, from there on 0.1. It settled because the rate was changed: 99 % of the way "
        "down, in loss, was done by step 31, and with 1.0 all the way it would not have settled."
    )


def test_a_walk_that_was_made_to_bounce() -> None:
    got = verdict(0.05, (10, 1.0))
    assert word(got) == "overshot/bouncing"
    assert "neither nearer nor farther, as each step multiplies the distance by 1 − 2·1.0 = −1" in got.sentence
    assert got.evidence["suggested_lr"] == 0.5
    assert got.advice == "Try about 0.5 from the start."


@pytest.mark.parametrize(
    ("changes", "expected", "words"),
    [
        (
            ((5, 0.001),),
            "stalled/rate-decayed",
            "from there on 0.001. From there on the steps were too small: it ended",
        ),
        (((5, 0.0),), "stalled/rate-decayed", "With a rate of 0 nothing moves any more"),
        (((5, 1e-300),), "stalled/rate-decayed", "so tiny that the numbers did not change at all"),
        (((5, -0.1),), "overshot/diverged", "since then each step multiplies the distance by 1 − 2·(−0.1) = 1.2"),
        (
            ((49, 0.9),),
            "converged/smooth",
            "It had settled before that: 99 % of the way down, in loss, was done by step 11",
        ),
    ],
)
def test_what_went_well_until_the_rate_was_changed(changes: Changes, expected: str, words: str) -> None:
    got = verdict(0.1, *changes)
    assert word(got) == expected
    assert words in got.sentence


def test_a_runaway_that_was_frozen_stays_where_it_was_thrown() -> None:
    got = verdict(1.5, (5, 0.0))
    assert word(got) == "overshot/thrown"
    assert (
        "The steps before that were too long: the loss rose from 9 to 9,216 by step 5, and there it stayed"
        in got.sentence
    )


def test_a_runaway_that_was_slowed_and_is_still_coming_down_is_not_said_to_have_stayed() -> None:
    trajectory = run(Experiment("ravine:kappa=25", 5.0, steps=40, changes=((10, 0.01774552190131509),)))
    got = judge(trajectory)
    assert word(got) == "overshot/thrown"
    assert trajectory.loss[-1] < 0.5 * trajectory.loss[-2]
    assert got.sentence.endswith("above its start, still on its way down at the end.")


def test_a_rate_below_0_that_was_put_right_is_blamed_for_the_climb() -> None:
    # 1.2²⁰·0.8²⁴ is 18 %, 1.2²⁰ alone 38
    got = verdict(-0.1, (10, 0.1), steps=14)
    assert word(got) == "overshot/diverged"
    assert "The steps before that went uphill: the loss rose from 9 to 345 at step 10; since then" in got.sentence


@pytest.mark.parametrize("changes", [((0, 0.4),), ((50, 0.4),), ((20, 0.3),), ((7, 0.3), (7, 0.3)), ((60, 9.0),)])
def test_a_change_that_changes_nothing_is_not_spoken_of(changes: Changes) -> None:
    changed, plain = verdict(0.3, *changes), verdict(0.4 if changes[0][0] == 0 else 0.3)
    assert changed == plain
    assert changed.evidence["changed_at"] is None


def test_a_run_that_was_stopped_before_its_change_knows_nothing_of_it() -> None:
    whole = run(replace(SQUARE, lr=0.05, changes=((12, 0.4),), steps=100))
    plain = run(replace(SQUARE, lr=0.05, steps=100))
    for step in (0, 1, 8, 12):
        assert judge(whole.until(step)) == judge(plain.until(step))
    after = judge(whole.until(13))
    assert after.sentence.startswith("Until step 12 the rate was 0.05, from there on 0.4. ")


# ---------------------------------------------------------------- elsewhere


def test_a_ravine_pushed_over_its_limit_names_it() -> None:
    got = judge(run(Experiment("ravine", 0.01, steps=200, changes=((50, 0.05),))))
    assert word(got) == "overshot/late-divergence"
    assert "since then the steps have been too long (the limit here is 2/50 = 0.04, you used 0.05)" in got.sentence


def test_momentum_that_was_rescued_is_coming_back() -> None:
    got = judge(run(Experiment("ravine", 0.1, "momentum", steps=200, changes=((30, 0.02),))))
    assert word(got) == "overshot/diverged"
    assert "since then it has come down" in got.sentence


def test_noise_that_a_lower_rate_calmed() -> None:
    noisy = Experiment("bowl:noise=1", 0.9, steps=400, seed=2, start=(30.0,))
    assert judge(run(noisy)).verdict == "converged"  # the band is 1 % of 450
    small = replace(noisy, start=(3.0,))
    assert judge(run(small)).verdict == "overshot"
    assert word(judge(run(replace(small, changes=((100, 0.01),))))) == "converged/scheduled"


def test_with_a_schedule_it_is_the_base_rate_that_was_changed() -> None:
    got = verdict(1.2, (10, 0.3), steps=60, schedule="cosine:T_max=60")
    assert got.sentence.startswith(
        "Until step 10 the base rate was 1.2, from there on 0.3. It settled because the rate"
    )


def test_a_schedule_with_rates_of_its_own_is_not_said_to_have_changed() -> None:
    cycle = replace(SQUARE, schedule="one-cycle:max_lr=0.5,total_steps=50")
    assert judge(run(replace(cycle, changes=((10, 0.9),)))) == judge(run(cycle))


def test_the_slope_of_a_runaway_does_not_make_the_way_back_look_level() -> None:
    # thrown from 3 out to −10.5, where the slope is −1157; then a rate that walks down in peace
    got = judge(run(Experiment("quartic", 0.5, steps=400, start=(3.0,), changes=((1, 0.0005),))))
    assert got.reason not in ("plateau", "local-minimum", "thrown")


# ---------------------------------------------------------------- what must hold for every changed run

RATES = st.sampled_from([0.0, 1e-300, 1e-6, 0.01, 0.1, 0.3, 0.5, 0.9, 0.999, 1.0, 1.001, 1.1, 1.5, 5.0, -0.1, 1e100])
CHANGED = st.lists(st.tuples(st.integers(0, 70), RATES), min_size=1, max_size=4).map(lambda some: tuple(sorted(some)))


def measured(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def check_words(got: Verdict) -> None:
    assert got.reason in VERDICTS[got.verdict]
    for text in (got.sentence, got.advice):
        assert text.endswith((".", "?"))
        assert len(text) < 300
        assert not re.search(r"None(?! of)|nan\b|\binf\b|  |-\d", text)
    suggested = got.evidence["suggested_lr"]
    assert suggested is None or math.isfinite(float(suggested))


@settings(max_examples=150, deadline=None)
@given(
    problem=st.sampled_from(["bowl", "ravine", "quartic", "two-wells", "saddle", "plateau", "xor", "bowl:noise=1"]),
    optimizer=st.sampled_from(["sgd", "momentum", "rmsprop", "adam"]),
    schedule=st.sampled_from(["constant", "cosine:T_max=30", "reduce-on-plateau:patience=1", "exponential:gamma=0.8"]),
    lr=RATES,
    changes=CHANGED,
    steps=st.sampled_from([0, 1, 2, 6, 25, 60]),
)
def test_no_changed_run_whatever_is_left_without_a_proper_verdict(
    problem: str, optimizer: str, schedule: str, lr: float, changes: Changes, steps: int
) -> None:
    check_words(judge(run(Experiment(problem, lr, optimizer, schedule, steps, changes=changes))))


@settings(max_examples=300, deadline=None)
@given(lr=RATES, changes=CHANGED, steps=st.integers(1, 80))
def test_whatever_the_sentence_says_of_a_changed_run_the_run_shows(lr: float, changes: Changes, steps: int) -> None:
    trajectory = run(replace(SQUARE, lr=lr, changes=changes, steps=steps))
    got = judge(trajectory)
    check_words(got)
    since = got.evidence["changed_at"]
    assert (since is not None) == (len(set(trajectory.lr.tolist())) > 1)
    if since is not None:
        assert np.ptp(trajectory.lr[int(since) :]) == 0
        assert trajectory.lr[int(since)] != trajectory.lr[int(since) - 1]
        check_figures(trajectory, int(since), got.sentence)


def check_figures(trajectory: Trajectory, since: int, sentence: str) -> None:
    w, loss = trajectory.w[:, 0], trajectory.loss
    if found := re.search(r"Until step (\S+) the rate was (\S+), from there on (\S+)\. ", sentence):
        assert int(found[1]) == since
        assert trajectory.lr[:since] == pytest.approx(measured(found[2]))
        assert trajectory.lr[since:] == pytest.approx(measured(found[3]))
    else:
        found = re.search(r"changed (\w+)(?: times)?, the last time at step (\d+) to (\S+)\. ", sentence)
        assert found
        made = int(np.count_nonzero(np.diff(trajectory.lr)))
        assert {"twice": 2}.get(found[1]) or int(found[1]) == made
        assert int(found[2]) == since
        assert trajectory.lr[since:] == pytest.approx(measured(found[3]))
    if found := re.search(r"multiplies the distance by .* = (−?[\d.,e−]*\d)", sentence):
        for here, there in zip(w[since:-1], w[since + 1 :], strict=True):
            if np.isfinite(there) and abs(here) > 1e-200:
                assert there == pytest.approx(measured(found[1]) * here, rel=1e-2, abs=1e-3 * abs(here))
    if found := re.search(r"By then the loss had gone from (\S+) to (\S+?)[;,] ", sentence):
        assert loss[0] == pytest.approx(measured(found[1]), rel=1e-2)
        assert loss[since] == pytest.approx(measured(found[2]), rel=5e-2)
    if found := re.search(r"99 % of the way down, in loss, was done by step (\d+)", sentence):
        step = int(found[1])
        assert (loss[step:] <= 0.01 * loss[0]).all()
        assert step == 0 or loss[step - 1] > 0.01 * loss[0]
    if found := re.search(r"rose from (\S+) to (\S+) at step (\d+)", sentence):
        assert loss[0] < loss[int(found[3])] == loss[: since + 1].max()
        assert loss[int(found[3])] == pytest.approx(measured(found[2]), rel=5e-2)
    if found := re.search(
        r"(?:come down to|was at) a loss of (\S+) at step (\d+), but was higher(?: again)?, at (\S+),", sentence
    ):
        low = int(found[2])
        assert loss[low] == pytest.approx(measured(found[1]), rel=5e-2)
        assert loss[-1] == pytest.approx(measured(found[3]), rel=5e-2)
        assert loss[low] < loss[-1]
        assert ("come down to" in sentence) == (loss[low] < 0.99 * loss[0])
    elif "come down to" in sentence:
        assert loss[-1] < loss[since]
        assert ("still above its start" in sentence) == (loss[-1] > loss[0])
    if "climbs again" in sentence:
        assert loss[-1] > loss[since]
        assert (loss[since:] <= 0.01 * loss[0]).all()
    if "would not have settled" in sentence:
        most = float(trajectory.lr[np.abs(trajectory.lr).argmax()])
        alone = run(replace(trajectory.experiment, lr=most, changes=()))
        assert alone.ended == "overflow" or loss[0] * 0.01 < alone.loss[-5:].max()


PLAIN_RATES = (0.0, 0.001, 0.01, 0.1, 0.3, 0.7, 0.9, 0.97, 1.03, 1.1, 1.5, -0.1)
"""Away from the rates at which the reasons part, where rounding decides."""


@settings(max_examples=100, deadline=None)
@example(lr=0.01, changes=[(1, 0.001)], scale=8336.428206001057)  # a tenth, but for rounding
@given(
    lr=st.sampled_from(PLAIN_RATES),
    changes=st.lists(st.tuples(st.integers(0, 60), st.sampled_from(PLAIN_RATES)), min_size=1, max_size=3).map(sorted),
    scale=st.floats(1e-4, 1e4),
)
def test_the_unit_of_the_loss_does_not_matter_to_a_changed_run(
    lr: float, changes: list[tuple[int, float]], scale: float
) -> None:
    plain = verdict(lr, *changes)
    scaled = judge(
        run(
            replace(
                SQUARE,
                problem=f"bowl:curvature={2 * scale!r}",
                lr=lr / scale,
                changes=tuple((step, rate / scale) for step, rate in changes),
            )
        )
    )
    assert word(scaled) == word(plain)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment("bowl", 1e-6, steps=100_000),
        Experiment("ravine", 0.04, steps=100_000, changes=((50_000, 0.03), (90_000, 0.04))),
        Experiment("bowl:noise=1", 0.5, "adam", steps=50_000),
    ],
    ids=str,
)
def test_a_long_run_is_judged_in_no_time(experiment: Experiment) -> None:
    trajectory = run(experiment)
    began = process_time()
    judge(trajectory)
    assert process_time() - began < 0.3
