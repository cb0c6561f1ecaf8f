"""A class over a real sshd that is set up as CLASSROOM.md says, with a host for the shared account."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.host.hosting import RunningHost, is_there, wait_until
from tests.ssh.server import LEARNER, Server
from tests.ssh.test_class import LESSON
from tests.terminal.player import Player
from tests.tui.learner import write_course
from tutor.record.store import open_record


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An sshd as the guide sets it up."""
    folder = tmp_path_factory.mktemp("ssh")
    write_course(folder / "course")
    server = Server(folder, folder / "course")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def host(server: Server) -> Iterator[RunningHost]:
    """The host of the account into which all log in."""
    host = RunningHost(server.data)
    yield host
    host.end()


def cut_at_the_learners(server: Server, player: Player, tutor: int) -> None:
    player.kill()


def cut_at_the_server(server: Server, player: Player, tutor: int) -> None:
    os.kill(server.session_of(tutor), signal.SIGKILL)


def stall(server: Server, player: Player, tutor: int) -> None:
    player.child.kill(signal.SIGSTOP)
    server.wait_until_line_is_given_up()


@pytest.mark.parametrize("cut", [cut_at_the_learners, cut_at_the_server, stall])
def test_a_line_that_is_cut_leaves_nothing_but_the_host_and_loses_no_answer(
    server: Server, host: RunningHost, cut: Callable[[Server, Player, int], None]
) -> None:
    before = typed(server)
    with server.log_in() as player:
        player.see("Enter to go on" if not before else "We were here")
        (child,) = host.children
        (client,) = set(server.tutors()) - {host.pid, child}
        player.type("hint")
        player.see("hint")
        wait_until(lambda: len(typed(server)) > len(before), "nothing was kept")
        cut(server, player, client)
        wait_until(lambda: not is_there(child) and not is_there(client), "somebody is still there")
        wait_until(lambda: not server.sessions(), "sshd is still there")
    assert typed(server) == [*before, "hint"]


def test_two_learners_of_one_account_sit_in_processes_of_their_own_with_the_launchers_limits(
    server: Server, host: RunningHost
) -> None:
    with server.log_in() as ada, server.log_in(key="grace") as grace:
        ada.see(LEARNER, "go on|We were here")
        grace.see("Grace", "Enter to go on")
        assert len(host.children) == 2
        for child in host.children:
            limits = Path(f"/proc/{child}/limits").read_text()
            assert f"Max address space         {1024**3}" in limits
            assert "Max cpu time              3600" in limits
        assert ada.leave() == 0
        assert grace.leave() == 0


def typed(server: Server) -> list[str]:
    """The lines that are in the learner's record."""
    if not (server.data / "learners").is_dir():
        return []
    with open_record(LEARNER, server.data, read_only=True) as record:
        return [str(entry.data["text"]) for entry in record.entries(LESSON) if entry.kind == "typed"]
