"""Frames that are left out where the machine is busy."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tutor.tui import pace
from tutor.tui.pace import MOST_SKIPPED, Pace, waiting_for_processor


def drawn(*ticks: float) -> list[bool]:
    clock = Pace(0.1)
    return [clock.draws(tick) for tick in ticks]


def test_on_an_idle_machine_every_frame_is_drawn() -> None:
    assert all(drawn(*(7.0 + 0.1 * tick + 0.004 * (tick % 3) for tick in range(60))))


def test_a_tick_that_comes_late_is_not_drawn_and_the_next_timely_one_is() -> None:
    assert drawn(7.0, 7.1, 7.25, 7.3) == [True, True, False, True]


def test_where_every_tick_is_late_only_now_and_then_one_is_drawn() -> None:
    late = drawn(7.0, *(7.05 + 0.1 * tick for tick in range(1, 10)))[1:]
    assert late == [(tick + 1) % (MOST_SKIPPED + 1) == 0 for tick in range(9)]


def test_a_first_tick_that_was_late_itself_makes_no_other_one_early() -> None:
    assert all(drawn(7.08, *(7.1 + 0.1 * tick for tick in range(9))))


def test_a_pause_is_not_a_delay() -> None:
    assert drawn(7.0, 7.1, 19.2, 19.3) == [True] * 4


def test_where_the_system_tells_that_we_wait_that_counts_and_not_the_clock() -> None:
    told = iter([0.0, 0.001, 0.02, 0.04, 0.06, 0.08, 0.081, 0.081])
    clock = Pace(0.1, lambda: next(told))
    late = (7.0, 7.15, 7.2, 7.3, 7.4, 7.5, 7.6, 7.78)
    assert [clock.draws(tick) for tick in late] == [True, True, False, False, False, True, True, True]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it")
def test_linux_tells_how_long_we_waited() -> None:
    first, second = waiting_for_processor(), waiting_for_processor()
    assert first is not None
    assert second is not None
    assert 0 <= first <= second


@pytest.mark.parametrize("told", ["0 0 0\n", "", "no figures here\n"])
def test_a_system_that_does_not_count_is_not_taken_for_an_idle_one(
    told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "schedstat").write_text(told)
    monkeypatch.setattr(pace, "_SCHEDSTAT", str(tmp_path / "schedstat"))
    assert waiting_for_processor() is None
