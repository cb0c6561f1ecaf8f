"""Reads a table with a header (comma, semicolon, tab, bar or white space between the cells), or one bare column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, compress, islice
from typing import TYPE_CHECKING

import numpy as np

from tutor.errors import LogError
from tutor.training_log.columns import meaning, shown
from tutor.training_log.source import Source, lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Floats
    from tutor.training_log.collect import Collector

_SAID = ("", "na", "n/a", "null", "none", "-", "--", ".")
MISSING = frozenset(chain(_SAID, map(str.upper, _SAID), map(str.title, _SAID)))
"""Cells that say "not logged"; `NA` is what Keras writes for a validation that did not take place."""
_BATCH = 4096
_FORMS = {",": "CSV", ";": "CSV with semicolons", "\t": "TSV", "|": "a table with bars", " ": "a table"}


def read_table(pieces: Iterator[str], source: Source, into: Collector) -> str:
    """Reads the whole table into the collector; returns what kind of table it was.

    Raises:
        LogError: it is no table, or a cell that is looked at is no number.
    """
    text = _Text(lines(pieces, source))
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
    _Table(source, into, names, delimiter, text).read(chain(again, text), before=at - bare)
    return "a column of numbers" if len(names) == 1 else _FORMS[delimiter]


class _Text:
    """Lines one after another, the last few of them kept, so that an error can point into them."""

    def __init__(self, batches: Iterator[list[str]]) -> None:
        self._kept: list[tuple[int, list[str]]] = []
        self._lines = chain.from_iterable(self._noted(batches))

    def _noted(self, batches: Iterator[list[str]]) -> Iterator[list[str]]:
        number = 1
        for batch in batches:
            self._kept.append((number, batch))
            yield batch
            number += len(batch)

    def __iter__(self) -> Iterator[str]:
        return self._lines

    def __next__(self) -> str:
        return next(self._lines)

    def forget(self, before: int) -> None:
        """Lets go of the lines before this number."""
        while self._kept and self._kept[0][0] + len(self._kept[0][1]) <= before:
            del self._kept[0]

    def since(self, number: int) -> list[str]:
        """The lines from this number on that are at hand."""
        first = self._kept[0][0]
        return [line for _, batch in self._kept for line in batch][number - first :]


def _delimiter(header: str, second: str) -> str:
    best = max("\t;,|", key=header.count)
    if best in header:
        return best
    return " " if 1 < len(header.split()) == len(second.split()) else ","


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == " ":
        return line.split()
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])]
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

    def __init__(self, source: Source, into: Collector, names: list[str], delimiter: str, text: _Text) -> None:
        self._source = source
        self._into = into
        self._names = names
        self._delimiter = delimiter
        self._text = text
        self._wanted = {names.index(name): name for name in dict.fromkeys(names) if into.meaning(name) is not None}
        self._line = 0
        """In which the rows at hand begin."""

    def read(self, body: Iterator[str], before: int) -> None:
        """Reads all rows; `before` lines of the file come before `body`."""
        spaced = self._delimiter == " "
        reader = csv.reader(body, delimiter=self._delimiter, skipinitialspace=True)
        rows = map(str.split, body) if spaced else reader
        row, self._line = 0, before + 1
        while True:
            self._text.forget(self._line)
            try:
                read = list(islice(rows, _BATCH))
            except csv.Error as error:
                raise self._no_table(error, before + reader.line_num) from None
            if not read:
                break
            cells = self._even([row for row in read if row])
            if cells:
                self._push(cells, row)
                row += len(cells)
            self._line = self._line + len(read) if spaced else before + reader.line_num + 1
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
                    where=self._source.place(self._line_of(at)),
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
        number = self._line_of(at)
        line = self._text.since(number)[0]
        where = self._source.place(number, _column_of(line, index, self._delimiter))
        if [cell.strip() for cell in row] == self._names:
            return LogError(
                "the header comes a second time: two logs in one file", to_do="give them one by one", where=where
            )
        return LogError(
            f'"{shown(row[index])}" is not a number (column "{shown(self._names[index])}")',
            to_do="mend it, or leave the cell empty",
            where=where,
        )

    def _no_table(self, error: csv.Error, line: int) -> LogError:
        if "field limit" in str(error):
            what, to_do = "a cell is far too long", "is a quotation mark left open?"
            return LogError(what, to_do=to_do, where=self._source.place(self._line))
        return LogError(f"this is no table ({error})", where=self._source.place(line))

    def _line_of(self, at: int) -> int:
        """The line in which row `at` of those at hand begins."""
        lines_at_hand = self._text.since(self._line)
        if self._delimiter == " ":
            filled = [index for index, text in enumerate(lines_at_hand) if text.split()]
            return self._line + filled[at]
        reader = csv.reader(lines_at_hand, delimiter=self._delimiter, skipinitialspace=True)
        begins = 0
        for row in reader:
            if row:
                if not at:
                    break
                at -= 1
            begins = reader.line_num
        return self._line + begins


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
