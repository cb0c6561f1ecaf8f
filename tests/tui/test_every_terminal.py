"""On every kind of terminal all text can be read: nothing is drawn in the colour of its ground, in a colour that the
terminal has not, or in a sign that it has not.

Each kind is judged by `survey` on a pseudo-terminal, as the program does it, and what the driver would send is drawn by
a terminal emulator.
"""

from __future__ import annotations

import os
import re
import termios
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest
from rich.cells import cell_len
from textual.widgets import Input

from tests.tui.labs import until
from tests.tui.learner import LEAPS, Learner, playing, write_course
from tutor.cleaning import CONSOLE, Charset
from tutor.lesson.course import Course
from tutor.terminal import Terminal, apply_defaults, survey
from tutor.tui.cells import Cell
from tutor.tui.driver import _Output
from tutor.tui.pen import Pen

UTF8 = {"LANG": "C.UTF-8"}
KINDS = {
    "16 million colours": {"TERM": "xterm-256color", "COLORTERM": "truecolor", **UTF8},
    "8 or 16 colours": {"TERM": "xterm", **UTF8},
    "256 colours, in tmux": {"TERM": "tmux-256color", **UTF8},
    "screen without UTF-8": {"TERM": "screen", "LANG": "en_US.ISO-8859-1"},
    "no colours wanted": {"TERM": "xterm-256color", "NO_COLOR": "1", **UTF8},
    "text console": {"TERM": "linux", "COLORTERM": "truecolor", **UTF8},
    "vt100": {"TERM": "vt100"},
}
ASCII = {chr(code) for code in range(0x20, 0x7F)}
_COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
_MANY_COLOURS = re.compile(r"\x1b\[(?:\d+;)*[34]8;")


@pytest.fixture(params=list(KINDS))
def terminal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal of this kind, with the environment as the program leaves it to Textual."""
    environ = dict(KINDS[request.param])
    outer, inner = os.openpty()
    termios.tcsetwinsize(inner, (24, 80))
    judged = survey(environ, inner, inner)
    apply_defaults(environ, judged.colours)
    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
        if name in environ:
            monkeypatch.setenv(name, environ[name])
    # Textual has read it when it was imported, for another test.
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", environ.get("TEXTUAL_COLOR_SYSTEM", "auto"))
    yield judged
    os.close(outer)
    os.close(inner)


class Eye:
    """Reads what the terminal shows at each stop."""

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self._terminal = terminal
        self._file = folder / "sent"

    def look(self, learner: Learner, stop: str, *expected: str) -> None:
        """Finds fault with what stands there, unless all of it can be read; `expected` stands there."""
        sent = self._sent(learner)
        screen = pyte.Screen(80, 24)
        pyte.Stream(screen).feed(sent)
        shown = " ".join(" ".join(screen.display).split())
        for text in expected:
            assert text in shown, (stop, shown)
        if self._terminal.colours == "none":
            assert not _COLOUR.search(sent), stop
        elif self._terminal.colours == "16":
            assert not _MANY_COLOURS.search(sent), stop
        unseen = [
            (row, column, cell)
            for row, line in screen.buffer.items()
            for column, cell in line.items()
            if cell.data.strip() and not can_be_seen(cell)
        ]
        assert not unseen, (stop, unseen[:5])
        signs = set(shown)
        if self._terminal.charset == "ascii":
            assert signs <= ASCII, (stop, signs - ASCII)
        elif self._terminal.charset == "console":
            assert signs <= CONSOLE, (stop, signs - CONSOLE)
        # What was typed apart, nothing is lost on the way to the terminal: it was fitted before it was laid out.
        assert "?" not in set(shown) - set("".join(learner.lines)), stop

    def _sent(self, learner: Learner) -> str:
        app = learner.app
        update = app.screen._compositor.render_full_update().render_segments(app.console)
        return arrived(update, app.charset, "utf-8", self._file)


def arrived(written: str, charset: Charset, encoding: str, file: Path) -> str:
    """What comes out of the driver at such a terminal."""
    with file.open("wb") as terminal:
        output = _Output(terminal.fileno(), encoding, charset)
        output.write(written)
        output.flush()
        output.detach()
    return file.read_bytes().decode(encoding)


def can_be_seen(cell: pyte.screens.Char) -> bool:
    """Whatever the terminal's own two colours are; they may be black on white as well as white on black."""
    ink, ground = (cell.bg, cell.fg) if cell.reverse else (cell.fg, cell.bg)
    if ink == ground:
        return bool(ink == "default")
    either = {ink, ground}
    return "default" not in either or not either & {"black", "white", "brightwhite", "000000", "ffffff"}


