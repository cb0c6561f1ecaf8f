"""What is imported or compiled when it is wanted: what most lessons never need, no start shall pay for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import cast


class Later:
    """Stands for a module until one of its names is asked for.

        if TYPE_CHECKING:
            from tutor.dialogue import walks
        else:
            walks = Later("tutor.dialogue.walks")

    Args:
        name: of the module, in full.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, what: str) -> object:
        """What the module has under this name."""
        found = getattr(import_module(self._name), what)
        self.__dict__[what] = found  # the next time it is found without asking here
        return found


def pattern(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """`re.compile(text, flags)`, at the first use. For the long ones: compiling those that understand a typed number
    takes a thirtieth of a start."""
    return cast("re.Pattern[str]", _Pattern(text, flags))


class _Pattern:
    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        self._given = text, flags

    def __getattr__(self, what: str) -> object:
        found = getattr(re.compile(*self._given), what)  # compiled once: `re` keeps it, and this the method
        self.__dict__[what] = found
        return found


@contextmanager
def without(name: str) -> Iterator[None]:
    """While it lasts, whoever imports the module `name` is told that there is none, unless it was loaded before: for
    what others import if it is there, and use for nothing that is done here."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
