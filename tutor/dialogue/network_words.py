"""The numbers of a network as text, for whoever asks for them or sees no drawing."""

from __future__ import annotations

from tutor.dialogue.model import TutorSays
from tutor.engine import backpropagation
from tutor.engine.network_names import Names, shown
from tutor.engine.walk_model import WalkStep
from tutor.lesson.model import Message, Span, Walk


def in_full(step: WalkStep) -> str:
    """`yhat = w2·h = 2·0.6225 = 1.245.`"""
    numbers = f" = {step.numbers}" if step.numbers not in (step.formula, shown(step.value)) else ""
    return f"{step.name} = {step.formula}{numbers} = {shown(step.value)}."


def table(walk: Walk, known: int) -> TutorSays:
    """The network's own numbers and the first `known` of its pass there and back, one to a line."""
    example, names = walk.example, Names(walk.example)
    rows = [(names.unit(0, unit), value) for unit, value in enumerate(example.input)]
    for spot in names.parameters:
        if spot.part == "weight":
            value = example.weights[spot.layer - 1][spot.unit][spot.source]
        else:
            value = (example.biases or ())[spot.layer - 1][spot.unit]
        rows.append((names.of(spot), value))
    rows += [(names.target(unit), value) for unit, value in enumerate(example.target)]
    rows.append(("rate", example.lr))
    rows += [(step.name, step.value) for step in backpropagation.walk(example)[:known]]
    wide = max(len(name) for name, _ in rows)
    text = "\n".join(f"{name:<{wide}}  {shown(value)}" for name, value in rows)
    return TutorSays(Message((Span(text, "code"),), "code"))
