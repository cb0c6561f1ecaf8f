"""What came of the runs on the bench: in legends, words, files, and on the map of rates."""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import replace
from io import StringIO

import pytest

from tests.lab.exhibits import BOWL, LONG, on_the_bench, race, to_the_end
from tutor.engine.descent import run
from tutor.engine.model import Experiment
from tutor.engine.recording import Recording
from tutor.lab.bench import Bench
from tutor.lab.rate_sweep import RateSweep
from tutor.lab.remade import Remade
from tutor.lab.run_exhibit import RunExhibit
from tutor.lab.run_names import Shown, in_lines, legend, shortened
from tutor.lab.view import View, ViewName

NO_MAP = "There is no map of rates here. In free play there is one: type /lab, and then map."

# ---------------------------------------------------------------- words, verdicts, files


def remade(experiment: Experiment, name: str, verdict: str = "") -> Remade:
    earlier = Remade(Recording(experiment), experiment.steps, name, verdict)
    earlier.work(10)
    assert earlier.complete
    return earlier


def test_the_legend_tells_the_runs_apart_and_then_their_verdicts() -> None:
    exhibit = race(live=False)
    lines = exhibit.draw(View("loss"), 78, 13).lines
    assert lines[1].strip() == "a sgd   b momentum"
    exhibit.judged(("converged", "stalled"))
    assert exhibit.draw(View("loss"), 78, 13).lines[1].strip() == "a sgd: converged   b momentum: stalled"
    narrow = exhibit.draw(View("loss"), 30, 13).lines
    assert [line.strip() for line in narrow[1:3]] == ["a sgd: converged", "b momentum: stalled"]
    assert exhibit.draw(View("loss"), 30, 8).lines[1].strip() == "a sgd   b momentum", "no room"


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize(("width", "height"), [(78, 11), (78, 19), (52, 34), (118, 34), (60, 22)])
@pytest.mark.parametrize("view", ["loss", "landscape", "both", "numbers"])
@pytest.mark.parametrize("problem", ["bowl:curvature=2", "ravine:kappa=25"])
def test_every_run_of_a_race_has_its_verdict_in_every_view(
    problem: str, view: ViewName, width: int, height: int, ascii: bool
) -> None:
    optimizers = ("sgd", "momentum", "adam")
    experiments = [Experiment(problem, 0.05, optimizer, steps=20) for optimizer in optimizers]
    exhibit = RunExhibit(experiments, optimizers, live=False, ascii=ascii)
    while not exhibit.work(1):
        pass
    exhibit.playback = exhibit.playback.read(exhibit.playback.steps)
    assert ":" not in " ".join(exhibit.draw(View(view), width, height).lines).replace("a: w", "").split("dotted")[0]
    exhibit.judged(("converged", "overshot", "stalled"))
    page = exhibit.draw(View(view), width, height)
    drawn = "\n".join(page.lines)
    for told in ("a sgd: converged", "b momentum: overshot", "c adam: stalled"):
        assert told in drawn
    assert (len(page.lines), {*map(len, page.lines)}) == (height, {width})
    assert drawn.isascii() or not ascii


@pytest.mark.parametrize("view", ["loss", "landscape", "both"])
@pytest.mark.parametrize("size", [(78, 11), (52, 34)])
def test_every_run_of_a_comparison_has_its_verdict_in_every_picture(view: ViewName, size: tuple[int, int]) -> None:
    earlier = [
        remade(replace(BOWL, lr=lr), f"rate {lr}", verdict) for lr, verdict in ((1.1, "overshot"), (0.001, "stalled"))
    ]
    exhibit = RunExhibit((BOWL,), ("rate 0.9",), earlier=earlier, live=False)
    while not exhibit.work(1):
        pass
    exhibit.playback = exhibit.playback.read(exhibit.playback.steps)
    exhibit.judged(("converged",))
    drawn = "\n".join(exhibit.draw(View(view, compare=True), *size).lines).replace("rate ", "")
    for told in ("a 1.1: overshot", "b 0.001: stalled", "c 0.9: converged"):
        assert told in drawn


