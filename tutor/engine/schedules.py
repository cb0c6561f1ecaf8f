"""A schedule by its name: `build_schedule("cosine:T_max=100")`.

Names, formulas and defaults are those of torch.optim.lr_scheduler (https://pytorch.org/docs/stable/optim.html), in
closed form: PyTorch's running products give the same to rounding. Where PyTorch's formula goes on past its end (cosine
climbs again), so does ours.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np

from tutor.engine.catalogue import read_schedule
from tutor.engine.schedule import Point, Rate, Schedule, ScheduleState, WatchingSchedule
from tutor.engine.specification import Specification
from tutor.engine.tuners import TUNERS


def _power(gamma: float, times: int) -> float:
    """gamma^times; a gamma above 1 may grow past the largest number, and is infinite then."""
    try:
        return gamma**times
    except OverflowError:
        return math.inf


def constant(spec: Specification) -> Schedule:
    """lr, at every step."""
    return Schedule(spec, lambda _step, lr: lr)


def step(spec: Specification) -> Schedule:
    """lr·gamma^⌊k/step_size⌋ (StepLR)."""
    size, gamma = spec.whole("step_size"), spec.real("gamma")
    return Schedule(spec, lambda step, lr: lr * _power(gamma, step // size))


def multistep(spec: Specification) -> Schedule:
    """lr·gamma^n after n of the milestones (MultiStepLR); a milestone m lowers the rate of the step numbered m."""
    milestones, gamma = spec.wholes("milestones"), spec.real("gamma")
    return Schedule(spec, lambda step, lr: lr * _power(gamma, sum(step >= m for m in milestones)))


def exponential(spec: Specification) -> Schedule:
    """lr·gamma^k (ExponentialLR)."""
    gamma = spec.real("gamma")
    return Schedule(spec, lambda step, lr: lr * _power(gamma, step))


def linear_warmup(spec: Specification) -> Schedule:
    """lr·(start_factor + (1 − start_factor)·min(k/total_iters, 1)) (LinearLR with end_factor 1)."""
    first, total = spec.real("start_factor"), spec.whole("total_iters")
    return Schedule(spec, lambda step, lr: lr * (first + (1 - first) * (min(step, total) / total)))


def cosine(spec: Specification) -> Schedule:
    """eta_min + ½(lr − eta_min)(1 + cos(πk/T_max)) (CosineAnnealingLR): after T_max steps it climbs again."""
    length, low = spec.whole("T_max"), spec.real("eta_min")
    return Schedule(spec, lambda step, lr: low + (lr - low) * ((1 + math.cos(math.pi * step / length)) / 2))


def warm_restarts(spec: Specification) -> Schedule:
    """eta_min + ½(lr − eta_min)(1 + cos(πt/T)), t steps into a round of T (CosineAnnealingWarmRestarts).

    The first round takes T_0 steps, each further one T_mult times as many as the one before.
    I. Loshchilov, F. Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017.
    """
    first, times, low = spec.whole("T_0"), spec.whole("T_mult"), spec.real("eta_min")

    def rate(step: int, lr: Rate) -> Rate:
        length = first
        if times == 1:
            step %= length
        else:
            while step >= length:
                step -= length
                length *= times
        return low + (lr - low) * ((1 + math.cos(math.pi * step / length)) / 2)

    return Schedule(spec, rate)


def cyclical(spec: Specification) -> Schedule:
    """base_lr + (max_lr − base_lr)·height·scale (CyclicLR); the experiment's own rate plays no part.

    The height climbs from 0 to 1 in step_size_up steps and falls back in step_size_down. The scale is 1
    (`triangular`), ½ⁿ in the n-th cycle from 0 (`triangular2`), or gammaᵏ at step k (`exp_range`). Momentum is not
    cycled. L. N. Smith, "Cyclical learning rates for training neural networks", 2017.
    """
    low, high = spec.real("base_lr"), spec.real("max_lr")
    up = spec.whole("step_size_up")
    down = up if spec.values["step_size_down"] is None else spec.whole("step_size_down")
    mode, gamma = spec.text("mode"), spec.real("gamma")

    def rate(step: int, lr: Rate) -> Rate:
        cycle, into = divmod(step, up + down)
        height = into / up if into <= up else (up + down - into) / down
        scale = {"triangular": 1.0, "triangular2": 0.5**cycle, "exp_range": _power(gamma, step)}[mode]
        return lr * 0 + (low + (high - low) * height * scale)

    return Schedule(spec, rate)


def one_cycle(spec: Specification) -> Schedule:
    """From max_lr/div_factor up to max_lr, then down to max_lr/div_factor/final_div_factor (OneCycleLR, two phases).

    The top is at step pct_start·total_steps − 1, the end at step total_steps − 1, as PyTorch has it; a top between two
    steps is passed without being met. PyTorch refuses to go on after the end; here the rate stays at its lowest. The
    experiment's own rate plays no part, and momentum is not cycled. L. N. Smith, N. Topin, "Super-convergence: very
    fast training of neural networks using large learning rates", 2018.
    """
    high, last = spec.real("max_lr"), spec.whole("total_steps") - 1
    first = high / spec.real("div_factor")
    low = first / spec.real("final_div_factor")
    top = spec.real("pct_start") * spec.whole("total_steps") - 1
    linear = spec.text("anneal") == "linear"

    def between(start: float, end: float, share: float) -> float:
        if linear:
            return start + (end - start) * share
        return end + (start - end) * ((1 + math.cos(math.pi * share)) / 2)

    def rate(step: int, lr: Rate) -> Rate:
        if step >= last and step > top:
            rate = low
        elif step <= top:
            rate = between(first, high, step / top) if top > 0 else high
        else:
            rate = between(high, low, (step - top) / (last - top))
        return lr * 0 + rate

    return Schedule(spec, rate)


def reduce_on_plateau(spec: Specification) -> Schedule:
    """The rate times `factor` when more than `patience` steps have brought no loss below (1 − threshold) of the best.

    As ReduceLROnPlateau with mode "min" and threshold_mode "rel": after a drop the losses of `cooldown` steps do not
    count, the rate never falls under min_lr, and a drop by no more than 1e-8 is not made. It watches the true loss
    after each step; the loss at the start is not looked at.
    """
    factor, patience, cooldown = spec.real("factor"), spec.whole("patience"), spec.whole("cooldown")
    share, low = 1 - spec.real("threshold"), spec.real("min_lr")

    def start(lr: Rate, _here: Point) -> tuple[Rate, Any]:
        shape = np.shape(lr)
        return lr, (np.full(shape, np.inf), np.zeros(shape, int), np.zeros(shape, int))

    def following(state: ScheduleState, here: Point) -> tuple[Rate, Any]:
        best, bad, cooling = state.memory
        loss = here.loss.reshape(best.shape)
        better = loss < best * share
        best = np.where(better, loss, best)
        bad = np.where(better | (cooling > 0), 0, bad + 1)
        cooling = np.maximum(cooling - 1, 0)
        drop = bad > patience
        lower = np.maximum(state.rate * factor, low)
        rate = np.where(drop & (state.rate - lower > 1e-8), lower, state.rate)
        return rate, (best, np.where(drop, 0, bad), np.where(drop, cooldown, cooling))

    return WatchingSchedule(spec, start, following)


def _in_turn(spec: Specification, warmup: Schedule, then: Schedule) -> Schedule:
    """The warm-up for its total_iters steps, then the other one from its own step 0 (SequentialLR)."""
    length = spec.whole("total_iters")
    if not then.watches_loss:
        return Schedule(spec, lambda step, lr: warmup.rate(step, lr) if step < length else then.rate(step - length, lr))

    def start(lr: Rate, _here: Point) -> tuple[Rate, Any]:
        return warmup.rate(0, lr), None

    def following(state: ScheduleState, here: Point) -> tuple[Rate, Any]:
        made = state.step + 1
        if made < length:
            return warmup.rate(made, state.lr), None
        inner = then.start(state.lr, here) if made == length else then.next(state.memory, here)
        return inner.rate, inner

    return WatchingSchedule(spec, start, following)


_SCHEDULES: MappingProxyType[str, Callable[[Specification], Schedule]] = MappingProxyType(
    {
        "constant": constant,
        "step": step,
        "multistep": multistep,
        "exponential": exponential,
        "linear-warmup": linear_warmup,
        "cosine": cosine,
        "warm-restarts": warm_restarts,
        "cyclical": cyclical,
        "one-cycle": one_cycle,
        "reduce-on-plateau": reduce_on_plateau,
        **TUNERS,
    }
)


def build_schedule(schedule: str | Specification) -> Schedule:
    """The schedule, or the tuner, that a specification such as `cosine:T_max=100` names.

    Raises:
        SpecificationError: the specification is not valid.
    """
    spec = read_schedule(schedule) if isinstance(schedule, str) else schedule
    built = _SCHEDULES[spec.name](spec)
    return built if spec.then is None else _in_turn(spec, built, _SCHEDULES[spec.then.name](spec.then))
