"""A lesson inside tmux and GNU screen: drawn as in a bare terminal, and still there when one comes back to it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.terminal.player import Player

UTF8 = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
BARE = {"TERM": "vt100", "LANG": "C"}
BRAILLE = re.compile("[\u2801-\u28ff]")


class Multiplexer:
    """How one is told to start a program, to let go of it, and to come back."""

    def __init__(self, name: str, folder: Path, environment: dict[str, str]) -> None:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
        self._folder = folder
        self._environment = environment | {"SHELL": "/bin/sh"}
        if name == "screen":
            sockets = folder / "screens"
            sockets.mkdir(mode=0o700)
            self._environment |= {"SCREENDIR": str(sockets)}
            encoded = ("-U",) if environment["LANG"].endswith("UTF-8") else ()
            self._start: tuple[str, ...] = (name, *encoded, "-c", "/dev/null")
            self._again: tuple[str, ...] = (name, *encoded, "-r")
            self._end: tuple[str, ...] = (name, "-X", "quit")
            self.let_go, self.told = "\x01d", "detached"
        else:
            server = (name, "-S", str(folder / "tmux"), "-f", "/dev/null")
            self._start, self._again = (*server, "new-session"), (*server, "attach")
            self._end = (*server, "kill-server")
            self.let_go, self.told = "\x02d", "detached"

    def start(self, *arguments: str) -> Player:
        """`tutor` with these arguments, in a window of it."""
        return self._player((*self._start, sys.executable, "-m", "tutor", *arguments), 24)

    def again(self, lines: int) -> Player:
        """Back to what was started, in a terminal of so many lines."""
        return self._player(self._again, lines)

    def close(self) -> None:
        """Leaves nothing behind, whatever a test found."""
        subprocess.run(self._end, env=os.environ | self._environment, capture_output=True, check=False)

    def _player(self, command: tuple[str, ...], lines: int) -> Player:
        return Player(self._folder, command=command, environment=self._environment, lines=lines)


@pytest.mark.parametrize("environment", [UTF8, BARE], ids=["utf-8", "vt100"])
@pytest.mark.parametrize("name", ["tmux", "screen"])
def test_a_run_is_drawn_and_is_still_there_for_who_lets_go_and_comes_back(
    name: str, environment: dict[str, str], tmp_path: Path
) -> None:
    with closing(Multiplexer(name, tmp_path, environment)) as multiplexer:
        with multiplexer.start("lab", "bowl:curvature=2", "--start", "3") as player:
            player.see("This is the lab")
            player.type("0.9")
            player.see("running|CONVERGED")
            player.enter()
            player.see("CONVERGED, zigzag")
            player.settle()
            curve = BRAILLE if environment is UTF8 else re.compile(r"\*{3}")
            assert curve.search(player.text), player.text
            assert "?" not in player.text
            player.press(multiplexer.let_go)
            player.see(multiplexer.told)
            player.end()
        with multiplexer.again(22) as player:
            player.see("CONVERGED, zigzag", "learning rate", "loss")
            player.type("0.01")
            player.see("running|STALLED")
            player.enter()
            player.see("STALLED")
            player.leave()
