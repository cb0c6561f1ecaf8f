"""Reads and writes `name:key=value,key=value`, the form in which problems, optimizers and schedules are named."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Literal

from tutor.cleaning import clean_line
from tutor.errors import SpecificationError, did_you_mean
from tutor.frozen import dataclass

Value = float | int | str | bool | tuple[int, ...] | tuple[str, ...] | None
Kind = Literal["float", "int", "text", "flag", "ints", "texts"]

_FLAGS = MappingProxyType(
    {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
)
# A plus sign before a letter joins two schedules; the one in 1e+4 stands before a digit.
_PLUS = re.compile(r"\s*\+\s*(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Key:
    """One setting of a problem, an optimizer or a schedule."""

    name: str
    kind: Kind
    default: Value
    """None where the value must be given (`required`) or follows from the others."""
    meaning: str
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    """`low` itself is not allowed."""
    high_open: bool = False
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def range(self) -> str:
        """The valid values in words: `above 0`, `at least 0 and below 1`, `tanh, sigmoid or relu`."""
        if self.choices:
            return " or ".join(filter(None, (", ".join(self.choices[:-1]), self.choices[-1])))
        bounds = []
        if self.low != -math.inf:
            bounds.append(f"{'above' if self.low_open else 'at least'} {_number(self.low)}")
        if self.high != math.inf:
            bounds.append(f"{'below' if self.high_open else 'at most'} {_number(self.high)}")
        return " and ".join(bounds) or _KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem, optimizer or schedule that can be named."""

    name: str
    formula: str
    about: str
    keys: tuple[Key, ...] = ()

    def key(self, name: str) -> Key | None:
        """The key called `name`, if there is one."""
        return next((key for key in self.keys if key.name == name), None)

    @property
    def usage(self) -> str:
        """How it is written with the keys that must be given: `cosine:T_max=…`."""
        needed = ",".join(f"{key.name}=…" for key in self.keys if key.required)
        return f"{self.name}:{needed}" if needed else self.name


@dataclass(frozen=True, slots=True)
class Specification:
    """A name with a value for every key; `str()` gives the shortest text that reads back as the same."""

    name: str
    values: Mapping[str, Value] = field(default_factory=dict)
    """Every key of the entry, defaults filled in."""
    defaults: Mapping[str, Value] = field(default_factory=dict, repr=False)
    then: Specification | None = None
    """The schedule that follows this warm-up."""

    def __str__(self) -> str:
        given = ",".join(
            f"{key}={_text(value)}" for key, value in self.values.items() if value != self.defaults.get(key)
        )
        first = f"{self.name}:{given}" if given else self.name
        return f"{first}+{self.then}" if self.then else first

    def __hash__(self) -> int:
        return hash(str(self))

    def real(self, key: str) -> float:
        """The value of a number key."""
        value = self.values[key]
        assert isinstance(value, float | int)
        return float(value)

    def whole(self, key: str) -> int:
        """The value of a whole-number key."""
        value = self.values[key]
        assert isinstance(value, int)
        return value

    def wholes(self, key: str) -> tuple[int, ...]:
        """The value of a key that lists whole numbers."""
        value = self.values[key]
        assert isinstance(value, tuple)
        return tuple(int(number) for number in value)

    def flag(self, key: str) -> bool:
        """The value of a yes-or-no key."""
        return bool(self.values[key])

    def text(self, key: str) -> str:
        """The value of a text key."""
        value = self.values[key]
        assert isinstance(value, str)
        return value


def read(text: str, entries: Mapping[str, Entry], what: str) -> Specification:
    """Read one `name:key=value,key=value`.

    Args:
        text: what was written; control characters are ignored.
        entries: the names that are valid.
        what: what is being named ("problem"), for the error.

    Raises:
        SpecificationError: an unknown name or key, a key given twice or missing, a value of the wrong kind or range.
    """
    # Errors quote what was written, and it may come from a lesson file: no control characters on the way.
    name, _, settings = clean_line(text).partition(":")
    name = name.strip()
    if not name:
        raise SpecificationError(f"no {what} is named", to_do=did_you_mean("", entries))
    entry = entries.get(name)
    if entry is None:
        raise SpecificationError(f'there is no {what} "{name}"', to_do=did_you_mean(name, entries))
    given = _settings(entry, settings)
    missing = [key.name for key in entry.keys if key.required and key.name not in given]
    if missing:
        raise SpecificationError(f"{name} needs {' and '.join(missing)}", to_do=f"write {entry.usage}")
    defaults = {key.name: key.default for key in entry.keys}
    return Specification(name, MappingProxyType({**defaults, **given}), MappingProxyType(defaults))


def split_chain(text: str) -> list[str]:
    """The parts of `linear-warmup:…+cosine:…`."""
    return _PLUS.split(text.strip())


def _settings(entry: Entry, text: str) -> dict[str, Value]:
    given: dict[str, Value] = {}
    names = [key.name for key in entry.keys]
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, written = (piece.strip() for piece in part.partition("="))
        key = entry.key(name)
        if key is None:
            to_do = did_you_mean(name, names) if names else "it has no settings"
            raise SpecificationError(f'{entry.name} has no setting "{name}"', to_do=to_do)
        if not equals or not written:
            raise SpecificationError(f'{entry.name}: "{name}" has no value', to_do=f"write {name}=…")
        if name in given:
            raise SpecificationError(f'{entry.name}: "{name}" is given twice', to_do="keep one of them")
        given[name] = _value(entry.name, key, written)
    return given


def _value(owner: str, key: Key, written: str) -> Value:
    try:
        value: Value = _READERS[key.kind](written)
    except (ValueError, KeyError, ZeroDivisionError, OverflowError):
        raise SpecificationError(
            f"{owner}: {key.name}={written} is not {_KINDS[key.kind]}", to_do=f"{key.name} is {key.meaning}"
        ) from None
    if key.choices and value not in key.choices:
        raise SpecificationError(f'{owner}: {key.name} cannot be "{written}"', to_do=did_you_mean(written, key.choices))
    numbers = value if isinstance(value, tuple) else (value,)
    for number in numbers:
        if isinstance(number, float | int) and not _inside(key, number):
            raise SpecificationError(
                f"{owner}: {key.name}={written} is out of range", to_do=f"{key.name} must be {key.range}"
            )
    return value


def _inside(key: Key, number: float) -> bool:
    above = number > key.low if key.low_open else number >= key.low
    below = number < key.high if key.high_open else number <= key.high
    return above and below


def _float(written: str) -> float:
    top, slash, bottom = written.partition("/")
    value = float(top) / float(bottom) if slash else float(top)
    if not math.isfinite(value):
        raise ValueError(written)
    return value


def _int(written: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", written):
        value = float(written)  # 1e3 is a whole number, too
        if not value.is_integer() or abs(value) > 1e15:
            raise ValueError(written)
        return int(value)
    return int(written)


_READERS: Mapping[Kind, Callable[[str], Value]] = MappingProxyType(
    {
        "float": _float,
        "int": _int,
        "text": str,
        "flag": lambda written: _FLAGS[written.lower()],
        "ints": lambda written: tuple(_int(part) for part in written.split(";")),
        "texts": lambda written: tuple(part.strip() for part in written.split(";")),
    }
)
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "float": "a number",
        "int": "a whole number",
        "text": "a name",
        "flag": "yes or no",
        "ints": "whole numbers with ; between them",
        "texts": "names with ; between them",
    }
)


def _number(value: float) -> str:
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, tuple):
        return ";".join(_text(part) for part in value)
    return str(value)
