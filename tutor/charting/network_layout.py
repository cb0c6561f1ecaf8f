"""Where the units and the wires of a small network stand: the roomiest arrangement that fits.

A unit is a block of lines: its output, its sum z, then what comes back. Every wire has a row of its own at the unit
it leads to, so that its weight can be written on it; from a unit the wires go through an upright of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from tutor.engine.network_names import Names
from tutor.engine.small_network import NetworkExample

Line = Literal["output", "sum", "target", "output-gradient", "slope", "sum-gradient", "latest"]
"""What a line of a unit tells; `latest` is what comes back, or before that, the sum."""
FIELD = 7
"""Cells of a number."""
_NARROW_FIELD = 6
_INPUT_FIELD = 5
_NARROW_EDGE = 8
_LEAST_EDGE = 9
_ROOMY_EDGE = 13
_MOST_EDGE = 20


@dataclass(frozen=True, slots=True)
class Block:
    """A unit on the paper; rows and columns are those of its lines, without the border."""

    row: int
    column: int
    width: int
    height: int
    lines: tuple[Line, ...]
    label: int
    """Cells of the label before each number."""
    wires: tuple[int, ...] = ()
    """The row of each wire that comes in, in the order of the units below, the bias last."""
    out: int = 0
    """The row of the wire that leaves."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands."""

    width: int
    height: int
    """Rows that the network takes; may be more than there are."""
    layers: tuple[tuple[Block, ...], ...]
    uprights: tuple[tuple[int, ...], ...]
    """For each layer of weights the column of each source's upright."""
    edge: int
    """Cells of a wire on which its weight can be written."""
    edge_rows: tuple[int, ...]
    """For each layer of weights how many rows a wire has: its own, and those for gradient and new weight."""
    field: int
    """Cells of a unit's number."""
    loss: tuple[int, int]
    """Row and column of the loss."""
    boxed: bool


@dataclass(frozen=True, slots=True)
class _Style:
    detail: int
    """3: every number has a line with its full name; 2: what comes back shares one line; 1: with z too."""
    boxed: bool
    gap: int
    narrow: bool = False


_STYLES = (
    _Style(3, True, 1), _Style(3, True, 0), _Style(2, True, 0), _Style(2, False, 1), _Style(1, False, 1),
    _Style(2, False, 0), _Style(1, False, 0), _Style(2, True, 0, True), _Style(2, False, 1, True),
    _Style(1, False, 1, True), _Style(2, False, 0, True), _Style(1, False, 0, True),
)  # fmt: skip


@lru_cache(maxsize=16)
def lay_out(example: NetworkExample, width: int, height: int) -> Layout | None:
    """The arrangement for so many columns and rows; one with too many rows where none fits; None where the wires
    would have no room. It is the same for every step, and kept."""
    found = None
    for style in _STYLES:
        layout = _Plan(example, style, width, height).layout()
        if layout is not None and layout.height <= height:
            return layout
        found = layout or found
    return found


