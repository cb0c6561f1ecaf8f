"""How far a run has been shown, and which of its steps is being read: plain state, moved by keys and by the clock."""

from __future__ import annotations

from dataclasses import replace

from tutor.frozen import dataclass

FRAMES = 50
"""At the usual speed a run takes so many frames: about five seconds at 10 frames a second."""
SLOWEST, FASTEST = -4, 4
"""Powers of two of the usual speed."""


@dataclass(frozen=True, slots=True)
class Playback:
    """A run being watched, or one that was."""

    steps: int
    """How many there are to show."""
    shown: int = 0
    at: int = 0
    """The step that is being read; behind `shown` where the learner has gone back."""
    paused: bool = False
    stopped: bool = False
    speed: int = 0
    """A power of two of the usual speed."""
    waited: int = 0
    """Ticks since the last frame, where the speed is below one step a tick."""

    @property
    def over(self) -> bool:
        """Everything was shown, or the learner has seen enough."""
        return self.stopped or self.shown >= self.steps

    @property
    def is_behind(self) -> bool:
        """The learner reads an earlier step than the last that is shown."""
        return self.at < self.shown

    def tick(self, known: int | None = None) -> Playback:
        """The clock ticked: one frame on, unless paused.

        Args:
            known: how many steps are worked out so far; None if all are.
        """
        if self.paused or self.over:
            return self
        stride = max(1, self.steps // FRAMES) * 2.0**self.speed
        if stride < 1 and self.waited + 1 < 1 / stride:
            return replace(self, waited=self.waited + 1)
        target = self.shown + max(1, int(stride))
        return replace(self, waited=0)._to(target if known is None else min(target, max(known, self.shown)))

    def toggled(self) -> Playback:
        """Paused if it ran; on, from the last step shown, if it was paused."""
        return replace(self, paused=not self.paused, at=self.shown)

    def faster(self) -> Playback:
        """Twice the speed."""
        return replace(self, speed=min(self.speed + 1, FASTEST))

    def slower(self) -> Playback:
        """Half the speed."""
        return replace(self, speed=max(self.speed - 1, SLOWEST))

    def step(self, count: int, known: int | None = None) -> Playback:
        """So many steps on, or back if negative, and paused; what was not shown yet is shown on the way."""
        last = self.steps if known is None else min(self.steps, known)
        if self.stopped:
            last = self.shown
        return replace(self, paused=True)._read(max(0, min(self.at + count, last)))

    def read(self, step: int) -> Playback:
        """Reads one of the steps that were shown."""
        return replace(self, at=max(0, min(step, self.shown)))

    def stop(self) -> Playback:
        """Ends the run here; a run of which nothing was seen yet shows its first step."""
        shown = min(self.steps, max(1, self.shown))
        return replace(self, shown=shown, at=shown, stopped=shown < self.steps)

    def finish(self) -> Playback:
        """Shows all the rest at once."""
        return self._to(self.steps)

    def restart(self) -> Playback:
        """From the first step again, at the same speed."""
        return Playback(self.steps, speed=self.speed)

    def bent(self) -> Playback:
        """The rate was changed at the step being read: what was shown of the old rest is not shown any more."""
        return replace(self, shown=self.at, paused=False)

    def _to(self, step: int) -> Playback:
        step = min(self.steps, step)
        return replace(self, shown=step, at=step)

    def _read(self, step: int) -> Playback:
        return replace(self, shown=max(self.shown, step), at=step)
