"""What the numbers of a small network are called, and how they are written.

`x`, `h`, `yhat` for input, hidden unit and output, with an index where a layer has several units (`h1`, `h2`); with
several hidden layers the layer comes first (`h1`, `h2.1`). Weights and biases are numbered through, layer by layer
and unit by unit: `w1` from the first input to the first unit. A unit's sum is `z(h)`, a slope `dL/dw1`, and a weight
after the update `new w1`. All of it can be typed on any keyboard and is ASCII.
"""

from __future__ import annotations

import re
import unicodedata

from tutor.engine.small_network import NetworkExample, Spot


class Names:
    """The names in one network."""

    def __init__(self, example: NetworkExample) -> None:
        self._sizes = example.sizes
        self._weights: dict[Spot, str] = {}
        self._biases: dict[Spot, str] = {}
        weights = [
            Spot("weight", layer, unit, source)
            for layer, rows in enumerate(example.weights, 1)
            for unit, row in enumerate(rows)
            for source in range(len(row))
        ]
        biases = [
            Spot("bias", layer, unit) for layer, rows in enumerate(example.biases or (), 1) for unit in range(len(rows))
        ]
        for spots, letter, names in ((weights, "w", self._weights), (biases, "b", self._biases)):
            for number, spot in enumerate(spots, 1):
                names[spot] = letter if len(spots) == 1 else f"{letter}{number}"

    @property
    def parameters(self) -> tuple[Spot, ...]:
        """Every weight and bias."""
        return (*self._weights, *self._biases)

    def unit(self, layer: int, unit: int) -> str:
        """`x1`, `h`, `yhat2`."""
        last = len(self._sizes) - 1
        letter = "x" if layer == 0 else "yhat" if layer == last else "h"
        several = self._sizes[layer] > 1
        if letter == "h" and last > 2:
            return f"h{layer}.{unit + 1}" if several else f"h{layer}"
        return f"{letter}{unit + 1}" if several else letter

    def target(self, unit: int) -> str:
        """`y`, `y2`."""
        return f"y{unit + 1}" if self._sizes[-1] > 1 else "y"

    def sum(self, layer: int, unit: int) -> str:
        """`z(h1)`"""
        return f"z({self.unit(layer, unit)})"

    def of(self, spot: Spot) -> str:
        """The name of a unit's output, a weight, a bias or the loss."""
        match spot.part:
            case "weight":
                return self._weights[spot]
            case "bias":
                return self._biases[spot]
            case "loss":
                return "L"
            case "unit":
                return self.unit(spot.layer, spot.unit)


def same_name(name: str) -> str:
    """What the spellings of a name have in common: `∂L/∂w₂` and `dL / dw2`, `ŷ` and `yhat`, `z_h1` and `z(h1)`."""
    name = name.replace("ŷ", "yhat").replace("y\u0302", "yhat").replace("∂", "d").replace("δ", "d")
    name = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_(){}^*·-]+", "", name)


def shown(value: float) -> str:
    """A number to four figures, with a true minus sign: `0.6225`, `−1.2`, `3.1e-5`, `1234`."""
    if abs(value) < 1e-12:
        return "0"  # what is left when equal numbers are taken from each other
    mantissa, exponent, power = f"{abs(value):.4g}".partition("e")
    return ("−" if value < 0 else "") + mantissa + (f"e{int(power)}" if exponent else "")


def factor(value: float) -> str:
    """The same as a part of a product: `(−1.2)`."""
    text = shown(value)
    return f"({text})" if text.startswith("−") else text
