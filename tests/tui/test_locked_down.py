"""No key, mouse, paste, lesson or typed line of the screen leads to a shell, a browser or a file.

What the program reaches for is heard by an audit hook of Python's own. Each route is tried twice: on the app, where
it must lead nowhere, and where the app's protection is taken away, where it must lead out, so that a route that was
tried wrongly is not taken for one that is shut.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.keys import Keys
from textual.pilot import Pilot
from textual.widgets import Input, Markdown, Static

from tests.tui.learner import LEAPS, SIZE, TERMINAL, write_course
from tutor.dialogue.setup import Setup
from tutor.lesson.course import Course
from tutor.tui.app import TutorApp
from tutor.tui.keeping import Keeper

_LEAVING = frozenset(
    {
        "os.exec", "os.fork", "os.forkpty", "os.kill", "os.posix_spawn", "os.spawn", "os.startfile", "os.system",
        "os.putenv", "pty.spawn", "socket.connect", "subprocess.Popen", "webbrowser.open",
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
        if flags & _WRITING or set(mode) & set("wax+") or "bait" in given[0]:
            _heard.append(f"open {given[0]}")
    elif event == "sqlite3.connect" and "ada-" not in str(given[0]):
        _heard.append(f"record {given[0]}")


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """Hears what the program reaches for, within a `with`; a browser is not really opened, nor a process stopped."""
    sys.addaudithook(_hear)  # for good: there is no way to take one out
    monkeypatch.setenv("TUTOR_KIOSK", "1")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path / "home"))
    monkeypatch.setattr("webbrowser.open", lambda url, *_, **__: sys.audit("webbrowser.open", url))
    monkeypatch.setattr("os.kill", lambda *given: sys.audit("os.kill", *given))
    (tmp_path / "home").mkdir()

    @contextmanager
    def reached() -> Iterator[list[str]]:
        global _heard  # noqa: PLW0603
        _heard = heard = []
        try:
            yield heard
        finally:
            _heard = None

    yield reached


class Unlocked(TutorApp):
    """The app without its protections, as Textual would have it."""

    ENABLE_COMMAND_PALETTE = True
    open_url = App.open_url  # type: ignore[assignment]
    action_suspend_process = App.action_suspend_process
    action_screenshot = App.action_screenshot  # type: ignore[assignment]
    copy_to_clipboard = App.copy_to_clipboard  # type: ignore[assignment]


Route = Callable[[Pilot[Any]], Awaitable[None]]


async def the_palettes_screenshot(pilot: Pilot[Any]) -> None:
    await pilot.press("ctrl+p")
    await pilot.pause()
    await pilot.press(*"screenshot")
    await pilot.pause(0.3)
    await pilot.press("down", "enter")
    await pilot.pause(0.3)


async def the_clipboard(pilot: Pilot[Any]) -> None:
    await pilot.press(*"secret", "shift+home", "ctrl+x")


async def the_action_of_the_screenshot(pilot: Pilot[Any]) -> None:
    await pilot.app.run_action("screenshot")
    await pilot.pause(0.3)


async def the_action_that_suspends(pilot: Pilot[Any]) -> None:
    type(pilot.app._driver).can_suspend = True  # type: ignore[union-attr,misc,assignment]
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
            await pilot.pause()
        heard += [f"clipboard {one!r}" for one in sent if "\x1b]52" in one]
        heard = [one for one in heard if "textual" not in one]
        if app_class is TutorApp:
            assert heard == []
        else:
            assert heard != []
    if app.visit is not None:
        app.visit.close()
