"""The course: which lessons there are, in what order. Reads course.toml and each lesson's front matter, no more.

A little past 300 lines, as each way in which a course can be wrong is told with what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.cleaning import clean_line
from tutor.errors import LessonError, Place, did_you_mean, nearest
from tutor.frozen import dataclass
from tutor.later import Later
from tutor.lesson.compiled import Compiled
from tutor.lesson.glossary import GLOSSARY_FILE, Glossary, read_glossary
from tutor.lesson.model import Lesson, Outline, Term
from tutor.lesson.source import (
    NAME,
    Source,
    as_word,
    exists,
    is_folder,
    names_in,
    read_source,
    refuse_unreadable,
    shown,
    shown_path,
)

if TYPE_CHECKING:
    from tutor.lesson import front_matter, settings
    from tutor.lesson.settings import Settings
else:  # not wanted where the course is kept as it was read
    front_matter = Later("tutor.lesson.front_matter")
    settings = Later("tutor.lesson.settings")

COURSE_FILE = "course.toml"
FORMAT = 1
"""The version of the format of lessons that this program reads."""

_KEYS = ("format", "title", "lessons", "name", "beside")
_HEAD_LINES, _LONGEST_HEAD_LINE = 100, 2000


@dataclass(frozen=True, slots=True)
class Course:
    """The lessons that can be played, in order."""

    title: str
    outlines: tuple[Outline, ...]
    folder: Path
    problems: tuple[LessonError, ...] = ()
    """Why lessons that course.toml names are left out."""
    files: Mapping[str, Path] = field(default_factory=dict)
    """The files of lessons, by id, that are not called by their id in `folder`."""
    glossaries: tuple[Path, ...] = ()
    """The files that explain its words, those that count first before others; none for the one in `folder`."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What course.toml says."""

    title: str
    lessons: tuple[tuple[str, Place], ...]
    """Ids in order, and where each is named."""
    place: Place
    """Where the course is named."""
    name: str = ""
    """A short name for the course, or empty."""
    beside: bool = False
    """Its lessons follow those that come with the program."""


