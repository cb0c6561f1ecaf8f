"""`tutor lab`: through a pipe, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.screen import PLAIN, tutor

KIOSK = {**PLAIN, "TUTOR_KIOSK": "1"}
OWN = "linear-regression:data=own.csv"


def own_file(folder: Path) -> None:
    (folder / "own.csv").write_text("x,y\n1,2\n2,4\n3,6\n", encoding="utf-8")


def test_it_plays_over_a_pipe(tmp_path: Path) -> None:
    done = tutor("lab", "--plain", "ravine:kappa=25", stdin="0.05\noptimizer adam\n0.1\nback\n", folder=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "On the bench: ravine:kappa=25" in done.out
    assert done.out.count("Verdict: ") == 2
    assert "\x1b" not in done.out


def test_a_problem_over_a_table_says_at_once_what_it_learns() -> None:
    done = tutor("lab", "--plain", "network", stdin="back\n")
    assert "target=sex" in done.out
    assert "to name the sex: female or male." in " ".join(done.out.split())


def test_the_end_of_its_input_is_the_end() -> None:
    assert tutor("lab", "--plain").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bowel",), 'there is no problem "bowel"; did you mean "bowl"?'),
        (("--optimizer", "adm"), 'did you mean "adam"?'),
        (("--schedule", "cosine:eta_min=0.01"), "cosine needs T_max"),
        (("--steps", "0"), "--steps 0 is out of range"),
        (("--steps", "100001"), "--steps 100001 is out of range"),
        (("network", "--epochs", "0"), "--epochs 0 is out of range"),
        (("--start", "x"), "x"),
        (("network:data=foo",), 'there is no data set "foo"'),
        (("network:target=age",), '"age" is not a column of penguins'),
        (("network:data=not-there.csv",), "not-there.csv does not exist"),
        (("--start", "1,2"), "the start (1 2) has 2 numbers"),
        (("--save-to", "not-there"), "not-there is no folder"),
    ],
)
def test_what_it_cannot_play_with_is_told_in_one_line(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    done = tutor("lab", "--plain", *arguments, stdin="0.1\n", folder=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert len(done.err.splitlines()) == 1


def test_ones_own_file_can_be_played_with(tmp_path: Path) -> None:
    own_file(tmp_path)
    done = tutor("lab", "--plain", OWN, stdin="0.01\n", folder=tmp_path)
    assert done.code == 0
    assert "Verdict: " in done.out


def test_under_a_locked_login_no_file_of_ones_own_is_opened(tmp_path: Path) -> None:
    own_file(tmp_path)
    done = tutor("lab", "--plain", OWN, stdin="0.01\n", env=KIOSK, folder=tmp_path)
    assert done.code == 2
    assert 'there is no data set "own.csv" in the course' in done.err
    done = tutor("lab", "--plain", stdin=f"{OWN}\nrace sgd {OWN}\n", env=KIOSK, folder=tmp_path)
    assert done.out.count("There is no data set") == 2


def test_over_a_connection_no_file_of_ones_own_is_opened_unless_the_command_line_says_where(tmp_path: Path) -> None:
    own_file(tmp_path)
    remote = {**PLAIN, "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}
    assert "There is no data set" in tutor("lab", "--plain", stdin=f"{OWN}\n", env=remote, folder=tmp_path).out
    allowed = tutor("lab", "--plain", "--save-to", ".", stdin=f"{OWN}\n", env=remote, folder=tmp_path)
    assert "There is no data set" not in allowed.out


def test_in_a_lesson_free_play_saves_for_a_local_learner_and_for_no_locked_or_distant_one(tmp_path: Path) -> None:
    remote = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}
    for place, more, told in (
        ("local", {}, "Saved as"),
        ("locked", {"TUTOR_KIOSK": "1"}, "Nothing can be saved here"),
        ("remote", remote, "Nothing can be saved here"),
    ):
        folder = tmp_path / place
        folder.mkdir()
        env = {**PLAIN, **more, "TUTOR_DATA": str(tmp_path / f"{place}-data")}
        done = tutor(
            "learn", "8", "--plain", "--as", "Ana", stdin="/lab\n0.3\nsave a.csv\nback\nquit\n", env=env, folder=folder
        )
        assert told in done.out, done
        assert [path.name for path in folder.iterdir()] == (["a.csv"] if place == "local" else [])


@pytest.mark.parametrize(
    ("given", "remote", "kiosk", "folder"),
    [
        (None, False, False, Path.cwd()),
        (None, True, False, None),
        (None, False, True, None),
        (Path("x"), True, False, Path("x")),
        (Path("x"), False, True, None),
    ],
)
def test_files_are_written_only_where_that_is_allowed(
    given: Path | None, remote: bool, kiosk: bool, folder: Path | None
) -> None:
    from tutor.commands.learn import folder_for_files

    assert folder_for_files(given, remote=remote, kiosk=kiosk) == folder


def test_a_schedule_that_is_only_named_suits_the_training_that_the_lab_opens_with() -> None:
    done = tutor("lab", "--plain", "network on digits", "--schedule", "cosine", "--epochs", "10", stdin="back\n")
    assert "cosine:T_max=290" in done.out
    done = tutor("lab", "--plain", "network on digits", "--schedule", "cosine:T_max=50", stdin="back\n")
    assert "cosine:T_max=50" in done.out
