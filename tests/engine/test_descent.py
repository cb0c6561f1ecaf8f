"""The loop: what it stores, where it ends, what it refuses, and that its three forms agree."""

from __future__ import annotations

import itertools
import math
import os
import subprocess
import sys
import tracemalloc
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.engine.catalogue import PROBLEMS
from tutor.engine.descent import ends, run, steps, sweep
from tutor.engine.model import Experiment
from tutor.engine.problems import build_problem
from tutor.errors import SpecificationError

BOWL = Experiment("bowl:curvature=2", 0.1)


def test_on_a_bowl_every_step_multiplies_w_by_one_minus_rate_times_curvature() -> None:
    trajectory = run(replace(BOWL, steps=20, start=(3.0,)))
    assert trajectory.w[:, 0] == pytest.approx([3 * 0.8**k for k in range(21)])
    assert trajectory.loss == pytest.approx([9 * 0.64**k for k in range(21)])
    assert trajectory.gradient[:, 0] == pytest.approx([6 * 0.8**k for k in range(21)])
    assert trajectory.lr.tolist() == [0.1] * 20
    assert (trajectory.ended, trajectory.minimum, trajectory.steps) == ("steps", 0.0, 20)


def test_no_steps_leave_the_start() -> None:
    trajectory = run(replace(BOWL, steps=0))
    assert trajectory.w.tolist() == [[3.0]]
    assert trajectory.loss.tolist() == [9.0]
    assert trajectory.gradient.tolist() == [[6.0]]
    assert trajectory.lr.shape == (0,)
    assert trajectory.ended == "steps"
    assert [step.index for step in steps(replace(BOWL, steps=0))] == [0]


@pytest.mark.parametrize("lr", [0.0, -0.1, 1e-300, 1e308])
def test_any_finite_rate_runs(lr: float) -> None:
    trajectory = run(replace(BOWL, lr=lr, steps=3))
    assert trajectory.lr[0] == lr
    assert trajectory.w[1, 0] == 3 - lr * 6


EXPERIMENTS = [
    Experiment("ravine", 0.03, steps=300),
    Experiment("quartic", 0.1, steps=300),
    Experiment("saddle", 0.1, optimizer="adam", schedule="cosine:T_max=100", steps=300),
    Experiment("bowl:noise=1", 0.5, optimizer="momentum", steps=300, seed=7),
    Experiment("ackley:dimension=5", 0.1, optimizer="rmsprop", steps=140),
    Experiment("ravine", 1.0, schedule="armijo", steps=50),
    Experiment("ravine", 0.03, schedule="reduce-on-plateau:patience=2", steps=300),
    Experiment("linear-regression:batch=5", 0.1, steps=150, seed=3),
    Experiment("xor", 0.3, steps=150, seed=2),
    Experiment("network:data=cars", 0.05, optimizer="adamw", steps=150, seed=2),
]


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=str)
def test_step_by_step_gives_exactly_what_is_collected(experiment: Experiment) -> None:
    trajectory, live = run(experiment), list(steps(experiment))
    assert [step.index for step in live] == list(range(trajectory.steps + 1))
    np.testing.assert_array_equal([step.w for step in live], trajectory.w)
    np.testing.assert_array_equal([step.loss for step in live], trajectory.loss)
    np.testing.assert_array_equal([step.gradient for step in live], trajectory.gradient)
    assert [step.lr for step in live][1:] == trajectory.lr.tolist()
    assert live[0].lr is None


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=str)
def test_a_run_of_a_sweep_is_the_run_at_its_rate(experiment: Experiment) -> None:
    swept = sweep(replace(experiment, steps=40), [experiment.lr / 3, experiment.lr, 3 * experiment.lr])
    for trajectory in swept.trajectories():
        alone = run(trajectory.experiment)
        assert trajectory.ended == alone.ended
        # Matrix products of one row and of three may round differently, and chaos enlarges it.
        for one, other in ((trajectory.w, alone.w), (trajectory.loss, alone.loss), (trajectory.lr, alone.lr)):
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_the_arrays_have_one_row_more_than_updates() -> None:
    swept = sweep(Experiment("ravine", 0, steps=7), np.array([0.01, 0.02, 0.03]))
    assert swept.w.shape == swept.gradient.shape == (8, 3, 2)
    assert swept.loss.shape == (8, 3)
    assert swept.lr.shape == (7, 3)
    assert swept.trajectory(1).experiment.lr == 0.02


