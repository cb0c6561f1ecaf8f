"""`tutor host`: keeps everything loaded for an account that many learners share."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from contextlib import suppress

import tutor
from tutor.errors import UsageError
from tutor.host.child import Play
from tutor.host.server import Host, stop
from tutor.record.folder import data_folder, make_private
from tutor.terminal import apply_defaults

_READ_AT_IMPORT = ("TEXTUAL", "ESCDELAY", "LC_TERMINAL", "TERM", "COLORTERM")
"""Beginnings of variables by which one terminal would change what all learners get."""
_LATE = (
    "_strptime",
    "asyncio.unix_events",
    "numpy.ma",
    "plotext",
    "sqlite3",
    "textual.drivers._writer_thread",
    "textual.drivers.headless_driver",
    "textual.drivers.linux_driver",
    "textual.layouts.factory",
    "textual.layouts.horizontal",
    "textual.layouts.stream",
    "textual.pilot",
)
"""Modules of others that are imported when a screen comes up, and not by importing ours."""


def host(program: Play) -> int:
    """Serves this account's logins until it is stopped; gives the exit code.

    Args:
        program: what each of them runs.

    Raises:
        TutorError: it cannot serve, or one does already.
    """
    if sys.platform != "linux":
        raise UsageError("tutor host needs Linux", to_do="without it, tutor only starts more slowly")
    if sys.getfilesystemencoding() != "utf-8":
        raise UsageError("tutor host needs UTF-8", to_do="start it with LC_ALL=C.UTF-8")
    folder = data_folder()
    make_private(folder)
    with Host(str(folder)) as hosting:
        load()
        print(f"tutor host: ready in {folder}", flush=True)
        hosting.serve(program)
        with suppress(OSError):  # whoever started it may have gone, and the terminal, too
            print(f"tutor host: stopped; still playing: {hosting.learners}", flush=True)
    return 0


def stop_host() -> int:
    """Ends this account's host; gives the exit code: 1 if there was none."""
    if stop(str(data_folder())):
        print("tutor host: stopped. Whoever is in a lesson plays on.")
        return 0
    print("tutor host: none runs here")
    return 1


def load() -> None:
    """Imports all that playing needs."""
    for name in [name for name in os.environ if name.startswith(_READ_AT_IMPORT)]:
        del os.environ[name]
    apply_defaults(os.environ)
    for module in pkgutil.walk_packages(tutor.__path__, "tutor."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in _LATE:
        importlib.import_module(name)
