"""A training in a picture: the curves where they belong, axes that only widen, numbers that keep their places."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import changed, find, is_sound, owned
from tutor.charting.drawing import BALL, FRAME, RUNS, TITLE
from tutor.charting.ticks import cell_of
from tutor.charting.training_picture import training_axes, training_picture
from tutor.engine.training import Checkpoint

TRAINING, VALIDATION = RUNS[:2]


def course(
    loss: list[float], validation: list[float] | None = None, *, accuracy: float | None = 0.5
) -> list[Checkpoint]:
    held = [None] * len(loss) if validation is None else validation
    return [
        Checkpoint(10 * epoch, float(epoch), 0.1, one, other, accuracy, accuracy if other is not None else None)
        for epoch, (one, other) in enumerate(zip(loss, held, strict=True))
    ]


def overfitting(epochs: int) -> list[Checkpoint]:
    """Training falls to 0, validation turns at a quarter of the way."""
    fall = [2.0 * 0.9**epoch for epoch in range(epochs + 1)]
    turn = [0.5 + 6 * (epoch / epochs - 0.25) ** 2 for epoch in range(epochs + 1)]
    return course(fall, turn)


LOSSES = st.floats() | st.floats(0, 3)


@settings(max_examples=150, deadline=None)
@given(
    loss=st.lists(st.tuples(LOSSES, LOSSES), max_size=20),
    held=st.booleans(),
    accuracy=st.none() | st.floats(0, 1),
    epochs=st.integers(0, 30),
    width=st.integers(1, 200),
    height=st.integers(1, 60),
    left=st.none() | st.floats(),
    ascii=st.booleans(),
)
def test_every_picture_fills_exactly_its_cells(
    loss: list[tuple[float, float]],
    held: bool,
    accuracy: float | None,
    epochs: int,
    width: int,
    height: int,
    left: float | None,
    ascii: bool,
) -> None:
    seen = course([one for one, _ in loss], [two for _, two in loss] if held else None, accuracy=accuracy)
    drawing = training_picture(epochs=epochs, width=width, height=height, ascii=ascii).draw(seen, left)
    is_sound(drawing, width, height, ascii=ascii)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(), st.floats(0, 100)), min_size=1, max_size=20))
def test_the_axis_of_the_losses_only_ever_widens(losses: list[tuple[float, float]]) -> None:
    seen = course([one for one, _ in losses], [two for _, two in losses])
    axes = [training_axes(seen[:count], 20) for count in range(1, len(seen) + 1)]
    for before, after in pairwise(axes):
        assert after.x_max == 20
        assert after.high >= before.high or (after.log and not before.log)
        if before.log:
            assert after.log
            assert after.low <= before.low


def test_the_axis_becomes_logarithmic_once_and_in_round_steps() -> None:
    seen = course([2.0 * 0.5**epoch for epoch in range(21)])
    axes = [training_axes(seen[:count], 20) for count in range(1, 22)]
    assert [found.log for found in axes] == [False] * 7 + [True] * 14
    assert axes[0] == axes[6]
    assert (axes[6].low, axes[6].high) == (0, 2)
    assert (axes[7].low, axes[7].high) == (0.01, 10)
    assert axes[-1].low == 1e-6
    assert len(set(axes)) == 6


@pytest.mark.parametrize("ascii", [False, True])
def test_the_losses_stand_at_their_epoch_and_height(ascii: bool) -> None:
    seen = overfitting(40)
    picture = training_picture(epochs=40, width=87, height=26, ascii=ascii)
    drawing = picture.draw(seen)
    grid, axes = picture.grid, training_axes(seen, 40)
    assert (grid.columns, grid.rows) == (80, 22)
    for epoch, checkpoint in enumerate(seen):
        column = 7 + cell_of(epoch / 40, 80, grid.across)
        for owner, loss in ((TRAINING, checkpoint.loss), (VALIDATION, checkpoint.validation_loss)):
            height = axes.place(loss or 0.0)
            assert height is not None
            row = 2 + 21 - cell_of(height, 22, grid.down)
            near = [at for of, at in owned(drawing, owner) if of == column]
            both = [at for of, at in owned(drawing, VALIDATION) if of == column]
            assert any(abs(at - row) <= 1 for at in near + both), (epoch, owner)


def test_each_curve_is_marked_with_its_letter_on_the_way_and_at_its_end() -> None:
    drawing = training_picture(epochs=40, width=80, height=20).draw(overfitting(40))
    for letter, owner in (("t", TRAINING), ("v", VALIDATION)):
        marks = [cell for cell in find(drawing, letter, owner) if cell[1] > 1]
        assert len(marks) >= 5
        assert max(column for column, _ in marks) == 79
    assert drawing.lines[1].startswith("loss (log):  t training  v validation")
    alone = training_picture(epochs=2, width=80, height=20).draw(course([2.0, 1.0, 0.5]))
    assert "validation" not in "".join(alone.lines)
    assert not owned(alone, VALIDATION)


def test_ascii_curves_are_made_of_their_letters() -> None:
    drawing = training_picture(epochs=40, width=80, height=20, ascii=True).draw(overfitting(40))
    for letter, owner in (("t", TRAINING), ("v", VALIDATION)):
        assert {drawing.lines[row][column] for column, row in owned(drawing, owner)} == {letter}


def test_the_title_tells_the_last_numbers_and_the_bar_how_far_it_is() -> None:
    seen = [*course([2.0], [2.5]), Checkpoint(120, 12.0, 0.1, 0.01234, 0.1534, 0.99999, 0.961)]
    wide, narrow = (
        training_picture(epochs=40, width=width, height=12, ascii=True).draw(seen, 7.2).lines for width in (100, 40)
    )
    told = " ".join(wide[0].split())
    assert told == "epoch 12 t training loss 0.0123 99.9 % right v validation loss 0.153 96.1 % right"
    assert " ".join(narrow[0].split()) == "t 0.0123 99.9 % v 0.153 96.1 %"
    assert wide[-1].rstrip().endswith("] epoch 12 of 40, 8 s left")
    bar = wide[-1][1 : wide[-1].index("]")]
    assert set(bar) == {"#", "."}
    assert bar.count("#") == math.floor(12 / 40 * len(bar))
    assert "epoch 12 of 40, 8 s left" in narrow[-1]


def test_a_part_of_an_epoch_and_what_is_not_all_are_never_rounded_up() -> None:
    seen = [*course([2.0]), Checkpoint(3, 2.99, 0.1, 1.0, None, 0.9999, None)]
    lines = training_picture(epochs=3, width=80, height=12, ascii=True).draw(seen).lines
    assert lines[0].startswith("epoch 2.9")
    assert "99.9 % right" in lines[0]
    assert "." in lines[-1][1 : lines[-1].index("]")]
    done = training_picture(epochs=1, width=80, height=12, ascii=True).draw(course([2.0, 1.0], accuracy=1.0)).lines
    assert "  100 % right" in done[0]
    assert "." not in done[-1]


@pytest.mark.parametrize(
    ("left", "told"), [(None, ""), (0.2, ", 1 s left"), (61, ", 2 min left"), (7300, ", 3 h left"), (math.nan, "")]
)
def test_the_time_left_is_told_in_round_numbers(left: float | None, told: str) -> None:
    line = training_picture(epochs=4, width=80, height=12).draw(course([2.0, 1.0]), left).lines[-1]
    assert line.rstrip().endswith(f"epoch 1 of 4{told}")


@pytest.mark.parametrize(("width", "height"), [(40, 8), (80, 16), (120, 30)])
def test_an_epoch_more_changes_few_cells(width: int, height: int) -> None:
    seen = overfitting(60)
    picture = training_picture(epochs=60, width=width, height=height)
    frames = [picture.draw(seen[:count], 5.0) for count in range(1, 62)]
    axes = [training_axes(seen[:count], 60) for count in range(1, 62)]
    steps = [changed(*frames[at : at + 2]) for at in range(60) if axes[at] == axes[at + 1]]
    assert len(steps) == 58  # the axis becomes logarithmic, and then longer by a decade
    assert max(steps) <= 30


def test_an_explosion_points_upwards_and_leaves_no_warning() -> None:
    seen = course([2.0, 50.0, 1e30, math.inf])
    drawing = training_picture(epochs=10, width=60, height=14).draw(seen)
    assert find(drawing, "▲", TRAINING)
    assert "inf" in drawing.lines[0]
    assert not find(training_picture(epochs=10, width=60, height=14).draw([]), "▲", TRAINING)


def test_nothing_is_drawn_before_the_start_is_known() -> None:
    drawing = training_picture(epochs=10, width=60, height=14).draw([])
    assert {of for row in drawing.owner[2:] for of in row} == {FRAME, TITLE}


@pytest.mark.parametrize(("ascii", "ball"), [(False, "●"), (True, "O")])
def test_an_epoch_that_is_gone_back_to_is_told_and_marked_on_both_curves(ascii: bool, ball: str) -> None:
    picture = training_picture(epochs=40, width=78, height=13, ascii=ascii)
    seen = overfitting(40)
    drawn = picture.draw(seen, at=30)
    assert drawn.lines[0].split()[:2] == ["epoch", "30"]
    assert f"t loss {seen[30].loss:.3g}" in drawn.lines[0]
    assert drawn.lines[-1].rstrip().endswith("at epoch 30 of 40")
    assert picture.draw(seen).lines[-1].rstrip().endswith("] epoch 40 of 40")
    balls = find(drawn, ball, BALL)
    assert len(balls) == 2
    assert len({column for column, _ in balls}) == 1
    assert picture.draw(seen, at=40) == picture.draw(seen), "at the end nothing is behind"