@pytest.mark.parametrize(
    "problem", ["quartic", "rosenbrock", "linear-regression:data=houses,scaled=no", "xor", "bowl:noise=1"]
)
def test_an_overflow_ends_the_run_at_the_first_number_that_is_not_finite(problem: str) -> None:
    experiment = Experiment(problem, 50.0, steps=5000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trajectory, live = run(experiment), list(steps(experiment))
    assert trajectory.ended == "overflow"
    finite = np.isfinite(trajectory.loss) & np.isfinite(trajectory.w).all(axis=1)
    assert finite[:-1].all()
    assert not finite[-1]
    assert len(live) == len(trajectory.loss) == trajectory.steps + 1 == len(trajectory.gradient)


def test_a_parameter_that_overflows_ends_the_run_even_where_the_loss_is_finite() -> None:
    trajectory = run(Experiment("plateau", -1.7e308, optimizer="momentum", start=(1.0,), steps=50))
    assert trajectory.ended == "overflow"
    assert trajectory.loss[-1] == 1
    assert trajectory.w[-1, 0] == math.inf


def test_a_run_that_starts_beyond_all_bounds_has_no_steps() -> None:
    trajectory = run(Experiment("bowl", 0.1, start=(1e200,), steps=500))
    assert (trajectory.steps, trajectory.ended) == (0, "overflow")


def test_runs_that_end_early_do_not_end_the_others() -> None:
    short, long = sweep(replace(BOWL, steps=3000), [1.5, 0.1]).trajectories()
    assert short.ended == "overflow"
    assert short.steps < 1100
    assert (long.ended, long.steps) == ("steps", 3000)


def test_the_caller_keeps_its_own_numpy_warnings_while_a_run_is_live() -> None:
    for _ in itertools.islice(steps(replace(BOWL, lr=1e200)), 2):
        with pytest.warns(RuntimeWarning, match="overflow"):
            np.float64(1e308) * np.float64(10)


def test_the_same_seed_gives_the_same_run_and_another_seed_another() -> None:
    noisy = Experiment("bowl:noise=1", 0.1, seed=4)
    np.testing.assert_array_equal(run(noisy).w, run(noisy).w)
    assert not np.array_equal(run(noisy).w, run(replace(noisy, seed=5)).w)
    assert run(replace(noisy, problem="xor")).w[0, 0] != run(replace(noisy, problem="xor", seed=5)).w[0, 0]


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment("two-wells:noise=3", 0.2, schedule="cosine:T_max=120", steps=120),
        Experiment("bowl:noise=1", 0.1, schedule="reduce-on-plateau:patience=1", steps=80),
        Experiment("ravine:noise=2", 0.03, optimizer="adam", steps=150, changes=((20, 0.1),)),
        Experiment("quartic:noise=30", 0.1, steps=150),
        Experiment("linear-regression:batch=5", 0.1, steps=20),
        Experiment("xor", 0.3, steps=20),
    ],
    ids=str,
)
def test_runs_by_many_chances_end_where_each_of_them_ends_alone(experiment: Experiment) -> None:
    alone = np.stack([run(replace(experiment, seed=seed)).w[-1] for seed in range(3, 40)])
    np.testing.assert_array_equal(ends(experiment, range(3, 40)), alone)
    assert len({float(end) for end in alone[:, 0]}) > 30


def test_runs_by_chance_that_overflow_do_not_end_the_others() -> None:
    experiment = Experiment("quartic:noise=5", 0.2, steps=150, start=(0.0,))
    last = ends(experiment, range(40))
    thrown = np.abs(last[:, 0]) > 1e50
    assert 0 < thrown.sum() < 40
    np.testing.assert_array_equal(last[:, 0], [run(replace(experiment, seed=seed)).w[-1, 0] for seed in range(40)])


