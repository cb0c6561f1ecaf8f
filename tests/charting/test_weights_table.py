"""The table of the weights that were tried."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import is_sound, owned
from tutor.charting.drawing import BALL
from tutor.charting.weights_table import TriedWeight, weights_table

TAP = [TriedWeight(1, 28.92, -34), TriedWeight(2, 4.92, -14), TriedWeight(3, 0.92, 6), TriedWeight(2.7, 0.02, 1.5e-15)]


@settings(max_examples=200, deadline=None)
@given(
    numbers=st.lists(st.tuples(st.floats(), st.floats(), st.floats()), max_size=6),
    width=st.integers(0, 130),
    height=st.integers(0, 12),
)
def test_every_table_fills_its_cells(numbers: list[tuple[float, float, float]], width: int, height: int) -> None:
    tried = [TriedWeight(*one) for one in numbers]
    is_sound(weights_table(tried, width=width, height=height), width, height, ascii=True)


def test_a_row_tells_a_weight_its_loss_and_its_slope() -> None:
    lines = weights_table(TAP[:3], width=78, height=8).lines
    assert [line.split() for line in lines if line.strip()] == [
        ["w", "loss", "slope"],
        ["1", "28.92", "-34"],
        ["2", "4.92", "-14"],
        [">", "3", "0.92", "6"],
    ]


def test_where_the_slope_is_0_the_table_shows_no_rest_of_rounding() -> None:
    assert weights_table(TAP, width=78, height=8).lines[4].split() == [">", "2.7", "0.02", "0"]


def test_where_room_is_short_the_newest_weights_stay() -> None:
    drawing = weights_table(TAP, width=20, height=3)
    assert [line.split() for line in drawing.lines] == [["w"], ["3"], [">", "2.7"]]
    assert {row for _, row in owned(drawing, BALL)} == {2}
