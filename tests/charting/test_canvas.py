"""Dots in cells, and straight lines through them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import dots_of
from tutor.charting import canvas
from tutor.charting.canvas import NEVER, Grid, braille, nearest

NUMBERS = st.one_of(st.floats(-200, 200), st.floats(allow_nan=False))
PLACES = st.lists(st.tuples(st.floats(), st.floats()), max_size=30)


def test_a_dot_becomes_the_braille_character_that_has_it() -> None:
    for row in range(4):
        for column in range(2):
            dots = np.zeros((4, 2), dtype=np.bool_)
            dots[row, column] = True
            assert dots_of(braille(dots)[0, 0]) == [(column, row)]
    assert braille(np.ones((4, 2), dtype=np.bool_)).tolist() == [["⣿"]]
    assert braille(np.zeros((8, 4), dtype=np.bool_)).tolist() == [[" ", " "], [" ", " "]]


def test_fractions_of_the_picture_go_from_the_first_dot_to_the_last() -> None:
    grid = Grid(10, 5, ascii=False)
    corners = grid.places(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert corners.tolist() == [[0, 19], [19, 0]]
    assert grid.cells_of(corners).tolist() == [[0, 4], [9, 0]]
    assert grid.cells_of(grid.places(np.array([-1e300, math.inf]), np.array([-math.inf, 0.5]))).tolist() == [
        [0, 4],
        [9, 2],
    ]


@given(*[NUMBERS] * 4, st.integers(0, 60), st.integers(0, 20), st.booleans())
def test_what_is_done_for_one_place_is_what_is_done_for_many(
    x0: float, y0: float, x1: float, y1: float, columns: int, rows: int, ascii: bool
) -> None:
    grid = Grid(columns, rows, ascii)
    ends = np.array([[x0, y0], [x1, y1]])
    assert (grid.segment((x0, y0), (x1, y1)) == grid.line(ends)).all()
    if columns and rows:
        assert [grid.cell_of(x0, y0), grid.cell_of(x1, y1)] == list(map(tuple, grid.cells_of(ends).tolist()))
    dots = nearest(ends)
    inside = (dots >= 0) & (dots < (grid.wide, grid.high))
    assert [grid.holds(x0, y0), grid.holds(x1, y1)] == inside.all(axis=1).tolist()


@settings(deadline=None)
@given(st.tuples(*[st.integers(0, 59)] * 4))
def test_a_line_is_unbroken_and_nowhere_more_than_a_dot_off(ends: tuple[int, int, int, int]) -> None:
    x0, y0, x1, y1 = ends
    drawn = Grid(60, 60, ascii=True).line(np.array([[x0, y0], [x1, y1]], dtype=np.float64))
    dots = np.argwhere(drawn)[:, ::-1]
    length = math.hypot(x1 - x0, y1 - y0)
    for x, y in dots.tolist():
        off = math.hypot(x - x0, y - y0) if not length else abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / length
        assert off <= 0.75
    assert len(dots) == max(abs(x1 - x0), abs(y1 - y0)) + 1
    assert drawn[y0, x0]
    assert drawn[y1, x1]


def test_a_dot_keeps_the_number_of_the_step_that_came_first() -> None:
    there_and_back = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 0.0], [9.0, 0.0]])
    trail = Grid(10, 1, ascii=True).trail(there_and_back)
    assert trail.tolist() == [[0, *[1] * 9]]
    onward = Grid(10, 1, ascii=True).trail(np.array([[0.0, 0.0], [4.0, 0.0], [9.0, 0.0]]))
    assert onward.tolist() == [[0, 1, 1, 1, 1, 2, 2, 2, 2, 2]]


def test_a_step_to_nowhere_leaves_a_gap() -> None:
    trail = Grid(10, 1, ascii=True).trail(np.array([[0.0, 0.0], [math.nan, 0.0], [4.0, 0.0], [6.0, 0.0]]))
    assert trail.tolist() == [[0, NEVER, NEVER, NEVER, 3, 3, 3, NEVER, NEVER, NEVER]]


def test_a_line_that_leaves_the_picture_keeps_its_direction() -> None:
    grid = Grid(100, 50, ascii=True)
    drawn = grid.line(np.array([[50.0, 25.0], [50.0 + 3e5, 25.0 + 1e5]]))
    for column in range(51, 100):
        rows = np.flatnonzero(drawn[:, column])
        assert rows.tolist() == pytest.approx([25 + (column - 50) / 3], abs=1.0)
    through = grid.line(np.array([[-1e6, -1e6 + 7], [1e6, 1e6 + 7]]))
    assert all(through[column + 7, column] for column in range(43))
    assert not grid.line(np.array([[-5.0, -1e6], [-5.0, 1e6]])).any()
    assert grid.line(np.array([[10.0, 20.0], [10.0, -math.inf]]))[:21, 10].all()


def test_every_third_dot_is_drawn_of_a_dotted_line() -> None:
    trail = Grid(10, 1, ascii=True).trail(np.array([[0.0, 0.0], [9.0, 0.0]]), every=3)
    assert np.flatnonzero(trail != NEVER).tolist() == [0, 3, 6, 9]


def test_a_long_path_is_the_same_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    grid, chance = Grid(30, 8, ascii=False), np.random.default_rng(1)
    places = chance.uniform(-10, 70, (400, 2))
    whole = grid.trail(places)
    monkeypatch.setattr(canvas, "_AT_ONCE", 500)
    assert (grid.trail(places) == whole).all()


@settings(max_examples=200, deadline=None)
@given(PLACES, st.integers(1, 20), st.integers(1, 10), st.booleans(), st.sampled_from([1, 3]))
def test_any_path_can_be_laid(
    path: list[tuple[float, float]], columns: int, rows: int, ascii: bool, every: int
) -> None:
    grid = Grid(columns, rows, ascii)
    trail = grid.trail(np.array(path).reshape(-1, 2), every=every)
    assert trail.shape == (grid.high, grid.wide)
    assert set(np.unique(trail)) <= {*range(len(path)), NEVER}
