"""What the tutor says of itself, outside the lessons: short, warm, exact."""

from __future__ import annotations

import re

from tutor.dialogue.model import TutorSays
from tutor.errors import TutorError
from tutor.lesson.model import Message, Span


def say(text: str) -> TutorSays:
    """A plain message of the tutor's."""
    return TutorSays(message(text))


def message(text: str) -> Message:
    """Plain text as a message."""
    return Message((Span(text),))


def sentence(text: str) -> str:
    """`text` with a full stop, unless it ends a sentence already."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def told(error: TutorError) -> str:
    """What an error says, as a sentence of its own; one that begins with a file's name keeps its spelling."""
    text = sentence(str(error))
    begins_with_file = error.where is not None or re.match(r"\S*[./\\]\S", text)
    return text if begins_with_file else text[:1].upper() + text[1:]


KEPT = "Your place is kept, so you can leave at any moment."
NO_HINT = "I have no hint for this. Type answer to see the answer, or skip to go on."
NO_MORE_HINTS = "I have no more hints here. Type answer to see the answer, or skip to go on."
NO_HINT_IN_PREDICTION = "A prediction can't go wrong: say what you expect, then we watch. No idea? Type answer."
NO_PREDICTION = "That is fine: nobody knows everything before. Let's watch, and then I tell you."
NOTHING_TO_SOLVE = "There is nothing to solve here. Press Enter to go on."
NOTHING_BEFORE = "This is where the lesson starts."
TOO_LONG = "That was very long, so I read none of it. Something short will do."
DONE_BEFORE = "You have done this one. Press Enter to go on, or do it again."
CHOICES_CHANGED = "The answers offered here have changed since then, so the question is open again."
SAVE_IN_FREE_PLAY = (
    "A lesson keeps only your place. In free play a run can be saved, where this login may write files: type /lab, run "
    "something, and then save."
)
UPHILL = "The minus sign did that: it turns each step uphill. I ask for it at a rate above 0."
LEFT_OPEN = "Left for later."
