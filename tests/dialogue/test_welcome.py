"""The first minute: a name, however it is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cleaning import clean_line
from tutor.dialogue.welcome import LONGEST_NAME, hello, read_name


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
        ("---", "at least one letter or digit"),
        ("?", "at least one letter or digit"),
        ("x" * 41, "That is 41 characters. Up to 40, please."),
        ("help", '"help" is a command here (help), so I can\'t call you that. Another name?'),
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
        assert 1 <= len(name) <= LONGEST_NAME
        assert clean_line(name) == name
        assert any(character.isalnum() for character in name)
        assert read_name(name) == name


def test_the_greeting_promises_only_what_is_kept() -> None:
    assert hello("Ana", new=True).text == "Nice to meet you, Ana. Your place is kept under this name."
    assert hello("Ana", new=True, kept=False).text == "Nice to meet you, Ana."
    assert hello("Ana", new=False).text == "Welcome back, Ana."
