"""Paragraphs, lists, headings and blocks of code as messages, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tutor.cleaning import clean, clean_line
from tutor.errors import LessonError, Place, nearest
from tutor.frozen import dataclass
from tutor.lesson.inline import BLOCK, Markup
from tutor.lesson.markdown import SyntaxTreeNode
from tutor.lesson.model import Message, Span
from tutor.lesson.source import Source, shown

LAB = "lab"
NETWORK = "network"
BLOCKS = (LAB, NETWORK)
"""The words of fenced blocks that are more than code."""
PICTURE = "picture"
"""The word of a block of code that is a drawing; behind it stands in words what it shows."""
BOX = re.compile(r"\[[ xX✓✔✗vV*+-]{0,2}\](?=\s|$)")
"""How a choice begins: `[x]`, `[ ]`, and what was probably meant so."""

_DEEPEST = 12
"""Levels of nesting, of which a list takes two. The parser drops without a word what lies deeper than 20."""
_BULLET = "•"
_MARGIN = "start it at the left margin, after the end of what comes before"
_MISPLACED = (
    (
        re.compile(r"^\s*:::"),
        "this ::: ends nothing",
        "take it away, or begin a question with ::: quiz some-name",
    ),
    (
        re.compile(r"^\s*hint\s*:", re.IGNORECASE),
        "this hint does not stand below the choices of a question",
        "put it between the last choice and :::",
    ),
    (
        re.compile(r"\{\s*misconception\b"),
        "a misconception stands outside the feedback of a choice",
        "put it at the end of the feedback",
    ),
)
_LISTS = ("bullet_list", "ordered_list")
_BEGUN = dict.fromkeys(_LISTS, "a list") | {"blockquote": "a quotation", "heading": "a heading"}
_NUMBER = re.compile(r"[\d½¼.]")
_REFUSED = {
    "hr": ("a pause (---) cannot stand here", "put it outside, with an empty line around it"),
    "table": ("tables are not shown", "put it between lines of ```, as it shall look"),
    f"container_{BLOCK}": ("a question cannot stand inside a list, a quotation or another question", _MARGIN),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A lesson being read."""

    source: Source
    markup: Markup

    def line(self, node: SyntaxTreeNode) -> int:
        """The number of the first line of a block."""
        return node.map[0] + 1 if node.map else 1

    def place(self, node: SyntaxTreeNode) -> Place:
        """Where a block begins."""
        return self.source.place(self.line(node))

    def error(self, node: SyntaxTreeNode, what: str, to_do: str) -> LessonError:
        """A problem with a whole block."""
        return LessonError(what, to_do=to_do, where=self.place(node))


def messages(reading: Reading, nodes: Iterable[SyntaxTreeNode]) -> Iterator[tuple[Message, Place]]:
    """What is said in these blocks; problems are noted, and what is not text is refused."""
    for node in nodes:
        with reading.source.collecting():
            yield from _messages(reading, node, marker="")


def text_of(node: SyntaxTreeNode) -> str:
    """The Markdown inside a paragraph or heading."""
    return "\n".join(child.content for child in node.children if child.type == "inline")


def is_choice(item: SyntaxTreeNode) -> bool:
    """Whether a list item begins with a box, such as `[x]`."""
    first = item.children[0] if item.children else None
    return first is not None and first.type == "paragraph" and BOX.match(text_of(first)) is not None


def info_word(reading: Reading, fence: SyntaxTreeNode) -> str:
    """What a fenced block is: `lab`, `network`, or anything else for code.

    Raises:
        LessonError: the block has no end, or its word is nearly one of these.
    """
    _refuse_open(reading, fence)
    words = fence.info.split()
    if not words or words[0] in BLOCKS:
        if len(words) > 1:
            raise reading.error(fence, f"nothing can follow {words[0]} on this line", "put the settings below it")
        return words[0] if words else ""
    if guess := nearest(words[0], BLOCKS):
        raise reading.error(
            fence, f"there is no block {shown(words[0])}", f'did you mean "{guess}"? (for plain code write text)'
        )
    return str(words[0])


