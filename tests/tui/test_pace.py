"""Frames that are left out where the machine is busy."""

from __future__ import annotations

from tutor.tui.pace import MOST_SKIPPED, Pace


def drawn(*ticks: float) -> list[bool]:
    pace = Pace(0.1)
    return [pace.draws(tick) for tick in ticks]


def test_on_an_idle_machine_every_frame_is_drawn() -> None:
    assert all(drawn(*(7.0 + 0.1 * tick + 0.004 * (tick % 3) for tick in range(60))))


def test_a_tick_that_comes_late_is_not_drawn_and_the_next_timely_one_is() -> None:
    assert drawn(7.0, 7.1, 7.25, 7.3) == [True, True, False, True]


def test_where_every_tick_is_late_each_third_is_drawn() -> None:
    late = drawn(7.0, *(7.05 + 0.1 * tick for tick in range(1, 10)))[1:]
    assert late == [(tick + 1) % (MOST_SKIPPED + 1) == 0 for tick in range(9)]


def test_a_first_tick_that_was_late_itself_makes_no_other_one_early() -> None:
    assert all(drawn(7.08, *(7.1 + 0.1 * tick for tick in range(9))))


def test_a_pause_is_not_a_delay() -> None:
    assert drawn(7.0, 7.1, 19.2, 19.3) == [True] * 4
