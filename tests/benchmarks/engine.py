"""What the engine costs beside NumPy written out by hand: `python -m tests.benchmarks.engine`.

Ratios of times within one run, so that machines can be compared. Every pair does the same work and stores the same
things: the parameters and the loss of every step. Exits with 1 if a budget is broken.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.descent import run, steps, sweep
from tutor.engine.model import Experiment
from tutor.engine.problems import build_problem

if TYPE_CHECKING:
    from tutor.engine.model import Floats

STEPS = 5000
SWEEP_STEPS, RATES = 200, np.geomspace(1e-4, 0.039, 200)
START = (10.0, 1.0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two ways to do one thing."""

    what: str
    ours: Callable[[], object]
    theirs: Callable[[], object]
    most: float | None = None
    """The ratio ours/theirs may be this at most."""


def bare_sgd(lr: float = 0.01, steps: int = STEPS) -> tuple[Floats, Floats]:
    """Plain descent on the ravine as one would write it down."""
    w, curvatures = np.array(START), np.array([1.0, 50.0])
    path, loss = np.empty((steps + 1, 2)), np.empty(steps + 1)
    for step in range(steps + 1):
        gradient = curvatures * w
        path[step] = w
        loss[step] = 0.5 * w.dot(gradient)
        w = w - lr * gradient
    return path, loss


def bare_adam() -> tuple[Floats, Floats]:
    """Adam on the ravine as one would write it down."""
    w, curvatures = np.array(START), np.array([1.0, 50.0])
    mean, squares = np.zeros(2), np.zeros(2)
    path, loss = np.empty((STEPS + 1, 2)), np.empty(STEPS + 1)
    for step in range(STEPS + 1):
        gradient = curvatures * w
        path[step] = w
        loss[step] = 0.5 * w.dot(gradient)
        mean = 0.9 * mean + 0.1 * gradient
        squares = 0.999 * squares + 0.001 * gradient * gradient
        m = mean / (1 - 0.9 ** (step + 1))
        s = squares / (1 - 0.999 ** (step + 1))
        w = w - 0.01 * m / (np.sqrt(s) + 1e-8)
    return path, loss


def vectorised_floor() -> tuple[Floats, Floats]:
    """All rates of the sweep in one array."""
    w, curvatures, lr = np.tile(START, (len(RATES), 1)), np.array([1.0, 50.0]), RATES[:, None]
    path, loss = np.empty((SWEEP_STEPS + 1, len(RATES), 2)), np.empty((SWEEP_STEPS + 1, len(RATES)))
    for step in range(SWEEP_STEPS + 1):
        gradient = curvatures * w
        path[step] = w
        loss[step] = 0.5 * np.einsum("ij,ij->i", w, gradient)
        w = w - lr * gradient
    return path, loss


def one_rate_after_another() -> list[tuple[Floats, Floats]]:
    """The same sweep without vectorising."""
    return [bare_sgd(float(lr), SWEEP_STEPS) for lr in RATES]


def bare_network(x: Floats, y: Floats, w: Floats, steps: int) -> tuple[Floats, Floats]:
    """A 2-16-1 tanh network, mean squared error, full batch, as one would write it down."""
    w1, b1, w2, b2 = w[:32].reshape(16, 2).copy(), w[32:48].copy(), w[48:64].reshape(1, 16).copy(), w[64:].copy()
    path, loss = np.empty((steps + 1, 65)), np.empty(steps + 1)
    for step in range(steps + 1):
        hidden = np.tanh(x @ w1.T + b1)
        miss = hidden @ w2.T + b2 - y
        path[step] = np.concatenate((w1.ravel(), b1, w2.ravel(), b2))
        loss[step] = np.mean(miss * miss)
        delta = 2 / len(y) * miss
        below = (delta @ w2) * (1 - hidden * hidden)
        w2, b2 = w2 - 0.1 * (delta.T @ hidden), b2 - 0.1 * delta.sum(axis=0)
        w1, b1 = w1 - 0.1 * (below.T @ x), b1 - 0.1 * below.sum(axis=0)
    return path, loss


def comparisons(folder: Path) -> list[Comparison]:
    """All that is compared, each pair checked for doing the same."""
    plain = Experiment("ravine", 0.01, steps=STEPS)
    adam = Experiment("ravine", 0.01, optimizer="adam", steps=STEPS)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 2))
    y = np.sin(x[:, :1] * 2) + x[:, 1:] ** 2
    file = folder / "points.csv"
    rows = np.hstack((x, (y - y.mean()) / y.std()))
    np.savetxt(file, rows, delimiter=",", header="a,b,y", comments="", fmt="%.17g")
    network = Experiment(f"network:layers=16,scaled=no,data={file}", 0.1, steps=500)
    weights = build_problem(network.problem).start
    y = rows[:, 2:]

    np.testing.assert_allclose(run(plain).w, bare_sgd()[0])
    np.testing.assert_allclose(run(adam).w, bare_adam()[0], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(sweep(plain, RATES).loss[:201], vectorised_floor()[1], rtol=1e-9)
    np.testing.assert_allclose(run(network).loss, bare_network(x, y, weights, 500)[1], rtol=1e-6)
    swept = Experiment("ravine", 0.0, steps=SWEEP_STEPS)
    return [
        Comparison("one step, sgd, against a bare NumPy loop", lambda: run(plain), bare_sgd, 1.5),
        Comparison("one step, adam, against a bare NumPy loop", lambda: run(adam), bare_adam, 1.5),
        Comparison("one step live, sgd, against a bare NumPy loop", lambda: list(steps(plain)), bare_sgd),
        Comparison(
            "200 rates × 200 steps, against the vectorised floor", lambda: sweep(swept, RATES), vectorised_floor, 2
        ),
        Comparison(
            "200 rates × 200 steps, against a loop over rates",
            lambda: sweep(swept, RATES),
            one_rate_after_another,
            1 / 30,
        ),
        Comparison(
            "2-16-1 network, 200 points, 500 steps, against hand-written NumPy",
            lambda: run(network),
            lambda: bare_network(x, y, weights, 500),
            1.3,
        ),
    ]


def measure(comparison: Comparison, repeats: int = 9) -> tuple[float, float]:
    """(seconds of ours, ratio ours/theirs): medians, taken in turn so that a busy moment hits both."""
    pairs = []
    for _ in range(repeats):
        start = perf_counter()
        comparison.ours()
        between = perf_counter()
        comparison.theirs()
        pairs.append((between - start, perf_counter() - between))
    return median(ours for ours, _ in pairs), median(ours / theirs for ours, theirs in pairs)


def main() -> int:
    """Prints the table; 1 if a budget is broken."""
    broken = 0
    print(f"{'what':66} {'ours':>9} {'ratio':>7} {'budget':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for comparison in comparisons(Path(folder)):
            seconds, ratio = measure(comparison)
            over = comparison.most is not None and ratio > comparison.most
            broken += over
            budget = "" if comparison.most is None else f"{comparison.most:.3f}"
            print(f"{comparison.what:66} {seconds * 1e3:6.1f} ms {ratio:7.3f} {budget:>7}{'  BROKEN' if over else ''}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
