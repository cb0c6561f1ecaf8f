"""The host: accepts, forks, buries. It reads nothing from anybody, so nobody can hold it up."""

from __future__ import annotations

import fcntl
import gc
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self

from tutor.errors import TutorError, UsageError
from tutor.host import child
from tutor.host.peer import is_same_account, peer
from tutor.host.place import NotOurs, address, enter, prepare, remove_socket
from tutor.host.request import EXITED, KILLED, this_build

_GRACE = 2.5
"""Seconds that a child may live on without its client, before it is killed; it leaves by itself within 2.0."""
_BREATH = 0.1
"""Seconds to wait where the system has no process or descriptor left."""
_STOPPING = 5.0
"""Seconds that a host may take to end."""
_LOCK = "lock"
_CROWD = 128
"""Logins that may wait at once."""


class Host:
    """Serves the account's logins, until it is told to stop.

    Args:
        data: the data folder, in which it is found.

    Raises:
        TutorError: one runs already; the folder cannot be made or is open to others.
    """

    def __init__(self, data: str) -> None:
        self._build = this_build()
        self._folder = _own_folder(data)
        self._lock = os.open(_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600, dir_fd=self._folder)
        try:
            fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # of this process alone: children do not hold it
        except OSError:
            raise UsageError("a host runs already", to_do="tutor host --stop ends it") from None
        remove_socket(self._folder)  # of a host that was killed
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._door.bind(address(self._folder))
        self._door.listen(_CROWD)
        self._door.setblocking(False)
        self._stopped = False
        self._poll = select.poll()
        self._learners: dict[int, socket.socket] = {}
        """By process: the line to the client."""
        self._overdue: dict[int, float] = {}
        """By process whose client is gone: when its time is up."""

    def __enter__(self) -> Self:
        self._news, self._tell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._before_wakeup = signal.set_wakeup_fd(self._tell)
        handlers: dict[signal.Signals, Callable[[int, FrameType | None], None] | signal.Handlers] = {
            signal.SIGCHLD: lambda *_: None,
            signal.SIGTERM: self._stop,
            signal.SIGINT: self._stop,
            signal.SIGHUP: signal.SIG_IGN,  # the login that started it may end
        }
        self._before = {signum: signal.signal(signum, handler) for signum, handler in handlers.items()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        remove_socket(self._folder)
        self._door.close()
        for signum, handler in self._before.items():
            signal.signal(signum, handler if handler is not None else signal.SIG_DFL)
        signal.set_wakeup_fd(self._before_wakeup)
        for descriptor in (self._news, self._tell, self._lock):
            os.close(descriptor)

    @property
    def learners(self) -> int:
        """How many play at the moment."""
        return len(self._learners)

    def serve(self, program: child.Play) -> None:
        """Gives each login a child that runs `program`, until SIGTERM or SIGINT.

        Raises:
            TutorError: there are threads, which a forked child would miss.
        """
        if (threads := len(os.listdir("/proc/self/task"))) != 1:
            raise TutorError(f"a host can have one thread, and this one has {threads}")
        # What is here stays, in pages that all share: the collector would write into each of them.
        gc.collect()
        gc.freeze()
        gc.disable()
        self._poll.register(self._door, select.POLLIN)
        self._poll.register(self._news, select.POLLIN)
        while not self._stopped:
            self._turn(program)

    def _stop(self, *_: object) -> None:
        self._stopped = True

    def _turn(self, program: child.Play) -> None:
        """Waits for something to happen, and sees to it."""
        for descriptor, _ in self._poll.poll(None if not self._overdue else 1000 * _BREATH):
            if descriptor == self._door.fileno():
                self._let_in(program)
            elif descriptor == self._news:
                with suppress(BlockingIOError):
                    os.read(self._news, 4096)
            else:
                self._poll.unregister(descriptor)
                gone = next(pid for pid, line in self._learners.items() if line.fileno() == descriptor)
                self._overdue[gone] = time.monotonic() + _GRACE
        self._bury()
        for pid, deadline in self._overdue.items():
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)  # not yet buried, so it is still that process

    def _let_in(self, program: child.Play) -> None:
        line = None
        try:
            line, _ = self._door.accept()
            if not is_same_account(line):
                line.close()
                return
            pid = os.fork()
        except OSError:  # nobody there any more; or no descriptor or process to be had: they start in the ordinary way
            if line is not None:
                line.close()
            time.sleep(_BREATH)
            return
        if pid == 0:
            child.play(line, self._build, program)
        self._learners[pid] = line
        self._poll.register(line, 0)  # hang-ups only: what a client says is for its child

    def _bury(self) -> None:
        """Tells the clients of dead children how it came."""
        while self._learners:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            line = self._learners.pop(pid)
            if self._overdue.pop(pid, None) is None:
                self._poll.unregister(line)
            code = os.waitstatus_to_exitcode(status)
            # A child that ended by itself has told so already, in the same words; the client hears the first.
            with suppress(OSError):
                line.send(b"%b%03d" % (KILLED if code < 0 else EXITED, abs(code)), socket.MSG_DONTWAIT)
            line.close()


def stop(data: str) -> bool:
    """Ends the host of this account and waits for its end; False if none runs. Learners play on.

    Raises:
        TutorError: it does not end; the folder is open to others.
    """
    try:
        folder = enter(data)
    except NotOurs:
        raise _not_ours(data) from None
    except OSError:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_STOPPING)
        try:
            line.connect(address(folder))
        except OSError:
            return False
        host, _ = peer(line)
    if host <= 0:
        raise TutorError("the host runs in another container", to_do="stop it there")
    os.kill(host, signal.SIGTERM)
    deadline = time.monotonic() + _STOPPING
    lock = os.open(_LOCK, os.O_RDWR | os.O_CLOEXEC, dir_fd=folder)
    while time.monotonic() < deadline:
        with suppress(OSError):
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(_BREATH / 5)
    raise TutorError(f"the host, process {host}, does not end", to_do=f"kill -9 {host}")


def _own_folder(data: str) -> int:
    try:
        return prepare(data)
    except NotOurs:
        raise _not_ours(data) from None
    except OSError as error:
        raise TutorError(f"there is no place for a host in {data} ({error.strerror})") from error


def _not_ours(data: str) -> TutorError:
    return UsageError(
        f"{os.path.join(data, 'host')} must belong to this account alone, with mode 700",
        to_do="start the host as the account that learns",
    )
