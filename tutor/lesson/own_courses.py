"""Courses of the teachers' own: folders that stand instead of the course of the program, or beside it.

A folder stands instead, unless its course.toml says `beside = true`: then its lessons follow those of the program. Of
several folders the lessons follow each other, those of the program first, if no folder stands instead.

The place of a learner is kept under the id of the lesson. Lessons of different courses may have the same file name, so
the id of a lesson from a folder of one's own is `course/08-too-high`: the course's `name`, or its title as a name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

from tutor.cleaning import clean_line
from tutor.errors import LessonError, Place
from tutor.lesson.course import Course, Listing, course_folder, open_course, read_listing
from tutor.lesson.glossary import GLOSSARY_FILE
from tutor.lesson.model import Outline
from tutor.lesson.source import exists, is_folder, shown, shown_path

VARIABLE = "TUTOR_LESSONS"
"""The environment variable that names folders of courses, with a colon between two."""


def chosen_folders(given: Sequence[str | Path] | None, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The folders of courses that are wanted: those `given` on the command line, else those that the environment names;
    empty for the course that comes with the program."""
    named = given or [part for part in environ.get(VARIABLE, "").split(os.pathsep) if part]
    return tuple(map(Path, named))


def open_courses(folders: Sequence[Path]) -> Course:
    """The lessons of these folders as one course; without any, the course that comes with the program.

    A lesson with the file name of an earlier one is left out and told in `problems`.

    Raises:
        LessonError: a folder or its course.toml is missing or broken, or two courses have the same name.
    """
    if not folders:
        return open_course()
    listings = [_listing(folder) for folder in folders]
    names = list(_names(folders, listings))
    courses = [_named(open_course(folder), name) for folder, name in zip(folders, names, strict=True)]
    if all(listing.beside for listing in listings):
        courses.insert(0, open_course())
    title = next((listing.title for listing in listings if not listing.beside), courses[0].title)
    glossaries = [course.folder / GLOSSARY_FILE for course in courses]
    if course_folder() not in (course.folder for course in courses):
        glossaries = [path for path in glossaries if _is_there(path)] or [course_folder() / GLOSSARY_FILE]
    return _joined(title, courses, tuple(glossaries))


def single_lesson(path: Path) -> Course:
    """A course of one lesson file, wherever it lies; its words are explained as the course of its folder would, or, if
    there is no glossary in the folder, as the course that comes with the program does.

    Raises:
        LessonError: the file cannot be read as a lesson.
    """
    # markdown-it, about 40 ms: the whole file has to be right before it can be played.
    from tutor.lesson.parse import load_lesson

    outline = load_lesson(path).outline
    beside = path.parent / GLOSSARY_FILE
    glossary = beside if _is_there(beside) else course_folder() / GLOSSARY_FILE
    return Course(outline.title, (outline,), path.parent, files={outline.id: path}, glossaries=(glossary,))


def collision(lesson: str, place: Place, course: str) -> LessonError:
    """What is wrong with a lesson, listed at `place`, whose file name is that of a lesson of another course."""
    return LessonError(
        f'"{lesson}" is already a lesson of the course {shown(course)}', to_do="give it another name", where=place
    )


def _listing(folder: Path) -> Listing:
    if not exists(folder):
        raise LessonError(
            "there is no such folder", to_do=f"check what --lessons or {VARIABLE} names", where=_place(folder)
        )
    if not is_folder(folder):
        raise LessonError(
            "this is not a folder", to_do="name the folder in which course.toml lies", where=_place(folder)
        )
    return read_listing(folder)


def _names(folders: Sequence[Path], listings: Sequence[Listing]) -> Iterator[str]:
    """What stands before the ids of each course's lessons: nothing for the course that comes with the program."""
    taken: dict[str, Listing] = {}
    for folder, listing in zip(folders, listings, strict=True):
        if folder.resolve() == course_folder():
            yield ""
            continue
        name = listing.name or _slug(listing.title)
        if name in taken:
            raise LessonError(
                f"another of these courses is called {shown(name)}, too ({taken[name].place})",
                to_do='give each a name of its own: name = "…"',
                where=listing.place,
            )
        taken[name] = listing
        yield name


def _slug(title: str) -> str:
    """A title as a name; a number stands for one that has no letters from a to z."""
    slug = "-".join(re.findall("[a-z0-9]+", title.casefold()))
    return slug or f"course-{crc32(title.encode())}"


def _named(course: Course, name: str) -> Course:
    if not name:
        return course
    outlines = tuple(replace(outline, id=f"{name}/{outline.id}") for outline in course.outlines)
    files = {
        outline.id: course.folder / f"{before.id}.md" for outline, before in zip(outlines, course.outlines, strict=True)
    }
    return replace(course, outlines=outlines, files=files)


def _joined(title: str, courses: Sequence[Course], glossaries: tuple[Path, ...]) -> Course:
    outlines: list[Outline] = []
    files: dict[str, Path] = {}
    problems: list[LessonError] = []
    owners: dict[str, str] = {}
    """File names of lessons, and the title of the course that each belongs to."""
    for course in courses:
        listed = dict(read_listing(course.folder).lessons)
        clashing = listed.keys() & owners.keys()
        problems += [collision(lesson, place, owners[lesson]) for lesson, place in listed.items() if lesson in clashing]
        problems += course.problems
        kept = [outline for outline in course.outlines if outline.id.rpartition("/")[2] not in clashing]
        outlines += kept
        files |= {one.id: course.files.get(one.id) or course.folder / f"{one.id}.md" for one in kept}
        owners |= {lesson: course.title for lesson in listed if lesson not in clashing}
    return Course(title, tuple(outlines), courses[0].folder, tuple(problems), files, glossaries)


def _is_there(path: Path) -> bool:
    try:
        return exists(path)
    except LessonError:
        return False


def _place(folder: Path) -> Place:
    return Place(clean_line(shown_path(folder)))
