"""What one picture has laid out is kept for the next."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.chart import choose_axes
from tutor.charting.canvas import Grid
from tutor.charting.laid_curve import LaidCurve, laid_curve
from tutor.charting.trace import Trace, trace

GRID = Grid(40, 10, ascii=False)


def way(steps: int) -> Trace:
    return trace(GRID, np.stack((np.linspace(0, 70, steps), np.linspace(0, 30, steps)), axis=1))


def curve(steps: int) -> LaidCurve:
    loss = np.linspace(9, 0, steps)
    return laid_curve(
        choose_axes([loss], steps - 1, None), GRID, loss, None, owner=0, marker="", whole=False, number=0, of=1
    )


def test_two_pictures_of_one_run_have_the_same_and_neither_can_spoil_it_for_the_other() -> None:
    for first, second in ((way(20).passed, way(20).passed), (curve(20).brought, curve(20).brought)):
        assert first is second
        with pytest.raises(ValueError, match="read-only"):
            first[0, 0] = 1


def test_of_a_long_run_nothing_is_kept_once_its_picture_is_gone() -> None:
    for first, second in ((way(5000).passed, way(5000).passed), (curve(5000).brought, curve(5000).brought)):
        assert first is not second
        assert (first == second).all()
