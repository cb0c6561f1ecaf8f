"""Orders as learners type them: `b a c`, `bac`, `b > a > c`, `2 1 3`, or the items' own words between commas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.dialogue.answers import bare, read_choices

_BETWEEN = re.compile(r"[\s,;.:>→()\[\]/&+|=-]+|\b(?:and|then|before)\b")
_BETWEEN_WORDS = re.compile(r"\s*(?:[,;>→|]|->|=>|\bthen\b)+\s*")


def read_order(text: str, seen: Sequence[str]) -> tuple[int, ...] | None:
    """The places (from 0) that are named, in the order given; some may be missing or stand twice.

    Args:
        text: what the learner typed.
        seen: the items as the learner sees them: a) the first, b) the second.

    Returns:
        None if it is no order of these: fewer than two places, or something that is none.
    """
    said = bare(text)
    letters = {chr(ord("a") + place): place for place in range(len(seen))}
    numbers = {str(place + 1): place for place in range(len(seen))}
    parts = [part for part in _BETWEEN.split(said) if part]
    if len(parts) == 1 and (set(parts[0]) <= letters.keys() or (set(parts[0]) <= numbers.keys() and len(seen) < 10)):
        parts = list(parts[0])
    for known in (letters, numbers):
        if all(part in known for part in parts):
            return tuple(known[part] for part in parts) if len(parts) > 1 else None
    named = [read_choices(part, seen) for part in _BETWEEN_WORDS.split(said) if part]
    found = [places[0] for places in named if places is not None and len(places) == 1]
    return tuple(found) if len(found) == len(named) > 1 else None


def incomplete(places: Sequence[int], count: int) -> str:
    """What is missing in an order of `count` items, told to the learner; empty if each stands there once."""
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        return f"{chr(ord('a') + twice)} stands there more than once. Each letter once, please."
    return "" if len(places) == count else f"That is {len(places)} of {count}. Please put all {count} in order."


def how_far(order: Sequence[int], right: Sequence[Sequence[int]]) -> str:
    """How much of a wrong order is right, measured by that right order which begins like it for longest: "The first two
    are right."; how many stand at their place, if neither the beginning nor the end is right."""
    if begun := begun_right(order, right):
        return begun
    near = max(right, key=lambda other: _alike(order, other))
    last = _alike(order[::-1], near[::-1])
    if last:
        return "The last one is right." if last == 1 else f"The last {_counted(last)} are right."
    placed = sum(mine == theirs for mine, theirs in zip(order, near, strict=True))
    if not placed:
        return "None of them is at its place yet."
    return "One in between is at its place." if placed == 1 else f"{_counted(placed).capitalize()} are at their place."


def begun_right(order: Sequence[int], right: Sequence[Sequence[int]]) -> str:
    """How many are right from the start on, by that right order which goes on like it for longest; empty for none."""
    first = max(_alike(order, other) for other in right)
    if not first:
        return ""
    return "The first one is right." if first == 1 else f"The first {_counted(first)} are right."


def _alike(order: Sequence[int], other: Sequence[int]) -> int:
    """How many places the two have in common from the start on."""
    return next((at for at, (one, two) in enumerate(zip(order, other, strict=True)) if one != two), len(order))


def _counted(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)
