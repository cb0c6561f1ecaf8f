"""Whatever is in the file: a lesson, or a `LessonError` with a place in it. Never anything else."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lesson.writing import FILE, TOP, parse_lesson
from tutor.cleaning import clean
from tutor.errors import LessonError
from tutor.lesson.course import course_folder, find, open_course
from tutor.lesson.glossary import read_glossary, read_misconceptions
from tutor.lesson.lint import Library, lint_lesson, lint_predictions, lint_source
from tutor.lesson.model import Lab, Lesson, Quiz, Say, Walk
from tutor.lesson.parse import load_lesson, read_lesson
from tutor.lesson.settings import read_settings
from tutor.lesson.source import LARGEST, Source

LESSONS = [path.read_text(encoding="utf-8") for path in sorted(course_folder().glob("0*.md"))]
PIECES = [
    "---\n",
    "::: quiz a\n",
    "::: predict b number\n",
    "::: quiz c text\n",
    "::: quiz d order\n",
    "::: predict e verdict\n",
    ":::\n",
    "- [x] 1\n",
    "- [x] in order\n",
    "- [ ] 2 1\n",
    "- [x] up | down\n",
    "- [ ] converged/zigzag\n",
    " | ",
    "- [ ] ",
    "  > No. {misconception=a}\n",
    "Hint: x\n",
    "```lab\n",
    "```network\n",
    "weights = [[[0.5]], [[2]]]\ninput = 1\ntarget = 1\n",
    'fill = ["h"]\n',
    "```\n",
    "~~~\n",
    "    code\n",
    'problem = "bowl"\n',
    "[claims]\n",
    '"0.1" = "stalled, w = 1"\n',
    "steps = 3\n",
    "hints = [\n",
    '"""',
    "'",
    "> ",
    "- ",
    "1. ",
    "# ",
    "| a | b |\n",
    "|---|---|\n",
    "[a](b)",
    "![",
    "](",
    "**",
    "_",
    "`",
    "<b>",
    "&#27;",
    "\x1b[31m",
    "\x00",
    "\u202e",
    "\ud800",
    "\ufeff",
    "\t",
    "\r",
    "\x0c",
    "\n",
    "\n\n",
    "\\",
    "{",
    "}",
    "title: a\n",
    "needs: x\n",
    "±",
    "1/0",
    "e999",
    "日本",
    "word ",
]


def error_of(action: Callable[[], object]) -> LessonError | None:
    """The error that an action ends with, if it does."""
    try:
        action()
    except LessonError as error:
        return error
    return None


def judged(text: str, file: str = FILE) -> Lesson | None:
    """Reads and lints; the lesson, or None if there is an error, which has its place."""
    source = Source(file, text)
    lesson, problems = read_lesson(source)
    findings = list(lint_source(source))
    if lesson is not None:
        findings += [
            *lint_lesson(lesson, source, Library(frozenset({"a"}), {"a": "b"}, ("01-a",))),
            *lint_predictions(lesson),
        ]
    for where in [problem.where for problem in problems] + [finding.place for finding in findings]:
        assert where is not None
        assert where.file == source.file
        assert 0 <= where.line <= len(source.lines)
        if where.line:
            assert 1 <= where.column <= len(source.line(where.line)) + 1
    for told in map(str, [*problems, *findings]):
        assert_in_one_line(told)
    if problems:
        return None
    assert lesson is not None
    assert_harmless(lesson)
    return lesson


def assert_in_one_line(told: str) -> None:
    assert clean(told) == told
    assert "\n" not in told
    assert len(told) < 2000


def assert_harmless(lesson: Lesson) -> None:
    """No text of the lesson can do anything in a terminal."""
    texts = [lesson.outline.title, lesson.outline.about, *lesson.outline.concepts]
    for step in lesson.steps:
        match step:
            case Say():
                texts += [step.message.text, step.message.marker]
                assert step.message.text
            case Quiz():
                texts += [message.text for message in step.question] + [*step.hints]
                texts += [text for choice in step.choices for text in (choice.text, choice.feedback)]
                assert len({choice.place for choice in step.choices}) == len(step.choices)
            case Lab():
                texts += [step.ask, step.suggest or "", step.problem, *step.hints]
                texts += [text for pair in step.remarks.items() for text in pair]
                texts += [
                    text
                    for claim in step.claims
                    for text in (claim.lr, *(v for figure in claim.figures for v in figure))
                ]
            case Walk():
                texts += [step.ask, *step.fill, *(text for hints in step.hints.values() for text in hints)]
                texts += [text for claim in step.claims for text in (claim.name, claim.value)]
    assert not [
        text for text in texts if re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u202a-\u202e\ud800-\udfff]", text)
    ]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_mixture_of_marks_is_a_lesson_or_a_located_error(body: str, with_top: bool) -> None:
    judged(TOP + body if with_top else body)


