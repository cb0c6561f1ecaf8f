"""What a verdict costs beside the 200-step run that it judges: `python -m tests.benchmarks.verdict`.

Ratios of times within one run, so that machines can be compared. The budget is one run for plain descent and for the
middle of all; two where the noise or the memory of the optimizer has to be lived through again. Where none of the usual
rates gets there in the steps that were planned, one that does is looked for with much more patience: that costs what it
costs, and is shown without a budget. Exits with 1 if a budget is broken.
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


@dataclass(frozen=True, slots=True)
class Case:
    """One run, and how many times its own cost the verdict on it may take."""

    problem: str
    lr: float
    most: float | None = 1.0
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
    Case("ravine", 0.0001, 1.2),
    Case("ravine", 0.041, 1.2),
    Case("two-wells", 0.05),
    Case("two-wells", 0.5, None),
    Case("plateau", 0.1, None),
    Case("himmelblau", 0.001),
    Case("rosenbrock", 0.001, None),
    Case("rastrigin", 0.001),
    Case("bowl:noise=1", 0.01, 2.0),
    Case("bowl:noise=1", 0.1),
    Case("ravine", 0.001, 2.0, "momentum"),
    Case("ravine", 0.05, 2.0, "momentum"),
    Case("ravine", 0.001, 2.0, "adam"),
    Case(SQUARE, 0.5, 2.0, schedule="exponential:gamma=0.5"),
    Case("linear-regression", 0.001),
    Case("linear-regression:batch=4", 0.1),
    Case("logistic-regression", 0.01),
    Case("xor", 0.1),
    Case("network", 0.1, 2.0),
)


def measure(experiment: Experiment, repeats: int = 15) -> tuple[float, float]:
    """(seconds of the verdict, ratio verdict/run): medians, taken in turn so that a busy moment hits both."""
    trajectory = run(experiment)
    judge(trajectory)
    pairs = []
    for _ in range(repeats):
        start = perf_counter()
        run(experiment)
        between = perf_counter()
        judge(trajectory)
        pairs.append((perf_counter() - between, between - start))
    return median(ours for ours, _ in pairs), median(ours / theirs for ours, theirs in pairs)


def main() -> int:
    """Prints the table; 1 if a budget is broken."""
    broken, ratios = 0, []
    print(f"{'run':58} {'verdict':26} {'costs':>8} {'ratio':>6} {'budget':>7}")
    for case in CASES:
        seconds, ratio = measure(case.experiment)
        got = judge(run(case.experiment))
        over = case.most is not None and ratio > case.most
        broken += over
        ratios.append(ratio)
        name = f"{case.problem} {case.optimizer} {case.schedule} {case.lr}"
        budget = "" if case.most is None else f"{case.most:.1f}"
        line = f"{name:58} {got.verdict + '/' + got.reason:26} {seconds * 1e3:5.2f} ms {ratio:6.2f} {budget:>7}"
        print(f"{line}{'  BROKEN' if over else ''}")
    middle = median(ratios)
    print(f"the middle of all: {middle:.2f}, budget 1.0{'  BROKEN' if middle > 1 else ''}")
    return 1 if broken or middle > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
