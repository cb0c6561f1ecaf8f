"""The first minute: a name, however it is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cleaning import clean_line
from tutor.dialogue.model import Leave
from tutor.dialogue.welcome import hello, read_first_line, read_name
from tutor.record.names import clean_name


@pytest.mark.parametrize(
    "text",
    [
        "Ana", " Ana ", "Ana.", "Ana!", "I am Ana", "I'm Ana.", "I’m Ana", "my name is Ana", "My name's Ana",
        "call me Ana", "you can call me Ana", "it's Ana", "Hello, I am Ana!", "hi, Ana", "Hi! I'm Ana", "hey Ana",
        "\x1b[31mAna\x07",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_given(text: str) -> None:
    assert read_name(text) == "Ana"


@pytest.mark.parametrize("name", ["José", "李雷", "O'Neill", "Ana Maria", "Iamini", "Hillary", "x", "R2-D2"])
def test_names_stay_as_they_are(name: str) -> None:
    assert read_name(name) == name


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Any name will do"),
        ("   ", "Any name will do"),
        ("\x1b[2J", "Any name will do"),
        ("\u0301", "A name needs at least one letter or number; type the name you want to be called by."),
        ("?", '"?" is a command here (hint)'),
        ("x" * 41, 'The name "xxxxxxxxxxxx…" has 41 characters; use at most 40, a first name will do.'),
        ("help", '"help" is a command here (help), so I can\'t call you that. Another name?'),
        ("what is this?", "I answer that gladly once we have begun."),
        ("I am next", '"next" is a command here'),
    ],
)
def test_what_is_no_name_is_told_kindly(text: str, told: str) -> None:
    answer = read_name(text)
    assert not isinstance(answer, str)
    assert told in answer.text


@given(st.text())
def test_a_name_that_is_taken_is_short_visible_and_taken_again_unchanged(text: str) -> None:
    name = read_name(text)
    if isinstance(name, str):
        assert 1 <= len(name) <= 40
        assert clean_line(name) == name
        assert clean_name(name) == name
        assert read_name(name) == name


@pytest.mark.parametrize("text", ["quit", " Quit! ", "q", ":q", "bye", "/exit", "\x1b[31mquit"])
def test_a_word_that_leaves_leaves_before_there_is_a_name(text: str) -> None:
    assert read_first_line(text) == Leave("out")


@pytest.mark.parametrize("text", ["Ana", "I am Ana.", "", "help", "x" * 41, "quite", "my name is quit"])
def test_every_other_first_line_is_about_a_name(text: str) -> None:
    assert read_first_line(text) == read_name(text)


def test_the_greeting_promises_only_what_is_kept() -> None:
    assert hello("Ana", new=True).text == "Nice to meet you, Ana. Your place is kept under this name."
    assert hello("Ana", new=True, kept=False).text == "Nice to meet you, Ana."
    assert hello("Ana", new=False).text == "Welcome back, Ana."
