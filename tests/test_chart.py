"""The pictures: their size, their characters, where a loss stands in them, and how little a step changes."""

from __future__ import annotations

import math
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.chart import Axes, Curve, choose_axes, draw_loss, draw_loss_cells, legend, loss_picture
from tutor.charting.drawing import BALL, FRAME, LETTERS, RUNS, TITLE

LOSSES = st.lists(st.floats(), max_size=60)


def bowl(rate: float, steps: int = 50) -> list[float]:
    """w² from 3: w is multiplied by 1 − 2·rate at every step."""
    return [(3.0 * (1 - 2 * rate) ** step) ** 2 for step in range(steps + 1)]


def picture(*losses: list[float], width: int = 76, height: int = 12, minimum: float | None = 0.0, **given: bool) -> str:
    axes = choose_axes(losses, max(len(loss) for loss in losses) - 1, minimum)
    return "\n".join(draw_loss([Curve("", loss) for loss in losses], axes, width, height, **given))


@settings(max_examples=150, deadline=None)
@given(
    losses=st.lists(LOSSES, min_size=1, max_size=4),
    steps=st.sampled_from([0, 1, 60, 10**9]),
    width=st.integers(0, 120),
    height=st.integers(0, 30),
    minimum=st.none() | st.floats(allow_nan=False),
    upto=st.none() | st.integers(0, 70),
    ascii=st.booleans(),
)
def test_every_curve_fills_exactly_the_cells_it_is_given(
    losses: list[list[float]], steps: int, width: int, height: int, minimum: float | None, upto: int | None, ascii: bool
) -> None:
    axes = choose_axes(losses, steps, minimum)
    drawing = draw_loss_cells([Curve("", loss) for loss in losses], axes, width, height, upto=upto, ascii=ascii)
    assert [len(line) for line in drawing.lines] == [width] * height
    assert [len(row) for row in drawing.owner] == [width] * height
    assert all(character.isprintable() for line in drawing.lines for character in line)
    assert not ascii or "".join(drawing.lines).isascii()
    assert {index for row in drawing.owner for index in row} <= {FRAME, *RUNS[: len(losses)]}


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


def test_a_frame_takes_little_processor_time() -> None:
    # The budget is 25 ms; a shared machine gets twice that before the test fails.
    curves = [Curve("", bowl(rate)) for rate in (0.001, 0.1, 1.0, 1.1)]
    axes = choose_axes([curve.loss for curve in curves], 50, 0.0)
    draw_loss(curves, axes, 80, 24)
    started = time.process_time()
    for step in range(30, 40):
        draw_loss(curves, axes, 80, 24, upto=step)
    assert (time.process_time() - started) / 10 < 0.05


def test_importing_the_chart_does_not_import_plotext_or_textual() -> None:
    code = "import sys, tutor.chart; print({'plotext', 'textual', 'rich', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
