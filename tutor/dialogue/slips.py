"""How far one spelling is from another, counted in slips of the keyboard."""

from __future__ import annotations

_SURE = 9
"""Letters from which on two slips are still taken for the same word: `learnign raet`."""
_SHORT = 5
"""Among shorter words one letter for another, more or less is another word: `late` is no `rate` that was meant, a
`mass` no `pass`. Two that are swapped, or one that is doubled, are a slip: `sdg`, `adma`, `biass`."""
_SHORTEST = 3
"""Letters of the shortest in which a slip is seen: `rl` is something else than `lr`."""


def slips(typed: str, word: str) -> int:
    """A letter left out, put in, taken for another, or two neighbours swapped: how many of these lead from one to the
    other (the optimal string alignment distance, as in Boytsov, Indexing methods for approximate dictionary searching,
    2011, section 2.1)."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for at, letter in enumerate(typed, 1):
        last, before, row = before, row, [at]
        for place, other in enumerate(word, 1):
            best = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != other))
            if at > 1 < place and letter == word[place - 2] and typed[at - 2] == other:
                best = min(best, last[place - 2] + 1)
            row.append(best)
    return row[-1]


def is_slip(typed: str, word: str) -> bool:
    """Whether somebody who typed this may be taken to mean `word`, without being asked."""
    short = min(len(typed), len(word))
    if short < _SHORT and (short < _SHORTEST or set(typed) != set(word)):
        return typed == word
    most = 1 if short < _SURE else 2
    return abs(len(typed) - len(word)) <= most and slips(typed, word) <= most
