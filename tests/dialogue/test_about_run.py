"""Questions about the learner's own run: answered from its verdict and evidence, honest where they presume too much."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dialogue.lessons import Learner, bounce, lab, lesson, pause, ran
from tutor.dialogue.about_run import NO_RUN, answer
from tutor.dialogue.model import RunEnded
from tutor.engine.descent import run
from tutor.engine.figures import rate
from tutor.engine.model import VERDICTS, Experiment
from tutor.outcome import run_ended


def made(lr: float, problem: str = "bowl:curvature=2", start: tuple[float, ...] = (3.0,), stop: int = 50) -> RunEnded:
    trajectory = run(Experiment(problem=problem, lr=lr, start=start, steps=50))
    return run_ended(trajectory.until(stop), "lab:lab-1")


ZIGZAG, SMOOTH, CRAWLED, BOUNCED, EXPLODED = made(0.9), made(0.1), made(0.001), made(1.0), made(1.1)
OVERFLOWED, VALLEY = made(0.1, "quartic", (5.0,)), made(0.039, "ravine:kappa=50", (10.0, 1.0))


def told(question: str, ended: RunEnded) -> str:
    said = answer(question, (ended,), ended)
    assert said is not None, question
    prefix = f"At {rate(ended.lr)}: "
    assert said.startswith(prefix)
    return said.removeprefix(prefix)


# ---------------------------------------------------------------- what happened, and why


def test_a_negative_rate_is_written_as_in_the_verdict() -> None:
    uphill = made(-0.5)
    assert answer("why did it overshoot?", (uphill,), uphill) == f"At −0.5: {uphill.verdict.sentence}"


@pytest.mark.parametrize(
    ("question", "ended"),
    [
        ("why did it bounce?", ZIGZAG),
        ("Why does it zigzag", ZIGZAG),
        ("so why did it bounce like that?", BOUNCED),
        ("why did it explode?", EXPLODED),
        ("why did it blow up", EXPLODED),
        ("why did it overshoot?", BOUNCED),
        ("why did it stall?", CRAWLED),
        ("why was it so slow?", CRAWLED),
        ("how did it converge?", SMOOTH),
        ("why?", SMOOTH),
        ("what happened?", EXPLODED),
        ("what went wrong", CRAWLED),
        ("why was that", BOUNCED),
    ],
)
def test_what_did_happen_is_explained_by_the_verdicts_own_sentence(question: str, ended: RunEnded) -> None:
    assert told(question, ended) == ended.verdict.sentence


@pytest.mark.parametrize(
    ("question", "ended", "said"),
    [
        ("why did it bounce?", CRAWLED, "It did not bounce: it crawled."),
        ("why did it bounce?", SMOOTH, "It did not bounce: it converged smoothly."),
        ("why did it explode?", BOUNCED, "It did not explode: it kept bouncing."),
        ("why did it explode?", ZIGZAG, "It did not explode: it bounced and converged."),
        ("why did it stall?", EXPLODED, "It did not stall: it exploded."),
        ("did it converge?", CRAWLED, "It did not converge: it crawled."),
        ("why did it overshoot?", SMOOTH, "It did not overshoot: it converged smoothly."),
        ("why did it converge?", VALLEY, "It did not converge: it crept along a narrow floor."),
        ("why didn't it converge?", ZIGZAG, "It did converge."),
        ("why did it not explode?", EXPLODED, "It did explode."),
        ("why did it overshoot?", ZIGZAG, "It did step across the bottom, and yet it bounced and converged."),
        ("why did the loss grow?", CRAWLED, "The loss did not end above its start: it went from 9 to 7.37, and it"),
    ],
)
def test_a_question_that_presumes_what_did_not_happen_is_put_right(question: str, ended: RunEnded, said: str) -> None:
    assert told(question, ended).startswith(said)


@pytest.mark.parametrize("ended", [CRAWLED, EXPLODED, BOUNCED])
def test_why_it_did_not_do_what_it_did_not_is_explained(ended: RunEnded) -> None:
    assert told("why didn't it converge?", ended).endswith(ended.verdict.sentence)
    assert "It did converge" not in told("why didn't it converge?", ended)


def test_bouncing_that_the_sentence_is_not_about_is_told_with_its_figure() -> None:
    said = told("why did it bounce?", OVERFLOWED)
    flips = OVERFLOWED.verdict.evidence["sign_flips"]
    assert said.startswith(f"It did bounce: the slope changed its sign {flips} times on the way.")


def test_a_loss_that_grew_is_told_in_its_figures() -> None:
    assert told("did the loss go up? why did it grow", EXPLODED).startswith("The loss went from 9 to 7.5e8.")
    assert "to a number too large for the computer" in told("why did it grow?", OVERFLOWED)


@pytest.mark.parametrize(
    "question", ["why did it stop?", "how many steps did it need?", "how far did it get?", "was it too low?", "why?"]
)
def test_of_a_stopped_run_it_is_said_once_that_it_was_stopped(question: str) -> None:
    said = told(question, made(0.1, stop=3))
    assert said.count("You stopped it") == 1
    assert "crawl" not in said


def test_why_it_ended_is_told() -> None:
    assert told("why did it stop?", made(0.1, stop=3)).startswith("You stopped it after 3 of 50 steps, with")
    assert told("why did it stop?", OVERFLOWED).startswith("It ended after 6 steps, as its numbers got too big.")
    assert told("why did it stop?", SMOOTH).startswith("It made all of its 50 steps, and it converged smoothly.")


def test_what_is_said_of_a_run_that_was_stopped_says_so() -> None:
    assert "ou stopped it" in told("was it too high?", made(0.001, stop=3))


# ---------------------------------------------------------------- the rate, the way, the steps


@pytest.mark.parametrize(
    ("question", "ended", "said"),
    [
        ("was it too high?", EXPLODED, "Yes, too high for this run."),
        ("was the rate too large", BOUNCED, "Yes, too high for this run."),
        ("is it too high", SMOOTH, "No: it converged smoothly."),
        ("was my rate too high?", CRAWLED, "No, rather too low: it crawled."),
        ("was it too high?", VALLEY, "It did not overshoot: it crept along a narrow floor."),
        ("was it too low?", CRAWLED, "Yes, too low for these steps."),
        ("was it too small?", EXPLODED, "No, rather too high: it exploded."),
        ("was it too low?", VALLEY, "The rate alone does not explain it:"),
        ("was that a good rate?", SMOOTH, "It did well: it converged smoothly (in 11 steps)."),
        ("was that a good rate?", EXPLODED, "Not yet: it exploded."),
        ("how many steps did it need?", ZIGZAG, "It needed 11 steps until less than 1 % of the way down was left"),
        ("when did it arrive?", SMOOTH, "It needed 11 steps"),
        ("how many steps did it need?", CRAWLED, "It did not arrive in its 50 steps: it crawled."),
        ("how far did it get?", CRAWLED, "After 50 steps the loss had gone from 9 to 7.37, and w from 3 to 2.71. Of "
         "the way down 81.9 % was left: it crawled."),
        ("where did it end?", VALLEY, "After 50 steps the loss had gone from 75 to 1.08. Of the way down 1.4 % was"),
        ("what was the final loss", EXPLODED, "After 50 steps the loss had gone from 9 to 7.5e8, and w from 3 to"),
        ("what should I try next?", CRAWLED, "It crawled. Try about 0.1."),
        ("what should i try", SMOOTH, "It converged smoothly. Try one that is higher and one that is lower"),
    ],
)  # fmt: skip
def test_the_runs_own_figures_answer(question: str, ended: RunEnded, said: str) -> None:
    assert told(question, ended).startswith(said)


def test_the_limit_is_told_where_it_is_known_and_not_told_yet() -> None:
    assert told("was it too high?", BOUNCED).endswith("The limit here is 1.")


# ---------------------------------------------------------------- which run


def test_a_rate_in_the_question_names_the_run() -> None:
    runs = (EXPLODED, SMOOTH, CRAWLED)
    assert answer("why did 1.1 explode?", runs, CRAWLED) == f"At 1.1: {EXPLODED.verdict.sentence}"
    assert (answer("was 0,1 too high?", runs, CRAWLED) or "").startswith("At 0.1: No:")
    assert (answer("how many steps did .1 need?", runs, CRAWLED) or "").startswith("At 0.1: It needed 11 steps")


def test_a_very_high_rate_is_named_as_it_was_typed() -> None:
    run = made(1e9)
    assert (answer("why did it explode?", (run,), run) or "").startswith("At 1e9: ")


def test_a_rate_that_was_not_run_is_not_talked_about() -> None:
    said = answer("why does 0.5 bounce?", (SMOOTH,), SMOOTH)
    assert said == "You have not run 0.5 here; your last run was at 0.1. Run it, then ask again."


@pytest.mark.parametrize(
    "question", ["why did it bounce?", "was it too high?", "why?", "how far did it get?", "did it stall"]
)
def test_before_any_run_it_says_to_run_one(question: str) -> None:
    assert answer(question, (), None) == NO_RUN


@pytest.mark.parametrize(
    "question",
    ["why so little?", "Why so slow", "why so far?", "why so many steps?", "why that slow?", "how come so little",
     "why is it so high?", "why so little progress?", "why only so little?", "why not further?", "so slow, why?",
     "why such a long way?", "but why so smal?", "why stalled?", "why so stuck?", "why crawling"],
)  # fmt: skip
def test_why_so_little_and_its_like_are_answered_by_what_the_run_did(question: str) -> None:
    assert told(question, CRAWLED) == CRAWLED.verdict.sentence


def test_a_bare_why_that_presumes_what_did_not_happen_is_put_right_too() -> None:
    assert told("why bouncing?", SMOOTH) == f"It did not bounce: it converged smoothly. {SMOOTH.verdict.sentence}"
    assert told("why no bouncing?", SMOOTH) == f"It did not bounce: it converged smoothly. {SMOOTH.verdict.sentence}"


@pytest.mark.parametrize("question", ["why so hard?", "why so many words?", "why so many questions", "why momentum?"])
def test_why_so_of_something_else_is_not_about_the_run(question: str) -> None:
    assert answer(question, (CRAWLED,), CRAWLED) is None


@pytest.mark.parametrize(
    "question",
    [
        "what is momentum?",
        "what does it mean to converge?",
        "difference between overshoot and stall",
        "why is gradient descent called so?",
        "how does momentum work?",
        "explain the learning rate",
        "define overshoot",
        "who are you?",
        "",
        "?",
    ],
)
def test_a_question_about_a_word_is_not_about_the_run(question: str) -> None:
    assert answer(question, (SMOOTH,), SMOOTH) is None


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("wy did it bonce?", "why did it bounce?"),
        ("why did it explodd", "why did it explode?"),
        ("why didnt it convrege", "why didn't it converge"),
        ("was it too hihg?", "was it too high?"),
        ("how manny steps did it neeed", "how many steps did it need"),
        ("WHY DID IT STALL???", "why did it stall?"),
        ("why didn’t it converge?", "why didn't it converge?"),
    ],
)
def test_slips_of_the_keyboard_are_forgiven(slip: str, meant: str) -> None:
    for ended in (SMOOTH, EXPLODED, CRAWLED):
        assert answer(slip, (ended,), ended) == answer(meant, (ended,), ended) is not None


# ---------------------------------------------------------------- in the conversation


def test_the_last_run_can_be_asked_about_in_the_exchanges_after_it() -> None:
    learner = Learner(lesson(lab(), pause(), bounce()))
    learner.run(0.9)
    learner.type()
    assert learner.at == "pause-1"
    assert learner.type("why did it bounce?").startswith("At 0.9: It did not bounce: it converged smoothly. Sentence")
    learner.type()
    assert learner.type("was it too high?").startswith("At 0.9: No: it converged smoothly.")
    assert learner.state.answered == ()


def test_a_question_without_its_mark_is_no_wrong_answer() -> None:
    learner = Learner(lesson(lab()))
    learner.run(0.9)
    for question in ("did it converge", "was it too high", "wy did it bounce"):
        assert learner.type(question).startswith("At 0.9: ")
    assert learner.state.misses == 0


def test_a_choice_that_begins_like_a_question_stays_an_answer() -> None:
    from tests.dialogue.lessons import quiz, right, wrong

    learner = Learner(lesson(quiz("q", right("It was too high", "Yes."), wrong("It was fine", "No.")), pause()))
    learner.type("was too high")
    assert learner.state.answered[0].right


WORDS = """
why how did it not was too high low bounce explode stall converge stop rise 0.9 1/0 nan e999 far many steps the loss
what happened when w ? ' ’ never didn't should i try good rate \x1b ² ٣ −1
"""
ASKED = st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join)
FIGURE = st.one_of(st.none(), st.floats(), st.integers(-5, 10**6), st.text(max_size=3), st.booleans())


@settings(deadline=None)
@given(
    question=ASKED | st.text(max_size=60),
    verdict=st.sampled_from([(verdict, reason) for verdict, reasons in VERDICTS.items() for reason in reasons]),
    figures=st.dictionaries(
        st.sampled_from(
            ["sign_flips", "excess_start", "excess_end", "steps_to_1_percent", "limit", "highest", "suggested_lr"]
        ),
        FIGURE,
    ),
    stopped=st.booleans(),
)
def test_any_question_about_any_run_gets_an_answer_or_none(
    question: str, verdict: tuple[str, str], figures: dict[str, float | int | str | bool | None], stopped: bool
) -> None:
    ended = ran(0.9, *verdict, stopped=stopped)
    ended = replace(ended, verdict=replace(ended.verdict, evidence=figures))
    said = answer(question, (ended,), ended)
    assert said is None or said.endswith((".", "again.", "!", "?"))
    assert answer(question, (), None) in (None, NO_RUN)


# ---------------------------------------------------------------- called by a letter


CAME_DOWN = replace(SMOOTH.verdict, evidence={**SMOOTH.verdict.evidence, "lr": 1.1, "lr_peak": 1.1})
RACE = (replace(EXPLODED, entrant="sgd"), replace(EXPLODED, entrant="adam", verdict=CAME_DOWN))


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("why did a explode?", 0),
        ("Why did A explode", 0),
        ("what happened to b?", 1),
        ("why did run b converge?", 1),
        ("why was b so slow?", 1),
    ],
)
def test_a_runner_of_a_race_can_be_asked_about_by_its_letter(question: str, about: int) -> None:
    said = answer(question, RACE, RACE[-1])
    assert said is not None
    assert said.startswith(f"{RACE[about].entrant} at 1.1: ")
    assert RACE[about].verdict.sentence in said


def test_runs_that_are_compared_have_letters_from_the_oldest_on() -> None:
    runs = (CRAWLED, ZIGZAG, EXPLODED)
    assert answer("why did c explode?", runs, EXPLODED) == f"At 1.1: {EXPLODED.verdict.sentence}"
    assert answer("why did a stall?", runs, EXPLODED) == f"At 0.001: {CRAWLED.verdict.sentence}"


def test_single_runs_keep_their_letters_over_a_race_between_them() -> None:
    runs = (CRAWLED, *RACE, ZIGZAG)
    assert answer("what happened to a?", runs, ZIGZAG) == f"At 0.001: {CRAWLED.verdict.sentence}"


@pytest.mark.parametrize(
    ("runs", "question", "said"),
    [
        ((CRAWLED, ZIGZAG, EXPLODED), "what happened to d?", "There is no run d. The runs side by side are a to c."),
        ((CRAWLED, ZIGZAG, EXPLODED), "why did e explode?", "There is no run e. The runs side by side are a to c."),
        (RACE, "what happened to C?", "There is no run c. The runs side by side are a to b."),
        ((CRAWLED,), "what happened to b?", "There is no run b yet: there is only one."),
    ],
)
def test_a_letter_that_no_run_has_is_said_not_to_be_there(runs: tuple[RunEnded, ...], question: str, said: str) -> None:
    assert answer(question, runs, runs[-1]) == said


@pytest.mark.parametrize("question", ["why was a rate of 1.1 bad?", "why does a gradient point up?", "is a stall bad?"])
def test_the_word_a_is_no_letter(question: str) -> None:
    assert answer(question, RACE, RACE[-1]) == answer(question, (RACE[-1],), RACE[-1])


@pytest.mark.parametrize(
    ("schedule", "named"),
    [
        ("constant", "some at 1.1"),
        ("multistep:milestones=0,gamma=0.5", "some at 0.55"),
        ("cosine:T_max=50", "some at 1.1"),
        ("multistep:milestones=0;20,gamma=0.5", "some"),
    ],
)
def test_a_runner_is_named_with_the_rate_that_was_its_own(schedule: str, named: str) -> None:
    trajectory = run(Experiment(problem="bowl:curvature=2", lr=1.1, schedule=schedule, start=(3.0,), steps=50))
    some = replace(run_ended(trajectory, "lab:lab-1"), entrant="some")
    assert answer("what happened to b?", (RACE[0], some), some) == f"{named}: {some.verdict.sentence}"


def test_trainings_have_no_letters_since_no_picture_puts_them_side_by_side() -> None:
    trainings = tuple(replace(ran(lr, "overshot", "diverged"), w=((), ())) for lr in (0.1, 0.5))
    for question in ("why did b explode?", "what happened to b?", "why did a explode?"):
        told = answer(question, trainings, trainings[-1])
        assert told == (
            "Trainings have no letters, as they are looked at one at a time. "
            "Call one by its rate: what happened at 0.5?"
        )
    assert answer("what happened at 0.5?", trainings, trainings[-1]) == "At 0.5: Sentence on 0.5."


@pytest.mark.parametrize("question", [
    "did it converge?", "did it overshoot?", "why did it stall?", "was the rate too high?", "was it too low?",
    "was that a good rate?", "how many steps did it need?",
])  # fmt: skip
@pytest.mark.parametrize("kind", [("stalled", "crawling"), ("converged", "smooth"), ("overshot", "diverged")])
def test_of_a_training_of_too_few_losses_no_verdict_is_told_whatever_is_asked(
    kind: tuple[str, str], question: str
) -> None:
    short = replace(ran(0.1, *kind, losses_lacking=2), w=((), ()))
    assert answer(question, (short,), short) == "At 0.1: It was too short to tell. Sentence on 0.1. Advice on 0.1."


def test_of_a_training_of_too_few_losses_it_is_not_said_what_else_it_did() -> None:
    short = replace(ran(0.1, "stalled", "crawling", losses_lacking=2), w=((), ()))
    told = answer("why did it explode?", (short,), short)
    assert told == "At 0.1: It did not explode: as for the rest, it was too short to tell. Sentence on 0.1."
