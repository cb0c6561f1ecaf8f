"""What every lesson of the course offers, and how much there is in all of them."""

from __future__ import annotations

from itertools import groupby

import pytest

from tutor.lesson.course import load, open_course
from tutor.lesson.model import Lab, Lesson, Quiz, Say, Walk

LESSONS = {outline.id: load(open_course(), outline.id) for outline in open_course().outlines}


def turns(lesson: Lesson) -> int:
    """How often the tutor speaks: all that it says until the learner does something is one turn."""
    return sum(speaks for speaks, _ in groupby(lesson.steps, key=lambda step: isinstance(step, Say)))


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_lesson_is_short_and_has_something_to_foresee_to_see_and_to_know(lesson: Lesson) -> None:
    questions = [step for step in lesson.steps if isinstance(step, Quiz)]
    assert 6 <= turns(lesson) <= 12
    assert sum(quiz.predict for quiz in questions) >= 1
    assert sum(not quiz.predict for quiz in questions) >= 2
    assert any(isinstance(step, Lab | Walk) for step in lesson.steps)


def test_the_course_has_as_much_as_it_promises() -> None:
    steps = [step for lesson in LESSONS.values() for step in lesson.steps]
    assert len(LESSONS) >= 28
    assert sum(isinstance(step, Quiz) for step in steps) >= 100
    assert sum(len(step.claims) for step in steps if isinstance(step, Lab)) >= 40
    assert len({term.name for lesson in LESSONS.values() for term in lesson.glossary}) >= 60
