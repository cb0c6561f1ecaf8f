"""At every prompt the learner can ask: from the glossary, and from the last run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.dialogue.lessons import HERE, Learner, bounce, lab, lesson, pause, quiz, ran, right, walk, wrong
from tutor.dialogue import about_run
from tutor.lesson.model import Choice, Lesson, Step, Term

TERMS = (
    Term("momentum", (), "A share of the last step.", HERE),
    Term("adam", (), "Momentum and RMSProp.", HERE),
    Term("RMSProp", (), "Steps of equal size.", HERE),
)
NUMBER = quiz("landing", right("2", number=2.0), kind="number")
PROMPTS: dict[str, Step] = {
    "message": pause(),
    "choice": bounce(),
    "several": quiz("all", right("one"), right("two"), wrong("three"), kind="several"),
    "number": NUMBER,
    "text": quiz("word", right("loss"), kind="text"),
    "order": quiz("way", kind="order", items=("down", "over", "up")),
    "verdict": quiz("end", Choice("overshot", True, "Yes.", HERE, verdict=("overshot", None)), kind="verdict"),
    "prediction": replace(bounce(), predict=True),
    "lab": lab("lab-2", suggest="0.5"),
    "guess": replace(lab("lab-2"), guess=True),
    "race": replace(lab("lab-2"), race=("sgd", "adam")),
    "training": replace(lab("lab-2"), epochs=5),
    "network": walk(),
    "network to fill in": walk(fill=("h",)),
}


def at(step: Step) -> Learner:
    """A learner who has run 1.0 and now stands at this prompt."""
    played: Lesson = replace(lesson(lab(), step, pause()), glossary=TERMS)
    learner = Learner(played)
    learner.run(1.0, "overshot", "bouncing")
    learner.type()
    assert learner.state.position == 1
    return learner


@pytest.mark.parametrize("step", PROMPTS.values(), ids=PROMPTS)
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what is momentum?", "Momentum: A share of the last step."),
        ("waht is momentm", "Momentum: A share of the last step."),
        ("difference between adam and rmsprop", "Adam: Momentum and RMSProp. RMSProp: Steps of equal size."),
        ("diffrence betwen adam and rmsprop", "Adam: Momentum and RMSProp. RMSProp: Steps of equal size."),
        ("why did it bounce?", "At 1.0: Sentence on 1."),
        ("what is a quokka?", "I don't know that one."),
        ("what is adm?", "Do you mean adam?"),
    ],
)
def test_a_question_is_answered_at_every_prompt_and_costs_nothing(step: Step, text: str, told: str) -> None:
    learner = at(step)
    before = learner.state
    said = learner.type(text)
    assert told in said or (told.startswith("Do you mean") and "Adam: " in said), said
    assert learner.state == before


@pytest.mark.parametrize("step", [one for name, one in PROMPTS.items() if "network" not in name])
def test_a_bare_why_is_about_the_last_run(step: Step) -> None:
    assert "At 1.0: Sentence on 1." in at(step).type("why?")


@pytest.mark.parametrize("step", PROMPTS.values(), ids=PROMPTS)
@pytest.mark.parametrize("text", ["lesson 10", "go to lesson 10", "next lesson", "lessons"])
def test_another_lesson_can_be_gone_to_from_every_prompt(step: Step, text: str) -> None:
    assert "[leave to " in at(step).type(text)


def test_of_a_race_the_runner_that_is_named_is_told_of() -> None:
    runs = (
        replace(ran(0.1, "overshot", "bouncing"), entrant="sgd"),
        replace(ran(0.1, "converged", "smooth"), entrant="adam"),
    )
    assert about_run.answer("why did sgd bounce?", runs, runs[-1]) == "sgd at 0.1: Sentence on 0.1."
    told = about_run.answer("why did adam bounce?", runs, runs[-1])
    assert told is not None
    assert told.startswith("adam at 0.1: It did not bounce")


def test_of_a_race_a_question_is_about_the_runner_that_did_so() -> None:
    runs = (
        replace(ran(0.1, "overshot", "bouncing"), entrant="sgd"),
        replace(ran(0.1, "converged", "smooth"), entrant="adam"),
    )
    assert about_run.answer("why did it bounce?", runs, runs[-1]) == "sgd at 0.1: Sentence on 0.1."
    for asked in ("why did it converge?", "why?", "why did it explode?"):
        assert (about_run.answer(asked, runs, runs[-1]) or "").startswith("adam at 0.1: ")


@pytest.mark.parametrize("text", ["explain", "explain it", "explain please?", "so?"])
def test_a_wish_for_an_explanation_is_about_the_last_run(text: str) -> None:
    assert "At 1.0: Sentence on 1." in at(pause()).type(text)
