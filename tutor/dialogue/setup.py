"""What is set up on the bench of the lab: problem, optimizer, schedule, steps, start, seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from tutor.dialogue.model import RunEnded
from tutor.engine.catalogue import (
    OPTIMIZERS,
    PROBLEMS,
    SCHEDULES,
    TUNERS,
    Entry,
    Specification,
    read_optimizer,
    read_problem,
    read_schedule,
)
from tutor.engine.fitting import fitting
from tutor.engine.model import Experiment
from tutor.frozen import dataclass
from tutor.lesson.experiment import entrant_of, with_entrant
from tutor.lesson.model import Lab

USUAL_EPOCHS = 40
USUAL_RATE = 0.1
"""Where none was run yet."""

Setting = Literal["problem", "optimizer", "schedule"]
ENTRIES: Mapping[Setting, Mapping[str, Entry]] = {
    "problem": PROBLEMS,
    "optimizer": OPTIMIZERS,
    "schedule": {**SCHEDULES, **TUNERS},
}
"""What can be chosen, by setting."""
READERS: Mapping[Setting, Callable[[str], Specification]] = {
    "problem": read_problem,
    "optimizer": read_optimizer,
    "schedule": read_schedule,
}


@dataclass(frozen=True, slots=True)
class Setup:
    """What is on the bench, and what was run on it."""

    problem: str = "bowl:curvature=2"
    optimizer: str = "sgd"
    schedule: str = "constant"
    steps: int = 50
    start: tuple[float, ...] | None = None
    seed: int = 0
    epochs: int = USUAL_EPOCHS
    race: tuple[str, ...] = ()
    fitted: tuple[str, ...] = ()
    """The schedules, on the bench and in the race, that were only named: what they need was filled in to suit the run,
    and follows it."""
    own_files: bool = False
    """The learner's own CSV files may be opened."""
    runs: tuple[RunEnded, ...] = ()
    """With this setup, oldest first."""
    compared: tuple[RunEnded, ...] = ()
    """On this problem, whatever else was set: those that pictures can put side by side; oldest first."""

    @property
    def trains(self) -> bool:
        """Whether a run is a training: in epochs, with mini-batches."""
        return read_problem(self.problem).name == "network"

    def experiment(self, lr: float, entrant: str = "") -> Experiment:
        """A run at this rate; `entrant` stands in place of one setting."""
        experiment = Experiment(
            self.problem, lr, self.optimizer, self.schedule, self.steps, self.start, self.seed
        )  # fmt: skip
        return with_entrant(experiment, entrant)

    def start_only(self) -> Experiment:
        """The start of every run, and no step from it."""
        return replace(self.experiment(1.0), steps=0)  # a rate that every schedule can use

    def in_words(self) -> str:
        """`ravine:kappa=25 · adam · 50 steps`"""
        return " · ".join((self.problem, *self.beside_problem()))

    def beside_problem(self) -> tuple[str, ...]:
        """What is set beside the problem, part by part."""
        spec = read_problem(self.problem)
        # What is learned from is said, also where it is the usual and so not spelled out.
        parts = [f"data {spec.text('data')}"] if self.trains and "data=" not in self.problem else []
        # In a race of optimizers the one that is set runs only if it is among them.
        named = any(entrant_of(entrant) != "optimizer" for entrant in self.race) or not self.race
        parts += [self.optimizer] if named and (self.optimizer != "sgd" or self.race) else []
        parts += [self.schedule] if self.schedule != "constant" else []
        parts += [f"race of {len(self.race)}"] if self.race else []
        length, unit = (self.epochs, "epoch") if self.trains else (self.steps, "step")
        parts.append(f"{length} {unit}{'s' if length > 1 else ''}")
        parts += [f"start {', '.join(f'{value:g}' for value in self.start)}"] if self.start else []
        parts += [f"seed {self.seed}"] if self.seed else []
        return tuple(parts)


def setup_of(lab: Lab) -> Setup:
    """Free play with what a lesson's lab has on its bench."""
    race = tuple(lab.called.get(entrant, entrant) for entrant in lab.race)
    setup = Setup(lab.problem, lab.optimizer, lab.schedule, lab.steps, lab.start, lab.seed, race=race)
    return replace(setup, epochs=lab.epochs) if lab.epochs else setup


def usual(entry: Entry, setup: Setup) -> str:
    """An entry with values for the settings that must be given: `cosine:T_max=50` where 50 steps are run, and in a
    training as many as its epochs have updates."""
    if entry.name == "network":
        return "network:layers=8,validation=0.2,batch=16"
    lr = setup.runs[-1].lr if setup.runs else USUAL_RATE
    return fitting(entry, _updates(setup) if any(key.required for key in entry.keys) else setup.steps, lr)


def refitted(setup: Setup) -> Setup:
    """After a change of what is run or for how long: schedules that were only named suit it again, with the rates that
    they had; those that were typed with their settings stay as they are."""
    if not setup.fitted:
        return setup
    fresh: dict[str, str] = {}
    for text in setup.fitted:
        spec = read_schedule(text)
        highest = spec.values.get("max_lr")
        lr = highest if isinstance(highest, float) else USUAL_RATE
        fresh[text] = str(read_schedule(fitting(ENTRIES["schedule"][spec.name], _updates(setup), lr)))
    schedule, race = fresh.get(setup.schedule, setup.schedule), tuple(fresh.get(one, one) for one in setup.race)
    return replace(setup, schedule=schedule, race=race, fitted=tuple(fresh.values()))


def _updates(setup: Setup) -> int:
    """How many updates a run makes: in a training as many as its epochs have."""
    if not setup.trains:
        return setup.steps
    from tutor.engine.training import steps_for  # NumPy

    return steps_for(setup.problem, setup.epochs)


def is_known(text: str) -> bool:
    """Whether it begins with the name of a problem, an optimizer or a schedule."""
    name = text.partition(":")[0].strip()
    return any(name in entries for entries in ENTRIES.values())


def filled(text: str, setup: Setup) -> str:
    """A name alone with the settings that it needs; everything else as it is."""
    entry = next((entries[text] for entries in ENTRIES.values() if text in entries), None)
    return usual(entry, setup) if entry is not None else text
