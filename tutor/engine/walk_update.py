"""The end of a walk: each weight and bias minus the rate times its gradient."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.engine.network_names import Names, factor, shown
from tutor.engine.small_network import NetworkExample, Passage, Spot
from tutor.engine.walk_model import Mistake, Slip, WalkStep, kept_apart, tolerance


def update_steps(example: NetworkExample, passed: Passage, names: Names) -> Iterator[WalkStep]:
    """In the order of the layers; of each unit the weights, then the bias."""
    for layer, rows in enumerate(example.weights, 1):
        for unit, row in enumerate(rows):
            for source, w in enumerate(row):
                spot = Spot("weight", layer, unit, source)
                yield _update(example.lr, spot, names.of(spot), w, passed.by_weight[layer - 1][unit][source])
            if example.biases:
                spot = Spot("bias", layer, unit)
                bias = example.biases[layer - 1][unit]
                yield _update(example.lr, spot, names.of(spot), bias, passed.by_bias[layer - 1][unit])


def _update(rate: float, spot: Spot, name: str, w: float, gradient: float) -> WalkStep:
    value, step = w - rate * gradient, rate * gradient
    numbers = f"{shown(w)} − {shown(rate)}·{factor(gradient)}"
    if abs(gradient) < 1e-12:
        why = f"The gradient is 0, so {name} stays where it is"
    else:
        why = f"The gradient is {'positive' if gradient > 0 else 'negative'}, so {name} goes "
        why += "down" if gradient > 0 else "up"
    allowed = tolerance(value, (w, step))
    wrong: list[tuple[float, Mistake, str]] = [
        (w + step, "uphill", "That walks uphill: the step is taken away, not added."),
        (w - gradient, "whole-gradient", f"That takes the whole gradient. Multiply it by the rate, {shown(rate)}."),
        (-step, "only-the-step", f"That is the step. Take it from {name} = {shown(w)}."),
        (step, "only-the-step", f"That is rate times gradient. Take it from {name} = {shown(w)}."),
        (w - rate, "factor-forgotten", "Multiply the rate by the gradient first."),
    ]
    return WalkStep(
        f"new {name}", "update", spot, "new", f"{name} − rate·dL/d{name}", numbers, value, allowed,
        f"{why}: {numbers} = {shown(value)}.",
        kept_apart(value, allowed, [Slip(*one) for one in wrong]),
    )  # fmt: skip
