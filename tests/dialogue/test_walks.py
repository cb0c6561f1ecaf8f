"""A walk through a network. Oracle: h = sigmoid(½) = 0.6225, ŷ = 2h = 1.245, ∂L/∂w₂ = 0.1525, ∂L/∂w₁ = 0.1151."""

from __future__ import annotations

import pytest

from tests.dialogue.lessons import Learner, lesson, pause, say, walk, words
from tutor.dialogue.conversation import advance, here
from tutor.dialogue.model import Feedback, ShowNetwork, Typed
from tutor.dialogue.prompts import prompt
from tutor.dialogue.state import is_complete, progress
from tutor.engine.walk_model import Phase

FILL = walk(fill=("h", "dL/dh"), hints={"h": ("Use sigmoid.", "1/(1 + e^(−0.5)).")})
FORWARD = walk(end="loss")


def at(name: str, *, fill: tuple[str, ...] = ()) -> Learner:
    """A learner at whom this number is asked for, with everything before it right."""
    learner = Learner(lesson(walk(fill=(*fill, name)), pause()))
    for _ in range(20):
        if learner.said and f"What is {name}?" in words(learner.said[-1]):
            return learner
        learner.type()
    raise AssertionError(f"{name} is never asked for")


def test_enter_goes_on_number_by_number_and_at_the_end_leads_on() -> None:
    learner = Learner(lesson(say("Look."), FORWARD, pause()))
    assert learner.said[1:] == Learner(lesson(FORWARD)).said
    assert "\n".join(map(words, learner.said)) == "Look.\nWalk pass.\n[]"
    assert learner.type() == ("h takes what comes in times its weight: 0.5·1 = 0.5. This sum is called z(h).\n[z(h)]")
    assert learner.type("next").endswith("becomes h = 0.6225.\n[h]")
    learner.type()
    assert learner.type().splitlines()[1:] == [
        "That was the last number. Press Enter to go on, or type again to go through it again.", "[L]",
    ]  # fmt: skip
    assert learner.state.shown == ("walk:pass",)
    learner.type()
    assert learner.at == "pause-1"
    assert is_complete(learner.lesson, learner.state) is False
    assert progress(learner.lesson, learner.state) == (1, 2)


def test_a_number_to_find_is_asked_for_and_waited_for() -> None:
    learner = Learner(lesson(FILL, pause()))
    told = learner.type()
    assert told.endswith(
        "[?h]\nWhat is h? It is sigmoid(z(h)), and sigmoid(z) = 1/(1 + e^(−z)). Three digits are enough."
    )
    assert learner.type() == "Type the number for h. Or type skip."
    assert learner.state.walk == 1
    assert learner.type("0.622").startswith("The sigmoid turns any number into one between 0 and 1: z(h) = 0.5 becomes")
    assert isinstance(learner.said[0], Feedback)
    assert learner.said[0].right
    assert [(one.quiz, one.given, one.right) for one in learner.state.answered] == [("pass/h", "0.622", True)]


@pytest.mark.parametrize(
    ("name", "typed", "told", "idea"),
    [
        ("h", "0.5", "It still has to go through the sigmoid.", None),
        ("yhat", "2.6225", "You added.", None),
        ("dL/dh", "0.4525", "All gradients belong to the old weights", "backprop-uses-updated-weight"),
        ("dL/dz(h)", "0.4898", "The slope is missing", "chain-rule-skips-a-link"),
        ("dL/dw2", "0.2449", "multiply by h", "chain-rule-skips-a-link"),
        ("dL/dw2", "0.8674", "The chain rule multiplies", "chain-rule-adds"),
        ("dL/dyhat", "-0.2449", "the answer minus the target, in this order", None),
        ("new w2", "2.1525", "That walks uphill", "gradient-points-downhill"),
        ("h", "7", "Not that. Put the numbers into h = sigmoid(z(h)).", None),
    ],
)
def test_a_slip_is_answered_by_what_went_wrong(name: str, typed: str, told: str, idea: str | None) -> None:
    learner = at(name)
    before = learner.state.walk
    assert told in learner.type(typed)
    assert isinstance(learner.said[0], Feedback)
    assert not learner.said[0].right
    assert learner.state.walk == before
    (answered,) = learner.state.answered
    assert (answered.quiz, answered.right, answered.misses) == (f"pass/{name}", False, 1)
    assert answered.misconceptions == ((idea,) if idea else ())


