"""A map of rates in words: where it stalls, converges and overshoots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tutor.engine.figures import counted
from tutor.export import figure
from tutor.wording import listed

if TYPE_CHECKING:
    from tutor.lab.rate_sweep import Outcome

Sayer = Callable[[float], str]

_MOST_STRETCHES = 8
"""A map with more changes than this is not told change by change."""
_VERBS = {"stalled": "stalls", "converged": "converges", "overshot": "overshoots"}


def in_words(outcomes: Sequence[Outcome]) -> str:
    """`It stalls up to about 0.004, converges from 0.005 to 0.98, and overshoots from 1.0.`"""
    say = sayer([outcome.rate for outcome in outcomes])
    stretches = [(verdict, list(same)) for verdict, same in groupby(outcomes, key=lambda outcome: outcome.verdict)]
    if len(stretches) == 1:
        verdict, every = stretches[0]
        return f"It {_VERBS[verdict]} at every rate from {say(every[0].rate)} to {say(every[-1].rate)}."
    if len(stretches) > _MOST_STRETCHES:
        return _counted_in_words(outcomes, len(stretches) - 1, say)
    told = []
    for index, (verdict, same) in enumerate(stretches):
        first, last = say(same[0].rate), say(same[-1].rate)
        if index == 0:
            where = f"up to about {last}"
        elif index == len(stretches) - 1:
            where = f"from {first}" if len(same) > 1 else f"at {first}"
        else:
            where = f"from {first} to {last}" if len(same) > 1 else f"at {first}"
        told.append(f"{_VERBS[verdict]} {where}")
    return f"It {', '.join(told[:-1])}{',' if len(told) > 2 else ''} and {told[-1]}."


def _counted_in_words(outcomes: Sequence[Outcome], changes: int, say: Sayer) -> str:
    """Where verdicts alternate too often to be told one by one."""
    told = []
    for verdict, verb in _VERBS.items():
        rates = [outcome.rate for outcome in outcomes if outcome.verdict == verdict]
        if rates:
            between = f"between {say(rates[0])} and {say(rates[-1])}" if len(rates) > 1 else f"at {say(rates[0])}"
            told.append(f"{verb} at {counted(len(rates), 'rate')} {between}")
    ends = f"from {say(outcomes[0].rate)} to {say(outcomes[-1].rate)}"
    return f"The verdict changes {changes} times {ends}: it {listed(told)}."


def sayer(rates: Sequence[float]) -> Sayer:
    """Says rates with as few digits as tell each from the next."""
    for digits in range(2, 17):
        if len({figure(rate, digits) for rate in rates}) == len(set(rates)):
            return lambda rate, digits=digits: figure(rate, digits)  # type: ignore[misc]
    return repr
