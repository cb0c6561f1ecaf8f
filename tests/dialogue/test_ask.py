"""Questions of the learner's own, answered from the glossary."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.dialogue.ask import reply
from tutor.dialogue.slips import slips
from tutor.errors import Place
from tutor.lesson.course import open_course, terms
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


def one_slip_from(name: str) -> set[str]:
    """A letter left out, doubled, taken for another, or swapped with its neighbour."""
    places = range(len(name))
    return {
        *(name[:at] + name[at + 1 :] for at in places),
        *(name[:at] + name[at] + name[at:] for at in places),
        *(name[:at] + other + name[at + 1 :] for at in places for other in "aeqz"),
        *(name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in places[:-1]),
    } - {name}


COURSE = terms(open_course())
NAMES = {name.casefold(): term for term in COURSE for name in (term.name, *term.also)}


def test_every_term_of_the_course_with_one_slip_of_the_keyboard_is_explained() -> None:
    for place, (name, term) in enumerate(NAMES.items()):
        if len(name) < 6 or not name.isalpha():
            continue
        slipped = sorted(one_slip_from(name))
        typed = slipped[place * 7 % len(slipped)]  # another kind of slip for each, as all for all would take minutes
        rivals = {id(NAMES[other]) for other in NAMES if abs(len(other) - len(typed)) <= 1 and slips(typed, other) <= 1}
        said = reply(COURSE, typed)
        if len(rivals) == 1:
            assert said.startswith(f"{term.name[:1].upper()}{term.name[1:]}: "), typed
        else:
            assert typed in NAMES or "Do you mean" in said, typed


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(NAMES)), st.lists(st.integers(0, 25), min_size=1, max_size=6), st.randoms())
def test_a_word_far_from_every_term_is_never_taken_for_one(name: str, letters: list[int], chance: Random) -> None:
    typed = name
    for letter in letters:
        at = chance.randrange(len(typed) + 1)
        typed = typed[:at] + chr(ord("a") + letter) + typed[at + chance.randrange(2) :]
    said = reply(COURSE, typed)
    if " " in typed or said.startswith("I "):
        return  # what has a term as one of its words may be about that
    taken = said.partition(":")[0].casefold()
    near = {other for other, term in NAMES.items() if term.name.casefold() == taken}
    assert min(slips(typed, other) for other in near) <= 3 or any(typed.startswith(other) for other in near)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("what is a moment?", "momentum"), ("what is lossless", "loss"), ("explain optimism", "optimizer")],
)
def test_another_word_that_looks_like_a_term_is_asked_back_and_not_taken_for_it(typed: str, asked: str) -> None:
    assert reply(COURSE, typed) == f"I don't know that one. Do you mean {asked}?"


@pytest.mark.parametrize("typed", ["late", "gate", "what is mass?", "what is a boss?", "what is a stop?"])
def test_another_short_word_is_not_taken_for_a_term_that_differs_in_a_letter(typed: str) -> None:
    assert reply(COURSE, typed).startswith("I don't know that one.")


@pytest.mark.parametrize(
    ("typed", "term"), [("adma", "Adam"), ("what is biass", "Bias"), ("los", "Loss"), ("stpe", "Step"), ("bath?", "")]
)
def test_swapped_and_doubled_letters_of_short_words_are_slips(typed: str, term: str) -> None:
    assert reply(COURSE, typed).startswith(f"{term}: " if term else "I don't know that one. Do you mean batch?")


def test_nothing_is_offered_that_looks_nothing_like_what_was_typed() -> None:
    for question in ("what is a loop?", "what is cheese?", "what is gradual?"):
        assert "Do you mean" not in reply(COURSE, question)


def test_what_may_be_a_slip_for_either_of_two_terms_is_asked_back_with_both() -> None:
    pair = (Term("peaks", (), "High places.", HERE), Term("peals", (), "Bells.", HERE))
    assert reply(pair, "what is peaos?") == "I don't know that one. Do you mean peals or peaks?"


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
