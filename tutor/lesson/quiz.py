"""`::: quiz some-name` … `:::` as a question: its text, its choices with their feedback, its hints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.cleaning import clean_line
from tutor.errors import LessonError, did_you_mean
from tutor.lesson.blocks import Reading, is_choice, messages, text_of
from tutor.lesson.choice import as_numbers, choices_of
from tutor.lesson.inline import BLOCK
from tutor.lesson.markdown import SyntaxTreeNode
from tutor.lesson.model import Choice, Quiz, QuizKind
from tutor.lesson.order_choice import as_orders, split_items
from tutor.lesson.source import NAME, shown
from tutor.lesson.text_choice import as_texts
from tutor.lesson.verdict_choice import as_verdicts

QUIZ, PREDICT = "quiz", "predict"
KINDS: tuple[QuizKind, ...] = ("number", "text", "order", "verdict")
"""What can follow the name of a question; without it one chooses among its choices."""
ONCE = "once"
"""What can follow last: the question does not come back in later sittings."""
MOST_CHOICES = 26
"""There is a letter for each."""

_HINT = re.compile(r"hint\s*:\s*", re.IGNORECASE)
_NEARLY_HINT = re.compile(r"[*_]*(?:hints?|tips?)[*_]*\s*[0-9]*\s*:", re.IGNORECASE)


def read_quiz(reading: Reading, node: SyntaxTreeNode) -> Quiz | None:
    """A question. Problems are noted; None if there are any."""
    before = len(reading.source.problems)
    with reading.source.collecting():
        _refuse_open(reading, node)
        word, quiz_id, kind, once = _opening(reading, node)
        question, lists, rest = _parts(node)
        items: tuple[str, ...] = ()
        if kind == "order":
            question, items = split_items(reading, node, question)
        said = tuple(message for message, _ in messages(reading, question))
        if not said:
            raise reading.error(node, f'the {word} "{quiz_id}" asks nothing', "write the question below this line")
        choices = tuple(choice for items in lists for choice in choices_of(reading, items))
        hints = tuple(_hints(reading, rest))
        if not choices and len(reading.source.problems) == before:
            raise reading.error(
                node, f'the {word} "{quiz_id}" has no choices', "write them as a list: - [x] right, - [ ] wrong"
            )
        if len(choices) > MOST_CHOICES:
            raise reading.error(
                node, f'the {word} "{quiz_id}" has {len(choices)} choices', f"{MOST_CHOICES} is the most"
            )
        if len(items) > MOST_CHOICES:
            raise reading.error(node, f'the {word} "{quiz_id}" has {len(items)} items', f"{MOST_CHOICES} is the most")
        if kind != "order" or items:
            choices = _as_kind(reading, choices, kind, len(items))
        if len(reading.source.problems) > before:
            return None
        several = sum(choice.right for choice in choices) > 1
        return Quiz(
            id=quiz_id,
            kind=kind or ("several" if several else "choice"),
            question=said,
            choices=choices,
            place=reading.place(node),
            predict=word == PREDICT,
            hints=hints,
            items=items,
            once=once,
        )
    return None


def _as_kind(reading: Reading, choices: tuple[Choice, ...], kind: QuizKind | None, items: int) -> tuple[Choice, ...]:
    match kind:
        case "number":
            return as_numbers(reading, choices)
        case "text":
            return tuple(as_texts(reading, choices))
        case "order":
            return tuple(as_orders(reading, choices, items))
        case "verdict":
            return tuple(as_verdicts(reading, choices))
        case _:
            return choices


def _opening(reading: Reading, node: SyntaxTreeNode) -> tuple[str, str, QuizKind | None, bool]:
    """The line `::: quiz some-name number once` as word, id, kind, if one is written, and whether `once` is."""
    line = reading.line(node)
    word, *rest = node.info.split()
    if word not in (QUIZ, PREDICT):
        raise LessonError(
            f"there is no block {shown(word)}",
            to_do=did_you_mean(clean_line(word), (QUIZ, PREDICT)),
            where=reading.source.find(word, line, line),
        )
    if not rest:
        raise reading.error(node, f"this {word} has no name", f"write ::: {word} some-name")
    quiz_id, *extra = rest
    if not NAME.fullmatch(quiz_id):
        raise LessonError(
            f"a {word} cannot be called {shown(quiz_id)}",
            to_do="use small letters, digits and single hyphens, such as first-step",
            where=reading.source.find(quiz_id, line, line),
        )
    kind = next((kind for kind in KINDS if extra[:1] == [kind]), None)
    extra = extra[1:] if kind else extra
    once = word == QUIZ and extra[:1] == [ONCE]  # a prediction never comes back
    extra = extra[1:] if once else extra
    if extra:
        fitting = () if kind or once else (*KINDS, *((ONCE,) if word == QUIZ else ()))
        raise LessonError(
            f"{shown(extra[0])} cannot follow the name of a {word}",
            to_do=did_you_mean(clean_line(extra[0]), fitting) if fitting else "take it away",
            where=reading.source.find(extra[0], line, line),
        )
    return word, quiz_id, kind, once


def _refuse_open(reading: Reading, node: SyntaxTreeNode) -> None:
    """The parser closes a block where the file ends, and takes the end of a second one for that of the first."""
    inner = next((child for child in node.children if child.type == f"container_{BLOCK}"), None)
    end = node.map[1] + 1 if node.map else 0
    if inner is not None:
        raise reading.error(
            node,
            f"::: {clean_line(node.info)} has no end before the next block begins at line {reading.line(inner)}",
            "close it with a line :::",
        )
    if not re.fullmatch(r":{3,}", reading.source.line(end).strip()):
        raise reading.error(node, f"::: {clean_line(node.info)} has no end", "close it with a line :::")


def _parts(
    node: SyntaxTreeNode,
) -> tuple[list[SyntaxTreeNode], list[list[SyntaxTreeNode]], list[SyntaxTreeNode]]:
    """The blocks of the question, the lists of choices, and the blocks after the first of these."""
    question: list[SyntaxTreeNode] = []
    lists: list[list[SyntaxTreeNode]] = []
    rest: list[SyntaxTreeNode] = []
    for child in node.children:
        if child.type in ("bullet_list", "ordered_list") and any(map(is_choice, child.children)):
            lists.append(child.children)
        elif lists:
            rest.append(child)
        else:
            question.append(child)
    return question, lists, rest


def _hints(reading: Reading, nodes: list[SyntaxTreeNode]) -> Iterator[str]:
    for node in nodes:
        with reading.source.collecting():
            yield from _hints_in(reading, node)


def _hints_in(reading: Reading, node: SyntaxTreeNode) -> Iterator[str]:
    if node.type == "blockquote":
        raise reading.error(node, "this feedback belongs to no choice", "indent it as far as the choice's own text")
    text = text_of(node) if node.type == "paragraph" else ""
    if not _HINT.match(text):
        to_do = "write Hint: before it" if node.type == "paragraph" else "hints are plain paragraphs"
        if _NEARLY_HINT.match(text):
            to_do = "write it as Hint: and the text, one paragraph for each"
        raise reading.error(node, "only hints can follow the choices", to_do)
    line = reading.line(node)
    # Hints on lines of their own without an empty line between: still one each.
    for part in re.split(r"\n(?=hint\s*:)", text, flags=re.IGNORECASE):
        hint = reading.markup.plain(_HINT.sub("", part, count=1))
        if not hint:
            raise LessonError("this hint is empty", to_do="write it after Hint:", where=reading.source.place(line))
        yield hint
        line += part.count("\n") + 1
