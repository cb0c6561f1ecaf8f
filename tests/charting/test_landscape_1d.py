"""The ball on the curve: it stands where the run stands, and the curve where the loss is."""

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

from tests.charting.pictures import changed, dots_of, find, is_sound, owned, sign_at
from tutor.charting.drawing import BALL, MINIMUM, PATH, SLOPE, SURFACE, Drawing
from tutor.charting.landscape_1d import Landscape1D, landscape_1d

if TYPE_CHECKING:
    from tutor.charting.canvas import Floats

WINDOW = (-4.0, 4.0)

LOSSES: dict[str, Callable[[Floats], Floats]] = {
    "bowl": lambda w: w[:, 0] ** 2,
    "constant": lambda w: np.full(len(w), 7.0),
    "steep": lambda w: 1e300 * w[:, 0] ** 4,
    "shallow": lambda w: 1e-300 * w[:, 0] ** 2,
    "wells": lambda w: 0.25 * w[:, 0] ** 4 - w[:, 0] ** 2 + 0.3 * w[:, 0],
    "pole": lambda w: 1 / w[:, 0],
    "logarithm": lambda w: np.log(w[:, 0]),
    "nowhere": lambda w: np.full(len(w), np.nan),
    "infinite": lambda w: np.full(len(w), np.inf),
    "bottomless": lambda w: np.full(len(w), -np.inf),
    "huge": lambda w: np.where(w[:, 0] > 0, 1.7e308, -1.7e308),
}


def bowl_run(rate: float, steps: int = 50) -> list[float]:
    """w² from 3: each step multiplies w by 1 − 2·rate."""
    return [3.0 * (1 - 2 * rate) ** step for step in range(steps + 1)]


def bowl(rate: float, steps: int = 50, width: int = 76, height: int = 12, ascii: bool = False) -> Landscape1D:
    run = bowl_run(rate, steps)
    return landscape_1d(LOSSES["bowl"], WINDOW, run, width=width, height=height, ascii=ascii, minimizers=[0.0])


def place(laid: Landscape1D, w: float) -> tuple[float, float]:
    """Where the formula has a point of the bowl, as column and row of the whole drawing, not rounded."""
    grid, margin = laid.frame.grid, len(laid.frame.margin[0])
    across = (w - laid.across.low) / (laid.across.high - laid.across.low)
    upward = (w * w - laid.upward.low) / (laid.upward.high - laid.upward.low)
    return margin + across * (grid.columns - 0.5), laid.frame.titled + (1 - upward) * (grid.rows - 0.25)


def title(drawing: Drawing) -> dict[str, float]:
    """The numbers in the title, by name."""
    return {
        name: float(number) for name, number in re.findall(r"(step|w|loss|slope) +(?:= )?([-\d.e]+)", drawing.lines[0])
    }


@settings(max_examples=150, deadline=None)
@given(
    loss=st.sampled_from(sorted(LOSSES)),
    window=st.just(WINDOW) | st.tuples(st.floats(), st.floats()),
    path=st.lists(st.floats(), max_size=30),
    upto=st.none() | st.integers(-3, 40),
    width=st.integers(1, 120),
    height=st.integers(1, 30),
    ascii=st.booleans(),
    slope=st.booleans(),
    best=st.none() | st.lists(st.floats(), max_size=3),
)
def test_every_frame_fills_exactly_its_cells(
    loss: str,
    window: tuple[float, float],
    path: list[float],
    upto: int | None,
    width: int,
    height: int,
    ascii: bool,
    slope: bool,
    best: list[float] | None,
) -> None:
    laid = landscape_1d(
        LOSSES[loss], window, path, width=width, height=height, ascii=ascii, slope=slope, minimizers=best
    )
    drawing = laid.draw(upto)
    is_sound(drawing, width, height, ascii=ascii)
    assert {of for line in drawing.owner for of in line} <= {-2, -1, SURFACE, PATH, BALL, MINIMUM, SLOPE}


@pytest.mark.parametrize("ascii", [False, True])
def test_the_curve_stands_where_the_loss_is(ascii: bool) -> None:
    laid = bowl(0.1, steps=0, height=20, ascii=ascii)
    drawing = laid.draw()
    rows: dict[int, list[int]] = {}
    for column, row in owned(drawing, SURFACE):
        rows.setdefault(column, []).append(row)
    assert len(rows) > 40
    for w in np.linspace(-2.5, 2.5, 41).tolist():
        across, down = place(laid, w)
        near = [row for column in (-1, 0, 1) for row in rows.get(int(across) + column, [])]
        assert any(abs(row + 0.5 - down) <= 1.1 for row in near), (w, near, down)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("rate", [0.001, 0.1, 0.9, 1.0])
