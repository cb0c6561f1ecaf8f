"""From a file or a pipe to text, a piece at a time, whatever is in it: memory does not grow with the log."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from tutor.cleaning import clean_line
from tutor.errors import LogError, Place

LONGEST_LINE = 1_000_000
"""Characters; a longer line is no line of a log."""
_PIECE = 1 << 16

_FOREIGN = (
    (codecs.BOM_UTF32_LE, "UTF-32 text", "save it as UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16 text", "save it as UTF-8 (in PowerShell: Out-File -Encoding utf8)"),
    (codecs.BOM_UTF16_BE, "UTF-16 text", "save it as UTF-8"),
    (b"\x1f\x8b", "compressed", "unpack it: gzip -dc FILE | tutor diagnose -"),
    (b"PK\x03\x04", "a zip archive or a spreadsheet", "save the table as CSV"),
    (b"PAR1", "a Parquet file", "save the table as CSV"),
    (b"\x89HDF", "an HDF5 file", "save the losses as CSV or JSON"),
)


class _Raw(Protocol):
    def read1(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Source:
    """A log that is open."""

    name: str
    """Fit to be shown."""
    raw: _Raw

    def place(self, line: int = 0, column: int = 0) -> Place:
        """A spot in this log."""
        return Place(self.name, line, column)

    def pieces(self) -> Iterator[str]:
        """Its text, line ends as "\\n", in pieces of some 64 KB.

        Raises:
            LogError: it is not UTF-8 text, or cannot be read on.
        """
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")(), translate=True)
        line, first = 1, True
        while True:
            try:
                data = self.raw.read1(_PIECE)
            except (OSError, ValueError) as error:
                raise LogError(f"it cannot be read: {_reason(error)}", where=self.place(line)) from None
            if first:
                first = False
                data = self._begun(data)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                line += error.object.count(b"\n", 0, error.start)
                byte = error.object[error.start]
                raise LogError(
                    f"this is not UTF-8 text (byte 0x{byte:02X})", to_do="save it as UTF-8", where=self.place(line)
                ) from None
            at = text.find("\0")
            if at >= 0:
                raise LogError(
                    "this is binary data, not text (it holds a NUL byte)",
                    to_do="give a CSV or JSON file",
                    where=self.place(line + text.count("\n", 0, at)),
                )
            if text:
                yield text
            if not data:
                return
            line += text.count("\n")

    def _begun(self, data: bytes) -> bytes:
        while data and len(data) < 4 and (more := self.raw.read1(_PIECE)):
            data += more
        for mark, what, to_do in _FOREIGN:
            if data.startswith(mark):
                raise LogError(f"this is {what}", to_do=to_do, where=self.place())
        if not data:
            raise LogError("the log is empty", where=self.place())
        return data.removeprefix(codecs.BOM_UTF8)


@contextmanager
def open_log(path: str) -> Iterator[Source]:
    """Opens a file, or standard input for `-`.

    Raises:
        LogError: there is no such file, it is a folder, it may not be read.
    """
    if path == "-":
        if sys.stdin is None:
            raise LogError("there is no standard input", to_do="name a file")
        yield Source("standard input", cast(io.BufferedReader, sys.stdin.buffer))
        return
    name = clean_line(path) or "?"
    with _opened(Path(path), Place(name)) as raw:
        yield Source(name, raw)


def _opened(file: Path, where: Place) -> io.BufferedReader:
    try:
        if file.is_dir():
            raise LogError("this is a folder, not a log", to_do=_within(file), where=where)
        return file.open("rb")
    except FileNotFoundError:
        raise LogError("there is no such file", to_do="name one, or - for standard input", where=where) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL byte
        raise LogError(f"it cannot be read: {_reason(error)}", where=where) from None


def lines(pieces: Iterator[str], source: Source) -> Iterator[list[str]]:
    """The lines of a text that comes in pieces, without their ends; as many at a time as a piece holds.

    Raises:
        LogError: a line is longer than any line of a log.
    """
    rest, number = "", 1
    for piece in pieces:
        *whole, rest = (rest + piece).split("\n")
        if whole:
            yield whole
        number += len(whole)
        if len(rest) > LONGEST_LINE:
            raise LogError(
                f"the line is longer than {LONGEST_LINE:,} characters",
                to_do="give a log with one step to a line, or JSON",
                where=source.place(number),
            )
    if rest:
        yield [rest]


def _within(folder: Path) -> str:
    """What to name instead of the folder."""
    try:
        logs = sorted(file.name for file in folder.iterdir() if file.suffix in (".csv", ".json", ".jsonl", ".log"))
    except OSError:
        logs = []
    best = "metrics.csv" if "metrics.csv" in logs else logs[0] if logs else None
    example = clean_line(str(folder / best)) if best else ""
    named = f"such as {example}" if best else "a CSV, JSON or JSON lines file, or the text that a training printed"
    return f"give one file in it, {named}"


def _reason(error: Exception) -> str:
    return clean_line((error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)).lower()
