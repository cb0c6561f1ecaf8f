"""What a verdict costs beside the 200-step run that it judges: `python -m tests.benchmarks.verdict`.

Ratios of times within one run, so that machines can be compared. The verdict (word, reason, evidence, sentence) may
cost as much as its run. The advice costs extra, since a suggested rate is tried before it is told: shown beside it,
without a budget, as it depends on how hard a good rate is to find. Exits with 1 if the budget is broken.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from tutor.engine.descent import run
from tutor.engine.model import Experiment
from tutor.engine.verdict import judge

STEPS = 200
BUDGET = 1.0
"""Times the cost of the run."""


@dataclass(frozen=True, slots=True)
class Case:
    """One run."""

    problem: str
    lr: float
    optimizer: str = "sgd"
    schedule: str = "constant"

    @property
    def experiment(self) -> Experiment:
        return Experiment(self.problem, self.lr, self.optimizer, self.schedule, STEPS)


SQUARE = "bowl:curvature=2"
CASES = (
    Case(SQUARE, 0.001),
    Case(SQUARE, 0.1),
    Case(SQUARE, 0.9),
    Case(SQUARE, 1.0),
    Case(SQUARE, 1.1),
    Case("ravine", 0.039),
    Case("ravine", 0.0001),
    Case("ravine", 0.041),
    Case("two-wells", 0.05),
    Case("two-wells", 0.5),
    Case("plateau", 0.1),
    Case("himmelblau", 0.001),
    Case("rosenbrock", 0.001),
    Case("rastrigin", 0.001),
    Case("bowl:noise=1", 0.01),
    Case("bowl:noise=1", 0.1),
    Case("ravine", 0.001, "momentum"),
    Case("ravine", 0.05, "momentum"),
    Case("ravine", 0.001, "adam"),
    Case(SQUARE, 0.5, schedule="exponential:gamma=0.5"),
    Case("linear-regression", 0.001),
    Case("linear-regression:batch=4", 0.1),
    Case("logistic-regression", 0.01),
    Case("xor", 0.1),
    Case("network", 0.1),
)


def measure(experiment: Experiment, repeats: int = 15) -> tuple[float, float, float]:
    """(ratio verdict/run, ratio verdict with advice/run, seconds of the latter): medians of turns taken one after the
    other, so that a busy moment hits all of them."""
    trajectory = run(experiment)
    judge(trajectory)
    turns = []
    for _ in range(repeats):
        start = perf_counter()
        run(experiment)
        ran = perf_counter()
        judge(trajectory, advising=False)
        judged = perf_counter()
        judge(trajectory)
        turns.append((ran - start, judged - ran, perf_counter() - judged))
    return (
        median(bare / theirs for theirs, bare, _ in turns),
        median(advised / theirs for theirs, _, advised in turns),
        median(advised for _, _, advised in turns),
    )


def main() -> int:
    """Prints the table; 1 if the budget is broken."""
    broken = 0
    print(f"{'run':58} {'verdict':26} {'ratio':>6} {'budget':>7} {'with advice':>12}")
    for case in CASES:
        ratio, advised, seconds = measure(case.experiment)
        got = judge(run(case.experiment))
        broken += ratio > BUDGET
        name = f"{case.problem} {case.optimizer} {case.schedule} {case.lr}"
        line = f"{name:58} {got.verdict + '/' + got.reason:26} {ratio:6.2f} {BUDGET:7.1f}"
        print(f"{line} {advised:6.2f}, {seconds * 1e3:.1f} ms{'  BROKEN' if ratio > BUDGET else ''}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
