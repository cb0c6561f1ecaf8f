"""Where learners' records are kept, and who learned here last."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from tutor.cleaning import clean_line
from tutor.errors import RecordError
from tutor.record.names import clean_name, file_name

_LAST = "last-learner"
_LONGEST_LAST = 1024
"""Bytes of the file `last-learner` that are read: a name is far shorter."""


def data_folder() -> Path:
    """The folder of everything that is kept: `TUTOR_DATA` if it is set, else the user's data folder of this system.

    Raises:
        RecordError: this user has no home folder.
    """
    named = os.environ.get("TUTOR_DATA")
    if named:
        return Path(named).absolute()
    # 2 ms that a command with TUTOR_DATA set, or without a record, need not pay.
    from platformdirs import user_data_dir

    folder = Path(user_data_dir("descent-tutor", appauthor=False))
    if not folder.is_absolute():
        raise RecordError(
            "this user has no home folder, so there is no place for a record",
            to_do="set TUTOR_DATA to a folder that you may write to",
        )
    return folder


def learners_folder(folder: Path | None = None) -> Path:
    """The folder of the learners' records inside the data folder."""
    return (data_folder() if folder is None else folder) / "learners"


def record_path(name: str, folder: Path | None = None) -> Path:
    """The file of this learner's record, whether it exists or not."""
    return learners_folder(folder) / file_name(clean_name(name))


def make_private(folder: Path) -> None:
    """Create the folder, closed to other users, unless it exists: a class's folder may have been opened on purpose."""
    if not folder.parent.exists():
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def last_learner(folder: Path | None = None) -> str | None:
    """The name that `tutor` goes on with when none is given; None if there is none or the file cannot be read."""
    try:
        with (_data(folder) / _LAST).open("rb") as file:
            return clean_name(file.read(_LONGEST_LAST).decode("utf-8"))
    except (OSError, UnicodeDecodeError, RecordError):
        return None


def remember_learner(name: str, folder: Path | None = None) -> None:
    """Make this the name that `last_learner` gives; the file is replaced as a whole or not at all.

    Raises:
        RecordError: the name cannot be one, or the folder cannot be written.
    """
    shown = clean_name(name)
    data = _data(folder)
    if last_learner(data) == shown:
        return  # as at nearly every start, which need not wait for the disk then
    fresh = data / f".{_LAST}-{os.getpid()}"
    try:
        make_private(data)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(f"{shown}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(data / _LAST)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise RecordError(
            f"I cannot remember your name in {clean_line(str(data))} ({error.strerror})",
            to_do="next time, say who you are again",
        ) from error


def _data(folder: Path | None) -> Path:
    return data_folder() if folder is None else folder
