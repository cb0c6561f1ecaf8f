"""The settings of labs with views, maps, races, trainings and guesses: what is read, and what is wrong with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.lesson.writing import TOP, error_in, lab, only_lab, parse
from tutor.engine.model import Experiment
from tutor.engine.training import Training, steps_for
from tutor.lesson.check import check
from tutor.lesson.model import Edge, Lab, Reach

SPECIES = "network:target=species,features=bill_length_mm;flipper_length_mm,layers=4,validation=0.2,batch=16"


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ('view = "loss"', "view", "loss"),
        ('view = "answers"', "view", "answers"),
        ('axis = "linear"', "axis", "linear"),
        ("compare = true", "compare", True),
        ("compare = false", "compare", False),
        ('race = ["sgd", "adam:beta1=0.8"]', "race", ("sgd", "adam:beta1=0.8")),
        ('race = ["cosine:T_max=50", "quartic"]', "race", ("cosine:T_max=50", "quartic")),
        ('race = { "plain" = "sgd", "kind" = "adam" }', "race", ("plain", "kind")),
        ('race = { "plain" = "sgd", "kind" = "adam" }', "called", {"plain": "sgd", "kind": "adam"}),
        ('map = "open"', "map", "open"),
        ('map = "fog"\nmap_range = [0.001, 2]', "map_range", (0.001, 2.0)),
        ("epochs = 20", "epochs", 20),
        ("guess = true", "guess", True),
        ('goal = "accuracy >= 0.95"', "goals", (Reach("accuracy", ">=", 0.95, "0.95"),)),
        ('goal = "loss<=1/8"', "goals", (Reach("loss", "<=", 0.125, "1/8"),)),
        ('goal = "validation-accuracy >= .9"', "goals", (Reach("validation-accuracy", ">=", 0.9, ".9"),)),
        ('goal = "edge within 10 %"', "goals", (Edge(0.1),)),
        ('goal = "edge  within 2.5%"', "goals", (Edge(0.025),)),
    ],
)
def test_every_setting_is_read(written: str, field: str, value: Any) -> None:
    assert getattr(only_lab(written), field) == value


def test_what_is_left_out_is_the_usual() -> None:
    found = only_lab("")
    assert (found.view, found.axis, found.compare, found.race) == ("", "auto", False, ())
    assert (found.map, found.map_range, found.epochs, found.guess) == ("", None, 0, False)


@pytest.mark.parametrize("view", ["loss", "landscape", "both", "answers", "numbers", "map"])
def test_every_view_can_be_the_first(view: str) -> None:
    assert only_lab(f'view = "{view}"').view == view


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('¦view = "lanscape"', 'view is "lanscape"; did you mean "landscape"?'),
        ('¦view = ""', 'view is ""'),
        ("¦view = 3", 'view is "3"'),
        ('¦axis = "logs"', 'axis is "logs"; did you mean "log"?'),
        ('¦compare = "yes"', 'compare is "yes"; write compare = true or compare = false'),
        ("¦compare = 1", 'compare is "1"'),
        ('¦race = ["sgd"]', "race is"),
        ('¦race = ["sgd", "sgd"]', "race is"),
        ('¦race = ["sgd", "adam", "adamw", "momentum", "nesterov"]', "race is"),
        ('¦race = ["sgd", "adm"]', 'there is no optimizer, schedule or problem "adm"; did you mean "adam"?'),
        ('¦race = ["sgd", "adam:beta=1"]', 'adam has no setting "beta"; did you mean "beta'),
        ('¦race = ["sgd", "cosine"]', "cosine needs T_max"),
        ('¦race = { "" = "sgd", "x" = "adam" }', "race is"),
        ('¦race = { "x" = "sgd", "y" = "sgd" }', "race is"),
        ('¦race = { "x" = "sgd", "y" = 3 }', "race is"),
        ("¦race = 3", "race is"),
        ('¦map = "foggy"', 'map is "foggy"; did you mean "fog"?'),
        ('¦map_range = [0.001, 2]', 'map_range is given and map is not; add map = "open"'),
        ('map = "open"\n¦map_range = [2, 0.001]', "map_range is"),
        ('map = "open"\n¦map_range = [0, 2]', "map_range is"),
        ('map = "open"\n¦map_range = [1]', "map_range is"),
        ('map = "open"\n¦map_range = [0.1, inf]', "map_range is"),
        ('map = "open"\n¦map_range = "0.1"', "map_range is"),
        ("¦epochs = 0", 'epochs is "0"; write a whole number from 1 to 1000'),
        ("¦epochs = 1001", 'epochs is "1001"'),
        ("¦guess = 1", 'guess is "1"; write guess = true or guess = false'),
        ('¦gues = true', 'a lab has no "gues"; did you mean "guess"?'),
        ('¦goal = "acuracy >= 0.9"', 'no run reaches a "acuracy"; did you mean "accuracy"?'),
        ('¦goal = "accuracy >= lots"', '"lots" is not a number; write accuracy >= 0.95'),
        ('¦goal = "edge within 0 %"', '"edge within 0 %" is not a goal; write "edge within 10 %"'),
        ('¦goal = "edge within 101 %"', '"edge within 101 %" is not a goal'),
        ('¦goal = "edge within 1.1.1 %"', '"edge within 1.1.1 %" is not a goal'),
        ('¦goal = "edge"', 'there is no verdict "edge"'),
        ('guess = true\n¦race = ["sgd", "adam"]', "a lab cannot have guess and race; make two labs of it"),
        ("guess = true\n¦epochs = 3", "a lab cannot have guess and epochs"),
        ('race = ["sgd", "adam"]\n¦epochs = 3', "a lab cannot have race and epochs"),
        ('guess = true\n¦map = "open"', "a lab with guess has no map of rates; take guess or map away"),
        ('race = ["sgd", "adam"]\n¦map = "open"', "a lab with race has no map of rates"),
        ('epochs = 3\n¦map = "open"', "a lab with epochs has no map of rates"),
        ('[claims]\n¦"0.1" = "loss = 9"', "this claim has no verdict; begin it with one of overshot, "),
        ('guess = true\n[claims]\n¦"2" = "converged, loss = 4"', "nothing is run here, so nothing is converged"),
        ('[claims]\n¦"0.1 with adam" = "converged"', '"adam" is not in the race; take it away'),
        ('race = ["sgd", "adam"]\n[claims]\n¦"0.1 with adm" = "converged"',
         '"adm" is not in the race; did you mean "adam"?'),
        ('[claims]\n¦"0.1" = "converged, slop = 3"', 'no run has the figure "slop"; did you mean "slope"?'),
        ('[claims]\n¦"0.1" = "converged, accuracy >="', 'the figure "accuracy" has no value'),
        ('[claims]\n¦"0.1" = "converged, share(w<x) = 0.6"', '"x" is not a number to fall below'),
        ('[claims]\n¦"0.1" = "converged, within >= 3"', '"3" is not a number of steps'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_line_and_column(settings: str, told: str) -> None:
    assert error_in(TOP + lab(settings)).startswith(told)


def test_a_claim_may_name_its_entrant_and_bounds() -> None:
    found = only_lab(
        'race = ["sgd", "adam:beta1=0.8"]\n[claims]\n"0.1 with adam:beta1=0.8" = "converged, loss <= 1, w>=-1"'
    )
    (claim,) = found.claims
    assert (claim.lr, claim.entrant, claim.figures) == ("0.1", "adam:beta1=0.8", (("loss", "<= 1"), ("w", ">= -1")))


# ---------------------------------------------------------------- what `tutor check` runs


def findings(folder: Path, settings: str, problem: str = "bowl:curvature=2") -> list[str]:
    path = folder / "08-too-high.md"
    path.write_text(f'{TOP}```lab\nproblem = "{problem}"\n{settings}\n```\n', encoding="utf-8")
    return [finding.what for finding in check([path]).findings]


BOWL = "start = 3\nsteps = 50\n"


@pytest.mark.parametrize(
    "settings",
    [
        # 3·0.5^k: 1.5 after one step; the slope of w² is 2w.
        f'{BOWL}[claims]\n"0.25" = "converged, loss <= 1e-9, loss >= 0, w@1 >= 1.5"',
        'guess = true\n[claims]\n"3" = "loss = 9, slope = 6"\n"-1/2" = "loss = 0.25, slope = -1, w = -0.5"',
        f'{BOWL}race = ["sgd", "bowl:curvature=4"]\n[claims]\n"0.25 with bowl:curvature=4" = "converged, w@1 = 0"\n'
        '"0.25 with sgd" = "converged, w@1 = 1.5"\n"0.25" = "converged, w@1 = 1.5"',
        f'{BOWL}race = {{ "a" = "sgd", "b" = "bowl:curvature=4" }}\n[claims]\n"0.25 with b" = "converged, w@1 = 0"',
        f'{BOWL}[claims]\n"0.9" = "converged, share(w<0) = 0, share(w>0) = 1"',
        f'{BOWL}[claims]\n"0.25" = "converged, slope@0 = 6, slope@1 = 3, slope <= 1e-9, gradient@1 = 3, gradient >= 0"',
        f'{BOWL}map = "open"\nview = "map"\n[claims]\n"0.9" = "converged"',
        f'{BOWL}view = "both"\n[claims]\n"0.9" = "converged"',
    ],
)  # fmt: skip
def test_claims_that_the_runs_bear_out_are_not_found(tmp_path: Path, settings: str) -> None:
    assert findings(tmp_path, settings) == []


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (f'{BOWL}[claims]\n"0.25" = "converged, w@1 >= 1.6"', '"0.25" claims w@1 >= 1.6, the run has 1.5'),
        ('guess = true\n[claims]\n"3" = "slope = 5"', '"3" claims slope = 5, the run has 6'),
        (f'{BOWL}[claims]\n"0.25" = "converged, slope@1 = 4"', '"0.25" claims slope@1 = 4, the run has 3'),
        (f'{BOWL}[claims]\n"0.25" = "converged, gradient@1 = 4"', '"0.25" claims gradient@1 = 4, the run has 3'),
        (f'{BOWL}[claims]\n"0.25" = "converged, slope@51 = 0"', "the run has only 50 steps"),
        (f'{BOWL}[claims]\n"0.25" = "converged, validation@1 = 4"', "no rows are held back here"),
        (f'{BOWL}[claims]\n"0.25" = "converged, best-epoch = 4"', "only a training in epochs has this figure"),
        ('guess = true\n[claims]\n"3" = "loss = 9.1"', '"3" claims loss = 9.1, the run has 9'),
        (f'{BOWL}[claims]\n"0.9" = "converged, share(w<0) = 0.5"', '"0.9" claims share(w<0) = 0.5, the run has 0'),
        (f'{BOWL}[claims]\n"0.9" = "converged, accuracy >= 0.5"',
         '"0.9" claims accuracy >= 0.5, no such figure is known here'),
        (f'{BOWL}race = ["sgd", "bowl:curvature=4"]\n[claims]\n"0.25 with bowl:curvature=4" = "converged, w@1 = 1.5"',
         "claims w@1 = 1.5, the run has 0"),
        (f'{BOWL}view = "answers"\n[claims]\n"0.9" = "converged"', "what lab-1 answers cannot be drawn"),
    ],
)  # fmt: skip
def test_claims_that_the_runs_refute_are_found(tmp_path: Path, settings: str, told: str) -> None:
    (found,) = findings(tmp_path, settings)
    assert told in found


def test_a_training_that_is_too_short_for_a_verdict_bears_out_none(tmp_path: Path) -> None:
    network = "network:data=penguins,layers=4,batch=16"
    (found,) = findings(tmp_path, 'epochs = 2\n[claims]\n"0.0001" = "stalled"', network)
    assert '"0.0001" claims stalled, the run is too short for a verdict' in found
    assert findings(tmp_path, 'epochs = 4\n[claims]\n"0.0001" = "stalled"', network) == []


def test_a_landscape_is_drawn_over_one_number_or_two(tmp_path: Path) -> None:
    found = findings(tmp_path, 'view = "landscape"\n[claims]\n"0.1" = "converged"', "xor")
    assert any("lab-1 has no landscape to look at" in what for what in found)


def test_only_one_number_can_be_guessed(tmp_path: Path) -> None:
    found = findings(tmp_path, 'guess = true\n[claims]\n"1" = "loss = 1"', "ravine")
    assert any("lets the learner type w, and w has 2 numbers here" in what for what in found)


def test_a_slope_of_two_numbers_is_none(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, 'start = [10, 1]\n[claims]\n"0.05" = "converged, slope = 0"', "ravine:kappa=25")
    assert "so there is no one slope" in found


def test_the_gradient_is_the_length_of_all_slopes_together(tmp_path: Path) -> None:
    start = 'start = [12, 1]\nsteps = 1\n[claims]\n"0.01" = "stalled, gradient@0 = '
    assert findings(tmp_path, f'{start}13"', "ravine:kappa=5") == []
    (found,) = findings(tmp_path, f'{start}12"', "ravine:kappa=5")
    assert "the run has 13" in found


def test_the_lowest_validation_loss_of_a_training_and_its_epoch_are_proved(tmp_path: Path) -> None:
    training = Training(replace(Experiment(SPECIES, 0.1), steps=steps_for(SPECIES, 5)))
    assert training.advance(1e9)
    unseen = [one.validation_loss or 0 for one in training.checkpoints]
    verdict, best = training.verdict().verdict, unseen.index(min(unseen))

    def claimed(figures: str, problem: str = SPECIES) -> list[str]:
        return findings(tmp_path, f'epochs = 5\n[claims]\n"0.1" = "{verdict}, {figures}"', problem)

    assert claimed(f"lowest-validation = {min(unseen):.3g}, best-epoch = {best}, validation@1 = {unseen[1]:.3g}") == []
    assert claimed(f"best-epoch >= {best}, best-epoch <= {best}") == []
    wrong = claimed(f"lowest-validation = 9, best-epoch = {best + 1}, validation@1 = 9, validation@6 = 1")
    assert [found.split(", ", 1)[1] for found in wrong] == [
        f"the run has {min(unseen):.4g}",
        f"the run has {best}",
        f"the run has {unseen[1]:.4g}",
        "it has only 5 epochs",
    ]


def test_a_training_is_proved_in_epochs(tmp_path: Path) -> None:
    training = Training(replace(Experiment(SPECIES, 0.1), steps=steps_for(SPECIES, 5)))
    assert training.advance(1e9)
    last, verdict = training.checkpoints[-1], training.verdict()
    claim = (
        f"{verdict.verdict}, loss = {last.loss:.3g}, loss@1 = {training.checkpoints[1].loss:.3g}, "
        f"accuracy = {last.accuracy:.3g}, validation-accuracy = {last.validation_accuracy:.3g}, "
        f"validation = {last.validation_loss:.3g}, highest = {max(one.loss for one in training.checkpoints):.3g}"
    )
    assert findings(tmp_path, f'epochs = 5\n[claims]\n"0.1" = "{claim}"', SPECIES) == []
    other = next(word for word in ("stalled", "converged") if word != verdict.verdict)
    wrong = (
        f'epochs = 5\nview = "both"\n[claims]\n"0.1" = "{other}, loss = 1e9, loss@6 = 1, accuracy <= 0.0001, w1 = 3"'
    )
    told = findings(tmp_path, wrong, SPECIES)
    assert f'"0.1" claims {other}' in told[0]
    assert "claims loss = 1e9" in told[1]
    assert "it has only 5 epochs" in told[2]
    assert "claims accuracy <= 0.0001" in told[3]
    assert "a training has no such figure" in told[4]


# ---------------------------------------------------------------- what makes a good lab


@pytest.mark.parametrize(
    ("goal", "claims", "is_shown"),
    [
        ("edge within 10 %", '"0.99" = "converged"\n"1.05" = "overshot"', True),
        ("edge within 10 %", '"0.9" = "converged"\n"1.05" = "overshot"', False),
        ("edge within 10 %", '"1.05" = "overshot"', False),
        ("loss <= 0.1", '"0.25" = "converged, loss <= 0.01"', True),
        ("loss <= 0.1", '"0.25" = "converged, loss <= 0.2"', False),
        ("loss <= 0.1", '"0.25" = "converged, loss >= 0"', False),
        ("loss <= 0.1", '"0.25" = "converged"', False),
        ("converged within 15", '"0.25" = "converged, within = 4"', True),
        ("converged within 3", '"0.25" = "converged, within = 4"', False),
    ],
)
def test_a_goal_wants_a_claim_that_shows_it(tmp_path: Path, goal: str, claims: str, is_shown: bool) -> None:
    found = findings(tmp_path, f'{BOWL.replace("50", "400")}goal = "{goal}"\nhints = ["Try."]\n[claims]\n{claims}')
    unshown = [what for what in found if what.startswith("no claim shows that the goal")]
    assert unshown == ([] if is_shown else [f'no claim shows that the goal "{goal}" can be reached'])


def test_a_lab_in_which_nothing_is_claimed_is_found(tmp_path: Path) -> None:
    assert findings(tmp_path, "guess = true") == ['the lab "lab-1" claims nothing']


def test_a_lab_of_each_kind_is_a_lab() -> None:
    body = lab("guess = true") + lab('race = ["sgd", "adam"]') + lab("epochs = 3", f'problem = "{SPECIES}"\n')
    assert sum(isinstance(step, Lab) for step in parse(body).steps) == 3
