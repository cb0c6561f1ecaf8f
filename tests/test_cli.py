"""The command line as a user meets it: one clear line for whatever is wrong, and the promised exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tutor import __version__


def tutor(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tutor", *arguments],
        input=typed,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "TUTOR_DATA": str(folder / "data"), "LANG": "C.UTF-8"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_version_and_help_say_what_they_should(tmp_path: Path) -> None:
    assert tutor(tmp_path, "--version").stdout == f"tutor {__version__}\n"
    told = tutor(tmp_path, "--help")
    assert told.returncode == 0
    assert "examples:" in told.stdout
    for command in ("learn", "lessons", "run", "check"):
        assert tutor(tmp_path, command, "--help").returncode == 0
        assert command in told.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["learn", "99"], "99"),
        (["learn", "to high"], "08-too-high"),
        (["teach"], "learn"),
        (["--what"], "--what"),
        (["learn", "8", "--as", "\x1b[31m"], "name"),
    ],
    ids=["unknown number", "misspelt title", "unknown command", "unknown option", "a name that is none"],
)
def test_wrong_usage_is_told_in_one_line_with_exit_code_2(arguments: list[str], told: str, tmp_path: Path) -> None:
    result = tutor(tmp_path, *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("tutor: ")
    assert len(result.stderr.splitlines()) == 1
    assert told in result.stderr.lower()
    assert "\x1b" not in result.stderr


def test_lessons_show_how_far_the_learner_is(tmp_path: Path) -> None:
    assert "new" in tutor(tmp_path, "lessons").stdout
    tutor(tmp_path, "learn", "8", "--as", "Ada", "--plain", typed="\nquit\n")
    listed = tutor(tmp_path, "lessons").stdout
    assert "Ada" in listed.splitlines()[0]
    assert "1 of " in next(line for line in listed.splitlines() if "Too high" in line)


def test_a_learner_without_a_record_sees_the_lessons_and_nothing_is_created(tmp_path: Path) -> None:
    result = tutor(tmp_path, "lessons", "--as", "Nobody")
    assert result.returncode == 0
    assert "Too high" in result.stdout
    assert 'no record of a learner called "Nobody"' in result.stderr
    assert not (tmp_path / "data").exists()


def test_check_finds_what_is_wrong_and_says_where(tmp_path: Path) -> None:
    lesson = tmp_path / "07-broken.md"
    lesson.write_text("---\ntitle: Broken\nabout: x\n---\n\n```lab\nproblem = 'bowl:curvatur=2'\n```\n", "utf-8")
    result = tutor(tmp_path, "check", str(lesson))
    assert result.returncode == 1
    assert "07-broken.md:7:" in result.stdout
    assert "curvature" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_a_record_that_cannot_be_written_is_told_and_the_lesson_goes_on(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    result = tutor(tmp_path, "learn", "6", "--as", "Ada", "--plain", typed="\n\n\n2.4\nquit\n")
    words = " ".join(result.stdout.split())
    assert result.returncode == 0
    assert "cannot write" in words
    assert "Right: 0.1 × 6 = 0.6" in words
