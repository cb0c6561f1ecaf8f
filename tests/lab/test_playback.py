"""How far a run has been shown: plain state."""

from __future__ import annotations

from itertools import accumulate, repeat

import pytest

from tutor.tui.playback import FRAMES, Playback


def test_each_tick_shows_one_step_more_until_the_end() -> None:
    run = Playback(3)
    shown = [state.shown for state in accumulate(repeat(None, 5), lambda state, _: state.tick(), initial=run)]
    assert shown == [0, 1, 2, 3, 3, 3]


@pytest.mark.parametrize("steps", [50, 120, 1000, 99_999])
def test_a_long_run_takes_about_as_many_frames_as_a_short_one(steps: int) -> None:
    run, frames = Playback(steps), 0
    while not run.over:
        run, frames = run.tick(), frames + 1
    assert FRAMES <= frames < 2 * FRAMES


def test_a_paused_run_waits_and_goes_on() -> None:
    run = Playback(9).tick().toggled()
    assert run.paused
    assert run.tick() == run
    assert run.toggled().tick().shown == 2


def test_one_step_pauses() -> None:
    run = Playback(9).tick().one_step()
    assert (run.shown, run.paused) == (2, True)


def test_one_step_past_the_end_is_the_end() -> None:
    assert Playback(2, shown=2).one_step().shown == 2


def test_stopping_ends_it_where_it_is() -> None:
    run = Playback(9, shown=4).stop()
    assert (run.shown, run.stopped, run.over) == (4, True, True)


def test_stopping_at_once_shows_the_first_step() -> None:
    assert Playback(9).stop() == Playback(9, shown=1, stopped=True)


@pytest.mark.parametrize("run", [Playback(1), Playback(9, shown=9)])
def test_stopping_when_all_was_shown_is_no_stop(run: Playback) -> None:
    assert not run.stop().stopped
    assert run.stop().over


def test_finishing_shows_everything_even_if_paused() -> None:
    run = Playback(9, shown=2, paused=True).finish()
    assert (run.shown, run.over, run.stopped) == (9, True, False)


def test_a_run_of_no_steps_is_over() -> None:
    assert Playback(0).over
    assert Playback(0).stop() == Playback(0)
