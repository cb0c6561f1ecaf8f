"""Axes: linear or logarithmic, how far they reach, and that they only widen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tutor.charting.axes import CUT, Axes, Scale, choose_axes, widen
from tutor.charting.ticks import value_ticks


def bowl(rate: float, steps: int = 50) -> list[float]:
    return [(3.0 * (1 - 2 * rate) ** step) ** 2 for step in range(steps + 1)]


def test_a_stall_gets_a_linear_axis_that_reaches_down_to_the_minimum() -> None:
    assert choose_axes([bowl(0.001)], 50, 0.0) == Axes(50, 0.0, 9.0)
    assert choose_axes([[0.6, 0.55, 0.5]], 2, -1.1).low <= -1.1


def test_without_a_known_minimum_the_linear_axis_reaches_down_to_zero() -> None:
    assert choose_axes([[2.31, 2.3, 2.29]], 2, None).low == 0
    assert choose_axes([[-3.0, -4.0]], 1, None).low <= -4


def test_a_fall_over_many_decades_gets_a_logarithmic_axis_of_nine() -> None:
    axes = choose_axes([bowl(0.1)], 50, 0.0)
    assert (axes.low, axes.high, axes.log, axes.floored) == (1e-8, 10.0, True, True)
    assert axes.label == "loss (log)"


def test_a_fall_of_less_than_two_decades_stays_linear_and_of_more_does_not() -> None:
    assert not choose_axes([[9.0, 3.0, 1.0, 0.1]], 3, 0.0).log
    assert choose_axes([[9.0, 3.0, 1.0, 0.08]], 3, 0.0).log


def test_a_run_that_flies_away_does_not_press_the_others_flat_but_leaves_at_the_top() -> None:
    flight = [156.0 * 1e20**step for step in range(6)]
    calm = [156.0 * 0.9**step for step in range(50)]
    axes = choose_axes([calm, flight], 50, 0.0)
    assert (axes.high, axes.label) == (200.0, "loss (log, cut at the top)")
    assert axes.all_beyond(np.array(flight)).tolist() == [False] + [True] * 5
    slow = [24.2 - 0.1 * step for step in range(50)]
    assert choose_axes([slow, flight], 50, None).label == "loss (cut at the top)"


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_whoever_chooses_the_axis_sees_the_flight_whole(scale: Scale) -> None:
    flight = [156.0 * 1e20**step for step in range(6)]
    assert choose_axes([bowl(0.1), flight], 50, 0.0, scale=scale).high >= flight[-1]


def test_a_flight_that_leaves_the_others_room_is_shown_whole() -> None:
    assert choose_axes([bowl(0.1), bowl(1.1)], 50, 0.0).high >= 1e8
    assert choose_axes([bowl(1.5), bowl(1.6)], 50, 0.0).high >= 1e17, "where all of them fly there are no others"


def test_an_explosion_is_shown_whole_whatever_its_height() -> None:
    axes = choose_axes([bowl(1.1)], 50, 0.0)
    assert axes.log
    assert axes.low <= 9
    assert axes.high >= bowl(1.1)[-1]
    vast = choose_axes([[10.0**power for power in range(0, 301, 6)]], 50, None)
    assert (vast.low, vast.high, vast.log) == (1.0, 1e300, True)
    assert choose_axes([[9.0, 1e4, math.inf, math.nan]], 3, 0.0).high == 1e4


def test_landing_exactly_on_zero_is_shown_on_a_linear_axis() -> None:
    assert choose_axes([[9.0, 0.0, 0.0]], 2, 0.0) == Axes(2, 0.0, 9.0)


def test_with_a_known_minimum_the_logarithmic_axis_shows_what_is_above_it() -> None:
    loss = [-78.0 + excess for excess in bowl(0.1)]
    axes = choose_axes([loss], 50, -78.0)
    assert axes.label == "loss above minimum (log)"
    assert axes.place(-78.0 + 1e-3) == pytest.approx((math.log10(1e-3) + 8) / 9)
    assert axes.place(-78.0 - 1e-14) == 0.0


def test_a_passing_dip_does_not_stretch_the_axis() -> None:
    noisy = [1.0 + 0.1 * (-1) ** step for step in range(100)]
    noisy[40] = 1e-9
    assert not choose_axes([noisy], 99, 0.0).log


def test_a_wish_for_a_scale_overrules_what_the_losses_want() -> None:
    fall, stall = bowl(0.1), bowl(0.001)
    assert choose_axes([fall], 50, 0.0, scale="linear") == Axes(50, 0.0, 9.0)
    assert choose_axes([fall], 50, 0.0, scale="log") == choose_axes([fall], 50, 0.0)
    axes = choose_axes([stall], 50, 0.0, scale="log")
    assert (axes.low, axes.high, axes.log, axes.label) == (1.0, 10.0, True, "loss (log)")
    assert choose_axes([[-78 + loss for loss in stall]], 50, -78.0, scale="log").label == "loss above minimum (log)"


def test_a_wished_logarithmic_axis_without_anything_above_zero_is_linear_and_says_so() -> None:
    for losses in ([[0.0, 0.0]], [[-1.0, -2.0]], [[math.nan]], []):
        axes = choose_axes(losses, 2, None, scale="log")
        assert (axes.log, axes.label) == (False, "loss (linear: nothing above 0)")
    assert choose_axes([[5.0, 5.0]], 2, 5.0, scale="log").label == "loss (linear: nothing above minimum)"
    assert choose_axes([[1.0, -2.0]], 2, None, scale="log").floored


def test_a_wished_logarithmic_axis_of_a_constant_has_room_around_it() -> None:
    for loss in (9.0, 10.0, 1e-320, 3e-308, 1.7e308):
        axes = choose_axes([[loss] * 3], 2, None, scale="log")
        assert axes.log == (loss > 1e-308)
        assert axes.low < axes.high < math.inf
        assert not axes.log or axes.low <= loss <= axes.high


@example(losses=[1.7976931348622105e308], others=[])
@given(losses=st.lists(st.floats(), max_size=20), others=st.lists(st.floats(), max_size=20))
def test_many_losses_stand_where_each_of_them_stands(losses: list[float], others: list[float]) -> None:
    for scale in ("auto", "log", "linear"):
        axes = choose_axes([losses], 20, None, scale=scale)
        for place, above, loss in zip(
            axes.places(np.array(others)), axes.all_beyond(np.array(others)), others, strict=True
        ):
            alone = axes.place(loss)
            assert math.isnan(place) if alone is None else place == pytest.approx(alone, abs=1e-9)
            assert above == axes.beyond(loss)


def test_nothing_to_show_still_gives_axes() -> None:
    nothing: list[list[list[float]]] = [[], [[]], [[math.nan, math.inf]]]
    for losses in nothing:
        assert choose_axes(losses, 0, None) == Axes(1, 0.0, 1.0)


def test_a_constant_loss_has_room_around_it() -> None:
    for loss, minimum in ((9.0, 0.0), (0.0, 0.0), (5.0, 5.0), (-2.0, None), (1e-320, None), (1.7e308, None)):
        axes = choose_axes([[loss] * 3], 2, minimum)
        assert axes.low < axes.high < math.inf
        assert axes.low <= loss <= axes.high
        assert not axes.beyond(loss)


@settings(max_examples=300)
@given(
    losses=st.lists(st.lists(st.floats(), max_size=12), max_size=4),
    minimum=st.none() | st.floats(allow_nan=False),
    later=st.lists(st.floats(), max_size=6),
)
def test_axes_hold_every_finite_loss_and_only_widen(
    losses: list[list[float]], minimum: float | None, later: list[float]
) -> None:
    axes = choose_axes(losses, 10, minimum)
    wider = widen(axes, later, steps=20)
    cut = CUT in axes.label
    held = [not any(axes.beyond(value) for value in loss if math.isfinite(value)) for loss in losses]
    assert not cut or any(fits for fits, loss in zip(held, losses, strict=True) if any(map(math.isfinite, loss)))
    for chosen, values in ((axes, [value for loss in losses for value in loss]), (wider, later)):
        assert -math.inf < chosen.low < chosen.high < math.inf
        assert not chosen.log or chosen.low > 0
        for value in values:
            if math.isfinite(value) and math.isfinite(value - chosen.offset) and (chosen is wider or not cut):
                assert not chosen.beyond(value)
            height = chosen.place(value)
            assert height is None if math.isnan(value) else height is not None and 0 <= height <= 1
    assert wider.low <= axes.low
    assert wider.high >= axes.high
    assert (wider.x_max, wider.log, wider.offset) == (20, axes.log, axes.offset)


@given(st.lists(st.floats(min_value=0, max_value=9), max_size=5))
def test_losses_that_fit_change_nothing(later: list[float]) -> None:
    axes = choose_axes([bowl(0.001)], 50, 0.0)
    assert widen(axes, later) == axes


def test_widening_leaves_room_to_spare() -> None:
    axes = widen(choose_axes([bowl(0.001)], 50, 0.0), [10.0])
    assert axes.high >= 13
    assert widen(axes, [12.0]) == axes


def test_a_higher_loss_never_stands_lower() -> None:
    for axes in (Axes(1, 0.0, 9.0), Axes(1, 1e-9, 10.0, log=True), Axes(1, -1.7e308, 1.7e308)):
        losses = [-1e308, -1.0, 0.0, 1e-300, 1e-9, 1e-3, 1.0, 8.0, 9.0, 1e10, 1e308, math.inf]
        heights = [axes.place(loss) or 0.0 for loss in losses]
        assert heights == sorted(heights)


def test_ticks_stand_at_the_roundest_steps_that_there_is_room_for() -> None:
    labels = [tick.label for tick in value_ticks(Axes(50, 0.0, 9.0), 32, dots=4, ascii=False)]
    assert labels == ["0", "3", "6", "9"]
    labels = [tick.label for tick in value_ticks(Axes(50, 0.0, 10.0), 32, dots=4, ascii=False)]
    assert labels == ["0", "2", "4", "6", "8", "10"]
