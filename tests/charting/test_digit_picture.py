"""A digit and what the network takes it for: the pixels of the file, the shares of the network."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import changed, is_sound, owned
from tutor.charting.digit_picture import digit_picture
from tutor.charting.drawing import SURFACE
from tutor.engine.data import read_table
from tutor.engine.model import Experiment
from tutor.engine.problems import build_problem
from tutor.engine.training import Training, predict
from tutor.errors import SpecificationError

DIGITS = "network:data=digits,layers=32,activation=relu,loss=cross-entropy,batch=32,validation=0.2"
PROBLEM = build_problem(DIGITS)


@settings(max_examples=60, deadline=None)
@given(
    size=st.floats(-10, 10) | st.sampled_from([math.nan, math.inf, 1e300]),
    index=st.integers(-5, 400),
    width=st.integers(1, 200),
    height=st.integers(1, 60),
    ascii=st.booleans(),
)
def test_every_picture_fills_exactly_its_cells(size: float, index: int, width: int, height: int, ascii: bool) -> None:
    w = size * np.linspace(-1, 1, PROBLEM.dimension)
    drawing = digit_picture(PROBLEM, width=width, height=height, ascii=ascii).draw(w, index)
    is_sound(drawing, width, height, ascii=ascii)


@pytest.mark.parametrize(("ascii", "shades"), [(False, " ░▒█"), (True, " .:*#")])
@pytest.mark.parametrize(("width", "height", "scale"), [(40, 8, 1), (80, 16, 2), (200, 60, 3)])
def test_the_pixels_are_those_of_the_file(ascii: bool, shades: str, width: int, height: int, scale: int) -> None:
    table = read_table("digits")
    row = 4  # the first of every five rows that is held back
    drawing = digit_picture(PROBLEM, width=width, height=height, ascii=ascii).draw(PROBLEM.start, 0)
    for down in range(8):
        for across in range(8):
            ink = table.numbers[f"r{down}c{across}"][row] / 16
            cells = {
                drawing.lines[y][x]
                for y in range(down * scale, (down + 1) * scale)
                for x in range(across * 2 * scale, (across + 1) * 2 * scale)
            }
            assert cells == {shades[math.floor(ink * (len(shades) - 1) + 0.5)]}
    assert all(column < 16 * scale for column, _ in owned(drawing, SURFACE))


def test_the_three_likeliest_digits_are_told_with_their_shares() -> None:
    training = Training(Experiment(DIGITS, 0.01, "adam", steps=40))
    while not training.advance(1):
        pass
    problem, w = training.problem, training.w
    shares = predict(problem, w, problem.samples.validation_x)
    digits = read_table("digits").numbers["digit"][4::5]
    picture = digit_picture(problem, width=60, height=10, ascii=True)
    rights = 0
    for index in range(40):
        lines = picture.draw(w, index).lines
        told = [line[18:].split() for line in lines]
        likely = sorted(range(10), key=lambda kind: -shares[index, kind])[:3]
        bars = [words for words in told if words and words[-1] == "%"]
        assert [int(words[0]) for words in bars] == likely
        for words, kind in zip(bars, likely, strict=True):
            assert float(words[2].strip("<>")) == pytest.approx(100 * shares[index, kind], abs=0.1)
            assert words[1].count("#") == round(shares[index, kind] * len(words[1]))
        right = likely[0] == digits[index]
        rights += right
        article = "an" if digits[index] == 8 else "a"
        assert ["right"] in told if right else f"wrong: it is {article} {digits[index]:g}".split() in told
        assert f"digit {index + 1:>3} of 179" in "".join(lines)
        assert "not seen in training" in "".join(lines)
    assert 10 < rights < 40


def test_after_the_last_digit_comes_the_first() -> None:
    picture = digit_picture(PROBLEM, width=60, height=10)
    assert picture.draw(PROBLEM.start, 179) == picture.draw(PROBLEM.start, 0)
    assert picture.draw(PROBLEM.start, -1) == picture.draw(PROBLEM.start, 178)


def test_where_nothing_is_held_back_the_training_rows_are_shown_and_called_so() -> None:
    problem = build_problem("network:data=digits,loss=cross-entropy")
    lines = digit_picture(problem, width=60, height=10).draw(problem.start, 0).lines
    assert "digit   1 of 899" in "".join(lines)
    assert "not seen" not in "".join(lines)
    assert "seen in training" in "".join(lines)


@pytest.mark.parametrize(("width", "words"), [(38, "not seen in training"), (37, "unseen"), (30, "unseen")])
def test_words_that_find_no_room_beside_the_digit_are_said_shorter_and_not_cut(width: int, words: str) -> None:
    lines = digit_picture(PROBLEM, width=width, height=10).draw(PROBLEM.start, 0).lines
    assert any(line.rstrip().endswith(words) for line in lines)
    assert any("1 of 179" in line for line in lines)
    assert sum("%" in line for line in lines) == 3


def test_scaling_does_not_change_the_picture() -> None:
    raw = build_problem(DIGITS + ",scaled=no")
    one = digit_picture(PROBLEM, width=40, height=8).draw(PROBLEM.start, 3)
    two = digit_picture(raw, width=40, height=8).draw(raw.start, 3)
    assert [line[:16] for line in one.lines] == [line[:16] for line in two.lines]


def test_weights_that_overflowed_give_no_answer() -> None:
    lines = digit_picture(PROBLEM, width=60, height=10).draw(np.full(PROBLEM.dimension, math.nan), 0).lines
    assert "no answer: overflow" in "".join(lines)
    assert "right" not in "".join(lines)


def test_a_step_of_training_changes_only_the_guesses() -> None:
    picture = digit_picture(PROBLEM, width=60, height=10)
    gradient = PROBLEM.gradient(PROBLEM.start[None, :])[0]
    one, two = picture.draw(PROBLEM.start, 0), picture.draw(PROBLEM.start - 0.1 * gradient, 0)
    assert [line[:16] for line in one.lines] == [line[:16] for line in two.lines]
    assert 0 < changed(one, two) < 60


@pytest.mark.parametrize("problem", ["network", "network:data=digits", "bowl", "xor"])
def test_what_is_no_digit_is_refused(problem: str) -> None:
    with pytest.raises(SpecificationError, match="digits can be drawn where kinds are told apart by 64 pixels"):
        digit_picture(build_problem(problem), width=40, height=8)
