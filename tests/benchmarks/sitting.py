"""Memory over a long sitting, and keys while a network trains: `python -m tests.benchmarks.sitting`.

Drives the real program on a real pseudo-terminal. Exits with 1 if a budget is broken.
`--runs` sets how long the sitting is.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median, quantiles

from tests.terminal.player import Player

DIGITS = "network:data=digits,layers=256;128,activation=relu,loss=cross-entropy,batch=32,validation=0.2"
RUNS = 1_000
WARM = 0.2
"""Share of the runs after which everything has been loaded, drawn and kept once."""
GROWTH = 8.0
"""MB that the runs after that may add: conversation and record are kept, what was drawn is not."""
KEYS = 80
SLOWER = 60.0
"""Milliseconds by which the 95th of a hundred keys may be slower while a network trains than at rest."""


def resident(player: Player) -> float:
    """MB of memory that the program takes up."""
    found = re.search(r"VmRSS:\s*(\d+) kB", Path(f"/proc/{player.child.pid}/status").read_text())
    assert found, "no VmRSS"
    return int(found[1]) / 1024


def memory(folder: Path, runs: int, *arguments: str, before: str = "") -> bool:
    """Runs one rate after the other in one sitting; says how much memory it takes."""
    marks = {1, int(runs * WARM), runs // 2, runs}
    told, sizes = [], {}
    with Player(folder, *arguments) as player:
        player.see(before or "This is the lab")
        if before:
            player.enter()
            player.settle()
        for number in range(1, runs + 1):
            rate = f"0.{number % 900 + 100}"  # never the one before, so that the title tells them apart
            player.press(f"{rate}\r\r")
            title = re.compile(rf"rate {rate.rstrip('0')}\b.*step 50")
            player.wait_until(
                lambda title=title: bool(title.search(player.text)) and "learning rate ›" in player.text,  # type: ignore[misc]
                f"run {number}",
            )
            if number in marks:
                player.settle()
                sizes[number] = resident(player)
                told.append(f"{number:,} runs {sizes[number]:.1f} MB")
    grown = sizes[runs] - sizes[int(runs * WARM)]
    fits = grown <= GROWTH
    print(f"{' '.join(arguments[:1]):8} {' · '.join(told)} · grown {grown:.1f} MB since the {int(runs * WARM):,}th "
          f"(budget {GROWTH:g}){'' if fits else '  OVER BUDGET'}", flush=True)  # fmt: skip
    return fits


def echoes(player: Player) -> list[float]:
    """Milliseconds from a key to its sign on the screen."""
    taken, pauses = [], Random(0)
    player.child.delaybeforesend = None
    for number in range(KEYS):
        sign = "0123456789"[number % 10]
        begun = time.perf_counter()
        player.press(sign)
        while not re.search(rf"› ?{sign}", player.text.splitlines()[-2]):
            player.read(0.002)
            if time.perf_counter() - begun > 5:
                raise AssertionError(f"no echo; the screen shows:\n{player.text}")
        taken.append(1000 * (time.perf_counter() - begun))
        player.press("\x7f")
        while re.search(r"› ?\d", player.text.splitlines()[-2]):
            player.read(0.002)
        time.sleep(pauses.uniform(0.1, 0.25))  # as one types; not in step with the frames
    return taken


def keys(folder: Path) -> bool:
    """Types at rest and while a network trains."""
    with Player(folder, "lab", DIGITS, "--epochs", "1000") as player:
        player.see("This is the lab")
        player.settle()
        rest = echoes(player)
        player.type("0.5")
        player.see("running", "(s|min) left")
        trained = echoes(player)
        still = "running" in player.text
    slower = quantiles(trained, n=20)[-1] - quantiles(rest, n=20)[-1]
    fits = slower <= SLOWER and still
    for name, taken in (("at rest", rest), ("while a network trains", trained)):
        print(f"key to echo {name:24} median {median(taken):5.1f} ms   95 of 100 {quantiles(taken, n=20)[-1]:5.1f} ms")
    print(f"slower by {slower:.1f} ms (budget {SLOWER:g}){'' if fits else '  OVER BUDGET'}", flush=True)
    return fits


def main() -> int:
    """Prints the figures; 1 if a budget is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    runs = parser.parse_args().runs
    within = True
    with tempfile.TemporaryDirectory() as folder:
        within &= keys(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        within &= memory(Path(folder), runs, "lab", "bowl:curvature=2")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
