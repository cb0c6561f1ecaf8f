"""The numbers of one step as lines of text: where it stands, how steep it is there, and where it goes next."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tutor.charting.span import say

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tutor.charting.canvas import Floats

_MOST_COLUMNS = 2
"""So many parameters are written out; more are summarised."""
_WIDE = 11
"""Characters of a number, at most: `-1.234e-308`."""
_NOT_MADE = "-"


def figures_of(w: ArrayLike, loss: ArrayLike, gradient: ArrayLike, lr: ArrayLike, step: int) -> tuple[str, ...]:
    """The step, w, loss, gradient, rate and update, one to a line, numbers below each other; ASCII.

    Rate and update are those of the update that is made from this step: for plain descent the update is minus the
    rate times the gradient, and w plus the update is the next step's w. After the last step they are `-`.

    Args:
        w: (n+1, d) parameters, index 0 the start; as in `Trajectory`.
        loss: (n+1,)
        gradient: (n+1, d)
        lr: (n,)
        step: which, from 0; beyond the ends it is the nearest one there is.
    """
    w, loss, gradient, lr = (np.asarray(numbers, dtype=np.float64) for numbers in (w, loss, gradient, lr))
    last = len(w) - 1
    if last < 0:
        return ("no step yet",)
    step = max(min(step, last), 0)
    w = w.reshape(last + 1, -1)
    gradient = gradient.reshape(len(gradient), w.shape[1])
    with np.errstate(all="ignore"):
        update = w[step + 1] - w[step] if step < last else None
    columns = w.shape[1] if w.shape[1] <= _MOST_COLUMNS else 1
    rows = [
        ("step", f"{step} of {last}"),
        ("", "".join(f"w{number}".rjust(_WIDE) for number in range(1, columns + 1)) if columns > 1 else None),
        ("w", _vector(w[step])),
        ("loss", _number(loss[step]) if step < len(loss) else _NOT_MADE.rjust(_WIDE)),
        ("gradient", _vector(gradient[step]) if step < len(gradient) else _NOT_MADE.rjust(_WIDE)),
        ("rate", _number(lr[step]) if step < len(lr) else _NOT_MADE.rjust(_WIDE)),
        ("update", _vector(update) if update is not None else _NOT_MADE.rjust(_WIDE)),
    ]
    return tuple(f"{name:<9}{text}" for name, text in rows if text is not None)


def _number(value: float) -> str:
    return say(float(value)).rjust(_WIDE)


def _vector(values: Floats) -> str:
    """Up to two numbers, or how many there are, how long the vector is, and which is the largest."""
    if len(values) <= _MOST_COLUMNS:
        return "".join(map(_number, values))
    if not np.isfinite(values).all():
        broken = int(np.argmin(np.isfinite(values)))
        return f"{len(values)} numbers, w{broken + 1} is {say(float(values[broken]))}".rjust(_WIDE)
    largest = int(np.argmax(np.abs(values)))
    size, most = say(math.hypot(*values)), say(float(values[largest]))
    return f"{len(values)} numbers, length {size}, largest {most} (w{largest + 1})"
