"""What the tutor says of itself, outside the lessons: short, warm, exact."""

from __future__ import annotations

from tutor.dialogue.model import TutorSays
from tutor.lesson.model import Message, Span


def say(text: str) -> TutorSays:
    """A plain message of the tutor's."""
    return TutorSays(message(text))


def message(text: str) -> Message:
    """Plain text as a message."""
    return Message((Span(text),))


HELP = (
    "You can always type: hint · again · back · skip · answer · lessons · quit. "
    "Your place is kept, so you can leave at any moment."
)
NO_HINT = "I have no more hints here. Type answer to see the answer, or skip to go on."
NO_HINT_HERE = "There is nothing to solve here. Press Enter to read on."
NOTHING_BEFORE = "This is where the lesson starts."
TOO_LONG = "That was very long, so I read none of it. Something short will do."
NOT_YET_ASK = "Good question, but I can't answer questions of your own yet. The lesson may: press Enter to read on."