@given(st.text(max_size=200), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_lesson_or_a_located_error(body: str, with_top: bool) -> None:
    judged(TOP + body if with_top else body)


@given(st.text(max_size=20), st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_file_name_is_read_or_told(name: str, body: str) -> None:
    judged(TOP + body, name)


@given(st.sampled_from(LESSONS), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_damage_to_a_lesson_leaves_a_lesson_or_a_located_error(lesson: str, chance: random.Random) -> None:
    text = lesson
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        upto = min(len(text), at + chance.choice([0, 0, 1, 3, 30, 300]))
        text = text[:at] + chance.choice(["", *PIECES]) + text[upto:]
    judged(text)


@pytest.mark.parametrize("lesson", range(len(LESSONS)))
def test_a_lesson_cut_off_at_any_line_is_a_lesson_or_a_located_error(lesson: int) -> None:
    lines = LESSONS[lesson].split("\n")
    whole = 0
    for count in range(0, len(lines), 3):
        whole += judged("\n".join(lines[:count])) is not None
    assert whole > 0


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_settings_in_a_lab_are_read_or_told(content: str) -> None:
    judged(f'{TOP}```lab\nproblem = "bowl"\n{content}\n```\n')


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_settings_in_a_network_are_read_or_told(content: str) -> None:
    judged(f"{TOP}```network\nweights = [[[0.5]], [[2]]]\ninput = 1\ntarget = 1\n{content}\n```\n")


@given(st.text(alphabet="ab=.\"'[]{},#\n 1\\", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_toml_has_a_place_for_every_key(text: str) -> None:
    source = Source("a.toml", text)
    if error := error_of(lambda: read_settings(source.text, source.place)):
        assert error.where is not None
        return
    found = read_settings(source.text, source.place)
    for key in found.values:
        place = found.place(key)
        rest = source.line(place.line)[place.column - 1 :]
        assert rest.startswith(("[", '"', "'", key))


@given(
    st.lists(st.sampled_from(["## ", "a", "b", "also: ", ", ", "\n", "- ", ": ", "a-b", "\x1b"]), max_size=30).map(
        "".join
    )
)
@settings(max_examples=100, deadline=None)
def test_any_glossary_is_read(text: str) -> None:
    for read in (read_glossary, read_misconceptions):
        source = Source("glossary.md", text)
        read(source)
        for problem in source.problems:
            assert_in_one_line(str(problem))


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_any_word_finds_a_lesson_or_is_told(word: str) -> None:
    error = error_of(lambda: find(COURSE, word))
    if error is not None:
        assert_in_one_line(str(error))


COURSE = open_course()


@pytest.mark.parametrize(
    "unit",
    [
        "> ",
        "- ",
        "  - a\n",
        "[",
        "![",
        "](",
        "**a",
        "*a _b ",
        "`",
        "<",
        "&",
        "::: quiz a\n",
        "- [x] a\n",
        "a.",
        "[a](",
        "\\",
        "```\n",
    ],
)
def test_deep_nesting_and_long_repetition_end_soon(unit: str) -> None:
    judged(TOP + unit * (20_000 // len(unit)))
    judged(f"{TOP}```lab\nx = {unit * (3000 // len(unit))}\n```\n")


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_in_a_file_are_a_lesson_or_a_located_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "08-a.md"
    path.write_bytes(TOP.encode() + content)
    if error := error_of(lambda: load_lesson(path)):
        assert error.where is not None
        assert error.where.line > 0


def test_the_longest_file_that_is_read_takes_seconds_at_most() -> None:
    parse_lesson(TOP + "**a** `b` [c](d) " * ((LARGEST - 1000) // 17), FILE)