def _messages(reading: Reading, node: SyntaxTreeNode, marker: str) -> Iterator[tuple[Message, Place]]:
    place = reading.place(node)
    if node.level > _DEEPEST:
        raise reading.error(node, "this is nested too deeply", "start it farther left")
    _doubt_begun(reading, node)
    match node.type:
        case "paragraph" | "heading":
            _refuse_marks(reading, node)
            spans = reading.markup.spans(text_of(node))
            if spans:
                yield (
                    Message(spans, "heading" if node.type == "heading" else "item" if marker else "text", marker),
                    place,
                )
        case "fence" | "code_block":
            if node.type == "fence" and (word := info_word(reading, node)) in BLOCKS:
                raise reading.error(node, f"a {word} cannot stand inside a question, a list or a quotation", _MARGIN)
            code = clean(node.content).strip("\n")
            if code.strip():
                yield Message((Span(code, "code"),), "code", told=_told(node)), place
        case "bullet_list" | "ordered_list":
            for number, item in enumerate(node.children, _first_number(node)):
                yield from _item(reading, item, f"{number}." if node.type == "ordered_list" else _BULLET)
        case "blockquote":
            for child in node.children:
                yield from _messages(reading, child, marker)
        case other:
            what, to_do = _REFUSED.get(other, (f"a lesson cannot show this ({other})", "write it as plain text"))
            raise reading.error(node, what, to_do)


def _told(node: SyntaxTreeNode) -> str:
    """What a drawing shows, as its first line says it."""
    word, _, told = clean_line(node.info if node.type == "fence" else "").partition(" ")
    return told if word == PICTURE else ""


def _item(reading: Reading, item: SyntaxTreeNode, marker: str) -> Iterator[tuple[Message, Place]]:
    if is_choice(item):
        raise LessonError(
            "this choice stands outside a question",
            to_do="put ::: quiz some-name before the question and ::: after its last line",
            where=reading.source.find("[", reading.line(item)),
        )
    for child in item.children:
        yield from _messages(reading, child, marker)
        marker = ""


def _doubt_begun(reading: Reading, node: SyntaxTreeNode) -> None:
    """A wrapped line that happens to begin with a sign of Markdown's becomes something else without a word."""
    if node.type not in _BEGUN or not node.map:
        return
    place, above = reading.place(node), reading.source.line(node.map[0]).strip()
    sign = reading.source.line(place.line)[place.column - 1 :].partition(" ")[0]
    before = node.previous_sibling
    if before is not None and above and (before.type == "paragraph" or before.type in _LISTS) and not _is_inner(node):
        reading.source.doubts.append(
            LessonError(
                f"this line begins {_BEGUN[node.type]}, because {shown(sign)} stands first in it",
                to_do="break the line elsewhere if the sentence goes on; else put an empty line above",
                where=place,
            )
        )
    elif node.type == "bullet_list" and len(node.children) == 1 and _begins_with_number(node.children[0]):
        reading.source.doubts.append(
            LessonError(
                f"this is a list of one item: its {shown(sign)} is shown as {_BULLET}",
                to_do="for a minus or a plus, write it without the space, or in `…`",
                where=place,
            )
        )


def _begins_with_number(item: SyntaxTreeNode) -> bool:
    return bool(item.children) and _NUMBER.match(text_of(item.children[0])) is not None


def _is_inner(node: SyntaxTreeNode) -> bool:
    """A list of several items below the text of an item: that is how lists in lists are written."""
    inside = node.parent is not None and node.parent.type == "list_item"
    return inside and node.type in _LISTS and len(node.children) > 1


def _first_number(node: SyntaxTreeNode) -> int:
    return int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 1


def _refuse_marks(reading: Reading, node: SyntaxTreeNode) -> None:
    """What belongs to a question, but stands where it would be said as text."""
    for offset, line in enumerate(text_of(node).split("\n")):
        for pattern, what, to_do in _MISPLACED:
            if match := pattern.search(line):
                number = reading.line(node) + offset
                raise LessonError(what, to_do=to_do, where=reading.source.find(match[0], number, number))


def _refuse_open(reading: Reading, fence: SyntaxTreeNode) -> None:
    """The parser closes a block of code by itself where its text ends."""
    first, after = fence.map or (0, 0)
    last = reading.source.line(after).strip(" >\t")
    marks = fence.markup
    if after - first < 2 or len(last) < len(marks) or set(last) != set(marks):
        raise reading.error(
            fence, f"this block has no end: no line {shown(marks)} follows", "close it with such a line"
        )
