"""What is installed is what is tested: a wheel in an empty virtual environment plays a lesson."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.terminal.player import Player

ROOT = Path(__file__).parent.parent
CHECKED = ("01-guess-miss-adjust", "13-plateaus-and-saddles", "24-backpropagation")


_NO_INDEX = re.compile(
    r"NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProtocolError|ProxyError|SSLError|Network is unreachable|"
    r"Connection (?:refused|reset)|name resolution|\(from versions: none\)|[45]\d\d (?:Client|Server) Error"
)
"""What pip says where the package index cannot be reached or lacks a package altogether."""


def pip(python: Path | str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "-q", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an empty environment into which the wheel was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    for done in (
        pip(sys.executable, "wheel", str(ROOT), "--no-deps", "-w", str(folder)),
        pip(python, "install", str(next(folder.glob("*.whl"), folder / "no.whl"))),
    ):
        if done.returncode != 0 and "CI" not in os.environ and _NO_INDEX.search(done.stderr):
            pytest.skip(f"a package index is needed to build and install the wheel: {done.stderr.splitlines()[-1:]}")
        assert done.returncode == 0, done.stderr
    return python


@pytest.mark.parametrize(
    ("said", "no_index"),
    [
        ("WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError(': [Errno 111]", True),
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", True),
        ("ERROR: Could not find a version that satisfies the requirement numpy (from versions: none)", True),
        ("ERROR: Could not find a version that satisfies the requirement numpy>=99 (from versions: 2.0.0)", False),
        ("ValueError: Unable to determine which files to ship inside the wheel", False),
        ("FileNotFoundError: Forced include not found: lessons", False),
        ("error: subprocess-exited-with-error", False),
    ],
)
def test_only_a_missing_index_excuses_a_wheel_that_does_not_build(said: str, no_index: bool) -> None:
    assert bool(_NO_INDEX.search(said)) is no_index


def test_an_installed_wheel_plays_a_lesson_on_a_real_terminal(installed: Path, tmp_path: Path) -> None:
    with Player(tmp_path, "learn", "6", "--as", "Ada", python=str(installed)) as player:
        player.see("Lesson 6 · One step downhill", "Enter to go on")
        for _ in range(6):
            player.enter()
            player.settle(0.3)
        player.see("What is the new w")
        player.type("2.4")
        player.see("0.1 × 6 = 0.6")
        player.type("Shorter than 0.6")
        player.see("Enter runs 0.1")
        player.enter()
        player.see("rate 0.1")
        player.enter()
        player.see("CONVERGED, smooth")
        assert player.leave() == 0


def test_an_installed_wheel_has_the_course_and_checks_it_there(installed: Path, tmp_path: Path) -> None:
    """That all claims hold is tested in tests/commands; here it is the same course, and all that runs it is there."""
    asked = [str(installed), "-c", "from tutor.lesson.course import course_folder; print(course_folder())"]
    folder = Path(subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip())
    assert installed.parent.parent in folder.parents
    assert contents(folder) == contents(ROOT / "lessons")
    done = subprocess.run(
        [str(installed), "-m", "tutor", "check", *(str(folder / f"{name}.md") for name in CHECKED)],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all is well" in done.stdout


def contents(folder: Path) -> dict[str, bytes]:
    """Every file by its name; not what Python or the tutor keep beside it."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
