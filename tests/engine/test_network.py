"""The network: every number of a pass checked by hand, every gradient by measuring."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tutor.engine.descent import run
from tutor.engine.model import Experiment
from tutor.engine.network import NetworkProblem
from tutor.engine.perceptron import LossName, Perceptron
from tutor.engine.problems import build_problem
from tutor.errors import SpecificationError


def test_one_unit_after_another_passes_the_numbers_of_the_lesson() -> None:
    # x = 1, w₁ = ½ into a sigmoid, w₂ = 2, target 1, ½ squared error, no biases.
    net = Perceptron((1, 1, 1), "sigmoid", "identity", "half-mse")
    seen = net.examine(np.array([0.5, 0.0, 2.0, 0.0]), np.array([[1.0]]), np.array([[1.0]]))
    hidden, output = seen.layers
    h = 1 / (1 + math.exp(-0.5))
    assert hidden.pre_activation.item() == 0.5
    assert hidden.activation.item() == output.input.item() == pytest.approx(h)
    assert hidden.local_derivative.item() == pytest.approx(h * (1 - h))
    assert seen.output.item() == output.activation.item() == pytest.approx(2 * h)
    assert output.local_derivative.item() == 1
    assert seen.loss == pytest.approx((2 * h - 1) ** 2 / 2)
    assert output.delta.item() == pytest.approx(2 * h - 1)
    assert output.weight_gradient.item() == pytest.approx((2 * h - 1) * h)
    assert hidden.delta.item() == pytest.approx((2 * h - 1) * 2 * h * (1 - h))
    # The curriculum's figures.
    assert round(seen.output.item(), 3) == 1.245
    assert round(seen.loss, 3) == 0.030
    assert round(output.weight_gradient.item(), 4) == 0.1525
    assert round(hidden.weight_gradient.item(), 4) == 0.1151


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "identity"])
@pytest.mark.parametrize(
    ("loss", "output", "out"),
    [
        ("mse", "identity", 1),
        ("mse", "sigmoid", 1),
        ("half-mse", "identity", 2),
        ("cross-entropy", "sigmoid", 1),
        ("cross-entropy", "softmax", 3),
    ],
)
def test_backpropagation_gives_the_measured_slopes(activation: str, loss: LossName, output: str, out: int) -> None:
    rng = np.random.default_rng(7)
    net = Perceptron((3, 5, 4, out), activation, output, loss)
    x, w = rng.normal(size=(6, 3)), rng.normal(size=(2, net.dimension))
    y = np.eye(out)[rng.integers(out, size=6)] if out > 1 else rng.integers(2, size=(6, 1)).astype(float)
    h = 1e-6
    sides = [(w[:, None, :] + side * h * np.eye(net.dimension)).reshape(-1, net.dimension) for side in (1, -1)]
    ahead, behind = (net.loss_of(*net.forward(net.layers(points), x)[-1], y) for points in sides)
    value, gradient = net.loss_and_gradient(w, x, y)
    np.testing.assert_allclose(gradient, ((ahead - behind) / (2 * h)).reshape(2, -1), rtol=0, atol=1e-8)
    np.testing.assert_array_equal(value, net.loss_of(*net.forward(net.layers(w), x)[-1], y))


def _by_hand(w: list[float], loss: str) -> float:
    """A 2-2-2 tanh network on two rows, in plain numbers; w is W₁ row by row, b₁, W₂ row by row, b₂."""
    total = 0.0
    for x, kind in (((1.0, -0.5), 0), ((0.25, 2.0), 1)):
        hidden = [math.tanh(w[2 * i] * x[0] + w[2 * i + 1] * x[1] + w[4 + i]) for i in (0, 1)]
        z = [w[6 + 2 * i] * hidden[0] + w[7 + 2 * i] * hidden[1] + w[10 + i] for i in (0, 1)]
        if loss == "cross-entropy":
            total -= math.log(math.exp(z[kind]) / (math.exp(z[0]) + math.exp(z[1]))) / 2
        else:
            squares = sum((z[i] - (i == kind)) ** 2 for i in (0, 1))
            total += squares / 4 if loss == "mse" else squares / 8
    return total


@pytest.mark.parametrize(
    ("loss", "output"), [("mse", "identity"), ("half-mse", "identity"), ("cross-entropy", "softmax")]
)
def test_the_loss_is_the_formula_with_the_weights_in_their_order(loss: LossName, output: str) -> None:
    net = Perceptron((2, 2, 2), "tanh", output, loss)
    w = [0.3 * math.sin(3 * k) + 0.1 * k for k in range(12)]
    x, y = np.array([[1.0, -0.5], [0.25, 2.0]]), np.eye(2)
    assert net.examine(np.array(w), x, y).loss == pytest.approx(_by_hand(w, loss))


def test_two_kinds_by_one_sigmoid_cost_the_negative_log_likelihood() -> None:
    net = Perceptron((1, 1), "tanh", "sigmoid", "cross-entropy")
    sure = 1 / (1 + math.exp(-(2 * 1.5 - 1)))
    loss = net.examine(np.array([2.0, -1.0]), np.array([[1.5], [1.5]]), np.array([[1.0], [0.0]])).loss
    assert loss == pytest.approx(-(math.log(sure) + math.log(1 - sure)) / 2)


def test_what_is_examined_is_the_gradient_that_descent_uses() -> None:
    problem = build_problem("xor")
    assert isinstance(problem, NetworkProblem)
    w = problem.start_for(3)
    seen = problem.perceptron.examine(w, problem.samples.x, problem.samples.y)
    parts = [part.ravel() for layer in seen.layers for part in (layer.weight_gradient, layer.bias_gradient)]
    np.testing.assert_array_equal(np.concatenate(parts), problem.gradient(w[None, :])[0])
    assert seen.loss == problem.value(w[None, :])[0]


def test_xor_is_the_formula_of_the_catalogue() -> None:
    w = [0.1 * (k - 6) for k in range(13)]
    loss = 0.0
    for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
        hidden = [math.tanh(w[2 * i] * a + w[2 * i + 1] * b + w[6 + i]) for i in range(3)]
        loss += (sum(w[9 + i] * hidden[i] for i in range(3)) + w[12] - (a ^ b)) ** 2 / 4
    assert build_problem("xor").value(np.array([w]))[0] == pytest.approx(loss)


def test_xor_can_be_learned() -> None:
    trajectory = run(Experiment("xor", 0.3, steps=2000))
    assert trajectory.loss[-1] < 1e-6
    assert trajectory.minimum == 0


def test_large_answers_overflow_nothing() -> None:
    for output, out in (("sigmoid", 1), ("softmax", 2)):
        net = Perceptron((1, out), "tanh", output, "cross-entropy")
        w = np.array([[*(1e4 * (unit + 1) for unit in range(out)), *(0.0 for _ in range(out))]])
        loss, gradient = net.loss_and_gradient(w, np.array([[1.0]]), np.zeros((1, out)))
        assert np.isfinite(loss).all()
        assert np.isfinite(gradient).all()


def test_starting_weights_are_even_within_one_over_the_root_of_the_inputs() -> None:
    net = Perceptron((100, 50, 1), "tanh", "identity", "mse")
    w = net.random_weights(0)
    first, second = w[:5050], w[5050:]
    assert np.abs(first).max() < 0.1 < np.abs(second).max() < 1 / math.sqrt(50)
    assert first.std() == pytest.approx(0.1 / math.sqrt(3), rel=0.03)


@pytest.mark.parametrize(
    ("name", "sizes", "output", "loss"),
    [
        ("network", (4, 8, 1), "sigmoid", "cross-entropy"),
        ("network:target=species,layers=16;8", (4, 16, 8, 3), "softmax", "cross-entropy"),
        ("network:data=cars", (1, 8, 1), "identity", "mse"),
        ("network:data=cars,loss=half-mse", (1, 8, 1), "identity", "half-mse"),
        ("network:data=digits,loss=cross-entropy", (64, 8, 10), "softmax", "cross-entropy"),
        ("network:target=species,loss=mse", (4, 8, 3), "identity", "mse"),
    ],
)
def test_the_data_decide_the_inputs_and_the_outputs(name: str, sizes: tuple[int, ...], output: str, loss: str) -> None:
    problem = build_problem(name)
    assert isinstance(problem, NetworkProblem)
    net = problem.perceptron
    assert (net.sizes, net.activations[-1], net.loss) == (sizes, output, loss)


def test_a_number_to_predict_is_scaled_like_the_features() -> None:
    problem = build_problem("network:data=cars")
    assert isinstance(problem, NetworkProblem)
    assert problem.samples.y.mean() == pytest.approx(0, abs=1e-12)
    assert problem.samples.y.std() == pytest.approx(1)


def test_a_network_learns_digits_it_has_not_seen() -> None:
    name = "network:data=digits,loss=cross-entropy,layers=16,batch=50,validation=0.2"
    problem = build_problem(name)
    assert isinstance(problem, NetworkProblem)
    trajectory = run(Experiment(name, 0.01, optimizer="adam", steps=300))
    held_back = problem.evaluate(trajectory.w[-1], held_back=True)
    assert held_back is not None
    assert trajectory.loss[0] > 2.2
    assert trajectory.loss[-1] < 0.2
    assert trajectory.loss[-1] < held_back[0] < 0.5
    answers = problem.perceptron.examine(trajectory.w[-1], problem.samples.validation_x, problem.samples.validation_y)
    right = answers.output.argmax(axis=1) == problem.samples.validation_y.argmax(axis=1)
    assert right.mean() > 0.85


def test_kinds_that_no_column_has_are_refused() -> None:
    with pytest.raises(SpecificationError, match='"kind" is not a column of penguins'):
        build_problem("network:target=kind")
    with pytest.raises(SpecificationError, match="tells 2 to 100 kinds apart, and r0c0 of digits has 1: 0"):
        build_problem("network:data=digits,loss=cross-entropy,target=r0c0")


def test_a_whole_trajectory_can_be_asked_for_its_losses_at_once() -> None:
    problem = build_problem("network:data=digits,loss=cross-entropy,layers=40,validation=0.5")
    w = np.linspace(0.5, 1.5, 150)[:, None] * problem.start  # more than fit side by side
    for index in (0, 77, 149):
        alone = w[index][None, :]
        assert problem.value(w)[index] == pytest.approx(problem.value(alone)[0], rel=1e-12)
        np.testing.assert_allclose(problem.gradient(w)[index], problem.gradient(alone)[0], rtol=1e-9, atol=1e-12)
