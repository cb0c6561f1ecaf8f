"""The hang-up guard: when the terminal goes, save, leave, and never linger.

Left alone, Textual dies at once on SIGHUP, without unmounting anything; where SIGHUP is ignored or never arrives, it
spins at full speed on a dead terminal for ever; and where the link has stalled, its event loop stands still inside a
write and would never run a handler of the loop's own. Hence plain signal handlers, which Python runs even then, and a
watching thread, which ends the process if nothing else does.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

PATIENCE = 2.0
"""Seconds that a clean exit may take before the process is ended; a clean one takes 0.2."""

# What the watching thread is told.
_LEAVING = b"l"
_SAVED = b"s"
_REMOVED = b"r"


class Guard:
    """Sees to it that the process ends soon after its terminal is gone, or after SIGTERM.

        guard = Guard(on_hangup=save, ask_to_exit=app.exit)
        guard.install()
        try:
            app.run()
        finally:
            guard.remove()
        sys.exit(guard.status or app.return_code)

    Args:
        on_hangup: saves what is not saved yet. Called once, in the main thread between any two lines of Python (as a
            last resort in another thread), so it must not wait for locks. What it raises is dropped: nobody reads it.
        ask_to_exit: asks the app to exit. Called once, after saving, in a thread of its own, so that Textual's
            `App.exit` wakes the event loop; what it raises is dropped.
        terminal: the descriptor whose hang-up is watched.
    """

    def __init__(self, on_hangup: Callable[[], None], ask_to_exit: Callable[[], object], *, terminal: int = 0) -> None:
        self.status: int | None = None
        """The exit status to end with, as a shell reports a signal: 129 after SIGHUP or a lost terminal, 143 after
        SIGTERM; None while nothing has happened."""
        self._on_hangup = on_hangup
        self._ask_to_exit = ask_to_exit
        self._terminal = terminal
        self._before: dict[signal.Signals, Any] = {}
        self._watcher: threading.Thread | None = None
        self._news, self._tell = -1, -1

    def install(self) -> None:
        """Set the handlers and begin to watch.

        Raises:
            ValueError: not called from the main thread.
        """
        if self._watcher is not None:
            return
        self._news, self._tell = os.pipe()
        # Started here and not in the handler: what was interrupted may hold the lock that starting a thread needs.
        self._watcher = threading.Thread(target=self._watch, name="hang-up guard", daemon=True)
        self._watcher.start()
        self._before = {
            signal.SIGHUP: signal.signal(signal.SIGHUP, self._leave),
            signal.SIGTERM: signal.signal(signal.SIGTERM, self._leave),
            # Textual's own handler starts a further pair of input and output threads on each SIGCONT.
            signal.SIGCONT: signal.signal(signal.SIGCONT, signal.SIG_DFL),
            signal.SIGTSTP: signal.signal(signal.SIGTSTP, signal.SIG_IGN),
        }
        # A parent may have started us with them blocked.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP, signal.SIGTERM})

    def remove(self) -> None:
        """Put everything back as it was. Once the terminal is gone, the process must end within `PATIENCE` even so."""
        if self._watcher is None:
            return
        if self.status is not None:
            for signum in (signal.SIGHUP, signal.SIGTERM):
                signal.signal(signum, signal.SIG_IGN)  # the shell and the kernel often send one each
            return
        for signum, handler in self._before.items():
            signal.signal(signum, handler if handler is not None else signal.SIG_DFL)
        os.write(self._tell, _REMOVED)
        self._watcher.join()
        self._watcher = None
        os.close(self._news)
        os.close(self._tell)

    def _leave(self, signum: int, _frame: FrameType | None) -> None:
        if self.status is not None:
            return
        self.status = 128 + signum
        os.write(self._tell, _LEAVING)  # first: saving may hang, too, on a network home
        with suppress(Exception):
            self._on_hangup()
        os.write(self._tell, _SAVED)

    def _watch(self) -> None:
        """Sleeps until the terminal is gone, the handler has run, or the guard is removed."""
        poll = select.poll()
        poll.register(self._terminal, 0)  # hang-ups and errors only: keys are the driver's
        poll.register(self._news, select.POLLIN)
        while True:
            for descriptor, what in poll.poll():
                if descriptor == self._news:
                    if os.read(self._news, 1) == _REMOVED:
                        return
                    self._end()
                elif what & select.POLLNVAL:
                    # Closed, or a system (macOS) that cannot poll terminals; the driver still notices their end.
                    poll.unregister(self._terminal)
                else:
                    report_hangup()
                    self._end()

    def _end(self) -> None:
        """Ask for a clean exit, and end the process if it takes too long."""
        deadline = time.monotonic() + PATIENCE
        while (left := deadline - time.monotonic()) > 0:
            if select.select([self._news], [], [], left)[0] and os.read(self._news, 1) == _SAVED:
                with suppress(RuntimeError):  # no further thread to be had
                    threading.Thread(target=self._ask, name="hang-up request", daemon=True).start()
        if self.status is None:  # the main thread never came round to the handler
            self.status = 128 + signal.SIGHUP
            with suppress(Exception):
                self._on_hangup()
        os._exit(self.status)

    def _ask(self) -> None:
        with suppress(Exception):
            self._ask_to_exit()


def report_hangup() -> None:
    """Tell the main thread, from any other, that the terminal is gone: as the kernel does, with SIGHUP.

    Sent to that thread itself, because only then does it wake it from a write that waits for a stalled link.
    """
    main = threading.main_thread().ident
    assert main is not None  # it has been started
    signal.pthread_kill(main, signal.SIGHUP)
