"""The bench of free play: what a setup and a wish put there, on a screen and in words alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine import backpropagation
from tutor.lab.bench import Bench
from tutor.lab.network_exhibit import NetworkExhibit
from tutor.lab.run_exhibit import RunExhibit, named
from tutor.outcome import exhibit_ended

if TYPE_CHECKING:
    from tutor.dialogue.freeplay import Inside
    from tutor.dialogue.model import RunEnded, RunThis
    from tutor.dialogue.setup import Setup
    from tutor.lab.exhibit import Exhibit


class FreeBench(Bench):
    """Makes the exhibits of free play."""

    free = True

    def __init__(self, *, ascii: bool) -> None:
        super().__init__(ascii=ascii)
        self._last: RunExhibit | None = None
        """The run that is over, as the learner made it: its rate may have been changed, or it was stopped."""

    def start(self, wanted: RunThis) -> Exhibit:
        """What was asked for, from its start.

        Raises:
            TutorError: it cannot be run.
        """
        if wanted.epochs:
            return self.training(wanted.experiment, wanted.epochs)
        names = wanted.names or (named(wanted.experiment),)
        return self.runs((wanted.experiment, *wanted.rivals), names)

    def before(self, setup: Setup) -> RunExhibit:
        """What there is to see of a setup before anything is run: the landscape with the start on it.

        Raises:
            TutorError: it cannot be run.
        """
        return self.runs((setup.start_only(),), ("start",), live=False)

    def map(self, setup: Setup) -> RunExhibit:
        """The map of rates of a setup, over its last run if there is one: that very run, and none made anew.

        Raises:
            TutorError: it cannot be run.
        """
        swept = self.map_rates(setup.experiment(1.0))
        if not setup.runs or self._last is None or len(self._last.experiments) > 1:
            return self.before(setup)
        self._last.swept = swept
        return self._last

    def inside(self, wanted: Inside) -> NetworkExhibit:
        """A network's whole pass there and back, shown to its end."""
        return NetworkExhibit(
            wanted.example, len(backpropagation.walk(wanted.example)), asked=False, ascii=self._ascii
        )  # fmt: skip

    def finish(self, exhibit: Exhibit) -> tuple[RunEnded, ...]:
        """The exhibit was shown to its end, or stopped: how it went. A run is kept for comparison."""
        ended = exhibit_ended(exhibit)
        if isinstance(exhibit, RunExhibit):
            exhibit.judged([run.verdict.called[0] for run in ended])
            self.keep(exhibit, ended[-1].verdict.called[0])
            self._last = exhibit
        return ended
