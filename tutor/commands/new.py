"""`tutor new`: a lesson file that plays and passes `tutor check` from the start. Imports neither Textual nor NumPy."""

from __future__ import annotations

import shlex
from pathlib import Path

from tutor.cleaning import clean_line
from tutor.commands.page import open_page
from tutor.errors import LessonError, Place, TutorError, UsageError
from tutor.lesson.course import COURSE_FILE, read_listing
from tutor.lesson.front_matter import LESSON_ID
from tutor.lesson.glossary import GLOSSARY_FILE, MISCONCEPTIONS_FILE, read_glossary, read_misconceptions
from tutor.lesson.source import Source, exists, is_folder, read_source, shown, shown_path
from tutor.lesson.template import new_lesson


def new(path: Path, *, ascii: bool = False) -> int:
    """Writes a new lesson and says what to do with it; gives 0.

    Args:
        path: where, named `NN-name.md`.
        ascii: print no character beyond ASCII (the file itself is UTF-8 in any case).

    Raises:
        UsageError: the name is none for a lesson, or something is there already; nothing is changed then.
        LessonError: the file cannot be written.
    """
    match = LESSON_ID.fullmatch(path.stem)
    if path.suffix != ".md" or match is None:
        raise UsageError(
            f"a lesson file cannot be called {shown(path.name)}",
            to_do="call it by its number and a name in small letters, such as 10-half-way.md",
        )
    if exists(path):
        raise UsageError(f"there is already something at {shown(shown_path(path))}", to_do="choose another name")
    if not is_folder(path.parent):
        raise UsageError(f"there is no folder {shown(shown_path(path.parent))}", to_do="make it first")
    _write(path, new_lesson(path.stem.partition("-")[2], terms=_terms(path.parent), ideas=_ideas(path.parent)))
    name = clean_line(shown_path(path))
    page = open_page(ascii=ascii)
    page.say(f"{name} is a whole lesson already. Open it in a text editor and make it yours.")
    page.lines(["", f"  tutor preview {shlex.quote(name)}   plays it; save the file, and you see the change"])
    page.lines([f"  tutor check {shlex.quote(name)}     says what is wrong in it, and runs its claims"])
    if line := _listing_line(path):
        page.lines(["", line])
    return 0


def _write(path: Path, text: str) -> None:
    where = Place(clean_line(shown_path(path)))
    try:
        with path.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise UsageError("there is already such a file", to_do="choose another name") from None
    except OSError as error:
        raise LessonError(
            f"the file cannot be written ({error.strerror})", to_do="check the folder's permissions", where=where
        ) from None


def _terms(folder: Path) -> frozenset[str] | None:
    source = _beside(folder / GLOSSARY_FILE)
    if source is None:
        return None
    return frozenset(word.casefold() for term in read_glossary(source) for word in (term.name, *term.also))


def _ideas(folder: Path) -> frozenset[str] | None:
    source = _beside(folder / MISCONCEPTIONS_FILE)
    return None if source is None else frozenset(read_misconceptions(source))


def _beside(path: Path) -> Source | None:
    try:
        return read_source(path) if exists(path) else None
    except LessonError:
        return None  # `tutor check` tells what is wrong with it


def _listing_line(path: Path) -> str:
    """How to get the lesson into the course of its folder; empty where there is none, or it is listed there already."""
    try:
        if not exists(path.parent / COURSE_FILE):
            return ""
        listed = [lesson for lesson, _ in read_listing(path.parent).lessons]
    except TutorError:
        listed = []
    if path.stem in listed:
        return ""
    return f'To put it in the course, add this line to lessons = [...] in {COURSE_FILE}:  "{path.stem}",'
