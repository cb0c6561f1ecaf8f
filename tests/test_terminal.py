from __future__ import annotations

import os
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminals import USUAL
from tutor.terminal import Terminal, apply_defaults, line_mode_reason, survey

Window = Callable[[int, int], int]


@pytest.fixture
def window() -> Iterator[Window]:
    """Opens a pseudo-terminal of so many columns and lines; gives the descriptor of its inner end."""
    opened: list[int] = []

    def open_window(columns: int, lines: int) -> int:
        outer, inner = os.openpty()
        opened.extend((outer, inner))
        termios.tcsetwinsize(inner, (lines, columns))
        return inner

    yield open_window
    for descriptor in opened:
        os.close(descriptor)


@pytest.fixture
def pipe() -> Iterator[int]:
    """A descriptor that is not a terminal."""
    ends = os.pipe()
    yield ends[0]
    for end in ends:
        os.close(end)


def test_a_modern_terminal_can_do_everything(window: Window) -> None:
    tty = window(80, 24)
    assert survey({"TERM": "xterm-256color", "LANG": "en_GB.UTF-8"}, tty, tty) == USUAL
    assert line_mode_reason(USUAL) is None


# ---------------------------------------------------------------- interactive, and how large


def test_both_ends_must_be_terminals(window: Window, pipe: int) -> None:
    tty = window(80, 24)
    environ = {"TERM": "xterm"}
    reading, writing = survey(environ, tty, pipe), survey(environ, pipe, tty)
    assert (reading.interactive, reading.input_is_terminal, reading.output_is_terminal) == (False, True, False)
    assert (writing.interactive, writing.input_is_terminal, writing.output_is_terminal) == (False, False, True)
    assert line_mode_reason(writing) == "standard input is not a terminal"
    assert line_mode_reason(reading) == "standard output is not a terminal"


def test_a_closed_descriptor_is_no_terminal() -> None:
    closed = survey({"TERM": "xterm"}, -1, -1)
    assert not closed.interactive
    assert (closed.columns, closed.lines) == (80, 24)


def test_the_size_is_the_windows_whatever_the_environment_says(window: Window) -> None:
    tty = window(132, 50)
    measured = survey({"TERM": "xterm", "COLUMNS": "10", "LINES": "5"}, tty, tty)
    assert (measured.columns, measured.lines) == (132, 50)


def test_a_window_without_a_size_counts_as_the_usual_one(window: Window) -> None:
    tty = window(0, 0)
    measured = survey({"TERM": "vt100"}, tty, tty)
    assert (measured.columns, measured.lines) == (80, 24)
    assert line_mode_reason(measured) is None


@pytest.mark.parametrize(
    ("columns", "expected"), [("120", 120), ("", 80), ("0", 80), ("-3", 80), ("wide", 80), ("²", 80), ("9" * 99, 80)]
)
def test_a_pipe_is_as_wide_as_the_user_says(pipe: int, columns: str, expected: int) -> None:
    assert survey({"COLUMNS": columns}, pipe, pipe).columns == expected


# ---------------------------------------------------------------- colours


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "linux"}, "16"),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, "16"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "vt100"}, "none"),
        ({"TERM": "vt220-8bit", "COLORTERM": "truecolor"}, "none"),
        ({"TERM": "screen"}, "16"),
        ({"TERM": "something-new"}, "16"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "tmux-256color"}, "256"),
        ({"TERM": "screen.xterm-256color"}, "256"),
        ({"TERM": "xterm-kitty"}, "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "true"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "true"),
        ({"TERM": "xterm-direct"}, "true"),
        ({"TERM": "alacritty"}, "true"),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, "none"),
        ({"TERM": "unknown"}, "none"),
        ({"TERM": "xterm-mono"}, "none"),
        ({}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256"),
    ],
)
def test_colours_are_what_the_terminal_shows(window: Window, environ: dict[str, str], colours: str) -> None:
    tty = window(80, 24)
    assert survey(environ, tty, tty).colours == colours


def test_nothing_that_is_not_a_terminal_gets_colours(window: Window, pipe: int) -> None:
    assert survey({"TERM": "xterm-256color"}, window(80, 24), pipe).colours == "none"


# ---------------------------------------------------------------- characters


