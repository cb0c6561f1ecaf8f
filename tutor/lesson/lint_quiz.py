"""What makes a readable question a good one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from tutor.errors import Place, did_you_mean
from tutor.lesson.choice import MISCONCEPTION
from tutor.lesson.findings import Finding
from tutor.lesson.model import ANYTHING_ELSE, IN_ORDER, Choice, Lab, Quiz
from tutor.lesson.source import Source, shown
from tutor.lesson.texts import same
from tutor.lesson.verdict_choice import fits, suggested_claim
from tutor.lesson.verdict_words import written
from tutor.lesson.width import WIDEST, width

FEWEST_ITEMS, MOST_ITEMS = 3, 7
"""Two make a choice between two; seven is about what a mind can hold at once."""


def lint_quiz(
    quiz: Quiz,
    source: Source,
    misconceptions: Mapping[str, str] | None,
    is_command: Callable[[str], bool] | None = None,
) -> Iterator[Finding]:
    """What is missing in a question, or cannot be.

    Args:
        quiz: the question.
        source: the file it stands in.
        misconceptions: the known ones, or None if there is no list of them.
        is_command: whether a learner's line steers the conversation; None if that is not known.
    """
    if (unanswerable := without_right_answer(quiz)) is not None:
        yield unanswerable
    if not quiz.hints and not quiz.predict:
        yield Finding(quiz.place, f'"{quiz.id}" has no hint', "write Hint: and the hint below the choices")
    match quiz.kind:
        case "number":
            yield from _lint_numbers(quiz)
        case "text":
            yield from _lint_typed_texts(quiz, is_command)
        case "order":
            yield from _lint_order(quiz)
        case "verdict":
            yield from _lint_verdicts(quiz)
        case _:
            yield from _lint_texts(quiz)
    for choice in quiz.choices:
        if not choice.feedback:
            yield Finding(choice.place, f"{shown(choice.text)} gets no feedback", "write it below, after > and a space")
        if choice.misconception is not None:
            yield from _lint_misconception(choice, source, misconceptions)


def without_right_answer(quiz: Quiz) -> Finding | None:
    """That no choice is right, so that a learner can never be; None for a question that has an answer."""
    settled_by_lab = quiz.kind == "verdict" and quiz.predict
    if any(choice.right for choice in quiz.choices) or quiz.kind == "order" or settled_by_lab:
        return None
    return Finding(quiz.place, f'no choice of "{quiz.id}" is right', "mark one with [x]")


def _lint_texts(quiz: Quiz) -> Iterator[Finding]:
    if len(quiz.choices) == 1:
        yield Finding(quiz.place, f'"{quiz.id}" has only one choice', "give at least two")
    seen: dict[str, Place] = {}
    for choice in quiz.choices:
        if width(choice.text) > WIDEST:
            yield Finding(choice.place, f"this choice has {width(choice.text)} columns", f"{WIDEST} fit: shorten it")
        text = choice.text.casefold().rstrip(" .")
        if text in seen:
            yield Finding(
                choice.place,
                f"{shown(choice.text)} is the same choice as at line {seen[text].line}",
                "keep one of them",
            )
        seen.setdefault(text, choice.place)


def _lint_numbers(quiz: Quiz) -> Iterator[Finding]:
    yield from _lint_others(quiz, "numbers")
    for index, choice in enumerate(quiz.choices):
        for earlier in quiz.choices[:index]:
            if _covers(earlier, choice) or _covers(choice, earlier):
                yield Finding(
                    choice.place,
                    f"{choice.text} cannot be told from {earlier.text} at line {earlier.place.line}",
                    "change one of them, or its ±",
                )
                break


def _lint_others(quiz: Quiz, what: str) -> Iterator[Finding]:
    """Whether what nobody foresaw is answered, once."""
    others = [choice for choice in quiz.choices if choice.text == ANYTHING_ELSE]
    if not others:
        yield Finding(
            quiz.place, f'"{quiz.id}" does not answer {what} that it does not name', f"add - [ ] {ANYTHING_ELSE}"
        )
    for choice in others[1:]:
        yield Finding(choice.place, f'"{ANYTHING_ELSE}" stands here twice', "keep one of them")


def _lint_typed_texts(quiz: Quiz, is_command: Callable[[str], bool] | None) -> Iterator[Finding]:
    yield from _lint_others(quiz, "texts")
    foreseen = [choice for choice in quiz.choices if choice.text != ANYTHING_ELSE]
    for index, choice in enumerate(foreseen):
        texts = (choice.text, *choice.also)
        for text in texts:
            if width(text) > WIDEST:
                yield Finding(choice.place, f"this text has {width(text)} columns", f"{WIDEST} fit: shorten it")
            if is_command is not None and is_command(text):
                yield Finding(
                    choice.place, f"{shown(text)} is what learners type to steer the lesson", "ask for another word"
                )
        for earlier in foreseen[:index]:
            pairs = product(texts, (earlier.text, *earlier.also))
            if alike := next((pair for pair in pairs if same(*pair)), None):
                yield Finding(
                    choice.place,
                    f"{shown(alike[0])} cannot be told from {shown(alike[1])} at line {earlier.place.line}",
                    "take one of them away",
                )
                break


def _lint_order(quiz: Quiz) -> Iterator[Finding]:
    if not FEWEST_ITEMS <= len(quiz.items) <= MOST_ITEMS:
        yield Finding(
            quiz.place,
            f'"{quiz.id}" has {len(quiz.items)} items to put in order',
            f"{FEWEST_ITEMS} to {MOST_ITEMS} can be kept in mind",
        )
    for item in quiz.items:
        if width(item) > WIDEST:
            yield Finding(quiz.place, f"{shown(item)} has {width(item)} columns", f"{WIDEST} fit: shorten it")
    if all(choice.text != IN_ORDER for choice in quiz.choices):
        yield Finding(quiz.place, f'"{quiz.id}" does not answer the right order', f"add - [x] {IN_ORDER}")
    yield from _lint_others(quiz, "orders")
    seen: dict[str, Place] = {}
    for choice in quiz.choices:
        if choice.order is not None and choice.text in seen:
            where = seen[choice.text].line
            yield Finding(choice.place, f'"{choice.text}" is the same order as at line {where}', "keep one of them")
        seen.setdefault(choice.text, choice.place)


def _lint_verdicts(quiz: Quiz) -> Iterator[Finding]:
    yield from _lint_texts(quiz)
    right = [choice for choice in quiz.choices if choice.right]
    for choice in right[1:]:
        yield Finding(
            choice.place, f"a run has one verdict, and line {right[0].place.line} is right already", "mark only one"
        )
    wide = {choice.verdict[0]: choice for choice in quiz.choices if choice.verdict and choice.verdict[1] is None}
    for choice in quiz.choices:
        if choice.verdict and choice.verdict[1] and choice.verdict[0] in wide:
            word, line = choice.verdict[0], wide[choice.verdict[0]].place.line
            yield Finding(
                choice.place,
                f"a run that is {written(*choice.verdict)} is {word} as well, at line {line}",
                "give that one a reason, or take one of them away",
            )


def lint_settling(quiz: Quiz, lab: Lab) -> Iterator[Finding]:
    """Whether the choice that is right in a prediction of a verdict is what `lab`, the next, claims of its suggested
    rate; the claim itself is run by `proof`."""
    if lab.suggest is None:
        yield Finding(
            lab.place, f'no suggested rate settles the prediction "{quiz.id}"', 'add suggest = "…" and a claim about it'
        )
    claim = suggested_claim(lab)
    if claim is None:
        return  # a suggested rate of which nothing is claimed is told by `lint_lab`
    run = f"the run at {claim.lr} is claimed to be {written(claim.verdict, claim.reason)} at line {claim.place.line}"
    if not any(choice.right for choice in quiz.choices):
        yield Finding(quiz.place, f'no choice of "{quiz.id}" fits: {run}', "add the choice that says so")
    for choice in quiz.choices:
        if choice.verdict is None or choice.right == fits(choice, claim):
            continue
        told = f"{written(*choice.verdict)} is marked as {'right' if choice.right else 'wrong'}"
        vague = choice.right and claim.reason is None and choice.verdict[0] == claim.verdict
        yield Finding(
            choice.place,
            f"{told}, but {run}",
            f'claim "{claim.lr}" = "{written(*choice.verdict)}"' if vague else "change the box, or the claim",
        )


def _covers(wide: Choice, narrow: Choice) -> bool:
    if wide.number is None or narrow.number is None:
        return False
    return abs(wide.number - narrow.number) <= wide.tolerance


def _lint_misconception(choice: Choice, source: Source, misconceptions: Mapping[str, str] | None) -> Iterator[Finding]:
    idea = choice.misconception or ""
    place = source.find(f"{MISCONCEPTION}", choice.place.line)
    if choice.right:
        yield Finding(place, f'a right choice shows the misconception "{idea}"', "name it at a wrong choice")
    if misconceptions is not None and idea not in misconceptions:
        yield Finding(place, f'there is no misconception "{idea}"', did_you_mean(idea, misconceptions))
