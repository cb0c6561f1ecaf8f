"""What the whole program sends down the line: `python -m tests.benchmarks.bytes_on_the_line`.

Plays lesson 8 on a real pseudo-terminal and counts what arrives until the line is quiet. Exits with 1 if a budget is
broken. `--columns` and `--lines` measure another window, `--ascii` another set of signs; the budgets are for 80×24.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.terminal.player import Player

FIRST_PAINT, KEY, FRAME, RUN, SCROLL = 14 * 1024, 250, 300, 12 * 1024, 5 * 1024
"""Budgets in bytes."""
QUIET = 0.4
"""Seconds without a byte after which an answer is taken to be complete."""
UP, DOWN, RIGHT, PAGE_UP, PAGE_DOWN, F1, F2, F3 = (
    f"\x1b{key}" for key in ("[A", "[B", "[C", "[5~", "[6~", "OP", "OQ", "OR")
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What something costs."""

    what: str
    counts: list[int]
    most: int | None = None
    """The median may be this at most."""

    @property
    def fits(self) -> bool:
        """Within its budget, if it has one."""
        return self.most is None or median(self.counts) <= self.most


def answered(player: Player, keys: str, quiet: float = QUIET) -> int:
    """Bytes that arrive in answer to `keys`."""
    before = player.received
    player.press(keys)
    player.settle(quiet)
    return player.received - before


def until(player: Player, keys: str, *seen: str) -> int:
    """Bytes from `keys` on until `seen` is on the screen and the line is quiet."""
    before = player.received
    player.press(keys)
    player.see(*seen)
    player.settle()
    return player.received - before


def measure(player: Player) -> list[Sent]:
    """Plays the lesson up to its first run, and then some runs."""
    player.see("Enter to go on")
    player.settle(1.0)
    sent = [Sent("first paint", [player.received], FIRST_PAINT)]
    sent.append(Sent("the next message", [until(player, "\r", "Where does the first step land")]))
    sent.append(Sent("a key", [answered(player, sign) for sign in "-2.4"], KEY))
    sent.append(Sent("an answer and its feedback", [until(player, "\r", "your prediction")]))
    sent.append(Sent("a page up or down", [answered(player, key) for key in (PAGE_UP, PAGE_DOWN) * 2], SCROLL))
    sent.append(Sent("a line up or down", [answered(player, key) for key in (UP, DOWN) * 2], SCROLL))
    until(player, "bounces from side to side and settles\r", "Run 0.9")

    begun = player.received
    player.press("\r")
    player.see("running")
    until(player, " ", "new rate")
    sent.append(Sent("a run begins and is paused", [player.received - begun]))
    sent.append(Sent("a frame of a run", [answered(player, RIGHT, 0.2) for _ in range(30)], FRAME))
    sent.append(Sent("the rest of a run and its verdict", [until(player, "\r", "CONVERGED")]))
    runs = [until(player, f"{rate}\r", verdict, "learning rate") for rate, verdict in _RUNS]
    sent += [Sent(f"a whole run of 50 steps at {rate}", [run], RUN) for (rate, _), run in zip(_RUNS, runs, strict=True)]
    sent.append(Sent("help", [until(player, F1, "You can type")]))
    sent.append(Sent("the lessons, and back", [until(player, F2, "Esc goes back"), answered(player, "\x1b", 1.0)]))
    sent.append(Sent("the chart away, and back", [answered(player, F3), answered(player, F3)]))
    before = player.received
    player.settle(3.0)
    sent.append(Sent("three seconds in which nothing happens", [player.received - before], 0))
    return sent


_RUNS = (("0.1", "0.1 · step 50|0.1, step 50"), ("1.1", "OVERSHOT, diverged"), ("0.001", "STALLED"))


def main() -> int:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--columns", type=int, default=80)
    parser.add_argument("--lines", type=int, default=24)
    parser.add_argument("--ascii", action="store_true")
    given = parser.parse_args()
    arguments = ["learn", "8", "--as", "Ada", *(["--ascii"] if given.ascii else [])]
    with (
        tempfile.TemporaryDirectory() as data,
        Player(Path(data), *arguments, columns=given.columns, lines=given.lines) as player,
    ):
        sent = measure(player)
        player.leave()
    print(f"{f'bytes at {given.columns}×{given.lines}':42}{'median':>8}{'most':>8}{'budget':>8}")
    for one in sent:
        told = "" if one.fits else "  OVER BUDGET"
        budget = "" if one.most is None else f"{one.most:,}"
        print(f"{one.what:42}{median(one.counts):8,.0f}{max(one.counts):8,}{budget:>8}{told}")
    return 0 if all(one.fits for one in sent) else 1


if __name__ == "__main__":
    sys.exit(main())
