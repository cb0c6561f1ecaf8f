"""A weight that was tried: told exactly enough to see what a nudge does."""

from __future__ import annotations

from tutor.dialogue.feedback import tried_words
from tutor.dialogue.model import Tried

STANDING = Tried(3.0, 9.0, 6.0, "")


def test_a_nudge_of_a_thousandth_can_be_seen() -> None:
    said = tried_words(Tried(3.001, 9.006001, 6.002, ""), [STANDING])
    assert said == (
        "At w = 3.001 the loss is 9.006, and the slope is 6.002.",
        "That is higher than 9, at w = 3.",
    )


def test_what_rounding_leaves_of_a_slope_is_almost_nothing() -> None:
    assert "the slope is almost 0." in tried_words(Tried(2.7, 0.02, 1.5e-15, ""), [])[0]
    assert "the slope is 0." in tried_words(Tried(0.0, 0.0, 0.0, ""), [])[0]


def test_the_same_loss_elsewhere_is_called_the_same() -> None:
    assert tried_words(Tried(-3.0, 9.0, -6.0, ""), [STANDING])[1] == "That is the same loss as at w = 3."
    assert tried_words(STANDING, [STANDING])[1] == "The same weight as before, so the same loss."
