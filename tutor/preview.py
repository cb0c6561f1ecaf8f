"""One lesson file, played by its author while it is written: nothing is recorded, and a saved file is read anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cleaning import clean_line
from tutor.dialogue import memory, phrases
from tutor.dialogue.conversation import advance
from tutor.dialogue.model import Raced, RunEnded, RunThis
from tutor.dialogue.state import State
from tutor.errors import SpecificationError, TutorError
from tutor.lesson.course import load
from tutor.lesson.lint_quiz import without_right_answer
from tutor.lesson.model import Quiz
from tutor.lesson.own_courses import single_lesson
from tutor.lesson.source import shown_path
from tutor.outcome import run_ended
from tutor.record.store import RESTARTED
from tutor.sitting import Sitting
from tutor.visit import Visit

if TYPE_CHECKING:
    from tutor.lesson.model import Lesson

AUTHOR = "author"
"""Whose lesson it is: decides the order of the choices, which so stays the same from preview to preview."""


class Preview(Visit):
    """A visit to one lesson file, wherever it lies.

    Args:
        path: the file.

    Raises:
        LessonError: it cannot be read as a lesson.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = self._seen = self._stamp()
        super().__init__(single_lesson(path), AUTHOR, remember=False)
        self.lesson = self.course.outlines[0].id
        """Its id."""
        self._now = load(self.course, self.lesson)
        self.notice = f"This is a preview of {clean_line(shown_path(path))}. Nothing is recorded."

    @property
    def warnings(self) -> str:
        """What keeps a learner from ever getting through, as `tutor check` says it; empty if nothing does."""
        found = (without_right_answer(step) for step in self._now.steps if isinstance(step, Quiz))
        return " ".join(phrases.sentence(str(one)) for one in found if one is not None)

    def changed(self) -> bool:
        """Whether the file is another one than when it was last read, or last found changed. A file that was different
        a moment ago may still be being written: it counts once it is the same twice."""
        stamp = self._stamp()
        settled, self._seen = stamp == self._seen, stamp
        if stamp is None or not settled or stamp == self._read:
            return False
        self._read = stamp
        return True

    def read_anew(self) -> None:
        """Takes the file as it is now; the next `sit_down` goes on at the same exchange, as far as there is one still.

        Raises:
            LessonError: the file cannot be read as a lesson; all stays as it was.
        """
        course = single_lesson(self._path)
        lesson = load(course, self.lesson)
        self._run_anew(self._now, lesson)
        self.course, self._now = course, lesson

    def farewell(self, sitting: Sitting | None) -> str:  # noqa: ARG002  nothing of it is kept
        """The line that stays on the terminal after leaving."""
        return "The preview is over. Nothing was recorded."

    def _stamp(self) -> tuple[int, int, int] | None:
        """What changes whenever the file is saved, be it written over or replaced; None while there is none."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def _run_anew(self, before: Lesson, now: Lesson) -> None:
        """What a run showed counts only for the experiment that it was: where the lesson has another one there now, the
        rate that was typed is run once more."""
        kept = []
        then = here = State()
        for one in self._unsaved:
            event = memory.decode(one.kind, one.data)
            if one.kind == RESTARTED:
                then = here = State()
            if isinstance(event, RunEnded | Raced) and here.running is not None and here.running != then.running:
                try:
                    event = _ended(here.running, event)
                except TutorError:
                    continue  # it cannot be run now; the next rate will say so
                one = replace(one, data=memory.encode(event)[1])  # noqa: PLW2901
            if event is not None:
                then, here = advance(before, then, event).state, advance(now, here, event).state
            kept.append(one)
        self._unsaved[:] = kept


def _ended(running: RunThis, before: RunEnded | Raced) -> RunEnded | Raced:
    """What was seen of a run, or of a race, as it goes now.

    Raises:
        TutorError: it cannot be run.
    """
    # NumPy comes with it: paid only where a lab was edited after its run.
    from tutor.engine.descent import run

    if running.epochs or isinstance(before, Raced) != bool(running.rivals):
        # A training would let its author wait, and a race says nothing of a run.
        raise SpecificationError("this is run anew when its author types a rate")
    if isinstance(before, Raced):
        experiments = zip((running.experiment, *running.rivals), running.names, strict=True)
        return Raced(tuple(run_ended(run(one), before.at, name) for one, name in experiments), before.at)
    trajectory = run(replace(running.experiment, changes=before.changes))
    return run_ended(trajectory.until(before.steps) if before.stopped else trajectory, before.at)
