"""Writes cells on a terminal with the fewest movements and colours."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.tui.cells import BLANK, RESET, Cell, turn, unseen_on_blank

_ERASE, _INDEX, _REVERSE_INDEX = "\x1b[K", "\x1bD", "\x1bM"


class Pen:
    """Writes cells, and no more about where and how than the terminal doesn't know yet."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._looks = ""
        self._y, self._x = -1, -1
        """Where the cursor stands; −1 if that is not certain."""

    def go(self, y: int, x: int, line: Sequence[Cell | None]) -> None:
        """To a cell of a line; over a few cells that stay as they are, if that is less than a movement."""
        if (y, x) == (self._y, self._x):
            return
        gap = x - self._x
        if y != self._y or self._x < 0 or gap < 0:
            self._parts.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")
        else:
            over = line[self._x : x]
            onward = f"\x1b[{gap}C" if gap > 1 else "\x1b[C"
            again = "".join(cell.text for cell in over if cell and len(cell.text) == 1 and self._suits(cell))
            suits = len(again) == gap and len(again.encode()) <= len(onward)
            self._parts.append(again if suits else onward)
        self._y, self._x = y, x

    def write(self, cell: Cell, wide: int, width: int) -> None:
        """A cell, or a stretch of `wide` cells, of a line of `width`."""
        if not self._suits(cell):
            self._parts.append(turn(self._looks, cell.looks))
            self._looks = cell.looks
        self._parts.append(cell.text)
        self._x += wide
        if wide > 1 or len(cell.text) != 1 or self._x >= width:  # terminals differ about where the cursor is then
            self._x = -1

    def shift(self, top: int, bottom: int, by: int) -> None:
        """Lines from `top` up to `bottom` so many upwards, or down if negative; before anything else is written. What
        comes in is blank. By the means of a VT100, since the Linux console has no others."""
        at = f"\x1b[{bottom}H" if by > 0 else f"\x1b[{top + 1}H"
        self._parts.append(f"\x1b[{top + 1};{bottom}r{at}{_INDEX * by if by > 0 else _REVERSE_INDEX * -by}\x1b[r")
        self._y, self._x = -1, -1

    def erase(self) -> None:
        """The rest of the line."""
        if not unseen_on_blank(self._looks):
            self._parts.append(RESET)
            self._looks = ""
        self._parts.append(_ERASE)

    def written(self) -> str:
        """All of it; the looks are the terminal's own again."""
        return "".join(self._parts) + (RESET if self._looks else "")

    def _suits(self, cell: Cell) -> bool:
        return cell.looks == self._looks or (cell == BLANK and unseen_on_blank(self._looks))
