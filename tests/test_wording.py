"""Sentences on lines."""

from __future__ import annotations

import pytest

from tutor.wording import filled


@pytest.mark.parametrize("width", range(8, 60))
def test_no_line_ends_between_a_number_and_its_percent_sign(width: int) -> None:
    text = "It answers 87.9 % of these right and 100 % of those, that is 5 % more."
    lines = filled(text, width).split("\n")
    assert " ".join(lines) == text
    assert not [line for line in lines if line.startswith("%")]
