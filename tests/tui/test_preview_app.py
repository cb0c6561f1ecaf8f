"""The full screen follows the file that is being written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.tui.labs import until
from tests.tui.learner import LEAPS, SIZE, TERMINAL, Learner
from tutor.preview import Preview
from tutor.tui import preview_app
from tutor.tui.lessons_screen import LessonsScreen
from tutor.tui.preview_app import PreviewApp


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(preview_app, "LOOK", 0.02)
    path = tmp_path / "01-leaps.md"
    path.write_text(LEAPS, "utf-8")
    return path


@asynccontextmanager
async def previewing(path: Path) -> AsyncIterator[Learner]:
    app = PreviewApp(Preview(path), TERMINAL)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        yield Learner(app, pilot)


async def saved(learner: Learner, path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    if learner.app.sitting is not None and learner.app.sitting.state.running is not None:
        assert isinstance(learner.app, PreviewApp)
        for _ in range(3):  # as the app does, again and again; nothing may happen now
            learner.app._look()
    else:
        await taken(learner)


async def taken(learner: Learner) -> None:
    """Waits until the app has looked at the file as it is now."""
    preview = learner.app.visit
    assert isinstance(preview, Preview)
    await until(learner, lambda: preview._read == preview._stamp())


async def test_it_says_that_nothing_is_recorded(path: Path) -> None:
    async with previewing(path) as learner:
        assert "This is a preview of" in learner.words
        assert "Nothing is recorded." in learner.words
        assert learner.can_type


async def test_a_saved_file_is_shown_and_the_author_stays(path: Path) -> None:
    async with previewing(path) as learner:
        await learner.type("")
        learner.screen.answer_line.input.value = "on the"
        await saved(learner, path, "You leap over the bottom.", "You jump over the bottom.")
        assert "The file was saved, and I have read it anew." in learner.words
        assert "You jump over the bottom. Where do you land?" in learner.words
        assert learner.label == "answer"
        assert learner.typed == "on the"
        assert learner.can_type
        await learner.type("on the other side")
        assert "✔ The bottom lies behind you now." in learner.words


async def test_an_error_is_one_located_line_and_goes_away_when_it_is_mended(path: Path) -> None:
    async with previewing(path) as learner:
        await learner.type("")
        await saved(learner, path, "::: quiz side", "::: quis side")
        line = LEAPS[: LEAPS.index("::: quiz side")].count("\n") + 1
        assert f"01-leaps.md:{line}:5:" in learner.words.replace(" ", "")
        assert "Until this is mended you see the lesson as it was." in learner.words
        await learner.type("on the same side")
        assert "✘ Then it was no leap." in learner.words
        await saved(learner, path, "::: quis side", "::: quiz side")
        await saved(learner, path, "On the same side", "On this side")
        assert "I have read it anew." in learner.words
        assert "On this side" in learner.words


async def test_a_run_that_is_being_shown_is_not_interrupted(path: Path) -> None:
    async with previewing(path) as learner:
        await learner.go_to_lab()
        await learner.press("enter", "space")
        await saved(learner, path, "Three things happened", "Much happened")
        assert learner.screen.playback is not None
        await learner.press("enter")
        await taken(learner)
        assert "I have read it anew." in learner.words
        assert len(learner.sitting.state.runs) == 1
        assert learner.has_chart


async def test_a_change_is_taken_from_the_list_of_lessons_too(path: Path) -> None:
    async with previewing(path) as learner:
        await learner.press("f2")
        assert isinstance(learner.app.screen, LessonsScreen)
        await saved(learner, path, "title: Leaps", "titel: Leaps")
        assert "01-leaps.md:2:1" in learner.words.replace(" ", "")
        await saved(learner, path, "titel: Leaps", "title: Jumps")
        assert "Lesson 1 · Jumps" in learner.lines[0]


async def test_many_saves_leave_one_page(path: Path) -> None:
    async with previewing(path) as learner:
        for number in range(4):
            await saved(learner, path, "In short", f"In short {number}")
        assert len(learner.app.screen_stack) <= 2


async def test_leaving_says_that_nothing_was_recorded(path: Path) -> None:
    async with previewing(path) as learner:
        await learner.type("quit")
        assert learner.app.farewell == "The preview is over. Nothing was recorded."


async def test_a_question_without_a_right_answer_is_told_at_once_and_after_each_save_as_check_tells_it(
    path: Path,
) -> None:
    path.write_text(LEAPS.replace("- [x] On the other", "- [ ] On the other"), "utf-8")
    async with previewing(path) as learner:
        told = 'no choice of "side" is right; mark one with [x].'
        assert told in learner.words
        assert "01-leaps.md:11:" in "".join(learner.words.split())
        await saved(learner, path, "- [ ] On the other", "- [x] On the other")
        assert "I have read it anew" in learner.words
        assert told not in learner.words