def test_entrants_are_never_called_alike_however_little_room_there_is() -> None:
    names = [f"linear-regression:data=houses,batch={rows}" for rows in (1, 4, 40)]
    shown = [Shown(run(BOWL), name, "converged") for name in names]
    assert legend(shown, 100) == ["a batch=1: converged   b batch=4: converged   c batch=40: converged"]
    assert legend(shown, 40) == ["a batch=1   b batch=4   c batch=40"]
    assert shortened(["adam:beta1=0.8", "adam", "sgd"]) == ["adam:beta1=0.8", "adam", "sgd"]
    assert shortened(["momentum:momentum=0.9", "nesterov:momentum=0.9"]) == ["momentum", "nesterov"]
    (tight,) = legend(shown, 20)
    assert len(tight) <= 20
    assert tight.startswith("a b")


def test_names_stand_closer_together_before_they_are_cut() -> None:
    shown = [Shown(run(BOWL), name) for name in ("plain", "momentum", "RMSProp", "Adam")]
    assert legend(shown, 40) == ["a plain  b momentum  c RMSProp  d Adam"]


def test_runs_at_one_rate_with_other_optimizers_are_told_apart() -> None:
    plain, heavy = BOWL, replace(BOWL, optimizer="momentum")
    shown = [Shown(run(one), "rate 0.9") for one in (plain, heavy)]
    assert legend(shown, 78) == ["a rate 0.9 sgd   b rate 0.9 momentum"]
    assert legend([shown[0], Shown(run(replace(BOWL, lr=0.1)), "rate 0.1")], 78) == ["a rate 0.9   b rate 0.1"]


def test_where_there_is_little_room_the_legend_keeps_the_rates_and_drops_the_word() -> None:
    shown = [Shown(run(replace(BOWL, lr=rate)), f"rate {rate}", "converged") for rate in (0.2, 0.9, 0.01, 0.3)]
    assert legend(shown, 38) == ["a 0.2   b 0.9   c 0.01   d 0.3"]
    assert legend(shown[:3], 38) == ["a rate 0.2   b rate 0.9   c rate 0.01"]


def test_the_run_whose_rate_was_changed_is_named_on_the_axis() -> None:
    changed = remade(replace(BOWL, changes=((10, 0.25),)), "rate 0.9, then 0.25")
    exhibit = RunExhibit((BOWL,), ("rate 0.9",), earlier=(changed,), live=False)
    assert "▲a" in exhibit.draw(View("loss", compare=True), 78, 13).lines[-2]
    assert "▲" not in "".join(exhibit.draw(View("loss"), 78, 13).lines)
    both = race()
    both.until(10)
    both.bend(0.01)
    to_the_end(both)
    axis = next(line for line in both.draw(View("loss"), 78, 16).lines if "▲" in line)
    assert "▲a" not in axis, "it was changed for all of them"


def test_a_race_says_at_which_rate_it_is_run() -> None:
    assert "rate 0.05 · step 50" in race(live=False).draw(View("loss"), 78, 13).lines[0]


@pytest.mark.parametrize(("width", "height"), [(58, 9), (78, 13), (53, 34)])
def test_both_pictures_are_there_and_w_and_the_step_are_told_once(width: int, height: int) -> None:
    drawn = on_the_bench(live=False).draw(View("both"), width, height).lines
    text = "\n".join(drawn)
    assert "step 50" in text
    assert text.count("step 50") == 1
    assert len(re.findall(r"\bw\b", text)) == 1
    assert "x" in text or "●" in text, "the landscape"
    assert "≤1e-8" in text, "and the loss"


def test_the_labels_of_the_rate_leave_its_curve_free() -> None:
    falling = on_the_bench(replace(BOWL, lr=0.0012345, schedule="cosine:T_max=50"), live=False)
    upper, lower = falling.draw(View("loss"), 78, 16).lines[-3:-1]
    assert upper.startswith("0.00123┤⠉")
    assert lower.index("│" if "│" in lower else "┤") == upper.index("┤")


def test_a_verdict_given_before_anything_was_drawn_is_drawn() -> None:
    sweep = RateSweep(BOWL, (0.1, 0.9, 1.1))
    exhibit = RunExhibit((BOWL,), ("rate 0.9",), swept=sweep, fog=True, live=False)
    foggy = exhibit.draw(View("map"), 78, 4).lines
    exhibit.judged(("converged",))
    assert exhibit.draw(View("map"), 78, 4).lines != foggy


