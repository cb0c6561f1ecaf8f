"""A multilayer perceptron whose forward and backward passes can be looked at.

Each layer computes z = W·a + b from the activation a below it, and passes f(z) on. Backpropagation goes the other way:
from delta = ∂loss/∂z of a layer it gets the gradients delta·aᵀ and delta for W and b, and Wᵀ·delta for the layer below,
there multiplied by the local derivative f′(z). D. E. Rumelhart, G. E. Hinton, R. J. Williams, "Learning representations
by back-propagating errors", 1986.

The parameters of a run are one vector: W₁ row by row (a row for each unit), b₁, W₂, b₂, … Runs are a leading axis.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from tutor.engine.model import Floats

Layers = list[tuple["Floats", "Floats"]]
"""Weights (runs, out, in) and bias (runs, out) of each layer."""
LossName = Literal["mse", "half-mse", "cross-entropy"]


def _sigmoid(z: Floats) -> Floats:
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def _softmax(z: Floats) -> Floats:
    """Along the last axis; the largest is taken out first, so that nothing overflows."""
    height: Floats = np.exp(z - z.max(axis=-1, keepdims=True))
    height /= height.sum(axis=-1, keepdims=True)
    return height


_ACTIVATIONS: MappingProxyType[str, Callable[[Floats], Floats]] = MappingProxyType(
    {
        "tanh": np.tanh,
        "sigmoid": _sigmoid,
        "relu": lambda z: np.maximum(z, 0),
        "identity": lambda z: z,
        "softmax": _softmax,
    }
)
_DERIVATIVES: MappingProxyType[str, Callable[[Floats, Floats], Floats]] = MappingProxyType(
    {
        "tanh": lambda _z, a: 1 - a * a,
        "sigmoid": lambda _z, a: a * (1 - a),
        "relu": lambda z, _a: (z > 0).astype(np.float64),
        "identity": lambda z, _a: np.ones_like(z),
        "softmax": lambda _z, a: a * (1 - a),
    }
)
"""f′(z), given z and f(z). relu's at 0 is 0, as in PyTorch; of softmax it is the diagonal."""


@dataclass(frozen=True, slots=True, eq=False)
class LayerPass:
    """All that happened in one layer, for every row: forward, then backward. The loss is the mean over the rows."""

    input: Floats
    """(rows, in) what came in from below."""
    weights: Floats
    """(out, in)"""
    bias: Floats
    """(out,)"""
    pre_activation: Floats
    """(rows, out) z = weights·input + bias."""
    activation: Floats
    """(rows, out) f(z), what goes out."""
    local_derivative: Floats
    """(rows, out) f′(z); of softmax the diagonal."""
    delta: Floats
    """(rows, out) ∂loss/∂z."""
    weight_gradient: Floats
    """(out, in) ∂loss/∂weights."""
    bias_gradient: Floats
    """(out,) ∂loss/∂bias."""


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """One forward and one backward pass."""

    layers: tuple[LayerPass, ...]
    """From the input to the output."""
    output: Floats
    """(rows, out) what the network answers."""
    loss: float


