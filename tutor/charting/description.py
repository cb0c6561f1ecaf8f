"""A loss curve in words, for whoever does not see the picture. Every word is true of every curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from tutor.engine.figures import figure

_CLEAR = 1e-3
"""A rise of less than this share of the whole fall is not worth a word, and may be rounding."""


def describe_loss(loss: Sequence[float], minimum: float | None = None) -> str:
    """The curve in a sentence or a few: `Loss fell from 9 to 0.84 in 50 steps.`

    It says where the loss began and ended, where it was lowest and highest if that was on the way, whether it went up
    and down, where it stopped being a number, and how far from `minimum` it ended.

    Args:
        loss: the loss before the first step, then after each; non-finite values allowed.
        minimum: the best known loss, if any.
    """
    values = [float(value) for value in loss]
    if not values:
        return "There is no loss to describe."
    steps = [step for step, value in enumerate(values) if math.isfinite(value)]
    if not steps:
        return "Loss was never a finite number."
    sentences = [_course(values, steps), *_bounces([values[step] for step in steps]), *_not_finite(values, steps)]
    if steps[-1] == len(values) - 1:
        sentences += _distance(values[-1], minimum)
    return " ".join(sentences)


def _course(values: list[float], steps: list[int]) -> str:
    """From the first finite loss to the last, by way of the lowest and the highest."""
    start, end = steps[0], steps[-1]
    first, last = values[start], values[end]
    since = f" at step {start}" if start else ""
    if start == end:
        return f"Loss is {figure(first)}{since or ' at the start'}."
    took = f"in {_count(end - start)}"
    finite = [values[step] for step in steps]
    lowest, highest = min(finite), max(finite)
    if lowest == highest:
        return f"Loss stayed at {figure(first)}{since} for {_count(end - start)}."
    if highest / 2 - lowest / 2 <= 5e-7 * max(abs(lowest), abs(highest)):
        return f"Loss stayed at about {figure(first)}{since} for {_count(end - start)}."
    # Halved, so that the distance between two huge numbers does not overflow.
    clear = _CLEAR * (highest / 2 - lowest / 2)
    peak, dip = highest / 2 - max(first, last) / 2 > clear, min(first, last) / 2 - lowest / 2 > clear
    say = _sayer([first, last, *([highest] if peak else []), *([lowest] if dip else [])])
    if first == last:
        told = f"Loss ended at {say(last)}, where it began{since}, after {_count(end - start)}"
    elif say(first) == say(last):
        told = f"Loss ended at {say(last)}, about where it began{since}, after {_count(end - start)}"
    else:
        told = f"Loss {'fell' if last < first else 'rose'} from {say(first)}{since} to {say(last)} {took}"
    lowest_at = next(step for step in reversed(steps) if values[step] == lowest)
    highest_at = next(step for step in steps if values[step] == highest)
    sentences: list[str] = []
    if peak:
        sentences.append(f"it was highest at step {highest_at}, with {say(highest)}")
    if dip:
        after = [values[step] for step in steps if step >= lowest_at]
        climbing = all(later >= earlier for earlier, later in pairwise(after))
        since_then = "has risen since" if climbing else "ended higher"
        sentences.append(f"it was lowest at step {lowest_at}, with {say(lowest)}, and {since_then}")
    return "; ".join([told, *sentences]) + "."


def _bounces(finite: list[float]) -> list[str]:
    """How often it turned round. One turn alone is told by the lowest or the highest value already."""
    changes = [later / 2 - earlier / 2 for earlier, later in pairwise(finite)]
    rounding = 1e-6 * max(map(abs, changes), default=0.0)
    clear = _turns([change > 0 for change in changes if abs(change) > rounding])
    # Compared, not subtracted: half of the smallest number there is would be 0.
    all_of_them = _turns([later > earlier for earlier, later in pairwise(finite) if later != earlier])
    if clear < 2:
        return []
    return [f"It went up and down: it turned {'at least ' if clear < all_of_them else ''}{clear:,} times."]


def _turns(upwards: list[bool]) -> int:
    return sum(before != after for before, after in pairwise(upwards))


def _not_finite(values: list[float], steps: list[int]) -> list[str]:
    end = steps[-1]
    if end + 1 < len(values):
        after = values[end + 1]
        if math.isnan(after):
            return [f"At step {end + 1} it was not a number."]
        return [f"At step {end + 1} it was {'too large for a number' if after > 0 else 'minus infinity'}."]
    missing = len(values) - len(steps)
    return [f"At {_count(missing)} it was not a finite number."] if missing else []


def _distance(last: float, minimum: float | None) -> list[str]:
    if minimum is None or not math.isfinite(minimum):
        return []
    excess = last - minimum
    if minimum == 0 or math.isinf(excess):
        return [f"The best known loss is {figure(minimum)}."]
    if abs(excess) <= 1e-12 * abs(minimum):
        return [f"That is the best known loss, {figure(minimum)}."]
    return [
        f"That is {figure(abs(excess))} {'above' if excess > 0 else 'below'} the best known loss, {figure(minimum)}."
    ]


def _count(steps: int) -> str:
    return f"{steps:,} step" + ("" if steps == 1 else "s")


def _sayer(values: list[float]) -> Callable[[float], str]:
    """Says numbers in so few figures, three at least and six at most, as tell these apart."""
    different = set(values)
    for figures in range(3, 6):
        if len({figure(value, figures) for value in different}) == len(different):
            return partial(figure, figures=figures)
    return partial(figure, figures=6)
