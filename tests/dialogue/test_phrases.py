"""How the tutor tells an error."""

from __future__ import annotations

import pytest

from tutor.dialogue.phrases import told
from tutor.errors import LessonError, Place, RecordError, SpecificationError


def test_an_error_becomes_a_sentence() -> None:
    assert told(RecordError("the disk is full", to_do="free some space")) == "The disk is full; free some space."


def test_the_name_of_a_file_keeps_its_spelling() -> None:
    error = LessonError("no such key", where=Place("course.toml", 7, 4))
    assert told(error) == "course.toml:7:4: no such key."


@pytest.mark.parametrize("name", ["nofile.csv", "data/rows", "own\\rows"])
def test_the_name_of_a_file_of_the_learners_does_so_too(name: str) -> None:
    assert told(SpecificationError(f"{name} does not exist")) == f"{name} does not exist."
