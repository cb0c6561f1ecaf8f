"""A list of `- [x] right` and `- [ ] wrong`, each with its feedback as a quotation below it, as choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tutor.cleaning import clean_line
from tutor.errors import LessonError, Place, did_you_mean
from tutor.lesson.blocks import Reading, is_choice, text_of
from tutor.lesson.markdown import SyntaxTreeNode
from tutor.lesson.model import ANYTHING_ELSE, Choice
from tutor.lesson.numbers import read_tolerated
from tutor.lesson.source import NAME, shown

MISCONCEPTION = "misconception"

_ATTRIBUTE = re.compile(r"\{\s*([A-Za-z][\w-]*)\s*(?:=\s*([^{}]*?)\s*)?\}\s*$")
_BROKEN_ATTRIBUTE = re.compile(r"\{\s*misc\w*\b", re.IGNORECASE)
_LAZY_HINT = re.compile(r"^\s*hint\s*:", re.IGNORECASE | re.MULTILINE)


def choices_of(reading: Reading, items: Sequence[SyntaxTreeNode]) -> Iterator[Choice]:
    """The choices of a list; problems are noted, and the choices that have one left out."""
    for item in items:
        with reading.source.collecting():
            yield _choice(reading, item)


def as_numbers(reading: Reading, choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices of a number question: each with the number that its text is, and with how far off still counts.

    Where the author wrote no tolerance it is half a unit of the last digit after the point, and stops short of half-way
    to the next number: if both 0.3 and 0.25 are foreseen, 0.25 is not a roughly typed 0.3. Problems are noted.
    """
    read: list[tuple[Choice, bool]] = []
    for choice in choices:
        with reading.source.collecting():
            read.append(_as_number(reading, choice))
    numbers = [choice.number for choice, _ in read if choice.number is not None]
    return tuple(choice if given else _separated(choice, numbers) for choice, given in read)


def anything_else(choice: Choice) -> Choice | None:
    """The choice that answers what the author did not foresee; None if `choice` is another.

    Raises:
        LessonError: it is marked as right.
    """
    if choice.text.casefold().rstrip(".") != ANYTHING_ELSE:
        return None
    if choice.right:
        raise LessonError(f'"{ANYTHING_ELSE}" cannot be right', to_do="give it the box [ ]", where=choice.place)
    return replace(choice, text=ANYTHING_ELSE)


def text_place(reading: Reading, choice: Choice) -> Place:
    """Where the text of a choice begins, behind its box."""
    line = choice.place.line
    return reading.source.find(reading.source.line(line).partition("]")[2].strip(), line, line)


def _separated(choice: Choice, numbers: Sequence[float]) -> Choice:
    own = choice.number
    if own is None:
        return choice
    gaps = [abs(other - own) for other in numbers if other != own]
    # A little less than half: what lies exactly between two numbers is neither.
    return replace(choice, tolerance=min([choice.tolerance, *(0.499 * gap for gap in gaps)]))


def _choice(reading: Reading, item: SyntaxTreeNode) -> Choice:
    if not is_choice(item):
        raise reading.error(item, "this item has no box", "begin it with [x] if it is right, [ ] if it is wrong")
    first, *rest = item.children
    source, line = reading.source, reading.line(item)
    place = source.find("[", line, line)
    box, text = text_of(first)[:4].partition("]")[0] + "]", text_of(first)
    text = text[len(box) :].strip()
    if box not in ("[x]", "[X]", "[ ]"):
        raise LessonError(f"{shown(box)} is no box", to_do="write [x] if it is right, [ ] if it is wrong", where=place)
    if _ATTRIBUTE.search(text) or _BROKEN_ATTRIBUTE.search(text):
        raise LessonError(
            f"{{{MISCONCEPTION}=…}} stands in the choice",
            to_do="put it at the end of the feedback below",
            where=source.find("{", line),
        )
    feedback, misconception = _feedback(reading, rest)
    right = box != "[ ]"
    choice = Choice(reading.markup.plain(text), right, feedback, place, misconception)
    if not choice.text:
        raise LessonError("this choice is empty", to_do="write the answer after the box", where=place)
    return choice


def _as_number(reading: Reading, choice: Choice) -> tuple[Choice, bool]:
    """The choice with its number, and whether the author wrote how far off still counts."""
    if other := anything_else(choice):
        return other, True
    read = read_tolerated(choice.text)
    if read is None:
        raise LessonError(
            f"{shown(choice.text)} is not a number",
            to_do=f'write one such as 0.025, 1/4 or 0.025 ± 0.0005, or "{ANYTHING_ELSE}"',
            where=text_place(reading, choice),
        )
    text, number, given = read
    tolerance = given
    if tolerance is None:
        # A whole number means itself: 0.1 is not a roughly typed 0, and must not get the feedback for it.
        tolerance = 0.0 if number.whole else number.half_unit
    tolerance = max(tolerance, 1e-9 * abs(number.value))
    return replace(choice, text=text, number=number.value, tolerance=tolerance), given is not None


def _feedback(reading: Reading, nodes: Sequence[SyntaxTreeNode]) -> tuple[str, str | None]:
    """The feedback in these blocks, and the misconception named at its end."""
    paragraphs: list[str] = []
    last = 0
    for node in nodes:
        if node.type != "blockquote":
            raise reading.error(
                node, "only feedback can stand below a choice", "begin each of its lines with > and a space"
            )
        for child in node.children:
            if child.type != "paragraph":
                raise reading.error(child, "feedback is plain text", "write it as sentences")
            text = text_of(child)
            if match := _LAZY_HINT.search(text):
                raise LessonError(
                    "this hint has become part of the feedback above it",
                    to_do="put an empty line before it",
                    where=reading.source.place(reading.line(child) + text.count("\n", 0, match.start())),
                )
            paragraphs.append(text)
            last = reading.line(child)
    misconception = None
    if paragraphs and (match := _ATTRIBUTE.search(paragraphs[-1])):
        line = last + paragraphs[-1].count("\n", 0, match.start())
        misconception = _misconception(match, reading.source.find("{", line))
        paragraphs[-1] = paragraphs[-1][: match.start()]
    for text in paragraphs:
        if _BROKEN_ATTRIBUTE.search(text):
            raise LessonError(
                f"{{{MISCONCEPTION}=…}} does not end the feedback, or has no }}",
                to_do=f"end the feedback with {{{MISCONCEPTION}=some-name}}",
                where=reading.source.find("{", reading.line(nodes[0])),
            )
    return " ".join(filter(None, map(reading.markup.plain, paragraphs))), misconception


def _misconception(match: re.Match[str], where: Place) -> str:
    key, value = match.groups()
    if key != MISCONCEPTION:
        raise LessonError(
            f"feedback has no {shown(key)}", to_do=did_you_mean(clean_line(key), (MISCONCEPTION,)), where=where
        )
    if not value or not NAME.fullmatch(value):
        raise LessonError(
            f"a misconception cannot be called {shown(value or '')}",
            to_do="use small letters, digits and single hyphens, such as faster-is-better",
            where=where,
        )
    return value
