"""Utterances -> blocks of styled text, as they stand in the transcript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tutor.dialogue.model import Choices, Feedback, Judged, LearnerSaid, TutorSays, Utterance
from tutor.frozen import dataclass
from tutor.lesson.model import Message
from tutor.tui.glyphs import Glyphs

TUTOR = "tutor"
LEARNER = "you"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the role that decides its looks; roles are the transcript's component classes."""

    text: str
    role: str = "plain"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph in the transcript."""

    speaker: str
    pieces: tuple[Piece, ...]
    indent: str = ""
    """Stands before the first line; the others hang under the text ("a) ", "• ")."""
    wrapped: bool = True
    """False keeps the line breaks as they are."""
    close: bool = False
    """Follows the block before it without a blank line between."""


def blocks(utterances: Iterable[Utterance], glyphs: Glyphs) -> Iterator[Block]:
    """What is to be read of `utterances`; requests to run or to leave have nothing to read."""
    for utterance in utterances:
        for block in _blocks(utterance, glyphs):
            yield block if glyphs.charset == "all" else _spelled(block, glyphs)


def _blocks(utterance: Utterance, glyphs: Glyphs) -> Iterator[Block]:
    match utterance:
        case TutorSays(message=message):
            yield _message(message)
        case LearnerSaid(text=text):
            yield Block(LEARNER, (Piece(text, "learner"),))
        case Choices(items=items):
            for letter, text in items:
                yield Block(TUTOR, (Piece(text),), indent=f"{letter}) ", close=True)
        case Feedback(right=right, message=message):
            sign = Piece(f"{glyphs.right if right else glyphs.wrong} ", "right" if right else "wrong")
            yield Block(TUTOR, (sign, *_pieces(message)))
        case Judged(verdict=verdict, words=words, name=of, brief=brief):
            signs = {"converged": glyphs.converged, "overshot": glyphs.overshot, "stalled": glyphs.stalled}
            called, reason = verdict.called
            name = f"{signs[verdict.verdict]} {f'{of}: ' if of else ''}{called.upper()}, {reason}."
            yield Block(TUTOR, (Piece(name, verdict.verdict), Piece(" " + " ".join(words))), close=brief)


def _spelled(block: Block, glyphs: Glyphs) -> Block:
    pieces = tuple(Piece(glyphs.text(piece.text), piece.role) for piece in block.pieces)
    return replace(block, pieces=pieces, indent=glyphs.text(block.indent))


def _message(message: Message) -> Block:
    indent = f"{message.marker} " if message.kind == "item" else ""
    return Block(
        TUTOR,
        tuple(_pieces(message)),
        indent=indent,
        wrapped=message.kind != "code",
        close=message.kind == "item",
    )


def _pieces(message: Message) -> Iterator[Piece]:
    for span in message.spans:
        role = "strong" if message.kind == "heading" else "code" if message.kind == "code" else span.style
        yield Piece(span.text, role)
