"""Every schedule against PyTorch's own procedure, written out for plain numbers: state, counters and running products
as torch.optim.lr_scheduler keeps them, where ours are closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tutor.engine.descent import run, steps
from tutor.engine.model import Experiment
from tutor.engine.schedules import build_schedule

LR = 0.7
N = 100


def _step(lr: float) -> Iterator[float]:
    for epoch in range(N):
        if epoch and epoch % 7 == 0:
            lr *= 0.5
        yield lr


def _multistep(lr: float) -> Iterator[float]:
    for epoch in range(N):
        lr *= 0.1 ** [3, 3, 40].count(epoch)
        yield lr


def _exponential(lr: float) -> Iterator[float]:
    for _ in range(N):
        yield lr
        lr *= 0.95


def _linear(lr: float, total: int = 12) -> Iterator[float]:
    lr *= 0.25
    for epoch in range(1, N + 1):
        yield lr
        if epoch <= total:
            lr *= 1 + (1 - 0.25) / (total * 0.25 + (epoch - 1) * (1 - 0.25))


def _cosine(lr: float, length: int = 30, low: float = 0.05) -> Iterator[float]:
    base = lr
    for epoch in range(1, N + 1):
        yield lr
        if (epoch - 1 - length) % (2 * length) == 0:
            lr += (base - low) * (1 - math.cos(math.pi / length)) / 2
        else:
            now, before = (1 + math.cos(math.pi * at / length) for at in (epoch, epoch - 1))
            lr = now / before * (lr - low) + low


def _warm_restarts(lr: float) -> Iterator[float]:
    into, length = 0, 9
    for _ in range(N):
        yield 0.01 + (lr - 0.01) * (1 + math.cos(math.pi * into / length)) / 2
        into += 1
        if into >= length:
            into, length = 0, length * 2


def _cyclical(mode: str) -> Callable[[float], Iterator[float]]:
    def rates(_lr: float) -> Iterator[float]:
        total, ratio = 5.0 + 8.0, 5.0 / 13.0
        for epoch in range(N):
            cycle = math.floor(1 + epoch / total)
            x = 1 + epoch / total - cycle
            height = x / ratio if x <= ratio else (x - 1) / (ratio - 1)
            scale = {"triangular": 1.0, "triangular2": 1 / 2.0 ** (cycle - 1), "exp_range": 0.97**epoch}[mode]
            yield 0.1 + (0.9 - 0.1) * height * scale

    return rates


def _one_cycle(anneal: str) -> Callable[[float], Iterator[float]]:
    def rates(_lr: float) -> Iterator[float]:
        first = 2.0 / 10
        last = first / 100
        phases = [(0.0, 0.3 * N - 1, first, 2.0), (0.3 * N - 1, N - 1.0, 2.0, last)]
        for number in range(N):
            start, end, low, high = phases[0] if number <= phases[0][1] else phases[1]
            share = (number - start) / (end - start)
            if anneal == "cos":
                yield high + (low - high) / 2.0 * (math.cos(math.pi * share) + 1)
            else:
                yield (high - low) * share + low

    return rates


def _in_turn(lr: float) -> Iterator[float]:
    warm, then = _linear(lr, total=12), _cosine(lr)
    for epoch in range(N):
        yield next(warm) if epoch < 12 else next(then)


PROCEDURES: dict[str, Callable[[float], Iterator[float]]] = {
    "constant": lambda lr: iter([lr] * N),
    "step:step_size=7,gamma=0.5": _step,
    "multistep:milestones=3;3;40": _multistep,
    "exponential:gamma=0.95": _exponential,
    "linear-warmup:start_factor=0.25,total_iters=12": _linear,
    "cosine:T_max=30,eta_min=0.05": _cosine,
    "warm-restarts:T_0=9,T_mult=2,eta_min=0.01": _warm_restarts,
    "cyclical:base_lr=0.1,max_lr=0.9,step_size_up=5,step_size_down=8": _cyclical("triangular"),
    "cyclical:base_lr=0.1,max_lr=0.9,step_size_up=5,step_size_down=8,mode=triangular2": _cyclical("triangular2"),
    "cyclical:base_lr=0.1,max_lr=0.9,step_size_up=5,step_size_down=8,mode=exp_range,gamma=0.97": _cyclical("exp_range"),
    "one-cycle:max_lr=2,total_steps=100,div_factor=10,final_div_factor=100": _one_cycle("cos"),
    "one-cycle:max_lr=2,total_steps=100,div_factor=10,final_div_factor=100,anneal=linear": _one_cycle("linear"),
    "linear-warmup:start_factor=0.25,total_iters=12+cosine:T_max=30,eta_min=0.05": _in_turn,
}


@pytest.mark.parametrize("name", PROCEDURES)
def test_a_hundred_rates_are_those_of_pytorchs_procedure(name: str) -> None:
    schedule = build_schedule(name)
    rates = [schedule.rate(step, LR) for step in range(N)]
    np.testing.assert_allclose(rates, list(PROCEDURES[name](LR)), rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", PROCEDURES)
def test_a_run_reports_the_rate_that_each_step_used(name: str) -> None:
    trajectory = run(Experiment("bowl", LR, schedule=name, steps=40))
    used = (trajectory.w[:-1, 0] - trajectory.w[1:, 0]) / trajectory.gradient[:-1, 0]
    np.testing.assert_allclose(trajectory.lr, list(PROCEDURES[name](LR))[:40], rtol=0, atol=1e-12)
    np.testing.assert_allclose(used, trajectory.lr, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", PROCEDURES)
def test_many_rates_at_once_are_the_rates_one_by_one(name: str) -> None:
    schedule = build_schedule(name)
    lr = np.array([[0.1], [0.7]])
    for step in (0, 1, 13, 50):
        together = np.broadcast_to(schedule.rate(step, lr), lr.shape)
        np.testing.assert_allclose(together[:, 0], [schedule.rate(step, 0.1), schedule.rate(step, 0.7)], rtol=1e-14)


def test_cosine_climbs_again_after_its_end() -> None:
    schedule = build_schedule("cosine:T_max=10")
    assert schedule.rate(10, 1.0) == pytest.approx(0)
    assert schedule.rate(15, 1.0) == pytest.approx(0.5)
    assert schedule.rate(20, 1.0) == pytest.approx(1)


def test_one_cycle_stays_at_its_lowest_after_the_end() -> None:
    schedule = build_schedule("one-cycle:max_lr=1,total_steps=10")
    assert schedule.rate(9, 0.5) == schedule.rate(500, 0.5) == pytest.approx(1 / 25 / 1e4)


@pytest.mark.parametrize(("share", "first"), [(0, 0.976), (0.05, 0.993), (0.1, 1), (1, 0.04)])
def test_one_cycle_without_a_way_up_or_down_still_has_rates(share: float, first: float) -> None:
    schedule = build_schedule(f"one-cycle:max_lr=1,total_steps=10,pct_start={share}")
    rates = [schedule.rate(step, 0.5) for step in range(15)]
    assert all(0 < rate <= 1 for rate in rates)
    assert rates[0] == pytest.approx(first, abs=5e-4)


def test_a_growing_rate_ends_in_infinity_without_a_fuss() -> None:
    assert build_schedule("exponential:gamma=10").rate(100_000, 0.1) == math.inf
    assert run(Experiment("bowl", 0.1, schedule="exponential:gamma=1e300", steps=50)).ended == "overflow"


def _plateau(losses: list[float], *, lr: float, patience: int, cooldown: int, low: float) -> list[float]:
    """ReduceLROnPlateau as PyTorch has it; the rate of every step, `losses` being those after the steps."""
    best, bad, cooling = math.inf, 0, 0
    rates = [lr]
    for loss in losses[:-1]:
        if loss < best * (1.0 - 1e-4):
            best, bad = loss, 0
        else:
            bad += 1
        if cooling > 0:
            cooling -= 1
            bad = 0
        if bad > patience:
            lower = max(lr * 0.5, low)
            if lr - lower > 1e-8:
                lr = lower
            cooling, bad = cooldown, 0
        rates.append(lr)
    return rates


@pytest.mark.parametrize(("patience", "cooldown", "low"), [(0, 0, 0), (2, 0, 0), (2, 3, 0), (1, 0, 0.05)])
@pytest.mark.parametrize("problem", ["bowl:noise=1", "absolute"])
def test_reduce_on_plateau_drops_when_pytorch_does(problem: str, patience: int, cooldown: int, low: float) -> None:
    schedule = f"reduce-on-plateau:factor=0.5,patience={patience},cooldown={cooldown},min_lr={low}"
    trajectory = run(Experiment(problem, 0.7, schedule=schedule, steps=100))
    by_hand = _plateau(trajectory.loss[1:].tolist(), lr=0.7, patience=patience, cooldown=cooldown, low=low)
    assert trajectory.lr.tolist() == by_hand
    assert by_hand[-1] < 0.1


def test_reduce_on_plateau_can_follow_a_warm_up() -> None:
    schedule = "linear-warmup:start_factor=0.1,total_iters=10+reduce-on-plateau:factor=0.5,patience=1"
    trajectory = run(Experiment("absolute", 0.5, schedule=schedule, steps=60))
    assert trajectory.lr[:10] == pytest.approx([0.5 * (0.1 + 0.09 * step) for step in range(10)])
    by_hand = _plateau(trajectory.loss[11:].tolist(), lr=0.5, patience=1, cooldown=0, low=0)
    assert trajectory.lr[10:].tolist() == by_hand
    assert by_hand[-1] < 0.5


def test_a_rate_that_watches_the_loss_is_no_function_of_the_step() -> None:
    schedule = build_schedule("reduce-on-plateau")
    assert schedule.watches_loss
    with pytest.raises(TypeError, match="not a function of the step"):
        schedule.rate(0, 0.1)


def test_the_schedule_moves_after_the_update_in_a_live_run_too() -> None:
    rates = [step.lr for step in steps(Experiment("bowl", 1.0, schedule="exponential:gamma=0.5", steps=3))]
    assert rates == [None, 1.0, 0.5, 0.25]
