"""What stands on the lab bench: something that is worked out in slices, shown step by step, and looked at in views."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from tutor.lab.playback import Playback
from tutor.lab.view import View, ViewName

if TYPE_CHECKING:
    from tutor.charting.drawing import Drawing


_NOT_HERE: Mapping[ViewName, str] = {
    "loss": "There is no loss curve yet.",
    "landscape": "There is no landscape to draw here.",
    "both": "There are no two pictures to draw here.",
    "answers": "There are no answers to draw here.",
    "numbers": "There are no numbers here.",
    "map": "There is no map of rates here.",
    "diagram": "There is no network to draw from inside here.",
}


class Exhibit(ABC):
    """A run, a race, a training, or a network from inside.

    Args:
        steps: how many there are to show.
        live: it is shown from its start; otherwise all of it is there at once.
    """

    bends = False
    """Whether its rate can be changed on the way."""
    rescales = False
    """Whether its loss axis can be divided otherwise."""
    schedules: tuple[str, ...] = ()
    """What makes the rate of each step out of the one that was typed, for each of its runs."""
    unit = "step"
    """What its steps are called."""

    def __init__(self, steps: int, *, live: bool) -> None:
        self.playback = Playback(steps) if live else Playback(steps).finish()
        self.live = live
        """It is being watched: what came of it has not been told yet."""
        self._hurried = False
        """The rest is to be shown as soon as it is known."""

    @property
    @abstractmethod
    def views(self) -> tuple[ViewName, ...]:
        """In the order in which a key goes through them; the first is the usual one."""

    @property
    def compares(self) -> bool:
        """Whether earlier runs can stand beside it."""
        return False

    @property
    def why_alone(self) -> str:
        """Why there are no earlier runs beside it."""
        return "There is no earlier run to compare this with."

    @property
    def known(self) -> int:
        """How many steps are worked out so far."""
        return self.playback.steps

    def work(self, seconds: float) -> bool:
        """Works for about so long at what is wanted next; True if there is nothing to do at the moment."""
        del seconds
        return True

    def tick(self) -> None:
        """The clock ticked."""
        if self.playback.paused:
            return
        if self._hurried and self.known < self.playback.steps:
            self.playback = replace(self.playback, shown=self.known, at=self.known)
        elif self._hurried:
            self.playback = self.playback.finish()
        else:
            self.playback = self.playback.tick(self.known)

    def step(self, count: int) -> None:
        """So many steps on, or back; a run that goes on is paused."""
        self._hurried = False
        self.playback = self.playback.step(count, self.known)

    def toggle(self) -> None:
        """Pauses it, or lets it go on at its usual pace."""
        self._hurried = False
        self.playback = self.playback.toggled()

    def finish(self) -> None:
        """Shows the rest at once: what is known now, and the rest of that as soon as it is."""
        self.playback = replace(self.playback, paused=False)
        self._hurried = True
        self.tick()

    def stop(self) -> None:
        """Ends it at the last step that is shown."""
        self.playback = replace(self.playback, shown=min(self.playback.shown, self.known)).stop()

    def until(self, step: int) -> None:
        """Shows it up to a step, at once."""
        self.playback = replace(self.playback, shown=min(step, self.playback.steps)).read(step)

    def restart(self) -> str:
        """Shows it from its first step again; what is to be said to it, where it will not be the same."""
        self.playback, self._hurried = self.playback.restart(), False
        return ""

    def needs_room(self, view: View) -> bool:
        """Whether the picture has several parts below each other."""
        del view
        return True

    @abstractmethod
    def draw(self, view: View, width: int, height: int) -> Drawing:
        """The picture in `width` × `height` cells."""

    @abstractmethod
    def in_words(self, view: ViewName = "both") -> tuple[str, ...]:
        """What there is to see, in sentences: for whoever does not see the picture.

        Args:
            view: what is looked at; `both` for all that there is to tell.
        """

    def answers_in_words(self) -> tuple[str, ...]:
        """What a trained model answers, in sentences; empty where there is none, or where it answers a number."""
        return ()

    @abstractmethod
    def numbers(self, step: int | None = None) -> tuple[str, ...]:
        """The numbers as lines of a table; with a step, those around it."""

    def why_not(self, view: ViewName) -> str:
        """Why there is no such view of this."""
        return _NOT_HERE[view]

    def why_no_regions(self) -> str:
        """Why what a model answers cannot be drawn as regions, where it can be shown in another way or told; empty
        where it can, or where there are no answers at all."""
        return ""

    def why_no_digit(self, number: int) -> str:
        """Why the handwritten digit with this number, from 1, cannot be looked at here; empty where it can."""
        del number
        return "There are no digits to look at here."

    def earlier_in_words(self) -> tuple[str, ...]:
        """The runs that were made before, for comparison."""
        return ()

    def map_in_words(self) -> str:
        """Which rates stall, converge and overshoot."""
        return self.why_not("map")

    def on_the_way(self) -> str:
        """How far it is, for a learner who waits; empty where nobody has to."""
        return ""

    def as_object(self) -> Any:
        """What was run, for JSON.

        Raises:
            ValueError: there is no run in it; the message says so.
        """
        raise ValueError("This is no run, so it has no table of steps to save.")

    def write_csv(self, page: TextIO) -> None:
        """What was run, as a table.

        Raises:
            ValueError: there is no run in it; the message says so.
        """
        del page
        self.as_object()

    def bend(self, lr: float) -> int:
        """Goes on at another rate, from the step that it gives: the one that is being read, where that can be.

        Raises:
            TutorError: that cannot be run.
        """
        raise NotImplementedError(f"{type(self).__name__} has no rate to change: {lr}")

    def bent_in_words(self, read: int, step: int, rate: str) -> str:
        """From where on a new rate holds.

        Args:
            read: the step that was being read when it was typed.
            step: what `bend` gave.
            rate: as it was typed.
        """
        del read
        return f"From {self.unit} {step} on {self.new_rate_in_words(rate)}."

    def new_rate_in_words(self, rate: str) -> str:
        """What a new rate does: it holds, unless there is a schedule."""
        if all(schedule == "constant" for schedule in self.schedules):
            return f"the rate is {rate}"
        from tutor.engine.verdict.rates import has_rates_of_its_own  # few change the rate of a schedule on the way

        if all(map(has_rates_of_its_own, self.schedules)):
            return "the rates are as before: the schedule has rates of its own"
        return f"the base rate is {rate}; the schedule makes the rates from it"