def test_an_idea_shown_on_the_way_stays_with_the_answer() -> None:
    learner = at("dL/dh")
    learner.type("0.4525")
    learner.type("0.49")
    (answered,) = learner.state.answered
    assert (answered.right, answered.misses) == (True, 1)
    assert answered.misconceptions == ("backprop-uses-updated-weight",)
    assert (learner.state.misses, learner.state.misconceptions) == (0, ())


def test_rounded_too_much_is_close_and_counts_as_nothing() -> None:
    learner = at("dL/dw2")
    assert learner.type("0.15") == "0.15 is close. Please give dL/dw2 to three digits."
    assert (learner.state.answered, learner.state.misses) == ((), 0)


def test_after_two_misses_help_is_offered() -> None:
    learner = Learner(lesson(FILL, pause()))
    learner.type()
    learner.type("7")
    assert "Take your time. You can type hint, or answer to see it." in learner.type("8")
    assert learner.type("hint") == "Hint: Use sigmoid."
    assert learner.type("hint") == "Hint: 1/(1 + e^(−0.5))."
    assert learner.type("hint").startswith("I have no more hints here.")


def test_what_is_no_number_is_told_kindly() -> None:
    learner = at("h")
    assert learner.type("blue") == "I was waiting for a number. Type the number for h."
    assert "divides by zero" in learner.type("1/0")
    assert learner.type("hnit") == 'I don\'t know "hnit". If you mean hint, type hint.'
    assert "Not that" in learner.type("nan")
    assert "Not that" in learner.type("inf")


def test_a_number_that_nothing_asks_for_is_told_so() -> None:
    learner = Learner(lesson(FORWARD, pause()))
    assert learner.type("0.5") == "No number is asked for just now. Press Enter for the next number."
    assert learner.type("green") == "I didn't understand that. Press Enter for the next number."
    for word in ("hint", "answer"):
        assert learner.type(word) == "Nothing is asked for just now. Press Enter for the next number."


def test_a_told_answer_leaves_the_walk_open_until_it_is_found() -> None:
    learner = Learner(lesson(walk(end="loss", fill=("h",)), pause()))
    learner.type()
    assert learner.type("answer").startswith("The answer: h = 0.6225. The sigmoid turns")
    assert "walk:pass" in learner.state.open
    learner.type()
    assert "I told you h, so this stays open" in learner.type()
    learner.type()
    learner.type()
    assert learner.type().startswith("Walk pass.")  # Enter at the end mends what is open
    learner.type()
    learner.type("0.6225")
    learner.type()
    learner.type()
    learner.type()
    assert not learner.state.open
    assert is_complete(learner.lesson, learner.state)


def test_what_was_found_before_need_not_be_found_again() -> None:
    learner = Learner(lesson(walk(end="loss", fill=("h", "L")), pause()))
    learner.type()
    learner.type("0.6225")
    learner.type()
    learner.type("answer")
    learner.type("again")
    assert "You have found it before, so Enter shows it." in learner.type()
    assert "Enter show it" in learner.keys
    learner.type("7")  # a miss takes nothing away
    assert learner.state.answered[0].right
    assert learner.type().startswith("The sigmoid turns")
    learner.type()
    learner.type("0.03")
    assert (learner.state.open, learner.state.shown) == ((), ("walk:pass",))


def test_whoever_comes_back_to_a_walk_that_was_done_may_pass_it_by_or_go_again() -> None:
    learner = Learner(lesson(FORWARD, pause()))
    for _ in range(5):
        learner.type()
    assert learner.type("back").endswith("You have done this one. Press Enter to go on, or do it again.")
    assert prompt(learner.lesson, learner.state).label == "Enter to go on"
    assert learner.type("again").endswith("[z(h)]")
    assert learner.type().endswith("[h]")
    learner.type("skip")
    assert (learner.at, learner.state.open) == ("pause-1", ())