def test_the_ball_stands_where_the_run_stands(rate: float, ascii: bool) -> None:
    laid = bowl(rate, ascii=ascii)
    for step, w in enumerate(bowl_run(rate)):
        drawing = laid.draw(step)
        assert len(owned(drawing, BALL)) == 1
        ((column, row),) = owned(drawing, BALL)
        assert sign_at(drawing, (column, row)) == ("O" if ascii else "●")
        at_column, at_row = place(laid, w)
        assert abs(column + 0.5 - at_column) <= 1.1
        assert abs(row + 0.5 - at_row) <= 1.1
        told = title(drawing)
        assert told["step"] == step
        assert told["w"] == pytest.approx(w, rel=1e-3)
        assert told["loss"] == pytest.approx(w * w, rel=1e-3)


@pytest.mark.parametrize("ascii", [False, True])
def test_a_bounce_is_seen_as_numbers_on_either_side_and_dots_between(ascii: bool) -> None:
    laid = bowl(0.9, height=20, ascii=ascii)
    drawing = laid.draw(7)
    middle = place(laid, 0.0)[0]
    columns = [find(drawing, str(step), PATH)[0][0] for step in range(7)]
    assert [column > middle for column in columns] == [step % 2 == 0 for step in range(7)]
    assert [abs(column - middle) for column in columns] == sorted((abs(at - middle) for at in columns), reverse=True)
    between = [cell for cell in owned(drawing, PATH) if cell[0] in range(int(middle) - 3, int(middle) + 4)]
    assert len({row for _, row in between}) >= 4
    assert not [cell for cell in owned(laid.draw(0), PATH) if sign_at(laid.draw(0), cell) != "0"]


def test_steps_that_creep_leave_marks_side_by_side() -> None:
    marks = [column for step in "0123" for column, _ in find(bowl(0.05).draw(), step, PATH)]
    assert len(marks) == 4
    assert marks == sorted(marks, reverse=True)
    assert len(find(bowl(0.02).draw(), "•", PATH)) >= 5


@pytest.mark.parametrize("ascii", [False, True])
def test_an_explosion_leaves_the_picture_behind_an_arrow_and_the_bowl_stays_wide(ascii: bool) -> None:
    laid = bowl(1.1, ascii=ascii)
    assert laid.across.length < 20
    assert len({column for column, _ in owned(laid.draw(0), SURFACE)}) > 40
    left, right, ball = "<>O" if ascii else "←→●"
    for step in (20, 21, 50):
        drawing = laid.draw(step)
        arrow = right if step % 2 == 0 else left
        ((at, row),) = find(drawing, arrow, BALL)
        assert find(drawing, ball, BALL) == [(at - 1 if arrow == right else at + 1, row)]
        assert title(drawing)["w"] == pytest.approx(3 * (-1.2) ** step, rel=1e-3)
    for broken in (math.inf, -math.inf, 1e300, -1e300):
        drawing = laid.follow([3.0, broken]).draw()
        assert len(find(drawing, right if broken > 0 else left, BALL)) == 1
        assert f"w = {broken:g}".replace("+", "") in drawing.lines[0]
    assert not owned(laid.follow([3.0, math.nan]).draw(), BALL)


def test_a_loss_above_the_picture_is_an_arrow_upwards() -> None:
    run = [1.0, 3.9, 0.5]
    laid = landscape_1d(lambda w: w[:, 0] ** 8, WINDOW, run, width=76, height=12)
    assert len(find(laid.draw(1), "▲", BALL)) == 1
    assert not find(laid.draw(2), "▲", BALL)


@pytest.mark.parametrize("ascii", [False, True])
def test_the_tangent_goes_through_the_ball_with_the_slope_of_the_loss(ascii: bool) -> None:
    for start in (2.5, -2.0, 1.0):
        laid = landscape_1d(LOSSES["bowl"], WINDOW, [3.0, start], width=100, height=30, ascii=ascii)
        drawing = laid.draw(1)
        assert title(drawing)["slope"] == pytest.approx(2 * start, rel=1e-3)
        ball = place(laid, start)
        per_cell = laid.across.length / laid.frame.grid.columns
        row_high = laid.upward.length / laid.frame.grid.rows
        cells = owned(drawing, SLOPE)
        assert len(cells) >= 3
        for column, row in cells:
            expected = ball[1] - 2 * start * (column + 0.5 - ball[0]) * per_cell / row_high
            assert abs(row + 0.5 - expected) <= 1.0 + abs(2 * start) * per_cell / row_high


def test_the_slope_at_the_bottom_and_far_away_is_told_right() -> None:
    laid = landscape_1d(LOSSES["bowl"], WINDOW, [3.0, 0.0, 1e9, 1e200], width=76, height=12)
    assert title(laid.draw(1))["slope"] == 0
    assert title(laid.draw(2))["slope"] == pytest.approx(2e9, rel=1e-3)
    assert "slope" not in laid.draw(3).lines[0]
    flat = landscape_1d(LOSSES["constant"], WINDOW, [3.0], width=76, height=12)
    assert title(flat.draw())["slope"] == 0
    assert "slope" not in landscape_1d(LOSSES["bowl"], WINDOW, [3.0], width=76, height=12, slope=False).draw().lines[0]


