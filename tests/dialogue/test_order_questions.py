"""Questions that ask to put items in order."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dialogue.lessons import Learner, lab, lesson, pause, quiz, right, wrong
from tests.dialogue.test_edited_lesson import played, replayed
from tutor.dialogue import meaning
from tutor.dialogue.orders import how_far, incomplete, read_order
from tutor.dialogue.prompts import prompt
from tutor.dialogue.state import State, lettered
from tutor.lesson.model import Quiz

ITEMS = ("Forward pass", "Loss", "Backward pass", "Update")
ASKED = quiz(
    "one-step",
    replace(right("in order", "Yes: each needs the one before."), order=(0, 1, 2, 3)),
    replace(wrong("1 3 2 4", "The backward pass starts from the loss.", "backward-first"), order=(0, 2, 1, 3)),
    wrong("anything else", "What needs what?"),
    kind="order",
    hints=("The guess comes first.",),
    items=ITEMS,
)
LESSON = lesson(ASKED, pause())


def in_letters(order: tuple[int, ...], seed: int = 1, asked: Quiz = ASKED) -> list[str]:
    """What a learner types to give the items in this order."""
    seen = lettered(asked, seed)
    return [chr(ord("a") + seen.index(item)) for item in order]


def test_the_items_are_shown_with_letters_and_never_in_the_right_order() -> None:
    orders = {lettered(ASKED, seed) for seed in range(2000)}
    assert orders == set(permutations(range(4))) - {(0, 1, 2, 3)}


def test_items_are_shown_in_no_order_that_is_right() -> None:
    two = replace(ASKED, choices=(*ASKED.choices, replace(right("1 2 4 3"), order=(0, 1, 3, 2))))
    orders = {lettered(two, seed) for seed in range(2000)}
    assert orders == set(permutations(range(4))) - {(0, 1, 2, 3), (0, 1, 3, 2)}


@pytest.mark.parametrize("items", [(), ("one",), ("one", "two")])
def test_too_few_items_are_shuffled_as_far_as_that_goes(items: tuple[str, ...]) -> None:
    few = replace(ASKED, items=items, choices=ASKED.choices[2:])
    for seed in range(20):
        assert lettered(few, seed) == tuple(reversed(range(len(items))))


def test_an_edited_item_leaves_the_order_of_the_others_but_where_the_right_order_was_drawn() -> None:
    edited = replace(ASKED, items=("Forward pass", "How wrong", "Backward pass", "Update"))
    same = sum(
        [item for item in lettered(ASKED, seed) if item != 1] == [item for item in lettered(edited, seed) if item != 1]
        for seed in range(240)
    )
    assert same >= 215  # about one in 24 draws is the right order, before and after the edit


@pytest.mark.parametrize("joined", [" ", "", ", ", " > ", " → ", "; ", " then ", "-"])
def test_the_right_order_is_known_in_many_spellings(joined: str) -> None:
    for seed in range(20):
        learner = Learner(LESSON, seed)
        assert learner.type(joined.join(in_letters((0, 1, 2, 3), seed))) == "Yes: each needs the one before."
        assert learner.at == "pause-1"
        assert learner.state.answered[0].given == "Forward pass, Loss, Backward pass, Update"


def test_the_items_may_be_typed_by_number_and_by_their_words() -> None:
    seen = ["Forward pass", "Update", "Loss"]
    assert read_order("2 1 3", seen) == read_order("213", seen) == (1, 0, 2)
    assert read_order("I think b, a, c", seen) == (1, 0, 2)
    assert read_order("loss, forward, update", seen) == (2, 0, 1)
    assert read_order("Loss -> forward pass -> update.", seen) == (2, 0, 1)
    assert read_order("first the loss", seen) is None
    assert read_order("b", seen) is None


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ((0, 2, 1, 3), "The first one is right. The backward pass starts from the loss."),
        ((0, 1, 3, 2), "The first two are right. What needs what?"),
        ((0, 3, 2, 1), "The first one is right. What needs what?"),
        ((1, 0, 2, 3), "The last two are right. What needs what?"),
        ((2, 1, 0, 3), "The last one is right. What needs what?"),
        ((3, 1, 2, 0), "Two are at their place. What needs what?"),
        ((1, 0, 3, 2), "None of them is at its place yet. What needs what?"),
        ((3, 1, 0, 2), "One in between is at its place. What needs what?"),
    ],
)
def test_a_wrong_order_is_told_how_far_it_is_right(order: tuple[int, ...], told: str) -> None:
    learner = Learner(LESSON)
    assert learner.type(" ".join(in_letters(order))) == told
    assert (learner.at, learner.state.misses) == ("quiz:one-step", 1)


def test_a_foreseen_order_keeps_the_idea_that_it_shows() -> None:
    learner = Learner(LESSON)
    learner.type("".join(in_letters((0, 2, 1, 3))))
    assert learner.state.answered[0].misconceptions == ("backward-first",)
    assert learner.state.answered[0].given == "Forward pass, Backward pass, Loss, Update"


def test_an_order_with_something_missing_or_twice_is_no_wrong_answer() -> None:
    learner = Learner(LESSON)
    assert learner.type("b a c") == "That is 3 of 4. Please put all 4 in order."
    assert learner.type("bac") == "That is 3 of 4. Please put all 4 in order."  # and not a misspelt "back"
    assert learner.type("b a b c") == "b stands there more than once. Each letter once, please."
    assert learner.type("banana").startswith("I didn't understand that. Type all letters in the right order, such as a")
    assert not learner.state.answered


def test_hint_answer_and_help_work_as_everywhere() -> None:
    learner = Learner(LESSON)
    assert learner.type("hint") == "Hint: The guess comes first."
    assert "Type all letters in the right order, such as a b c d." in learner.type("help")
    assert learner.type("hnit") == 'I don\'t know "hnit". If you mean hint, type hint.'
    told = learner.type("answer")
    letters = " ".join(in_letters((0, 1, 2, 3)))
    assert told == (
        f"The answer: {letters}, that is: Forward pass, Loss, Backward pass, Update. Yes: each needs the one before."
    )
    assert learner.state.open == ("quiz:one-step",)
    assert Learner(LESSON).keys == "all letters in order · hint · answer · help"
    assert prompt(LESSON, Learner(LESSON).state).label == "answer, all letters in order"


def test_a_prediction_of_an_order_is_told_back_and_settled() -> None:
    learner = Learner(lesson(replace(ASKED, predict=True), lab()))
    assert "Your prediction: Forward pass, Loss, Update, Backward pass. Let's see." in learner.type(
        "".join(in_letters((0, 1, 3, 2)))
    )
    assert "The first two are right. What needs what?" in learner.run(0.1)


def test_a_second_right_order_is_right_and_counts_for_how_far() -> None:
    two = replace(ASKED, choices=(*ASKED.choices, replace(right("2 1 3 4", "That works too."), order=(1, 0, 2, 3))))
    assert Learner(lesson(two, pause())).type("".join(in_letters((1, 0, 2, 3), asked=two))) == "That works too."
    learner = Learner(lesson(two, pause()))
    assert learner.type("".join(in_letters((1, 0, 3, 2), asked=two))).startswith("The first two are right.")


def test_the_right_order_is_right_even_without_a_choice_for_it() -> None:
    bare = replace(ASKED, choices=())
    learner = Learner(lesson(bare, pause()))
    assert learner.type("".join(in_letters((1, 0, 3, 2), asked=bare))).endswith("yet. Not that. Try again.")
    assert learner.type("".join(in_letters((0, 1, 2, 3), asked=bare))) == "Yes, that is the order."


def test_an_order_keeps_its_meaning_when_the_lesson_is_edited() -> None:
    typed = "".join(in_letters((0, 1, 2, 3)))
    moved = replace(ASKED, id="one-step", items=("Loss", "Forward pass", "Backward pass", "Update"))
    assert [answer.right for answer in replayed(played(LESSON, typed), lesson(moved, pause())).answered] == [False]
    reworded = replace(ASKED, items=("Forward pass", "How wrong", "Backward pass", "Update"))
    state = replayed(played(LESSON, typed), lesson(reworded, pause()))
    assert (state.position, state.answered) == (0, ())
    assert replayed(played(LESSON, typed), LESSON).answered[0].right


@given(st.permutations(range(4)), st.integers(0, 50), st.sampled_from([" ", "", ","]))
@settings(deadline=None)
def test_every_order_is_read_and_means_itself(order: list[int], seed: int, joined: str) -> None:
    meant = meaning.read(ASKED, State(seed=seed), joined.join(in_letters(tuple(order), seed)))
    assert meant == tuple(ITEMS[item] for item in order)
    picked = meaning.chosen(ASKED, meant)
    assert picked is not None
    assert picked[0].right == (order == [0, 1, 2, 3])


@given(st.text(max_size=30) | st.text("abcd1234 ,>-", max_size=12))
@settings(deadline=None)
def test_any_text_is_read_as_a_whole_order_or_not_at_all(text: str) -> None:
    places = read_order(text, ITEMS)
    if places is not None:
        assert len(places) > 1
        assert (incomplete(places, 4) == "") == (sorted(places) == [0, 1, 2, 3])


@given(st.permutations(range(5)))
@settings(deadline=None)
def test_how_far_counts_what_a_plain_count_counts(order: list[int]) -> None:
    told = how_far(order, [range(5)]) if order != sorted(order) else ""
    first = max(k for k in range(6) if order[:k] == list(range(k)))
    if 2 <= first < 5:
        assert told == f"The first {['', '', 'two', 'three'][first]} are right."
    if told.startswith("None"):
        assert all(place != item for place, item in enumerate(order))
