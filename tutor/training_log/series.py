"""One column of a log of any length, kept in at most about 33,000 entries.

Up to `CAPACITY` entries everything is kept. Beyond it, every second *block* of `BLOCK` successive entries is left out,
and again each time the room is used up. Blocks, not single entries, because a verdict asks how an entry differs from
its neighbours: of a loss that jumps up and down at every step, every second entry would show a smooth curve. Nothing
of note is lost with the blocks left out: of each such stretch, its highest and its lowest entry are kept if they stand
out from the blocks around it. The first and the last `EXACT` entries are always all there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Floats
    from tutor.training_log.model import Rows

BLOCK = 16
CAPACITY = 32_768
EXACT = 256

_BLOCKS = CAPACITY // BLOCK


class Series:
    """Numbers and the rows they stand in, taken in piece by piece."""

    def __init__(self) -> None:
        self.count = 0
        """How many numbers came, those that are not finite included."""
        self.ordered = True
        """None was smaller than the one before."""
        self.breaks = Breaks()
        self._last = -np.inf
        self._head = (np.empty(0, np.int64), np.empty(0))
        self._blocks = _Blocks()
        self._tail = (np.empty(0, np.int64), np.empty(0))
        self._rest = (np.empty(0, np.int64), np.empty(0))

    def push(self, rows: Rows, values: Floats) -> None:
        """Takes in numbers in order; of a stretch that is not finite only the first is kept."""
        if not len(values):
            return
        self.count += len(values)
        if self.ordered:
            self.ordered = bool(values[0] >= self._last and (values[1:] >= values[:-1]).all())
        self._last = float(values[-1])
        kept = self.breaks.note(values)
        if kept is not None:
            rows, values = rows[kept], values[kept]
        if len(self._head[0]) < EXACT:
            self._head = _joined(self._head, (rows[:EXACT], values[:EXACT]), slice(EXACT))
        self._tail = _joined(self._tail, (rows[-EXACT:], values[-EXACT:]), slice(-EXACT, None))
        self._rest = _joined(self._rest, (rows, values))
        taken = self._blocks.take(*self._rest)
        self._rest = (self._rest[0][taken:].copy(), self._rest[1][taken:].copy())

    @property
    def thinned(self) -> bool:
        """Whether something was left out."""
        return self._blocks.every > 1

    def curve(self) -> tuple[Rows, Floats]:
        """The rows and the numbers that are kept, in order."""
        rest_rows, rest = self._rest
        if self.thinned:  # what has not filled a stretch of its own yet, like the rest
            rest_rows, rest = rest_rows[:BLOCK], rest[:BLOCK]
        pieces = [self._head, self._blocks.curve(), self._blocks.outliers(), (rest_rows, rest), self._tail]
        rows = np.concatenate([piece[0] for piece in pieces])
        values = np.concatenate([piece[1] for piece in pieces])
        rows, first = np.unique(rows, return_index=True)
        return rows, values[first]


class Breaks:
    """Where the numbers stop being finite, and where they come back."""

    def __init__(self) -> None:
        self.healed = 0
        """How many stretches that are not finite were followed by numbers again."""
        self.missing = 0
        """How many rows those stretches have together."""
        self.longest = 0
        """The longest of them."""
        self.open = 0
        """How many rows at the end are not finite."""

    def note(self, values: Floats) -> NDArray[np.bool_] | None:
        """Which of the values to keep; None for all."""
        bad = ~np.isfinite(values)
        if not bad.any():
            self._heal(self.open)
            return None
        before = np.concatenate(([self.open > 0], bad[:-1]))
        ends = np.flatnonzero(before & ~bad)  # where numbers come back
        starts = np.flatnonzero(bad & ~before)
        if self.open:
            starts = np.concatenate(([-self.open], starts))
        for start, end in zip(starts[: len(ends)], ends, strict=True):
            self._heal(int(end - start))
        self.open = int(len(values) - starts[-1]) if bad[-1] else 0
        return ~(bad & before)

    def _heal(self, length: int) -> None:
        if length:
            self.healed += 1
            self.missing += length
            self.longest = max(self.longest, length)
        self.open = 0


class _Blocks:
    """Every `every`-th block of what was taken, and the extremes of what lies between."""

    def __init__(self) -> None:
        self.every = 1
        self._full = 0
        self._rows = np.empty((_BLOCKS, BLOCK), np.int64)
        self._values = np.empty((_BLOCKS, BLOCK))
        self._extreme_rows = np.full((2, _BLOCKS), -1, np.int64)
        self._extremes = np.full((2, _BLOCKS), -np.inf)
        """The highest of what follows each block, and minus the lowest."""

    def take(self, rows: Rows, values: Floats) -> int:
        """Takes as many whole stretches as there are; returns how many entries that is."""
        taken = 0
        while True:
            stretch = BLOCK * self.every
            fit = min((len(values) - taken) // stretch, _BLOCKS - self._full)
            if fit:
                end = taken + fit * stretch
                self._add(rows[taken:end].reshape(fit, stretch), values[taken:end].reshape(fit, stretch))
                taken = end
            elif self._full == _BLOCKS and len(values) - taken >= stretch:
                self._halve()
            else:
                return taken

    def _add(self, rows: Rows, values: Floats) -> None:
        here = slice(self._full, self._full + len(rows))
        self._rows[here], self._values[here] = rows[:, :BLOCK], values[:, :BLOCK]
        self._extreme_rows[:, here], self._extremes[:, here] = _extremes(rows[:, BLOCK:], values[:, BLOCK:])
        self._full = here.stop

    def _halve(self) -> None:
        of_dropped_rows, of_dropped = _extremes(self._rows[1::2], self._values[1::2])
        found = np.stack((self._extremes[:, 0::2], of_dropped, self._extremes[:, 1::2]))  # (3, 2, n)
        found_rows = np.stack((self._extreme_rows[:, 0::2], of_dropped_rows, self._extreme_rows[:, 1::2]))
        best = found.argmax(axis=0)[None]
        half = _BLOCKS // 2
        self._extremes[:, :half] = np.take_along_axis(found, best, axis=0)[0]
        self._extreme_rows[:, :half] = np.take_along_axis(found_rows, best, axis=0)[0]
        self._rows[:half], self._values[:half] = self._rows[0::2].copy(), self._values[0::2].copy()
        self._full = half
        self.every *= 2

    def curve(self) -> tuple[Rows, Floats]:
        """The blocks, one after another."""
        return self._rows[: self._full].ravel(), self._values[: self._full].ravel()

    def outliers(self) -> tuple[Rows, Floats]:
        """What was left out and stands out: it lies farther from the blocks before and after than these are wide."""
        values = self._values[: self._full]
        if self.every == 1 or not len(values):
            return np.empty(0, np.int64), np.empty(0)
        finite = np.isfinite(values)
        found_rows, found = [], []
        for sign, extremes, rows in zip((1, -1), self._extremes, self._extreme_rows, strict=True):
            with np.errstate(invalid="ignore", over="ignore"):
                high = np.where(finite, sign * values, -np.inf).max(axis=1)
                low = np.where(finite, sign * values, np.inf).min(axis=1)
                around = np.maximum(high, np.append(high[1:], high[-1]))
                wide = np.maximum(high - low, np.append((high - low)[1:], 0.0))
                stands_out = (extremes[: self._full] > around + wide) & (rows[: self._full] >= 0)
            found_rows.append(rows[: self._full][stands_out])
            found.append(sign * extremes[: self._full][stands_out])
        return np.concatenate(found_rows), np.concatenate(found)


def _extremes(rows: Rows, values: Floats) -> tuple[Rows, Floats]:
    """(n, m) -> (2, n): the rows and the values of each line's highest, and of its lowest with the sign turned."""
    if not values.shape[1]:
        return np.full((2, len(values)), -1, np.int64), np.full((2, len(values)), -np.inf)
    both = np.stack((values, -values))
    both[~np.isfinite(both)] = -np.inf
    at = both.argmax(axis=2)[..., None]
    extremes = np.take_along_axis(both, at, axis=2)[..., 0]
    where = np.take_along_axis(np.broadcast_to(rows, both.shape), at, axis=2)[..., 0]
    return np.where(np.isfinite(extremes), where, -1), extremes


def _joined(first: tuple[Rows, Floats], second: tuple[Rows, Floats], part: slice = slice(None)) -> tuple[Rows, Floats]:
    return np.concatenate((first[0], second[0]))[part], np.concatenate((first[1], second[1]))[part]
