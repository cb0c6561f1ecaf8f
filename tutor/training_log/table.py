"""Reads a table with a header (comma, semicolon, tab, bar or white space between the cells), or one bare column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, compress
from typing import TYPE_CHECKING

import numpy as np

from tutor.cleaning import clean_line
from tutor.errors import LogError
from tutor.training_log.columns import meaning, shown
from tutor.training_log.rows import Rows
from tutor.training_log.source import Source, lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Floats
    from tutor.training_log.collect import Collector

_SAID = ("", "na", "n/a", "null", "none", "-", "--", ".")
MISSING = frozenset(chain(_SAID, map(str.upper, _SAID), map(str.title, _SAID)))
"""Cells that say "not logged"; `NA` is what Keras writes for a validation that did not take place."""
_FORMS = {",": "CSV", ";": "CSV with semicolons", "\t": "TSV", "|": "a table with bars", " ": "a table"}


def read_table(pieces: Iterator[str], source: Source, into: Collector) -> str:
    """Reads the whole table into the collector; returns what kind of table it was.

    Raises:
        LogError: it is no table, or a cell that is looked at is no number.
    """
    text = chain.from_iterable(lines(pieces, source))
    comment, header, at = "", "", 0
    for at, line in enumerate(text, 1):  # noqa: B007  the header's line is asked for below
        if line.startswith("#"):
            comment = line.lstrip("# ")
        elif line.strip():
            header = line
            break
    if not header:
        raise LogError("the log is empty", where=source.place())
    second = next(text, None)
    delimiter = _delimiter(header, second or "")
    names = _cells(header, delimiter)
    above = _cells(comment, delimiter)
    bare = len(names) == 1 and _is_number(names[0])
    if bare:
        names = ["loss"]
    elif any(map(_is_number, names)):
        # NumPy's savetxt writes the names as a comment.
        if len(above) != len(names) or not any(map(meaning, above)):
            raise LogError(
                "the first line has no column names",
                to_do='begin with a line such as "step,loss"',
                where=source.place(at),
            )
        names, bare = above, True
    again = ([header] if bare else []) + ([second] if second is not None else [])
    into.name(names)
    _Table(source, into, names, Rows(chain(again, text), delimiter, at - bare, source), delimiter).read()
    return "a column of numbers" if len(names) == 1 else _FORMS[delimiter]


def _delimiter(header: str, second: str) -> str:
    best = max("\t,;|", key=header.count)
    if best in header:
        return best
    return " " if 1 < len(header.split()) == len(second.split()) else ","


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == " ":
        return [clean_line(cell) for cell in line.split()]
    try:
        return [clean_line(cell) for cell in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])]
    except csv.Error:
        return [line]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


class _Table:
    """The rows under the header."""

    def __init__(self, source: Source, into: Collector, names: list[str], rows: Rows, delimiter: str) -> None:
        self._source = source
        self._into = into
        self._names = names
        self._rows = rows
        self._delimiter = delimiter
        roles = {name: what.role for name in names if (what := into.meaning(name)) is not None}
        if "step" in roles.values():  # then epochs say nothing more
            roles = {name: role for name, role in roles.items() if role != "epoch"}
        self._wanted = {names.index(name): name for name in roles}

    def read(self) -> None:
        """Reads all rows."""
        row = 0
        for batch in self._rows.batches():
            if batch:
                self._push(self._even(batch), row)
                row += len(batch)
        if not row:
            raise LogError("there are column names but no rows", where=self._source.place())

    def _even(self, cells: list[list[str]]) -> list[list[str]]:
        """Rows as wide as the header: what is missing at their end was not logged."""
        width = len(self._names)
        if set(map(len, cells)) <= {width}:
            return cells
        for at, row in enumerate(cells):
            if any(cell.strip() for cell in row[width:]):
                raise LogError(
                    f"{len(row)} cells, where the header has {width}",
                    to_do="take the extra one out, or put a cell that holds a comma in quotes",
                    where=self._source.place(self._rows.line_of(at)),
                )
            row[width:] = [""] * (width - len(row))
        return cells

    def _push(self, cells: list[list[str]], row: int) -> None:
        columns = list(zip(*cells, strict=True))
        for index, name in list(self._wanted.items()):
            read = self._numbers(columns[index])
            if isinstance(read, int):
                if row == read == 0 and self._counts(name):
                    del self._wanted[index]  # such as "1/10": text, and only there to find one's way
                    continue
                raise self._no_number(cells[read], index, read)
            values, present = read
            rows = np.arange(row, row + len(cells), dtype=np.int64)
            self._into.push(name, rows if present is None else rows[present], values)

    def _counts(self, name: str) -> bool:
        what = self._into.meaning(name)
        return what is not None and what.role in ("step", "epoch")

    def _numbers(self, column: tuple[str, ...]) -> tuple[Floats, NDArray[np.bool_] | None] | int:
        """The numbers in a column and which cells hold one (None for all); or the index of a cell that is at fault."""
        if not any(column):
            return np.empty(0), np.zeros(len(column), dtype=bool)
        try:
            return np.array(column, dtype=object).astype(np.float64), None
        except ValueError:
            pass
        present = [cell not in MISSING for cell in column]
        try:
            return np.array([*compress(column, present)], dtype=object).astype(np.float64), np.array(present)
        except ValueError:
            pass
        present = [cell.strip() not in MISSING for cell in column]
        written = [*compress(column, present)]
        read = [self._number(cell) for cell in written]
        if None in read:
            return [index for index, there in enumerate(present) if there][read.index(None)]
        return np.array(read, dtype=np.float64), np.array(present)

    def _number(self, cell: str) -> float | None:
        if self._delimiter != "," and cell.count(",") == 1:
            cell = cell.replace(",", ".")  # 0,693: commas are decimal where they do not part cells
        return float(cell) if _is_number(cell) else None

    def _no_number(self, row: list[str], index: int, at: int) -> LogError:
        where = self._source.place(self._rows.line_of(at), self._rows.column_of(at, index))
        if [clean_line(cell) for cell in row] == self._names:
            return LogError(
                "the header comes a second time: two logs in one file", to_do="give them one by one", where=where
            )
        return LogError(
            f'"{shown(row[index])}" is not a number (column "{shown(self._names[index])}")',
            to_do="mend it, or leave the cell empty",
            where=where,
        )
