"""Answers "what is momentum?" from the glossary: no network, no model, no guessing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from tutor.dialogue.answers import asking_mended
from tutor.dialogue.slips import is_slip, slips
from tutor.later import pattern
from tutor.lesson.model import Term

# What people write around the word they ask about.
_AROUND = pattern(
    r"^(?:(?:please|so|and|but|hey|tutor|can you|could you|what(?:'s| is| are| does| do| was)?|who is|how does|how do|"
    r"define|explain|describe|tell me|about|the|a|an|my|your|our|its|is|meant by|meaning of|word|term|this|that|me|"
    r"difference|between|again|to me)\b[\s,:]*)+|"
    r"(?:\b(?:mean|means|do|does|work|works|again|please|here|exactly)\b|[\s?.!])+$",
    re.IGNORECASE,
)
_PAIR = pattern(r"difference between\s+(.+?)\s+and\s+(.+)|(.+?)\s+(?:vs\.?|versus|or)\s+(.+)", re.IGNORECASE)
_FRAME = ("difference", "between", "explain", "define", "describe", "versus", "meaning")
"""What is mended if it is misspelt, since the question cannot be read without."""
_QUESTION = re.compile(r"(?:why|when|where|which|how|is|are|was|did|can|could|should|will|would)\b")
"""What begins so names no term of its own: why bounce?"""
_MOST_WORDS = 3
"""More words than these are no term but a question."""
_INFLECTED = r"(?:e?s|e?d|ing|ers?)?"
"""How a word may go on: batches and batched are about a batch; lossless is not about the loss."""
NEAREST = 3
"""Terms offered where the one asked for is not known."""


def reply(terms: Sequence[Term], question: str) -> str:
    """What the glossary says to `question`, or that it says nothing and which terms come nearest."""
    names = {name.casefold(): term for term in terms for name in (term.name, *term.also)}
    question = _mended(asking_mended(question), names)
    if pair := _PAIR.search(question):
        parts = [part for part in pair.groups() if part]
        found = [_find(names, part) for part in parts]
        if all(found):
            return " ".join(dict.fromkeys(_told(term) for term in found if term))
        if any(found):
            unknown = next(bare(part) for part, term in zip(parts, found, strict=True) if term is None)
            known = next(term for term in found if term)
            others = {name: term for name, term in names.items() if term is not known}
            return f'{_told(known)} The other one I don\'t know: "{unknown}".{_nearest(others, unknown)}'
    if term := _find(names, question):
        return _told(term)
    if name := _mentioned(names, question):
        asks = _QUESTION.match(question.strip().casefold())
        compound = None if asks else _compound(bare(question), name)
        part = f'I cannot explain "{compound}" as a whole, but a part of it. ' if compound else ""
        return part + _told(names[name])
    if near := _nearest(names, bare(question)):
        return f"I don't know that one.{near}"
    listed = ", ".join(term.name for term in terms[: 2 * NEAREST])
    return "I don't know that one." + (f" I can explain words of the course, such as {listed}." if listed else "")


def is_named(terms: Sequence[Term], question: str, *, first: bool = False) -> bool:
    """Whether the question is about a term by one of its names, in singular or plural: what is a batch?

    Args:
        terms: those of the glossary.
        question: as typed.
        first: by its first name only.
    """
    wanted = bare(question)
    names = {name.casefold() for term in terms for name in (term.name, *(() if first else term.also))}
    return wanted in names or wanted.removesuffix("s") in names


def _nearest(names: dict[str, Term], wanted: str) -> str:
    """The question whether one of the terms that come nearest is meant, after a space; empty if none comes near."""
    alike = [name for name in names if name[:1] == wanted[:1]]
    near = get_close_matches(wanted, alike, n=NEAREST, cutoff=0.6) or get_close_matches(
        wanted, names, n=NEAREST, cutoff=0.75
    )
    # By its other name only a term that looks nothing like what was typed: offering "diverge" for "explodin" puzzles.
    offered = {names[name].name: name for name in near}
    told = (term if term[:1].casefold() == wanted[:1] else name for term, name in offered.items())
    return f" Do you mean {' or '.join(told)}?" if near else ""


def _mended(question: str, names: dict[str, Term]) -> str:
    """The words around the one that is asked for, slips of the keyboard forgiven: `diffrence betwen`."""
    words = question.split()
    known = {part for name in names for part in name.split()}  # learning is no slip for meaning
    for place, word in enumerate(words):
        asked = word.casefold()
        if len(asked) >= 5 and asked not in known and (close := get_close_matches(asked, _FRAME, n=1, cutoff=0.8)):
            words[place] = close[0]
    return " ".join(words)


def _told(term: Term) -> str:
    return f"{term.name[:1].upper()}{term.name[1:]}: {term.text}"


def _find(names: dict[str, Term], words: str) -> Term | None:
    """The term that `words` name, in singular or plural, a slip of the keyboard forgiven. What may be a slip for one
    term or for another is neither."""
    wanted = bare(words)
    for word in (wanted, wanted.removesuffix("s"), f"{wanted}s"):
        if word in names:
            return names[word]
    singular = wanted.removesuffix("s")
    meant: dict[int, list[Term]] = {}
    for name, term in names.items():
        for word in (wanted, singular):
            if is_slip(word, name):
                meant.setdefault(slips(word, name), []).append(term)
    nearest = dict.fromkeys(id(term) for term in meant[min(meant)]) if meant else {}
    return meant[min(meant)][0] if len(nearest) == 1 else None


def _mentioned(names: dict[str, Term], question: str) -> str | None:
    """The longest name of a term that stands somewhere in the question: "why did it zigzag like that?"."""
    words = question.casefold()
    inside = [
        name for name in names if len(name) > 2 and re.search(rf"\b{re.escape(name)}{name[-1]}?{_INFLECTED}\b", words)
    ]
    return max(inside, key=len, default=None)


def _compound(asked: str, name: str) -> str | None:
    """The whole of what is asked for, where it looks like a term of its own that has another in it: explaining `weight`
    to whoever asks for "weight noise" would answer a question that was not asked."""
    rest = re.sub(rf"\b{re.escape(name)}\w*", "", asked).split()
    return asked if rest and len(asked.split()) <= _MOST_WORDS else None


def bare(words: str) -> str:
    """The words without what people write around them."""
    left = words.casefold().replace("’", "'").strip()
    while (shorter := _AROUND.sub("", left).strip(" \"'`")) != left:
        left = shorter
    return left
