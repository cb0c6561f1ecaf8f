"""Which frames of a run are drawn, so that keys come first where the machine is busy."""

from __future__ import annotations

from collections.abc import Callable

LATE = 0.25
"""Share of a frame's time by which a late tick says that others wait for the processor, too."""
WAITED = 0.05
"""Share of a frame's time for which this program itself waited for a processor since the last tick, to say the same:
what Linux tells is more exact than a clock."""
MOST_SKIPPED = 3
"""In a row: the run is still seen to move, two or three times a second."""
_SCHEDSTAT = "/proc/self/schedstat"


class Pace:
    """Says at each tick of a clock whether to draw. A run goes on at every tick, drawn or not, so it takes as long as
    ever and ends where it would; thirty learners who each watch one leave time for whoever types.

    Args:
        every: seconds from tick to tick.
        waiting: how many seconds this program has waited for a processor so far; None where that is not known.
    """

    def __init__(self, every: float, waiting: Callable[[], float | None] = lambda: None) -> None:
        self._every = every
        self._waiting = waiting
        self._waited: float | None = None
        self._due: float | None = None
        """When a tick was due, as far as is known: no tick comes early."""
        self._skipped = 0

    def draws(self, now: float) -> bool:
        """Whether to draw at the tick that comes at `now`, in seconds."""
        late = (now - self._due) % self._every if self._due is not None else 0.0
        if self._due is None or late > 0.75 * self._every:  # the tick that was taken for timely was late itself
            self._due, late = now, 0.0
        before, self._waited = self._waited, self._waiting()
        if self._waited is None:
            busy = late > LATE * self._every
        else:
            busy = before is not None and self._waited - before > WAITED * self._every
        if busy and self._skipped < MOST_SKIPPED:
            self._skipped += 1
            return False
        self._skipped = 0
        return True


def waiting_for_processor() -> float | None:
    """Seconds for which the main thread could have run and did not, as others did; None where no system tells it."""
    try:
        with open(_SCHEDSTAT, "rb") as told:  # noqa: PTH123  ten times a second
            ran, waited, _ = map(int, told.read().split())
    except (OSError, ValueError):
        return None
    return waited / 1e9 if ran else None  # a kernel that does not count writes noughts
