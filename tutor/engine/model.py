"""The values that the engine takes and gives. NumPy is imported for type checking only: whoever merely passes an
experiment or a verdict on (the conversation, the record, the course list) does not pay for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from tutor.frozen import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

Number = float | int
Evidence = Mapping[str, Number | str | bool | None]

VERDICTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "overshot": (
            "diverged",
            "late-divergence",
            "bouncing",
            "ringing",
            "chaotic",
            "noise",
            "thrown",
        ),
        "converged": (
            "smooth",
            "zigzag",
            "ringing-died",
            "after-overshoot",
            "scheduled",
            "small-bounce",
            "at-start",
            "escaped",
        ),
        "stalled": (
            "crawling",
            "valley",
            "plateau",
            "saddle",
            "local-minimum",
            "rate-decayed",
            "frozen",
            "stopped",
        ),
    }
)
"""The three verdicts and the reasons that each can have."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything that determines a run: the same experiment always gives the same trajectory."""

    problem: str
    """A specification such as `bowl:curvature=2`; see `engine.catalogue`."""
    lr: float
    optimizer: str = "sgd"
    schedule: str = "constant"
    steps: int = 50
    start: tuple[float, ...] | None = None
    """The parameters before the first step; None takes the problem's own start."""
    seed: int = 0
    changes: tuple[tuple[int, float], ...] = ()
    """Rates given on the way, as `(step, rate)`: the updates from number `step` on (0 is the first) have `rate` as
    their base rate in place of `lr`. The steps ascend; of two with the same step the later one counts.

    What the optimizer remembers is kept. A schedule that is a function of the step goes on at that step, from the new
    base rate (`cyclical` and `one-cycle`, whose rates are their own, pay it no attention). One that watches the loss,
    and a tuner, start afresh with the new rate, a warm-up in front of it included."""

    def base_rate(self, step: int) -> float:
        """The base rate of the update number `step`, before any schedule."""
        until = bisect_right(self.changes, step, key=lambda change: change[0])
        return self.changes[until - 1][1] if until else self.lr


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """One run as it went. Where n updates were made, index 0 of the n+1 long arrays is the start."""

    experiment: Experiment
    w: Floats
    """(n+1, d) parameters."""
    loss: Floats
    """(n+1,) the true loss (of the whole data set, without noise) at each w; the last may be non-finite."""
    gradient: Floats
    """(n+1, d) the gradient the optimizer was given at each w (with its noise, if it has any); the last row is
    where the next update would start from."""
    lr: Floats
    """(n,) the rate used by each update."""
    minimum: float | None
    """The loss of the best known point, where it is known."""
    ended: Literal["steps", "overflow", "stopped"] = "steps"
    """Why it ended: all steps were made, a number overflowed (or left the domain), the learner stopped it."""

    @property
    def steps(self) -> int:
        """How many updates were made."""
        return len(self.lr)

    def until(self, step: int) -> Trajectory:
        """The same run, stopped after `step` updates."""
        if step >= self.steps:
            return self
        return Trajectory(
            experiment=self.experiment,
            w=self.w[: step + 1],
            loss=self.loss[: step + 1],
            gradient=self.gradient[: step + 1],
            lr=self.lr[:step],
            minimum=self.minimum,
            ended="stopped",
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run did, why, and what to try."""

    verdict: str
    """A key of `VERDICTS`."""
    reason: str
    """One of `VERDICTS[verdict]`."""
    sure: Literal["high", "medium", "low"]
    sentence: str
    """One sentence for a beginner, with this run's own numbers."""
    advice: str
    """One piece of advice, with a rate to try where there is one."""
    evidence: Evidence = field(default_factory=dict)
    """The numbers that the verdict rests on, by name; None where a number is not known for this run."""

    @property
    def is_open(self) -> bool:
        """Whether there were too few losses to show anything; what stands as verdict and reason is said to nobody."""
        return bool(self.evidence.get("losses_lacking"))

    @property
    def called(self) -> tuple[str, str]:
        """Verdict and reason as a learner reads them: `overshot`, `late divergence`. A run that the learner stopped on
        its way has not stalled, a loss that fell at a good pace when its log ended has not crawled, and too few losses
        show none of the three."""
        if self.reason == "stopped":
            return "stopped", "not there yet"
        if self.is_open:
            return "no verdict", "too few losses"
        if self.reason == "crawling" and self.evidence.get("still_falling"):
            return self.verdict, "still falling"
        return self.verdict, self.reason.replace("-", " ")
