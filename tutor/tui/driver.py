"""Textual's driver for Linux and macOS, made to survive what real terminals do."""

from __future__ import annotations

import io
import os
import re
import select
import signal
import sys
import threading
from codecs import getincrementaldecoder, lookup
from contextlib import suppress
from errno import EAGAIN
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from rich.cells import split_graphemes
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key

from tutor.cleaning import CONSOLE, Charset
from tutor.tui.guard import report_hangup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import App

_PAUSE = 0.1
"""Seconds, Textual's own: how soon a lone Esc is told from the start of a key sequence, and leaving is noticed."""
_GOES_ON = "[O]PX^_"
"""What an Esc begins a longer sequence with, which a bad link may split."""
_SEQUENCE = re.compile(r"(\x1b(?:\[[0-?]*[ -/]*[@-~]|[^\[])|[\x00-\x1f])")
"""What acts on the terminal, between what it shows."""


class _Keys(XTermParser):
    """Tells Esc and a key right behind it, which arrive one after the other, from a key pressed with Alt, which arrives
    as both at once. Textual's takes the two for the one as long as it waits for the rest of a sequence."""

    apart = False
    """The last thing that arrived was an Esc, and nothing has come of it yet."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        apart, self.apart = self.apart, False
        if apart and len(sequence) == 2 and sequence[0] == "\x1b" and sequence[1] not in _GOES_ON:
            return (Key("escape", "\x1b"), *super()._sequence_to_key_events(sequence[1]))
        return super()._sequence_to_key_events(sequence, alt)


class TutorDriver(LinuxDriver):
    """Differs from Textual's in eight ways.

    - It reads no key before there is a page with a line to type on (`begin_to_read`, which the app must call); what was
      typed by then waits in the terminal. Textual's would drop letters, and take the Enter behind them for an answer.
    - A byte that is not UTF-8, such as the é of a Latin-1 terminal, is read as U+FFFD; it would end the app.
    - Esc and what is typed right behind it are two keys (`_Keys`).
    - At the end of its input it reports a hang-up; it would go on reading at full speed.
    - It draws on standard output, not on standard error, which can so be sent to a file. What the encoding lacks, or
      the app's `charset`, is drawn without its accents, or as "?" in each of its cells. A terminal that is gone
      swallows what is written to it: where writing fails, the app would stop for ever once its queue of writes is full.
    - What the terminal has room for is written at once, and not by a thread that must first be waited for.
    - It does not ask whether the terminal's window has the focus: while that is elsewhere the input would lose its own,
      and what a multiplexer types for the learner would go nowhere.
    - SIGTSTP and SIGCONT stay as they were, which is as `Guard` sets them; Textual's handler starts a further pair of
      threads on each SIGCONT.
    """

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        stop_and_go = {signum: signal.getsignal(signum) for signum in (signal.SIGTSTP, signal.SIGCONT)}
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._may_read = threading.Event()
        for signum, handler in stop_and_go.items():
            signal.signal(signum, handler or signal.SIG_DFL)
        if sys.__stdout__ is not None:
            charset: Charset = getattr(app, "charset", "all")
            self._file = _Output(sys.__stdout__.fileno(), sys.__stdout__.encoding, charset)

    def start_application_mode(self) -> None:
        """Take over the terminal."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.write("\x1b[?1004l")

    def write(self, data: str) -> None:
        """Have something written, if the terminal takes it, at once."""
        rest = self._file.write_now(data) if isinstance(self._file, _Output) else data
        if rest is not None:
            super().write(rest)

    def close(self) -> None:
        """The last that is written."""
        super().close()
        if isinstance(self._file, _Output):
            self._file.let_go()

    def begin_to_read(self) -> None:
        """There is somewhere for what is typed to go."""
        self._may_read.set()

    def run_input_thread(self) -> None:
        """Read keys until told to stop; the body follows Textual's."""
        while not self._may_read.wait(_PAUSE):
            if self.exit_event.is_set():
                return
        parser = _Keys(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        try:
            while not self.exit_event.is_set():
                if select.select([self.fileno], [], [], _PAUSE)[0]:
                    typed = self._read()
                    if not typed:
                        report_hangup()
                        return
                    text = decode(typed)
                    # Empty in the middle of a character; to the parser that would mean the end.
                    for event in parser.feed(text) if text else ():
                        self.process_message(event)
                    parser.apart = text.endswith("\x1b")
                for event in parser.tick():
                    parser.apart = False  # it was told already
                    self.process_message(event)
        finally:
            with suppress(EOFError, ParseError):
                for _ in parser.feed(""):
                    pass

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:  # EIO: hung up, or taken over by another session
            return b""


class _Output(io.TextIOWrapper):
    """A terminal to write on, which swallows everything once it is gone.

    Textual's thread writes on it, so that nobody waits for a terminal that is held up. On a busy machine the thread
    itself is waited for, a good part of the time from a key to its echo: what the terminal has room for goes out
    without it.
    """

    def __init__(self, descriptor: int, encoding: str, charset: Charset) -> None:
        raw = io.FileIO(descriptor, "w", closefd=False)
        super().__init__(io.BufferedWriter(raw), encoding=encoding, errors="replace", newline="")
        self._charset = charset
        self._writes_all = charset == "all" and lookup(encoding).name.startswith("utf")
        self._unheld = _opened_anew(descriptor)
        """The same terminal, on which writing never waits; -1 if it cannot be had."""
        self._handed = self._taken = self._written = 0
        """What the thread was given, what it has begun to write, and what it has written: the first is counted by
        whoever gives, the others by the thread."""
        self._rest = b""
        """What the terminal had no room for: the thread writes it before all else."""

    def write_now(self, text: str) -> str | None:
        """Writes what there is room for; gives what is left to the thread, None if that is nothing."""
        if self._unheld < 0 or self._handed != self._written:
            self._handed += 1
            return text
        told = self._carried(text).encode(self.encoding, "replace")
        try:
            sent = os.write(self._unheld, told)
        except OSError as error:
            if error.errno != EAGAIN:  # it is gone
                return None
            sent = 0
        if sent == len(told):
            return None
        self._rest = told[sent:]
        self._handed += 1
        return ""

    def let_go(self) -> None:
        """Nothing is written any more."""
        if self._unheld >= 0:
            os.close(self._unheld)
            self._unheld = -1

    def write(self, text: str) -> int:
        self._taken += 1
        with suppress(OSError):
            if self._rest:
                rest, self._rest = self._rest, b""
                self.buffer.write(rest)
            super().write(self._carried(text))
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()
        self._written = self._taken

    def _carried(self, text: str) -> str:
        """`text` in what the terminal has."""
        if self._writes_all or text.isascii():
            return text
        # What is typed, names included, comes here as it is.
        parts = _SEQUENCE.split(text)
        parts[::2] = map(self._fitted, parts[::2])
        return "".join(parts)

    def _fitted(self, text: str) -> str:
        """`text` in as many cells, and in nothing that the terminal lacks."""
        if self._has(text):
            return text
        return "".join(self._likened(text[begin:end], wide) for begin, end, wide in split_graphemes(text)[0])

    def _likened(self, sign: str, wide: int) -> str:
        """What is seen as one sign, though it may be many characters: a letter with accents, a family of emoji."""
        composed = normalize("NFC", sign)
        if self._has(composed):
            return composed
        kept = "".join(filter(self._has, normalize("NFD", sign)))
        return kept[:wide].ljust(wide, "?")

    def _has(self, text: str) -> bool:
        if text.isascii() or self._charset == "ascii":
            return text.isascii()
        if self._charset == "console" and not CONSOLE.issuperset(text):
            return False
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True


def _opened_anew(descriptor: int) -> int:
    """The terminal with a descriptor of our own: that writing on it never waits is so for nobody else who has it open.
    -1 if there is none, or if it goes by another name here."""
    flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        anew = os.open(os.ttyname(descriptor), flags)
    except OSError:
        return -1
    if os.path.sameopenfile(anew, descriptor):
        return anew
    os.close(anew)
    return -1
