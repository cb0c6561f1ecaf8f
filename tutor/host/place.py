"""Where host and client meet: a socket in a folder that nobody but its account can enter."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

_FOLDER = "host"
_SOCKET = "socket"


class NotOurs(Exception):  # noqa: N818
    """The folder belongs to somebody else or is open to others."""


def enter(data: str) -> int:
    """A descriptor of the meeting place in the data folder `data`, by which alone it is used from then on.

    Raises:
        NotOurs: another account could put a socket there.
        OSError: there is none.
    """
    folder = os.open(os.path.join(data, _FOLDER), os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    status = os.fstat(folder)
    if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
        os.close(folder)
        raise NotOurs
    return folder


def prepare(data: str) -> int:
    """Like `enter`, and makes the folder if it is missing."""
    with suppress(FileExistsError):
        os.mkdir(os.path.join(data, _FOLDER), 0o700)
    return enter(data)


def address(folder: int) -> str:
    """The socket's address; a path through /proc, as those of data folders can be longer than an address may be."""
    return f"/proc/self/fd/{folder}/{_SOCKET}"


def has_socket(folder: int) -> bool:
    """Whether there is a socket, with a host behind it or not."""
    with suppress(OSError):
        return stat.S_ISSOCK(os.stat(_SOCKET, dir_fd=folder, follow_symlinks=False).st_mode)
    return False


def remove_socket(folder: int) -> None:
    """Takes the socket away, if there is one."""
    with suppress(FileNotFoundError):
        os.unlink(_SOCKET, dir_fd=folder)
