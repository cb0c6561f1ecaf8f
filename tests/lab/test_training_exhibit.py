"""A training on the bench. Oracle: the engine's own training of the same experiment."""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest

from tutor.engine.model import Experiment
from tutor.engine.training import Training, steps_for
from tutor.engine.verdict import judge_curve
from tutor.errors import SpecificationError
from tutor.lab import training_exhibit
from tutor.lab.training_exhibit import TrainingExhibit
from tutor.lab.view import View
from tutor.wording import epochs, percent

SPECIES = "network:target=species,features=bill_length_mm;flipper_length_mm,layers=4,validation=0.2,batch=16"
NETWORK = Experiment(SPECIES, 0.1)
EPOCHS = 6
SIZES = [(78, 13), (58, 10), (118, 36), (20, 5)]


def training(
    experiment: Experiment = NETWORK, epochs: int = EPOCHS, *, live: bool = True, ascii: bool = False
) -> TrainingExhibit:
    return TrainingExhibit(experiment, epochs, live=live, ascii=ascii)


def of_the_engine(experiment: Experiment = NETWORK, epochs: int = EPOCHS) -> Training:
    made = Training(replace(experiment, steps=steps_for(experiment.problem, epochs)))
    assert made.advance(math.inf)
    return made


def go_on(exhibit: TrainingExhibit, until: int) -> None:
    while exhibit.playback.shown < until and not exhibit.playback.over:
        exhibit.work(1.0)
        exhibit.tick()


def test_it_is_never_more_than_an_epoch_ahead_of_what_is_shown() -> None:
    exhibit = training()
    while not exhibit.playback.over:
        assert exhibit.work(5.0)
        assert exhibit.known <= exhibit.playback.shown + 1
        exhibit.tick()
        assert exhibit.playback.shown <= exhibit.known
    assert exhibit.training.checkpoints == of_the_engine().checkpoints


def test_a_paused_training_makes_no_epoch() -> None:
    exhibit = training()
    go_on(exhibit, 2)
    exhibit.playback = exhibit.playback.toggled()
    known = exhibit.known
    for _ in range(5):
        exhibit.work(5.0)
        exhibit.tick()
    assert exhibit.known == known


def test_each_single_step_forward_trains_one_epoch() -> None:
    exhibit = training()
    go_on(exhibit, 1)
    for epoch in (2, 3, 4):
        exhibit.step(1)
        exhibit.work(5.0)
        exhibit.tick()
        exhibit.work(5.0)
        exhibit.tick()
        assert (exhibit.playback.at, exhibit.playback.paused) == (epoch, True)
        assert exhibit.known <= epoch + 1
    exhibit.step(-2)
    exhibit.work(5.0)
    exhibit.tick()
    assert (exhibit.playback.at, exhibit.playback.shown) == (2, 4)
    exhibit.step(100)
    while not exhibit.playback.over:
        exhibit.work(5.0)
        exhibit.tick()
    assert exhibit.playback.at == EPOCHS


def test_going_on_after_a_wish_for_more_steps_forgets_it() -> None:
    exhibit = training(epochs=40)
    go_on(exhibit, 1)
    exhibit.step(30)
    exhibit.playback = exhibit.playback.toggled()
    exhibit.tick()
    exhibit.playback = exhibit.playback.toggled()
    at = exhibit.playback.shown
    exhibit.work(5.0)
    exhibit.tick()
    assert exhibit.playback.shown == at


def test_a_new_rate_holds_where_the_training_is() -> None:
    exhibit = training()
    go_on(exhibit, 2)
    exhibit.playback = exhibit.playback.toggled()
    epoch = exhibit.bend(0.01)
    assert epoch == exhibit.known
    assert not exhibit.playback.paused
    go_on(exhibit, EPOCHS)
    each = steps_for(NETWORK.problem, 1)
    assert exhibit.training.experiment.changes == ((epoch * each, 0.01),)
    assert exhibit.training.checkpoints == of_the_engine(replace(NETWORK, changes=((epoch * each, 0.01),))).checkpoints


def test_a_rate_that_is_no_number_is_refused() -> None:
    with pytest.raises(SpecificationError):
        training().bend(math.nan)


