"""The guard on real processes and real pseudo-terminals.

Time limits are several times what was measured (0.2 s for a clean exit, 2 s for a forced one), for machines that are
busy; whether an exit was clean is read from what the process wrote, not from the clock.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tutor.tui.guard import Guard, report_hangup

APP = Path(__file__).with_name("guarded_app.py")
START_SECONDS = 60.0
END_SECONDS = 30.0
STALLED = 1.5
"""Seconds without a tick after which the event loop counts as standing still; it ticks a hundred times a second."""


class Session:
    """The small app in a pseudo-terminal of 80×24, and what became of it."""

    def __init__(self, folder: Path, *how: str, encoding: str = "utf-8") -> None:
        self.log = folder / "log"
        self.log.touch()
        self.complaints = folder / "stderr"
        self.seen = b""
        self.master, slave = os.openpty()
        termios.tcsetwinsize(slave, (24, 80))
        with self.complaints.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, str(APP), str(self.log), *how],
                stdin=slave,
                stdout=slave,
                stderr=stderr,
                env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONIOENCODING": encoding},
                start_new_session=True,
            )
        os.close(slave)
        self.cpu = 0.0
        """Seconds of processor time that the process took altogether, once it is over."""

    def read_until(self, wanted: bytes) -> None:
        """Reads the screen until this shows up."""
        until = time.monotonic() + START_SECONDS
        while wanted not in self.seen:
            assert time.monotonic() < until, f"{wanted!r} not in {self.seen[-500:]!r}"
            if select.select([self.master], [], [], 0.1)[0]:
                self.seen += os.read(self.master, 65536)

    def type(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def close(self) -> None:
        """Takes the terminal away."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def send(self, signum: signal.Signals) -> None:
        # Not Popen's own: that one takes the exit status of a process that is over.
        os.kill(self.process.pid, signum)

    def wait_for_note(self, what: str) -> None:
        until = time.monotonic() + START_SECONDS
        while f"{what}\n" not in self.log.read_text():
            assert time.monotonic() < until, self.notes[-5:]
            time.sleep(0.02)

    def wait_until_stalled(self) -> None:
        """Nobody reads the screen; waits until the app's event loop stands still for it."""
        until = time.monotonic() + START_SECONDS
        while time.time() - self.log.stat().st_mtime < STALLED:
            assert time.monotonic() < until, "the app never stalled"
            time.sleep(0.1)

    def end(self, *, reading: bool = True) -> float:
        """Waits for the end of the process; gives how many seconds it took."""
        begun = time.monotonic()
        while time.monotonic() - begun < END_SECONDS:
            done, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if done:
                self.process.returncode = os.waitstatus_to_exitcode(status)
                self.cpu = usage.ru_utime + usage.ru_stime
                return time.monotonic() - begun
            if reading and self.master >= 0 and select.select([self.master], [], [], 0)[0]:
                with suppress(OSError):
                    self.seen += os.read(self.master, 65536)
            time.sleep(0.01)
        raise AssertionError(f"still there after {END_SECONDS} s: {self.notes[-5:]}")

    @property
    def status(self) -> int | None:
        return self.process.returncode

    @property
    def notes(self) -> list[str]:
        """What the app wrote down, without its ticks."""
        return [line for line in self.log.read_text().splitlines() if not line.startswith("tick")]


Start = Callable[..., Session]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    sessions: list[Session] = []

    def start(*how: str, **options: str) -> Session:
        session = Session(tmp_path, *how, **options)
        sessions.append(session)
        session.read_until(b"READY")
        return session

    yield start
    for session in sessions:
        session.close()
        if session.process.returncode is None:
            session.process.kill()
            session.process.wait()


CLEAN = ["saved", "unmounted", "clean"]


def test_a_hangup_saves_and_leaves_cleanly(start: Start) -> None:
    session = start("controlling")
    session.send(signal.SIGHUP)
    session.end()
    assert session.notes == CLEAN
    assert session.status == 129
    assert session.seen.endswith(b"\x1b[?1049l\x1b[?25h\x1b[?1004l")  # the terminal is left as it was found
    assert session.complaints.read_text() == ""


