"""Lessons of the program as they were read, kept beside them as Python keeps its own compiled files.

Reading a lesson takes a Markdown parser, a tenth of a learner's start and memory; what it gives is read back in 1 ms.
Only what lies in the program's own folders is kept, and only what was left there by somebody who could change the
program just as well is read back: reading it may run anything. A lesson from anywhere else is data, and stays so; so is
what a teacher leaves who may write the lessons, but not the program. Where the folder cannot be written, or Python is
told to write no compiled files, lessons are read anew each time.
"""

from __future__ import annotations

import os
import pickle
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, BinaryIO

import tutor

_PROGRAM = Path(tutor.__file__).parent
_READERS = (_PROGRAM, _PROGRAM / "lesson", _PROGRAM / "engine")
"""The code on which it depends what is made of a lesson."""
_SUFFIX = ".lesson"


class Compiled:
    """What was made of some files, as long as none of them has changed, nor the code that reads them.

    Args:
        path: absolute; beside it, in `__pycache__`, lies what is kept.
        sources: all files that count; they are looked at now, so what is made of them later is not taken for newer.
    """

    def __init__(self, path: Path, sources: Sequence[Path]) -> None:
        self._path = path
        self._kept = Path(cache_from_source(str(path))).with_suffix(_SUFFIX)
        self._made_of = repr((tutor.__version__, str(path), *_states(sources), *_CODE)).encode() + b"\n"

    @property
    def holds(self) -> bool:
        """There is something, and it still holds."""
        try:
            with self._kept.open("rb") as opened:
                return self._is_at(opened)
        except OSError:
            return False

    def read(self) -> Any:
        """It; None if there is nothing, or nothing that still holds."""
        try:
            with self._kept.open("rb") as opened:
                return pickle.load(opened) if self._is_at(opened) else None
        # A damaged file is as good as none, and unpickling may raise anything.
        except Exception:
            return None

    def _is_at(self, opened: BinaryIO) -> bool:
        """Whether it follows in an opened file."""
        return _is_trusted(os.fstat(opened.fileno())) and opened.readline() == self._made_of

    def keep(self, made: object) -> None:
        """Keeps it for the next start, if that can be done."""
        if sys.dont_write_bytecode:
            return
        beside = self._kept.with_name(f"{self._kept.name}.{os.getpid()}")
        with suppress(OSError):
            self._kept.parent.mkdir(parents=True, exist_ok=True)  # more than one where Python has a folder for them all
            try:
                # A new file: whoever may write lessons could have left a link under this name, to a file of root's.
                with beside.open("xb") as page:
                    page.write(self._made_of + pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
                    os.fchmod(page.fileno(), self._path.stat().st_mode & 0o644)  # who reads the one reads the other
                beside.replace(self._kept)  # all of it or nothing, whoever else begins at this moment
            finally:
                beside.unlink(missing_ok=True)


def _is_trusted(kept: os.stat_result) -> bool:
    """Whether nobody wrote it who could not change the program as well, or runs it."""
    return kept.st_uid in {0, os.geteuid(), _PROGRAM.stat().st_uid} and not kept.st_mode & stat.S_IWOTH


def _states(files: Sequence[Path]) -> Iterator[tuple[str, int, int]]:
    for path in files:
        try:
            state = path.stat()
        except OSError:  # whoever reads it says what is wrong with it
            yield path.name, -1, -1
        else:
            yield path.name, state.st_size, state.st_mtime_ns


def _code() -> list[tuple[str, int, int]]:
    found = []
    for folder in _READERS:
        with suppress(OSError), os.scandir(folder) as files:
            states = [(file.name, file.stat()) for file in files if file.name.endswith(".py")]
            found += [(name, state.st_size, state.st_mtime_ns) for name, state in states]
    return sorted(found)


_CODE = _code()
"""As it is when it is loaded: what a host makes of lessons, which may have stood for weeks, is not the work of the code
that lies there by then."""
