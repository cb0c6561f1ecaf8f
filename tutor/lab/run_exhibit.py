"""A run, or a race of several, on the bench: its loss curve, its way through the landscape, its numbers, its rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from tutor.charting.drawing import LETTERS
from tutor.cleaning import ascii_only
from tutor.engine.figures import rate
from tutor.engine.problems import build_problem
from tutor.engine.recording import Recording
from tutor.export import run_object, write_csv
from tutor.lab.exhibit import Exhibit
from tutor.lab.pictures import RunPictures
from tutor.lab.remade import Remade
from tutor.lab.run_names import Shown
from tutor.lab.run_words import told
from tutor.lab.step_lines import steps_in_lines
from tutor.lab.view import View, ViewName

if TYPE_CHECKING:
    from tutor.charting.drawing import Drawing
    from tutor.engine.model import Experiment, Trajectory
    from tutor.lab.rate_sweep import RateSweep

_AT_ONCE = 0.03
"""Seconds that one slice of work may take: keys are answered in between."""


class RunExhibit(Exhibit):
    """Runs that go on together, and earlier ones beside them.

    Args:
        experiments: one, or up to four that race.
        names: what each is called: its rate, or in a race its optimizer.
        earlier: runs that were made before, the newest last.
        swept: the map of rates, if there is one.
        fog: the map shows only what was tried.
        live: shown from its start.
        ascii: nothing beyond ASCII.
        free: the learner can end a race, and run one alone.

    Raises:
        SpecificationError: one of them cannot be run.
    """

    bends = True
    rescales = True

    def __init__(
        self,
        experiments: Sequence[Experiment],
        names: Sequence[str],
        *,
        earlier: Sequence[Remade] = (),
        swept: RateSweep | None = None,
        fog: bool = False,
        live: bool = True,
        ascii: bool = False,
        free: bool = False,
    ) -> None:
        self.names = tuple(names)
        self.schedules = tuple(experiment.schedule for experiment in experiments)
        self.swept, self.fog = swept, fog
        self.ascii = ascii
        self._free = free
        self._earlier = tuple(earlier)
        self._recordings = [Recording(experiment) for experiment in experiments]
        self._pictures: RunPictures | None = None
        self._verdicts: tuple[str, ...] = ()
        """Once they are known."""
        self._pictured = 0, 0, 0
        """How many steps, how many earlier runs, and what was `known` when the pictures were laid out."""
        super().__init__(max(experiment.steps for experiment in experiments), live=live)
        self.work(_AT_ONCE)

    # ------------------------------------------------------------ the runs

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """What is run."""
        return tuple(recording.experiment for recording in self._recordings)

    @property
    def earlier(self) -> tuple[Shown, ...]:
        """The runs before these, the newest last, as far as they are worked out."""
        return tuple(shown for one in self._earlier if (shown := one.shown) is not None)

    def remade(self, verdict: str) -> Remade:
        """The run as it may stand beside another."""
        stopped = self.playback.shown if self.playback.stopped else self.experiments[0].steps
        return Remade(self._recordings[0], stopped, self.names[0], verdict)

    @property
    def trajectories(self) -> tuple[Trajectory, ...]:
        """The runs as far as they have been shown: cut off where the learner stopped them."""
        whole = tuple(recording.trajectory for recording in self._recordings)
        shown, stopped = self.playback.shown, self.playback.stopped
        return tuple(_stopped(trajectory, shown) for trajectory in whole) if stopped else whole

    @property
    def complete(self) -> bool:
        """All steps of all runs are worked out."""
        return all(recording.complete for recording in self._recordings)

    @property
    def compares(self) -> bool:
        return bool(self.earlier) and len(self._recordings) < len(LETTERS)

    @property
    def why_alone(self) -> str:
        if len(self._recordings) == 1:
            return super().why_alone
        single = " To compare single runs, type race off, and then a rate." if self._free else ""
        return f"A race stands alone: its runs are side by side already.{single}"

    @property
    def known(self) -> int:
        growing = [recording.steps for recording in self._recordings if not recording.complete]
        return min(growing, default=self.playback.steps)

    def work(self, seconds: float) -> bool:
        """Works out further steps; what is looked at comes first, then the runs before it, then the map."""
        stopped = self.playback.stopped
        open_ones = [recording for recording in self._recordings if self._is_wanted(recording)]
        for recording in open_ones:
            recording.grow(seconds / len(open_ones))
        if self.complete and not stopped:
            longest = max(recording.steps for recording in self._recordings)
            if longest != self.playback.steps:  # a run that overflowed is over sooner
                self.playback = replace(
                    self.playback,
                    steps=longest,
                    shown=min(self.playback.shown, longest),
                    at=min(self.playback.at, longest),
                )
        made = not any(map(self._is_wanted, self._recordings))
        if made and not open_ones and (remade := next((one for one in self._earlier if not one.complete), None)):
            remade.work(seconds)
        made = made and all(one.complete for one in self._earlier)
        if made and not self.live and not open_ones and self.swept is not None and not self.swept.complete:
            return self.swept.advance(seconds)
        return made and (self.swept is None or self.swept.complete or self.live)

    def _is_wanted(self, recording: Recording) -> bool:
        """There is more of it to work out; of a run that was stopped, no more than was shown."""
        return not recording.complete and not (self.playback.stopped and recording.steps >= self.playback.shown)

    def bend(self, lr: float) -> int:
        step = self.playback.at
        bent = []
        for recording in self._recordings:
            experiment = recording.experiment
            kept = tuple(change for change in experiment.changes if change[0] < step)
            bent.append(Recording(replace(experiment, changes=(*kept, (step, lr)))))
        if self.names == tuple(map(named, self.experiments)):
            self.names = tuple(named(recording.experiment) for recording in bent)
        self._recordings = bent
        self._pictures = None
        self._hurried = False
        steps = max(recording.experiment.steps for recording in bent)
        self.playback = replace(self.playback.bent(), steps=steps)
        self.work(_AT_ONCE)
        return step

    def in_words(self, view: ViewName = "both") -> tuple[str, ...]:
        called = self.names
        if len(called) > 1:  # pictures, and so lessons, call the runs of a race by letters
            called = tuple(f"{letter}, {name}" for letter, name in zip(LETTERS, called, strict=False))
        return tuple(
            f"{name}. {told(trajectory, view)}" for name, trajectory in zip(called, self.trajectories, strict=True)
        )

    def earlier_in_words(self) -> tuple[str, ...]:
        return tuple(f"{one.name}. {told(one.trajectory, 'both')}" for one in self.earlier)

    def numbers(self, step: int | None = None) -> tuple[str, ...]:
        """Around a step, or the first steps and then ever fewer up to the end."""
        lines: list[str] = []
        for trajectory, name in zip(self.trajectories, self.names, strict=True):
            lines += [f"{name}:", *steps_in_lines(trajectory, step)]
        return tuple(lines)

    def why_not(self, view: ViewName) -> str:
        if view == "map" and len(self._recordings) > 1:
            return "A map shows one kind of run at many rates, and this is a race of several."
        if view == "map":
            return f"{super().why_not(view)} In free play there is one: type /lab, and then map."
        if view in ("landscape", "both") and len({experiment.problem for experiment in self.experiments}) > 1:
            return "These runs are on different ground, so there is no one landscape to draw."
        if view in ("landscape", "both"):
            weights = self._recordings[0].trajectory.w.shape[1]
            return f"This model has {weights} weights, and a landscape can show two at most."
        return super().why_not(view)

    def map_in_words(self) -> str:
        if self.swept is None:
            return super().map_in_words()
        if self.fog:
            return "The map is still in fog: it shows only the rates that you have tried."
        while not self.swept.advance(_AT_ONCE):
            pass
        from tutor.lab.rate_words import in_words  # few ask for a map in words

        return in_words(self.swept.outcomes)

    def judged(self, verdicts: Sequence[str]) -> None:
        """What came of the runs, each in a word: for the legend and the map."""
        self._verdicts = tuple(verdicts)
        if self._pictures is not None:
            self._pictures = self._pictures.judged(self._verdicts)

    def as_object(self) -> Any:
        """One object for a run, a list of them for a race, as `tutor run --json` prints them."""
        from tutor.engine.verdict import judge

        objects = [run_object(trajectory, judge(trajectory)) for trajectory in self.trajectories]
        return objects[0] if len(objects) == 1 else objects

    def write_csv(self, page: TextIO) -> None:
        write_csv(self.trajectories, page, self.names)

    # ------------------------------------------------------------ the pictures

    @property
    def views(self) -> tuple[ViewName, ...]:
        views: list[ViewName] = []
        moves = any(experiment.steps for experiment in self.experiments)
        if moves or self._surface is None:
            views.append("loss")
        if self._surface is not None:
            views += ["landscape", "both"] if moves else ["landscape"]
        views.append("numbers")
        if self.swept is not None:
            views.append("map")
        return tuple(views)

    def needs_room(self, view: View) -> bool:
        varies = any(one.schedule != "constant" or one.changes for one in self.experiments)
        return view.name in ("both", "map") or (view.name == "loss" and varies)

    @property
    def _surface(self) -> str | None:
        """The problem whose landscape all runs share, if there is one that can be drawn."""
        problems = {experiment.problem for experiment in self.experiments}
        if len(problems) > 1:
            return None
        (name,) = problems
        return name if 1 <= len(build_problem(name).window) <= 2 else None

    def draw(self, view: View, width: int, height: int) -> Drawing:
        pictures = self._laid_out()
        # Of a long run, or of one whose rate was changed late, not all that was shown may be laid out at the moment.
        shown, at = (min(step, self._pictured[-1]) for step in (self.playback.shown, self.playback.at))
        known = replace(self.playback, shown=shown, at=at)
        return pictures.draw(view.among(self.views), known, self.swept, self.fog, width, height)

    def _drawn(self, name: str) -> str:
        return ascii_only(name) if self.ascii else name

    def _laid_out(self) -> RunPictures:
        """The pictures of what is worked out. A long run is laid out anew where it stands still and lacks what was
        shown, or half as much again is known: to do so with every slice would take longer than the run itself."""
        made = sum(recording.steps for recording in self._recordings)
        wanted = sum(recording.experiment.steps for recording in self._recordings)
        laid, earlier = self._pictures, self.earlier
        steps, beside, reach = self._pictured
        lacks = reach < self.playback.shown and (self.playback.paused or self.playback.stopped)
        grown = made != steps and (self.complete or lacks or made > 1.5 * steps)
        if laid is None or grown or len(earlier) != beside:
            verdicts = self._verdicts or ("",) * len(self.names)
            shown = [
                Shown(recording.trajectory, self._drawn(name), verdict)
                for recording, name, verdict in zip(self._recordings, self.names, verdicts, strict=True)
            ]
            laid = self._pictures = RunPictures(
                runs=tuple(shown),
                earlier=tuple(replace(one, name=self._drawn(one.name)) for one in earlier),
                surface=self._surface,
                steps=max(self.playback.steps, 1),
                progress=1.0 if self.complete else made / wanted,
                ascii=self.ascii,
            )
            self._pictured = made, len(earlier), self.known
        return laid


def _stopped(trajectory: Trajectory, step: int) -> Trajectory:
    """The run up to a step. Where no more than that is worked out, that does not make it a run of so many steps."""
    cut = trajectory.until(step)
    early = cut.ended == "steps" and cut.steps < trajectory.experiment.steps
    return replace(cut, ended="stopped") if early else cut


def named(experiment: Experiment) -> str:
    """`rate 0.1, then 0.4`"""
    changed = "".join(f", then {rate(lr)}" for _, lr in experiment.changes)
    return f"rate {rate(experiment.lr)}{changed}"
