"""What the input line waits for, and which keys and words work now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tutor.dialogue import labs
from tutor.dialogue.model import Prompt
from tutor.dialogue.state import State, is_shown, waiting_at
from tutor.later import Later
from tutor.lesson.model import Lab, Lesson, Quiz, QuizKind, Walk

if TYPE_CHECKING:
    from tutor.dialogue import walks
else:
    walks = Later("tutor.dialogue.walks")  # see `conversation`

_WANTED: Mapping[QuizKind, str] = {
    "choice": "a letter",
    "several": "all letters that fit",
    "number": "a number",
    "text": "a word or two",
    "order": "all letters in order",
    "verdict": "a letter",
}


def prompt(lesson: Lesson, state: State) -> Prompt:
    """What the input line waits for in this state."""
    step = waiting_at(lesson, state)
    if state.running is not None:
        return Prompt("", "Space pause · → one step · Enter finish · Esc stop", running=True)
    if isinstance(step, Quiz):
        label = "your prediction" if step.predict else "answer"
        if step.kind == "order":
            # Letters beside a question look like a choice of one; line by line there is no other place to say so.
            label = f"{label}, all letters in order"
        wanted = _WANTED[step.kind]
        if is_shown(lesson, state):
            return Prompt(label, f"{wanted} · Enter go on · again · help", enter="goes on")
        if step.predict:
            return Prompt(label, f"{wanted} · {'hint · ' if step.hints else ''}answer: just watch · skip · help")
        return Prompt(label, f"{wanted} · hint · answer · help")
    if isinstance(step, Lab):
        label, what = labs.label(step), labs.noun(step)
        if labs.is_done(step, state):
            return Prompt(label, f"another {what} · Enter go on · again · help", enter="goes on")
        if labs.enter_runs(step, state) is not None:
            runs = f"{'tries' if step.guess else 'runs'} {step.suggest}"
            return Prompt(label, f"Enter {runs} · a {what} · hint · help", enter=runs)
        # What is still wanted is said below the verdict, where it may be out of sight.
        label += labs.goals_open(step, state)
        return Prompt(label, f"a {what} · hint · again · skip · help")
    if isinstance(step, Walk):
        return _in_walk(step, state)
    if step is None:
        if state.open and state.left:
            return Prompt("Enter: next lesson", "Enter next lesson · yes: open ones · lessons · quit")
        if state.open:
            return Prompt("Enter: what is still open", "Enter open ones · next · lessons · quit")
        return Prompt("Enter: next lesson", "Enter next lesson · lessons · back · quit")
    return Prompt("Enter to go on", "Enter go on · back · lessons · help")


def _in_walk(walk: Walk, state: State) -> Prompt:
    if (number := walks.wanted(walk, state)) is not None:
        if walks.enter_shows(walk, state):
            return Prompt(number.name, "a number · Enter show it · hint · help", enter="shows it")
        return Prompt(number.name, "a number · hint · answer · numbers · help")
    if walks.goes_on(walk, state):
        return Prompt("Enter to go on", "Enter go on · again · numbers · help")
    return Prompt("Enter: next step", "Enter next step · numbers · back · skip")
