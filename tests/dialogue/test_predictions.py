"""A prediction is committed first, and settled only by the run that it is about."""

from __future__ import annotations

import pytest

from tests.dialogue.lessons import Learner, bounce, lab, lesson, pause, quiz, right, say, wrong
from tutor.dialogue.model import Feedback
from tutor.lesson.model import Goal, Quiz

EDGE = quiz(
    "edge",
    right("It bounces for ever", "The factor is −1."),
    wrong("Does it settle?", "Nothing is taken away.", "overshoot-always-settles"),
    predict=True,
)
LIMIT = quiz(
    "limit",
    right("0.25", "A quarter.", number=0.25),
    wrong("anything else", "It is 0.25.", "one-rate-fits-all"),
    kind="number",
    predict=True,
)


def settled(learner: Learner) -> list[Feedback]:
    return [utterance for utterance in learner.said if isinstance(utterance, Feedback)]


def test_a_prediction_is_marked_committed_and_not_judged() -> None:
    learner = Learner(lesson(EDGE, lab(suggest="1.0")))
    assert learner.type("again").startswith("Predict: Question edge?")
    assert learner.type("settle") == "Your prediction: Does it settle? Let's see.\nRun lab-1."
    assert learner.at == "lab:lab-1"
    assert learner.state.open == ()


@pytest.mark.parametrize("index", range(2))
def test_the_suggested_run_settles_it_with_the_feedback_word_for_word(index: int) -> None:
    choice = EDGE.choices[index]
    learner = Learner(lesson(EDGE, lab(suggest="1.0"), pause()))
    learner.type(learner.letter(choice.text))
    learner.type()
    told = learner.end("overshot", "bouncing")
    (feedback,) = settled(learner)
    assert feedback.right is choice.right
    assert feedback.message.text.startswith(f"You predicted: {choice.text}")
    assert feedback.message.text.endswith(choice.feedback)
    assert told.endswith(choice.feedback)
    assert learner.state.predictions == ()
    learner.type()
    assert learner.at == "pause-1"


def test_another_rate_or_a_stopped_run_leaves_it_open() -> None:
    learner = Learner(lesson(EDGE, lab(suggest="1.0"), pause()))
    learner.type("for ever")
    still_open = "Your prediction is still open. Press Enter to run 1.0 and see."
    assert learner.run(0.3).endswith(still_open)
    assert settled(learner) == []
    assert "Enter runs 1.0" in learner.keys
    learner.type()
    assert learner.end("overshot", "bouncing", stopped=True).endswith(still_open)
    assert learner.type("answer") == still_open
    learner.run(1.0, "overshot", "bouncing")
    assert len(settled(learner)) == 1
    assert "Enter go on" in learner.keys


def test_without_a_suggested_rate_any_whole_run_settles_it() -> None:
    learner = Learner(lesson(EDGE, lab(), pause()))
    learner.type("for ever")
    learner.type("0.3")
    assert learner.end(stopped=True).endswith("Type a rate and let it run to the end.")
    assert learner.type().endswith("Or type skip.")
    assert learner.at == "lab:lab-1"
    learner.run(0.3)
    assert len(settled(learner)) == 1


def test_goals_met_do_not_hide_that_the_prediction_is_open() -> None:
    learner = Learner(lesson(EDGE, lab(suggest="1.0", goals=(Goal("converged"),)), pause()))
    learner.type("for ever")
    assert learner.run(0.3).endswith("Press Enter to run 1.0 and see.")
    learner.type()
    assert len(learner.end("overshot", "bouncing")) > 0
    assert len(settled(learner)) == 1
    learner.type()
    assert learner.at == "pause-1"


def test_only_the_next_lab_settles_a_prediction() -> None:
    learner = Learner(lesson(EDGE, lab(), lab("lab-2"), pause()))
    learner.type("for ever")
    learner.type("skip")
    learner.run(0.3)
    assert settled(learner) == []
    learner.type()
    learner.type()
    learner.type()
    assert learner.at == "lab:lab-1"
    learner.run(0.3)
    assert len(settled(learner)) == 1


def test_two_predictions_before_one_run_are_both_settled() -> None:
    learner = Learner(lesson(EDGE, say("And:"), LIMIT, lab(suggest="1.0")))
    learner.type("for ever")
    learner.type("0.25")
    learner.type()
    learner.end("overshot", "bouncing")
    assert [feedback.message.text for feedback in settled(learner)] == [
        "You predicted: It bounces for ever. The factor is −1.",
        "You predicted: 0.25. A quarter.",
    ]


def test_a_question_between_prediction_and_run_changes_nothing() -> None:
    learner = Learner(lesson(EDGE, bounce(), lab(suggest="1.0")))
    learner.type("for ever")
    learner.type("settles")
    learner.type()
    learner.end()
    assert len(settled(learner)) == 1


def test_a_prediction_made_anew_replaces_the_old_one() -> None:
    learner = Learner(lesson(EDGE, lab(suggest="1.0")))
    learner.type("for ever")
    learner.type("back")
    learner.type("settle")
    learner.type()
    learner.end()
    assert [feedback.right for feedback in settled(learner)] == [False]
    assert [answer.given for answer in learner.state.answered] == ["Does it settle?"]
    assert learner.state.answered[0].misconceptions == ("overshoot-always-settles",)


