"""Maps of rates: the slices, the ends, the words."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest

from tutor.engine.descent import run
from tutor.engine.model import Experiment
from tutor.engine.problems import build_problem
from tutor.engine.tuning import log_grid
from tutor.engine.verdict import judge
from tutor.lab.rate_sweep import Outcome, RateSweep, stability_limit, usual_ends
from tutor.lab.rate_words import in_words, sayer

BOWL = Experiment("bowl:curvature=2", 1.0, start=(3.0,), steps=40)
RATES = log_grid(0.001, 2.0, 21)


def outcomes(*verdicts: str) -> list[Outcome]:
    return [Outcome(float(place + 1), verdict, "", 0.0, None) for place, verdict in enumerate(verdicts)]


@pytest.mark.parametrize("other", [{}, {"problem": "bowl:curvature=2,noise=1"}, {"optimizer": "adam"},
                                   {"schedule": "cosine:T_max=40"}])  # fmt: skip
def test_slices_give_what_the_whole_gives_and_what_each_run_alone_gives(other: dict[str, str]) -> None:
    experiment = replace(BOWL, **other)  # type: ignore[arg-type]
    whole, sliced = RateSweep(experiment, RATES), RateSweep(experiment, RATES)
    assert whole.advance(math.inf)
    pieces = 0
    while not sliced.advance(0.0):
        pieces += 1
        assert [one.rate for one in sliced.outcomes] == RATES[: len(sliced.outcomes)]
    assert pieces > 1
    assert sliced.outcomes == whole.outcomes
    assert [(one.verdict, one.reason) for one in whole.outcomes] == [
        (verdict.verdict, verdict.reason)
        for lr in RATES
        for verdict in [judge(run(replace(experiment, lr=lr)), advising=False)]
    ]


def test_a_slice_is_short_however_long_the_runs_are() -> None:
    sweep = RateSweep(replace(BOWL, steps=100_000), log_grid(0.001, 0.9, 72))
    slices = 0
    while not sweep.outcomes:
        begun = time.process_time()
        sweep.advance(0.005)
        took = time.process_time() - begun
        slices += 1
        assert took < 0.2 or sweep.outcomes, f"keys wait for {took:.2f} s"
    assert slices > 10
    assert sweep.outcomes[0].verdict == judge(run(replace(BOWL, lr=0.001, steps=100_000)), advising=False).verdict


def test_on_a_bowl_it_overshoots_from_the_limit_on() -> None:
    sweep = RateSweep(BOWL, RATES)
    sweep.advance(math.inf)
    assert all((one.verdict == "overshot") is (one.rate >= 1.0) for one in sweep.outcomes)


@pytest.mark.parametrize(
    ("experiment", "limit"),
    [(BOWL, 1.0), (replace(BOWL, optimizer="adam"), None), (replace(BOWL, schedule="cosine:T_max=9"), None),
     (Experiment("rosenbrock", 1.0), None), (Experiment("ravine:kappa=25", 1.0), 2 / 25)],
)  # fmt: skip
def test_the_limit_is_two_over_the_curvature_where_that_is_known(experiment: Experiment, limit: float | None) -> None:
    assert stability_limit(experiment, build_problem(experiment.problem)) == limit


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop:alpha=0.9", "adagrad"])
def test_adaptive_optimizers_have_common_ends(optimizer: str) -> None:
    assert usual_ends(replace(BOWL, optimizer=optimizer), build_problem(BOWL.problem)) == (1e-4, 10.0)


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        (["stalled"] * 3, "It stalls at every rate from 1 to 3."),
        (["stalled", "overshot"], "It stalls up to about 1 and overshoots at 2."),
        (
            ["stalled", "converged", "converged", "overshot", "overshot"],
            "It stalls up to about 1, converges from 2 to 3, and overshoots from 4.",
        ),
        (
            ["stalled", "converged"] * 5,
            "The verdict changes 9 times from 1 to 10: it stalls at 5 rates between 1 and 9 and converges at 5 rates "
            "between 2 and 10.",
        ),
        (
            ["stalled", "converged"] * 4 + ["overshot"],
            "The verdict changes 8 times from 1 to 9: it stalls at 4 rates between 1 and 7, converges at 4 rates "
            "between 2 and 8 and overshoots at 1 rate at 9.",
        ),
    ],
)
def test_a_map_in_words(verdicts: list[str], told: str) -> None:
    assert in_words(outcomes(*verdicts)).replace(", and", ",").replace(" and ", ", ") == told.replace(
        ", and", ","
    ).replace(" and ", ", ")


def test_rates_are_said_with_as_few_digits_as_tell_them_apart() -> None:
    say = sayer([0.123, 0.1234, 0.2])
    assert [say(rate) for rate in (0.123, 0.1234, 0.2)] == ["0.123", "0.1234", "0.2"]
