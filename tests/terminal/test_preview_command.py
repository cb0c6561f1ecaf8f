"""`tutor preview` on a real terminal, and line by line."""

from __future__ import annotations

from pathlib import Path

from tests.terminal.player import Player
from tests.test_cli import tutor
from tests.tui.learner import LEAPS


def test_a_saved_file_is_shown_and_otherwise_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "01-leaps.md"
    path.write_text(LEAPS, "utf-8")
    with Player(tmp_path, "preview", str(path)) as player:
        player.see("Nothing is recorded", "Enter to go on")
        player.settle(1.0)
        before = player.received
        for _ in range(20):
            player.read(0.15)
        assert player.received == before
        path.write_text(LEAPS.replace("A long stride", "A giant stride"), "utf-8")
        player.see("A giant stride")
        assert player.leave() == 0


def test_it_plays_line_by_line_and_leaves_no_record(tmp_path: Path) -> None:
    assert tutor(tmp_path, "new", "10-half-way.md").returncode == 0
    result = tutor(tmp_path, "preview", "10-half-way.md", "--plain", typed="\n\nquit\n")
    assert result.returncode == 0
    assert result.stdout.startswith("Tutor: This is a preview of 10-half-way.md. Nothing is recorded.")
    assert "Lesson 10: Half way." in result.stdout
    assert result.stdout.endswith("Nothing was recorded.\n")
    assert not (tmp_path / "data").exists()


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "10-a.md").write_text("---\ntitel: a\n---\n", "utf-8")
    result = tutor(tmp_path, "preview", "10-a.md", "--plain")
    assert result.returncode == 2
    assert result.stderr.startswith('tutor: 10-a.md:2:1: a lesson has no "titel"; did you mean "title"?')


def test_a_question_without_a_right_answer_is_told_before_the_lesson(tmp_path: Path) -> None:
    (tmp_path / "01-leaps.md").write_text(LEAPS.replace("[x]", "[ ]"), "utf-8")
    page = " ".join(tutor(tmp_path, "preview", "01-leaps.md", "--plain").stdout.split())
    assert 'no choice of "side" is right; mark one with [x].' in page.partition("Lesson 1: Leaps.")[0]
    assert 'no choice of "ending" is right' in page.partition("Lesson 1: Leaps.")[0]
