"""The lines between `---` and `---` at the top of a lesson: title, about, needs, minutes, concepts.

Read without a Markdown parser, so that the list of lessons is there at once.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from tutor.cleaning import clean_line
from tutor.errors import LessonError, Place, did_you_mean
from tutor.lesson.model import Outline
from tutor.lesson.source import NAME, Source, shown

FENCE = "---"
KEYS = ("title", "about", "needs", "minutes", "concepts")
MINUTES = 10
"""For lessons that do not say how long they take."""
LONGEST_MINUTES = 240

LESSON_ID = re.compile(rf"([0-9]{{1,3}})-{NAME.pattern}")
"""A lesson's id: the number and the name of its file, without `.md`."""


def read_outline(source: Source) -> tuple[Outline | None, int]:
    """The front matter, and the number of the line after it. Problems are noted in `source`; None if there are any."""
    before = len(source.problems)
    lesson_id, number = "", 0
    with source.collecting():
        lesson_id, number = _id(source)
    values: dict[str, tuple[str, Place]] = {}
    read = len(source.problems)
    after, complete = _read_lines(source, values)
    top = source.place(1, 1)
    # A misspelt key is told as such, and not once more as a missing one.
    for key in ("title", "about") if complete and len(source.problems) == read else ():
        text, place = values.get(key, ("", top))
        if not text:
            to_do = f"write {key}: and a few words between the --- lines"
            source.problems.append(LessonError(f"the lesson has no {key}", to_do=to_do, where=place))
    needs: tuple[str, ...] = ()
    minutes = MINUTES
    with source.collecting():
        needs = _needs(source, values)
    with source.collecting():
        minutes = _minutes(values)
    if len(source.problems) > before:
        return None, after
    outline = Outline(
        id=lesson_id,
        number=number,
        title=values["title"][0],
        about=values["about"][0],
        needs=needs,
        minutes=minutes,
        concepts=_listed(values.get("concepts", ("", top))[0]),
        place=top,
    )
    return outline, after


def _id(source: Source) -> tuple[str, int]:
    path = PurePath(source.file)
    match = LESSON_ID.fullmatch(path.stem)
    if path.suffix != ".md" or match is None:
        raise LessonError(
            f"a lesson file cannot be called {shown(path.name)}",
            to_do="call it by its number and a name in small letters, such as 08-too-high.md",
            where=Place(source.file),
        )
    return path.stem, int(match.group(1))


def _read_lines(source: Source, values: dict[str, tuple[str, Place]]) -> tuple[int, bool]:
    """Fills in `values`; gives the number of the line after the front matter, and whether its end was found."""
    if source.line(1).rstrip() != FENCE:
        found = f", not with {shown(source.line(1))}" if source.line(1).strip() else ""
        source.problems.append(
            LessonError(
                f"a lesson begins with a line --- and its title{found}",
                to_do="lessons/README.md shows how",
                where=source.place(1, 1),
            )
        )
        return 1, False
    for number in range(2, len(source.lines) + 1):
        line = source.line(number)
        if line.rstrip() == FENCE:
            return number + 1, True
        if not line.strip():
            continue
        with source.collecting():
            key, text, column = _entry(source, number)
            if key in values:
                raise LessonError(f"{key} is given twice", to_do="keep one", where=source.place(number))
            values[key] = (text, source.place(number, column))
        if source.problems and source.problems[-1].where == source.place(number) and ":" not in line:
            # Prose: the front matter has no end, and every further line would be one more problem.
            return number, False
    source.problems.append(
        LessonError("the front matter has no end", to_do="close it with a line ---", where=source.place(1, 1))
    )
    return len(source.lines) + 1, False


def _entry(source: Source, number: int) -> tuple[str, str, int]:
    """Key, text and the column of the text."""
    line = source.line(number)
    key, colon, text = line.partition(":")
    key = key.strip()
    if not colon:
        raise LessonError(
            f"{shown(line)} is not of the form key: value",
            to_do="write it so, or close the front matter with a line --- before it",
            where=source.place(number),
        )
    if key not in KEYS:
        raise LessonError(
            f"a lesson has no {shown(key)}", to_do=did_you_mean(clean_line(key), KEYS), where=source.place(number)
        )
    column = len(line) - len(text.lstrip()) + 1 if text.strip() else 1
    text = clean_line(text)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip()
    return key, text, column


def _needs(source: Source, values: dict[str, tuple[str, Place]]) -> tuple[str, ...]:
    text, place = values.get("needs", ("", source.place(1, 1)))
    needs = _listed(text)
    for need in needs:
        if not LESSON_ID.fullmatch(need):
            raise LessonError(
                f"needs: {shown(need)} is not the id of a lesson",
                to_do="write ids with commas between them, such as 06-one-step-downhill, 07-too-low",
                where=source.find(need, place.line, place.line),
            )
    return needs


def _minutes(values: dict[str, tuple[str, Place]]) -> int:
    if "minutes" not in values:
        return MINUTES
    text, place = values["minutes"]
    minutes = int(text) if re.fullmatch("[0-9]{1,6}", text) else 0
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise LessonError(
            f"minutes: {shown(text)} is not a number of minutes",
            to_do=f"write a whole number from 1 to {LONGEST_MINUTES}",
            where=place,
        )
    return minutes


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip() for part in text.split(",")) if part)