def test_the_known_bottoms_are_marked() -> None:
    drawing = landscape_1d(
        lambda w: (w[:, 0] ** 2 - 1) ** 2, (-2.0, 2.0), [1.8], width=76, height=12, minimizers=[[-1.0], [1.0], [99.0]]
    ).draw()
    left, right = find(drawing, "x", MINIMUM)
    assert left[1] == right[1] == max(row for _, row in owned(drawing, SURFACE))
    assert "x lowest" in drawing.lines[-1]


def test_the_wells_of_a_quartic_are_not_squeezed_by_its_walls() -> None:
    laid = landscape_1d(LOSSES["wells"], (-2.5, 2.5), [2.0, 1.5, 1.3], width=76, height=16)
    bottoms = (0.25 * 1.48**4 - 1.48**2 - 0.3 * 1.48, 0.25 * 1.33**4 - 1.33**2 + 0.3 * 1.33)
    assert (bottoms[1] - bottoms[0]) / laid.upward.length > 0.25
    inside = landscape_1d(LOSSES["wells"], (-2.5, 2.5), [1.3], width=76, height=16)
    assert inside.upward.high > 0.02, "the pass between the wells is shown even from within one"


def test_one_step_more_changes_few_cells() -> None:
    for rate, most in ((0.001, 30), (0.1, 45), (0.9, 100), (1.0, 100)):
        laid = bowl(rate, width=80, height=24)
        frames = [laid.draw(step) for step in range(51)]
        cells = [changed(one, two) for one, two in pairwise(frames)]
        assert max(cells) <= most, (rate, cells)


def test_a_frame_does_not_depend_on_how_long_the_run_is() -> None:
    short, long = bowl(0.9, steps=40), bowl(0.9, steps=40_000)
    assert short.draw(30).lines[1:] == long.draw(30).lines[1:]
    begun = time.process_time()
    for step in range(0, 40_000, 4_000):
        long.draw(step)
    assert (time.process_time() - begun) / 10 < 0.025


def test_another_run_can_be_followed_in_the_same_picture() -> None:
    laid = bowl(0.9)
    other = laid.follow([3.0, 2.4, -1.92])
    assert other.draw(1).lines[-1] == laid.draw(1).lines[-1]
    assert other.draw(1).lines[1:] != laid.draw(1).lines[1:]
    assert owned(other.draw(0), SURFACE) == owned(laid.draw(0), SURFACE)


def test_without_a_run_there_is_the_landscape_alone() -> None:
    drawing = landscape_1d(LOSSES["bowl"], WINDOW, [], width=76, height=12).draw()
    assert not owned(drawing, BALL)
    assert owned(drawing, SURFACE)
    assert drawing.lines[0].strip() == "loss over w"


def test_dotted_ways_have_gaps_and_the_curve_has_none() -> None:
    drawing = bowl(0.9, height=20).draw(1)
    way = [cell for cell in owned(drawing, PATH) if sign_at(drawing, cell) not in "01"]
    assert 1 <= max(len(dots_of(sign_at(drawing, cell))) for cell in way) <= 2
    columns = sorted({column for column, _ in owned(drawing, SURFACE) + owned(drawing, SLOPE)})
    assert len(columns) >= columns[-1] - columns[0] - 3


def test_at_the_edge_of_the_loss_there_is_no_slope() -> None:
    wall = landscape_1d(lambda w: np.where(w[:, 0] < 1, w[:, 0], np.inf), WINDOW, [0.0, 1.0], width=76, height=12)
    assert title(wall.draw(0))["slope"] == pytest.approx(1)
    assert "slope" not in wall.draw(1).lines[0]


@pytest.mark.parametrize("width", [38, 53, 78, 118])
def test_the_title_names_the_step_wherever_there_is_room_for_w(width: int) -> None:
    laid = bowl(0.3, width=width, height=20)
    assert all(title(laid.draw(step))["step"] == step for step in (0, 7, 20))


@pytest.mark.parametrize("ascii", [False, True])
def test_a_high_picture_has_its_whole_legend_on_as_many_lines_as_it_takes(ascii: bool) -> None:
    told = " ".join(" ".join(bowl(0.3, width=53, height=34, ascii=ascii).draw().lines[-3:]).split())
    for part in ("now", "0-9", "x lowest", "dotted: the jumps", "line: the slope"):
        assert part in told


def test_a_single_point_is_drawn_without_steps_and_jumps() -> None:
    drawing = bowl(0.1, steps=0).draw()
    assert "step" not in "".join(drawing.lines)
    assert "jumps" not in "".join(drawing.lines)
    assert title(drawing) == {"w": 3.0, "loss": 9.0, "slope": 6.0}
