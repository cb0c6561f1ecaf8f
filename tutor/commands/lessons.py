"""`tutor lessons`: the course and how far the learner is. Imports neither Textual nor NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tutor.commands.page import open_page, tell
from tutor.errors import RecordError
from tutor.lesson.own_courses import open_courses
from tutor.lesson.width import width, wrapped
from tutor.record.store import Progress, clean_name, last_learner, open_record

_LEAST = 24
"""With fewer columns left beside the titles than these, what a lesson is about stands below its title."""


def lessons(learner: str | None, *, folders: Sequence[Path] = (), ascii: bool = False) -> int:
    """Prints the list; gives the exit code.

    Args:
        learner: a learner's name; None for whoever learned here last.
        folders: of courses that stand instead of the program's own, or beside it.
        ascii: write no character beyond ASCII.

    Raises:
        TutorError: there is no course, or no record of the learner that was named.
    """
    page = open_page(ascii=ascii)
    course = open_courses(folders)
    name = last_learner() if learner is None else clean_name(learner)
    progress: dict[str, Progress] = {}
    if name:
        try:
            with open_record(name, read_only=True) as record:
                progress = record.progress()
        except RecordError as error:
            if learner is not None:
                raise
            tell(str(error))
    page.lines(wrapped(page.fit(course.title + (f" — {name}" if name else "")), page.width))
    rows = [
        (f"{one.number:>3}", page.fit(one.title), _state(progress.get(one.id)), one.about) for one in course.outlines
    ]
    titles = max((width(title) for _, title, _, _ in rows), default=0)
    states = max((len(state) for _, _, state, _ in rows), default=0)
    for number, title, state, about in rows:
        left = 5 + titles + 2 + states + 2
        beside = page.width - left >= _LEAST
        told = wrapped(page.fit(about), page.width - (left if beside else 5))
        head = f"{number}  {title}{' ' * (titles - width(title))}  {state:<{states}}"
        if beside:
            page.lines([f"{head}  {told[0] if told else ''}", *(" " * left + line for line in told[1:])])
        else:
            page.lines([f"{number}  {line}" if at == 0 else f"     {line}"
                        for at, line in enumerate(wrapped(f"{title} ({state})", page.width - 5))])  # fmt: skip
            page.lines(f"     {line}" for line in told)
    for problem in course.problems:
        tell(str(problem))
    return 0


def _state(progress: Progress | None) -> str:
    if progress is None:
        return "new"
    return "done" if progress.complete else f"{progress.position} of {progress.of}"
