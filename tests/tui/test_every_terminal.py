"""On every kind of terminal, each screen can be read: no sign has the colour of its ground, whatever that ground is,
none is missing from the font, and no colour is one that the terminal lacks.

Screens are drawn without a terminal, then written out in the escape sequences of each kind and read by a terminal
emulator; that the real program writes nothing else is seen on a real pseudo-terminal.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pyte
import pytest
from rich.color import ColorSystem
from textual.widgets import Input

from tests.terminal.player import Player
from tests.tui.learner import SIZE, TERMINAL, playing
from tutor.dialogue.setup import Setup
from tutor.lesson.course import Course
from tutor.terminal import Terminal
from tutor.tui.app import TutorApp

SYSTEMS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "16 and 8": ColorSystem.STANDARD,
    "none": None,
}
KINDS = {
    "xterm": TERMINAL,
    "linux": replace(TERMINAL, kind="linux", colours="16", braille=False),
}
CONSOLE = frozenset("─│┌┐└┘├┤┬┴┼╭╮╰╯━═█░▒▓●■•▶▼▲◀→←↑↓×÷±≈≤≥…—–²³µπ·¬°½¼“”‘’«»−")
"""What Debian's console fonts have beyond Latin-1, as far as it is used; the minus sign is theirs, too."""
BRIGHT_OR_MORE = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:9[0-7]|10[0-7]|[34]8;[0-9;]+)m")
"""Colours beyond the eight that every terminal with colours has."""


async def screens(course: Course, kind: Terminal) -> AsyncIterator[tuple[str, TutorApp]]:
    """Every screen, one after the other, in its ways to look."""
    async with playing(course, learner=None, terminal=kind) as learner:
        yield "welcome", learner.app
        await learner.type("Ada")
        yield "lesson", learner.app
        await learner.type("")
        await learner.type("b", "hint")
        yield "question", learner.app
        await learner.press(*"on")
        await learner.press("shift+home")
        yield "typing, selected", learner.app
        await learner.type("a", "it settles")
        yield "lab before a run", learner.app
        await learner.press("enter", "space", "right")
        yield "paused run", learner.app
        await learner.press("enter")
        yield "verdict", learner.app
        await learner.press("f1")
        yield "help", learner.app
        await learner.press("escape", "f2")
        yield "lessons", learner.app
        await learner.press("down")
        yield "lessons, the next chosen", learner.app
    lab = TutorApp(Course("", (), Path()), kind, learner=None, lab=Setup())
    async with lab.run_test(size=SIZE) as pilot:
        await pilot.pause()
        yield "the lab", lab
        for key in ("f2", "f7", "f8"):
            await pilot.press(key, "down")
            yield f"list behind {key}", lab
            await pilot.press("escape")
        for line in ("ravine:kappa=25", "0.03", "race sgd momentum adam", "0.01", "inside 2-3-1"):
            lab.screen.query_one(Input).value = line
            await pilot.press("enter", "enter")
            await pilot.pause()
            for view in range(4 if line.startswith("0.") else 1):
                yield f"{line}, view {view}", lab
                await pilot.press("f4")
        await pilot.press("right", "right", "right")
        yield "inside, three numbers on", lab
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        yield "too small", lab


def written(app: TutorApp, system: ColorSystem | None) -> bytes:
    """The screen as it is written to a terminal with these colours."""
    lines = []
    for strip in app.screen._compositor.render_strips():
        lines.append(
            "".join(style.render(text, color_system=system) if style is not None else text for text, style, _ in strip)
        )
    return "\r\n".join(lines).encode()


def unreadable(screen: pyte.Screen) -> list[str]:
    """The cells whose sign has the colour of the ground, on a dark terminal or on a bright one."""
    found = []
    for row, cells in screen.buffer.items():
        for column, cell in cells.items():
            if cell.data.strip():
                for sign, ground in (("white", "black"), ("black", "white")):
                    over = sign if cell.fg == "default" else cell.fg
                    under = ground if cell.bg == "default" else cell.bg
                    if over == under:
                        found.append(f"{cell.data!r} at {column},{row}: {cell.fg} on {cell.bg}, ground {ground}")
    return found


@pytest.mark.parametrize("kind", KINDS)
async def test_every_screen_can_be_read_on_every_kind_of_terminal(course: Course, kind: str) -> None:
    seen = set()
    async for name, app in screens(course, KINDS[kind]):
        seen.add(name)
        read: set[bytes] = set()
        for system, colours in SYSTEMS.items():
            sent = written(app, colours)
            if sent not in read:  # to read it takes longer than all the rest
                read.add(sent)
                screen = pyte.Screen(*app.size)
                pyte.ByteStream(screen).feed(sent)
                assert unreadable(screen) == [], (name, system)
            if system == "16 and 8":
                assert BRIGHT_OR_MORE.findall(sent) == [], name
            if system == "none":
                assert not re.search(rb"\x1b\[[0-9;]*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])", sent), name
        text = "".join(strip.text for strip in app.screen._compositor.render_strips())
        if not KINDS[kind].braille:
            assert {sign for sign in text if ord(sign) > 0xFF} <= CONSOLE, name
    assert len(seen) > 20


def test_a_sign_in_the_colour_of_its_ground_would_be_found() -> None:
    screen = pyte.Screen(10, 1)
    pyte.Stream(screen).feed("\x1b[30mdark\x1b[0m \x1b[33;43mno\x1b[0m ok")
    told = unreadable(screen)
    assert len(told) == 8
    assert "black on default, ground black" in told[0]


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "linux", "COLORTERM": "truecolor"},
        {"TERM": "vt100", "LANG": "C"},
        {"TERM": "xterm-256color", "NO_COLOR": "1"},
    ],
    ids=lambda environment: " ".join(environment.values()),
)
def test_the_real_program_writes_no_other_colours_or_signs(tmp_path: Path, environment: dict[str, str]) -> None:
    with Player(tmp_path, "learn", "8", "--as", "Ada", environment=environment) as player:
        player.see("Enter to go on")
        for _ in range(3):
            player.enter()
        player.press("\x1bOP")  # F1
        player.settle()
        assert unreadable(player._screen) == []
        assert player.leave() == 0
        sent = bytes(player.raw)
    assert BRIGHT_OR_MORE.findall(sent) == []
    assert bool(re.search(rb"\x1b\[[0-9;]*3[1-7][;m]", sent)) is ("NO_COLOR" not in environment)
    if environment.get("LANG") == "C":
        assert sent.isascii()
