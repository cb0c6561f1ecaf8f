"""What a client asks of the host, and how it goes over the socket. Imports nothing that takes time."""

from __future__ import annotations

import os
import resource
import sys

import tutor

TYPE_CHECKING = False  # see tutor.host.client
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 256 * 1024
"""Bytes of a request; with more arguments or environment than that, one starts in the ordinary way."""

READY, REFUSED, GO = b"r", b"n", b"g"
"""The child can begin; it will not; it shall."""
EXITED, KILLED = b"x", b"k"
"""How the child ended, followed by its exit code or the signal as three digits."""
TOLD = 4
"""Bytes of that."""

RESIZED = b"w"
SIGNALS = {RESIZED: "SIGWINCH", b"h": "SIGHUP", b"t": "SIGTERM", b"i": "SIGINT"}
"""What the client passes on, by letter."""

_HANDED_ON = frozenset(
    {
        *("TERM", "COLORTERM", "TERM_PROGRAM", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"),
        *("TTY_INTERACTIVE", "LANG", "LANGUAGE", "TZ", "HOME", "USER", "LOGNAME", "PATH", "XDG_DATA_HOME"),
        *("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "ESCDELAY"),
    }
)
_HANDED_ON_BEGINNINGS = ("LC_", "TUTOR_", "TEXTUAL")
_LIMITS = tuple(sorted(name for name in dir(resource) if name.startswith("RLIMIT_")))
_PLAYING = frozenset({"learn", "lab"})


class Request:
    """A login that wants to play.

    Args:
        build: as `this_build` gives it at the client's.
        arguments: after `tutor`.
        environ: the client's, as far as it is handed on.
        umask: the client's.
        errors: how its standard streams take what is not UTF-8.
        limits: name, soft and hard limit of each resource; -1 for none.
    """

    # Not a dataclass: importing that takes the client longer than all that it does.
    __slots__ = ("arguments", "build", "environ", "errors", "limits", "umask")

    def __init__(
        self,
        build: str,
        arguments: Sequence[str],
        environ: dict[str, str],
        umask: int,
        errors: Sequence[str],
        limits: Sequence[tuple[str, int, int]],
    ) -> None:
        self.build = build
        self.arguments = list(arguments)
        self.environ = environ
        self.umask = umask
        self.errors = list(errors)
        self.limits = list(limits)

    def packed(self) -> bytes:
        """The bytes that go over."""
        sections: list[list[str]] = [
            [self.build],
            self.arguments,
            [part for item in self.environ.items() for part in item],
            [str(self.umask)],
            self.errors,
            [str(part) for limit in self.limits for part in limit],
        ]
        body = _netstrings(_netstrings(os.fsencode(part) for part in section) for section in sections)
        return len(body).to_bytes(4, "big") + body

    @classmethod
    def unpacked(cls, body: bytes) -> Request:
        """What `packed` made, without its first four bytes, which are the length.

        Raises:
            ValueError: it is none.
        """
        sections = [[os.fsdecode(part) for part in _strings(section)] for section in _strings(body)]
        (build,), arguments, environ, (umask,), errors, limits = sections
        return cls(
            build,
            arguments,
            dict(zip(environ[::2], environ[1::2], strict=True)),
            int(umask),
            errors,
            [
                (name, int(soft), int(hard))
                for name, soft, hard in zip(*(limits[at::3] for at in range(3)), strict=True)
            ],
        )


def is_playing(arguments: Sequence[str]) -> bool:
    """Whether the arguments ask for a full screen, as far as can be told without reading them properly; what a host is
    asked for in error it answers as every `tutor` would."""
    first = arguments[0] if arguments else "learn"
    return (first.startswith("-") or first in _PLAYING) and not any(
        one == "-h" or one.startswith(("--h", "--p", "--v")) for one in arguments
    )


def handed_on(environ: Iterable[bytes]) -> dict[str, str]:
    """Of lines `NAME=value`, those that the learner's process is given."""
    pairs = (os.fsdecode(line).partition("=") for line in environ)
    return {
        name: value for name, equals, value in pairs
        if equals and (name in _HANDED_ON or name.startswith(_HANDED_ON_BEGINNINGS))
    }  # fmt: skip


def this_build() -> str:
    """What must be the same on both sides: a host is as old as its start, and an upgrade goes past it."""
    package = os.path.realpath(os.path.dirname(tutor.__file__))
    status = os.stat(os.path.join(package, "__init__.py"))
    python = os.path.realpath(sys.prefix)
    return f"{tutor.__version__} {package} {status.st_ino} {status.st_mtime_ns} {python} {sys.version}"


def limits() -> list[tuple[str, int, int]]:
    """The limits of this process."""
    return [(name, *resource.getrlimit(getattr(resource, name))) for name in _LIMITS]


def _netstrings(parts: Iterable[bytes]) -> bytes:
    """https://cr.yp.to/proto/netstrings.txt, without the comma."""
    return b"".join(b"%d:%b" % (len(part), part) for part in parts)


def _strings(body: bytes) -> list[bytes]:
    parts, at = [], 0
    while at < len(body):
        colon = body.index(b":", at)
        end = colon + 1 + int(body[at:colon])
        if not at < end <= len(body):
            raise ValueError(f"{end} is not within {len(body)} bytes")
        parts.append(body[colon + 1 : end])
        at = end
    return parts
