"""Every problem, optimizer, schedule and tuner that can be named, with its settings. Imports no NumPy.

Names and defaults of optimizers and schedules are PyTorch's (torch.optim, torch.optim.lr_scheduler), so that what is
learned here carries over. One declaration serves reading, errors, help and completion; the file is past 300 lines
because the list is long.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tutor.cleaning import clean_line
from tutor.engine.specification import Entry, Key, Specification, read, split_chain
from tutor.errors import SpecificationError

__all__ = [
    "OPTIMIZERS",
    "PROBLEMS",
    "SCHEDULES",
    "TUNERS",
    "Entry",
    "Key",
    "Specification",
    "read_optimizer",
    "read_problem",
    "read_schedule",
]


def _named(*entries: Entry) -> Mapping[str, Entry]:
    return MappingProxyType({entry.name: entry for entry in entries})


# ---------------------------------------------------------------- problems

_NOISE = Key("noise", "float", 0.0, "the standard deviation of the error in each component of the gradient", low=0)
_DIMENSION = Key("dimension", "int", 2, "the number of parameters", low=1, high=1000)
_DATA = "a data set of the course, or the path of a CSV file"
_TARGET = Key("target", "text", None, "the column to predict")
_FEATURES = Key("features", "texts", None, "the columns to predict from")
_SCALED = Key("scaled", "flag", True, "whether each feature is shifted to mean 0 and scaled to standard deviation 1")
_BIAS = Key("bias", "flag", True, "whether the line may miss the origin; b is then the last parameter")
_BATCH = Key("batch", "int", None, "the number of rows that each gradient sees; all, if left out", low=1)
_VALIDATION = Key("validation", "float", 0.0, "the share of the rows held back", low=0, high=1, high_open=True)

PROBLEMS = _named(
    Entry(
        "bowl",
        "½·curvature·w²",
        "the simplest valley there is",
        (Key("curvature", "float", 1.0, "how steeply the walls rise", low=0, low_open=True), _NOISE),
    ),
    Entry(
        "ravine",
        "½(x² + kappa·y²)",
        "a bowl much steeper across than along",
        (Key("kappa", "float", 50.0, "how much steeper y is than x", low=0, low_open=True), _NOISE),
    ),
    Entry("quartic", "¼w⁴", "flat at the bottom, ever steeper outside", (_NOISE,)),
    Entry("absolute", "|w|", "equally steep everywhere, with a sharp tip", (_NOISE,)),
    Entry(
        "double-well",
        "(w² − 1)² + tilt·w",
        "two valleys with a hill between them",
        (Key("tilt", "float", 0.0, "how much deeper the left valley is"), _NOISE),
    ),
    Entry("two-wells", "¼w⁴ − w² + 0.3w", "a poorer valley on the right, a better one on the left", (_NOISE,)),
    Entry("saddle", "x² − y² + ¼y⁴", "a pass between two valleys", (_NOISE,)),
    Entry("plateau", "1 − exp(−w²/2)", "a pit in a wide, flat plain", (_NOISE,)),
    Entry(
        "neuron",
        "½(a − y)² or cross-entropy, a = sigmoid(w·x + b)",
        "one neuron that learns one answer; w is (w, b)",
        (
            Key("loss", "text", "cross-entropy", "what is minimized", choices=("half-mse", "cross-entropy")),
            Key("x", "float", 1.0, "the input"),
            Key("y", "float", 0.0, "the answer wanted", low=0, high=1),
            _NOISE,
        ),
    ),
    Entry(
        "location",
        "mean (w − y)² or mean |w − y| over the values y",
        "one number that stands for several",
        (
            Key("values", "ints", (9, 10, 11, 12, 38), "the numbers y", low=-1_000_000, high=1_000_000),
            Key("loss", "text", "mse", "what is minimized", choices=("mse", "mae")),
            _NOISE,
        ),
    ),
    Entry(
        "rosenbrock",
        "(a − x)² + b(y − x²)²",
        "a long, bent valley",
        (
            Key("a", "float", 1.0, "where along x the minimum lies"),
            Key("b", "float", 100.0, "how steep the walls of the valley are", low=0, low_open=True),
            _NOISE,
        ),
    ),
    Entry("beale", "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²", "flat land, sharp corners", (_NOISE,)),
    Entry("himmelblau", "(x² + y − 11)² + (x + y² − 7)²", "four valleys, equally deep", (_NOISE,)),
    Entry("styblinski-tang", "½ Σ (w⁴ − 16w² + 5w)", "one best valley among many", (_DIMENSION, _NOISE)),
    Entry("rastrigin", "Σ (w² − 10·cos 2πw + 10)", "a bowl full of dents", (_DIMENSION, _NOISE)),
    Entry(
        "ackley",
        "20 + e − 20·exp(−0.2·√(mean w²)) − exp(mean cos 2πw)",
        "a dented plain with one deep hole",
        (_DIMENSION, _NOISE),
    ),
    Entry(
        "linear-regression",
        "mean (x·w + b − y)²",
        "a straight line through measured data",
        (Key("data", "text", "cars", _DATA), _TARGET, _FEATURES, _SCALED, _BIAS, _BATCH, _VALIDATION),
    ),
    Entry(
        "logistic-regression",
        "mean cross-entropy of sigmoid(x·w + b)",
        "which of two kinds is it?",
        (Key("data", "text", "penguins", _DATA), _TARGET, _FEATURES, _SCALED, _BIAS, _BATCH, _VALIDATION),
    ),
    Entry(
        "polynomial",
        "mean (Σ wₖ·pₖ(x) − y)²",
        "a curve through measured points",
        (
            Key("degree", "int", 3, "the highest power of x", low=0, high=20),
            Key("basis", "text", "orthogonal", "what the weights multiply", choices=("orthogonal", "powers")),
            Key("data", "text", "curve", _DATA),
            _TARGET,
            _FEATURES,
            _BATCH,
            Key("validation", "float", 0.5, "the share of the rows held back", low=0, high=1, high_open=True),
        ),
    ),
    Entry(
        "xor",
        "mean (ŷ − y)² over the four points of exclusive or; ŷ = W₂·tanh(W₁x + b₁) + b₂",
        "the smallest problem that needs a hidden layer",
        (
            Key("hidden", "int", 3, "the number of hidden units", low=1, high=1000),
            Key("output", "text", "linear", "what the last unit does to its sum", choices=("linear", "sigmoid")),
        ),
    ),
    Entry(
        "network",
        "the mean loss over the rows of a data set",
        "a neural network that learns from examples",
        (
            Key("layers", "ints", (8,), "the widths of the hidden layers, such as 16;8", low=1, high=1000),
            Key("activation", "text", "tanh", "of the hidden layers", choices=("tanh", "sigmoid", "relu", "identity")),
            Key(
                "loss",
                "text",
                None,
                "what is minimized; from the kind of target, if left out",
                choices=("mse", "half-mse", "cross-entropy"),
            ),
            Key("data", "text", "penguins", _DATA),
            _TARGET,
            _FEATURES,
            _SCALED,
            _BATCH,
            _VALIDATION,
        ),
    ),
)

# ---------------------------------------------------------------- optimizers

_MOMENTUM = Key("momentum", "float", 0.9, "how much of the last step's velocity is kept", low=0, high=1, high_open=True)
_BETA1 = Key("beta1", "float", 0.9, "how long the mean of gradients remembers", low=0, high=1, high_open=True)
_BETA2 = Key("beta2", "float", 0.999, "how long the mean of squared gradients remembers", low=0, high=1, high_open=True)
_EPS = Key("eps", "float", 1e-8, "a small number that keeps the division safe", low=0, low_open=True)
_CORRECTS = Key("bias_correction", "flag", True, "whether the means are corrected for their start at 0")

OPTIMIZERS = _named(
    Entry("sgd", "w ← w − lr·g", "plain gradient descent"),
    Entry("momentum", "v ← momentum·v + g; w ← w − lr·v", "a rolling ball", (_MOMENTUM,)),
    Entry(
        "nesterov",
        "v ← momentum·v + g; w ← w − lr·(g + momentum·v)",
        "a rolling ball that looks ahead",
        (_MOMENTUM,),
    ),
    Entry(
        "adagrad",
        "s ← s + g²; w ← w − lr·g/(√s + eps)",
        "ever shorter steps where it was steep",
        (Key("eps", "float", 1e-10, "a small number that keeps the division safe", low=0, low_open=True),),
    ),
    Entry(
        "rmsprop",
        "s ← alpha·s + (1 − alpha)·g²; w ← w − lr·g/(√s + eps)",
        "steps of about the same length everywhere",
        (Key("alpha", "float", 0.99, "how long the mean of squares remembers", low=0, high=1, high_open=True), _EPS),
    ),
    Entry(
        "adam",
        "m ← beta1·m + (1 − beta1)·g; s ← beta2·s + (1 − beta2)·g²; w ← w − lr·m̂/(√ŝ + eps), where m̂ and ŝ are "
        "m and s, corrected",
        "momentum and RMSProp together, corrected for their start at 0",
        (_BETA1, _BETA2, _EPS, _CORRECTS),
    ),
    Entry(
        "adamw",
        "w ← w·(1 − lr·weight_decay), then as adam",
        "Adam that also pulls the weights towards 0",
        (
            _BETA1,
            _BETA2,
            _EPS,
            Key("weight_decay", "float", 0.01, "how hard the weights are pulled to 0", low=0),
            _CORRECTS,
        ),
    ),
)

# ---------------------------------------------------------------- schedules


def _gamma(default: float | None, high: float = float("inf")) -> Key:
    return Key(
        "gamma", "float", default, "what the rate is multiplied by", low=0, low_open=True, high=high,
        required=default is None,
    )  # fmt: skip


def _count(name: str, meaning: str, low: int = 1, *, default: int | None = None, required: bool = True) -> Key:
    return Key(name, "int", default, meaning, low=low, required=required)


_ETA_MIN = Key("eta_min", "float", 0.0, "the lowest rate", low=0)

SCHEDULES = _named(
    Entry("constant", "lr", "the same rate all the way"),
    Entry(
        "step",
        "lr·gamma^⌊k/step_size⌋",
        "drops by a factor every so many steps",
        (_count("step_size", "the steps from one drop to the next"), _gamma(0.1)),
    ),
    Entry(
        "multistep",
        "lr·gamma^(milestones passed)",
        "drops by a factor at the steps named",
        (Key("milestones", "ints", (10, 20, 40), "the steps at which the rate drops", low=0), _gamma(0.1)),
    ),
    Entry("exponential", "lr·gamma^k", "drops by a factor at every step", (_gamma(None),)),
    Entry(
        "linear-warmup",
        "lr·(start_factor + (1 − start_factor)·min(k/total_iters, 1))",
        "climbs to the full rate in a straight line",
        (
            Key(
                "start_factor", "float", None, "the share of the rate to start with",
                low=0, low_open=True, high=1, required=True,
            ),
            _count("total_iters", "the steps until the full rate is reached"),
        ),
    ),
    Entry(
        "cosine",
        "eta_min + ½(lr − eta_min)(1 + cos(πk/T_max))",
        "glides down in half a cosine wave, and climbs again after T_max",
        (_count("T_max", "the steps down to the lowest rate"), _ETA_MIN),
    ),
    Entry(
        "warm-restarts",
        "eta_min + ½(lr − eta_min)(1 + cos(πt/T)), t steps into a round of T",
        "glides down again and again, each time from the full rate",
        (
            _count("T_0", "the steps of the first round"),
            _count("T_mult", "how many times longer each round is than the last", default=1, required=False),
            _ETA_MIN,
        ),
    ),
    Entry(
        "cyclical",
        "base_lr + (max_lr − base_lr)·height, height going 0 → 1 → 0",
        "goes up and down between two rates of its own",
        (
            Key("base_lr", "float", None, "the lowest rate", low=0, required=True),
            Key("max_lr", "float", None, "the highest rate", low=0, required=True),
            _count("step_size_up", "the steps from the lowest to the highest"),
            _count("step_size_down", "the steps back down; as many as up, if left out", required=False),
            Key(
                "mode", "text", "triangular", "how the peaks change from cycle to cycle",
                choices=("triangular", "triangular2", "exp_range"),
            ),
            Key("gamma", "float", 1.0, "in exp_range: what the height is multiplied by", low=0, low_open=True),
        ),
    ),
    Entry(
        "one-cycle",
        "max_lr/div_factor → max_lr → max_lr/div_factor/final_div_factor",
        "once up and once far down, with a top rate of its own",
        (
            Key("max_lr", "float", None, "the highest rate", low=0, low_open=True, required=True),
            _count("total_steps", "the steps of the whole cycle"),
            Key("pct_start", "float", 0.3, "the share of the steps that climb", low=0, high=1),
            Key("div_factor", "float", 25.0, "the highest rate over the first", low=0, low_open=True),
            Key("final_div_factor", "float", 1e4, "the first rate over the last", low=0, low_open=True),
            Key("anneal", "text", "cos", "the shape of the way up and down", choices=("cos", "linear")),
        ),
    ),
    Entry(
        "reduce-on-plateau",
        "lr·factor after more than patience steps without a better loss",
        "watches the loss and drops when it stops falling",
        (
            Key("factor", "float", 0.1, "what the rate is multiplied by", low=0, low_open=True, high=1, high_open=True),
            _count("patience", "the steps without a better loss that are let pass", 0, default=10, required=False),
            Key("threshold", "float", 1e-4, "how much lower, as a share, counts as better", low=0, high=1),
            _count("cooldown", "the steps after a drop in which it does not watch", 0, default=0, required=False),
            Key("min_lr", "float", 0.0, "the lowest rate", low=0),
        ),
    ),
)  # fmt: skip

TUNERS = _named(
    Entry(
        "armijo",
        "the first of lr, lr·shrink, lr·shrink², … with f(w − rate·g) ≤ f(w) − c·rate·|g|²",
        "tries lr at every step and halves it until the loss falls enough",
        (
            Key("c", "float", 1e-4, "the share of the promised fall that is enough", low=0, high=1, high_open=True),
            Key(
                "shrink", "float", 0.5, "what the rate is multiplied by after a try in vain",
                low=0, low_open=True, high=1, high_open=True,
            ),
        ),
    ),
    Entry(
        "barzilai-borwein",
        "s·s/s·y, with s the last step and y the change of the gradient",
        "guesses the curvature from the last step; lr is for the first",
        (Key("variant", "text", "long", "s·s/s·y or s·y/y·y", choices=("long", "short")),),
    ),
    Entry(
        "polyak",
        "(f(w) − minimum)/|g|², at most lr",
        "as long a step as the height above the known minimum allows",
    ),
)  # fmt: skip
"""Rates that choose themselves: they stand where a schedule stands, and go with `sgd` only."""

_RATES = MappingProxyType({**SCHEDULES, **TUNERS})

# ---------------------------------------------------------------- reading


def read_problem(text: str) -> Specification:
    """Read a problem such as `ravine:kappa=25`.

    Raises:
        SpecificationError: an unknown name or key, or a value out of range.
    """
    return read(text, PROBLEMS, "problem")


def read_optimizer(text: str) -> Specification:
    """Read an optimizer such as `adam:beta1=0.8`.

    Raises:
        SpecificationError: an unknown name or key, or a value out of range.
    """
    return read(text, OPTIMIZERS, "optimizer")


def read_schedule(text: str) -> Specification:
    """Read a schedule such as `cosine:T_max=100`, a warm-up and what follows it, such as
    `linear-warmup:start_factor=0.1,total_iters=20+cosine:T_max=80`, or a tuner such as `armijo`.

    Raises:
        SpecificationError: an unknown name or key, a value out of range, or a chain of anything but a warm-up and
            one other schedule.
    """
    first, *others = (read(part, _RATES, "schedule") for part in split_chain(text))
    if not others:
        return first
    if first.name != "linear-warmup" or len(others) > 1 or others[0].name in TUNERS:
        raise SpecificationError(
            f'"{clean_line(text)}" joins what cannot be joined',
            to_do="only linear-warmup can stand in front, and one schedule after it",
        )
    return Specification(first.name, first.values, first.defaults, then=others[0])
