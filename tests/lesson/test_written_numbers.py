from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.dialogue.numbers import NumberRead, read_number
from tutor.lesson.numbers import read_tolerated, read_written


@pytest.mark.parametrize(
    ("text", "value", "half_unit"),
    [
        ("0.025", 0.025, 0.0005),
        (".5", 0.5, 0.05),
        ("-2.40", -2.4, 0.005),
        ("−3", -3.0, 0.5),
        ("+7", 7.0, 0.5),
        ("7e8", 7e8, 5e7),
        ("7.0e8", 7e8, 5e6),
        ("1E-3", 0.001, 0.0005),
        ("1.E-3", 0.001, 0.0005),
        ("6.E5", 6e5, 5e4),
        ("0e308", 0.0, 0.5e308),
        ("1/4", 0.25, 0.005),
        ("2/25", 0.08, 0.005),
        ("-1/8", -0.125, 0.0005),
        ("1/3", 1 / 3, 0.005),
        ("2/300", 2 / 300, 0.00005),
        ("4/2", 2.0, 0.5),
        ("0/7", 0.0, 0.5),
        ("0.5 / 2", 0.25, 0.005),
    ],
)
def test_the_digits_written_say_how_exact_a_number_is(text: str, value: float, half_unit: float) -> None:
    written = read_written(text)
    assert written is not None
    assert written.value == pytest.approx(value, rel=1e-15)
    assert written.half_unit == pytest.approx(half_unit, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1,5",
        "1_000",
        "nan",
        "inf",
        "1e999",
        "0e309",
        "1e-999",
        "1e999/1e998",
        "1e-300/1e300",
        "1e300/1e-300",
        "1/0",
        "1//2",
        "0x10",
        "½",
        "1 2",
        "٣",
        "5 %",
        "1e",
        "-",
        ".",
        "9" * 50,
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert read_written(text) is None


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("2.71", 2.71427, True),
        ("2.71", 2.7151, False),
        ("2.71", 2.705, True),
        ("7e8", 7.4e8, True),
        ("7e8", 7.51e8, False),
        ("9", 9.49, True),
        ("-2.4", -2.4000000001, True),
        ("0", 1e-9, True),
    ],
)
def test_a_value_that_rounds_to_the_digits_written_is_that_number(text: str, value: float, holds: bool) -> None:
    written = read_written(text)
    assert written is not None
    assert written.rounds(value) is holds


@pytest.mark.parametrize("sign", ["±", " ± ", "+-", " +/- "])
def test_a_tolerance_can_be_written(sign: str) -> None:
    read = read_tolerated(f"0.025{sign}0.001")
    assert read is not None
    assert (read[0], read[1].value, read[2]) == ("0.025", 0.025, 0.001)


@pytest.mark.parametrize("text", ["0.025 ±", "± 1", "1 ± x", "1 ± -1", "a ± 1"])
def test_half_a_tolerance_is_none(text: str) -> None:
    assert read_tolerated(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 12))
def test_a_number_rounds_to_itself_however_it_is_written(value: float, digits: int) -> None:
    text = f"{value:.{digits}e}"
    written = read_written(text)
    if written is None:  # rounded up beyond float64
        assert math.isinf(float(text))
    else:
        assert written.value == float(text)
        assert written.rounds(value)


@given(st.text(max_size=30))
def test_reading_a_number_never_raises(text: str) -> None:
    read_written(text)
    read_tolerated(text)


_DECIMALS = st.from_regex(r"([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})([eE][+-]?[0-9]{1,3})?", fullmatch=True)
_SIGNS = st.sampled_from(["", "+", "-", "−"])
_FRACTIONS = st.builds("{}{}{}".format, _DECIMALS, st.sampled_from(["/", " / "]), _DECIMALS)


@given(st.builds("{}{}".format, _SIGNS, _DECIMALS | _FRACTIONS))
def test_what_an_author_may_write_a_learner_may_type(text: str) -> None:
    written = read_written(text)
    if written is not None:
        typed = read_number(text)
        assert isinstance(typed, NumberRead), typed
        # A learner's fraction is divided in float64, an author's exactly.
        assert typed.value == pytest.approx(written.value, rel=1e-15 if "/" in text else 0, abs=0)
