"""A course of questions, and learners who answered them some days ago."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tutor.dialogue.state import waiting_at
from tutor.lesson.course import Course, open_course
from tutor.lesson.model import Quiz
from tutor.record.store import open_record
from tutor.visit import Visit

DAY = 86_400.0
ONE, TWO, THREE, FOUR = LESSONS = ("01-one", "02-two", "03-three", "04-four")


def lesson_text(number: int, *, answer: str = "Uphill", questions: int = 2) -> str:
    """A lesson of a prediction, a question that makes sense only there, and `questions` that come back."""
    asked = "".join(
        f"::: quiz way-{place}\nQuestion {place} of lesson {number}: where does the gradient point?\n\n"
        f"- [x] {answer}\n  > Yes, {place} of {number}.\n- [ ] Downhill\n  > No, {place} of {number}.\n"
        f"- [ ] Nowhere\n  > It is a direction.\n\nHint: Think of {number}.\n:::\n\n"
        for place in range(1, questions + 1)
    )
    return (
        f"---\ntitle: Lesson {number}\nabout: Questions\n---\n\n"
        f"::: quiz this-run once\nWhat did this run of {number} do?\n\n"
        "- [x] It ran\n  > Yes.\n- [ ] It sat\n  > No.\n\n"
        f"Hint: It ran.\n:::\n\n{asked}The end of {number}.\n"
    )


def write_course(folder: Path) -> Course:
    """The course, written into the folder and opened."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f'"{lesson}"' for lesson in LESSONS)
    (folder / "course.toml").write_text(f'format = 1\ntitle = "Ways"\nlessons = [{listed}]\n', encoding="utf-8")
    for number, lesson in enumerate(LESSONS, 1):
        (folder / f"{lesson}.md").write_text(lesson_text(number), encoding="utf-8")
    return open_course(folder)


def plays(course: Course, lesson: str, *lines: str, learner: str = "Ada") -> None:
    """The learner answers the questions of a lesson, as far as there are lines."""
    visit = Visit(course, learner)
    sitting = visit.sit_down(lesson)
    sitting.begin()
    for line in lines:
        sitting.type(line)
    visit.close()


def plays_whole(course: Course, lesson: str, *, learner: str = "Ada") -> None:
    """The learner answers every question right at the first try."""
    visit = Visit(course, learner)
    sitting = visit.sit_down(lesson)
    sitting.begin()
    while isinstance(step := waiting_at(sitting.lesson, sitting.state), Quiz):
        sitting.type(next(choice.text for choice in step.choices if choice.right))
    visit.close()


def days_pass(days: float, learner: str = "Ada") -> None:
    """All that is in the record happened so many days earlier."""
    with open_record(learner) as record:
        path = record.path
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE entry SET moment = moment - ?", (days * DAY,))
    connection.close()