def test_stopping_ends_it_where_it_is() -> None:
    exhibit = training()
    go_on(exhibit, 3)
    exhibit.stop()
    assert exhibit.training.ended == "stopped"
    assert exhibit.playback.over
    assert exhibit.playback.shown == exhibit.known
    made = exhibit.training.steps_made
    exhibit.work(1.0)
    assert exhibit.training.steps_made == made


def test_stopping_within_an_epoch_shows_the_part_of_it() -> None:
    exhibit = training()
    exhibit.training.advance(0.0)
    assert exhibit.training.epochs_made < 1
    exhibit.stop()
    assert exhibit.playback.over
    assert exhibit.training.checkpoints[-1].step == 1
    assert len(exhibit.draw(View("both"), 78, 13).lines) == 13


def test_a_restart_trains_anew_at_the_first_rate() -> None:
    exhibit = training()
    go_on(exhibit, 2)
    exhibit.bend(0.5)
    assert exhibit.restart() == "It is trained from its start again, at its first rate, 0.1."
    assert (exhibit.playback.shown, exhibit.known) == (0, 0)
    go_on(exhibit, EPOCHS)
    assert exhibit.training.checkpoints == of_the_engine().checkpoints


def test_a_restart_after_a_rate_that_ended_it_has_all_its_epochs_again() -> None:
    exhibit = training(replace(NETWORK, lr=0.1, problem="linear-regression:data=cars,scaled=false"))
    exhibit.work(5.0)
    exhibit.tick()
    exhibit.bend(1e300)
    exhibit.work(5.0)
    assert exhibit.training.ended == "overflow"
    exhibit.restart()
    assert exhibit.playback.steps == EPOCHS


def test_a_training_that_overflows_is_over_sooner() -> None:
    exhibit = training(Experiment("linear-regression:data=cars,scaled=false", 1e300))
    go_on(exhibit, EPOCHS)
    assert exhibit.training.ended == "overflow"
    assert exhibit.playback.steps == exhibit.known < EPOCHS
    assert exhibit.draw(View("loss"), 78, 13).width == 78


def test_how_long_it_will_take_is_known_after_the_first_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr("tutor.lab.training_exhibit.time.monotonic", lambda: float(next(clock)))
    exhibit = training()
    assert exhibit.left is None
    go_on(exhibit, 1)
    assert exhibit.left == 2.0 * (EPOCHS - exhibit.known)
    exhibit.stop()
    assert exhibit.left is None


def test_one_goes_back_to_the_weights_of_any_epoch() -> None:
    exhibit = training()
    go_on(exhibit, EPOCHS)
    exhibit.live = False
    late = exhibit.draw(View("answers"), 78, 13)
    exhibit.playback = exhibit.playback.read(0)
    start = exhibit.draw(View("answers"), 78, 13)
    assert start != late
    assert start == training().draw(View("answers"), 78, 13)


def test_where_weights_take_too_much_room_only_the_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_exhibit, "_REMEMBERED", 0)
    exhibit = training()
    go_on(exhibit, EPOCHS)
    late = exhibit.draw(View("answers"), 78, 13)
    exhibit.playback = exhibit.playback.read(0)
    assert len(exhibit._weights) == 1
    np.testing.assert_array_equal(exhibit._weights[0], of_the_engine().w)
    assert exhibit.draw(View("answers"), 78, 13).owner == late.owner


def test_what_is_not_live_trains_no_further_than_it_is_to_be_shown() -> None:
    exhibit = training(live=False)
    exhibit.until(2)
    while not exhibit.work(1.0):
        pass
    assert (exhibit.known, exhibit.playback.shown) == (2, 2)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_view_fills_its_size(width: int, height: int, ascii: bool) -> None:
    exhibit = training(ascii=ascii)
    for until in (0, 1, EPOCHS):
        go_on(exhibit, until)
        for name in ("both", "loss", "answers", "numbers", "landscape", "map"):
            drawing = exhibit.draw(View(name), width, height)
            assert [len(line) for line in drawing.lines] == [width] * height
            assert not ascii or all(line.isascii() for line in drawing.lines)


def test_what_has_no_answers_to_draw_has_no_view_of_them() -> None:
    assert training().views == ("both", "loss", "answers", "numbers")
    assert training(Experiment("linear-regression:data=cars", 0.1)).views == ("loss", "numbers")


