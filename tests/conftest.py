"""A busy machine is no defect: nothing that Hypothesis tries fails for the time that it took. And a slow disk is none:
what plays a lesson within the test run does not wait for it. Nor does it matter who started the tests: signals
that were ignored then (nohup ignores hang-ups, a shell Ctrl-C of what is in the background) are not ignored by programs
that the tests start, as they are not in a terminal."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tutor.record import database

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

for signum in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
    if signal.getsignal(signum) is signal.SIG_IGN:
        signal.signal(signum, signal.default_int_handler if signum == signal.SIGINT else signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM})

_SIGNALS = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}
_RECORD = Path(__file__).parent / "record"


@pytest.fixture(autouse=True)
def records_are_not_waited_for(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer waits until the disk has it, milliseconds or tens of them, which make up most of the time of playing a
    lesson. `tests/record` holds that it does; so does whatever starts the real program."""
    if _RECORD in request.path.parents:
        return
    connect = database.connect

    def quick(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute("PRAGMA synchronous = OFF").close()
        return connection

    monkeypatch.setattr(database, "connect", quick)


@pytest.fixture(autouse=True)
def signals_are_left_as_they_were() -> Iterator[None]:
    """Programs that later tests start would inherit what is ignored, and would then live on where they should end."""
    before = {signum: signal.getsignal(signum) for signum in _SIGNALS}
    yield
    assert {signum: signal.getsignal(signum) for signum in _SIGNALS} == before


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a good part of the time is waiting for terminals."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1
