"""What makes a readable question a good one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tutor.errors import Place, did_you_mean
from tutor.lesson.choice import ANYTHING_ELSE, MISCONCEPTION
from tutor.lesson.findings import Finding
from tutor.lesson.model import Choice, Quiz
from tutor.lesson.source import Source, shown
from tutor.lesson.width import WIDEST, width


def lint_quiz(quiz: Quiz, source: Source, misconceptions: Mapping[str, str] | None) -> Iterator[Finding]:
    """What is missing in a question, or cannot be.

    Args:
        quiz: the question.
        source: the file it stands in.
        misconceptions: the known ones, or None if there is no list of them.
    """
    if not any(choice.right for choice in quiz.choices):
        yield Finding(quiz.place, f'no choice of "{quiz.id}" is right', "mark one with [x]")
    if not quiz.hints and not quiz.predict:
        yield Finding(quiz.place, f'"{quiz.id}" has no hint', "write Hint: and the hint below the choices")
    if quiz.kind == "number":
        yield from _lint_numbers(quiz)
    else:
        yield from _lint_texts(quiz)
    for choice in quiz.choices:
        if not choice.feedback:
            yield Finding(choice.place, f"{shown(choice.text)} gets no feedback", "write it below, after > and a space")
        if choice.misconception is not None:
            yield from _lint_misconception(choice, source, misconceptions)


def _lint_texts(quiz: Quiz) -> Iterator[Finding]:
    if len(quiz.choices) == 1:
        yield Finding(quiz.place, f'"{quiz.id}" has only one choice', "give at least two")
    seen: dict[str, Place] = {}
    for choice in quiz.choices:
        if width(choice.text) > WIDEST:
            yield Finding(choice.place, f"this choice has {width(choice.text)} columns", f"{WIDEST} fit: shorten it")
        text = choice.text.casefold().rstrip(" .")
        if text in seen:
            yield Finding(
                choice.place,
                f"{shown(choice.text)} is the same choice as at line {seen[text].line}",
                "keep one of them",
            )
        seen.setdefault(text, choice.place)


def _lint_numbers(quiz: Quiz) -> Iterator[Finding]:
    others = [choice for choice in quiz.choices if choice.number is None]
    if not others:
        yield Finding(
            quiz.place, f'"{quiz.id}" does not answer numbers that it does not name', f"add - [ ] {ANYTHING_ELSE}"
        )
    for choice in others[1:]:
        yield Finding(choice.place, f'"{ANYTHING_ELSE}" stands here twice', "keep one of them")
    for index, choice in enumerate(quiz.choices):
        for earlier in quiz.choices[:index]:
            if _covers(earlier, choice) or _covers(choice, earlier):
                yield Finding(
                    choice.place,
                    f"{choice.text} cannot be told from {earlier.text} at line {earlier.place.line}",
                    "change one of them, or its ±",
                )
                break


def _covers(wide: Choice, narrow: Choice) -> bool:
    if wide.number is None or narrow.number is None:
        return False
    return abs(wide.number - narrow.number) <= wide.tolerance


def _lint_misconception(choice: Choice, source: Source, misconceptions: Mapping[str, str] | None) -> Iterator[Finding]:
    idea = choice.misconception or ""
    place = source.find(f"{MISCONCEPTION}", choice.place.line)
    if choice.right:
        yield Finding(place, f'a right choice shows the misconception "{idea}"', "name it at a wrong choice")
    if misconceptions is not None and idea not in misconceptions:
        yield Finding(place, f'there is no misconception "{idea}"', did_you_mean(idea, misconceptions))
