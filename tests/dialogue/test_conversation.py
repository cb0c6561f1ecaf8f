"""Reading on, questions, hints, answers told, questions skipped, and the words that steer."""

from __future__ import annotations

import pytest

from tests.dialogue.lessons import Learner, bounce, lab, lesson, pause, quiz, right, say, wrong
from tutor.dialogue.conversation import advance
from tutor.dialogue.model import Choices, Feedback, LearnerSaid, Leave, RunThis, Typed
from tutor.dialogue.prompts import prompt
from tutor.dialogue.state import Answered, lettered, progress
from tutor.lesson.model import Pause, Quiz

TOLD_AGAIN = "You have done this one. Press Enter to go on, or do it again."
NUMBER = quiz(
    "landing",
    right("-2.4", "3 − 5.4.", number=-2.4),
    wrong("2.4", "The wrong side.", "sign", number=2.4),
    wrong("0.025", "Close.", number=0.025, tolerance=0.0005),
    wrong("anything else", "Not that: 3 − 5.4."),
    kind="number",
)
SEVERAL = quiz(
    "cross",
    wrong("Red", "Red is warm.", "warm"),
    right("Blue", "Blue is cold."),
    right("Cyan", "Cyan is cold too."),
    wrong("Gold", "Gold is warm."),
    kind="several",
)


def test_a_lesson_speaks_up_to_the_first_stop_and_enter_goes_on() -> None:
    learner = Learner(lesson(say("One."), say("Two."), pause(), say("Three."), pause(), say("Four.")))
    assert learner.state.position == 2
    assert learner.type() == "Three."
    assert learner.type("ok").startswith("Four.\n[ended, complete]\nThat was the lesson: Made by hand.")
    assert progress(learner.lesson, learner.state) == (2, 2)


@pytest.mark.parametrize("steps", [(), (say("Only this."),)])
def test_a_lesson_without_a_stop_is_over_at_once(steps: tuple[()]) -> None:
    learner = Learner(lesson(*steps))
    assert learner.type() == "[leave to next]"


def test_at_a_pause_anything_but_enter_is_told_what_to_do() -> None:
    learner = Learner(lesson(pause(), pause()))
    assert learner.type("0.3") == "Press Enter to go on. Nothing else is needed here."
    assert learner.type("hint") == "There is nothing to solve here. Press Enter to go on."
    assert learner.type("hlep") == 'I don\'t know "hlep". If you mean help, type help.'
    assert learner.state.position == 0


def test_the_question_is_asked_with_lettered_choices() -> None:
    learner = Learner(lesson(say("Look."), bounce()))
    choices = learner.said[-1]
    assert isinstance(choices, Choices)
    assert [letter for letter, _ in choices.items] == ["a", "b", "c"]
    assert {text for _, text in choices.items} == {choice.text for choice in bounce().choices}


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_each_choice_stands_in_each_place_about_equally_often(count: int) -> None:
    asked = quiz("q", *(wrong(str(index)) for index in range(count)))
    orders = [lettered(asked, seed * 2654435761 % 2**32) for seed in range(1200)]
    for index in range(count):
        for place in range(count):
            share = sum(order[place] == index for order in orders) / len(orders)
            assert share == pytest.approx(1 / count, abs=0.07)


def test_letters_stay_for_one_learner_and_differ_between_learners() -> None:
    assert lettered(bounce(), 7) == lettered(bounce(), 7)
    assert len({lettered(bounce(), seed) for seed in range(50)}) == 6


@pytest.mark.parametrize("index", range(3))
def test_every_choice_gets_its_own_feedback_word_for_word(index: int) -> None:
    asked = bounce()
    choice = asked.choices[index]
    learner = Learner(lesson(asked, pause()))
    learner.type(learner.letter(choice.text))
    feedback = learner.said[0]
    assert isinstance(feedback, Feedback)
    assert (feedback.message.text, feedback.right) == (choice.feedback, choice.right)
    assert learner.at == ("pause-1" if choice.right else "quiz:bounce")