@pytest.mark.parametrize("name", [name for name in PROBLEMS if name not in ("xor", "network")])
def test_only_networks_start_at_random(name: str) -> None:
    problem = build_problem(name)
    np.testing.assert_array_equal(problem.start_for(1), problem.start)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"lr": math.nan}, "learning rate nan is not a finite number"),
        ({"lr": -math.inf}, "learning rate -inf is not a finite number"),
        ({"steps": -1}, "-1 steps cannot be made"),
        ({"seed": -1}, "seed -1 is below 0"),
        ({"start": (1.0, 2.0)}, r"the start \(1 2\) has 2 numbers, bowl needs 1"),
        ({"start": ()}, r"the start \(\) has 0 numbers"),
        ({"start": (math.inf,)}, "not finite"),
        ({"problem": "bowll"}, 'did you mean "bowl"'),
        ({"optimizer": "adams"}, 'did you mean "adam"'),
        ({"schedule": "cosin:T_max=4"}, 'did you mean "cosine"'),
        ({"schedule": "armijo", "optimizer": "adam"}, "armijo does not go with adam; use the optimizer sgd"),
        ({"schedule": "armijo", "lr": 0.0}, "armijo cannot use the rate 0"),
        ({"schedule": "polyak", "problem": "network"}, "polyak needs to know the lowest loss"),
    ],
)
def test_what_cannot_be_run_is_refused_before_the_first_step(changes: dict[str, object], told: str) -> None:
    experiment = replace(BOWL, **changes)  # type: ignore[arg-type]
    with pytest.raises(SpecificationError, match=told):
        run(experiment)
    with pytest.raises(SpecificationError, match=told):
        steps(experiment)


def test_a_sweep_without_rates_is_refused() -> None:
    with pytest.raises(SpecificationError, match="at least one rate"):
        sweep(BOWL, [])


def test_ten_million_steps_are_refused_to_keep_and_streamed_without_keeping() -> None:
    long = replace(BOWL, steps=10_000_000)
    with pytest.raises(SpecificationError, match="10000000 steps is too large to keep; make at most 6249999 steps"):
        run(long)
    tracemalloc.start()
    live = steps(long)
    for _ in itertools.islice(live, 3000):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    assert next(live).index == 3000


def test_a_sweep_too_large_to_keep_is_refused() -> None:
    with pytest.raises(SpecificationError, match="a sweep of 1000 rates with 100000 steps is too large"):
        sweep(replace(BOWL, steps=100_000), np.linspace(0.1, 1, 1000))


@given(
    problem=st.sampled_from(["bowl:noise=0.3", "two-wells", "rosenbrock", "beale", "neuron"]),
    optimizer=st.sampled_from(["sgd", "nesterov", "adagrad", "adam"]),
    lr=st.floats(allow_nan=False, allow_infinity=False),
    steps_=st.integers(0, 300),
)
def test_whatever_the_rate_a_run_ends_in_order(problem: str, optimizer: str, lr: float, steps_: int) -> None:
    trajectory = run(Experiment(problem, lr, optimizer=optimizer, steps=steps_))
    assert trajectory.steps + 1 == len(trajectory.w) == len(trajectory.loss) == len(trajectory.gradient)
    assert np.isfinite(trajectory.loss[:-1]).all()
    assert (trajectory.ended == "steps") == bool(np.isfinite(trajectory.loss[-1]) and np.isfinite(trajectory.w).all())
    assert trajectory.ended == "overflow" or trajectory.steps == steps_


def test_only_what_is_random_loads_numpys_random_numbers() -> None:
    code = (
        "import sys\n"
        "from tutor.engine.descent import run\n"
        "from tutor.engine.model import Experiment\n"
        "for problem in ('bowl', 'xor', 'linear-regression', 'network'):\n"
        "    run(Experiment(problem, 0.1, steps=3))\n"
        "print('numpy.random' in sys.modules)\n"
        "run(Experiment('bowl:noise=1', 0.1, steps=3))\n"
        "print('numpy.random' in sys.modules)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["False", "True"]


def test_linear_algebra_runs_on_one_thread_unless_the_user_says_otherwise() -> None:
    code = "import os, tutor.engine.descent; print(os.environ['OPENBLAS_NUM_THREADS'])"
    for given_, expected in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")):
        env = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"} | given_
        out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env).stdout
        assert out.strip() == expected
