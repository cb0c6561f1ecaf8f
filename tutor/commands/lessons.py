"""`tutor lessons`: the course and how far the learner is. Imports neither Textual nor NumPy."""

from __future__ import annotations

import sys

from tutor.errors import RecordError
from tutor.lesson.course import open_course
from tutor.record.store import Progress, last_learner, open_record


def lessons(learner: str | None) -> int:
    """Prints the list; gives the exit code."""
    course = open_course()
    name = learner or last_learner()
    progress: dict[str, Progress] = {}
    if name:
        try:
            with open_record(name, read_only=True) as record:
                progress = record.progress()
        except RecordError as error:
            print(f"tutor: {error}", file=sys.stderr)
    print(course.title + (f" — {name}" if name else ""))
    for outline in course.outlines:
        print(f"{outline.number:>3}  {outline.title:<34} {_state(progress.get(outline.id)):<9} {outline.about}")
    for problem in course.problems:
        print(f"tutor: {problem}", file=sys.stderr)
    return 0


def _state(progress: Progress | None) -> str:
    if progress is None:
        return "new"
    return "done" if progress.complete else f"{progress.position} of {progress.of}"