def test_wrong_answers_are_kept_with_the_ideas_that_they_show() -> None:
    learner = Learner(lesson(bounce("A hint."), pause()))
    assert "Take your time" not in learner.type("fast")
    assert learner.type("explodes").endswith("Take your time. You can type hint, or answer to see it.")
    learner.type("settles")
    ideas = ("faster-is-better", "overshoot-is-explosion")
    assert learner.state.answered == (
        Answered("bounce", "It bounces and settles", True, misses=2, misconceptions=ideas),
    )
    assert learner.state.open == ()


def test_hints_come_one_at_a_time_and_run_out() -> None:
    learner = Learner(lesson(bounce("First.", "Second.")))
    assert [learner.type("hint"), learner.type("?"), learner.type("idk")] == [
        "Hint: First.",
        "Hint: Second.",
        "I have no more hints here. Type answer to see the answer, or skip to go on.",
    ]
    assert "no hint for this" in Learner(lesson(bounce())).type("hint")


def test_an_answer_told_leaves_the_question_open_and_goes_on() -> None:
    learner = Learner(lesson(bounce(), pause()))
    letter = learner.letter("It bounces")
    assert learner.type("answer") == f"The answer: {letter}) It bounces and settles. Each landing is nearer."
    assert learner.at == "pause-1"
    assert learner.state.open == ("quiz:bounce",)
    assert learner.state.answered == (Answered("bounce", "", False, shown=True),)


@pytest.mark.parametrize("seed", range(6))
def test_the_answer_with_several_choices_names_them_all_in_the_order_of_their_letters(seed: int) -> None:
    learner = Learner(lesson(SEVERAL), seed=seed)
    told = learner.type("answer")
    first, second = (SEVERAL.choices[index] for index in lettered(SEVERAL, seed) if SEVERAL.choices[index].right)
    assert f") {first.text} and " in told
    assert f") {second.text}. {first.feedback} {second.feedback}" in told


def test_a_skipped_question_stays_open() -> None:
    learner = Learner(lesson(bounce(), pause()))
    assert learner.type("skip") == "Left for later."
    assert (learner.at, learner.state.open) == ("pause-1", ("quiz:bounce",))


def test_enter_and_next_do_not_pass_a_question() -> None:
    learner = Learner(lesson(bounce()))
    for text in ("", "next", "ok"):
        assert learner.type(text) == "Type a letter from a to c. Or type skip."
    assert learner.at == "quiz:bounce"


def test_a_line_not_understood_is_told_what_would_be() -> None:
    learner = Learner(lesson(bounce()))
    assert learner.type("blub") == "I didn't understand that. Type a, b or c, or hint, or skip."
    assert learner.type("a b") == "One answer, please: a, b or c."
    assert learner.state.answered == ()


def test_a_misspelt_command_counts_as_no_miss() -> None:
    learner = Learner(lesson(bounce()))
    assert learner.type("hnit") == 'I don\'t know "hnit". If you mean hint, type hint.'
    assert learner.state.misses == 0


def test_a_setting_that_a_lesson_prints_is_explained_in_the_lesson_too() -> None:
    learner = Learner(lesson(bounce(), NUMBER))
    assert learner.type("what is kappa?") == (
        "kappa is a setting of ravine: how much steeper y is than x. Type a letter from a to c."
    )


def test_a_question_of_the_learners_own_is_answered_with_what_is_wanted() -> None:
    learner = Learner(lesson(bounce(), NUMBER))
    assert learner.type("what is a zigzag?") == ("I don't know that one. Type a letter from a to c.")


@pytest.mark.parametrize("text", ["stop", "Stop.", "STOP!"])
def test_a_choice_that_reads_like_a_command_is_the_answer(text: str) -> None:
    learner = Learner(lesson(quiz("when", right("Stop", "At once."), wrong("Yes", "No."))))
    assert learner.type(text).startswith("At once.")


def test_a_choice_that_reads_like_a_question_is_the_answer() -> None:
    learner = Learner(lesson(quiz("ask", right("Does it overshoot?", "Ask that."), wrong("Is it Monday?"))))
    assert learner.type("does it overshoot?").startswith("Ask that.")


