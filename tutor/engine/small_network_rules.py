"""Which numbers make a small network that can be walked through, and what is told of those that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.figures import counted
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


class NetworkError(SpecificationError):
    """The numbers of an example fit no network.

    Args:
        what: what is wrong.
        to_do: what to do about it.
        setting: the field of `NetworkExample` that is wrong.
    """

    def __init__(self, what: str, *, to_do: str, setting: str) -> None:
        super().__init__(what, to_do=to_do)
        self.setting = setting


def refuse_impossible(example: NetworkExample) -> None:
    """Raises a NetworkError where the example is no network, or one too large to be shown."""
    _check_names(example)
    _check_shape(example)
    _check_numbers(example)
    _check_loss(example)


def _check_names(example: NetworkExample) -> None:
    for setting, name, valid in (
        ("activation", example.activation, ACTIVATIONS),
        ("output", example.output, OUTPUTS),
        ("loss", example.loss, LOSSES),
    ):
        if name not in valid:
            raise NetworkError(f'there is no {setting} "{name}"', to_do=did_you_mean(name, valid), setting=setting)


def _check_shape(example: NetworkExample) -> None:
    if not example.weights or not example.input or not all(layer and all(layer) for layer in example.weights):
        raise NetworkError(
            "a layer of the network has no weights",
            to_do="give each unit a row of weights: [[[0.5]], [[2.0]]]",
            setting="weights",
        )
    sizes = example.sizes
    if len(example.weights) > MOST_LAYERS or sum(sizes) > MOST_UNITS:
        raise NetworkError(
            f"the network has {sum(sizes)} units in {len(sizes)} columns",
            to_do=f"{MOST_UNITS} units in {MOST_LAYERS + 1} columns are the most that can be shown",
            setting="weights",
        )
    for number, (below, rows) in enumerate(zip(sizes[:-1], example.weights, strict=True), 1):
        for unit, row in enumerate(rows, 1):
            if len(row) != below:
                raise NetworkError(
                    f"unit {unit} of layer {number} has {counted(len(row), 'weight')}",
                    to_do=f"it needs {below}, one for each unit below it",
                    setting="weights",
                )
    if example.biases is not None and [len(layer) for layer in example.biases] != list(sizes[1:]):
        raise NetworkError(
            "the biases do not fit the weights",
            to_do=f"give a list for each layer and a number for each unit in it: "
            f"{[[0.0] * len(layer) for layer in example.weights]}",
            setting="biases",
        )
    if len(example.target) != sizes[-1]:
        raise NetworkError(
            f"the target has {counted(len(example.target), 'number')}, the network has {counted(sizes[-1], 'output')}",
            to_do="give one for each output",
            setting="target",
        )


def _check_numbers(example: NetworkExample) -> None:
    for setting, rows in (
        ("input", [example.input]),
        ("target", [example.target]),
        ("lr", [(example.lr,)]),
        ("biases", list(example.biases or ())),
        ("weights", [row for layer in example.weights for row in layer]),
    ):
        for number in (number for row in rows for number in row):
            if not abs(number) <= LARGEST:
                raise NetworkError(
                    f"{setting} has the number {number:g}", to_do=f"{LARGEST:g} is the largest", setting=setting
                )
    if not example.lr > 0:
        raise NetworkError(f"lr is {example.lr:g}", to_do="write a learning rate above 0", setting="lr")


def _check_loss(example: NetworkExample) -> None:
    entropy = example.loss == "cross-entropy"
    wanted = "sigmoid" if len(example.target) == 1 else "softmax"
    if entropy and example.output != wanted:
        raise NetworkError(
            f"cross-entropy does not go with the output {example.output} here",
            to_do=f'write output = "{wanted}"',
            setting="loss",
        )
    if example.output == "softmax" and not entropy:
        raise NetworkError(
            f"softmax does not go with {example.loss}", to_do='write loss = "cross-entropy"', setting="output"
        )
    if entropy and not all(0 <= y <= 1 for y in example.target):
        raise NetworkError("cross-entropy needs targets from 0 to 1", to_do="change the target", setting="target")
    if example.output == "softmax" and abs(sum(example.target) - 1) > 1e-9:
        raise NetworkError(
            f"the targets of a softmax add up to {sum(example.target):g}",
            to_do="they must add up to 1",
            setting="target",
        )