def test_an_earlier_run_stands_beside_this_one_where_it_is_wanted() -> None:
    earlier = remade(replace(BOWL, lr=0.1), "rate 0.1", "converged")
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


def test_below_a_map_the_last_run_has_all_the_room_also_where_runs_are_compared() -> None:
    earlier = remade(replace(BOWL, lr=0.1), "rate 0.1", "converged")
    sweep = RateSweep(BOWL, (0.1, 0.9, 1.1))
    exhibit = RunExhibit((BOWL,), ("rate 0.9",), earlier=(earlier,), swept=sweep, live=False)
    exhibit.work(1.0)
    alone = exhibit.draw(View("map"), 78, 13)
    assert any("rate 0.9" in line for line in alone.lines)
    assert exhibit.draw(View("map", compare=True), 78, 13) == alone


def test_fog_hides_the_map_in_words_as_well() -> None:
    exhibit = RunExhibit((BOWL,), ("rate 0.9",), swept=RateSweep(BOWL, (0.1,)), fog=True, live=False)
    assert "fog" in exhibit.map_in_words()


def test_without_a_map_there_is_none_in_words() -> None:
    assert on_the_bench(live=False).map_in_words() == NO_MAP


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
    assert RunExhibit([Experiment("bowl", 0.1)], ["rate 0.1"]).why_not("map") == NO_MAP


def test_each_view_is_told_in_words_of_its_own() -> None:
    exhibit = on_the_bench(live=False)
    (landscape,), (loss,), (both,) = exhibit.in_words("landscape"), exhibit.in_words("loss"), exhibit.in_words()
    assert "turned round at every step" in landscape
    assert "Loss fell" not in landscape
    assert "turned round" not in loss
    assert "Loss fell" in both
    assert "turned round" in both


def test_a_schedule_is_told_with_the_loss() -> None:
    (told,) = on_the_bench(replace(BOWL, schedule="exponential:gamma=0.9"), live=False).in_words("loss")
    assert "The rate went from 0.9 to " in told


def test_the_runs_of_a_race_are_told_by_the_letters_of_the_picture() -> None:
    exhibit = RunExhibit((BOWL, replace(BOWL, optimizer="adam")), ("sgd", "adam"), live=False)
    assert [told.split(". ")[0] for told in exhibit.in_words()] == ["a, sgd", "b, adam"]


def test_earlier_runs_are_told_too() -> None:
    earlier = remade(replace(BOWL, lr=0.1), "rate 0.1", "converged")
    exhibit = RunExhibit((BOWL,), ("rate 0.9",), earlier=(earlier,), live=False)
    (told,) = exhibit.earlier_in_words()
    assert told.startswith("rate 0.1. Loss fell")
    assert "without turning back" in told


def test_names_stand_in_lines_only_where_all_of_them_find_room_uncut() -> None:
    names = ["a plain", "b momentum", "c adam"]
    assert in_lines(names, 27, 1) == ["a plain  b momentum  c adam"]
    assert in_lines(names, 26, 1) == []
    assert in_lines(names, 26, 2) == ["a plain  b momentum", "c adam"]
    assert in_lines(names, 9, 3) == [], "a name is longer than a line"


@pytest.mark.parametrize(
    ("schedule", "told", "rate"),
    [
        ("constant", "the rate is 0.1.", 0.1),
        (
            "cosine:T_max=50",
            "the base rate is 0.1; the schedule makes the rates from it.",
            0.05 * (1 + math.cos(math.pi * 7 / 50)),
        ),
        ("one-cycle:max_lr=0.4,total_steps=50", "the rates are as before: the schedule has rates of its own.", None),
    ],
)
def test_what_is_told_of_a_new_rate_is_what_the_numbers_show(schedule: str, told: str, rate: float | None) -> None:
    exhibit = on_the_bench(replace(BOWL, schedule=schedule))
    exhibit.until(7)
    before = exhibit.trajectories[0].lr[7]
    assert exhibit.bent_in_words(7, exhibit.bend(0.1), "0.1") == f"From step 7 on {told}"
    assert exhibit.trajectories[0].lr[7] == pytest.approx(before if rate is None else rate)
