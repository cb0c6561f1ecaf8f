"""Quickly made frozen dataclasses behave as the standard library's do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import field
from typing import Any

import pytest

from tutor import frozen

Make = Any


@frozen.dataclass(frozen=True, slots=True)
class Quick:
    """One of each kind of field."""

    first: int
    second: str = "b"
    third: dict[str, int] = field(default_factory=dict, compare=False)
    hidden: float = field(default=0.5, repr=False)
    last: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "last", self.first + 1)


@dataclasses.dataclass(frozen=True, slots=True)
class Usual:
    """The same, made by the standard library."""

    first: int
    second: str = "b"
    third: dict[str, int] = field(default_factory=dict, compare=False)
    hidden: float = field(default=0.5, repr=False)
    last: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "last", self.first + 1)


@frozen.dataclass(frozen=True, slots=True, eq=False)
class Itself:
    """Equal to nothing else."""

    value: int


@frozen.dataclass(frozen=True, slots=True)
class Empty:
    """No field at all."""


@pytest.mark.parametrize("made", [Quick, Usual])
def test_values_are_told_compared_and_hashed(made: Make) -> None:
    one = made(1, third={"x": 1})
    assert repr(one) == f"{made.__qualname__}(first=1, second='b', third={{'x': 1}}, last=2)"
    assert one == made(1, "b", {}) != made(2)
    assert hash(one) == hash(made(1))
    assert one != (1, "b", 0.5, 2)
    assert (one.second, one.hidden, one.last) == ("b", 0.5, 2)
    assert made(1).third is not made(1).third


@pytest.mark.parametrize("made", [Quick, Usual])
def test_nothing_can_be_set_deleted_or_added(made: Make) -> None:
    one = made(1)
    for name in ("first", "other"):
        with pytest.raises((dataclasses.FrozenInstanceError, TypeError)):
            setattr(one, name, 2)
    with pytest.raises((dataclasses.FrozenInstanceError, TypeError)):
        del one.first
    assert not hasattr(one, "__dict__")


@pytest.mark.parametrize("made", [Quick, Usual])
def test_what_works_on_dataclasses_works(made: Make) -> None:
    one = made(1, third={"x": 1})
    assert dataclasses.replace(one, second="c") == made(1, "c")
    assert [each.name for each in dataclasses.fields(one)] == ["first", "second", "third", "hidden", "last"]
    assert dataclasses.asdict(one) == {"first": 1, "second": "b", "third": {"x": 1}, "hidden": 0.5, "last": 2}
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert again == one
        assert again.third == {"x": 1}
    match one:
        case made(first, second):
            assert (first, second) == (1, "b")


@pytest.mark.parametrize("made", [Quick, Usual])
def test_wrong_arguments_are_refused_the_first_time_and_later(made: Make) -> None:
    for _ in range(2):
        for wrong in (made, lambda: made(1, other=2), lambda: made(1, "b", {}, 0.5, 2)):
            with pytest.raises(TypeError):
                wrong()


def test_without_equality_each_is_itself() -> None:
    one = Itself(1)
    assert one == one  # noqa: PLR0124
    assert one != Itself(1)
    assert len({one, Itself(1)}) == 2
    assert repr(one) == "Itself(value=1)"


def test_no_fields_are_fields_enough() -> None:
    assert Empty() == Empty()
    assert repr(Empty()) == "Empty()"


def test_a_class_that_is_not_simple_is_refused() -> None:
    with pytest.raises(TypeError, match="not as simple"):

        @frozen.dataclass(frozen=True, slots=True)
        class Child(Empty):
            """Has a dataclass as its base."""

    with pytest.raises(TypeError, match="only for frozen"):
        frozen.dataclass(frozen=False, slots=True)(int)
