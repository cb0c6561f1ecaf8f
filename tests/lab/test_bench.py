"""The bench: which runs it keeps, and what its map is of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tutor.engine.model import Experiment
from tutor.engine.training import steps_for
from tutor.lab.bench import MAP_RATES, Bench
from tutor.lab.run_exhibit import named
from tutor.lab.view import View

BOWL = Experiment("bowl:curvature=2", 0.9, start=(3.0,), steps=20)
LONG = replace(BOWL, lr=1e-5, steps=100_000)


def test_the_bench_keeps_the_last_three_runs_with_their_verdicts() -> None:
    bench = Bench(ascii=True)
    for lr in (0.1, 0.2, 0.3, 0.4):
        experiment = replace(BOWL, lr=lr)
        bench.keep(bench.runs((experiment,), (named(experiment),), live=False), "converged")
    kept = bench.runs((BOWL,), ("rate 0.9",)).earlier
    assert [(one.name, one.verdict) for one in kept] == [
        ("rate 0.2", "converged"), ("rate 0.3", "converged"), ("rate 0.4", "converged")]  # fmt: skip


def test_a_race_is_not_kept_and_has_nothing_beside_it() -> None:
    bench = Bench(ascii=True)
    bench.keep(bench.runs((BOWL, replace(BOWL, optimizer="adam")), ("sgd", "adam"), live=False))
    assert bench.runs((BOWL,), ("rate 0.9",)).earlier == ()
    bench.keep(bench.runs((BOWL,), ("rate 0.9",), live=False))
    assert bench.runs((BOWL, replace(BOWL, optimizer="adam")), ("sgd", "adam")).earlier == ()


def test_a_run_of_an_earlier_sitting_is_made_again_as_far_as_it_was_shown() -> None:
    bench = Bench(ascii=True)
    bench.keep_made(BOWL, 7, "rate 0.9", "stalled")
    exhibit = bench.runs((BOWL,), ("rate 0.9",))
    exhibit.work(1.0)
    (kept,) = exhibit.earlier
    assert (kept.trajectory.steps, kept.name, kept.verdict) == (7, "rate 0.9", "stalled")
    assert kept.trajectory.w[7, 0] == pytest.approx(3 * (-0.8) ** 7)


def test_long_runs_of_an_earlier_sitting_are_made_again_in_slices_and_stand_there_once_they_are_whole() -> None:
    bench = Bench(ascii=True)
    bench.keep_made(LONG, 100_000, "first", "stalled")
    bench.keep_made(LONG, 100_000, "second", "stalled")
    exhibit = bench.runs((BOWL,), ("rate 0.9",), live=False)
    assert not exhibit.work(0.0)
    assert not exhibit.earlier
    before = exhibit.draw(View("loss", compare=True), 60, 12).lines
    while not exhibit.work(0.05):
        pass
    assert [(one.name, one.trajectory.steps) for one in exhibit.earlier] == [("first", 100_000), ("second", 100_000)]
    assert exhibit.draw(View("loss", compare=True), 60, 12).lines != before


def test_a_long_run_that_is_kept_before_it_is_worked_out_is_kept_whole() -> None:
    bench = Bench(ascii=True)
    first = bench.runs((LONG,), ("long",), live=False)
    assert first.known < 100_000
    bench.keep(first, "stalled")
    second = bench.runs((BOWL,), ("rate 0.9",), live=False)
    while not second.work(0.05):
        pass
    assert [one.trajectory.steps for one in second.earlier] == [100_000]


def test_a_long_run_that_was_stopped_is_worked_out_as_far_as_it_was_shown_and_no_further() -> None:
    exhibit = Bench(ascii=True).runs((LONG,), ("long",), live=False)
    exhibit.until(60_000)
    exhibit.playback = replace(exhibit.playback, stopped=True)
    while not exhibit.work(0.01):
        pass
    assert 60_000 <= exhibit.known < 100_000
    assert exhibit.trajectories[0].steps == 60_000


def test_a_training_stopped_within_an_epoch_stands_there_again() -> None:
    network = Experiment("network:features=bill_length_mm;bill_depth_mm,target=species,validation=0.2,batch=16", 0.1)
    each = steps_for(network.problem, 1)
    made = 2 * each + each // 2
    again = Bench(ascii=True).training(network, 10, live=False, steps=made)
    again.until(3)
    while not again.work(1.0):
        pass
    assert again.training.steps_made == made
    assert again.training.checkpoints[-1].epoch == pytest.approx(made / each)
    assert (again.playback.shown, again.known) == (3, 3)
    assert "epoch 2.4" in again.draw(View("loss"), 78, 13).lines[0]


def test_the_map_has_a_rate_for_each_cell_between_its_ends() -> None:
    sweep = Bench(ascii=True).map_rates(BOWL, (0.01, 2.0))
    assert (len(sweep.rates), sweep.rates[0], sweep.rates[-1]) == (MAP_RATES, 0.01, 2.0)


def test_without_ends_the_map_goes_to_four_times_the_limit() -> None:
    sweep = Bench(ascii=True).map_rates(BOWL)
    assert (sweep.rates[0], sweep.rates[-1]) == (0.001, 4.0)  # the limit 2/L is 1


@pytest.mark.parametrize(
    ("other", "has_map"),
    [
        ({"lr": 0.1}, True),
        ({"steps": 0}, True),
        ({"changes": ((3, 0.1),)}, True),
        ({"optimizer": "adam"}, False),
        ({"schedule": "exponential:gamma=0.9"}, False),
        ({"steps": 40}, False),
        ({"start": (1.0,)}, False),
        ({"seed": 3}, False),
    ],
)
def test_only_runs_of_what_was_mapped_have_the_map(other: dict[str, object], has_map: bool) -> None:
    bench = Bench(ascii=True)
    bench.map_rates(BOWL)
    exhibit = bench.runs((replace(BOWL, **other),), ("run",), live=False)  # type: ignore[arg-type]
    assert ("map" in exhibit.views) is has_map


@pytest.mark.parametrize(
    ("changes", "name"), [((), "rate 0.9"), (((3, 0.4), (5, 2.0)), "rate 0.9, then 0.4, then 2.0")]
)
def test_a_run_is_called_by_its_rates(changes: tuple[tuple[int, float], ...], name: str) -> None:
    assert named(replace(BOWL, changes=changes)) == name
