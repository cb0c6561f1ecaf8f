"""The same conversation, line by line: for screen readers, dumb terminals, slow lines and pipes.

Nothing moves, nothing is drawn: every line is written once, says who speaks, and reads well aloud.

It is past 300 lines, as it is the line mode's whole way through a visit: greeting, look-back, lesson, list of lessons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from tutor.cleaning import Charset
from tutor.dialogue import ask, conversation, phrases, welcome
from tutor.dialogue.answers import is_question, read_command
from tutor.dialogue.model import LearnerSaid, Leave, Prompt, RunThis, Utterance
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
    from pathlib import Path

    from tutor.lab.exhibit import Exhibit
    from tutor.lesson_bench import LessonBench
    from tutor.look_back import LookBack

STAY = ""
"""Where to go on, when the answer is: here."""
HELP = (
    "Type where to hear how far you are. Ctrl-C stops a long run. /lab opens free play: there you choose what is run."
)
"""What can be typed here beyond the words that every face of the tutor knows."""
RUN_HELP = (
    "About the last run: numbers for a table, step 7 for the steps around it, landscape for the way it went, compare "
    "for the runs before it, map for the rates that work, answers for what a trained network answers. Where such a "
    "word names an answer, put a slash before it, /numbers."
)
_WHERE = re.compile(r"/?where(?: am i)?[?.!]*", re.IGNORECASE)


class LineMode:
    """Plays lessons over a reader and a writer of lines.

    Args:
        course: the lessons.
        lines: where the learner's lines come from.
        page: where the tutor's lines go.
        typed_here: a person types on this terminal and sees what they type; otherwise each line read is repeated, so
            that what comes out reads as a whole.
        charset: what may be written.
        folder: where free play saves runs; None where nothing may be written.
    """

    def __init__(
        self,
        course: Course,
        lines: TextIO,
        page: TextIO,
        *,
        typed_here: bool,
        charset: Charset,
        folder: Path | None = None,
    ) -> None:
        self._course = course
        self._folder = folder
        self._spoken = Spoken(lines, page, typed_here=typed_here, charset=charset)
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
            restart = restart or visit.was_finished(following)
            look_back = visit.look_back(following)
            leave = self._look_back(visit, sitting, look_back) if look_back is not None else STAY
            following = leave if leave != STAY else self._lesson(visit, sitting, restart=restart)
            restart = False
        self._spoken.write(self._spoken.filled(visit.farewell(sitting)))
        return 0

    def _look_back(self, visit: Visit, sitting: Sitting, look_back: LookBack) -> str | None:
        """Plays the questions that come back before a lesson; gives where to go then, as `_lesson` does, or to stay."""
        said = look_back.begin()
        if said:
            self._spoken.write("")
        while True:
            leave = self._hear(sitting, said)
            if leave is not None and (following := self._where(visit, sitting, leave)) != STAY:
                return following
            if look_back.over:
                return STAY
            if leave is not None:
                self._hear(sitting, look_back.again())
            line = self._spoken.read(_label(look_back.prompt))
            if line is None:
                return None
            if _WHERE.fullmatch(line):
                outline = sitting.lesson.outline
                said = (phrases.say(f"In a look back, before lesson {outline.number}, {outline.title}."),)
                continue
            said = tuple(one for one in look_back.type(line) if not isinstance(one, LearnerSaid))

    # ------------------------------------------------------------ one lesson

    def _lesson(self, visit: Visit, sitting: Sitting, *, restart: bool) -> str | None:
        """Plays a lesson; gives the one to play next, or None to leave."""
        outline = sitting.lesson.outline
        self._bench = self._exhibit = None
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
            self._tell_what_stands_there(sitting)
            line = self._spoken.read(_label(sitting.prompt))
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
        if _WHERE.fullmatch(line):
            behind, of = sitting.progress
            outline = sitting.lesson.outline
            self._spoken.tutor(f"Lesson {outline.number}, {outline.title}: {behind} of {of} parts are behind you.")
            return ()
        word = read_lab_word(line, slash=not self._takes_bare_words(sitting, line))
        if word is None:
            before = sitting.state
            said = self._typed(sitting, line)
            command = read_command(line)
            asked = command is not None and command.name == "help" and sitting.state == before
            return (*said, *map(phrases.say, self._help(sitting))) if asked else said
        if isinstance(sitting.waiting, Walk) and word.wish == "view":
            return self._typed(sitting, "numbers")
        if word.wish == "open":
            lab = sitting.waiting
            leaves = PlainLab(self._spoken, lambda: terms(self._course), self._folder).play(
                setup_of(lab) if isinstance(lab, Lab) else Setup(), inside=True
            )
            if leaves:
                return (Leave("out"),)
            return conversation.here(sitting.lesson, sitting.state)
        stale = isinstance(sitting.waiting, Lab) and self._stands_here(sitting.waiting) is None
        if self._exhibit is None or stale:
            self._exhibit = self._set_up(sitting)
        show(self._spoken, self._exhibit, word)
        return ()

    def _typed(self, sitting: Sitting, line: str) -> tuple[Utterance, ...]:
        return tuple(one for one in sitting.type(line) if not isinstance(one, LearnerSaid))

    def _stands_here(self, lab: Lab) -> Exhibit | None:
        """What stands on the bench, if it is this lab's; a run is talked about after its lab, too."""
        return self._exhibit if self._bench is not None and self._bench.lab == lab else None

    def _tell_what_stands_there(self, sitting: Sitting) -> None:
        """Where the screen shows a picture before anything is run, that is told once."""
        lab = sitting.waiting
        if not isinstance(lab, Lab) or not lab.shows_before or self._stands_here(lab) is not None:
            return
        self._exhibit = self._set_up(sitting)
        if self._exhibit is not None:
            for sentence in self._exhibit.in_words():
                self._spoken.labelled("On the bench", sentence)
            if lab.map == "open":
                self._spoken.labelled("Map of rates", self._exhibit.map_in_words())

    def _takes_bare_words(self, sitting: Sitting, line: str) -> bool:
        """Words about the picture need no slash where there is one to hear of and they are no answers. A walk has words
        of its own for its numbers."""
        waiting = sitting.waiting
        there = self._exhibit is not None or isinstance(waiting, Lab) or sitting.made_before is not None
        return there and not isinstance(waiting, Walk) and not sitting.is_answer(line)

    def _help(self, sitting: Sitting) -> Iterator[str]:
        """What can be typed in line mode beside the conversation's own words."""
        if isinstance(sitting.waiting, Lab) or self._exhibit is not None or sitting.made_before is not None:
            yield RUN_HELP
        yield HELP

    def _set_up(self, sitting: Sitting) -> Exhibit | None:
        """What there is to see before a run, or the last run again; at a question, that of the lab before it."""
        from tutor.lesson_bench import LessonBench

        try:
            if isinstance(sitting.waiting, Lab):
                exhibit = self._bench_of(sitting).again(sitting.made) or self._bench_of(sitting).before()
            elif (before := sitting.made_before) is not None:
                lab, made = before
                exhibit = LessonBench(lab, done=f"lab:{lab.id}" in sitting.state.shown, ascii=True).again(made)
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


def _label(prompt: Prompt) -> str:
    return f"{prompt.label}; Enter {prompt.enter}" if prompt.enter else prompt.label
