"""The page that tells authors how to write a lesson must not tell them anything wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tutor.engine.catalogue import read_optimizer, read_problem, read_schedule
from tutor.lesson.check import check
from tutor.lesson.claims import FIGURES, WITHIN, read_claim, read_goal
from tutor.lesson.course import course_folder
from tutor.lesson.front_matter import KEYS
from tutor.lesson.lab import SETTINGS
from tutor.lesson.model import Lab, Pause, Quiz, Say
from tutor.lesson.parse import load_lesson
from tutor.lesson.source import Source

README = (course_folder() / "README.md").read_text(encoding="utf-8")
EXAMPLE = README.split("````markdown\n")[1].split("````\n")[0]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example, saved under the name that the page gives it, in a copy of the course's folder."""
    folder = tmp_path / "lessons"
    shutil.copytree(course_folder(), folder)
    (name,) = re.findall(r"Copy it to `(.*?)`", README)
    path = folder / str(name)
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def test_the_example_is_a_lesson_with_every_part(example: Path) -> None:
    steps = load_lesson(example).steps
    assert {type(step) for step in steps} == {Say, Pause, Quiz, Lab}
    assert {step.kind for step in steps if isinstance(step, Quiz)} == {"number", "choice"}
    assert {step.predict for step in steps if isinstance(step, Quiz)} == {True, False}
    (lab,) = (step for step in steps if isinstance(step, Lab))
    assert lab.goals
    assert lab.hints
    assert lab.remarks


def test_the_example_passes_the_check(example: Path) -> None:
    assert [str(finding) for finding in check([example]).findings] == []


def test_the_page_names_every_key() -> None:
    for key in [*KEYS, *SETTINGS]:
        assert re.search(rf"`\[?{key}\]?`", README), key
    for figure in FIGURES:
        word = figure if figure in ("w", "loss", "w@1", "w1", "highest", "lowest") else figure.partition("(")[0]
        assert word in README or figure in ("w1@1", "loss@1"), figure


def test_what_the_page_quotes_can_be_written() -> None:
    place = Source("README.md", README).place(1)
    read_problem("ravine:kappa=25")
    read_optimizer("adam")
    read_schedule("cosine:T_max=100")
    for goal in ("overshot/bouncing", "converged within 15"):
        assert f'"{goal}"' in README
        read_goal(goal, place)
    for figure in ("within = 11", "below(0.001) = 3"):
        assert figure in README
        assert WITHIN in README
        read_claim("0.1", f"converged, {figure}", place)


def test_the_page_is_one_page_and_fits_the_screen() -> None:
    lines = README.split("\n")
    assert len(lines) <= 150
    assert max(map(len, lines)) <= 100
