"""A lesson file (Markdown) as a `Lesson`. The format is told in lessons/README.md.

Nothing that an author writes may do more than be read: control characters are taken out, links and pictures become
their text, HTML stays text. Imports neither NumPy nor Textual.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tutor.errors import LessonError
from tutor.lesson.blocks import BLOCKS, LAB, Reading, info_word, messages
from tutor.lesson.front_matter import read_outline
from tutor.lesson.inline import BLOCK, Markup
from tutor.lesson.lab import read_lab
from tutor.lesson.markdown import SyntaxTreeNode
from tutor.lesson.model import Lab, Lesson, Pause, Quiz, Say, Step, Walk
from tutor.lesson.quiz import read_quiz
from tutor.lesson.source import Source, read_source
from tutor.lesson.verdict_choice import settled


def load_lesson(path: Path, file: str = "") -> Lesson:
    """Reads a lesson file.

    Args:
        path: of the file.
        file: the name that places are given with; empty for the path as it is seen from here.

    Raises:
        LessonError: the file cannot be read, or is not as lessons are written.
    """
    source = read_source(path)
    lesson, problems = read_lesson(Source(file, source.text) if file else source)
    if problems:
        raise problems[0]
    assert lesson is not None, "a lesson without problems has an outline"
    return lesson


def read_lesson(source: Source) -> tuple[Lesson | None, tuple[LessonError, ...]]:
    """A lesson and everything that is wrong with it, in the order of the file. Questions and labs with problems are
    left out of the lesson; where the front matter has any there is no lesson."""
    if not source.text.strip():
        return None, (
            LessonError(
                "the file is empty", to_do="lessons/README.md shows how a lesson begins", where=source.place(1, 1)
            ),
        )
    outline, body = read_outline(source)
    steps: list[Step] = []
    try:
        steps.extend(_steps(source, body))
    except RecursionError:
        source.problems.append(
            LessonError(
                "brackets are nested too deeply in this lesson", to_do="write it more plainly", where=source.place(body)
            )
        )
    _refuse_twins(source, steps)
    if not steps and not source.problems:
        source.problems.append(
            LessonError(
                "the lesson says nothing",
                to_do="write its text below the line ---",
                where=source.place(min(body, len(source.lines)), 1),
            )
        )
    return Lesson(outline, tuple(settled(steps))) if outline else None, source.in_order()


def _steps(source: Source, body: int) -> Iterator[Step]:
    reading = Reading(source, Markup())
    # The lines of the front matter stay, empty, so that the numbers of the others are right.
    tree = reading.markup.tree("\n" * (body - 1) + "\n".join(source.lines[body - 1 :]) + "\n")
    labs = networks = 0
    for node in tree.children:
        if node.type == "hr":
            yield Pause(reading.place(node))
        elif node.type == f"container_{BLOCK}":
            if quiz := read_quiz(reading, node):
                yield quiz
        elif node.type == "fence" and node.info.split()[:1] in [[word] for word in BLOCKS]:
            block = _block(reading, node)
            if block == LAB:
                labs += 1
                if lab := read_lab(reading, node, labs):
                    yield lab
            elif block:
                # The arithmetic of networks comes with it, and few lessons have one.
                from tutor.lesson.network_block import read_network

                networks += 1
                if walk := read_network(reading, node, networks):
                    yield walk
        else:
            yield from (Say(message, place) for message, place in messages(reading, [node]))


def _block(reading: Reading, fence: SyntaxTreeNode) -> str:
    """`lab` or `network`; empty if something is wrong with the block itself, which is noted."""
    with reading.source.collecting():
        return info_word(reading, fence)
    return ""


def _refuse_twins(source: Source, steps: list[Step]) -> None:
    """Answers are remembered by the id of their question, lab or network."""
    seen: dict[str, int] = {}
    for step in steps:
        if isinstance(step, Quiz | Lab | Walk):
            if step.id in seen:
                source.problems.append(
                    LessonError(
                        f'"{step.id}" is already the name of a question, lab or network, at line {seen[step.id]}',
                        to_do="give it a name of its own",
                        where=step.place,
                    )
                )
            seen.setdefault(step.id, step.place.line)
