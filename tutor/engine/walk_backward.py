"""The backward half of a walk: every slope and gradient, all of them with the weights as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from tutor.engine.network_names import Names, factor, shown
from tutor.engine.small_network import NetworkExample, Passage, Spot, measured, measured_slope
from tutor.engine.walk_model import Slip, WalkStep, kept_apart, tolerance
from tutor.frozen import dataclass

_SIGN = "The size is right, but look at the sign."
_OLD_WEIGHTS = "You used a weight after its update. All gradients belong to the old weights: no weight changes before."


@dataclass(frozen=True, slots=True)
class Backward:
    """The way back through one network."""

    example: NetworkExample
    passed: Passage
    names: Names
    last: int = field(init=False)
    """The layer of the outputs."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "last", len(self.example.weights))

    def steps(self) -> Iterator[WalkStep]:
        """From the loss to the first weights: of each unit ∂L/∂ its output, f′(z), ∂L/∂z, then ∂L/∂ each weight and
        bias. Of a linear unit, and of cross-entropy with its sigmoid or softmax, the first three are one step."""
        for layer in range(self.last, 0, -1):
            for unit in range(len(self.example.weights[layer - 1])):
                if layer < self.last:
                    yield self._through(layer, unit)
                elif self.example.loss == "cross-entropy":
                    yield self._entropy(unit)
                else:
                    yield self._miss(unit)
                if not self._at_once(layer):
                    yield self._slope(layer, unit)
                    yield self._product(layer, unit)
                for source in range(len(self.passed.a[layer - 1])):
                    yield self._weight(layer, unit, source)
                if self.example.biases:
                    yield self._bias(layer, unit)

    # ------------------------------------------------------------ names

    def _at_once(self, layer: int) -> bool:
        """One number is both ∂L/∂ output and ∂L/∂z, or the first of them is never found."""
        entropy = layer == self.last and self.example.loss == "cross-entropy"
        return entropy or self.example.functions[layer - 1] == "linear"

    def _of_output(self, layer: int, unit: int) -> str:
        return f"dL/d{self.names.unit(layer, unit)}"

    def _of_sum(self, layer: int, unit: int) -> str:
        linear = self.example.functions[layer - 1] == "linear"
        return self._of_output(layer, unit) if linear else f"dL/d{self.names.sum(layer, unit)}"

    def _of_slope(self, layer: int, unit: int) -> str:
        return f"d{self.names.unit(layer, unit)}/d{self.names.sum(layer, unit)}"

    # ------------------------------------------------------------ where it begins

    def _miss(self, unit: int) -> WalkStep:
        out, y, count = self.passed.a[-1][unit], self.example.target[unit], len(self.example.target)
        half = self.example.loss == "half-mse"
        value, miss = self.passed.by_a[-1][unit], out - y
        name, target = self.names.unit(self.last, unit), self.names.target(unit)
        formula, numbers = f"{name} − {target}", f"{shown(out)} − {factor(y)}"
        if not half or count > 1:
            before, after = "" if half else "2", f"/{count}" if count > 1 else ""
            formula, numbers = f"{before}({formula}){after}", f"{before}({numbers}){after}"
        allowed = tolerance(value, (value / miss * out, value / miss * y) if miss else (out, y))
        slips = [
            Slip(-value, "sign", "It is the answer minus the target, in this order."),
            Slip(2 * value if half else value / 2, "scale", _two(half)),
            Slip(miss, "scale", f"Divide by {count}: the loss is a mean over the outputs."),
            Slip(self.passed.loss, "square", "That is the loss. We want to know how fast it changes."),
            Slip(out, "term-forgotten", f"Take the target away: {name} − {target}."),
        ]
        spot = Spot("unit", self.last, unit)
        square = "half a square is" if half else "a square is twice"
        return WalkStep(
            self._of_output(self.last, unit), "backward", spot, "output-gradient", formula, numbers, value, allowed,
            self._moves(name, value), kept_apart(value, allowed, slips), measured(self.example, spot),
            aid=f"the slope of {square} the number that was squared",
        )  # fmt: skip

    def _entropy(self, unit: int) -> WalkStep:
        out, y = self.passed.a[-1][unit], self.example.target[unit]
        value, function = self.passed.by_z[-1][unit], self.example.output
        name, target = self.names.unit(self.last, unit), self.names.target(unit)
        allowed = tolerance(value, (out, y))
        slips = [
            Slip(-value, "sign", "It is the answer minus the target, in this order."),
            Slip(
                value * out * (1 - out),
                "derivative-wrong",
                f"No slope is wanted here: with cross-entropy the {function}'s own slope cancels.",
            ),
            Slip(self.passed.loss, "square", "That is the loss. We want to know how fast it changes."),
        ]
        spot = Spot("unit", self.last, unit)
        told = f"Cross-entropy and {function} together leave a short slope, {name} − {target}. "
        return WalkStep(
            self._of_sum(self.last, unit), "backward", spot, "sum-gradient", f"{name} − {target}",
            f"{shown(out)} − {shown(y)}", value, allowed, told + self._moves(self.names.sum(self.last, unit), value),
            kept_apart(value, allowed, slips), measured(self.example, spot, "z"),
        )  # fmt: skip

    @staticmethod
    def _moves(name: str, value: float) -> str:
        if abs(value) < 1e-12:
            return f"The loss does not change when {name} moves a little."
        way = "up" if value > 0 else "down"
        return f"When {name} goes up a little, the loss goes {way}, {shown(abs(value))} times as much."

    # ------------------------------------------------------------ the chain

    def _through(self, layer: int, unit: int) -> WalkStep:
        """∂L/∂ a hidden output: over every way to the loss, what comes back times the weight on the way."""
        above = range(len(self.example.weights[layer]))
        deltas = [self.passed.by_z[layer][k] for k in above]
        weights = [self.example.weights[layer][k][unit] for k in above]
        of_deltas = [self._of_sum(layer + 1, k) for k in above]
        of_weights = [self.names.of(Spot("weight", layer + 1, k, unit)) for k in above]
        value, name = self.passed.by_a[layer - 1][unit], self.names.unit(layer, unit)
        terms = [delta * w for delta, w in zip(deltas, weights, strict=True)]
        numbers = " + ".join(f"{factor(d)}·{factor(w)}" for d, w in zip(deltas, weights, strict=True))
        allowed = tolerance(value, terms if len(terms) > 1 else ())
        slips = [
            Slip(self._with_new_weights(layer, unit), "updated-weight", _OLD_WEIGHTS),
            Slip(sum(deltas), "factor-forgotten", f"The weight on the way back is missing: {of_weights[0]}."),
            Slip(-value, "sign", _SIGN),
            *(
                Slip(value - term, "term-forgotten", f"There is another way back, through {of_weights[k]}. Add it.")
                for k, term in enumerate(terms)
                if len(terms) > 1
            ),
            *self._added(of_deltas[0], deltas[0], of_weights[0], weights[0], len(terms)),
        ]
        ways = (
            f"{name} acts on the loss through {of_weights[0]}, so what comes back is multiplied by that weight"
            if len(terms) == 1
            else f"{name} acts on the loss in {len(terms)} ways, so what comes back is added up"
        )
        spot = Spot("unit", layer, unit)
        return WalkStep(
            self._of_output(layer, unit), "backward", spot, "output-gradient",
            " + ".join(f"{d}·{w}" for d, w in zip(of_deltas, of_weights, strict=True)), numbers, value, allowed,
            f"{ways}: {numbers} = {shown(value)}.", kept_apart(value, allowed, slips), measured(self.example, spot),
        )  # fmt: skip

    def _with_new_weights(self, layer: int, unit: int) -> float:
        """∂L/∂ a unit's output as it would be, were the weights above it updated first."""
        if layer == self.last:
            return self.passed.by_a[layer - 1][unit]
        rate, gradients = self.example.lr, self.passed.by_weight[layer]
        return sum(
            delta * (self.example.weights[layer][k][unit] - rate * gradients[k][unit])
            for k, delta in enumerate(self.passed.by_z[layer])
        )

    def _slope(self, layer: int, unit: int) -> WalkStep:
        function, z = self.example.functions[layer - 1], self.passed.z[layer - 1][unit]
        value, a, name = self.passed.slope[layer - 1][unit], self.passed.a[layer][unit], self.names.unit(layer, unit)
        of_z = self.names.sum(layer, unit)
        formula, numbers, told, slips = {
            "sigmoid": (
                f"{name}·(1 − {name})",
                f"{shown(a)}·(1 − {shown(a)})",
                f"The sigmoid's slope, out of its own output: {shown(a)}·(1 − {shown(a)}) = {shown(value)}. "
                "It is never above 0.25.",
                [(z * (1 - z), f"Put in {name}, what comes out of the sigmoid, not {of_z}."),
                 (1 - a, f"That is 1 − {name}. Multiply it by {name}."), (a, f"That is {name} itself."),
                 (a * a, f"One of the factors is 1 − {name}."), (1 - a * a, "That would be tanh. Here it is sigmoid.")],
            ),
            "tanh": (
                f"1 − {name}²",
                f"1 − {factor(a)}²",
                f"The slope of tanh, out of its own output: 1 − {factor(a)}² = {shown(value)}.",
                [(1 - z * z, f"Put in {name}, what comes out of tanh, not {of_z}."), (1 - a, "The square is missing."),
                 (a * (1 - a), "That would be the sigmoid. Here it is tanh."), (a * a, "Take that away from 1.")],
            ),
            "relu": (
                f"(1 if {of_z} > 0, else 0)",
                shown(value),
                f"relu passes on everything or nothing. {of_z} = {shown(z)} is {'' if z > 0 else 'not '}above 0, "
                f"so the slope is {shown(value)}.",
                [(1 - value, f"Look at {of_z}: the slope is 1 above 0, and 0 below."), (a, f"That is {name} itself.")],
            ),
        }[function]  # fmt: skip
        allowed = tolerance(value)
        found = [Slip(wrong, "derivative-wrong", why) for wrong, why in slips] + [Slip(-value, "sign", _SIGN)]
        return WalkStep(
            self._of_slope(layer, unit), "backward", Spot("unit", layer, unit), "slope", formula, numbers, value,
            allowed, told, kept_apart(value, allowed, found), measured_slope(function, z),
        )  # fmt: skip

    def _product(self, layer: int, unit: int) -> WalkStep:
        up, slope = self.passed.by_a[layer - 1][unit], self.passed.slope[layer - 1][unit]
        value, of_up, of_slope = up * slope, self._of_output(layer, unit), self._of_slope(layer, unit)
        allowed = tolerance(value)
        slips = [
            *(
                [Slip(self._with_new_weights(layer, unit) * slope, "updated-weight", _OLD_WEIGHTS)]
                * (layer < self.last)
            ),
            Slip(up, "derivative-forgotten", f"The slope is missing: multiply by {of_slope} = {shown(slope)}."),
            Slip(slope, "factor-forgotten", f"Multiply it by what comes back, {of_up} = {shown(up)}."),
            Slip(-value, "sign", _SIGN),
            *self._added(of_up, up, of_slope, slope, 1),
        ]
        spot = Spot("unit", layer, unit)
        numbers = f"{factor(up)}·{factor(slope)}"
        return WalkStep(
            self._of_sum(layer, unit), "backward", spot, "sum-gradient", f"{of_up}·{of_slope}", numbers, value, allowed,
            f"The chain rule: what comes back, times the slope of this unit: {numbers} = {shown(value)}.",
            kept_apart(value, allowed, slips), measured(self.example, spot, "z"),
        )  # fmt: skip

    # ------------------------------------------------------------ weights and biases

    def _weight(self, layer: int, unit: int, source: int) -> WalkStep:
        spot = Spot("weight", layer, unit, source)
        delta, below = self.passed.by_z[layer - 1][unit], self.passed.a[layer - 1][source]
        of_delta, of_below = self._of_sum(layer, unit), self.names.unit(layer - 1, source)
        value, name = delta * below, self.names.of(spot)
        allowed = tolerance(value)
        slips = [
            *self._skipped(layer, unit, below),
            Slip(delta, "factor-forgotten", f"What comes in through {name} is missing: multiply by {of_below}."),
            Slip(below, "factor-forgotten", f"That is {of_below}. Multiply it by what comes back, {of_delta}."),
            Slip(
                delta * self.example.weights[layer - 1][unit][source],
                "factor-forgotten",
                f"You multiplied by {name} itself. {name} acts with what comes in through it: {of_below}.",
            ),
            Slip(-value, "sign", _SIGN),
            *self._added(of_delta, delta, of_below, below, 1),
        ]
        numbers = f"{factor(delta)}·{factor(below)}"
        told = f"What comes back, times what came in through {name}: {numbers} = {shown(value)}."
        return self._gradient(spot, f"{of_delta}·{of_below}", numbers, value, allowed, told, slips)

    def _bias(self, layer: int, unit: int) -> WalkStep:
        spot = Spot("bias", layer, unit)
        value, of_delta = self.passed.by_bias[layer - 1][unit], self._of_sum(layer, unit)
        slips = [
            *self._skipped(layer, unit, 1.0),
            Slip(value * self.passed.a[layer - 1][0], "factor-forgotten", "Nothing comes in through a bias: times 1."),
            Slip(-value, "sign", _SIGN),
        ]
        told = f"A bias counts once, whatever comes in. Its gradient is what comes back: {shown(value)}."
        return self._gradient(spot, of_delta, shown(value), value, tolerance(value), told, slips)

    def _gradient(
        self, spot: Spot, formula: str, numbers: str, value: float, allowed: float, told: str, slips: list[Slip]
    ) -> WalkStep:
        name, check = self.names.of(spot), measured(self.example, spot)
        if check is not None:
            # What rounding leaves of two equal losses is no slope.
            seen = 0.0 if abs(check) < 1e-9 * max(1.0, self.passed.loss) else check
            told += f" Measured, by moving {name} a little: {shown(seen)}."
        return WalkStep(
            f"dL/d{name}", "backward", spot, "gradient", formula, numbers, value, allowed, told,
            kept_apart(value, allowed, slips), check,
        )  # fmt: skip

    def _skipped(self, layer: int, unit: int, below: float) -> Iterator[Slip]:
        """A gradient found without the unit's slope, or with weights that were updated too early."""
        slope = self.passed.slope[layer - 1][unit] if self.passed.slope[layer - 1] else 1.0
        if layer < self.last:
            yield Slip(self._with_new_weights(layer, unit) * slope * below, "updated-weight", _OLD_WEIGHTS)
        if not self._at_once(layer):
            without = self.passed.by_a[layer - 1][unit] * below
            told = f"The slope is missing on the way: {self._of_slope(layer, unit)} = {shown(slope)}."
            yield Slip(without, "derivative-forgotten", told)

    @staticmethod
    def _added(of_one: str, one: float, of_other: str, other: float, terms: int) -> Iterator[Slip]:
        if terms == 1:
            yield Slip(one + other, "added", f"You added. The chain rule multiplies: {of_one} times {of_other}.")


def _two(half: bool) -> str:
    return "The ½ of the loss takes the 2 away." if half else "The square brings a factor 2 with it."
