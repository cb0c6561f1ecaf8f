"""What makes a readable lesson a good one: the rules of `tutor check` that need no run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tutor.cleaning import clean
from tutor.errors import Place, did_you_mean, nearest
from tutor.lesson.blocks import PICTURE
from tutor.lesson.findings import Finding
from tutor.lesson.lint_lab import lint_lab
from tutor.lesson.lint_quiz import lint_quiz, lint_settling
from tutor.lesson.lint_walk import lint_walk
from tutor.lesson.model import Lab, Lesson, Message, Outline, Pause, Quiz, Say, Walk
from tutor.lesson.source import Source, as_word, shown
from tutor.lesson.verdict_choice import next_lab
from tutor.lesson.width import WIDEST, width

WIDEST_TITLE = 32
"""Columns that the list of lessons has for a title."""


@dataclass(frozen=True, slots=True)
class Library:
    """What lessons may refer to. None where the folder has no such file."""

    terms: frozenset[str] | None = None
    """Words of the glossary, in small letters."""
    misconceptions: Mapping[str, str] | None = None
    lessons: tuple[str, ...] | None = None
    """The ids of the course, in order."""
    is_command: Callable[[str], bool] | None = None
    """Whether a learner's line steers the conversation instead of answering; the conversation knows."""


def together(program: Library, own: Library) -> Library:
    """What lessons may refer to that stand beside those of the program."""
    return Library(
        (program.terms or frozenset()) | (own.terms or frozenset()),
        {**(program.misconceptions or {}), **(own.misconceptions or {})},
        (*(program.lessons or ()), *(own.lessons or ())),
        own.is_command,
    )


def lint_source(source: Source) -> Iterator[Finding]:
    """Control characters and other invisible marks, the first of each line."""
    for number, line in enumerate(source.lines, 1):
        if clean(line) == line.replace("\t", "    "):
            continue
        for column, character in enumerate(line, 1):
            if character != "\t" and clean(character) != character:
                yield Finding(
                    source.place(number, column),
                    f"there is an invisible control character (U+{ord(character):04X})",
                    "delete it, or type this place anew",
                )
                break


def lint_lesson(lesson: Lesson, source: Source, library: Library) -> Iterator[Finding]:
    """Everything that can be said of a lesson without running anything."""
    yield from _lint_outline(lesson.outline, source, library)
    for step in lesson.steps:
        match step:
            case Pause(place=place):
                yield from _lint_pause(place, source)
            case Say(message=message, place=place):
                yield from _lint_code(message, source, place.line)
                if message.kind != "code" and "<!--" in message.text:
                    comment = source.find("<!--", place.line)
                    yield Finding(comment, "learners are shown this comment", "a lesson has no comments: take it out")
            case Quiz():
                for message in step.question:
                    yield from _lint_code(message, source, step.place.line)
                yield from lint_quiz(step, source, library.misconceptions, library.is_command)
            case Lab():
                yield from lint_lab(step, source)
            case Walk():
                yield from lint_walk(step, source)


def lint_predictions(lesson: Lesson) -> Iterator[Finding]:
    """Predictions that no run settles, or settles otherwise than they are marked. Only for a lesson that was read
    without problems: a lab left out misleads."""
    open_: Quiz | None = None
    for position, step in enumerate(lesson.steps):
        if isinstance(step, Lab):
            open_ = None
        elif isinstance(step, Quiz) and step.predict:
            if open_ is not None:
                yield _unsettled(open_, f'another prediction, "{step.id}", comes first')
            open_ = step
            if step.kind == "verdict" and (lab := next_lab(lesson.steps, position)):
                yield from lint_settling(step, lab)
    if open_ is not None:
        yield _unsettled(open_, "no lab follows")


def _unsettled(quiz: Quiz, why: str) -> Finding:
    return Finding(
        quiz.place, f'no run settles the prediction "{quiz.id}": {why}', "put a lab after it, or make it a quiz"
    )


# ---------------------------------------------------------------- front matter


def _lint_outline(outline: Outline, source: Source, library: Library) -> Iterator[Finding]:
    if width(outline.title) > WIDEST_TITLE:
        yield Finding(
            _in_front(source, "title", outline.title),
            f"the title has {width(outline.title)} columns, the list of lessons has {WIDEST_TITLE}",
            "shorten it",
        )
    if library.terms is not None:
        for concept in outline.concepts:
            if concept.casefold() not in library.terms:
                guess = nearest(concept, library.terms)
                meant = f'did you mean "{guess}"? Or ' if guess else ""
                yield Finding(
                    _in_front(source, "concepts", concept),
                    f"the glossary has no {shown(concept)}",
                    f"{meant}add ## {concept} to glossary.md",
                )
    if library.lessons is not None:
        yield from _lint_needs(outline, source, library.lessons)


def _lint_needs(outline: Outline, source: Source, lessons: Sequence[str]) -> Iterator[Finding]:
    own = lessons.index(outline.id) if outline.id in lessons else len(lessons)
    for need in outline.needs:
        place = _in_front(source, "needs", need)
        if need not in lessons:
            yield Finding(place, f"the course has no lesson {shown(need)}", did_you_mean(need, lessons))
        elif lessons.index(need) >= own:
            yield Finding(
                place, f'"{need}" does not come before this lesson', "change needs, or the order in course.toml"
            )


def _in_front(source: Source, key: str, word: str) -> Place:
    """Where a word stands in the front matter."""
    for number, line in enumerate(source.lines, 1):
        name, colon, _ = line.partition(":")
        if colon and name.strip() == key:
            return source.find(as_word(word), number, number, len(name) + 2)
    return source.place(1, 1)


# ---------------------------------------------------------------- text


def _lint_pause(place: Place, source: Source) -> Iterator[Finding]:
    above = source.line(place.line - 1).strip()
    if above and not re.fullmatch(r":{3,}|`{3,}|~{3,}|-{3,}|#.*", above):
        yield Finding(
            place,
            "this pause stands right under a line of text, which other Markdown programs take for a heading",
            "put an empty line above ---",
        )


_MARK = re.compile(r"^(:::+ *\w+.*|(?:```+|~~~+) *lab)$", re.MULTILINE)
"""How a question or a lab begins."""


_DRAWN = re.compile("[─-╿▀-▟⠁-⣿]")
"""What nobody needs but to draw."""


def _lint_code(message: Message, source: Source, line: int) -> Iterator[Finding]:
    if message.kind != "code":
        return
    if _DRAWN.search(message.text) and not message.told:
        yield Finding(
            source.place(line),
            "whoever learns with a screen reader cannot see this drawing",
            f"say what it shows behind its first marks: ```{PICTURE} The loss over the steps: it falls from 9 to 0",
        )
    if match := _MARK.search(message.text):
        # A forgotten end goes unseen otherwise: the code then ends where the next block of code would.
        inside = source.find(match[0], line).line
        yield Finding(
            source.place(line),
            f"this code takes in {shown(match[0])} at line {inside}: its end is missing",
            "close it with a line ``` before that",
        )
        return
    for text in message.text.split("\n"):
        if width(text) <= WIDEST:
            continue
        line = next((at for at in range(line, len(source.lines) + 1) if text in clean(source.line(at))), line)
        beyond = next(index for index in range(len(text) + 1) if width(text[:index]) > WIDEST)
        indent = source.line(line).find(text)  # -1 where marks were taken out of it
        yield Finding(
            source.place(line, indent + beyond if indent >= 0 else None),
            f"this line of code has {width(text)} columns",
            f"{WIDEST} fit: break it",
        )
        line += 1
