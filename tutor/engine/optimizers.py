"""Optimizers as pure pairs: `init(w) -> state` and `update(gradient, state, w, lr) -> (new w, new state)`.

Every array is (runs, d); the rate is a number, or (runs, 1) where every run has its own. Forms and defaults are
PyTorch's (torch.optim, https://pytorch.org/docs/stable/optim.html).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tutor.engine.catalogue import read_optimizer
from tutor.engine.specification import Specification

if TYPE_CHECKING:
    from tutor.engine.model import Floats

State = Any
Init = Callable[["Floats"], State]
Update = Callable[["Floats", State, "Floats", "float | Floats"], tuple["Floats", State]]


@dataclass(frozen=True, slots=True)
class Optimizer:
    """How a gradient moves the parameters."""

    spec: Specification
    init: Init
    """(runs, d) parameters -> what the optimizer remembers before the first step."""
    update: Update
    """gradient, state, w, lr -> the parameters after one step, and the state after it. Changes no argument."""


def sgd(_spec: Specification) -> tuple[Init, Update]:
    """w ← w − lr·g: plain gradient descent; it remembers nothing."""

    def update(gradient: Floats, state: None, w: Floats, lr: float | Floats) -> tuple[Floats, None]:
        return w - lr * gradient, state

    return lambda _w: None, update


_OPTIMIZERS: MappingProxyType[str, Callable[[Specification], tuple[Init, Update]]] = MappingProxyType({"sgd": sgd})


def build_optimizer(optimizer: str | Specification) -> Optimizer:
    """The optimizer that a specification such as `adam:beta1=0.8` names.

    Raises:
        SpecificationError: the specification is not valid.
    """
    spec = read_optimizer(optimizer) if isinstance(optimizer, str) else optimizer
    return Optimizer(spec, *_OPTIMIZERS[spec.name](spec))
