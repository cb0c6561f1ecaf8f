"""`tutor doctor`: what it finds, what it says to change, and when it calls something broken."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands.screen import PLAIN, tutor, tutor_on_a_terminal
from tests.tui.learner import TERMINAL
from tutor.commands.doctor import of_terminal
from tutor.terminal import Terminal

UTF8 = {"LANG": "C.UTF-8"}


def test_on_a_good_terminal_all_is_well_and_every_sign_and_colour_is_shown(tmp_path: Path) -> None:
    seen = tutor_on_a_terminal("doctor", folder=tmp_path, env={**PLAIN, "COLORTERM": "truecolor"})
    assert "xterm-256color" in seen
    assert "80×24" in seen
    assert "16 million" in seen
    assert "on the full screen" in seen
    assert "⠑⠢⢄⡀" in seen
    for code, name in (("36", "cyan"), ("33", "yellow"), ("35", "magenta"), ("1", "bold")):
        assert f"\x1b[{code}m{name}\x1b[0m" in seen
    assert str(tmp_path) in seen
    assert "All is well." in seen
    assert all(len(re.sub(r"\x1b\[\d*m", "", line)) <= 80 or str(tmp_path) in line for line in seen.splitlines())


@pytest.mark.parametrize("how", [{"LANG": "C"}, {"NO_COLOR": "1"}, {"TERM": "linux"}])
def test_what_a_terminal_lacks_is_not_in_the_pattern(tmp_path: Path, how: dict[str, str]) -> None:
    seen = tutor_on_a_terminal("doctor", folder=tmp_path, env={**PLAIN, **how})
    assert ("\x1b[" in seen) is ("NO_COLOR" not in how)
    assert seen.isascii() is ("LANG" in how)
    assert ("⠑⠢⢄⡀" in seen) is ("NO_COLOR" in how)


def test_mono_and_ascii_force_what_it_would_not_choose(tmp_path: Path) -> None:
    seen = tutor_on_a_terminal("doctor", "--mono", "--ascii", folder=tmp_path)
    assert seen.isascii()
    assert "\x1b[" not in seen


@pytest.mark.parametrize(
    ("terminal", "environ", "what", "told"),
    [
        (replace(TERMINAL, kind=""), UTF8, "terminal", "set it to what your terminal is"),
        (replace(TERMINAL, columns=70), UTF8, "window", "80×24"),
        (replace(TERMINAL, utf8=False, braille=False), {"LANG": "C"}, "signs", "LANG=C.UTF-8"),
    ],
)
def test_what_could_be_better_comes_with_what_to_do(
    terminal: Terminal, environ: dict[str, str], what: str, told: str
) -> None:
    findings = {one.what: one for one in of_terminal(terminal, environ)}
    assert told in findings[what].to_do
    assert not findings[what].broken
    assert not any(one.to_do for one in of_terminal(TERMINAL, UTF8))


def test_why_it_would_play_line_by_line_is_told() -> None:
    findings = {one.what: one.found for one in of_terminal(replace(TERMINAL, kind="dumb"), UTF8)}
    assert findings["tutor plays"] == "line by line, because TERM=dumb"


def test_a_folder_that_keeps_nothing_is_broken(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = tutor("doctor", env={**PLAIN, "TUTOR_DATA": str(tmp_path / "file" / "data")}, folder=tmp_path)
    assert done.code == 1
    assert "cannot be written" in done.out
    assert "records: give it to this user, or set TUTOR_DATA" in done.out


def test_a_course_that_is_not_there_is_broken(tmp_path: Path) -> None:
    done = tutor("doctor", "--lessons", "nowhere", folder=tmp_path)
    assert done.code == 1
    assert "there is no such folder" in done.out


def test_it_changes_nothing(tmp_path: Path) -> None:
    assert tutor("doctor", env={**PLAIN, "TUTOR_DATA": str(tmp_path / "data")}, folder=tmp_path).code == 0
    assert list(tmp_path.iterdir()) == []
