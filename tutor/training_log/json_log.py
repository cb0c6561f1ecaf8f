"""Reads a log in JSON: an object of lists, a list of numbers or of objects, or an object to a line (JSON lines)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, cast

from tutor.errors import LogError
from tutor.training_log.columns import shown
from tutor.training_log.json_columns import ONE_BY_ONE, Columns, kind, losses_inside, standing_deeper
from tutor.training_log.json_text import DEEPEST, JsonText
from tutor.training_log.source import Source, lines

if TYPE_CHECKING:
    from tutor.errors import Place
    from tutor.training_log.collect import Collector

_BATCH = 2048
_INSIDE = frozenset({"log_history", "history", "logs", "log", "metrics"})
"""What people keep a log under: `log_history` in the Hugging Face Trainer's trainer_state.json."""


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
    columns = Columns(into)
    every = chain.from_iterable(lines(pieces, source))
    first = 1
    while batch := list(islice(every, _BATCH)):
        filled = [line for line in batch if line and not line.isspace()]

        def place(at: int, batch: list[str] = batch, first: int = first) -> Place:
            numbers = [number for number, line in enumerate(batch, first) if line and not line.isspace()]
            return source.place(numbers[at])

        columns.add_records(_decoded(filled, place), place)
        first += len(batch)
    columns.look_deeper()
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
        raise LogError(f"{kind(record)} stands where an object should", where=place(at))
    return record


class _Reader:
    """Walks a JSON document and hands on what a log may hold."""

    def __init__(self, text: JsonText, into: Collector) -> None:
        self._text = text
        self._into = into
        self._columns = Columns(into)
        self._runs: dict[str, Place] = {}
        """Keys whose value was passed over and has losses inside, and where that begins."""
        self._has_loss = False
        """A key that is read names a loss."""
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
            raise standing_deeper(self._runs, ONE_BY_ONE)
        self._columns.look_deeper()

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
                self._listed = self._listed or role == "loss"
                begins = self._text.place()
                for items in self._text.items():
                    self._columns.add(key, items, self._text, begins)
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
        if losses_inside(inside):
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
                self._columns.add("loss", items, self._text, begins)


def _same(place: Place, _at: int) -> Place:
    return place