def test_a_prediction_without_a_run_to_come_is_answered_at_once() -> None:
    learner = Learner(lesson(EDGE, pause()))
    assert learner.type("for ever") == "You predicted: It bounces for ever. The factor is −1."
    assert learner.at == "pause-1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I think 1/4", "You predicted: 1/4. A quarter."),
        ("4", "You predicted: 4. It is 0.25."),
        ("nan", "You predicted: nan. It is 0.25."),
    ],
)
def test_a_predicted_number_is_kept_as_it_was_written(text: str, told: str) -> None:
    assert Learner(lesson(LIMIT, pause())).type(text) == told


def test_a_predicted_number_that_nobody_foresaw_is_committed_all_the_same() -> None:
    asked = quiz("limit", right("0.25", "A quarter.", number=0.25), kind="number", predict=True)
    learner = Learner(lesson(asked, lab(suggest="1.0")))
    assert learner.type("4").startswith("Your prediction: 4. Let's see.")
    learner.type()
    assert learner.end().endswith("You predicted: 4. The answer is 0.25.")


def test_a_prediction_has_no_hint_but_can_be_given_up() -> None:
    learner = Learner(lesson(EDGE, lab(suggest="1.0")))
    assert learner.type("hint").startswith("A prediction can't go wrong: say what you expect, then we watch.")
    assert "answer" in learner.keys


@pytest.mark.parametrize("text", ["answer", "I don't know", "idk", "no idea", "dunno", "I give up"])
def test_a_prediction_given_up_is_told_when_its_run_was_watched(text: str) -> None:
    learner = Learner(lesson(EDGE, lab(suggest="1.0"), pause()))
    assert learner.type(text) == (
        "That is fine: nobody knows everything before. Let's watch, and then I tell you.\nRun lab-1."
    )
    assert learner.run(0.3).endswith("We wanted to watch this. Press Enter to run 1.0 and see.")
    learner.type()
    told = learner.end("overshot", "bouncing")
    assert told.endswith("You left this one open. The answer: It bounces for ever. The factor is −1.")
    assert settled(learner) == []
    assert learner.state.predictions == ()
    assert learner.state.open == ("quiz:edge",)
    learner.type()
    assert learner.at == "pause-1"


def test_a_prediction_of_an_order_that_is_given_up_is_told_without_letters_that_nobody_sees_any_more() -> None:
    asked = quiz("way", kind="order", predict=True, items=("down", "over", "up"))
    learner = Learner(lesson(asked, lab(suggest="1.0")))
    learner.type("idk")
    learner.type()
    assert learner.end().endswith("You left this one open. The answer: down, over, up.")


def test_a_prediction_given_up_without_a_run_to_come_is_told_at_once() -> None:
    learner = Learner(lesson(EDGE, pause()))
    assert learner.type("answer") == "You left this one open. The answer: It bounces for ever. The factor is −1."
    assert learner.at == "pause-1"


def test_a_prediction_without_a_right_choice_that_is_given_up_is_just_watched() -> None:
    learner = Learner(lesson(quiz("any", wrong("Up"), wrong("Down"), predict=True), lab(suggest="1.0"), pause()))
    assert learner.type("idk").startswith("That is fine")
    learner.type()
    assert "The answer" not in learner.end("overshot", "bouncing")


def test_a_prediction_given_up_can_still_be_made() -> None:
    learner = Learner(lesson(EDGE, lab(suggest="1.0"), pause()))
    learner.type("idk")
    learner.type("back")
    learner.type("for ever")
    learner.type()
    learner.end("overshot", "bouncing")
    assert [feedback.right for feedback in settled(learner)] == [True]
    assert learner.state.open == ()


def test_to_a_question_that_is_no_prediction_not_knowing_asks_for_a_hint() -> None:
    learner = Learner(lesson(bounce("Look at the factor.")))
    assert learner.type("I don't know") == "Hint: Look at the factor."


def mended(asked: Quiz, *, lab_done: bool) -> Learner:
    """A learner who skipped the prediction, and the lab too unless it is done, and now mends."""
    learner = Learner(lesson(asked, lab(suggest="1.0"), pause()))
    learner.type("skip")
    if lab_done:
        learner.type()
        learner.end()
        learner.type()
    else:
        learner.type("skip")
    learner.type()
    assert "still open" in learner.type("again")
    learner.type()
    return learner


def test_a_prediction_mended_after_its_run_is_answered_at_once() -> None:
    learner = mended(EDGE, lab_done=True)
    assert learner.type("for ever").startswith(
        "You predicted: It bounces for ever. The factor is −1.\n[ended, complete]"
    )


def test_a_prediction_mended_before_its_run_waits_for_it() -> None:
    learner = mended(EDGE, lab_done=False)
    assert learner.type("for ever") == "Your prediction: It bounces for ever. Let's see.\nRun lab-1."
    learner.type()
    learner.end()
    assert len(settled(learner)) == 1
    assert learner.type().startswith("[ended, complete]")
