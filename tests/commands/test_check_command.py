"""`tutor check --json`: the same findings as the lines, for programs."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tutor.commands.check import check
from tutor.lesson import check as linter
from tutor.lesson import course as courses
from tutor.lesson.course import open_course


def test_findings_are_told_as_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "07-broken.md"
    path.write_text("---\ntitle: Broken\nabout: x\n---\n\n```lab\nproblem = 'bowl:curvatur=2'\n```\n", "utf-8")
    assert check([path], as_json=True) == 1
    told = capsys.readouterr().out
    assert len(told.splitlines()) == 1
    report = json.loads(told)
    assert (report["files"], report["claims"]) == (1, 0)
    (found,) = report["findings"]
    assert set(found) == {"file", "line", "column", "what", "to_do"}
    assert (found["file"], found["line"], found["column"]) == (str(path), 7, 1)
    assert "curvatur" in found["what"]
    assert "curvature" in found["to_do"]


def test_the_course_is_in_order_and_its_claims_hold(capsys: pytest.CaptureFixture[str]) -> None:
    code = check([], as_json=True)
    report = json.loads(capsys.readouterr().out)
    assert report["findings"] == []
    assert code == 0
    assert report["files"] == len(open_course().outlines) >= 28
    assert report["claims"] >= 40


def test_a_place_without_a_line_has_line_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("x")
    assert check([tmp_path], as_json=True) == 1
    assert [found["line"] for found in json.loads(capsys.readouterr().out)["findings"]] == [0]


def test_lines_end_with_the_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "07-broken.md"
    path.write_text("---\ntitle: Broken\nabout: x\n---\n", "utf-8")
    assert check([path]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 lesson, 0 claims: 1 thing to mend"


def test_a_check_that_finds_nothing_leaves_the_lessons_compiled_for_whoever_may_not_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "lessons"
    shutil.copytree(courses.course_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(courses, "course_folder", lambda: folder)
    monkeypatch.setattr(linter, "course_folder", lambda: folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(linter, "prove_all", lambda _lesson: ())  # the claims are another matter, and take long
    assert check([]) == 0
    compiled = {path.name.partition(".")[0] for path in (folder / "__pycache__").glob("*.lesson")}
    assert compiled == {"course", *(outline.id for outline in open_course(folder).outlines)}
