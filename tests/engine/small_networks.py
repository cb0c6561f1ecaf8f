"""Small networks: the one of the lessons, and any others."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tutor.engine.small_network import NetworkExample
from tutor.engine.small_network_rules import ACTIVATIONS

ONE_ONE_ONE = NetworkExample(weights=(((0.5,),), ((2.0,),)), input=(1.0,), target=(1.0,), lr=1.0)
"""x = 1, w₁ = ½ into a sigmoid, w₂ = 2, linear, target 1, ½ squared error, no biases."""
TWO_TWO_ONE = NetworkExample(
    weights=(((0.5, -1.0), (0.3, 0.8)), ((2.0, -0.7),)),
    biases=((0.1, -0.2), (0.3,)),
    input=(1.0, 0.5),
    target=(1.0,),
    activation="tanh",
    output="sigmoid",
    loss="cross-entropy",
    lr=0.5,
)
TWO_THREE_ONE = NetworkExample(
    weights=(((0.5, -1.0), (0.3, 0.8), (-1.25, 0.4)), ((2.0, -0.7, 1.5),)),
    biases=((0.1, -0.2, 0.0), (0.3,)),
    input=(1.0, -0.5),
    target=(0.5,),
    activation="relu",
)

numbers = st.integers(-300, 300).map(lambda hundredths: hundredths / 100)


@st.composite
def examples(draw: st.DrawFn) -> NetworkExample:
    """Any network of at most four layers and seven units, any loss, with or without biases."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4).filter(lambda sizes: sum(sizes) <= 7))

    def row(length: int) -> tuple[float, ...]:
        return tuple(draw(st.lists(numbers, min_size=length, max_size=length)))

    loss = draw(st.sampled_from(["mse", "half-mse", "cross-entropy"]))
    settings: dict[str, Any] = {"loss": loss, "activation": draw(st.sampled_from(ACTIVATIONS)), "input": row(sizes[0])}
    if loss == "cross-entropy":
        settings["output"] = "sigmoid" if sizes[-1] == 1 else "softmax"
        right = draw(st.integers(0, sizes[-1] - 1))
        one = draw(st.sampled_from([0.0, 1.0, 0.25])) if sizes[-1] == 1 else 1.0
        settings["target"] = tuple(one if unit == right else 0.0 for unit in range(sizes[-1]))
    else:
        settings["output"] = draw(st.sampled_from(ACTIVATIONS))
        settings["target"] = row(sizes[-1])
    if draw(st.booleans()):
        settings["biases"] = tuple(row(size) for size in sizes[1:])
    return NetworkExample(
        weights=tuple(tuple(row(below) for _ in range(above)) for below, above in pairwise(sizes)),
        lr=draw(st.sampled_from([0.01, 0.1, 0.5, 1.0])),
        **settings,
    )