@pytest.mark.parametrize(
    ("environ", "utf8"),
    [
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "de_DE.utf8@euro"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "C"}, True),
        ({"LC_CTYPE": "en_GB.UTF-8", "LANG": "C"}, True),
        ({}, False),
        ({"LANG": "C"}, False),
        ({"LANG": "POSIX"}, False),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "de_DE"}, False),
        ({"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, False),
        # Python's own doing, not the user's:
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, False),
        ({"LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "de_DE.ISO-8859-1"}, False),
        # a locale that this machine does not have:
        ({"LC_CTYPE": "C.UTF-8", "LANG": "xx_XX.UTF-8"}, True),
    ],
)
def test_utf8_is_what_the_locale_says(pipe: int, environ: dict[str, str], utf8: bool) -> None:
    assert survey({"TERM": "xterm", **environ}, pipe, pipe).utf8 is utf8


@pytest.mark.parametrize(
    ("environ", "utf8"),
    [
        ({"LANG": "C"}, False),
        ({}, False),
        ({"LC_ALL": "C"}, False),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LANG": "xx_XX.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, True),
    ],
)
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="what a process was started with is read in /proc")
def test_pythons_own_coercion_of_the_locale_is_seen_through(environ: dict[str, str], utf8: bool) -> None:
    script = """
from tutor.terminal import survey, user_environment
print(survey(user_environment()).utf8, user_environment().get("LC_CTYPE"))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == [str(utf8), str(environ.get("LC_CTYPE"))]


@pytest.mark.parametrize(
    ("kind", "braille"),
    [("xterm", True), ("tmux-256color", True), ("linux", False), ("linux-16color", False), ("vt220", False)],
)
def test_text_consoles_have_no_braille_in_whatever_locale(pipe: int, kind: str, braille: bool) -> None:
    assert survey({"TERM": kind, "LANG": "en_GB.UTF-8"}, pipe, pipe).braille is braille
    assert survey({"TERM": kind, "LANG": "C"}, pipe, pipe).braille is False


@pytest.mark.parametrize(
    ("environ", "charset"),
    [
        ({"TERM": "xterm", "LANG": "C.UTF-8"}, "all"),
        ({"TERM": "linux", "LANG": "C.UTF-8"}, "console"),
        ({"TERM": "linux", "LANG": "C"}, "ascii"),
        ({"TERM": "dumb", "LANG": "C.UTF-8"}, "all"),
        ({"TERM": "xterm"}, "ascii"),
    ],
)
def test_text_is_written_in_what_the_terminal_shows(pipe: int, environ: dict[str, str], charset: str) -> None:
    assert survey(environ, pipe, pipe).charset == charset


def test_an_ssh_connection_is_seen(pipe: int) -> None:
    assert survey({"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}, pipe, pipe).remote
    assert not survey({"SSH_CONNECTION": ""}, pipe, pipe).remote


@given(
    st.dictionaries(
        st.sampled_from(["TERM", "LANG", "LC_ALL", "LC_CTYPE", "COLORTERM", "NO_COLOR", "LINES"]), st.text()
    )
)
def test_no_environment_is_too_odd_to_be_judged(environ: dict[str, str]) -> None:
    judged = survey(environ, -1, -1)
    assert judged.columns > 0
    assert judged.lines > 0
    assert judged.braille <= judged.utf8


# ---------------------------------------------------------------- line mode


@pytest.mark.parametrize(
    ("terminal", "reason"),
    [
        (replace(USUAL, kind="dumb"), "TERM=dumb"),
        (replace(USUAL, kind="unknown"), "TERM=unknown"),
        (replace(USUAL, kind="vt52"), "TERM=vt52"),
        (replace(USUAL, kind=""), "TERM is not set, so the kind of terminal is not known"),
        (replace(USUAL, columns=40, lines=10), "the window is 40×10; the screen needs 60×20"),
        (replace(USUAL, columns=59), "the window is 59×24; the screen needs 60×20"),
        (replace(USUAL, lines=19), "the window is 80×19; the screen needs 60×20"),
        (replace(USUAL, lines=19, utf8=False), "the window is 80x19; the screen needs 60x20"),
        (replace(USUAL, columns=60, lines=20), None),
        (replace(USUAL, kind="linux", utf8=False, braille=False, colours="none"), None),
    ],
)
def test_line_mode_has_a_reason_in_words(terminal: Terminal, reason: str | None) -> None:
    assert line_mode_reason(terminal) == reason


# ---------------------------------------------------------------- defaults


def test_defaults_do_not_override_the_user() -> None:
    environ = {"TEXTUAL_FPS": "5", "ESCDELAY": "25", "COLUMNS": "200", "LINES": "99", "HOME": "/home/ana"}
    apply_defaults(environ)
    assert (environ["TEXTUAL_FPS"], environ["ESCDELAY"]) == ("5", "25")
    assert environ["OPENBLAS_NUM_THREADS"] == "1"
    assert environ["HOME"] == "/home/ana"
    assert "COLUMNS" not in environ
    assert "LINES" not in environ


def test_nothing_from_outside_makes_textual_act() -> None:
    environ = {
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_DEVTOOLS_HOST": "192.0.2.1",
        "TEXTUAL_DRIVER": "os:system",
        "TEXTUAL_LOG": "/tmp/log",
        "TEXTUAL_PRESS": "ctrl+q",
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": "/tmp",
        "TEXTUAL_NOT_YET_INVENTED": "1",
        "TEXTUAL_ANIMATIONS": "full",
        "TEXTUAL_DISABLE_KITTY_KEY": "1",
        "TEXTUAL_SMOOTH_SCROLL": "1",
    }
    apply_defaults(environ)
    assert {name: value for name, value in environ.items() if name.startswith("TEXTUAL")} == {
        "TEXTUAL_ANIMATIONS": "full",
        "TEXTUAL_DISABLE_KITTY_KEY": "1",
        "TEXTUAL_SMOOTH_SCROLL": "1",
        "TEXTUAL_FPS": "60",
    }


@pytest.mark.parametrize(
    ("value", "kept"),
    [("standard", True), ("256", True), ("truecolor", True), ("auto", True), ("", False), ("x", False)],
)
def test_only_a_colour_system_that_there_is_is_kept(value: str, kept: bool) -> None:
    environ = {"TEXTUAL_COLOR_SYSTEM": value}
    apply_defaults(environ)
    assert ("TEXTUAL_COLOR_SYSTEM" in environ) is kept


def test_textual_reads_none_of_what_was_set_outside() -> None:
    script = """