def course_folder() -> Path:
    """The folder of the lessons that come with the program: inside the package if it is installed, beside it in a
    checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_lessons"
    return installed if installed.is_dir() else package.parent / "lessons"


def open_course(folder: Path | None = None) -> Course:
    """The course in `folder`, or the one that comes with the program. A lesson that cannot be listed is left out and
    told in `problems`; the others can still be played.

    Raises:
        LessonError: the folder or its course.toml is missing or broken.
    """
    if folder is not None:
        return _read_course(folder)
    own = course_folder()
    kept = Compiled(own / COURSE_FILE, [own / name for name in names_in(own) if name.endswith((".md", ".toml"))])
    course: Course | None = kept.read()
    if course is None:
        course = _read_course(own)
        if course.problems:
            return course
        # From wherever it is read back, the files are where they are.
        course = replace(course, outlines=tuple(_placed(outline, own) for outline in course.outlines))
        kept.keep(course)
    return course


def _placed(outline: Outline, folder: Path) -> Outline:
    return replace(outline, place=replace(outline.place, file=str(folder / f"{outline.id}.md")))


def _read_course(folder: Path) -> Course:
    listing = read_listing(folder)
    outlines: list[Outline] = []
    problems: list[LessonError] = []
    for lesson_id, place in listing.lessons:
        try:
            outlines.append(_outline(folder / f"{lesson_id}.md", place))
        except LessonError as error:
            problems.append(error)
    return Course(listing.title, tuple(outlines), folder, tuple(problems))


def read_listing(folder: Path) -> Listing:
    """What the course.toml of a folder says.

    Raises:
        LessonError: it is missing or broken.
    """
    path = folder / COURSE_FILE
    if not exists(path):
        raise _no_listing(folder)
    source = read_source(path)
    said = settings.read_settings(source.text, source.place)
    for key in said.values:
        if key not in _KEYS:
            raise LessonError(
                f"a course has no {shown(key)}", to_do=did_you_mean(clean_line(key), _KEYS), where=said.place(key)
            )
    written = _required(said, "format", int, "format = 1")
    if written != FORMAT:
        raise LessonError(
            f"format {shown(written)} is not known here",
            to_do=f"this program reads format {FORMAT}; a newer one may read this course",
            where=said.place("format"),
        )
    title = _required(said, "title", str, 'title = "…"')
    lessons = _required(said, "lessons", list, 'lessons = ["01-first-lesson", …]')
    return Listing(
        clean_line(title),
        tuple(_ids(lessons, source, said.place("lessons"))),
        said.place("name" if "name" in said.values else "title"),
        _name(said),
        _beside(said),
    )


def load(course: Course, lesson_id: str) -> Lesson:
    """Reads a whole lesson of the course.

    Raises:
        LessonError: the course has no such lesson, or its file is broken.
    """
    known = _with_id(course, lesson_id).id
    path = course.files.get(known) or course.folder / f"{known}.md"
    kept = Compiled(path, [path]) if path.parent == course_folder() else None
    lesson: Lesson | None = kept.read() if kept is not None else None
    if lesson is None:
        # markdown-it, about 40 ms and 2 MB, is paid when a lesson is read for the first time.
        from tutor.lesson.parse import load_lesson

        lesson = load_lesson(path, str(path) if kept is not None else "")
        if kept is not None:
            kept.keep(lesson)
    return replace(lesson, outline=replace(lesson.outline, id=known), glossary=Glossary(lambda: terms(course)))


def terms(course: Course) -> tuple[Term, ...]:
    """The glossary; empty where there is none, since a lesson plays without. `tutor check` tells of problems."""
    found: dict[str, Term] = {}
    for path in course.glossaries or (course.folder / GLOSSARY_FILE,):
        with suppress(LessonError):
            for term in read_glossary(read_source(path)):
                found.setdefault(term.name.casefold(), term)
    return tuple(found.values())


def find(course: Course, word: str) -> Outline:
    """The lesson that is meant by an id (`08-too-high`), a number (`8`) or a part of a title (`too high`).

    Raises:
        LessonError: none is, more than one is, or the one that is cannot be read.
    """
    wanted = " ".join(word.split()).casefold()
    for found in _meant(course, wanted):
        if len(found) == 1:
            return found[0]
        if found:
            told_apart = len({outline.number for outline in found}) == len(found)
            listed = ", ".join(f"{one.number if told_apart else one.id} ({one.title})" for one in found)
            raise LessonError(f"{shown(word)} can mean more than one lesson", to_do=f"say which: {listed}")
    for problem in course.problems:
        stem = Path(problem.where.file).stem if problem.where else ""
        if wanted and wanted in (stem, _number(stem.partition("-")[0]), stem.partition("-")[0]):
            raise problem
    raise _unknown(course, word)


def _meant(course: Course, wanted: str) -> Iterator[list[Outline]]:
    """The lessons that could be meant, by one way of naming them after the other, surest first."""
    if not wanted:
        return
    outlines = course.outlines
    yield [outline for outline in outlines if wanted == outline.id]
    yield [outline for outline in outlines if wanted == outline.id.rpartition("/")[2]]
    yield [outline for outline in outlines if _number(wanted.removeprefix("lesson ")) == str(outline.number)]
    yield [outline for outline in outlines if wanted == outline.title.casefold()]
    yield [outline for outline in outlines if wanted in f"{outline.title.casefold()}\n{outline.id.rpartition('/')[2]}"]


def _number(text: str) -> str:
    """`08` as `8`; anything but a number as it is."""
    return str(int(text)) if re.fullmatch("[0-9]{1,9}", text) else text


def _with_id(course: Course, lesson_id: str) -> Outline:
    for outline in course.outlines:
        if outline.id == lesson_id:
            return outline
    raise _unknown(course, lesson_id)


def _unknown(course: Course, word: str) -> LessonError:
    outlines = course.outlines
    if not outlines:
        return LessonError(f"there is no lesson {shown(word)}", to_do="the course has none that can be played")
    count = f"there are {len(outlines)} lessons" if len(outlines) > 1 else "there is one lesson"
    number = _number(" ".join(word.split()).casefold().removeprefix("lesson ").strip())
    if re.fullmatch("[0-9]{1,9}", number):
        return LessonError(f"{count}, and {number} is none of them", to_do=f"the numbers are {_numbers(outlines)}")
    by_name = {name.casefold(): outline for outline in outlines for name in (outline.title, outline.id)}
    guess = nearest(clean_line(word), by_name)
    to_do = f"{count}, numbered {_numbers(outlines)}"
    if guess:
        to_do = f"did you mean {by_name[guess].number}, {by_name[guess].title}?"
    return LessonError(f"there is no lesson {shown(word)}", to_do=to_do)


def _numbers(outlines: Sequence[Outline]) -> str:
    """The numbers that there are, `1 to 28, 90`."""
    spans: list[list[int]] = []
    for number in sorted({outline.number for outline in outlines}):
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    return ", ".join(" to ".join(map(str, span)) for span in spans)


def _outline(path: Path, named: Place) -> Outline:
    if not exists(path):
        raise LessonError(
            f"there is no file {shown(path.name)}", to_do=f"write it, or take it out of {COURSE_FILE}", where=named
        )
    source = _head(path)
    outline, _ = front_matter.read_outline(source)
    if outline is None:
        raise source.in_order()[0]
    return outline


def _head(path: Path) -> Source:
    """The lines of a lesson up to the end of its front matter; all of it, read as a whole, if that is not UTF-8."""
    refuse_unreadable(path)
    lines: list[str] = []
    try:
        with path.open(encoding="utf-8") as opened:
            while len(lines) < _HEAD_LINES and (line := opened.readline(_LONGEST_HEAD_LINE)):
                lines.append(line)
                if len(lines) > 1 and line.rstrip() == front_matter.FENCE:
                    break
    except (OSError, ValueError):
        return read_source(path)
    return Source(shown_path(path), "".join(lines))


def _no_listing(folder: Path) -> LessonError:
    where = Place(clean_line(shown_path(folder)))
    if not is_folder(folder):
        return LessonError("there is no such folder", to_do="name the folder of a course", where=where)
    stems = [name.removesuffix(".md") for name in names_in(folder) if name.endswith(".md")]
    lessons = [stem for stem in stems if front_matter.LESSON_ID.fullmatch(stem)]
    to_do = "name the folder of a course"
    if lessons:
        listed = ", ".join(f'"{lesson}"' for lesson in lessons[:3]) + (", …" if len(lessons) > 3 else "")
        to_do = f'write one of three lines: format = {FORMAT}, title = "…", lessons = [{listed}]'
    return LessonError(f"there is no {COURSE_FILE} in this folder", to_do=to_do, where=where)


def _name(settings: Settings) -> str:
    name = settings.values.get("name", "")
    if "name" in settings.values and not (isinstance(name, str) and NAME.fullmatch(name)):
        raise LessonError(
            f"name is {shown(name)}",
            to_do="write small letters, digits and single hyphens, such as our-school",
            where=settings.place("name"),
        )
    return str(name)


def _beside(settings: Settings) -> bool:
    beside = settings.values.get("beside", False)
    if not isinstance(beside, bool):
        raise LessonError(
            f"beside is {shown(beside)}", to_do="write true, or take the line away", where=settings.place("beside")
        )
    return beside


def _required(settings: Settings, key: str, kind: type, example: str) -> Any:
    value = settings.values.get(key)
    if key not in settings.values:
        raise LessonError(f"the course has no {key}", to_do=f"write {example}", where=settings.top)
    if not isinstance(value, kind) or isinstance(value, bool) or value in ("", []):
        raise LessonError(f"{key} is {shown(value)}", to_do=f"write {example}", where=settings.place(key))
    return value


def _ids(lessons: Sequence[Any], source: Source, listed: Place) -> Iterator[tuple[str, Place]]:
    seen: set[str] = set()
    last, column = listed, 1
    for lesson in lessons:
        if not isinstance(lesson, str) or not front_matter.LESSON_ID.fullmatch(lesson):
            raise LessonError(
                f"{shown(lesson)} is not the id of a lesson",
                to_do="write the name of its file without .md, such as 08-too-high",
                where=source.find(str(lesson), listed.line) if isinstance(lesson, str) else listed,
            )
        last = source.find(as_word(lesson), last.line, column=column)
        column = last.column + 1
        if lesson in seen:
            raise LessonError(f'"{lesson}" is named twice', to_do="keep one of them", where=last)
        seen.add(lesson)
        yield lesson, last
