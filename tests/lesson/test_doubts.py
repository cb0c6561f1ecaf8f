"""A wrapped line that begins with a sign of Markdown's: it plays, and `tutor check` tells where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.writing import CHOICES, FILE, TOP, parse, quiz, unmarked, write
from tutor.lesson.check import check

HINT = "Hint: think.\n"


def doubts(folder: Path, body: str) -> list[str]:
    """What `tutor check` says of a lesson with this body, the file's name left out."""
    write(folder, _08_too_high__md=TOP + body)
    return [str(found).rpartition(f"{FILE}:")[2] for found in check([folder / FILE]).findings]


@pytest.mark.parametrize(
    ("marked", "what"),
    [
        ("The sum is 3\n¦+ 3, and that is 6.", 'this line begins a list, because "+" stands first in it'),
        ("From 5 take\n¦- 3 and see.", 'this line begins a list, because "-" stands first in it'),
        ("Two times\n¦* is too much.", 'this line begins a list, because "*" stands first in it'),
        ("The best rate is\n¦1. And then it goes on.", 'this line begins a list, because "1." stands first in it'),
        ("Take the loss\n¦> 0.5 for high.", 'this line begins a quotation, because ">" stands first in it'),
        ("It is step\n¦# 3 that counts.", 'this line begins a heading, because "#" stands first in it'),
        ("- The sum is 3\n¦+ 3, and that is 6.", 'this line begins a list, because "+" stands first in it'),
        ("- The sum is 3\n  ¦+ 3, and that is 6.", 'this line begins a list, because "+" stands first in it'),
        ("A line.\n\n¦- 3 is the slope.", 'this is a list of one item: its "-" is shown as •'),
    ],
)
def test_a_line_that_became_something_else_is_told_with_its_place(tmp_path: Path, marked: str, what: str) -> None:
    text, line, column = unmarked(TOP + marked + "\n")
    (told,) = doubts(tmp_path, text.removeprefix(TOP))
    assert told.startswith(f"{line}:{column}: {what}; ")


def test_inside_a_question_it_is_told_as_well(tmp_path: Path) -> None:
    (told,) = doubts(tmp_path, quiz(f"What is 3\n+ 3 on a bowl?\n\n{CHOICES}\n{HINT}"))
    assert told.startswith('8:1: this line begins a list, because "+" stands first in it')


@pytest.mark.parametrize(
    "body",
    [
        "Three things:\n\n- one\n- two\n- three\n",
        "Three things:\n\n1. one\n2. two\n",
        "- one\n  - inner\n  - another\n- two\n",
        "- one\n\n  - alone\n",
        "Text.\n\n> Said.\n\n# A heading\n\nMore.\n",
        "The sum is 3 +\n3, and in step\n2. Nothing begins here. −3 neither.\n",
        "- alone\n",
        "Text.\n\n-\n\n+\n",
        "`- 3` is code, and\n`+ 3` too.\n",
        "```\n3\n+ 3\n```\n",
        quiz(f"Why?\n{CHOICES}\n{HINT}"),
    ],
)
def test_what_is_written_as_it_should_be_gives_no_doubt(tmp_path: Path, body: str) -> None:
    assert doubts(tmp_path, body) == []


def test_a_lesson_in_doubt_plays_all_the_same() -> None:
    assert len(parse("The sum is 3\n+ 3, and that is 6.\n").steps) == 2
