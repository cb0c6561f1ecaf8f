"""A learner's process: forked from the host, it takes the client's place and runs the ordinary program."""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

from tutor.host.request import EXITED, GO, LONGEST, READY, REFUSED, RESIZED, SIGNALS, Request, is_playing
from tutor.terminal import line_mode_reason, survey

Play = Callable[[Sequence[str]], object]
"""Runs the program with these arguments; ends with SystemExit, as `tutor.cli.main` does."""

_HURRY = 10.0
"""Seconds for the client to say what it wants: a healthy one does so at once."""
_DESCRIPTORS = 4
"""Standard input, output, error, and the working folder."""
_BROKEN = 70
_LAST = 3
"""Descriptors from here on are the host's, and no business of the child's."""
_READ_AT_IMPORT = ("TEXTUAL", "ESCDELAY")
"""Beginnings of variables that Textual reads when it is imported: what a client sets would come too late."""


def play(line: socket.socket, build: str, program: Play) -> NoReturn:
    """Serves the client at the other end of `line`; to be called in a forked process, which it ends.

    Args:
        line: to the client.
        build: what the client must be of, too.
        program: what is run on the client's terminal.
    """
    code = _BROKEN
    try:
        _leave_the_host(line)
        code = _served(line, build, program)
    finally:  # whatever it was, it must not get back into the host
        with suppress(OSError):
            line.send(b"%b%03d" % (EXITED, code & 0xFF), socket.MSG_DONTWAIT)
        os._exit(code & 0xFF)


def _leave_the_host(line: socket.socket) -> None:
    """Lets go of everything that is the host's: its session, its signals, its other learners' lines."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for signum in (signal.SIGHUP, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(signum, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    mine = line.fileno()
    os.closerange(_LAST, mine)
    os.closerange(mine + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    gc.enable()


def _served(line: socket.socket, build: str, program: Play) -> int:
    line.settimeout(_HURRY)
    try:
        request, descriptors = _received(line)
        streams, here = descriptors[:3], descriptors[3]
        if request.build != build or not is_playing(request.arguments) or not _is_screen(request, streams):
            line.sendall(REFUSED)
            return 0
        line.sendall(READY)
        while (letter := line.recv(1)) != GO:
            if letter != RESIZED:
                return 0  # it lost patience, and has started in the ordinary way; or it has to leave at once
    except (OSError, ValueError):
        return 0  # nobody that could be told
    line.settimeout(None)
    _take_place(request, streams, here)
    threading.Thread(target=_follow, args=(line,), name="line to the client", daemon=True).start()
    try:
        program(request.arguments)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 0
    return 0


def _received(line: socket.socket) -> tuple[Request, list[int]]:
    """The request and the descriptors that come with it.

    Raises:
        OSError: the line is cut, or too slow.
        ValueError: that is no request.
    """
    body, descriptors, _, _ = socket.recv_fds(line, 65536, _DESCRIPTORS)
    while len(body) < 4 or len(body) < 4 + int.from_bytes(body[:4], "big"):
        more = line.recv(65536)
        if not more or len(body) > LONGEST + 4:
            raise ValueError("cut short or too long")
        body += more
    if len(descriptors) != _DESCRIPTORS:
        raise ValueError("no terminal")
    return Request.unpacked(body[4:]), descriptors


def _is_screen(request: Request, streams: Sequence[int]) -> bool:
    """Whether it would be the full screen, just as every `tutor` would show it here."""
    environ = request.environ
    if any(name.startswith(_READ_AT_IMPORT) for name in environ):
        return False
    # Read at import, too: an iTerm sends this along; and a console whose COLORTERM is wrong needs TEXTUAL_COLOR_SYSTEM.
    if "iTerm" in environ.get("LC_TERMINAL", "") + environ.get("TERM_PROGRAM", ""):
        return False
    terminal = survey(environ, streams[0], streams[1])
    return line_mode_reason(terminal) is None and not (terminal.kind == "linux" and "COLORTERM" in environ)


def _take_place(request: Request, streams: Sequence[int], here: int) -> None:
    """Makes this process what the client's would be, had it gone on by itself."""
    try:
        os.fchdir(here)
    except OSError:  # a folder that one may be in, but not go to
        os.chdir("/")
    os.umask(request.umask)
    for name, soft, hard in request.limits:
        with suppress(AttributeError, ValueError, OSError):
            _limit(getattr(resource, name), soft, hard)
    for wanted, given in enumerate(streams):
        os.dup2(given, wanted)
    os.closerange(min(streams), max(here, *streams) + 1)
    os.environ.clear()
    os.environ.update(request.environ)
    time.tzset()
    sys.argv[1:] = request.arguments
    for descriptor, (name, mode, errors) in enumerate(
        zip(("stdin", "stdout", "stderr"), "rww", request.errors, strict=True)
    ):
        # Line by line on a terminal, as Python's own; the old ones are let go of without closing their descriptors.
        stream = open(descriptor, mode, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _limit(which: int, soft: int, hard: int) -> None:
    """Lowers a limit to the client's; never raises one."""
    soft_here, hard_here = resource.getrlimit(which)
    hard = _lower(hard, hard_here)
    resource.setrlimit(which, (_lower(soft, soft_here, hard), hard))


def _lower(*limits: int) -> int:
    """The least of the limits, of which -1 is none."""
    return min((one for one in limits if one != resource.RLIM_INFINITY), default=resource.RLIM_INFINITY)


def _follow(line: socket.socket) -> None:
    """Raises here what the client was sent, and a hang-up at its end."""
    main = threading.main_thread().ident
    assert main is not None  # it has been started
    while letter := _letter(line):
        if name := SIGNALS.get(letter):
            signal.pthread_kill(main, getattr(signal, name))
    signal.pthread_kill(main, signal.SIGHUP)


def _letter(line: socket.socket) -> bytes:
    try:
        return line.recv(1)
    except OSError:
        return b""
