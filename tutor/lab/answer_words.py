"""What a trained model answers, in words: how many rows of each kind it has right, and what it takes the others for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor.engine.data_problem import answers, kinds_of
from tutor.engine.training import predict
from tutor.wording import listed

if TYPE_CHECKING:
    from tutor.engine.data_problem import DataProblem
    from tutor.engine.model import Floats

_NAMED = 2
"""Wrong kinds that are all told with their counts; of more, only the one that is taken most often."""


def answers_in_words(problem: DataProblem, w: Floats) -> tuple[str, ...]:
    """`Of the unseen rows: Adelie, 27 of 30 right; 3 are taken for Chinstrap.` A sentence for each kind.

    Args:
        problem: a model that was trained; the rows held back are told of, or those learned from if none are.
        w: (d,) its weights.

    Returns:
        Nothing where the model answers a number and no kind.
    """
    samples = problem.samples
    if not samples.classes:
        return ()
    held_back = bool(len(samples.validation_x))
    x, y = (samples.validation_x, samples.validation_y) if held_back else (samples.x, samples.y)
    shares = predict(problem, w, x)
    if np.isnan(shares).any():
        return ("It has no answers: a weight became too large for a number.",)
    kind, answered = kinds_of(y), answers(shares)
    told = [_kind(samples.classes, position, answered[kind == position]) for position in range(len(samples.classes))]
    return (f"What it answers to the {'unseen' if held_back else 'training'} rows, kind by kind:", *told)


def _kind(names: tuple[str, ...], position: int, answered: np.ndarray[tuple[int], np.dtype[np.int64]]) -> str:
    right = int((answered == position).sum())
    told = f"{names[position]}: {right} of {len(answered)} right"
    wrong = answered[answered != position]
    if not len(wrong):
        return f"{told}."
    counts = np.bincount(wrong, minlength=len(names)).tolist()
    taken = sorted(((count, names[kind]) for kind, count in enumerate(counts) if count), key=lambda of: -of[0])
    (most, name), *others = taken
    first = f"{most} {'is' if most == 1 else 'are'} taken for {name}"
    if len(taken) <= _NAMED:
        return f"{told}; {listed([first, *(f'{count} for {other}' for count, other in others)])}."
    if most == others[0][0]:
        return f"{told}; the others are taken for {len(taken)} different kinds, no more than {most} for each."
    return f"{told}; most often, {first}."