def test_the_table_marks_the_epoch_that_is_read() -> None:
    exhibit = training()
    go_on(exhibit, 3)
    exhibit.playback = exhibit.playback.read(1)
    lines = exhibit.draw(View("numbers"), 78, 13).lines
    assert [line.split()[:2] for line in lines if line.startswith(">")] == [[">", "1"]]
    assert sum(bool(line.strip()) for line in lines) == 1 + 4


@pytest.mark.parametrize("width", [38, 53, 58, 78])
def test_the_columns_of_the_table_are_whole_or_not_there(width: int) -> None:
    exhibit = training()
    go_on(exhibit, 3)
    heads, *rows = (
        line.replace(" %", "%").split() for line in exhibit.draw(View("numbers"), width, 6).lines if line.strip()
    )
    assert len(rows) > 1
    assert set(heads) <= {"epoch", "loss", "validation", "right", "val.", "val.right", "rate"}
    columns = width // (12 if width >= 72 else 10)
    assert all(len(row) - (row[0] == ">") == min(columns, 6) for row in rows)


def test_the_table_tells_a_share_as_the_sentence_does() -> None:
    exhibit = training()
    exhibit.work(60)
    share = percent(exhibit.training.checkpoints[-1].validation_accuracy or 0.0)
    assert exhibit.in_words()[1].endswith(f" {share} of unseen data right.")
    assert f" {share} " in exhibit.numbers()[-1]


def test_an_epoch_that_was_stopped_within_is_told_to_one_place_and_not_rounded_up() -> None:
    exhibit = training()
    exhibit.work(0.0)
    exhibit.training.advance(0.0)
    exhibit.stop()
    made = exhibit.training.epochs_made
    assert not made.is_integer()
    told = f"{int(made * 10) / 10:.1f}"
    assert exhibit.in_words()[1].startswith(f"At the end: epoch {told},")
    assert exhibit.numbers()[-1].split()[0] == told


def test_a_new_rate_is_said_to_hold_where_the_training_is_and_not_where_one_reads() -> None:
    exhibit = training()
    go_on(exhibit, 3)
    exhibit.playback = exhibit.playback.toggled()
    while exhibit.training.epochs_made <= 3:
        exhibit.training.advance(0.0)
    made = epochs(exhibit.training.epochs_made)
    told = exhibit.bent_in_words(3, exhibit.known, "0.5")
    assert told == f"The training is at epoch {made} already, and from there on the rate is 0.5."
    exhibit.step(-2)
    told = exhibit.bent_in_words(exhibit.playback.at, exhibit.known, "0.5")
    assert told.endswith("It cannot go back to epoch 1.")


def test_a_new_rate_under_a_schedule_is_told_as_its_base_rate() -> None:
    exhibit = training(replace(NETWORK, schedule="cosine:T_max=50"))
    go_on(exhibit, 3)
    assert "the base rate is 0.5; the schedule makes" in exhibit.bent_in_words(3, exhibit.known, "0.5")
    assert "the base rate is 0.5; the schedule makes" in exhibit.bent_in_words(1, exhibit.known, "0.5")


def test_the_same_digit_is_shown_all_the_way_unless_another_is_wanted() -> None:
    digits = "network:data=digits,loss=cross-entropy,layers=4,batch=360,validation=0.2"
    exhibit = training(Experiment(digits, 0.1))
    seen = []
    for until in (0, 1, 2):
        go_on(exhibit, until)
        seen.append([line[:16] for line in exhibit.draw(View("answers"), 60, 10).lines])
    assert seen[0] == seen[1] == seen[2]
    assert "digit   7 of 179" in exhibit.draw(View("answers", digit=6), 60, 10).lines[0]


def test_a_digit_beyond_the_last_is_answered_with_how_many_there_are() -> None:
    digits = "network:data=digits,loss=cross-entropy,layers=4,batch=360,validation=0.2"
    exhibit = training(Experiment(digits, 0.1))
    assert exhibit.why_no_digit(179) == ""
    assert exhibit.why_no_digit(99999) == "There are 179 digits to look at here: type digit and 1 to 179."
    assert training(NETWORK).why_no_digit(1) == "There are no digits to look at here."


def test_the_advice_on_a_training_names_nothing_that_its_pictures_do_not_show() -> None:
    flat = training(Experiment(NETWORK.problem, 0.0), 20)
    go_on(flat, 20)
    losses = [seen.loss for seen in flat.training.checkpoints]
    assert "gradient norm" in judge_curve(losses).advice, "of a log one could look it up"
    assert "gradient norm" not in flat.training.verdict().advice


