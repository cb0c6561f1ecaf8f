"""Which frames of a run are drawn, so that keys come first where the machine is busy."""

from __future__ import annotations

LATE = 0.25
"""Share of a frame's time by which a late tick says that others wait for the processor, too."""
MOST_SKIPPED = 2
"""In a row: the run is still seen to move, three times a second."""


class Pace:
    """Says at each tick of a clock whether to draw. A run goes on at every tick, drawn or not, so it takes as long as
    ever and ends where it would; thirty learners who each watch one leave time for whoever types.

    Args:
        every: seconds from tick to tick.
    """

    def __init__(self, every: float) -> None:
        self._every = every
        self._due: float | None = None
        """When a tick was due, as far as is known: no tick comes early."""
        self._skipped = 0

    def draws(self, now: float) -> bool:
        """Whether to draw at the tick that comes at `now`, in seconds."""
        late = (now - self._due) % self._every if self._due is not None else 0.0
        if self._due is None or late > 0.75 * self._every:  # the tick that was taken for timely was late itself
            self._due, late = now, 0.0
        if late > LATE * self._every and self._skipped < MOST_SKIPPED:
            self._skipped += 1
            return False
        self._skipped = 0
        return True
