"""JSON values -> the columns of a log: numbers, each with the row that it stands in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from tutor.errors import LogError
from tutor.training_log.collect import MOST_PARAMETERS
from tutor.training_log.columns import meaning, shown
from tutor.wording import listed

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.errors import Place
    from tutor.training_log.collect import Collector
    from tutor.training_log.json_text import JsonText
    from tutor.training_log.model import Rows

ONE_BY_ONE = "save each run to a file of its own and give me one file at a time"
_WORDS = frozenset({"nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})
_PLAIN = frozenset({int, float})
_NAMED = 5
"""How many keys an error names."""


def losses_inside(names: Iterable[str]) -> bool:
    """Whether one of the keys names a loss."""
    return any(what.role == "loss" for name in names if (what := meaning(name)) is not None)


def standing_deeper(found: Mapping[str, Place], to_do: str) -> LogError:
    """What to say where the losses are inside other objects: under which keys, and where the first begins."""
    named = [f'"{shown(key)}"' for key in found]
    more = [f"{len(named) - _NAMED} more"] if len(named) > _NAMED else []
    return LogError(
        f"the losses stand one level deeper, in {listed([*named[:_NAMED], *more])}",
        to_do=to_do,
        where=next(iter(found.values())),
    )


class Columns:
    """Turns JSON values into numbers with the rows that they stand in."""

    def __init__(self, into: Collector) -> None:
        self._into = into
        self._rows: dict[str, int] = {}
        """How many entries of each list came."""
        self._records = 0
        self._curves: dict[str, Place | None] = {}
        """The losses by their key, and where the list begins that they are from; None: they are from none."""
        self._deeper: dict[str, Place] = {}
        """Keys of entries under which an object has a loss, and where the first such entry stands."""

    def add(self, name: str, items: Sequence[object], text: JsonText, begins: Place) -> None:
        """More items of the list called `name`, which begins there.

        Raises:
            LogError: an item is no number, or these are the losses of a second run.
        """
        begin = self._rows.get(name, 0)
        self._rows[name] = begin + len(items)
        what = self._into.meaning(name)
        if what is None:
            return
        if what.role == "w" and not what.index:
            self._add_parameters(items, begin)
            return
        numbers = _numbers(items)
        if isinstance(numbers, int):
            told = f"{shown(name)}[{begin + numbers}] is {kind(items[numbers])}, not a number"
            raise text.error(told, to_do="an entry is a number, null, or one of the words inf, -inf and nan")
        self._push(name, numbers, begin, begins)

    def add_records(
        self, records: Sequence[Mapping[str, object]], place: Callable[[int], Place], begins: Place | None = None
    ) -> None:
        """More entries, each with its own keys.

        Args:
            records: the entries.
            place: tells where entry `at` stands.
            begins: where the list begins that they are from, if they are from one.

        Raises:
            LogError: what should be a number is none, or these are the losses of a second run.
        """
        begin = self._records
        self._records += len(records)
        names = sorted(set[str]().union(*records))
        for name in names:
            what = self._into.meaning(name)
            if what is None:
                continue
            try:
                items = [*map(itemgetter(name), records)]
            except KeyError:
                items = [record.get(name) for record in records]
            if what.role == "w" and not what.index:
                self._add_parameters(items, begin)
                continue
            numbers = _numbers(items)
            if isinstance(numbers, int):
                if what.role not in ("loss", "val_loss", "gradient_norm"):
                    continue  # such as "epoch": "1/10" or "lr": "auto"
                if self._is_run(records[numbers]):
                    several = "a list of runs begins here, each" if begins else "this is a whole run,"
                    raise LogError(f"{several} with a list of losses", to_do=ONE_BY_ONE, where=begins or place(numbers))
                raise LogError(
                    f"{shown(name)} is {kind(items[numbers])}, not a number",
                    to_do="an entry is a number, null, or one of the words inf, -inf and nan",
                    where=place(numbers),
                )
            if what.role == "minimum":
                fine = numbers[0][np.isfinite(numbers[0])]
                self._into.minimum = float(fine[-1]) if fine.size else self._into.minimum
                continue
            self._push(name, numbers, begin, begins)
        if not self._curves:
            self._find_deeper(records, place)

    def look_deeper(self) -> None:
        """After the whole log.

        Raises:
            LogError: no entry had a loss of its own, but an object with one in it.
        """
        if self._deeper and not self._curves:
            raise standing_deeper(self._deeper, 'write them into the entries themselves, such as {"train_loss": 0.5}')

    def _find_deeper(self, records: Sequence[Mapping[str, object]], place: Callable[[int], Place]) -> None:
        for at, record in enumerate(records):
            for key, value in record.items():
                if isinstance(value, dict) and key not in self._deeper and losses_inside(value):
                    self._deeper[key] = place(at)

    def _is_run(self, record: Mapping[str, object]) -> bool:
        """Whether an entry is no step of a run, but has a list of losses."""
        return any(
            isinstance(value, list) and (what := self._into.meaning(name)) is not None and what.role == "loss"
            for name, value in record.items()
        )

    def _push(self, name: str, numbers: tuple[Floats, Rows | None], begin: int, begins: Place | None) -> None:
        values, at = numbers
        what = self._into.meaning(name)
        is_curve = what is not None and what.role == "loss" and len(values) > 0
        if is_curve and self._curves.setdefault(name, begins) is not begins and begins is not None:
            raise LogError("a second run begins here", to_do=ONE_BY_ONE, where=begins)
        rows = np.arange(begin, begin + len(values), dtype=np.int64) if at is None else begin + at
        self._into.push(name, rows, values)

    def _add_parameters(self, items: Sequence[object], begin: int) -> None:
        """w as a list of numbers for each entry, or as one number; what is neither is left out."""
        points = [item if isinstance(item, list) else [item] for item in items]
        dimension = max(map(len, points), default=0)
        if not 0 < dimension <= MOST_PARAMETERS:
            return
        whole = [at for at, point in enumerate(points) if len(point) == dimension]
        rows = begin + np.array(whole, dtype=np.int64)
        for axis in range(dimension):
            numbers = _numbers([points[at][axis] for at in whole])
            name = f"w{axis + 1}"
            if isinstance(numbers, int) or self._into.meaning(name) is None:
                return
            values, there = numbers
            self._into.push(name, rows if there is None else rows[there], values)


def _numbers(items: Sequence[object]) -> tuple[Floats, Rows | None] | int:
    """The numbers and at which items they stand (None for all), or the index of an item that is none."""
    if _PLAIN.issuperset(map(type, items)):
        try:
            return np.array(items, dtype=object).astype(np.float64), None
        except OverflowError:
            pass
    read = [_number(item) for item in items]
    if None in read:
        return read.index(None)
    at = np.array([index for index, item in enumerate(items) if item is not None], dtype=np.int64)
    values = np.array([value for value, item in zip(read, items, strict=True) if item is not None], dtype=np.float64)
    return values, None if len(at) == len(items) else at


def _number(item: object) -> float | None:
    """The item as a number, NaN for null; None if it is none."""
    if item is None:
        return math.nan
    if isinstance(item, bool):
        return None
    if isinstance(item, int | float):
        try:
            return float(item)
        except OverflowError:
            return math.inf if item > 0 else -math.inf
    if isinstance(item, str):
        word = item.strip().lower()
        if word in _WORDS:
            return float(word)
        try:
            return float(word)
        except ValueError:
            return None
    return None


def kind(item: object) -> str:
    match item:
        case None:
            return "null"
        case bool():
            return str(item).lower()
        case str():
            return f'"{shown(item)}"'
        case list():
            return "a list"
        case dict():
            return "an object"
    return str(item)[:40]
