"""Several runs on one landscape: each is where it is, told apart by its letter and its owner."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import changed, descent, find, is_sound, owned, sign_at
from tutor.charting.drawing import BALL, FRAME, LETTERS, MINIMUM, PATH, RUNS, SLOPE, SURFACE, TITLE
from tutor.charting.landscape_1d import Landscape1D, landscape_1d
from tutor.charting.landscape_2d import Landscape2D, landscape_2d
from tutor.charting.others import Other

if TYPE_CHECKING:
    from tutor.charting.canvas import Floats

A, B, C, _ = RUNS
Path = list[tuple[float, float]]


def square(w: Floats) -> Floats:
    value: Floats = w[:, 0] ** 2
    return value


def ravine(w: Floats) -> Floats:
    value: Floats = 0.5 * (w[:, 0] ** 2 + 50 * w[:, 1] ** 2)
    return value


def hops(rate: float, steps: int = 30) -> list[float]:
    """w² from 3."""
    return [3.0 * (1 - 2 * rate) ** step for step in range(steps + 1)]


SLOW, WAVES, ZIGZAG = descent(0.002, 60), descent(0.01, 60, momentum=0.9), descent(0.039, 60)


def race(
    main: Path, *others: Other, width: int = 78, height: int = 12, ascii: bool = False, names: tuple[str, ...] = ()
) -> Landscape2D:
    return landscape_2d(
        ravine,
        ((-12.0, 12.0), (-3.0, 3.0)),
        main,
        width=width,
        height=height,
        ascii=ascii,
        minimizers=[[0.0, 0.0]],
        others=others,
        letter="a",
        names=names,
    )


def tries(main: list[float], *others: Other, height: int = 13, ascii: bool = False) -> Landscape1D:
    return landscape_1d(
        square, (-4.0, 4.0), main, width=78, height=height, ascii=ascii, minimizers=[0.0], others=others, letter="a"
    )


def place(laid: Landscape2D, w: tuple[float, float]) -> tuple[float, float]:
    """Where the formula has a point, as column and row of the whole drawing."""
    grid = laid.frame.grid
    across = (w[0] - laid.across.low) / laid.across.length
    upward = (w[1] - laid.upward.low) / laid.upward.length
    return len(laid.frame.margin[0]) + across * (grid.columns - 1), 1 + (1 - upward) * (grid.rows - 1)


paths = st.lists(st.tuples(st.floats(), st.floats()), max_size=20)


@settings(max_examples=100, deadline=None)
@given(
    main=paths,
    others=st.lists(st.builds(Other, paths, st.sampled_from("abcdz"), st.booleans()), max_size=4),
    upto=st.none() | st.integers(-3, 25),
    size=st.tuples(st.integers(1, 120), st.integers(1, 30)) | st.sampled_from([(300, 100), (20, 5)]),
    ascii=st.booleans(),
    letter=st.sampled_from(["", "a", "z"]),
)
def test_every_frame_fills_exactly_its_cells(
    main: Path, others: list[Other], upto: int | None, size: tuple[int, int], ascii: bool, letter: str
) -> None:
    width, height = size
    names = ["\x1b[31msgd", "界", "momentum"]
    flat = [Other(np.array(other.w).reshape(-1), other.letter, other.whole) for other in others]
    pictures = (
        landscape_2d(
            ravine, ((-12, 12), (-3, 3)), main, width=width, height=height, ascii=ascii, others=others, letter=letter
        ),
        landscape_1d(
            square,
            (-4, 4),
            [x for x, _ in main],
            width=width,
            height=height,
            ascii=ascii,
            others=flat,
            letter=letter,
            names=names,
        ),
    )
    for laid in pictures:
        drawing = laid.draw(upto)
        is_sound(drawing, width, height, ascii=ascii)
        assert "\x1b" not in "".join(drawing.lines)
        known = {TITLE, FRAME, SURFACE, PATH, BALL, MINIMUM, SLOPE, *RUNS}
        assert {of for row in drawing.owner for of in row} <= known


@pytest.mark.parametrize("ascii", [False, True])
def test_each_run_stands_where_it_is_behind_its_letter(ascii: bool) -> None:
    laid = race(ZIGZAG, Other(WAVES, "b"), Other(SLOW, "c"), ascii=ascii)
    for step in (12, 25, 50):
        drawing = laid.draw(step)
        for path, letter, of in ((WAVES, "b", B), (SLOW, "c", C)):
            column, row = place(laid, path[step])
            assert any(abs(x - column) <= 1 and abs(y - row) <= 1 for x, y in find(drawing, letter, of)), (step, letter)
        ((column, row),) = owned(drawing, BALL)
        assert sign_at(drawing, (column, row)) == ("O" if ascii else "●")
        assert "a" in (sign_at(drawing, (column + 1, row)), sign_at(drawing, (column - 1, row)))
        assert sign_at(drawing, find(drawing, "0", A)[0]) == "0"


def test_a_run_keeps_its_colour_by_its_letter_whatever_its_place_among_the_others() -> None:
    drawing = race(ZIGZAG, Other(SLOW, "c")).draw()
    assert find(drawing, "c", C)
    assert not owned(drawing, B)
    assert not owned(drawing, PATH)


def test_a_run_that_is_alone_needs_no_letter() -> None:
    alone, with_letter = (
        race(ZIGZAG),
        landscape_2d(ravine, ((-12.0, 12.0), (-3.0, 3.0)), ZIGZAG, width=78, height=12, minimizers=[[0.0, 0.0]]),
    )
    assert alone.draw() == with_letter.draw()


@pytest.mark.parametrize("ascii", [False, True])
def test_a_zigzag_and_a_wave_are_seen_at_once(ascii: bool) -> None:
    laid = race(SLOW, Other(ZIGZAG, "b"), ascii=ascii)
    drawing = laid.draw(30)
    middle = place(laid, (0.0, 0.0))[1]
    cells = owned(drawing, B)
    assert len({row for _, row in cells}) >= 5
    for above in (True, False):
        turns = [place(laid, w) for w in ZIGZAG[4:12] if (w[1] > 0) == above]
        for column, row in turns:
            assert (row < middle) == above
            assert any(abs(x - column) <= 1 and abs(y - row) <= 1 for x, y in cells)


def test_an_earlier_run_is_there_whole_and_a_rival_only_as_far_as_the_run() -> None:
    laid = tries(hops(0.1), Other(hops(0.9), "b", whole=True))
    assert len(owned(laid.draw(0), B)) == pytest.approx(len(owned(laid.draw(), B)), abs=25)
    laid = tries(hops(0.1), Other(hops(0.9), "b"))
    assert len(owned(laid.draw(0), B)) <= 1
    assert len(owned(laid.draw(1), B)) < len(owned(laid.draw(3), B)) < len(owned(laid.draw(), B))


def test_a_rival_that_ended_early_stays_where_it_ended() -> None:
    laid = race(ZIGZAG, Other(WAVES[:4], "b"))
    at = place(laid, WAVES[3])
    for step in (3, 20, 60):
        assert any(abs(x - at[0]) <= 1 and abs(y - at[1]) <= 1 for x, y in owned(laid.draw(step), B))


@pytest.mark.parametrize("ascii", [False, True])
def test_a_rival_that_explodes_leaves_by_an_arrow_and_does_not_squeeze_the_rest(ascii: bool) -> None:
    alone = race(ZIGZAG)
    laid = race(ZIGZAG, Other(descent(0.05, 60), "b"), ascii=ascii)
    assert laid.upward.length < 3 * alone.upward.length
    drawing = laid.draw(60)
    arrows = [cell for sign in ("<>^v" if ascii else "←→▲▼") for cell in find(drawing, sign, B)]
    assert arrows
    assert any(abs(x - u) + abs(y - v) == 1 for x, y in arrows for u, v in find(drawing, "b", B))


def test_a_rival_nearby_widens_the_picture() -> None:
    assert tries(hops(0.1)).across.high == 4.0
    assert tries(hops(0.1), Other([6.0, 5.0], "b")).across.high > 6.0


def test_the_legend_names_the_runs_and_foreign_names_cannot_act() -> None:
    names = ("sgd", "momentum")
    assert race(ZIGZAG, Other(WAVES, "b"), names=names).draw().lines[-1].startswith("a sgd  b momentum  ● now")
    told = race(ZIGZAG, Other(WAVES, "b"), names=names, ascii=True).draw().lines[-1]
    assert told.startswith("a sgd  b momentum  O now")
    told = race(ZIGZAG, Other(WAVES, "b"), names=("\x1b[31mred\n", "界"), width=78).draw().lines[-1]
    assert told.startswith("a red  b ?  ")
    assert "sgd" not in race(ZIGZAG, names=names).draw().lines[-1]


def test_one_step_changes_few_cells_and_letters_stay() -> None:
    laid = race(ZIGZAG, Other(WAVES, "b"), Other(SLOW, "c"), width=80, height=24)
    frames = [laid.draw(step) for step in range(61)]
    assert max(changed(one, two) for one, two in pairwise(frames)) <= 100
    assert sum(changed(one, two) for one, two in pairwise(frames)) / 60 <= 50


def test_the_others_stay_when_the_run_is_followed_elsewhere() -> None:
    laid = race(ZIGZAG, Other(WAVES, "b"))
    assert find(laid.follow(SLOW).draw(20), "b", B)


def test_letters_are_those_of_the_curves() -> None:
    assert [Other([], letter).letter for letter in LETTERS] == list("abcd")


@pytest.mark.parametrize("letter", ["", "ab", "é", "\n"])
def test_a_letter_that_is_not_one_ascii_character_is_refused(letter: str) -> None:
    with pytest.raises(ValueError, match="one ASCII character"):
        Other([1.0], letter)


def test_a_run_of_no_numbers_at_all_is_nowhere() -> None:
    drawing = tries(hops(0.1), Other([math.nan] * 5, "b")).draw()
    assert not owned(drawing, B)
