"""What can be typed at an exchange: the answer to `help`."""

from __future__ import annotations

from tutor.dialogue import phrases
from tutor.dialogue.state import State
from tutor.lesson.model import Lab, Quiz, Step, Walk

_ALWAYS = "again · back · lessons · lesson 10 · quit"


def help_words(step: Step | None, state: State) -> str:
    """The words that work at this exchange (None: the end of the lesson), and what can be asked."""
    match step:
        case Quiz(predict=True):
            there = "answer, to just watch · skip · "
        case Quiz():
            there = "hint · answer · skip · "
        case Lab():
            there = "hint · answer · skip · again with 0.3 · "
        case Walk():
            there = "hint · answer · skip · numbers · "
        case None if state.open:
            there = "next, to leave what is open · "
        case _:
            there = ""
    about = "what is a gradient? why did it bounce?" if state.last_run is not None else "what is a gradient?"
    return f"You can type: {there}{_ALWAYS}. You can ask: {about} {phrases.KEPT}"
