"""A run or a race on the bench. Oracle: on w² from 3, w after k steps is 3·(1 − 2·rate)^k, the loss its square."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.lab.exhibits import BOWL, LONG, RAVINE, fills, on_the_bench, race, title, to_the_end
from tutor.engine.descent import run
from tutor.engine.model import Experiment
from tutor.errors import SpecificationError
from tutor.lab.bench import Bench
from tutor.lab.rate_sweep import RateSweep
from tutor.lab.run_exhibit import RunExhibit, named
from tutor.lab.view import View, ViewName

SIZES = [(78, 13), (58, 10), (118, 36), (20, 5)]


def test_a_run_is_that_of_the_engine() -> None:
    exhibit = on_the_bench()
    to_the_end(exhibit)
    (trajectory,) = exhibit.trajectories
    np.testing.assert_allclose(trajectory.w[:, 0], 3 * (-0.8) ** np.arange(51), rtol=1e-12)
    assert (trajectory.ended, exhibit.playback.shown, exhibit.known) == ("steps", 50, 50)


def test_what_is_not_live_is_there_at_once() -> None:
    exhibit = on_the_bench(live=False)
    assert exhibit.playback.over
    assert "step 50" in title(exhibit.draw(View("loss"), 78, 13))


def test_a_race_shows_every_entrant_from_the_same_start() -> None:
    exhibit = race()
    to_the_end(exhibit)
    for trajectory, optimizer in zip(exhibit.trajectories, ("sgd", "momentum"), strict=True):
        np.testing.assert_array_equal(trajectory.loss, run(replace(RAVINE, optimizer=optimizer)).loss)


def test_a_run_that_overflows_is_over_sooner() -> None:
    exhibit = on_the_bench(replace(BOWL, lr=1e60))
    exhibit.work(1.0)
    whole = run(exhibit.experiments[0])
    assert exhibit.playback.steps == whole.steps < 50
    to_the_end(exhibit)
    assert (exhibit.trajectories[0].ended, exhibit.playback.shown) == ("overflow", whole.steps)


def test_a_race_lasts_as_long_as_its_longest_run() -> None:
    experiments = (replace(BOWL, lr=1e60), replace(BOWL, lr=1e60, optimizer="adam"))
    exhibit = RunExhibit(experiments, ("sgd", "adam"))
    to_the_end(exhibit)
    assert [one.steps for one in exhibit.trajectories] == [run(one).steps for one in experiments]
    assert exhibit.playback.shown == max(one.steps for one in exhibit.trajectories)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("lr", [0.9, 1.0, 1e60, 0.0, -1.0])
@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_view_of_every_run_fills_its_size(width: int, height: int, ascii: bool, lr: float) -> None:
    bench = Bench(ascii=ascii)
    bench.map_rates(BOWL)
    bench.keep(on_the_bench(live=False), "converged")
    experiment = replace(BOWL, lr=lr)
    exhibit = bench.runs((experiment,), (named(experiment),))
    for at in (0, 1, 7, 50):
        exhibit.until(at)
        for name in exhibit.views:
            for compare in (False, True):
                fills(exhibit.draw(View(name, compare=compare), width, height), width, height, ascii=ascii)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_view_of_a_race_fills_its_size(width: int, height: int) -> None:
    exhibit = race(live=False)
    for at in (0, 3, 50):
        exhibit.until(at)
        for name in ("loss", "landscape", "both", "numbers", "map", "answers"):
            fills(exhibit.draw(View(name), width, height), width, height)


@pytest.mark.parametrize(
    ("exhibit", "views"),
    [
        (on_the_bench(live=False), ("loss", "landscape", "both", "numbers")),
        (race(live=False), ("loss", "landscape", "both", "numbers")),
        (on_the_bench(replace(BOWL, steps=0), live=False), ("landscape", "numbers")),
        (on_the_bench(Experiment("xor", 0.1), live=False), ("loss", "numbers")),
        (
            RunExhibit((BOWL, replace(BOWL, problem="quartic")), ("bowl", "quartic"), live=False),
            ("loss", "numbers"),
        ),
        (RunExhibit((BOWL,), ("",), swept=RateSweep(BOWL, (0.1,)), live=False), (
            "loss", "landscape", "both", "numbers", "map")),
    ],
)  # fmt: skip
def test_the_views_are_those_that_there_is_something_to_see_in(
    exhibit: RunExhibit, views: tuple[ViewName, ...]
) -> None:
    assert exhibit.views == views


def test_headings_keep_still_from_step_to_step() -> None:
    exhibit = on_the_bench()
    places = set()
    for at in range(51):
        exhibit.until(at)
        heading = title(exhibit.draw(View("loss"), 78, 13))
        places.add((heading.index("rate"), heading.index("step"), heading.index("w ")))
    assert len(places) == 1


def test_the_title_says_rate_step_and_place() -> None:
    exhibit = on_the_bench()
    exhibit.until(1)
    assert title(exhibit.draw(View("loss"), 78, 13)).rstrip().endswith("rate 0.9 · step  1 · w −2.4")


def test_the_numbers_keep_to_themselves_what_was_not_shown_yet() -> None:
    exhibit = on_the_bench()
    exhibit.until(2)
    table = "\n".join(exhibit.draw(View("numbers"), 78, 13).lines)
    assert re.findall(r"^[ >] +(\d+) ", table, re.MULTILINE) == ["0", "1", "2"]
    exhibit.until(50)
    exhibit.playback = exhibit.playback.read(2)
    table = "\n".join(exhibit.draw(View("numbers"), 78, 13).lines)
    assert len(re.findall(r"^[ >] +(\d+) ", table, re.MULTILINE)) == 12


def test_the_numbers_of_a_lab_of_guesses_are_the_guesses_so_far() -> None:
    bench = Bench(ascii=False)
    for w in (3.0, -1.0):
        bench.keep(bench.runs((replace(BOWL, start=(w,), steps=0),), (f"w {w:g}",), live=False))
    table = bench.runs((replace(BOWL, start=(0.5,), steps=0),), ("w 0.5",), live=False).draw(View("numbers"), 78, 8)
    assert [line.split() for line in table.lines[:4]] == [
        ["w", "loss", "slope"],
        ["3", "9", "6"],
        ["-1", "1", "-2"],
        [">", "0.5", "0.25", "1"],
    ]


# ---------------------------------------------------------------- long runs, in slices


def test_a_long_run_is_never_shown_further_than_it_is_known() -> None:
    exhibit = on_the_bench(LONG)
    for _ in range(6):
        exhibit.playback = exhibit.playback.faster()
    while not exhibit.playback.over:
        before = exhibit.known
        exhibit.tick()
        assert exhibit.playback.shown <= max(before, exhibit.known)
        exhibit.work(0.02)
    assert exhibit.trajectories[0].steps == 100_000


def test_a_long_run_that_is_finished_at_once_shows_its_rest_as_soon_as_it_is_known() -> None:
    exhibit = on_the_bench(LONG)
    exhibit.finish()
    assert exhibit.playback.shown == exhibit.known < 100_000
    assert "worked out" in title(exhibit.draw(View("loss"), 118, 13))
    exhibit.work(60.0)
    exhibit.tick()
    assert exhibit.playback.over
    assert not exhibit.playback.stopped
    assert "worked out" not in title(exhibit.draw(View("loss"), 118, 13))


def test_a_long_run_stopped_on_its_way_ends_there_and_no_more_work_is_done() -> None:
    exhibit = on_the_bench(LONG)
    exhibit.tick()
    exhibit.stop()
    shown = exhibit.playback.shown
    assert exhibit.work(1.0)
    assert not exhibit.complete
    (trajectory,) = exhibit.trajectories
    assert (trajectory.steps, trajectory.ended) == (shown, "stopped")


def beyond_what_is_laid_out() -> RunExhibit:
    """A run that has been drawn, and of which more is known and shown by now, but not half as much again."""
    exhibit = on_the_bench(replace(LONG, lr=2e-4))
    exhibit.draw(View("loss"), 118, 13)
    drawn = exhibit.known
    while exhibit.known == drawn:
        exhibit.work(0.0)
    assert drawn < exhibit.known < 1.5 * drawn
    exhibit.until(exhibit.known)
    return exhibit


def assert_tells(exhibit: RunExhibit) -> None:
    """The w in the title is that of the step beside it."""
    told = re.search(r"step +(\d+) · w (\S+)", title(exhibit.draw(View("loss"), 118, 13)))
    assert told is not None
    assert float(told[2].replace("−", "-")) == pytest.approx(3 * (1 - 4e-4) ** int(told[1]), rel=0.01)


def test_a_picture_of_a_long_run_tells_w_of_the_step_that_it_names() -> None:
    assert_tells(beyond_what_is_laid_out())


@pytest.mark.parametrize("ends", [RunExhibit.stop, RunExhibit.toggle])
def test_a_long_run_that_stands_still_is_drawn_as_far_as_it_was_shown(ends: Callable[[RunExhibit], None]) -> None:
    exhibit = beyond_what_is_laid_out()
    shown = exhibit.playback.shown
    ends(exhibit)
    exhibit.judged(["stopped"])
    assert f"step {shown:>6} " in title(exhibit.draw(View("loss"), 118, 13))
    assert_tells(exhibit)


@pytest.mark.parametrize("view", ["loss", "landscape", "numbers"])
def test_a_long_run_stopped_on_its_way_is_drawn_up_to_where_it_was_stopped(view: ViewName) -> None:
    exhibit = on_the_bench(LONG)
    exhibit.draw(View(view), 78, 13)
    drawn = exhibit.known
    while exhibit.known == drawn:
        exhibit.work(1e-9)
    exhibit.until(exhibit.known)
    exhibit.draw(View(view), 78, 13)
    exhibit.stop()
    exhibit.judged(("stopped",))
    lines = exhibit.draw(View(view), 78, 13).lines
    assert re.search(rf"(step|>) +{exhibit.playback.shown} ", "\n".join(lines))
    assert "worked out" not in lines[0], "no more will be"


def test_a_run_stopped_where_no_more_is_worked_out_is_a_stopped_one() -> None:
    exhibit = on_the_bench(LONG)
    exhibit.until(exhibit.known)
    exhibit.stop()
    (trajectory,) = exhibit.trajectories
    assert (trajectory.steps, trajectory.ended) == (exhibit.known, "stopped")


def test_a_rate_changed_late_in_a_long_run_is_drawn_before_its_steps_are_known() -> None:
    exhibit = on_the_bench(LONG)
    exhibit.work(60.0)
    exhibit.until(90_000)
    exhibit.playback = exhibit.playback.toggled()
    assert exhibit.bend(2e-5) == 90_000
    assert exhibit.known < 90_000
    for name in exhibit.views:
        fills(exhibit.draw(View(name), 78, 13), 78, 13)
    drawn = exhibit.draw(View("loss"), 118, 13)
    assert f"step {exhibit.known:>6}" in title(drawn)
    assert "●" not in "".join(drawn.lines), "it stands at the last step that is known, and not behind it"
    to_the_end(exhibit)
    np.testing.assert_array_equal(exhibit.trajectories[0].w, run(replace(LONG, changes=((90_000, 2e-5),))).w)


# ---------------------------------------------------------------- steering


def test_a_changed_rate_is_the_engines_change() -> None:
    exhibit = on_the_bench()
    exhibit.until(4)
    assert exhibit.bend(0.25) == 4
    assert (exhibit.playback.shown, exhibit.playback.paused) == (4, False)
    to_the_end(exhibit)
    (trajectory,) = exhibit.trajectories
    assert trajectory.experiment.changes == ((4, 0.25),)
    k = np.arange(51)
    np.testing.assert_allclose(
        trajectory.w[:, 0], 3 * (-0.8) ** np.minimum(k, 4) * 0.5 ** np.maximum(k - 4, 0), rtol=1e-12
    )


def test_a_changed_rate_forgets_the_changes_behind_it_and_keeps_those_before() -> None:
    exhibit = on_the_bench()
    for at, lr in ((4, 0.25), (9, 0.1), (6, 0.3)):
        exhibit.until(9)
        exhibit.playback = exhibit.playback.read(at)
        exhibit.bend(lr)
    assert exhibit.experiments[0].changes == ((4, 0.25), (6, 0.3))
    assert exhibit.names == ("rate 0.9, then 0.25, then 0.3",)


def test_a_run_whose_rate_was_changed_has_a_mark_and_a_curve_of_its_rate() -> None:
    plain = on_the_bench()
    assert not plain.needs_room(View("loss"))
    plain.until(4)
    plain.bend(0.25)
    assert plain.needs_room(View("loss"))
    to_the_end(plain)
    assert any("rate" in line for line in plain.draw(View("loss"), 78, 16).lines[8:])


def test_a_changed_rate_holds_for_all_of_a_race() -> None:
    exhibit = race()
    exhibit.until(3)
    exhibit.bend(0.01)
    assert [one.changes for one in exhibit.experiments] == [((3, 0.01),)] * 2
    assert exhibit.names == ("sgd", "momentum")


def test_a_change_makes_a_run_that_had_overflowed_long_again() -> None:
    exhibit = on_the_bench(replace(BOWL, lr=1e60))
    exhibit.work(1.0)
    exhibit.until(1)
    exhibit.bend(0.5)
    to_the_end(exhibit)
    assert exhibit.playback.shown == 50


def test_a_restart_shows_the_same_run_from_its_first_step() -> None:
    exhibit = on_the_bench()
    exhibit.until(20)
    exhibit.finish()
    exhibit.restart()
    assert (exhibit.playback.shown, exhibit.playback.over) == (0, False)
    exhibit.tick()
    assert exhibit.playback.shown == 1


def test_a_stopped_run_is_as_long_as_it_was_shown() -> None:
    exhibit = on_the_bench()
    exhibit.until(7)
    exhibit.stop()
    (trajectory,) = exhibit.trajectories
    assert (trajectory.steps, trajectory.ended, exhibit.playback.over) == (7, "stopped", True)


def test_one_step_pauses_and_one_back_reads_the_one_before() -> None:
    exhibit = on_the_bench()
    exhibit.until(5)
    exhibit.step(1)
    assert (exhibit.playback.at, exhibit.playback.paused) == (6, True)
    exhibit.step(-2)
    assert (exhibit.playback.at, exhibit.playback.shown) == (4, 6)


def test_what_cannot_be_run_is_told() -> None:
    with pytest.raises(SpecificationError):
        on_the_bench(replace(BOWL, start=(1.0, 2.0)))


def test_the_rate_in_the_title_stands_beside_its_name_and_the_words_keep_still() -> None:
    exhibit = RunExhibit((replace(BOWL, lr=0.1, changes=((1, 0.95),)),), ("rate 0.1, then 0.95",), live=False)
    titles = []
    for step in (1, 2):
        exhibit.playback = exhibit.playback.read(step)
        titles.append(exhibit.draw(View("loss"), 78, 16).lines[0])
    assert "rate 0.1  · step" in titles[0]
    assert "rate 0.95 · step" in titles[1]
