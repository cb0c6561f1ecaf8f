"""The page that tells authors how to write a lesson must not tell them anything wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.lesson.writing import TOP
from tutor.dialogue import labs
from tutor.dialogue.answers import read_command
from tutor.dialogue.model import RunThis
from tutor.dialogue.numbers import NumberRead, read_number
from tutor.dialogue.state import State
from tutor.engine.backpropagation import walk as steps_of
from tutor.engine.catalogue import read_optimizer, read_problem, read_schedule
from tutor.lesson.check import check
from tutor.lesson.claims import FIGURES, WITHIN, read_claim, read_goal
from tutor.lesson.course import course_folder
from tutor.lesson.front_matter import KEYS
from tutor.lesson.lab_settings import SETTINGS
from tutor.lesson.model import Lab, Pause, Quiz, Say, Walk
from tutor.lesson.network_block import SETTINGS as NETWORK_SETTINGS
from tutor.lesson.parse import load_lesson
from tutor.lesson.quiz import KINDS
from tutor.lesson.source import Source
from tutor.lesson_bench import LessonBench
from tutor.outcome import exhibit_ended

README = (course_folder() / "README.md").read_text(encoding="utf-8")
EXAMPLE, QUESTIONS, LABS, NETWORK = (part.split("````\n")[0] for part in README.split("````markdown\n")[1:])


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


def test_the_questions_shown_are_of_every_other_kind_and_pass_the_check(example: Path) -> None:
    example.write_text(EXAMPLE.split("---\n\n")[0] + "---\n\n" + QUESTIONS, encoding="utf-8")
    asked = [step for step in load_lesson(example).steps if isinstance(step, Quiz)]
    assert [step.kind for step in asked] == ["text", "order", "verdict"]
    assert [choice.text for step in asked for choice in step.choices if choice.right] == [
        "gradient",
        "in order",
        "It explodes",
    ]
    report = check([example], lambda text: read_command(text) is not None)
    assert [str(finding) for finding in report.findings] == []
    assert report.claims == 1


def test_the_page_names_every_kind_of_question() -> None:
    for kind in KINDS:
        assert f"`{kind}`" in README


def test_there_is_a_lab_of_every_kind_and_its_claims_hold(tmp_path: Path) -> None:
    path = tmp_path / "01-labs.md"
    path.write_text(TOP + LABS, encoding="utf-8")
    shown = [step for step in load_lesson(path).steps if isinstance(step, Lab)]
    assert {"landscape", "both", "map"} <= {lab.view for lab in shown}
    assert any(lab.compare for lab in shown)
    assert any(lab.race for lab in shown)
    assert any(lab.map == "fog" for lab in shown)
    assert any(lab.schedule != "constant" for lab in shown)
    assert any(lab.guess for lab in shown)
    assert any(lab.epochs for lab in shown)
    assert [str(finding) for finding in check([path]).findings] == []


def test_every_lab_shown_can_be_played(tmp_path: Path) -> None:
    path = tmp_path / "01-labs.md"
    path.write_text(TOP + LABS, encoding="utf-8")
    for lab in (step for step in load_lesson(path).steps if isinstance(step, Lab)):
        number = read_number(lab.claims[0].lr)
        assert isinstance(number, NumberRead)
        (wanted,) = (said for said in labs.start(lab, State(), number).utterances if isinstance(said, RunThis))
        bench = LessonBench(lab, done=False, ascii=False)
        exhibit = bench.start(wanted)
        exhibit.finish()
        while not exhibit.playback.over:
            exhibit.work(1.0)
            exhibit.tick()
        drawn = exhibit.draw(bench.view, 78, 13)
        assert [len(line) for line in drawn.lines] == [78] * 13
        assert bench.view.among(exhibit.views) == bench.view, "the view that the lab asks for is there"
        exhibit_ended(exhibit)


def test_the_network_is_a_walk_with_every_part_and_passes_the_check(tmp_path: Path) -> None:
    path = tmp_path / "01-network.md"
    path.write_text(TOP + NETWORK, encoding="utf-8")
    (walk,) = (step for step in load_lesson(path).steps if isinstance(step, Walk))
    assert walk.fill
    assert set(walk.hints) == set(walk.fill)
    assert [str(finding) for finding in check([path]).findings] == []
    for step in steps_of(walk.example):
        known = step.name.replace("w2", "w1").replace("dyhat", "dh")
        assert f"`{known}`" in README, step.name


def test_the_page_names_every_key() -> None:
    for key in [*KEYS, *SETTINGS, *NETWORK_SETTINGS]:
        assert re.search(rf"`\[?{key}\]?`", README), key
    for figure in FIGURES:
        word = figure.partition("(")[0]
        assert word in README or "@" in figure, figure
        assert "`w@1`" in README


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


def test_the_page_is_short_and_fits_the_screen() -> None:
    lines = README.split("\n")
    assert len(lines) <= 340
    assert max(map(len, lines)) <= 100
