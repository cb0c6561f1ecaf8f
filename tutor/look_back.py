"""One learner and the questions that come back: what is answered is written to the record first, and only then
answered.

Before the first lesson of a visit, both faces of the tutor play it; the lesson itself knows nothing of it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.cleaning import clean_line
from tutor.dialogue import memory, phrases, review
from tutor.dialogue.answers import LONGEST
from tutor.dialogue.model import Prompt, Typed, Utterance
from tutor.dialogue.state import State, key
from tutor.errors import LessonError, RecordError
from tutor.lesson.course import load
from tutor.record.entry import REVIEWED
from tutor.record.unsaved import Unsaved, write

if TYPE_CHECKING:
    from datetime import date

    from tutor.lesson.course import Course
    from tutor.lesson.model import Lesson
    from tutor.record.review import Due
    from tutor.record.store import Record


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question that waits."""

    due: Due
    question: Lesson
    state: State


class LookBack:
    """Asks what is due.

    Args:
        course: the lessons; a question that is not in them any more as it was answered is passed over.
        learner: the learner's name; with the day it decides the order of the choices.
        record: where the answers are kept.
        unsaved: what happened and is not in the record, shared with the sittings of the visit.
        due: the questions that are due, those to ask first in front.
        most: how many of them to ask.
        today: the day.
    """

    def __init__(
        self,
        course: Course,
        learner: str,
        record: Record,
        unsaved: list[Unsaved],
        due: Sequence[Due],
        most: int,
        today: date,
    ) -> None:
        self._course = course
        self._record = record
        self._unsaved = unsaved
        self._most = most
        self._behind = 0
        self._salt = f"{learner.casefold()}/{today.isoformat()}"
        self._due = self._still_there(due)
        self._asked: _Asked | None = None

    @property
    def over(self) -> bool:
        """There is nothing more to ask; known once it has begun."""
        return self._asked is None

    @property
    def prompt(self) -> Prompt:
        """What the input line waits for."""
        assert self._asked is not None
        return review.prompt(self._asked.question, self._asked.state)

    def begin(self) -> tuple[Utterance, ...]:
        """Asks the first question; says nothing if none is left of those that were due. It reads a lesson, which takes
        15 ms and more, so the screen is painted before."""
        asked = self._next()
        return () if self.over else (phrases.say(review.BEGIN), *asked)

    def again(self) -> tuple[Utterance, ...]:
        """Asks the question that waits once more, for a learner who comes back to it."""
        assert self._asked is not None
        return review.again(self._asked.question, self._asked.state)

    def type(self, text: str) -> tuple[Utterance, ...]:
        """The learner sent a line."""
        asked = self._asked
        assert asked is not None
        text = clean_line(text)[: LONGEST + 1]
        reply = review.typed(asked.question, asked.state, text)
        saved: tuple[Utterance, ...] = ()
        if reply.outcome is not None:
            _, line = memory.encode(Typed(text, key(asked.question, asked.state)))
            saved = self._save(asked.due.lesson, line | reply.outcome)
        self._asked = _Asked(asked.due, asked.question, reply.state)
        said = (*saved, *reply.utterances)
        if not reply.then:
            return said
        self._behind += 1
        if reply.then == "lesson":
            self._asked = None
            return said
        return (*said, *self._next()) if self._behind < self._most else (*said, *self._end())

    def _next(self) -> tuple[Utterance, ...]:
        for one, question in self._due:
            seed = zlib.crc32(f"{self._salt}/{one.lesson}/{one.at}".encode())
            reply = review.ask(question, seed)
            self._asked = _Asked(one, question, reply.state)
            return reply.utterances
        return self._end()

    def _end(self) -> tuple[Utterance, ...]:
        self._asked = None
        return (phrases.say(review.OVER),)

    def _still_there(self, due: Sequence[Due]) -> Iterator[tuple[Due, Lesson]]:
        """The questions, as long as they are what they were when they were answered. Each lesson is read only when a
        question of it is to be asked: reading one takes 15 ms and more."""
        known = {outline.id for outline in self._course.outlines}
        for one in due:
            if one.lesson not in known:
                continue
            try:
                question = review.alone(load(self._course, one.lesson), one.at)
            except LessonError:
                continue
            if question is not None and review.version_of(question) == one.asked:
                yield one, question

    def _save(self, lesson: str, data: dict[str, object]) -> tuple[Utterance, ...]:
        was_failing = any(not one.never for one in self._unsaved)
        self._unsaved.append(Unsaved(lesson, REVIEWED, data, 0, 0))
        try:
            write(self._unsaved, self._record)
        except RecordError as error:
            return () if was_failing else (phrases.say(f"{phrases.told(error)} We go on, and I keep trying."),)
        return (phrases.say("Your record can be written again. Nothing was lost."),) if was_failing else ()
