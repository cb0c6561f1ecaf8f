"""Questions that call a run by the letter that it has in a picture of several: `why did b explode?`"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.dialogue.model import RunEnded
from tutor.dialogue.run_questions import names_an_event
from tutor.engine.figures import rate

_MOST = 4
"""So many runs side by side have letters."""
_LETTER = re.compile(
    r"\b(?:did|didn['’]?t|does|was|wasn['’]?t|has|happened to|about|why)\s+(?:run(?:ner)?\s+)?(?P<letter>[a-h])\b"
    r"(?:\s+(?P<next>\w+)|\W*$)",
    re.IGNORECASE,
)
_OF_A_RUN = re.compile(r"did|has|happened", re.IGNORECASE)
"""What begins so is about a run, also with the letter a."""
NO_LETTERS = (
    "Trainings have no letters, as they are looked at one at a time. Call one by its rate: what happened at {}?"
)
_GO_ON = frozenset(
    {"so", "too", "not", "never", "come", "get", "go", "end", "need", "take", "fall", "move", "lose", "win"}
)
"""What may stand behind the letter, beside words for what happens to a run."""


def by_letter(question: str, runs: Sequence[RunEnded]) -> tuple[RunEnded, str] | str | None:
    """The run that is called by its letter, and the question with `it` in place of that; in words, if no run has that
    letter; None if none is so called: in most sentences `a` is but the word.

    Args:
        question: as typed.
        runs: all that there are, oldest first.
    """
    match = _LETTER.search(question)
    if match is None or not runs:
        return None
    letter = match["letter"].casefold()
    place = ord(letter) - ord("a")
    follows = (match["next"] or "so").casefold()
    if not (follows in _GO_ON or names_an_event(follows)):
        return None
    if runs[-1].trained:
        of_a_run = place > 0 or _OF_A_RUN.match(match[0]) is not None
        return NO_LETTERS.format(rate(runs[-1].lr)) if of_a_run else None
    shown = side_by_side(runs)
    if len(shown) == 1:  # it has no letter; `why b?` may be about something else than runs
        of_a_run = place > 0 and bool(match["next"] or "happened to" in match[0].casefold())
        return f"There is no run {letter} yet: there is only one." if of_a_run else None
    if place >= len(shown):
        last = chr(ord("a") + len(shown) - 1)
        return f"There is no run {letter}. The runs side by side are a to {last}."
    return shown[place], f"{question[: match.start('letter')]}it{question[match.end('letter') :]}"


def side_by_side(runs: Sequence[RunEnded]) -> Sequence[RunEnded]:
    """The runs that pictures call a, b, c and d: those of the newest race, or else the newest runs; oldest first."""
    together: list[RunEnded] = []
    for one in reversed(runs):
        if one.trained:
            break  # on other ground
        newest = runs[-1]
        racing = bool(newest.entrant)
        if not racing and one.entrant:
            continue  # a race stands for itself, and the single runs before it are still compared
        if bool(one.entrant) != racing:
            break
        if racing and (one.lr != newest.lr or one.entrant in {other.entrant for other in together}):
            break
        together.insert(0, one)
    return together[-_MOST:]
