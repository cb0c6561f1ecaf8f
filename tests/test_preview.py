"""A lesson that is played while it is written: nothing is recorded, and the author stays at the same exchange."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.learner import LEAPS
from tutor.dialogue.model import Judged, LearnerSaid, RunThis, Utterance
from tutor.engine.descent import run
from tutor.errors import LessonError
from tutor.lesson.model import Lab
from tutor.preview import Preview
from tutor.sitting import Sitting


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "data"))
    path = tmp_path / "01-leaps.md"
    path.write_text(LEAPS, "utf-8")
    return path


def types(sitting: Sitting, *lines: str) -> None:
    for line in lines:
        for utterance in sitting.type(line):
            if isinstance(utterance, RunThis):
                sitting.finish(run(utterance.experiment))


def begun(path: Path, *lines: str) -> Preview:
    preview = Preview(path)
    sitting = preview.sit_down(preview.lesson)
    sitting.begin()
    types(sitting, *lines)
    return preview


def edited(path: Path, preview: Preview, old: str, new: str) -> tuple[Sitting, tuple[Utterance, ...]]:
    """What the author sees after an edit: the sitting, and the talk so far."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    preview.read_anew()
    sitting = preview.sit_down(preview.lesson)
    return sitting, sitting.begin().transcript


def verdicts(said: tuple[Utterance, ...]) -> list[str]:
    return [f"{one.verdict.verdict}/{one.verdict.reason}" for one in said if isinstance(one, Judged)]


TO_THE_LAB = ("", "on the other side", "it settles")


def test_nothing_is_recorded(path: Path) -> None:
    preview = begun(path, *TO_THE_LAB, "0.9")
    preview.close()
    assert not preview.is_kept
    assert not (path.parent / "data").exists()


def test_the_author_stays_at_the_same_exchange(path: Path) -> None:
    preview = begun(path, "", "on the other side")
    sitting, said = edited(path, preview, "---\n\n::: quiz side", "New words.\n\n---\n\n---\n\n::: quiz side")
    assert sitting.state.position == next(
        at for at, step in enumerate(sitting.lesson.steps) if getattr(step, "id", "") == "ending"
    )
    assert [one.text for one in said if isinstance(one, LearnerSaid)] == ["on the other side"]


def test_an_answer_to_a_question_that_was_taken_out_is_left_out(path: Path) -> None:
    preview = begun(path, "", "on the other side", "it settles")
    text = path.read_text("utf-8")
    question = text[text.index("::: quiz side") : text.index("::: predict")]
    sitting, _ = edited(path, preview, question, "")
    assert isinstance(sitting.waiting, Lab)
    assert [answer.quiz for answer in sitting.state.answered] == ["ending"]


def test_a_run_is_made_anew_where_the_lab_has_changed(path: Path) -> None:
    preview = begun(path, *TO_THE_LAB, "0.9")
    _, said = edited(path, preview, "On the same side", "On this side")
    assert verdicts(said) == ["converged/zigzag"]
    sitting, said = edited(path, preview, 'problem = "bowl:curvature=2"', 'problem = "bowl:curvature=4"')
    assert verdicts(said) == ["overshot/diverged"]
    assert sitting.state.runs[-1].w1 == pytest.approx((3 - 0.9 * 12,))
    _, said = edited(path, preview, "curvature=4", "curvature=2")
    assert verdicts(said) == ["converged/zigzag"]


def test_a_run_that_was_stopped_stays_one(path: Path) -> None:
    preview = begun(path, *TO_THE_LAB)
    sitting = preview.sit_down(preview.lesson)
    sitting.begin()
    (asked,) = (one for one in sitting.type("0.9") if isinstance(one, RunThis))
    sitting.finish(run(asked.experiment).until(3))
    sitting, _ = edited(path, preview, "start = 3", "start = 1")
    (ended,) = sitting.state.runs
    assert (ended.stopped, ended.steps, ended.w[0]) == (True, 3, (1.0,))


def test_a_run_that_cannot_be_made_any_more_is_left_out(path: Path) -> None:
    preview = begun(path, *TO_THE_LAB, "0.9")
    sitting, said = edited(path, preview, "start = 3", "start = [3, 4]")
    assert verdicts(said) == []
    assert sitting.state.runs == ()


def test_an_error_in_the_file_is_located_and_the_lesson_stays_as_it_was(path: Path) -> None:
    preview = begun(path, *TO_THE_LAB)
    path.write_text(LEAPS.replace("steps = 20", "stps = 20"), "utf-8")
    with pytest.raises(LessonError) as raised:
        preview.read_anew()
    where = raised.value.where
    assert where is not None
    assert (where.file, where.line) == (str(path), LEAPS[: LEAPS.index("steps = 20")].count("\n") + 1)
    path.write_text(LEAPS, "utf-8")
    sitting = preview.sit_down(preview.lesson)
    assert sitting.begin().resumed
    assert isinstance(sitting.waiting, Lab)


def test_a_lesson_that_was_finished_is_not_begun_anew(path: Path) -> None:
    preview = begun(path, *TO_THE_LAB, "0.9", "", "")
    sitting, _ = edited(path, preview, "In short", "So")
    assert sitting.complete


def test_a_change_counts_once_and_only_when_it_has_settled(path: Path) -> None:
    preview = Preview(path)
    assert not preview.changed()
    path.write_text(LEAPS + "\nMore.\n", "utf-8")
    assert not preview.changed(), "it may still be being written"
    assert preview.changed()
    assert not preview.changed()
    new = path.with_suffix(".new")
    new.write_text(LEAPS, "utf-8")
    new.replace(path)  # as many editors save
    assert [preview.changed(), preview.changed(), preview.changed()] == [False, True, False]
    path.unlink()
    assert not any(preview.changed() for _ in range(3))


def test_a_file_with_another_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text(LEAPS, "utf-8")
    with pytest.raises(LessonError, match="cannot be called"):
        Preview(tmp_path / "draft.md")
