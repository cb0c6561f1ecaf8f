"""Every budget in one table: `python -m tests.benchmarks.budgets`. Some minutes; exits with 1 if one is broken.

Whatever is told as a multiple was measured beside what it is a multiple of, in turn and in the same run: a hello-world
of Textual, a bare NumPy loop. `--learners` and `--times` make it shorter for a first look.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

import tutor
from tests.benchmarks import bytes_on_the_line, engine
from tests.benchmarks.classroom import (
    HELLO,
    HELLO_SHOWS,
    LEARNERS,
    SHOWS_LAB,
    Row,
    classroom,
    cores,
    in_mid_lesson,
)
from tests.benchmarks.classroom import measure as class_of
from tests.benchmarks.classroom import tutor as program
from tests.terminal.player import Player

PAINT = 1.5
"""Budget: the time to first paint beside a hello-world's."""
TIMES = 9
HEAVY = {"textual", "numpy"}
"""What commands that only read may not import."""


def first_paint(times: int) -> Iterator[Row]:
    """From the start of the process to the first page: hello-world, someone new, someone in mid-lesson, in turn."""
    taken: dict[str, list[tuple[float, float]]] = {}
    """Milliseconds on the clock and of the processor."""
    with tempfile.TemporaryDirectory() as name:
        nobody, ada = Path(name, "nobody"), Path(name, "ada")
        nobody.mkdir()
        ada.mkdir()
        in_mid_lesson(ada)
        shown = {
            "a hello-world": (HELLO, nobody, HELLO_SHOWS),
            "someone new is asked for a name": (program(), nobody, b"What shall I call you"),
            "someone returns to mid-lesson": (program("--as=Ada"), ada, SHOWS_LAB),
        }
        for _ in range(times):
            for what, (command, data, shows) in shown.items():
                with classroom() as room:
                    screen = room.enter(command, data, shows)
                    taken.setdefault(what, []).append((1000 * screen.shown_after, screen.processor))
    hello = taken.pop("a hello-world")
    yield Row("first paint of a hello-world", f"{median(wall for wall, _ in hello):.0f} ms")
    for what, ours in taken.items():
        yield Row(f"first paint: {what}", f"{median(wall for wall, _ in ours):.0f} ms")
        beside = [(one[0] / other[0], one[1] / other[1]) for one, other in zip(ours, hello, strict=True)]
        wall, processor = median(wall for wall, _ in beside), median(processor for _, processor in beside)
        yield Row("  beside a hello-world", f"{wall:.2f} ×", f"≤ {PAINT:g} ×", wall <= PAINT)
        yield Row("  processor time beside a hello-world's", f"{processor:.2f} ×")


def bytes_sent() -> Iterator[Row]:
    """What goes down the line in lesson 8 at 80×24."""
    with tempfile.TemporaryDirectory() as data, Player(Path(data), "learn", "8", "--as", "Ada") as player:
        sent = bytes_on_the_line.measure(player)
        player.leave()
    for one in sent:
        if one.most is not None:
            yield Row(f"bytes: {one.what}", f"{median(one.counts):,.0f} B", f"≤ {one.most:,} B", one.fits)


def engine_steps() -> Iterator[Row]:
    """The loop beside a loop written by hand."""
    with tempfile.TemporaryDirectory() as folder:
        for comparison in engine.comparisons(Path(folder)):
            if comparison.most is not None:
                _, ratio = engine.measure(comparison)
                most = comparison.most
                yield Row(f"engine: {comparison.what}", f"{ratio:.2f} ×", f"≤ {most:.2g} ×", ratio <= most)


def light_commands() -> Iterator[Row]:
    """What commands import that only read."""
    with tempfile.TemporaryDirectory() as data:
        for command in ("--version", "lessons"):
            code = (
                "import sys\nfrom tutor.cli import main\ntry:\n    main([sys.argv[1]])\n"
                "except SystemExit:\n    print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)\n"
            )
            done = subprocess.run(
                [sys.executable, "-c", code, command],
                env=os.environ | {"TUTOR_DATA": data},
                capture_output=True,
                text=True,
                check=True,
            )
            found = sorted(HEAVY & set(done.stderr.split()))
            what = f"tutor {command} imports of Textual and NumPy"
            yield Row(what, ", ".join(found) or "none", "none", not found)


def machine() -> str:
    """What it was measured on, without a name that would tell where."""
    processors = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    used = ", ".join(f"{name} {version(name)}" for name in ("textual", "numpy", "plotext"))
    return (
        f"{datetime.now(UTC):%d %B %Y} · {len(cores())} of {os.cpu_count()} cores"
        f" ({processors[0] if processors else platform.machine()}), {memory:.0f} GiB\n"
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {used}\n"
        f"load at the start {os.getloadavg()[0]:.1f} (others at work on the machine make times longer, ratios less so)"
    )


def main() -> int:
    """Prints the table; 1 if a budget is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--times", type=int, default=TIMES)
    given = parser.parse_args()
    compileall.compile_dir(Path(tutor.__file__).parent, quiet=1)  # as an installer does
    print(machine())
    print(f"\n{'what':62}{'measured':>18}{'budget':>12}{'holds':>7}", flush=True)
    broken = 0
    for rows in (first_paint(given.times), class_of(given.learners), bytes_sent(), engine_steps(), light_commands()):
        for row in rows:
            print(row, flush=True)
            broken += not row.holds
    print(f"\n{broken} over budget" if broken else "\nevery budget holds")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
