"""Problems that learn from a table: checked as soon as they are set, and what they learn from in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tutor.dialogue.setup import Setup
from tutor.engine.catalogue import Specification, read_problem
from tutor.engine.data_sets import data_sets
from tutor.engine.model import Experiment
from tutor.errors import TutorError
from tutor.lesson.experiment import entrant_of, with_entrant
from tutor.wording import listed

READY: Mapping[str, tuple[str, str]] = {
    "network on digits": (
        "network:data=digits,target=digit,loss=cross-entropy,batch=32",
        "reads handwritten digits, ready to be trained",
    ),
    "network on penguins": (
        "network:data=penguins,target=species,batch=16,validation=0.25",
        "tells three kinds of penguins apart, ready to be trained",
    ),
}
"""Networks with settings that suit their data: what they are, and what they do, by a name that can be chosen."""
MOST_KINDS = 20
"""A column of no more different whole numbers than this may be meant as kinds."""
_TRAIN = frozenset({"train", "training", "learn", "fit", "teach"})
_ABOUT_DATA = _TRAIN | {"data", "dataset", "network", "use", "load"}
"""Beside one of these `curve` is the data set."""


def has_table(spec: Specification) -> bool:
    """Whether the problem learns from a table."""
    return "data" in spec.values


def with_target(spec: Specification) -> tuple[Specification, str]:
    """A problem that learns from a table with the column that it predicts named, and what it learns, as a sentence.

    Raises:
        SpecificationError: there are no such data, or they have not what it asks for.
    """
    # NumPy, about 80 ms, and the table: paid by whoever sets such a problem, and not by the first paint.
    from tutor.engine.data import read_table
    from tutor.engine.data_problem import DataProblem
    from tutor.engine.problems import build_problem

    problem = build_problem(spec)
    assert isinstance(problem, DataProblem)
    samples, data = problem.samples, spec.text("data")
    if spec.name == "network":
        spec = replace(spec, values={**spec.values, "target": samples.target})
    if samples.classes:
        kinds = f": {listed(samples.classes, 'or')}" if len(samples.classes) <= MOST_KINDS else ""
        return spec, f"It learns from the data set {data} to name the {samples.target}{kinds}."
    told = f"It learns from the data set {data} to predict {samples.target} as a number."
    there = set(read_table(data).numbers[samples.target].tolist())
    if spec.name == "network" and len(there) <= MOST_KINDS and all(map(float.is_integer, there)):
        told += f" To have each {samples.target} as a kind of its own, add loss=cross-entropy."
    return spec, told


def learns(setup: Setup) -> str:
    """What the problem on the bench learns, as a sentence; empty if it learns from no table."""
    problem = read_problem(setup.problem)
    if not has_table(problem):
        return ""
    try:
        return with_target(problem)[1]
    except TutorError:
        return ""  # the first run says what is wrong


def ready_problem(text: str) -> str:
    """What a ready one is by its name; any other text as it is."""
    return READY.get(" ".join(text.casefold().split()), (text, ""))[0]


def ready_name(setup: Setup) -> str:
    """What the problem on the bench is called where there is little room: a ready one by its name."""
    return next((name for name, (spec, _) in READY.items() if str(read_problem(spec)) == setup.problem), setup.problem)


def data_help() -> str:
    """Which data sets there are, and how one is learned from."""
    examples = " · ".join(f"problem {name}" for name in READY)
    return (
        f"Data sets to learn from: {listed(data_sets())}. Ready to be trained: {examples}. With settings of your own: "
        f"problem {READY['network on digits'][0]}."
    )


def data_pointer(text: str) -> str:
    """What to type for `train penguins`, `houses`, `data sets`: for whoever names data, or a training, but no problem;
    empty if it is about neither."""
    words = re.findall(r"[a-z]+", text.casefold())
    meant = len(words) == 1 or not _ABOUT_DATA.isdisjoint(words)
    named = next((one for one in data_sets() if meant and (one in words or one.removesuffix("s") in words)), None)
    if named is not None:
        ready = next((name for name, (spec, _) in READY.items() if f"data={named}" in spec), None)
        network = ready is not None or "network" in words
        what = f"To train a network on {named}" if network else f"To learn from {named}"
        model = "network" if network else "linear-regression"
        return f"{what}, type problem {ready or f'{model}:data={named}'}. Then type a rate."
    wants_any = words[:1] == ["train"] and not re.search("[0-9]", text)  # else it is about the training at hand
    return data_help() if wants_any or (words and words[0].startswith("data")) else ""


def check_start(setup: Setup) -> None:
    """Raises SpecificationError where the problem on the bench, or one in the race, cannot begin at that start."""
    # NumPy, as above.
    from tutor.engine.descent import steps

    for entrant in [one for one in setup.race if entrant_of(one) == "problem"] or [""]:
        steps(with_entrant(Experiment(setup.problem, 1.0, start=setup.start, steps=0), entrant))
