"""Runs whose verdict is known without asking the code under test.

Two kinds of label. *Theory*: on a quadratic, plain descent and momentum multiply every eigen-direction by factors that
can be written down, so that the excess after any number of steps, with any rate, is a formula. *Long horizon*: for the
rest, plain loops written here from the formulas of losses, optimizers and schedules run the experiment, then go on from
its end unchanged and with smaller rates, for much longer, and the definitions of the three words are applied to that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tutor.engine.model import Experiment

Vector = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A run and what is true of it."""

    experiment: Experiment
    verdicts: set[str]
    """More than one where the definition's numbers, moved a little, give more than one: the run is not clear."""
    reasons: tuple[str, ...]
    """Any of these names the cause; empty where theory does not settle it."""
    why: str

    @property
    def clear(self) -> bool:
        """Whether there is but one right answer."""
        return len(self.verdicts) == 1


@dataclass(frozen=True, slots=True)
class Margins:
    """The numbers in the definitions of the three words; moved a little, they show which runs are clear."""

    band: float = 0.01
    rise: float = 1.05
    half: float = 0.5


DEFINED = Margins()
STRICTER, LAXER = Margins(0.008, 1.065, 0.42), Margins(0.0125, 1.035, 0.58)


def label(excess: list[float], unchanged: list[float], smaller: list[list[float]], margins: Margins = DEFINED) -> str:
    """The verdict by definition.

    Args:
        excess: of the run, the start included.
        unchanged: going on from the end at the same rate.
        smaller: going on from the end at smaller rates.
        margins: the numbers in the definition.
    """
    n, start = len(excess) - 1, excess[0]
    tail = sorted(excess[-min(n, max(5, math.ceil(n / 10))) :])
    median = 0.5 * (tail[(len(tail) - 1) // 2] + tail[len(tail) // 2])
    if not all(math.isfinite(number) for number in excess) or median >= margins.rise * start:
        return "overshot"
    if max(tail) <= margins.band * start:
        return "converged"
    late = max(1, len(unchanged) // 5)
    target = sorted(unchanged[-late:])[late // 2]
    if target <= 1e-12 * start:  # both are at the bottom, as nearly as numbers can tell
        return "stalled"
    for other in smaller:
        if sorted(other[-late:])[late // 2] <= margins.half * target:
            return "overshot"
        arrived = next((step for step, value in enumerate(other) if value <= target), len(other))
        there = next(step for step, value in enumerate(unchanged) if value <= target)
        if target < 0.9 * unchanged[0] and arrived <= margins.half * there:
            return "overshot"
    return "stalled"


# ---------------------------------------------------------------- quadratics, in closed form


def quadratic_excess(curvatures: Vector, start: Vector, lr: float, steps: int) -> list[float]:
    """½ Σ λ w² (1 − lr·λ)^(2k) for k = 0 … steps."""
    return [
        sum(0.5 * c * w * w * _power((1 - lr * c) ** 2, k) for c, w in zip(curvatures, start, strict=True))
        for k in range(steps + 1)
    ]


def _power(base: float, exponent: int) -> float:
    try:
        return base**exponent
    except OverflowError:
        return math.inf


def quadratic_labels(curvatures: Vector, start: Vector, lr: float, steps: int) -> set[str]:
    """The verdicts on plain descent on ½ Σ λ w², with the definition's numbers moved a little; one if it is clear."""
    run = quadratic_excess(curvatures, start, lr, steps)
    if not math.isfinite(run[-1]):
        return {"overshot"}
    end = tuple(w * (1 - lr * c) ** steps for c, w in zip(curvatures, start, strict=True))
    labels = set()
    for ahead in (steps, 2 * steps):
        on = [quadratic_excess(curvatures, end, lr * share, max(ahead, 20)) for share in (1, 0.5, 0.25, 0.1)]
        labels |= {label(run, on[0], on[1:], margins) for margins in (DEFINED, STRICTER, LAXER)}
    return labels


def bowls() -> Iterator[Labelled]:
    """½·a·w² from 3: every step multiplies w by 1 − lr·a."""
    factors = (0.9995, 0.99, 0.95, 0.8, 0.5, 0.2, 0.0, -0.2, -0.5, -0.8, -0.97, -0.985, -1.0, -1.01, -1.05, -1.2, -3.0)
    for curvature in (0.5, 2.0, 8.0):
        for factor in factors:
            for steps in (20, 50, 200):
                lr = (1 - factor) / curvature
                labels = quadratic_labels((curvature,), (3.0,), lr, steps)
                yield Labelled(
                    Experiment(f"bowl:curvature={curvature}", lr, steps=steps),
                    labels,
                    _bowl_reasons(factor, labels),
                    f"each step multiplies the distance by {factor}",
                )


def _bowl_reasons(factor: float, labels: set[str]) -> tuple[str, ...]:
    if labels == {"converged"}:
        return ("zigzag",) if factor <= -0.2 else ("smooth",)
    if labels == {"stalled"}:
        return ("crawling",)
    return ("bouncing",) if factor == -1 else ("ringing",) if factor > -1 else ("diverged",)


def ravines() -> Iterator[Labelled]:
    """½(x² + kappa·y²) from (10, 1): the steep factor 1 − lr·kappa and the shallow one 1 − lr."""
    for kappa in (10.0, 50.0, 400.0):
        for share in (0.01, 0.1, 0.2, 0.5, 0.75, 0.9, 1.0, 1.02, 1.1, 2.0):
            for steps in (50, 200):
                lr = share * 2 / kappa
                labels = quadratic_labels((1.0, kappa), (10.0, 1.0), lr, steps)
                yield Labelled(
                    Experiment(f"ravine:kappa={kappa:g}", lr, steps=steps),
                    labels,
                    _ravine_reasons(share, labels),
                    f"{share} of the limit 2/{kappa:g}",
                )


def _ravine_reasons(share: float, labels: set[str]) -> tuple[str, ...]:
    if labels == {"stalled"}:
        return ("valley",) if share >= 0.5 else ("crawling",) if share <= 0.1 else ("valley", "crawling")
    if labels == {"overshot"}:
        return ("diverged", "late-divergence") if share > 1 else ("bouncing",) if share == 1 else ("ringing",)
    return ("smooth",) if share <= 0.5 else ()


# ---------------------------------------------------------------- everything else, by plain loops

Slope = Callable[[Vector], Vector]
Loss = Callable[[Vector], float]

_E = math.exp


def _two_wells(w: float) -> float:
    return 0.25 * w**4 - w * w + 0.3 * w


SURFACES: dict[str, tuple[Loss, Slope, float]] = {
    "bowl:curvature=2": (lambda w: w[0] ** 2, lambda w: (2 * w[0],), 0.0),
    "ravine": (lambda w: 0.5 * (w[0] ** 2 + 50 * w[1] ** 2), lambda w: (w[0], 50 * w[1]), 0.0),
    "quartic": (lambda w: 0.25 * w[0] ** 4, lambda w: (w[0] ** 3,), 0.0),
    "absolute": (lambda w: abs(w[0]), lambda w: (float((w[0] > 0) - (w[0] < 0)),), 0.0),
    "double-well": (lambda w: (w[0] ** 2 - 1) ** 2, lambda w: (4 * w[0] * (w[0] ** 2 - 1),), 0.0),
    "two-wells": (
        lambda w: _two_wells(w[0]),
        lambda w: (w[0] ** 3 - 2 * w[0] + 0.3,),
        min(_two_wells(-1.5 + k / 1e6) for k in range(40000)),
    ),
    "saddle": (
        lambda w: w[0] ** 2 - w[1] ** 2 + 0.25 * w[1] ** 4,
        lambda w: (2 * w[0], -2 * w[1] + w[1] ** 3),
        -1.0,
    ),
    "plateau": (lambda w: 1 - _E(-0.5 * w[0] ** 2), lambda w: (w[0] * _E(-0.5 * w[0] ** 2),), 0.0),
    "rosenbrock": (
        lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
        lambda w: (-2 * (1 - w[0]) - 400 * w[0] * (w[1] - w[0] ** 2), 200 * (w[1] - w[0] ** 2)),
        0.0,
    ),
    "himmelblau": (
        lambda w: (w[0] ** 2 + w[1] - 11) ** 2 + (w[0] + w[1] ** 2 - 7) ** 2,
        lambda w: (
            4 * w[0] * (w[0] ** 2 + w[1] - 11) + 2 * (w[0] + w[1] ** 2 - 7),
            2 * (w[0] ** 2 + w[1] - 11) + 4 * w[1] * (w[0] + w[1] ** 2 - 7),
        ),
        0.0,
    ),
}


Step = Callable[[Vector, Vector, float], Vector]
"""w, gradient, rate -> the next w; remembers what its optimizer remembers."""


def stepper(optimizer: str) -> Step:
    """The update rules as their papers write them, in the forms that PyTorch uses; the memory is in the closure."""
    name, _, settings = optimizer.partition(":")
    values = {key: float(value) for key, value in (pair.split("=") for pair in settings.split(",") if pair)}
    beta, alpha = values.get("momentum", 0.9), values.get("alpha", 0.99)
    beta1, beta2 = values.get("beta1", 0.9), values.get("beta2", 0.999)
    memory: dict[str, list[float]] = {}
    count = 0

    def mean(key: str, new: Vector, keep: float, add: float) -> list[float]:
        old = memory.get(key, [0.0] * len(new))
        memory[key] = [keep * before + add * now for before, now in zip(old, new, strict=True)]
        return memory[key]

    def step(w: Vector, g: Vector, lr: float) -> Vector:
        nonlocal count
        count += 1
        if name == "sgd":
            move: list[float] = list(g)
        elif name == "momentum":
            move = mean("v", g, beta, 1.0)
        elif name == "nesterov":
            move = [now + beta * v for now, v in zip(g, mean("v", g, beta, 1.0), strict=True)]
        else:
            squares = tuple(now * now for now in g)
            if name == "adagrad":
                size = [math.sqrt(s) + 1e-10 for s in mean("s", squares, 1.0, 1.0)]
                move = [now / by for now, by in zip(g, size, strict=True)]
            elif name == "rmsprop":
                size = [math.sqrt(s) + 1e-8 for s in mean("s", squares, alpha, 1 - alpha)]
                move = [now / by for now, by in zip(g, size, strict=True)]
            else:
                second = mean("s", squares, beta2, 1 - beta2)
                size = [math.sqrt(s / (1 - beta2**count)) + 1e-8 for s in second]
                first = mean("m", g, beta1, 1 - beta1)
                move = [m / (1 - beta1**count) / by for m, by in zip(first, size, strict=True)]
        return tuple(at - lr * by for at, by in zip(w, move, strict=True))

    return step


Rate = Callable[[int, float], float]

SCHEDULES: dict[str, Rate] = {
    "constant": lambda _k, lr: lr,
    "step:step_size=20": lambda k, lr: lr * 0.1 ** (k // 20),
    "exponential:gamma=0.95": lambda k, lr: lr * 0.95**k,
    "exponential:gamma=0.5": lambda k, lr: lr * 0.5**k,
    "linear-warmup:start_factor=0.01,total_iters=50": lambda k, lr: lr * (0.01 + 0.99 * min(k / 50, 1)),
    "cosine:T_max=50": lambda k, lr: lr * 0.5 * (1 + math.cos(math.pi * k / 50)),
    "cosine:T_max=200": lambda k, lr: lr * 0.5 * (1 + math.cos(math.pi * k / 200)),
}
"""Rates as functions of the step."""


def long_labels(experiment: Experiment) -> set[str]:
    """The verdicts by definition from plain loops, with the definition's numbers and the horizon moved a little."""
    loss, slope, minimum = SURFACES[experiment.problem]
    rate, n = SCHEDULES[experiment.schedule], experiment.steps
    # A cosine whose end is the run's end stays there: nobody who goes on means it to climb again.
    held = n if experiment.schedule == f"cosine:T_max={n}" else 10**9

    def descend(share: float) -> Iterator[float]:
        w, step = experiment.start or (), stepper(experiment.optimizer)
        yield loss(w) - minimum
        for k in range(n + 2 * max(n, 20)):
            try:
                w = step(w, slope(w), rate(min(k, held), experiment.lr) * (share if k >= n else 1.0))
                value = loss(w) - minimum
            except OverflowError:
                value = math.inf
            yield value
            if not math.isfinite(value):
                return

    whole = list(descend(1.0))
    run = whole[: n + 1]
    if not math.isfinite(run[-1]):
        return {"overshot"}
    on = [list(descend(share))[n:] for share in (1.0, 0.5, 0.25, 0.1)]
    labels = set()
    for ahead in (max(n, 20), 2 * max(n, 20)):
        cut = [losses[: ahead + 1] if len(losses) > ahead else [*losses, *[math.inf] * 10] for losses in on]
        labels |= {label(run, cut[0], cut[1:], margins) for margins in (DEFINED, STRICTER, LAXER)}
    return labels
