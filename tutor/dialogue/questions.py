"""A question or prediction: what the learner's answer means and what the tutor says to it."""

from __future__ import annotations

import math
from dataclasses import replace

from tutor.cleaning import clean_line
from tutor.dialogue import phrases
from tutor.dialogue.answers import read_choices
from tutor.dialogue.model import Choices, Feedback, Utterance
from tutor.dialogue.numbers import NumberRead, NumberUnclear, read_number
from tutor.dialogue.state import Answered, Predicted, Reply, State, closed, left_open, lettered, with_answer
from tutor.lesson.model import Choice, Message, Quiz, Span

MISSES_BEFORE_HELP = 2
"""After every so many misses the tutor offers the answer by itself."""

_NUMBER_WANTED = "A number is wanted here, such as 0.3 or 1/3. You can also type hint or skip."


def ask(quiz: Quiz, state: State) -> tuple[Utterance, ...]:
    """The choices under the question; the question itself was said with the lesson's text."""
    if quiz.kind == "number":
        return ()
    order = lettered(quiz, state.seed)
    return (Choices(tuple((_letter(place), quiz.choices[index].text) for place, index in enumerate(order))),)


def understood(quiz: Quiz, state: State, text: str) -> tuple[str, ...]:
    """What `text` means as an answer: the texts of the choices picked, or the number; empty if it is no answer."""
    read = _read(quiz, state, text)
    return () if isinstance(read, str) else read


def not_understood(quiz: Quiz, state: State, text: str) -> Reply:
    """The reply to a line that is no answer."""
    why = _read(quiz, state, text)
    # A line that is an answer now, but was none when it was typed, comes from before an edit of the lesson.
    told = why if isinstance(why, str) else _answer_wanted(quiz)
    return Reply(replace(state, misses=state.misses + 1), (phrases.say(told),))


def answer(quiz: Quiz, state: State, text: str, meant: tuple[str, ...], lab: str | None) -> tuple[Reply, bool]:
    """The reply to an answer, and whether the exchange is over. If a choice meant is gone from the question, the
    question waits again.

    Args:
        quiz: the question.
        state: where the learner stands.
        text: what the learner typed.
        meant: what it means, as `understood` gave it when it was typed.
        lab: the id of the lab that settles a prediction; None if there is none to come.
    """
    chosen = _chosen(quiz, meant)
    if chosen is None:
        return Reply(left_open(state, f"quiz:{quiz.id}"), (phrases.say(phrases.CHOICES_CHANGED),)), False
    given = " + ".join(choice.text for choice in chosen) if quiz.kind != "number" else _number_given(text)
    right = _is_right(quiz, chosen)
    feedback = _feedback(quiz, chosen, right)
    if quiz.predict:
        return _commit(quiz, state, chosen, Predicted(quiz.id, given, feedback, right, lab or "")), True
    return _judge(quiz, state, chosen, given, feedback, right), right


def reveal(quiz: Quiz, state: State) -> Reply:
    """The right answer, told. The question stays open: being told is not yet knowing."""
    right = [choice for choice in quiz.choices if choice.right]
    told = " + ".join(f"{_letter_of(quiz, state, choice)}{choice.text}" for choice in right)
    told = f"The answer: {phrases.sentence(told)}"
    if not quiz.predict:
        told = " ".join([told, *(choice.feedback for choice in right)])
    if f"quiz:{quiz.id}" in state.shown:
        return Reply(state, (phrases.say(told),))
    state = with_answer(left_open(state, f"quiz:{quiz.id}"), _answered(quiz, state, "", right=False, shown=True))
    return Reply(state, (phrases.say(told),))


def settled(predicted: Predicted) -> Feedback:
    """What the tutor says to a prediction once it is clear how it comes out."""
    told = f"You predicted: {phrases.sentence(predicted.given)} {predicted.feedback}"
    return Feedback(predicted.right, phrases.message(told))


def _commit(quiz: Quiz, state: State, chosen: tuple[Choice, ...], predicted: Predicted) -> Reply:
    state = replace(state, misconceptions=_misconceptions(chosen))
    answered = _answered(quiz, state, predicted.given, right=predicted.right)
    state = with_answer(closed(state, f"quiz:{quiz.id}"), answered)
    others = tuple(other for other in state.predictions if other.quiz != quiz.id)
    if not predicted.lab:
        return Reply(replace(state, predictions=others), (settled(predicted),))
    told = f"Your prediction: {phrases.sentence(predicted.given)} Let's see."
    return Reply(replace(state, predictions=(*others, predicted)), (phrases.say(told),))


