"""The walk through a small network against `Perceptron`, against measured slopes, and against the course."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from typing import Any, Literal, cast

import numpy as np
import pytest
from hypothesis import given, settings

from tests.engine.small_networks import ONE_ONE_ONE, TWO_THREE_ONE, TWO_TWO_ONE, examples
from tutor.engine.backpropagation import position_in, walk
from tutor.engine.network_names import same_name, shown
from tutor.engine.perceptron import Pass, Perceptron
from tutor.engine.small_network import NetworkExample, Spot, measured, pass_through
from tutor.engine.walk_model import PHASES, WalkStep
from tutor.errors import SpecificationError


def examined(example: NetworkExample) -> Pass:
    """The same pass by the network of the engine."""
    activation, output = ("identity" if name == "linear" else name for name in (example.activation, example.output))
    net = Perceptron(example.sizes, activation, output, example.loss)
    biases = example.biases or tuple((0.0,) * len(layer) for layer in example.weights)
    parts = [np.concatenate([np.ravel(w), b]) for w, b in zip(example.weights, biases, strict=True)]
    return net.examine(np.concatenate(parts), np.array([example.input]), np.array([example.target]))


def step(example: NetworkExample, name: str) -> WalkStep:
    position = position_in(walk(example), name)
    assert position is not None, [one.name for one in walk(example)]
    return walk(example)[position]


def value(name: str) -> float:
    return step(ONE_ONE_ONE, name).value


def test_the_numbers_of_the_lesson_come_in_their_order() -> None:
    assert [one.name for one in walk(ONE_ONE_ONE)] == [
        "z(h)", "h", "yhat", "L", "dL/dyhat", "dL/dw2", "dL/dh", "dh/dz(h)", "dL/dz(h)", "dL/dw1", "new w1", "new w2",
    ]  # fmt: skip
    h = 1 / (1 + math.exp(-0.5))
    assert value("h") == pytest.approx(h)
    assert value("yhat") == pytest.approx(2 * h)
    assert value("L") == pytest.approx((2 * h - 1) ** 2 / 2)
    assert value("dL/dw1") == pytest.approx((2 * h - 1) * 2 * h * (1 - h))
    assert value("new w2") == pytest.approx(2 - (2 * h - 1) * h)
    told = [shown(value(name)) for name in ("h", "yhat", "dL/dw2", "dL/dw1")]
    assert told == ["0.6225", "1.245", "0.1525", "0.1151"]
    assert round(value("L"), 4) == 0.0300


@settings(max_examples=150, deadline=None)
@given(examples())
def test_every_number_is_that_of_the_network_of_the_engine(example: NetworkExample) -> None:
    passed, seen = pass_through(example), examined(example)
    close: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-9}
    assert passed.loss == pytest.approx(seen.loss, rel=1e-9, abs=1e-9)
    for layer, of in enumerate(seen.layers):
        np.testing.assert_allclose(passed.z[layer], of.pre_activation[0], **close)
        np.testing.assert_allclose(passed.a[layer + 1], of.activation[0], **close)
        np.testing.assert_allclose(passed.by_z[layer], of.delta[0], **close)
        np.testing.assert_allclose(passed.by_weight[layer], of.weight_gradient, **close)
        np.testing.assert_allclose(passed.by_bias[layer], of.bias_gradient, **close)
        if passed.slope[layer]:
            np.testing.assert_allclose(passed.slope[layer], of.local_derivative[0], **close)


@settings(max_examples=150, deadline=None)
@given(examples())
def test_every_gradient_and_slope_is_what_measuring_gives(example: NetworkExample) -> None:
    for one in walk(example):
        assert (one.check is not None) <= (one.phase == "backward"), one.name
        if one.check is not None:
            assert one.value == pytest.approx(one.check, rel=1e-4, abs=1e-6 * max(1, pass_through(example).loss))
        elif one.phase == "backward":
            assert "relu" in example.functions, one.name


@settings(max_examples=100, deadline=None)
@given(examples())
def test_the_steps_go_through_the_phases_and_every_name_is_there_once(example: NetworkExample) -> None:
    steps = walk(example)
    phases = [PHASES.index(one.phase) for one in steps]
    assert phases == sorted(phases)
    assert set(phases) == {0, 1, 2, 3}
    assert len({same_name(one.name) for one in steps}) == len(steps)
    parameters = sum(len(row) for layer in example.weights for row in layer)
    parameters += sum(map(len, example.biases or ()))
    assert sum(one.holds == "gradient" for one in steps) == sum(one.holds == "new" for one in steps) == parameters


@settings(max_examples=100, deadline=None)
@given(examples())
def test_an_update_is_minus_rate_times_gradient_of_the_old_weights(example: NetworkExample) -> None:
    steps = walk(example)
    gradients = {one.spot: one.value for one in steps if one.holds == "gradient"}
    for one in steps:
        if one.holds == "new":
            spot = one.spot
            row = example.weights[spot.layer - 1][spot.unit]
            old = row[spot.source] if spot.part == "weight" else (example.biases or ())[spot.layer - 1][spot.unit]
            assert one.value == pytest.approx(old - example.lr * gradients[spot])


@settings(max_examples=150, deadline=None)
@given(examples())
def test_no_slip_is_near_the_right_value_or_another_slip(example: NetworkExample) -> None:
    for one in walk(example):
        assert one.accepts(one.value)
        assert one.slip_of(one.value) is None
        assert one.sentence.endswith(".")
        assert "nan" not in one.sentence + one.numbers
        for slip in one.slips:
            assert math.isfinite(slip.value)
            assert not one.accepts(slip.value)
            assert one.slip_of(slip.value) == slip
            assert slip.told.endswith((".", "?"))
        for first, second in combinations(one.slips, 2):
            middle = (first.value + second.value) / 2
            assert not (first.fits(middle) and second.fits(middle))


@settings(max_examples=100, deadline=None)
@given(examples())
def test_whoever_reckons_with_the_numbers_shown_is_right(example: NetworkExample) -> None:
    for one in walk(example):
        if one.holds in ("slope", "loss") or set(one.numbers) & set("abcdefghijklmnopqrstuvwxyz^"):
            continue
        reckoned = one.numbers.replace("−", "-").replace("·", "*").replace("²", "**2").replace("½", "0.5*")
        reckoned = reckoned.replace("2(", "2*(")
        assert one.accepts(float(eval(reckoned))), f"{one.name} = {one.numbers}"


@pytest.mark.parametrize(
    ("name", "given", "mistake"),
    [
        ("z(h)", 1.5, "added"),
        ("h", 0.5, "activation-forgotten"),
        ("h", math.tanh(0.5), "activation-other"),
        ("yhat", 0.6225, "weight-forgotten"),
        ("L", 0.06, "scale"),
        ("L", 0.245, "square"),
        ("dL/dyhat", -0.245, "sign"),
        ("dL/dw2", 0.2449, "factor-forgotten"),
        ("dL/dh", 0.2449 * (2 - 0.1525), "updated-weight"),
        ("dL/dw1", 0.2449 * (2 - 0.1525) * 0.235, "updated-weight"),
        ("dL/dw1", 0.4898, "derivative-forgotten"),
        ("dh/dz(h)", 0.25, "derivative-wrong"),
        ("new w2", 2.1525, "uphill"),
        ("new w2", 0.1525, "only-the-step"),
    ],
)
def test_a_slip_is_known_by_its_value(name: str, given: float, mistake: str) -> None:
    slip = step(ONE_ONE_ONE, name).slip_of(given)
    assert slip is not None
    assert slip.mistake == mistake


def test_one_missing_weight_is_spoken_of_as_one_and_two_as_two() -> None:
    two = NetworkExample(weights=(((0.5, 0.3),), ((2.0,),)), input=(1.0, 1.0), target=(1.0,))
    told = [
        next(slip.told for slip in step(one, "z(h)").slips if slip.mistake == "weight-forgotten")
        for one in (ONE_ONE_ONE, two)
    ]
    assert [text.split(":")[0] for text in told] == ["The weight is missing", "The weights are missing"]


@pytest.mark.parametrize(
    ("loss", "told"),
    [
        ("half-mse", "the slope of half a square is the number that was squared"),
        ("mse", "the slope of a square is twice the number that was squared"),
    ],
)
def test_the_slope_of_the_loss_is_explained_as_that_of_its_own_square(
    loss: Literal["half-mse", "mse"], told: str
) -> None:
    assert step(replace(ONE_ONE_ONE, loss=loss), "dL/dyhat").aid == told


def test_what_a_small_rate_hardly_changes_is_no_slip() -> None:
    slow = NetworkExample(weights=ONE_ONE_ONE.weights, input=(1.0,), target=(1.0,), lr=0.01)
    assert not [slip for one in walk(slow) for slip in one.slips if slip.mistake == "updated-weight"]


def test_an_answer_may_be_rounded_to_three_digits_and_not_to_one() -> None:
    h, gradient = step(ONE_ONE_ONE, "h"), step(ONE_ONE_ONE, "dL/dw2")
    assert all(map(h.accepts, (0.6225, 0.622, 0.62246, 0.623, 0.62)))
    assert not h.accepts(0.6)
    assert h.nearly(0.6)
    assert not gradient.accepts(0.15)
    assert gradient.nearly(0.15)
    assert not gradient.nearly(0.1525)
    assert not gradient.nearly(-0.1525)


def test_the_sentences_tell_their_numbers() -> None:
    assert step(ONE_ONE_ONE, "L").sentence == (
        "The answer is 1.245, the target is 1: 0.2449 too high. "
        "The loss is half of the square of that: ½(1.245 − 1)² = 0.02999."
    )
    assert step(ONE_ONE_ONE, "dL/dw1").sentence == (
        "What comes back, times what came in through w1: 0.1151·1 = 0.1151. Measured, by moving w1 a little: 0.1151."
    )
    assert step(TWO_TWO_ONE, "new w5").sentence == (
        "The gradient is negative, so w5 goes up: 2 − 0.5·(−0.04546) = 2.023."
    )


def test_units_and_weights_are_named_as_in_the_books() -> None:
    names = {one.spot: one.name for one in walk(TWO_TWO_ONE) if one.holds == "gradient"}
    assert names[Spot("weight", 1, 1, 0)] == "dL/dw3"  # from x1 to h2
    assert names[Spot("bias", 2, 0)] == "dL/db3"
    deep = NetworkExample(
        weights=(((1.0,), (1.0,)), ((1.0, 1.0),), ((1.0,),)), input=(1.0,), target=(0.0,), activation="linear"
    )
    assert [one.name for one in walk(deep) if one.phase == "forward"] == ["h1.1", "h1.2", "h2", "yhat"]
    alone = NetworkExample(weights=(((1.0,),),), input=(2.0,), target=(0.0,))
    assert [one.name for one in walk(alone)] == ["yhat", "L", "dL/dyhat", "dL/dw", "new w"]


@pytest.mark.parametrize("spelled", ["∂L/∂w₂", "dL/dw_2", "DL / DW2", " dL/dw2"])
def test_a_name_may_be_spelled_in_many_ways(spelled: str) -> None:
    assert step(ONE_ONE_ONE, spelled).name == "dL/dw2"


def test_other_spellings_and_names_of_nothing() -> None:
    assert step(ONE_ONE_ONE, "ŷ").name == "yhat"
    assert step(ONE_ONE_ONE, "y_hat").name == "yhat"
    assert step(ONE_ONE_ONE, "z_h").name == "z(h)"
    assert position_in(walk(ONE_ONE_ONE), "dL/dw3") is None


def test_a_corner_of_relu_is_not_measured() -> None:
    corner = NetworkExample(weights=(((0.0,),), ((2.0,),)), input=(1.0,), target=(1.0,), activation="relu")
    assert step(corner, "dh/dz(h)").value == 0
    assert step(corner, "dh/dz(h)").check is None
    assert step(corner, "dL/dw1").check is None
    assert "Measured" not in step(corner, "dL/dw1").sentence
    assert measured(corner, Spot("weight", 2, 0, 0)) is not None


def test_the_walk_is_kept() -> None:
    assert walk(TWO_THREE_ONE) is walk(TWO_THREE_ONE)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"activation": "sigmoyd"}, 'there is no activation "sigmoyd"; did you mean "sigmoid"'),
        ({"activation": "softmax"}, 'there is no activation "softmax"'),
        ({"loss": "mae"}, 'there is no loss "mae"; did you mean "mse"'),
        ({"weights": ()}, "a layer of the network has no weights"),
        ({"weights": (((),),)}, "a layer of the network has no weights"),
        ({"weights": (((0.5,),), ((2.0, 1.0),))}, "unit 1 of layer 2 has 2 weights; it needs 1"),
        ({"weights": (((0.5,),) * 11, ((2.0,) * 11,))}, "the network has 13 units in 3 columns; 12 units in 5"),
        ({"weights": (((0.5,),),) * 5}, "the network has 6 units in 6 columns"),
        ({"biases": ((0.0,),)}, "the biases do not fit the weights; give a list for each layer and a number"),
        ({"biases": ((0.0, 1.0), (0.0,))}, "the biases do not fit the weights"),
        ({"target": (1.0, 2.0)}, "the target has 2 numbers, the network has 1 output"),
        ({"input": (math.nan,)}, "input has the number nan"),
        ({"input": (1e4,)}, "input has the number 10000; 1000 is the largest"),
        ({"lr": 0.0}, "lr is 0; write a learning rate above 0"),
        ({"loss": "cross-entropy"}, 'cross-entropy does not go with the output linear here; write output = "sigmoid"'),
        ({"output": "softmax"}, "softmax does not go with half-mse"),
        ({"loss": "cross-entropy", "output": "sigmoid", "target": (2.0,)}, "cross-entropy needs targets from 0 to 1"),
        (
            {"loss": "cross-entropy", "output": "softmax", "target": (1.0, 0.5), "weights": (((1.0,), (1.0,)),)},
            "the targets of a softmax add up to 1.5",
        ),
    ],
)  # fmt: skip
def test_what_is_no_network_is_refused(settings: dict[str, Any], told: str) -> None:
    whole = {"weights": ONE_ONE_ONE.weights, "input": (1.0,), "target": (1.0,)} | settings
    with pytest.raises(SpecificationError) as raised:
        NetworkExample(**cast("Any", whole))
    assert str(raised.value).startswith(told)


def test_numbers_are_written_in_four_figures() -> None:
    told = [shown(number) for number in (0.62246, -1.25, 1234.56, 3.14159e-5, 1e-17, -0.0, 12345.6)]
    assert told == ["0.6225", "−1.25", "1235", "3.142e-5", "0", "0", "1.235e4"]
