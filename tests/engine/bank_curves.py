"""Bare loss curves whose verdict follows from how they were made."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LabelledCurve:
    """A loss curve, what was logged beside it, and what is true of it."""

    name: str
    loss: Curve
    verdict: str
    reasons: tuple[str, ...]
    beside: dict[str, Any] = field(default_factory=dict)


def decay(steps: int, rate: float, floor: float, fall: float) -> Curve:
    """floor + fall·exp(−rate·k)"""
    k: Curve = np.arange(steps + 1.0)
    curve: Curve = floor + fall * np.exp(-rate * k)
    return curve


def noisy(curve: Curve, sigma: float, seed: int) -> Curve:
    """The curve with independent Gaussian errors of standard deviation sigma."""
    return curve + sigma * np.random.default_rng(seed).standard_normal(len(curve))


def curves() -> Iterator[LabelledCurve]:
    """All of them."""
    yield from _settled()
    yield from _crawling()
    yield from _growing()
    yield from _bouncing()
    yield from _with_the_path()
    yield from _with_gradients_and_rates()
    yield from _flat()


def _settled() -> Iterator[LabelledCurve]:
    for steps in (60, 200, 1000):
        for floor in (0.0, 0.3, 5.0, -40.0):
            curve = decay(steps, 10 / steps * 2, floor, 2.0)  # e^-20 of the fall is left
            yield LabelledCurve(f"falls to {floor} in {steps}", curve, "converged", ("smooth",))
            for sigma in (0.0005, 0.002, 0.01):
                yield LabelledCurve(
                    f"falls to {floor} in {steps}, scatter {sigma / 2:.2%} of the fall",
                    noisy(curve, sigma, steps),
                    "converged",
                    ("smooth", "small-bounce"),
                )
    yield LabelledCurve("known minimum reached", decay(100, 0.1, 0.3, 2.0), "converged", ("smooth",), {"minimum": 0.3})
    rises = np.concatenate((np.array([1.0, 2.0, 4.0, 3.0]), decay(60, 0.2, 0.01, 2.0)))
    yield LabelledCurve("rises first", rises, "converged", ("after-overshoot",))
    yield LabelledCurve("at its minimum", np.full(30, 0.7), "converged", ("at-start",), {"minimum": 0.7})


def _crawling() -> Iterator[LabelledCurve]:
    for steps in (30, 200, 1000):
        for rate in (0.1, 0.7, 1.5):  # e^-rate of the fall is still to come
            curve = decay(steps, rate / steps, 0.2, 3.0)
            for sigma in (0.0, 0.003, 0.03):
                yield LabelledCurve(
                    f"{1 - math.exp(-rate):.0%} of the way in {steps}, scatter {sigma}",
                    noisy(curve, sigma, steps),
                    "stalled",
                    ("crawling",),
                    {} if steps > 30 else {"minimum": 0.2},
                )
    yield LabelledCurve("a straight line down", np.linspace(2.0, 1.0, 101), "stalled", ("crawling",))


def _growing() -> Iterator[LabelledCurve]:
    for factor in (1.01, 1.1, 2.0, 50.0):
        curve: Curve = 0.5 * factor ** np.arange(80.0)
        yield LabelledCurve(f"grows by {factor} a step", curve, "overshot", ("diverged",))
        yield LabelledCurve(f"grows by {factor} and breaks", np.append(curve, math.inf), "overshot", ("diverged",))
    falling = decay(100, 0.05, 0.1, 2.0)
    blown: Curve = 0.1 * 1.3 ** np.arange(40.0)
    yield LabelledCurve("falls, then climbs", np.concatenate((falling, blown)), "overshot", ("late-divergence",))
    yield LabelledCurve("falls, then NaN", np.append(falling, [math.nan] * 3), "overshot", ("late-divergence",))
    yield LabelledCurve(
        "falls, then jumps to inf", np.append(falling, [9.0, math.inf]), "overshot", ("late-divergence",)
    )
    yield LabelledCurve("NaN after one loss", np.array([2.0, math.nan]), "overshot", ("diverged",))


def _bouncing() -> Iterator[LabelledCurve]:
    k: Curve = np.arange(121.0)
    sign: Curve = (-1.0) ** k
    yield LabelledCurve("up and down for ever", 1 + 0.5 * sign, "overshot", ("bouncing",))
    yield LabelledCurve("falls to an up and down", decay(120, 0.1, 1, 5) + 0.5 * sign, "overshot", ("bouncing",))
    yield LabelledCurve("up and down, 1 % less each step", 1 + 0.5 * sign * 0.99**k, "overshot", ("ringing",))
    yield LabelledCurve("up and down, dying", 1 + 0.5 * sign * 0.8**k, "converged", ())


def _with_the_path() -> Iterator[LabelledCurve]:
    """On w², rates .1 and .9 give one and the same loss; the parameters tell them apart."""
    for steps in (8, 10, 40):
        k: Curve = np.arange(steps + 1.0)
        loss: Curve = 9 * 0.64**k
        for sign, stuck, done in ((1, "stalled", ("smooth",)), (-1, "overshot", ("zigzag",))):
            w = (3 * (sign * 0.8) ** k)[:, None]
            verdict, reasons = ("converged", done) if steps == 40 else (stuck, ("crawling", "ringing"))
            yield LabelledCurve(
                f"0.8 each step, sign {sign}, {steps} steps", loss, verdict, reasons, {"w": w, "minimum": 0.0}
            )
    k = np.arange(51.0)
    bounce = (3 * (-1.0) ** k)[:, None]
    yield LabelledCurve("w jumps from 3 to −3", 9.0 + 0 * k, "overshot", ("bouncing",), {"w": bounce, "minimum": 0.0})


def _with_gradients_and_rates() -> Iterator[LabelledCurve]:
    fell = decay(200, 0.1, 0.5, 2.0)
    yield LabelledCurve("gradient gone", fell, "converged", ("smooth",), {"gradient_norm": decay(200, 0.05, 0, 3)})
    yield LabelledCurve(
        "flat, with a steep gradient", fell, "overshot", ("bouncing",), {"gradient_norm": decay(200, 0.1, 2.5, 1)}
    )
    rates = 0.5 * 0.9 ** np.arange(201)
    yield LabelledCurve("rate falls to nothing", fell, "converged", ("scheduled",), {"lr": rates, "minimum": 0.5})
    yield LabelledCurve("rate falls too early", fell, "stalled", ("rate-decayed",), {"lr": rates, "minimum": 0.0})
    yield LabelledCurve("a rate of 0", np.full(50, 2.0), "stalled", ("frozen",), {"lr": 0.0})


def _flat() -> Iterator[LabelledCurve]:
    yield LabelledCurve("never changes", np.full(50, 2.3), "stalled", ("frozen",))
    for sigma in (0.0005, 0.005, 0.03):
        for seed in range(5):
            yield LabelledCurve(
                f"ln 10, scatter {sigma}, seed {seed}", noisy(np.full(200, 2.303), sigma, seed), "stalled", ("plateau",)
            )
    stuck = decay(200, 0.1, 0.5, 2.0)
    beside = {"minimum": 0.0, "gradient_norm": decay(200, 0.1, 0.0, 3.0)}
    yield LabelledCurve("comes to rest too high", stuck, "stalled", ("local-minimum",), beside)
