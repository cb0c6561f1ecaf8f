"""No key, mouse, paste, lesson or typed line of the screen leads to a shell, a browser or a file.

What the program reaches for is heard by an audit hook of Python's own. Each route is tried twice: on the app, where
it must lead nowhere, and where the app's protection is taken away, where it must lead out, so that a route that was
tried wrongly is not taken for one that is shut.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from textual import events
from textual.app import App, ComposeResult
from textual.command import CommandList, CommandPalette
from textual.keys import Keys
from textual.pilot import Pilot
from textual.widgets import Input, Markdown, Static

import tutor.tui.app
from tests.tui.learner import LEAPS, SIZE, TERMINAL, playing, write_course
from tests.tui.settling import PATIENCE
from tutor.dialogue.setup import Setup
from tutor.errors import LessonError
from tutor.lesson.course import Course
from tutor.lesson.parse import load_lesson
from tutor.tui.app import TutorApp
from tutor.tui.keeping import Keeper

_LEAVING = frozenset(
    {
        "os.exec", "os.fork", "os.forkpty", "os.kill", "os.posix_spawn", "os.spawn", "os.startfile", "os.system",
        "pty.spawn", "socket.connect", "subprocess.Popen", "webbrowser.open",
    }
)  # fmt: skip
"""The events of Python's audit table that mean another program, a signal, another machine or a browser."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_heard: list[str] | None = None


def _hear(event: str, given: tuple[Any, ...]) -> None:
    if _heard is None:
        return
    if event in _LEAVING:
        _heard.append(f"{event} {given[:2]}")
    elif event == "open" and isinstance(given[0], str) and "__pycache__" not in given[0]:
        mode, flags = given[1] or "", given[2] or 0
        if flags & _WRITING or set(mode) & set("wax+") or "own.csv" in given[0]:
            _heard.append(f"open {given[0]}")
    elif event == "sqlite3.connect" and "ada-" not in str(given[0]):
        _heard.append(f"record {given[0]}")


@pytest.fixture(scope="module")
def listening() -> None:
    """Once and for good: there is no way to take an audit hook out."""
    sys.addaudithook(_hear)


@pytest.fixture
def reached(listening: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], Any]:
    """Hears what the program reaches for, within a `with`; a browser is not really opened, nor a process stopped."""
    monkeypatch.setenv("TUTOR_KIOSK", "1")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path / "home"))
    monkeypatch.setattr("webbrowser.open", lambda url, *_, **__: sys.audit("webbrowser.open", url))
    monkeypatch.setattr("os.kill", lambda *given: sys.audit("os.kill", *given))
    (tmp_path / "home").mkdir()

    @contextmanager
    def reached() -> Iterator[list[str]]:
        global _heard  # noqa: PLW0603
        heard: list[str] = []
        _heard = heard
        try:
            yield heard
        finally:
            _heard = None

    return reached


class Unlocked(TutorApp):
    """The app without its protections, as Textual would have it."""

    CSS_PATH = str(Path(tutor.tui.app.__file__).with_name("tutor.tcss"))
    ENABLE_COMMAND_PALETTE = True
    open_url = App.open_url
    action_suspend_process = App.action_suspend_process
    action_screenshot = App.action_screenshot
    copy_to_clipboard = App.copy_to_clipboard


MARKUP = '[@click=app.suspend_process]suspend[/] [link="https://example.org/"]page[/link]'
LINK = "[suspend me](https://example.org/)"
TEMPTING = LEAPS.replace("A long stride", f"{MARKUP} {LINK} <https://example.org/> ![x](/etc/passwd) A long stride")
PASTED = (
    MARKUP,
    LINK,
    "/etc/passwd",
    "file:///etc/passwd",
    "\x1b]52;c;c2VjcmV0\x07",
    "!sh",
    "/sh",
    "$(id)",
    "\x10\x1a",
)
LAB_LINES = (
    "save", "save picture.svg", "save ../picture.svg", "save {bait}/picture.json", "save run.csv",
    "linear-regression:data=own.csv", "linear-regression:data={bait}/own.csv", "problem linear-regression:data=own.csv",
    "race sgd linear-regression:data=own.csv", "network:data=own.csv", "logistic-regression:data=./own.csv", "0.1",
    "!sh", "/sh", "edit own.csv", "open own.csv", "load own.csv",
)  # fmt: skip

Route = Callable[[Pilot[Any]], Awaitable[None]]


async def the_palettes_screenshot(pilot: Pilot[Any]) -> None:
    await pilot.press("ctrl+p")
    await pilot.pause()
    await pilot.press(*"screenshot")
    if isinstance(pilot.app.screen, CommandPalette):
        async with asyncio.timeout(PATIENCE):  # it searches in the background
            while not pilot.app.screen.query_one(CommandList).option_count:
                await pilot.pause(0.02)
    await pilot.press("down", "enter")


async def the_clipboard(pilot: Pilot[Any]) -> None:
    await pilot.press(*"secret", "shift+home", "ctrl+x")


async def the_action_of_the_screenshot(pilot: Pilot[Any]) -> None:
    await pilot.app.run_action("screenshot")


async def the_action_that_suspends(pilot: Pilot[Any]) -> None:
    await pilot.app.run_action("suspend_process")


async def a_link(pilot: Pilot[Any]) -> None:
    pilot.app.open_url("https://example.org/")


