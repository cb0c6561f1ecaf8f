"""What a record is made of: entries, and the few kinds of them that mean something to the record itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor.frozen import dataclass

RESTARTED = "restarted"
"""The kind of entry that begins a lesson anew: its earlier entries no longer count."""
COMPLETED = "completed"
"""The kind of entry that says that a lesson was gone through to its end."""
RETURNED = "returned"
"""The kind of entry that says that a lesson was opened again where it was left: it changes nothing there."""
REVIEWED = "reviewed"
"""The kind of entry about a question of the lesson that came back in a later sitting: it changes nothing about the
learner's place in the lesson."""
ASKED = "asked"
"""A key in the data of an answer to a question that may come back: which version of the question was asked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened in a lesson."""

    id: int
    """Grows with every entry of this learner, never reused."""
    lesson: str
    kind: str
    data: Mapping[str, Any]
    when: float
    """Seconds since 1970, UTC."""
    position: int
    """How many exchanges of the lesson were behind the learner then."""
    of: int
    """How many exchanges the lesson had then."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the learner is in a lesson."""

    lesson: str
    position: int
    """How many of the lesson's exchanges are behind the learner."""
    of: int
    """How many exchanges the lesson has."""
    complete: bool
    """It was completed at least once, even if it was started again since."""
    when: float
    """When the learner was last at it: seconds since 1970, UTC."""
