"""The forward half of a walk: every unit's sum and output, and the loss."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tutor.engine.network_names import Names, factor, shown
from tutor.engine.small_network import FUNCTIONS, NetworkExample, Passage, Spot
from tutor.engine.walk_model import Slip, WalkStep, kept_apart, tolerance

AIDS = {
    "sigmoid": "sigmoid(z) = 1/(1 + e^(−z))",
    "tanh": "tanh(z) = (e^z − e^(−z))/(e^z + e^(−z))",
    "relu": "relu(z) is z above 0, and 0 below",
}


def forward_steps(example: NetworkExample, passed: Passage, names: Names) -> Iterator[WalkStep]:
    """Layer by layer: the sum z of each unit, then f(z); of a linear unit both are one step."""
    for layer, rows in enumerate(example.weights, 1):
        units = range(len(rows))
        if example.functions[layer - 1] == "softmax":
            yield from (_sum_step(example, passed, names, layer, unit) for unit in units)
            yield from (_softmax_step(passed, names, layer, unit) for unit in units)
            continue
        for unit in units:
            yield _sum_step(example, passed, names, layer, unit)
            if example.functions[layer - 1] != "linear":
                yield _output_step(example, passed, names, layer, unit)


def loss_step(example: NetworkExample, passed: Passage, names: Names) -> WalkStep:
    """L."""
    if example.loss == "cross-entropy":
        return _cross_entropy_step(example, passed, names)
    return _squared_step(example, passed, names)


def _answers(example: NetworkExample, layer: int) -> str:
    if layer < len(example.weights):
        return ""
    return " That is the network's answer." if len(example.target) == 1 else " That is one of the network's answers."


def _sum_step(example: NetworkExample, passed: Passage, names: Names, layer: int, unit: int) -> WalkStep:
    row, below = example.weights[layer - 1][unit], passed.a[layer - 1]
    linear = example.functions[layer - 1] == "linear"
    bias = example.biases[layer - 1][unit] if example.biases else None
    of_weights = [names.of(Spot("weight", layer, unit, source)) for source in range(len(row))]
    of_below = [names.unit(layer - 1, source) for source in range(len(row))]
    formula = " + ".join(f"{w}·{a}" for w, a in zip(of_weights, of_below, strict=True))
    numbers = " + ".join(f"{factor(w)}·{factor(a)}" for w, a in zip(row, below, strict=True))
    if bias is not None:
        formula += f" + {names.of(Spot('bias', layer, unit))}"
        numbers += f" + {factor(bias)}"
    value = passed.z[layer - 1][unit]
    terms = [w * a for w, a in zip(row, below, strict=True)] + ([] if bias is None else [bias])
    name = names.unit(layer, unit)
    does = (
        "takes what comes in times its weight"
        if len(terms) == 1
        else "adds up what comes in, each number times its weight" + ("" if bias is None else ", and its bias")
        if len(row) > 1
        else "takes what comes in times its weight, and adds its bias"
    )
    then = _answers(example, layer) if linear else f" This sum is called {names.sum(layer, unit)}."
    allowed = tolerance(value, terms if len(terms) > 1 else ())
    return WalkStep(
        name=name if linear else names.sum(layer, unit),
        phase="forward",
        spot=Spot("unit", layer, unit),
        holds="output" if linear else "sum",
        formula=formula,
        numbers=numbers,
        value=value,
        tolerance=allowed,
        sentence=f"{name} {does}: {numbers} = {shown(value)}.{then}",
        slips=kept_apart(value, allowed, _sum_slips(example, row, below, bias, of_weights, of_below, layer, value)),
    )


def _sum_slips(
    example: NetworkExample,
    row: Sequence[float],
    below: Sequence[float],
    bias: float | None,
    of_weights: Sequence[str],
    of_below: Sequence[str],
    layer: int,
    value: float,
) -> Iterator[Slip]:
    added, products = sum(row) + sum(below), value - (bias or 0.0)
    if bias is not None:
        yield Slip(products, "bias-forgotten", f"The bias is missing: add {shown(bias)}.")
    times = f"{of_weights[0]} times {of_below[0]}"
    for total in (added + (bias or 0.0), added):
        yield Slip(total, "added", f"You added. A weight multiplies what comes through it: {times}.")
    missing = "weight is" if len(row) == 1 else "weights are"
    for total in (sum(below) + (bias or 0.0), sum(below)):
        yield Slip(total, "weight-forgotten", f"The {missing} missing: {times}, not {of_below[0]} alone.")
    for w, a, of_w, of_a in zip(row, below, of_weights, of_below, strict=True) if len(row) > 1 else ():
        yield Slip(value - w * a, "term-forgotten", f"You left something out: {of_w}·{of_a} = {shown(w * a)}.")
    function = example.functions[layer - 1]
    if function in ("sigmoid", "tanh"):
        told = f"That is {function} of the sum already. First the sum itself."
        yield Slip(FUNCTIONS[function](value), "activation-too-much", told)
    elif function == "linear":
        for other in ("sigmoid", "tanh"):
            told = f"This unit is linear: the sum goes out as it is, without a {other}."
            yield Slip(FUNCTIONS[other](value), "activation-too-much", told)
    yield Slip(-value, "sign", "The size is right, but look at the sign.")


def _output_step(example: NetworkExample, passed: Passage, names: Names, layer: int, unit: int) -> WalkStep:
    function = example.functions[layer - 1]
    z, value = passed.z[layer - 1][unit], passed.a[layer][unit]
    name, of_z = names.unit(layer, unit), names.sum(layer, unit)
    becomes = f"{of_z} = {shown(z)} becomes {name} = {shown(value)}."
    does = {
        "sigmoid": f"The sigmoid turns any number into one between 0 and 1: {becomes}",
        "tanh": f"tanh turns any number into one between −1 and 1: {becomes}",
        "relu": f"relu lets a positive number through as it is: {name} = {shown(value)}."
        if z > 0
        else f"relu lets nothing through that is not above 0: {becomes}",
    }
    allowed = tolerance(value)
    return WalkStep(
        name=name,
        phase="forward",
        spot=Spot("unit", layer, unit),
        holds="output",
        formula=f"{function}({of_z})",
        numbers=f"{function}({shown(z)})",
        value=value,
        tolerance=allowed,
        sentence=does[function] + _answers(example, layer),
        slips=kept_apart(value, allowed, _output_slips(function, z, value, of_z)),
        aid=AIDS[function],
    )


def _output_slips(function: str, z: float, value: float, of_z: str) -> Iterator[Slip]:
    yield Slip(z, "activation-forgotten", f"That is {of_z}. It still has to go through the {function}.")
    if function == "relu":
        yield Slip(-z, "sign", "relu does not turn a number round: what is not above 0 becomes 0.")
        return
    for other in ("sigmoid", "tanh"):
        if other != function:
            yield Slip(FUNCTIONS[other](z), "activation-other", f"That is {other}({shown(z)}). Here it is {function}.")
    if function == "sigmoid":
        told = f"Look at the sign in e^(−z): here it is e^({shown(-z)})."
        yield Slip(1 - value, "sign", told)
        yield Slip(math.exp(-z), "activation-other", f"That is e^({shown(-z)}). Now 1/(1 + that).")
        yield Slip(1 + math.exp(-z), "activation-other", "You are nearly there: now 1 divided by that.")
    else:
        yield Slip(-value, "sign", "The size is right, but look at the sign.")
        yield Slip(math.tan(z), "activation-other", "That is tan. tanh is another function: look for it beside sinh.")


def _softmax_step(passed: Passage, names: Names, layer: int, unit: int) -> WalkStep:
    z, value = passed.z[layer - 1], passed.a[layer][unit]
    powers = [f"e^{names.sum(layer, other)}" for other in range(len(z))]
    of_numbers = [f"e^{factor(one)}" for one in z]
    allowed = tolerance(value)
    name = names.unit(layer, unit)
    total = sum(map(math.exp, z)) if max(z) < 700 else math.inf
    slips = [
        Slip(z[unit], "activation-forgotten", f"That is {names.sum(layer, unit)}. It still has to go through softmax."),
        Slip(FUNCTIONS["sigmoid"](z[unit]), "activation-other", "That is the sigmoid. Softmax looks at all sums."),
        Slip(value * total, "scale", "That is e to the sum. Now divide it by all of them together."),
        Slip(z[unit] / sum(z) if sum(z) else math.inf, "activation-other", "First e to the power of each sum."),
    ]
    return WalkStep(
        name=name,
        phase="forward",
        spot=Spot("unit", layer, unit),
        holds="output",
        formula=f"{powers[unit]}/({' + '.join(powers)})",
        numbers=f"{of_numbers[unit]}/({' + '.join(of_numbers)})",
        value=value,
        tolerance=allowed,
        sentence=f"Softmax turns the sums into shares that add up to 1: {name} gets {shown(value)}.",
        slips=kept_apart(value, allowed, slips),
    )


def _squared_step(example: NetworkExample, passed: Passage, names: Names) -> WalkStep:
    out, target, half = passed.a[-1], example.target, example.loss == "half-mse"
    last, count = len(example.weights), len(out)
    misses = [one - y for one, y in zip(out, target, strict=True)]
    formulas = [f"({names.unit(last, unit)} − {names.target(unit)})²" for unit in range(count)]
    numbers = [f"({shown(one)} − {factor(y)})²" for one, y in zip(out, target, strict=True)]
    value, squares = passed.loss, sum(miss * miss for miss in misses)
    before = "½" if half else ""
    if count == 1:
        formula, told = before + formulas[0], before + numbers[0]
        what = "half of the square of that" if half else "the square of that"
        miss = misses[0]
        off = f"{shown(abs(miss))} too {'high' if miss > 0 else 'low'}" if abs(miss) >= 1e-12 else "exactly right"
        sentence = (
            f"The answer is {shown(out[0])}, the target is {shown(target[0])}: {off}. "
            f"The loss is {what}: {told} = {shown(value)}."
        )
    else:
        formula = f"{before}({' + '.join(formulas)})/{count}"
        told = f"{before}({' + '.join(numbers)})/{count}"
        what = "half of the mean" if half else "the mean"
        sentence = f"The loss is {what} of the squared misses: {told} = {shown(value)}."
    # The square of a difference of rounded numbers: 2·|miss|·(what the difference may be off by).
    rounding = [2 * miss * (abs(one) + abs(y)) for miss, one, y in zip(misses, out, target, strict=True)]
    allowed = tolerance(value, rounding)
    slips = [
        Slip(2 * value, "scale", "The ½ is missing.") if half else Slip(value / 2, "scale", "This loss has no ½."),
        Slip(sum(misses), "square", "That is the miss. The loss is made of its square."),
        Slip(-sum(misses), "square", "That is the miss. The loss is made of its square."),
        Slip(sum(misses) / 2, "square", "The square is missing."),
        Slip(-sum(misses) / 2, "square", "The square is missing."),
        Slip(squares / (2 if half else 1), "scale", f"Divide by {count}: the loss is a mean over the outputs."),
        Slip(-value, "sign", "A square is never negative."),
    ]
    return WalkStep(
        "L", "loss", Spot("loss", last, 0), "loss", formula, told, value, allowed, sentence,
        kept_apart(value, allowed, slips),
    )  # fmt: skip


def _cross_entropy_step(example: NetworkExample, passed: Passage, names: Names) -> WalkStep:
    last, value = len(example.weights), passed.loss
    shares = [
        (y, names.target(unit), names.unit(last, unit), passed.a[-1][unit]) for unit, y in enumerate(example.target)
    ]
    if example.output == "sigmoid":
        y, of_y, name, out = shares[0]
        shares.append((1 - y, f"(1 − {of_y})", f"1 − {name}", 1 - out))
    wanted = [share for share in shares if share[0]]
    if len(wanted) == 1 and wanted[0][0] == 1:
        _, _, name, out = wanted[0]
        formula, numbers = f"−ln({name})", f"−ln({shown(out)})"
        sentence = (
            f"What is right has got a share of {shown(out)}. "
            f"The loss is minus the natural logarithm of it: {numbers} = {shown(value)}."
        )
    else:
        formula = " ".join(f"− {of_y}·ln({name})" for _, of_y, name, _ in wanted).replace("− ", "−", 1)
        numbers = " ".join(f"− {shown(y)}·ln({shown(out)})" for y, _, _, out in wanted).replace("− ", "−", 1)
        sentence = f"The loss is lowest where the answer agrees with the target. Here it is {numbers} = {shown(value)}."
    allowed = tolerance(value)
    slips = [
        Slip(-value, "sign", "The minus in front is missing: the logarithm of a share is negative, the loss is not."),
        Slip(value / math.log(10), "logarithm", "That is the logarithm to base 10. Here it is the natural one, ln."),
        Slip(value / math.log(2), "logarithm", "That is the logarithm to base 2. Here it is the natural one, ln."),
    ]
    if len(shares) == 2 and 0 < shares[0][3] < 1:
        other = -sum(y * math.log(out) for (y, *_), (*_, out) in zip(shares, shares[::-1], strict=True))
        slips.append(Slip(other, "sign", "That is the loss of the other answer. Look again at what is right here."))
    return WalkStep(
        "L", "loss", Spot("loss", last, 0), "loss", formula, numbers, value, allowed, sentence,
        kept_apart(value, allowed, slips), aid="ln is the natural logarithm",
    )  # fmt: skip
