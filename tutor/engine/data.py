"""Tables of measured data: the course's own, and the user's CSV files."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tutor.cleaning import clean_line
from tutor.engine.data_sets import data_folder, data_sets
from tutor.errors import Place, SpecificationError, did_you_mean

if TYPE_CHECKING:
    from tutor.engine.model import Floats

LARGEST = 20_000_000
"""How many bytes a user's file may have."""
_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?"})


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Columns of equal length; rows that miss a value are left out."""

    name: str
    numbers: Mapping[str, Floats]
    """The columns of numbers, each (rows,), in the order of the file."""
    labels: Mapping[str, tuple[str, ...]]
    """The columns of words."""
    order: tuple[str, ...]
    """All columns' names, in the order of the file."""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        first = self.order[0]
        return len(self.numbers[first] if first in self.numbers else self.labels[first])


def read_table(data: str) -> Table:
    """One of the course's data sets by its name, or a CSV file by its path.

    Whatever has a slash, a backslash or a dot in it is a path. A file has a header of column names; its cells are
    separated by commas, semicolons (numbers may then have a decimal comma) or tabs. A column is one of numbers if all
    its cells are; a row with an empty cell, `NA`, `NaN`, `null` or `?` is left out.

    Raises:
        SpecificationError: there is no such data set or file, or it cannot be read as a table.
    """
    if not any(mark in data for mark in "/\\."):
        names = data_sets()
        if data not in names:
            raise SpecificationError(
                f'there is no data set "{clean_line(data)}"',
                to_do=f"{did_you_mean(data, names)}, or give the path of a CSV file",
            )
        return _read(data_folder() / f"{data}.csv", data)
    path = Path(data).expanduser()
    return _read(path, clean_line(path.name))


def _read(path: Path, name: str) -> Table:
    try:
        # A device or a pipe might never end, and a huge file would not fit.
        if not path.is_file():
            what = "is not a file" if path.exists() else "does not exist"
            raise SpecificationError(f"{clean_line(str(path))} {what}", to_do="give the path of a CSV file")
        status = path.stat()
        if status.st_size > LARGEST:
            raise SpecificationError(
                f"{clean_line(str(path))} is larger than {LARGEST // 1_000_000} MB", to_do="take fewer rows"
            )
        return _parsed(str(path), name, status.st_mtime_ns)
    except OSError as error:
        raise SpecificationError(
            f"{clean_line(str(path))} cannot be read: {error.strerror}", to_do="check that it may be read"
        ) from None
    except UnicodeDecodeError:
        raise SpecificationError(f"{clean_line(str(path))} is not UTF-8 text", to_do="save it as CSV UTF-8") from None


@lru_cache(maxsize=4)
def _parsed(path: str, name: str, _changed: int) -> Table:
    """Read anew when the file has changed: a verdict on a run asks for the same table several times."""
    return parse_table(Path(path).read_text(encoding="utf-8-sig"), name, path)


def parse_table(text: str, name: str, file: str = "") -> Table:
    """Read CSV text.

    Args:
        text: the header and the rows.
        name: what the table is called.
        file: where the text is from, for errors.

    Raises:
        SpecificationError: no header, a row of another length, no complete row.
    """
    place = clean_line(file or name)
    # On a tie the rarer sign decides: a comma may well stand inside a quoted name.
    delimiter = max("\t;,", key=text.lstrip(" \r\n").partition("\n")[0].count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        lines = [
            (reader.line_num, [cell.strip() for cell in row]) for row in reader if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise SpecificationError(f"not a table: {error}", to_do="save it as CSV", where=Place(place)) from None
    if not lines:
        raise SpecificationError("the file is empty", to_do="give it a header and rows", where=Place(place))
    names = _header(lines[0][1], place)
    rows = []
    for line, cells in lines[1:]:
        if len(cells) != len(names):
            raise SpecificationError(
                f"this row has {len(cells)} cells, the header {len(names)}",
                to_do="give every row one cell for each column",
                where=Place(place, line),
            )
        if not any(cell.lower() in _MISSING for cell in cells):
            rows.append(cells)
    if not rows:
        raise SpecificationError("there is no complete row", to_do="fill in at least one", where=Place(place))
    numbers: dict[str, Floats] = {}
    labels: dict[str, tuple[str, ...]] = {}
    for column, written in zip(names, zip(*rows, strict=True), strict=True):
        read = [_number(cell, delimiter) for cell in written]
        if None in read:
            labels[column] = tuple(clean_line(cell) for cell in written)
        else:
            numbers[column] = np.array(read, dtype=np.float64)
    return Table(name, numbers, labels, tuple(names))


def _header(cells: list[str], place: str) -> list[str]:
    names = [clean_line(cell) for cell in cells]
    if all(_number(cell, ",") is not None for cell in cells):
        raise SpecificationError(
            "the first line has only numbers", to_do="put the names of the columns there", where=Place(place, 1)
        )
    for position, name in enumerate(names):
        if not name or name in names[:position]:
            what = f'two columns are called "{name}"' if name else f"column {position + 1} has no name"
            raise SpecificationError(what, to_do="give each column its own name", where=Place(place, 1))
    return names


def _number(cell: str, delimiter: str) -> float | None:
    """The cell as a finite number, None if it is not one."""
    try:
        value = float(cell.replace(",", ".") if delimiter == ";" else cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
