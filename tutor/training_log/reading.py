"""A file or a pipe -> a `TrainingLog`: finds out what it is, and has it read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from tutor.training_log.collect import Collector
from tutor.training_log.console import is_console, read_console
from tutor.training_log.json_log import is_json_lines, read_json, read_json_lines
from tutor.training_log.model import TrainingLog
from tutor.training_log.source import Source, open_log
from tutor.training_log.table import read_table

_HEAD = 1 << 16
"""Characters; a first line longer than this is none of JSON lines."""
_LOOK = 4096
"""Characters; by then, what a training prints has named a loss."""


def read_log(path: str, column: str | None = None) -> TrainingLog:
    """Reads a training log of any length in little memory.

    A table (comma, semicolon, tab, bar, white space) with a header, one column of numbers, or JSON: an object of lists,
    a list of numbers or of objects, an object to a line. Or what a training prints, with `loss: 0.5` in its lines.

    Args:
        path: a file, or `-` for standard input.
        column: the column or key that holds the loss; found by its name if None.

    Raises:
        LogError: it cannot be read, or it is no training log; says where and what is wrong.
    """
    with open_log(path) as source:
        return read(source, column)


def read(source: Source, column: str | None = None) -> TrainingLog:
    """`read_log` of what is open already."""
    into = Collector(source, column)
    head, pieces = _begun(source.pieces())
    if is_console(head):
        return into.finish(read_console(pieces, source, into))
    begins = head.lstrip()[:1]
    if begins not in ("{", "["):
        return into.finish(read_table(pieces, source, into))
    reader = read_json_lines if is_json_lines(head) else read_json
    return into.finish(reader(pieces, source, into))


def _begun(pieces: Iterator[str]) -> tuple[str, Iterator[str]]:
    """As much of the text as it takes to tell what it is, and all of it."""
    seen: list[str] = []
    head = ""
    for piece in pieces:
        seen.append(piece)
        head += piece
        first, _, rest = head.lstrip().partition("\n")
        # Whether there is an object to a line shows only where a second line begins.
        told = (first and not first.startswith("{")) or (rest and not rest.isspace())
        if (told and len(head) >= _LOOK) or len(head) >= _HEAD:
            break
    return head, chain(seen, pieces)
