"""Reads what was typed: a command, a choice, a question. Numbers are in `numbers.py`.

Nothing here knows the lesson's place; the conversation asks for the reading that fits what it waits for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from tutor.cleaning import clean_line

LONGEST = 200
"""More characters than any answer needs; the rest of a longer line is not read."""

CommandName = Literal["hint", "again", "skip", "back", "help", "quit", "answer", "lessons", "next"]

_COMMANDS: dict[CommandName, tuple[str, ...]] = {
    "hint": (
        "hint",
        "hints",
        "tip",
        "clue",
        "?",
        "stuck",
        "i don't know",
        "i dont know",
        "idk",
        "don't know",
        "no idea",
    ),
    "again": ("again", "repeat", "once more", "say again", "say that again", "one more time", "restart", "rerun"),
    "skip": ("skip", "pass", "skip it", "skip this"),
    "back": ("back", "previous", "go back"),
    "help": ("help", "help me", "commands", "what can i type", "what can i do", "h", "f1"),
    "quit": ("quit", "exit", "bye", "goodbye", "q", ":q", "leave", "logout", "stop"),
    "answer": ("answer", "show answer", "the answer", "show me", "tell me", "solution", "give up", "i give up"),
    "lessons": ("lessons", "menu", "list", "contents", "course"),
    "next": ("next", "go on", "continue", "ok", "okay", "yes", "y", "sure", "go", "proceed", "done", "ready"),
}
_BY_SPELLING = {spelling: name for name, spellings in _COMMANDS.items() for spelling in spellings}
_QUESTION = re.compile(
    r"(?:what|why|how|who|when|where|which|is|are|does|do|can|could|explain|define|difference|meaning)\b", re.IGNORECASE
)
_LEAD = re.compile(r"^(?:(?:i (?:think|say|choose|guess|pick)|it'?s|its|option|answer|choice|letter|number|maybe)\s+)+")


@dataclass(frozen=True, slots=True)
class Command:
    """A word that steers the conversation."""

    name: CommandName
    rest: str = ""
    """What followed it: `again with 0.3`."""


def read_command(text: str) -> Command | None:
    """The command in `text`, with or without a leading slash; None if it is something else."""
    said = text.strip().casefold().replace("’", "'").removeprefix("/").strip(" .!")
    if said in _BY_SPELLING:
        return Command(_BY_SPELLING[said])
    if said.endswith(" please") or said.startswith("please "):
        return read_command(re.sub(r"\bplease\b", "", said))
    if match := re.fullmatch(r"(?:again|once more)\s*(?:with|at)?\s*(?=\S)(.+)", said):
        return Command("again", match.group(1))
    return None


def guess_command(text: str) -> CommandName | None:
    """The command that a misspelt word (`hnit`, `agian`) was probably meant to be."""
    said = text.strip().casefold().removeprefix("/")
    if not 3 <= len(said) <= 12 or " " in said:
        return None
    best = max(_COMMANDS, key=lambda name: _alike(said, name))
    return best if _alike(said, best) >= 0.75 else None


def is_question(text: str) -> bool:
    """Whether the learner asks something instead of answering."""
    text = text.strip()
    return len(text) > 1 and (text.endswith("?") or bool(_QUESTION.match(text))) and " " in text


def read_choices(text: str, offered: Sequence[str]) -> tuple[int, ...] | None:
    """Which of the `offered` texts are chosen, as indices: by letter (`b`, `B)`, `option b`), by number (`2`), or by
    (part of) its words; several as `a c`, `a, c`, `ac`, `a and c`. None if nothing fits or more than one text does."""
    said = text.strip().casefold()
    letters = {chr(ord("a") + index): index for index in range(len(offered))}
    digits = {str(index + 1): index for index in range(len(offered))}
    bare = _LEAD.sub("", said)
    parts = [part for part in re.split(r"[\s,;.()\[\]/+&:!?\"'-]+|\band\b", bare) if part]
    known = letters | digits
    if parts and all(part in known for part in parts):
        return tuple(sorted({known[part] for part in parts}))
    if len(parts) == 1 and len(parts[0]) > 1 and len(set(parts[0])) == len(parts[0]) and set(parts[0]) <= set(letters):
        return tuple(sorted(letters[letter] for letter in parts[0]))
    if match := re.match(r"\(?([a-z])\s*[).:,]\s+\S", bare):
        index = letters.get(match.group(1))
        return None if index is None else (index,)
    return _by_words(said, offered)


def _by_words(said: str, offered: Sequence[str]) -> tuple[int, ...] | None:
    plain = [clean_line(text).casefold().strip(" .") for text in offered]
    said = said.strip(" .")
    if said in plain:
        return (plain.index(said),)
    if len(said) < 3:
        return None
    inside = [index for index, text in enumerate(plain) if re.search(rf"\b{re.escape(said)}", text)]
    if len(inside) == 1:
        return (inside[0],)
    likeness = sorted(((_alike(said, text), index) for index, text in enumerate(plain)), reverse=True)
    clear = likeness[0][0] >= 0.8 and (len(likeness) == 1 or likeness[0][0] - likeness[1][0] >= 0.1)
    return (likeness[0][1],) if clear else None


def _alike(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second).ratio()
