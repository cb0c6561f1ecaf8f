"""Reads a log in JSON: an object of lists, a list of numbers or of objects, or an object to a line (JSON lines).

A little past 300 lines, as each form in which several runs may come together is told from a log here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING, cast

import numpy as np

from tutor.errors import LogError
from tutor.training_log.collect import MOST_PARAMETERS
from tutor.training_log.columns import meaning, shown
from tutor.training_log.json_text import DEEPEST, JsonText
from tutor.training_log.source import Source, lines
from tutor.wording import listed

if TYPE_CHECKING:
    from tutor.engine.model import Floats
    from tutor.errors import Place
    from tutor.training_log.collect import Collector
    from tutor.training_log.model import Rows

_BATCH = 2048
_INSIDE = frozenset({"log_history", "history", "logs", "log", "metrics"})
"""What people keep a log under: `log_history` in the Hugging Face Trainer's trainer_state.json."""
_ONE_BY_ONE = "save each run to a file of its own and give me one file at a time"
_NAMED = 5
"""How many keys an error names."""
_WORDS = frozenset({"nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})
_PLAIN = frozenset({int, float})


def read_json(pieces: Iterator[str], source: Source, into: Collector) -> str:
    """Reads a JSON document, or several one after another; returns what it was.

    Raises:
        LogError: it is not JSON, or what should be numbers is not.
    """
    text = JsonText(pieces, source)
    reader = _Reader(text, into)
    while sign := text.peek():
        if sign == "{":
            reader.read_object()
        elif sign == "[":
            reader.read_list()
        else:
            raise text.error("an object or a list is expected here", to_do="one JSON object to a line is fine, too")
    reader.look_for_runs()
    return "JSON"


def read_json_lines(pieces: Iterator[str], source: Source, into: Collector) -> str:
    """Reads an object to a line.

    Raises:
        LogError: a line is not an object, or what should be numbers is not.
    """
    columns = _Columns(into)
    every = chain.from_iterable(lines(pieces, source))
    first = 1
    while batch := list(islice(every, _BATCH)):
        filled = [line for line in batch if line and not line.isspace()]

        def place(at: int, batch: list[str] = batch, first: int = first) -> Place:
            numbers = [number for number, line in enumerate(batch, first) if line and not line.isspace()]
            return source.place(numbers[at])

        columns.add_records(_decoded(filled, place), place)
        first += len(batch)
    return "JSON lines"


def is_json_lines(head: str) -> bool:
    """Whether a text that begins like this has an object to a line: the first is whole, and another follows."""
    first, _, rest = head.strip().partition("\n")
    if not rest.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _decoded(filled: list[str], place: Callable[[int], Place]) -> list[Mapping[str, object]]:
    try:
        records = json.loads(f"[{','.join(filled)}]")
    except (ValueError, RecursionError):
        records = []
    if len(records) == len(filled) and set(map(type, records)) <= {dict}:
        return cast(list[Mapping[str, object]], records)
    return [_one(line, at, place) for at, line in enumerate(filled)]


def _one(line: str, at: int, place: Callable[[int], Place]) -> Mapping[str, object]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        what = f'this is not JSON: "{shown(line[error.pos : error.pos + 20])}" is not expected here'
        if error.pos >= len(line.rstrip()):
            what = "the line ends too early"
        raise LogError(what, where=replace(place(at), column=error.colno)) from None
    except (ValueError, RecursionError):
        raise LogError("the line is not JSON that can be read", where=place(at)) from None
    if not isinstance(record, dict):
        raise LogError(f"{_kind(record)} stands where an object should", where=place(at))
    return record


class _Reader:
    """Walks a JSON document and hands on what a log may hold."""

    def __init__(self, text: JsonText, into: Collector) -> None:
        self._text = text
        self._into = into
        self._columns = _Columns(into)
        self._runs: dict[str, Place] = {}
        """Keys whose value was passed over and has losses inside, and where that begins."""
        self._has_loss = False
        """A key that is read names a loss."""
        self._curves: dict[str, Place] = {}
        """Where the first list of losses under each key begins."""
        self._listed = False
        """The object that is read has a list of losses or of entries."""
        self._alone: list[tuple[Mapping[str, object], Place]] = []
        """What stands alone in the objects inside it."""

    def look_for_runs(self) -> None:
        """After the whole document.

        Raises:
            LogError: no loss was found, but objects in which there may be some.
        """
        if self._runs and not self._has_loss:
            named = [f'"{shown(key)}"' for key in self._runs]
            more = [f"{len(named) - _NAMED} more"] if len(named) > _NAMED else []
            raise LogError(
                f"the losses stand one level deeper, in {listed([*named[:_NAMED], *more])}",
                to_do=_ONE_BY_ONE,
                where=next(iter(self._runs.values())),
            )

    def read_object(self, depth: int = 0) -> None:
        """An object of lists, or one entry of a log."""
        entry: dict[str, object] = {}
        for key in self._text.members():
            sign = self._text.peek()
            known = self._into.meaning(key) is not None
            role = self._role(key)
            self._has_loss = self._has_loss or key in _INSIDE or role == "loss"
            if sign == "[" and key in _INSIDE:
                self._listed = True
                self.read_list()
            elif sign == "[" and known:
                if role == "loss":
                    self._listed = True
                    begins = self._text.place()
                    if self._curves.setdefault(key, begins) is not begins:
                        raise LogError("a second run begins here", to_do=_ONE_BY_ONE, where=begins)
                for items in self._text.items():
                    self._columns.add(key, items, self._text)
            elif sign == "{" and key in _INSIDE and depth < DEEPEST:
                self.read_object(depth + 1)
            elif sign in "[{":
                self._pass_over(key)
            else:
                entry[key] = self._text.value()
        if depth:
            self._alone.append((entry, self._text.place()))  # a list may follow outside
            return
        for inner, place in self._alone:
            self._add_alone(inner, partial(_same, place))
        self._add_alone(entry, lambda _: self._text.place())
        self._alone, self._listed = [], False

    def _pass_over(self, key: str) -> None:
        begins, inside = self._text.place(), set[str]()
        self._text.skip(keys=inside)
        if any(what.role == "loss" for name in inside if (what := meaning(name)) is not None):
            self._runs.setdefault(key, begins)

    def _add_alone(self, entry: Mapping[str, object], place: Callable[[int], Place]) -> None:
        """What stands in no list: an entry of a log. Beside a list of losses it is a setting or a summary: of those
        only these two say something about the curve."""
        settings = {key: value for key, value in entry.items() if self._role(key) in ("minimum", "lr")}
        whole = not self._listed and any(self._role(key) in ("loss", "val_loss") for key in entry)
        if whole or settings:
            self._columns.add_records([entry if whole else settings], place)

    def _role(self, key: str) -> str:
        what = self._into.meaning(key)
        return what.role if what else ""

    def read_list(self) -> None:
        """Losses, or entries of a log."""
        begins = self._text.place()
        for items in self._text.items():
            if set(map(type, items)) <= {dict}:
                records = cast(list[Mapping[str, object]], items)
                self._columns.add_records(records, lambda _: self._text.place(), begins)
            else:
                self._columns.add("loss", items, self._text)


def _same(place: Place, _at: int) -> Place:
    return place


class _Columns:
    """Turns JSON values into numbers with the rows that they stand in."""

    def __init__(self, into: Collector) -> None:
        self._into = into
        self._rows: dict[str, int] = {}
        """How many entries of each list came."""
        self._records = 0

    def add(self, name: str, items: Sequence[object], text: JsonText) -> None:
        """More items of the list called `name`."""
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
            told = f"{shown(name)}[{begin + numbers}] is {_kind(items[numbers])}, not a number"
            raise text.error(told, to_do="an entry is a number, null, or one of the words inf, -inf and nan")
        self._push(name, numbers, begin)

    def add_records(
        self, records: Sequence[Mapping[str, object]], place: Callable[[int], Place], begins: Place | None = None
    ) -> None:
        """More entries, each with its own keys.

        Args:
            records: the entries.
            place: tells where entry `at` stands.
            begins: where the list begins that they are from, if they are from one.
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
                    raise LogError(
                        f"{several} with a list of losses", to_do=_ONE_BY_ONE, where=begins or place(numbers)
                    )
                raise LogError(
                    f"{shown(name)} is {_kind(items[numbers])}, not a number",
                    to_do="an entry is a number, null, or one of the words inf, -inf and nan",
                    where=place(numbers),
                )
            if what.role == "minimum":
                fine = numbers[0][np.isfinite(numbers[0])]
                self._into.minimum = float(fine[-1]) if fine.size else self._into.minimum
                continue
            self._push(name, numbers, begin)

    def _is_run(self, record: Mapping[str, object]) -> bool:
        """Whether an entry is no step of a run, but has a list of losses."""
        return any(
            isinstance(value, list) and (what := self._into.meaning(name)) is not None and what.role == "loss"
            for name, value in record.items()
        )

    def _push(self, name: str, numbers: tuple[Floats, Rows | None], begin: int) -> None:
        values, at = numbers
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


def _kind(item: object) -> str:
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
