"""Who is at the other end of a Unix socket, as the kernel says."""

from __future__ import annotations

import os
import socket
import struct

_CREDENTIALS = struct.Struct("3i")
"""`struct ucred` of unix(7): process, user, group."""


def peer(line: socket.socket) -> tuple[int, int]:
    """Process and user at the other end when the line was made; of a host, the process that listens."""
    process, user, _ = _CREDENTIALS.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
    return process, user


def is_same_account(line: socket.socket) -> bool:
    """Whether the other end belongs to the user whom this process acts for."""
    return peer(line)[1] == os.geteuid()
