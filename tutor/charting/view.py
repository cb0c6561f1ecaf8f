"""Which part of a landscape a picture shows: the problem's own window, and the run in it.

A run that explodes would squeeze the landscape to nothing, so only what it visits nearby widens the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.span import Span, span_of

if TYPE_CHECKING:
    from tutor.charting.canvas import Floats

Value = Callable[["Floats"], "Floats"]
"""(n, d) parameters -> (n,) losses."""

_AT_ONCE = 4096
"""Points that a loss is asked for together: one over a data set needs memory for each of its rows at each of them."""
_WIDEN = 0.5
"""A run may take the picture so many times its own length beyond either end."""
_SETTLED = 20.0
"""A run that comes to rest within so many lengths is followed to there."""
_REST = 3
"""Steps, at least, that a run stays in one place to be at rest there."""
_ROOM = 0.03
"""Beyond the outermost point that widened the picture."""
_FILL, _AT_MOST, _CLOSEST = 0.6, 0.4, 6.0
"""A path that takes up less than `_AT_MOST` of an axis is brought nearer until it takes up `_FILL` of it, or until the
picture is `_CLOSEST` times as near."""


def losses(value: Value, w: Floats) -> Floats:
    """(n, d) -> (n,): what `value` gives there, in portions and without warnings."""
    with np.errstate(all="ignore"):
        parts = [np.asarray(value(w[begin : begin + _AT_ONCE])) for begin in range(0, len(w), _AT_ONCE)]
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)


def widened(window: tuple[float, float], visited: Floats, others: Sequence[Floats] = ()) -> Span:
    """The window with the start and all nearby points of a run, and of others beside it, in it.

    Args:
        window: what a picture of the problem shows.
        visited: (n,) one coordinate of the run, the start first; non-finite values are left out of account.
        others: the same of each other run.
    """
    base = span_of(window)
    seen = _nearby(window, [visited, *others])
    if base.holds(seen).all():
        return base
    both = span_of((base.low, base.high, float(seen.min()), float(seen.max())))
    room = _ROOM * both.length
    return Span(both.low - (room if both.low < base.low else 0.0), both.high + (room if both.high > base.high else 0.0))


def _nearby(window: tuple[float, float], runs: Sequence[Floats]) -> Floats:
    """What the runs visit near the window and their starts, and where they come to rest if that isn't very far."""
    finite = [visited[np.isfinite(visited)] for visited in runs]
    core = span_of((*window, *(float(start) for known in finite for start in known[:1])))
    reach, far = _WIDEN * core.length, _SETTLED * core.length
    near = Span(core.low - reach, core.high + reach)
    seen = [known[near.holds(known)] for known in finite]
    for visited in runs:
        tail = visited[-max(len(visited) // 5, _REST) :]
        if len(tail) >= _REST and np.isfinite(tail).all():
            low, high = float(tail.min()), float(tail.max())
            if high - low < core.length and core.low - far < low and high < core.high + far:
                seen.append(tail)
    return np.concatenate(seen)


def fitted(window: tuple[float, float], visited: Floats, best: Floats, others: Sequence[Floats] = ()) -> Span:
    """As `widened`, or nearer than the window where the runs would be too small to see in it.

    Args:
        best: (k,) the same coordinate of the best known points; those in the window stay in the picture.
        others: the same of each other run.
    """
    whole = widened(window, visited, others)
    base = span_of(window)
    if whole != base:
        return whole
    seen = np.concatenate([known[base.holds(known)] for known in (visited, best, *others)])
    if not len(seen):
        return base
    low, high = float(seen.min()), float(seen.max())
    if high - low >= _AT_MOST * base.length:
        return base
    length = max((high - low) / _FILL, base.length / _CLOSEST)
    left = min(max((low + high - length) / 2, base.low), base.high - length)
    return Span(left, left + length)
