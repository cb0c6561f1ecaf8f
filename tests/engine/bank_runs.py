"""The runs of the bank that are not plain descent on a quadratic, and those at the edges of what can be run."""

from __future__ import annotations

import cmath
from collections.abc import Iterator
from itertools import product

from tests.engine.bank import Labelled, Vector, bowls, long_labels, ravines
from tutor.engine.model import Experiment


def everything() -> list[Labelled]:
    """The whole bank."""
    return [
        *bowls(),
        *ravines(),
        *momentum(),
        *curved(),
        *adaptive(),
        *scheduled(),
        *noisy(),
        *edges(),
        *hard(),
    ]


def _looped(problem: str, start: Vector, lr: float, steps: int, why: str, *reasons: str, **how: str) -> Labelled:
    experiment = Experiment(problem, lr, how.get("optimizer", "sgd"), how.get("schedule", "constant"), steps, start)
    return Labelled(experiment, long_labels(experiment), reasons, why)


def momentum() -> Iterator[Labelled]:
    """On ½·2·w², one step takes (w, v) to M(w, v), M = [[1 − 2lr, −lr·β], [2, β]]; its eigenvalues tell all."""
    for beta, lr in product((0.5, 0.9), (0.001, 0.01, 0.05, 0.2, 0.6, 1.2, 1.45, 1.55, 1.85, 1.95, 2.5)):
        trace, determinant = 1 - 2 * lr + beta, beta
        root = cmath.sqrt(trace * trace / 4 - determinant)
        values = (trace / 2 + root, trace / 2 - root)
        size = max(abs(value) for value in values)
        yield Labelled(
            Experiment("bowl:curvature=2", lr, f"momentum:momentum={beta}", steps=200, start=(3.0,)),
            {"overshot"}
            if size > 1.02
            else {"converged"}
            if size**340 < 1e-4
            else {"converged", "overshot", "stalled"},
            ("diverged",) if size > 1.02 else (),
            f"momentum {beta}: the larger eigenvalue has size {size:.3f}",
        )


def curved() -> Iterator[Labelled]:
    """Plain descent where the curvature changes."""
    for lr in (1e-4, 1e-3, 0.01, 0.02, 0.026, 0.05, 0.1, 1.0):
        for steps in (50, 200):
            reasons = ("diverged",) if lr > 0.0801 else ()  # |1 − 25·lr| > 1: even the first step climbs
            yield _looped("quartic", (5.0,), lr, steps, "1 − lr·w² from w = 5", *reasons)
    for lr in (0.001, 0.01, 1.0, 5.0):
        yield _looped("absolute", (3.0,), lr, 50, "every step is as long as the rate")
    for lr in (0.01, 0.05, 0.1, 0.2, 0.3):
        yield _looped("two-wells", (2.0,), lr, 200, "the poorer well is on the way", "local-minimum")
        yield _looped("two-wells", (-0.5,), lr, 200, "downhill to the better well")
    yield _looped("two-wells", (2.0,), 0.5, 200, "hops to the better well and bounces", "bouncing", "chaotic")
    for lr in (0.01, 0.05, 0.1, 0.2):
        yield _looped("double-well", (0.5,), lr, 200, "into the right well")
    for lr in (0.2, 0.3, 1.0):
        yield _looped("double-well", (2.0,), lr, 50, "24·lr jumps over both wells", "diverged")
    for lr in (0.05, 0.1, 0.3, 0.6, 0.9):
        yield _looped("saddle", (2.0, 0.0), lr, 200, "y = 0 stays for ever", "saddle")
    yield _looped("saddle", (2.0, 1e-6), 0.1, 200, "1e-6·1.2^k leaves the ridge", "smooth")
    yield _looped("saddle", (2.0, 1e-6), 0.1, 30, "1e-6·1.2^30 is still on the ridge", "saddle")
    for lr in (0.01, 0.1, 0.5):
        yield _looped("plateau", (4.0,), lr, 200, "the slope at 4 is 0.0013", "plateau")
        yield _looped("plateau", (1.0,), lr, 1000, "on the rim of the pit", "smooth")
    for lr in (100.0, 1000.0):
        yield _looped("plateau", (1.0,), lr, 50, "the first step leads out onto the plain", "thrown")
    for lr in (1e-5, 5e-4, 1e-3, 0.01):
        yield _looped("rosenbrock", (-1.2, 1.0), lr, 200, "a bent valley")
    for lr in (1e-4, 1e-3, 0.01, 0.1):
        yield _looped("himmelblau", (0.0, 0.0), lr, 100, "one of four valleys")


def adaptive() -> Iterator[Labelled]:
    """Optimizers that set the length of their steps themselves."""
    for lr in (0.001, 0.03, 0.1, 1.0, 10.0):
        yield _looped("bowl:curvature=2", (3.0,), lr, 200, "Adam on w²", optimizer="adam")
        yield _looped("ravine", (10.0, 1.0), lr, 200, "Adam on the ravine", optimizer="adam")
        yield _looped("bowl:curvature=2", (3.0,), lr, 200, "AdaGrad on w²", optimizer="adagrad")
        yield _looped("quartic", (5.0,), lr, 200, "Adam on the quartic", optimizer="adam")
    for lr in (0.001, 0.01, 0.03):
        yield _looped("bowl:curvature=2", (3.0,), lr, 200, "RMSProp on w²", optimizer="rmsprop")
        yield _looped("ravine", (10.0, 1.0), lr, 200, "Nesterov on the ravine", optimizer="nesterov")


