"""The table of the steps: the right numbers in the right columns, whatever they are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import changed, is_sound, owned
from tutor.charting.drawing import BALL, Drawing
from tutor.charting.steps_table import steps_table

W = [3.0 * 0.8**step for step in range(51)]
"""w² with rate 0.1."""


def bowl(step: int, width: int = 78, height: int = 8, d: int = 1) -> Drawing:
    w = np.array(W)[:, None] * np.ones(d)
    return steps_table(w, (w**2).sum(axis=1), 2 * w, [0.1] * 50, step, width=width, height=height)


def numbers(line: str) -> list[float]:
    return [float(word) for word in line.replace(">", " ").split() if word != "-"]


@settings(max_examples=200, deadline=None)
@given(
    numbers=st.lists(st.tuples(st.floats(), st.floats(), st.floats()), max_size=12),
    missing=st.integers(0, 3),
    d=st.integers(1, 3),
    step=st.integers(-3, 15),
    width=st.integers(0, 130),
    height=st.integers(0, 20),
)
def test_every_table_fills_its_cells(
    numbers: list[tuple[float, float, float]], missing: int, d: int, step: int, width: int, height: int
) -> None:
    w = np.array(numbers).reshape(-1, 3)[:, :d]
    few = w[: max(len(w) - missing, 0), 0]
    drawing = steps_table(w, w[:, 0], w[: len(few)], few, step, width=width, height=height)
    is_sound(drawing, width, height, ascii=True)
    if len(w) and width >= 6 and height:
        rows = [line for line, owner in zip(drawing.lines, drawing.owner, strict=True) if BALL in owner]
        assert [row.split()[:2] for row in rows] == [[">", str(max(min(step, len(w) - 1), 0))]]


def test_half_a_wide_screen_shows_every_figure_of_a_step() -> None:
    drawing = bowl(12, width=53)
    assert drawing.lines[0].split() == ["step", "w", "loss", "gradient", "rate", "update"]
    step, w, loss, gradient, rate, update = numbers(next(line for line in drawing.lines if line.startswith(">")))
    assert (step, rate) == (12, 0.1)
    assert (w, loss, gradient, update) == pytest.approx((W[12], W[12] ** 2, 2 * W[12], -0.2 * W[12]), rel=1e-3)


def test_a_rate_that_changes_keeps_its_digits_where_a_constant_one_needs_few() -> None:
    w = np.array(W)
    lr = [0.123456 / (1 + step) for step in range(50)]
    line = steps_table(w, w**2, 2 * w, lr, 12, width=53, height=8).lines
    assert line[0].split() == ["step", "w", "loss", "gradient", "rate"]
    assert next(numbers(row)[-1] for row in line if row.startswith(">")) == pytest.approx(lr[12], rel=1e-3)


def test_a_row_has_the_numbers_of_its_step() -> None:
    drawing = bowl(12)
    assert drawing.lines[0].split() == ["step", "w", "loss", "gradient", "rate", "update"]
    for line in drawing.lines[1:]:
        step, w, loss, gradient, rate, update = numbers(line)
        expected = W[int(step)]
        assert (w, loss, gradient, rate) == pytest.approx((expected, expected**2, 2 * expected, 0.1), rel=1e-3)
        assert update == pytest.approx(-0.1 * 2 * expected, rel=1e-3)
    assert bowl(50).lines[-1].split()[-2:] == ["-", "-"]


def test_narrow_tables_drop_columns_and_many_parameters_become_a_length() -> None:
    assert len(bowl(3, width=58).lines[0].split()) == 6
    assert bowl(3, width=40).lines[0].split() == ["step", "w", "loss", "gradient"]
    assert bowl(3, width=100, d=2).lines[0].split()[1:4] == ["w1", "w2", "loss"]
    assert "w1" in bowl(3, width=58, d=2).lines[0]
    many = bowl(3, width=58, d=5)
    assert many.lines[0].split() == ["step", "|w|", "loss", "|grad|", "rate", "|update|"]
    row = next(line for line in many.lines if line.startswith(">"))
    assert numbers(row)[1] == pytest.approx(5**0.5 * W[3], rel=1e-3)


@pytest.mark.parametrize("width", [58, 78, 118])
def test_numbers_end_in_the_column_of_their_header(width: int) -> None:
    def ends(line: str) -> list[int]:
        return [at for at in range(1, len(line) + 1) if line[at - 1] != " " and line[at : at + 1] in ("", " ")]

    wild = [1e-308, -1.23456e-308, np.inf, -np.inf, np.nan, 0.0, -1e300, 5.0]
    drawing = steps_table(wild, wild, wild, wild[1:], 0, width=width, height=9)
    columns = ends(drawing.lines[0])
    assert [ends(line.replace(">", " ")) for line in drawing.lines[1:]] == [columns] * 8


def test_the_present_row_is_in_sight_with_a_neighbour_and_most_steps_change_two_rows() -> None:
    frames = [bowl(step) for step in range(51)]
    for step, drawing in enumerate(frames):
        rows = {row for _, row in owned(drawing, BALL)}
        assert len(rows) == 1
        assert step in (0, 50) or 1 < rows.pop() < 7
    scrolled = sum(changed(one, two) > 2 * 78 for one, two in pairwise(frames))
    assert scrolled <= 50 / 5 + 1


def test_without_a_run_it_says_so() -> None:
    assert steps_table([], [], [], [], 0, width=30, height=2).lines[0].strip() == "no step yet"
