"""A training on the bench: its losses while it goes on, and what the network answers by then.

A few lines past 300 lines, as all that can be done to a training while it goes on is in one class.
"""

from __future__ import annotations

import csv
import time
from collections import deque
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, TextIO

from tutor.charting.span import say
from tutor.charting.steps_table import first_row
from tutor.engine.figures import rate as rate_in_words
from tutor.engine.training import Training, steps_for
from tutor.errors import SpecificationError
from tutor.export import number, verdict_object
from tutor.lab.answer_words import answers_in_words
from tutor.lab.exhibit import Exhibit
from tutor.lab.training_lines import HEADS, NARROW, SHORT_HEADS, WIDE, line_of, moment_of
from tutor.lab.training_pictures import TrainingPictures
from tutor.lab.view import View, ViewName
from tutor.wording import epochs as epochs_in_words

if TYPE_CHECKING:
    from tutor.charting.drawing import Drawing
    from tutor.engine.model import Experiment, Floats

_KEPT = ("data", "target", "loss", "batch", "validation")
"""Of a problem's settings, those that an example with other features needs to be judged alike: it should be short."""
_TIMED = 8
"""Epochs whose duration says how long the rest will take."""
_REMEMBERED = 8_000_000
"""How many bytes the weights of all epochs may take, so that one can go back and look; else only the last are kept."""
_ROWS = 14


@dataclass(frozen=True, slots=True, eq=False)
class _Further:
    """A training that was begun again: what was trained before."""

    training: Training
    weights: list[Floats]
    shown: int
    """Epochs."""


