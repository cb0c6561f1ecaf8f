"""Every test has its own folder for records, its own small course, and nothing of the environment it runs in."""

from __future__ import annotations

from pathlib import Path

import pytest
import textual.app
from textual.pilot import Pilot

from tests.tui import settling
from tests.tui.learner import write_course
from tutor.lesson.course import Course


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's records are."""
    folder = tmp_path / "data"
    monkeypatch.setenv("TUTOR_DATA", str(folder))
    monkeypatch.delenv("NO_COLOR", raising=False)
    return folder


@pytest.fixture(autouse=True)
def pilots_wait_for_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of guesses whether it is idle."""
    monkeypatch.setattr(Pilot, "pause", settling.pause)
    monkeypatch.setattr(Pilot, "press", settling.press)
    monkeypatch.setattr(textual.app, "wait_for_idle", settling.no_guess)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Two lessons: `01-leaps` has a question, a prediction and a run; `02-long` is longer than a page."""
    return write_course(tmp_path / "course")
