"""The rate over the steps: right in height and in time, and in line with the loss chart."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import changed, is_sound, owned
from tutor.chart import Curve, choose_axes, draw_loss_cells
from tutor.charting.drawing import RUNS, SURFACE, Drawing, axis_column
from tutor.charting.rate_strip import rate_strip
from tutor.charting.ticks import cell_of


def cosine(steps: int = 50) -> list[float]:
    return [0.4 * (1 + math.cos(math.pi * step / steps)) for step in range(steps)]


@settings(max_examples=150, deadline=None)
@given(
    rates=st.lists(st.floats(), max_size=60),
    x_max=st.sampled_from([0, 1, 60, 10**9]),
    upto=st.none() | st.integers(-3, 70),
    width=st.integers(1, 120),
    height=st.integers(1, 12),
    gutter=st.none() | st.integers(-1, 12),
    ascii=st.booleans(),
)
def test_every_strip_fills_exactly_its_cells(
    rates: list[float], x_max: int, upto: int | None, width: int, height: int, gutter: int | None, ascii: bool
) -> None:
    drawing = rate_strip([rates], x_max=x_max, width=width, height=height, gutter=gutter, ascii=ascii).draw(upto)
    is_sound(drawing, width, height, ascii=ascii)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("drop", [1, 7, 25, 49])
def test_a_drop_stands_in_the_column_in_which_the_loss_chart_has_that_step(drop: int, ascii: bool) -> None:
    loss = [9.0] * drop + [0.0] * (51 - drop)
    drawn = draw_loss_cells([Curve("", loss)], choose_axes([loss], 50, 0.0), 76, 10, ascii=ascii)
    chart = Drawing(drawn.lines, drawn.owner)
    gutter = axis_column(chart.lines)
    rates = [1.0] * drop + [0.5] * (50 - drop)
    strip = rate_strip([rates], x_max=50, width=76, height=6, gutter=gutter, ascii=ascii).draw()
    assert axis_column(strip.lines) == gutter
    columns = sorted({column for column, row in owned(strip, SURFACE) if row > 1})
    assert columns[0] == gutter + 1 + cell_of(drop / 50, 76 - gutter - 1, 1 if ascii else 2)
    low = min(column for column, row in owned(chart, RUNS[0]) if row == 7)
    assert abs(columns[0] - low) <= 1
    assert columns[-1] == 75


@pytest.mark.parametrize("ascii", [False, True])
def test_a_rate_stands_at_its_height(ascii: bool) -> None:
    drawing = rate_strip([cosine()], x_max=50, width=105, height=12, gutter=4, ascii=ascii).draw()
    for step, rate in enumerate(cosine()):
        column = 5 + cell_of((step + 0.5) / 50, 100, 1)
        rows = [row - 1 for of, row in owned(drawing, SURFACE) if of == column]
        assert any(abs(row + 0.5 - (1 - rate / 0.8) * 11) <= 1.1 for row in rows), step


def test_rates_over_decades_get_a_logarithmic_axis_and_a_cosine_keeps_its_shape() -> None:
    decay = [0.1**stage for stage in range(5) for _ in range(10)]
    drawing = rate_strip([decay], x_max=50, width=76, height=11).draw()
    assert drawing.lines[0].startswith("learning rate (log)")
    rows = [min(row for column, row in owned(drawing, SURFACE) if column == at) for at in (10, 24, 38, 52, 66)]
    steps = [below - above for above, below in pairwise(rows)]
    assert max(steps) - min(steps) <= 1
    assert min(steps) >= 2
    assert "(log)" not in rate_strip([cosine()], x_max=50, width=76, height=6).draw().lines[0]
    assert "(log)" not in rate_strip([[0.1] * 50], x_max=50, width=76, height=6).draw().lines[0]


def test_only_the_updates_made_are_drawn_and_the_last_one_is_told() -> None:
    strip = rate_strip([cosine()], x_max=50, width=76, height=5)
    assert not owned(strip.draw(0), SURFACE)
    for made in (1, 10, 50):
        drawing = strip.draw(made)
        last = max(column for column, _ in owned(drawing, SURFACE))
        left = axis_column(drawing.lines) + 1
        assert last == left + cell_of(made / 50, 76 - left, 2)
        told = drawing.lines[0].split()
        assert told[told.index("step") + 1] == str(made)
        assert float(told[-1]) == pytest.approx(cosine()[made - 1], rel=1e-3)
    assert strip.draw() == strip.draw(50) == strip.draw(99)


def test_labels_tell_the_ends_even_where_the_margin_is_too_small() -> None:
    roomy = rate_strip([cosine()], x_max=50, width=76, height=4).draw()
    assert roomy.lines[1].startswith("0.8┤")
    assert roomy.lines[3].startswith("  0┤")
    narrow = rate_strip([cosine()], x_max=50, width=76, height=4, gutter=1).draw()
    assert narrow.lines[1].startswith(" ┤0.8")
    assert narrow.lines[3].startswith("0┤")


def test_a_strip_without_an_axis_takes_the_whole_width() -> None:
    drawing = rate_strip([[0.1] * 10], x_max=10, width=40, height=3, gutter=-1).draw()
    assert axis_column(drawing.lines) == -1
    assert {column for column, _ in owned(drawing, SURFACE)} == set(range(40))


def test_one_step_more_changes_few_cells() -> None:
    strip = rate_strip([cosine()], x_max=50, width=76, height=5)
    frames: list[Drawing] = [strip.draw(step) for step in range(51)]
    assert max(changed(one, two) for one, two in pairwise(frames)) <= 20


def test_rates_that_are_no_numbers_leave_gaps() -> None:
    drawing = rate_strip([[0.1, math.nan, math.inf, 0.1]], x_max=4, width=45, height=3, gutter=4, ascii=True).draw()
    columns = {column - 5 for column, _ in owned(drawing, SURFACE)}
    assert columns == {*range(11), *range(29, 40)}
    assert "inf" in rate_strip([[0.1, math.inf]], x_max=4, width=45, height=3).draw().lines[0]


def test_the_ends_of_a_logarithmic_axis_are_the_highest_and_the_lowest_rate() -> None:
    drawing = rate_strip([[0.3, 1e-3, 1e-3, 2e-5]], x_max=4, width=40, height=5).draw()
    assert drawing.lines[1].startswith(" 0.3┤")
    assert drawing.lines[-1].startswith("2e-5┤")


def test_a_rate_that_was_changed_once_does_not_stand_on_the_line_of_0() -> None:
    lines = rate_strip([[0.1] + [0.95] * 49], x_max=50, width=60, height=3).draw().lines
    assert lines[0].startswith("learning rate (log)")
    assert lines[1].startswith("0.95")
    assert lines[2].lstrip().startswith("0.1")


def test_rates_that_lie_near_each_other_are_not_torn_apart() -> None:
    assert not rate_strip([[0.9] * 25 + [0.8] * 25], x_max=50, width=60, height=3).title.endswith("(log)")
