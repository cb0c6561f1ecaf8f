"""A rate to try after a training log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.engine.verdict.beside import Beside
    from tutor.engine.verdict.finding import Finding
    from tutor.engine.verdict.log import Log

_FAR_OFF, _USUAL_HIGH = 100.0, 1.0
"""Above so high a rate none is suggested, but one that is usual: from 1e9 down by tenths it would be a long way."""


def suggest_for_log(finding: Finding, log: Log | None, beside: Beside, *, dead: bool) -> float | None:
    """A rate to try: from a curve alone only its direction is known, so the factors are
    the usual ones."""
    if beside.lr is None or beside.lr[0] == 0:
        return None
    peak = abs(beside.lr[0])
    if finding.verdict == "overshot" or dead:
        far = log is not None and float(log.loss.max()) > 10 * abs(float(log.loss[0]))
        lower = peak * (0.1 if dead or far or finding.reason in ("diverged", "late-divergence", "thrown") else 0.3)
        return _rounded(lower if lower <= _FAR_OFF else _USUAL_HIGH)
    if finding.verdict == "stalled" and finding.reason in ("crawling", "frozen", "rate-decayed"):
        far = log is None or log.fraction > 0.5
        return _rounded(peak * (10 if far else 3)) if finding.reason != "rate-decayed" else None
    return None


def _rounded(number: float) -> float:
    return float(f"{number:.0e}")