class Perceptron:
    """The network itself: its shape, its formulas; the weights come from outside.

    Args:
        sizes: how many inputs, hidden units of each layer, outputs: (2, 3, 1).
        activation: f of the hidden layers.
        output: f of the last layer; softmax and sigmoid belong to cross-entropy (more than one output, or one).
        loss: `mse` and `half-mse` are the mean over rows and outputs of (ŷ − y)² and ½(ŷ − y)²; `cross-entropy` the
            mean over rows.
    """

    def __init__(self, sizes: tuple[int, ...], activation: str, output: str, loss: LossName) -> None:
        self.sizes = sizes
        self.loss = loss
        self.activations = (*(activation for _ in sizes[2:]), output)
        """f of each layer."""
        self.shapes = list(pairwise(sizes))
        """(in, out) of each layer."""
        ends = list(accumulate((part for below, above in self.shapes for part in (above * below, above)), initial=0))
        self._parts = [(slice(*ends[i : i + 2]), slice(*ends[i + 1 : i + 3])) for i in range(0, len(ends) - 1, 2)]
        self.dimension = ends[-1]

    def layers(self, w: Floats) -> Layers:
        """(runs, d) -> weights (runs, out, in) and bias (runs, out) of each layer."""
        return [
            (w[:, weights].reshape(len(w), above, below), w[:, bias])
            for (below, above), (weights, bias) in zip(self.shapes, self._parts, strict=True)
        ]

    def random_weights(self, seed: int) -> Floats:
        """(d,) weights and biases, drawn evenly from ±1/√in, in being a layer's inputs: as PyTorch's Linear does."""
        # Python's own generator: numpy.random would cost 7 MB, and a network's start needs so little.
        chance = random.Random(seed)
        return np.array(
            [
                chance.uniform(-1, 1) / math.sqrt(below)
                for below, above in self.shapes
                for _ in range(above * below + above)
            ]
        )

    def forward(self, layers: Layers, x: Floats) -> list[tuple[Floats, Floats]]:
        """Weights and biases, (rows, in) -> z and f(z), each (runs, rows, out), of each layer."""
        passed = []
        a = x
        for (weights, bias), name in zip(layers, self.activations, strict=True):
            z = a @ weights.transpose(0, 2, 1)  # (runs, rows, out)
            z += bias[:, None, :]
            a = _ACTIVATIONS[name](z)
            passed.append((z, a))
        return passed

    def loss_of(self, z: Floats, a: Floats, y: Floats) -> Floats:
        """z and f(z) of the last layer (runs, rows, out), targets (rows, out) -> (runs,)."""
        loss: Floats
        if self.loss != "cross-entropy":
            miss = (a - y).reshape(len(a), -1)
            loss = np.einsum("ij,ij->i", miss, miss) / ((2 if self.loss == "half-mse" else 1) * miss.shape[1])
        elif self.activations[-1] == "sigmoid":
            loss = (np.logaddexp(0, z) - y * z).sum(axis=2).mean(axis=1)
        else:
            top = z.max(axis=2, keepdims=True)
            norm = np.log(np.exp(z - top).sum(axis=2)) + top[:, :, 0]  # (runs, rows)
            loss = (norm - (y * z).sum(axis=2)).mean(axis=1)
        return loss

    def backward(
        self, layers: Layers, x: Floats, y: Floats, passed: list[tuple[Floats, Floats]]
    ) -> list[tuple[Floats, Floats, Floats]]:
        """-> delta (runs, rows, out), weight gradient (runs, out, in), bias gradient (runs, out) of each layer."""
        z, a = passed[-1]
        if self.loss == "cross-entropy":
            delta = (a - y) / len(y)
        else:
            delta = (a - y) * ((1 if self.loss == "half-mse" else 2) / y.size)
            if self.activations[-1] != "identity":
                delta *= _DERIVATIVES[self.activations[-1]](z, a)
        found = []
        ones = np.ones(len(y))  # ones @ delta is delta.sum(axis=1), more than twice as fast
        for index in range(len(layers) - 1, -1, -1):
            below = passed[index - 1][1] if index else x
            found.append((delta, delta.transpose(0, 2, 1) @ below, ones @ delta))
            if index:
                delta = delta @ layers[index][0]
                if self.activations[index - 1] != "identity":
                    delta *= _DERIVATIVES[self.activations[index - 1]](*passed[index - 1])
        return found[::-1]

    def loss_and_gradient(self, w: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """(runs, d), rows -> (runs,) and (runs, d)."""
        layers = self.layers(w)
        passed = self.forward(layers, x)
        return self.loss_of(*passed[-1], y), self._gradient(w, layers, x, y, passed)

    def gradient(self, w: Floats, x: Floats, y: Floats) -> Floats:
        """(runs, d), rows -> (runs, d): the same gradient, at three quarters of the cost."""
        layers = self.layers(w)
        return self._gradient(w, layers, x, y, self.forward(layers, x))

    def _gradient(self, w: Floats, layers: Layers, x: Floats, y: Floats, passed: list[tuple[Floats, Floats]]) -> Floats:
        gradient = np.empty_like(w)
        for (weights, bias), (_, by_weights, by_bias) in zip(
            self._parts, self.backward(layers, x, y, passed), strict=True
        ):
            gradient[:, weights] = by_weights.reshape(len(w), -1)
            gradient[:, bias] = by_bias
        return gradient

    def examine(self, w: Floats, x: Floats, y: Floats) -> Pass:
        """Every intermediate value of one pass there and back.

        Args:
            w: (d,) the weights of one run.
            x: (rows, in)
            y: (rows, out)
        """
        layers = self.layers(w[None, :])
        passed = self.forward(layers, x)
        seen = []
        below = x
        for (weights, bias), name, (z, a), (delta, by_weights, by_bias) in zip(
            layers, self.activations, passed, self.backward(layers, x, y, passed), strict=True
        ):
            seen.append(
                LayerPass(
                    input=below,
                    weights=weights[0],
                    bias=bias[0],
                    pre_activation=z[0],
                    activation=a[0],
                    local_derivative=_DERIVATIVES[name](z[0], a[0]),
                    delta=delta[0],
                    weight_gradient=by_weights[0],
                    bias_gradient=by_bias[0],
                )
            )
            below = a[0]
        return Pass(tuple(seen), below, float(self.loss_of(*passed[-1], y)[0]))

    def dead_layer(self, w: Floats, x: Floats) -> tuple[int, int] | None:
        """(d,) -> the first hidden layer (from 1) that passes no slope back for any row, and its units.

        The gradient of it and of all layers before it is exactly 0, and no step can change that. None if there is none.
        """
        if self.activations[0] == "identity":
            return None
        with np.errstate(all="ignore"):
            passed = self.forward(self.layers(w[None, :]), x)
        if not np.isfinite(passed[-1][0]).all():
            return None
        for number, (name, (z, a)) in enumerate(zip(self.activations[:-1], passed, strict=False), 1):
            if not _DERIVATIVES[name](z, a).any():
                return number, z.shape[2]
        return None
