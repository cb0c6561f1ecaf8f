"""Drives the real program on a real pseudo-terminal, and reads what a person would see there."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

PATIENCE = 30.0
"""Seconds for the program to show something: generous, since a busy machine is no defect."""


class Player:
    """A person at a terminal who runs `tutor`.

    Args:
        data: the folder for the records.
        arguments: after `tutor`.
        columns, lines: the window.
        environment: beyond the bare minimum, such as TERM or LANG.
        command: what is run instead, with its arguments.
    """

    def __init__(
        self,
        data: Path,
        *arguments: str,
        columns: int = 80,
        lines: int = 24,
        environment: dict[str, str] | None = None,
        python: str = sys.executable,
        command: tuple[str, ...] = (),
    ) -> None:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(data),
            "TUTOR_DATA": str(data),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        } | (environment or {})
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.received = 0
        """Bytes that came down the line so far."""
        self.raw = bytearray()
        program, *rest = command or (python, "-m", "tutor", *arguments)
        self.child = pexpect.spawn(program, rest, env=environ, dimensions=(lines, columns), timeout=PATIENCE, cwd=data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.close(force=True)

    @property
    def text(self) -> str:
        """What stands on the screen, line by line."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def words(self) -> str:
        """What stands on the screen as running text: wrapped lines joined, so that a sentence can be looked for."""
        return re.sub(r"\s+", " ", self.text)

    def see(self, *expected: str) -> str:
        """Waits until all of `expected` stand on the screen as running text; gives that text."""
        self.wait_until(lambda: all(re.search(pattern, self.words) for pattern in expected), f"to see {expected}")
        return self.words

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Reads the line until `holds()`; fails, showing the screen, if it never does."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain {what}; the screen shows:\n{self.text}")
            self.read(0.05)

    def read(self, seconds: float) -> bytes:
        """Takes in whatever arrives within `seconds`."""
        arrived = b""
        try:
            arrived = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            time.sleep(min(seconds, 0.05))
        self._stream.feed(arrived)
        self.received += len(arrived)
        self.raw += arrived
        return bytes(arrived)

    def settle(self, quiet: float = 0.4) -> None:
        """Reads until nothing has arrived for `quiet` seconds."""
        deadline = time.monotonic() + PATIENCE
        while self.read(quiet) and time.monotonic() < deadline:
            pass

    def press(self, keys: str | bytes) -> None:
        """Sends keys as they are."""
        self.child.send(keys)

    def type(self, line: str) -> None:
        """Types a line and Enter."""
        self.child.send(line + "\r")

    def enter(self) -> None:
        """Presses Enter."""
        self.child.send("\r")

    def scribble(self, text: str) -> None:
        """Someone else writes on this terminal, and the program knows nothing of it."""
        self._stream.feed(text.encode())

    def resize(self, columns: int, lines: int) -> None:
        """Drags the window to another size."""
        self._screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    def leave(self) -> int:
        """Quits with Ctrl-Q and waits for the end; gives the exit code."""
        self.child.send("\x11")
        return self.end()

    def end(self) -> int:
        """Waits for the program's end; gives its exit code, or minus the signal that ended it."""
        deadline = time.monotonic() + PATIENCE
        while self.child.isalive():
            self.read(0.05)
            if time.monotonic() > deadline:
                raise AssertionError(f"the program did not end; the screen shows:\n{self.text}")
        self.read(0.05)
        status = self.child.exitstatus
        return int(status) if status is not None else -int(self.child.signalstatus or 0)

    def kill(self) -> None:
        """kill -9."""
        self.child.kill(signal.SIGKILL)
        while self.child.isalive():
            self.read(0.02)