def _judge(quiz: Quiz, state: State, chosen: tuple[Choice, ...], given: str, feedback: str, right: bool) -> Reply:
    utterances: list[Utterance] = [Feedback(right, phrases.message(feedback))]
    if not right:
        state = replace(
            state, misses=state.misses + 1, misconceptions=(*state.misconceptions, *_misconceptions(chosen))
        )
        if state.misses % MISSES_BEFORE_HELP == 0:
            what = "hint, or answer to see it" if state.hints < len(quiz.hints) else "answer to see it"
            utterances.append(phrases.say(f"Take your time. You can type {what}."))
    else:
        state = closed(state, f"quiz:{quiz.id}")
    return Reply(with_answer(state, _answered(quiz, state, given, right=right)), tuple(utterances))


def _answered(quiz: Quiz, state: State, given: str, *, right: bool, shown: bool = False) -> Answered:
    return Answered(quiz.id, given, right, shown, misses=state.misses, misconceptions=state.misconceptions)


def _read(quiz: Quiz, state: State, text: str) -> tuple[str, ...] | str:
    """The texts of the choices picked or the number, or what to tell the learner who was not understood."""
    if quiz.kind == "number":
        number = read_number(text)
        if isinstance(number, NumberUnclear):
            return number.why
        return (repr(number.value),) if number is not None else _NUMBER_WANTED
    offered = [quiz.choices[index].text for index in lettered(quiz, state.seed)]
    picked = read_choices(text, offered)
    if picked is None:
        return _answer_wanted(quiz)
    if len(picked) > 1 and quiz.kind == "choice":
        return f"One answer, please: {_letters(quiz)}."
    return tuple(clean_line(offered[place]) for place in picked)


def _chosen(quiz: Quiz, meant: tuple[str, ...]) -> tuple[Choice, ...] | None:
    """The choices of this version of the question that are meant; None if one of them is gone."""
    if quiz.kind != "several" and len(meant) > 1:
        return None
    if quiz.kind == "number":
        value = _value(meant[0])
        return None if value is None else (_choice_of(quiz, value),)
    by_text = {clean_line(choice.text): choice for choice in reversed(quiz.choices)}
    chosen = tuple(by_text[text] for text in meant if text in by_text)
    return chosen if len(chosen) == len(meant) else None


def _value(written: str) -> float | None:
    try:
        return float(written)
    except ValueError:
        return None


def _choice_of(quiz: Quiz, value: float) -> Choice:
    for choice in quiz.choices:
        if choice.number is not None and _close(value, choice):
            return choice
    return _anything_else(quiz)


def _anything_else(quiz: Quiz) -> Choice:
    """What answers a number that the author did not foresee."""
    for choice in quiz.choices:
        if choice.number is None:
            return choice
    right = " or ".join(choice.text for choice in quiz.choices if choice.right)
    feedback = f"The answer is {right}." if quiz.predict else "Not that. Try again."
    return Choice("anything else", False, feedback, quiz.place)


def _number_given(text: str) -> str:
    number = read_number(text)
    return number.text if isinstance(number, NumberRead) else text.strip()


def _close(value: float, choice: Choice) -> bool:
    if choice.number is None or not math.isfinite(value):
        return False
    # A hair more than the tolerance: 0.0255 − 0.025 is 0.000500…01 in binary, and the edge counts as inside.
    return abs(value - choice.number) <= choice.tolerance * (1 + 1e-9)


def _is_right(quiz: Quiz, chosen: tuple[Choice, ...]) -> bool:
    if quiz.kind == "several":
        return set(chosen) == {choice for choice in quiz.choices if choice.right}
    return all(choice.right for choice in chosen)


def _feedback(quiz: Quiz, chosen: tuple[Choice, ...], right: bool) -> str:
    if quiz.kind == "several" and not right:
        wrong = [choice for choice in chosen if not choice.right]
        if wrong:
            return " ".join(choice.feedback for choice in wrong)
        return "What you chose is right, but it is not all. There is more that fits."
    return " ".join(choice.feedback for choice in chosen)


def _misconceptions(chosen: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(choice.misconception for choice in chosen if choice.misconception)


def _answer_wanted(quiz: Quiz) -> str:
    if quiz.kind == "number":
        return _NUMBER_WANTED
    return f"I didn't understand that. Type {_letters(quiz)}, or hint, or skip."


def _letters(quiz: Quiz) -> str:
    return _listed([_letter(place) for place in range(len(quiz.choices))])


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
