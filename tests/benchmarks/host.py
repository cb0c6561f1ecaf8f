"""What `tutor host` saves: `python -m tests.benchmarks.host`.

Starts learners on real pseudo-terminals, each in turn as a Textual hello-world, in the ordinary way and through a host,
so that all three meet the same machine. Exits with 1 if a budget is broken. `--learners` sets how many sit there at
once, `--starts` how often each is started.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from tests.terminal.player import PATIENCE, Player

IDLE_HOST = 60.0
"""MiB of a host without learners."""
SLOWER, LARGER = 0.5, 1.6
"""What a start may take through the host, as a share of the ordinary way, and a learner of memory, beside a
hello-world; the client counts, the host not. Above all a host is there for the start: one that saves less of it is not
worth its place."""
LESSON = ("learn", "8", "--as")
HELLO = """\
from textual.app import App, ComposeResult
from textual.widgets import Static
class Hello(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("Hello, world! Enter to go on")
Hello().run()
"""


@contextmanager
def running_host(data: Path) -> Iterator[int]:
    """A host that serves `data`; gives its process."""
    environ = os.environ | {"TUTOR_DATA": str(data), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tutor", "host"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        assert "ready" in host.stdout.readline()
        try:
            yield host.pid
        finally:
            host.terminate()


def share(pid: int) -> float:
    """MiB of memory that can be laid to this process (PSS)."""
    found = re.search(r"^Pss:\s*(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found, "no Pss"
    return int(found[1]) / 1024


def children(pid: int) -> list[int]:
    """The processes that this one has forked."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def painted(player: Player, begun: float) -> float:
    """Milliseconds until the first screen is there."""
    raw = bytearray()
    while b"Enter to go on" not in raw:
        raw += player.child.read_nonblocking(65536, timeout=PATIENCE)
    return 1000 * (time.perf_counter() - begun)


def first_paints(folder: Path, served: Path, starts: int) -> dict[str, list[float]]:
    """Milliseconds to the first screen, for each way to start."""
    taken: dict[str, list[float]] = {"hello-world": [], "ordinary": [], "through the host": []}
    for number in range(starts + 1):
        for way, times in taken.items():
            data = served if way == "through the host" else folder
            begun = time.perf_counter()
            with Player(data, *LESSON, f"N{number}", command=_hello() if way == "hello-world" else ()) as player:
                times.append(painted(player, begun))
    return {way: times[1:] for way, times in taken.items()}  # the first also reads files that nobody had read


def _hello() -> tuple[str, ...]:
    return (sys.executable, "-c", HELLO)


def in_mid_lesson(data: Path, learners: int, stack: ExitStack) -> list[Player]:
    """So many learners who have each predicted, made a run and heard its verdict."""
    players = [stack.enter_context(Player(data, *LESSON, f"L{number}")) for number in range(learners)]
    for keys, seen in (
        ("", "Enter to go on"),
        ("\r", "Where does the first step land"),
        ("-2.4\r", "your prediction"),
        ("bounces from side to side and settles\r", "Run 0.9"),
        ("\r", "CONVERGED"),
    ):
        for player in players:
            player.press(keys)
        for player in players:
            player.see(seen)
    return players


def memory(folder: Path, served: Path, host: int, learners: int) -> dict[str, float]:
    """MiB of a learner in mid-lesson when so many are, for each way to start."""
    found = {}
    with ExitStack() as stack:
        players = [stack.enter_context(Player(folder, command=_hello())) for _ in range(learners)]
        for player in players:
            player.see("Hello")
        found["hello-world"] = sum(share(player.child.pid) for player in players) / learners
    with ExitStack() as stack:
        players = in_mid_lesson(folder, learners, stack)
        found["ordinary"] = sum(share(player.child.pid) for player in players) / learners
    found |= through_host(served, host, learners)
    return found


def through_host(served: Path, host: int, learners: int) -> dict[str, float]:
    """MiB of each of so many learners in mid-lesson who came in through a host."""
    with ExitStack() as stack:
        players = in_mid_lesson(served, learners, stack)
        assert len(children(host)) == learners, "not all went through the host"
        clients = sum(share(player.child.pid) for player in players) / learners
        return {
            "through the host": clients + sum(map(share, children(host))) / learners,
            "of that, the waiting client": clients,
            "the host itself meanwhile": share(host),
        }


def main() -> int:
    """Prints the table; gives 1 if a budget is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--learners", type=int, default=10)
    parser.add_argument("--starts", type=int, default=9)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, served = Path(name, "ordinary"), Path(name, "served")
        folder.mkdir(mode=0o700)
        served.mkdir(mode=0o700)
        with running_host(served) as host:
            idle = share(host)
            times = {way: median(taken) for way, taken in first_paints(folder, served, given.starts).items()}
            sizes = memory(folder, served, host, given.learners)
    slower = times["through the host"] / times["ordinary"]
    larger = sizes["through the host"] / sizes["hello-world"]
    hello_time, hello_size = times["hello-world"], sizes["hello-world"]
    print(f"{'first screen, from exec':30} {'ms':>6}  × hello-world   (median of {given.starts})")
    for way, taken in times.items():
        print(f"  {way:28} {taken:6.0f}  {taken / hello_time:6.2f}")
    print(f"{f'one of {given.learners} in mid-lesson, PSS':30} {'MiB':>6}  × hello-world")
    for what, size in sizes.items():
        print(f"  {what:28} {size:6.1f}  {size / hello_size:6.2f}")
    print(f"{'idle host, PSS':30} {idle:6.1f}")
    fits = True
    for what, value, budget in (
        ("first screen, share of an ordinary one", slower, SLOWER),
        ("memory, beside a hello-world", larger, LARGER),
        ("idle host, MiB", idle, IDLE_HOST),
    ):
        fits &= value <= budget
        print(f"{what:40} {value:6.2f}  budget {budget:g}{'' if value <= budget else '  OVER BUDGET'}")
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
