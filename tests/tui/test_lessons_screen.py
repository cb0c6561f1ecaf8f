"""The list of lessons: there, back, and to another lesson."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from tests.tui.learner import LEAPS, LONG, Learner, playing, write_course
from tutor.lesson.course import Course
from tutor.tui.lessons_screen import LessonsScreen


def lists(learner: Learner) -> bool:
    return isinstance(learner.app.screen, LessonsScreen)


def chosen(learner: Learner) -> int | None:
    return learner.app.screen.query_one(OptionList).highlighted


def unwrapped(learner: Learner) -> str:
    """The screen without white space: the path of a file breaks where the line ends, and folders differ in length."""
    return "".join(learner.words.split())


async def test_f2_lists_the_lessons_and_how_far_one_is(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("")
        await learner.press("f2")
        assert lists(learner)
        assert learner.lines[0].startswith(" A small course")
        assert learner.lines[2].split() == ["1", "Leaps", "1", "of", "5", "3", "min"]
        assert learner.lines[3].split() == ["2", "A", "long", "talk", "8", "min"]
        assert learner.lines[-2].strip() == "Strides that land beyond the bottom"
        assert learner.keys == "Up, Down or a number choose · Enter opens · Esc goes back"
        assert chosen(learner) == 0


async def test_the_word_lessons_does_the_same(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("lessons")
        assert lists(learner)


@pytest.mark.parametrize("key", ["escape", "f2", "q", "enter"])
async def test_back_to_the_lesson_as_it_was_ready_to_type(course: Course, key: str) -> None:
    async with playing(course) as learner:
        await learner.type("", "on the same side")
        shown, screen = learner.lines, learner.screen
        await learner.press("f2", key)
        assert learner.app.screen is screen
        assert learner.lines == shown
        assert learner.can_type
        await learner.press("x")
        assert learner.typed == "x"


async def test_another_lesson_can_be_chosen(course: Course) -> None:
    async with playing(course) as learner:
        await learner.press("f2", "down")
        assert chosen(learner) == 1
        assert learner.lines[-2].strip() == "More than one page"
        await learner.press("enter")
        assert learner.lines[0].startswith(" Lesson 2 · A long talk")
        assert learner.can_type
        await learner.press("f2")
        assert chosen(learner) == 1
        await learner.press("up", "enter")
        assert learner.lines[0].startswith(" Lesson 1 · Leaps")
        await learner.press("f2", "escape")
        assert learner.lines[0].startswith(" Lesson 1 · Leaps")


async def test_a_lesson_that_was_finished_says_done_and_starts_anew_when_chosen(course: Course) -> None:
    async with playing(course, lesson="02-long") as learner:
        await learner.type("", "")
        assert "That was the lesson" in learner.words
        await learner.press("f2")
        assert "✔ done" in learner.lines[3]
        assert learner.lines[0].endswith("●○  1/2")
        await learner.press("enter")
        assert learner.sitting.progress == (0, 1)
        assert "paragraph 1 of" in learner.words


async def test_tab_does_not_leave_the_list(course: Course) -> None:
    async with playing(course) as learner:
        await learner.press("f2", "tab", "down")
        assert chosen(learner) == 1


async def test_a_broken_lesson_is_told_in_the_list_and_the_others_play(tmp_path: Path) -> None:
    course = write_course(tmp_path / "c", _01_leaps=LEAPS, _02_long=LONG, _03_broken="no front matter here\n")
    async with playing(course) as learner:
        await learner.press("f2")
        assert "03-broken.md:1:1" in unwrapped(learner)
        await learner.press("down", "enter")
        assert learner.lines[0].startswith(" Lesson 2 · A long talk")


async def test_a_lesson_that_proves_broken_when_opened_is_told_and_the_list_stays(tmp_path: Path) -> None:
    broken = LONG + "\n::: quiz nothing\nno choices\n:::\n"
    course = write_course(tmp_path / "c", _01_leaps=LEAPS, _02_broken=broken)
    async with playing(course) as learner:
        await learner.press("f2", "down", "enter")
        assert lists(learner)
        assert "02-broken.md:" in unwrapped(learner)
        await learner.press("enter")
        assert unwrapped(learner).count("02-broken.md:") == 1
        await learner.press("escape")
        assert learner.lines[0].startswith(" Lesson 1 · Leaps")


async def test_if_the_first_lesson_is_broken_the_list_comes_instead(tmp_path: Path) -> None:
    broken = LONG + "\n::: quiz nothing\nno choices\n:::\n"
    course = write_course(tmp_path / "c", _01_broken=broken, _02_leaps=LEAPS)
    async with playing(course) as learner:
        assert lists(learner)
        assert "01-broken.md:" in unwrapped(learner)
        await learner.press("down", "enter")
        assert learner.lines[0].startswith(" Lesson 2 · Leaps")
        assert "A long stride" in learner.words
        assert learner.can_type


async def test_leaving_the_list_before_any_lesson_was_opened_leaves_the_program(tmp_path: Path) -> None:
    course = write_course(tmp_path / "c", _01_broken=LONG + "\n::: quiz nothing\nno choices\n:::\n")
    async with playing(course) as learner:
        await learner.press("escape")
    assert learner.app.farewell == "Goodbye, Ada."


async def test_a_course_without_lessons_says_so(tmp_path: Path) -> None:
    course = write_course(tmp_path / "c", _01_broken="nothing\n")
    async with playing(course) as learner:
        assert "There is no lesson to play." in learner.words
        assert "01-broken.md" in unwrapped(learner)


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (40, 10)])
async def test_the_list_fits_any_window(course: Course, size: tuple[int, int]) -> None:
    async with playing(course) as learner:
        await learner.press("f2", "down")
        await learner.pilot.resize_terminal(*size)
        await learner.pilot.pause()
        assert chosen(learner) == 1
        assert "A long talk" in learner.lines[3] or "A long …" in learner.lines[3]
        assert "8 min" in learner.lines[3]
        assert len(learner.lines[1]) == size[0]
        await learner.press("enter")
        assert learner.app.sitting is not None
        assert learner.app.sitting.lesson.outline.id == "02-long"


async def test_a_lesson_typed_at_a_question_is_opened_and_the_place_is_kept(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "go to lesson 2")
        assert learner.lines[0].startswith(" Lesson 2 ")
        await learner.type("lesson 1")
        assert learner.lines[0].startswith(" Lesson 1 ")
        assert "Where do you land?" in learner.words
        await learner.type("next lesson")
        assert learner.lines[0].startswith(" Lesson 2 ")


async def test_a_lesson_that_there_is_not_leads_to_the_list(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "lesson 40")
        assert "40" in learner.words
        assert isinstance(learner.app.screen, LessonsScreen)


def numbered(folder: Path) -> Course:
    """Twelve lessons."""
    return write_course(folder, **{f"_{number:02}_long": LONG for number in range(1, 13)})


async def test_a_number_typed_in_the_list_goes_to_that_lesson(tmp_path: Path) -> None:
    async with playing(numbered(tmp_path / "c")) as learner:
        await learner.press("f2", "1", "2")
        assert chosen(learner) == 11
        await learner.press("backspace")
        assert chosen(learner) == 0
        await learner.press("down", "0", "3")
        assert chosen(learner) == 2
        await learner.press("enter")
        assert learner.lines[0].startswith(" Lesson 3 ")


async def test_the_arrows_begin_a_number_anew(tmp_path: Path) -> None:
    async with playing(numbered(tmp_path / "c")) as learner:
        await learner.press("f2", "1", "down", "2")
        assert chosen(learner) == 1


async def test_a_number_without_a_lesson_opens_none_and_says_how_many_there_are(tmp_path: Path) -> None:
    async with playing(numbered(tmp_path / "c")) as learner:
        await learner.press("f2", "9", "9")
        assert "There is no lesson 99. The last one is 12." in learner.words
        await learner.press("enter")
        assert lists(learner)
        assert "There is no lesson" not in learner.words
        await learner.press("9", "9", "4")
        assert chosen(learner) == 3
        await learner.press("enter")
        assert learner.lines[0].startswith(" Lesson 4 ")


async def test_a_number_is_found_where_its_first_digit_is_the_number_of_no_lesson(tmp_path: Path) -> None:
    async with playing(write_course(tmp_path / "c", _10_leaps=LEAPS, _20_long=LONG)) as learner:
        await learner.press("f2", "2", "0")
        assert chosen(learner) == 1
        assert "There is no lesson" not in learner.words


async def test_a_digit_over_an_empty_list_leads_nowhere(tmp_path: Path) -> None:
    async with playing(write_course(tmp_path / "c", _01_broken="nothing\n")) as learner:
        await learner.press("7")
        assert "There is no lesson to play." in learner.words


async def test_a_lesson_that_there_is_not_names_no_files_over_the_list(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "lesson 99")
        assert "There are 2 lessons, and 99 is none of them; the numbers are 1 to 2." in learner.words
        assert "01-leaps" not in learner.words