class _Plan:
    def __init__(self, example: NetworkExample, style: _Style, width: int, height: int) -> None:
        self._example, self._style, self._width, self._height = example, style, width, height
        self._names = Names(example)
        self._sizes = example.sizes
        self._last = len(self._sizes) - 1
        self._border = 1 if style.boxed else 0
        self._field = _NARROW_FIELD if style.narrow else FIELD

    def layout(self) -> Layout | None:
        widths = [self._cell(layer) + 2 for layer in range(self._last + 1)]
        apart = 0 if self._style.narrow else 1
        room = self._width - sum(widths) - sum(size + apart for size in self._sizes[:-1])
        edge = min(room // self._last, _MOST_EDGE)
        if edge < (_NARROW_EDGE if self._style.narrow else _ROOMY_EDGE if self._style.detail == 3 else _LEAST_EDGE):
            return None
        taken = sum(widths) + sum(size + apart for size in self._sizes[:-1]) + edge * self._last
        heights, rows = self._heights()
        tall = max(map(self._tall, range(self._last + 1), heights))
        column = (self._width - taken) // 2
        layers: list[tuple[Block, ...]] = []
        uprights = []
        for layer, wide in enumerate(widths):
            layers.append(self._blocks(layer, column, wide - 2, heights[layer], rows[layer], max(tall, self._height)))
            column += wide
            if layer < self._last:
                uprights.append(tuple(column + unit for unit in range(self._sizes[layer])))
                column += self._sizes[layer] + apart + edge
        for layer in range(self._last):
            layers[layer] = self._with_exits(layers[layer], layers[layer + 1], max(tall, self._height))
        below = layers[-1][-1]
        loss = (below.row + below.height + self._border, below.column)
        return Layout(
            self._width, tall, tuple(layers), tuple(uprights), edge, tuple(rows[1:]), self._field, loss,
            self._style.boxed,
        )  # fmt: skip

    def _lines(self, layer: int) -> tuple[Line, ...]:
        if layer == 0:
            return ("output",)
        entropy = layer == self._last and self._example.loss == "cross-entropy"
        linear = self._example.functions[layer - 1] == "linear"
        lines: list[Line] = ["output"]
        if self._style.detail == 1:
            return (*lines, *(("target",) if layer == self._last else ()), "latest")
        if not linear:
            lines.append("sum")
        if layer == self._last:
            lines.append("target")
        if self._style.detail == 2:
            return (*lines, "latest")
        back: tuple[Line, ...] = ("output-gradient", "slope", "sum-gradient")
        return (*lines, *(back[2:] if entropy else back[:1] if linear else back))

    def _label(self, layer: int) -> int:
        names = [self._names.unit(layer, unit) for unit in range(self._sizes[layer])]
        longest = max(map(len, names))
        if layer == 0 or self._style.detail < 3:
            return longest
        linear = self._example.functions[layer - 1] == "linear"
        return max(len("←dL/d") + (longest if linear else max(longest, 1)), len(" slope"))

    def _cell(self, layer: int) -> int:
        return self._label(layer) + (1 + min(_INPUT_FIELD, self._field - 1) if layer == 0 else self._field + 2)

    def _incoming(self, layer: int) -> int:
        return self._sizes[layer - 1] + (1 if self._example.biases else 0) if layer else 1

    def _tall(self, layer: int, height: int) -> int:
        count = self._sizes[layer]
        loss = 1 if layer == self._last else 0
        return count * (height + 2 * self._border) + (count - 1) * self._style.gap + loss

    def _heights(self) -> tuple[list[int], list[int]]:
        """Lines of a unit, and rows of a wire to it, for each layer."""
        heights, rows = [1], [1]
        for layer in range(1, self._last + 1):
            lines, incoming = len(self._lines(layer)), self._incoming(layer)
            for each in (3, 2, 1):
                height = max(lines, incoming * each)
                if each == 1 or self._tall(layer, height) <= self._height:
                    break
            heights.append(height)
            rows.append(each)
        return heights, rows

    def _blocks(self, layer: int, column: int, wide: int, height: int, each: int, room: int) -> tuple[Block, ...]:
        count = self._sizes[layer]
        outer = height + 2 * self._border
        tall = self._tall(layer, height)
        top, gap = (room - tall + 1) // 2, self._style.gap
        if layer == 0 and count > 1:  # the inputs stand as far apart as what they lead to
            gap = max(gap, (room - count * outer) // count)
            top = max((room - count * outer - (count - 1) * gap) // 2, 0)
        blocks = []
        for unit in range(count):
            row = top + unit * (outer + gap) + self._border
            wires: tuple[int, ...] = ()
            if layer:
                last = row + height - 1 - (self._incoming(layer) - 1) * each if count == 1 else row + height
                last = last if count == 1 else last - self._incoming(layer) * each
                last = max(min(last, room - self._incoming(layer) * each), row)
                first = min(range(row, last + 1), key=lambda at: abs(at + self._above_middle(layer, each) - room / 2))
                wires = tuple(first + number * each for number in range(self._incoming(layer)))
            blocks.append(Block(row, column + 1, wide, height, self._lines(layer), self._label(layer), wires))
        return tuple(blocks)

    def _above_middle(self, layer: int, each: int) -> float:
        """How far above the middle of its wires the first wire to a unit is: a single one goes straight on."""
        incoming = self._incoming(layer)
        return 0.0 if incoming == 1 else (incoming * each - 1) / 2

    def _with_exits(self, blocks: tuple[Block, ...], above: tuple[Block, ...], room: int) -> tuple[Block, ...]:
        """The wire that leaves a unit must not run into one that an upright farther left has sent out. An input can
        move for that; of a larger unit some row is free."""
        placed: list[Block] = []
        for unit, block in enumerate(blocks):
            others = {target.wires[source] for target in above for source in range(unit)}
            own = [target.wires[unit] for target in above]
            if block.wires:
                middle = block.row + (block.height - 1) / 2
                rows = range(block.row, block.row + block.height)
                out = min(rows, key=lambda row: (row in others, row not in own, abs(row - middle)))
                placed.append(replace(block, out=out))
                continue
            least = placed[-1].row + 1 + 2 * self._border if placed else self._border
            most = room - self._border - (len(blocks) - unit - 1) * (1 + 2 * self._border)
            rows = range(least, max(most, least + 1))
            out = min(rows, key=lambda row: (row in others, abs(row - block.row)))
            placed.append(replace(block, row=out, out=out))
        return tuple(placed)
