"""An order question: a numbered list in the right order, and below it choices that answer the orders given.

`- [x] in order` answers the right one, `- [ ] 2 1 3` another that was foreseen (by the numbers of the list, as it is
written), `- [ ] anything else` all the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tutor.errors import LessonError
from tutor.lesson.blocks import Reading, text_of
from tutor.lesson.choice import anything_else, text_place
from tutor.lesson.markdown import SyntaxTreeNode
from tutor.lesson.model import ANYTHING_ELSE, IN_ORDER, Choice
from tutor.lesson.source import shown

_NUMBERS = re.compile(r"[0-9]{1,3}(?:[\s,;.>→-]+[0-9]{1,3})*")


def split_items(
    reading: Reading, node: SyntaxTreeNode, question: Sequence[SyntaxTreeNode]
) -> tuple[list[SyntaxTreeNode], tuple[str, ...]]:
    """The blocks of the question without its numbered list, and the items of the list. Problems with items are noted.

    Raises:
        LessonError: there is no such list, or more than one, or it does not begin with 1.
    """
    lists = [block for block in question if block.type == "ordered_list"]
    if not lists:
        raise reading.error(
            node,
            "there is nothing to put in order",
            "write the items as a list in the right order: 1. first, 2. second",
        )
    if len(lists) > 1:
        raise reading.error(lists[1], "there are two numbered lists", "leave one, in the right order")
    if lists[0].attrs.get("start", 1) != 1:
        raise reading.error(lists[0], "this list does not begin with 1", "number its items 1. 2. 3.")
    texts: list[str] = []
    lines: dict[str, int] = {}
    for item in lists[0].children:
        with reading.source.collecting():
            text = _item(reading, item)
            if (earlier := lines.get(text.casefold())) is not None:
                raise reading.error(item, f"{shown(text)} stands here twice, at line {earlier} too", "tell them apart")
            lines[text.casefold()] = reading.line(item)
            texts.append(text)
    # With an item missing, what is wrong with the orders below could not be told.
    whole = len(texts) == len(lists[0].children)
    return [block for block in question if block is not lists[0]], tuple(texts) if whole else ()


def as_orders(reading: Reading, choices: Sequence[Choice], count: int) -> Iterator[Choice]:
    """The choices with the orders of `count` items that they answer. Problems are noted, and the choices that have one
    left out."""
    for choice in choices:
        with reading.source.collecting():
            yield anything_else(choice) or _as_order(reading, choice, count)


def _item(reading: Reading, item: SyntaxTreeNode) -> str:
    if len(item.children) != 1 or item.children[0].type != "paragraph":
        what = "this item is empty" if not item.children else "an item is one line of text"
        raise reading.error(item, what, "write what is to be put in order, and feedback below the choices")
    text = reading.markup.plain(text_of(item.children[0]))
    if not text:
        raise reading.error(item, "this item is empty", "write what is to be put in order")
    return text


def _as_order(reading: Reading, choice: Choice, count: int) -> Choice:
    text = choice.text.casefold().rstrip(".")
    in_order = tuple(range(count))
    if text == IN_ORDER:
        order = in_order
    else:
        numbers = [int(number) for number in re.findall("[0-9]+", text)] if _NUMBERS.fullmatch(text) else []
        order = tuple(number - 1 for number in numbers)
        if tuple(sorted(order)) != in_order:
            example = " ".join(str(place) for place in (2, 1, *range(3, count + 1)))
            raise LessonError(
                f"{shown(choice.text)} is no order of the {count} items",
                to_do=f'write each number once, such as {example}, or "{IN_ORDER}", or "{ANYTHING_ELSE}"',
                where=text_place(reading, choice),
            )
    if order == in_order and not choice.right:
        raise LessonError("the order of the list is the right one", to_do="give it the box [x]", where=choice.place)
    told = IN_ORDER if order == in_order else " ".join(str(place + 1) for place in order)
    return replace(choice, text=told, order=order)
