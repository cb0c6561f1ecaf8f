"""How the screens look: pictures of a few moments, compared as SVG.

`pytest tests/tui/test_screens.py --snapshot-update` draws them anew; look at what changed before you commit. What the
engine says of a run is fixed here, because its words are not the screen's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.learner import LEAPS, LONG, SIZE, TERMINAL, write_course
from tutor.engine.model import Trajectory, Verdict
from tutor.engine.verdict import judge
from tutor.lesson.course import Course
from tutor.terminal import Terminal
from tutor.tui.app import TutorApp
from tutor.tui.lesson_screen import LessonScreen


class Compare(Protocol):
    """The fixture of pytest-textual-snapshot, as it is used here."""

    def __call__(
        self, app: App[Any], *, terminal_size: tuple[int, int], run_before: Callable[[Pilot[Any]], Awaitable[None]]
    ) -> bool:
        """Whether the app looks like its picture after `run_before`."""


TO_LAB = ("", "on the other side", "it settles")


async def walk_to(app: TutorApp, pilot: Pilot[Any], step: int) -> None:
    """Step by step, because nobody knows how many frames a machine has shown before it took the pause."""
    assert isinstance(app.screen, LessonScreen)
    while app.screen.playback is not None and app.screen.playback.shown < step:
        await pilot.press("right")


@pytest.fixture
def looks_right(snap_compare: Compare, course: Course, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    """Plays lines and keys (`@enter` is a key, `@12` walks a run to step 12), then compares screen and picture."""

    def same_words(trajectory: Trajectory) -> Verdict:
        words = "The engine says here in a sentence what happened: 1 − 2·0.9 = −0.8."
        return replace(judge(trajectory), sentence=words, advice="And here what to try next.")

    monkeypatch.setattr("tutor.engine.verdict.judge", same_words)

    def looks_right(
        *lines: str,
        learner: str | None = "Ada",
        lesson: str | None = None,
        size: tuple[int, int] = SIZE,
        terminal: Terminal = TERMINAL,
        course: Course = course,
    ) -> bool:
        app = TutorApp(course, terminal, learner=learner, lesson=lesson)

        async def play(pilot: Pilot[Any]) -> None:
            await pilot.pause()
            for line in lines:
                if line.startswith("@") and line[1:].isdigit():
                    await walk_to(app, pilot, int(line[1:]))
                elif line.startswith("@"):
                    await pilot.press(*line[1:].split())
                else:
                    app.screen.query_one(Input).value = line
                    await pilot.press("enter")
                await pilot.pause()

        try:
            return snap_compare(app, terminal_size=size, run_before=play)
        finally:
            if app.visit is not None:
                app.visit.close()

    return looks_right


LooksRight = Callable[..., bool]


def test_welcome(looks_right: LooksRight) -> None:
    assert looks_right("?!", learner=None)


def test_a_lesson_begins(looks_right: LooksRight) -> None:
    assert looks_right()


def test_a_page_that_goes_on_below(looks_right: LooksRight) -> None:
    assert looks_right(lesson="02-long")


def test_a_wrong_answer_and_half_a_new_one(looks_right: LooksRight) -> None:
    assert looks_right("", "on the same side", "@o n")


def test_a_paused_run(looks_right: LooksRight) -> None:
    assert looks_right(*TO_LAB, "@enter space", "@12")


def test_a_verdict(looks_right: LooksRight) -> None:
    assert looks_right(*TO_LAB, "", "@enter")


def test_a_verdict_in_a_small_window(looks_right: LooksRight) -> None:
    assert looks_right(*TO_LAB, "1.1", "@enter", size=(60, 20))


def test_a_verdict_in_a_wide_window(looks_right: LooksRight) -> None:
    assert looks_right(*TO_LAB, "0.001", "@enter", size=(120, 30))


def test_a_verdict_in_ascii(looks_right: LooksRight) -> None:
    assert looks_right(*TO_LAB, "", "@enter", terminal=replace(TERMINAL, utf8=False, braille=False))


def test_the_lessons(looks_right: LooksRight, tmp_path: Path) -> None:
    course = write_course(tmp_path / "three", _01_leaps=LEAPS, _02_long=LONG)
    assert looks_right("", "@f2 down", course=course)


def test_a_window_that_is_too_small(looks_right: LooksRight) -> None:
    assert looks_right(size=(40, 10))
