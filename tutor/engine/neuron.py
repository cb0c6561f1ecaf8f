"""A single neuron that learns a single answer: where cross-entropy and the squared error part ways."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.surfaces import Surface

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.specification import Specification


def neuron(spec: Specification) -> Surface:
    """A single neuron a = sigmoid(w·x + b) that shall answer y: ½(a − y)², or −y·ln a − (1 − y)·ln(1 − a).

    Both gradients are (factor, x·factor): the factor is (a − y)·a(1 − a) with the squared error, which vanishes where
    the neuron is sure, right or wrong, and a − y with cross-entropy.
    """
    x, y = spec.real("x"), spec.real("y")
    inputs = np.array([[x, 1.0]])
    outer = inputs.T * inputs  # (2, 2)
    squared = spec.text("loss") == "half-mse"

    def drive(w: Floats) -> Floats:
        return w[:, 0] * x + w[:, 1]

    def output(w: Floats) -> Floats:
        return 0.5 + 0.5 * np.tanh(0.5 * drive(w))

    def value(w: Floats) -> Floats:
        z = drive(w)
        loss: Floats = 0.5 * (output(w) - y) ** 2 if squared else np.logaddexp(0, z) - y * z
        return loss

    def gradient(w: Floats) -> Floats:
        a = output(w)
        factor = (a - y) * a * (1 - a) if squared else a - y
        slope: Floats = factor[:, None] * inputs
        return slope

    def hessian(w: Floats) -> Floats:
        a = output(w)
        slope = a * (1 - a)
        bend = slope * slope + (a - y) * slope * (1 - 2 * a) if squared else slope
        bends: Floats = bend[:, None, None] * outer
        return bends

    inside = 0 < y < 1
    lowest = -(y * math.log(y) + (1 - y) * math.log(1 - y)) if inside else 0.0
    return Surface(
        spec,
        value=value,
        gradient=gradient,
        hessian=hessian,
        start=[2.0, 2.0],
        window=((-4.0, 4.0), (-4.0, 4.0)),
        minimum=0.0 if squared else lowest,
        minimizers=None,  # a whole line of them, or (y is 0 or 1) none: the loss falls for ever
    )
