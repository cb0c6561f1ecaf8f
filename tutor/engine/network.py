"""A network as a problem: the loss of a multilayer perceptron over a table, as a function of its weights."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.data_problem import DataProblem
from tutor.engine.perceptron import LossName, Perceptron
from tutor.engine.samples import Samples, class_samples, number_samples, wants_classes

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.specification import Specification


class NetworkProblem(DataProblem):
    """The loss of a network over a table, as a function of its weights.

    Args:
        minimum: the lowest loss there can be, where it is known.
    """

    def __init__(
        self, spec: Specification, perceptron: Perceptron, samples: Samples, minimum: float | None = None
    ) -> None:
        stochastic = self._take(spec, samples, samples.x, samples.validation_x)
        self.perceptron = perceptron
        self.width = max(perceptron.sizes[1:])
        super().__init__(spec, start=perceptron.random_weights(0), minimum=minimum, stochastic=stochastic)

    def start_for(self, seed: int) -> Floats:
        return self.perceptron.random_weights(seed)

    def loss_on(self, w: Floats, x: Floats, y: Floats) -> Floats:
        return self.perceptron.loss_of(*self.perceptron.forward(self.perceptron.layers(w), x)[-1], y)

    def loss_and_gradient_on(self, w: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return self.perceptron.loss_and_gradient(w, x, y)

    def gradient_on(self, w: Floats, x: Floats, y: Floats) -> Floats:
        return self.perceptron.gradient(w, x, y)

    def loss_and_shares_on(self, w: Floats, x: Floats, y: Floats) -> tuple[float, Floats | None]:
        z, a = self.perceptron.forward(self.perceptron.layers(w[None, :]), x)[-1]
        loss = float(self.perceptron.loss_of(z, a, y)[0])
        if not self.samples.classes:
            return loss, None
        return loss, a[0] if a.shape[2] > 1 else np.hstack((1 - a[0], a[0]))

    def dead_layer(self, w: Floats) -> tuple[int, int] | None:
        return self.perceptron.dead_layer(w, self._x)


def network(spec: Specification) -> NetworkProblem:
    """A network for a table: inputs and outputs follow from its columns.

    A column of words, or loss=cross-entropy, makes it tell kinds apart: two with one sigmoid output, more with a
    softmax. Otherwise it predicts a number with one linear output; `scaled` scales that number like the features.
    """
    named = spec.values["loss"]
    tells_kinds = named == "cross-entropy" or wants_classes(spec)
    samples = class_samples(spec) if tells_kinds else number_samples(spec)
    loss: LossName = named if named in ("mse", "half-mse") else "cross-entropy" if tells_kinds else "mse"  # type: ignore[assignment]
    kinds = len(samples.classes)
    if kinds > 2:
        kind = np.arange(kinds)
        y, held = ((part[:, None] == kind).astype(np.float64) for part in (samples.y, samples.validation_y))
    else:
        y, held = samples.y[:, None], samples.validation_y[:, None]
        if not kinds and spec.flag("scaled"):
            middle, spread = y.mean(), y.std() or 1.0
            y, held = (y - middle) / spread, (held - middle) / spread
    output = ("softmax" if kinds > 2 else "sigmoid") if loss == "cross-entropy" else "identity"
    sizes = (samples.x.shape[1], *spec.wholes("layers"), y.shape[1])
    perceptron = Perceptron(sizes, spec.text("activation"), output, loss)
    return NetworkProblem(spec, perceptron, replace(samples, y=y, validation_y=held))


def xor(spec: Specification) -> NetworkProblem:
    """The four points of exclusive or, by a 2-hidden-1 network with tanh: mean squared error."""
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    samples = Samples(x, y, x[:0], y[:0], ("a", "b"), "a xor b")
    output = "identity" if spec.text("output") == "linear" else "sigmoid"
    perceptron = Perceptron((2, spec.whole("hidden"), 1), "tanh", output, "mse")
    # Two hidden units can bend the plane twice, which is what the four points need; one cannot.
    return NetworkProblem(spec, perceptron, samples, minimum=0.0 if spec.whole("hidden") > 1 else None)
