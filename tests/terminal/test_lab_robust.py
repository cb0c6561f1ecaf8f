"""The lab in a real terminal under everything that may go wrong: small and changing windows, numbers beyond all bounds,
very long and very short runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.player import Player

F4, RIGHT, DOWN, ESC = "\x1bOS", "\x1b[C", "\x1b[B", "\x1b"
TROUBLE = ("Traceback", "Warning", "numpy", "encountered", "went wrong")


def calm(player: Player) -> None:
    """No traceback and no warning was ever sent, and the program goes when it is asked to."""
    assert player.leave() == 0
    sent = bytes(player.raw).decode(errors="replace")
    assert not [word for word in TROUBLE if word in sent], player.text


def run(player: Player, rate: str, *seen: str) -> None:
    """Runs at a rate, shows the rest of it at once if there is any, and waits for what came of it."""
    player.type(rate)
    player.see(f"you +{rate} ")
    player.read(0.2)
    if "running ›" in player.text:  # a run that overflows at once is over by now
        player.enter()
    player.see("learning rate ›", *seen)
    player.settle(0.2)


def every_view(player: Player) -> str:
    """What the screen shows in each of the four views, one after the other."""
    seen = []
    for _ in range(4):
        before = player.text
        player.press(F4)
        player.wait_until(lambda: player.text != before, "another view")  # noqa: B023 (called at once)
        player.settle(0.15)
        seen.append(player.text)
    return "\n".join(seen)


@pytest.mark.parametrize(("columns", "lines"), [(60, 20), (120, 40), (300, 100)])
def test_every_view_fits_windows_from_the_smallest_to_the_largest(tmp_path: Path, columns: int, lines: int) -> None:
    with Player(tmp_path, "lab", "ravine:kappa=25", "--start", "10,1", columns=columns, lines=lines) as player:
        player.see("This is the lab")
        run(player, "0.075", "CONVERGED, zigzag")
        seen = every_view(player)
        for sign in ("loss (log)", "●", ">   50", "0.2028"):
            assert sign in seen, seen
        assert player.text.count("learning rate ›") == 1
        calm(player)


def test_a_window_may_be_dragged_about_while_a_run_goes_on(tmp_path: Path) -> None:
    with Player(tmp_path, "lab", "ravine:kappa=25", "--start", "10,1", "--steps", "400") as player:
        player.see("This is the lab")
        player.type("both")
        player.type("0.075")
        player.see("running")
        player.press(DOWN * 3)
        for columns, lines in ((60, 20), (120, 40), (40, 10), (300, 100), (59, 19), (80, 24)):
            player.resize(columns, lines)
            player.see("The tutor needs 60 × 20" if columns < 60 else "running|new rate")
        player.press(" ")
        player.see("new rate")
        player.press(ESC)
        player.see("You stopped it after", "learning rate ›")
        calm(player)


def test_a_run_that_explodes_is_drawn_until_it_overflows(tmp_path: Path) -> None:
    with Player(tmp_path, "lab", "quartic", "--start", "3") as player:
        player.see("This is the lab")
        player.type("both")
        run(player, "1", "OVERSHOT, diverged")
        every_view(player)
        run(player, "1e300", "OVERSHOT")
        every_view(player)
        calm(player)


def test_a_landscape_may_span_three_hundred_orders_of_magnitude(tmp_path: Path) -> None:
    with Player(tmp_path, "lab", "ravine:kappa=1e300", "--start", "1,1e-3") as player:
        player.see("This is the lab")
        player.type("landscape")
        run(player, "1e-301", "STALLED|OVERSHOT|CONVERGED")
        every_view(player)
        run(player, "0.1", "OVERSHOT")
        every_view(player)
        calm(player)


def test_a_rate_of_nothing_leaves_the_loss_where_it_is(tmp_path: Path) -> None:
    with Player(tmp_path, "lab") as player:
        player.see("This is the lab")
        run(player, "1e-300", "STALLED")
        every_view(player)
        player.type("0")
        player.see("you +0 ", "learning rate ›")
        calm(player)


def test_a_run_may_have_one_step(tmp_path: Path) -> None:
    with Player(tmp_path, "lab", "--steps", "1") as player:
        player.see("This is the lab")
        run(player, "0.3", "STALLED|OVERSHOT|CONVERGED")
        every_view(player)
        run(player, "0.5", "CONVERGED", "step 1")
        calm(player)


def test_keys_are_answered_while_a_hundred_thousand_steps_are_worked_out(tmp_path: Path) -> None:
    with Player(tmp_path, "lab", "rosenbrock", "--start", "-1,1", "--steps", "100000") as player:
        player.see("This is the lab")
        player.type("0.0001")
        player.see("running")
        player.press(DOWN * 4)  # slowly: it goes on all the while
        for word in ("numbers", "landscape", "both"):
            player.press(word)  # letters wait on the line while the run goes on
            player.see(f"running › {word}")
            player.press("\x7f" * len(word))
        player.press(F4)
        player.see("loss from above")
        player.press(" ")
        player.see("new rate")
        player.press(RIGHT)
        player.press(ESC)
        player.see("You stopped it after", "learning rate ›")
        run(player, "0.0001", "STALLED|CONVERGED")
        every_view(player)
        calm(player)
