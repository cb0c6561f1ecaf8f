"""Verdicts in a learner's words: what `overshot/diverged` is called ("It explodes"), and what may be typed for it."""

from __future__ import annotations

from tutor.engine.model import VERDICTS

_VERBS = {
    ("overshot", None): "overshoots",
    ("overshot", "diverged"): "explodes",
    ("overshot", "late-divergence"): "goes down at first and then climbs again",
    ("overshot", "bouncing"): "bounces for ever",
    ("overshot", "ringing"): "swings from side to side and calms down too slowly",
    ("overshot", "chaotic"): "leaps about and does not settle",
    ("overshot", "noise"): "shakes about too much to settle",
    ("overshot", "thrown"): "is thrown far away and stays there",
    ("converged", None): "converges",
    ("converged", "smooth"): "arrives without ever crossing the bottom",
    ("converged", "zigzag"): "bounces and arrives",
    ("converged", "ringing-died"): "swings past the bottom, calms down and arrives",
    ("converged", "after-overshoot"): "climbs at first and arrives all the same",
    ("converged", "scheduled"): "arrives because its rate changes on the way",
    ("converged", "small-bounce"): "arrives and shakes a little around the bottom",
    ("converged", "at-start"): "stands at the bottom from the start",
    ("converged", "escaped"): "gets over a hill and arrives in a deeper valley",
    ("stalled", None): "stalls",
    ("stalled", "crawling"): "is still on its way when the steps run out",
    ("stalled", "valley"): "creeps along the floor of a narrow valley",
    ("stalled", "plateau"): "gets stuck on flat ground",
    ("stalled", "saddle"): "comes to rest on a saddle",
    ("stalled", "local-minimum"): "settles in a valley that is not the deepest",
    ("stalled", "rate-decayed"): "stops because its rate shrinks too early",
    ("stalled", "frozen"): "does not move at all",
    ("stalled", "stopped"): "is stopped on its way",
}
_OTHER_WORDS: dict[tuple[str, str | None], tuple[str, ...]] = {
    ("overshot", None): ("overshoot", "too high", "too far", "too long"),
    ("overshot", "diverged"): ("explosion", "blows up", "diverges", "flies away", "boom", "infinity"),
    ("overshot", "late-divergence"): ("diverges later", "explodes later", "climbs again"),
    ("overshot", "bouncing"): ("bounces", "bounces forever", "never settles", "jumps back and forth"),
    ("overshot", "ringing"): ("swings", "rings"),
    ("overshot", "chaotic"): ("chaos", "leaps", "jumps about", "jumps around"),
    ("overshot", "noise"): ("noisy", "shakes", "jitters"),
    ("overshot", "thrown"): ("flies away", "thrown away"),
    ("converged", None): ("arrives", "settles", "gets there", "works", "convergence"),
    ("converged", "smooth"): ("smoothly", "arrives smoothly"),
    ("converged", "zigzag"): ("bounces", "zigzags", "bounces and settles", "bounces and converges"),
    ("converged", "ringing-died"): ("swings", "swings and arrives"),
    ("converged", "after-overshoot"): ("climbs at first",),
    ("converged", "small-bounce"): ("shakes", "jitters"),
    ("converged", "at-start"): ("starts at the bottom",),
    ("converged", "escaped"): ("escapes",),
    ("stalled", None): ("stall", "gets stuck", "stuck", "too slow", "too low", "never arrives"),
    ("stalled", "crawling"): ("crawls", "creeps", "too slowly"),
    ("stalled", "valley"): ("creeps", "crawls"),
    ("stalled", "plateau"): ("flat", "flat ground"),
    ("stalled", "local-minimum"): ("local minima", "wrong valley"),
    ("stalled", "rate-decayed"): ("stops", "stops too early"),
    ("stalled", "frozen"): ("freezes", "stands still", "nothing moves", "does not move"),
}


def verb(verdict: str, reason: str | None = None) -> str:
    """What such a run does, for a sentence about it: `explodes`, `bounces for ever`."""
    return _VERBS[verdict, reason]


def written(verdict: str, reason: str | None = None) -> str:
    """The verdict as an author writes it: `overshot/diverged`."""
    return f"{verdict}/{reason}" if reason else verdict


def own_words(verdict: str, reason: str | None = None) -> tuple[str, ...]:
    """Words that a learner may type for just this verdict; a verdict without a reason goes by those of all reasons."""
    reasons = (reason,) if reason else (None, *VERDICTS[verdict])
    return tuple(word for one in reasons for word in _words(verdict, one))


def wide_words(verdict: str) -> tuple[str, ...]:
    """Words for the verdict whatever its reason is: they point at a choice that is the only one with this verdict."""
    return _words(verdict, None)


def _words(verdict: str, reason: str | None) -> tuple[str, ...]:
    return (
        written(verdict, reason),
        reason or verdict,
        verb(verdict, reason),
        *_OTHER_WORDS.get((verdict, reason), ()),
    )
