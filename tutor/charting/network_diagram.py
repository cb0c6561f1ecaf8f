"""A small network as units and wires with the numbers on them, at one step of the walk through it.

A number is `?` until its step is reached; the present one stands in brackets. On the way back the gradients appear
beside `←` on the wires and in the units, and after the update the new weight beside `→`. Below stand the formula and
the numbers of the present step, a gradient beside the one that was measured.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.charting.drawing import BACKWARD, FRAME, KNOWN, NOW, TITLE, UNKNOWN, Drawing, above, blank, stacked, written
from tutor.charting.network_layout import FIELD, Block, Layout, Line, lay_out
from tutor.charting.network_paper import Paper
from tutor.cleaning import ascii_only
from tutor.engine.network_names import Names, shown
from tutor.engine.small_network import NetworkExample, Spot
from tutor.engine.walk_model import Holds, WalkStep
from tutor.lesson.width import wrapped

_FOOT = 2
"""Lines for the present step."""
_BACK: tuple[Holds, ...] = ("sum-gradient", "slope", "output-gradient")
_FIELDS = (FIELD, FIELD - 1, FIELD - 2)
_TOLD_FROM = 4
"""Rows from which on there is room to say that not all of the network is shown."""
_CUT = "  Not all fits here: go on, or make the window taller."
"""The rows that are shown move with the present number."""
_SLACK = 4
"""Lines that the network may leave free around itself: beyond these, what stands below moves up to it."""
_MARGINS = 11
"""Cells of a wire from which its weight has a space on each side."""
_OF_WEIGHTS: tuple[tuple[Holds, str], ...] = (("gradient", "←"), ("new", "→"))
_HELD: dict[Line, Holds] = {
    "output": "output",
    "sum": "sum",
    "output-gradient": "output-gradient",
    "slope": "slope",
    "sum-gradient": "sum-gradient",
}


def network_diagram(
    example: NetworkExample,
    walk: Sequence[WalkStep],
    at: int,
    *,
    width: int,
    height: int,
    ascii: bool = False,
    asked: bool = False,
) -> Drawing:
    """The network at a step of its walk.

    Args:
        example: the network.
        walk: its steps, as `backpropagation.walk` gives them.
        at: the present step; below 0 none was made yet, and beyond the end it is the last.
        asked: the learner is to find the present number: it is not shown.
    """
    at = max(min(at, len(walk) - 1), -1)
    foot = min(_FOOT, max(height - 1, 0))
    layout = lay_out(example, width, height - foot)
    if foot > 1 and layout is not None and layout.height == height - 1:
        foot = 1
        layout = lay_out(example, width, height - foot)
    room = height - foot
    if layout is None:
        picture = _list(walk, at, width, room, asked=asked)
    else:
        if layout.height + _SLACK < room:
            room = layout.height + _SLACK
            layout = lay_out(example, width, room) or layout
        cut = layout.height > room > _TOLD_FROM
        picture = _Picture(example, walk, at, layout, asked=asked).draw(room - cut, ascii=ascii)
        if cut:
            picture = above(picture, stacked([written(_CUT, width, TITLE)]))
    if not foot:
        return picture
    footer = _footer(walk[at], width, foot, ascii=ascii, asked=asked) if at >= 0 else blank(width, foot)
    return above(picture, footer, blank(width, height - foot - room))


def number(value: float, room: int = FIELD) -> str:
    """A number in at most `room` cells: four figures, or as many as fit."""
    for figures in (4, 3, 2, 1):
        text = shown(float(f"{value:.{figures}g}")).replace("−", "-")
        if len(text) <= room:
            return text
    return text[:room]


class _Picture:
    def __init__(
        self, example: NetworkExample, walk: Sequence[WalkStep], at: int, layout: Layout, *, asked: bool
    ) -> None:
        self._example, self._layout, self._now = example, layout, walk[at] if at >= 0 else None
        self._names = Names(example)
        self._steps = {(step.spot, step.holds): step for step in walk}
        self._known = {(step.spot, step.holds) for step in walk[: at if asked else at + 1]}
        rows = max(layout.height, 1)
        self._paper = Paper(layout.width, 2 * rows + 40)
        self._row = 0
        """Where the present number stands."""

    def draw(self, height: int, *, ascii: bool) -> Drawing:
        for layer in range(1, len(self._layout.layers)):
            self._wires(layer)
        for layer, blocks in enumerate(self._layout.layers):
            for unit, block in enumerate(blocks):
                self._unit(layer, unit, block)
        row, column = self._layout.loss
        loss = Spot("loss", len(self._layout.layers) - 1, 0)
        self._line(row, column, "L", self._layout.layers[-1][-1].label, loss, "loss")
        # Where not everything fits, the rows around the present number are shown.
        bottom = 1 + max(
            row,
            *(block.row + block.height - 1 + self._layout.boxed for layer in self._layout.layers for block in layer),
        )
        top = 0 if bottom <= height else max(0, min(self._row - height // 2, bottom - height))
        return self._paper.drawing(top, height, ascii=ascii)

    def _is_now(self, spot: Spot, holds: Holds) -> bool:
        return self._now is not None and (self._now.spot, self._now.holds) == (spot, holds)

    # ------------------------------------------------------------ units

    def _unit(self, layer: int, unit: int, block: Block) -> None:
        boxed = self._layout.boxed
        if boxed:
            self._paper.box(block.row - 1, block.column - 1, block.width + 2, block.height + 2)
        for row in range(block.row, block.row + block.height):
            self._paper.write(row, block.column - 1, "┤" if row in block.wires else "│" if boxed else " ")
            if layer < len(self._layout.layers) - 1 and row == block.out:
                self._paper.write(row, block.column + block.width, "├" if boxed else "─")
            if not boxed:
                self._paper.write(row, block.column, " " * block.width)
        name, spot = self._names.unit(layer, unit), Spot("unit", layer, unit)
        if layer == 0:
            told = name.ljust(block.label + 1) + number(self._example.input[unit], block.width - block.label - 1)
            self._paper.write(block.row, block.column, told, KNOWN)
            return
        for row, line in enumerate(block.lines, block.row):
            if line == "target":
                text = number(self._example.target[unit], self._layout.field)
                self._paper.write(row, block.column, self._names.target(unit).ljust(block.label + 1), FRAME)
                self._paper.write(row, block.column + block.label + 1, text, KNOWN)
            elif line == "latest":
                self._latest(row, block, spot)
            else:
                self._line(row, block.column, self._label(line, name, layer), block.label, spot, _HELD[line])

    def _label(self, line: Line, name: str, layer: int) -> str:
        linear = layer and self._example.functions[layer - 1] == "linear"
        return {
            "output": name,
            "sum": "z",
            "output-gradient": f"←dL/d{name}",
            "slope": " slope",
            "sum-gradient": "←dL/dz" if not linear else f"←dL/d{name}",
        }[line]

    def _latest(self, row: int, block: Block, spot: Spot) -> None:
        """What came back last, of a unit with one line for all of it; before that the sum, if it has no line."""
        for holds in _BACK:
            if (spot, holds) in self._known or self._is_now(spot, holds):
                label = "f'" if holds == "slope" else "←z" if holds == "sum-gradient" and block.label > 1 else "←"
                self._line(row, block.column, label, block.label, spot, holds)
                return
        if "sum" not in block.lines and (spot, "sum") in self._steps:
            self._line(row, block.column, "z", block.label, spot, "sum")

    def _line(self, row: int, column: int, label: str, wide: int, spot: Spot, holds: Holds) -> None:
        """A label and its number, in brackets if it is the present one; a gradient is left out until it is known."""
        step = self._steps.get((spot, holds))
        if step is None:
            return
        now = self._is_now(spot, holds)
        known = (spot, holds) in self._known
        backward = step.phase == "backward"
        if backward and not known and not now:
            return
        owner = NOW if now else BACKWARD if backward else KNOWN if known else UNKNOWN
        text = number(step.value, self._layout.field) if known else "?"
        self._paper.write(row, column, label.ljust(wide), owner if now or backward else FRAME)
        self._paper.write(row, column + wide, f"[{text}]" if now else f" {text}", owner)
        self._row = row if now else self._row

    # ------------------------------------------------------------ wires

    def _wires(self, layer: int) -> None:
        sources, targets = self._layout.layers[layer - 1], self._layout.layers[layer]
        uprights = self._layout.uprights[layer - 1]
        for source, (block, column) in enumerate(zip(sources, uprights, strict=True)):
            rows = [target.wires[source] for target in targets]
            self._paper.upright(column, min(block.out, *rows), max(block.out, *rows))
        for source, (block, column) in enumerate(zip(sources, uprights, strict=True)):
            for target in targets:
                self._paper.across(target.wires[source], column, target.column - 2)
            self._paper.across(block.out, block.column + block.width, column)
        for source, (block, column) in enumerate(zip(sources, uprights, strict=True)):
            rows = [target.wires[source] for target in targets]
            for row in {block.out, *rows}:
                sides = "l" * (row == block.out) + "r" * (row in rows)
                sides += "u" * (min(block.out, *rows) < row) + "d" * (max(block.out, *rows) > row)
                self._paper.joint(row, column, sides)
        for unit, target in enumerate(targets):
            for number_, row in enumerate(target.wires):
                if number_ < len(sources):
                    spot = Spot("weight", layer, unit, number_)
                    value = self._example.weights[layer - 1][unit][number_]
                else:
                    spot = Spot("bias", layer, unit)
                    value = (self._example.biases or ())[layer - 1][unit]
                    self._paper.across(row, target.column - 4, target.column - 2)
                self._on_wire(
                    row, target.column - 1 - self._layout.edge, spot, value, self._layout.edge_rows[layer - 1]
                )

    def _on_wire(self, row: int, column: int, spot: Spot, value: float, rows: int) -> None:
        """The weight, its gradient and its new value: each on a row of its own if the wire has them; else the newest
        beside the weight, or in its place."""
        wide = self._layout.edge >= _MARGINS
        margin = " " if wide else ""
        column += wide
        name, room = self._names.of(spot), self._layout.edge - wide
        told = [
            (holds, arrow) for holds, arrow in _OF_WEIGHTS if (spot, holds) in self._known or self._is_now(spot, holds)
        ]
        below, beside = (told, []) if rows == 3 else (told[:1], told[1:]) if rows == 2 else ([], told[-1:])
        own = f"{margin}{name} "
        weight = own + number(value, max(room - len(own), 3))
        pieces: Sequence[tuple[str, int]] = [(weight, KNOWN)]
        for holds, arrow in beside:
            pieces = self._beside((weight, margin + name, margin), spot, holds, arrow, room)
        at = column
        for text, owner in pieces:
            self._paper.write(row, at, text, owner)
            at += len(text)
        if at - column < room and wide:
            self._paper.write(row, at, " ")
        for offset, (holds, arrow) in enumerate(below, 1):
            ((_, _), (text, owner)) = self._beside(("", "", ""), spot, holds, arrow, room)
            self._paper.write(row + offset, column + min(len(name) + 1, room - len(text)), text, owner)
        if told and self._is_now(spot, told[-1][0]):
            self._row = row

    def _beside(
        self, before: Sequence[str], spot: Spot, holds: Holds, arrow: str, room: int
    ) -> tuple[tuple[str, int], tuple[str, int]]:
        """What has come of a weight, behind the first of `before` that leaves room for three figures of it. It is
        rounded the same in brackets and without: where those cost too much room, less stands before it."""
        step, room = self._steps[(spot, holds)], room - len(arrow)
        texts = [number(step.value, field) for field in _FIELDS]
        # In brackets with the name before it, or else alone.
        bracketed = ([text for text in texts if len(one) + 2 + len(text) <= room] for one in before[1:])
        fitting = next(filter(None, bracketed), [number(step.value, 1)])
        text = next((text for one in before for text in fitting if len(one) + len(text) <= room), fitting[-1])
        signs = 2 if step is self._now else 0
        first = next((one for one in before if len(one) + signs + len(text) <= room), before[-1])
        return (first, KNOWN), self._told(spot, holds, arrow, text)

    def _told(self, spot: Spot, holds: Holds, arrow: str, text: str) -> tuple[str, int]:
        """`←[0.1525]` and its owner."""
        text = text if (spot, holds) in self._known else "?"
        if self._steps[(spot, holds)] is self._now:
            return f"{arrow}[{text}]", NOW
        return f"{arrow}{text}", BACKWARD if holds == "gradient" else KNOWN


def _footer(step: WalkStep, width: int, height: int, *, ascii: bool, asked: bool) -> Drawing:
    """`dL/dw2 = dL/dyhat·h = 0.2449·0.6225 = 0.1525 (measured: 0.1525)`, without its middle where that is too long."""
    measured = f" (measured: {shown(step.check)})" if step.check is not None and not asked else ""
    value = "?" if asked else shown(step.value)
    numbers = f" = {step.numbers}" if step.numbers != value and not asked and step.formula != step.numbers else ""
    versions = (
        f"{step.name} = {step.formula}{numbers} = {value}{measured}",
        f"{step.name} = {step.formula} = {value}{measured}",
        f"{step.name} = {value}{measured}",
    )
    lines: list[str] = []
    for version in versions:
        text = version.replace("−", "-")
        lines = wrapped(ascii_only(text) if ascii else text, max(width - 2, 1))
        if len(lines) <= height:
            break
    return stacked([written(f" {line}", width, TITLE) for line in (lines + [""] * height)[:height]])


def _list(walk: Sequence[WalkStep], at: int, width: int, height: int, *, asked: bool) -> Drawing:
    """Where wires have no room: the numbers one below the other, those around the present one."""
    top = max(0, min(at - height // 2, len(walk) - height))
    rows = []
    for index, step in enumerate(walk[top : top + height], top):
        known = index < at or (index == at and not asked)
        owner = NOW if index == at else BACKWARD if step.phase == "backward" else KNOWN if known else UNKNOWN
        line = f"{'>' if index == at else ' '} {step.name:<14} {number(step.value) if known else '?'}"
        rows.append(written(line, width, owner))
    rows += [written("", width, FRAME)] * (height - len(rows))
    return stacked(rows)
