"""A small network from inside: its pass there and back, one number after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.charting.drawing import FRAME, KNOWN, NOW, TITLE, stacked, written
from tutor.charting.network_diagram import network_diagram
from tutor.cleaning import ascii_only
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
        at: the present step of its walk; below 0 none was made yet.
        asked: the present number is not to be shown: the learner is to find it.
        ascii: nothing beyond ASCII.
    """

    def __init__(self, example: NetworkExample, at: int, *, asked: bool, ascii: bool) -> None:
        self._example = example
        self._walk = backpropagation.walk(example)
        self._begun = at >= 0
        self._asked = asked
        self._ascii = ascii
        super().__init__(max(min(at, len(self._walk) - 1), 0), live=False)

    @property
    def views(self) -> tuple[ViewName, ...]:
        return ("diagram", "numbers")

    def draw(self, view: View, width: int, height: int) -> Drawing:
        at = self.playback.at if self._begun else -1
        asked = self._asked and at == self.playback.steps
        if view.among(self.views).name == "numbers":
            return self._table(at, asked, width, height)
        return network_diagram(
            self._example, self._walk, at, width=width, height=height, ascii=self._ascii, asked=asked
        )  # fmt: skip

    def _table(self, at: int, asked: bool, width: int, height: int) -> Drawing:
        """The numbers that are known at a step, the latest last and marked."""
        known = self._walk[: at + 1]
        wide = max(len(step.name) for step in self._walk)
        rows = [written(f"  {'number':<{wide}}  value", width, TITLE)]
        for place, step in list(enumerate(known))[-max(height - 1, 1) :]:
            value = "?" if asked and place == at else shown(step.value)
            mark, owner = (">", NOW) if place == at else (" ", KNOWN)
            line = f"{mark} {step.name:<{wide}}  {value}"
            rows.append(written(ascii_only(line) if self._ascii else line, width, owner))
        rows += [written("", width, FRAME)] * (height - len(rows))
        return stacked(rows[:height])

    def in_words(self, view: ViewName = "both") -> tuple[str, ...]:
        del view
        return tuple(step.sentence for step in self._known)

    def numbers(self, step: int | None = None) -> tuple[str, ...]:
        wide = max((len(one.name) for one in self._known), default=0)
        lines = tuple(f"{one.name:<{wide}}  {shown(one.value)}" for one in self._known)
        return lines if step is None else lines[max(0, step - 2) : step + 3]

    @property
    def _known(self) -> tuple[WalkStep, ...]:
        return tuple(self._walk[: self.playback.steps + (self._begun and not self._asked)])
