"""What came of the runs on the bench: in legends, words, files, and on the map of rates."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest

from tests.lab.exhibits import BOWL, LONG, on_the_bench, race, to_the_end
from tutor.engine.model import Experiment
from tutor.engine.recording import Recording
from tutor.lab.bench import Bench
from tutor.lab.rate_sweep import RateSweep
from tutor.lab.remade import Remade
from tutor.lab.run_exhibit import RunExhibit
from tutor.lab.view import View

# ---------------------------------------------------------------- words, verdicts, files


def test_the_legend_tells_the_runs_apart_and_then_their_verdicts() -> None:
    exhibit = race(live=False)
    lines = exhibit.draw(View("loss"), 78, 13).lines
    assert lines[1].strip() == "a sgd   b momentum"
    exhibit.judged(("converged", "stalled"))
    assert exhibit.draw(View("loss"), 78, 13).lines[1].strip() == "a sgd: converged   b momentum: stalled"
    assert exhibit.draw(View("loss"), 30, 13).lines[1].strip() == "a sgd   b momentum"


def test_a_verdict_given_before_anything_was_drawn_is_drawn() -> None:
    sweep = RateSweep(BOWL, (0.1, 0.9, 1.1))
    exhibit = RunExhibit((BOWL,), ("rate 0.9",), swept=sweep, fog=True, live=False)
    foggy = exhibit.draw(View("map"), 78, 4).lines
    exhibit.judged(("converged",))
    assert exhibit.draw(View("map"), 78, 4).lines != foggy


def test_an_earlier_run_stands_beside_this_one_where_it_is_wanted() -> None:
    earlier = Remade(Recording(replace(BOWL, lr=0.1)), 50, "rate 0.1", "converged")
    exhibit = RunExhibit((BOWL,), ("rate 0.9",), earlier=(earlier,), live=False)
    exhibit.work(1.0)
    assert "rate 0.1" not in " ".join(exhibit.draw(View("loss"), 78, 13).lines)
    assert "a rate 0.1: converged   b rate 0.9" in exhibit.draw(View("loss", compare=True), 78, 13).lines[1]


def test_a_run_in_words_tells_the_first_and_the_last_loss() -> None:
    (told,) = on_the_bench(replace(BOWL, lr=1.1, steps=2), live=False).in_words()
    assert told.startswith("rate 1.1. ")
    assert "9" in told
    assert "18.7" in told  # 9·1.2⁴


def test_a_run_of_no_steps_is_told_in_words_too() -> None:
    (told,) = on_the_bench(replace(BOWL, steps=0), live=False).in_words()
    assert told.endswith("No step was made: the loss is 9 at w = 3.")


def test_numbers_around_a_step() -> None:
    lines = on_the_bench(live=False).numbers(1)
    assert lines[0] == "rate 0.9:"
    assert [line.split() for line in lines[1:4]] == [
        ["step", "loss", "w", "rate"],
        ["0", "9", "3", "-"],
        ["1", "5.76", "-2.4", "0.9"],
    ]
    assert len(on_the_bench(live=False).numbers(10**9)) == 2 + 3


def test_numbers_of_a_long_run_are_few_and_end_at_its_last_step() -> None:
    exhibit = on_the_bench(LONG, live=False)
    exhibit.work(60.0)
    lines = exhibit.numbers()
    assert len(lines) <= 16
    assert lines[-1].split()[0] == "100000"


def test_a_run_is_one_object_and_a_race_a_list_of_them() -> None:
    assert on_the_bench(live=False).as_object()["loss"][1] == pytest.approx(5.76)
    objects = race(live=False).as_object()
    assert [one["optimizer"] for one in objects] == ["sgd", "momentum"]
    json.dumps(objects, allow_nan=False)


def test_a_table_has_a_row_for_each_step() -> None:
    page = StringIO()
    on_the_bench(live=False).write_csv(page)
    rows = list(csv.DictReader(StringIO(page.getvalue())))
    assert len(rows) == 51
    assert float(rows[1]["w1"]) == pytest.approx(-2.4)


# ---------------------------------------------------------------- the map of rates


def test_the_map_is_worked_out_after_the_run_and_told_in_words() -> None:
    sweep = RateSweep(BOWL, (0.001, 0.5, 1.1))
    exhibit = RunExhibit((BOWL,), ("rate 0.9",), swept=sweep)
    exhibit.work(0.0)
    assert sweep.outcomes == []
    to_the_end(exhibit)
    exhibit.live = False
    while not exhibit.work(1.0):
        pass
    assert sweep.complete
    assert exhibit.map_in_words() == "It stalls up to about 0.001, converges at 0.5, and overshoots at 1.1."


def test_fog_hides_the_map_in_words_as_well() -> None:
    exhibit = RunExhibit((BOWL,), ("rate 0.9",), swept=RateSweep(BOWL, (0.1,)), fog=True, live=False)
    assert "fog" in exhibit.map_in_words()


def test_without_a_map_there_is_none_in_words() -> None:
    assert on_the_bench(live=False).map_in_words() == "There is no map of rates here."


def test_a_map_leaves_out_runs_of_another_setting() -> None:
    bench = Bench(ascii=False)
    bench.keep(on_the_bench(replace(BOWL, lr=0.5, optimizer="adam"), live=False), "overshot")
    bench.map_rates(BOWL)
    start = replace(BOWL, lr=0.0, steps=0)
    alone = Bench(ascii=False)
    alone.map_rates(BOWL)
    drawn = []
    for one in (bench, alone):
        exhibit = one.runs((start,), ("start",), live=False)
        while not exhibit.work(1.0):
            pass
        drawn.append(exhibit.draw(View("map"), 78, 6))
    assert drawn[0] == drawn[1]


def test_a_view_that_there_is_not_is_told_with_its_reason() -> None:
    race = RunExhibit([Experiment("bowl", 0.1), Experiment("bowl", 0.1, "adam")], ["sgd", "adam"])
    assert "this is a race of several" in race.why_not("map")
    assert race.map_in_words() == race.why_not("map")
    grounds = RunExhibit([Experiment("bowl", 0.1), Experiment("quartic", 0.1)], ["bowl", "quartic"])
    assert "different ground" in grounds.why_not("landscape")
    many = RunExhibit([Experiment("xor", 0.1)], ["rate 0.1"])
    assert many.why_not("both") == "This model has 13 weights, and a landscape can show two at most."
    assert RunExhibit([Experiment("bowl", 0.1)], ["rate 0.1"]).why_not("map") == "There is no map of rates here."
