"""A class over SSH: a real client logs in to a real sshd, plays, is cut off, and comes back.

The launcher and the configuration are the ones that CLASSROOM.md gives.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator

import pytest

from tests.ssh.server import LEARNER, Server
from tests.terminal.player import PATIENCE, Player
from tutor.record.folder import record_path
from tutor.record.store import open_record

LESSON = "a-small-course/01-leaps"


def typed(server: Server, learner: str = LEARNER) -> list[str]:
    """What the learner's record says was typed."""
    with open_record(learner, server.data, read_only=True) as record:
        return [str(entry.data["text"]) for entry in record.entries(LESSON) if entry.kind == "typed"]


@pytest.fixture(autouse=True)
def fresh(server: Server) -> Iterator[None]:
    """Every test begins with no record."""
    yield
    for pid in server.tutors():
        os.kill(pid, signal.SIGKILL)
    server.wait_until_gone()
    for name in (LEARNER, "Grace"):
        record_path(name, server.data).unlink(missing_ok=True)


def answer_the_first_question(player: Player) -> None:
    player.see("Nice to meet you, Ada Lovelace", "Lesson 1 · Leaps", "Enter to go on")
    player.enter()
    player.see("Where do you land")
    player.type("on the other side")
    player.see("The bottom lies behind you now", "What will you see")


def test_a_learner_logs_in_and_plays_a_lesson_to_its_end(server: Server) -> None:
    with server.log_in() as player:
        answer_the_first_question(player)
        player.type("It settles")
        player.see("Enter runs 0.9")
        player.enter()
        player.see("rate 0.9")
        player.enter()
        player.see("CONVERGED, zigzag")
        player.enter()
        player.see("Three things happened")
        player.enter()
        player.see("In short: leap, land, settle", "5/5")
        assert player.leave() == 0
        assert "Goodbye, Ada Lovelace. You are through lesson 1, Leaps." in player.words
    server.wait_until_gone()
    assert record_path(LEARNER, server.data).stat().st_mode & 0o077 == 0


def test_a_line_cut_in_any_way_leaves_nothing_behind_loses_no_answer_and_the_learner_goes_on_at_the_same_exchange(
    server: Server,
) -> None:
    with server.log_in() as player:
        answer_the_first_question(player)
        player.kill()  # the client
        server.wait_until_gone()
    assert typed(server) == ["", "on the other side"]

    with server.log_in() as player:
        player.see("Welcome back, Ada Lovelace", "We were here", "What will you see", "2/5")
        player.type("It settles")
        player.see("Enter runs 0.9")
        (tutor,) = server.tutors()
        os.kill(server.session_of(tutor), signal.SIGKILL)  # the process of the server
        server.wait_until_gone()
    assert typed(server) == ["", "on the other side", "It settles"]

    with server.log_in() as player:
        player.see("We were here", "Enter runs 0.9", "3/5")
        player.enter()
        player.see("rate 0.9")
        # In the middle of a run the client neither reads nor answers any more, as when a cable is pulled.
        player.child.kill(signal.SIGSTOP)
        server.wait_until_line_is_given_up()
        server.wait_until_gone()

    with server.log_in() as player:
        player.see("We were here", "Run 0.9 and watch", "3/5")
        assert player.leave() == 0


def test_without_a_terminal_the_lesson_is_said_line_by_line(server: Server) -> None:
    done = run(server, "-T", typed="\non the other side\nquit\n")
    assert done.returncode == 0
    assert "Right: The bottom lies behind you now." in done.stdout
    assert done.stderr == "tutor: line by line, because standard input is not a terminal.\n"
    assert "\x1b" not in done.stdout
    server.wait_until_gone()


def test_without_a_terminal_and_without_a_word_it_ends_by_itself(server: Server) -> None:
    done = run(server, "-T", "-n")
    assert done.returncode == 0
    assert "Goodbye, Ada Lovelace." in done.stdout
    server.wait_until_gone()


def test_a_client_without_a_terminal_that_is_killed_leaves_nothing_behind(server: Server) -> None:
    with subprocess.Popen(server.ssh("-T"), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(b"\n")
        client.stdin.flush()
        heard = b""
        while b"Where do you land" not in heard:
            heard += os.read(client.stdout.fileno(), 4096)
        assert len(server.tutors()) == 1
        client.kill()
    server.wait_until_gone()
    assert typed(server) == [""]


def test_a_learner_with_a_screen_reader_gets_lines_on_a_terminal_too(server: Server) -> None:
    with server.log_in(TERM="dumb") as player:
        player.see("line by line, because TERM=dumb", "Tutor: Nice to meet you, Ada Lovelace")
        assert b"\x1b" not in player.raw
        player.kill()
        server.wait_until_gone()


def run(server: Server, *options: str, key: str = "ada", typed: str = "") -> subprocess.CompletedProcess[str]:
    """A client without a terminal."""
    return subprocess.run(
        server.ssh(*options, key=key), input=typed, capture_output=True, text=True, timeout=4 * PATIENCE, check=False
    )