def test_a_skipped_walk_is_left_open() -> None:
    learner = Learner(lesson(FILL, pause()))
    assert learner.type("skip").startswith("Left for later.")
    assert (learner.at, learner.state.open) == ("pause-1", ("walk:pass",))


def test_questions_are_answered_with_the_numbers_known_by_then() -> None:
    learner = Learner(lesson(FILL, pause()))
    assert "z(h) =" not in learner.type("what is z(h)?")
    learner.type()
    assert learner.type("what is z(h)?").startswith("z(h) = w1·x = 0.5·1 = 0.5. Type the number for h.")
    assert learner.type("why is that so?").startswith("z(h) = w1·x = 0.5·1 = 0.5.")
    assert "0.6225" not in learner.type("what is h?")


def test_the_word_numbers_gives_what_is_known_as_a_table() -> None:
    learner = Learner(lesson(FILL, pause()))
    learner.type()
    assert learner.type("numbers").splitlines() == [
        "x     1",
        "w1    0.5",
        "w2    2",
        "y     1",
        "rate  1",
        "z(h)  0.5",
    ]


@pytest.mark.parametrize("begin", ["forward", "backward"])
def test_a_place_is_empty_only_where_its_number_is_asked_for(begin: Phase) -> None:
    learner = Learner(lesson(walk(begin=begin, end="backward", fill=("dL/dyhat",)), pause()))
    for _ in range(4 if begin == "forward" else 0):
        (shown,) = (one for one in learner.said[-2:] if isinstance(one, ShowNetwork))
        assert not shown.asked
        assert "No number is asked for" in learner.type("0.5")
        learner.type()
    asked = learner.said[-2]
    assert isinstance(asked, ShowNetwork)
    assert asked.asked
    assert "No number is asked for" not in learner.type("0.5")


def test_a_walk_may_begin_behind_the_forward_pass() -> None:
    learner = Learner(lesson(walk(begin="backward", end="backward", fill=("dL/dw1",)), pause()))
    assert learner.said[1] == ShowNetwork(walk(begin="backward", end="backward", fill=("dL/dw1",)), 3)
    assert "L     0.02999" in learner.type("numbers")
    told = [learner.type() for _ in range(5)]
    assert "What is dL/dw1? It is dL/dz(h)·x." in told[-1]
    assert "That was the last number." in learner.type("0.1151")


def test_the_line_under_the_input_says_what_is_wanted() -> None:
    learner = Learner(lesson(FILL, pause()))
    assert prompt(learner.lesson, learner.state).label == "Enter: next step"
    learner.type()
    assert prompt(learner.lesson, learner.state).label == "h"
    assert learner.keys == "a number · hint · answer · numbers · help"


def test_coming_back_tells_where_the_walk_stands() -> None:
    learner = Learner(lesson(say("Look."), FILL, pause()))
    learner.type()
    told = [words(one) for one in here(learner.lesson, learner.state)]
    assert told[:3] == ["Look.", "Walk pass.", "[?h]"]
    assert told[3].startswith("h takes what comes in")
    assert told[4].startswith("What is h?")


def test_an_answer_to_another_number_than_the_one_asked_for_now_is_no_answer() -> None:
    learner = at("h")
    typed = Typed("0.6225", learner.at, ("h", "0.6225"))
    edited = lesson(walk(fill=("z(h)",)), pause())
    state = Learner(edited).state
    reply = advance(edited, state, typed)
    assert reply.state == state
    assert "Another number is asked for here since then." in words(reply.utterances[-1])


def test_a_walk_edited_shorter_than_the_learner_came_is_over() -> None:
    learner = Learner(lesson(walk(), pause()))
    for _ in range(9):
        learner.type()
    shorter = lesson(FORWARD, pause())
    state = Learner(shorter).state
    for event in learner.events:
        state = advance(shorter, state, event).state
    assert state.position == 1
