"""What is typed after an option is read as it was meant, or refused with the option's name."""

from __future__ import annotations

import argparse
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.commands.arguments import MOST_RATES, joined, rate, rates, seed, start, whole
from tutor.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.3", (0.3,)),
        (".3", (0.3,)),
        ("0,3", (0.3,)),
        ("1/4", (0.25,)),
        ("1e-3", (0.001,)),
        ("-0.5", (-0.5,)),
        ("0", (0.0,)),
        ("0.1,0.5,1.1", (0.1, 0.5, 1.1)),
        ("0.1, 1/4", (0.1, 0.25)),
        ("0,1;0,5", (0.1, 0.5)),
        ("1.0,5.0", (1.0, 5.0)),
        ("1,2,3", (1.0, 2.0, 3.0)),
    ],
)
def test_rates_are_read_in_every_notation(text: str, expected: tuple[float, ...]) -> None:
    assert rates("--lr", text) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fast", '--lr: "fast" is not a number'),
        ("", '--lr: "" is not a number'),
        ("0.1,,0.2", '--lr: "" is not a number'),
        ("0.1,x", '--lr: "x" is not a number'),
        ("nan", "--lr: nan is not a finite number"),
        ("0.1,inf", "--lr: inf is not a finite number"),
        ("1e999", "--lr: 1e999 is too large"),
        ("1e-999", "--lr: 1e-999 is too small"),
        ("1/0", "--lr: 1/0 divides by zero"),
        ("1,5", "--lr: 1,5 can be one rate or two; write 1.5, or 1.0,5.0"),
        (",".join(["0.1"] * (MOST_RATES + 1)), "use tutor sweep"),
    ],
)
def test_what_is_no_rate_is_refused(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        rates("--lr", text)
    assert told in str(error.value)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_number_or_refused(text: str) -> None:
    for read in (lambda: rate("--to", text), lambda: rates("--lr", text), lambda: start(text)):
        with contextlib.suppress(UsageError):
            read()


def test_a_start_is_a_list_of_numbers() -> None:
    assert start(None) is None
    assert start("3") == (3.0,)
    assert start("1,-2") == (1.0, -2.0)
    assert start("-1/2, 1e-6") == (-0.5, 1e-6)
    with pytest.raises(UsageError, match='--start: "b" is not a number'):
        start("1,b")


def test_whole_numbers_are_read_with_an_exponent_too() -> None:
    assert whole("50") == 50
    assert whole("1e3") == 1000
    assert whole("-1") == -1
    for text in ("1.5", "many", "1e400", "nan", "9" * 5000):
        with pytest.raises(argparse.ArgumentTypeError, match="is not a whole number"):
            whole(text)
    assert seed("0") == 0
    with pytest.raises(argparse.ArgumentTypeError, match="-1 is below 0"):
        seed("-1")


def test_a_number_below_zero_is_not_taken_for_an_option() -> None:
    assert joined(["run", "--start", "-1,2", "--lr", "-1e-3", "--json"]) == [
        "run", "--start=-1,2", "--lr=-1e-3", "--json",
    ]  # fmt: skip
    assert joined(["--lr", "--json"]) == ["--lr", "--json"]
