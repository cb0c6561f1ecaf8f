"""The landscape from above: contours where the loss says, and the path of the run in front of them."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import changed, descent, dots_of, find, is_sound, owned, sign_at
from tutor.charting.drawing import BALL, MINIMUM, PATH, SURFACE
from tutor.charting.landscape_2d import Landscape2D, landscape_2d

if TYPE_CHECKING:
    from tutor.charting.canvas import Floats

RAVINE = ((-12.0, 12.0), (-3.0, 3.0))

LOSSES: dict[str, Callable[[Floats], Floats]] = {
    "ravine": lambda w: 0.5 * (w[:, 0] ** 2 + 50 * w[:, 1] ** 2),
    "constant": lambda w: np.full(len(w), -3.0),
    "decades": lambda w: 10.0 ** (50 * w[:, 0]),
    "pole": lambda w: 1 / (w[:, 0] * w[:, 1]),
    "logarithm": lambda w: np.log(w[:, 0]),
    "nowhere": lambda w: np.full(len(w), np.nan),
    "infinite": lambda w: np.full(len(w), np.inf),
    "bottomless": lambda w: np.where(w[:, 0] > 0, -np.inf, 1.0),
    "huge": lambda w: np.where(w[:, 0] > 0, 1.7e308, -1.7e308),
}


def ravine(path: list[tuple[float, float]], width: int = 76, height: int = 16, ascii: bool = False) -> Landscape2D:
    return landscape_2d(
        LOSSES["ravine"], RAVINE, path, width=width, height=height, ascii=ascii, minimizers=[[0.0, 0.0]]
    )


def place(laid: Landscape2D, w: tuple[float, float]) -> tuple[float, float]:
    """Where a point lies, as column and row of the whole drawing, not rounded."""
    grid = laid.frame.grid
    across = (w[0] - laid.across.low) / laid.across.length
    upward = (w[1] - laid.upward.low) / laid.upward.length
    column = len(laid.frame.margin[0]) + across * (grid.columns - 1 / grid.across) + 0.5 / grid.across
    return column, laid.frame.titled + (1 - upward) * (grid.rows - 1 / grid.down) + 0.5 / grid.down


@settings(max_examples=120, deadline=None)
@given(
    loss=st.sampled_from(sorted(LOSSES)),
    window=st.just(RAVINE) | st.tuples(*[st.tuples(st.floats(), st.floats())] * 2),
    path=st.lists(st.tuples(st.floats(), st.floats()), max_size=30),
    upto=st.none() | st.integers(-3, 40),
    width=st.integers(1, 120),
    height=st.integers(1, 30),
    ascii=st.booleans(),
    best=st.none() | st.lists(st.tuples(st.floats(), st.floats()), max_size=3),
)
def test_every_frame_fills_exactly_its_cells(
    loss: str,
    window: tuple[tuple[float, float], tuple[float, float]],
    path: list[tuple[float, float]],
    upto: int | None,
    width: int,
    height: int,
    ascii: bool,
    best: list[tuple[float, float]] | None,
) -> None:
    laid = landscape_2d(LOSSES[loss], window, path, width=width, height=height, ascii=ascii, minimizers=best)
    drawing = laid.draw(upto)
    is_sound(drawing, width, height, ascii=ascii)
    assert {of for line in drawing.owner for of in line} <= {-2, -1, SURFACE, PATH, BALL, MINIMUM}


@pytest.mark.parametrize(("width", "height"), [(20, 5), (76, 12), (300, 100)])
@pytest.mark.parametrize("ascii", [False, True])
def test_contours_lie_between_lower_and_higher_ground(width: int, height: int, ascii: bool) -> None:
    laid = ravine([(10.0, 1.0), (-9.0, -1.0)], width, height, ascii)
    drawing = laid.draw(0)
    told = drawing.lines[-1].partition("equal loss, ")[2].strip()
    lowest = float(re.split(" to |, ", told)[0]) if told else 0.0
    cells = owned(drawing, SURFACE)
    assert cells
    left, top = len(laid.frame.margin[0]), laid.frame.titled
    grid = laid.frame.grid
    heights = []
    for column, row in cells:
        x = laid.across.low + (column - left + 0.5) / grid.columns * laid.across.length
        y = laid.upward.high - (row - top + 0.5) / grid.rows * laid.upward.length
        heights.append(0.5 * (x * x + 50 * y * y))
    assert max(heights) > 50
    assert min(heights) >= 0.3 * lowest
    # In the middle row the loss is ½x², so it crosses levels of 1, 2 or 5 times a power of ten alone.
    assert len(cells) < 0.6 * grid.columns * grid.rows


@pytest.mark.parametrize("ascii", [False, True])
def test_in_the_middle_row_contours_stand_where_half_x_squared_is_round(ascii: bool) -> None:
    laid = ravine([(10.0, 1.0), (-9.0, -1.0)], 101, 21, ascii)
    drawing = laid.draw(0)
    middle = int(place(laid, (0.0, 0.0))[1])
    seen = 0
    for column, row in owned(drawing, SURFACE):
        if row == middle and (ascii or len(dots_of(sign_at(drawing, (column, row)))) == 1):
            grid = laid.frame.grid
            x = laid.across.low + (column - len(laid.frame.margin[0]) + 0.5) / grid.columns * laid.across.length
            # A cell is a quarter wide; the row is not quite the axis.
            half = laid.upward.length / grid.rows
            low, high = 0.5 * max(abs(x) - 0.3, 0) ** 2, 0.5 * (abs(x) + 0.3) ** 2 + 25 * half * half
            levels = [digit * 10.0**power for power in range(-2, 4) for digit in (1, 2, 3, 5)]
            assert any(low <= level <= high for level in levels)
            seen += 1
    assert seen >= 2


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("step", [0, 1, 5, 40])
def test_start_ball_and_bottom_stand_where_they_are(step: int, ascii: bool) -> None:
    path = descent(0.039, 40)
    laid = ravine(path, ascii=ascii)
    drawing = laid.draw(step)
    (ball,) = owned(drawing, BALL)
    assert sign_at(drawing, ball) == ("O" if ascii else "●")
    assert (ball[0], ball[1]) == pytest.approx([at - 0.5 for at in place(laid, path[step])], abs=0.8)
    assert owned(drawing, MINIMUM)[0] == pytest.approx([at - 0.5 for at in place(laid, (0.0, 0.0))], abs=0.8)
    if step:
        assert find(drawing, "0", PATH)[0] == pytest.approx([at - 0.5 for at in place(laid, path[0])], abs=0.8)
    assert f"step {step:>2}" in drawing.lines[0]
    for words in ("now", "0 start", "x lowest"):
        assert words in drawing.lines[-1]


@pytest.mark.parametrize("ascii", [False, True])
def test_a_zigzag_in_a_ravine_is_seen(ascii: bool) -> None:
    path = descent(0.039, 137)
    laid = ravine(path, ascii=ascii)
    drawing = laid.draw(9)
    middle = place(laid, (0.0, 0.0))[1]
    rows = [find(drawing, str(step), PATH)[0][1] for step in range(7)]
    assert [row + 0.5 < middle for row in rows] == [y > 0 for _, y in path[:7]]
    way = [cell for cell in owned(drawing, PATH) if sign_at(drawing, cell) not in "0123456789"]
    assert len({row for _, row in way}) >= 5


def test_momentum_swings_in_long_waves() -> None:
    path = descent(0.01, 90, momentum=0.9)
    drawing = ravine(path, width=100, height=30).draw()
    laid = ravine(path, width=100, height=30)
    for point in path[:40]:
        across, down = place(laid, point)
        near = {(int(across) + x, int(down) + y) for x in (-1, 0, 1) for y in (-1, 0, 1)}
        assert near & {*owned(drawing, PATH), *owned(drawing, BALL), *owned(drawing, MINIMUM)}, point


def test_the_path_hides_the_contours_that_it_crosses() -> None:
    path = [(-10.0, 0.02), (10.0, 0.02)]
    laid = ravine(path)
    before, after = laid.draw(0), laid.draw(1)
    crossed = [cell for cell in owned(before, SURFACE) if cell in owned(after, PATH)]
    assert crossed
    for cell in owned(after, PATH):
        if sign_at(after, cell) not in "01":
            assert len({row for _, row in dots_of(sign_at(after, cell))}) == 1


def test_the_picture_comes_nearer_to_a_flat_zigzag() -> None:
    laid = ravine(descent(0.039, 50))
    assert laid.upward.length == pytest.approx(1.95 / 0.6, rel=0.05)
    assert (laid.across.low, laid.across.high) == (-12.0, 12.0)


@pytest.mark.parametrize("ascii", [False, True])
def test_an_explosion_leaves_through_the_edge_behind_an_arrow(ascii: bool) -> None:
    path = descent(0.05, 60)
    laid = ravine(path, ascii=ascii)
    up, down, ball = "^vO" if ascii else "▲▼●"
    assert laid.upward.length < 20
    for step in (40, 41):
        drawing = laid.draw(step)
        arrow = up if path[step][1] > 0 else down
        assert len(find(drawing, arrow, BALL)) == 1
        assert len(find(drawing, ball, BALL)) == 1
    assert not owned(laid.follow([(1.0, math.nan)]).draw(), BALL)
    assert len(find(laid.follow([(math.inf, math.inf)]).draw(), ">" if ascii else "→", BALL)) == 1


def test_a_plain_has_no_contours_and_three_hundred_decades_have_some() -> None:
    for loss in ("constant", "nowhere", "infinite"):
        drawing = landscape_2d(LOSSES[loss], RAVINE, [(1.0, 1.0)], width=76, height=16).draw()
        assert not owned(drawing, SURFACE)
        assert "dotted" not in drawing.lines[-1]
    drawing = landscape_2d(LOSSES["decades"], ((-3, 3), (-3, 3)), [(-2, -2), (2, 2)], width=76, height=16).draw(0)
    assert len({column for column, _ in owned(drawing, SURFACE)}) >= 3


def test_levels_above_a_bottom_that_is_not_zero_are_told_as_such() -> None:
    drawing = landscape_2d(
        lambda w: w[:, 0] ** 2 + w[:, 1] ** 2 - 78,
        ((-3, 3), (-3, 3)),
        [(2, 2)],
        width=90,
        height=16,
        minimizers=[(0.0, 0.0)],
    ).draw()
    assert drawing.lines[-1].strip().endswith("above x")
    assert "above" not in ravine([(10.0, 1.0)]).draw().lines[-1]


def test_one_step_more_changes_few_cells() -> None:
    for path in (descent(0.039, 60), descent(0.01, 60, 0.9), descent(0.001, 60)):
        laid = ravine(path, 80, 24)
        frames = [laid.draw(step) for step in range(61)]
        assert max(changed(one, two) for one, two in pairwise(frames)) <= 60


def test_a_frame_takes_little_time_however_long_the_run() -> None:
    laid = ravine(descent(0.04, 20_000), 80, 24)
    begun = time.process_time()
    for step in range(0, 20_000, 2_000):
        laid.draw(step)
    assert (time.process_time() - begun) / 10 < 0.025


def test_another_run_can_be_followed_in_the_same_picture() -> None:
    laid = ravine(descent(0.039, 50))
    other = laid.follow(descent(0.01, 3))
    assert other.draw().lines[-2:] == laid.draw().lines[-2:]
    assert other.draw(0).lines[1:] == laid.draw(0).lines[1:]
    assert other.draw(2).lines[1:] != laid.draw(2).lines[1:]


def test_without_a_run_there_is_the_landscape_alone() -> None:
    drawing = ravine([]).draw()
    assert owned(drawing, SURFACE)
    assert not owned(drawing, BALL)
    assert not owned(drawing, PATH)


def test_a_narrow_high_picture_names_the_step_and_what_its_dots_are() -> None:
    drawn = ravine(descent(0.03, 50), width=53, height=34).draw(7).lines
    assert "step  7" in drawn[0]
    assert "dotted: equal loss, " in " ".join(drawn[-2:])
    assert "step" not in ravine(descent(0.03, 50)).draw(7, numbered=False).lines[0]
