"""Every optimizer against its published formula, written out for plain numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from tutor.engine.descent import run
from tutor.engine.model import Experiment
from tutor.engine.optimizers import build_optimizer

Update = Callable[[int, float, float, dict[str, float]], float]
"""t (from 1), the gradient, w, what is remembered -> the new w."""
LR = 0.02


def _sgd(_t: int, g: float, w: float, _memory: dict[str, float]) -> float:
    return w - LR * g


def _momentum(_t: int, g: float, w: float, memory: dict[str, float]) -> float:
    # torch.optim.SGD: the first buffer is the gradient itself, then mu·buffer + g.
    memory["b"] = 0.8 * memory["b"] + g if "b" in memory else g
    return w - LR * memory["b"]


def _nesterov(_t: int, g: float, w: float, memory: dict[str, float]) -> float:
    memory["b"] = 0.8 * memory["b"] + g if "b" in memory else g
    return w - LR * (g + 0.8 * memory["b"])


def _adagrad(_t: int, g: float, w: float, memory: dict[str, float]) -> float:
    memory["s"] = memory.get("s", 0) + g * g
    return w - LR * g / (math.sqrt(memory["s"]) + 1e-10)


def _rmsprop(_t: int, g: float, w: float, memory: dict[str, float]) -> float:
    memory["s"] = 0.9 * memory.get("s", 0) + (1 - 0.9) * g * g
    return w - LR * g / (math.sqrt(memory["s"]) + 1e-8)


def _adam(t: int, g: float, w: float, memory: dict[str, float]) -> float:
    memory["m"] = 0.8 * memory.get("m", 0) + (1 - 0.8) * g
    memory["s"] = 0.99 * memory.get("s", 0) + (1 - 0.99) * g * g
    mean, square = memory["m"] / (1 - 0.8**t), memory["s"] / (1 - 0.99**t)
    return w - LR * mean / (math.sqrt(square) + 1e-6)


def _adam_uncorrected(_t: int, g: float, w: float, memory: dict[str, float]) -> float:
    memory["m"] = 0.9 * memory.get("m", 0) + (1 - 0.9) * g
    memory["s"] = 0.999 * memory.get("s", 0) + (1 - 0.999) * g * g
    return w - LR * memory["m"] / (math.sqrt(memory["s"]) + 1e-8)


def _adamw(t: int, g: float, w: float, memory: dict[str, float]) -> float:
    return _adam(t, g, w - LR * 0.5 * w, memory)


FORMS: dict[str, Update] = {
    "sgd": _sgd,
    "momentum:momentum=0.8": _momentum,
    "nesterov:momentum=0.8": _nesterov,
    "adagrad": _adagrad,
    "rmsprop:alpha=0.9": _rmsprop,
    "adam:beta1=0.8,beta2=0.99,eps=1e-6": _adam,
    "adam:bias_correction=no": _adam_uncorrected,
    "adamw:beta1=0.8,beta2=0.99,eps=1e-6,weight_decay=0.5": _adamw,
}


def _by_hand(update: Update, steps: int) -> list[tuple[float, float]]:
    x, y = 1.5, -1.0
    memory: tuple[dict[str, float], dict[str, float]] = ({}, {})
    path = [(x, y)]
    for t in range(1, steps + 1):
        # A gentle Rosenbrock valley: both gradients depend on both parameters.
        by_x, by_y = -2 * (1 - x) - 4 * x * (y - x * x), 2 * (y - x * x)
        x, y = update(t, by_x, x, memory[0]), update(t, by_y, y, memory[1])
        path.append((x, y))
    return path


@pytest.mark.parametrize("name", FORMS)
def test_a_hundred_steps_follow_the_formula(name: str) -> None:
    trajectory = run(Experiment("rosenbrock:b=1", LR, optimizer=name, start=(1.5, -1.0), steps=100))
    np.testing.assert_allclose(trajectory.w, _by_hand(FORMS[name], 100), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", FORMS)
def test_an_update_changes_none_of_its_arguments(name: str) -> None:
    optimizer = build_optimizer(name)
    w, gradient = np.array([[1.0, -2.0]]), np.array([[0.5, 4.0]])
    _, state = optimizer.update(gradient, optimizer.init(w), w, 0.1)
    first, _ = optimizer.update(gradient, state, w, 0.1)
    again, _ = optimizer.update(gradient, state, w, 0.1)
    np.testing.assert_array_equal(first, again)
    assert w.tolist() == [[1.0, -2.0]]
    assert gradient.tolist() == [[0.5, 4.0]]


@pytest.mark.parametrize("name", FORMS)
def test_each_run_has_its_own_rate(name: str) -> None:
    optimizer = build_optimizer(name)
    w, gradient = np.array([[1.0, -2.0]] * 2), np.array([[0.5, 4.0]] * 2)
    together, _ = optimizer.update(gradient, optimizer.init(w), w, np.array([[0.1], [0.3]]))
    for index, lr in enumerate((0.1, 0.3)):
        alone, _ = optimizer.update(gradient[:1], optimizer.init(w[:1]), w[:1], lr)
        np.testing.assert_allclose(together[index], alone[0], rtol=1e-15)


def test_the_first_step_of_adam_is_one_rate_long_however_steep_it_is() -> None:
    for curvature in (2, 2000):
        trajectory = run(Experiment(f"bowl:curvature={curvature}", 0.1, optimizer="adam", steps=1))
        assert trajectory.w[1, 0] == pytest.approx(2.9)


def test_momentum_grows_the_step_tenfold_on_an_even_slope() -> None:
    trajectory = run(Experiment("absolute", 0.001, optimizer="momentum", start=(100.0,), steps=300))
    assert trajectory.w[-2, 0] - trajectory.w[-1, 0] == pytest.approx(0.01)
