"""What a model answers wherever two features take it, as a map of letters, with the rows that it learns from on it.

Each kind has a letter of its own: small where the model would answer this kind, a capital for a row of this kind that
is answered rightly, and `!` for a row that is not, in the colour of its own kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.drawing import FRAME, KINDS, TITLE, Drawing
from tutor.charting.frame import Frame, frame, headline
from tutor.charting.pieces import Line, Piece, fitting_pieces, joined, one_cell_each, share_in_cells
from tutor.charting.span import Span, span_of
from tutor.cleaning import ascii_only
from tutor.engine.data_problem import DataProblem, answers, kinds_of
from tutor.engine.training import predict
from tutor.errors import SpecificationError

if TYPE_CHECKING:
    from tutor.charting.canvas import Flags, Floats, Whole
    from tutor.engine.problem import Problem

_WRONG, _UNKNOWN = "!", "?"
_ROOM = 0.04
"""What the map shows around the rows, as a share of what they span."""


@dataclass(frozen=True, slots=True, eq=False)
class DecisionRegions:
    """A map of a model's answers, laid out for one size; `draw` gives its frames."""

    problem: DataProblem
    frame: Frame
    letters: str
    """A capital for each kind."""
    points: Floats
    """(cells, 2) the middles of the cells, row by row from the upper left, scaled as the model has the features."""
    column: Whole
    """(rows of the table,) the column of the map that each row of the table lies in."""
    row: Whole
    """(rows of the table,) the same of the lines."""

    def draw(self, w: Floats) -> Drawing:
        """(d,) the parameters of the model -> the map of what it answers."""
        grid, samples = self.frame.grid, self.problem.samples
        kinds = np.arange(len(self.letters))
        region, known = (
            part.reshape(grid.rows, grid.columns) for part in _answered(predict(self.problem, w, self.points))
        )
        cells = np.where(known, np.array(list(self.letters.lower()))[region], _UNKNOWN)
        owner = np.where(known, np.array(KINDS)[region], FRAME).astype(np.int8)
        kind = kinds_of(samples.y)
        answer, sure = _answered(predict(self.problem, w, samples.x))
        right = sure & (answer == kind)
        counted = np.zeros((len(kinds), grid.rows, grid.columns), dtype=np.int64)
        wrong = np.zeros_like(counted)
        np.add.at(counted, (kind, self.row, self.column), 1)
        np.add.at(wrong, (kind[~right], self.row[~right], self.column[~right]), 1)
        filled, missed = counted.any(axis=0), wrong.any(axis=0)
        most = np.where(missed, wrong.argmax(axis=0), counted.argmax(axis=0))  # the kind that a cell stands for
        cells[filled] = np.array(list(self.letters))[most[filled]]
        cells[missed] = _WRONG
        owner[filled] = np.array(KINDS)[most[filled]]
        return self.frame.around(headline(self.frame.width, *self._titles(float(right.mean()))), cells, owner)

    def _titles(self, right: float) -> list[tuple[str, ...]]:
        share = share_in_cells(right)
        across, upward = (one_cell_each(name, ascii=self.frame.grid.ascii) for name in self.problem.samples.features)
        axes = (f"across: {across}", f"up: {upward}")
        right_of, up_from = ("->", "^") if self.frame.grid.ascii else ("→", "↑")
        shortest = (f"{right_of} {across}", f"{up_from} {upward}")
        return [(f"{share} of the training rows right", *axes), (f"{share} right", *axes), axes, shortest]


def decision_regions(problem: Problem, *, width: int, height: int, ascii: bool = False) -> DecisionRegions:
    """Lays out the map, once for all of its frames. It shows all that the training rows span; the axes are in the
    features as measured, the first across and the second upwards.

    Args:
        problem: a network or a logistic regression with exactly two features, for two to ten kinds.
        width: at least 1, as is `height`.

    Raises:
        SpecificationError: the problem is another.
    """
    if not isinstance(problem, DataProblem) or not problem.samples.classes or len(problem.samples.features) != 2:
        raise SpecificationError(
            f"regions can be drawn where kinds are told apart by two features, and {problem.spec.name} does not here",
            to_do="name two columns as features=…;…",
        )
    kinds = problem.samples.classes
    if len(kinds) > len(KINDS):
        raise SpecificationError(
            f"{len(kinds)} kinds are too many for one map", to_do=f"name a target with up to {len(KINDS)}"
        )
    measured = problem.samples.measured(problem.samples.x)  # (rows, 2)
    across, upward = (span_of(values, room=_ROOM) for values in measured.T)
    letters = letters_for(kinds)
    around = frame(width, height, across, upward, [" "], ascii=ascii)
    if len(around.below) > 1:
        around = replace(around, below=(*around.below[:-1], _legend(letters, kinds, width, ascii=ascii)))
    grid = around.grid
    middles = np.stack(
        np.meshgrid(_middles(across, grid.columns), _middles(upward, grid.rows)[::-1]), axis=-1
    )  # (rows, columns, 2)
    column = _cells(across, measured[:, 0], grid.columns)
    row = grid.rows - 1 - _cells(upward, measured[:, 1], grid.rows)
    points = problem.samples.scaled(middles.reshape(-1, 2))
    return DecisionRegions(problem, around, letters, points, column, row)


def letters_for(kinds: Sequence[str]) -> str:
    """A capital for each of up to 26 kinds, no two alike: the first letter of its name that is free, else any."""
    taken = ""
    for kind in kinds:
        own = (letter for letter in f"{ascii_only(kind).upper()}ABCDEFGHIJKLMNOPQRSTUVWXYZ" if "A" <= letter <= "Z")
        taken += next(letter for letter in own if letter not in taken)
    return taken


def _legend(letters: str, kinds: Sequence[str], width: int, *, ascii: bool) -> Line:
    named: list[list[Piece]] = [
        [(letter, owner), (f" {one_cell_each(name, ascii=ascii)}", TITLE)]
        for letter, owner, name in zip(letters, KINDS, kinds, strict=False)
    ]
    choices = [
        fitting_pieces([*named, [(told, TITLE)]], width, (gap, TITLE))
        for told, gap in ((f"{_WRONG} answered wrongly", "  "), (f"{_WRONG} wrong", "  "), (f"{_WRONG} wrong", " "))
    ]
    # Where all is too long for the line, it is the kinds that are named.
    whole = next((pieces for pieces in choices if pieces and _WRONG in pieces[-1][0]), choices[0])
    return joined(whole, width, empty=TITLE)


def _answered(shares: Floats) -> tuple[Whole, Flags]:
    """(n, kinds) -> (n,) the kind that is answered, and whether there is an answer: none if a weight overflowed."""
    return answers(shares), np.logical_not(np.isnan(shares).any(axis=1))


def _middles(span: Span, cells: int) -> Floats:
    """(cells,) the values in the middle of each, from the lowest."""
    middles: Floats = span.low + span.length * ((np.arange(cells) + 0.5) / max(cells, 1))
    return middles


def _cells(span: Span, values: Floats, cells: int) -> Whole:
    """(n,) -> (n,): the cell that holds each value, from the lowest."""
    found: Whole = np.clip((span.fraction(values) * cells).astype(np.int64), 0, max(cells - 1, 0))
    return found
