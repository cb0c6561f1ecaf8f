"""Answers "what is kappa?": the settings of problems, optimizers and schedules, in the catalogue's own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tutor.dialogue.ask import bare, is_named
from tutor.engine.catalogue import OPTIMIZERS, PROBLEMS, SCHEDULES, TUNERS
from tutor.lesson.model import Term
from tutor.wording import listed

_MOST_MEANINGS = 3
"""A name with more meanings than these needs its problem, optimizer or schedule beside it."""


def about_setting(question: str, terms: Sequence[Term], bench: Iterable[str] = ()) -> str | None:
    """What the setting means that is asked for; None if it is none, or a term of the glossary. A setting of what is on
    the bench gives way only to the first name of a term: gamma may be said for the exponential decay, too.

    Args:
        question: as typed.
        terms: the glossary, which says more.
        bench: the names of the problem, the optimizer and the schedule that are set: where one of these has such a
            setting, it is the one that is meant.
    """
    words = question.casefold().strip(" ?.!").split()
    wanted = bare(question).replace(" ", "_") or "".join(words[-1:])  # what is a?
    every = [
        (entry.name, key)
        for entries in (PROBLEMS, OPTIMIZERS, SCHEDULES, TUNERS)
        for entry in entries.values()
        for key in entry.keys
        if key.name.casefold() == wanted
    ]
    used = set(bench)
    found = [one for one in every if one[0] in used]
    if is_named(terms, question, first=bool(found)):
        return None
    if not found and len(wanted) > 1:  # a single letter is a setting only of what is set: elsewhere x is a place
        found = every
    owners: dict[str, list[str]] = {}
    for name, key in found:
        owners.setdefault(key.meaning, []).append(name)
    if not 0 < len(owners) <= _MOST_MEANINGS:
        return None
    told = [f"of {listed(names)}: {meaning}" for meaning, names in owners.items()]
    return f"{found[0][1].name} is a setting {'; '.join(told)}."
