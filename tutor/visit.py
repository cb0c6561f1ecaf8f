"""One learner and the course: whose record it is, which lesson comes next, where each was left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tutor.dialogue.phrases import told
from tutor.errors import RecordError
from tutor.lesson.course import Course, load
from tutor.record.store import Progress, Record, open_record, remember_learner
from tutor.sitting import Sitting, Unsaved

if TYPE_CHECKING:
    from tutor.lesson.model import Outline


class Visit:
    """A learner who has come to learn.

    Args:
        course: what there is to learn.
        learner: the learner's name.
        remember: False plays without a record, and without leaving one.
    """

    def __init__(self, course: Course, learner: str, *, remember: bool = True) -> None:
        self.course = course
        self.learner = learner
        self.notice = ""
        """One line that the learner should be told before anything else, or empty."""
        self.record: Record | None = None
        self._unsaved: list[Unsaved] = []
        if remember:
            self._open_record()

    def _open_record(self) -> None:
        notices: list[str] = []
        try:
            self.record = open_record(self.learner)
            notices.append(self.record.notice)
            if not self.record.writable:
                notices.append("Your record can be read but not written, so what you do now will not be remembered.")
            remember_learner(self.learner)
        except RecordError as error:
            notices.append(told(error))
        self.notice = " ".join(notice for notice in notices if notice)

    def close(self) -> None:
        """Lets go of the record."""
        if self.record is not None:
            self.record.close()

    @property
    def is_kept(self) -> bool:
        """What happens now will be remembered."""
        return self.record is not None and self.record.writable

    @property
    def progress(self) -> Mapping[str, Progress]:
        """How far the learner is in each lesson that was ever opened."""
        try:
            return self.record.progress() if self.record else {}
        except RecordError:
            return {}

    @property
    def is_new(self) -> bool:
        """This learner has never opened a lesson."""
        return not self.progress

    def lesson_to_go_on_with(self) -> Outline | None:
        """The lesson left in the middle, or the first that isn't done; the first of all once everything is done."""
        if not self.course.outlines:
            return None
        try:
            last = self.record.last_lesson() if self.record else None
        except RecordError:
            last = None
        by_id = {outline.id: outline for outline in self.course.outlines}
        if last is not None and last in by_id and not self.was_finished(last):
            return by_id[last]
        return self.lesson_after(last) or self.course.outlines[0]

    def lesson_after(self, lesson: str | None) -> Outline | None:
        """The next lesson in the course's order that isn't done, looking from `lesson` on; None if all are done."""
        outlines = self.course.outlines
        ids = [outline.id for outline in outlines]
        first = ids.index(lesson) + 1 if lesson in ids else 0
        progress = self.progress
        for outline in (*outlines[first:], *outlines[:first]):
            if outline.id != lesson and not (outline.id in progress and progress[outline.id].complete):
                return outline
        return None

    def sit_down(self, lesson: str) -> Sitting:
        """Opens a lesson.

        Raises:
            LessonError: the file is missing or broken.
        """
        return Sitting(load(self.course, lesson), self.learner, self.record, self._unsaved)

    def was_finished(self, lesson: str) -> bool:
        """The lesson stands at its end with nothing left open, so that opening it means starting it anew."""
        progress = self.progress.get(lesson)
        return progress is not None and progress.complete and progress.position >= progress.of

    def farewell(self, sitting: Sitting | None) -> str:
        """The line that stays on the terminal after leaving."""
        if sitting is None:
            return f"Goodbye, {self.learner}."
        behind, of = sitting.progress
        outline = sitting.lesson.outline
        if behind >= of:
            return f"Goodbye, {self.learner}. You are through lesson {outline.number}, {outline.title}."
        if not sitting.saved:
            return f"Goodbye, {self.learner}. Your place could not be remembered this time."
        return f"Goodbye, {self.learner}. Your place in lesson {outline.number} ({behind}/{of}) is kept."
