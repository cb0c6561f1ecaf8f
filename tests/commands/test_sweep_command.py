"""`tutor sweep`: which rates it takes, what it says of each, and the map."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from tests.commands.screen import tutor, tutor_on_a_terminal
from tutor.commands.run import run
from tutor.commands.sweep import sweep
from tutor.engine.model import Experiment
from tutor.errors import UsageError
from tutor.lab.rate_sweep import Outcome
from tutor.lab.rate_words import in_words

BOWL = Experiment("bowl:curvature=2", 1.0, steps=50, start=(3.0,))


def swept(
    capsys: pytest.CaptureFixture[str],
    experiment: Experiment = BOWL,
    low: float | None = None,
    high: float | None = None,
    count: int = 20,
) -> dict[str, Any]:
    assert sweep(experiment, low=low, high=high, count=count, as_json=True) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_json_holds_the_rates_and_a_list_of_each_figure(capsys: pytest.CaptureFixture[str]) -> None:
    told = swept(capsys, low=0.001, high=10.0, count=9)
    assert list(told) == [
        "problem", "optimizer", "schedule", "seed", "steps", "minimum", "limit",
        "rates", "verdict", "reason", "final_loss", "steps_to_converge",
    ]  # fmt: skip
    assert (told["problem"], told["steps"], told["minimum"], told["limit"]) == ("bowl:curvature=2", 50, 0.0, 1.0)
    assert told["rates"] == pytest.approx([10 ** (-3 + step / 2) for step in range(9)])
    assert told["rates"][0] == 0.001
    assert told["rates"][-1] == 10.0
    for name in ("verdict", "reason", "final_loss", "steps_to_converge"):
        assert len(told[name]) == 9
    loss = [9 * (1 - 2 * rate) ** 100 for rate in told["rates"]]
    assert told["final_loss"] == pytest.approx(loss)
    assert told["verdict"] == ["stalled"] * 3 + ["converged"] * 3 + ["overshot"] * 3
    for rate, steps in zip(told["rates"][3:6], told["steps_to_converge"][3:6], strict=True):
        assert steps == next(step for step in range(51) if (1 - 2 * rate) ** (2 * step) <= 0.01)
    assert told["steps_to_converge"][:3] == told["steps_to_converge"][6:] == [None] * 3


def test_a_loss_that_overflowed_is_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    told = swept(capsys, Experiment("bowl", 1.0, steps=400), low=1.0, high=1000.0, count=2)
    assert told["final_loss"][1] == "inf"


@pytest.mark.parametrize(
    "experiment",
    [
        BOWL,
        Experiment("ravine", 1.0, optimizer="adam", schedule="cosine:T_max=50"),
        Experiment("bowl:noise=1", 1.0, seed=3, optimizer="momentum"),
    ],
)
def test_each_rate_is_judged_as_a_run_of_its_own(experiment: Experiment, capsys: pytest.CaptureFixture[str]) -> None:
    told = swept(capsys, experiment, low=0.003, high=3.0, count=7)
    run(experiment, told["rates"], form="json")
    alone = json.loads(capsys.readouterr().out)
    assert told["verdict"] == [one["verdict"]["verdict"] for one in alone]
    assert told["reason"] == [one["verdict"]["reason"] for one in alone]
    finite = [one["loss"][-1] for one in alone]
    assert told["final_loss"] == pytest.approx(finite)


def test_the_usual_range_lies_around_the_limit(capsys: pytest.CaptureFixture[str]) -> None:
    told = swept(capsys)
    assert told["rates"][0] < 0.01 * told["limit"]
    assert told["limit"] < told["rates"][-1] < 10 * told["limit"]
    assert set(told["verdict"]) == {"stalled", "converged", "overshot"}
    for problem in ("quartic", "rosenbrock", "ravine", "double-well"):
        rates = swept(capsys, Experiment(problem, 1.0))["rates"]
        assert 0 < rates[0] < rates[-1] < math.inf
    assert swept(capsys, Experiment("ravine", 1.0, optimizer="adam"))["limit"] is None


def test_one_end_may_be_given_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert swept(capsys, low=0.1)["rates"][0] == 0.1
    assert swept(capsys, high=0.1)["rates"][-1] == 0.1
    assert swept(capsys, low=100.0)["rates"][-1] == 100_000.0
    assert swept(capsys, high=1e-9)["rates"][0] == pytest.approx(1e-12)


@pytest.mark.parametrize(
    ("low", "high", "count", "told"),
    [
        (None, None, 1, "--count 1 is out of range; it goes from 2 to 1000"),
        (None, None, 1001, "--count 1001 is out of range"),
        (0.0, None, 9, "--from 0 is not above 0"),
        (None, -1.0, 9, "--to -1 is not above 0"),
        (1.0, 0.1, 9, "--from 1 is not below --to 0.1"),
        (0.1, 0.1, 9, "is not below"),
        (1e-200, 1e200, 9, "too wide a range"),
    ],
)
def test_a_grid_that_cannot_be_is_refused(low: float | None, high: float | None, count: int, told: str) -> None:
    with pytest.raises(UsageError) as error:
        sweep(BOWL, low=low, high=high, count=count)
    assert told in str(error.value)


def test_more_work_than_anyone_waits_for_is_refused() -> None:
    with pytest.raises(UsageError, match="at most 100000 steps with 100 rates"):
        sweep(Experiment("bowl", 1.0, steps=1_000_000), low=None, high=None, count=100)


def test_a_long_sweep_is_made_in_parts_with_the_same_result(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = swept(capsys, Experiment("bowl:noise=1", 1.0), count=11)
    monkeypatch.setattr("tutor.lab.rate_sweep._AT_ONCE", 5000)
    assert swept(capsys, Experiment("bowl:noise=1", 1.0), count=11) == whole


def outcomes(letters: str, rates: list[float] | None = None) -> list[Outcome]:
    verdicts = {"s": "stalled", "c": "converged", "o": "overshot"}
    rates = rates or [10.0 ** (index - 4) for index in range(len(letters))]
    return [
        Outcome(rate, verdicts[letter], "", 1.0, 3 if letter == "c" else None)
        for rate, letter in zip(rates, letters, strict=True)
    ]


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        ("ssscco", "It stalls up to about 0.01, converges from 0.1 to 1, and overshoots at 10."),
        ("sscoo", "It stalls up to about 0.001, converges at 0.01, and overshoots from 0.1."),
        ("sso", "It stalls up to about 0.001 and overshoots at 0.01."),
        ("ccc", "It converges at every rate from 0.0001 to 0.01."),
        (
            "scsco",
            "It stalls up to about 0.0001, converges at 0.001, stalls at 0.01, converges at 0.1, and overshoots at 1.",
        ),
        (
            "scscscscs",
            "The verdict changes 8 times from 0.0001 to 10000: it stalls at 5 rates between 0.0001 and 10000 and "
            "converges at 4 rates between 0.001 and 1000.",
        ),
    ],
)
def test_the_edges_are_told_in_words(letters: str, told: str) -> None:
    assert in_words(outcomes(letters)) == told


def test_rates_next_to_each_other_are_told_apart() -> None:
    assert in_words(outcomes("cco", [0.98, 0.983, 0.99])) == "It converges up to about 0.983 and overshoots at 0.99."


def test_on_a_terminal_there_is_a_letter_for_each_rate(tmp_path: Path) -> None:
    seen = tutor_on_a_terminal(
        "sweep", "bowl:curvature=2", "--from", "0.001", "--to", "10", "--count", "41", folder=tmp_path
    )
    lines = re.sub(r"\x1b\[[0-9;]*m", "", seen).splitlines()
    band = next(line for line in lines if re.search(r"[sco]{20}", line))
    low, letters, high = band.split()
    assert (float(low), float(high), len(letters)) == (0.001, 10.0, 41)
    assert re.fullmatch(r"s+c+o+", letters)
    marker = lines[lines.index(band) + 1]
    assert marker.strip() == "^ limit 2/L = 1"
    assert marker.index("^") == band.index(letters) + 30, "10^(-3 + 30/10) = 1"
    assert any("s stalled   c converged   o overshot" in line for line in lines)
    assert "\x1b[36mc" in seen
    assert max(map(len, lines)) <= 80


def test_a_map_of_many_rates_takes_several_lines(tmp_path: Path) -> None:
    seen = tutor_on_a_terminal("sweep", "bowl", "--count", "300", env={"LANG": "C", "NO_COLOR": "1"}, folder=tmp_path)
    assert seen.isascii()
    assert "\x1b" not in seen
    letters = "".join(re.findall(r" ([sco]{20,}) ", seen))
    assert len(letters) == 300
    assert max(map(len, seen.splitlines())) <= 80


def test_in_a_pipe_there_is_a_line_for_each_rate(tmp_path: Path) -> None:
    said = tutor("sweep", "bowl:curvature=2", "--count", "5", "--from", "0.001", "--to", "10", folder=tmp_path)
    lines = said.out.splitlines()
    assert lines[0].split() == ["rate", "verdict", "reason", "final", "loss", "steps", "to", "1", "%"]
    assert [line.split()[1] for line in lines[1:6]] == ["stalled", "stalled", "converged", "overshot", "overshot"]
    assert lines[6].startswith("It stalls up to about 0.01, converges at 0.1, and overshoots from 1")
    assert "The limit 2/L is 1." in lines
    assert "\x1b" not in said.out
