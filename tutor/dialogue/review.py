"""A question of an earlier lesson that comes back: a conversation of one exchange, with ways past it at every moment.

The question is played as a lesson of its own would be, so that all that can be typed under a question can be typed
here. Two things differ: `skip` leads to the lesson at once, and after a first answer Enter goes on.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any, Literal

from tutor.dialogue import conversation, meaning, phrases, prompts, questions
from tutor.dialogue.answers import LONGEST, read_command
from tutor.dialogue.model import LearnerSaid, LessonEnded, Opened, Prompt, Typed, Utterance
from tutor.dialogue.state import State, key, waiting_at
from tutor.digest import sha256
from tutor.frozen import dataclass
from tutor.lesson.model import Lesson, Quiz
from tutor.record.entry import ASKED

BEGIN = "First a look back: questions you have met before. Type skip to go straight to your lesson."
BEFORE = "These are questions from earlier lessons. Type skip to go straight to your lesson."
OVER = "That was the look back."


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a line leads to."""

    state: State
    utterances: tuple[Utterance, ...]
    then: Literal["", "next", "lesson"] = ""
    """Where it goes on, if the question is over: with the next one, or with the lesson."""
    outcome: dict[str, Any] | None = None
    """What to keep of it: how it was answered, or that it was skipped; None if it was neither."""


def version(quiz: Quiz) -> str:
    """Names what is asked: two questions with the same name, but other words, answers or another right one, have
    different ones. What is said to an answer may be mended without that."""
    asked = [message.text for message in quiz.question]
    offered = [f"{choice.right}:{choice.text}:{choice.also}:{choice.order}" for choice in quiz.choices]
    told = "\n".join((quiz.kind, *asked, "", *quiz.items, "", *sorted(offered)))
    return sha256(told.encode()).hexdigest()[:12]


def comes_back(quiz: Quiz) -> bool:
    """Whether the question makes sense without what stood around it. A prediction never does: its run is over."""
    return not (quiz.predict or quiz.once)


def outcome(lesson: Lesson, state: State, event: Typed) -> dict[str, Any]:
    """What to keep with a line that answers the question that waits: the version of the question, whether the answer
    was right, after how many hints, or that the learner had it told. Empty if it is no answer, or to something else."""
    quiz = waiting_at(lesson, state)
    if not isinstance(quiz, Quiz) or not comes_back(quiz) or event.at != key(lesson, state):
        return {}
    kept = {ASKED: version(quiz), "hints": state.hints}
    if len(event.text) > LONGEST:
        return {}
    if event.meant:
        chosen = meaning.chosen(quiz, event.meant)
        return {} if chosen is None else {**kept, "right": questions.is_right(quiz, chosen)}
    command = read_command(event.text)
    told = command is not None and command.name == "answer"
    return {**kept, "right": False, "told": True} if told else {}


def alone(lesson: Lesson, at: str) -> Lesson | None:
    """The question with this key as a lesson of its own; None if there is none that comes back."""
    for step in lesson.steps:
        if isinstance(step, Quiz) and f"quiz:{step.id}" == at and comes_back(step):
            return Lesson(lesson.outline, (step,), lesson.glossary)
    return None


def version_of(question: Lesson) -> str:
    """The `version` of a question that stands alone."""
    (quiz,) = question.steps
    assert isinstance(quiz, Quiz)
    return version(quiz)


def ask(question: Lesson, seed: int) -> Reviewed:
    """Asks it, and says where it comes from; `seed` shuffles its choices."""
    reply = conversation.advance(question, State(), Opened(seed))
    return Reviewed(reply.state, (_from(question), *reply.utterances))


def again(question: Lesson, state: State) -> tuple[Utterance, ...]:
    """Asks it once more."""
    return (_from(question), *conversation.here(question, state))


def typed(question: Lesson, state: State, text: str) -> Reviewed:
    """The learner sent a line."""
    event = Typed(text, key(question, state), conversation.understood(question, state, text))
    command = None if event.meant else read_command(text)
    said = (LearnerSaid(text.strip()),) if text.strip() else ()
    if command is not None and command.name == "skip":
        return Reviewed(state, said, "lesson", {ASKED: version_of(question), "skipped": True})
    if command is not None and command.name == "back":
        return Reviewed(state, (*said, phrases.say(BEFORE)))
    if _is_tried(state) and (not text.strip() or (command is not None and command.name == "next")):
        return Reviewed(state, said, "next")
    reply = conversation.advance(question, state, event)
    # What a lesson says at its end is not said here.
    told = tuple(takewhile(lambda one: not isinstance(one, LessonEnded), reply.utterances))
    over = reply.state.position >= len(question.steps)
    return Reviewed(reply.state, told, "next" if over else "", outcome(question, state, event) or None)


def prompt(question: Lesson, state: State) -> Prompt:
    """What the input line waits for."""
    usual = prompts.prompt(question, state)
    wanted = usual.keys.split(" · ")[0]
    if _is_tried(state):
        return Prompt(usual.label, f"{wanted} · Enter go on · hint · answer · skip to the lesson", enter="goes on")
    return Prompt(usual.label, f"{wanted} · hint · answer · skip to the lesson · help")


def _is_tried(state: State) -> bool:
    return bool(state.answered)


def _from(question: Lesson) -> Utterance:
    return phrases.say(f"From lesson {question.outline.number} ({question.outline.title}):")
