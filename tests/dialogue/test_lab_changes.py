"""Runs whose rate was changed on the way: what they settle, and what they are compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.dialogue.lessons import Learner, lab, lesson, quiz, ran, right, say, wrong
from tutor.dialogue.feedback import met, remark, words
from tutor.dialogue.model import RunEnded
from tutor.lesson.model import Goal


def bent(lr: float = 0.9, **settings: Any) -> RunEnded:
    return replace(ran(lr, steps_to_1_percent=5), changes=((3, 0.1),), **settings)


def test_a_run_whose_rate_was_changed_settles_no_prediction() -> None:
    predict = quiz("ending", right("It settles"), wrong("It explodes"), predict=True)
    learner = Learner(lesson(predict, say("Now."), lab(suggest="0.9")))
    learner.type("it settles")
    learner.type("0.9")
    assert learner.happen(replace(bent(), at=learner.at)).endswith(
        "Your prediction is still open. Press Enter to run 0.9 and see."
    )
    learner.type()
    assert "You predicted: It settles." in learner.end()


def test_a_remark_on_a_rate_is_not_for_a_run_that_left_it() -> None:
    remarks = {"0.9": "It zigzags.", "converged": "There."}
    assert remark(lab(remarks=remarks), ran(0.9)) == "It zigzags."
    assert remark(lab(remarks=remarks), bent()) == "There."


def test_a_run_whose_rate_was_changed_is_compared_with_nothing_and_nothing_with_it() -> None:
    learner = Learner(lesson(lab()))
    learner.run(0.5, needed=1)
    learner.type("0.9")
    assert "arrived" not in learner.happen(bent())
    assert "your run at 0.5 needed 1 step" in learner.run(0.8, needed=11)
    assert "same rate" not in learner.run(0.9, needed=11)


def test_runs_of_a_race_are_compared_within_their_entrant() -> None:
    mine, other = (replace(ran(0.1, steps_to_1_percent=9), entrant=name) for name in ("sgd", "adam"))
    assert "arrived" not in " ".join(words(lab(), mine, (replace(other, lr=0.2),)))
    assert "your run at 0.2 needed 9 steps" not in " ".join(words(lab(), mine, (replace(mine, lr=0.2),)))
    assert "just like your run at 0.2" in " ".join(words(lab(), mine, (replace(mine, lr=0.2),)))


def test_a_goal_is_met_by_a_run_whose_rate_was_changed() -> None:
    assert met(Goal("converged"), (bent(),))


def test_a_remark_on_a_verdict_is_not_for_a_rate_that_is_negative_or_0() -> None:
    remarks = {"overshot/diverged": "Too long strides.", "stalled": "Too short.", "-2": "Uphill!"}
    assert remark(lab(remarks=remarks), ran(1.1, "overshot", "diverged")) == "Too long strides."
    assert remark(lab(remarks=remarks), ran(-0.5, "overshot", "diverged")) is None
    assert remark(lab(remarks=remarks), ran(-2, "overshot", "diverged")) == "Uphill!"
    assert remark(lab(remarks=remarks), ran(0, "stalled", "frozen")) is None
