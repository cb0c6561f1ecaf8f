"""Programs on pseudo-terminals, many at once: what a class costs one server. `python -m tests.benchmarks.classroom`.

Every learner is a process of its own on a terminal of 80×24, in the lab of lesson 8 with a run behind them, started as
the launcher of CLASSROOM.md does it; so are the hello-worlds, as far as that concerns them. Measured
are their share of the memory, against as many hello-worlds of Textual, and how long a key takes to its echo in one of
them while all watch a run. All of them are held to two cores. Exits with 1 if a budget is broken.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from types import FrameType

from tests.benchmarks.host import running_host, through_host
from tests.terminal.player import Player

LEARNERS = 30
MEMORY, ECHO = 1.6, 100.0
"""Budgets: the share of memory beside a hello-world's, and milliseconds from a key to its echo, 95 of 100."""
CORES = 2
ROUNDS, LETTERS = 6, 12
"""So many letters are typed in each of so many runs."""
RUN = 4.0
"""Seconds after which the rest of a run has been shown."""
FRAMES = 200
"""Bytes that say that somebody has watched a run."""
PATIENCE = 60.0
"""Seconds after which what is waited for is taken to have failed."""
WHOLE = 900
"""Seconds after which everything is ended, whatever it waits for."""
HELLO = (
    sys.executable,
    "-c",
    "from textual.app import App\n"
    "from textual.widgets import Static\n"
    "class Hello(App):\n"
    "    def compose(self):\n"
    "        yield Static('Hello, world')\n"
    "Hello().run()\n",
)
"""The program against which ours is measured."""
HELLO_SHOWS = b"Hello, world"
SHOWS_LAB = b"F1 help"
"""Stands in the last line of a lesson."""
CLEAR = b"\x15"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    what: str
    measured: str
    budget: str = ""
    holds: bool = True

    def __str__(self) -> str:
        told = "" if not self.budget else "yes" if self.holds else "NO"
        return f"{self.what:62}{self.measured:>18}{self.budget:>12}{told:>7}"


class Screen:
    """A program on a pseudo-terminal of its own, which it controls: it is hung up when this process ends."""

    def __init__(self, command: Sequence[str], data: Path) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(data),
            "TUTOR_DATA": str(data),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "MALLOC_ARENA_MAX": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self.begun = time.perf_counter()
        self.pid, self.line = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
                os.sched_setaffinity(0, cores())
                os.execve(command[0], list(command), environment)
            finally:
                os._exit(127)
        self.shown = b""
        """What arrived since `forget`."""
        self.shown_after = 0.0
        """Seconds from its start until its first page stood there."""
        self._ended = False

    def forget(self) -> None:
        """What arrives from now on counts."""
        self.shown = b""

    def read(self) -> None:
        """Takes in what has arrived."""
        try:
            arrived = os.read(self.line, 65536)
        except OSError:  # the program has gone
            arrived = b""
        if not arrived:
            raise AssertionError(f"a program ended by itself; it had written {self.shown[-500:]!r}")
        self.shown = (self.shown + arrived)[-100_000:]

    def press(self, keys: bytes) -> None:
        """Sends keys."""
        os.write(self.line, keys)

    @property
    def pss(self) -> float:
        """MiB of memory, of what is shared with others its part."""
        for told in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if told.startswith("Pss:"):
                return int(told.split()[1]) / 1024
        raise AssertionError("no Pss")

    @property
    def processor(self) -> float:
        """Milliseconds of a processor that it has used."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6

    def end(self) -> None:
        """Ends it at once."""
        if self._ended:
            return
        self._ended = True
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.line)
        os.waitpid(self.pid, 0)


class Classroom:
    """Screens that are all read from, so that none waits for its terminal."""

    def __init__(self) -> None:
        self.screens: list[Screen] = []

    def read(self, seconds: float) -> None:
        """Takes in what arrives at any of them within `seconds`; the first stroke ends it."""
        lines = {screen.line: screen for screen in self.screens}
        for line in select.select(list(lines), [], [], seconds)[0]:
            lines[line].read()

    def wait(self, seconds: float) -> None:
        """Lets time pass."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Reads until `holds()`."""
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain for {what}")
            self.read(0.5)

    def enter(self, command: Sequence[str], data: Path, shows: bytes) -> Screen:
        """One more, once it shows its first page."""
        screen = Screen(command, data)
        self.screens.append(screen)
        self.until(lambda: shows in screen.shown, str(shows))
        screen.shown_after = time.perf_counter() - screen.begun
        return screen


