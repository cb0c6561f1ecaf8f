"""A question or prediction: what the learner's answer means and what the tutor says to it."""

from __future__ import annotations

import math
from dataclasses import replace

from tutor.dialogue import phrases
from tutor.dialogue.answers import read_choices
from tutor.dialogue.model import Choices, Feedback, Utterance
from tutor.dialogue.numbers import NumberUnclear, read_number
from tutor.dialogue.state import Answered, Predicted, Reply, State, closed, left_open, lettered, with_answer
from tutor.lesson.model import Choice, Message, Quiz, Span

MISSES_BEFORE_HELP = 2
"""After so many misses the tutor offers the answer by itself."""


def ask(quiz: Quiz, state: State) -> tuple[Utterance, ...]:
    """The choices under the question; the question itself was said with the lesson's text."""
    if quiz.kind == "number":
        return ()
    order = lettered(quiz, state.seed)
    return (Choices(tuple((_letter(place), quiz.choices[index].text) for place, index in enumerate(order))),)


def answer(quiz: Quiz, state: State, text: str) -> tuple[Reply, bool]:
    """The reply to an answer, and whether the exchange is over."""
    chosen = _read(quiz, state, text)
    if isinstance(chosen, str):
        return Reply(replace(state, misses=state.misses + 1), (phrases.say(chosen),)), False
    given = " + ".join(choice.text for choice in chosen) if quiz.kind != "number" else text.strip()
    right = _is_right(quiz, chosen)
    feedback = _feedback(quiz, chosen, right)
    if quiz.predict:
        return _commit(quiz, state, chosen, given, feedback, right), True
    return _judge(quiz, state, chosen, given, feedback, right), right


def reveal(quiz: Quiz, state: State) -> Reply:
    """The right answer, told. The question stays open: being told is not yet knowing."""
    right = [choice for choice in quiz.choices if choice.right]
    told = " + ".join(f"{_letter_of(quiz, state, choice)}{choice.text}" for choice in right)
    told = f"The answer: {told}"
    if not quiz.predict:
        told = ". ".join([told.rstrip("."), *(choice.feedback for choice in right)])
    state = with_answer(left_open(state, f"quiz:{quiz.id}"), _answered(quiz, state, "", right=False, shown=True))
    return Reply(state, (phrases.say(told),))


def _commit(quiz: Quiz, state: State, chosen: tuple[Choice, ...], given: str, feedback: str, right: bool) -> Reply:
    state = replace(state, prediction=Predicted(quiz.id, given, feedback, right))
    state = replace(state, misconceptions=_misconceptions(chosen))
    state = with_answer(closed(state, f"quiz:{quiz.id}"), _answered(quiz, state, given, right=right))
    return Reply(state, (phrases.say(f"Your prediction: {given.rstrip('.')}. Let's see."),))


def _judge(quiz: Quiz, state: State, chosen: tuple[Choice, ...], given: str, feedback: str, right: bool) -> Reply:
    utterances: list[Utterance] = [Feedback(right, phrases.message(feedback))]
    if not right:
        state = replace(
            state, misses=state.misses + 1, misconceptions=(*state.misconceptions, *_misconceptions(chosen))
        )
        if state.misses >= MISSES_BEFORE_HELP:
            utterances.append(phrases.say("Take your time. You can type hint, or answer to see it."))
    else:
        state = closed(state, f"quiz:{quiz.id}")
    return Reply(with_answer(state, _answered(quiz, state, given, right=right)), tuple(utterances))


def _answered(quiz: Quiz, state: State, given: str, *, right: bool, shown: bool = False) -> Answered:
    return Answered(quiz.id, given, right, shown, misses=state.misses, misconceptions=state.misconceptions)


def _read(quiz: Quiz, state: State, text: str) -> tuple[Choice, ...] | str:
    """The choices meant, or what to tell the learner who was not understood."""
    if quiz.kind == "number":
        return _read_value(quiz, text)
    order = lettered(quiz, state.seed)
    picked = read_choices(text, [quiz.choices[index].text for index in order])
    letters = _listed([_letter(place) for place in range(len(order))])
    if picked is None:
        return f"I didn't understand that. Type {letters}, or hint, or skip."
    if len(picked) > 1 and quiz.kind == "choice":
        return f"One answer, please: {letters}."
    return tuple(quiz.choices[order[place]] for place in picked)


def _read_value(quiz: Quiz, text: str) -> tuple[Choice, ...] | str:
    number = read_number(text)
    if isinstance(number, NumberUnclear):
        return number.why
    if number is None:
        return "A number is wanted here, such as 0.3 or 1/3. You can also type hint or skip."
    for choice in quiz.choices:
        if choice.number is not None and _close(number.value, choice):
            return (choice,)
    return tuple(choice for choice in quiz.choices if choice.number is None)[:1] or "Not that. Try again, or type hint."


def _close(value: float, choice: Choice) -> bool:
    if choice.number is None or not math.isfinite(value):
        return False
    # A hair more than the tolerance: 0.0255 − 0.025 is 0.000500…01 in binary, and the edge counts as inside.
    return abs(value - choice.number) <= choice.tolerance * (1 + 1e-9)


def _is_right(quiz: Quiz, chosen: tuple[Choice, ...]) -> bool:
    if quiz.kind == "several":
        return {choice.place for choice in chosen} == {choice.place for choice in quiz.choices if choice.right}
    return all(choice.right for choice in chosen)


def _feedback(quiz: Quiz, chosen: tuple[Choice, ...], right: bool) -> str:
    if quiz.kind == "several" and not right:
        wrong = [choice for choice in chosen if not choice.right]
        if wrong:
            return wrong[0].feedback
        return "What you chose is right, but it is not all. There is more that fits."
    return " ".join(choice.feedback for choice in chosen)


def _misconceptions(chosen: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(choice.misconception for choice in chosen if choice.misconception)


def _letter(place: int) -> str:
    return chr(ord("a") + place)


def _letter_of(quiz: Quiz, state: State, choice: Choice) -> str:
    if quiz.kind == "number":
        return ""
    return f"{_letter(lettered(quiz, state.seed).index(quiz.choices.index(choice)))}) "


def _listed(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def question_messages(quiz: Quiz) -> tuple[Message, ...]:
    """The question's paragraphs, a prediction marked as one."""
    if not quiz.predict or not quiz.question:
        return quiz.question
    first = quiz.question[0]
    return (Message((Span("Predict: ", "strong"), *first.spans), first.kind, first.marker), *quiz.question[1:])
