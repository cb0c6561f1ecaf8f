"""The same conversation, line by line: for screen readers, dumb terminals, slow lines and pipes.

Nothing moves, nothing is drawn: every line is written once, says who speaks, and reads well aloud.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TextIO

from tutor.cleaning import ascii_only, clean, clean_line
from tutor.dialogue import conversation, phrases, welcome
from tutor.dialogue.answers import read_command
from tutor.dialogue.model import (
    Choices,
    Feedback,
    Judged,
    LearnerSaid,
    Leave,
    RunThis,
    TutorSays,
    Utterance,
)
from tutor.engine.model import Experiment
from tutor.errors import LessonError, TutorError
from tutor.lesson.course import Course, find
from tutor.lesson.model import Message
from tutor.sitting import Sitting
from tutor.visit import Visit

WIDTH = 78
STAY = ""
"""Where to go on, when the answer is: here."""


class LineMode:
    """Plays lessons over a reader and a writer of lines.

    Args:
        course: the lessons.
        lines: where the learner's lines come from.
        page: where the tutor's lines go.
        typed_here: a person types on this terminal and sees what they type; otherwise each line read is repeated, so
            that what comes out reads as a whole.
        ascii: write no character beyond ASCII.
    """

    def __init__(self, course: Course, lines: TextIO, page: TextIO, *, typed_here: bool, ascii: bool) -> None:
        self._course = course
        self._lines = lines
        self._page = page
        self._typed_here = typed_here
        self._ascii = ascii

    def play(self, *, learner: str | None, lesson: str | None = None, restart: bool = False) -> int:
        """From the greeting to the farewell; gives the exit code."""
        name = learner or self._ask_name()
        if name is None:
            return 0
        visit = Visit(self._course, name)
        try:
            return self._visit(visit, lesson, restart=restart)
        finally:
            visit.close()

    def _visit(self, visit: Visit, lesson: str | None, *, restart: bool) -> int:
        if visit.notice:
            self._tutor(visit.notice)
        new = visit.is_new
        self._tutor(welcome.hello(visit.learner, new=new, kept=visit.is_kept).text)
        if new:
            self._tutor("Type help at any moment to hear what you can type.")
        outline = visit.lesson_to_go_on_with()
        following = lesson or (outline.id if outline else None)
        if following is None:
            self._tutor("There is no lesson to play. The command tutor check says what is wrong.")
            return 1
        return self._lessons(visit, following, restart=restart)

    def play_one(self, visit: Visit, lesson: str) -> int:
        """Plays a lesson of a visit that needs no greeting but its notice; gives the exit code."""
        if visit.notice:
            self._tutor(visit.notice)
        return self._lessons(visit, lesson, restart=False)

    def _lessons(self, visit: Visit, following: str | None, *, restart: bool) -> int:
        """One lesson after the other, until the learner leaves."""
        sitting: Sitting | None = None
        while following is not None:
            try:
                sitting = visit.sit_down(following)
            except LessonError as error:
                self._tutor(f"This lesson can't be played: {phrases.sentence(str(error))}")
                following = self._choose(visit)
                continue
            following = self._lesson(visit, sitting, restart=restart or visit.was_finished(following))
            restart = False
        self._write(visit.farewell(sitting))
        return 0

    # ------------------------------------------------------------ one lesson

    def _lesson(self, visit: Visit, sitting: Sitting, *, restart: bool) -> str | None:
        """Plays a lesson; gives the one to play next, or None to leave."""
        outline = sitting.lesson.outline
        self._write("")
        self._write(self._filled(f"Lesson {outline.number}: {outline.title}. {outline.about}"))
        opening = sitting.begin(restart=restart)
        if opening.resumed:
            behind, of = sitting.progress
            self._tutor(f"We were here, with {behind} of {of} parts behind you:")
        said = opening.here if opening.resumed else opening.transcript
        if opening.resumed and sitting.state.running is not None:
            said = (*said, RunThis(sitting.state.running, sitting.state.label))
        while True:
            leave = self._hear(sitting, said)
            if leave is not None:
                following = self._where(visit, sitting, leave)
                if following != STAY:
                    return following
                said = conversation.here(sitting.lesson, sitting.state)
                continue
            prompt = sitting.prompt
            line = self._read(f"{prompt.label}; Enter {prompt.enter}" if prompt.enter else prompt.label)
            if line is None:
                return None
            said = tuple(one for one in sitting.type(line) if not isinstance(one, LearnerSaid))

    def _hear(self, sitting: Sitting, utterances: Iterable[Utterance]) -> Leave | None:
        leave = None
        for utterance in utterances:
            match utterance:
                case RunThis(experiment=experiment):
                    leave = self._hear(sitting, self._run(sitting, experiment)) or leave
                case Leave():
                    leave = utterance
                case _:
                    self._say(utterance)
        return leave

    def _run(self, sitting: Sitting, experiment: Experiment) -> tuple[Utterance, ...]:
        # NumPy and the chart's words are paid for by the first run, not by the first line.
        from tutor.charting.description import describe_loss
        from tutor.engine.descent import run

        try:
            trajectory = run(experiment)
        except TutorError as error:
            return sitting.cannot_run(error)
        described = describe_loss([float(value) for value in trajectory.loss], trajectory.minimum)
        self._labelled("Run", f"learning rate {experiment.lr:g}. {described}")
        return sitting.finish(trajectory)

    def _where(self, visit: Visit, sitting: Sitting, leave: Leave) -> str | None:
        where = visit.where(leave, sitting)
        if where.to == "out":
            return None
        if where.to == "lesson":
            return where.lesson
        if where.notice:
            self._tutor(where.notice)
        chosen = self._choose(visit, sitting.lesson.outline.id)
        return STAY if chosen is not None and visit.stays(chosen, sitting) else chosen

    def _choose(self, visit: Visit, here: str | None = None) -> str | None:
        progress = visit.progress
        for outline in self._course.outlines:
            state = progress.get(outline.id)
            told = "" if state is None else ", done" if state.complete else f", {state.position} of {state.of}"
            self._write(f"  {outline.number}. {outline.title}{told}")
        for problem in self._course.problems:
            self._tutor(phrases.told(problem))
        wanted = "lesson number, Enter to stay, or quit" if here else "lesson number, or quit"
        while (line := self._read(wanted)) is not None:
            command = read_command(line)
            if command is not None and command.name == "quit":
                return None
            if here is not None and (not line or (command is not None and command.name in ("back", "next"))):
                return STAY
            if not line:
                self._tutor("Type the number of a lesson, or quit.")
                continue
            try:
                return find(self._course, line).id
            except LessonError as error:
                self._tutor(phrases.told(error))
        return None

    def _ask_name(self) -> str | None:
        for message in welcome.GREETING:
            self._tutor(message.text)
        while (line := self._read("your name")) is not None:
            match welcome.read_first_line(line):
                case Leave():
                    return None
                case str() as name:
                    return name
                case unclear:
                    self._tutor(unclear.text)
        return None

    # ------------------------------------------------------------ lines out, lines in

    def _say(self, utterance: Utterance) -> None:
        match utterance:
            case TutorSays(message=message):
                self._message(message)
            case LearnerSaid(text=text):
                self._labelled("You", text)
            case Choices(items=items):
                for letter, text in items:
                    self._write(self._filled(f"  {letter}: {text}", indent=5))
            case Feedback(right=right, message=message):
                self._labelled("Right" if right else "Not quite", message.text)
            case Judged(verdict=verdict, words=words):
                reason = verdict.reason.replace("-", " ")
                self._labelled("Verdict", f"{verdict.verdict}, {reason}. {' '.join(words)}")
            case _:
                pass

    def _message(self, message: Message) -> None:
        if message.kind == "code":
            self._write(textwrap.indent(message.text, "    "))
        elif message.kind == "item":
            self._write(self._filled(f"  {message.marker} {message.text}", indent=4))
        else:
            self._tutor(message.text)

    def _tutor(self, text: str) -> None:
        self._labelled("Tutor", text)

    def _labelled(self, label: str, text: str) -> None:
        self._write(self._filled(f"{label}: {text}"))

    def _filled(self, text: str, indent: int = 0) -> str:
        """`text` on lines that fit; made ASCII first, as that makes some characters longer."""
        text = clean(text)
        if self._ascii:
            text = ascii_only(text)
        return textwrap.fill(
            text, WIDTH, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
        )

    def _write(self, text: str) -> None:
        text = clean(text)
        print(ascii_only(text) if self._ascii else text, file=self._page, flush=True)

    def _read(self, label: str) -> str | None:
        """The learner's next line; None when there is none left, or the learner pressed Ctrl-C or Ctrl-D."""
        self._page.write(f"You ({label}): ")
        self._page.flush()
        try:
            line = self._lines.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            self._write("")
            return None
        line = clean_line(line)
        if not self._typed_here:
            self._write(line)
        return line
