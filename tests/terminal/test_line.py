"""What goes over the line, and what the program makes of a bad one."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminal.player import Player
from tutor.record.store import last_learner, open_record

LESSON = ("learn", "06-one-step-downhill", "--as", "Ada")


def test_nothing_is_written_while_nothing_happens(tmp_path: Path) -> None:
    with Player(tmp_path, *LESSON) as player:
        player.see("Enter to go on")
        player.settle(1.0)
        before = player.received
        for _ in range(20):
            player.read(0.15)
        assert player.received == before


def test_a_byte_of_another_encoding_and_a_flood_of_text_do_no_harm(tmp_path: Path) -> None:
    with Player(tmp_path, *LESSON) as player:
        player.see("Enter to go on")
        player.press(b"\xe9\r")
        player.see("Press Enter to go on")
        player.press(b"\x1b[200~" + b"9" * 100_000 + b"\x1b[201~")
        player.see("You pasted 100,000 characters")
        player.press("\x15")
        player.enter()
        player.see("treasure|thick fog|minimum")
        assert player.leave() == 0


def test_what_is_typed_before_the_first_page_is_there_when_it_comes(tmp_path: Path) -> None:
    with Player(tmp_path, *LESSON) as player:
        player.press("what is loss")
        player.see("Enter to go on › what is loss")
        player.enter()
        player.see("you what is loss", "Loss:|loss is")
        assert player.leave() == 0


def test_escape_sequences_typed_as_a_name_come_back_as_plain_text(tmp_path: Path) -> None:
    with Player(tmp_path) as player:
        player.see("What shall I call you")
        player.press("\x1b[200~[b]Eve[/] [@click=app.exit]x[/] \x9b31m\x9d0;owned\x07\x1b[201~".encode())
        player.see(r"\[b\]Eve")
        player.enter()
        player.see(r"Nice to meet you, \[b\]Eve\[/\] \[@click=app.exit\]x\[/\]")
        assert b"owned" not in player.raw
        assert "\x9b31m".encode() not in player.raw
        assert player.leave() == 0


def test_a_window_that_is_too_small_says_so_and_comes_back(tmp_path: Path) -> None:
    with Player(tmp_path, *LESSON) as player:
        player.see("Enter to go on")
        player.resize(40, 10)
        player.see("This window is 40 × 10", "needs 60 × 20")
        player.resize(100, 30)
        player.see("Learning is failing", "Enter to go on")
        player.resize(60, 20)
        player.see("Enter to go on")
        assert player.leave() == 0


def test_a_small_window_from_the_start_gets_line_mode(tmp_path: Path) -> None:
    with Player(tmp_path, *LESSON, columns=50, lines=15) as player:
        player.see("line by line, because the window is 50×15")
        player.press("\x04")
        assert player.end() == 0


@pytest.mark.parametrize("kind", ["dumb", ""])
def test_a_terminal_that_cannot_move_its_cursor_gets_line_mode(tmp_path: Path, kind: str) -> None:
    with Player(tmp_path, *LESSON, environment={"TERM": kind}) as player:
        player.see("line by line, because TERM", "Tutor: Learning is failing")
        assert b"\x1b" not in player.raw
        player.type("quit")
        assert player.end() == 0


def test_without_any_terminal_a_lesson_still_plays_through_a_pipe_and_ends(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tutor", *LESSON],
        input="\n\n\n\n2.4\n",
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TUTOR_DATA": str(tmp_path), "LANG": "C.UTF-8"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0
    assert "Tutor: Hello, Ada" in result.stdout or "Nice to meet you, Ada" in result.stdout
    assert "Right: 0.1 × 6 = 0.6" in " ".join(result.stdout.split())
    assert "\x1b" not in result.stdout
    assert result.stderr == "tutor: line by line, because standard input is not a terminal.\n"


def test_hanging_up_ends_the_program_and_the_lesson_goes_on_next_time(tmp_path: Path) -> None:
    with Player(tmp_path, *LESSON) as player:
        player.see("Enter to go on")
        player.enter()
        player.see("thick fog")
        player.child.kill(signal.SIGHUP)
        assert player.end() == 129
    with Player(tmp_path) as player:
        player.see("Welcome back, Ada", "We were here", "thick fog")
        player.child.close(force=False)  # the terminal itself goes away
        deadline = time.monotonic() + 10
        while player.child.isalive() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not player.child.isalive()


def test_lines_that_arrive_in_one_burst_are_answered_one_by_one(tmp_path: Path) -> None:
    with Player(tmp_path, "learn", "8", "--as", "Ada") as player:
        player.see("Lesson 8")
        for _ in range(8):
            player.settle()
            if "Where does the first step land" in player.words:
                break
            player.enter()
        player.press("hint\r2.4\r-2.4\r")
        player.see("your prediction")
    with open_record("Ada", tmp_path, read_only=True) as record:
        typed = [entry.data["text"] for entry in record.entries("08-too-high") if entry.kind == "typed"]
    assert [text for text in typed if text] == ["hint", "2.4", "-2.4"]


def test_a_name_and_more_in_one_burst_is_that_name(tmp_path: Path) -> None:
    with Player(tmp_path) as player:
        player.see("What shall I call you")
        player.press("Ada\r\r0.5\rhint\r")
        player.see("Nice to meet you, Ada")
        assert player.leave() == 0
    assert last_learner(tmp_path) == "Ada"
