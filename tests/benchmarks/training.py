"""What a training costs beside its updates, and how live it stays: `python -m tests.benchmarks.training`.

Digits on a 64-32-10 network, in slices of 20 ms as the screen asks for them. Exits with 1 if a budget is broken.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

from tutor.charting.decision_regions import decision_regions
from tutor.charting.digit_picture import digit_picture
from tutor.charting.training_picture import training_picture
from tutor.engine.model import Experiment
from tutor.engine.training import Training, steps_for

DIGITS = "network:data=digits,layers=32,activation=relu,loss=cross-entropy,batch=32,validation=0.2"
PENGUINS = "network:target=species,features=bill_length_mm;flipper_length_mm,layers=16,batch=16"
EPOCHS = 40
SLICE = 0.02
ENOUGH = 0.95


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured."""

    what: str
    value: float
    unit: str
    most: float | None = None


def training(seed: int = 0) -> Training:
    """A fresh one."""
    return Training(Experiment(DIGITS, 0.5, steps=steps_for(DIGITS, EPOCHS), seed=seed))


def seconds_to_enough(seed: int) -> float:
    """Of the processor, until the validation accuracy is high enough."""
    under_way = training(seed)
    begin = process_time()
    while not under_way.advance(0):
        if (under_way.checkpoints[-1].validation_accuracy or 0.0) >= ENOUGH:
            break
    reached = (under_way.checkpoints[-1].validation_accuracy or 0.0) >= ENOUGH
    return process_time() - begin if reached else math.inf


def slices() -> list[float]:
    """Seconds of each slice of a whole training."""
    under_way, times, over = training(), [], False
    while not over:
        begin = perf_counter()
        over = under_way.advance(SLICE)
        times.append(perf_counter() - begin)
    return times


def share_in_evaluation() -> float:
    """Of the processor time of a whole training."""
    under_way, spent = training(), 0.0
    evaluate = under_way.problem.evaluate

    def timed(*given: object, **named: object) -> object:
        nonlocal spent
        begin = process_time()
        answer = evaluate(*given, **named)  # type: ignore[arg-type]
        spent += process_time() - begin
        return answer

    under_way.problem.evaluate = timed  # type: ignore[method-assign,assignment]
    begin = process_time()
    while not under_way.advance(1.0):
        pass
    return spent / (process_time() - begin)


def frame_times() -> list[tuple[str, float]]:
    """Seconds to draw one frame of each picture at 80×20."""
    done, shown = training(), Training(Experiment(PENGUINS, 0.01, "adam", steps=100))
    for under_way in (done, shown):
        while not under_way.advance(1.0):
            pass
    curves = training_picture(epochs=EPOCHS, width=80, height=20)
    digits = digit_picture(done.problem, width=80, height=20)
    regions = decision_regions(shown.problem, width=80, height=20)
    found = []
    draws: list[tuple[str, Callable[[], object]]] = [
        ("the losses", lambda: curves.draw(done.checkpoints, 1.0)),
        ("a digit", lambda: digits.draw(done.w, 3)),
        ("the regions", lambda: regions.draw(shown.w)),
    ]
    for name, draw in draws:
        times = []
        for _ in range(30):
            begin = process_time()
            draw()
            times.append(process_time() - begin)
        found.append((name, median(times)))
    return found


def figures() -> list[Figure]:
    """All that is measured."""
    to_enough = [seconds_to_enough(seed) for seed in range(5)]
    lengths = sorted(slices()[:-1])
    return [
        Figure(f"seconds of processor time to {ENOUGH:.0%} of unseen digits, worst of 5 seeds", max(to_enough), "s", 2),
        Figure("share of a training spent in looking at all rows", 100 * share_in_evaluation(), "%", 50),
        Figure(
            "the longest slice of 20 ms but for the worst in a hundred", 1e3 * lengths[-1 - len(lengths) // 100], "ms"
        ),
        Figure("the median slice of 20 ms", 1e3 * median(lengths), "ms", 30),
        *(Figure(f"a frame of the picture of {name}", 1e3 * time, "ms") for name, time in frame_times()),
    ]


def main() -> int:
    """Prints the table; 1 if a budget is broken."""
    broken = 0
    print(f"{'what':80} {'value':>10} {'budget':>8}")
    for figure in figures():
        over = figure.most is not None and figure.value > figure.most
        broken += over
        budget = "" if figure.most is None else f"{figure.most:g}"
        print(f"{figure.what:80} {figure.value:7.2f} {figure.unit:2} {budget:>8}{'  BROKEN' if over else ''}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
