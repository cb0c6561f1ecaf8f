"""What every schedule can be asked: the rate of each step, from the experiment's own rate `lr`.

Most are functions of the step, `rate(step, lr)`, the step counting from 0; some look at where the descent is. All are
used in one way:

    state = schedule.start(lr, here)
    ... a step with state.rate, which leads to a new point ...
    state = schedule.next(state, here)

Rates are numbers, or arrays of shape () or (runs, 1) where several runs go side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.engine.specification import Specification

Rate = Any
"""A float or an array; the arithmetic is the same."""


class Point(NamedTuple):
    """Where a descent is: what a schedule that does not go by the step alone may look at."""

    w: Floats
    """(runs, d)"""
    loss: Floats
    """(runs,)"""
    gradient: Floats
    """(runs, d)"""
    value: Callable[[Floats], Floats]
    """(runs, d) -> (runs,): the loss elsewhere."""
    minimum: float | None
    """The loss of the best point, where it is known."""


class ScheduleState(NamedTuple):
    """Where a schedule is."""

    step: int
    """How many steps were made."""
    lr: Rate
    """The experiment's own rate."""
    rate: Rate
    """The rate of the next step."""
    memory: Any = None
    """What the schedule has seen so far."""


class Schedule:
    """A rate that is a function of the step."""

    watches_loss = False
    """Whether the rate depends on where the descent is, so that there is no `rate(step, lr)`."""

    def __init__(self, spec: Specification, rate: Callable[[int, Rate], Rate]) -> None:
        self.spec = spec
        self.rate = rate
        """step (from 0), lr -> the rate that this step uses."""

    def start(self, lr: Rate, here: Point) -> ScheduleState:
        """The state before the first step."""
        del here
        return ScheduleState(0, lr, self.rate(0, lr))

    def next(self, state: ScheduleState, here: Point) -> ScheduleState:
        """The state after a step that led here."""
        del here
        step = state.step + 1
        return ScheduleState(step, state.lr, self.rate(step, state.lr))


class WatchingSchedule(Schedule):
    """A rate that depends on where the descent is."""

    watches_loss = True

    def __init__(
        self,
        spec: Specification,
        start: Callable[[Rate, Point], tuple[Rate, Any]],
        following: Callable[[ScheduleState, Point], tuple[Rate, Any]],
    ) -> None:
        def rate(_step: int, _lr: Rate) -> Rate:
            raise TypeError(f"the rate of {spec.name} is not a function of the step")

        super().__init__(spec, rate)
        self._start = start
        self._following = following

    def start(self, lr: Rate, here: Point) -> ScheduleState:
        return ScheduleState(0, lr, *self._start(lr, here))

    def next(self, state: ScheduleState, here: Point) -> ScheduleState:
        return ScheduleState(state.step + 1, state.lr, *self._following(state, here))