async def test_everything_on_every_screen_can_be_read(course: Course, terminal: Terminal, tmp_path: Path) -> None:
    eye = Eye(terminal, tmp_path)
    async with playing(course, terminal=terminal, learner=None) as learner:
        eye.look(learner, "welcome", "What shall I call you?")
        learner.app.screen.query_one(Input).value = "José ∂ 李"
        await learner.press("enter")
        eye.look(learner, "lesson", "A long stride")
        await learner.type("")
        eye.look(learner, "question", "Where do you land?", "hint")
        await learner.type("on the same side", "help", "on the other side")
        eye.look(learner, "feedback, help and prediction", "What will you see?")
        await learner.type("it explodes", "")
        await learner.press("space", "right", "right")
        eye.look(learner, "a run that goes on", "rate 0.9")
        await learner.press("enter")
        eye.look(learner, "a verdict", "CONVERGED, zigzag")
        for view, named in {"landscape": "loss over", "both": "loss", "numbers": "step"}.items():
            await learner.type(view)
            eye.look(learner, view, named)
        await learner.press("f2")
        eye.look(learner, "lessons", "A long talk", "a number choose")
        await learner.press("escape")
        await learner.type("/lab", "0.3")
        await learner.press("enter")
        await learner.type("1.2")
        await learner.press("enter")
        eye.look(learner, "free play", "OVERSHOT, diverged")
        await learner.type("map")
        await until(learner, lambda: "overshot" in " ".join(learner.lines))
        eye.look(learner, "map", "overshot")
        await learner.press("f7")
        eye.look(learner, "a list to choose from", "adam")
        await learner.press("escape")
        await learner.type("optimizer adam")
        eye.look(learner, "formulas", "beta1", "eps")
        await learner.type("problem ravine", "race sgd momentum adam", "0.02")
        await learner.press("enter")
        await learner.type("landscape")
        eye.look(learner, "a race", "sgd", "adam")
        await learner.type("inside 2-3-1")
        eye.look(learner, "a network", "x1")
        await learner.pilot.resize_terminal(50, 15)
        eye.look(learner, "too small", "needs 60")


async def test_what_is_told_below_the_lessons_can_be_read(terminal: Terminal, tmp_path: Path) -> None:
    course = write_course(tmp_path / "course", _01_leaps=LEAPS, _02_broken="no front matter here\n")
    eye = Eye(terminal, tmp_path)
    async with playing(course, terminal=terminal) as learner:
        await learner.press("f2")
        eye.look(learner, "lessons", "broken.md:1:1")


@pytest.mark.parametrize(
    ("ink", "ground", "reverse", "seen"),
    [
        ("default", "default", False, True),
        ("cyan", "default", False, True),
        ("black", "cyan", False, True),
        ("black", "black", False, False),
        ("black", "default", False, False),
        ("default", "white", True, False),
        ("default", "white", False, False),
    ],
)
def test_what_cannot_be_seen_is_known(ink: str, ground: str, reverse: bool, seen: bool) -> None:
    assert can_be_seen(pyte.screens.Char("x", fg=ink, bg=ground, reverse=reverse)) is seen


FOREIGN_SIGNS = {
    "a family, joined to one sign": "👨\u200d👩\u200d👧",
    "a heart that is told to be an emoji": "❤\ufe0f",
    "a digit on a key": "1\ufe0f\u20e3",
    "a thumb with a colour of skin": "👍\U0001f3fd",
    "a flag": "🇩🇪",
    "an accent of its own": "e\u0301",
    "a letter with two accents": "o\u0302\u0301",
    "a Latin letter": "é",
    "Han": "漢字",
    "Devanagari": "क्षि",
    "Hangul in pieces": "\u1112\u1161\u11ab",
}


@pytest.mark.parametrize("sign", FOREIGN_SIGNS.values(), ids=FOREIGN_SIGNS)
@pytest.mark.parametrize(
    ("charset", "encoding"), [("ascii", "utf-8"), ("console", "utf-8"), ("all", "latin-1"), ("ascii", "latin-1")]
)
def test_a_sign_that_the_terminal_lacks_takes_the_cells_that_were_kept_for_it(
    sign: str, charset: Charset, encoding: str, tmp_path: Path
) -> None:
    cells = [Cell("x", ""), Cell(sign, "1"), *[Cell("", "1")] * (cell_len(sign) - 1), Cell("|", "")]
    line: list[Cell | None] = [None] * len(cells)
    pen = Pen()
    for at, cell in enumerate(cells):
        if cell.text:
            pen.go(0, at, line)
            pen.write(cell, cell_len(cell.text), len(cells))
    screen = pyte.Screen(20, 1)
    pyte.Stream(screen).feed(arrived(pen.written(), charset, encoding, tmp_path / "sent"))
    shown = screen.display[0].rstrip()
    assert len(shown) == len(cells)
    assert shown.startswith("x")
    assert shown.endswith("|")
    latin = set(map(chr, range(0x20, 0x100)))
    assert set(shown) <= {"ascii": ASCII, "console": CONSOLE, "all": latin}[charset]


def test_a_letter_that_the_terminal_lacks_is_shown_without_its_accents(tmp_path: Path) -> None:
    def shown(charset: Charset, encoding: str) -> str:
        return arrived("\x1b[1mJose\u0301 Nguyễn\x1b[m", charset, encoding, tmp_path / "sent")

    assert shown("ascii", "utf-8") == "\x1b[1mJose Nguyen\x1b[m"
    assert shown("console", "utf-8") == shown("all", "latin-1") == "\x1b[1mJosé Nguyen\x1b[m"
    assert shown("all", "utf-8") == "\x1b[1mJose\u0301 Nguyễn\x1b[m"
