"""Other runs in a picture of a landscape: rivals in a race, or what was tried before. Letters tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from tutor.charting.drawing import BALL, LETTERS, MINIMUM, PATH, RUNS
from tutor.charting.trace import Trace, trace
from tutor.cleaning import ascii_only, clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from tutor.charting.canvas import Cells, Flags, Floats, Grid


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """Another run beside the main one."""

    w: ArrayLike
    """(n,) or (n, d), the parameters at the start and after each step; any values."""
    letter: str
    """One ASCII character, best one of `LETTERS`: it has the colour of that one's curve."""
    whole: bool = False
    """Shown to its end whatever the step: an earlier run to compare with."""

    def __post_init__(self) -> None:
        if len(self.letter) != 1 or not self.letter.isascii() or not self.letter.isprintable():
            raise ValueError(f"the letter of a run is one ASCII character, not {self.letter!r}")


@dataclass(frozen=True, slots=True, eq=False)
class LaidOther:
    """Another run, laid into a grid."""

    trace: Trace
    letter: str
    owner: int
    whole: bool

    def until(self, upto: int | None) -> int:
        """The last of its steps that is shown; the start always is."""
        last = self.trace.last
        return last if upto is None or self.whole else max(min(upto, last), min(0, last))

    def walked(self, upto: int | None) -> Flags:
        """(high, wide): the dots passed until then."""
        return self.trace.walked(self.until(upto))

    def label(self, upto: int | None, cells: Cells, owner: NDArray[np.int8]) -> None:
        """Writes its letters along the way into (rows, columns) cells and owners."""
        marked = self.trace.marked <= self.until(upto)
        cells[marked], owner[marked] = self.trace.marks[marked], self.owner


def laid_other(grid: Grid, other: Other, places: Floats, number: int, *, every: int = 1) -> LaidOther:
    """Lays a run whose (n, 2) places in dots are known, the `number`-th of the others."""
    laid = trace(grid, places, every=every, letter=other.letter, numbered=False)
    return LaidOther(laid, other.letter, owner_of(other.letter, number + 1), other.whole)


def put_marks(
    cells: Cells,
    owner: NDArray[np.int8],
    others: Sequence[LaidOther],
    upto: int | None,
    run: tuple[Trace, str, int],
    best: Sequence[tuple[int, int]],
) -> None:
    """Writes into (rows, columns) cells and owners, each over those before: the others' letters on their ways, the
    marks of the run itself, the best known points, where the others stand, and the ball of the run, its letter beside.

    Args:
        run: the main run, its letter (empty for none) and its step.
        best: columns and rows.
    """
    way, letter, step = run
    for other in others:
        other.label(upto, cells, owner)
    marked = way.marked <= step
    cells[marked], owner[marked] = way.marks[marked], owner_of(letter, 0) if letter else PATH
    for column, row in best:
        cells[row, column], owner[row, column] = "x", MINIMUM
    ball = way.ball(step)
    if ball and letter:
        column, row, _ = ball[-1]
        beside = column + 1 if column + 1 < cells.shape[1] else column - 1
        if beside >= 0:
            cells[row, beside], owner[row, beside] = letter, owner_of(letter, 0)
    for other in others:
        for column, row, sign in other.trace.ball(other.until(upto), other.letter):
            cells[row, column], owner[row, column] = sign, other.owner
    for column, row, sign in ball:
        cells[row, column], owner[row, column] = sign, BALL


def owner_of(letter: str, number: int) -> int:
    """The owner of a run's cells: as a curve with that letter, or by its number where the letter is another."""
    return RUNS[LETTERS.index(letter) if letter in LETTERS else number % len(RUNS)]


def named(letters: Sequence[str], names: Sequence[str], *, ascii: bool) -> list[str]:
    """The parts of a legend that name the runs, `a sgd`, `b momentum`; those without a name are left out."""
    return [
        f"{letter} {_narrow(ascii_only(name) if ascii else name)}"
        for letter, name in zip(letters, names, strict=False)
        if letter and name
    ]


def _narrow(name: str) -> str:
    """A name on one line, with every character one cell wide."""
    return "".join(
        character if character.isprintable() and east_asian_width(character) not in "WF" else "?"
        for character in clean_line(name)
    )
