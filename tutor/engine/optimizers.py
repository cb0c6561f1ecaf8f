"""Optimizers as pure pairs: `init(w) -> state` and `update(gradient, state, w, lr) -> (new w, new state)`.

Every array is (runs, d); the rate is a number, or (runs, 1) where every run has its own. Forms and defaults are
PyTorch's (torch.optim, https://pytorch.org/docs/stable/optim.html); each docstring names the paper and says where the
form differs from it.

The settings are arrays without axes below: NumPy multiplies by them about twice as fast as by Python's numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

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


def momentum(spec: Specification) -> tuple[Init, Update]:
    """v ← momentum·v + g; w ← w − lr·v, with v = 0 at first.

    B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964. The rate stands outside v,
    and nothing is dampened: with a steady gradient the steps grow to 1/(1 − momentum) times those of `sgd`.
    """
    kept = np.array(spec.real("momentum"))

    def update(gradient: Floats, velocity: Floats, w: Floats, lr: float | Floats) -> tuple[Floats, Floats]:
        velocity = kept * velocity + gradient
        return w - lr * velocity, velocity

    return np.zeros_like, update


def nesterov(spec: Specification) -> tuple[Init, Update]:
    """v ← momentum·v + g; w ← w − lr·(g + momentum·v), with v = 0 at first.

    I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of initialization and momentum in deep learning",
    2013. As in PyTorch, the gradient is taken at w, which here stands for the point that the paper looks ahead to.
    """
    kept = np.array(spec.real("momentum"))

    def update(gradient: Floats, velocity: Floats, w: Floats, lr: float | Floats) -> tuple[Floats, Floats]:
        velocity = kept * velocity + gradient
        return w - lr * (gradient + kept * velocity), velocity

    return np.zeros_like, update


def adagrad(spec: Specification) -> tuple[Init, Update]:
    """s ← s + g²; w ← w − lr·g/(√s + eps), with s = 0 at first.

    J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic optimization", 2011.
    """
    eps = np.array(spec.real("eps"))

    def update(gradient: Floats, squares: Floats, w: Floats, lr: float | Floats) -> tuple[Floats, Floats]:
        squares = squares + gradient * gradient
        return w - lr * gradient / (np.sqrt(squares) + eps), squares

    return np.zeros_like, update


def rmsprop(spec: Specification) -> tuple[Init, Update]:
    """s ← alpha·s + (1 − alpha)·g²; w ← w − lr·g/(√s + eps), with s = 0 at first.

    T. Tieleman, G. Hinton, "Neural networks for machine learning", lecture 6.5, 2012. As in PyTorch, eps stands outside
    the root, and s is not corrected for its start at 0: the first step is about 1/√(1 − alpha) rates long.
    """
    alpha, rest = np.array(spec.real("alpha")), np.array(1 - spec.real("alpha"))
    eps = np.array(spec.real("eps"))

    def update(gradient: Floats, squares: Floats, w: Floats, lr: float | Floats) -> tuple[Floats, Floats]:
        squares = alpha * squares + rest * gradient * gradient
        return w - lr * gradient / (np.sqrt(squares) + eps), squares

    return np.zeros_like, update


def adam(spec: Specification) -> tuple[Init, Update]:
    """m ← beta1·m + (1 − beta1)·g; s ← beta2·s + (1 − beta2)·g²; w ← w − lr·m̂/(√ŝ + eps).

    m̂ = m/(1 − beta1ᵗ) and ŝ = s/(1 − beta2ᵗ) at the t-th step, from 1: they undo the start at 0. With
    `bias_correction=no` they are m and s. D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", 2015.
    """
    beta1, beta2 = spec.real("beta1"), spec.real("beta2")
    kept1, new1, kept2, new2 = (np.array(share) for share in (beta1, 1 - beta1, beta2, 1 - beta2))
    eps = np.array(spec.real("eps"))
    corrects = spec.flag("bias_correction")

    def init(w: Floats) -> tuple[int, Floats, Floats]:
        return 0, np.zeros_like(w), np.zeros_like(w)

    def update(
        gradient: Floats, state: tuple[int, Floats, Floats], w: Floats, lr: float | Floats
    ) -> tuple[Floats, tuple[int, Floats, Floats]]:
        count, mean, squares = state
        count += 1
        mean = kept1 * mean + new1 * gradient
        squares = kept2 * squares + new2 * gradient * gradient
        if corrects:
            lr = lr / np.array(1 - beta1**count)
            size = np.sqrt(squares) / np.array(math.sqrt(1 - beta2**count)) + eps
        else:
            size = np.sqrt(squares) + eps
        return w - lr * mean / size, (count, mean, squares)

    return init, update


def adamw(spec: Specification) -> tuple[Init, Update]:
    """w ← w·(1 − lr·weight_decay), then as `adam`.

    I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", 2019. As in PyTorch, the pull on the weights is
    multiplied by the rate.
    """
    init, step = adam(spec)
    decay = np.array(spec.real("weight_decay"))

    def update(gradient: Floats, state: State, w: Floats, lr: float | Floats) -> tuple[Floats, State]:
        return step(gradient, state, w * (1 - lr * decay), lr)

    return init, update


_OPTIMIZERS: MappingProxyType[str, Callable[[Specification], tuple[Init, Update]]] = MappingProxyType(
    {
        "sgd": sgd,
        "momentum": momentum,
        "nesterov": nesterov,
        "adagrad": adagrad,
        "rmsprop": rmsprop,
        "adam": adam,
        "adamw": adamw,
    }
)


def build_optimizer(optimizer: str | Specification) -> Optimizer:
    """The optimizer that a specification such as `adam:beta1=0.8` names.

    Raises:
        SpecificationError: the specification is not valid.
    """
    spec = read_optimizer(optimizer) if isinstance(optimizer, str) else optimizer
    return Optimizer(spec, *_OPTIMIZERS[spec.name](spec))
