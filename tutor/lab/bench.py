"""The lab bench: which exhibit stands on it, and which earlier runs stand beside that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.engine.problems import build_problem
from tutor.engine.recording import Recording
from tutor.lab.remade import Remade
from tutor.lab.run_exhibit import RunExhibit

if TYPE_CHECKING:
    from tutor.engine.model import Experiment
    from tutor.lab.rate_sweep import RateSweep
    from tutor.lab.training_exhibit import TrainingExhibit

MAP_RATES = 72
"""One for each cell of a map on 80 columns, nearly."""
KEPT = 3
"""Runs that may stand beside the newest one."""


class Bench:
    """Makes exhibits, and keeps runs for comparison.

    Args:
        ascii: pictures of nothing beyond ASCII.
    """

    free = False
    """Whether the learner can choose other problems at this one."""

    def __init__(self, *, ascii: bool) -> None:
        self._ascii = ascii
        self._earlier: list[Remade] = []
        self._swept: RateSweep | None = None
        """The map of rates, once it is wanted."""

    def runs(
        self, experiments: Sequence[Experiment], names: Sequence[str], *, live: bool = True, fog: bool = False
    ) -> RunExhibit:
        """A run, or several side by side.

        Raises:
            TutorError: they cannot be run.
        """
        return RunExhibit(
            experiments,
            names,
            earlier=self._earlier if len(experiments) == 1 else (),
            swept=self._swept if self._is_mapped(experiments) else None,
            fog=fog,
            live=live,
            ascii=self._ascii,
            free=self.free,
        )

    def training(
        self, experiment: Experiment, epochs: int, *, live: bool = True, steps: int | None = None
    ) -> TrainingExhibit:
        """A training on data; one that was stopped in an earlier sitting has no more than so many `steps`.

        Raises:
            TutorError: it cannot be run.
        """
        # Trainings and their pictures come with it, and most labs have runs alone.
        from tutor.lab.training_exhibit import TrainingExhibit

        return TrainingExhibit(experiment, epochs, live=live, ascii=self._ascii, steps=steps, free=self.free)

    def keep(self, exhibit: RunExhibit, verdict: str = "") -> None:
        """A run that is over may stand beside the next ones."""
        if len(exhibit.trajectories) == 1:
            self._keep(exhibit.remade(verdict))

    def keep_made(self, experiment: Experiment, steps: int, name: str, verdict: str) -> None:
        """The same for a run that was made in an earlier sitting: it is made again, while the newest is looked at.

        Raises:
            TutorError: it cannot be run.
        """
        self._keep(Remade(Recording(experiment), steps, name, verdict))

    def map_rates(self, experiment: Experiment, ends: tuple[float, float] | None = None) -> RateSweep:
        """The map of rates of an experiment, worked out while it is looked at.

        Raises:
            TutorError: it cannot be run.
        """
        from tutor.engine.tuning import log_grid
        from tutor.lab.rate_sweep import RateSweep, usual_ends

        ends = ends or usual_ends(experiment, build_problem(experiment.problem))
        self._swept = RateSweep(experiment, log_grid(*ends, MAP_RATES))
        return self._swept

    def _is_mapped(self, experiments: Sequence[Experiment]) -> bool:
        """The map is of these experiments at other rates; one of no steps is only its start."""
        if self._swept is None:
            return False
        whole = self._swept.experiment
        return all(
            replace(one, lr=whole.lr, changes=(), steps=one.steps or whole.steps) == whole for one in experiments
        )  # fmt: skip

    def _keep(self, one: Remade) -> None:
        self._earlier = [*self._earlier, one][-KEPT:]
