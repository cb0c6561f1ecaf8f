"""Looks at drawings: their size, their characters, and where things stand in them."""

from __future__ import annotations

from tutor.charting.drawing import Drawing

SIGNS = set("│┤└─●•·←→↑▲▼■░▒█≤")
"""All that a drawing may hold beyond ASCII and braille; every one of them is in Debian's console fonts."""
BRAILLE = range(0x2800, 0x2900)

Cell = tuple[int, int]
"""Column and row."""


def is_sound(drawing: Drawing, width: int, height: int, *, ascii: bool) -> None:
    """Asserts what is true of every drawing: its size, and nothing that a terminal might not show."""
    assert [len(line) for line in drawing.lines] == [width] * height
    assert [len(owner) for owner in drawing.owner] == [width] * height
    for line in drawing.lines:
        assert line.isprintable()
        assert all(sign.isascii() or (not ascii and (sign in SIGNS or ord(sign) in BRAILLE)) for sign in line), line


def owned(drawing: Drawing, owner: int) -> list[Cell]:
    """The cells of one owner."""
    return [(column, row) for row, of in enumerate(drawing.owner) for column, one in enumerate(of) if one == owner]


def sign_at(drawing: Drawing, cell: Cell) -> str:
    """The character of a cell."""
    return drawing.lines[cell[1]][cell[0]]


def find(drawing: Drawing, sign: str, owner: int) -> list[Cell]:
    """The cells of an owner with this character."""
    return [cell for cell in owned(drawing, owner) if sign_at(drawing, cell) == sign]


def changed(before: Drawing, after: Drawing) -> int:
    """How many cells differ."""
    pairs = zip(before.lines, before.owner, after.lines, after.owner, strict=True)
    return sum(
        one != two or of != to
        for line, owner, other, others in pairs
        for one, of, two, to in zip(line, owner, other, others, strict=True)
    )


def dots_of(sign: str) -> list[Cell]:
    """The dots of a braille character, as columns 0 to 1 and rows 0 to 3 of its cell (Unicode's chart U2800)."""
    bits = ord(sign) - 0x2800 if ord(sign) in BRAILLE else 0
    places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    return [place for number, place in enumerate(places) if bits >> number & 1]


def descent(rate: float, steps: int, momentum: float = 0.0) -> list[tuple[float, float]]:
    """½(x² + 50y²) from (10, 1), in plain numbers."""
    x, y, dx, dy = 10.0, 1.0, 0.0, 0.0
    path = [(x, y)]
    for _ in range(steps):
        dx, dy = momentum * dx + x, momentum * dy + 50 * y
        x, y = x - rate * dx, y - rate * dy
        path.append((x, y))
    return path