def test_a_letter_that_is_also_a_command_is_the_answer_where_there_are_so_many_choices() -> None:
    asked = quiz("many", *(wrong(f"Number {index}", f"Feedback {index}") for index in range(8)))
    learner = Learner(lesson(asked))
    feedback = learner.type("h")
    assert feedback == asked.choices[lettered(asked, learner.seed)[7]].feedback


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("-2.4", "3 − 5.4."), ("−2,4", "3 − 5.4."), ("-12/5", "3 − 5.4."), ("is it -2.4?", "3 − 5.4."),
        ("2.4", "The wrong side."), ("+2.40", "The wrong side."), ("7", "Not that: 3 − 5.4."),
        ("inf", "Not that: 3 − 5.4."), ("nan", "Not that: 3 − 5.4."), ("0.0255", "Close."), ("0.0245", "Close."),
        ("2.5 %", "Close."), ("0.02551", "Not that: 3 − 5.4."),
    ],
)  # fmt: skip
def test_a_number_is_answered_by_its_value(text: str, told: str) -> None:
    assert Learner(lesson(NUMBER, pause())).type(text) == told


@pytest.mark.parametrize(
    ("text", "told"), [("64 %", "Yes."), ("64", "Yes."), ("64 per cent", "Yes."), ("0.64", "Not that.")]
)
def test_where_per_cents_are_asked_for_a_percentage_is_that_many(text: str, told: str) -> None:
    learner = Learner(lesson(quiz("left", right("64", number=64.0), kind="number")))
    assert learner.type(text).startswith(told)


def test_a_percentage_is_a_share_where_a_share_is_foreseen() -> None:
    learner = Learner(lesson(quiz("left", right("0.64", number=0.64), wrong("64", number=64.0), kind="number")))
    assert learner.type("64 %").startswith("Yes.")


def test_in_a_number_question_words_are_not_wrong_answers() -> None:
    learner = Learner(lesson(NUMBER))
    assert "A number is wanted here" in learner.type("left")
    assert "more than one number" in learner.type("2 3")
    assert "divides by zero" in learner.type("1/0")
    assert learner.state.answered == ()


def test_a_number_that_nobody_foresaw_is_a_miss_even_without_a_choice_for_it() -> None:
    learner = Learner(lesson(quiz("two", right("2", number=2.0), kind="number")))
    assert learner.type("3") == "Not that. Try again."
    assert learner.state.answered == (Answered("two", "3", False, misses=1),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("blue and cyan", "Cyan is cold too. Blue is cold."),
        ("blue", "What you chose is right, but it is not all. There is more that fits."),
        ("red", "Red is warm."),
        ("blue, cyan, red", "Red is warm."),
    ],
)
def test_several_choices_are_right_only_together(text: str, told: str) -> None:
    learner = Learner(lesson(SEVERAL, pause()))
    assert learner.type(text) == told
    assert (learner.at == "pause-1") == (text == "blue and cyan")


def test_several_wrong_choices_each_get_their_feedback() -> None:
    told = Learner(lesson(SEVERAL)).type("red, gold")
    assert told in ("Red is warm. Gold is warm.", "Gold is warm. Red is warm.")


def test_back_goes_back_stop_by_stop_and_says_it_again() -> None:
    learner = Learner(lesson(say("One."), pause(), say("Two."), bounce(), say("Three."), pause()))
    learner.type()
    learner.type("settles")
    assert learner.type("back").startswith("Two.\nQuestion bounce?")
    assert learner.type("back") == "One."
    assert learner.type("back") == "This is where the lesson starts.\nOne."


def test_a_question_done_may_be_passed_by_or_done_again_and_never_opens_again() -> None:
    learner = Learner(lesson(bounce(), pause()))
    learner.type("settles")
    for again in ("", "skip", "answer", "settles"):
        assert learner.type("back").endswith(TOLD_AGAIN)
        learner.type(again)
        assert (learner.at, learner.state.open) == ("pause-1", ())
    assert learner.state.answered[0].right


def test_again_says_the_exchange_again() -> None:
    learner = Learner(lesson(say("Look."), bounce()))
    asked = learner.said
    learner.type("again")
    assert learner.said == asked
    learner.type("say that again")
    assert learner.said == asked


