"""How far a run has been shown: plain state, moved by keys and by the clock's ticks."""

from __future__ import annotations

from dataclasses import dataclass, replace

FRAMES = 50
"""A longer run shows several steps in a frame, so that none takes more than about five seconds at 10 frames/s."""


@dataclass(frozen=True, slots=True)
class Playback:
    """A run being watched."""

    steps: int
    """How many there are to show."""
    shown: int = 0
    paused: bool = False
    stopped: bool = False

    @property
    def over(self) -> bool:
        """Everything was shown, or the learner has seen enough."""
        return self.stopped or self.shown >= self.steps

    def tick(self) -> Playback:
        """The clock ticked: one frame on, unless paused."""
        if self.paused or self.over:
            return self
        return self.to(self.shown + max(1, self.steps // FRAMES))

    def toggled(self) -> Playback:
        """Paused if it ran, on if it was paused."""
        return replace(self, paused=not self.paused)

    def one_step(self) -> Playback:
        """Paused, one step further."""
        return replace(self, paused=True).to(self.shown + 1)

    def stop(self) -> Playback:
        """Ends the run here; a run of which nothing was seen yet shows its first step."""
        shown = min(self.steps, max(1, self.shown))
        return replace(self, shown=shown, stopped=shown < self.steps)

    def finish(self) -> Playback:
        """Shows all the rest at once."""
        return self.to(self.steps)

    def to(self, step: int) -> Playback:
        """Shows up to `step`."""
        return replace(self, shown=min(self.steps, step))
