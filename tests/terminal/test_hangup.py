"""However the terminal goes, the program goes with it, soon, and whatever was answered is in the record.

The guard itself is tested in tests/tui/test_guard.py; here it is the real program, on the screen and line by line.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.player import PATIENCE, Player
from tutor.crash import LARGEST, write_log
from tutor.record.store import open_record

LESSON = "06-one-step-downhill"
FLOOD = 500


def playing(folder: Path, form: str, *, deaf: bool = False) -> Player:
    """A learner in the second part of a lesson; `deaf`: SIGHUP is ignored, as `nohup` leaves it."""
    plain = ["--plain"] if form == "lines" else []
    command = (sys.executable, "-m", "tutor", "learn", LESSON, "--as", "Ada", *plain)
    if deaf:
        command = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh", *command)
    player = Player(folder, command=command)
    player.see("Enter to go on")
    player.enter()
    player.see("thick fog")
    return player


def typed(folder: Path) -> list[str]:
    with open_record("Ada", folder, read_only=True) as record:
        return [str(entry.data["text"]) for entry in record.entries(LESSON) if entry.kind == "typed"]


def hang_up(player: Player) -> None:
    player.child.kill(signal.SIGHUP)


def terminate(player: Player) -> None:
    player.child.kill(signal.SIGTERM)


def take_the_terminal_away(player: Player) -> None:
    player.child.ptyproc.fileobj.close()


def end_of(player: Player) -> int:
    """Waits for the end without reading what the program writes; gives the exit code, or minus a signal."""
    deadline = time.monotonic() + PATIENCE
    while True:
        done, status = os.waitpid(player.child.pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        assert time.monotonic() < deadline, "still there"
        time.sleep(0.02)


@pytest.mark.parametrize("form", ["screen", "lines"])
@pytest.mark.parametrize(
    ("cut", "deaf"),
    [(hang_up, False), (terminate, False), (take_the_terminal_away, False), (take_the_terminal_away, True)],
    ids=["SIGHUP", "SIGTERM", "terminal gone", "terminal gone, SIGHUP ignored"],
)
def test_the_program_ends_with_its_terminal_and_what_was_answered_is_kept(
    tmp_path: Path, form: str, cut: Callable[[Player], None], deaf: bool
) -> None:
    player = playing(tmp_path, form, deaf=deaf)
    cut(player)
    code = end_of(player)
    assert code != 0
    if form == "screen":
        assert code == (143 if cut is terminate else 129)
    assert typed(tmp_path) == [""]
    assert not (tmp_path / "crash.log").exists()


def test_a_stalled_line_cannot_hold_line_mode(tmp_path: Path) -> None:
    player = playing(tmp_path, "lines")
    os.write(player.child.child_fd, b"help\r" * FLOOD)  # and nobody reads the answers
    wait_until_it_sleeps(player.child.pid)  # it answers what it can, then stands still in a write
    answered = typed(tmp_path)
    assert 1 < len(answered) < FLOOD, "the line never stalled"
    player.child.kill(signal.SIGHUP)
    assert end_of(player) == -signal.SIGHUP
    assert typed(tmp_path) == answered


def wait_until_it_sleeps(pid: int) -> None:
    """Waits until a process waits for something else than its turn or the disk, and was not woken from it for a while:
    one that a busy machine does not let run is not asleep."""
    deadline = time.monotonic() + PATIENCE
    asleep_since, woken = time.monotonic(), ""
    while time.monotonic() - asleep_since < 0.5:
        assert time.monotonic() < deadline, "it never stood still"
        status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        now = status["voluntary_ctxt_switches"]
        if not status["State"].strip().startswith("S") or now != woken:
            asleep_since, woken = time.monotonic(), now
        time.sleep(0.02)


def test_stop_and_continue_leave_the_screen_as_it_is(tmp_path: Path) -> None:
    with playing(tmp_path, "screen") as player:
        for signum in (signal.SIGTSTP, signal.SIGCONT, signal.SIGCONT):
            player.child.kill(signum)
        player.type("hint")
        player.see("There is nothing to solve here")
        assert player.leave() == 0


def test_a_byte_of_another_encoding_is_a_question_like_any_other_in_line_mode(tmp_path: Path) -> None:
    with playing(tmp_path, "lines") as player:
        player.press(b"caf\xe9\r")
        player.see("Press Enter to go on|I didn't understand|don't")
        player.type("quit")
        assert player.end() == 0


def test_a_defect_in_line_mode_is_told_in_one_line_and_its_log_cannot_fill_the_disk(tmp_path: Path) -> None:
    # Python runs this file before anything else.
    (tmp_path / "sitecustomize.py").write_text(
        "import tutor.plain\n"
        "def broken(*given):\n"
        "    secret = 'a local variable'\n"
        "    raise RuntimeError('broken on purpose')\n"
        "tutor.plain.LineMode._type = broken\n"
    )
    log = tmp_path / "crash.log"
    log.write_text("old " * LARGEST)
    with Player(
        tmp_path, "learn", LESSON, "--as", "Ada", "--plain", environment={"PYTHONPATH": str(tmp_path)}
    ) as player:
        player.see("Enter to go on")
        player.enter()
        assert player.end() == 70
        assert "tutor: something broke, and it is not your fault (RuntimeError); details are in" in player.words
        assert "Traceback" not in player.text
    assert "broken on purpose" in log.read_text()
    assert log.stat().st_size < LARGEST


def test_the_log_of_a_defect_is_closed_to_others_and_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "data"))
    for text in ("first", "second"):
        where = write_log(text)
    assert where == str(tmp_path / "data" / "crash.log")
    assert Path(where).read_text() == "first\nsecond\n"
    assert Path(where).stat().st_mode & 0o077 == 0
