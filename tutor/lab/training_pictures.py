"""The pictures of a training: its losses over the epochs, and what the model answers by then."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tutor.charting.decision_regions import DecisionRegions, decision_regions
from tutor.charting.digit_picture import DigitPicture, digit_picture
from tutor.charting.drawing import BALL, FRAME, TITLE, Drawing, above, beside, stacked, written
from tutor.charting.training_picture import training_picture
from tutor.errors import SpecificationError

if TYPE_CHECKING:
    from tutor.engine.data_problem import DataProblem
    from tutor.engine.model import Floats
    from tutor.engine.training import Checkpoint
    from tutor.lab.view import View

_STACKED_FROM, _BESIDE_FROM = 20, 56
"""Lines, or columns, from which on two pictures find room."""
_MARK = re.compile("> *[^ ]*")
"""The beginning of the line that is being read: the epoch alone, as in the table of a run's steps."""
_ANSWERS, _LEAST_ANSWERS = 0.49, 30
"""The share of the columns that the answers have beside the losses, and how many they need: a digit and its names."""


class TrainingPictures:
    """Draws a training.

    Args:
        problem: what is trained.
        epochs: how many the whole training has.
        ascii: nothing beyond ASCII.
    """

    def __init__(self, problem: DataProblem, epochs: int, *, ascii: bool) -> None:
        self._problem = problem
        self._epochs = epochs
        self._ascii = ascii
        self._laid: dict[tuple[Any, ...], Any] = {}
        self.digits = 0
        """How many handwritten digits can be looked at."""
        self._make = self._answers_of()

    @property
    def has_answers(self) -> bool:
        """Whether what the model answers can be drawn: over two features, or a digit."""
        return self._make is not None

    def draw(
        self,
        view: View,
        seen: Sequence[Checkpoint],
        table: Sequence[str],
        at: int,
        w: Floats,
        left: float | None,
        width: int,
        height: int,
    ) -> Drawing:
        """One frame, exactly so large.

        Args:
            seen: the checkpoints so far.
            table: the numbers, for the view of that name.
            at: the epoch that is being read.
            w: (d,) the parameters at that epoch.
            left: how many seconds it will still take, where that is known.
        """
        if view.name == "numbers":
            return _table(table, width, height)
        if view.name == "answers":
            return self._answers(view.digit, w, width, height)
        if view.name == "both" and self.has_answers and height >= _STACKED_FROM:
            upper = height // 2
            return above(
                self._losses(seen, at, left, width, upper), self._answers(view.digit, w, width, height - upper)
            )
        if view.name == "both" and self.has_answers and width >= _BESIDE_FROM:
            right = max(int(width * _ANSWERS), _LEAST_ANSWERS)
            return beside(
                self._losses(seen, at, left, width - right - 2, height), self._answers(view.digit, w, right, height)
            )
        return self._losses(seen, at, left, width, height)

    def _losses(self, seen: Sequence[Checkpoint], at: int, left: float | None, width: int, height: int) -> Drawing:
        laid = self._once(
            ("losses", width, height),
            lambda: training_picture(epochs=self._epochs, width=width, height=height, ascii=self._ascii),
        )
        drawn: Drawing = laid.draw(seen, left, at=at)
        return drawn

    def _answers(self, digit: int, w: Floats, width: int, height: int) -> Drawing:
        assert self._make is not None
        make = self._make
        laid = self._once(("answers", width, height), lambda: make(width, height))
        return laid.draw(w, digit) if isinstance(laid, DigitPicture) else laid.draw(w)

    def _answers_of(self) -> Callable[[int, int], DecisionRegions | DigitPicture] | None:
        for make in (decision_regions, digit_picture):
            try:
                laid = make(self._problem, width=40, height=12, ascii=self._ascii)
            except SpecificationError:
                continue
            self.digits = len(laid.x) if isinstance(laid, DigitPicture) else 0
            return lambda width, height, make=make: make(  # type: ignore[misc]
                self._problem, width=width, height=height, ascii=self._ascii
            )
        return None

    def _once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        if key not in self._laid:
            self._laid[key] = make()
        return self._laid[key]


def _table(lines: Sequence[str], width: int, height: int) -> Drawing:
    """Lines of numbers; the one that is marked is the one being read."""
    rows = []
    for number, line in enumerate(lines[:height]):
        text, owner = written(line, width, FRAME if number else TITLE)
        mark = _MARK.match(text)
        marked = mark.end() if mark else 0
        rows.append((text, (BALL,) * marked + owner[marked:]))
    return stacked([*rows, *[written("", width, FRAME)] * (height - len(rows))])
