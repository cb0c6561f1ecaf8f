"""Which short texts say the same: how a learner's words are compared with those that an author foresaw.

Forgiven are case, articles, punctuation, the s of a plural, and spaces and hyphens between and inside words: `Learning
rates` says `the learning-rate`. Signs of a formula and digits must be right: `1 − w` is not `1 + w`, `2.5` not `25`.

One slip of the keyboard (a letter wrong, missing, too many, or two neighbours swapped) is forgiven in a word of five
letters or more; this is a Damerau-Levenshtein distance of 1. The first letter must be right: a `height` is no slip of a
`weight`, and `asymmetric` none of `symmetric`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from tutor.frozen import dataclass

SHORTEST_SLIP = 5
"""Letters that a word must have so that a slip in it is forgiven."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SIGNS = str.maketrans(dict.fromkeys("−–—‐‑﹣", "-") | {"×": "*", "·": "*", "⋅": "*", "÷": "/", "⁄": "/"})
_LETTER = r"[^\W\d_]"
_HYPHEN = re.compile(rf"(?<={_LETTER}{_LETTER})-(?={_LETTER})|(?<={_LETTER})-(?={_LETTER}{_LETTER})")
"""A minus between letters alone, as in x-y, is one of a formula."""
_TOKEN = re.compile(r"(?:[^\W_]|(?<=\d)\.(?=\d))+|[-+*/^=<>%≤≥≠≈±√∞∂∇]")
_ARTICLES = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class _Word:
    core: str
    """Without the s of a plural."""
    letters: int
    """How long it was; 0 for signs and what has digits."""


def says_something(text: str) -> bool:
    """Whether anything in `text` is compared at all: a letter, a digit or a sign of a formula."""
    return bool(_words(text))


def same(first: str, second: str) -> bool:
    """Whether the texts say the same, without a slip."""
    return _joined(_words(first)) == _joined(_words(second))


def slipped(typed: str, meant: str) -> bool:
    """Whether `typed` is `meant` with one slip of the keyboard."""
    words = _words(meant)
    return _one_slip(_joined(_words(typed)), _joined(words), words)


def matching(typed: str, foreseen: Sequence[Sequence[str]], *, slips: bool = True) -> int | None:
    """Which of the answers foreseen is typed.

    Args:
        typed: what the learner typed.
        foreseen: for each answer the texts that say it.
        slips: whether one slip is forgiven.

    Returns:
        Its index; None if it is none of them, or only one slip away from two. What is typed without a slip is never
        taken for a slip in another.
    """
    if not says_something(typed):
        return None
    for index, texts in enumerate(foreseen):
        if any(same(typed, text) for text in texts):
            return index
    near = [index for index, texts in enumerate(foreseen) if any(slipped(typed, text) for text in texts)]
    return near[0] if slips and len(near) == 1 else None


@lru_cache(maxsize=512)  # a line is compared with the same texts as the last; reading one takes about 90 µs
def _words(text: str) -> tuple[_Word, ...]:
    text = re.sub("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda match: "^" + match[0].translate(_SUPERSCRIPTS), text)
    text = unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS).replace("**", "^")
    text = _HYPHEN.sub(" ", re.sub("['’‘`´]", "", text))
    text = re.sub(r"(?<!\d)\.(?=\d)", "0.", re.sub(r"(?<=\d),(?=\d)", ".", text))
    tokens = _TOKEN.findall(text)
    kept = [token for token, after in zip(tokens, [*tokens[1:], ""], strict=False) if not _is_article(token, after)]
    return tuple(_Word(_singular(token), len(token)) if token.isalpha() else _Word(token, 0) for token in kept)


def _is_article(token: str, after: str) -> bool:
    """An article stands before a word: the a of "x + a" is none."""
    return token in _ARTICLES and len(after) > 1 and after.isalpha()


def _singular(word: str) -> str:
    """Applied to both sides of a comparison, so that it need not be a word of the dictionary."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ias")):
        return word
    if word.endswith(("sses", "iases", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return f"{word[:-3]}y" if word.endswith("ies") and len(word) > 4 else word[:-1]


def _joined(words: Sequence[_Word]) -> str:
    return "".join(word.core for word in words)


def _one_slip(typed: str, meant: str, words: Sequence[_Word]) -> bool:
    """Whether one slip, in a long enough word of `meant`, makes `typed` of it."""
    longer = len(typed) - len(meant)
    if typed == meant or abs(longer) > 1:
        return False
    at = next((i for i, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other), None)
    at = min(len(typed), len(meant)) if at is None else at
    inside = _inside(words)
    if longer == 1:
        # At the end of a word the letter too many belongs to it; at a word's beginning it is a first letter.
        return typed[at].isalpha() and at > 0 and inside[at - 1] and typed[at + 1 :] == meant[at:]
    if longer == -1:
        return inside[at] and not _begins(words, at) and typed[at:] == meant[at + 1 :]
    if typed[at + 1 :] == meant[at + 1 :]:
        return inside[at] and typed[at].isalpha() and not _begins(words, at)
    swapped = typed[at : at + 2] == meant[at : at + 2][::-1] and typed[at + 2 :] == meant[at + 2 :]
    return swapped and inside[at] and inside[at + 1]


def _inside(words: Sequence[_Word]) -> list[bool]:
    """For each character of the joined words, whether a slip there is forgiven."""
    return [word.letters >= SHORTEST_SLIP for word in words for _ in word.core]


def _begins(words: Sequence[_Word], at: int) -> bool:
    """Whether a word begins at this character of the joined words."""
    start = 0
    for word in words:
        if start == at:
            return True
        start += len(word.core)
    return False
