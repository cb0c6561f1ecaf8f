"""What a training printed, read as a log."""

from __future__ import annotations

import pytest

from tests.logs import log_of

KERAS = """2026-11-25 12:00:00.123: I tensorflow/core/platform/cpu_feature_guard.cc:210] This binary is optimized
Epoch 1/3
1/1875 [..............................] - ETA: 12:01 - loss: 2.4000\r
1875/1875 [==============================] - 3s 2ms/step - loss: 0.5000 - accuracy: 0.8 - val_loss: 0.4000
Epoch 2/3
1875/1875 [==============================] - 3s 2ms/step - loss: 0.4000 - accuracy: 0.8 - val_loss: 0.3500
Epoch 3/3
1875/1875 [==============================] - 3s 2ms/step - loss: 0.3000 - accuracy: 0.9 - val_loss: 0.3600
"""
PRINTED = {
    "numbers in brackets": "[1] train_loss=3.0\n[2] train_loss=2.0\n[3] train_loss=1.5e0\n",
    "no sign between": "step 1: train loss 3.0, val loss 3.1\nstep 2: train loss 2\nstep 3: train loss 1.5\n",
    "of a dict": "{'loss': 3.0, 'step': 1}\n{'loss': 2.0, 'step': 2}\n{'eval_loss': 9.0}\n{'loss': 1.5, 'step': 3}\n",
    "with words around": "Start\nINFO step=1 | loss: 3.0 (1 s)\nstep=2 | loss: 2.0\nstep=3 | loss: 1.5\nDone.\n",
}


@pytest.mark.parametrize("piece", [1 << 16, 7])
def test_console_text_of_keras_is_read_with_its_epochs_and_no_half_done_bar(piece: int) -> None:
    log = log_of(KERAS, piece=piece)
    assert (log.form, log.unit, log.called.tolist()) == ("console text", "epoch", [1, 2, 3])
    assert log.loss.tolist() == [0.5, 0.4, 0.3]
    assert log.val_loss is not None
    assert log.val_loss.tolist() == [0.4, 0.35, 0.36]


@pytest.mark.parametrize("text", PRINTED.values(), ids=PRINTED)
def test_lines_in_which_a_loss_is_named_are_read(text: str) -> None:
    log = log_of(text)
    assert log.loss.tolist() == [3.0, 2.0, 1.5]
    assert (log.unit, log.called.tolist()) == ("step", [1, 2, 3])


def test_a_number_with_commas_in_it_is_not_cut_short() -> None:
    text = "loss: 3.0\nloss: 2.0\nloss: 1,234.5\nloss: 1.5\n"
    assert log_of(text).loss.tolist() == [3.0, 2.0, 1.5]


def test_a_table_with_a_sign_in_a_name_or_a_cell_stays_a_table() -> None:
    assert log_of("note,loss\nloss: 5,3\nloss: 6,2\n").loss.tolist() == [3.0, 2.0]
    assert log_of('Step,"lr=0.1 - loss"\n1,3\n2,2\n').loss.tolist() == [3.0, 2.0]
    assert log_of('{"loss": 3}\n{"loss": 2}\n').form == "JSON lines"
    assert log_of("# loss: 0.5\n3\n2\n").loss.tolist() == [3.0, 2.0]