def scheduled() -> Iterator[Labelled]:
    """Rates that change as it goes."""
    warm = "linear-warmup:start_factor=0.01,total_iters=50"
    for lr in (0.1, 1.0):
        yield _looped("quartic", (5.0,), lr, 200, "the warm-up lets it come down first", "scheduled", schedule=warm)
    for lr in (0.01, 0.5, 0.9, 1.5):
        yield _looped(
            "bowl:curvature=2", (3.0,), lr, 200, "rate falls by a twentieth a step", schedule="exponential:gamma=0.95"
        )
        yield _looped("bowl:curvature=2", (3.0,), lr, 200, "cosine over the whole run", schedule="cosine:T_max=200")
    yield _looped(
        "bowl:curvature=2",
        (3.0,),
        0.05,
        100,
        "all rates together are 0.1",
        "rate-decayed",
        schedule="exponential:gamma=0.5",
    )
    yield _looped(
        "bowl:curvature=2", (3.0,), 1.0, 200, "bounces until the rate drops", "scheduled", schedule="step:step_size=20"
    )
    yield _looped(
        "absolute", (3.0,), 5.0, 200, "bounces until the rate drops", "scheduled", schedule="step:step_size=20"
    )


def noisy() -> Iterator[Labelled]:
    """½w² with noise σ in the gradient: the mean excess at the floor is lr·σ²/(2(2 − lr)), of 4.5 at the start."""
    for seed in range(3):
        for lr, sigma, steps in ((0.5, 0.05, 200), (0.1, 0.1, 200), (0.01, 0.1, 1000)):
            floor = lr * sigma**2 / (2 * (2 - lr)) / 4.5
            assert floor < 1e-3  # ten times below the band
            yield _noisy(lr, sigma, steps, seed, "converged", "small-bounce", "smooth")
        for lr, sigma in ((0.5, 3.0), (1.0, 3.0), (1.8, 2.0), (1.0, 1.5)):
            floor = lr * sigma**2 / (2 * (2 - lr)) / 4.5
            assert floor > 0.1  # and a tenth of the rate makes it ten times smaller
            yield _noisy(lr, sigma, 400, seed, "overshot", "noise")
        for lr in (0.001, 0.003):
            yield _noisy(lr, 0.5, 100, seed, "stalled", "crawling")
        for lr in (2.1, 3.0):
            yield _noisy(lr, 1.0, 100, seed, "overshot", "diverged")


def _noisy(lr: float, sigma: float, steps: int, seed: int, verdict: str, *reasons: str) -> Labelled:
    return Labelled(Experiment(f"bowl:noise={sigma}", lr, steps=steps, seed=seed), {verdict}, reasons, f"σ = {sigma}")


def hard() -> Iterator[Labelled]:
    """Runs on which the definition and the verdict part; see `KNOWN_MISSES` in the test."""
    for start in (2.0, 0.1, -0.5):
        yield _looped("two-wells", (start,), 0.8, 50, "leaps about in and between both wells")
    yield _looped("two-wells", (2.0,), 0.9, 200, "leaps about in and between both wells")
    yield _looped("absolute", (3.0,), 0.05, 50, "still 0.5 away when the steps run out; later it would bounce")
    yield _looped("two-wells", (2.0,), 0.1, 50, "rolls through the poorer well", optimizer="momentum")
    yield _looped(
        "rosenbrock", (-1.2, 1.0), 0.1, 200, "falls all the way; later it would leap out", optimizer="rmsprop"
    )


def edges() -> Iterator[Labelled]:
    """What must not be stumbled over."""

    def edge(lr: float, steps: int, start: float, verdict: str, reason: str, why: str) -> Labelled:
        return Labelled(Experiment("bowl:curvature=2", lr, steps=steps, start=(start,)), {verdict}, (reason,), why)

    yield edge(0.1, 50, 0.0, "converged", "at-start", "starts at the bottom")
    yield edge(0.1, 0, 0.0, "converged", "at-start", "starts at the bottom and makes no step")
    yield edge(0.1, 0, 3.0, "stalled", "frozen", "makes no step")
    yield edge(0.5, 1, 3.0, "converged", "smooth", "one step to the bottom")
    yield edge(0.1, 1, 3.0, "stalled", "crawling", "one step: 3 to 2.4")
    yield edge(1.1, 1, 3.0, "overshot", "diverged", "one step: 3 to −3.6")
    yield edge(0.9, 2, 3.0, "overshot", "ringing", "3, −2.4, 1.92")
    yield edge(0.1, 5, 3.0, "stalled", "crawling", "0.8^5 is 0.33")
    yield edge(0.0, 50, 3.0, "stalled", "frozen", "a rate of 0")
    yield edge(1e-17, 50, 3.0, "stalled", "frozen", "2·1e-17·3 is below the last digit of 3")
    yield edge(-0.1, 50, 3.0, "overshot", "diverged", "walks uphill")
    yield edge(-1e-4, 50, 3.0, "overshot", "diverged", "walks uphill slowly")
    yield edge(1e300, 50, 3.0, "overshot", "diverged", "overflows at once")
    yield edge(60.0, 200, 3.0, "overshot", "diverged", "119^200 is no number any more")
    yield edge(1.0, 1000, 3.0, "overshot", "bouncing", "3, −3, 3, …")
    yield edge(0.01, 200, 1e-3, "converged", "smooth", "scale does not matter: 0.98^200 is 0.018")
    yield Labelled(Experiment("double-well", 0.1, start=(0.0,)), {"stalled"}, ("saddle",), "on the hilltop exactly")
    yield Labelled(Experiment("saddle", 0.1, start=(0.0, 0.0)), {"stalled"}, ("saddle",), "on the saddle exactly")
    yield Labelled(Experiment("quartic", 0.1, start=(0.0,)), {"converged"}, ("at-start",), "flat bottom")
