"""Free play: every line is answered, and what is set is what is run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dialogue.lessons import HERE, lab, ran, words
from tutor.dialogue.data_words import READY
from tutor.dialogue.freeplay import FORMS, Around, Inside, PlayReply, Save, choose, ended, hello, play
from tutor.dialogue.freeplay_words import HELP
from tutor.dialogue.inside import MOST_UNITS
from tutor.dialogue.model import Judged, LearnerSaid, Leave, RunEnded, RunThis, Utterance
from tutor.dialogue.setting_words import about_setting
from tutor.dialogue.setup import ENTRIES, READERS, Setting, Setup, setup_of, usual
from tutor.engine.catalogue import read_problem
from tutor.engine.descent import steps as steps_of
from tutor.engine.model import Experiment
from tutor.engine.network import NetworkProblem
from tutor.engine.problems import build_problem
from tutor.lesson.model import Term


def text_of(one: Utterance | Save | Inside) -> str:
    return "" if isinstance(one, Save | Inside) else words(one)


def said(reply: PlayReply) -> str:
    return " ".join(words(one) for one in reply.said[1:] if not isinstance(one, Save | Inside))


def after(*lines: str, setup: Setup | None = None) -> PlayReply:
    """The reply to the last of some lines."""
    setup = setup or Setup()
    for line in lines:
        reply = play(setup, line)
        setup = reply.setup
    return reply


def run_of(reply: PlayReply) -> RunThis:
    (run,) = [one for one in reply.said if isinstance(one, RunThis)]
    return run


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("problem ravine:kappa=25",), "Now on the bench: ravine:kappa=25 · 50 steps."),
        (("use optimizer adam",), "bowl:curvature=2 · adam · 50 steps"),
        (("Optimiser: momentum:momentum=0.8",), "momentum:momentum=0.8"),
        (("schedule cosine",), "cosine:T_max=50"),
        (("steps 80", "schedule cosine"), "cosine:T_max=80"),
        # 40 and 10 epochs of 899 digits, 32 in a batch: 29 updates in each
        (("problem network on digits", "schedule cosine"), "cosine:T_max=1160"),
        (("problem network on digits", "epochs 10", "one-cycle"), "total_steps=290"),
        (("ravine",), "Now on the bench: ravine"),
        (("adam",), "adam"),
        (("exponential",), "exponential:gamma=0.95"),
        (("steps 80",), "80 steps"),
        (("step: 0",), "steps is a whole number from 1 to 100,000. You typed 0."),
        (("steps 1e3",), "steps is a whole number"),
        (("steps 999999",), "steps is a whole number"),
        (("seed 3",), "seed 3"),
        (("seed -1",), "seed is a whole number from 0"),
        (("problem network", "epochs 7"), "7 epochs"),
        (("epochs many",), "epochs is a whole number from 1 to 1,000"),
        (("start -2",), "start -2"),
        (("problem ravine", "start at 1, −2"), "start 1, -2"),
        (("ravine", "start −1; 2"), "start -1, 2"),
        (("start 3", "start usual"), "Runs start where they usually do."),
        (("start here",), "A start is a number"),
        (("start 1e999",), "A start is a number"),
        (("setup",), "On the bench: bowl:curvature=2 · 50 steps."),
        (("/settings",), "On the bench:"),
        (("problems",), "Type problem and a name:"),
        (("/optimizers",), "Type optimizer and a name:"),
        (("schedule",), "Type schedule and a name:"),
        (("help",), HELP),
        (("hint",), HELP),
        (("race sgd momentum adam",), "A race: sgd, momentum, adam. Type a learning rate for all of them."),
        (("race sgd and adam",), "A race: sgd, adam."),
        (("race sgd, momentum and adam",), "A race: sgd, momentum, adam."),
        (("race sgd against adam:beta1=0.8",), "A race: sgd, adam:beta1=0.8."),
        (("race sgd; cosine",), "A race: sgd, cosine:T_max=50."),
        (("race sgd adam", "race off"), "One run at a time again."),
        (("race",), "A race has 2 to 4 different entrants, with blanks between them: race sgd"),
        (("race 0.1 0.5",), "To compare rates, type one, and after its run the next"),
        (("race 0.1, 0.5",), "A race is between optimizers, with blanks between them: race sgd momentum adam."),
        (("race 0.01,0.02",), "A race is between optimizers, with blanks between them"),
        (("race sgd,adam",), "with blanks between them: race sgd momentum adam."),
        (("race sgd",), "A race has 2 to 4 different entrants"),
        (("race sgd sgd",), "A race has 2 to 4 different entrants"),
        (("race sgd momentum nesterov adam adamw",), "A race has 2 to 4 different entrants"),
        (("race sgd mometnum",), 'There is no problem, optimizer or schedule "mometnum". Did you mean momentum?'),
        (("race sgd foo",), '"foo". For a list, type problems, optimizers or schedules.'),
        (("optimizer foo",), 'There is no optimizer "foo". For a list, type optimizers.'),
        (("schedule linear-wramup+cosine",), "Did you mean linear-warmup?"),
        (("problem network on digts",), "Did you mean network on digits?"),
        (("problem network", "race sgd adam"), "Trainings run one at a time."),
        (("problem bowel",), "Did you mean bowl? For a list, type problems."),
        (("adam:beta=1",), 'has no setting "beta"; did you mean'),
        (("inside 99-1",), f"{MOST_UNITS} units in all"),
        (("",), "Type a learning rate, such as 0.1."),
        (("again",), "Type a learning rate, such as 0.1."),
        (("inf",), "infinite rate"),
        (("problem network:data=foo",), 'There is no data set "foo" in the course'),
        (("problem network:data=peguins",), 'did you mean "penguins"? (valid: cars, curve, digits,'),
        (("network:target=age",), '"age" is not a column of penguins'),
        (("problem network",), "to name the sex: female or male. Now on the bench: network:"),
        (("problem network",), "target=sex,batch=16,validation=0.2 · data penguins · 40 epochs"),
        (("problem network on digits",), "Now on the bench: network:"),
        (("problem network:data=digits",), "as a number. To have each digit as a kind of its own, add"),
        (("linear-regression",), "to predict distance_ft as a number. Now on the bench"),
        (("problems",), "Data sets to learn from: cars, curve, digits, houses, penguins and tap."),
        (("problems",), "problem network on digits · problem network on penguins"),
        (("start 1,-2",), "The start (1 -2) has 2 numbers, bowl needs 1"),
        (("race ravine rosenbrock", "start 1,-2"), "start 1, -2"),
        (("inside 2-3-1",), "a rate that you type runs what is set, bowl:curvature=2 · 50 steps."),
        (("1e-999",), "1e-999 is so small that a computer takes it for 0."),
        (("fly",), 'I don\'t know "fly". A rate, such as 0.1, or help.'),
    ],
)  # fmt: skip
def test_every_command_is_answered(lines: tuple[str, ...], told: str) -> None:
    reply = after(*lines)
    texts = [words(one) for one in reply.said if not isinstance(one, LearnerSaid | Save | Inside)]
    assert told in " ".join(texts)


def test_what_cannot_be_learned_from_or_begun_at_changes_nothing() -> None:
    for line in ("problem network:data=foo", "problem network:target=age", "start 1,-2"):
        assert play(Setup(), line).setup == Setup()


@pytest.mark.parametrize("name", READY)
def test_a_network_that_is_ready_can_be_chosen_typed_and_run(name: str) -> None:
    chosen = choose(Setup(), "problem", name).setup
    assert chosen == play(Setup(), f"problem {name.upper()}").setup
    assert str(read_problem(READY[name][0])) == chosen.problem
    problem = build_problem(chosen.problem)
    assert isinstance(problem, NetworkProblem)
    assert len(problem.samples.classes) in (3, 10)


def test_the_lab_says_what_is_on_its_bench() -> None:
    assert "ravine" in " ".join(words(one) for one in hello(Setup("ravine")))


def test_a_rate_runs_what_is_set() -> None:
    reply = after(
        "problem ravine:kappa=25", "optimizer adam", "schedule cosine", "steps 80", "start 1,-2", "seed 3", "1/2"
    )
    run = run_of(reply)
    assert run.experiment == Experiment("ravine:kappa=25", 0.5, "adam", "cosine:T_max=80", 80, (1.0, -2.0), 3)
    assert (run.label, run.rivals, run.epochs) == ("1/2", (), 0)


@pytest.mark.parametrize(
    ("lines", "schedule"),
    [
        (("schedule cosine", "steps 100"), "cosine:T_max=100"),
        (("cosine", "steps 100", "steps 200"), "cosine:T_max=200"),
        (("schedule cosine", "problem network on digits"), "cosine:T_max=1160"),
        (("schedule cosine", "problem network on digits", "epochs 10"), "cosine:T_max=290"),
        (("schedule cosine", "problem network on digits", "problem bowl"), "cosine:T_max=50"),
        (("schedule one-cycle", "steps 100"), "one-cycle:max_lr=0.1,total_steps=100"),
        (("schedule cosine:T_max=50", "steps 100"), "cosine:T_max=50"),
        (("schedule cosine", "schedule cosine:T_max=30", "steps 100"), "cosine:T_max=30"),
        (("schedule cosine", "schedule constant", "steps 100"), "constant"),
        (("schedule cosine:T_max=50", "race sgd cosine", "race off", "steps 100"), "cosine:T_max=50"),
        (("schedule cosine", "race sgd adam", "steps 100"), "cosine:T_max=100"),
    ],
)  # fmt: skip
def test_a_schedule_that_was_only_named_follows_the_run_and_a_typed_one_stays(
    lines: tuple[str, ...], schedule: str
) -> None:
    assert after(*lines).setup.schedule == schedule


def test_a_schedule_that_was_chosen_from_the_list_keeps_its_highest_rate_and_follows_the_steps() -> None:
    setup = choose(replace(Setup(), runs=(ran(0.4),)), "schedule", "one-cycle").setup
    assert play(setup, "steps 120").setup.schedule == "one-cycle:max_lr=0.4,total_steps=120"


def test_the_named_schedules_of_a_race_follow_its_steps_too() -> None:
    assert after("race cosine step:step_size=7", "steps 90").setup.race == ("cosine:T_max=90", "step:step_size=7")


def test_a_race_runs_every_entrant_in_place_of_one_setting() -> None:
    run = run_of(after("race momentum cosine ravine", "0.1"))
    assert run.names == ("momentum", "cosine:T_max=50", "ravine")
    assert [(one.optimizer, one.schedule, one.problem) for one in (run.experiment, *run.rivals)] == [
        ("momentum", "constant", "bowl:curvature=2"),
        ("sgd", "cosine:T_max=50", "bowl:curvature=2"),
        ("sgd", "constant", "ravine"),
    ]


def test_a_run_without_rows_has_no_epochs_and_says_what_to_type_instead() -> None:
    for line in ("epochs 3", "3 epochs", "run for 3 epochs"):
        reply = after("problem ravine:kappa=25", line)
        assert said(reply) == "A run on ravine has no epochs, it is counted in steps: type steps 3."
        assert reply.setup.epochs == Setup().epochs
    assert "3 steps" in said(after("steps 3"))


def test_a_training_has_no_count_of_steps_and_says_what_to_type_instead() -> None:
    reply = after("problem network", "steps 5000")
    assert said(reply) == "A training is counted in epochs, passes over its rows: type epochs 1000."
    assert reply.setup.steps == Setup().steps
    assert "1000 epochs" in said(after("problem network", "epochs 1000"))


def test_a_network_is_trained_in_epochs() -> None:
    assert run_of(after("problem network", "epochs 7", "0.1")).epochs == 7


def test_again_is_the_very_same_rate_and_again_with_another() -> None:
    setup = ended(Setup(), (ran(1 / 3),)).setup
    for text in ("", "again"):
        run = run_of(play(setup, text))
        assert (run.experiment.lr, run.label) == (1 / 3, "0.333333")
    assert run_of(play(setup, "again with 0.2")).experiment.lr == 0.2


def test_again_repeats_the_rate_that_was_typed_at_first_and_says_so_where_it_was_changed_on_the_way() -> None:
    plain = replace(Setup(), runs=(ran(0.1),))
    changed = replace(Setup(), runs=(replace(ran(0.1), changes=((1, 0.95),)),))
    assert run_of(play(changed, "again")).experiment == Setup().experiment(0.1)
    assert "At 0.1 all the way this time, without the change of rate." in said(play(changed, "again"))
    assert "all the way" not in said(play(plain, "again"))


def test_another_problem_starts_where_it_usually_does_and_forgets_race_and_runs() -> None:
    setup = ended(after("start 3", "race sgd adam").setup, (ran(0.1),)).setup
    new = play(setup, "ravine").setup
    assert (new.start, new.race, new.runs) == (None, (), ())


@pytest.mark.parametrize("text", ["back", "lessons"])
def test_these_words_lead_back(text: str) -> None:
    assert Leave("lessons") in after(text).said


@pytest.mark.parametrize("text", ["next", "skip"])
def test_where_nothing_comes_next_nobody_is_led_out(text: str) -> None:
    reply = after(text)
    assert said(reply) == "The lab has no order, so nothing comes next. Type a rate, or help; back leaves the lab."
    assert not any(isinstance(one, Leave) for one in reply.said)


def test_quit_leads_out() -> None:
    assert Leave("out") in after("quit").said


@pytest.mark.parametrize(("text", "name"), [("save", ""), ("save as a b.svg", "a b.svg"), ("SAVE x.json", "x.json")])
def test_saving_is_asked_for_by_name(text: str, name: str) -> None:
    assert Save(name) in after(text).said


def test_a_look_inside_makes_a_network_of_that_size() -> None:
    (inside,) = [one for one in after("inside 2-3-1").said if isinstance(one, Inside)]
    assert inside == next(one for one in after("backprop 2-3-1").said if isinstance(one, Inside))
    assert inside != next(one for one in after("seed 2", "inside 2-3-1").said if isinstance(one, Inside))


@pytest.mark.parametrize("text", ["problem linear-regression:data=/etc/passwd", "linear-regression:data=own.csv",
                                  "race sgd linear-regression:data=own.csv"])  # fmt: skip
def test_files_of_the_learner_are_opened_only_where_that_is_allowed(text: str) -> None:
    reply = after(text)
    assert "There is no data set" in said(reply)
    assert reply.setup == Setup()
    allowed = after(text, setup=Setup(own_files=True))
    assert "no data set" not in said(allowed)


@pytest.mark.parametrize(
    ("lines", "many"),
    [
        (("steps 1",), "1 step."),
        (("problem network on penguins", "epochs 1"), "1 epoch."),
        (("steps 1200",), "1200 steps."),
    ],
)
def test_what_there_is_one_of_is_said_so(lines: tuple[str, ...], many: str) -> None:
    assert said(after(*lines)).endswith(f" {many}")


def test_runs_are_judged_and_a_race_told() -> None:
    first, second = (replace(ran(0.1, steps_to_1_percent=many), entrant=name) for many, name in ((3, "a"), (5, "b")))
    assert [one.name for one in ended(Setup(), (first, second)).said if isinstance(one, Judged)] == ["a", "b"]
    reply = ended(Setup(), (first, second))
    assert text_of(reply.said[-1]) == "First there: a, after 3 steps. b needed 5."
    assert "Advice" not in text_of(reply.said[0])
    (alone,) = ended(Setup(), (ran(0.1, "stalled", "crawling"),)).said
    assert text_of(alone) == "Sentence on 0.1. Advice on 0.1."


def test_an_invitation_is_made_once_on_a_bench_and_advice_on_what_went_wrong_each_time() -> None:
    def advised(lr: float, verdict: str) -> RunEnded:
        run = ran(lr, verdict)
        return replace(run, verdict=replace(run.verdict, advice="Try 1.0."))

    first = ended(Setup(), (advised(0.3, "converged"),))
    assert "Try 1.0." in text_of(first.said[0])
    assert "Try 1.0." not in text_of(ended(first.setup, (advised(0.6, "converged"),)).said[0])
    assert "Try 1.0." in text_of(ended(first.setup, (advised(0.001, "stalled"),)).said[0])
    elsewhere = play(first.setup, "start 5").setup
    assert "Try 1.0." in text_of(ended(elsewhere, (advised(0.6, "converged"),)).said[0])


def test_only_the_last_fifty_runs_are_remembered() -> None:
    setup = Setup()
    for number in range(60):
        setup = ended(setup, (ran(float(number)),)).setup
    assert (len(setup.runs), setup.runs[-1].lr) == (50, 59.0)


# ---------------------------------------------------------------- any text


_PIECES = st.sampled_from([
    "race", "problem", "optimizer", "schedule", "steps", "seed", "start", "epochs", "save", "inside", "again", "back",
    "sgd", "adam", "cosine", "bowl", "ravine:kappa=", "network", ":", "=", ",", "-", "1e999", "nan", "0.3", "1/0", "½",
    "and", "/", "\x1b[31m", "２", "off", "usual",
])  # fmt: skip
_TEXTS = st.one_of(
    st.text(max_size=60), st.lists(_PIECES, max_size=6).map(" ".join), st.lists(_PIECES, max_size=6).map("".join)
)


@given(st.lists(_TEXTS, min_size=1, max_size=5))
@settings(deadline=None)
def test_any_text_is_answered_and_what_is_set_stays_valid(lines: list[str]) -> None:
    setup = Setup()
    for line in lines:
        reply = play(setup, line)
        assert [one for one in reply.said if not isinstance(one, LearnerSaid)]
        for one in reply.said:
            if not isinstance(one, Save | Inside | RunThis | Leave):
                assert "\x1b" not in words(one)
        setup = reply.setup
        READERS["problem"](setup.problem)
        READERS["optimizer"](setup.optimizer)
        READERS["schedule"](setup.schedule)


# ---------------------------------------------------------------- what is set up


@pytest.mark.parametrize("steps", [1, 2, 50, 100_000])
@pytest.mark.parametrize(("setting", "name"), [(setting, name) for setting in ENTRIES for name in ENTRIES[setting]])
def test_every_entry_chosen_from_a_list_can_be_run(setting: Setting, name: str, steps: int) -> None:
    reply = choose(Setup(steps=steps), setting, name)
    assert getattr(reply.setup, setting).partition(":")[0] == name
    spec = usual(ENTRIES[setting][name], Setup(steps=steps, runs=(ran(-0.5), ran(0.0))))
    READERS[setting](spec)
    if setting == "problem":
        build_problem(reply.setup.problem)
    elif not reply.setup.trains:
        assert next(steps_of(reply.setup.experiment(0.1))).index == 0


def test_a_lab_can_be_played_freely() -> None:
    made = setup_of(replace(lab(), optimizer="adam", race=("sgd", "adam"), seed=4))
    assert made == Setup("bowl:curvature=2", "adam", "constant", 50, (3.0,), 4, race=("sgd", "adam"))
    assert setup_of(replace(lab(), epochs=9)).epochs == 9


@pytest.mark.parametrize(
    ("setup", "told"),
    [
        (Setup(), "bowl:curvature=2 · 50 steps"),
        (Setup(optimizer="adam", schedule="cosine:T_max=9"), "bowl:curvature=2 · adam · cosine:T_max=9 · 50 steps"),
        (Setup("network", epochs=3, seed=2), "network · data penguins · 3 epochs · seed 2"),
        (Setup(start=(1.0, -2.5)), "bowl:curvature=2 · 50 steps · start 1, -2.5"),
        (Setup(steps=1), "bowl:curvature=2 · 1 step"),
        (Setup("network", epochs=1), "network · data penguins · 1 epoch"),
    ],
)
def test_a_setup_in_words(setup: Setup, told: str) -> None:
    assert setup.in_words() == told


def test_a_word_of_the_course_is_explained_and_a_question_about_the_last_run_is_answered() -> None:
    momentum = Term("momentum", (), "A way to step that remembers.", HERE)
    around = Around(lambda: (momentum,))
    assert said(play(Setup(), "what is momentm?", around)) == "Momentum: A way to step that remembers."
    assert "no run to ask about yet" in said(play(Setup(), "why?", around))
    bounced = Setup(runs=(ran(1.0, "overshot", "bouncing"),))
    assert said(play(bounced, "why did it bounce?", around)) == "At 1.0: Sentence on 1."
    assert said(play(Setup(), "what is a zigzag?")) == "I don't know that one."


def test_help_tells_of_saving_where_something_can_be_saved() -> None:
    assert "save" not in said(play(Setup(), "help"))
    told = said(play(Setup(), "help", Around(forms=FORMS)))
    assert told == f"{HELP} save keeps the picture, save run.csv the numbers: in svg, txt, json or csv."


@pytest.mark.parametrize("text", ["100 steps", "run 100 steps", "steps=100"])
def test_a_number_of_steps_is_no_rate(text: str) -> None:
    assert play(Setup(), text).setup.steps == 100


def test_a_number_called_w_is_a_place_to_start_and_no_rate() -> None:
    assert said(play(Setup(), "w = 3")) == "What I run is a rate. To start a run there, type start 3."
    assert run_of(play(Setup(), "rate = 3")).experiment.lr == 3.0


def test_a_lesson_cannot_be_opened_from_the_lab_and_the_way_is_told() -> None:
    assert said(play(Setup(), "go to lesson 3")).startswith("Lessons are outside the lab. Leave it with back;")


def test_a_race_of_runners_with_names_goes_on_in_free_play() -> None:
    named_race = replace(lab(), race=("plain", "rolling"), called={"plain": "sgd", "rolling": "momentum"})
    run = run_of(play(setup_of(named_race), "0.1"))
    assert [one.optimizer for one in (run.experiment, *run.rivals)] == ["sgd", "momentum"]


def test_a_race_that_cannot_be_run_is_told_in_words() -> None:
    assert "nothing like that" in said(play(Setup(race=("nothing like that",)), "0.1"))


@pytest.mark.parametrize("rate", [0.0, -0.1, 2_000.0, 1e300])
def test_a_network_is_looked_into_after_a_run_at_any_rate(rate: float) -> None:
    reply = play(Setup(runs=(ran(rate),)), "inside 2-3-1")
    assert any(isinstance(one, Inside) for one in reply.said)


@pytest.mark.parametrize("schedule", [entry.name for entry in ENTRIES["schedule"].values()])
def test_the_start_alone_can_be_shown_under_every_schedule(schedule: str) -> None:
    setup = Setup()
    setup = replace(setup, schedule=usual(ENTRIES["schedule"][schedule], setup))
    assert len(list(steps_of(setup.start_only()))) == 1


@pytest.mark.parametrize("line", ["race sgd foo", "optimizer foo", "problem mometnum", f"schedule {'x' * 190}"])
def test_a_name_that_there_is_not_is_answered_with_one_short_line(line: str) -> None:
    reply = play(Setup(), line)
    assert reply.setup == Setup()
    assert len(said(reply)) < 160


def test_a_rate_that_a_computer_takes_for_0_is_run_but_not_silently() -> None:
    assert run_of(play(Setup(), "1e-400")).experiment.lr == 0
    assert "so small" in said(play(Setup(), "1e-400"))
    assert "so small" not in said(play(Setup(), "1e-300"))


def test_a_network_is_described_in_plain_words() -> None:
    told = said(play(Setup(), "network:target=species,batch=16"))
    assert ": a neural network that learns from examples. The loss: the mean loss over the rows of a data set." in told


@pytest.mark.parametrize(
    ("text", "pointer"),
    [("train penguins", "network on penguins"), ("Train on the digits!", "network on digits"),
     ("penguin", "network on penguins"),
     ("problem penguins", "network on penguins"), ("can I train a network on digits?", "network on digits"),
     ("learn from houses", "linear-regression:data=houses"), ("train", "network on digits"),
     ("problem network on cars", "network:data=cars"), ("train a network on houses", "network:data=houses"),
     ("data sets", "network on penguins")],
)  # fmt: skip
def test_whoever_names_data_to_train_on_is_told_a_problem_that_can_be_typed(text: str, pointer: str) -> None:
    told = after(text)
    assert told.setup == Setup()
    assert f"problem {pointer}" in said(told)
    assert after(f"problem {pointer}").setup.problem != Setup().problem


@pytest.mark.parametrize(
    "text", ["show the curve please", "rows of houses", "train at 0.1x", "training loss", "teach me momentum", "xyz"]
)
def test_a_line_that_only_sounds_like_data_is_pointed_nowhere(text: str) -> None:
    assert said(after(text)).startswith(f'I don\'t know "{text}".')


def test_a_misspelt_problem_with_settings_is_told_what_was_probably_meant() -> None:
    assert "Did you mean network?" in said(after("problem netwrk:data=digits"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("optimizer sgd", "sgd: plain gradient descent. Each step: w ← w − lr·g."),
        ("optimizer adam", "adam: momentum and RMSProp together, corrected for their start at 0. Each step: m ← "),
        ("schedule cosine:T_max=50", "climbs again after T_max. The rate at step k: eta_min + ½(lr"),
        ("schedule constant", "constant: the same rate all the way. The rate: lr."),
        ("problem ravine", "ravine: a bowl much steeper across than along. The loss: ½(x² + kappa·y²)."),
    ],
)
def test_what_is_chosen_is_explained_in_words_before_its_formula(line: str, told: str) -> None:
    assert told in said(after(line))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("what is kappa?",), "kappa is a setting of ravine: how much steeper y is than x."),
        (("What does T_max mean",), "T_max is a setting of cosine: the steps down to the lowest rate."),
        (("what is t max?",), "T_max is a setting of cosine"),
        (("what is eps?",), "of adagrad, rmsprop, adam and adamw: a small number that keeps the division safe."),
        (("schedule step:step_size=20", "what is gamma?"), "of step: what the rate is multiplied by."),
        (("problem rosenbrock", "what is b?"), "of rosenbrock: how steep the walls of the valley are."),
        (("what is b?",), "I don't know that one."),
    ],
)
def test_a_setting_is_explained_in_the_words_of_the_catalogue(lines: tuple[str, ...], told: str) -> None:
    assert told in said(after(*lines))


@pytest.mark.parametrize("setting", ENTRIES)
def test_every_setting_of_what_is_on_the_bench_is_explained(setting: Setting) -> None:
    for entry in ENTRIES[setting].values():
        for key in entry.keys:
            told = about_setting(f"what is {key.name}?", (), (entry.name,))
            assert told is not None
            assert told == f"{key.name} is a setting of {entry.name}: {key.meaning}."


def test_a_term_of_the_course_says_more_than_a_setting_of_the_same_name() -> None:
    momentum = Term("momentum", (), "A rolling ball.", HERE)
    assert said(play(Setup(), "what is momentum?", Around(lambda: [momentum]))) == "Momentum: A rolling ball."


def test_another_name_of_a_term_is_that_term_unless_what_is_set_has_a_setting_of_that_name() -> None:
    around = Around(lambda: [Term("exponential decay", ("gamma",), "Decay at every step.", HERE)])
    assert said(play(Setup(), "what is gamma?", around)) == "Exponential decay: Decay at every step."
    stepping = Setup(schedule="step:step_size=20")
    assert said(play(stepping, "what is gamma?", around)).startswith("gamma is a setting of step: ")
