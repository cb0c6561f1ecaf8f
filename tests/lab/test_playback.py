"""How far a run has been shown: plain state."""

from __future__ import annotations

from itertools import accumulate, repeat

import pytest

from tutor.lab.playback import FRAMES, Playback


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
    run = Playback(9).tick().step(1)
    assert (run.shown, run.at, run.paused) == (2, 2, True)


def test_one_step_past_the_end_is_the_end() -> None:
    assert Playback(2, shown=2, at=2).step(1).shown == 2


def test_going_back_reads_earlier_steps_and_keeps_what_is_shown() -> None:
    run = Playback(9, shown=5, at=5).step(-2)
    assert (run.shown, run.at, run.is_behind) == (5, 3, True)
    assert run.step(-9).at == 0
    assert run.step(3).shown == 6


def test_going_on_after_going_back_goes_on_from_the_last_step_shown() -> None:
    run = Playback(9, shown=5, at=5).step(-3).toggled()
    assert (run.at, run.tick().shown) == (5, 6)


def test_steps_that_are_not_known_yet_are_not_shown() -> None:
    assert Playback(100, shown=10, at=10).tick(known=11).shown == 11
    assert Playback(1000, shown=10, at=10).tick(known=12).shown == 12
    assert Playback(100, shown=10, at=10).step(5, known=12).shown == 12


def test_twice_as_fast_takes_half_the_frames_and_half_as_fast_twice_as_many() -> None:
    def frames(run: Playback) -> int:
        return next(
            count
            for count, state in enumerate(accumulate(repeat(None), lambda state, _: state.tick(), initial=run))
            if state.over
        )

    usual = frames(Playback(400))
    assert frames(Playback(400).faster()) == usual / 2
    assert frames(Playback(400).slower()) == usual * 2
    assert frames(Playback(20).slower().slower()) == 80


def test_speed_has_its_limits() -> None:
    run = Playback(9)
    for _ in range(20):
        run = run.faster()
    assert run == run.faster()
    assert run.tick().over


def test_a_restart_shows_nothing_and_keeps_the_speed() -> None:
    assert Playback(9, shown=4, at=2, paused=True, speed=1).restart() == Playback(9, speed=1)


def test_bending_forgets_what_came_after_the_step_being_read() -> None:
    run = Playback(9, shown=6, at=4, paused=True).bent()
    assert (run.shown, run.at, run.paused) == (4, 4, False)


def test_stopping_ends_it_where_it_is() -> None:
    run = Playback(9, shown=4, at=2).stop()
    assert (run.shown, run.at, run.stopped, run.over) == (4, 4, True, True)


def test_stopping_at_once_shows_the_first_step() -> None:
    assert Playback(9).stop() == Playback(9, shown=1, at=1, stopped=True)


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