def test_a_training_in_words_and_numbers_is_that_of_the_engine() -> None:
    exhibit, made = training(), of_the_engine()
    go_on(exhibit, EPOCHS)
    start, end, best = exhibit.in_words()
    assert start.startswith("At the start: epoch 0, training loss ")
    right = made.checkpoints[-1].validation_accuracy
    assert right is not None
    assert end.endswith(f"{percent(right)} of unseen data right.")
    lowest = min(made.checkpoints, key=lambda seen: seen.validation_loss or math.inf)
    assert best.startswith(f"The validation loss was lowest after epoch {lowest.epoch:g}: ")
    assert [line.split()[0] for line in exhibit.numbers()[1:]] == [str(epoch) for epoch in range(EPOCHS + 1)]
    assert [line.split()[0] for line in exhibit.numbers(0)[1:]] == ["0", "1", "2"]
    assert [line.split()[0] for line in exhibit.numbers(10**6)[1:]] == ["4", "5", "6"]
    assert exhibit.on_the_way().startswith(f"epoch {EPOCHS}, training loss ")


def test_what_is_saved_has_an_entry_for_each_checkpoint() -> None:
    exhibit = training(Experiment("linear-regression:data=cars,scaled=false", 1e300))
    go_on(exhibit, EPOCHS)
    saved = json.loads(json.dumps(exhibit.as_object(), allow_nan=False))
    assert len(saved["loss"]) == len(exhibit.training.checkpoints)
    assert len(saved["lr"]) == saved["epochs"] == len(saved["loss"]) - 1
    assert None not in saved["lr"]
    page = StringIO()
    exhibit.write_csv(page)
    assert len(list(csv.DictReader(StringIO(page.getvalue())))) == len(exhibit.training.checkpoints)


def test_a_training_stopped_at_once_has_made_something_to_judge() -> None:
    exhibit = training()
    exhibit.stop()
    assert exhibit.training.steps_made > 0
    assert "no course" not in exhibit.training.verdict().sentence


def test_a_rate_typed_when_the_training_is_over_is_not_said_to_hold() -> None:
    exhibit = training()
    go_on(exhibit, EPOCHS)
    with pytest.raises(SpecificationError, match="over"):
        exhibit.bend(0.5)


def test_a_changed_rate_is_part_of_what_is_saved() -> None:
    exhibit = training()
    go_on(exhibit, 2)
    exhibit.bend(0.5)
    saved = exhibit.as_object()
    assert saved["changes"] == [list(change) for change in exhibit.training.experiment.changes]
    assert saved["changes"][0][1] == 0.5
    assert saved["epochs"] == exhibit.known


def test_a_pause_holds_after_the_rest_was_asked_for() -> None:
    exhibit = training(epochs=400)
    exhibit.finish()
    exhibit.toggle()
    at = exhibit.playback.shown
    exhibit.work(0.05)
    exhibit.tick()
    assert exhibit.playback.shown == at


def test_the_problem_that_is_named_for_regions_has_them() -> None:
    penguins = TrainingExhibit(Experiment("network:data=penguins,target=species", 0.1), 1, live=False, ascii=True)
    assert "answers" not in penguins.views
    named = re.search(r"problem (network:\S+)\.$", penguins.why_not("answers"))
    assert named is not None
    assert "answers" in TrainingExhibit(Experiment(named[1], 0.1), 1, live=False, ascii=True).views


def test_the_problem_that_is_named_for_regions_holds_as_many_rows_back() -> None:
    problem = "network:data=penguins,target=species,validation=0.25"
    penguins = TrainingExhibit(Experiment(problem, 0.1), 1, live=False, ascii=True)
    assert "validation=0.25" in penguins.why_no_regions()


@pytest.mark.parametrize(("free", "how"), [(False, "In free play (/lab) you can name two"), (True, " 4. Name two")])
def test_the_way_to_regions_begins_where_the_learner_is(free: bool, how: str) -> None:
    penguins = Experiment("network:data=penguins,target=species", 0.1)
    assert how in TrainingExhibit(penguins, 1, live=False, ascii=True, free=free).why_no_regions()
