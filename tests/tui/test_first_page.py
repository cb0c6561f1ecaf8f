"""What is loaded by the time that the first page is there: nothing that only other pages need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = """
import sys
from pathlib import Path

from tutor.lesson.course import open_course
from tutor.terminal import apply_defaults, survey
import os

apply_defaults(os.environ)
from tutor.tui.start import keeper
from tutor.tui.app import TutorApp
import asyncio

async def first_page(learner, lesson):
    terminal = survey({"TERM": "xterm-256color", "LANG": "C.UTF-8"})
    app = TutorApp(open_course(), terminal, learner=learner, lesson=lesson, keep=keeper(Path.cwd()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        print("shown:", type(app.screen).__name__)
        print("loaded:", *sorted(sys.modules))
    if app.visit is not None:
        app.visit.close()

asyncio.run(first_page(*(word or None for word in sys.argv[1:])))
"""
OF_ANY_LESSON = {
    "sqlite3",
    "tutor.dialogue.conversation",
    "tutor.sitting",
    "tutor.tui.lesson_screen",
    "tutor.visit",
}
OF_FEW_LESSONS = {
    "fsrs",
    "linkify_it",
    "numpy.random",
    "ssl",
    "tutor.dialogue.freeplay",
    "tutor.dialogue.walks",
    "tutor.engine.small_network",
    "tutor.lesson.network_block",
    "tutor.tui.free_screen",
    "tutor.tui.lessons_screen",
}


OF_A_LESSON_THAT_IS_READ = {"markdown_it", "tomllib", "tutor.lesson.parse"}
"""Not of one that is kept as it was read; see `tutor.lesson.compiled`."""


def loaded(data: Path, *, learner: str = "", lesson: str = "", shows: str) -> set[str]:
    """The modules that a process of its own has loaded when it shows its first page."""
    done = subprocess.run(
        [sys.executable, "-c", PAGE, learner, lesson],
        env={**os.environ, "TUTOR_DATA": str(data), "PYTHONDONTWRITEBYTECODE": ""},
        cwd=data,
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"shown: {shows}\n" in done.stdout, done.stderr
    return set(done.stdout.partition("loaded: ")[2].split())


def test_who_is_asked_for_a_name_waits_for_no_lesson(tmp_path: Path) -> None:
    assert not loaded(tmp_path, shows="WelcomeScreen") & (OF_ANY_LESSON | OF_FEW_LESSONS)


@pytest.mark.parametrize("lesson", ["01-guess-miss-adjust", "08-too-high"])
def test_a_lesson_waits_for_nothing_that_few_lessons_need(tmp_path: Path, lesson: str) -> None:
    loaded(tmp_path, learner="Ada", lesson=lesson, shows="LessonScreen")  # keeps it as it was read
    found = loaded(tmp_path, learner="Grace", lesson=lesson, shows="LessonScreen")
    assert found >= OF_ANY_LESSON
    assert not found & (OF_FEW_LESSONS | OF_A_LESSON_THAT_IS_READ | {"argparse", "_hashlib"})


TIDIED = """
import asyncio, gc, time
from tutor.lesson.course import open_course
from tutor.terminal import survey
from tutor.tui.app import TutorApp
from tutor.tui import app as module

module._TIDIED = 0.05

class Lost:
    pass

async def first_page():
    gc.disable()  # as `tutor learn` does
    lost = Lost()
    lost.itself = lost
    del lost
    app = TutorApp(open_course(), survey({"TERM": "xterm-256color", "LANG": "C.UTF-8"}), learner=None)
    async with app.run_test(size=(80, 24)) as pilot:
        print(gc.isenabled(), gc.get_freeze_count() > 0)
        end = time.monotonic() + 20
        while not gc.isenabled() and time.monotonic() < end:
            await pilot.pause(0.02)
        found = any(isinstance(one, Lost) for one in gc.get_objects())
        gc.unfreeze()
        found = found or any(isinstance(one, Lost) for one in gc.get_objects())
        print(gc.isenabled(), found)

asyncio.run(first_page())
"""


def test_what_loading_left_behind_is_thrown_away_once_the_first_page_is_read(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", TIDIED],
        env={**os.environ, "TUTOR_DATA": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout.split() == ["False", "False", "True", "False"], told.stderr
