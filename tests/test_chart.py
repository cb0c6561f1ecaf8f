"""The pictures: their size, their characters, where a loss stands in them, and how little a step changes."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.chart import Axes, Curve, Scale, _rasterize, choose_axes, draw_loss, draw_loss_cells, legend, loss_picture
from tutor.charting.drawing import BALL, FRAME, LETTERS, RUNS, TITLE
from tutor.charting.ticks import cell_of

LOSSES = st.lists(st.floats(), max_size=60)


def bowl(rate: float, steps: int = 50) -> list[float]:
    """w² from 3: w is multiplied by 1 − 2·rate at every step."""
    return [(3.0 * (1 - 2 * rate) ** step) ** 2 for step in range(steps + 1)]


def picture(*losses: list[float], width: int = 76, height: int = 12, minimum: float | None = 0.0, **given: bool) -> str:
    axes = choose_axes(losses, max(len(loss) for loss in losses) - 1, minimum)
    return "\n".join(draw_loss([Curve("", loss) for loss in losses], axes, width, height, **given))


@settings(max_examples=200, deadline=None)
@given(
    losses=st.lists(LOSSES, max_size=4),
    steps=st.sampled_from([0, 1, 60, 10**9]),
    size=st.tuples(st.integers(0, 120), st.integers(0, 30)) | st.sampled_from([(300, 100), (20, 5), (1, 1)]),
    minimum=st.none() | st.floats(),
    upto=st.none() | st.integers(-3, 70),
    at=st.none() | st.integers(-3, 70),
    marks=st.lists(st.integers(-3, 70), max_size=3),
    scale=st.sampled_from(["auto", "log", "linear"]),
    whole=st.booleans(),
    ascii=st.booleans(),
)
def test_every_curve_fills_exactly_the_cells_it_is_given(
    losses: list[list[float]],
    steps: int,
    size: tuple[int, int],
    minimum: float | None,
    upto: int | None,
    at: int | None,
    marks: list[int],
    scale: Scale,
    whole: bool,
    ascii: bool,
) -> None:
    width, height = size
    axes = choose_axes(losses, steps, minimum, scale=scale)
    curves = [Curve("", loss, whole=whole) for loss in losses]
    drawing = draw_loss_cells(curves, axes, width, height, upto=upto, at=at, marks=marks, ascii=ascii)
    assert [len(line) for line in drawing.lines] == [width] * height
    assert [len(row) for row in drawing.owner] == [width] * height
    assert all(character.isprintable() for line in drawing.lines for character in line)
    assert not ascii or "".join(drawing.lines).isascii()
    assert {index for row in drawing.owner for index in row} <= {FRAME, BALL, TITLE, *RUNS[: len(losses)]}


def test_an_exponential_fall_is_a_straight_line_on_the_logarithmic_axis() -> None:
    axes = Axes(x_max=50, low=1e-9, high=10.0, log=True)
    drawing = draw_loss_cells([Curve("", bowl(0.1))], axes, 76, 13)
    rows, columns = 11, 76 - 5
    for column in range(columns):
        loss = 9 * 0.8 ** (2 * 50 * column / (columns - 1))
        row = (rows - 1) * (1 - math.log10(loss)) / 10
        drawn = [y for y in range(rows) if drawing.owner[y][column + 5] == RUNS[0]]
        assert drawn
        assert all(abs(y - row) <= 1.2 for y in drawn), (column, drawn, row)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("axes", [Axes(1, 0.0, 9.0), Axes(1, 1e-8, 10.0, log=True)])
def test_a_tick_stands_in_the_row_of_a_curve_with_its_value(axes: Axes, ascii: bool) -> None:
    checked = 0
    for height in range(6, 25):
        for value in (0.0, 3.0, 6.0, 9.0, 10.0, 1e-2, 1e-5, 1e-8):
            drawing = draw_loss_cells([Curve("", [value] * 2)], axes, 40, height, ascii=ascii)
            for line, owner in zip(drawing.lines, drawing.owner, strict=True):
                label = line.partition("+" if ascii else "┤")[0]
                if label != line and label.strip() and float(label) == value:
                    assert RUNS[0] in owner, (height, value)
                    checked += 1
    assert checked >= 40


def test_a_stall_looks_flat() -> None:
    lines = picture(bowl(0.001)).split("\n")
    assert all(line[3:].strip() for line in lines[:2])
    assert not any(line[3:].strip() for line in lines[2:9]), "9 to 7.4 is small beside the way to 0"


def test_an_explosion_climbs_through_the_whole_picture() -> None:
    lines = picture(bowl(1.1)).split("\n")
    assert all(line.lstrip(" 01e369┤│").strip() for line in lines[:9])


def test_every_bounce_remains_when_a_long_run_is_thinned() -> None:
    steps = 5000
    loss = [1.0 if step % 100 == 50 else 0.0 for step in range(steps + 1)]
    lines = draw_loss([Curve("", loss)], Axes(steps, 0.0, 1.0), 106, 12)
    assert sum(character not in " 10.┤" for character in lines[0]) >= 50


def test_a_loss_above_the_axis_points_upwards() -> None:
    axes = Axes(10, 0.0, 9.0)
    assert "▲" in draw_loss([Curve("", [9.0, 12.0])], axes, 40, 10)[0]
    assert "^" in draw_loss([Curve("", [9.0, math.inf])], axes, 40, 10, ascii=True)[0]
    assert "▲" not in draw_loss([Curve("", [9.0, 9.0000000001])], axes, 40, 10)[0]


def test_what_is_not_a_number_leaves_a_gap() -> None:
    gap = [1.0] * 20 + [math.nan] * 11 + [1.0] * 20
    drawing = draw_loss_cells([Curve("", gap)], Axes(50, 0.0, 1.0), 105, 10)
    gutter = drawing.lines[0].index("┤") + 1
    owned = drawing.owner[0][gutter:]
    assert owned[0] == owned[-1] == RUNS[0]
    assert set(owned[len(owned) // 2 - 8 : len(owned) // 2 + 8]) == {-1}


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("steps", [50, 1000])
def test_a_step_changes_only_the_cells_at_its_own_end(steps: int, ascii: bool) -> None:
    curve = Curve("", [abs(math.cos(step * 0.9)) * math.exp(-step / 60) for step in range(steps + 1)])
    axes = choose_axes([curve.loss], steps, 0.0)
    before = draw_loss([curve], axes, 80, 16, upto=10, ascii=ascii)
    for step in range(11, 40):
        after = draw_loss([curve], axes, 80, 16, upto=step, ascii=ascii)
        changed = [x for old, new in zip(before, after, strict=True) for x in range(80) if old[x] != new[x]]
        left = 4 + (80 - 5) * (step - 1) / steps
        assert all(left - 2 <= x <= left + 4 for x in changed), (step, changed)
        before = after


def test_upto_the_last_step_is_the_whole_picture() -> None:
    curve = Curve("", bowl(0.1))
    axes = choose_axes([curve.loss], 50, 0.0)
    assert draw_loss([curve], axes, 76, 12, upto=50) == draw_loss([curve], axes, 76, 12)


def test_an_earlier_run_is_drawn_to_its_end_while_the_live_one_grows() -> None:
    earlier, live = Curve("0.1", bowl(0.1), whole=True), Curve("0.3", bowl(0.3))
    axes = choose_axes([earlier.loss, live.loss], 50, 0.0)
    owner = draw_loss_cells([earlier, live], axes, 76, 12, upto=5).owner
    reached = {index: max(x for row in owner for x, of in enumerate(row) if of == RUNS[index]) for index in (0, 1)}
    assert reached[0] == 75
    assert reached[1] < 20


@pytest.mark.parametrize("ascii", [False, True])
def test_curves_that_lie_on_each_other_both_show_their_markers(ascii: bool) -> None:
    # On w², rates 0.1 and 0.9 give the same losses.
    drawn = picture(bowl(0.1), bowl(0.9), ascii=ascii)
    assert drawn.count("a") > 2
    assert drawn.count("b") > 2


def test_four_curves_have_four_letters_and_a_single_braille_curve_none() -> None:
    drawn = picture(*(bowl(rate) for rate in (0.001, 0.1, 1.0, 1.1)))
    assert all(letter in drawn for letter in LETTERS)
    assert not any(letter in picture(bowl(0.1)).replace("1e-", "") for letter in LETTERS)


def test_braille_curves_that_cross_keep_the_dots_of_both() -> None:
    up, down = [0.0, 1.0], [1.0, 0.0]
    axes = Axes(1, 0.0, 1.0)

    def dots(*losses: list[float]) -> list[list[int]]:
        lines = draw_loss([Curve("", loss) for loss in losses], axes, 24, 10)
        return [[ord(cell) - 0x2800 if ord(cell) >= 0x2800 else 0 for cell in line] for line in lines]

    both, one, other = dots(up, down), dots(up), dots(down)
    for y, row in enumerate(both):
        for x, cell in enumerate(row):
            assert cell in (one[y][x] | other[y][x], 0)  # 0 where a marker lies


def test_the_last_step_is_always_labelled() -> None:
    for steps in (1, 7, 50, 99, 137, 1000, 123456):
        for width in (30, 60, 100):
            numbers = draw_loss([Curve("", [1.0])], Axes(steps, 0.0, 1.0), width, 10)[-1].split()
            assert numbers[-1] == str(steps)
            assert [int(number) for number in numbers] == sorted({int(number) for number in numbers})


def test_a_floored_axis_says_so_at_its_lowest_tick() -> None:
    assert "≤1e-8┤" in picture(bowl(0.1))
    assert "<=1e-8+" in picture(bowl(0.1), ascii=True)
    assert "≤" not in picture(bowl(0.05))


def test_a_small_place_gives_up_labels_before_the_curve() -> None:
    for width, height in ((8, 3), (5, 1), (1, 1), (80, 2)):
        drawing = draw_loss_cells([Curve("", [1.0, 0.0])], Axes(1, 0.0, 1.0), width, height)
        assert any(index == RUNS[0] for row in drawing.owner for index in row)


def test_a_curve_keeps_the_losses_it_was_made_with() -> None:
    growing = [1.0]
    curve = Curve("", growing)
    growing.append(2.0)
    assert tuple(curve.loss) == (1.0,)


@pytest.mark.parametrize("marker", ["ab", "\x1b", "界", "\n"])
def test_a_marker_that_is_not_one_narrow_character_is_refused(marker: str) -> None:
    with pytest.raises(ValueError, match="one narrow character"):
        Curve("", [1.0], marker)


def test_the_legend_names_the_markers() -> None:
    curves = [Curve("rate 0.1", []), Curve("rate\x1b[31m 0.9", [], marker="#")]
    assert legend(curves) == "a rate 0.1   # rate 0.9"


def test_a_frame_is_looked_up_and_not_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    curves = [Curve("", bowl(rate)) for rate in (0.001, 0.1, 1.0, 1.1)]
    axes = choose_axes([curve.loss for curve in curves], 50, 0.0)
    laid = loss_picture(curves, axes, 80, 24)
    expected = [draw_loss(curves, axes, 80, 24, upto=step) for step in range(51)]
    monkeypatch.setattr("plotext.build", lambda: pytest.fail("plotext was asked"))
    assert [list(laid.draw(step).lines) for step in range(51)] == expected


@pytest.mark.parametrize("ascii", [False, True])
def test_a_whole_curve_is_what_plotext_makes_of_it(ascii: bool) -> None:
    loss = [abs(math.cos(step * 0.9)) * math.exp(-step / 30) for step in range(51)]
    axes = choose_axes([loss], 50, 0.0)
    laid = loss_picture([Curve("", loss)], axes, 78, 13, ascii=ascii)
    heights = tuple(height for height in map(axes.place, loss) if height is not None)
    alone = _rasterize(tuple(range(51)), heights, 50, laid.grid.columns, laid.grid.rows, ascii)
    left = len(laid.margin[0])
    assert [line[left:] for line in laid.draw().lines[: laid.grid.rows]] == list(alone)


@pytest.mark.parametrize(("width", "height"), [(78, 13), (200, 60)])
def test_what_is_yet_to_come_is_not_shown(width: int, height: int) -> None:
    # Many steps share a column of dots, and one that is still to come goes up in the middle of it.
    steps, spike = 100_000, 50_123
    loss = [1.0 + 0.5 * (step % 2) for step in range(steps + 1)]
    loss[spike] = 10.0
    laid = loss_picture([Curve("", loss)], Axes(steps, 0.0, 10.0), width, height)
    top = [sum(of == RUNS[0] for row in laid.draw(upto).owner[:5] for of in row) for upto in (spike - 1, spike, steps)]
    assert top[0] == 0
    assert top[1] == top[2] > 0


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("steps", [50, 3000])
def test_what_is_shown_stays_and_ends_where_the_run_is(steps: int, ascii: bool) -> None:
    loss = [2.5 + 2 * math.cos(step * 0.7) + 0.5 * math.sin(step / 40) for step in range(steps + 1)]
    laid = loss_picture([Curve("", loss)], Axes(steps, 0.0, 5.0), 78, 13, ascii=ascii)
    before: set[tuple[int, int]] = set()
    for upto in range(0, steps + 1, steps // 50):
        owner = laid.draw(upto).owner
        now = {(x, y) for y, row in enumerate(owner) for x, of in enumerate(row) if of == RUNS[0]}
        assert before <= now
        here = len(laid.margin[0]) + upto / steps * (laid.grid.columns - 1)
        assert here - 1.5 <= max(x for x, _ in now) <= here + 1.5
        before = now


def test_a_noisy_curve_in_a_large_window_reaches_as_far_as_its_losses() -> None:
    loss = [2 + (1 if step < 2500 else 2) * math.cos(step * 2.5) for step in range(5001)]
    laid = loss_picture([Curve("", loss)], Axes(5000, 0.0, 4.0), 200, 60)
    owner = laid.draw().owner
    left, grid = len(laid.margin[0]), laid.grid
    for column in range(10, grid.columns, 10):
        there = [value for step, value in enumerate(loss) if cell_of(step / 5000, grid.columns, 2) == column]
        rows = [y for y in range(grid.rows) if owner[y][left + column] == RUNS[0]]
        assert rows[0] == pytest.approx((1 - max(there) / 4) * (grid.rows - 1), abs=1)
        assert rows[-1] == pytest.approx((1 - min(there) / 4) * (grid.rows - 1), abs=1)


@pytest.mark.parametrize("ascii", [False, True])
def test_a_ball_stands_where_one_reads_and_the_curve_stays_behind_it(ascii: bool) -> None:
    earlier, curve = Curve("", bowl(0.05), whole=True), Curve("", bowl(0.1))
    axes = choose_axes([earlier.loss, curve.loss], 50, 0.0)
    laid = loss_picture([earlier, curve], axes, 78, 13, ascii=ascii)
    alone = laid.draw()
    for step in (0, 7, 31, 50, 90):
        drawing = laid.draw(at=step)
        ((x, y),) = [(x, y) for y, row in enumerate(drawing.owner) for x, of in enumerate(row) if of == BALL]
        assert drawing.lines[y][x] == ("O" if ascii else "●")
        here = min(step, 50)
        assert x == len(laid.margin[0]) + cell_of(here / 50, laid.grid.columns, laid.grid.across)
        assert y == pytest.approx((1 - (axes.place(curve.loss[here]) or 0)) * (laid.grid.rows - 1), abs=0.6)
        other = [
            (y, x) for y, row in enumerate(drawing.lines) for x, cell in enumerate(row) if cell != alone.lines[y][x]
        ]
        assert other == [(y, x)]
    assert laid.draw(at=-1) == alone


def test_a_ball_above_the_axis_lies_under_an_arrow() -> None:
    drawing = loss_picture([Curve("", [9.0, math.inf, 3.0])], Axes(2, 0.0, 9.0), 40, 10).draw(at=1)
    balls = [(y, drawing.lines[y][x]) for y, row in enumerate(drawing.owner) for x, of in enumerate(row) if of == BALL]
    assert balls == [(0, "▲"), (1, "●")]
    nowhere = loss_picture([Curve("", [9.0, math.nan, 3.0])], Axes(2, 0.0, 9.0), 40, 10).draw(at=1)
    assert BALL not in {of for row in nowhere.owner for of in row}


@pytest.mark.parametrize("ascii", [False, True])
def test_changes_are_marked_on_the_axis_once_they_are_reached(ascii: bool) -> None:
    laid = loss_picture([Curve("", bowl(0.1))], choose_axes([bowl(0.1)], 50, 0.0), 78, 13, ascii=ascii, marks=[20, 35])
    sign = "^" if ascii else "▲"
    columns = [len(laid.margin[0]) + cell_of(step / 50, laid.grid.columns, laid.grid.across) for step in (20, 35)]
    for upto, shown in ((19, 0), (20, 1), (34, 1), (35, 2), (None, 2)):
        axis = laid.draw(upto).lines[-2]
        assert [x for x, cell in enumerate(axis) if cell == sign] == columns[:shown]


def test_importing_the_chart_does_not_import_plotext_or_textual() -> None:
    code = "import sys, tutor.chart; print({'plotext', 'textual', 'rich', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
