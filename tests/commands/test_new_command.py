"""`tutor new`: a file that is a good lesson from its first moment, and never one that was there before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tutor.commands.new import new
from tutor.errors import LessonError, UsageError
from tutor.lesson.check import check
from tutor.lesson.course import course_folder
from tutor.lesson.model import Lab, Quiz
from tutor.lesson.parse import load_lesson
from tutor.lesson.template import new_lesson


def test_the_new_lesson_has_every_part_and_passes_the_check(tmp_path: Path) -> None:
    path = tmp_path / "10-half-way.md"
    assert new(path) == 0
    lesson = load_lesson(path)
    assert lesson.outline.title == "Half way"
    prediction, quiz = (step for step in lesson.steps if isinstance(step, Quiz))
    assert prediction.predict
    assert len(quiz.hints) == 2
    (lab,) = (step for step in lesson.steps if isinstance(step, Lab))
    assert lab.goals
    report = check([path])
    assert [str(finding) for finding in report.findings] == []
    assert report.claims == 3


def test_it_passes_the_check_in_the_folder_of_the_course(tmp_path: Path) -> None:
    folder = tmp_path / "lessons"
    shutil.copytree(course_folder(), folder)
    assert new(folder / "90-half-way.md") == 0
    assert [str(finding) for finding in check([folder / "90-half-way.md"]).findings] == []
    assert "misconception=faster-is-better" in (folder / "90-half-way.md").read_text("utf-8")


def test_it_refers_only_to_what_the_folder_has(tmp_path: Path) -> None:
    (tmp_path / "glossary.md").write_text("## loss\nHow wrong.\n", "utf-8")
    (tmp_path / "misconceptions.md").write_text("- other: idea\n", "utf-8")
    new(tmp_path / "1-a.md")
    assert [str(finding) for finding in check([tmp_path / "1-a.md"]).findings] == []


@pytest.mark.parametrize("stem", ["a", "x" * 200, "-".join(["word"] * 40), "2", "a-" + "b" * 31])
def test_a_name_of_any_length_makes_a_title_that_fits(stem: str, tmp_path: Path) -> None:
    path = tmp_path / f"10-{stem}.md"
    path.write_text(new_lesson(stem), "utf-8")
    assert [str(finding) for finding in check([path]).findings] == []


@pytest.mark.parametrize(
    "name",
    ["half-way.md", "10-Half.md", "10.md", "10-half-way", "10-half-way.txt", "1000-a.md", "10-a b.md", ".md", ""],
)
def test_a_name_that_is_none_for_a_lesson_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="call it by its number and a name in small letters"):
        new(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "10-a.md"
    path.write_text("mine", "utf-8")
    (tmp_path / "11-a.md").mkdir()
    (tmp_path / "12-a.md").symlink_to(tmp_path / "nowhere.md")
    for name in ("10-a.md", "11-a.md", "12-a.md"):
        with pytest.raises(UsageError, match="already"):
            new(tmp_path / name)
    assert path.read_text("utf-8") == "mine"
    assert not (tmp_path / "nowhere.md").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="make it first"):
        new(tmp_path / "none" / "10-a.md")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(LessonError, match="cannot be written"):
        new(tmp_path / "10-a.md")


def test_it_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "course.toml").write_text('format = 1\ntitle = "a"\nlessons = ["10-a"]\n', "utf-8")
    new(tmp_path / "10-a.md")
    told = capsys.readouterr().out
    assert f"tutor preview {tmp_path}/10-a.md" in told
    assert f"tutor check {tmp_path}/10-a.md" in told
    assert "course.toml" not in told
    new(tmp_path / "11-b.md")
    assert 'add this line to lessons = [...] in course.toml:  "11-b",' in capsys.readouterr().out
    assert "11-b" not in (tmp_path / "course.toml").read_text("utf-8")
