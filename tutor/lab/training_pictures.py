"""dev stand-in"""

from __future__ import annotations

from typing import Any

from tutor.charting.drawing import Drawing, blank


class TrainingPictures:
    has_answers = False

    def __init__(self, problem: Any, epochs: int, *, ascii: bool) -> None: ...
    def draw(self, view: Any, seen: Any, at: int, w: Any, left: float | None, width: int, height: int) -> Drawing:
        return blank(width, height)
