"""Training a model on rows by mini-batches and epochs, in slices so that a screen stays live.

An epoch visits every training row once, in an order drawn anew, `batch` rows at a time; the last batch takes what is
left and may be smaller. That is PyTorch's DataLoader with shuffle=True and drop_last=False. (`engine.descent` draws
every batch on its own instead, so that a row may come twice before another comes once.) Without `batch` an update sees
all rows, in the order of the table: that is plain descent, and gives the numbers of `engine.descent`.

The loss over all rows costs as much as some updates, so it is looked at once an epoch: a `Checkpoint`.

A little past 300 lines, as a training that is paused, bent and stopped is all in one class.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tutor.engine.catalogue import TUNERS
from tutor.engine.data_problem import DataProblem
from tutor.engine.loop import prepare
from tutor.engine.problem import Problem
from tutor.engine.problems import build_problem
from tutor.engine.schedule import Point, ScheduleState
from tutor.engine.verdict import judge_curve
from tutor.errors import SpecificationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Experiment, Floats, Verdict


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How good the model was at one moment, over all rows."""

    step: int
    """How many updates were made; 0 is the start."""
    epoch: float
    """How often the training rows were visited by then: a whole number, unless the training ended within an epoch."""
    lr: float | None
    """The rate of the last update; None at the start."""
    loss: float
    """The mean loss over all training rows."""
    validation_loss: float | None
    """The same over the rows held back; None if there are none."""
    accuracy: float | None
    """The share, 0 to 1, of the training rows that are answered rightly; None where a number is predicted."""
    validation_accuracy: float | None
    """The same of the rows held back; None if there are none, too."""

    @property
    def finite(self) -> bool:
        """Whether the training loss is still a number."""
        return math.isfinite(self.loss)


