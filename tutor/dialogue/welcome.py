"""The first minute: who is learning?"""

from __future__ import annotations

import re

from tutor.cleaning import clean_line
from tutor.dialogue import phrases
from tutor.dialogue.answers import read_command
from tutor.dialogue.model import Leave
from tutor.errors import RecordError
from tutor.lesson.model import Message, Span
from tutor.record.names import clean_name

_INTRODUCTION = re.compile(
    r"(?:(?:hello|hi|hey)[,!. ]+(?=\S)|(?:my name is|my name['’]s|i am|i['’]m|(?:you can )?call me|it['’]s) (?=\S))+",
    re.IGNORECASE,
)

GREETING = (
    Message((Span("Hello! I am your tutor."),)),
    Message(
        (
            Span(
                "I teach how machines learn. We talk, you guess, and you run real experiments with your own numbers. "
            ),
            Span("Nothing you type can break anything."),
        )
    ),
    Message((Span("What shall I call you?"),)),
)


def read_first_line(text: str) -> str | Message | Leave:
    """The name in `text`, what to say to a line that is none, or `Leave` for a word such as quit."""
    command = read_command(clean_line(text))
    return Leave("out") if command is not None and command.name == "quit" else read_name(text)


def read_name(text: str) -> str | Message:
    """The name in `text`, or what to say to a line that is none."""
    name = _INTRODUCTION.sub("", clean_line(text)).rstrip(" .!")
    if not name:
        return _say("Any name will do: I only need it to keep your place for you.")
    if command := read_command(name):
        return _say(f'"{name}" is a command here ({command.name}), so I can\'t call you that. Another name?')
    if name.endswith("?"):
        return _say("I answer that gladly once we have begun. First: what shall I call you?")
    try:
        return clean_name(name)
    except RecordError as error:
        return _say(phrases.told(error))


def hello(name: str, *, new: bool, kept: bool = True) -> Message:
    """The greeting once the name is known; `kept` says whether there is a record to keep the place in."""
    if new and kept:
        return _say(f"Nice to meet you, {name}. Your place is kept under this name.")
    if new:
        return _say(f"Nice to meet you, {name}.")
    return _say(f"Welcome back, {name}.")


def _say(text: str) -> Message:
    return Message((Span(text),))
