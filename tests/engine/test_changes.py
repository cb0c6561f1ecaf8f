"""Rates that are given on the way: what the run is before and after, what is kept, what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.engine.descent import run, steps, sweep
from tutor.engine.model import Experiment
from tutor.engine.schedules import build_schedule
from tutor.engine.tuning import range_test
from tutor.errors import SpecificationError

BOWL = Experiment("bowl:curvature=2", 0.1, start=(3.0,))
RATES = st.floats(-0.5, 1.2)
PROBLEMS = ["bowl:curvature=2", "ravine", "two-wells", "linear-regression", "xor", "bowl:noise=1"]


@settings(max_examples=60, deadline=None)
@given(
    problem=st.sampled_from(PROBLEMS),
    optimizer=st.sampled_from(["sgd", "momentum", "nesterov", "adam"]),
    schedule=st.sampled_from(["constant", "cosine:T_max=50", "reduce-on-plateau:patience=2"]),
    rates=st.tuples(RATES, RATES),
    at=st.integers(0, 300),
    length=st.integers(0, 300),
)
def test_up_to_the_change_it_is_the_unchanged_run(
    problem: str, optimizer: str, schedule: str, rates: tuple[float, float], at: int, length: int
) -> None:
    plain = Experiment(problem, rates[0], optimizer, schedule, steps=length)
    unchanged, changed = run(plain), run(replace(plain, changes=((at, rates[1]),)))
    until = min(at, unchanged.steps)
    for one, other in (
        (changed.w, unchanged.w),
        (changed.loss, unchanged.loss),
        (changed.gradient, unchanged.gradient),
    ):
        np.testing.assert_array_equal(one[: until + 1], other[: until + 1])
    np.testing.assert_array_equal(changed.lr[:until], unchanged.lr[:until])


@settings(max_examples=60, deadline=None)
@given(
    problem=st.sampled_from(["bowl:curvature=2", "ravine", "two-wells", "linear-regression", "xor"]),
    schedule=st.sampled_from(["constant", "reduce-on-plateau:patience=2", "armijo", "barzilai-borwein", "polyak"]),
    rates=st.tuples(st.floats(0.001, 0.5), st.floats(0.001, 0.5)),
    at=st.integers(0, 200),
    after=st.integers(1, 200),
)
def test_from_the_change_on_plain_descent_is_a_fresh_run_from_there(
    problem: str, schedule: str, rates: tuple[float, float], at: int, after: int
) -> None:
    changed = run(Experiment(problem, rates[0], schedule=schedule, steps=at + after, seed=1, changes=((at, rates[1]),)))
    if changed.steps < at:
        return
    fresh = run(Experiment(problem, rates[1], schedule=schedule, steps=after, start=tuple(changed.w[at].tolist())))
    np.testing.assert_array_equal(changed.w[at:], fresh.w)
    np.testing.assert_array_equal(changed.lr[at:], fresh.lr)
    # Losses are computed for a block of points at once, and matrix products of other sizes round differently.
    np.testing.assert_allclose(changed.loss[at:], fresh.loss, rtol=1e-9, atol=1e-12)
    assert changed.ended == fresh.ended


@given(rates=st.tuples(st.floats(0.001, 0.5), st.floats(0.001, 0.5)), at=st.integers(0, 40))
def test_momentum_keeps_its_velocity(rates: tuple[float, float], at: int) -> None:
    changed = run(replace(BOWL, lr=rates[0], optimizer="momentum", changes=((at, rates[1]),)))
    w, velocity = 3.0, 0.0
    for step in range(50):
        assert changed.w[step, 0] == pytest.approx(w, rel=1e-9, abs=1e-12)
        velocity = 0.9 * velocity + 2 * w
        w -= rates[step >= at] * velocity


def test_each_change_holds_until_the_next() -> None:
    changes = ((2, 0.2), (5, 0.3), (5, 0.4), (130, 0.5), (131, 0.6), (400, 9.0))
    changed = replace(BOWL, steps=140, changes=changes)
    expected = [0.1] * 2 + [0.2] * 3 + [0.4] * 125 + [0.5] + [0.6] * 9
    assert run(changed).lr.tolist() == expected
    assert [step.lr for step in steps(changed)][1:] == expected
    assert [changed.base_rate(step) for step in range(140)] == expected


def test_a_change_at_every_step_is_met_on_both_ways_through_the_loop() -> None:
    changes = tuple((step, 0.001 * (step % 7)) for step in range(1, 300))
    for problem in ("ravine", "linear-regression"):
        changed = run(Experiment(problem, 0.01, steps=300, changes=changes))
        assert changed.lr.tolist() == [0.01, *(rate for _, rate in changes)]


@pytest.mark.parametrize(
    "name", ["cosine:T_max=60", "step:step_size=10", "linear-warmup:start_factor=0.1,total_iters=30"]
)
@pytest.mark.parametrize("problem", ["bowl", "linear-regression"])
def test_a_schedule_of_the_step_goes_on_at_its_step_from_the_new_rate(name: str, problem: str) -> None:
    changed = run(Experiment(problem, 0.1, schedule=name, steps=60, changes=((25, 0.05),)))
    rule = build_schedule(name)
    expected = [rule.rate(step, 0.1 if step < 25 else 0.05) for step in range(60)]
    assert changed.lr.tolist() == pytest.approx(expected, rel=1e-12)


def test_one_cycle_pays_no_attention() -> None:
    cycled = Experiment("bowl", 0.1, schedule="one-cycle:max_lr=0.5,total_steps=50")
    np.testing.assert_array_equal(run(cycled).w, run(replace(cycled, changes=((10, 0.9),))).w)


def test_every_run_of_a_sweep_changes_to_the_same_rate() -> None:
    for problem in ("ravine", "linear-regression"):
        swept = sweep(Experiment(problem, 0.0, steps=30, changes=((10, 0.003),)), [0.01, 0.02])
        assert swept.lr[9:11].tolist() == [[0.01, 0.02], [0.003, 0.003]]
        for trajectory in swept.trajectories():
            np.testing.assert_allclose(trajectory.w, run(trajectory.experiment).w, rtol=1e-9)


@pytest.mark.parametrize(
    ("how", "changes", "told"),
    [
        ({}, ((3, math.nan),), "the learning rate nan from step 3 on is not a finite number; use one such as 0.1"),
        ({}, ((3, -math.inf),), "the learning rate -inf from step 3 on"),
        ({}, ((-1, 0.1),), "the rate cannot change at step -1; use step 0 or a later one"),
        ({}, ((7, 0.1), (6, 0.1)), "the rate cannot change at step 7 and then at step 6; put the earlier one first"),
        ({"schedule": "armijo"}, ((7, 0.0),), "armijo cannot use the rate 0"),
    ],
)
def test_changes_that_make_no_sense_are_refused(
    how: dict[str, str], changes: tuple[tuple[int, float], ...], told: str
) -> None:
    with pytest.raises(SpecificationError, match=told):
        run(replace(BOWL, changes=changes, **how))  # type: ignore[arg-type]


def test_a_line_search_begins_at_the_new_rate_after_a_change() -> None:
    changed = run(Experiment("bowl", 8.0, schedule="armijo:shrink=0.5", steps=10, changes=((4, 1.0),)))
    # 8, 4, 2 are too long and 1 lands on the bottom, where the first try is as good as any: 8 three times, then 1.
    assert changed.lr.tolist() == [1.0] + [8.0] * 3 + [1.0] * 6


def test_a_range_test_has_no_rates_but_its_own() -> None:
    plain = Experiment("bowl", 0.1, steps=20)
    changed = range_test(replace(plain, changes=((5, 7.0),)), 0.001, 1.0)
    np.testing.assert_array_equal(changed.rates, range_test(plain, 0.001, 1.0).rates)
