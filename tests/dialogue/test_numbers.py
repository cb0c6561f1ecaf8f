"""Numbers in every notation a learner may type."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tutor.dialogue import numbers
from tutor.dialogue.numbers import NumberRead, NumberUnclear, read_number

finite = st.floats(allow_nan=False, allow_infinity=False)


def value(text: str) -> float:
    number = read_number(text)
    assert isinstance(number, NumberRead), f"{text!r} was read as {number}"
    return number.value


def why_unclear(text: str) -> str:
    number = read_number(text)
    assert isinstance(number, NumberUnclear), f"{text!r} was read as {number}"
    return number.why


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0.3", 0.3), (".3", 0.3), ("0,3", 0.3), (",3", 0.3), ("3.", 3.0), ("+0.3", 0.3), ("007", 7.0),
        ("1/3", 1 / 3), ("1 / 3", 1 / 3), ("2/0.5", 4.0), ("1 1/2", 1.5), ("-1/4", -0.25), ("0,5/2", 0.25),
        ("½", 0.5), ("1½", 1.5), ("-½", -0.5), ("⅔", 2 / 3), ("⅛", 0.125), ("1⁄4", 0.25),
        ("1e-3", 1e-3), ("1E-3", 1e-3), ("1e−3", 1e-3), ("1.e2", 100.0), ("2,5e-1", 0.25),
        ("10^-3", 1e-3), ("10**-3", 1e-3), ("10^(-3)", 1e-3), ("10⁻³", 1e-3), ("10²", 100.0), ("-10^-3", -1e-3),
        ("2·10⁻³", 2e-3), ("2.5 x 10^-1", 0.25), ("2,5×10^-1", 0.25), ("3*10^2", 300.0),
        ("30%", 0.3), ("30 %", 0.3), ("30 percent", 0.3), ("2,5 per cent", 0.025),
        ("−0.1", -0.1), ("–0.1", -0.1), ("- 0.1", -0.1), ("minus 0.1", -0.1), ("negative 0.1", -0.1),
        ("1,000,000", 1e6), ("1,000.5", 1000.5), ("0,300", 0.3), ("1.000", 1.0),
        ("three", 3.0), ("zero", 0.0), ("half", 0.5), ("a tenth", 0.1), ("one tenth", 0.1), ("minus a tenth", -0.1),
        ("a third", 1 / 3), ("one hundredth", 0.01), ("0", 0.0), ("1e308", 1e308), ("1e-320", 1e-320),
        ("０．３", 0.3), ("٣", 3.0),
    ],
)  # fmt: skip
def test_a_number_is_read_in_every_usual_notation(text: str, meant: float) -> None:
    assert value(text) == pytest.approx(meant, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    [
        "try .3", "try 0.3", "what about 0.3?", "How about .3 ?", "what if 0.3?", "why not 0.3?", "w = 0.3",
        "lr=0.3", "lr = 0.3", "learning rate: 0.3", "a learning rate of 0.3", "rate 0.3", "η = 0.3", "alpha=0.3",
        "I think it is 0.3", "i guess 0.3", "maybe 0.3", "let's try 0.3", "let’s take 0.3", "I'll take 0.3",
        "can I use 0.3?", "and 0.3?", "ok 0.3", "0.3 please", "0.3, please", "please 0.3", "0.3 then", "0.3!", "0.3?",
        "0.3 ...", "=0.3", "≈ 0.3", "(0.3)", '"0.3"', "`0.3`", "“0.3”", "  0.3  ", "is it 0.3?", "let me try 0.3",
        "what happens with 0.3?", "w1=0.3", "w1 = 0.3", "dL/dw2 = 0.3", "new w: 0.3", "w -> 0.3", "x ← 0.3",
        "0.3 metres", "0.3 m²", "0.3m", "0.3 min", "0.3€", "$0.3", "0.3x", "0.3 or so", "0.3 (I think)", "0.3, right?",
        "that's 0.3", "it would be 0.3", "should be 0.3", "ok, 0.3", "hmm 0.3", "approx. 0.3", "set the rate to 0.3",
        "make it 0.3", "1 - 0.7 = 0.3", "w = 3 − 0.9 × 3 = 0.3", "0.3 lr",
    ],
)  # fmt: skip
def test_words_around_a_number_do_not_hide_it(text: str) -> None:
    number = read_number(text)
    assert isinstance(number, NumberRead)
    assert number.value == 0.3
    assert number.text in ("0.3", ".3")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ".", "-", "%", "/", "e5", "1e", "5/", "/5", "a", "w", "try", "=", "hint", "it bounces", "0.3.4",
        "0..3", "0x10", "1_000", "1/3/", "²", "what is a gradient?", "why does 0.9 bounce?", "()", "nano", "one two",
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "0.3 0.4",
        "0.3, 0.4",
        "0.3,0.4",
        "0.3;0.4",
        "0.3 and 0.4",
        "0.3 or 0.4",
        "0.1-0.3",
        "0.1 to 0.3",
        "1, 2, 3",
        "1/2/3",
    ],
)
def test_two_numbers_are_one_too_many(text: str) -> None:
    assert why_unclear(text) == "I see more than one number. One at a time, please."


@pytest.mark.parametrize("text", ["3 - 5.4", "3 − 5.4", "0.1 * 6", "0.9×6", "1 + 1", "9 ÷ 2", "2 x 3"])
def test_a_sum_is_to_be_worked_out(text: str) -> None:
    assert why_unclear(text) == "Please work it out and type what comes out: one number."


@pytest.mark.parametrize("text", ["steps=100", "steps = 100", "seed: 3", "start = 2", "momentum=0.9", "w1=9.8, w2=0"])
def test_a_setting_of_a_run_is_no_number_that_answers(text: str) -> None:
    assert read_number(text) is None


def test_a_number_keeps_its_name_and_whether_it_was_a_percentage() -> None:
    named, share, bare = read_number("w1 = 9.8"), read_number("50 % of it"), read_number("0.5")
    assert isinstance(named, NumberRead)
    assert named.name == "w1"
    assert isinstance(share, NumberRead)
    assert (share.value, share.percent) == (0.5, True)
    assert isinstance(bare, NumberRead)
    assert (bare.name, bare.percent) == ("", False)


@pytest.mark.parametrize(("text", "readings"), [("1,000", "1 or 1000"), ("-2,500", "-2.5 or -2500")])
def test_a_comma_before_three_digits_has_two_readings(text: str, readings: str) -> None:
    assert why_unclear(text) == f"{text} can be read in two ways. Please type {readings}."


@pytest.mark.parametrize("text", ["1/0", "0/0", "1/0.0", "3 / 0"])
def test_a_division_by_zero_is_told(text: str) -> None:
    assert "divides by zero" in why_unclear(text)


def test_infinity_and_nan_are_what_they_are() -> None:
    assert value("inf") == value("∞") == value("Infinity") == math.inf
    assert value("-inf") == value("−∞") == -math.inf
    assert math.isnan(value("nan"))
    assert math.isnan(value("NaN"))


@pytest.mark.parametrize("text", ["1e999", "-1e999", "10^999", "9" * 190 + "e190", "1/1e-320", "1e999/1e999"])
def test_a_number_too_large_for_a_computer_says_so(text: str) -> None:
    number = read_number(text)
    assert isinstance(number, NumberRead)
    assert number.overflow


def test_only_a_number_that_vanishes_is_an_underflow() -> None:
    read = [read_number(text) for text in ("1e-999", "10^-999", "1/1e300000", "0", "0.000", "0/5", "1e-300")]
    assert [isinstance(number, NumberRead) and number.underflow for number in read] == [True] * 3 + [False] * 4


@given(finite)
def test_what_python_writes_of_a_float_reads_back_as_it(number: float) -> None:
    assert value(repr(number)) == number


@given(finite)
def test_a_decimal_comma_reads_like_a_decimal_point(number: float) -> None:
    written = repr(number).replace(".", ",")
    assume(not isinstance(read_number(written), NumberUnclear))  # 1,234 has two readings
    assert value(written) == number


@given(
    finite,
    st.sampled_from(
        [
            "try {}", "what about {}?", "lr = {}", "I think {}.", "({})", "{} please", "w1={}", "dL/dw = {}",
            "{} metres", "that's {}", "{}, right?", "3 - 2 = {}", "{} x", "${}",
        ]
    ),
)  # fmt: skip
def test_any_float_is_found_among_words(number: float, around: str) -> None:
    assert value(around.format(repr(number))) == number


@given(st.one_of(st.text(), st.text(alphabet="0123456789.,-+/e%^ ½⁻³tryandof()")))
def test_no_text_raises_and_reading_twice_changes_nothing(text: str) -> None:
    number = read_number(text)
    if isinstance(number, NumberRead):
        again = read_number(number.text)
        assert isinstance(again, NumberRead)
        assert again.text == number.text
        assert again.value == number.value or math.isnan(number.value)


@pytest.mark.parametrize(
    "piece",
    [
        "1, ",
        "1,",
        "1 ",
        "1/",
        ".",
        "-",
        "please ",
        "try ",
        "(",
        "½",
        "w = ",
        "w ",
        "1 = ",
        "1 - ",
        "1e",
        "1 and ",
        "¼⁻",
        "0.",
        "ﷺ",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    # Step by step, so that a reading whose time doubles with each piece fails here and does not hang.
    for length in (*range(15, 201, 3), 100_000):
        started = time.process_time()
        read_number((piece * length)[: length - 1] + "x")
        assert time.process_time() - started < 0.2


def test_a_text_longer_than_any_number_is_none() -> None:
    assert read_number("1" * 200) is not None
    assert read_number("1" * 201) is None


@given(st.from_regex(r"\s?-?[0-9]{1,40}(\.[0-9]{1,40})?\s?", fullmatch=True))
def test_what_nearly_everybody_types_is_read_as_it_would_be_among_all_other_notations(text: str) -> None:
    assert read_number(text) == numbers._read(numbers._bare(text)[0])
