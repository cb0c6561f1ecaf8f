"""A run in slices: the same numbers as in one piece, in short slices, without copies."""

from __future__ import annotations

import gc
import math
import tracemalloc
import warnings
import weakref
from dataclasses import replace
from time import perf_counter, process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.engine.descent import run
from tutor.engine.model import Experiment, Trajectory
from tutor.engine.recording import Recording
from tutor.errors import SpecificationError

EXPERIMENTS = [
    Experiment("bowl", 0.1, steps=0),
    Experiment("ravine", 0.03, steps=1000, changes=((100, 0.01), (129, 0.02))),
    Experiment("quartic", 0.1, steps=500, start=(5.0,)),
    Experiment("bowl", 0.1, steps=300, start=(1e200,)),
    Experiment("bowl:curvature=2", 1.2, steps=3000),
    Experiment("saddle", 0.1, optimizer="adam", schedule="cosine:T_max=100", steps=257),
    Experiment("bowl:noise=1", 0.5, optimizer="momentum", steps=300, seed=7),
    Experiment("ravine", 1.0, schedule="armijo", steps=50, changes=((20, 0.1),)),
    Experiment("linear-regression:batch=5", 0.1, steps=150, seed=3),
    Experiment("xor", 0.3, steps=200, seed=2, changes=((150, 1e9),)),
    Experiment("network:data=cars", 0.05, optimizer="adamw", steps=20, seed=2),
]
SLICES = st.sampled_from([-1.0, 0.0, 1e-5, 1e-3, math.inf])


def assert_same(one: Trajectory, other: Trajectory) -> None:
    for mine, theirs in ((one.w, other.w), (one.loss, other.loss), (one.gradient, other.gradient), (one.lr, other.lr)):
        np.testing.assert_array_equal(mine, theirs)
    assert (one.experiment, one.minimum, one.ended) == (other.experiment, other.minimum, other.ended)


@settings(max_examples=40, deadline=None)
@given(experiment=st.sampled_from(EXPERIMENTS), slices=st.lists(SLICES, max_size=6))
def test_however_it_is_cut_into_slices_it_is_the_run(experiment: Experiment, slices: list[float]) -> None:
    whole, recording = run(experiment), Recording(experiment)
    for seconds in slices:
        was = recording.steps
        done = recording.grow(seconds)
        part = recording.trajectory
        assert done == recording.complete
        assert done or recording.steps > was
        assert part.steps == recording.steps
        if not done:
            assert part.ended == "steps"
        np.testing.assert_array_equal(part.w, whole.w[: part.steps + 1])
        np.testing.assert_array_equal(part.loss, whole.loss[: part.steps + 1])
    while not recording.grow(0.0):
        pass
    assert_same(recording.trajectory, whole)
    assert recording.grow(1.0)
    assert_same(recording.trajectory, whole)


def test_before_it_grows_it_has_the_start_and_nothing_else() -> None:
    recording = Recording(Experiment("bowl:curvature=2", 0.1, start=(3.0,)))
    assert (recording.steps, recording.complete) == (0, False)
    start = recording.trajectory
    assert (start.w.tolist(), start.loss.tolist(), start.gradient.tolist()) == ([[3.0]], [9.0], [[6.0]])
    assert (start.lr.shape, start.ended) == ((0,), "steps")


@pytest.mark.parametrize(
    ("start", "steps", "ended"), [((3.0,), 0, "steps"), ((1e200,), 50, "overflow")], ids=["no steps", "beyond bounds"]
)
def test_where_there_is_no_step_to_make_it_is_complete_at_once(start: tuple[float], steps: int, ended: str) -> None:
    recording = Recording(Experiment("bowl", 0.1, start=start, steps=steps))
    assert (recording.complete, recording.steps, recording.trajectory.ended) == (True, 0, ended)


def test_a_slice_lasts_about_as_long_as_was_asked_for() -> None:
    recording = Recording(Experiment("ravine", 1e-4, steps=200_000))
    lengths = []
    for _ in range(9):
        began = perf_counter()
        assert not recording.grow(0.004)
        lengths.append(perf_counter() - began)
    assert 0.004 <= sorted(lengths)[4] < 0.05


def test_where_a_step_is_dear_a_slice_is_one_step() -> None:
    recording = Recording(Experiment("network:data=houses,layers=64;64", 0.01, steps=50))
    for made in range(1, 4):
        recording.grow(0.0)
        assert recording.steps == made


def test_an_overflow_ends_it_quietly() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        recording = Recording(Experiment("bowl:curvature=2", 50.0, steps=100_000))
        while not recording.grow(0.0):
            pass
    assert recording.trajectory.ended == "overflow"
    assert not np.isfinite(recording.trajectory.loss[-1])
    assert np.isfinite(recording.trajectory.loss[:-1]).all()


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"problem": "bowll"}, 'did you mean "bowl"'), ({"steps": 10_000_000}, "too large to keep")],
)
def test_what_run_refuses_is_refused(changes: dict[str, object], told: str) -> None:
    with pytest.raises(SpecificationError, match=told):
        Recording(replace(Experiment("bowl", 0.1), **changes))  # type: ignore[arg-type]


def test_what_was_shown_stays_as_it_was_while_more_is_added() -> None:
    recording = Recording(Experiment("ravine", 0.03, steps=600))
    recording.grow(0.0)
    early = recording.trajectory
    kept = early.w.copy()
    recording.grow(math.inf)
    np.testing.assert_array_equal(early.w, kept)
    assert early.w.base is recording.trajectory.w.base  # a view: no frame of the screen pays for a copy


def test_looking_at_a_long_recording_costs_no_more_than_at_a_short_one() -> None:
    recording = Recording(Experiment("bowl", 1e-5, steps=100_000))
    recording.grow(math.inf)
    began = process_time()
    for _ in range(200):
        assert recording.trajectory.steps == 100_000
    assert process_time() - began < 0.1


def test_a_dropped_recording_frees_its_memory() -> None:
    recording = Recording(Experiment("bowl", 0.1, steps=100_000))
    recording.grow(0.0)
    gone = weakref.ref(recording)
    gc.disable()
    try:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        another = Recording(Experiment("bowl", 0.1, steps=100_000))
        assert tracemalloc.get_traced_memory()[0] - before > 3_000_000
        del another, recording
        assert tracemalloc.get_traced_memory()[0] - before < 100_000
        assert gone() is None
    finally:
        tracemalloc.stop()
        gc.enable()
