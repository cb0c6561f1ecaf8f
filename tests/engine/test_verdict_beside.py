"""The verdict on a loss curve beside which something else is known: gradient norms, dead units."""

from __future__ import annotations

import numpy as np

from tutor.engine.descent import run
from tutor.engine.model import Experiment
from tutor.engine.verdict import judge_curve


def test_a_loss_that_swings_while_its_gradient_norm_stays_up_is_not_called_converged() -> None:
    swung = run(Experiment("ravine", lr=0.05, optimizer="momentum"))
    norm = np.linalg.norm(swung.gradient, axis=1)
    got = judge_curve(swung.loss, gradient_norm=norm, lr=0.05, w=swung.w)
    assert (got.verdict, got.reason) == ("overshot", "ringing")
    assert "gradient norm" not in got.advice


def test_advice_names_no_gradient_norm_that_is_in_the_log_but_what_it_shows() -> None:
    steps = np.arange(100)
    loss = 1.0 + np.exp(-steps / 8)
    steep = judge_curve(loss, gradient_norm=1 - 0.9 * (1 - np.exp(-steps / 8)))
    assert steep.verdict == "converged"
    assert steep.advice == "To be sure, look at a longer run: the gradient norm, 1 at first, is still about 0.1."
    assert judge_curve(loss).advice == "To be sure, look at the gradient norm."
    assert judge_curve(loss, gradient_norm=np.exp(-steps / 8)).advice == "Nothing needs to change."


def test_a_network_thrown_far_above_its_start_has_overshot_even_if_its_loss_scatters_there() -> None:
    loss = [2.33, *(4.4e8, 3.7e8, 5.4e8, 4.5e8, 3.9e8, 4.4e8, 5.2e8, 3.3e8, 7.2e8, 4.0e8, 6.3e8)]
    got = judge_curve(loss, lr=1e9, unit="epoch", norms=False, dead=(2, 8))
    assert (got.verdict, got.reason) == ("overshot", "thrown")
    assert got.sentence.startswith("The loss was thrown up from 2.33 to 6.3e8. All 8 units of hidden layer 2 are dead")
    assert judge_curve(loss).verdict == "overshot", "with nothing said of dead units"
    around = judge_curve([2.33, 2.36, 2.34, 2.39, 2.41, 2.38, 2.35, 2.36], norms=False, dead=(2, 8))
    assert (around.verdict, around.reason) == ("stalled", "plateau")


def test_a_validation_loss_that_has_just_begun_to_rise_is_to_be_watched() -> None:
    loss = [2 * 0.8**at for at in range(16)]
    validation = [1.0 - 0.05 * min(at, 11) + 0.004 * max(at - 11, 0) for at in range(16)]
    got = judge_curve(loss, val_loss=validation, unit="epoch")
    assert got.evidence["overfitting"] is False
    assert got.sentence.endswith(
        "The validation loss was lowest at epoch 11 (0.45) and ended at 0.466: watch whether it goes on rising."
    )
