"""Questions of earlier lessons on the screen, before the lesson."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.looking_back import ONE, THREE, TWO, days_pass, plays, plays_whole, write_course
from tests.tui.learner import TERMINAL, kinds_recorded, playing
from tutor.lesson.course import Course
from tutor.look_back import LookBack
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.lessons_screen import LessonsScreen


@pytest.fixture
def ways(tmp_path: Path) -> Course:
    """A course whose first lesson Ada has done three days ago."""
    course = write_course(tmp_path / "ways")
    plays_whole(course, ONE)
    days_pass(3)
    return course


async def test_they_come_before_the_lesson_and_the_lesson_follows(ways: Course) -> None:
    async with playing(ways) as learner:
        assert learner.lines[0].strip() == "A look back"
        assert "First a look back" in learner.words
        assert learner.label == "answer"
        assert learner.keys.startswith("a letter · hint · answer · skip to the lesson · help")
        await learner.type("downhill")
        assert "✘ No, " in learner.words
        assert learner.keys.startswith("a letter · Enter go on")
        await learner.press("enter")
        assert "of lesson 1: where does the gradient point?" in learner.words
        assert kinds_recorded("Ada", TWO) == []
        await learner.type("uphill")
        assert "✔ Yes, " in learner.words
        assert "That was the look back." in learner.words
        assert learner.lines[0].startswith(" Lesson 2 · Lesson 2")
        assert kinds_recorded("Ada", TWO) == ["opened"]
        await learner.type("it ran")
        assert kinds_recorded("Ada", TWO) == ["opened", "typed"]


async def test_one_word_leads_to_the_lesson_that_was_left_in_the_middle(ways: Course) -> None:
    plays(ways, TWO, "it ran")
    async with playing(ways) as learner:
        await learner.type("skip")
        assert learner.lines[0].startswith(" Lesson 2")
        assert learner.lines[0].endswith("1/3")
        assert "We were here:" in learner.words
        assert "Question 1 of lesson 2" in learner.words
        await learner.type("uphill")
        assert "✔ Yes, 1 of 2." in learner.words


async def test_the_feedback_to_the_last_question_can_still_be_read(ways: Course) -> None:
    plays(ways, TWO, "it ran")
    async with playing(ways) as learner:
        await learner.type("uphill", "uphill")
        assert "✔ Yes, 2 of 1." in learner.words or "✔ Yes, 1 of 1." in learner.words
        assert "We were here:" in learner.words


async def test_help_and_the_list_of_lessons_work_and_lead_back(ways: Course) -> None:
    async with playing(ways) as learner:
        await learner.press("f1")
        assert "You can type: hint · answer · skip" in learner.words
        await learner.press("f2")
        assert isinstance(learner.app.screen, LessonsScreen)
        await learner.press("escape")
        assert learner.lines[0].strip() == "A look back"
        await learner.type("uphill")
        assert "✔ Yes, " in learner.words


async def test_another_lesson_chosen_from_the_list_is_opened_at_once(ways: Course) -> None:
    async with playing(ways) as learner:
        await learner.press("f2")
        await learner.press("down", "enter")
        assert learner.sitting.lesson.outline.id == THREE
        assert learner.lines[0].startswith(" Lesson 3")


async def test_who_leaves_at_once_hears_nothing_of_the_lesson(ways: Course) -> None:
    async with playing(ways) as learner:
        await learner.press("ctrl+q")
        assert learner.app.farewell == "Goodbye, Ada."


async def test_it_fits_a_small_window_in_plain_ascii(ways: Course) -> None:
    plain = replace(TERMINAL, utf8=False, braille=False, colours="none")
    async with playing(ways, terminal=plain, size=(60, 20)) as learner:
        assert learner.lines[0].strip() == "A look back"
        assert learner.keys.isascii()
        await learner.type("uphill")
        assert "Yes, " in learner.words


async def test_a_line_typed_before_the_first_question_waits_on_the_line(
    ways: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = LessonScreen._begin

    def late(screen: LessonScreen, look_back: LookBack) -> None:
        screen.answer("uphill")
        begin(screen, look_back)

    monkeypatch.setattr(LessonScreen, "_begin", late)
    async with playing(ways) as learner:
        assert learner.typed == "uphill"
        await learner.press("enter")
        assert "✔ Yes, " in learner.words


async def test_where_no_question_is_left_of_those_due_the_lesson_is_opened(ways: Course) -> None:
    (ways.folder / f"{ONE}.md").write_text("Nothing.", encoding="utf-8")
    async with playing(ways, lesson=TWO) as learner:
        assert "Welcome back, Ada." in learner.words
        assert "look back" not in learner.words
        assert learner.lines[0].startswith(" Lesson 2")
