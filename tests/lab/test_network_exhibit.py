"""A network from inside on the bench. Oracle: the engine's walk."""

from __future__ import annotations

from io import StringIO

import pytest

from tests.engine.small_networks import ONE_ONE_ONE
from tutor.engine.backpropagation import walk
from tutor.engine.network_names import shown
from tutor.lab.network_exhibit import NetworkExhibit
from tutor.lab.view import View

WALK = walk(ONE_ONE_ONE)


def network(at: int, *, asked: bool = False, ascii: bool = False) -> NetworkExhibit:
    return NetworkExhibit(ONE_ONE_ONE, at, asked=asked, ascii=ascii)


def test_it_stands_at_its_present_step() -> None:
    exhibit = network(3)
    assert (exhibit.playback.at, exhibit.playback.over, exhibit.views) == (3, True, ("diagram", "numbers"))


def test_a_step_beyond_the_end_is_the_last() -> None:
    assert network(10**6).playback.at == len(WALK) - 1


def test_in_words_it_tells_what_is_known_by_now() -> None:
    assert network(2).in_words() == tuple(step.sentence for step in WALK[:3])
    assert network(2, asked=True).in_words() == tuple(step.sentence for step in WALK[:2])


def test_before_its_first_step_nothing_is_known() -> None:
    exhibit = network(-1)
    assert (exhibit.playback.at, exhibit.in_words(), exhibit.numbers()) == (0, (), ())
    assert "[" not in "".join(exhibit.draw(View(), 78, 13).lines)
    assert len(exhibit.draw(View("numbers"), 78, 13).lines) == 13


def test_a_number_that_is_asked_for_is_not_given_away() -> None:
    asked = network(2, asked=True)
    assert len(asked.numbers()) == 2
    drawn = "\n".join(asked.draw(View(), 78, 13).lines)
    assert "?" in drawn
    assert asked.draw(View(), 78, 13) != network(2).draw(View(), 78, 13)


def test_its_numbers_are_those_of_the_walk() -> None:
    for line, step in zip(network(10**6).numbers(), WALK, strict=True):
        assert line.split() == [*step.name.split(), *shown(step.value).split()]
    assert len(network(10**6).numbers(4)) == 5


@pytest.mark.parametrize("height", [5, 13, 40])
def test_its_table_has_the_numbers_up_to_the_one_at_hand_which_is_marked(height: int) -> None:
    lines = network(5).draw(View("numbers"), 78, height).lines
    assert len(lines) == height
    told = [line.split() for line in lines[1:] if line.strip()]
    assert told[-1] == [">", *WALK[5].name.split(), *shown(WALK[5].value).split()]
    assert [row[-1] for row in told] == [shown(step.value).split()[-1] for step in WALK[:6]][-len(told) :]
    assert network(5, asked=True).draw(View("numbers"), 78, 13).lines[6].split()[-1] == "?"


def test_one_goes_back_and_forth_through_the_numbers() -> None:
    exhibit = network(5)
    there = exhibit.draw(View(), 78, 13)
    exhibit.playback = exhibit.playback.read(4)
    assert exhibit.draw(View(), 78, 13) == network(4).draw(View(), 78, 13) != there


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize(("width", "height"), [(78, 13), (58, 10), (118, 36), (20, 5)])
def test_it_fills_its_size(width: int, height: int, ascii: bool) -> None:
    drawing = network(3, ascii=ascii).draw(View(), width, height)
    assert [len(line) for line in drawing.lines] == [width] * height
    assert not ascii or all(line.isascii() for line in drawing.lines)


def test_there_is_no_run_to_save_and_no_map() -> None:
    exhibit = network(3)
    with pytest.raises(ValueError, match="no run"):
        exhibit.as_object()
    with pytest.raises(ValueError, match="no run"):
        exhibit.write_csv(StringIO())
    assert exhibit.map_in_words() == "There is no map of rates here."
    with pytest.raises(NotImplementedError):
        exhibit.bend(0.1)
