"""One number that stands for several: where the squared and the absolute error part ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.surfaces import Surface

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.specification import Specification


def location(spec: Specification) -> Surface:
    """mean (w − y)² over the values y, lowest at their mean; or mean |w − y|, lowest at their median.

    The gradient of the absolute error is the mean sign of w − y, with 0 where w hits a value. With an even number of
    values all points between the two in the middle are lowest; the minimizer named is half-way.
    """
    chosen = spec.values["values"]
    assert isinstance(chosen, tuple)
    values = np.array([chosen], dtype=np.float64)  # (1, values)
    squared = spec.text("loss") == "mse"

    def value(w: Floats) -> Floats:
        miss = w - values  # (runs, values)
        loss: Floats = (miss * miss if squared else np.abs(miss)).mean(axis=1)
        return loss

    def gradient(w: Floats) -> Floats:
        miss = w - values
        slope: Floats = (2 * miss if squared else np.sign(miss)).mean(axis=1, keepdims=True)
        return slope

    bottom = values.mean(axis=1, keepdims=True) if squared else np.median(values, axis=1, keepdims=True)
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    margin = 0.1 * (high - low) + 1
    return Surface(
        spec,
        value=value,
        gradient=gradient,
        hessian=lambda w: np.full((len(w), 1, 1), 2.0 if squared else 0.0),
        start=[0.0],
        window=((low - margin, high + margin),),
        minimum=float(value(bottom)[0]),
        minimizers=bottom.tolist(),
        constant_curvature=2.0 if squared else None,
    )
