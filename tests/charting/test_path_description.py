"""The way of a run in words: what is said of it must be so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.charting.path_description import describe_path, describe_rate

AT_0 = np.zeros((1, 1))


def path(*at: float, lowest: np.ndarray | None = AT_0) -> str:
    return describe_path(np.array(at)[:, None], lowest)


def test_one_loss_curve_two_paths() -> None:
    there = path(*(3 * 0.8**step for step in range(5)))
    across = path(*(3 * (-0.8) ** step for step in range(5)))
    assert there == "w went from 3 to 1.229 without turning back. It never crossed the lowest place, w = 0."
    assert across == (
        "w went from 3 to 1.229 and turned round at every step. It crossed the lowest place, w = 0, at every step."
    )


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ((3, -1, 0.5, -0.2), "and turned round at every step. It crossed the lowest place, w = 0, at every step."),
        ((3, 2, 2.5, 1), "w went from 3 to 1 and turned round at every step"),
        ((3, 2, 1, 2), "and turned round once"),
        ((3, 1, 0.5, 1, 0.5, 0.4), "and turned round twice"),
        ((3, 2, 1, -1), "It crossed the lowest place, w = 0, once."),
        ((3, 3, 3), "w stayed at 3. It never crossed"),
        ((3, -3, 3), "w came back to 3 and turned round"),
        ((3, 2, 1, 0), "It never crossed the lowest place"),
        ((2, 0, -2), "It crossed the lowest place, w = 0, once."),
    ],
)
def test_what_is_told_of_one_weight(at: tuple[float, ...], told: str) -> None:
    assert told in path(*at)


def test_moves_that_may_be_rounding_are_not_counted_as_certain() -> None:
    assert "turned round at least once" in path(3, -1, 1, 1 + 1e-9, 1 - 1e-9, 1 + 1e-9, 1 + 2e-9)
    assert "turned" not in path(3, 2, 1, 1 + 1e-9, 1 + 2e-9)


def test_two_weights_are_told_one_by_one_with_where_they_ended() -> None:
    w = np.array([[10.0, 1.0], [9.0, -0.5], [8.0, 0.25], [7.0, 0.1], [7.0, 0.0]])
    assert describe_path(w, np.zeros((1, 2))) == (
        "w1 went from 10 to 7 without turning back; w2 went from 1 to 0 and turned round twice. "
        "It ended 7 away from the lowest place, (0, 0)."
    )
    assert "ended on the nearest of the lowest places, (7, 0)." in describe_path(w, np.array([[0.0, 0.0], [7.0, 0.0]]))


def test_of_several_lowest_places_the_nearest_is_told() -> None:
    assert path(3, 1.2, lowest=np.array([[-1.0], [1.0]])).endswith("The nearest of the lowest places is w = 1.")
    assert path(3, 1, lowest=None) == "w went from 3 to 1 without turning back."


def test_what_is_no_number_any_more_is_left_out() -> None:
    assert path(3, -30, 300, np.inf).startswith("w went from 3 to 300 and turned round")
    assert path(3, np.nan) == ""
    assert path(1e308, -1e308, 1e308).startswith("w came back to 1e308")


def test_many_weights_have_no_landscape() -> None:
    assert describe_path(np.zeros((5, 3)), None) == ""


@given(st.lists(st.floats(allow_nan=True), min_size=1, max_size=12), st.floats(-10, 10))
def test_any_path_is_told_in_whole_sentences(at: list[float], lowest: float) -> None:
    told = path(*at, lowest=np.array([[lowest]]))
    assert told == "" or told.endswith(".")
    assert "nan" not in told
    assert "inf" not in told


def test_the_course_of_a_rate_is_told_where_it_has_one() -> None:
    assert describe_rate([0.5, 0.5]) == ""
    assert describe_rate([]) == ""
    assert describe_rate([0.5, 0.25, 0.1]) == "The rate went from 0.5 to 0.1."
    assert describe_rate([0.1, 0.3, 0.5, 0.2]) == ("The rate went from 0.1 to 0.2; it was highest at step 3, with 0.5.")
    assert describe_rate([0.2, 0.1, 0.2, 0.1, 0.2]) == (
        "The rate ended at 0.2, where it began; it was lowest at step 2, with 0.1. "
        "It turned between rising and falling 3 times."
    )