def test_sigterm_does_the_same_with_its_own_status(start: Start) -> None:
    session = start("controlling")
    session.send(signal.SIGTERM)
    session.end()
    assert session.notes == CLEAN
    assert session.status == 143


def test_a_terminal_that_is_closed_ends_the_app_cleanly(start: Start) -> None:
    session = start("controlling")
    session.close()
    session.end()
    assert session.notes == CLEAN
    assert session.status == 129
    assert session.complaints.read_text() == ""


def test_a_hangup_right_after_the_terminal_closed_saves_once(start: Start) -> None:
    session = start("controlling")
    session.close()
    for _ in range(5):
        session.send(signal.SIGHUP)
        time.sleep(0.02)
    session.end()
    assert session.notes == CLEAN
    assert session.status == 129


@pytest.mark.parametrize("how", [("controlling", "ignored"), ("controlling", "blocked"), ()])
def test_a_hangup_that_never_arrives_is_noticed_all_the_same(start: Start, how: tuple[str, ...]) -> None:
    session = start(*how)
    session.close()
    session.end()
    assert session.notes == CLEAN
    assert session.status == 129
    assert session.cpu < 5.0  # of which nearly all is the start; END_SECONDS of spinning would be more


def test_the_guard_notices_a_lost_terminal_without_the_drivers_help() -> None:
    script = """
import os, time
from tutor.tui.guard import Guard
guard = Guard(on_hangup=lambda: os.write(1, b"saved "), ask_to_exit=lambda: os.write(1, b"asked"))
guard.install()
os.write(1, b"ready ")
time.sleep(600)
"""
    outer, inner = os.openpty()
    child = subprocess.Popen([sys.executable, "-c", script], stdin=inner, stdout=subprocess.PIPE)
    os.close(inner)
    with child:
        assert child.stdout is not None
        try:
            assert child.stdout.read(6) == b"ready "
            os.close(outer)
            said, _ = child.communicate(timeout=END_SECONDS)
        finally:
            child.kill()
    assert said == b"saved asked"
    assert child.returncode == 129


def test_a_closed_terminal_does_not_trip_an_app_in_the_midst_of_drawing(start: Start) -> None:
    session = start("controlling", "chatty")
    session.wait_for_note("tick 5")
    session.close()
    session.end()
    assert session.notes == CLEAN
    assert session.status == 129
    assert session.complaints.read_text() == ""


def test_a_stalled_link_cannot_hold_the_process(start: Start) -> None:
    session = start("controlling", "chatty")
    session.wait_until_stalled()
    session.send(signal.SIGHUP)
    seconds = session.end(reading=False)
    assert session.notes == ["saved"]  # no clean exit is possible: the loop waits in a write
    assert session.status == 129
    assert seconds > 1.0  # it was given the time, in case the link came back


def test_a_stalled_link_that_comes_back_in_time_lets_it_leave_cleanly(start: Start) -> None:
    session = start("controlling", "chatty")
    session.wait_until_stalled()
    session.send(signal.SIGHUP)
    session.end(reading=True)
    assert session.notes == CLEAN


def test_a_stalled_link_that_is_cut_ends_the_process(start: Start) -> None:
    session = start("controlling", "chatty")
    session.wait_until_stalled()
    session.close()
    session.end()
    assert session.notes[0] == "saved"
    assert session.status == 129


def test_an_event_loop_that_never_comes_back_is_ended(start: Start) -> None:
    session = start("controlling")
    session.type(b"\x1bOQ")  # F2
    session.wait_for_note("stuck")
    session.close()
    session.end()
    assert session.notes == ["stuck", "saved"]
    assert session.status == 129


def test_a_disk_that_does_not_answer_cannot_hold_the_process(start: Start) -> None:
    session = start("controlling", "slow")
    session.send(signal.SIGHUP)
    session.end()
    assert session.notes == ["saved"]
    assert session.status == 129


