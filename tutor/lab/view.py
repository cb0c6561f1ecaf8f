"""Which picture of a run is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from tutor.frozen import dataclass

ViewName = Literal["loss", "landscape", "both", "answers", "numbers", "map", "diagram"]
Scale = Literal["auto", "log", "linear"]
_SCALES: tuple[Scale, ...] = ("auto", "log", "linear")


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at, and how."""

    name: ViewName = "loss"
    scale: Scale = "auto"
    """How the loss axis is divided."""
    compare: bool = False
    """Earlier runs stand beside the last one."""
    digit: int = 0
    """Which handwritten digit the answers are about, from 0: the same all the way, so that one sees them change."""

    def among(self, offered: Sequence[ViewName]) -> View:
        """This view, or the first that there is."""
        return self if self.name in offered or not offered else replace(self, name=offered[0])

    def following(self, offered: Sequence[ViewName]) -> View:
        """The next of the views that there are."""
        if self.name not in offered:
            return self.among(offered)
        return replace(self, name=offered[(offered.index(self.name) + 1) % len(offered)])

    def rescaled(self) -> View:
        """The next way to divide the loss axis: by itself, logarithmic, linear."""
        return replace(self, scale=_SCALES[(_SCALES.index(self.scale) + 1) % len(_SCALES)])
