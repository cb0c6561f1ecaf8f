"""The same conversation, line by line: for screen readers, dumb terminals, slow lines and pipes.

Nothing moves, nothing is drawn: every line is written once, says who speaks, and reads well aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from tutor.dialogue import ask, conversation, phrases, welcome
from tutor.dialogue.answers import is_question, read_command
from tutor.dialogue.model import LearnerSaid, Leave, RunThis, Utterance
from tutor.dialogue.setup import Setup, setup_of
from tutor.errors import LessonError, TutorError
from tutor.lab.words import read_lab_word
from tutor.lesson.course import Course, find, terms
from tutor.lesson.model import Lab, Walk
from tutor.plain_lab import PlainLab, show
from tutor.sitting import Sitting
from tutor.spoken import SLICE, Spoken
from tutor.visit import Visit

if TYPE_CHECKING:
    from tutor.lab.exhibit import Exhibit
    from tutor.lesson_bench import LessonBench

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
        self._spoken = Spoken(lines, page, typed_here=typed_here, ascii=ascii)
        self._bench: LessonBench | None = None
        """Makes the runs of the lab that waits."""
        self._exhibit: Exhibit | None = None
        """The last of them."""

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
            self._spoken.tutor(visit.notice)
        new = visit.is_new
        self._spoken.tutor(welcome.hello(visit.learner, new=new, kept=visit.is_kept).text)
        if new:
            self._spoken.tutor("Type help at any moment to hear what you can type.")
        outline = visit.lesson_to_go_on_with()
        following = lesson or (outline.id if outline else None)
        if following is None:
            self._spoken.tutor("There is no lesson to play. The command tutor check says what is wrong.")
            return 1
        return self._lessons(visit, following, restart=restart)

    def play_one(self, visit: Visit, lesson: str) -> int:
        """Plays a lesson of a visit that needs no greeting but its notice; gives the exit code."""
        if visit.notice:
            self._spoken.tutor(visit.notice)
        return self._lessons(visit, lesson, restart=False)

    def _lessons(self, visit: Visit, following: str | None, *, restart: bool) -> int:
        """One lesson after the other, until the learner leaves."""
        sitting: Sitting | None = None
        while following is not None:
            try:
                sitting = visit.sit_down(following)
            except LessonError as error:
                self._spoken.tutor(f"This lesson can't be played: {phrases.sentence(str(error))}")
                following = self._choose(visit)
                continue
            following = self._lesson(visit, sitting, restart=restart or visit.was_finished(following))
            restart = False
        self._spoken.write(visit.farewell(sitting))
        return 0

    # ------------------------------------------------------------ one lesson

    def _lesson(self, visit: Visit, sitting: Sitting, *, restart: bool) -> str | None:
        """Plays a lesson; gives the one to play next, or None to leave."""
        outline = sitting.lesson.outline
        self._exhibit = None
        self._spoken.write("")
        self._spoken.write(self._spoken.filled(f"Lesson {outline.number}: {outline.title}. {outline.about}"))
        opening = sitting.begin(restart=restart)
        if opening.resumed:
            behind, of = sitting.progress
            self._spoken.tutor(f"We were here, with {behind} of {of} parts behind you:")
        said = opening.here if opening.resumed else opening.transcript
        if opening.resumed and sitting.state.running is not None:
            said = (*said, sitting.state.running)
        while True:
            leave = self._hear(sitting, said)
            if leave is not None:
                following = self._where(visit, sitting, leave)
                if following != STAY:
                    return following
                said = conversation.here(sitting.lesson, sitting.state)
                continue
            prompt = sitting.prompt
            line = self._spoken.read(f"{prompt.label}; Enter {prompt.enter}" if prompt.enter else prompt.label)
            if line is None:
                return None
            said = self._type(sitting, line)

    def _hear(self, sitting: Sitting, utterances: Iterable[Utterance]) -> Leave | None:
        leave = None
        for utterance in utterances:
            match utterance:
                case RunThis():
                    leave = self._hear(sitting, self._run(sitting, utterance)) or leave
                case Leave():
                    leave = utterance
                case _:
                    self._spoken.say(utterance)
        return leave

    def _run(self, sitting: Sitting, wanted: RunThis) -> tuple[Utterance, ...]:
        try:
            self._exhibit = self._bench_of(sitting).start(wanted)
        except TutorError as error:
            return sitting.cannot_run(error)
        self._spoken.watch(self._exhibit)
        return self._bench_of(sitting).finish(sitting, self._exhibit)

    def _type(self, sitting: Sitting, line: str) -> tuple[Utterance, ...]:
        """What is said to a line; a word about the picture is answered with what the picture would show."""
        word = read_lab_word(line, slash=not self._takes_bare_words(sitting, line))
        if word is None:
            at = sitting.state.position
            said = tuple(one for one in sitting.type(line) if not isinstance(one, LearnerSaid))
            command = read_command(line)
            if command is not None and command.name == "help" and sitting.state.position == at:
                said = (*said, *map(phrases.say, self._help(sitting)))
            if sitting.state.position != at and isinstance(sitting.waiting, Lab):
                self._exhibit = None  # a lab's own bench begins with its start, its map, the runs of last time
            return said
        if word.wish == "open":
            lab = sitting.waiting
            PlainLab(self._spoken, lambda: terms(self._course)).play(
                setup_of(lab) if isinstance(lab, Lab) else Setup(), inside=True
            )
            return conversation.here(sitting.lesson, sitting.state)
        if self._exhibit is None:
            self._exhibit = self._set_up(sitting)
        show(self._spoken, self._exhibit, word)
        return ()

    def _takes_bare_words(self, sitting: Sitting, line: str) -> bool:
        """Words about the picture need no slash where there is one to hear of and they are no answers. A walk has words
        of its own for its numbers."""
        waiting = sitting.waiting
        there = self._exhibit is not None or isinstance(waiting, Lab) or sitting.made_before is not None
        return there and not isinstance(waiting, Walk) and not sitting.is_answer(line)

    def _help(self, sitting: Sitting) -> Iterator[str]:
        """What can be typed in line mode beside the conversation's own words."""
        if isinstance(sitting.waiting, Lab) or self._exhibit is not None or sitting.made_before is not None:
            yield "About the last run you can type: numbers, step 7, landscape, map. I say what the picture would show."
        yield "/lab opens free play, where you choose what is run."

    def _set_up(self, sitting: Sitting) -> Exhibit | None:
        """What there is to see before a run, or the last run again; at a question, that of the lab before it."""
        from tutor.lesson_bench import LessonBench

        try:
            if isinstance(sitting.waiting, Lab):
                exhibit = self._bench_of(sitting).again(sitting.made) or self._bench_of(sitting).before()
            elif (before := sitting.made_before) is not None:
                exhibit = LessonBench(before[0], done=False, ascii=True).again(before[1])
            else:
                return None
        except TutorError:
            return None  # the first run will say what is wrong
        if exhibit is not None:
            while not exhibit.work(SLICE):
                pass
        return exhibit

    def _bench_of(self, sitting: Sitting) -> LessonBench:
        # NumPy and the chart's words are paid for by the first run, not by the first line.
        from tutor.lesson_bench import LessonBench

        lab = sitting.waiting
        assert isinstance(lab, Lab)
        if self._bench is None or self._bench.lab != lab:
            self._bench = LessonBench(lab, done=f"lab:{lab.id}" in sitting.state.shown, ascii=True)
        return self._bench

    def _where(self, visit: Visit, sitting: Sitting, leave: Leave) -> str | None:
        where = visit.where(leave, sitting)
        if where.to == "out":
            return None
        if where.to == "lesson":
            return where.lesson
        if where.notice:
            self._spoken.tutor(where.notice)
        chosen = self._choose(visit, sitting.lesson.outline.id)
        return STAY if chosen is not None and visit.stays(chosen, sitting) else chosen

    def _choose(self, visit: Visit, here: str | None = None) -> str | None:
        progress = visit.progress
        for outline in self._course.outlines:
            state = progress.get(outline.id)
            told = "" if state is None else ", done" if state.complete else f", {state.position} of {state.of}"
            self._spoken.write(f"  {outline.number}. {outline.title}{told}")
        for problem in self._course.problems:
            self._spoken.tutor(phrases.told(problem))
        wanted = "lesson number, Enter to stay, or quit" if here else "lesson number, or quit"
        while (line := self._spoken.read(wanted)) is not None:
            command = read_command(line)
            if command is not None and command.name == "quit":
                return None
            if here is not None and (not line or (command is not None and command.name in ("back", "next"))):
                return STAY
            if not line:
                self._spoken.tutor("Type the number of a lesson, or quit.")
                continue
            if command is not None and command.name == "help":
                self._spoken.tutor("Type the number of a lesson or a word of its title. quit leaves. You can ask, too.")
                continue
            if is_question(line):
                self._spoken.tutor(ask.reply(terms(self._course), line))
                continue
            try:
                return find(self._course, command.rest if command is not None and command.rest else line).id
            except LessonError as error:
                self._spoken.tutor(phrases.told(error))
        return None

    def _ask_name(self) -> str | None:
        for message in welcome.GREETING:
            self._spoken.tutor(message.text)
        while (line := self._spoken.read("your name")) is not None:
            match welcome.read_first_line(line):
                case Leave():
                    return None
                case str() as name:
                    return name
                case unclear:
                    self._spoken.tutor(unclear.text)
        return None
