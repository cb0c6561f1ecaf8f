"""Reads what was typed: a command, a choice, a question. Numbers are read in `numbers.py`.

Nothing here knows the lesson's place; the conversation asks for the reading that fits what it waits for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from tutor.cleaning import clean_line
from tutor.dialogue.numbers import NumberRead, read_number
from tutor.frozen import dataclass
from tutor.later import pattern

LONGEST = 200
"""More characters than any answer needs; a longer line is not read."""

CommandName = Literal["hint", "unsure", "again", "skip", "back", "help", "quit", "answer", "choices", "lessons", "next"]

_COMMANDS: dict[CommandName, tuple[str, ...]] = {
    "hint": (
        "hint",
        "hints",
        "tip",
        "clue",
        "?",
        "stuck",
        "i don't understand",
        "i dont understand",
        "i don't get it",
        "i dont get it",
    ),
    "unsure": (
        "i don't know",
        "i dont know",
        "idk",
        "don't know",
        "dont know",
        "dunno",
        "i have no idea",
        "no idea",
        "no clue",
        "not sure",
        "i'm not sure",
        "im not sure",
        "unsure",
    ),
    "again": ("again", "repeat", "once more", "say again", "say that again", "one more time", "restart", "rerun"),
    "skip": ("skip", "pass", "skip it", "skip this"),
    "back": ("back", "previous", "go back"),
    "help": (
        "help",
        "help me",
        "commands",
        "what can i type",
        "what can i do",
        "what do i do",
        "what do i do now",
        "what should i do",
        "what now",
        "now what",
        "what do i type",
        "what",
        "huh",
        "i'm lost",
        "i'm confused",
        "h",
        "f1",
    ),
    "quit": ("quit", "exit", "bye", "goodbye", "q", ":q", "leave", "logout", "stop"),
    "answer": ("answer", "show answer", "the answer", "show me", "tell me", "solution", "give up", "i give up"),
    "choices": ("answers", "choices", "options"),
    "lessons": ("lessons", "menu", "list", "contents", "course"),
    "next": (
        "next",
        "go on",
        "continue",
        "ok",
        "okay",
        "yes",
        "y",
        "sure",
        "go",
        "proceed",
        "done",
        "ready",
    ),
}
_LESSON = pattern(
    r"(?:(?:let'?s\s+)?(?:(?:please\s+)?(?:i\s+want\s+to\s+)?(?P<verb>(?:go|take\s+me|jump|move|switch|skip|get)"
    r"(?:\s+back)?\s+to|open|start|play|do|try|show(?:\s+me)?))\s+)?(?:the\s+)?"
    r"(?:(?P<step>next|previous|first)\s+lesson|lesson\s+(?:number\s+|no\.?\s*)?(?:#\s*)?(?P<which>\S.{0,59}))"
)
"""`lesson 10`, `go to lesson 3`, `next lesson`."""
_STEPS: dict[str, str] = {"next": "next", "previous": "previous", "first": "1"}
_BY_SPELLING = {spelling: name for name, spellings in _COMMANDS.items() for spelling in spellings}
_QUESTION = pattern(
    r"(?:what|whats|why|how|who|when|where|which|is|are|does|do|can|could|explain|define|describe|difference|meaning|"
    r"tell me|i (?:don['’]?t|do not) (?:understand|get|know) (?:what|why|how|which))\b",
    re.IGNORECASE,
)
_ASKING = ("what", "why", "how", "when", "which", "explain", "define", "describe", "difference", "meaning")
"""First words that are known even if they are misspelt."""
_OF_A_RUN = pattern(r"(?:was|were|did|didn['’]?t|wasn['’]?t|wy|so why|and why|but why)\b", re.IGNORECASE)
"""How questions about a run begin, too; answers may begin so as well."""
_LEAD = pattern(
    r"^(?:(?:(?:well|hm+|um+|so|ok|okay),?|i(?:'d| would)? (?:think|say|choose|guess|pick|bet|believe)|it'?s|it is|"
    r"is it|its|the|answer(?: is)?|option|choice|letter|number|maybe|perhaps|probably)\s+)+"
)
_TAIL = pattern(r"(?:,?\s+(?:i (?:think|guess|say)|please|maybe))+$")
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "a all an and any are as at be but by can do does each for from has have i if in is it its no not of on one "
        "only or so than that the then there they this to too was we what when which why will with yes you",
    )
)
"""Words that occur in every other sentence: alone they point at no choice."""


@dataclass(frozen=True, slots=True)
class Command:
    """A word that steers the conversation."""

    name: CommandName
    rest: str = ""
    """What followed it: `again with 0.3`, `lesson 10`. Of lessons: a number, a part of a title, `next` or
    `previous`."""


def read_command(text: str) -> Command | None:
    """The command in `text`, with or without a leading slash; None if it is something else."""
    said = _plain(text).removeprefix("/") or text.strip()[:1]
    if said in _BY_SPELLING:
        return Command(_BY_SPELLING[said])
    if said.endswith(" please") or said.startswith("please "):
        return read_command(re.sub(r"\bplease\b", "", said))
    if match := re.fullmatch(r"(?:again|once more)(?:\s+(?:with|at))?\s+(.+)", said):
        return Command("again", match.group(1))
    return _lesson(said)


def _lesson(said: str) -> Command | None:
    """The lesson that is named, by a number or, after a verb (`go to lesson momentum`), by a part of its title."""
    match = _LESSON.fullmatch(said)
    if match is None:
        return None
    if match["step"]:
        return Command("lessons", _STEPS[match["step"]])
    number = read_number(match["which"])
    if isinstance(number, NumberRead) and 0 <= number.value < 1e4 and number.value == int(number.value):
        return Command("lessons", f"{number.value:.0f}")
    return Command("lessons", match["which"]) if match["verb"] else None


def guess_command(text: str) -> CommandName | None:
    """The command that a misspelt word (`hnit`, `agian`) was probably meant to be."""
    said = _plain(text).removeprefix("/")
    if not 3 <= len(said) <= 12 or " " in said:
        return None
    best = max(_COMMANDS, key=lambda name: _alike(said, name))
    return best if _alike(said, best) >= 0.75 else None


def is_question(text: str, offered: Sequence[str] = ()) -> bool:
    """Whether the learner asks something instead of answering. One of the `offered` texts with a question mark after
    it is an answer in doubt."""
    text = text.strip()
    if not any(character.isalpha() for character in text):
        return False
    if _QUESTION.match(text):
        return " " in text or text.endswith("?") or text.casefold() in ("why", "how", "explain")
    about_a_run = _OF_A_RUN.match(text) is not None and " " in text
    asks = text.endswith("?") or about_a_run or asking_mended(text) != text
    return asks and read_choices(text, offered) is None


def asking_mended(text: str) -> str:
    """`text` with its first word put right if that is a misspelt `what`, `how` or the like, and more follows."""
    first, _, rest = text.partition(" ")
    said = first.casefold()
    if len(said) < 3 or said in _ASKING or not rest.strip():
        return text
    swapped = (word for word in _ASKING if sorted(word) == sorted(said))
    # With the same beginning: `show` is no misspelt `how`.
    slipped = (word for word in _ASKING if word[0] == said[0] and _alike(said, word) > 0.85)
    meant = next(swapped, None) or next(slipped, None)
    return text if meant is None else f"{meant} {rest}"


def read_choices(text: str, offered: Sequence[str]) -> tuple[int, ...] | None:
    """Which of the `offered` texts are chosen, as indices: by letter (`b`, `B)`, `option b`), by number (`2`), or by
    (part of) its words; several as `a c`, `a, c`, `ac`, `a and c`, or by their words. A number is only the choice that
    says it, not one that has it among its words. None if nothing fits or more than one text does."""
    if not offered or not _plain(text) or len(text) > LONGEST:
        return None
    for said in dict.fromkeys((_plain(text), bare(text))):
        for read in (_by_name, _by_letters, _by_words, _one_by_one):
            if said and (picked := read(said, offered)) is not None:
                return picked
    return None


def bare(text: str) -> str:
    """The answer without the words around it: `gradient` of "I think it's the gradient, maybe"; in small letters."""
    return _TAIL.sub("", _LEAD.sub("", _plain(text)))


def names_a_choice(text: str, offered: Sequence[str]) -> bool:
    """Whether `text` is a letter, or the whole of a choice, or its beginning: an answer, even where it reads like a
    command ("stop") or a question ("does it bounce?")."""
    said = _plain(text)
    if not offered or not said or len(text) > LONGEST:
        return False
    if _by_name(said, offered) is not None or _by_letters(said, offered) is not None:
        return True
    return len(said.split()) >= 3 and sum(_plain(other).startswith(said) for other in offered) == 1


def _by_name(said: str, offered: Sequence[str]) -> tuple[int, ...] | None:
    """By the whole text, by what stands before its first colon or comma ("Yes: …"), or by the value of a number."""
    plain = [_plain(text) for text in offered]
    if said in plain:
        return (plain.index(said),)
    heads = [re.split(r"[:;](?!\d)|(?<=[a-z]),|(?<=\d),(?=\s[^\W\d])|\s[–—]\s", text)[0] for text in plain]
    # Only where the head is no beginning of another choice: "it climbs" may mean "It climbs by 0.6" too.
    if heads.count(said) == 1 and sum(text.startswith(said) for text in plain) == 1:
        return (heads.index(said),)
    if isinstance(number := read_number(said), NumberRead):
        # "Nothing: …" is no 0, where "half" may be 0.5.
        numbers = [head if any(map(str.isdigit, head)) else text for head, text in zip(heads, plain, strict=True)]
        values = [read.value if isinstance(read := read_number(text), NumberRead) else None for text in numbers]
        if values.count(number.value) == 1:
            return (values.index(number.value),)
    return None


def _by_letters(said: str, offered: Sequence[str]) -> tuple[int, ...] | None:
    if re.match(r"[+-]\s*\d", said):
        return None  # a number below 0 is no place in a list
    known = {chr(ord("a") + index): index for index in range(len(offered))}
    glued = set(known)
    if not any(re.match(r"[−+-]?[.,]?\d", text.strip()) for text in offered):
        # Where the choices are numbers themselves, 2 means the number 2 and not the second choice.
        known |= {str(index + 1): index for index in range(len(offered))}
    alone = bare(said)
    parts = [part for part in re.split(r"[\s,;.()\[\]/+&:!?\"'-]+|\band\b", alone) if part]
    if parts and all(part in known for part in parts):
        return tuple(sorted({known[part] for part in parts}))
    if match := re.match(r"\(?([a-z])\s*[).:,]\s+\S", alone):
        index = known.get(match.group(1))
        return None if index is None else (index,)
    is_word = any(re.search(rf"\b{re.escape(alone)}\b", _plain(text)) for text in offered)
    if len(alone) > 1 and not is_word and len(set(alone)) == len(alone) and set(alone) <= glued:
        return tuple(sorted(known[letter] for letter in alone))
    return None


def _by_words(said: str, offered: Sequence[str]) -> tuple[int, ...] | None:
    if len(said) < 3 or _EMPTY.issuperset(re.findall(r"\w+", said)):
        return None
    if isinstance(read_number(said), NumberRead) and any(map(str.isdigit, said)):
        return None  # 0.95 is no slip of the keyboard for 0.9, nor "only later than at 0.95"
    plain = [_plain(text) for text in offered]
    whole = r"(?!\w|[.,]\d)" if len(said) < 4 or said[-1].isdigit() else ""
    part = re.compile(rf"(?<![\w.,−-]){re.escape(said)}{whole}")
    inside = [index for index, text in enumerate(plain) if part.search(text)]
    if len(inside) == 1:
        return (inside[0],)
    likeness = sorted(((_alike(said, text), index) for index, text in enumerate(plain)), reverse=True)
    clear = likeness[0][0] >= 0.8 and (len(likeness) == 1 or likeness[0][0] - likeness[1][0] >= 0.1)
    return (likeness[0][1],) if clear else None


def _one_by_one(said: str, offered: Sequence[str]) -> tuple[int, ...] | None:
    """Several choices by their words: `0.6 and 0.9`."""
    parts = [part.strip() for part in re.split(r"[,;+&](?!\d)|\band\b|(?<=\d)\s+(?=[\d.,−-])", said) if part.strip()]
    if len(parts) < 2:
        return None
    picked: set[int] = set()
    for part in parts:
        read = _by_name(part, offered) or _by_letters(part, offered) or _by_words(part, offered)
        if read is None:
            return None
        picked.update(read)
    return tuple(sorted(picked))


def _plain(text: str) -> str:
    """What two spellings of one answer have in common."""
    return clean_line(text).casefold().replace("’", "'").rstrip(" .,!?")


def _alike(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second).ratio()
