"""Modules that are imported when something of them is wanted: what most lessons never need, no start shall pay for."""

from __future__ import annotations

from importlib import import_module


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
