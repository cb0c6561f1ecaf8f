"""The curve in words: true of every curve."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.charting.description import describe_loss


@pytest.mark.parametrize(
    ("loss", "minimum", "told"),
    [
        ([], None, "There is no loss to describe."),
        ([math.nan, math.inf], None, "Loss was never a finite number."),
        ([9.0], None, "Loss is 9 at the start."),
        ([9.0, 9.0, 9.0], None, "Loss stayed at 9 for 2 steps."),
        ([9.0, 5.0], None, "Loss fell from 9 to 5 in 1 step."),
        ([9.0, 3.0, 0.84], 0.0, "Loss fell from 9 to 0.84 in 2 steps. The best known loss is 0."),
        ([9.0, 3.0], 0.5, "Loss fell from 9 to 3 in 1 step. That is 2.5 above the best known loss, 0.5."),
        ([9.0, 0.5], 0.5, "Loss fell from 9 to 0.5 in 1 step. That is the best known loss, 0.5."),
        ([1.0, 7.45e8], None, "Loss rose from 1 to 7.4e8 in 1 step."),
        (
            [9.0, 0.5, 0.6, 0.84],
            None,
            "Loss fell from 9 to 0.84 in 3 steps; it was lowest at step 1, with 0.5, and has risen since.",
        ),
        ([1.0, 49.0, 0.5], None, "Loss fell from 1 to 0.5 in 2 steps; it was highest at step 1, with 49."),
        (
            [9.0, 1.0, 5.0, 2.0],
            None,
            "Loss fell from 9 to 2 in 3 steps; it was lowest at step 1, with 1, and ended higher. "
            "It went up and down: it turned 2 times.",
        ),
        ([9.0, 1e4, math.inf], 0.0, "Loss rose from 9 to 10,000 in 1 step. At step 2 it was too large for a number."),
        ([9.0, 10.0, math.nan], None, "Loss rose from 9 to 10 in 1 step. At step 2 it was not a number."),
        ([9.0, math.nan, 1.0], None, "Loss fell from 9 to 1 in 2 steps. At 1 step it was not a finite number."),
        ([9.0, 8.9999], None, "Loss fell from 9 to 8.9999 in 1 step."),
        ([9.0, 0.5, 0.5 + 1e-15], None, "Loss fell from 9 to 0.5 in 2 steps."),
        (
            [18345754.50450451, 152597.3327433966, 152597.3327433967],
            None,
            "Loss fell from 1.8e7 to 152,597 in 2 steps.",
        ),
        ([9.0, 9.0 + 1e-9, 4.0], None, "Loss fell from 9 to 4 in 2 steps."),
        (
            [1.0, 1e3, 1.0 + 1e-9],
            None,
            "Loss ended at 1, about where it began, after 2 steps; it was highest at step 1, with 1,000.",
        ),
        ([1e6, 1e6 - 1e-6], None, "Loss stayed at about 1e6 for 1 step."),
    ],
)
def test_the_curve_is_told(loss: list[float], minimum: float | None, told: str) -> None:
    assert describe_loss(loss, minimum) == told


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=300)
@given(st.lists(FINITE | st.sampled_from([0.0, 1.0, 2.0]), min_size=2, max_size=15), st.none() | FINITE)
def test_what_is_told_is_true(loss: list[float], minimum: float | None) -> None:
    told = describe_loss(loss, minimum)
    assert ("fell" in told) <= (loss[-1] < loss[0])
    assert ("rose" in told) <= (loss[-1] > loss[0])
    assert ("began" in told) <= (loss[-1] == loss[0])
    if lowest := re.search(r"lowest at step (\d+), .*(risen since|ended higher)", told):
        at = int(lowest[1])
        assert loss[at] == min(loss)
        assert loss[-1] > loss[at]
        if lowest[2] == "risen since":
            assert loss[at:] == sorted(loss[at:])
    if highest := re.search(r"highest at step (\d+)", told):
        assert loss[int(highest[1])] == max(loss)
    if above := re.search(r"(above|below) the best known", told):
        assert minimum is not None
        assert (loss[-1] > minimum) == (above[1] == "above")
    if turned := re.search(r"turned (at least )?(\d+) times", told):
        moves = [later > earlier for earlier, later in pairwise(loss) if later != earlier]
        turns = sum(one != other for one, other in pairwise(moves))
        assert turns >= int(turned[2]) if turned[1] else turns == int(turned[2])


@settings(max_examples=300)
@given(st.lists(st.floats(-100, 100), min_size=2, max_size=15), st.none() | st.floats(-100, 100))
def test_no_figure_is_told_in_more_than_six_digits(loss: list[float], minimum: float | None) -> None:
    for number in re.findall(r"[\d.,]*\d", describe_loss(loss, minimum)):
        assert len(re.sub(r"\D", "", number).lstrip("0")) <= 6


@given(st.lists(st.floats(), max_size=10), st.none() | st.floats())
def test_every_curve_has_words(loss: list[float], minimum: float | None) -> None:
    told = describe_loss(loss, minimum)
    assert told.endswith(".")
    assert "nan" not in told
    assert "inf " not in told
