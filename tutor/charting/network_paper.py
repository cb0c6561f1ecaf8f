"""A sheet of cells on which a network is drawn: text, wires that cross, and what each cell belongs to."""

from __future__ import annotations

from tutor.charting.drawing import FRAME, Drawing

_ASCII = str.maketrans(
    {"─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "|", "┤": "|", "●": "+", "←": "<", "→": ">"}
)
_JOINTS = {
    "lr": "─", "ud": "│", "ld": "┐", "lu": "┘", "rd": "┌", "ru": "└", "rud": "├", "lud": "┤",
    "l": "─", "r": "─",
}  # fmt: skip
"""What joins wires that come from the left, the right, above (up) and below (down). Wires that go straight on and
branch are joined by a dot, as in a circuit: the console's fonts are not sure to have ┬ ┴ and ┼."""


class Paper:
    """Rows of cells; what is written beyond its edges is lost."""

    def __init__(self, width: int, height: int) -> None:
        self._cells = [[" "] * width for _ in range(height)]
        self._owner = [[FRAME] * width for _ in range(height)]
        self._width = width

    def write(self, row: int, column: int, text: str, owner: int = FRAME) -> None:
        """Puts text down, over what is there."""
        if 0 <= row < len(self._cells):
            for at, sign in enumerate(text, column):
                if 0 <= at < self._width:
                    self._cells[row][at], self._owner[row][at] = sign, owner

    def across(self, row: int, begin: int, end: int) -> None:
        """A wire from one column to another, both included; it runs over what it crosses."""
        self.write(row, begin, "─" * (end - begin + 1))

    def joint(self, row: int, column: int, sides: str) -> None:
        """Where wires meet: `sides` has l, r, u and d for those that come."""
        sides = "".join(side for side in "lrud" if side in sides)
        self.write(row, column, _JOINTS.get(sides, "●"))

    def upright(self, column: int, top: int, bottom: int) -> None:
        """A wire from one row to another, both included."""
        for row in range(top, bottom + 1):
            self.write(row, column, "│")

    def box(self, row: int, column: int, width: int, height: int) -> None:
        """The border of a box of this outer size."""
        self.write(row, column, f"┌{'─' * (width - 2)}┐")
        self.write(row + height - 1, column, f"└{'─' * (width - 2)}┘")
        for inside in range(row + 1, row + height - 1):
            self.write(inside, column, "│")
            self.write(inside, column + width - 1, "│")

    def drawing(self, top: int, height: int, *, ascii: bool) -> Drawing:
        """The rows from `top` on, blank ones where the paper ends."""
        blank = " " * self._width
        rows = range(top, top + height)
        lines = ["".join(self._cells[row]) if 0 <= row < len(self._cells) else blank for row in rows]
        owner = [tuple(self._owner[row]) if 0 <= row < len(self._owner) else (FRAME,) * self._width for row in rows]
        return Drawing(tuple(line.translate(_ASCII) if ascii else line for line in lines), tuple(owner))
