"""At the end of a lesson: what is still open in it, and which key leads where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.dialogue.state import position_of
from tutor.lesson.model import Lab, Quiz, Walk

if TYPE_CHECKING:
    from tutor.dialogue.state import State
    from tutor.lesson.model import Lesson

_LONGEST = 60
"""Characters of what an exchange asks: enough to know it again."""


def still_open_words(lesson: Lesson, state: State) -> str:
    """Which exchange is open, or the first of several, and how one gets to it, and on."""
    places = sorted(place for name in state.open if (place := position_of(lesson, name)) is not None)
    count = len(state.open)
    them = "it" if count == 1 else "them"
    which = _named(lesson, places[0]) if places else ""
    if count == 1:
        told = f"One thing is still open{which and f': {which}'}."
    else:
        told = f"{count} things are still open{which and f', first {which}'}."
    if state.left:
        return f"{told} Press Enter for the next lesson, or type yes to do {them} now."
    return f"{told} Press Enter to do {them} now, or type next for the next lesson."


def _named(lesson: Lesson, position: int) -> str:
    """`the question "Where does it land?"`"""
    step = lesson.steps[position]
    if isinstance(step, Quiz):
        kind = "the prediction" if step.predict else "the question"
        return f'{kind} "{_short(step.question[-1].text)}"' if step.question else kind
    if isinstance(step, Lab):
        return f'the lab "{_short(step.ask)}"'
    return f'the network "{_short(step.ask)}"' if isinstance(step, Walk) else ""


def _short(text: str) -> str:
    """Its beginning, in whole words."""
    if len(text) <= _LONGEST:
        return text.rstrip(".")
    return f"{text[:_LONGEST].rpartition(' ')[0]} …"
