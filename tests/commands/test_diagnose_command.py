"""`tutor diagnose`: the verdict on a log, in words and as JSON."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.commands.screen import tutor, tutor_on_a_terminal
from tests.test_training_log_formats import KERAS, LIGHTNING
from tutor.commands.diagnose import diagnose

OVERFITTED = "epoch,loss,val_loss\n" + "".join(
    f"{epoch},{2 * 0.8**epoch:.5f},{1.2 - 0.3 * epoch / 6 if epoch < 6 else 0.9 + 0.1 * (epoch - 6):.5f}\n"
    for epoch in range(20)
)


def diagnosed(text: str, folder: Path, capsys: pytest.CaptureFixture[str], column: str | None = None) -> dict[str, Any]:
    log = folder / "log.csv"
    log.write_text(text, encoding="utf-8")
    assert diagnose(str(log), column=column, as_json=True) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def table(losses: list[float], step: int = 1) -> str:
    return "step,loss\n" + "".join(f"{at * step},{loss!r}\n" for at, loss in enumerate(losses))


def test_json_holds_what_is_promised_key_by_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = diagnosed(KERAS, tmp_path, capsys)
    assert list(told) == ["steps", "verdict"]
    assert told["steps"] == 5, "from the first of six losses to the last"
    assert list(told["verdict"]) == ["verdict", "reason", "sure", "sentence", "advice", "evidence"]
    assert isinstance(told["verdict"]["evidence"], dict)


@pytest.mark.parametrize(
    ("losses", "verdict"),
    [
        ([9 * 0.64**step for step in range(50)], "converged"),
        ([9 * 0.996**step for step in range(50)], "stalled"),
        ([9 * 1.44**step for step in range(50)], "overshot"),
        ([2.0] * 50, "stalled"),
        ([3 / (1 + step) for step in range(200)] + [math.nan] * 5, "overshot"),
        ([1 + 0.5 * (-1) ** step for step in range(60)], "overshot"),
    ],
)
def test_plain_curves_get_the_verdict_that_they_show(
    losses: list[float], verdict: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = diagnosed(table(losses), tmp_path, capsys)
    assert told["verdict"]["verdict"] == verdict
    assert told["steps"] == len(losses) - 1


def test_the_step_at_which_the_loss_broke_is_the_one_that_was_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    losses = [3 / (1 + step) for step in range(30)] + [math.nan] * 4
    told = diagnosed(table(losses, step=50), tmp_path, capsys)
    assert told["verdict"]["evidence"]["break_step"] == 1500
    assert "1,500" in told["verdict"]["sentence"] or "1500" in told["verdict"]["sentence"]


def test_a_loss_that_broke_in_a_long_log_is_found_to_the_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    losses = [3 / (1 + step) for step in range(81_207)] + [math.nan] * 30_000
    told = diagnosed(table(losses), tmp_path, capsys)
    assert told["steps"] == 111_206
    assert told["verdict"]["evidence"]["break_step"] == 81_207


def test_overfitting_is_named_with_the_epoch_of_the_lowest_validation_loss(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = diagnosed(OVERFITTED, tmp_path, capsys)
    assert told["verdict"]["evidence"]["overfitting"] is True
    assert told["verdict"]["evidence"]["val_lowest_step"] == 6
    assert "overfitting" in told["verdict"]["sentence"]


def test_a_run_of_our_own_gets_the_same_verdict_from_its_log(tmp_path: Path) -> None:
    for form in ("--json", "--csv"):
        for rate, verdict in (("0.001", "stalled"), ("0.9", "converged"), ("1.1", "overshot")):
            ran = tutor("run", "bowl:curvature=2", "--lr", rate, "--start", "3", form, folder=tmp_path)
            told = json.loads(tutor("diagnose", "--json", "-", stdin=ran.out, folder=tmp_path).out)
            assert told["steps"] == 50
            assert told["verdict"]["verdict"] == verdict, (form, rate)


def test_non_finite_figures_are_words_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = diagnosed(table([1e308, -1e308, 1.0, 1e308]), tmp_path, capsys)
    json.dumps(told, allow_nan=False)


def test_the_user_may_name_the_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "step,loss,objective\n" + "".join(f"{step},1,{9 * 1.44**step}\n" for step in range(30))
    assert diagnosed(text, tmp_path, capsys)["verdict"]["verdict"] == "stalled"
    assert diagnosed(text, tmp_path, capsys, column="objective")["verdict"]["verdict"] == "overshot"


def test_in_words_it_says_what_was_read_the_verdict_and_what_would_settle_it(tmp_path: Path) -> None:
    said = tutor("diagnose", "-", stdin=LIGHTNING, folder=tmp_path)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0] == (
        'standard input (CSV): 4 losses in "train_loss_step", step 9 to 39; beside them the validation loss and the '
        "learning rate."
    )
    assert lines[1] == "NO VERDICT, too few losses."
    assert lines[-1] == "Log the loss at every step: it takes at least 1 more loss to show a course."


def test_from_the_fifth_loss_on_there_is_a_verdict_and_how_sure_it_is(tmp_path: Path) -> None:
    for losses in range(2, 8):
        text = "".join(f"{0.9**step}\n" for step in range(losses))
        said = tutor("diagnose", "-", stdin=text, folder=tmp_path).out.splitlines()[1]
        assert ("How sure: " in said and said.startswith("STALLED, ")) == (losses >= 5)
        assert (said == "NO VERDICT, too few losses.") == (losses < 5)


def test_a_short_log_that_broke_has_overshot_all_the_same(tmp_path: Path) -> None:
    said = tutor("diagnose", "-", stdin="3\n2\nnan\n", folder=tmp_path).out
    assert "OVERSHOT, diverged. How sure: high." in said


def test_a_list_of_runs_is_told_from_a_log_where_it_begins(tmp_path: Path) -> None:
    made = tutor("run", "bowl", "--lr", "0.1,0.5", "--json", folder=tmp_path)
    said = tutor("diagnose", "-", stdin=made.out, folder=tmp_path)
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "tutor: standard input:1:1: a list of runs begins here, each with a list of losses; "
        "save each run to a file of its own and give me one file at a time\n"
    )


def test_what_would_make_it_surer_is_named_once(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(table([9 * 0.64**step for step in range(50)]), encoding="utf-8")
    said = tutor("diagnose", "log.csv", folder=tmp_path).out
    assert said.count("gradient norm") == 1
    assert "It would be surer with the learning rate logged beside the loss." in said


def test_a_log_of_epochs_is_told_in_epochs(tmp_path: Path) -> None:
    rows = "".join(f"{epoch},{9 * 0.996**epoch}\n" for epoch in range(1, 31))
    (tmp_path / "log.csv").write_text(f"epoch,loss\n{rows}", encoding="utf-8")
    said = tutor("diagnose", "log.csv", folder=tmp_path).out
    assert "it went from 8.96 to 7.98 in 29 epochs" in said
    assert "step" not in said


def test_the_steps_outside_the_verdict_are_those_of_its_evidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "epoch,loss\n" + "".join(f"{epoch},{9 * 0.9**epoch}\n" for epoch in range(1, 31))
    told = diagnosed(text, tmp_path, capsys)
    assert told["steps"] == told["verdict"]["evidence"]["steps"] == 29
    assert told["verdict"]["evidence"]["unit"] == "epoch"


def test_on_a_terminal_training_and_validation_are_drawn_together(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(OVERFITTED, encoding="utf-8")
    seen = tutor_on_a_terminal("diagnose", "log.csv", env={"LANG": "C", "NO_COLOR": "1"}, folder=tmp_path)
    assert seen.isascii()
    assert "\x1b" not in seen
    assert "a training loss   b validation loss" in seen
    assert "log.csv | epoch" in seen
    assert max(map(len, seen.splitlines())) <= 80


def test_foreign_text_does_not_act_on_the_terminal(tmp_path: Path) -> None:
    evil = "loss\x1b[2J\x1b]0,owned\x07"
    said = tutor("diagnose", "-", stdin=f"{evil}\tx\n3\t1\n2\t1\n1\t1\n", folder=tmp_path)
    assert said.code == 0
    assert "\x1b" not in said.out
    (tmp_path / "a\x1b[31mb.csv").write_text("loss\n1\nx\n", encoding="utf-8")
    said = tutor("diagnose", "a\x1b[31mb.csv", folder=tmp_path)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith('tutor: ab.csv:3:1: "x" is not a number')


def test_a_log_that_cannot_be_read_leaves_with_two(tmp_path: Path) -> None:
    said = tutor("diagnose", "-", stdin="step,loss\n0,1\n1,oops\n", folder=tmp_path)
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        'tutor: standard input:3:3: "oops" is not a number (column "loss"); mend it, or leave the cell empty\n'
    )


def test_a_loss_that_fell_until_it_broke_is_not_said_to_have_climbed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = diagnosed(table([2 / (1 + step / 10) for step in range(50)] + [math.nan] * 3), tmp_path, capsys)
    assert "climbed" not in told["verdict"]["sentence"]
    assert "at step 50 it was no longer a number" in told["verdict"]["sentence"]


GOOD_PACE = "epoch,loss,val_loss\n" + "".join(
    f"{epoch},{2.32 * 0.75**epoch:.4f},{2.66 * 0.75**epoch + 0.02:.4f}\n" for epoch in range(15)
)


def test_a_loss_that_halves_every_three_epochs_to_the_end_is_told_to_go_on_and_not_that_it_crawls(
    tmp_path: Path,
) -> None:
    (tmp_path / "log.csv").write_text(GOOD_PACE, encoding="utf-8")
    said = tutor("diagnose", "log.csv", folder=tmp_path).out
    assert "STALLED, still falling" in said
    assert "crawling" not in said
    assert "still falling at the end, by about 0.016 per epoch" in said
    assert "The validation loss was still falling, too, to 0.0674: no overfitting so far." in said
    assert "Go on training: more epochs come first." in said
    assert "What would settle it" not in said, "the advice says it"


def test_json_keeps_the_reason_of_a_loss_still_falling_and_adds_its_pace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = diagnosed(GOOD_PACE, tmp_path, capsys)["verdict"]
    assert (verdict["verdict"], verdict["reason"]) == ("stalled", "crawling")
    assert verdict["evidence"]["still_falling"] is True
    assert verdict["evidence"]["pace"] == pytest.approx(0.0161)


def test_a_loss_that_hardly_falls_is_still_told_to_try_a_larger_rate(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(table([2.3 - 0.0005 * step for step in range(101)]), encoding="utf-8")
    said = tutor("diagnose", "log.csv", folder=tmp_path).out
    assert "STALLED, crawling" in said
    assert "still falling at the end, but slowly, by about 0.0005 per step" in said
    assert "Try three times the rate" in said


def test_a_validation_loss_that_came_to_a_halt_is_told_from_one_that_falls(tmp_path: Path) -> None:
    rows = "".join(f"{at},{2.32 * 0.75**at:.4f},{max(1 - 0.05 * at, 0.6):.4f}\n" for at in range(15))
    (tmp_path / "log.csv").write_text(f"epoch,loss,val_loss\n{rows}", encoding="utf-8")
    said = tutor("diagnose", "log.csv", folder=tmp_path).out
    assert "The validation loss came down to 0.6, and fell no further after epoch 8." in said


def test_json_counts_the_same_steps_outside_and_in_the_evidence_where_nan_stands_for_not_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = diagnosed(table([2 * 0.9**at if at % 5 else math.nan for at in range(41)]), tmp_path, capsys)
    assert told["steps"] == told["verdict"]["evidence"]["steps"] == 31
