"""Questions about a run before there was any."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.dialogue.lessons import Learner, bounce, lab, lesson, pause, quiz, right, say, wrong
from tutor.lesson.model import Step


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((lab(),), "There is no run to ask about yet. Run a rate first, then ask me again."),
        ((replace(lab(), guess=True),), "Here you try numbers"),
        (
            (replace(bounce(), predict=True), lab()),
            "There is no run to ask about yet. The first comes later in this lesson.",
        ),
        ((pause(), lab()), "There is no run to ask about yet. The first comes later in this lesson."),
        ((pause(),), "There is no run in this lesson to ask about."),
    ],
)
def test_why_before_any_run_is_answered_with_what_can_be_done_here(steps: tuple[Step, ...], told: str) -> None:
    learner = Learner(lesson(say("Look."), *steps))
    assert learner.type("why?").startswith(told)


def test_why_at_a_question_leads_to_its_hint_and_its_answer() -> None:
    learner = Learner(lesson(quiz("side", right("Left", "It is."), wrong("Right", "No.")), lab()))
    assert learner.type("why?").startswith("If you ask about this question: hint helps you on")
