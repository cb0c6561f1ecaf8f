"""Every form of training log is read as what it says: samples as Keras, Lightning and others write them."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from tests.logs import log_of
from tutor.training_log.model import TrainingLog

KERAS = """\
epoch,accuracy,learning_rate,loss,val_accuracy,val_loss
0,0.8612,0.001,0.4831,0.8925,0.3012
1,0.9113,0.001,0.2544,0.9104,0.2487
2,0.9302,0.001,0.1996,0.9187,0.2313
3,0.9431,0.0005,0.1617,0.9203,0.2298
4,0.9522,0.0005,0.1322,0.9188,0.2411
5,0.9611,0.0005,0.1071,NA,NA
"""
LIGHTNING = """\
epoch,lr-Adam,step,train_loss_epoch,train_loss_step,val_acc,val_loss
,0.001,9,,,,
0,,9,,2.3012,,
0,,19,,2.1544,,
0,,24,,,0.31,2.0711
0,,24,2.2204,,,
,0.001,29,,,,
1,,29,,1.9321,,
1,,39,,1.7702,,
1,,49,,,0.48,1.7025
1,,49,1.8312,,,
"""


def same(log: TrainingLog, loss: list[float]) -> bool:
    return np.array_equal(log.loss, np.array(loss), equal_nan=True)


def test_the_csv_logger_of_keras_is_understood() -> None:
    log = log_of(KERAS)
    assert (log.form, log.column, log.counted_in) == ("CSV", "loss", "epoch")
    assert same(log, [0.4831, 0.2544, 0.1996, 0.1617, 0.1322, 0.1071])
    assert log.called.tolist() == [0, 1, 2, 3, 4, 5]
    assert log.val_loss is not None
    assert log.val_loss.tolist()[:5] == [0.3012, 0.2487, 0.2313, 0.2298, 0.2411]
    assert math.isnan(log.val_loss[5]), "NA is what Keras writes for what did not take place"
    assert log.lr is not None
    assert log.lr.tolist() == [0.001] * 3 + [0.0005] * 3


def test_the_csv_logger_of_lightning_is_understood_with_its_empty_cells() -> None:
    log = log_of(LIGHTNING)
    assert log.column == "train_loss_step"
    assert same(log, [2.3012, 2.1544, 1.9321, 1.7702])
    assert (log.counted_in, log.called.tolist()) == ("step", [9, 19, 29, 39])
    assert log.val_loss is not None
    assert log.val_loss.tolist()[1::2] == [2.0711, 1.7025], "a validation stands beside the last step before it"
    assert np.isnan(log.val_loss[0::2]).all()
    assert log.lr is not None
    assert log.lr.tolist()[0::2] == [0.001, 0.001]


def test_the_means_of_epochs_are_taken_where_steps_were_hardly_logged() -> None:
    rows = [
        f"{epoch},{10 * epoch + 9},,{0.5 + 0.1 * epoch}\n{epoch},{10 * epoch + 9},{1 / (1 + epoch)},"
        for epoch in range(6)
    ]
    log = log_of("epoch,step,train_loss_epoch,val_loss\n" + "\n".join(rows))
    assert log.column == "train_loss_epoch"
    assert log.called.tolist() == [9, 19, 29, 39, 49, 59]
    assert log.val_loss is not None
    assert log.val_loss.tolist() == [0.5 + 0.1 * epoch for epoch in range(6)], "the validation of the same step"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("step,loss\n0,3\n1,2\n2,1\n", "CSV"),
        ("step, loss\r\n0, 3\r\n1, 2\r\n2, 1", "CSV"),
        ("step\tloss\n0\t3\n1\t2\n2\t1\n", "TSV"),
        ("step;loss\n0;3,0\n1;2,0\n2;1,0\n", "CSV with semicolons"),
        ("step  loss\n0  3\n1  2.0\n 2\t1\n", "a table"),
        ('"step","train loss"\n"0","3"\n\n1,2\n2,1,\n', "CSV"),
        ("Step,Train/Loss\n0,3\n1,2\n2,1e0\n", "CSV"),
        ("Wall time,Step,Value\n1.7e9,0,3\n1.7e9,1,2\n1.7e9,2,1\n", "CSV"),
        ("Step,blue-sky-7 - loss,blue-sky-7 - loss__MIN\n0,3,3\n1,2,2\n2,1,1\n", "CSV"),
        ("# step,loss\n0,3\n1,2\n2,1\n", "CSV"),
        ("﻿step,loss\n0,3\n1,2\n2,1\n", "CSV"),
        ("loss\n3\n2\n1\n", "a column of numbers"),
        ("3\n2\n\n1", "a column of numbers"),
        ("[3, 2.0, 1]", "JSON"),
        (' {"loss": [3,2,1]}', "JSON"),
        ('{"history": {"loss": [3, 2, 1], "accuracy": [0, 0, 1]}, "params": {"deep": [[{}]]}}', "JSON"),
        ('[{"loss": 3, "note": "a"}, {"loss": 2}, {"loss": 1}]', "JSON"),
        ('{"loss": 3, "step": 0}\n{"loss": 2, "step": 1}\n\n{"loss": 1, "step": 2}\n', "JSON lines"),
        ('{"metrics": {"loss": 9}, "history": {"loss": [3, 2, 1]}, "loss": 9, "val_loss": 9}', "JSON"),
        ('{"history": [{"loss": 3}, {"loss": 2}, {"loss": 1}], "metrics": {"loss": 9, "val_loss": 9}}', "JSON"),
        ('{"metrics":\n {"loss": 3}}\n{"metrics": {"loss": 2}} {"metrics": {"loss": 1}}', "JSON"),
        ('{"step": 0,\n "loss": 3}\n{"step": 1,\n "loss": 2} {"step": 2, "loss": 1}', "JSON"),
    ],
)
def test_a_log_is_read_whatever_it_is_written_in(text: str, form: str) -> None:
    log = log_of(text)
    assert same(log, [3, 2, 1])
    assert log.form == form
    assert log.called.tolist() == [0, 1, 2]
    assert log.count == 3


def test_a_second_list_without_losses_is_no_second_run() -> None:
    for second in ('"history": [{"val_loss": 5}, {"val_loss": 4}]', '"metrics": [{"loss": null}]', '"loss": []'):
        log = log_of('{"log": [{"loss": 3}, {"loss": 2}, {"loss": 1}], ' + second + "}")
        assert same(log, [3, 2, 1])


def test_a_loss_inside_an_entry_does_not_hide_the_loss_of_the_entry_itself() -> None:
    assert same(log_of('{"parts": {"loss": 9}}\n{"loss": 3}\n{"loss": 2, "parts": {"loss": 8}}\n'), [3, 2])


def test_the_trainer_state_of_hugging_face_is_understood() -> None:
    state = {
        "best_metric": None,
        "epoch": 2.0,
        "global_step": 40,
        "log_history": [
            {"epoch": 0.5, "grad_norm": 4.0, "learning_rate": 5e-5, "loss": 1.5, "step": 10},
            {"epoch": 1.0, "grad_norm": 3.0, "learning_rate": 4e-5, "loss": 1.2, "step": 20},
            {"epoch": 1.0, "eval_loss": 1.3, "eval_runtime": 3.2, "step": 20},
            {"epoch": 1.5, "grad_norm": 2.0, "learning_rate": 2e-5, "loss": 1.0, "step": 30},
            {"epoch": 2.0, "grad_norm": 1.0, "learning_rate": 1e-5, "loss": 0.9, "step": 40},
            {"epoch": 2.0, "eval_loss": 1.1, "eval_runtime": 3.2, "step": 40},
            {"epoch": 2.0, "train_loss": 1.15, "train_runtime": 60.0, "step": 40},
        ],
    }
    log = log_of(json.dumps(state))
    assert same(log, [1.5, 1.2, 1.0, 0.9])
    assert log.called.tolist() == [10, 20, 30, 40]
    assert log.gradient_norm is not None
    assert log.gradient_norm.tolist() == [4, 3, 2, 1]
    assert log.val_loss is not None
    assert log.val_loss[[1, 3]].tolist() == [1.3, 1.1]


def test_a_json_object_may_hold_everything_a_run_prints() -> None:
    log = log_of(
        '{"problem": "bowl", "steps": 2, "lr": [0.1, 0.2], "loss": [9, 4, "inf"], "gradient_norm": [6, 4, "nan"],'
        ' "w": [[3, 1], [2, 0], [1, -1]], "minimum": 0.0, "val_loss": [1, null, 2],'
        ' "verdict": {"evidence": {"loss": 1}}}'
    )
    assert same(log, [9, 4, math.inf])
    assert log.lr is not None
    assert log.lr.tolist()[:2] == [0.1, 0.2]
    assert math.isnan(log.lr[2]), "n updates for n + 1 losses"
    assert log.w is not None
    assert log.w.tolist() == [[3, 1], [2, 0], [1, -1]]
    assert log.minimum == 0.0
    assert log.val_loss is not None
    assert log.val_loss[[0, 2]].tolist() == [1, 2]


def test_one_rate_for_all_steps_may_stand_alone() -> None:
    log = log_of('{"lr": 0.25, "loss": [2, 1], "note": "first try", "epochs": 2}')
    assert log.lr is not None
    assert log.lr[0] == 0.25


def test_the_csv_of_a_run_gives_the_parameters_too() -> None:
    log = log_of("step,lr,loss,gradient_norm,w1,w2\n0,,9,6,3,1\n1,0.1,4,4,2,0\n2,0.1,1,2,1,-1\n")
    assert log.w is not None
    assert log.w.tolist() == [[3, 1], [2, 0], [1, -1]]
    assert log.lr is not None
    assert log.lr.tolist()[1:] == [0.1, 0.1]


@pytest.mark.parametrize("word", ["nan", "NaN", "inf", "-inf", "Infinity", "1e999"])
@pytest.mark.parametrize(
    "form", ["step,loss\n0,2\n1,1\n2,{}\n3,{}\n", '{{"loss": [2, 1, "{}", "{}"]}}'], ids=["csv", "json"]
)
def test_what_is_not_finite_is_data(word: str, form: str) -> None:
    log = log_of(form.format(word, word))
    assert log.count == 4
    assert log.loss.tolist()[:2] == [2, 1]
    assert not math.isfinite(log.loss[2])
    assert log.called[2] == 2
    assert len(log.loss) == 3, "of a row of such, the first says it all"


def test_json_as_python_writes_it_may_hold_nan() -> None:
    log = log_of(json.dumps({"loss": [2.0, 1.0, math.nan]}))
    assert math.isnan(log.loss[2])


def test_nan_between_numbers_again_and_again_means_not_logged() -> None:
    log = log_of("loss,val_loss\n3,nan\nnan,3.1\n2,nan\nnan,2.1\n1,nan\nnan,1.1\n")
    assert not math.isnan(log.loss[-1])
    assert (log.count, log.gaps) == (3, 3)
    beyond = log_of("loss\n3\nnan\n2\nnan\n1\nnan\nnan\nnan\n")
    assert math.isnan(beyond.loss[-1]), "a longer stretch than any before is the end"
    assert (beyond.count, beyond.gaps) == (6, 2)
    once = log_of("loss\n3\nnan\n2\n1\n")
    assert (once.count, once.gaps) == (4, 0)


def test_a_row_that_breaks_off_is_a_row_with_cells_missing() -> None:
    log = log_of("step,loss,val_loss\n0,3\n1,2,2.5\n2\n")
    assert same(log, [3, 2])


def test_epochs_written_as_text_do_not_spoil_a_log() -> None:
    for text in ("epoch,loss\n1/9,3\n2/9,2\n", '{"epoch": "1/9", "loss": 3}\n{"epoch": "2/9", "loss": 2}\n'):
        log = log_of(text)
        assert same(log, [3, 2])
        assert log.steps is None


def test_a_step_column_that_goes_back_is_told() -> None:
    log = log_of("step,loss\n0,3\n1,2\n0,3\n1,2\n")
    assert log.went_back == "step"
    assert log.called.tolist() == [0, 1, 2, 3]


def test_the_user_may_name_the_column() -> None:
    text = "step,loss,Objective\n0,9,3\n1,9,2\n2,9,1\n"
    assert same(log_of(text, column="objective"), [3, 2, 1])
    assert same(log_of('{"loss": [9, 9], "obj": [3, 2, 1]}', column="obj"), [3, 2, 1])


def test_a_part_of_the_loss_is_not_the_loss() -> None:
    log = log_of("kl_loss,loss_ce,train_loss,val_loss\n7,8,2,9\n7,8,1,9\n")
    assert log.column == "train_loss"


def test_big_whole_numbers_are_as_large_as_they_are() -> None:
    assert log_of(f"[1, {10**400}, -{10**400}]").loss.tolist() == [1, math.inf]


def test_a_number_may_be_cut_in_two_by_the_end_of_a_piece() -> None:
    losses = [round(3.0 / (step + 1), 6) for step in range(200)]
    for text in (json.dumps(losses), json.dumps({"loss": losses}), "\n".join(map(str, losses))):
        for piece in (1, 2, 3, 7, 64):
            assert log_of(text, piece=piece).loss.tolist() == losses