def test_a_pause_without_words_before_it_still_says_what_to_do() -> None:
    learner = Learner(lesson(bounce(), pause(), pause()))
    learner.type("settles")
    assert learner.type("again") == "Press Enter to go on."
    learner.type()
    assert learner.type("back") == "Press Enter to go on."


@pytest.mark.parametrize(
    "step", [pause(), bounce(), NUMBER, SEVERAL, lab(), lab(suggest="0.9")], ids=lambda s: type(s).__name__
)
def test_help_says_everywhere_what_is_wanted_and_what_can_be_typed(step: object) -> None:
    learner = Learner(lesson(step, pause()))  # type: ignore[arg-type]
    told = learner.type("help")
    assert told.startswith(("Type ", "Press Enter "))
    for word in ("again", "back", "lessons", "lesson 10", "quit", "what is a gradient?"):
        assert word in told
    for word in ("hint", "answer", "skip"):
        assert (word in told) is not isinstance(step, Pause)  # where there is nothing to solve they would do nothing
    assert learner.keys


def test_help_tells_of_questions_about_a_run_once_there_was_one() -> None:
    learner = Learner(lesson(lab(), pause()))
    assert "why did it bounce?" not in learner.type("help")
    learner.run(0.3)
    learner.type()
    assert "why did it bounce?" in learner.type("help")


@pytest.mark.parametrize("step", [pause(), bounce()], ids=lambda s: type(s).__name__)
def test_a_rate_typed_where_nothing_can_be_run_is_shown_the_way_to_the_lab(step: Pause | Quiz) -> None:
    learner = Learner(lesson(step, lab()))
    assert learner.type("run 0.9").startswith("0.9 can be run in the lab: type /lab. ")
    assert learner.type("can I try 0.5?").startswith("0.5 can be run in the lab: type /lab. ")
    assert learner.state.misses == 0
    for text in ("17", "half of it", "w = 3.5"):
        assert "can be run" not in learner.type(text)
    assert "can be run" not in Learner(lesson(step, pause())).type("0.9")


@pytest.mark.parametrize(("text", "to"), [("lessons", "lessons"), ("quit", "out"), ("bye", "out")])
def test_leaving_is_possible_everywhere(text: str, to: str) -> None:
    for step in (pause(), bounce(), lab(), lab(suggest="0.9")):
        learner = Learner(lesson(step))
        learner.type(text)
        assert [leave.to for leave in learner.said if isinstance(leave, Leave)] == [to]
        assert learner.state.position == 0


def test_the_learners_own_line_stands_in_the_reply_but_a_bare_enter_does_not() -> None:
    learner = Learner(lesson(pause(), pause()))
    assert advance(learner.lesson, learner.state, Typed(" hm ", "pause-1")).utterances[0] == LearnerSaid("hm")
    entered = advance(learner.lesson, learner.state, Typed("", "pause-1")).utterances
    assert not any(isinstance(utterance, LearnerSaid) for utterance in entered)


def test_a_line_of_any_length_is_answered() -> None:
    learner = Learner(lesson(lab()))
    assert "very long" in learner.type("9" * 201)
    assert "very long" in learner.type("x" * 100_000)
    learner.type("9" * 200)
    assert isinstance(learner.said[0], RunThis)
    assert prompt(learner.lesson, learner.state).running


@pytest.mark.parametrize("word", ["answers", "choices", "Options?"])
def test_whoever_asks_for_the_answers_hears_the_choices_again_and_how_to_be_told(word: str) -> None:
    learner = Learner(lesson(bounce()))
    learner.type("c")
    before = learner.state
    told = learner.type(word)
    assert learner.state == before
    assert isinstance(learner.said[-2], Choices)
    assert told.endswith("Type a letter from a to c. To be told the answer, type answer.")


def test_where_nothing_is_offered_the_answers_are_told_of_too() -> None:
    learner = Learner(lesson(NUMBER))
    assert learner.type("answers") == "Type a number. To be told the answer, type answer."


def test_where_nothing_is_to_be_solved_no_answer_is_promised() -> None:
    learner = Learner(lesson(pause(), bounce()))
    assert learner.type("options") == "Press Enter to go on."
