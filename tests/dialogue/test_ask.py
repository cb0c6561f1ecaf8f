"""Questions of the learner's own, answered from the glossary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.dialogue.ask import reply
from tutor.errors import Place
from tutor.lesson.model import Term

HERE = Place("glossary.md")
TERMS = (
    Term("gradient", ("slope",), "Which way is uphill, and how steep.", HERE),
    Term("learning rate", ("lr", "rate"), "How much of the gradient becomes a step.", HERE),
    Term("zigzag", (), "Crossing the bottom at every step.", HERE),
    Term("loss", (), "One number for how wrong.", HERE),
)
GRADIENT = "Gradient: Which way is uphill, and how steep."
RATE = "Learning rate: How much of the gradient becomes a step."


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what is a gradient?", GRADIENT),
        ("What's the slope", GRADIENT),
        ("explain gradients please", GRADIENT),
        ("gradeint?", GRADIENT),
        ("define LR", RATE),
        ("what does learning rate mean?", RATE),
        ("why did it zigzag like that?", "Zigzag: Crossing the bottom at every step."),
        ("difference between gradient and learning rate", f"{GRADIENT} {RATE}"),
        ("gradient vs rate", f"{GRADIENT} {RATE}"),
        ("diffrence betwen gradient and learning rate", f"{GRADIENT} {RATE}"),
        ("what is the difference between lr and rate?", RATE),
        ("explian the gradiant", GRADIENT),
        ("what is learnign rate", RATE),
        ("why zigzag", "Zigzag: Crossing the bottom at every step."),
        ("is loss better", "Loss: One number for how wrong."),
    ],
)
def test_a_question_about_a_term_is_answered_from_the_glossary(question: str, answer: str) -> None:
    assert reply(TERMS, question) == answer


@pytest.mark.parametrize(
    ("question", "compound"), [("what is gradient noise?", "gradient noise"), ("explain the loss tide", "loss tide")]
)
def test_a_compound_that_is_not_known_is_not_passed_off_as_the_term_inside_it(question: str, compound: str) -> None:
    said = reply(TERMS, question)
    assert said.startswith(f'I cannot explain "{compound}" as a whole, but a part of it. ')


def test_a_word_of_a_known_term_is_no_slip_for_another() -> None:
    assert "enormous learning rate" in reply(TERMS, "what is an enormous learning rate?")


def test_of_two_terms_inside_one_another_the_longer_is_explained() -> None:
    terms = (*TERMS, Term("weight", (), "A number.", HERE), Term("weight decay", (), "A pull towards 0.", HERE))
    for question in ("weight decay", "what is weight decay?", "why would one use weight decay on a net like that?"):
        assert reply(terms, question) == "Weight decay: A pull towards 0."


def test_what_is_not_known_is_said_with_the_nearest_terms() -> None:
    assert reply(TERMS, "what is a graduation?") == "I don't know that one. Do you mean gradient?"
    assert reply(TERMS, "what is love?").startswith("I don't know that one.")
    assert reply((), "what is love?") == "I don't know that one."


def test_of_two_terms_the_one_that_is_known_is_explained() -> None:
    said = reply(TERMS, "difference between gradient and rmsprop")
    assert said == f'{GRADIENT} The other one I don\'t know: "rmsprop".'
    said = reply(TERMS, "learning rate or zigazgger")
    assert said == f'{RATE} The other one I don\'t know: "zigazgger". Do you mean zigzag?'


WORDS = """difference between and or vs what is the gradient zigzag lr ? . ' \x1b"""


@given(st.lists(st.sampled_from(WORDS.split())))
def test_any_words_in_any_order_get_an_answer(words: list[str]) -> None:
    assert reply(TERMS, " ".join(words))


@given(st.text(max_size=200))
def test_any_question_gets_an_answer(question: str) -> None:
    assert reply(TERMS, question)
