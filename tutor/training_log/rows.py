"""Lines of a table -> rows of cells, a batch at a time, remembering where each came from."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, islice

from tutor.errors import LogError
from tutor.training_log.source import Source

_BATCH = 4096


class Rows:
    """The rows under the header.

    Args:
        lines: the lines under the header.
        delimiter: what stands between two cells; a space for any white space.
        before: how many lines of the file come before these.
        source: for errors.
    """

    def __init__(self, lines: Iterator[str], delimiter: str, before: int, source: Source) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._source = source
        self._batch: list[str] = []
        """The lines that the rows at hand were made of."""
        self._first = before + 1
        """The number of the first of them."""

    def batches(self) -> Iterator[list[list[str]]]:
        """The rows, but for empty ones.

        Raises:
            LogError: a cell is longer than any cell of a log.
        """
        while batch := list(islice(self._lines, _BATCH)):
            if self._delimiter != " " and '"' in "".join(batch):
                yield from self._quoted(batch)
                return
            self._batch = batch
            # Twice as fast as the csv module, which is needed only where cells are in quotes.
            split, delimiter = str.split, None if self._delimiter == " " else self._delimiter
            yield [split(line, delimiter) for line in batch if line and not line.isspace()]
            self._first += len(batch)

    def _quoted(self, begun: list[str]) -> Iterator[list[list[str]]]:
        """From the first line on that has a quotation mark: a cell may then go over several lines."""
        reader = self._reader(self._noted(chain(begun, self._lines)))
        while True:
            self._batch = []
            try:
                batch = list(islice(reader, _BATCH))
            except csv.Error as error:
                raise self._no_table(error) from None
            if not batch:
                return
            yield [row for row in batch if row]
            self._first += len(self._batch)

    def _noted(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            self._batch.append(line)
            yield "" if line.isspace() else line

    def _reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self._delimiter, skipinitialspace=True)

    def _no_table(self, error: csv.Error) -> LogError:
        if "field limit" in str(error):
            what, to_do = "a cell is far too long", "is a quotation mark left open?"
            return LogError(what, to_do=to_do, where=self._source.place(self._first))
        return LogError(f"this is no table ({error})", where=self._source.place(self._first + len(self._batch) - 1))

    def line_of(self, at: int) -> int:
        """The number of the line in which row `at` of the batch at hand begins."""
        filled = [index for index, line in enumerate(self._batch) if line and not line.isspace()]
        if self._delimiter == " " or '"' not in "".join(self._batch):
            return self._first + filled[at]
        # Which lines the csv module takes together shows as it takes them.
        given = 0

        def counted() -> Iterator[str]:
            nonlocal given
            for given, line in enumerate(self._batch, 1):  # noqa: B007  told to the loop below
                yield "" if line.isspace() else line

        begins = 0
        for row in self._reader(counted()):
            if row:
                if not at:
                    break
                at -= 1
            begins = given
        return self._first + begins

    def column_of(self, at: int, index: int) -> int:
        """Where in its line cell `index` of row `at` begins, from 1; for a cell on a later line, 1."""
        return _column(self._batch[self.line_of(at) - self._first], index, self._delimiter)


def _column(line: str, index: int, delimiter: str) -> int:
    quoted, was_space = False, True
    for at, sign in enumerate(line):
        if delimiter == " ":
            index -= was_space and not sign.isspace()
            was_space = sign.isspace()
            if index < 0:
                return at + 1
        elif not index:
            return at + 1 + len(line[at:]) - len(line[at:].lstrip(" "))
        else:
            quoted ^= sign == '"'
            index -= sign == delimiter and not quoted
    return 1