def test_a_byte_that_is_not_utf8_does_not_end_the_app(start: Start) -> None:
    session = start("controlling")
    session.type(b"caf\xe9!")
    session.read_until("typed caf\ufffd!".encode())
    session.type("né\xe9".encode())
    session.read_until("né\xe9".encode())
    session.type(b"\x1b")
    session.end()
    assert session.notes == ["unmounted", "clean"]
    assert session.status == 0


def test_a_character_cut_in_two_by_the_link_is_read_whole(start: Start) -> None:
    session = start("controlling")
    for byte in "€".encode():
        session.type(bytes([byte]))
        time.sleep(0.15)
    session.read_until("typed €".encode())
    session.send(signal.SIGTERM)
    session.end()


def test_a_character_that_the_terminal_lacks_is_drawn_as_a_question_mark(start: Start) -> None:
    session = start("controlling", encoding="latin-1")
    session.type("é€!".encode())
    session.read_until(b"typed \xe9?!")
    session.type(b"\x1b")
    session.end()
    assert session.status == 0
    assert session.complaints.read_text() == ""


def test_stopping_and_continuing_starts_no_further_threads(start: Start) -> None:
    session = start("controlling")
    threads = Path(f"/proc/{session.process.pid}/task")
    if not threads.exists():
        pytest.skip("threads are counted in /proc, which this system has not")
    before = len(list(threads.iterdir()))
    session.send(signal.SIGTSTP)
    for _ in range(3):
        session.send(signal.SIGCONT)
        time.sleep(0.1)
    assert os.waitpid(session.process.pid, os.WNOHANG | os.WUNTRACED) == (0, 0)  # not stopped
    assert len(list(threads.iterdir())) == before
    session.type(b"x")
    session.read_until(b"typed x")
    session.send(signal.SIGTERM)
    session.end()
    assert session.status == 143


def test_leaving_as_usual_leaves_the_guard_out_of_it(start: Start) -> None:
    session = start("controlling")
    session.type(b"\x1b")
    session.end()
    assert session.notes == ["unmounted", "clean"]
    assert session.status == 0
    assert session.complaints.read_text() == ""


# ---------------------------------------------------------------- in this process

SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGCONT, signal.SIGTSTP)


def test_removing_the_guard_puts_every_handler_back() -> None:
    outer, inner = os.openpty()
    before = [signal.getsignal(signum) for signum in SIGNALS]
    threads = threading.active_count()
    guard = Guard(on_hangup=lambda: None, ask_to_exit=lambda: None, terminal=inner)
    for _ in range(2):
        guard.install()
        guard.install()
        assert [signal.getsignal(signum) for signum in SIGNALS] != before
        assert threading.active_count() == threads + 1
        guard.remove()
        guard.remove()
        assert [signal.getsignal(signum) for signum in SIGNALS] == before
        assert threading.active_count() == threads
    assert guard.status is None
    os.close(outer)
    os.close(inner)


def test_the_guard_costs_nothing_while_nothing_happens() -> None:
    outer, inner = os.openpty()
    guard = Guard(on_hangup=lambda: None, ask_to_exit=lambda: None, terminal=inner)
    guard.install()
    try:
        watcher = next(thread for thread in threading.enumerate() if thread.name == "hang-up guard")
        os.write(outer, b"keys are not the guard's business\n")
        before = time.clock_gettime_ns(time.pthread_getcpuclockid(watcher.ident or 0))
        time.sleep(0.3)
        after = time.clock_gettime_ns(time.pthread_getcpuclockid(watcher.ident or 0))
        assert after - before < 20_000_000
    finally:
        guard.remove()
        os.close(outer)
        os.close(inner)


def test_a_hangup_is_reported_to_the_main_thread() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGHUP, lambda *_: heard.append(threading.get_ident()))
    try:
        reporter = threading.Thread(target=report_hangup)
        reporter.start()
        reporter.join()
        until = time.monotonic() + END_SECONDS
        while not heard and time.monotonic() < until:
            time.sleep(0.01)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert heard == [threading.main_thread().ident]
