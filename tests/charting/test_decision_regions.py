"""What a model answers over two features: every letter where the model really answers so."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import find, is_sound, owned
from tutor.charting.decision_regions import decision_regions, letters_for
from tutor.charting.drawing import FRAME, KINDS
from tutor.engine.data import read_table
from tutor.engine.model import Experiment
from tutor.engine.problems import build_problem
from tutor.engine.training import Training
from tutor.errors import SpecificationError
from tutor.wording import percent

SPECIES = "network:target=species,features=bill_length_mm;flipper_length_mm,layers=8"
SEXES = "logistic-regression:features=bill_length_mm;body_mass_g"


@settings(max_examples=60, deadline=None)
@given(
    problem=st.sampled_from([SPECIES, SEXES, f"{SPECIES},loss=mse"]),
    size=st.floats(-1e3, 1e3) | st.sampled_from([math.nan, math.inf, 1e300]),
    width=st.integers(1, 200),
    height=st.integers(1, 60),
    ascii=st.booleans(),
)
def test_every_map_fills_exactly_its_cells(problem: str, size: float, width: int, height: int, ascii: bool) -> None:
    built = build_problem(problem)
    w = size * np.resize([1.0, -1.0, 0.5], built.dimension)
    is_sound(decision_regions(built, width=width, height=height, ascii=ascii).draw(w), width, height, ascii=ascii)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("feature", ["bill_length_mm", "body_mass_g"])
def test_a_region_ends_where_the_answer_changes(feature: str, ascii: bool) -> None:
    # z = this feature, scaled, − 1: male from one standard deviation above its mean on, whatever the other is.
    picture = decision_regions(build_problem(SEXES), width=105, height=20, ascii=ascii)
    drawing = picture.draw(np.array([feature == "bill_length_mm", feature == "body_mass_g", -1.0], dtype=np.float64))
    values = read_table("penguins").numbers[feature]
    border = values.mean() + values.std()
    room = 0.04 * (values.max() - values.min())
    low, high = values.min() - room, values.max() + room
    plot = [line[105 - picture.frame.grid.columns :] for line in drawing.lines[1:-2]]
    strips = ["".join(column) for column in zip(*plot, strict=True)] if feature == "bill_length_mm" else plot[::-1]
    for number, strip in enumerate(strips):
        middle = low + (high - low) * (number + 0.5) / len(strips)
        here, elsewhere = ("m", "f") if middle >= border else ("f", "m")
        assert here in strip
        assert elsewhere not in strip


@pytest.mark.parametrize("ascii", [False, True])
def test_half_a_small_screen_still_names_both_axes_every_kind_and_what_was_wrong(ascii: bool) -> None:
    built = build_problem("network:target=species,features=bill_length_mm;bill_depth_mm,layers=8")
    drawing = decision_regions(built, width=38, height=12, ascii=ascii).draw(np.ones(built.dimension))
    axes = "-> bill_length_mm  ^ bill_depth_mm" if ascii else "→ bill_length_mm  ↑ bill_depth_mm"
    assert drawing.lines[0].rstrip() == axes
    assert drawing.lines[-1].rstrip() == "A Adelie C Chinstrap G Gentoo ! wrong"


def test_rows_stand_at_what_was_measured_and_wrong_ones_are_marked() -> None:
    problem = build_problem(SEXES)
    picture = decision_regions(problem, width=105, height=28)
    drawing = picture.draw(np.zeros(3))  # ½ everywhere: every answer is the second kind, male
    table = read_table("penguins")
    sexes = np.array(table.labels["sex"])
    female, male = KINDS[:2]
    assert not find(drawing, "f", female)
    assert find(drawing, "F", female) == [(0, 27)]  # in the legend
    wrong = find(drawing, "!", female)
    assert not find(drawing, "!", male)
    assert wrong
    assert find(drawing, "M", male)
    assert drawing.lines[0].lstrip().startswith(percent(float(np.mean(sexes == "male"))))
    # The lightest penguin is a female: the lowest mark of all; the axis upwards is the mass.
    mass = table.numbers["body_mass_g"]
    assert sexes[mass.argmin()] == "female"
    assert max(row for _, row in wrong) == 28 - 3


def test_what_the_network_answers_at_a_row_is_what_the_title_counts() -> None:
    training = Training(Experiment(SPECIES + ",batch=32", 0.03, "adam", steps=300))
    while not training.advance(1):
        pass
    picture = decision_regions(training.problem, width=80, height=20, ascii=True)
    drawing = picture.draw(training.w)
    accuracy = training.checkpoints[-1].accuracy
    assert accuracy is not None
    assert accuracy > 0.9
    assert drawing.lines[0].lstrip().startswith(percent(accuracy))
    for letter, owner in zip("ACG", KINDS, strict=False):
        assert find(drawing, letter.lower(), owner)
        assert find(drawing, letter, owner)
        assert {drawing.lines[row][column] for column, row in owned(drawing, owner)} <= {letter, letter.lower(), "!"}
    assert drawing.lines[-1].startswith("A Adelie  C Chinstrap  G Gentoo  ! answered wrongly")
    assert "across: bill_length_mm  up: flipper_length_mm" in drawing.lines[0]


def test_weights_that_overflowed_answer_nothing() -> None:
    problem = build_problem(SPECIES)
    drawing = decision_regions(problem, width=60, height=12).draw(np.full(problem.dimension, math.nan))
    assert find(drawing, "?", FRAME)
    assert "    0 % right" in drawing.lines[0] or "up:" in drawing.lines[0]
    assert find(drawing, "A", KINDS[0]) == [(0, 11)]  # in the legend
    assert find(drawing, "!", KINDS[0])


def test_every_kind_has_a_letter_of_its_own() -> None:
    assert letters_for(["Adelie", "Chinstrap", "Gentoo"]) == "ACG"
    assert letters_for(["anna", "ada", "aaa"]) == "ANB" or letters_for(["anna", "ada", "aaa"]) == "ADB"
    assert letters_for(["0", "1", "éa"]) == "ABE"
    many = letters_for([str(number) for number in range(26)])
    assert len(set(many)) == 26


@pytest.mark.parametrize(
    "problem",
    ["network", "bowl", "network:data=houses", "linear-regression:data=houses", "xor", "logistic-regression"],
)
def test_what_has_no_two_features_or_no_kinds_is_refused(problem: str) -> None:
    with pytest.raises(SpecificationError, match="regions can be drawn where kinds are told apart by two features"):
        decision_regions(build_problem(problem), width=80, height=20)


def test_more_kinds_than_colours_are_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("data") / "many.csv"
    file.write_text("a,b,kind\n" + "".join(f"{row},{row % 3},k{row}\n" for row in range(11)), encoding="utf-8")
    with pytest.raises(SpecificationError, match="11 kinds are too many for one map"):
        decision_regions(build_problem(f"network:data={file}"), width=80, height=20)


def test_names_of_a_users_table_take_one_cell_for_each_character(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("data") / "names.csv"
    file.write_text("長さ,größe,kind\n1,2,日本\n3,4,b\n5,7,b\n", encoding="utf-8")
    problem = build_problem(f"network:data={file}")
    drawing = decision_regions(problem, width=80, height=20, ascii=True).draw(problem.start)
    is_sound(drawing, 80, 20, ascii=True)
    shown = decision_regions(problem, width=80, height=20).draw(problem.start)
    assert "größe" in shown.lines[0]
    assert "日" not in "".join(shown.lines)
