"""What a schedule cannot do without, filled in to suit a run of so many steps: `cosine` -> `cosine:T_max=50`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.catalogue import SCHEDULES, TUNERS

if TYPE_CHECKING:
    from tutor.engine.specification import Entry


def fitting(entry: Entry, steps: int, lr: float) -> str:
    """An entry of the catalogue with what it needs: `step:step_size=16` for 50 steps.

    Args:
        entry: a schedule or a tuner; anything else that needs nothing.
        steps: how many the run makes.
        lr: the rate of the run, for schedules that have rates of their own.
    """
    values = {
        "step_size": max(1, steps // 3), "gamma": 0.95, "start_factor": 0.1, "total_iters": max(1, steps // 5),
        "T_max": max(1, steps), "T_0": max(1, steps // 4), "base_lr": abs(lr) / 10 or 0.01, "max_lr": abs(lr) or 0.1,
        "step_size_up": max(1, steps // 10), "total_steps": max(1, steps),
    }  # fmt: skip
    given = ",".join(f"{key.name}={values[key.name]:g}" for key in entry.keys if key.required)
    return f"{entry.name}:{given}" if given else entry.name


def fitted_schedule(text: str, steps: int, lr: float | None) -> str:
    """A schedule that is named without its settings, with those that it needs; any other text as it is.

    Args:
        text: as it was given.
        steps: how many the run makes.
        lr: its rate; None where there are many, so that a schedule with rates of its own stays as it is.
    """
    entry = {**SCHEDULES, **TUNERS}.get(text.strip())
    if entry is None or (lr is None and any(key.name in ("base_lr", "max_lr") for key in entry.keys)):
        return text
    return fitting(entry, steps, 0.0 if lr is None else lr)
