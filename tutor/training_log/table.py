"""Reads a table: comma, semicolon, tab, bar or white space between the cells, a header; or one bare column of numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from tutor.errors import LogError
from tutor.training_log.columns import meaning, shown
from tutor.training_log.source import Source, lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Floats
    from tutor.training_log.collect import Collector

MISSING = frozenset({"", "na", "n/a", "null", "none", "-", "--", "."})
"""Cells that say "not logged"; `NA` is what Keras writes for a validation that did not take place."""
_BATCH = 4096
_FORMS = {",": "CSV", ";": "CSV with semicolons", "\t": "TSV", "|": "a table with bars", " ": "a table"}


def read_table(pieces: Iterator[str], source: Source, into: Collector) -> str:
    """Reads the whole table into the collector; returns what kind of table it was.

    Raises:
        LogError: it is no table, or a cell that is looked at is no number.
    """
    body = _Lines(lines(pieces, source))
    comment, header = "", ""
    for line in body:
        if line.startswith("#"):
            comment = line.lstrip("# ")
        elif line.strip():
            header = line
            break
    if not header:
        raise LogError("the log is empty", where=source.place())
    second = next(body, None)
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
                where=source.place(body.number - (second is not None)),
            )
        names, bare = above, True
    body.give_back([header] if bare else [], second)
    into.name(names)
    _Table(source, into, names, delimiter).read(body)
    return "a column of numbers" if len(names) == 1 else _FORMS[delimiter]


class _Lines:
    """Lines that know their number, and keep what a batch was read from, so that an error can point into it."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source: Iterator[str] = source
        self.number = 0
        """Of the last line given."""
        self.batch: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._source)
        self.number += 1
        self.batch.append(line)
        return line

    def give_back(self, header: list[str], second: str | None) -> None:
        """Lines that were looked at and are to come again."""
        again = header + ([second] if second is not None else [])
        self.number -= len(again)
        self._source = chain(again, self._source)
        self.batch.clear()


def _delimiter(header: str, second: str) -> str:
    best = max("\t;,|", key=header.count)
    if best in header:
        return best
    return " " if 1 < len(header.split()) == len(second.split()) else ","


def _rows(source: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    if delimiter == " ":
        return (line.split() for line in source)
    return csv.reader(source, delimiter=delimiter, skipinitialspace=True)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(_rows([line], delimiter), [])]
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

    def __init__(self, source: Source, into: Collector, names: list[str], delimiter: str) -> None:
        self._source = source
        self._into = into
        self._names = names
        self._delimiter = delimiter
        self._wanted = {names.index(name): name for name in dict.fromkeys(names) if into.meaning(name) is not None}

    def read(self, body: _Lines) -> None:
        """Reads all rows."""
        rows = _rows(body, self._delimiter)
        row = 0
        while True:
            line = body.number + 1
            body.batch.clear()
            try:
                read = list(islice(rows, _BATCH))
            except csv.Error as error:
                raise self._no_table(error, body, line) from None
            if not read:
                break
            cells = self._even([row for row in read if row], body.batch, line)
            if cells:
                self._push(cells, row, body.batch, line)
                row += len(cells)
        if not row:
            raise LogError("there are column names but no rows", where=self._source.place())

    def _even(self, cells: list[list[str]], batch: list[str], line: int) -> list[list[str]]:
        """Rows as wide as the header: what is missing at their end was not logged."""
        width = len(self._names)
        for at, row in enumerate(cells) if any(len(row) != width for row in cells) else ():
            if any(cell.strip() for cell in row[width:]):
                raise LogError(
                    f"{len(row)} cells, where the header has {width}",
                    to_do="take the extra one out, or put a cell that holds a comma in quotes",
                    where=self._source.place(self._line_of(at, batch, line)),
                )
            row[width:] = [""] * (width - len(row))
        return cells

    def _push(self, cells: list[list[str]], row: int, batch: list[str], line: int) -> None:
        columns = list(zip(*cells, strict=True))
        for index, name in list(self._wanted.items()):
            read = self._numbers(columns[index])
            if isinstance(read, int):
                if row == read == 0 and self._counts(name):
                    del self._wanted[index]  # such as "1/10": text, and only there to find one's way
                    continue
                raise self._no_number(cells[read], index, read, batch, line)
            values, present = read
            rows = np.arange(row, row + len(cells), dtype=np.int64)
            self._into.push(name, rows if present is None else rows[present], values)

    def _counts(self, name: str) -> bool:
        what = self._into.meaning(name)
        return what is not None and what.role in ("step", "epoch")

    def _numbers(self, column: tuple[str, ...]) -> tuple[Floats, NDArray[np.bool_] | None] | int:
        """The numbers in a column and which cells hold one (None for all); or the index of a cell that is at fault."""
        try:
            return np.array(column, dtype=object).astype(np.float64), None
        except ValueError:
            pass
        present = [cell.strip().lower() not in MISSING for cell in column]
        written = [cell for cell, there in zip(column, present, strict=True) if there]
        try:
            return np.array(written, dtype=object).astype(np.float64), np.array(present)
        except ValueError:
            pass
        read = [self._number(cell) for cell in written]
        if None in read:
            return [index for index, there in enumerate(present) if there][read.index(None)]
        return np.array(read, dtype=np.float64), np.array(present)

    def _number(self, cell: str) -> float | None:
        if self._delimiter != "," and cell.count(",") == 1:
            cell = cell.replace(",", ".")  # 0,693: commas are decimal where they do not part cells
        return float(cell) if _is_number(cell) else None

    def _no_number(self, row: list[str], index: int, at: int, batch: list[str], line: int) -> LogError:
        number = self._line_of(at, batch, line)
        where = self._source.place(number, _column_of(batch[number - line], index, self._delimiter))
        if [cell.strip() for cell in row] == self._names:
            return LogError(
                "the header comes a second time: two logs in one file", to_do="give them one by one", where=where
            )
        return LogError(
            f'"{shown(row[index])}" is not a number (column "{shown(self._names[index])}")',
            to_do="mend it, or leave the cell empty",
            where=where,
        )

    def _no_table(self, error: csv.Error, body: _Lines, line: int) -> LogError:
        if "field limit" in str(error):
            return LogError(
                "a cell is far too long", to_do="is a quotation mark left open?", where=self._source.place(line)
            )
        return LogError(f"this is no table ({error})", where=self._source.place(body.number))

    def _line_of(self, at: int, batch: list[str], line: int) -> int:
        """The line in which row `at` of a batch begins."""
        if self._delimiter == " ":
            filled = [index for index, text in enumerate(batch) if text.split()]
            return line + filled[at]
        reader = csv.reader(batch, delimiter=self._delimiter, skipinitialspace=True)
        begins = 0
        for row in reader:
            if row:
                if not at:
                    break
                at -= 1
            begins = reader.line_num
        return line + begins


def _column_of(line: str, index: int, delimiter: str) -> int:
    """Where in a line its cell `index` begins, from 1."""
    quoted, was_space = False, True
    for at, sign in enumerate(line):
        if delimiter == " ":
            index -= was_space and not sign.isspace()
            was_space = sign.isspace()
            if index < 0:
                return at + 1
            continue
        if not index:
            return at + 1 + len(line[at:]) - len(line[at:].lstrip(" "))
        quoted ^= sign == '"'
        index -= sign == delimiter and not quoted
    return len(line) + 1
