"""A network so small that each of its numbers can be looked at, and one pass of one example through it.

Plain Python, no NumPy: a conversation replays it at every step. The formulas are those of `network.Perceptron`; with
one row of data the mean over the rows is that row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tutor.engine.small_network_rules import refuse_impossible

SmallLoss = Literal["mse", "half-mse", "cross-entropy"]
Part = Literal["unit", "weight", "bias", "loss"]
Row = tuple[float, ...]
Quantity = Literal["z", "a"]


def sigmoid(z: float) -> float:
    """1/(1 + e^(−z)), without overflow."""
    return 0.5 + 0.5 * math.tanh(0.5 * z)


FUNCTIONS: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {"sigmoid": sigmoid, "tanh": math.tanh, "relu": lambda z: max(z, 0.0), "linear": lambda z: z}
)
SLOPES: Mapping[str, Callable[[float, float], float]] = MappingProxyType(
    {
        "sigmoid": lambda _z, a: a * (1 - a),
        "tanh": lambda _z, a: 1 - a * a,
        "relu": lambda z, _a: 1.0 if z > 0 else 0.0,
        "linear": lambda _z, _a: 1.0,
    }
)
"""f′(z), given z and f(z). relu's at 0 is 0, as in `network` and in PyTorch."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in the drawing of a network: a unit, its bias, a weight on the way to it, or the loss behind the output.

    Layers count from 0, the inputs; units of a layer from 0, the uppermost.
    """

    part: Part
    layer: int
    unit: int
    source: int = -1
    """Of a weight: the unit of the layer below from which it leads here."""


@dataclass(frozen=True, slots=True)
class NetworkExample:
    """A network, one example, and a learning rate.

    Args:
        weights: for each layer a row for each unit, a number for each unit below.
        input: what comes in.
        target: what should come out.
        biases: for each layer a number for each unit; None is a network without biases.
        activation: of the hidden units.
        output: of the outputs. `cross-entropy` wants sigmoid for one output, softmax for more.
        loss: `half-mse` and `mse` are the mean over the outputs of ½(ŷ − y)² and (ŷ − y)²; `cross-entropy` is
            −y·ln ŷ − (1 − y)·ln(1 − ŷ), and −Σ y·ln ŷ of a softmax.
        lr: of the update.

    Raises:
        NetworkError: the numbers fit no network, are too large, or the network is.
    """

    weights: tuple[tuple[Row, ...], ...]
    input: Row
    target: Row
    biases: tuple[Row, ...] | None = None
    activation: str = "sigmoid"
    output: str = "linear"
    loss: SmallLoss = "half-mse"
    lr: float = 0.1

    def __post_init__(self) -> None:
        refuse_impossible(self)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many inputs, hidden units of each layer, outputs."""
        return (len(self.input), *(len(layer) for layer in self.weights))

    @property
    def functions(self) -> tuple[str, ...]:
        """f of each layer, the inputs left out."""
        return (*(self.activation for _ in self.weights[1:]), self.output)


@dataclass(frozen=True, slots=True)
class Passage:
    """One pass there and back. Index 0 of `a` is the input; the lists without one begin with the first layer."""

    z: tuple[Row, ...]
    """W·a + b of each layer."""
    a: tuple[Row, ...]
    """The input and f(z) of each layer."""
    loss: float
    by_a: tuple[Row, ...]
    """∂L/∂a of each layer; of the outputs of a cross-entropy empty, as ∂L/∂z is found without it."""
    slope: tuple[Row, ...]
    """f′(z) of each layer; empty where `by_a` is."""
    by_z: tuple[Row, ...]
    """∂L/∂z of each layer, also called delta."""
    by_weight: tuple[tuple[Row, ...], ...]
    by_bias: tuple[Row, ...]


def pass_through(example: NetworkExample) -> Passage:
    """Forward, loss and backward of one example."""
    z, a, loss = _forward(example)
    count = len(example.weights)
    by_a: list[Row] = [()] * count
    slope: list[Row] = [()] * count
    by_z: list[Row] = [()] * count
    for layer in range(count - 1, -1, -1):
        last = layer == count - 1
        if last and example.loss == "cross-entropy":
            by_z[layer] = tuple(out - y for out, y in zip(a[-1], example.target, strict=True))
            continue
        if last:
            scale = (1 if example.loss == "half-mse" else 2) / len(example.target)
            by_a[layer] = tuple(scale * (out - y) for out, y in zip(a[-1], example.target, strict=True))
        else:
            above = range(len(by_z[layer + 1]))
            by_a[layer] = tuple(
                sum(by_z[layer + 1][k] * example.weights[layer + 1][k][unit] for k in above)
                for unit in range(len(z[layer]))
            )
        bent = SLOPES[example.functions[layer]]
        slope[layer] = tuple(bent(one, out) for one, out in zip(z[layer], a[layer + 1], strict=True))
        by_z[layer] = tuple(up * one for up, one in zip(by_a[layer], slope[layer], strict=True))
    by_weight = tuple(
        tuple(tuple(delta * below for below in a[layer]) for delta in by_z[layer]) for layer in range(count)
    )
    return Passage(z, a, loss, tuple(by_a), tuple(slope), tuple(by_z), by_weight, tuple(by_z))


