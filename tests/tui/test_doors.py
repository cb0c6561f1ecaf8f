"""Ways out, and the doors that stay shut: shells, files, browsers, tracebacks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal.player import Player
from tests.tui.learner import kinds_recorded, playing
from tutor.lesson.course import Course
from tutor.tui.app import TutorApp

LESSON = ("learn", "06-one-step-downhill", "--as", "Ada")


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "ctrl+d"])
async def test_three_keys_leave_with_a_farewell(course: Course, key: str) -> None:
    async with playing(course) as learner:
        await learner.type("")
        await learner.press(key)
        assert not learner.app.is_running
    assert learner.app.farewell == "Goodbye, Ada. Your place in lesson 1 (1/5) is kept."
    assert not learner.app.return_code


def test_a_long_farewell_breaks_between_its_words(tmp_path: Path) -> None:
    name = "Maximilian Alexander Montgomery Fitzroy"
    with Player(tmp_path, "learn", "06-one-step-downhill", "--as", name) as player:
        player.see("Enter to go on")
        player.enter()
        player.settle()
        assert player.leave() == 0
        assert re.search(rb"Your place in lesson 6 \(1/\d+\)\r\nis kept\.", player.raw)


async def test_the_word_quit_does_the_same(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("quit")
    assert learner.app.farewell.startswith("Goodbye, Ada.")


async def test_the_word_quit_leaves_at_once_in_the_middle_of_a_run_and_the_run_is_there_again(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter", "space")
        await learner.type("quit")
        assert not learner.app.is_running
    assert learner.app.farewell.startswith("Goodbye, Ada. Your place in lesson 1")
    async with playing(course) as learner:
        assert learner.label == "running"


async def test_the_word_quit_does_not_wait_behind_words_typed_ahead(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter", "space")
        await learner.type("what happened?")
        assert "next: what happened?" in learner.keys
        told = kinds_recorded("Ada", "01-leaps")
        await learner.type("quit")
        assert not learner.app.is_running
    assert kinds_recorded("Ada", "01-leaps") == told


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "ctrl+d"])
async def test_they_leave_in_the_middle_of_a_run_and_from_the_list(course: Course, key: str) -> None:
    async with playing(course) as learner:
        await learner.press("f2", key)
    assert learner.app.farewell.startswith("Goodbye, Ada.")
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter", key)
    assert learner.app.farewell.startswith("Goodbye, Ada.")


async def test_no_other_key_opens_anything(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing(course) as learner:
        shown, files = learner.lines, sorted(tmp_path.iterdir())
        for key in (*(f"ctrl+{key}" for key in "zpslronxvgty\\"), "ctrl+backslash", *(f"f{n}" for n in range(3, 13))):
            await learner.press(key)
            assert learner.lines == shown, key
            assert len(learner.app.screen_stack) == 1, key
            assert learner.app.is_running, key
            assert learner.can_type, key
        assert sorted(tmp_path.iterdir()) == files


async def test_actions_that_reach_out_do_nothing(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[object] = []
    monkeypatch.setattr("webbrowser.open", lambda url, *_, **__: reached.append(url))
    monkeypatch.setattr("os.kill", lambda *given: reached.append(given))
    monkeypatch.setattr(TutorApp, "deliver_screenshot", lambda *given: reached.append(given))
    async with playing(course) as learner:
        monkeypatch.setattr(type(learner.app._driver), "can_suspend", True)
        for action in ("suspend_process", "screenshot", "command_palette", "copy_text", "screen.copy_text"):
            await learner.app.run_action(action)
        learner.app.open_url("https://example.org/")
        learner.app.copy_to_clipboard("text")
        await learner.pilot.pause()
        assert reached == []
        assert learner.app.clipboard == ""
        assert len(learner.app.screen_stack) == 1


def test_in_a_real_terminal_ctrl_z_and_ctrl_backslash_are_only_keys(tmp_path: Path) -> None:
    with Player(tmp_path, *LESSON) as player:
        player.see("Enter to go on")
        player.press("\x1a\x1c\x10")
        player.settle()
        assert player.child.isalive()
        player.type("hint")
        player.see("There is nothing to solve here")
        assert player.leave() == 0


def test_after_leaving_the_terminal_is_as_it_was_and_one_line_says_goodbye(tmp_path: Path) -> None:
    with Player(tmp_path, *LESSON) as player:
        player.see("Enter to go on")
        assert player.leave() == 0
        assert player.raw.rpartition(b"\x1b[?1049l")[2].count(b"\n") == 1
        assert "Goodbye, Ada. Your place in lesson 6 (0/12) is kept." in player.words


def test_the_farewell_shows_a_name_as_it_is(tmp_path: Path) -> None:
    name = "Eve [/] [b]x[/b] :smile:"
    with Player(tmp_path, *LESSON[:2], "--as", name) as player:
        player.see("Enter to go on")
        assert player.leave() == 0
        assert f"Goodbye, {name}." in player.words


@pytest.mark.parametrize("look", ["", "__rich__ = lambda self: 'a picture of it'"], ids=["plain", "with a picture"])
def test_a_defect_ends_with_one_line_a_log_and_status_one(tmp_path: Path, look: str) -> None:
    # Python runs this file before anything else; it breaks the help.
    (tmp_path / "sitecustomize.py").write_text(
        "class Defect(Exception):\n"
        f"    {look or 'pass'}\n"
        "def broken(self):\n"
        "    secret = 'a local variable'\n"
        "    raise Defect('[/] broken on purpose')\n"
        "import tutor.tui.lesson_screen\n"
        "tutor.tui.lesson_screen.LessonScreen.action_help = broken\n"
    )
    with Player(tmp_path, *LESSON, environment={"PYTHONPATH": str(tmp_path)}) as player:
        player.see("Enter to go on")
        player.press("\x1bOP")  # F1
        assert player.end() == 1
        assert "tutor: something broke, and it is not your fault; details are in" in player.words
        for unwanted in ("Traceback", "a local variable", "broken on purpose", "a picture of it", "Goodbye"):
            assert unwanted not in player.raw.decode()
    assert "Defect: [/] broken on purpose" in (tmp_path / "crash.log").read_text()


def test_a_defect_before_the_first_paint_is_told_as_briefly(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "def broken(self, name):\n"
        "    raise RuntimeError('broken on purpose')\n"
        "import tutor.tui.app\n"
        "tutor.tui.app.TutorApp._welcomed = broken\n"
    )
    with Player(tmp_path, *LESSON, environment={"PYTHONPATH": str(tmp_path)}) as player:
        assert player.end() != 0
        assert "something broke, and it is not your fault" in player.words
        assert "Traceback" not in player.raw.decode()
    assert "broken on purpose" in (tmp_path / "crash.log").read_text()
