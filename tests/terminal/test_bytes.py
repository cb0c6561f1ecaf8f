"""What the lab sends down a real terminal's line keeps its budgets, whatever is looked at."""

from __future__ import annotations

from statistics import median

import pytest

from tests.benchmarks.lab import FRAME, RUN, WATCHED, Watched, frames_sent, paused, run_sent

_BY_NAME = {watched[0]: watched for watched in WATCHED}


@pytest.mark.parametrize("watched", _BY_NAME.values(), ids=_BY_NAME.keys())
def test_a_live_frame_is_small(watched: Watched) -> None:
    with paused(watched) as player:
        assert 0 < median(frames_sent(player, steps=7)) <= FRAME


@pytest.mark.parametrize("name", ["landscape of one parameter, jumping across", "a training's losses and a digit"])
def test_a_whole_run_of_fifty_steps_is_small(name: str) -> None:
    with paused(_BY_NAME[name]) as player:
        assert 0 < run_sent(player) <= RUN
