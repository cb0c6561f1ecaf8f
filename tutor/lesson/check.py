"""The author's linter: what is wrong with lessons, and which of their claims a run does not bear out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.cleaning import clean_line
from tutor.engine.figures import counted
from tutor.errors import LessonError, Place
from tutor.lesson.burden import prove_all
from tutor.lesson.course import COURSE_FILE, Course, Listing, course_folder, read_listing
from tutor.lesson.findings import Finding, finding, in_order
from tutor.lesson.front_matter import LESSON_ID
from tutor.lesson.glossary import GLOSSARY_FILE, MISCONCEPTIONS_FILE, read_glossary, read_misconceptions
from tutor.lesson.lint import Library, lint_lesson, lint_predictions, lint_source, together
from tutor.lesson.model import Lab, Walk
from tutor.lesson.own_courses import collision
from tutor.lesson.parse import read_lesson
from tutor.lesson.proof_walk import prove_walk
from tutor.lesson.source import Source, exists, is_folder, names_in, read_source, shown, shown_path

_OTHER_FILES = frozenset({COURSE_FILE, GLOSSARY_FILE, MISCONCEPTIONS_FILE, "README.md", "data", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, and how much it looked at."""

    findings: tuple[Finding, ...]
    lessons: int
    claims: int

    @property
    def summary(self) -> str:
        """`4 lessons, 43 claims: all is well` in one line."""
        found = len(self.findings)
        told = "all is well" if not found else counted(found, "thing") + " to mend"
        return f"{counted(self.lessons, 'lesson')}, {counted(self.claims, 'claim')}: {told}"


def check(what: Sequence[Path | str] | Course = (), is_command: Callable[[str], bool] | None = None) -> Report:
    """Checks lessons.

    Args:
        what: lesson files and folders of lessons, or a course; nothing checks the course that comes with the program.
        is_command: tells which lines of a learner steer the conversation, and so can be no answers; None lets all pass.

    Returns:
        all findings, file by file in the order of their lines. Nothing is raised.
    """
    paths = [what.folder] if isinstance(what, Course) else [Path(path) for path in what]
    findings: list[Finding] = []
    lessons = claims = 0
    for path in paths or [course_folder()]:
        part = _checked(path, is_command)
        findings += part.findings
        lessons += part.lessons
        claims += part.claims
    return Report(tuple(findings), lessons, claims)


def _checked(path: Path, is_command: Callable[[str], bool] | None) -> Report:
    try:
        folder = is_folder(path)
    except LessonError as error:
        return Report((finding(error),), 1, 0)
    return _Folder(path, is_command).check() if folder else _Folder(path.parent, is_command).check_file(path)


class _Folder:
    """A folder of lessons, its glossary and its list of misconceptions read once."""

    def __init__(self, folder: Path, is_command: Callable[[str], bool] | None) -> None:
        self._folder = folder
        self._is_command = is_command
        self._own: list[Finding] = []
        """About the files beside the lessons."""
        self._listing = self._read_listing()
        beside = self._listing is not None and self._listing.beside and folder.resolve() != course_folder()
        self._program = _Folder(course_folder(), is_command) if beside else None
        """The course of the program, where the folder stands beside it."""
        self.library = self._read_library()

    def check(self) -> Report:
        """The whole folder."""
        try:
            names = names_in(self._folder)
        except LessonError as error:
            return Report((finding(error),), 0, 0)
        findings = [*self._own, *self._clashes()]
        listed = [lesson for lesson, _ in self._listing.lessons] if self._listing else []
        unlisted = [name.removesuffix(".md") for name in names if _is_lesson(name) and name[:-3] not in listed]
        if self._listing:
            findings += self._missing(self._listing, names)
            findings += self._strays(names, listed)
        reports = [
            self.check_file(self._folder / f"{lesson}.md") for lesson in [*listed, *unlisted] if f"{lesson}.md" in names
        ]
        findings += [found for report in reports for found in report.findings]
        return Report(tuple(findings), len(reports), sum(report.claims for report in reports))

    def check_file(self, path: Path) -> Report:
        """One lesson."""
        try:
            source = read_source(path)
        except LessonError as error:
            return Report((finding(error),), 1, 0)
        lesson, problems = read_lesson(source)
        findings = [finding(problem) for problem in problems]
        findings += map(finding, source.doubts)
        findings += lint_source(source)
        claims = 0
        if lesson is not None:
            findings += lint_lesson(lesson, source, self.library)
            if not problems:
                findings += lint_predictions(lesson)
            labs = [step for step in lesson.steps if isinstance(step, Lab)]
            claims = sum(len(lab.claims) for lab in labs)
            findings += prove_all(labs)
            walks = [step for step in lesson.steps if isinstance(step, Walk)]
            claims += sum(len(walk.claims) for walk in walks)
            findings += [found for walk in walks for found in prove_walk(walk)]
        return Report(tuple(in_order(findings)), 1, claims)

    def _read_listing(self) -> Listing | None:
        try:
            return read_listing(self._folder) if is_folder(self._folder) else None
        except LessonError as error:
            self._own.append(finding(error))
            return None

    def _read_library(self) -> Library:
        terms = misconceptions = None
        if glossary := self._read_beside(GLOSSARY_FILE):
            terms = frozenset(word.casefold() for term in read_glossary(glossary) for word in (term.name, *term.also))
            self._own += map(finding, glossary.problems)
        if ideas := self._read_beside(MISCONCEPTIONS_FILE):
            misconceptions = read_misconceptions(ideas)
            self._own += map(finding, ideas.problems)
        lessons = tuple(lesson for lesson, _ in self._listing.lessons) if self._listing else None
        library = Library(terms, misconceptions, lessons, self._is_command)
        return library if self._program is None else together(self._program.library, library)

    def _read_beside(self, name: str) -> Source | None:
        path = self._folder / name
        try:
            if not exists(path):
                return None
            source = read_source(path)
        except LessonError as error:
            self._own.append(finding(error))
            return None
        self._own += lint_source(source)
        return source

    def _clashes(self) -> Iterator[Finding]:
        """Lessons that have the file name of one of the program."""
        if self._program is None or self._program._listing is None or self._listing is None:
            return
        theirs = dict(self._program._listing.lessons)
        for lesson, place in self._listing.lessons:
            if lesson in theirs:
                yield finding(collision(lesson, place, self._program._listing.title))

    def _missing(self, listing: Listing, names: Sequence[str]) -> Iterator[Finding]:
        """Lessons that are listed but not there, and numbers out of order."""
        before = ""
        for lesson, place in listing.lessons:
            if f"{lesson}.md" not in names:
                yield Finding(
                    place, f"there is no file {shown(f'{lesson}.md')}", "write it, or take it out of the list"
                )
            if before and _number(lesson) <= _number(before):
                yield Finding(
                    place, f'the number of "{lesson}" is not above that of "{before}"', "number the files in this order"
                )
            before = lesson

    def _strays(self, names: Sequence[str], listed: Sequence[str]) -> Iterator[Finding]:
        for name in names:
            if name in _OTHER_FILES or name.removesuffix(".md") in listed:
                continue
            place = Place(clean_line(shown_path(self._folder / name)))
            if _is_lesson(name):
                yield Finding(place, f"this lesson is not in {COURSE_FILE}", f'add "{name[:-3]}" there')
            else:
                yield Finding(place, "this file is no part of a course", "take it out of the folder")


def _is_lesson(name: str) -> bool:
    return name.endswith(".md") and LESSON_ID.fullmatch(name[:-3]) is not None


def _number(lesson: str) -> int:
    return int(lesson.partition("-")[0])
