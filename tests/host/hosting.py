"""A host of the real program, and learners who come to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.terminal.player import PATIENCE, Player
from tutor.record.store import open_record

UNLOADED = """\
import os
from tutor.cli import main
from tutor.host.server import Host
with Host(os.environ["TUTOR_DATA"]) as host:
    print("ready", flush=True)
    host.serve(main)
"""
"""A host that loads nothing, and so is there at once."""
LESSON = "06-one-step-downhill"
GONE = 5.0
"""Seconds after which nothing of a lost login may be left, on a machine that is not overloaded."""


class RunningHost:
    """`tutor host` for the records in `data`.

    Args:
        data: the data folder.
        command: after `python`, what is run instead.
        environment: of the host's own, beyond the bare minimum.
    """

    def __init__(self, data: Path, *command: str, environment: dict[str, str] | None = None) -> None:
        self.data = data
        environ = {"PATH": os.environ["PATH"], "HOME": str(data), "TUTOR_DATA": str(data)} | (environment or {})
        self._process = subprocess.Popen(
            [sys.executable, *(command or ("-m", "tutor", "host"))], env=environ, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert "ready" in self._process.stdout.readline()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def children(self) -> list[int]:
        """The learners' processes."""
        return [int(one) for one in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def end(self, signum: signal.Signals = signal.SIGTERM) -> int:
        """Ends it; gives its exit code, or minus the signal."""
        self._process.send_signal(signum)
        return self.wait_for_end()

    def wait_for_end(self) -> int:
        """Waits until it has ended by itself; gives its exit code, or minus the signal."""
        code = self._process.wait(PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code

    def learner(self, name: str, *arguments: str, **environment: str) -> tuple[Player, int]:
        """A learner in the second part of a lesson, and the process that plays it, which is a child of the host."""
        before = set(self.children)
        player = Player(self.data, "learn", LESSON, "--as", name, *arguments, environment=environment)
        player.see("Enter to go on")
        player.enter()
        player.see("thick fog")
        (child,) = set(self.children) - before
        return player, child

    def typed(self, name: str) -> list[str]:
        """The lines that are in the learner's record."""
        with open_record(name, self.data, read_only=True) as record:
            return [str(entry.data["text"]) for entry in record.entries(LESSON) if entry.kind == "typed"]


def wait_until(holds: Callable[[], bool], what: str, seconds: float = GONE) -> None:
    """Fails if it does not come to hold, in more time on a machine that has more to do than it can."""
    deadline = time.monotonic() + seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def is_there(pid: int) -> bool:
    """Whether there is such a process; one that nobody has buried counts as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
