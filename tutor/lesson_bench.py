"""The bench of one lab of a lesson: what its settings put there, and what the sitting says to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.lab.bench import KEPT, Bench
from tutor.lab.run_exhibit import RunExhibit, named
from tutor.lab.view import View
from tutor.lesson.experiment import experiment_of

if TYPE_CHECKING:
    from tutor.dialogue.model import RunThis, Utterance
    from tutor.engine.model import Experiment
    from tutor.lab.exhibit import Exhibit
    from tutor.lesson.model import Lab
    from tutor.made import Made
    from tutor.sitting import Sitting


class LessonBench(Bench):
    """Makes the exhibits of one lab.

    Args:
        lab: the lab.
        done: the lab was done before, so that no fog lies on its map.
        ascii: pictures of nothing beyond ASCII.

    Raises:
        TutorError: the lab's map cannot be made.
    """

    def __init__(self, lab: Lab, *, done: bool, ascii: bool) -> None:
        super().__init__(ascii=ascii)
        self.lab = lab
        self._fog = lab.map == "fog" and not done
        if lab.map:
            self.map_rates(experiment_of(lab, 1.0), lab.map_range)

    @property
    def view(self) -> View:
        """What the learner looks at first."""
        return View(self.lab.view or ("landscape" if self.lab.guess else "loss"), self.lab.axis, self.lab.compare)

    def start(self, wanted: RunThis) -> Exhibit:
        """What was asked for, from its start.

        Raises:
            TutorError: it cannot be run.
        """
        if wanted.epochs:
            return self.training(wanted.experiment, wanted.epochs)
        experiments = (wanted.experiment, *wanted.rivals)
        names = wanted.names or (self._name(wanted.experiment),)
        return self.runs(experiments, names, live=not self.lab.guess, fog=self._fog)

    def before(self) -> Exhibit | None:
        """What there is to see before anything is run: the landscape with the start on it, the map. None if nothing.

        Raises:
            TutorError: the lab cannot be run.
        """
        if self.lab.epochs:
            return None
        start = replace(experiment_of(self.lab, 1.0, self.lab.race[0] if self.lab.race else ""), steps=0)
        return self.runs((start,), ("start",), live=False, fog=self._fog)

    def again(self, made: Sequence[Made]) -> Exhibit | None:
        """The last of the runs that were made, whole, with those before it beside it; None if there are none.

        Raises:
            TutorError: they cannot be run.
        """
        if not made:
            return None
        last = made[-(len(self.lab.race) or 1) :]
        if self.lab.epochs:
            from tutor.engine.training import steps_for  # as in `Bench.training`

            training = self.training(last[-1].experiment, self.lab.epochs, live=False, steps=last[-1].steps)
            training.until(math.ceil(last[-1].steps / steps_for(last[-1].experiment.problem, 1)))
            return training
        if not self.lab.race:
            for one in made[-1 - KEPT : -1]:
                self.keep_made(one.experiment, one.steps, self._name(one.experiment), one.verdict)
        names = [one.name or self._name(one.experiment) for one in last]
        exhibit = self.runs([one.experiment for one in last], names, live=False, fog=self._fog)
        shown = max(one.steps for one in last)
        exhibit.until(shown)
        if shown < max(one.experiment.steps for one in last):  # the learner stopped it, or it was over sooner
            exhibit.playback = replace(exhibit.playback, shown=shown, at=shown, stopped=True)
        if not self.lab.guess:
            exhibit.judged([one.verdict for one in last])
        self.keep(exhibit, last[-1].verdict)
        return exhibit

    def finish(self, sitting: Sitting, exhibit: Exhibit) -> tuple[Utterance, ...]:
        """The exhibit was shown to its end, or stopped: what the tutor says to it."""
        if not isinstance(exhibit, RunExhibit):
            from tutor.lab.training_exhibit import TrainingExhibit

            assert isinstance(exhibit, TrainingExhibit)
            return sitting.finish_training(exhibit.training)
        said = sitting.finish(*exhibit.trajectories)
        self._fog = self._fog and f"lab:{self.lab.id}" not in sitting.state.shown
        exhibit.fog = self._fog
        verdicts = [run.verdict.called[0] for run in sitting.state.runs[-len(exhibit.names) :]]
        if len(verdicts) == len(exhibit.names):
            exhibit.judged(verdicts)
        self.keep(exhibit, verdicts[-1] if verdicts else "")
        return said

    def _name(self, experiment: Experiment) -> str:
        return f"w {experiment.start[0]:g}" if self.lab.guess and experiment.start else named(experiment)
