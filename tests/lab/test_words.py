"""What a learner types about the picture, and the order of its views."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.lab.view import View, ViewName
from tutor.lab.words import LabWord, read_lab_word

LANDSCAPE, LOG = LabWord("view", view="landscape"), LabWord("scale", scale="log")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("landscape", LANDSCAPE),
        ("  LandScape. ", LANDSCAPE),
        ("/landscape", LANDSCAPE),
        ("show me the contours", LANDSCAPE),
        ("see surface!", LANDSCAPE),
        ("/log", LOG),
        ("log scale", LOG),
        ("linear", LabWord("scale", scale="linear")),
        ("auto", LabWord("scale", scale="auto")),
        ("show me the map", LabWord("view", view="map")),
        ("view the map of rates", LabWord("view", view="map")),
        ("numbers", LabWord("view", view="numbers")),
        ("both", LabWord("view", view="both")),
        ("its answers", LabWord("view", view="answers")),
        ("show the loss", LabWord("view", view="loss")),
        ("compare", LabWord("compare", compare=True)),
        ("alone", LabWord("compare", compare=False)),
        ("step 37", LabWord("step", step=37)),
        ("/step  0", LabWord("step", step=0)),
        ("step", LabWord("onward")),
        ("/next step", LabWord("onward")),
        ("digit 12", LabWord("digit", step=12)),
        ("digit", LabWord("view", view="answers")),
        ("/lab", LabWord("open")),
    ],
)
def test_words_about_the_picture_are_understood(text: str, word: LabWord) -> None:
    assert read_lab_word(text) == word


@pytest.mark.parametrize(
    "text",
    ["", "lab", "0.3", "steps", "step -1", "step 1.5", "step 9999999999", "digit 0", "the landscape is steep", "help"],
)
def test_everything_else_is_something_else(text: str) -> None:
    assert read_lab_word(text) is None


@pytest.mark.parametrize("text", ["loss", "both", "the map", "numbers", "step 3", "show me the map", "log"])
def test_an_answer_to_a_question_is_not_caught(text: str) -> None:
    assert read_lab_word(text, slash=True) is None


@pytest.mark.parametrize("text", ["/loss", "/both", "/step 3", "/log", "/lab"])
def test_with_a_slash_it_is_a_wish_even_where_a_question_waits(text: str) -> None:
    assert read_lab_word(text, slash=True) == read_lab_word(text) != None  # noqa: E711


@given(st.text(max_size=40), st.booleans())
@settings(deadline=None)
def test_any_text_is_read(text: str, slash: bool) -> None:
    word = read_lab_word(text, slash=slash)
    assert word is None or word.wish in ("view", "scale", "compare", "step", "digit", "open")


VIEWS: tuple[ViewName, ...] = ("loss", "landscape", "numbers")


def test_the_views_follow_each_other_in_a_circle() -> None:
    view = View("loss", "log", compare=True)
    seen = []
    for _ in range(4):
        view = view.following(VIEWS)
        seen.append(view.name)
    assert seen == ["landscape", "numbers", "loss", "landscape"]
    assert (view.scale, view.compare) == ("log", True)


def test_a_view_that_there_is_not_is_the_first_that_there_is() -> None:
    assert View("map").among(VIEWS) == View("loss")
    assert View("map").following(VIEWS) == View("loss")
    assert View("numbers").among(VIEWS) == View("numbers")
    assert View("map").among(()) == View("map")


def test_the_axis_goes_through_three_scales() -> None:
    scales = [view.scale for view in (View(), View().rescaled(), View().rescaled().rescaled())]
    assert scales == ["auto", "log", "linear"]
    assert View(scale="linear").rescaled().scale == "auto"
