"""Choices, commands and questions, in the words of whoever types them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.dialogue.answers import guess_command, is_question, names_a_choice, read_choices, read_command

BOUNCE = (
    "It gets there twice as fast",
    "It bounces from side to side and settles",
    "It explodes: overshoot always does",
    "The data is bad",
)
RATES = ("0.3", "0.6", "0.9", "1.2")
FACTORS = ("9", "1", "2", "4")
STRIDES = ("0.6: the longer stride is faster", "0.4: the shorter stride is careful", "Both need the same time")


@pytest.mark.parametrize(
    "text",
    [
        "b", "B", " b ", "b)", "(b)", "b.", "B)", "b!", "b?", "[b]", "'b'", "2", "2)", "option b", "answer b",
        "I think b", "i'd say b", "it's b", "the answer is b", "maybe b", "is it b?", "b please", "letter b",
        "b, I think", "b) It bounces", "b, because it bounces", "B: it bounces", "side to side",
        "It bounces from side to side and settles", "it bounces from side to side and settles.",
        "it bounces from side to side and setles", "bounces",
    ],
)  # fmt: skip
def test_a_choice_is_read_by_letter_by_number_and_by_its_words(text: str) -> None:
    assert read_choices(text, BOUNCE) == (1,)


@pytest.mark.parametrize(
    "text", ["a c", "a, c", "ac", "a and c", "a & c", "a+c", "c a", "a;c", "A C", "1 3", "a, c please"]
)
def test_several_choices_are_read_in_one_line(text: str) -> None:
    assert read_choices(text, BOUNCE) == (0, 2)


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "z", "e", "5", "0", "b z", "hmm", "it", "the", "and", "is it", "not that", "zigzag", "a" * 201],
)
def test_what_fits_no_choice_is_not_understood(text: str) -> None:
    assert read_choices(text, BOUNCE) is None
    assert not names_a_choice(text, BOUNCE)


@pytest.mark.parametrize("text", ["I think it explodes", "well, it explodes", "maybe it explodes, I guess"])
def test_a_choice_is_found_among_words_around_it(text: str) -> None:
    assert read_choices(text, BOUNCE) == (2,)


def test_what_fits_two_choices_is_not_guessed() -> None:
    assert read_choices("the same", ("the same curve", "the same path")) is None
    assert read_choices("It converges fast", ("It converges fats", "It converges fart")) is None


def test_a_word_made_of_letters_is_the_word_where_a_choice_has_it() -> None:
    assert read_choices("bad", BOUNCE) == (3,)
    assert read_choices("bad", (*BOUNCE[:3], "The rate is wrong")) == (0, 1, 3)


def test_the_beginning_up_to_a_colon_names_a_choice() -> None:
    assert read_choices("0.6", STRIDES) == (0,)
    assert read_choices("both", STRIDES) == (2,)
    assert read_choices("no", ("Yes: it settles", "No, it goes on")) == (1,)


@pytest.mark.parametrize(
    ("text", "index"), [("0.6", 1), (".6", 1), ("0,6", 1), ("60 %", 1), ("1.2", 3), ("6/5", 3), ("a", 0)]
)
def test_where_choices_are_numbers_a_number_is_its_value(text: str, index: int) -> None:
    assert read_choices(text, RATES) == (index,)


def test_where_choices_are_numbers_a_digit_is_no_place() -> None:
    assert read_choices("2", FACTORS) == (2,)
    assert read_choices("3", FACTORS) is None
    assert read_choices("1", RATES) is None


@pytest.mark.parametrize("text", ["0.95", "0.61", "0.09", "about 0.95", "97", "0"])
def test_a_number_that_no_choice_says_is_none_of_them(text: str) -> None:
    assert read_choices(text, RATES) is None
    assert read_choices(text, ("97 %: that is the test", "Less than 97 %", "Nothing: all is well")) is None


@pytest.mark.parametrize(
    ("text", "choice"), [("11", 0), ("16", 1), ("38", 2), ("near 38", 2), ("25", 3), ("12", None), ("11.5", None)]
)
def test_a_choice_near_a_number_says_that_number(text: str, choice: int | None) -> None:
    offered = (
        "Near 11: a usual day",
        "Still at 16, the mean",
        "Near 38: the biggest",
        "Near 25, half-way from 12 to 38",
    )
    assert read_choices(text, offered) == (None if choice is None else (choice,))


def test_a_number_among_the_words_of_a_choice_is_not_that_choice() -> None:
    assert read_choices("0.9", ("It settles, only later than at 0.9", "It explodes")) is None
    assert read_choices("later than at 0.9", ("It settles, only later than at 0.9", "It explodes")) == (0,)


@pytest.mark.parametrize("text", ["97 %", "97%", "0.97"])
def test_a_number_that_a_choice_begins_with_is_that_choice_however_it_is_written(text: str) -> None:
    assert read_choices(text, ("97 %: that is the test", "More than 97 %: it was the best")) == (0,)


@pytest.mark.parametrize("text", ["0.6 and 0.9", "0.6, 0.9", "0.6 0.9", "0,6; 0,9", "0.9 and 0.6", "b and 0.9"])
def test_several_numbers_are_read_as_several_choices(text: str) -> None:
    assert read_choices(text, RATES) == (1, 2)


@given(st.text(), st.lists(st.text(max_size=30), max_size=6))
def test_reading_choices_never_raises_and_gives_places_that_exist(text: str, offered: list[str]) -> None:
    picked = read_choices(text, offered)
    assert picked is None or (picked and set(picked) <= set(range(len(offered))))
    assert isinstance(names_a_choice(text, offered), bool)


@given(st.lists(st.sampled_from(BOUNCE + RATES + STRIDES), min_size=1, max_size=6, unique=True))
def test_every_choice_can_be_given_by_its_letter_and_by_its_text(offered: list[str]) -> None:
    for index, text in enumerate(offered):
        assert read_choices("abcdef"[index], offered) == (index,)
        assert read_choices(text.upper(), offered) == (index,)
        assert names_a_choice(text, offered)


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("hint", ["hint", "HINT", "/hint", "hint!", "hint?", "hint please", "please hint", "hint, please", "?", "???",
                  "clue", "I don't get it."]),
        ("unsure", ["idk", "I don't know", "i don’t know", "no idea", "dunno", "I'm not sure."]),
        ("again", ["again", "Again!", "repeat", "once more", "say that again", "rerun"]),
        ("skip", ["skip", "/skip", "skip it", "pass"]),
        ("back", ["back", "go back", "previous"]),
        ("help", ["help", "/help", "help!", "help me", "what can i type?", "What can I do?", "h", "F1",
                  "what?", "huh?", "What should I do?", "now what"]),
        ("quit", ["quit", "exit", "bye", "q", ":q", "Goodbye.", "stop"]),
        ("answer", ["answer", "show me", "the answer", "I give up", "tell me please"]),
        ("lessons", ["lessons", "menu", "list"]),
        ("next", ["next", "ok", "OK!", "okay", "yes", "y", "go on", "continue"]),
    ],
)  # fmt: skip
def test_a_command_is_known_in_all_its_spellings(name: str, spellings: list[str]) -> None:
    for spelling in spellings:
        command = read_command(spelling)
        assert command is not None, spelling
        assert (command.name, command.rest) == (name, "")


@pytest.mark.parametrize(
    "text", ["again with 0.3", "again 0.3", "again at 0.3", "once more with 0.3", "Again with 0.3, please"]
)
def test_again_takes_a_rate(text: str) -> None:
    command = read_command(text)
    assert command is not None
    assert (command.name, command.rest.rstrip(", ")) == ("again", "0.3")


@pytest.mark.parametrize(
    ("text", "lesson"),
    [
        ("lesson 10", "10"), ("/lesson 10", "10"), ("Lesson ten", "10"), ("lesson #4", "4"), ("go to lesson 3", "3"),
        ("take me to lesson 8, please!", "8"), ("open lesson momentum", "momentum"), ("next lesson", "next"),
        ("go to the next lesson", "next"), ("previous lesson", "previous"), ("the first lesson", "1"),
    ],
)  # fmt: skip
def test_a_lesson_can_be_asked_for(text: str, lesson: str) -> None:
    command = read_command(text)
    assert command is not None
    assert (command.name, command.rest) == ("lessons", lesson)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "...",
        "lesson",
        "lesson learned",
        "lesson 0.3",
        "lesson inf",
        "lesson 1e300",
        "b",
        "0.3",
        "hinting at it",
        "against the wall",
        "please",
        "please please",
        "no",
        "the data",
    ],
)
def test_other_words_are_no_commands(text: str) -> None:
    assert read_command(text) is None


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("hnit", "hint"), ("hitn", "hint"), ("hnit?", "hint"), ("agian", "again"), ("agan", "again"), ("skpi", "skip"),
        ("bakc", "back"), ("hlep", "help"), ("qiut", "quit"), ("anwser", "answer"), ("answr", "answer"),
        ("lesons", "lessons"), ("nxet", "next"), ("/hnit", "hint"),
    ],
)  # fmt: skip
def test_a_misspelt_command_is_guessed(typo: str, meant: str) -> None:
    assert guess_command(typo) == meant


@pytest.mark.parametrize("text", ["", "b", "0.3", "momentum", "it bounces", "gradient", "zzz"])
def test_other_words_are_no_misspelt_commands(text: str) -> None:
    assert guess_command(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "what is momentum?", "what is momentum", "momentum?", "why?", "why", "Is w zero?", "explain the gradient",
        "whats momentum", "waht is momentum", "wat is momentum", "hwo does it work",
        "diffrence between adam and rmsprop", "tell me about momentum", "I don't understand why it bounced",
    ],
)  # fmt: skip
def test_a_question_is_known_as_one(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "0.3?",
        "1/2?",
        "it bounces",
        "whatever",
        "b",
        "that is it",
        "there it goes",
        "then 0.3",
        "waht",
        "show me the curve",
    ],
)
def test_an_answer_is_no_question(text: str) -> None:
    assert not is_question(text)


def test_a_choice_with_a_question_mark_is_an_answer_in_doubt() -> None:
    assert not is_question("settles?", BOUNCE)
    assert not is_question("the data??", BOUNCE)
    assert is_question("does it bounce?", BOUNCE)
    assert is_question("momentum?", BOUNCE)


def test_a_choice_that_reads_like_a_command_or_a_question_is_named() -> None:
    offered = ("Stop", "Yes, go on", "Does it overshoot?", "What the gradient says, and nothing else")
    for text in (
        "stop",
        "STOP!",
        "yes",
        "does it overshoot",
        "Does it overshoot?",
        "what the gradient says",
        "is it c?",
    ):
        assert names_a_choice(text, offered), text
    for text in ("what is momentum?", "next", "hint", "what", "no"):
        assert not names_a_choice(text, offered), text


@given(st.text())
def test_no_text_makes_the_readers_of_commands_raise(text: str) -> None:
    read_command(text)
    guess_command(text)
    is_question(text)


def test_words_that_begin_two_choices_choose_neither() -> None:
    offered = ["It climbs by 0.6 at every step", "It climbs, with longer and longer steps", "It goes down"]
    assert read_choices("it climbs", offered) is None
    assert read_choices("it climbs, with longer", offered) == (1,)


@pytest.mark.parametrize("text", ["-1", "- 2", "+1", "−1", "-1.", "-1 please"])
def test_a_number_with_a_sign_is_not_the_place_of_a_choice(text: str) -> None:
    assert read_choices(text, ["It bounces", "It explodes"]) is None
    assert read_choices("1", ["It bounces", "It explodes"]) == (0,)
