"""`tutor run`: its JSON, its table, its words and its picture."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands.screen import PLAIN, tutor, tutor_on_a_terminal
from tutor.commands.run import run
from tutor.dialogue.data_words import READY
from tutor.dialogue.setup import Setup, usual
from tutor.engine.catalogue import SCHEDULES
from tutor.engine.model import Experiment

BOWL = Experiment("bowl:curvature=2", 0.9, steps=50, start=(3.0,))


def printed(
    capsys: pytest.CaptureFixture[str], *rates: float, experiment: Experiment = BOWL, form: str = "json"
) -> str:
    assert run(experiment, rates, form=form) == 0  # type: ignore[arg-type]
    return capsys.readouterr().out


def test_json_holds_what_is_promised_key_by_key(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, 0.9)
    assert text.isascii()
    assert text.count("\n") == 1
    told = json.loads(text)
    assert list(told) == [
        "problem", "optimizer", "schedule", "seed", "steps", "lr", "loss", "gradient_norm", "w", "minimum", "verdict",
    ]  # fmt: skip
    assert (told["problem"], told["optimizer"], told["schedule"]) == ("bowl:curvature=2", "sgd", "constant")
    assert (told["seed"], told["steps"], told["minimum"]) == (0, 50, 0.0)
    assert told["lr"] == [0.9] * 50
    assert len(told["loss"]) == len(told["gradient_norm"]) == len(told["w"]) == 51
    w = [3.0 * (1 - 2 * 0.9) ** step for step in range(51)]
    assert [point[0] for point in told["w"]] == pytest.approx(w)
    assert told["loss"] == pytest.approx([point * point for point in w])
    assert told["gradient_norm"] == pytest.approx([abs(2 * point) for point in w])
    assert set(told["verdict"]) == {"verdict", "reason", "sure", "sentence", "advice", "evidence"}
    assert (told["verdict"]["verdict"], told["verdict"]["reason"]) == ("converged", "zigzag")
    assert isinstance(told["verdict"]["evidence"], dict)


def test_a_run_that_overflows_is_shorter_and_its_last_number_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(printed(capsys, 10.0, experiment=Experiment("bowl", 10.0, steps=1000)))
    assert told["steps"] == len(told["lr"]) < 1000
    assert len(told["loss"]) == len(told["gradient_norm"]) == len(told["w"]) == told["steps"] + 1
    assert told["loss"][-1] == "inf"
    assert all(isinstance(loss, float) for loss in told["loss"][:-1])
    assert told["verdict"]["verdict"] == "overshot"


@pytest.mark.parametrize("name", [name for name, entry in SCHEDULES.items() if any(key.required for key in entry.keys)])
def test_a_schedule_that_is_only_named_is_made_to_fit_the_run_as_in_the_lab(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(printed(capsys, 0.1, experiment=replace(BOWL, schedule=name, steps=40)))
    assert told["schedule"] == usual(SCHEDULES[name], Setup(steps=40))


def test_a_schedule_with_rates_of_its_own_is_made_to_fit_each_rate(capsys: pytest.CaptureFixture[str]) -> None:
    one, other = json.loads(printed(capsys, 0.1, 0.5, experiment=replace(BOWL, schedule="one-cycle")))
    assert (max(one["lr"]), max(other["lr"])) == (pytest.approx(0.1), pytest.approx(0.5))


def test_one_rate_that_flies_away_does_not_flatten_the_picture_of_the_others(tmp_path: Path) -> None:
    seen = tutor_on_a_terminal("run", "quartic", "--start", "5", "--lr", "0.01,0.1", env=PLAIN, folder=tmp_path)
    assert seen.startswith("loss (log, cut at the top)")
    assert "rate 0.1 (goes on above)" in seen
    assert "1e1" not in seen.split("\nstep")[0]


def test_several_rates_are_a_list_of_such_objects(capsys: pytest.CaptureFixture[str]) -> None:
    several = json.loads(printed(capsys, 0.1, 0.9, 1.1))
    alone = [json.loads(printed(capsys, rate)) for rate in (0.1, 0.9, 1.1)]
    assert several == alone


def test_no_step_is_a_run_too(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(printed(capsys, 0.1, experiment=Experiment("bowl", 0.1, steps=0)))
    assert (told["steps"], told["lr"], len(told["loss"])) == (0, [], 1)
    assert told["verdict"]["verdict"] == "stalled"


def test_csv_has_a_row_for_each_step_with_the_rate_that_led_there(capsys: pytest.CaptureFixture[str]) -> None:
    experiment = Experiment("ravine:kappa=25", 0.01, schedule="exponential:gamma=0.5", steps=3, start=(2.0, 1.0))
    rows = list(csv.DictReader(io.StringIO(printed(capsys, 0.01, experiment=experiment, form="csv"))))
    assert list(rows[0]) == ["step", "lr", "loss", "gradient_norm", "w1", "w2"]
    assert [row["step"] for row in rows] == ["0", "1", "2", "3"]
    assert [row["lr"] for row in rows] == ["", "0.01", "0.005", "0.0025"]
    x, y = 2.0, 1.0
    for row, rate in zip(rows, (0.01, 0.005, 0.0025, 0.0), strict=True):
        assert float(row["w1"]) == pytest.approx(x)
        assert float(row["w2"]) == pytest.approx(y)
        assert float(row["loss"]) == pytest.approx(0.5 * (x * x + 25 * y * y))
        assert float(row["gradient_norm"]) == pytest.approx(math.hypot(x, 25 * y))
        x, y = x - rate * x, y - rate * 25 * y


def test_csv_of_several_rates_says_which(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.reader(io.StringIO(printed(capsys, 0.1, 0.5, form="csv"))))
    assert rows[0] == ["rate", "step", "lr", "loss", "gradient_norm", "w1"]
    assert [row[0] for row in rows[1:]] == ["0.1"] * 51 + ["0.5"] * 51


def test_a_gradient_norm_does_not_overflow_on_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(printed(capsys, 0.0, experiment=Experiment("bowl", 0.0, steps=1, start=(1e200,))))
    assert (told["loss"], told["gradient_norm"]) == (["inf"], [1e200])


def test_in_a_pipe_the_run_is_told_in_words(tmp_path: Path) -> None:
    said = tutor("run", "bowl:curvature=2", "--lr", "0.9", "--start", "3", folder=tmp_path)
    assert (said.code, said.err) == (0, "")
    course, end, verdict = said.out.splitlines()
    assert course.startswith("Loss fell from 9 to ")
    assert "w went from 3 to 4.3e−5 and turned round at every step." in course
    assert end.startswith("At the end: step 50, loss 1.83333e-9, w 4.28174e-5, gradient norm 8.56349e-5, rate 0.9.")
    assert verdict.startswith("CONVERGED, zigzag. ")
    assert "\x1b" not in said.out


def test_several_rates_have_a_verdict_line_each(tmp_path: Path) -> None:
    said = tutor("run", "bowl:curvature=2", "--lr", "0.1,0.9,1.1", "--start", "3", folder=tmp_path)
    verdicts = re.findall(r"^rate (\S+): (CONVERGED|STALLED|OVERSHOT)", said.out, re.MULTILINE)
    assert verdicts == [("0.1", "CONVERGED"), ("0.9", "CONVERGED"), ("1.1", "OVERSHOT")]


def test_on_a_terminal_the_run_is_drawn(tmp_path: Path) -> None:
    seen = tutor_on_a_terminal("run", "bowl:curvature=2", "--lr", "0.1,0.9,1.1", "--start", "3", folder=tmp_path)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", seen).splitlines()
    assert "a rate 0.1   b rate 0.9   c rate 1.1" in lines
    assert max(map(len, lines)) <= 80
    assert "\x1b[36m" in seen, "curves in colours"
    assert "⠤" in seen
    assert "rate 1.1: OVERSHOT, diverged." in seen


@pytest.mark.parametrize(
    ("env", "ascii", "colours", "drawn"),
    [
        ({"LANG": "en_US.UTF-8", "NO_COLOR": "1"}, False, False, True),
        ({"LANG": "C"}, True, True, True),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, False, True, True),
        ({"LANG": "en_US.UTF-8", "TERM": "dumb"}, False, False, False),
        ({"LANG": "C", "TERM": "dumb"}, True, False, False),
    ],
    ids=["NO_COLOR", "LANG=C", "TERM=linux", "TERM=dumb", "LANG=C TERM=dumb"],
)
def test_what_the_terminal_cannot_show_is_not_sent(
    env: dict[str, str], ascii: bool, colours: bool, drawn: bool, tmp_path: Path
) -> None:
    arguments = ("run", "bowl:curvature=2", "--lr", "0.9", "--start", "3")
    seen = tutor_on_a_terminal(*arguments, env={"PATH": "/usr/bin:/bin", **env}, folder=tmp_path)
    assert seen.isascii() == ascii
    assert ("\x1b" in seen) == colours
    assert ("loss (log)" in seen) == drawn
    assert ("At the end:" in seen) != drawn
    assert not re.search("[⠁-⣿]", seen) or (not ascii and env.get("TERM") != "linux")


def test_more_than_four_rates_are_judged_and_four_drawn(tmp_path: Path) -> None:
    seen = tutor_on_a_terminal("run", "bowl", "--lr", "0.1,0.2,0.3,0.4,0.5", "--ascii", folder=tmp_path)
    assert "The chart shows the first 4 of 5 rates." in seen
    assert len(re.findall(r"^rate 0\.\d: ", seen, re.MULTILINE)) == 5


def test_a_closed_pipe_is_left_quietly(tmp_path: Path) -> None:
    command = f"{sys.executable} -m tutor run bowl --lr 0.1 --steps 20000 --csv | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        env={**PLAIN, "HOME": str(tmp_path), "PYTHONPATH": str(Path.cwd())},
        check=False,
        timeout=60,
    )
    assert done.stdout.splitlines() == ["step,lr,loss,gradient_norm,w1", "0"]
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "bowl"], "the following arguments are required: --lr"),
        (["run", "--lr", "0.1"], "the following arguments are required: PROBLEM"),
        (["run", "ravin", "--lr", "0.1"], 'there is no problem "ravin"; did you mean "ravine"?'),
        (["run", "bowl:curvatur=2", "--lr", "0.1"], 'did you mean "curvature"?'),
        (["run", "bowl:curvature=-1", "--lr", "0.1"], "curvature=-1 is out of range"),
        (["run", "bowl", "--lr", "0.1", "--optimizer", "adm"], 'did you mean "adam"?'),
        (["run", "bowl", "--lr", "0.1", "--schedule", "cosin:T_max=3"], 'did you mean "cosine"?'),
        (["run", "bowl", "--lr", "nan"], "nan is not a finite number"),
        (["run", "ravine", "--lr", "0.1", "--start", "1"], "ravine needs 2"),
        (["run", "bowl", "--lr", "0.1", "--steps", "-1"], "-1 steps"),
        (["run", "bowl", "--lr", "0.1", "--steps", "ten"], '"ten" is not a whole number'),
        (["run", "bowl", "--lr", "0.1", "--steps", "10000000"], "at most 6249999 steps"),
        (["run", "bowl", "--lr", "0.1", "--json", "--csv"], "not allowed with argument"),
        (["run", "\x1b[31mbowle", "--lr", "0.1"], 'there is no problem "bowle"; did you mean "bowl"?'),
        # Not short for --ascii, with the name left over.
        (["run", "bowl", "--lr", "0.1", "--as", "Ada"], "unrecognized arguments: --as Ada"),
        (["run", "bowl", "--lr", "0.1", "--what\x1b]0;x\x07"], "unrecognized arguments: --what"),
        (["sweep", "bowl", "--count", "1"], "--count 1 is out of range; it goes from 2 to 1000"),
        (["diagnose", "no-such-file.csv"], "no-such-file.csv: there is no such file"),
    ],
)
def test_wrong_usage_is_told_in_one_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tutor.cli import main

    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(arguments)
    said = capsys.readouterr()
    assert left.value.code == 2
    assert said.out == ""
    assert said.err.startswith("tutor: ")
    assert said.err.count("\n") == 1
    assert said.err.rstrip("\n").isprintable()
    assert told in said.err


def test_wrong_usage_leaves_with_two(tmp_path: Path) -> None:
    said = tutor("run", "bowl", "--lr", "fast", folder=tmp_path)
    assert (said.code, said.out) == (2, "")
    assert said.err == 'tutor: --lr: "fast" is not a number; give one such as 0.3\n'


@pytest.mark.parametrize("command", ["run", "sweep", "diagnose"])
def test_help_shows_examples(command: str, tmp_path: Path) -> None:
    said = tutor(command, "--help", folder=tmp_path)
    assert said.code == 0
    assert f"  tutor {command} " in said.out


def test_on_a_terminal_plain_tells_it_in_words_and_mono_draws_without_colours(tmp_path: Path) -> None:
    plain = tutor_on_a_terminal("run", "bowl:curvature=2", "--lr", "0.9", "--start", "3", "--plain", folder=tmp_path)
    assert plain.startswith("Loss fell from 9 to ")
    assert "\x1b" not in plain
    mono = tutor_on_a_terminal("run", "bowl:curvature=2", "--lr", "0.9,0.1", "--start", "3", "--mono", folder=tmp_path)
    assert "⠤" in mono
    assert "\x1b" not in mono


def test_a_ready_network_is_run_by_its_name() -> None:
    done = tutor("run", "Network on  digits", "--lr", "0.1", "--steps", "2", "--json")
    assert (done.code, json.loads(done.out)["problem"]) == (0, READY["network on digits"][0])
