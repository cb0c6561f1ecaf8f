"""Schedules: the rate of every step, from the experiment's own rate.

A schedule is either a function of the step, `rate(step, lr)`, or watches the loss. Both are used in one way:

    state = schedule.start(lr)
    ... a step with state.rate, which gives a new loss ...
    state = schedule.next(state, loss)

Rates and losses are numbers, or arrays where several runs go side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from tutor.engine.catalogue import read_schedule
from tutor.engine.specification import Specification

if TYPE_CHECKING:
    from tutor.engine.model import Floats

    Rate = float | Floats


class ScheduleState(NamedTuple):
    """Where a schedule is."""

    step: int
    """How many steps were made."""
    lr: Rate
    """The experiment's own rate."""
    rate: Rate
    """The rate of the next step."""


class Schedule:
    """A rate that is a function of the step."""

    watches_loss = False
    """Whether the rate depends on the losses met, so that there is no `rate(step, lr)`."""

    def __init__(self, spec: Specification, rate: Callable[[int, Rate], Rate]) -> None:
        self.spec = spec
        self.rate = rate
        """step (from 0), lr -> the rate that this step uses."""

    def start(self, lr: Rate) -> ScheduleState:
        """The state before the first step."""
        return ScheduleState(0, lr, self.rate(0, lr))

    def next(self, state: ScheduleState, loss: Rate) -> ScheduleState:
        """The state after a step that led to this loss."""
        del loss
        step = state.step + 1
        return ScheduleState(step, state.lr, self.rate(step, state.lr))


def constant(spec: Specification) -> Schedule:
    """lr, at every step."""
    return Schedule(spec, lambda _step, lr: lr)


_SCHEDULES: MappingProxyType[str, Callable[[Specification], Schedule]] = MappingProxyType({"constant": constant})


def build_schedule(schedule: str | Specification) -> Schedule:
    """The schedule that a specification such as `cosine:T_max=100` names.

    Raises:
        SpecificationError: the specification is not valid.
    """
    spec = read_schedule(schedule) if isinstance(schedule, str) else schedule
    return _SCHEDULES[spec.name](spec)
