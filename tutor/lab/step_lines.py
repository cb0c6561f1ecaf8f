"""The steps of a run as lines of a table, for line mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.charting.span import say

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory

_ROWS = 14
_AROUND = 2
_WIDE = 12


def steps_in_lines(trajectory: Trajectory, step: int | None = None) -> tuple[str, ...]:
    """The step, the loss, up to two parameters, and the rate that led there; around `step`, or the first steps and
    then ever fewer up to the end."""
    last = trajectory.steps
    if step is None:
        chosen = _thinned(last)
    else:
        step = max(0, min(step, last))
        chosen = list(range(max(0, step - _AROUND), min(last, step + _AROUND) + 1))
    dimension = trajectory.w.shape[1]
    axes = range(dimension if dimension <= 2 else 0)
    heads = ["step", "loss", *(f"w{axis + 1}" if dimension > 1 else "w" for axis in axes), "rate"]
    lines = ["".join(head.rjust(_WIDE) for head in heads)]
    for at in chosen:
        rate = say(float(trajectory.lr[at - 1])) if at else "-"
        cells = [str(at), say(float(trajectory.loss[at])), *(say(float(trajectory.w[at, axis])) for axis in axes), rate]
        lines.append("".join(cell.rjust(_WIDE) for cell in cells))
    return tuple(lines)


def _thinned(last: int) -> list[int]:
    """Up to `_ROWS` steps: the first ones, ever fewer later, and the last."""
    if last < _ROWS:
        return list(range(last + 1))
    factor = (last / 3) ** (1 / (_ROWS - 4))
    return sorted({0, 1, 2, *(round(3 * factor**power) for power in range(_ROWS - 4)), last})
