"""The first screen of the first sitting: who is learning?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.learner import Learner, playing
from tutor.dialogue.welcome import read_name
from tutor.lesson.course import Course
from tutor.lesson.model import Message
from tutor.record.store import last_learner
from tutor.tui.welcome_screen import WelcomeScreen


def asks(learner: Learner) -> bool:
    return isinstance(learner.app.screen, WelcomeScreen)


async def test_a_newcomer_is_asked_for_a_name(course: Course) -> None:
    async with playing(course, learner=None) as learner:
        assert asks(learner)
        assert "What shall I call you?" in learner.words
        assert learner.lines[-2].strip() == "your name ›"
        assert learner.keys == "type your name, then Enter · Ctrl-Q leave"


@pytest.mark.parametrize("said", ["Ada", "  Ada  ", "I'm Ada.", "my name is Ada"])
async def test_the_name_leads_to_the_first_lesson(course: Course, data: Path, said: str) -> None:
    async with playing(course, learner=None) as learner:
        await learner.type(said)
        assert "Nice to meet you, Ada." in learner.words
        assert learner.lines[0].startswith(" Lesson 1 · Leaps")
        assert learner.can_type
        assert last_learner() == "Ada"


@pytest.mark.parametrize("said", ["", "?!", "x" * 41, "hint", "next lesson"])
async def test_what_is_no_name_is_told_kindly_and_asked_again(course: Course, said: str) -> None:
    told = read_name(said)
    assert isinstance(told, Message)
    async with playing(course, learner=None) as learner:
        await learner.type(said)
        assert asks(learner)
        assert told.text in learner.words
        await learner.type("Ada")
        assert "Nice to meet you, Ada." in learner.words


@pytest.mark.parametrize(
    "name", ["Zoë", "李雷", "[b]Eve[/]", "[@click=app.quit]x[/]", ":smile:", "O'Neill, Jr.", "../up"]
)
async def test_any_other_name_is_shown_as_it_is(course: Course, name: str) -> None:
    async with playing(course, learner=None) as learner:
        await learner.type(name)
        assert f"Nice to meet you, {name.rstrip('.')}" in learner.words
        await learner.press("ctrl+q")
    assert name.rstrip(".") in learner.app.farewell


async def test_a_learner_who_comes_back_is_welcomed_back(course: Course) -> None:
    async with playing(course, learner=None) as learner:
        await learner.type("Ada", "")
    async with playing(course) as learner:
        assert "Welcome back, Ada." in learner.words


@pytest.mark.parametrize("how", ["ctrl+c", "quit"])
async def test_leaving_without_a_name_is_possible(course: Course, how: str) -> None:
    async with playing(course, learner=None) as learner:
        await (learner.type(how) if how == "quit" else learner.press(how))
    assert learner.app.farewell == "Goodbye."
    assert not learner.app.return_code
