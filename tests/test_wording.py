"""What is said everywhere alike."""

from __future__ import annotations

import pytest

from tutor.wording import filled, percent


@pytest.mark.parametrize(
    ("share", "told"),
    [(25 / 28, "89.3 %"), (0.0324, "3.2 %"), (0.819, "81.9 %"), (0.95, "95 %"), (0.57, "57 %"), (1.02, "102 %")],
)
def test_a_share_is_told_to_the_nearest_tenth_of_a_percent(share: float, told: str) -> None:
    assert percent(share) == told


@pytest.mark.parametrize(
    ("share", "told"), [(1.0, "100 %"), (0.9996, "99.9 %"), (0.9999999, "99.9 %"), (341 / 359, "94.9 %")]
)
def test_a_share_is_never_rounded_up_to_a_whole_percent_that_it_has_not_reached(share: float, told: str) -> None:
    assert percent(share) == told


@pytest.mark.parametrize(
    ("share", "told"), [(0.0, "0 %"), (0.0004, "<0.1 %"), (1e-300, "<0.1 %"), (0.0006, "0.1 %"), (0.001, "0.1 %")]
)
def test_something_is_never_told_as_0_percent(share: float, told: str) -> None:
    assert percent(share) == told


@pytest.mark.parametrize("width", range(8, 60))
def test_no_line_ends_between_a_number_and_its_percent_sign(width: int) -> None:
    text = "It answers 87.9 % of these right and 100 % of those, that is 5 % more."
    lines = filled(text, width).split("\n")
    assert " ".join(lines) == text
    assert not [line for line in lines if line.startswith("%")]
