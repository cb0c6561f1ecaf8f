"""Lessons played through the host on real terminals, and all the ways in which they can end."""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Callable

import pytest

from tests.host.hosting import RunningHost, is_there, wait_until
from tests.terminal.player import Player
from tests.terminal.test_hangup import hang_up, take_the_terminal_away, terminate


def test_a_lesson_is_played_through_the_host_and_gone_on_with_the_next_time(host: RunningHost) -> None:
    player, child = host.learner("Ada")
    with player:
        assert child != player.child.pid
        player.press("\x1a")  # Ctrl-Z, which is but a key
        player.type("hint")
        player.see("There is nothing to solve here")
        player.resize(100, 30)
        player.wait_until(lambda: player.text.splitlines()[1] == "─" * 100, "to see it fill the window")
        assert player.leave() == 0
        assert "Goodbye, Ada. Your place in lesson 6 (1/12) is kept." in player.words
    wait_until(lambda: not is_there(child), "the child is still there")
    with Player(host.data, "--as", "Ada") as again:
        again.see("There is nothing to solve here")
        assert len(host.children) == 1
        again.press("\x03")
        assert again.end() == 0


@pytest.mark.parametrize(
    "cut", [hang_up, terminate, take_the_terminal_away, Player.kill], ids=["SIGHUP", "SIGTERM", "terminal", "kill -9"]
)
def test_however_a_login_ends_its_child_ends_too_and_what_was_answered_is_kept(
    host: RunningHost, cut: Callable[[Player], None], request: pytest.FixtureRequest
) -> None:
    name = f"Grace {request.node.callspec.id}"
    player, child = host.learner(name)
    cut(player)
    wait_until(lambda: not is_there(child), "the child is still there")
    wait_until(lambda: not player.child.isalive(), "the client is still there")
    if cut is not Player.kill:
        assert player.child.exitstatus == (143 if cut is terminate else 129)
    assert host.typed(name) == [""]
    wait_until(lambda: not host.children, "nobody has buried the child")


def test_a_child_that_stands_still_is_killed_when_its_login_ends(host: RunningHost) -> None:
    player, child = host.learner("Still")
    os.kill(child, signal.SIGSTOP)
    player.kill()
    wait_until(lambda: not is_there(child), "the child is still there")


def test_when_one_learners_process_is_killed_its_terminal_is_put_right_and_another_plays_on(host: RunningHost) -> None:
    ada, adas = host.learner("Ada L.")
    grace, graces = host.learner("Grace H.")
    with ada, grace:
        os.kill(adas, signal.SIGSEGV)
        assert ada.end() == 128 + signal.SIGSEGV
        told = b"tutor: the program was ended from outside (SIGSEGV). Your answers are saved.\r\n"
        assert ada.raw.endswith(told), "or line ends are not those of a terminal at rest"
        assert ada.raw.rindex(b"\x1b[?1049l") > ada.raw.rindex(b"\x1b[?1049h")
        grace.type("hint")
        grace.see("There is nothing to solve here")
        assert host.children == [graces]
        assert grace.leave() == 0


def test_the_terminal_is_as_it_was_after_a_child_was_killed(host: RunningHost) -> None:
    shell = ("sh", "-c", '"$@"; sleep 60', "sh")
    before = set(host.children)
    command = (*shell, sys.executable, "-m", "tutor", "learn", "6", "--as", "Mary")
    with Player(host.data, command=command) as player:
        at_rest = termios.tcgetattr(player.child.child_fd)
        player.see("Enter to go on")
        assert termios.tcgetattr(player.child.child_fd) != at_rest
        (child,) = set(host.children) - before
        os.kill(child, signal.SIGKILL)
        player.see("ended from outside")
        assert termios.tcgetattr(player.child.child_fd) == at_rest
