"""What the lab sends down a real terminal's line keeps its budgets, whatever is looked at."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from tests.benchmarks.lab import FRAME, RUN, WATCHED, Watched, frames_sent, paused, run_sent
from tests.terminal.player import Player

_BY_NAME = {watched[0]: watched for watched in WATCHED}


@pytest.mark.parametrize("watched", _BY_NAME.values(), ids=_BY_NAME.keys())
def test_a_live_frame_is_small(watched: Watched) -> None:
    with paused(watched) as player:
        assert 0 < median(frames_sent(player, steps=7)) <= FRAME


def test_ctrl_l_draws_over_what_others_wrote_on_the_terminal(tmp_path: Path) -> None:
    with Player(tmp_path, "lab") as player:
        player.see("This is the lab")
        player.settle()
        shown = player.text
        player.scribble("\x1b[2J\x1b[5;5HBroadcast message from root")
        assert player.text != shown
        player.press("\x0c")
        player.see("This is the lab")
        player.settle()
        assert player.text == shown


@pytest.mark.parametrize("name", ["landscape of one parameter, jumping across", "a training's losses and a digit"])
def test_a_whole_run_of_fifty_steps_is_small(name: str) -> None:
    with paused(_BY_NAME[name]) as player:
        assert 0 < run_sent(player) <= RUN
