"""What runs that stand side by side are called where there is little room: never two of them alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.charting.drawing import LETTERS
from tutor.charting.frame import flowing
from tutor.cleaning import clean_line

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory

_GAP = "   "
_RATE = "rate "
_SMALL_GAP = "  "
"""Before anything is left out."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A run and what it is called."""

    trajectory: Trajectory
    name: str
    verdict: str = ""
    """Once it is judged, in a word."""


def legend(shown: Sequence[Shown], width: int, most: int = 1) -> list[str]:
    """`a rate 0.1: stalled   b rate 0.9`, on at most so many lines; where there is no room with only what tells the
    runs apart, then without the verdicts, and at worst with every name cut to its share of a line."""
    whole = told_apart(shown)
    short = shortened(whole)
    judged = with_verdicts(shown, short)
    told = [""]
    for names, lines in (
        (with_verdicts(shown, whole), 1), (judged, 1), (judged, most), (whole, 1), (short, 1),
    ):  # fmt: skip
        told = [f"{letter} {name}" for letter, name in zip(LETTERS, names, strict=False)]
        for gap in (_GAP, _SMALL_GAP):
            if fitted := in_lines(told, width, lines, gap):
                return fitted
    share = max((width - len(_GAP) * (len(told) - 1)) // max(len(told), 1), 1)
    return [_GAP.join(part[:share].rstrip() for part in told)]


def with_verdicts(shown: Sequence[Shown], names: Sequence[str]) -> list[str]:
    """`sgd: converged`, once that is known."""
    return [f"{name}: {one.verdict}" if one.verdict else name for name, one in zip(names, shown, strict=True)]


def in_lines(parts: Sequence[str], width: int, most: int, gap: str = _SMALL_GAP) -> list[str]:
    """The parts side by side on at most so many lines; none if they do not all find room, uncut."""
    lines = flowing(parts, width, most, gap)
    return lines if gap.join(lines) == gap.join(parts) else []


def told_apart(shown: Sequence[Shown]) -> list[str]:
    """Their names, with the optimizer or the schedule where the names do not tell that these were different: a run at
    0.1 and the same with momentum are both called `rate 0.1`."""
    names = [clean_line(one.name) for one in shown]
    for setting in ("optimizer", "schedule"):
        used = [getattr(one.trajectory.experiment, setting) for one in shown]
        if len(set(used)) > 1 and len(set(names)) < len(names):
            names = [f"{name} {of}" for name, of in zip(names, used, strict=True)]
    return names


def shortened(names: Sequence[str]) -> list[str]:
    """`linear-regression:data=houses,batch=1` and the same with 4 are `batch=1` and `batch=4`; `adam:beta1=0.8` beside
    `sgd` is `adam`; `rate 0.1` and `rate 0.9` are `0.1` and `0.9`."""
    if all(name.startswith(_RATE) for name in names):
        return [name.removeprefix(_RATE) for name in names]
    split = [name.partition(":")[::2] for name in names]
    alike = Counter(base for base, _ in split)
    short = []
    for base, settings in split:
        others = [set(rest.split(",")) for of, rest in split if of == base]
        common = set.intersection(*others)
        own = ",".join(setting for setting in settings.split(",") if setting and setting not in common)
        if len(alike) == 1 and own:
            short.append(own)
        else:
            short.append(f"{base}:{own}" if own and alike[base] > 1 else base)
    return short
