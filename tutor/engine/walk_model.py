"""One step of the walk through a small network: a number, how it comes about, and what one may get wrong in it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from tutor.engine.small_network import Spot
from tutor.frozen import dataclass

Phase = Literal["forward", "loss", "backward", "update"]
PHASES: tuple[Phase, ...] = ("forward", "loss", "backward", "update")
Holds = Literal["sum", "output", "loss", "slope", "output-gradient", "sum-gradient", "gradient", "new"]
"""What a number is to its spot: z, f(z), L, f′(z), ∂L/∂f(z), ∂L/∂z, ∂L/∂w, the weight after the update."""
Mistake = Literal[
    "activation-forgotten",
    "activation-too-much",
    "activation-other",
    "bias-forgotten",
    "weight-forgotten",
    "term-forgotten",
    "added",
    "sign",
    "square",
    "scale",
    "logarithm",
    "derivative-forgotten",
    "derivative-wrong",
    "factor-forgotten",
    "updated-weight",
    "uphill",
    "whole-gradient",
    "only-the-step",
]
TOLERANCE = 0.01
"""An answer within 1 % counts: the third digit may be off by one, whatever one has rounded on the way."""
_SHOWN = 0.001
"""Twice what rounding to four figures can change in a number: what a sum of shown numbers may be off by, for each."""
_NOTHING = 1e-6
"""What is smaller than this may be answered with 0."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong value that shows what went wrong."""

    value: float
    mistake: Mistake
    told: str
    """What to say about it."""

    def fits(self, given: float) -> bool:
        """Whether somebody who answers `given` has made this slip."""
        return abs(given - self.value) <= _room(self.value)


@dataclass(frozen=True, slots=True)
class WalkStep:
    """One number of the pass there and back."""

    name: str
    """`h1`, `L`, `dL/dw2`, `new w2`: see `network_names`."""
    phase: Phase
    spot: Spot
    holds: Holds
    formula: str
    """In symbols, the name left out: `w1·x + b1`."""
    numbers: str
    """The same with this network's numbers: `0.5·1 + 0.1`."""
    value: float
    tolerance: float
    """How far off an answer may be: 1 %, or what the rounding of the numbers shown can make of it."""
    sentence: str
    """The step in plain words, with its numbers."""
    slips: tuple[Slip, ...] = ()
    """All of them clearly apart from the right value and from each other."""
    check: float | None = None
    """Of a gradient or slope: the same, measured by a central difference; None where nothing can be measured."""
    aid: str = ""
    """A formula that the symbols stand for: `sigmoid(z) = 1/(1 + e^(−z))`."""

    def accepts(self, given: float) -> bool:
        """Whether `given` is the number."""
        return abs(given - self.value) <= self.tolerance

    def nearly(self, given: float) -> bool:
        """Whether it is the number, rounded too much: 0.15 for 0.1525."""
        return not self.accepts(given) and abs(given - self.value) <= 5 * self.tolerance

    def slip_of(self, given: float) -> Slip | None:
        """The slip that explains this answer."""
        return next((slip for slip in self.slips if slip.fits(given)), None)


def tolerance(value: float, terms: Iterable[float] = ()) -> float:
    """How far off an answer may be that is the sum of these terms."""
    return max(_room(value), _SHOWN * sum(map(abs, terms)))


def kept_apart(value: float, allowed: float, slips: Iterable[Slip]) -> tuple[Slip, ...]:
    """The slips that can be told from the right value and from the ones before them."""
    kept: list[Slip] = []
    for slip in slips:
        room = _room(slip.value)
        if not math.isfinite(slip.value) or abs(slip.value - value) <= 1.5 * (allowed + room):
            continue
        if all(abs(slip.value - other.value) > 1.5 * (_room(other.value) + room) for other in kept):
            kept.append(slip)
    return tuple(kept)


def _room(value: float) -> float:
    return max(TOLERANCE * abs(value), _NOTHING)
