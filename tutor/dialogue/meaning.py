"""What a learner's line means as an answer to a question, for each kind of question.

`read` is asked when the line is typed and gives texts that outlive an edit of the lesson (`Typed.meant`); `chosen` is
asked whenever the events are played, and finds what these texts are in the question as it stands now.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from tutor.cleaning import clean_line
from tutor.dialogue.answers import bare, guess_command, names_a_choice, read_choices, read_command
from tutor.dialogue.numbers import NumberRead, NumberUnclear, read_number
from tutor.dialogue.orders import begun_right, how_far, incomplete, read_order
from tutor.dialogue.state import State, lettered, right_orders
from tutor.dialogue.verdicts import read_verdict
from tutor.frozen import dataclass
from tutor.lesson.model import ANYTHING_ELSE, IN_ORDER, Choice, Quiz
from tutor.lesson.texts import matching, says_something

_OR_COMMAND = "You can also type hint or skip."
_NUMBER_WANTED = f"A number is wanted here, such as 0.3 or 1/3. {_OR_COMMAND}"
_TEXT_WANTED = f"A word or two, please. {_OR_COMMAND}"


@dataclass(frozen=True, slots=True)
class NotRead:
    """A line that is no answer."""

    why: str
    """What to tell the learner."""
    attempt: bool = False
    """It was meant as an answer all the same, so it is no misspelt command."""


def read(quiz: Quiz, state: State, text: str) -> tuple[str, ...] | NotRead:
    """What `text` means: the texts of the choices picked, the number, the text itself where nobody foresaw it, or the
    items in the order given."""
    match quiz.kind:
        case "number":
            return _read_number(quiz, text)
        case "text":
            return _read_text(quiz, text)
        case "order":
            return _read_order(quiz, state, text)
        case _:
            return _read_choices(quiz, state, text)


def chosen(quiz: Quiz, meant: tuple[str, ...]) -> tuple[Choice, ...] | None:
    """The choices of this version of the question that are meant; None if one of them is gone."""
    if quiz.kind not in ("several", "order") and len(meant) > 1:
        return None
    match quiz.kind:
        case "number":
            value = _value(meant[0])
            return None if value is None else (_choice_of(quiz, value),)
        case "text":
            place = _foreseen(quiz, meant[0])
            return (quiz.choices[place] if place is not None else anything_else(quiz),)
        case "order":
            return _order_chosen(quiz, meant)
        case _:
            by_text = {clean_line(choice.text): choice for choice in reversed(quiz.choices)}
            found = tuple(by_text[text] for text in meant if text in by_text)
            return found if len(found) == len(meant) else None


def given(quiz: Quiz, text: str, meant: tuple[str, ...], picked: Sequence[Choice]) -> str:
    """The answer as the learner is told it back: in their own words where there are no choices to see."""
    match quiz.kind:
        case "number":
            number = read_number(text)
            return number.text if isinstance(number, NumberRead) else text.strip()
        case "text":
            return text.strip()
        case "order":
            return ", ".join(meant)
        case _:
            return " + ".join(choice.text for choice in picked)


def names_an_answer(quiz: Quiz, text: str) -> bool:
    """Whether `text` is an answer even where it reads like a command ("stop") or a question ("what about 0.3?")."""
    match quiz.kind:
        case "number":
            return read_number(text) is not None
        case "text":
            exact = _foreseen(quiz, text, slips=False) is not None
            return exact or (read_command(text) is None and _foreseen(quiz, text) is not None)
        case "verdict":
            named = read_verdict(text, [choice.verdict for choice in quiz.choices], slips=False) is not None
            return named or names_a_choice(text, offered(quiz))
        case _:
            return names_a_choice(text, offered(quiz))


def offered(quiz: Quiz) -> tuple[str, ...]:
    """The texts that the learner sees under the question, as written; none where an answer is typed freely."""
    if quiz.kind == "order":
        return quiz.items
    return () if quiz.kind in ("number", "text") else tuple(choice.text for choice in quiz.choices)


def wanted(quiz: Quiz) -> str:
    """What to type, for a sentence that begins with "Type"."""
    match quiz.kind:
        case "several":
            return "all letters that fit"
        case "number":
            return "a number"
        case "text":
            return "a word or two"
        case "order":
            # As they are shown they are never right, so this gives nothing away.
            return f"all letters in the right order, such as {' '.join(map(letter, range(len(quiz.items))))}"
        case _:
            return letters(len(quiz.choices))


def letter(place: int) -> str:
    """The letter of what stands at this place under the question."""
    return chr(ord("a") + place)


def letters(count: int) -> str:
    """The letters under a question with so many choices, none of them named more than the others: `a letter from a to
    d`."""
    return f"a letter from a to {letter(count - 1)}" if count > 2 else "a or b" if count == 2 else "a"


def anything_else(quiz: Quiz) -> Choice:
    """What answers that which the author did not foresee."""
    for choice in quiz.choices:
        if choice.text == ANYTHING_ELSE:
            return choice
    right = ", ".join(quiz.items) or " or ".join(choice.text for choice in quiz.choices if choice.right)
    feedback = f"The answer is {right}." if quiz.predict else "Not that. Try again."
    return Choice(ANYTHING_ELSE, False, feedback, quiz.place)


# ---------------------------------------------------------------- choices


def _read_choices(quiz: Quiz, state: State, text: str) -> tuple[str, ...] | NotRead:
    seen = [quiz.choices[index].text for index in lettered(quiz, state.seed)]
    picked = read_choices(text, seen)
    if picked is None and quiz.kind == "verdict":
        picked = read_verdict(text, [quiz.choices[index].verdict for index in lettered(quiz, state.seed)])
    letters = _listed([letter(place) for place in range(len(seen))])
    if picked is None:
        return NotRead(f"I didn't understand that. Type {letters}, or hint, or skip.")
    if len(picked) > 1 and quiz.kind != "several":
        return NotRead(f"One answer, please: {letters}.", attempt=True)
    return tuple(clean_line(seen[place]) for place in picked)


def _listed(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


# ---------------------------------------------------------------- a number


def _read_number(quiz: Quiz, text: str) -> tuple[str, ...] | NotRead:
    number = read_number(text)
    if isinstance(number, NumberUnclear):
        return NotRead(number.why, attempt=True)
    if number is None:
        return NotRead(_NUMBER_WANTED)
    value = number.value
    if number.percent and not _foreseen_number(quiz, value) and _foreseen_number(quiz, value * 100):
        value *= 100  # the question asks for per cents, and 64 is what it calls 64 %
    return (repr(value),)


def _foreseen_number(quiz: Quiz, value: float) -> bool:
    return any(_close(value, choice) for choice in quiz.choices)


def _value(written: str) -> float | None:
    try:
        return float(written)
    except ValueError:
        return None


def _choice_of(quiz: Quiz, value: float) -> Choice:
    for choice in quiz.choices:
        if choice.number is not None and _close(value, choice):
            return choice
    return anything_else(quiz)


def _close(value: float, choice: Choice) -> bool:
    if choice.number is None or not math.isfinite(value):
        return False
    # A hair more than the tolerance: 0.0255 − 0.025 is 0.000500…01 in binary, and the edge counts as inside.
    return abs(value - choice.number) <= choice.tolerance * (1 + 1e-9)


# ---------------------------------------------------------------- a text


def _read_text(quiz: Quiz, text: str) -> tuple[str, ...] | NotRead:
    if (place := _foreseen(quiz, text)) is not None:
        return (clean_line(quiz.choices[place].text),)
    if not says_something(text) or guess_command(text) is not None:
        return NotRead(_TEXT_WANTED)
    return (clean_line(text),)


def _foreseen(quiz: Quiz, text: str, *, slips: bool = True) -> int | None:
    """The index of the choice that `text` is, with or without the words around it ("I think it is …")."""
    ways = [() if choice.text == ANYTHING_ELSE else (choice.text, *choice.also) for choice in quiz.choices]
    for forgiving in (False, True) if slips else (False,):
        for said in (text, bare(text)):
            if (place := matching(said, ways, slips=forgiving)) is not None:
                return place
    return None


# ---------------------------------------------------------------- an order


def _read_order(quiz: Quiz, state: State, text: str) -> tuple[str, ...] | NotRead:
    seen = [quiz.items[index] for index in lettered(quiz, state.seed)]
    places = read_order(text, seen)
    if places is None:
        return NotRead(f"I didn't understand that. Type {wanted(quiz)}. Or hint, or skip.")
    if missing := incomplete(places, len(seen)):
        return NotRead(missing, attempt=True)
    return tuple(clean_line(seen[place]) for place in places)


def _order_chosen(quiz: Quiz, meant: tuple[str, ...]) -> tuple[Choice, ...] | None:
    by_text = {clean_line(item): index for index, item in enumerate(quiz.items)}
    if sorted(meant) != sorted(by_text):
        return None
    order = tuple(by_text[text] for text in meant)
    right = right_orders(quiz)
    for choice in quiz.choices:
        if choice.order == order:
            begun = "" if choice.right else begun_right(order, right)
            return (replace(choice, feedback=f"{begun} {choice.feedback}".strip()),)
    if order in right:
        return (Choice(IN_ORDER, True, "Yes, that is the order.", quiz.place, order=order),)
    other = anything_else(quiz)
    return (replace(other, feedback=f"{how_far(order, right)} {other.feedback}"),)
