"""A run that may stand beside the newest one: made again in slices of time if it comes from an earlier sitting."""

from __future__ import annotations

from tutor.engine.recording import Recording
from tutor.lab.run_names import Shown


class Remade:
    """A run as far as it was shown, once that much of it is worked out.

    Args:
        recording: the run, perhaps not worked out yet.
        steps: how many of its steps were shown.
        name: what it is called.
        verdict: in a word; empty if it has none.
    """

    def __init__(self, recording: Recording, steps: int, name: str, verdict: str = "") -> None:
        self._recording = recording
        self._steps = steps
        self._name = name
        self._verdict = verdict
        self._shown: Shown | None = None

    @property
    def complete(self) -> bool:
        """Whether all that was shown of it is worked out."""
        return self._recording.complete or self._recording.steps >= self._steps

    @property
    def shown(self) -> Shown | None:
        """The run, or None as long as a part of it is missing: half a curve would look like a run that was stopped."""
        if self._shown is None and self.complete:
            whole = self._recording.trajectory
            self._shown = Shown(
                whole.until(self._steps) if self._steps < whole.steps else whole, self._name, self._verdict
            )
        return self._shown

    def work(self, seconds: float) -> None:
        """Works it out for about so long."""
        if not self.complete:
            self._recording.grow(seconds)
