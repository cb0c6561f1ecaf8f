"""What the lab costs, through the whole program: `python -m tests.benchmarks.lab [bytes] [keys] [frames] [memory]`.

bytes: what live frames and whole runs of 50 steps send down the line, in 80×24.
keys: from a key to its echo while a network is trained in the same process, and how often its event loop comes free.
frames: processor time of a frame of each exhibit, through `Exhibit.draw`.
memory: of a sitting of 1,000 runs, all on one bench, with the pictures drawn.

Without a word, all four. Exits with 1 if a budget is broken.
"""

from __future__ import annotations

import asyncio
import gc
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from time import monotonic, perf_counter, process_time, sleep
from typing import TYPE_CHECKING

from tests.terminal.player import Player
from tutor.engine.model import Experiment
from tutor.lab.bench import Bench
from tutor.lab.view import View, ViewName

if TYPE_CHECKING:
    from tutor.lab.exhibit import Exhibit

FRAME, RUN = 300, 12 * 1024
"""Bytes of a frame (median) and of a run of 50 steps."""
ECHO, FREE = 100.0, 20.0
"""Milliseconds from a key to its echo (p95), and how often a second the event loop comes free at least."""
DRAWN = 25.0
"""Milliseconds of the processor for a frame."""
GROWN = 2.0
"""MB by which memory may grow from the 500th to the 1,000th run."""
RIGHT = "\x1b[C"
DIGITS = "network:data=digits,loss=cross-entropy,layers=32,activation=relu,batch=32,validation=0.2"
Watched = tuple[str, tuple[str, ...], str, str]
RAVINE = ("ravine:kappa=25", "--start", "10,1")
WATCHED: tuple[Watched, ...] = (
    ("loss", ("bowl:curvature=2", "--start", "3"), "loss", "0.1"),
    ("loss, bouncing", ("bowl:curvature=2", "--start", "3"), "loss", "0.97"),
    ("landscape of one parameter, jumping across", ("bowl:curvature=2", "--start", "3"), "landscape", "0.97"),
    ("landscape of one parameter, from one side", ("bowl:curvature=2", "--start", "3"), "landscape", "0.1"),
    ("landscape of two, zigzag", RAVINE, "landscape", "0.075"),
    ("loss and landscape", RAVINE, "both", "0.075"),
    ("numbers", RAVINE, "numbers", "0.075"),
    ("a training's losses", (DIGITS, "--epochs", "50"), "loss", "0.5"),
    ("a training's losses and a digit", (DIGITS, "--epochs", "50"), "both", "0.5"),
    ("a training's numbers", (DIGITS, "--epochs", "50"), "numbers", "0.5"),
)
"""What is looked at: its name, what is on the bench, the view, the rate."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured, and what it may be."""

    what: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def fits(self) -> bool:
        """Within its budget, if it has one."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    def __str__(self) -> str:
        budget = f"≤ {self.most:,g}" if self.most is not None else f"≥ {self.least:,g}" if self.least else ""
        return f"{self.what:58}{self.value:11,.1f} {self.unit:5}{budget:>10}{'' if self.fits else '  OVER BUDGET'}"


# ---------------------------------------------------------------- bytes on the line


def bytes_sent() -> Iterator[Figure]:
    """Of single steps, taken by the key in a paused run, and of a run left alone."""
    for watched in WATCHED:
        with paused(watched) as player:
            yield Figure(f"a frame: {watched[0]}", median(frames_sent(player)), "B", FRAME)
            yield Figure(f"a whole run: {watched[0]}", run_sent(player), "B", RUN)
            player.leave()


@contextmanager
def paused(watched: Watched) -> Iterator[Player]:
    """The lab with a run in it that stands still near its start."""
    _, bench, view, lr = watched
    with tempfile.TemporaryDirectory() as data, Player(Path(data), "lab", *bench) as player:
        player.see("This is the lab")
        if view != "loss":
            player.type("0.001")  # something to look at from that side
            player.see("running")
            player.press("\x1b")
            player.see("learning rate ›")
            player.type(view)
            player.settle()
        player.type(lr)
        player.see("running")
        player.press(" ")
        player.see("new rate")
        player.settle()
        yield player


def frames_sent(player: Player, steps: int = 20) -> list[int]:
    """Bytes of each of so many single steps."""
    frames = []
    for _ in range(steps):
        before = player.received
        player.press(RIGHT)
        player.settle(0.2)
        frames.append(player.received - before)
    return frames


def run_sent(player: Player) -> int:
    """Bytes of the run from its start again, left alone up to its verdict."""
    before = player.received
    player.press("\x1b[H")
    player.see("running")
    player.see("learning rate ›")
    player.settle(0.5)
    return player.received - before


# ---------------------------------------------------------------- keys and the event loop


def key_to_echo() -> Iterator[Figure]:
    """Letters typed into the real program, before it trains and while it does."""
    with tempfile.TemporaryDirectory() as data, Player(Path(data), "lab", DIGITS, "--epochs", "1000") as player:
        player.see("This is the lab")
        player.settle()
        player.child.delaybeforesend = None  # pexpect would wait 50 ms before each key
        at_rest = _echoes(player)
        player.type("0.5")
        player.see("epoch +[1-9]")
        training = _echoes(player)
        player.leave()
    for when, echoes in (("at rest", at_rest), ("while digits are learned", training)):
        yield Figure(f"from a key to its echo {when}: p50", median(echoes), "ms")
        yield Figure(f"from a key to its echo {when}: p95", quantiles(echoes, n=20)[-1], "ms", ECHO)


def _echoes(player: Player) -> list[float]:
    """Milliseconds from a letter to its arrival; no frame and no control sequence has one of these letters."""
    echoes: list[float] = []
    for count in range(100):
        letter = b"zqjk"[count % 4 : count % 4 + 1]
        sleep(0.02 + 0.0007 * (37 * count % 100))  # at no fixed place in the rhythm of the frames
        player.read(0.001)
        begun = perf_counter()
        player.press(letter)
        while letter not in player.read(0.005):
            if perf_counter() - begun > 10:
                raise AssertionError(player.text)
        echoes.append(1000 * (perf_counter() - begun))
        if count % 10 == 9:
            player.press("\x15")
            player.read(0.3)
    return echoes


def event_loop() -> Iterator[Figure]:
    """How often the loop gets round while the free screen trains, in each second; driven without a terminal."""
    from tests.tui.learner import TERMINAL
    from tutor.dialogue.setup import Setup
    from tutor.lesson.course import Course
    from tutor.tui.app import TutorApp

    rounds: list[float] = []

    async def watch() -> None:
        setup = Setup(problem=DIGITS, epochs=1000)
        app = TutorApp(Course("", (), Path()), TERMINAL, learner=None, lab=setup)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(*"0.5", "enter")
            end = monotonic() + 10
            while monotonic() < end:
                rounds.append(monotonic())
                await asyncio.sleep(0)

    asyncio.run(watch())
    gaps = sorted(1000 * (after - before) for before, after in pairwise(rounds))
    long = [gap for gap in gaps if gap > 1.0]
    yield Figure("the loop is held up for, median of what is over 1 ms", median(long), "ms")
    yield Figure("the loop is held up for, longest of 10 s", gaps[-1], "ms")
    slots = {int(1000 * at / 50) for at in rounds}
    whole = int((rounds[-1] - rounds[0]) / 0.05)
    yield Figure(
        "slots of 50 ms in which it came free, of 20 a second", 20 * len(slots) / max(whole, 1), "/s", None, FREE
    )


# ---------------------------------------------------------------- processor time of a frame


def frames() -> Iterator[Figure]:
    """A picture of 78×13, as in 80×24, in mid-run; what is laid out once for a run was laid out before."""
    bench = Bench(ascii=False)
    runs = bench.runs((Experiment("bowl:curvature=2", 0.97, start=(3.0,)),), ("rate 0.97",))
    ravine = bench.runs((Experiment("ravine:kappa=25", 0.075, start=(10.0, 1.0)),), ("rate 0.075",))
    race = bench.runs(
        tuple(Experiment("ravine:kappa=25", 0.03, name, start=(10.0, 1.0)) for name in ("sgd", "momentum", "adam")),
        ("sgd", "momentum", "adam"),
    )
    long = bench.runs((Experiment("rosenbrock", 0.0005, start=(-1.0, 1.0), steps=100_000),), ("rate 0.0005",))
    training = bench.training(Experiment(DIGITS, 0.5), 20)
    shown: tuple[tuple[str, Exhibit, tuple[ViewName, ...]], ...] = (
        ("one parameter", runs, ("loss", "landscape", "both", "numbers")),
        ("two parameters", ravine, ("loss", "landscape", "both")),
        ("a race of three", race, ("loss", "landscape", "numbers")),
        ("100,000 steps", long, ("loss", "landscape", "numbers")),
        ("digits", training, ("loss", "both", "answers", "numbers")),
    )
    for name, exhibit, views in shown:
        exhibit.finish()
        while not exhibit.work(1.0):
            pass
        exhibit.tick()
        middle = exhibit.playback.steps // 4
        for view in views:
            exhibit.playback = exhibit.playback.read(middle)
            exhibit.draw(View(view), 78, 13)
            times = []
            for more in range(15):
                exhibit.playback = exhibit.playback.read(middle + more)
                begun = process_time()
                exhibit.draw(View(view), 78, 13)
                times.append(1000 * (process_time() - begun))
            yield Figure(f"a frame: {name}, {view}", median(times), "ms", DRAWN)


# ---------------------------------------------------------------- memory


def memory() -> Iterator[Figure]:
    """The resident set after so many runs in one sitting: every one is drawn, judged and kept for comparison."""
    from tutor.outcome import exhibit_ended

    bench = Bench(ascii=False)
    seen = {}
    for count in range(1, 1001):
        lr = 0.001 * (1 + count % 90)
        exhibit = bench.runs((Experiment("ravine:kappa=25", lr, start=(10.0, 1.0)),), (f"rate {lr:g}",))
        exhibit.finish()
        for view in ("loss", "landscape", "numbers"):
            exhibit.draw(View(view, compare=True), 78, 13)
        (ended,) = exhibit_ended(exhibit)
        exhibit.judged([ended.verdict.verdict])
        bench.keep(exhibit, ended.verdict.verdict)
        if count in (100, 500, 1000):
            gc.collect()
            seen[count] = _resident()
    for count, megabytes in seen.items():
        yield Figure(f"resident after {count:,} runs", megabytes, "MB")
    yield Figure("more of it after 1,000 runs than after 500", seen[1000] - seen[500], "MB", GROWN)


def _resident() -> float:
    """MB of this process in memory now (where /proc tells, as on Linux)."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


MEASURED = {
    "bytes": (bytes_sent,),
    "keys": (key_to_echo, event_loop),
    "frames": (frames,),
    "memory": (memory,),
}


def main() -> int:
    """Prints the figures as they come."""
    fits = True
    for name in sys.argv[1:] or MEASURED:
        for measure in MEASURED[name]:
            for figure in measure():
                print(figure, flush=True)
                fits &= figure.fits
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
