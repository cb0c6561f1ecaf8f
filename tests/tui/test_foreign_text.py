"""Names, lessons and answers are text: whatever stands in them is shown, nothing of it acts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.learner import FOREIGN, playing, write_course
from tutor.lesson.course import Course


@pytest.fixture
def foreign(tmp_path: Path) -> Course:
    """A lesson that tries what it can."""
    return write_course(tmp_path / "foreign", _01_foreign=FOREIGN)


async def test_markup_links_and_html_in_a_lesson_are_shown_as_text(foreign: Course) -> None:
    async with playing(foreign) as learner:
        assert "[bold red]text[/bold red], [/], [@click=app.quit]quit[/]" in learner.words
        assert "See the page" in learner.words
        assert "<b>this</b>" in learner.words
        assert "example.org" not in learner.words


async def test_control_characters_in_a_lesson_never_reach_the_screen(foreign: Course) -> None:
    async with playing(foreign) as learner:
        everything = "".join(strip.text for strip in learner.app.screen._compositor.render_strips())
        assert all(sign.isprintable() for sign in everything)
        assert "[31m" not in everything
        assert "and red." in learner.words


async def test_a_title_is_text_in_the_title_bar_and_in_the_list(foreign: Course) -> None:
    async with playing(foreign) as learner:
        assert " Lesson 1 · A [b]bold[/b] [@click=app.bell]title[/]" in learner.lines[0]
        await learner.press("f2")
        assert "A [b]bold[/b] [@click=app.bell]title[/]" in learner.lines[2]


@pytest.mark.parametrize("name", ["[b]Eve[/]", "[/]", "[link=file:///etc/passwd]x[/link]", "[@click=app.quit]x[/]"])
async def test_a_name_with_markup_is_greeted_as_it_is(course: Course, name: str) -> None:
    async with playing(course, learner=f"Eve {name}") as learner:
        assert f"Nice to meet you, Eve {name}." in learner.words


async def test_an_answer_with_markup_is_shown_as_it_is(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "[red]on[/red] [/] $accent")
        assert "you [red]on[/red] [/] $accent" in learner.words


async def test_nothing_on_the_screen_can_be_clicked(foreign: Course) -> None:
    async with playing(foreign) as learner:
        links = [
            style
            for strip in learner.app.screen._compositor.render_strips()
            for _, style, _ in strip
            if style is not None and (style.link or "@click" in style.meta)
        ]
        assert links == []


async def test_wide_signs_keep_the_columns(course: Course) -> None:
    async with playing(course, learner="李雷") as learner:
        await learner.type("", "李雷 " * 30)
        await learner.pilot.pause()
        for strip in learner.app.screen._compositor.render_strips():
            assert strip.cell_length == 80