import os
from tutor.terminal import apply_defaults
apply_defaults(os.environ)
from textual import constants
from textual.app import App
print(constants.SCREENSHOT_DELAY, constants.LOG_FILE, constants.DRIVER, repr(constants.PRESS), *App().features)
"""
    outside = {"TEXTUAL": "devtools", "TEXTUAL_SCREENSHOT": "0", "TEXTUAL_LOG": "x", "TEXTUAL_DRIVER": "x:y"}
    outside["TEXTUAL_PRESS"] = "q"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PATH": os.environ["PATH"], **outside},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["-1", "None", "None", "''"]


def test_an_empty_no_color_means_colours_to_textual_too() -> None:
    environ = {"NO_COLOR": ""}
    apply_defaults(environ)
    assert "NO_COLOR" not in environ
    environ = {"NO_COLOR": "1"}
    apply_defaults(environ)
    assert environ["NO_COLOR"] == "1"


def test_without_colours_textual_sends_none_either() -> None:
    environ = {"TERM": "vt100"}
    apply_defaults(environ, "none")
    assert environ["NO_COLOR"] == "1"
    environ = {"TERM": "xterm"}
    apply_defaults(environ, "16")
    assert "NO_COLOR" not in environ


def test_textual_and_the_shell_see_the_defaults(window: Window) -> None:
    script = """
import os, sys
from tutor.terminal import apply_defaults
apply_defaults(os.environ)
assert not [name for name in sys.modules if name.split(".")[0] in ("textual", "numpy", "rich")]
from textual import constants
from textual.app import App
print(constants.TEXTUAL_ANIMATIONS, constants.SMOOTH_SCROLL, constants.MAX_FPS, constants.ESCAPE_DELAY,
      App().console._color_system, *os.get_terminal_size(0))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PATH": os.environ["PATH"], "TERM": "linux", "COLORTERM": "truecolor", "COLUMNS": "33"},
        stdin=window(81, 25),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["none", "False", "60", "0.5", "ColorSystem.STANDARD", "81", "25"]


def test_judging_a_terminal_costs_no_heavy_import() -> None:
    script = "import sys, tutor.terminal; print(*{'textual', 'numpy', 'rich', 'sqlite3'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == ""
