"""What to say to a question about a run where none was made yet: what can be done about it at this exchange."""

from __future__ import annotations

from tutor.dialogue.about_run import NO_RUN
from tutor.dialogue.state import State, is_shown, waiting_at
from tutor.lesson.model import Lab, Lesson, Quiz


def no_run(lesson: Lesson, state: State) -> str:
    """Where the first run is to be had, or what else answers a "why?" here."""
    step = waiting_at(lesson, state)
    if isinstance(step, Lab):
        return NO_RUN if not step.guess else "Here you try numbers, and nothing is run that I could explain."
    if isinstance(step, Quiz) and not step.predict and not is_shown(lesson, state):
        return "If you ask about this question: hint helps you on, and answer tells the answer, and why."
    later = any(isinstance(one, Lab) and not one.guess for one in lesson.steps[state.position + 1 :])
    if later:
        return "There is no run to ask about yet. The first comes later in this lesson."
    return "There is no run in this lesson to ask about. You can ask about its words: what is a gradient?"