@pytest.mark.parametrize(
    "route", [the_palettes_screenshot, the_clipboard, the_action_of_the_screenshot, the_action_that_suspends, a_link]
)
@pytest.mark.parametrize("app_class", [TutorApp, Unlocked])
async def test_what_textual_can_do_leads_nowhere(
    course: Course, reached: Any, route: Route, app_class: type[TutorApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_class(course, TERMINAL, learner="Ada")
    sent: list[str] = []
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        monkeypatch.setattr(type(app._driver), "can_suspend", True)
        monkeypatch.setattr(app._driver, "write", sent.append)
        with reached() as heard:
            await route(pilot)
            for _ in range(1 if app_class is TutorApp else 100):  # a screenshot is written in a thread
                await pilot.pause(0.05)
                heard += [f"clipboard {one!r}" for one in sent if "\x1b]52" in one]
                if heard:
                    break
            async with asyncio.timeout(PATIENCE):  # that thread tells the app, which must still be there
                while any("save_file" in thread.name for thread in threading.enumerate()):
                    await pilot.pause(0.02)
    if app.visit is not None:
        app.visit.close()
    if app_class is TutorApp:
        assert heard == []
    else:
        assert heard != []


async def test_no_key_at_all_leads_anywhere(course: Course, reached: Any) -> None:
    leaving = {"ctrl+q", "ctrl+c", "ctrl+d", "<any>", "<ignore>", "<scroll-up>", "<scroll-down>"}
    keys = [key.value for key in Keys if key.value not in leaving]
    keys += [f"{held}+{key}" for held in ("alt", "ctrl+shift", "super") for key in "abcdefghijklmnopqrstuvwxyz0/\\"]
    app = TutorApp(course, TERMINAL, learner="Ada")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        with reached() as heard:
            for key in keys:
                app.post_message(events.Key(key, None))
            await pilot.press("f1", "escape")
        assert app.is_running
        assert len(app.screen_stack) <= 2  # F2 shows the lessons
        assert heard == []
    assert app.visit is not None
    app.visit.close()
    assert len(keys) > 200


async def test_the_mouse_and_a_paste_lead_nowhere(tmp_path: Path, reached: Any) -> None:
    app = TutorApp(write_course(tmp_path / "tempting", _01_leaps=TEMPTING), TERMINAL, learner="Ada")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        with reached() as heard:
            for row in range(2, 8):
                for column in (9, 20, 34):
                    await pilot.click(offset=(column, row))
            await pilot.click(offset=(10, 4), times=3)
            for text in PASTED:
                app.screen.query_one(Input).post_message(events.Paste(text))
                await pilot.press("enter")
            await pilot.pause()
        assert app.is_running
        assert heard == []
    assert app.visit is not None
    app.visit.close()


@pytest.mark.parametrize("widget", [Static, Markdown])
async def test_an_ordinary_widget_would_act_on_the_same_text(
    widget: type[Static] | type[Markdown], reached: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ordinary(App[None]):
        def compose(self) -> ComposeResult:
            # Its usual parser wants linkify, which the lessons' parser is loaded without.
            yield Static(MARKUP) if widget is Static else Markdown(LINK, parser_factory=MarkdownIt)

    app = Ordinary()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        monkeypatch.setattr(type(app._driver), "can_suspend", True)
        with reached() as heard:
            await pilot.click(offset=(4, 0))
            await pilot.pause()
        assert heard != []


@pytest.mark.parametrize("locked", [True, False])
async def test_no_line_typed_in_the_lab_opens_or_writes_a_file_of_ones_choosing(
    tmp_path: Path, reached: Any, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    bait = tmp_path / "bait"
    bait.mkdir()
    (bait / "own.csv").write_text("x,y\n1,2\n2,4\n3,6\n")
    (bait / "own.json").write_text("{}")
    monkeypatch.chdir(bait)
    setup = Setup(own_files=not locked)
    app = TutorApp(Course("", (), Path()), TERMINAL, learner=None, lab=setup, keep=None if locked else Keeper(bait))
    before = sorted(bait.iterdir())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        with reached() as heard:
            for line in ("0.1", *LAB_LINES):
                app.screen.query_one(Input).value = line.format(bait=bait)
                await pilot.press("enter")
                if line == "0.1":
                    await pilot.press("enter")  # the rest of the run at once
            await pilot.pause()
        assert app.is_running
    if locked:
        assert heard == []
        assert sorted(bait.iterdir()) == before
    else:
        assert any("own.csv" in one for one in heard)
        assert any("picture.svg" in one for one in heard)


async def test_no_line_typed_in_a_lesson_opens_or_writes_a_file_either(course: Course, reached: Any) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        with reached() as heard:
            await learner.type(
                *LAB_LINES, "--as Bob", "my name is Bob", "/lab", "save picture.svg", LAB_LINES[5], "0.1"
            )
        assert heard == []


def test_a_lesson_cannot_have_a_file_of_its_readers_machine_opened(tmp_path: Path) -> None:
    for data in ("/etc/passwd", "../own.csv", "own.csv"):
        for setting in (
            f'problem = "linear-regression:data={data}"',
            f'race = ["linear-regression:data={data}", "bowl"]',
        ):
            text = LEAPS.replace('problem = "bowl:curvature=2"', setting, 1)
            if setting.startswith("race"):
                text = LEAPS.replace("steps = 20", f"steps = 20\n{setting}")
            (course := tmp_path / "course").mkdir(exist_ok=True)
            (course / "01-leaps.md").write_text(text)
            with pytest.raises(LessonError, match="there is no data set"):
                load_lesson(course / "01-leaps.md")
