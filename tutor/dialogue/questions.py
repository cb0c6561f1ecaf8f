"""A question or prediction: what the tutor says to an answer, and what follows from it. What a line means as an answer
is told by `meaning`."""

from __future__ import annotations

from dataclasses import replace

from tutor.dialogue import meaning, phrases
from tutor.dialogue.meaning import NotRead
from tutor.dialogue.model import Choices, Feedback, Utterance
from tutor.dialogue.state import Answered, Predicted, Reply, State, closed, left_open, lettered, with_answer
from tutor.lesson.model import IN_ORDER, Choice, Message, Quiz, Span

MISSES_BEFORE_HELP = 2
"""After every so many misses the tutor offers the answer by itself."""


def ask(quiz: Quiz, state: State) -> tuple[Utterance, ...]:
    """The choices under the question; the question itself was said with the lesson's text."""
    if not (texts := meaning.offered(quiz)):
        return ()
    order = lettered(quiz, state.seed)
    return (Choices(tuple((meaning.letter(place), texts[index]) for place, index in enumerate(order))),)


def understood(quiz: Quiz, state: State, text: str) -> tuple[str, ...]:
    """What `text` means as an answer, as `meaning.read` tells it; empty if it is no answer."""
    read = meaning.read(quiz, state, text)
    return () if isinstance(read, NotRead) else read


def not_understood(quiz: Quiz, state: State, text: str) -> tuple[Reply, bool]:
    """The reply to a line that is no answer, and whether it may be a misspelt command."""
    read = meaning.read(quiz, state, text)
    # A line that is an answer now, but was none when it was typed, comes from before an edit of the lesson.
    why = read if isinstance(read, NotRead) else NotRead(f"I didn't understand that. Type {meaning.wanted(quiz)}.")
    return Reply(replace(state, misses=state.misses + 1), (phrases.say(why.why),)), not why.attempt


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
    chosen = meaning.chosen(quiz, meant)
    if chosen is None:
        return Reply(left_open(state, f"quiz:{quiz.id}"), (phrases.say(phrases.CHOICES_CHANGED),)), False
    given = meaning.given(quiz, text, meant, chosen)
    right = is_right(quiz, chosen)
    feedback = _feedback(quiz, chosen, right)
    if quiz.predict:
        return _commit(quiz, state, chosen, Predicted(quiz.id, given, feedback, right, lab or "")), True
    return _judge(quiz, state, chosen, given, feedback, right), right


def reveal(quiz: Quiz, state: State, lab: str | None) -> Reply:
    """The right answer, told; that of a prediction only once its run was watched. The question stays open: being told
    is not yet knowing.

    Args:
        quiz: the question.
        state: where the learner stands.
        lab: the id of the lab that settles a prediction; None if there is none to come.
    """
    if f"quiz:{quiz.id}" not in state.shown:
        state = with_answer(left_open(state, f"quiz:{quiz.id}"), _answered(quiz, state, "", right=False, shown=True))
    if not quiz.predict:
        answer, feedback = _right_answer(quiz, state)
        return Reply(state, (phrases.say(f"The answer: {phrases.sentence(answer)} {feedback}".rstrip()),))
    answer, feedback = _right_answer(quiz, state, lettered_too=False)
    given_up = Predicted(quiz.id, "", f"{phrases.sentence(answer)} {feedback}", False, lab or "")
    others = tuple(other for other in state.predictions if other.quiz != quiz.id)
    if answer and not lab:
        return Reply(replace(state, predictions=others), (settled(given_up),))
    # Where the author marked nothing as right, watching is the answer.
    waiting = (*others, given_up) if answer else others
    return Reply(replace(state, predictions=waiting), (phrases.say(phrases.NO_PREDICTION),))


def settled(predicted: Predicted) -> Utterance:
    """What the tutor says to a prediction once it is clear how it comes out."""
    if predicted.is_given_up:
        return phrases.say(f"You left this one open. The answer: {predicted.feedback}".rstrip())
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


def is_right(quiz: Quiz, chosen: tuple[Choice, ...]) -> bool:
    """Whether these choices together are the answer."""
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


def _right_answer(quiz: Quiz, state: State, *, lettered_too: bool = True) -> tuple[str, str]:
    """The right answer, with its letters where it has any and the question is in sight, and the feedback that belongs
    to it."""
    seen = lettered(quiz, state.seed)
    if quiz.kind == "order":
        letters = " ".join(meaning.letter(seen.index(item)) for item in range(len(quiz.items)))
        feedback = [choice.feedback for choice in quiz.choices if choice.text == IN_ORDER]
        return f"{f'{letters}, that is: ' if lettered_too else ''}{', '.join(quiz.items)}", " ".join(feedback)
    # Where nothing is offered, there is no order of letters to keep to but the author's.
    order = seen if meaning.offered(quiz) else range(len(quiz.choices))
    right = [(index, quiz.choices[index]) for index in order if quiz.choices[index].right]
    told = [f"{meaning.letter(seen.index(index))}) {choice.text}" for index, choice in right]
    if not lettered_too or not meaning.offered(quiz):
        told = [choice.text for _, choice in right]
    joined = " and " if quiz.kind == "several" else " or "
    return joined.join(told), " ".join(choice.feedback for _, choice in right)


def question_messages(quiz: Quiz) -> tuple[Message, ...]:
    """The question's paragraphs, a prediction marked as one."""
    if not quiz.predict or not quiz.question:
        return quiz.question
    first = quiz.question[0]
    return (replace(first, spans=(Span("Predict: ", "strong"), *first.spans)), *quiz.question[1:])
