"""A small network to look into, outside lessons."""

from __future__ import annotations

import random
from itertools import pairwise

from tutor.engine.small_network import NetworkExample

USUAL = (2, 2, 1)
MOST_UNITS = 9
"""Of all layers together: more find no room on 80 columns."""
MOST_LAYERS = 4


def example_of(sizes: tuple[int, ...], seed: int, lr: float) -> NetworkExample:
    """A network of these sizes with short random weights, for one example.

    Args:
        sizes: how many inputs, units of each hidden layer, outputs.
        seed: decides the weights and the example.
        lr: of the update.
    """
    # Python's own generator, as for all small networks: the same seed gives the same one everywhere.
    chance = random.Random(seed)

    def number() -> float:
        return chance.choice((-1, 1)) * chance.randint(2, 12) / 10

    weights = tuple(
        tuple(tuple(number() for _ in range(below)) for _ in range(above)) for below, above in pairwise(sizes)
    )
    return NetworkExample(
        weights=weights,
        input=tuple(float(chance.randint(0, 2)) or 1.0 for _ in range(sizes[0])),
        target=tuple(float(chance.randint(0, 1)) for _ in range(sizes[-1])),
        lr=lr,
    )


def read_sizes(text: str) -> tuple[int, ...] | None:
    """`2-3-1`, `2 3 1`: sizes that can be looked into; the usual ones for no text, None for what is none."""
    parts = [part for part in text.replace("-", " ").replace(",", " ").split() if part]
    if not parts:
        return USUAL
    if not all(part.isdecimal() and len(part) < 3 for part in parts):
        return None
    sizes = tuple(int(part) for part in parts)
    fits = 2 <= len(sizes) <= MOST_LAYERS and min(sizes) > 0 and sum(sizes) <= MOST_UNITS
    return sizes if fits else None
