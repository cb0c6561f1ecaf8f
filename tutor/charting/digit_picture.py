"""A handwritten digit of 8 × 8 pixels, and what a model takes it for: its likeliest answers, and whether it errs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.drawing import FRAME, KINDS, SURFACE, TITLE, Drawing, stacked
from tutor.charting.pieces import Piece, joined, one_cell_each, share_in_cells
from tutor.engine.data_problem import DataProblem, answers, kinds_of
from tutor.engine.training import predict
from tutor.errors import SpecificationError

if TYPE_CHECKING:
    from tutor.charting.canvas import Floats, Whole
    from tutor.engine.problem import Problem

_PIXELS = 8
_SHADES, _ASCII_SHADES = " ░▒█", " .:*#"
_GUESSES = 3
_GAP = 2
_BESIDE = 22
"""Columns that what stands beside the digit needs."""
_WIDEST_BAR = 30
_NAMED_FROM = 17
"""Columns beside the digit from which on its number is said to be one."""
_LARGEST = 3
"""A pixel is at most so many lines high."""


@dataclass(frozen=True, slots=True, eq=False)
class DigitPicture:
    """Digits and guesses, laid out for one size; `draw` gives its frames."""

    problem: DataProblem
    width: int
    height: int
    ascii: bool
    scale: int
    """How many lines a pixel is high; it is twice as many columns wide."""
    x: Floats
    """(digits, 64) the digits that can be shown, scaled as the model has them."""
    kind: Whole
    """(digits,) what they are."""
    shades: Whole
    """(digits, 8, 8) which of the shades each pixel has."""
    seen: bool
    """Whether these are digits that the model learns from."""

    def draw(self, w: Floats, index: int) -> Drawing:
        """One of the digits and what the model takes it for.

        Args:
            w: (d,) the parameters of the model.
            index: which digit, from 0; after the last one comes the first again.
        """
        index %= len(self.x)
        said = self._said(predict(self.problem, w, self.x[index : index + 1])[0], index)
        pixels = np.array(list(_ASCII_SHADES if self.ascii else _SHADES))[self.shades[index]]
        pixels = pixels.repeat(self.scale, axis=0).repeat(2 * self.scale, axis=1)
        first = max((min(len(pixels), self.height) - len(said)) // 2, 0)
        rows = []
        for row in range(self.height):
            line = "".join(pixels[row]) if row < len(pixels) else " " * pixels.shape[1]
            beside = said[row - first] if first <= row < first + len(said) else []
            drawn: list[Piece] = [(sign, FRAME if sign == " " else SURFACE) for sign in line]
            rows.append(joined([*drawn, (" " * _GAP, FRAME), *beside], self.width))
        return stacked(rows)

    def _said(self, shares: Floats, index: int) -> list[list[Piece]]:
        """What stands beside the digit, line by line."""
        count = str(len(self.x))
        told, short = ("seen in training", "seen") if self.seen else ("not seen in training", "unseen")
        room = self.width - 2 * _PIXELS * self.scale - _GAP
        lines: list[list[Piece]] = [
            [(f"{'digit ' if room >= _NAMED_FROM else ''}{index + 1:>{len(count)}} of {count}", TITLE)],
            [(told if len(told) <= room else short, TITLE)],
            *self._bars(shares),
            [(self._judged(shares, int(self.kind[index])), TITLE)],
        ]
        if self.height > len(lines) + 1:
            lines[2:2], lines[-1:-1] = [[]], [[]]
        return lines

    def _bars(self, shares: Floats) -> list[list[Piece]]:
        room = min(self.width - 2 * _PIXELS * self.scale - _GAP, _BESIDE + _WIDEST_BAR)
        names = [one_cell_each(kind, ascii=self.ascii) for kind in self.problem.samples.classes]
        longest = max(map(len, names))
        room = max(room - longest - len(share_in_cells(0)) - 2, 0)
        full, empty = "#." if self.ascii else "■·"
        lines: list[list[Piece]] = []
        for kind in np.argsort(-shares, kind="stable")[:_GUESSES].tolist():
            if np.isnan(shares).any():
                lines.append([("-", FRAME)])
                continue
            share = min(max(float(shares[kind]), 0.0), 1.0)
            long = round(share * room)
            owner = KINDS[kind % len(KINDS)]
            bar: list[Piece] = [(full * long, owner), (empty * (room - long), FRAME)]
            lines.append([(f"{names[kind]:<{longest}} ", owner), *bar, (f" {share_in_cells(share)}", TITLE)])
        return lines

    def _judged(self, shares: Floats, kind: int) -> str:
        if np.isnan(shares).any():
            return "no answer: overflow"
        if answers(shares[None, :])[0] == kind:
            return "right"
        name = one_cell_each(self.problem.samples.classes[kind], ascii=self.ascii)
        return f"wrong: it is {'an' if name == '8' else 'a'} {name}"


def digit_picture(problem: Problem, *, width: int, height: int, ascii: bool = False) -> DigitPicture:
    """Lays out pictures of the rows held back, in their order; of the training rows where none is held back.

    A pixel is two cells wide, larger where there is room. What has no room is cut off.

    Args:
        problem: one that tells kinds apart by 64 features: the pixels, row by row from the upper left, 0 being white.
        width: at least 1, as is `height`.

    Raises:
        SpecificationError: the problem is another.
    """
    pixels = _PIXELS * _PIXELS
    if not isinstance(problem, DataProblem) or not problem.samples.classes or len(problem.samples.features) != pixels:
        raise SpecificationError(
            f"digits can be drawn where kinds are told apart by {pixels} pixels, and {problem.spec.name} does not here",
            to_do="use network:data=digits,loss=cross-entropy",
        )
    samples = problem.samples
    seen = not len(samples.validation_x)
    x, y = (samples.x, samples.y) if seen else (samples.validation_x, samples.validation_y)
    ink = samples.measured(x)
    darkest = max(float(samples.measured(samples.x).max()), 1e-300)
    shades = len(_ASCII_SHADES if ascii else _SHADES) - 1
    # Scaled and measured again, a pixel is off by some 1e-15: half-way values must not fall to either side by chance.
    shade = np.floor(np.clip(ink / darkest, 0.0, 1.0) * shades + 0.5 + 1e-9).astype(np.int64)
    scale = min((width - _GAP - _BESIDE) // (2 * _PIXELS), height // _PIXELS, _LARGEST)
    return DigitPicture(
        problem, width, height, ascii, max(scale, 1), x, kinds_of(y), shade.reshape(-1, _PIXELS, _PIXELS), seen
    )
