"""Records to try things on. File permissions do not bind root, and tests may run as root: `unprivileged` makes them
bind."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tutor.record.store import Record, open_record

_NOBODY = 65534


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """The record of a new learner called Ana in `tmp_path`."""
    with open_record("Ana", tmp_path) as opened:
        yield opened


@pytest.fixture
def fill() -> Callable[[Path], Path]:
    """Makes Ana's record in a data folder, with 40 entries of lesson 08 on a dozen pages; gives its file."""

    def fill(folder: Path) -> Path:
        with open_record("Ana", folder) as record:
            for n in range(40):
                record.append("08", "typed", {"n": n, "padding": "x" * 500})
            return record.path

    return fill


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """The test runs as an ordinary user, and this is that user's own empty folder."""
    with TemporaryDirectory() as name:  # pytest's own folder is closed to anybody else
        folder = Path(name)
        as_root = os.geteuid() == 0
        if as_root:
            os.chown(folder, _NOBODY, -1)
            os.seteuid(_NOBODY)
        try:
            yield folder
        finally:
            if as_root:
                os.seteuid(0)
            for directory, _, _ in os.walk(folder):
                Path(directory).chmod(0o700)
