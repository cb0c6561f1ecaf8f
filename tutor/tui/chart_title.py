"""What the title of a run's chart says beside its rate and step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory


def positions(trajectory: Trajectory) -> list[str]:
    """Where w is after each step, in at most two numbers: the loss alone doesn't show that a run jumps across."""
    if trajectory.w.shape[1] > 2:
        return []
    return ["w " + ", ".join(_short(float(value)) for value in w) for w in trajectory.w]


def _short(value: float) -> str:
    """−2.4, 4.28e−5: three digits, as one would write them."""
    return re.sub(r"e([+-])0*", r"e\1", f"{value:.3g}").replace("e+", "e").replace("-", "−")
