from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.writing import unmarked
from tutor.lesson.course import course_folder, load, open_course
from tutor.lesson.glossary import GLOSSARY_FILE, read_glossary, read_misconceptions
from tutor.lesson.model import Term
from tutor.lesson.source import Source, read_source


def test_a_term_has_other_words_and_a_text() -> None:
    source = Source(
        "glossary.md", "# Words\n\n## loss\nalso: error,  cost\nHow *wrong*.\nLower is better.\n\n## rate\n\nLength.\n"
    )
    assert read_glossary(source) == (
        Term("loss", ("error", "cost"), "How *wrong*. Lower is better.", source.place(3)),
        Term("rate", (), "Length.", source.place(8)),
    )
    assert source.problems == []


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ("## a\nText.\n¦## b\n\n## c\nText.\n", '"b" is not explained'),
        ("## a\nalso: b\nText.\n\n## ¦B\nText.\n", '"B" already stands for "a"'),
        ("## a\nText.\n\n## b\nalso: c, ¦a\nText.\n", '"a" already stands for "a"'),
    ],
)
def test_what_is_wrong_in_a_glossary_is_told_where_it_stands(marked: str, told: str) -> None:
    text, line, column = unmarked(marked)
    source = Source("glossary.md", text)
    read_glossary(source)
    (problem,) = source.problems
    assert str(problem).startswith(f"glossary.md:{line}:{column}: {told}")


def test_misconceptions_are_a_list() -> None:
    source = Source("misconceptions.md", "# Wrong ideas\n\n- a-b: first: idea\n- c: second\n")
    assert read_misconceptions(source) == {"a-b": "first: idea", "c": "second"}


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ("¦- A_b: idea", '"- A_b: idea" is not of the form - id: one line'),
        ("¦- a", '"- a" is not of the form'),
        ("- a: b\n¦- a: c", '"a" is listed twice'),
    ],
)
def test_what_is_wrong_in_the_list_is_told_where_it_stands(marked: str, told: str) -> None:
    text, line, column = unmarked(marked)
    source = Source("misconceptions.md", text)
    read_misconceptions(source)
    (problem,) = source.problems
    assert str(problem).startswith(f"misconceptions.md:{line}:{column}: {told}")


PROMISED = (
    "weight decay", "gradient clipping", "batch size", "early stopping", "learning curve", "chain rule",
    "cosine schedule", "warmup", "momentum coefficient", "saddle point", "local minimum", "validation loss",
    "plain descent", "nesterov", "adagrad", "adamw", "one-cycle", "seed", "exploding gradient", "step size",
    "gradient norm", "adam optimizer", "plain sgd", "cross-entropy loss", "test loss",
)  # fmt: skip
"""What learners ask about: words of the lessons, of what can be chosen in the lab, and of the field beside them."""


def test_the_course_has_a_glossary_and_misconceptions_without_a_problem() -> None:
    glossary, ideas = (read_source(course_folder() / name) for name in ("glossary.md", "misconceptions.md"))
    words = {word.casefold() for term in read_glossary(glossary) for word in (term.name, *term.also)}
    assert set(PROMISED) <= words
    assert "learning rate" in {term.name for term in read_glossary(glossary)}
    assert "faster-is-better" in read_misconceptions(ideas)
    assert glossary.problems == ideas.problems == []


def test_an_opened_lesson_reads_the_glossary_once_and_only_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def reading(path: Path) -> Source:
        read.append(path.name)
        return read_source(path)

    monkeypatch.setattr("tutor.lesson.course.read_source", reading)
    lesson = load(open_course(), "08-too-high")
    assert GLOSSARY_FILE not in read
    names = {term.name for term in lesson.glossary}
    assert "gradient" in names
    assert len(lesson.glossary) == len(names)
    assert read.count(GLOSSARY_FILE) == 1
