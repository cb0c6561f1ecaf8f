"""What every `tutor` does first: if a host runs, hand it the terminal and wait. Imports nothing that takes time.

Every failure up to the child's first line means the same: start in the ordinary way.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

TYPE_CHECKING = False  # what type checkers know by this name; typing itself takes longer to import than all the rest
if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

_ANSWER = 5.0
"""Seconds for the host to answer, also when thirty log in at once; one that lives does at once otherwise."""
_PATIENCE = 2.5
"""Seconds that a child may take to leave once its terminal is gone; it takes 2.0 at most."""
_BROKEN = 70
"""The exit code if nobody tells one, as for every other defect of the program."""
_AS_IT_WAS = "\x1b[r\x1b[<u\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1004l\x1b[?1049l\x1b[?25h\x1b[0m"
"""Undoes what the full screen has set: scrolling region, keys, paste, wrapping, screen, cursor, colours."""


def through_host(arguments: Sequence[str]) -> int | None:
    """Plays in a child of the host; gives its exit code, or None where one has to start in the ordinary way."""
    folder = _meeting_place(arguments)
    if folder is None:
        return None
    # From here on only where a host is, or was: 10 ms.
    from tutor.host.request import READY

    line = None
    try:
        line = _connected(folder)
        _ask(line, arguments)
        if line.recv(1) != READY:
            raise ConnectionRefusedError
    except (OSError, ValueError):
        if line is not None:
            line.close()
        return None
    finally:
        os.close(folder)
    return _wait(line)


def answers(data: str) -> bool | None:
    """Whether a host of this account serves the data folder `data`: None if none was ever started or it was stopped,
    False if it is gone without having been stopped."""
    if sys.platform != "linux":
        return None
    from tutor.host import place

    try:
        folder = place.enter(data)
    except (OSError, ValueError, place.NotOurs):
        return None
    try:
        if not place.has_socket(folder):
            return None
        _connected(folder).close()
    except OSError:
        return False
    finally:
        os.close(folder)
    return True


def _meeting_place(arguments: Sequence[str]) -> int | None:
    """The folder with the host's socket, if there is one, and if a host could serve this login at all."""
    if sys.platform != "linux" or "PYTHONPATH" in os.environ:  # with it, imports may lead elsewhere
        return None
    if not _is_screen():
        return None
    from tutor.host import place, request

    if not request.is_playing(arguments):
        return None
    with suppress(OSError, ValueError, place.NotOurs):
        folder = place.enter(os.environ.get("TUTOR_DATA") or _usual_data_folder())
        if place.has_socket(folder):
            return folder
        os.close(folder)
    return None


def _usual_data_folder() -> str:
    from tutor.errors import RecordError
    from tutor.record.folder import data_folder  # 10 ms, which an ordinary start needs anyway

    try:
        return str(data_folder())
    except RecordError as error:
        raise OSError from error


def _is_screen() -> bool:
    """Input and output are one terminal, which is ours at the moment, and everything is UTF-8."""
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        return False
    if {sys.stdin.encoding, sys.stdout.encoding, sys.getfilesystemencoding()} != {"utf-8"}:
        return False
    try:
        return (
            os.isatty(0)
            and os.isatty(1)
            and os.ttyname(0) == os.ttyname(1)
            and os.tcgetpgrp(0) == os.getpgrp()  # `tutor &` must not draw over the shell
        )
    except OSError:
        return False


def _connected(folder: int) -> socket.socket:
    """The line to a host of this account.

    Raises:
        OSError: nobody is there, or somebody else.
    """
    import socket

    from tutor.host.peer import is_same_account
    from tutor.host.place import address

    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(_ANSWER)
        line.connect(address(folder))
        if not is_same_account(line):
            raise PermissionError
    except OSError:
        line.close()
        raise
    return line


def _ask(line: socket.socket, arguments: Sequence[str]) -> None:
    """Sends the request, and with it the terminal and the working folder.

    Raises:
        OSError: it cannot be sent.
        ValueError: it is too long.
    """
    import socket

    from tutor.host.request import LONGEST, Request, handed_on, limits, this_build

    # Not os.environ, where Python has set LC_CTYPE; see `tutor.terminal.user_environment`.
    with open("/proc/self/environ", "rb") as file:
        environ = handed_on(file.read().split(b"\0"))
    umask = os.umask(0o077)
    os.umask(umask)
    streams = (sys.stdin, sys.stdout, sys.stderr)
    packed = Request(
        this_build(), arguments, environ, umask, [stream.errors or "strict" for stream in streams], limits()
    ).packed()
    if len(packed) > LONGEST:
        raise ValueError(len(packed))
    here = os.open(".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        sent = socket.send_fds(line, [packed], [0, 1, 2, here])
    finally:
        os.close(here)
    line.sendall(packed[sent:])


def _wait(line: socket.socket) -> int:
    """Has the child begin and waits for its end, passing signals on; gives the exit code."""
    import signal
    import socket
    import termios

    from tutor.host.request import GO, KILLED, SIGNALS, TOLD

    try:
        before = termios.tcgetattr(0)
    except termios.error:  # hung up at this very moment; the child gets no word to begin
        return 128 + signal.SIGHUP
    letters = {int(getattr(signal, name)): letter for letter, name in SIGNALS.items()}
    status = 0

    def pass_on(signum: int, _frame: object) -> None:
        nonlocal status
        with suppress(OSError):
            line.send(letters[signum], socket.MSG_DONTWAIT)
        if signum in (signal.SIGHUP, signal.SIGTERM):
            status = 128 + signum
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE)

    signal.signal(signal.SIGALRM, lambda *_: os._exit(status))  # the host sees it, and ends the child
    for signum in letters:
        signal.signal(signum, pass_on)
    for signum in (signal.SIGTSTP, signal.SIGTTOU):
        signal.signal(signum, signal.SIG_IGN)

    told = b""
    with suppress(OSError):
        line.settimeout(None)
        line.sendall(GO)
        while len(told) < TOLD and (part := line.recv(TOLD - len(told))):
            told += part
    whole = len(told) == TOLD
    if whole and told[:1] != KILLED:
        return status or int(told[1:])
    with suppress(termios.error):
        termios.tcsetattr(0, termios.TCSANOW, before)
    by = signal.Signals(int(told[1:])) if whole else None
    with suppress(OSError):
        os.write(1, _AS_IT_WAS.encode())
        how = f" ({by.name})" if by else ""
        os.write(2, f"tutor: the program was ended from outside{how}. Your answers are saved.\n".encode())
    return 128 + by if by else _BROKEN
