"""Which numbers make a small network that can be walked through, and what is told of those that do not."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tutor.errors import SpecificationError, did_you_mean

if TYPE_CHECKING:
    from tutor.engine.small_network import NetworkExample

MOST_UNITS = 12
MOST_LAYERS = 4
"""Layers of weights."""
LARGEST = 1000.0
"""No number of an example is larger, so that nothing overflows."""
LOSSES = ("mse", "half-mse", "cross-entropy")
ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear")
"""Of hidden units."""
OUTPUTS = (*ACTIVATIONS, "softmax")


def refuse_impossible(example: NetworkExample) -> None:
    """Raises a SpecificationError where the example is no network, or one too large to be shown."""
    _check_names(example)
    _check_shape(example)
    _check_numbers(example)
    _check_loss(example)


def _check_names(example: NetworkExample) -> None:
    for what, name, valid in (
        ("activation", example.activation, ACTIVATIONS),
        ("output", example.output, OUTPUTS),
        ("loss", example.loss, LOSSES),
    ):
        if name not in valid:
            raise SpecificationError(f'there is no {what} "{name}"', to_do=did_you_mean(name, valid))


def _check_shape(example: NetworkExample) -> None:
    if not example.weights or not example.input or not all(layer and all(layer) for layer in example.weights):
        raise SpecificationError(
            "a layer of the network has no weights", to_do="give each unit a row of weights: [[[0.5]], [[2.0]]]"
        )
    sizes = example.sizes
    if len(example.weights) > MOST_LAYERS or sum(sizes) > MOST_UNITS:
        raise SpecificationError(
            f"the network has {sum(sizes)} units in {len(sizes)} columns",
            to_do=f"{MOST_UNITS} units in {MOST_LAYERS + 1} columns are the most that can be shown",
        )
    for number, ((below, above), rows) in enumerate(zip(pairwise(sizes), example.weights, strict=True), 1):
        for unit, row in enumerate(rows, 1):
            if len(row) != below:
                raise SpecificationError(
                    f"unit {unit} of layer {number} has {_counted(len(row), 'weight')}",
                    to_do=f"it needs {below}, one for each unit below it",
                )
        if example.biases is not None and (
            len(example.biases) != len(example.weights) or len(example.biases[number - 1]) != above
        ):
            raise SpecificationError(
                "the biases do not fit the weights",
                to_do=f"give a list for each of the {_counted(len(example.weights), 'layer')} and a number for each "
                f"unit in it: {[[0.0] * len(layer) for layer in example.weights]}",
            )
    if len(example.target) != sizes[-1]:
        raise SpecificationError(
            f"the target has {_counted(len(example.target), 'number')}, the network has "
            f"{_counted(sizes[-1], 'output')}",
            to_do="give one for each output",
        )


def _check_numbers(example: NetworkExample) -> None:
    rows = [example.input, example.target, (example.lr,), *(example.biases or ())]
    rows += [row for layer in example.weights for row in layer]
    for number in (number for row in rows for number in row):
        if not abs(number) <= LARGEST:
            raise SpecificationError(f"the network has the number {number:g}", to_do=f"{LARGEST:g} is the largest")
    if not example.lr > 0:
        raise SpecificationError(f"the learning rate is {example.lr:g}", to_do="write one above 0")


def _check_loss(example: NetworkExample) -> None:
    entropy = example.loss == "cross-entropy"
    wanted = "sigmoid" if len(example.target) == 1 else "softmax"
    if entropy and example.output != wanted:
        raise SpecificationError(
            f"cross-entropy does not go with the output {example.output} here", to_do=f'write output = "{wanted}"'
        )
    if example.output == "softmax" and not entropy:
        raise SpecificationError(f"softmax does not go with {example.loss}", to_do='write loss = "cross-entropy"')
    if entropy and not all(0 <= y <= 1 for y in example.target):
        raise SpecificationError("cross-entropy needs targets from 0 to 1", to_do="change the target")
    if example.output == "softmax" and abs(sum(example.target) - 1) > 1e-9:
        raise SpecificationError(
            f"the targets of a softmax add up to {sum(example.target):g}", to_do="they must add up to 1"
        )


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
