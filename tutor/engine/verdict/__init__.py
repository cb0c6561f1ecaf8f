"""Whether a run, or a bare training log, overshot, stalled or converged, why, and what to try.

`judging` has the rules for a run, `curve` those for a bare loss curve. They look at a `case` (the run and what can be
worked out about it: `path`, `terrain`, `resting`, `futures`, `going_on`), collect `evidence`, have a rate to try tried
(`advice`), and put it into words (`wording`; where the rate was changed on the way, `changed_wording`).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.engine.verdict.curve import judge_curve
    from tutor.engine.verdict.judging import judge

__all__ = ["judge", "judge_curve"]


def __getattr__(name: str) -> object:
    """Either is loaded when it is wanted: most lessons have runs alone."""
    if name == "judge":
        from tutor.engine.verdict.judging import judge

        return judge
    if name == "judge_curve":
        from tutor.engine.verdict.curve import judge_curve

        return judge_curve
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
