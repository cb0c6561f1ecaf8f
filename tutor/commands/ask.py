"""`tutor ask`: a word of the course, explained from its glossary. Imports neither Textual nor NumPy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tutor.commands.page import open_page

_OWN = re.compile(r"\s*(?:why|how come)\b.*\bmy\b", re.IGNORECASE)
"""A question about the asker's own training, which no glossary answers."""


def ask(words: Sequence[str], *, folders: Sequence[Path] = (), ascii: bool = False) -> int:
    """Prints what the glossary says; gives 0 if it knows the word, else 1.

    Args:
        words: the word or the question, as typed.
        folders: of courses that stand instead of the program's own, or beside it.
        ascii: write no character beyond ASCII.

    Raises:
        TutorError: there is no course.
    """
    from tutor.cleaning import clean_line
    from tutor.dialogue.ask import reply
    from tutor.lesson.course import terms
    from tutor.lesson.own_courses import open_courses

    known = terms(open_courses(folders))
    question = clean_line(" ".join(words))
    answer = reply(known, question)
    page = open_page(ascii=ascii)
    page.say(answer)
    if _OWN.match(question):
        page.say("Why it does so in your own training, its log can tell: tutor diagnose FILE")
    # An explanation begins with the term that it explains; anything else says that nothing was found.
    return 0 if any(answer.casefold().startswith(f"{term.name}: ".casefold()) for term in known) else 1