@contextmanager
def classroom() -> Iterator[Classroom]:
    """Whatever happens, nobody is left behind: not at an error, nor at a signal, nor when it takes too long."""
    room = Classroom()

    def ended(signum: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + signum)

    before = {signum: signal.signal(signum, ended) for signum in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)}
    signal.alarm(WHOLE)
    try:
        yield room
    finally:
        signal.alarm(0)
        for screen in room.screens:
            screen.end()
        for signum, handler in before.items():
            signal.signal(signum, handler)


def cores() -> set[int]:
    """Those that the programs may use."""
    return set(sorted(os.sched_getaffinity(0))[:CORES])


def tutor(*arguments: str) -> tuple[str, ...]:
    """The program."""
    return (sys.executable, "-m", "tutor", *arguments)


def in_mid_lesson(folder: Path) -> None:
    """Leaves the record of Ada, who waits in the lab of lesson 8 for the next rate."""
    with Player(folder, "learn", "8", "--as", "Ada") as player:
        player.see("Enter to go on")
        player.enter()
        player.see("Where does the first step land")
        player.type("-2.4")
        player.see("your prediction")
        player.type("bounces from side to side and settles")
        player.see("Run 0.9")
        player.type("0.9")
        player.see("running")
        player.enter()
        player.see("CONVERGED", "learning rate.* ›")
        player.leave()


def memory_of(room: Classroom) -> float:
    """MiB of each, on average."""
    room.wait(2.0)
    return sum(screen.pss for screen in room.screens) / len(room.screens)


def echoes(room: Classroom) -> list[float]:
    """Milliseconds from letters that the first learner types to their echo, while everybody watches a run."""
    taken = []
    first = room.screens[0]
    for number in range(ROUNDS):
        room.wait(RUN)
        for at, screen in enumerate(room.screens):
            screen.forget()
            screen.press(CLEAR + f"0.{90 + (number + at) % 9}\r".encode())
            room.wait(0.02)
        room.wait(0.3)
        for screen in room.screens:
            screen.forget()
        for stroke in range(LETTERS):
            room.wait(0.15 + 0.007 * (37 * stroke % 20))  # as one types; at no fixed place in the rhythm of the frames
            letter = b"zqjk"[stroke % 4 : stroke % 4 + 1]  # no frame and no control sequence has one of these
            begun, first.shown = time.perf_counter(), b""
            first.press(letter)
            room.until(lambda letter=letter: letter in first.shown, "an echo")  # type: ignore[misc]
            taken.append(1000 * (time.perf_counter() - begun))
        if idle := [screen.shown for screen in room.screens[1:] if len(screen.shown) < FRAMES]:
            raise AssertionError(f"{len(idle)} others did not watch a run meanwhile; one saw {idle[0]!r}")
    return taken


def measure(learners: int) -> Iterator[Row]:
    """What is told of a class."""
    with tempfile.TemporaryDirectory() as name:
        with classroom() as room:
            for _ in range(learners):
                room.enter(HELLO, Path(name), HELLO_SHOWS)
            hello = memory_of(room)
        yield Row(f"memory of each of {learners} hello-worlds (PSS)", f"{hello:.1f} MiB")
        ada = Path(name, "ada")
        ada.mkdir()
        in_mid_lesson(ada)
        with classroom() as room:
            for number in range(learners):
                folder = Path(name, str(number))
                shutil.copytree(ada, folder)
                screen = room.enter(tutor("--as=Ada"), folder, SHOWS_LAB)
                screen.press(b"0.1\r")
            room.wait(2 * RUN)  # the last one's run comes to its verdict
            lesson = memory_of(room)
            yield Row(f"memory of each of {learners} learners in mid-lesson (PSS)", f"{lesson:.1f} MiB")
            yield _beside(lesson, hello)
            taken = echoes(room)
        late = quantiles(taken, n=20)[-1]
        what = f"key to echo while {learners} runs are watched on {len(cores())} cores: p50"
        yield Row(what, f"{median(taken):.0f} ms")
        yield Row("  p95", f"{late:.0f} ms", f"≤ {ECHO:g} ms", late <= ECHO)
        served = Path(name, "served")
        served.mkdir(mode=0o700)
        with running_host(served) as host:
            found = through_host(served, host, learners)
        hosted = found["through the host"] + found["the host itself meanwhile"] / learners
        yield Row(f"memory of each of {learners} through tutor host, its own included", f"{hosted:.1f} MiB")
        yield _beside(hosted, hello)


def _beside(ours: float, hello: float) -> Row:
    return Row("  beside a hello-world", f"{ours / hello:.2f} ×", f"≤ {MEMORY:g} ×", ours <= MEMORY * hello)


def main() -> int:
    """Prints the figures as they come."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=LEARNERS)
    fits = True
    for row in measure(parser.parse_args().learners):
        print(row, flush=True)
        fits &= row.holds
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