def measured(example: NetworkExample, spot: Spot, quantity: Quantity = "a") -> float | None:
    """∂L/∂ a weight, a bias, or a unit's z or a, measured: (L(v + h) − L(v − h))/2h.

    None where a relu switches on or off within the distance h: there the loss has a corner and no slope.
    """
    passed = pass_through(example)
    if spot.part == "unit":
        value = (passed.z[spot.layer - 1] if quantity == "z" else passed.a[spot.layer])[spot.unit]
    elif spot.part == "bias":
        value = (example.biases or ())[spot.layer - 1][spot.unit] if example.biases else 0.0
    else:
        value = example.weights[spot.layer - 1][spot.unit][spot.source]
    h = 1e-5 * max(1.0, abs(value))
    ahead, behind = (_forward(example, _Nudge(spot, quantity, side * h)) for side in (1, -1))
    if _relus_on(example, ahead[0]) != _relus_on(example, behind[0]):
        return None
    return (ahead[2] - behind[2]) / (2 * h)


def measured_slope(function: str, z: float) -> float | None:
    """f′(z) by the same measure."""
    h = 1e-5 * max(1.0, abs(z))
    if function == "relu" and abs(z) <= h:
        return None
    f = FUNCTIONS[function]
    return (f(z + h) - f(z - h)) / (2 * h)


@dataclass(frozen=True, slots=True)
class _Nudge:
    """A number moved a little before what depends on it is worked out."""

    spot: Spot
    quantity: Quantity
    by: float

    def on(self, spot: Spot, quantity: Quantity = "a") -> float:
        return self.by if self.spot == spot and self.quantity == quantity else 0.0


def _forward(example: NetworkExample, nudge: _Nudge | None = None) -> tuple[tuple[Row, ...], tuple[Row, ...], float]:
    """z of each layer, the input and f(z) of each layer, the loss."""
    z: list[Row] = []
    a: list[Row] = [example.input]
    for layer, rows in enumerate(example.weights, 1):
        sums = []
        for unit, row in enumerate(rows):
            total = sum(w * below for w, below in zip(row, a[-1], strict=True))
            total += example.biases[layer - 1][unit] if example.biases else 0.0
            if nudge is not None:
                total += nudge.on(Spot("bias", layer, unit)) + nudge.on(Spot("unit", layer, unit), "z")
                total += sum(nudge.on(Spot("weight", layer, unit, j)) * below for j, below in enumerate(a[-1]))
            sums.append(total)
        z.append(tuple(sums))
        name = example.functions[layer - 1]
        out = _softmax(sums) if name == "softmax" else [FUNCTIONS[name](total) for total in sums]
        if nudge is not None:
            out = [one + nudge.on(Spot("unit", layer, unit)) for unit, one in enumerate(out)]
        a.append(tuple(out))
    return tuple(z), tuple(a), _loss(example, z[-1], a[-1])


def _loss(example: NetworkExample, z: Row, out: Row) -> float:
    if example.loss == "cross-entropy":
        if example.output == "sigmoid":
            # ln(1 + e^z) − y·z, which is the same and never takes the logarithm of 0.
            return max(z[0], 0.0) + math.log1p(math.exp(-abs(z[0]))) - example.target[0] * z[0]
        top = max(z)
        norm = top + math.log(sum(math.exp(one - top) for one in z))
        return sum(y * (norm - one) for y, one in zip(example.target, z, strict=True))
    squares = sum((one - y) ** 2 for one, y in zip(out, example.target, strict=True))
    return squares / ((2 if example.loss == "half-mse" else 1) * len(out))


def _softmax(z: list[float]) -> list[float]:
    top = max(z)
    heights = [math.exp(one - top) for one in z]
    total = sum(heights)
    return [height / total for height in heights]


def _relus_on(example: NetworkExample, z: tuple[Row, ...]) -> list[bool]:
    return [one > 0 for name, row in zip(example.functions, z, strict=True) if name == "relu" for one in row]
