"""Labs of every kind: a weight that is tried, a race, a training; what is wanted, compared and settled in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.dialogue.lessons import Learner, lab, lesson, pause, ran
from tutor.dialogue.feedback import goal_in_words, met, race_words, shares, tried_words, unseen_words, words
from tutor.dialogue.model import Judged, Raced, RunEnded, RunThis, Tried
from tutor.engine.model import Experiment
from tutor.lesson.model import Edge, Goal, Lab, LabGoal, Reach

SGD_AND_ADAM = ("sgd", "adam")
AT = "lab:lab-1"


def kind(**settings: Any) -> Lab:
    return replace(lab(), **settings)


def raced(lr: float, *runs: tuple[str, str, int | None], stopped: bool = False) -> Raced:
    """A race of sgd and adam that ended so."""
    ended = [
        replace(ran(lr, verdict, reason, stopped=stopped, steps_to_1_percent=needed), entrant=name)
        for name, (verdict, reason, needed) in zip(SGD_AND_ADAM, runs, strict=True)
    ]
    return Raced(tuple(ended), AT)


def wanted(learner: Learner) -> RunThis:
    (run,) = [one for one in learner.said if isinstance(one, RunThis)]
    return run


# ---------------------------------------------------------------- a weight is tried


def test_a_weight_asks_for_the_loss_there_and_no_step() -> None:
    learner = Learner(lesson(kind(guess=True)))
    learner.type("−1.5")
    assert wanted(learner) == RunThis(Experiment("bowl:curvature=2", 0.0, steps=0, start=(-1.5,)), "−1.5")


def test_a_weight_is_told_with_its_loss_and_slope_and_then_compared() -> None:
    learner = Learner(lesson(kind(guess=True)))
    learner.type("3")
    assert learner.happen(Tried(3.0, 9.0, 6.0, AT)) == "At w = 3 the loss is 9, and the slope is 6."
    learner.type("2")
    assert learner.happen(Tried(2.0, 4.0, 4.0, AT)).endswith("That is lower than 9, at w = 3.")
    learner.type("-2")
    assert learner.happen(Tried(-2.0, 4.0, -4.0, AT)).endswith("That is the same loss as at w = 2.")
    learner.type("5")
    assert learner.happen(Tried(5.0, 25.0, 10.0, AT)).endswith("That is higher than 4, at w = −2.")
    learner.type("again")
    assert wanted(learner).experiment.start == (5.0,)
    assert learner.happen(Tried(5.0, 25.0, 10.0, AT)).endswith("The same weight as before, so the same loss.")


def test_a_slope_that_only_rounding_left_is_almost_0() -> None:
    assert "the slope is almost 0" in " ".join(tried_words(Tried(1.0, 2.0, 1.5e-15, AT), ()))
    assert "the slope is 0." in " ".join(tried_words(Tried(1.0, 2.0, 0.0, AT), ()))


def test_a_loss_that_overflowed_is_compared_with_nothing() -> None:
    assert len(tried_words(Tried(1.0, 2.0, 1.0, AT), (Tried(1e200, float("inf"), 1.0, AT),))) == 1


@pytest.mark.parametrize(("typed", "told"), [("inf", "no weight"), ("nan", "no weight"), ("1e999", "no weight"),
                                             ("downhill", "waiting for w: a number"), ("", "for w")])  # fmt: skip
def test_what_is_no_weight_is_told_and_nothing_is_tried(typed: str, told: str) -> None:
    learner = Learner(lesson(kind(guess=True)))
    assert told in learner.type(typed)
    assert learner.state.running is None


def test_a_weight_may_be_negative_or_a_thousand_where_a_rate_is_not_asked_for() -> None:
    learner = Learner(lesson(kind(guess=True, remarks={"-1": "Left of the bottom."})))
    learner.type("-1")
    assert "Left of the bottom." in learner.happen(Tried(-1.0, 1.0, -2.0, AT))


def test_a_loss_to_be_reached_is_counted_of_weights_too() -> None:
    learner = Learner(lesson(kind(guess=True, goals=(Reach("loss", "<=", 0.1, "0.1"),)), pause()))
    learner.type("1")
    learner.happen(Tried(1.0, 1.0, 2.0, AT))
    assert "Still wanted: a loss of at most 0.1. Or type skip." in learner.type()
    learner.type("0.1")
    assert learner.happen(Tried(0.1, 0.01, 0.2, AT)).endswith("Try more numbers, or press Enter to go on.")
    learner.type()
    assert learner.at == "pause-1"


def test_the_line_of_keys_speaks_of_numbers_where_a_weight_is_wanted() -> None:
    learner = Learner(lesson(kind(guess=True, suggest="2")))
    assert "number" in learner.keys
    assert "rate" not in learner.keys
    assert "Type a number for w" in learner.type("what now")
    assert learner.type("answer") == "No number is wrong here. Press Enter to try 2."
    assert "rate" not in learner.type("hint")


# ---------------------------------------------------------------- a race


def test_a_race_runs_the_rate_with_every_entrant() -> None:
    learner = Learner(lesson(kind(race=SGD_AND_ADAM)))
    learner.type("0.1")
    run = wanted(learner)
    assert run.names == SGD_AND_ADAM
    assert [one.optimizer for one in (run.experiment, *run.rivals)] == ["sgd", "adam"]
    assert {one.lr for one in (run.experiment, *run.rivals)} == {0.1}


def test_entrants_can_have_names_of_their_own() -> None:
    called = {"plain": "sgd", "careful": "cosine:T_max=50", "steep": "bowl:curvature=8"}
    learner = Learner(lesson(kind(race=tuple(called), called=called)))
    learner.type("0.1")
    run = wanted(learner)
    assert run.names == ("plain", "careful", "steep")
    assert [(one.schedule, one.problem) for one in run.rivals] == [
        ("cosine:T_max=50", "bowl:curvature=2"), ("constant", "bowl:curvature=8")]  # fmt: skip


def test_a_race_is_judged_run_by_run_and_then_told_who_was_first() -> None:
    learner = Learner(lesson(kind(race=SGD_AND_ADAM, remarks={"0.1": "Adam is careful."})))
    learner.type("0.1")
    told = learner.happen(raced(0.1, ("converged", "smooth", 12), ("stalled", "crawling", None)))
    assert [one.name for one in learner.said if isinstance(one, Judged)] == ["sgd", "adam"]
    assert "First there: sgd, after 12 steps. Not there: adam." in told
    assert told.endswith("Adam is careful.")
    assert [one.entrant for one in learner.state.runs] == ["sgd", "adam"]


def test_a_race_that_was_stopped_has_no_winner() -> None:
    learner = Learner(lesson(kind(race=SGD_AND_ADAM, remarks={"0.1": "Adam is careful."})))
    learner.type("0.1")
    told = learner.happen(raced(0.1, ("converged", "smooth", 12), ("stalled", "crawling", None), stopped=True))
    assert "First" not in told
    assert "careful" not in told


@pytest.mark.parametrize(
    ("needed", "told"),
    [
        ((1, 1), "First there: sgd and adam, together after 1 step."),
        ((9, 3), "First there: adam, after 3 steps. sgd needed 9."),
        ((None, None), "Neither of them converged."),
        ((None, 0), "First there: adam, after 0 steps. Not there: sgd."),
    ],
)
def test_the_words_for_a_race(needed: tuple[int | None, int | None], told: str) -> None:
    runs = raced(0.1, *(("stalled", "crawling", None) if many is None else ("converged", "smooth", many)
                        for many in needed)).runs  # fmt: skip
    assert race_words(runs) == told


def test_of_three_that_did_not_arrive_none_did() -> None:
    lost = replace(ran(0.1, "stalled", "crawling"), entrant="x")
    assert race_words((lost, lost, lost)) == "None of them converged."


def test_a_goal_in_a_race_is_met_by_any_of_its_runs() -> None:
    learner = Learner(lesson(kind(race=SGD_AND_ADAM, goals=(Goal("overshot"), Goal("converged"))), pause()))
    learner.type("1.1")
    assert learner.happen(raced(1.1, ("overshot", "diverged", None), ("converged", "smooth", 9))).endswith(
        "That was all I wanted to see. Try more rates, or press Enter to go on."
    )


# ---------------------------------------------------------------- a training


def trained(lr: float = 0.1, verdict: str = "converged", stopped: bool = False, **figures: float) -> RunEnded:
    run = ran(lr, verdict, "smooth" if verdict == "converged" else "crawling", stopped=stopped)
    return replace(run, figures={name.replace("_", "-"): value for name, value in figures.items()})


def test_a_training_is_asked_for_in_epochs() -> None:
    learner = Learner(lesson(kind(problem="network", epochs=20)))
    assert "Each run here has 20 epochs." in learner.type("30 steps")
    learner.type("0.1")
    assert wanted(learner).epochs == 20


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"accuracy": 1.0, "validation_accuracy": 0.996},
         ["It answers 100 % of the training data right, and 99.6 % of unseen data."]),
        ({"accuracy": 0.996, "validation_accuracy": 0.5},
         ["It answers 99.6 % of the training data right, and 50 % of unseen data."]),
        ({"accuracy": 0.004}, ["It answers 0.4 % of the training data right."]),
        ({"validation": 0.25}, ["On unseen data its loss is 0.25."]),
        ({}, []),
    ],
)  # fmt: skip
def test_a_model_is_never_said_to_know_all_unless_it_does(figures: dict[str, Any], told: list[str]) -> None:
    assert shares(trained(**figures)) == told


def test_an_accuracy_to_be_reached_is_counted() -> None:
    learner = Learner(lesson(kind(problem="network", epochs=9, goals=(Reach("accuracy", ">=", 0.95, "0.95"),),
                                  hints=("More.", "Try 0.5.")), pause()))  # fmt: skip
    learner.type("0.1")
    learner.happen(trained(accuracy=0.9))
    assert learner.type() == "Still wanted: an accuracy on the training data of at least 0.95. Or type skip."
    assert learner.type("answer") == "What I can tell you: Try 0.5."
    learner.type("0.5")
    assert "all I wanted" in learner.happen(trained(0.5, accuracy=0.95))


# ---------------------------------------------------------------- goals


@pytest.mark.parametrize(
    ("goal", "runs", "is_met"),
    [
        (Reach("accuracy", ">=", 0.9, "0.9"), (trained(accuracy=0.9),), True),
        (Reach("accuracy", ">=", 0.9, "0.9"), (trained(accuracy=0.89),), False),
        (Reach("accuracy", ">=", 0.9, "0.9"), (trained(),), False),
        (Reach("validation", "<=", 0.5, "0.5"), (trained(validation=0.5),), True),
        (Reach("validation", "<=", 0.5, "0.5"), (trained(validation=float("nan")),), False),
        (Reach("loss", "<=", 0.1, "0.1"), (ran(0.1),), True),
        (Reach("loss", "<=", 0.09, "0.09"), (ran(0.1),), False),
        (Edge(0.1), (ran(0.1), ran(0.11, "overshot", "diverged")), True),
        (Edge(0.1), (ran(0.1), ran(0.12, "overshot", "diverged")), False),
        (Edge(0.1), (ran(0.11), ran(0.1, "overshot", "diverged")), False),
        (Edge(0.1), (ran(0.1, "stalled", "crawling"), ran(0.11, "overshot", "diverged")), False),
        (Edge(0.1), (replace(ran(0.1), changes=((1, 2.0),)), ran(0.11, "overshot", "diverged")), False),
        (Edge(0.1), (ran(0.1), replace(ran(0.11, "overshot", "diverged"), changes=((1, 2.0),))), False),
        (Edge(0.1), (), False),
    ],
)  # fmt: skip
def test_what_is_to_be_reached_and_where_the_edge_is(goal: LabGoal, runs: tuple[RunEnded, ...], is_met: bool) -> None:
    assert met(goal, runs) is is_met


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        (Reach("validation-accuracy", ">=", 0.9, "0.9"), "an accuracy on unseen data of at least 0.9"),
        (Reach("validation", "<=", 0.1, "1/10"), "a validation loss of at most 1/10"),
        (Edge(0.1), "a rate that converges, and one at most 10 % higher that overshoots"),
    ],
)
def test_goals_in_words(goal: LabGoal, told: str) -> None:
    assert goal_in_words(goal) == told


def test_a_training_counts_the_steps_of_its_goal_in_epochs() -> None:
    goal = Goal("converged", None, 12)
    assert goal_in_words(goal, "epoch") == "a run that converges in at most 12 epochs"
    learner = Learner(lesson(kind(epochs=30, goals=(goal,)), pause()))
    learner.run(0.5, "stalled", "crawling")
    assert "in at most 12 epochs" in learner.type()
    learner = Learner(lesson(kind(goals=(goal,)), pause()))
    learner.run(0.5, "stalled", "crawling")
    assert "in at most 12 steps" in learner.type()


def test_the_edge_is_found_by_two_runs() -> None:
    learner = Learner(lesson(kind(goals=(Edge(0.1),)), pause()))
    learner.run(0.95, "converged", "zigzag")
    assert learner.type("answer") == "I have no answer ready for this one. Type skip to go on."
    learner.run(1.1, "overshot", "diverged")
    assert "Still wanted: a rate that converges, and one at most" in learner.type()
    assert "all I wanted" in learner.run(1.0, "overshot", "bouncing")


# ---------------------------------------------------------------- rows held back


def on_unseen(name: str, loss: float, right: float | None = None) -> RunEnded:
    """A run of a race that ended with this loss on the rows held back."""
    figures = {"validation": loss} | ({} if right is None else {"validation-accuracy": right})
    return replace(ran(0.1, "converged", "smooth", steps_to_1_percent=9), entrant=name, figures=figures)


def test_a_race_over_data_tells_how_each_run_does_on_unseen_rows() -> None:
    learner = Learner(lesson(kind(race=SGD_AND_ADAM)))
    learner.type("0.1")
    told = learner.happen(Raced((on_unseen("sgd", 0.0171), on_unseen("adam", 0.929)), AT))
    assert "On unseen data the loss is 0.0171 for sgd and 0.929 for adam." in told


def test_the_share_of_unseen_rows_answered_right_is_told_where_kinds_are_told_apart() -> None:
    told = unseen_words((on_unseen("sgd", 0.5, 0.75), on_unseen("adam", 0.25, 0.9)))
    assert told == "On unseen data the loss is 0.5 for sgd (75 % right) and 0.25 for adam (90 % right)."


def test_a_race_says_nothing_of_unseen_rows_where_there_are_none_or_a_loss_is_no_number() -> None:
    assert unseen_words((ran(0.1, "converged", "smooth"), on_unseen("adam", 0.9))) is None
    assert unseen_words((on_unseen("sgd", float("inf")), on_unseen("adam", 0.9))) is None
    assert unseen_words(()) is None


def test_a_plain_run_over_data_tells_its_loss_on_unseen_rows() -> None:
    assert words(kind(), on_unseen("", 0.929), ())[1] == "On unseen data its loss is 0.929."


def test_the_verdicts_on_a_race_of_many_take_a_line_each_and_more_is_told_on_request() -> None:
    names = ("sgd", "momentum", "adam")
    learner = Learner(lesson(kind(race=names), pause()))
    learner.type("0.1")
    runs = tuple(replace(ran(0.1, "stalled", "crawling"), entrant=name) for name in names)
    told = learner.happen(Raced(runs, learner.at))
    judged = [one for one in learner.said if isinstance(one, Judged)]
    assert [one.name for one in judged] == list(names)
    assert all(one.brief and len(" ".join(one.words)) < 60 for one in judged)
    assert "For more on one of them, ask: what happened to b?" in told
    assert learner.type("what happened to b?").startswith(f"momentum at 0.1: {runs[1].verdict.sentence}")
    learner.type("0.1")
    assert "For more on one" not in learner.happen(Raced(runs, learner.at))
