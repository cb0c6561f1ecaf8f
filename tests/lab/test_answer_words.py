"""What a trained model answers, in words, against a count of its own answers."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tutor.engine.data_problem import DataProblem
from tutor.engine.model import Experiment
from tutor.engine.problems import build_problem
from tutor.engine.training import Training
from tutor.lab import answer_words
from tutor.lab.answer_words import answers_in_words
from tutor.lab.training_exhibit import TrainingExhibit

SPECIES = "network:target=species,features=bill_length_mm;flipper_length_mm,layers=4,batch=16"


def trained(problem: str, epochs: int = 3) -> Training:
    exhibit = TrainingExhibit(Experiment(problem, 0.1), epochs, live=False, ascii=True)
    exhibit.until(epochs)
    while not exhibit.work(1.0):
        pass
    return exhibit.training


@pytest.mark.parametrize(("problem", "rows"), [(SPECIES, "training"), (f"{SPECIES},validation=0.2", "unseen")])
def test_each_kind_is_told_with_its_count_and_they_add_up_to_the_share_that_is_right(problem: str, rows: str) -> None:
    training = trained(problem)
    first, *kinds = answers_in_words(training.problem, training.w)
    assert first == f"What it answers to the {rows} rows, kind by kind:"
    assert [told.split(":")[0] for told in kinds] == list(training.problem.samples.classes)
    counts = [tuple(map(int, re.findall(r": (\d+) of (\d+) right", told)[0])) for told in kinds]
    right, of = map(sum, zip(*counts, strict=True))
    last = training.checkpoints[-1]
    share = last.accuracy if rows == "training" else last.validation_accuracy
    assert right / of == pytest.approx(share)


def test_what_a_kind_is_taken_for_is_told() -> None:
    problem = build_problem(SPECIES)
    assert isinstance(problem, DataProblem)
    _, *kinds = answers_in_words(problem, np.zeros(problem.dimension))  # every row gets the same answer
    assert sum(" are taken for " in told for told in kinds) == len(kinds) - 1
    assert sum(told.endswith(" right.") for told in kinds) == 1


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        ([0, 0, 1], "a: 2 of 3 right; 1 is taken for b."),
        ([0, 1, 2], "a: 1 of 3 right; 1 is taken for b and 1 for c."),
        ([2, 1, 2], "a: 0 of 3 right; 2 are taken for c and 1 for b."),
        ([1, 2, 3, 3], "a: 0 of 4 right; most often, 2 are taken for d."),
        ([1, 2, 3], "a: 0 of 3 right; the others are taken for 3 different kinds, no more than 1 for each."),
    ],
)
def test_most_often_is_said_only_of_what_is_more_often_than_all_others(answered: list[int], told: str) -> None:
    assert answer_words._kind(("a", "b", "c", "d"), 0, np.array(answered)) == told


def test_a_model_of_a_number_or_with_weights_that_overflowed_has_no_answers() -> None:
    houses = build_problem("linear-regression:data=houses")
    assert isinstance(houses, DataProblem)
    assert answers_in_words(houses, np.zeros(houses.dimension)) == ()
    problem = build_problem(SPECIES)
    assert isinstance(problem, DataProblem)
    (told,) = answers_in_words(problem, np.full(problem.dimension, np.nan))
    assert "too large for a number" in told
