"""A small app under the hang-up guard, for test_guard.py; writes what happens to it into the file it is given.

python guarded_app.py LOG [controlling] [ignored] [blocked] [chatty] [slow]

controlling: the terminal sends its hang-up here; ignored, blocked: SIGHUP is, as a parent could have left it;
chatty: draws the whole screen a hundred times a second; slow: saving takes for ever.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import termios
import time
from pathlib import Path

LOG, *HOW = sys.argv[1:]


def note(what: str) -> None:
    with Path(LOG).open("a") as file:
        file.write(f"{what}\n")


def main() -> int:
    if "controlling" in HOW:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    if "ignored" in HOW:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if "blocked" in HOW:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    before = signal.getsignal(signal.SIGHUP)

    from textual.app import App, ComposeResult
    from textual.events import Key
    from textual.widgets import Static

    from tutor.terminal import apply_defaults
    from tutor.tui.driver import TutorDriver
    from tutor.tui.guard import Guard

    apply_defaults(os.environ)

    class Small(App[None]):
        ENABLE_COMMAND_PALETTE = False

        def compose(self) -> ComposeResult:
            yield Static("", markup=False, id="text")

        def on_mount(self) -> None:
            self.count = 0
            self.typed = ""
            self.query_one(Static).update("READY")
            if "chatty" in HOW:
                self.set_interval(0.01, self.chat)

        def on_ready(self) -> None:
            assert isinstance(self._driver, TutorDriver)
            self._driver.begin_to_read()

        def chat(self) -> None:
            self.count += 1
            signs = "".join(chr(33 + (self.count * 7 + place * place) % 90) for place in range(1500))
            self.query_one(Static).update(f"READY {signs}")
            note(f"tick {self.count}")

        def on_key(self, event: Key) -> None:
            if event.key == "escape":
                self.exit()
            elif event.key == "f2":
                note("stuck")
                until = time.monotonic() + 60
                while time.monotonic() < until:  # never comes back to the event loop
                    time.sleep(0.05)
            self.typed += event.character or ""
            self.query_one(Static).update(f"typed {self.typed}")

        def on_unmount(self) -> None:
            note("unmounted")

    def save() -> None:
        note("saved")
        if "slow" in HOW:
            time.sleep(60)

    app = Small(driver_class=TutorDriver)
    guard = Guard(on_hangup=save, ask_to_exit=app.exit)
    guard.install()
    try:
        app.run(mouse=False)
    finally:
        guard.remove()
    assert signal.getsignal(signal.SIGHUP) is (signal.SIG_IGN if guard.status else before)
    note("clean")
    return guard.status or app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