class Training:
    """A training under way. It keeps the checkpoints, the weights of now and what the optimizer remembers.

    `experiment.steps` counts updates, see `steps_for`. A checkpoint is taken at the start, after each epoch, and at the
    end. The same experiment gives the same numbers, however it is sliced.

    Schedules that are functions of the step move after every update. `reduce-on-plateau` watches the training loss at
    the checkpoints, as it is mostly used in PyTorch: it moves once an epoch, and its `patience` and `cooldown` count
    epochs. Refused are schedules for which no such reading is left: a warm-up in front of `reduce-on-plateau`, whose
    lengths would count different things, and tuners, which need the true loss at every update.

    Changes of the rate take effect as in `engine.descent`: a function of the step sees the same step and the new rate,
    `reduce-on-plateau` starts afresh with it.

    Args:
        experiment: with a problem over a table: network, logistic-regression, linear-regression, polynomial.

    Raises:
        SpecificationError: the experiment cannot be run, or has no rows or not such a schedule.
    """

    def __init__(self, experiment: Experiment) -> None:
        loop = prepare(experiment, np.array([experiment.lr]))
        self.problem = _over_rows(loop.problem)
        self.experiment = experiment
        """What determines this training, changes of the rate on the way included."""
        self.steps_made = 0
        self.epochs = math.ceil(experiment.steps / _updates(self.problem))
        """How many epochs the whole training has; the last may be a part of one."""
        self.ended: Literal["", "steps", "overflow", "stopped"] = ""
        """Why it is over: all updates were made, a number overflowed, somebody stopped it; empty while it is not."""
        self._optimizer, self._schedule = loop.optimizer, loop.schedule
        self._check_schedule()
        self._w = loop.start
        self._state: Any = loop.optimizer.init(loop.start)
        # An array without axes is multiplied faster than a number of Python's.
        self._lr = np.array(experiment.lr)
        self._rate: float | None = None
        self._watched: ScheduleState | None = None
        self._changes = dict(experiment.changes)
        # numpy.random costs 7 MB, which batches of all rows need not pay.
        self._rng = np.random.default_rng(experiment.seed) if self.problem.batch < self.problem.rows else None
        self._batches: list[NDArray[np.int64]] = []
        self._checkpoints: list[Checkpoint] = []
        self._look()

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The start and all that came after it, so far."""
        return tuple(self._checkpoints)

    @property
    def w(self) -> Floats:
        """(d,) the parameters of now."""
        w: Floats = self._w[0].copy()
        return w

    @property
    def epochs_made(self) -> float:
        """How often the training rows were visited so far: 2.5 in the middle of the third epoch."""
        return self.steps_made / _updates(self.problem)

    def advance(self, seconds: float) -> bool:
        """Trains on for about that long: at least one update, and no further one after that time.

        Returns:
            whether the training is over.
        """
        until = perf_counter() + seconds
        # A number that overflows is an ordinary end of a training.
        with np.errstate(all="ignore"):
            while not self.ended:
                self._update()
                if perf_counter() >= until:
                    break
        return bool(self.ended)

    def stop(self) -> None:
        """Ends it here, with a checkpoint of where it is. Nothing happens if it is over."""
        if not self.ended:
            if self._checkpoints[-1].step < self.steps_made:
                self._look()
            self.ended = self.ended or "stopped"

    def end_at(self, epoch: int, w: Floats) -> None:
        """Ends it where an earlier epoch was over: what was trained after that is as if it had not been.

        Args:
            epoch: of a checkpoint.
            w: (d,) the parameters there.
        """
        del self._checkpoints[epoch + 1 :]
        self.steps_made, self._w = self._checkpoints[-1].step, w[None, :]
        self._rate = self._checkpoints[-1].lr
        kept = tuple(change for change in self.experiment.changes if change[0] < self.steps_made)
        self.experiment = replace(self.experiment, changes=kept)
        self.ended = "stopped"

    def change_rate(self, lr: float) -> None:
        """From the next update on the rate is `lr`, and `experiment` says so. Nothing happens if it is over.

        Raises:
            SpecificationError: the rate is not a finite number.
        """
        if not math.isfinite(lr):
            raise SpecificationError(f"the learning rate {lr} is not a finite number", to_do="use one such as 0.1")
        if not self.ended:
            self._changes[self.steps_made] = float(lr)
            self.experiment = replace(self.experiment, changes=tuple(sorted(self._changes.items())))

    def verdict(self) -> Verdict:
        """What the checkpoints so far show, in epochs; in updates ("steps") before the first epoch is over.

        A look taken within an epoch, where the training ended, does not count as a further epoch, unless the loss had
        overflowed by then; but its loss is the one that is told.
        """
        last = self._checkpoints[-1]
        rows = [seen for seen in self._checkpoints if seen.epoch.is_integer() or not seen.finite]
        by_epochs = len(rows) > 1
        if not by_epochs:
            rows = self._checkpoints
        return judge_curve(
            [seen.loss for seen in rows],
            val_loss=[seen.validation_loss for seen in rows],
            lr=[seen.lr for seen in rows],
            steps=[math.ceil(seen.epoch) if by_epochs else seen.step for seen in rows],
            minimum=self.problem.minimum,
            unit="epoch" if by_epochs else "step",
            norms=False,
            stopped=self.ended == "stopped",
            now=(last.epoch, last.loss) if last is not rows[-1] else None,
            dead=self.problem.dead_layer(self._w[0]) if last.finite else None,
        )

    def _check_schedule(self) -> None:
        name, then = self._schedule.spec.name, self._schedule.spec.then
        if name in TUNERS:
            raise SpecificationError(
                f"{name} needs the loss of all rows at every update, and a training looks at it once an epoch",
                to_do="use constant, reduce-on-plateau or another schedule",
            )
        if then is not None and self._schedule.watches_loss:
            raise SpecificationError(
                f"{name} counts updates and {then.name} epochs, so that a training cannot have one after the other",
                to_do="use one of them",
            )

    def _update(self) -> None:
        """One update, and a checkpoint if it ends an epoch or the training."""
        if not self._batches:
            self._batches = self._next_epoch()
        gradient = (
            self.problem.gradient(self._w)
            if self._rng is None
            else self.problem.gradient_of_rows(self._w, self._batches[-1])
        )
        self._batches.pop()
        rate = self._next_rate()
        self._w, self._state = self._optimizer.update(gradient, self._state, self._w, rate)
        self._rate = rate
        self.steps_made += 1
        if not self._batches or self.steps_made == self.experiment.steps:
            self._look()

    def _next_epoch(self) -> list[NDArray[np.int64]]:
        """The rows of each batch, the first batch last."""
        rows = np.arange(self.problem.rows) if self._rng is None else self._rng.permutation(self.problem.rows)
        return [rows[first : first + self.problem.batch] for first in range(0, len(rows), self.problem.batch)][::-1]

    def _next_rate(self) -> Any:
        changed = self._changes.get(self.steps_made)
        if changed is not None:
            self._lr = np.array(changed)
            self._watched = None
        if not self._schedule.watches_loss:
            return self._schedule.rate(self.steps_made, self._lr)
        if self._watched is None:
            self._watched = self._schedule.start(self._lr, self._here())
        return self._watched.rate

    def _here(self) -> Point:
        """The last checkpoint as a watching schedule sees it: its loss is all that reduce-on-plateau looks at."""
        loss = np.array([self._checkpoints[-1].loss])
        return Point(self._w, loss, np.full_like(self._w, np.nan), self.problem.value, self.problem.minimum)

    def _look(self) -> None:
        """Takes a checkpoint; ends the training if this was its last."""
        w, epoch = self._w[0], self.epochs_made
        with np.errstate(all="ignore"):
            loss, accuracy = self.problem.evaluate(w) or (math.nan, None)
            validation_loss, validation_accuracy = self.problem.evaluate(w, held_back=True) or (None, None)
        rate = None if self._rate is None else float(self._rate)
        seen = Checkpoint(self.steps_made, epoch, rate, loss, validation_loss, accuracy, validation_accuracy)
        self._checkpoints.append(seen)
        if self._watched is not None:
            self._watched = self._schedule.next(self._watched, self._here())
        if not (seen.finite and np.isfinite(w).all()):
            self.ended = "overflow"
        elif self.steps_made >= self.experiment.steps:
            self.ended = "steps"


def steps_for(problem: str, epochs: int) -> int:
    """How many updates so many epochs are: epochs · ⌈training rows / batch⌉.

    Raises:
        SpecificationError: the problem is not valid or has no rows, or fewer than 0 epochs.
    """
    if epochs < 0:
        raise SpecificationError(f"{epochs} epochs cannot be made", to_do="use 0 or more")
    return epochs * _updates(_over_rows(build_problem(problem)))


def predict(problem: Problem, w: Floats, x: Floats) -> Floats:
    """How likely the model takes each kind to be in each row: with one sigmoid output a these are 1 − a and a, else
    the softmax outputs. With a squared error they are the bare outputs, which need not be probabilities.

    Args:
        problem: one that tells kinds apart; their order is that of `problem.samples.classes`.
        w: (d,) its parameters.
        x: (rows, features) scaled like `problem.samples.x`; see `Samples.scaled`.

    Returns:
        (rows, kinds)

    Raises:
        SpecificationError: the problem has no rows, or predicts a number.
    """
    with np.errstate(all="ignore"):
        shares = _over_rows(problem).shares(w, x)
    if shares is None:
        raise SpecificationError(
            f"{problem.spec.name} predicts a number here, no kinds", to_do="use loss=cross-entropy, or another target"
        )
    return shares


def _over_rows(problem: Problem) -> DataProblem:
    if not isinstance(problem, DataProblem) or "data" not in problem.spec.values:
        raise SpecificationError(
            f"{problem.spec.name} has no rows to train on",
            to_do="use network, logistic-regression, linear-regression or polynomial",
        )
    return problem


def _updates(problem: DataProblem) -> int:
    """How many updates an epoch has."""
    return math.ceil(problem.rows / problem.batch)
