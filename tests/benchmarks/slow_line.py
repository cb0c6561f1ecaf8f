"""Keys on a slow line: `python -m tests.benchmarks.slow_line [FPS…]`.

The real program on a pseudo-terminal from which at most 5,000 bytes a second are read, as over a bad mobile link.
Measured is how long a letter takes until it is seen, at rest and beside live runs, and for how long a key that was held
goes on scrolling or typing after it was let go. With numbers, each for that many frames a second at most
(`TEXTUAL_FPS`); without, for what the program sets itself. Exits with 1 if a budget is broken.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from time import monotonic, sleep

import pexpect

from tests.benchmarks.lab import DIGITS, Figure
from tests.terminal.player import Player

PER_SECOND = 5000
"""Bytes that the line takes."""
AT_ONCE = 50
"""Bytes that are read at a time: a hundredth of a second's."""
ECHO, LAG = 250.0, 1000.0
"""Milliseconds from a letter to its echo (p95), and from letting go of a key until all is still."""
REPEAT, HELD = 1 / 30, 2.0
"""Seconds between two repetitions of a key that is held, and for how long it is."""
CLEAR, UP, DOWN, PAGE_UP, PAGE_DOWN = "\x15", "\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~"


class SlowPlayer(Player):
    """A person behind a slow line."""

    _free = 0.0
    """When the line has passed on what it took last."""

    def read(self, seconds: float) -> bytes:
        """As `Player` does, and no faster than the line is."""
        end = monotonic() + seconds
        sleep(max(min(self._free, end) - monotonic(), 0.0))
        if self._free > end:
            return b""
        try:
            arrived = bytes(self.child.read_nonblocking(AT_ONCE, timeout=max(end - monotonic(), 0.0)))
        except (pexpect.TIMEOUT, pexpect.EOF):
            return b""
        self._free = max(self._free, monotonic()) + len(arrived) / PER_SECOND
        self._stream.feed(arrived)
        self.received += len(arrived)
        self.raw += arrived
        return arrived


def player(data: str, fps: str, *arguments: str) -> SlowPlayer:
    """The program, drawing at most so often a second; as often as it likes without a number."""
    return SlowPlayer(Path(data), *arguments, environment={"TEXTUAL_FPS": fps} if fps else None)


def echoes(line: SlowPlayer, count: int) -> list[float]:
    """Milliseconds from each letter until it is seen; no frame and no control sequence has one of these letters."""
    line.child.delaybeforesend = None  # pexpect would wait 50 ms before each key
    found = []
    for number in range(count):
        letter = b"zqjk"[number % 4 : number % 4 + 1]
        end = monotonic() + 0.15 + 0.0007 * (37 * number % 100)  # at no fixed place in the rhythm of the frames
        while monotonic() < end:
            line.read(0.01)
        begun = monotonic()
        line.press(letter)
        while letter not in line.read(0.01):
            if monotonic() - begun > 20:
                raise AssertionError(line.text)
        found.append(1000 * (monotonic() - begun))
    return found


def held(line: SlowPlayer, key: str) -> float:
    """Milliseconds for which something still arrives after a key that was held was let go."""
    line.child.delaybeforesend = None
    pressed = monotonic()
    end = pressed + HELD
    while monotonic() < end:
        if monotonic() >= pressed:
            line.press(key)
            pressed += REPEAT
        line.read(0.005)
    last = monotonic()
    while monotonic() < last + 0.5:
        if line.read(0.1):
            last = monotonic()
    return max(1000 * (last - end), 0.0)


def beside_a_run(fps: str, view: str, lr: str) -> list[float]:
    """Letters typed while runs are shown in a view."""
    found = []
    with tempfile.TemporaryDirectory() as data, player(data, fps, "lab", "bowl:curvature=2", "--start", "3") as line:
        line.see("This is the lab")
        line.type(view)
        line.settle()
        for _ in range(3):
            line.type(lr)
            line.see("running")
            found += echoes(line, 15)
            line.press(CLEAR)
            line.see("learning rate ›")
            line.settle()
        line.leave()
    return found


def beside_a_training(fps: str) -> list[float]:
    """Letters typed while digits are learned and looked at."""
    with tempfile.TemporaryDirectory() as data, player(data, fps, "lab", DIGITS, "--epochs", "1000") as line:
        line.see("This is the lab")
        line.settle()
        line.type("0.5")
        line.see("epoch +[1-9]")
        found = echoes(line, 45)
        line.leave()
    return found


def scrolled(fps: str) -> Iterator[tuple[str, float]]:
    """Keys that are held in a lesson that was read for a while."""
    with tempfile.TemporaryDirectory() as data, player(data, fps, "learn", "8", "--as", "Ada") as line:
        line.see("Enter to go on")
        line.press("\r")
        line.see("Where does the first step land")
        for wrong in ("what is momentum?", "what is a gradient?", "help", "what is a schedule?", "hint", "-2.4"):
            line.type(wrong)
            line.settle()
        yield "Page Up is held", held(line, PAGE_UP)
        yield "Page Down is held", held(line, PAGE_DOWN)
        yield "an arrow up is held", held(line, UP)
        yield "an arrow down is held", held(line, DOWN)
        yield "a letter is held", held(line, "z")
        line.press(CLEAR)
        line.settle()
        line.leave()


def figures(fps: str) -> Iterator[Figure]:
    """All that is measured, at so many frames a second."""
    told = f"{fps} fps: " if fps else ""
    with tempfile.TemporaryDirectory() as data, player(data, fps, "lab") as line:
        line.see("This is the lab")
        line.settle()
        letters = {"at rest": echoes(line, 45)}
        line.leave()
    letters["beside a loss curve"] = beside_a_run(fps, "loss", "0.97")
    letters["beside a ball that jumps"] = beside_a_run(fps, "landscape", "0.97")
    letters["beside a training and its digits"] = beside_a_training(fps)
    for when, times in letters.items():
        yield Figure(f"{told}echo {when}: p50", median(times), "ms")
        yield Figure(f"{told}echo {when}: p95", quantiles(times, n=20)[-1], "ms", ECHO)
    for what, lag in scrolled(fps):
        yield Figure(f"{told}still moving after {what}", lag, "ms", LAG)


def main() -> int:
    """Prints the figures as they come."""
    fits = True
    for fps in sys.argv[1:] or [""]:
        for figure in figures(fps):
            print(figure, flush=True)
            fits &= figure.fits
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
