"""Labs: a rate goes in, a run is asked for, and what came of it is talked over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.dialogue.lessons import Learner, claim, lab, lesson, pause, ran, say, words
from tutor.dialogue.conversation import here
from tutor.dialogue.feedback import met, remark, steps_to_converge
from tutor.dialogue.model import Judged, RunEnded, RunThis
from tutor.dialogue.phrases import UPHILL
from tutor.dialogue.prompts import prompt
from tutor.engine.model import Experiment
from tutor.lesson.model import Edge, Goal, LabGoal

ZIGZAG, BOUNCING = Goal("converged", "zigzag"), Goal("overshot", "bouncing")
GOALS = lab(
    goals=(ZIGZAG, BOUNCING),
    hints=("Look at the factor.",),
    claims=(claim("0.9", "converged", "zigzag"), claim("1.0", "overshot", "bouncing")),
)


def experiment(learner: Learner) -> Experiment:
    (run,) = [utterance for utterance in learner.said if isinstance(utterance, RunThis)]
    assert learner.state.running == run
    return run.experiment


@pytest.mark.parametrize(
    ("text", "lr", "label"),
    [("0.3", 0.3, "0.3"), ("try 1/3?", 1 / 3, "1/3"), ("0", 0.0, "0"), ("-0.1", -0.1, "-0.1"), ("−½", -0.5, "−½"),
     ("1e300", 1e300, "1e300"), ("5e-324", 5e-324, "5e-324")],
)  # fmt: skip
def test_a_rate_asks_for_the_labs_own_experiment(text: str, lr: float, label: str) -> None:
    learner = Learner(lesson(lab()))
    learner.type(text)
    assert experiment(learner) == Experiment("bowl:curvature=2", lr, start=(3.0,), steps=50)
    assert learner.said == (RunThis(experiment(learner), label),)
    assert learner.state.running is not None
    assert learner.state.running.label == label


@pytest.mark.parametrize(
    ("text", "told"),
    [("nan", '"not a number"'), ("inf", "infinitely far"), ("-inf", "infinitely far"), ("1e999", "1e999 is more than"),
     ("1/0", "divides by zero"), ("1,000", "two ways"), ("0.3 0.4", "more than one number"),
     ("fast", "waiting for a learning rate"), ("10 steps", "Each run here has 50 steps.")],
)  # fmt: skip
def test_what_cannot_run_is_told_and_nothing_runs(text: str, told: str) -> None:
    learner = Learner(lesson(lab()))
    assert told in learner.type(text)
    assert learner.state.running is None


def test_a_number_called_w_is_no_rate_and_a_number_called_rate_no_weight() -> None:
    learner = Learner(lesson(lab()))
    assert "What you choose is the learning rate" in learner.type("w = 3")
    assert learner.state.running is None
    learner.type("rate=0.3")
    assert experiment(learner).lr == 0.3
    learner = Learner(lesson(replace(lab(), guess=True)))
    assert "Here you choose w" in learner.type("lr = 2")
    learner.type("w=2")
    assert experiment(learner).start == (2.0,)


def test_coming_back_to_a_lab_tells_what_was_run_and_what_is_left() -> None:
    learner = Learner(lesson(GOALS, pause()))
    assert [words(one) for one in here(learner.lesson, learner.state)] == ["Run lab-1."]
    learner.run(0.9, "converged", "zigzag")
    learner.run(0.9, "converged", "zigzag")
    learner.run(0.3)
    told = [words(one) for one in here(learner.lesson, learner.state)]
    assert told == ["Run lab-1.", "So far you have run 0.9 and 0.3. Still wanted: a run that bounces for ever."]


def test_goals_that_were_met_before_a_lab_was_skipped_are_met_still_when_one_comes_back() -> None:
    learner = Learner(lesson(GOALS, pause()))
    learner.run(0.9, "converged", "zigzag")
    learner.type("skip")
    assert "Still wanted: a run that bounces for ever." in learner.type("back")
    assert prompt(learner.lesson, learner.state).label == "learning rate, goal open"
    assert learner.type("answer").startswith("1.0 gives a run that bounces for ever.")
    told = learner.run(1.0, "overshot", "bouncing")
    assert "That was all I wanted to see." in told
    assert learner.state.open == ()


def test_a_goal_of_one_lab_is_not_met_by_the_runs_of_another() -> None:
    learner = Learner(lesson(GOALS, lab("lab-2", goals=(ZIGZAG,)), pause()))
    learner.run(0.9, "converged", "zigzag")
    learner.type("skip")
    assert learner.state.position == 1
    assert prompt(learner.lesson, learner.state).label == "learning rate"
    learner.run(0.3)
    assert prompt(learner.lesson, learner.state).label == "learning rate, goal open"


def test_advice_to_start_elsewhere_names_the_lab_where_that_can_be_done() -> None:
    learner = Learner(lesson(lab(), pause()))
    learner.type("0.1")
    told = learner.happen(ran(0.1, "stalled", "saddle", suggested_start="2;0.01"))
    assert "Advice on" not in told
    assert "/lab lets you choose one: type start 2,0.01 there." in told


def test_a_rate_too_small_for_a_computer_runs_as_zero_and_says_so() -> None:
    learner = Learner(lesson(lab()))
    assert learner.type("1e-999").startswith("1e-999 is so small that a computer takes it for 0.")
    assert experiment(learner).lr == 0.0


def test_a_run_that_was_stopped_and_judged_before_its_sentence_said_so_is_told_to_be() -> None:
    learner = Learner(lesson(lab()))
    learner.type("0.1")
    told = learner.end(stopped=True)
    assert "Sentence on 0.1. You stopped it after 10 steps, so this is about those." in told


def test_a_run_is_judged_with_its_sentence_and_advice_where_it_did_not_arrive() -> None:
    learner = Learner(lesson(lab()))
    assert learner.run(1.1, "overshot", "diverged") == "Sentence on 1.1. Advice on 1.1."
    assert learner.run(0.3) == "Sentence on 0.3."
    judged = learner.said[0]
    assert isinstance(judged, Judged)
    assert judged.words[0] == "Sentence on 0.3."
    assert learner.state.running is None


def test_advice_that_needs_more_steps_than_the_lab_has_is_not_given() -> None:
    learner = Learner(lesson(lab()))
    learner.type("-0.1")
    said = learner.happen(ran(-0.1, "overshot", "diverged", suggested_lr=0.5, suggested_steps=550))
    assert said == "Sentence on -0.1."
    assert "Advice" not in learner.type("which rate should I try?")


def test_advice_to_let_the_rate_fall_says_where_that_can_be_done() -> None:
    learner = Learner(lesson(lab()))
    learner.type("0.5")
    said = learner.happen(ran(0.5, "overshot", "bouncing", suggested_lr=0.5, suggested_schedule="step:step_size=10"))
    assert said.endswith("/lab lets you choose one: type schedule step:step_size=10 there.")
    assert "Advice" not in said


@pytest.mark.parametrize(("settles", "given"), [(15, True), (16, False)])
def test_advice_is_given_only_where_the_rate_arrives_in_as_few_steps_as_the_goal_wants(
    settles: int, given: bool
) -> None:
    learner = Learner(lesson(lab(goals=(Goal("converged", within=15),))))
    learner.type("0.001")
    said = learner.happen(ran(0.001, "stalled", "crawling", suggested_lr=0.1, suggested_settles=settles))
    assert ("Advice on 0.001." in said) is given


@pytest.mark.parametrize(
    ("goals", "given"),
    [
        ((Goal("converged", "zigzag"), Goal("overshot", "diverged")), False),
        ((Goal("stalled", "local-minimum"), Goal("overshot", "bouncing")), False),
        ((Goal("overshot"), Goal("converged", within=10)), True),
        ((Edge(0.1),), True),
    ],
)
def test_advice_is_given_only_where_a_goal_can_be_met_by_taking_it(goals: tuple[LabGoal, ...], given: bool) -> None:
    learner = Learner(lesson(lab(goals=goals)))
    assert ("Advice on 1.1." in learner.run(1.1, "overshot", "diverged")) is given


def test_without_a_suggestion_enter_asks_for_a_rate_and_after_a_run_goes_on() -> None:
    learner = Learner(lesson(lab(), say("On."), pause()))
    assert learner.type() == "Type a learning rate."
    learner.run(0.3)
    assert "Enter go on" in learner.keys
    assert learner.type() == "On."


def test_only_a_rate_that_is_suggested_or_was_seen_to_converge_is_given_as_an_example() -> None:
    learner = Learner(lesson(lab(), pause()))
    asked = ("w = 3", "100 steps", "why is it so?")
    assert not any("such as" in learner.type(text) for text in asked[:2])
    learner.run(1.5, "overshot", "diverged")
    assert not any("such as" in learner.type(text) for text in asked)
    learner.run(0.01)
    learner.run(1.6, "overshot", "diverged")
    assert all("learning rate, such as 0.01" in learner.type(text) for text in asked)
    assert "such as 0.9" in Learner(lesson(lab(suggest="0.9"), pause())).type("w = 3")


def test_what_was_too_short_for_a_verdict_is_no_rate_that_was_seen_to_converge() -> None:
    learner = Learner(lesson(lab(), pause()))
    learner.type("0.01")
    learner.happen(ran(0.01, at=learner.at, losses_lacking=2))
    assert "such as" not in learner.type("w = 3")


def test_a_lab_of_one_step_says_so() -> None:
    assert "Each run here has 1 step." in Learner(lesson(replace(lab(), steps=1), pause())).type("10 steps")


def test_with_a_suggestion_enter_runs_it_and_then_goes_on() -> None:
    learner = Learner(lesson(lab(suggest="0.9"), pause()))
    assert "Enter runs 0.9" in learner.keys
    learner.type()
    assert experiment(learner).lr == 0.9
    learner.end("converged", "zigzag")
    learner.type()
    assert learner.at == "pause-1"


def test_a_rate_of_ones_own_is_enough_where_nothing_was_predicted() -> None:
    learner = Learner(lesson(lab(suggest="0.9"), pause()))
    learner.run(0.3)
    learner.type()
    assert learner.at == "pause-1"


def test_again_runs_the_last_rate_and_says_that_the_same_gives_the_same() -> None:
    learner = Learner(lesson(lab()))
    assert learner.type("again") == "Run lab-1."
    learner.run(0.3)
    learner.type("again")
    assert experiment(learner).lr == 0.3
    assert "The same rate from the same start gives the same run, every time." in learner.end()
    learner.type("again with 0.5")
    assert experiment(learner).lr == 0.5


def test_two_runs_that_converge_are_compared_by_their_steps() -> None:
    learner = Learner(lesson(lab()))
    learner.run(0.1, needed=11)
    assert "It arrived after 1 step; your run at 0.1 needed 11 steps." in learner.run(0.5, needed=1)
    assert "It arrived after 11 steps; your run at 0.5 needed 1 step." in learner.run(0.8, needed=11)
    assert "It arrived after 11 steps, just like your run at 0.8." in learner.run(0.9, needed=11)
    assert "arrived" not in learner.run(1.1, "overshot", "diverged")


def test_what_was_too_short_for_a_verdict_is_not_said_to_have_arrived() -> None:
    learner = Learner(lesson(lab()))
    learner.run(0.1, needed=11)
    learner.type("0.5")
    assert "arrived" not in learner.happen(ran(0.5, at=learner.at, losses_lacking=2, steps_to_1_percent=1))
    assert "your run at 0.1" in learner.run(0.8, needed=11)


def test_a_training_that_is_too_short_for_a_verdict_meets_no_goal_and_gets_no_remark_on_one() -> None:
    short, long = (ran(0.1, "stalled", "crawling", losses_lacking=lacking) for lacking in (2, None))
    told = lab(remarks={"stalled": "It stalled."})
    assert (met(Goal("stalled"), (short,)), remark(told, short)) == (False, None)
    assert (met(Goal("stalled"), (long,)), remark(told, long)) == (True, "It stalled.")


def test_a_stopped_run_gets_no_remark() -> None:
    learner = Learner(lesson(lab(remarks={"converged": "A remark."})))
    learner.type("0.3")
    told = learner.end(stopped=True)
    assert "A remark." not in told


EXPLODES = Goal("overshot", "diverged")


def test_a_rate_below_0_meets_no_goal_as_it_walks_uphill() -> None:
    learner = Learner(lesson(lab(goals=(EXPLODES,), remarks={"overshot": "Too high."}), pause()))
    told = learner.run(-0.1, "overshot", "diverged")
    assert told.splitlines()[1:] == [UPHILL, "Still wanted: a run that explodes."]
    assert UPHILL not in learner.run(-0.2, "stalled", "crawling")
    told = learner.run(1.1, "overshot", "diverged")
    assert UPHILL not in told
    assert "That was all I wanted to see." in told
    assert UPHILL not in learner.run(-0.1, "overshot", "diverged")


def test_a_rate_changed_to_one_below_0_on_the_way_meets_no_goal_either_but_0_is_a_rate_that_stalls() -> None:
    assert not met(EXPLODES, (replace(ran(0.1, "overshot", "diverged"), changes=((5, -0.1),)),))
    assert met(EXPLODES, (replace(ran(0.1, "overshot", "diverged"), changes=((5, 1.1),)),))
    assert met(Goal("stalled", "frozen"), (ran(0.0, "stalled", "frozen"),))


@pytest.mark.parametrize("minus", ["-", "−"])
def test_no_rate_below_0_is_told_as_the_answer(minus: str) -> None:
    claims = (claim(f"{minus}0.1", "overshot", "diverged"), claim("1.1", "overshot", "diverged"))
    learner = Learner(lesson(lab(goals=(EXPLODES,), claims=claims)))
    assert learner.type("answer") == "1.1 gives a run that explodes. Type it and watch."


def test_a_run_that_was_stopped_on_its_way_has_not_shown_that_it_stalls() -> None:
    goal = Goal("stalled")
    assert met(goal, (ran(0.1, "stalled", "crawling"),))
    assert not met(goal, (ran(0.1, "stalled", "stopped", stopped=True),))


@pytest.mark.parametrize(
    ("lr", "verdict", "reason", "told"),
    [
        (1.0, "overshot", "bouncing", "Exactly the limit."),
        (0.9, "converged", "zigzag", "It zigzagged."),
        (0.3, "converged", "smooth", "It converged."),
        (1 / 3, "converged", "smooth", "A third."),
        (0.001, "stalled", "crawling", None),
    ],
)
def test_the_first_remark_that_fits_is_by_rate_then_reason_then_verdict(
    lr: float, verdict: str, reason: str, told: str | None
) -> None:
    remarks = {
        "converged": "It converged.",
        "converged/zigzag": "It zigzagged.",
        "1": "Exactly the limit.",
        "1/3": "A third.",
    }
    assert remark(lab(remarks=remarks), ran(lr, verdict, reason)) == told


@pytest.mark.parametrize(
    ("goal", "run", "shown"),
    [
        (Goal("converged"), ran(0.3), True),
        (Goal("converged"), ran(0.3, "stalled", "crawling"), False),
        (Goal("converged", "zigzag"), ran(0.3), False),
        (Goal("converged", within=3), ran(0.3, steps_to_1_percent=3), True),
        (Goal("converged", within=3), ran(0.3, steps_to_1_percent=4), False),
        (Goal("converged", within=3), ran(0.3, steps_to_1_percent=None), False),
        (Goal("converged", within=3), ran(0.3), False),
    ],
)
def test_a_goal_is_met_by_verdict_reason_and_steps(goal: Goal, run: RunEnded, shown: bool) -> None:
    assert met(goal, (run,)) is shown


@pytest.mark.parametrize("strange", [float("nan"), float("inf"), "soon", None])
def test_strange_evidence_means_no_known_steps(strange: float | str | None) -> None:
    assert steps_to_converge(ran(0.3, steps_to_1_percent=strange)) is None


def test_goals_are_counted_and_the_last_one_opens_the_way() -> None:
    learner = Learner(lesson(GOALS, pause()))
    assert learner.run(0.3) == "Sentence on 0.3."
    assert learner.type() == (
        "Still wanted: a run that bounces and arrives and a run that bounces for ever. Or type skip."
    )
    assert learner.run(0.9, "converged", "zigzag").endswith("Still wanted: a run that bounces for ever.")
    assert learner.run(1.0, "overshot", "bouncing").endswith(
        "That was all I wanted to see. Try more rates, or press Enter to go on."
    )
    assert "wanted" not in learner.run(1.1, "overshot", "diverged")
    assert "Enter go on" in learner.keys
    learner.type()
    assert (learner.at, learner.state.open) == ("pause-1", ())


def test_a_goal_with_steps_is_told_with_them() -> None:
    learner = Learner(lesson(lab(goals=(Goal("converged", within=3),))))
    learner.run(0.1, needed=11)
    assert learner.type() == "Still wanted: a run that converges in at most 3 steps. Or type skip."


def test_the_answer_in_a_lab_is_a_rate_that_the_author_claims() -> None:
    learner = Learner(lesson(GOALS))
    assert learner.type("answer") == "0.9 gives a run that bounces and arrives. Type it and watch."
    learner.run(0.9, "converged", "zigzag")
    assert learner.type("answer") == "1.0 gives a run that bounces for ever. Type it and watch."
    learner.run(1.0, "overshot", "bouncing")
    assert learner.type("answer") == "There is nothing left to find here. Press Enter to go on."


def test_the_answer_takes_the_steps_of_a_claim_into_account() -> None:
    claims = (claim("0.2", "converged", "smooth", within="5"), claim("0.4", "converged", "smooth", w="0.1", within="2"))
    learner = Learner(lesson(lab(goals=(Goal("converged", within=3),), claims=claims)))
    assert learner.type("answer").startswith("0.4 gives")


def test_the_answer_never_says_that_a_lab_is_done_when_it_is_not() -> None:
    assert (
        Learner(lesson(lab(goals=(ZIGZAG,)))).type("answer")
        == "I have no answer ready for this one. Type skip to go on."
    )
    assert Learner(lesson(lab())).type("answer") == "No rate is wrong here. Try 0.1, for example."
    assert Learner(lesson(lab(suggest="0.9"))).type("answer") == "No rate is wrong here. Press Enter to run 0.9."


def test_hints_in_a_lab() -> None:
    learner = Learner(lesson(GOALS))
    assert learner.type("hint") == "Hint: Look at the factor."
    assert learner.type("hint").startswith("I have no more hints here.")
    assert Learner(lesson(lab())).type("hint").startswith("No rate is wrong here.")


def test_a_skipped_lab_stays_open_and_one_that_was_done_does_not() -> None:
    learner = Learner(lesson(GOALS, lab("lab-2"), pause()))
    assert learner.type("skip").startswith("Left for later.")
    learner.run(0.3)
    learner.type("skip")
    assert (learner.at, learner.state.open) == ("pause-1", ("lab:lab-1",))


def test_whoever_comes_back_to_a_lab_that_was_done_may_pass_it_by() -> None:
    learner = Learner(lesson(lab(suggest="0.9", goals=(ZIGZAG,)), pause()))
    learner.type()
    learner.end("converged", "zigzag")
    learner.type()
    assert learner.type("back") == "Run lab-1.\nYou have done this one. Press Enter to go on, or do it again."
    assert "wanted" not in learner.run(0.3)
    learner.type()
    assert (learner.at, learner.state.open) == ("pause-1", ())


def test_why_after_a_run_is_answered_with_that_run() -> None:
    learner = Learner(lesson(lab()))
    learner.run(0.9, "converged", "zigzag")
    assert learner.type("why did it bounce?").startswith("At 0.9: Sentence on 0.9.")


def test_a_question_about_a_run_is_no_rate() -> None:
    learner = Learner(lesson(lab()))
    assert learner.type("why does 0.9 bounce?").startswith("There is no run to ask about yet.")
    assert learner.state.running is None


def test_a_line_typed_while_a_run_is_lost_starts_afresh() -> None:
    learner = Learner(lesson(lab()))
    learner.type("0.3")
    learner.type("hint")
    assert learner.state.running is None


@pytest.mark.parametrize("text", ["save r.svg", "/save", "Save it"])
def test_whoever_wants_to_save_a_run_in_a_lesson_is_told_where_that_works(text: str) -> None:
    learner = Learner(lesson(lab(), pause()))
    before = learner.state
    assert "type /lab, run something, and then save. Type a learning rate" in learner.type(text)
    assert learner.state == before
    assert "type /lab" not in learner.type("save the whales")


def test_once_all_goals_are_met_there_is_no_hint_towards_them() -> None:
    learner = Learner(lesson(GOALS, pause()))
    learner.run(0.9, "converged", "zigzag")
    learner.run(1.0, "overshot", "bouncing")
    told = learner.type("hint")
    assert told.startswith("There is nothing left to find here.")
    assert "or press Enter to go on" in told


def test_that_a_goal_is_open_stands_beside_the_line_to_type_on_after_a_run() -> None:
    learner = Learner(lesson(GOALS, pause()))
    assert prompt(learner.lesson, learner.state).label == "learning rate"
    learner.run(0.5, "converged", "smooth")
    assert prompt(learner.lesson, learner.state).label == "learning rate, 2 goals open"
    learner.run(0.9, "converged", "zigzag")
    assert prompt(learner.lesson, learner.state).label == "learning rate, goal open"
    learner.run(1.0, "overshot", "bouncing")
    assert prompt(learner.lesson, learner.state).label == "learning rate"


@pytest.mark.parametrize(("epochs", "word"), [(0, "start and your own numbers"), (5, "seed 3")])
def test_advice_to_try_another_start_says_where_that_can_be_done(epochs: int, word: str) -> None:
    learner = Learner(lesson(replace(lab(), epochs=epochs)))
    learner.type("0.1")
    run = ran(0.1, "stalled", "local-minimum")
    advised = replace(run, verdict=replace(run.verdict, advice="More steps will not help: try another start."))
    told = learner.happen(advised)
    assert told.endswith(f"Here the start is fixed. /lab lets you choose one: type {word} there.")
    learner.type("0.2")
    assert "Here the start is fixed" not in learner.end("stalled", "crawling")
