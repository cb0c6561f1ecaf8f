"""Verdicts as learners type them where they are to choose one: `stall`, `it will explode`, `overshot`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tutor.dialogue.answers import bare
from tutor.lesson.texts import matching
from tutor.lesson.verdict_words import own_words, wide_words

_LEAD = re.compile(
    r"^(?:(?:i|we|you|think|guess|say|bet|believe|expect|that|maybe|probably|perhaps|it|it'?s|it'?ll|is|this|w|the|run|"
    r"loss|rate|will|would|should|could|may|might|going to|gonna|just|simply|be)\s+)+"
)


def read_verdict(
    text: str, offered: Sequence[tuple[str, str | None] | None], *, slips: bool = True
) -> tuple[int] | None:
    """Which of the verdicts offered (verdict and reason, the reason None if it is open) is typed in other words than
    those it is shown with.

    Returns:
        Its index; None if the words fit none of them or, as "bounces" may, more than one.
    """
    said = _core(text)
    for wide in (False, True):
        known = [_known(*verdict, wide) if verdict is not None else () for verdict in offered]
        for forgiving in (False, True) if slips else (False,):
            fit = [place for place, one in enumerate(known) if matching(said, [one], slips=forgiving) is not None]
            if fit:
                return (fit[0],) if len(fit) == 1 else None
    return None


@cache  # there are 25 verdicts with and without their reasons
def _known(verdict: str, reason: str | None, wide: bool) -> tuple[str, ...]:
    return tuple(map(_core, wide_words(verdict) if wide else own_words(verdict, reason)))


def _core(text: str) -> str:
    """Without the words before the one that counts: `thrown far away` of "I think it is thrown far away"."""
    return _LEAD.sub("", bare(text))
