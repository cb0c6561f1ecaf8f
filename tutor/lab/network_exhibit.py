"""A small network from inside: its pass there and back, one number after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.charting.network_diagram import network_diagram
from tutor.engine import backpropagation
from tutor.engine.network_names import shown
from tutor.lab.exhibit import Exhibit
from tutor.lab.view import View, ViewName

if TYPE_CHECKING:
    from tutor.charting.drawing import Drawing
    from tutor.engine.small_network import NetworkExample
    from tutor.engine.walk_model import WalkStep


class NetworkExhibit(Exhibit):
    """The numbers that are known by now; the arrows go back through them, and forward again.

    Args:
        example: the network.
        at: the present step of its walk.
        asked: the present number is not to be shown: the learner is to find it.
        ascii: nothing beyond ASCII.
    """

    def __init__(self, example: NetworkExample, at: int, *, asked: bool, ascii: bool) -> None:
        self._example = example
        self._walk = backpropagation.walk(example)
        self._asked = asked
        self._ascii = ascii
        super().__init__(min(at, len(self._walk) - 1), live=False)

    @property
    def views(self) -> tuple[ViewName, ...]:
        return ("loss",)

    def draw(self, view: View, width: int, height: int) -> Drawing:
        del view
        at = self.playback.at
        asked = self._asked and at == self.playback.steps
        return network_diagram(
            self._example, self._walk, at, width=width, height=height, ascii=self._ascii, asked=asked
        )  # fmt: skip

    def in_words(self, view: ViewName = "both") -> tuple[str, ...]:
        del view
        return tuple(step.sentence for step in self._known)

    def numbers(self, step: int | None = None) -> tuple[str, ...]:
        wide = max((len(one.name) for one in self._known), default=0)
        lines = tuple(f"{one.name:<{wide}}  {shown(one.value)}" for one in self._known)
        return lines if step is None else lines[max(0, step - 2) : step + 3]

    @property
    def _known(self) -> tuple[WalkStep, ...]:
        return tuple(self._walk[: self.playback.steps + (not self._asked)])
