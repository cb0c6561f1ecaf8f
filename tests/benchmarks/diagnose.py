"""How long `tutor diagnose` takes for a million rows, and how much memory: `python tests/benchmarks/diagnose.py`.

Each log is read and judged in a process of its own, after its imports. Budgets: 2 s for a million rows, and no more
memory for a million than for a tenth of it (8 MB allowed for the allocator's moods). Told beside it: how often the time
of the least that any reader of a table does, `float(row[1]) for row in csv.reader(file)`. Exits 1 if one is exceeded.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SECONDS, MEGABYTES = 2.0, 8.0


def losses(rows: int) -> Iterator[float]:
    """A noisy fall, so that no two rows are alike."""
    chance = random.Random(1)
    return (2 / (1 + step / 1000) + chance.gauss(0, 0.01) for step in range(rows))


def keras(rows: int) -> Iterator[str]:
    """Every cell filled."""
    yield "epoch,accuracy,loss,val_accuracy,val_loss\n"
    for step, loss in enumerate(losses(rows)):
        yield f"{step},0.9,{loss:.6f},0.9,{loss + 0.1:.6f}\n"


def lightning(rows: int) -> Iterator[str]:
    """Mostly empty cells: training, validation and rates stand in rows of their own."""
    yield "epoch,lr-Adam,step,train_loss_epoch,train_loss_step,val_loss\n"
    for step, loss in enumerate(losses(rows)):
        epoch = step // 100
        match step % 100:
            case 98:
                yield f"{epoch},,{step},,,{loss:.6f}\n"
            case 99:
                yield f"{epoch},,{step - 1},{loss:.6f},,\n"
            case _:
                yield f"{epoch},,{step},,{loss:.6f},\n"


def column(rows: int) -> Iterator[str]:
    """One number to a line."""
    return (f"{loss:.6f}\n" for loss in losses(rows))


def json_lines(rows: int) -> Iterator[str]:
    """An object to a line."""
    return (f'{{"step": {step}, "loss": {loss:.6f}, "lr": 0.001}}\n' for step, loss in enumerate(losses(rows)))


def json_lists(rows: int) -> Iterator[str]:
    """An object of lists, on one line."""
    yield '{"lr": [' + ", ".join(["0.001"] * rows) + '], "loss": ['
    yield ", ".join(f"{loss:.6f}" for loss in losses(rows)) + "]}"


FORMS: dict[str, Callable[[int], Iterator[str]]] = {
    "Keras": keras,
    "Lightning": lightning,
    "a column": column,
    "JSON lines": json_lines,
    "JSON lists": json_lists,
}


def measure_here(path: str) -> None:
    """Reads and judges one log; prints seconds, processor seconds and megabytes beyond what the imports took."""
    from tutor.engine.verdict import judge_curve
    from tutor.training_log.reading import read_log

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, worked = time.perf_counter(), time.process_time()
    log = read_log(path)
    judge_curve(log.loss, lr=log.lr, val_loss=log.val_loss, steps=log.called)
    took, work = time.perf_counter() - began, time.process_time() - worked
    grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps([took, work, grew]))


def floor_here(path: str) -> None:
    """The least that a reader of a table does."""
    began = time.process_time()
    with Path(path).open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            float(row[2])
    print(json.dumps([0.0, time.process_time() - began, 0.0]))


def measured(path: Path, what: str = "measure") -> tuple[float, float, float]:
    """In a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, f"--{what}", str(path)], check=True, capture_output=True, text=True
    )
    took, work, grew = json.loads(done.stdout)
    return took, work, grew


def main() -> int:
    """Prints a table; gives 1 if a budget is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--floor", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure_here(arguments.measure)
        return 0
    if arguments.floor:
        floor_here(arguments.floor)
        return 0
    worst, grown, floor = 0.0, -math.inf, math.nan
    print(f"{'':<12}{'seconds':>9}{'processor':>11}{'× floor':>9}{'MB':>7}{'MB for a tenth':>16}")
    with tempfile.TemporaryDirectory() as folder:
        for name, form in FORMS.items():
            whole, tenth = Path(folder) / "whole", Path(folder) / "tenth"
            for path, rows in ((whole, arguments.rows), (tenth, arguments.rows // 10)):
                with path.open("w", encoding="utf-8") as file:
                    file.writelines(form(rows))
            if name == "Keras":
                floor = measured(whole, "floor")[1]
            took, work, grew = min(measured(whole) for _ in range(3))
            little = min(measured(tenth)[2] for _ in range(3))
            print(f"{name:<12}{took:>9.2f}{work:>11.2f}{work / floor:>9.1f}{grew:>7.1f}{little:>16.1f}")
            worst, grown = max(worst, took), max(grown, grew - little)
    within = worst <= SECONDS * arguments.rows / 1e6 and grown <= MEGABYTES
    print("within budget" if within else f"over budget: {SECONDS} s for a million rows, {MEGABYTES} MB of growth")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
