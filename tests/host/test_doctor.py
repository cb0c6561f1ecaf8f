"""`tutor doctor` tells whether a host serves this account."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.host.hosting import UNLOADED, RunningHost, wait_until
from tutor.commands.machine import Fact, machine_facts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="tutor host needs Linux")


def told_of_host() -> Fact:
    return next(fact for fact in machine_facts(()) if fact.name == "host")


def test_a_host_is_told_of_as_long_as_it_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path))
    assert told_of_host() == Fact("host", "none runs for this account; tutor starts without")
    host = RunningHost(tmp_path, "-c", UNLOADED)
    assert told_of_host().told == "one answers for this account: tutor starts sooner, with less memory"
    wait_until(lambda: not host.children, "the child that nobody wanted is still there")
    host.end()
    assert told_of_host().told == "none runs for this account; tutor starts without"


def test_a_host_that_was_killed_does_not_answer_and_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path))
    RunningHost(tmp_path, "-c", UNLOADED).end(signal.SIGKILL)
    fact = told_of_host()
    assert fact.told == "one was started for this account, but it does not answer"
    assert not fact.wrong
    assert "tutor host" in fact.advice
