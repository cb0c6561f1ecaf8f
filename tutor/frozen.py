"""Frozen dataclasses that are made in a fifth of the time, for the modules that stand before the first page.

The standard library compiles six methods for each class, 0.7 ms: for the ninety classes that a lesson needs that was a
third of all that `tutor` imports beyond Textual. Here the methods are shared, and `__init__` is compiled when the first
instance is made. Such a class is a dataclass in every other way: `replace`, `fields`, `field`, `match` and copies work.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_VALUES = "_compared_values"
"""The name under which a class keeps what gives the values of an instance that are compared."""

if TYPE_CHECKING:
    from dataclasses import dataclass  # to a type checker, nothing else
else:

    def dataclass(*, frozen: bool, slots: bool, eq: bool = True) -> Callable[[type], type]:
        """`dataclasses.dataclass(frozen=True, slots=True)`, with or without `eq`; nothing else is offered.

        Raises:
            TypeError: something else is wanted, or the class has dataclasses among its bases, or has `__slots__`.
        """
        if not (frozen and slots):
            raise TypeError("only for frozen dataclasses with slots")
        return _with_equality if eq else _without_equality


def _with_equality(cls: type) -> type:
    return _made(cls, equal=True)


def _without_equality(cls: type) -> type:
    return _made(cls, equal=False)


def _made(cls: type, *, equal: bool) -> type:
    if cls.__bases__ != (object,) or "__slots__" in cls.__dict__:
        raise TypeError(f"{cls.__name__} is not as simple as it must be here")
    cls.__doc__ = cls.__doc__ or cls.__name__  # else it would be told by its signature, which takes long to find
    dataclasses.dataclass(init=False, repr=False, eq=False)(cls)  # finds the fields, and compiles nothing
    fields = dataclasses.fields(cls)
    names = tuple(field.name for field in fields)
    body = {name: value for name, value in cls.__dict__.items() if name not in (*names, "__dict__", "__weakref__")}
    made: type = type(cls)(cls.__name__, cls.__bases__, body | {"__slots__": names} | _methods(fields, equal=equal))
    made.__qualname__ = cls.__qualname__
    made.__init__ = _first_init(made, fields)  # type: ignore[misc]
    return made


def _methods(fields: tuple[dataclasses.Field[Any], ...], *, equal: bool) -> dict[str, object]:
    """Those that every class has, shared by all of them; `__init__` is made with the first instance."""
    methods: dict[str, object] = {
        "__repr__": _told,
        "__setattr__": _no_setting,
        "__delattr__": _no_deleting,
        "__getstate__": _state,
        "__setstate__": _restore,
    }
    if equal:
        compared = [field.name for field in fields if field.compare]
        values: Callable[[object], object] = attrgetter(*compared) if compared else _nothing
        methods |= {"__eq__": _equals, "__hash__": _hash, _VALUES: staticmethod(values)}
    return methods


def _told(one: Any) -> str:
    shown = (field.name for field in dataclasses.fields(one) if field.repr)
    return f"{type(one).__qualname__}({', '.join(f'{name}={getattr(one, name)!r}' for name in shown)})"


def _state(one: Any) -> list[object]:
    return [getattr(one, field.name) for field in dataclasses.fields(one)]


def _restore(one: Any, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(one), state, strict=True):
        object.__setattr__(one, field.name, value)


def _equals(one: Any, other: object) -> bool:
    values: Callable[[object], object] = getattr(one, _VALUES)
    same: bool = values(one) == values(other) if type(other) is type(one) else NotImplemented
    return same


def _hash(one: Any) -> int:
    return hash(getattr(one, _VALUES)(one))


def _nothing(_one: object) -> object:
    return ()


def _no_setting(_one: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deleting(_one: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _first_init(cls: type, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """Compiles the true one, puts it in its own place, and calls it."""

    def begin(one: object, /, *given: object, **named: object) -> None:
        init = _compiled(cls, fields)
        cls.__init__ = init  # type: ignore[misc]
        init(one, *given, **named)

    return begin


def _compiled(cls: type, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    known: dict[str, object] = {"_set": object.__setattr__, "_missing": dataclasses.MISSING}
    parameters, lines = ["_self"], []
    for field in fields:
        name, value = field.name, field.name
        if field.default_factory is not dataclasses.MISSING:
            known[f"_make_{name}"] = field.default_factory
            value = f"_make_{name}() if {name} is _missing else {name}" if field.init else f"_make_{name}()"
            parameters += [f"{name}=_missing"] if field.init else []
        elif field.default is not dataclasses.MISSING:
            known[f"_default_{name}"] = field.default
            value = name if field.init else f"_default_{name}"
            parameters += [f"{name}=_default_{name}"] if field.init else []
        elif field.init:
            parameters.append(name)
        else:
            continue  # `__post_init__` sets it
        lines.append(f"    _set(_self, {name!r}, {value})\n")
    if hasattr(cls, "__post_init__"):
        lines.append("    _self.__post_init__()\n")
    made: dict[str, Any] = {}
    exec(f"def __init__({', '.join(parameters)}):\n{''.join(lines) or '    pass'}", known, made)
    made["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    init: Callable[..., None] = made["__init__"]
    return init
