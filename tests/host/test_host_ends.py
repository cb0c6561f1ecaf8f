"""Hosts that end, and starts without one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.hosting import UNLOADED, RunningHost, wait_until
from tests.terminal.player import Player
from tutor.host import client, peer, place, request, server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="tutor host needs Linux")


def tutor(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "HOME": str(data), "TUTOR_DATA": str(data)} | environment
    command = [sys.executable, "-m", "tutor", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_learners_play_on_when_the_host_dies_and_the_next_start_is_an_ordinary_one(tmp_path: Path) -> None:
    host = RunningHost(tmp_path, "-c", UNLOADED)
    player, _ = host.learner("Ada")
    with player:
        assert host.end(signal.SIGKILL) == -signal.SIGKILL
        player.type("hint")
        player.see("There is nothing to solve here")
        player.resize(70, 24)
        player.wait_until(lambda: player.text.splitlines()[1] == "─" * 70, "to see it fill the window")
        assert (tmp_path / "host" / "socket").is_socket()
        with Player(tmp_path, "--as", "Grace") as other:
            other.see("Nice to meet you, Grace")
            assert other.leave() == 0
        assert player.leave() == 0


def test_one_host_serves_an_account_and_is_ended_by_a_word_while_learners_play_on(tmp_path: Path) -> None:
    host = RunningHost(tmp_path)
    second = tutor(tmp_path, "host")
    assert (second.returncode, second.stderr) == (2, "tutor: a host runs already; tutor host --stop ends it\n")
    player, _ = host.learner("Ada")
    with player:
        stopped = tutor(tmp_path, "host", "--stop")
        assert (stopped.returncode, stopped.stdout) == (
            0,
            "tutor host: stopped. Whoever is in a lesson plays on.\n",
        )
        assert host.wait_for_end() == 0
        assert not (tmp_path / "host" / "socket").exists()
        player.type("hint")
        player.see("There is nothing to solve here")
        player.kill()
    again = tutor(tmp_path, "host", "--stop")
    assert (again.returncode, again.stdout) == (1, "tutor host: none runs here\n")


def test_a_host_takes_the_place_of_one_that_was_killed_and_outlives_the_login_that_started_it(tmp_path: Path) -> None:
    RunningHost(tmp_path, "-c", UNLOADED).end(signal.SIGKILL)
    host = RunningHost(tmp_path, "-c", UNLOADED)
    os.kill(host.pid, signal.SIGHUP)
    player, _ = host.learner("Ada")
    player.kill()
    wait_until(lambda: not host.children, "the child is still there")
    assert host.end() == 0


def test_a_place_that_others_could_enter_is_refused_by_both_sides(tmp_path: Path) -> None:
    (tmp_path / "host").mkdir(mode=0o755)
    with pytest.raises(place.NotOurs):
        place.enter(str(tmp_path))
    refused = tutor(tmp_path, "host")
    assert refused.returncode == 2
    assert refused.stderr == (
        f"tutor: {tmp_path}/host must belong to this account alone, with mode 700; "
        "start the host as the account that learns\n"
    )


def test_a_locked_down_login_can_neither_start_nor_stop_a_host(tmp_path: Path) -> None:
    for arguments in (("host",), ("host", "--stop")):
        refused = tutor(tmp_path, *arguments, TUTOR_KIOSK="1")
        assert refused.returncode == 2
        assert "tutor host is switched off here" in refused.stderr


@pytest.fixture
def door(tmp_path: Path) -> Iterator[tuple[int, socket.socket]]:
    """The folder, and a socket in it at which somebody listens."""
    folder = place.prepare(str(tmp_path))
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place.address(folder))
        listening.listen()
        yield folder, listening
    os.close(folder)


def test_a_client_hangs_up_on_a_host_of_another_user(
    door: tuple[int, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    client._connected(door[0]).close()
    monkeypatch.setattr(peer, "peer", lambda _line: (1, os.geteuid() + 1))
    with pytest.raises(PermissionError):
        client._connected(door[0])


def test_a_host_hangs_up_on_a_client_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "peer", lambda _line: (1, os.geteuid() + 1))
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("it got a child"))
    with server.Host(str(tmp_path)) as host, socket.socket(socket.AF_UNIX) as line:
        line.connect(str(tmp_path / "host" / "socket"))
        host._let_in(print)
        assert line.recv(1) == b""


def test_a_host_that_never_answers_is_gone_past(
    door: tuple[int, socket.socket], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setattr(client, "_is_screen", lambda: True)
    monkeypatch.setattr(client, "_ANSWER", 0.05)
    assert client._meeting_place([]) is not None
    assert client.through_host([]) is None


def test_an_upgrade_goes_past_a_host_of_the_release_before(tmp_path: Path) -> None:
    older = "from tutor.host import request\n"
    older += "request.this_build = lambda build=request.this_build(): build + ' older'\n"
    host = RunningHost(tmp_path, "-c", older + UNLOADED)
    with Player(tmp_path, "--as", "Ada") as player:
        player.see("Nice to meet you, Ada")
        assert host.children == []
        assert player.leave() == 0
    host.end()


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], True),
        (["--as", "Ada"], True),
        (["learn", "8"], True),
        (["lab"], True),
        (["run", "bowl", "--lr", "1"], False),
        (["lessons"], False),
        (["host", "--stop"], False),
        (["--version"], False),
        (["learn", "--help"], False),
        (["learn", "--plain"], False),
    ],
)
def test_only_what_plays_on_the_full_screen_is_asked_of_a_host(arguments: list[str], wanted: bool) -> None:
    assert request.is_playing(arguments) is wanted


def test_nothing_slow_is_imported_before_a_host_answers() -> None:
    probe = (
        "import sys, tutor.__main__, tutor.host.peer, tutor.host.place, tutor.host.request, signal, socket, termios\n"
        "print(*sys.modules)\n"
    )
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    assert "tutor.host.client" in loaded
    assert {"argparse", "dataclasses", "pathlib", "re", "typing", "tutor.cli", "textual"}.isdisjoint(loaded)