class TrainingExhibit(Exhibit):
    """Trains while it is watched: never more than an epoch ahead of what is shown, so that a new rate takes effect
    where the learner sees the curve end.

    Args:
        experiment: its steps follow from `epochs`.
        epochs: how many.
        live: watched from its start.
        ascii: nothing beyond ASCII.
        steps: the updates after which it ends, where it was stopped before its last epoch was over.
        free: in free play, where other problems can be chosen.

    Raises:
        SpecificationError: it cannot be run.
    """

    bends = True
    unit = "epoch"

    def __init__(
        self,
        experiment: Experiment,
        epochs: int,
        *,
        live: bool,
        ascii: bool,
        steps: int | None = None,
        free: bool = False,
    ) -> None:
        self._free = free
        self.schedules = (experiment.schedule,)
        whole = steps_for(experiment.problem, epochs)
        self.training = Training(replace(experiment, steps=whole if steps is None else min(steps, whole)))
        super().__init__(epochs, live=live)
        self._epochs = epochs
        self._wanted = 0
        """The epoch up to which the learner goes by single steps."""
        self._weights: list[Floats] = [self.training.w]
        self._keeps = self._weights[0].nbytes * (epochs + 1) <= _REMEMBERED
        self._pictures = TrainingPictures(self.training.problem, epochs, ascii=ascii)
        self._further: _Further | None = None
        """How far it was, where it was begun again."""
        self._arrived: deque[float] = deque([time.monotonic()], maxlen=_TIMED)
        """When each of the last epochs was over."""

    @property
    def views(self) -> tuple[ViewName, ...]:
        return ("both", "loss", "answers", "numbers") if self._pictures.has_answers else ("loss", "numbers")

    @property
    def why_alone(self) -> str:
        return "Trainings are looked at one at a time, and none is put beside another."

    def why_not(self, view: ViewName) -> str:
        if view == "map":
            return "Each spot of a map is a whole run, and trainings take too long for that."
        if view == "landscape":
            return f"This model has {self.training.w.size} weights, and a landscape can show two at most."
        if view == "answers":
            return self.why_no_regions() or super().why_not(view)
        return super().why_not(view)

    def why_no_regions(self) -> str:
        problem = self.training.problem
        features = problem.samples.features
        if not problem.samples.classes or len(features) <= 2:
            return super().why_no_regions()
        told = f"Regions are drawn over two features, and this model has {len(features)}."
        if self._pictures.digits:
            return f"{told} What it takes a digit for can be seen: type digit and 1 to {self._pictures.digits}."
        kept = {name: value for name, value in problem.spec.values.items() if name in _KEPT}
        two = replace(problem.spec, values={**kept, "features": ";".join(features[:2])})
        how = "Name two of them" if self._free else "In free play (/lab) you can name two of them"
        return f"{told} {how}, such as: problem {two!s}."

    def why_no_digit(self, number: int) -> str:
        if count := self._pictures.digits:
            return "" if number <= count else f"There are {count} digits to look at here: type digit and 1 to {count}."
        samples = self.training.problem.samples
        if samples.classes or self.training.problem.spec.values.get("data") != "digits":
            return super().why_no_digit(number)
        return (
            f"This network predicts {samples.target} as one number, so there is no kind that it takes a digit for. "
            "To see its digits, add loss=cross-entropy: problem network:data=digits,loss=cross-entropy."
        )

    @property
    def known(self) -> int:
        return len(self.training.checkpoints) - 1

    def work(self, seconds: float) -> bool:
        """Trains on, if the learner is to see more of it."""
        ahead = self.playback.shown
        if self.live and self._hurried:
            ahead = self.playback.steps
        elif self.live and not self.playback.paused:
            ahead += 1
        elif self.live:
            ahead = max(ahead, self._wanted)
        until = time.perf_counter() + seconds
        while not self.training.ended and self.known < ahead and time.perf_counter() < until:
            before = self.known
            self.training.advance(0.0)
            if self.known > before:
                self._arrived.append(time.monotonic())
                if not self._keeps:
                    self._weights.clear()
                self._weights.append(self.training.w)
        if self.training.ended and self.playback.steps != self.known:
            self.playback = replace(self.playback, steps=self.known)
            self.until(min(self.playback.shown, self.known))
        return bool(self.training.ended) or self.known >= ahead

    def step(self, count: int) -> None:
        """Forward it may have to be trained first: it goes there as soon as that is done, and further with each key
        that is pressed in the meantime."""
        on_its_way = self.playback.paused and self._wanted > self.known
        self._wanted = min((self._wanted if on_its_way else self.playback.at) + count, self.playback.steps)
        super().step(count)

    def tick(self) -> None:
        super().tick()
        if not self.playback.paused:
            self._wanted = 0
        elif self.live and self._wanted > self.playback.shown:
            self.playback = self.playback.step(self._wanted - self.playback.at, self.known)

    def stop(self) -> None:
        """What was trained stays, though it was begun again; but no epoch counts that was never shown."""
        further, self._further = self._further, None
        if further is not None and further.shown > self.playback.shown:
            self.training, self._weights = further.training, further.weights
            self.playback = replace(self.playback, shown=further.shown)
        shown = max(self.playback.shown, 1)
        if self._keeps and shown < self.known:
            del self._weights[shown + 1 :]
            self.training.end_at(shown, self._weights[-1])
        elif not self.training.steps_made:
            self.training.advance(0.0)  # one loss alone says nothing
        self.training.stop()
        if len(self._weights) <= self.known:
            self._weights.append(self.training.w)
        self.playback = replace(
            self.playback, steps=max(self.known, self.playback.steps), shown=self.known, at=self.known, stopped=True
        )

    def bend(self, lr: float) -> int:
        """Weights that were passed are gone, so it goes on from where the training is."""
        if self.training.ended:
            raise SpecificationError(
                "the training is over", to_do="press Home to begin again, or Enter to hear the end"
            )
        self._hurried = False
        self._further = None
        self.training.change_rate(lr)
        self.playback = replace(self.playback, at=self.playback.shown, paused=False)
        return self.known

    def bent_in_words(self, read: int, step: int, rate: str) -> str:
        made, at = self.training.epochs_made, epochs_in_words(self.training.epochs_made)
        if made == read:
            return super().bent_in_words(read, step, rate)
        told = f"The training is at epoch {at} already, and from there on {self.new_rate_in_words(rate)}."
        return told if read >= step - 1 else f"{told} It cannot go back to epoch {read}."

    def restart(self) -> str:
        """The same training, from its start and with its first rate."""
        told = ""
        if self.training.experiment.changes:
            self._further = None
            told = (
                f"It is trained from its start again, at its first rate, {rate_in_words(self.training.experiment.lr)}."
            )
        elif self._further is None or self._further.shown < self.playback.shown:
            self._further = _Further(self.training, self._weights, self.playback.shown)
        self.training = Training(replace(self.training.experiment, changes=()))
        self._weights = [self.training.w]
        self._wanted = 0
        self._arrived = deque([time.monotonic()], maxlen=_TIMED)
        self.playback = replace(self.playback, steps=self._epochs)  # a changed rate may have ended it sooner
        super().restart()
        return told

    @property
    def left(self) -> float | None:
        """How many seconds the rest will take at the present pace; None before anything is known of it."""
        if len(self._arrived) < 2 or self.training.ended:
            return None
        each = (self._arrived[-1] - self._arrived[0]) / (len(self._arrived) - 1)
        return each * max(self.playback.steps - self.known, 0)

    def draw(self, view: View, width: int, height: int) -> Drawing:
        at = min(self.playback.at, self.known)
        weights = self._weights[at] if self._keeps else self._weights[-1]
        return self._pictures.draw(
            view.among(self.views),
            self.training.checkpoints[: self.playback.shown + 1],
            self._around(at, width, height - 1) if view.name == "numbers" else (),
            at,
            weights,
            self.left if self.live else None,
            width,
            height,
        )

    def _around(self, at: int, width: int, rows: int) -> tuple[str, ...]:
        """The lines of the table around an epoch, that one marked; columns that find no room are left out, the last
        first."""
        first = first_row(at, self.playback.steps, rows)
        shown = range(first, min(self.playback.shown, first + rows - 1) + 1)
        wide, heads = (WIDE, HEADS) if width >= len(HEADS) * WIDE else (NARROW, SHORT_HEADS)
        most = max(width // wide, 1)
        lines = (line_of(self.training.checkpoints[epoch], wide, most, marked=epoch == at) for epoch in shown)
        return ("".join(head.rjust(wide) for head in heads[:most]), *lines)

    # ------------------------------------------------------------ in words and numbers

    def on_the_way(self) -> str:
        return f"{moment_of(self.training.checkpoints[-1])}."

    def answers_in_words(self) -> tuple[str, ...]:
        return answers_in_words(self.training.problem, self._weights[-1])

    def in_words(self, view: ViewName = "both") -> tuple[str, ...]:
        if view == "answers" and (answered := self.answers_in_words()):
            return answered
        first, last = self.training.checkpoints[0], self.training.checkpoints[-1]
        told = [f"At the start: {moment_of(first)}.", f"At the end: {moment_of(last)}."]
        unseen = [seen for seen in self.training.checkpoints if seen.validation_loss is not None and seen.finite]
        if unseen:
            best = min(unseen, key=lambda seen: seen.validation_loss or 0.0)
            when, lowest = epochs_in_words(best.epoch), say(best.validation_loss or 0)
            told.append(f"The validation loss was lowest after epoch {when}: {lowest}.")
        return tuple(told)

    def numbers(self, step: int | None = None) -> tuple[str, ...]:
        last = self.known
        if step is None:
            stride = max(1, last // _ROWS)
            chosen = sorted({*range(0, last + 1, stride), last})
        else:
            step = max(0, min(step, last))
            chosen = list(range(max(0, step - 2), min(last, step + 2) + 1))
        heads = "".join(head.rjust(WIDE) for head in HEADS)
        return (heads, *(line_of(self.training.checkpoints[at]) for at in chosen))

    def as_object(self) -> Any:
        experiment = self.training.experiment
        seen = [asdict(checkpoint) for checkpoint in self.training.checkpoints]
        return {
            "problem": experiment.problem,
            "optimizer": experiment.optimizer,
            "schedule": experiment.schedule,
            "seed": experiment.seed,
            "steps": self.training.steps_made,
            "epochs": self.known,
            **({"changes": [list(change) for change in experiment.changes]} if experiment.changes else {}),
            # The start was reached by no rate: as of a run, there is one rate fewer than there are losses.
            **{name: [number(one[name]) for one in seen[name == "lr" :]] for name in seen[0]},
            "verdict": verdict_object(self.training.verdict()),
        }

    def write_csv(self, page: TextIO) -> None:
        seen = [asdict(checkpoint) for checkpoint in self.training.checkpoints]
        table = csv.DictWriter(page, list(seen[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(seen)
