"""Learners' names: any Unicode that one can see, and the safe file name that belongs to each."""

from __future__ import annotations

import unicodedata

from tutor.cleaning import clean_line
from tutor.digest import sha256
from tutor.errors import RecordError

LONGEST = 40
"""Characters in a learner's name."""

_SLUG = 24
_VISIBLE = frozenset("LNPS")
"""Letters, numbers, punctuation, symbols: the first letters of the Unicode categories that leave a mark."""


def clean_name(name: str) -> str:
    """The name as it is shown: without control characters, on one line.

    Raises:
        RecordError: nothing visible is left, or more than `LONGEST` characters. A longer name is refused rather
            than cut: two learners whose names begin alike must not share a record.
    """
    shown = clean_line(name)
    if not any(unicodedata.category(character)[0] in _VISIBLE for character in shown):
        raise RecordError("a name needs at least one letter or number", to_do="type the name you want to be called by")
    if len(shown) > LONGEST:
        raise RecordError(
            f'the name "{shown[:12]}…" has {len(shown)} characters',
            to_do=f"use at most {LONGEST}, a first name will do",
        )
    return shown


def identity(name: str) -> str:
    """What two spellings of one name have in common: Unicode's NFKC_Casefold without the ignorable characters."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", name).casefold())
    return " ".join(unicodedata.normalize("NFKC", folded.casefold()).split())


def file_name(name: str) -> str:
    """`ana-maria-8d5957a2c1f0e3b4.db`: a readable part, then a hash of the identity, which tells names apart.

    Pure ASCII letters, digits and hyphens, so that no file system, archive or shell of the administrator's changes it;
    the hash after the hyphen keeps it clear of names that some systems reserve, such as `con` or `nul`.
    """
    who = identity(name)
    letters = unicodedata.normalize("NFKD", who)
    ascii_only = "".join(
        character if character.isascii() and character.isalnum() else " "
        for character in letters
        if not unicodedata.combining(character)
    )
    slug = "-".join(ascii_only.split())[:_SLUG].strip("-") or "learner"
    digest = sha256(who.encode("utf-8")).hexdigest()[:16]
    return f"{slug}-{digest}.db"
