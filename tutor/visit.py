"""One learner and the course: whose record it is, which lesson comes next, where each was left."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from tutor.dialogue.model import Leave
from tutor.dialogue.phrases import told
from tutor.errors import LessonError, RecordError
from tutor.frozen import dataclass
from tutor.lesson.course import Course, find, load
from tutor.record.entry import COMPLETED, REVIEWED
from tutor.record.store import Progress, Record, open_record, remember_learner
from tutor.record.unsaved import Unsaved, write
from tutor.sitting import Sitting

if TYPE_CHECKING:
    from tutor.lesson.model import Outline
    from tutor.look_back import LookBack


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a learner goes who leaves a lesson."""

    to: Literal["lesson", "list", "out"]
    lesson: str = ""
    """If `to` is a lesson: its id."""
    notice: str = ""
    """If `to` is the list of lessons: what to say above it, or empty."""


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
        """What happened and is not in the record, oldest first."""
        self._begun = False
        """A lesson was opened: what comes back has had its time."""
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
        """Lets go of the record; what it does not hold yet is tried once more. May be called again."""
        self._write()
        if self.record is not None:
            self.record.close()

    def _write(self) -> None:
        if self.record is not None and self.record.writable:
            with suppress(RecordError):
                write(self._unsaved, self.record)

    @property
    def is_kept(self) -> bool:
        """What happens now will be remembered."""
        return self.record is not None and self.record.writable

    @property
    def progress(self) -> Mapping[str, Progress]:
        """How far the learner is in each lesson that was ever opened, be it in the record or only in this visit."""
        known: dict[str, Progress] = {}
        if self.record is not None:
            with suppress(RecordError):
                known = self.record.progress()
        for one in self._unsaved:
            if one.kind == REVIEWED:
                continue
            before = known.get(one.lesson)
            complete = one.kind == COMPLETED or (before is not None and before.complete)
            known[one.lesson] = Progress(one.lesson, one.position, one.of, complete, time.time())
        return known

    @property
    def is_new(self) -> bool:
        """This learner has never opened a lesson."""
        return not self.progress

    def lesson_to_go_on_with(self) -> Outline | None:
        """The lesson left in the middle, or the first that isn't done; the first of all once everything is done."""
        if not self.course.outlines:
            return None
        last = self._last_lesson()
        by_id = {outline.id: outline for outline in self.course.outlines}
        if last is not None and last in by_id and not self.was_finished(last):
            return by_id[last]
        return self.lesson_after(last) or self.course.outlines[0]

    def _last_lesson(self) -> str | None:
        in_lessons = [one.lesson for one in self._unsaved if one.kind != REVIEWED]
        if in_lessons:
            return in_lessons[-1]
        try:
            return self.record.last_lesson() if self.record else None
        except RecordError:
            return None

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

    def look_back(self, lesson: str) -> LookBack | None:
        """The questions of earlier lessons that come back before `lesson`, the first of this visit; None if none is
        due."""
        if self._begun or not self.is_kept:
            return None
        self._begun = True
        assert self.record is not None
        from tutor.record.review import day_of, due, left

        today = day_of(time.time())
        try:
            answers = self.record.answers()
        except RecordError:
            return None  # the lesson itself will say so
        most = left(answers, today)
        found = due([one for one in answers if one.lesson != lesson], today) if most else ()
        if not found:
            return None
        from tutor.look_back import LookBack

        return LookBack(self.course, self.learner, self.record, self._unsaved, found, most, today)

    def was_finished(self, lesson: str) -> bool:
        """The lesson stands at its end with nothing left open, so that opening it means starting it anew. One with
        something open is gone on with, however often it was finished before."""
        progress = self.progress.get(lesson)
        return progress is not None and progress.complete and progress.position >= progress.of

    def where(self, leave: Leave, sitting: Sitting) -> Destination:
        """Where someone goes who leaves the lesson played in `sitting`."""
        if leave.to == "out":
            return Destination("out")
        if leave.to == "lessons":
            return Destination("list")
        if leave.to == "lesson":
            return self._named(leave.lesson, sitting.lesson.outline.id)
        if (following := self.lesson_after(sitting.lesson.outline.id)) is not None:
            return Destination("lesson", following.id)
        if not sitting.complete:
            return Destination(
                "list", notice="There is no other lesson left to do, only what is still open in this one."
            )
        return Destination("list", notice="You have done every lesson there is. Pick one to play it again.")

    def _named(self, lesson: str, here: str) -> Destination:
        """The lesson that the learner named; the list of them, with a word about it, if that is none."""
        outlines = self.course.outlines
        if lesson == "previous":
            place = [outline.id for outline in outlines].index(here)
            if place == 0:
                return Destination("list", notice="This is the first lesson, so none comes before it.")
            return Destination("lesson", outlines[place - 1].id)
        try:
            return Destination("lesson", find(self.course, lesson).id)
        except LessonError as error:
            return Destination("list", notice=told(error))

    def stays(self, chosen: str | None, sitting: Sitting) -> bool:
        """Whether someone who chose this from the list of lessons (None: nothing) goes on where they are: the lesson
        that is open begins anew only once it is complete."""
        return chosen is None or (chosen == sitting.lesson.outline.id and not sitting.complete)

    def farewell(self, sitting: Sitting | None) -> str:
        """The line that stays on the terminal after leaving; what the record does not hold yet is tried once more."""
        goodbye = f"Goodbye, {self.learner}."
        if sitting is None or not sitting.has_begun:
            return goodbye
        self._write()
        outline = sitting.lesson.outline
        if sitting.complete:
            return f"{goodbye} You are through lesson {outline.number}, {outline.title}."
        if not sitting.saved:
            return f"{goodbye} Your place could not be remembered this time."
        behind, of = sitting.progress
        count = len(sitting.state.open)
        still_open = f", with {'one thing' if count == 1 else f'{count} things'} still open" if count else ""
        return f"{goodbye} Your place in lesson {outline.number} ({behind}/{of}) is kept{still_open}."
