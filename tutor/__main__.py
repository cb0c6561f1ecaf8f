"""`tutor`, also as `python -m tutor`: through a host if one runs, else in the ordinary way."""

from __future__ import annotations

import sys

from tutor.host.client import through_host

TYPE_CHECKING = False  # see tutor.host.client
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Runs a command and leaves with its exit code."""
    try:
        code = through_host(sys.argv[1:])
    except KeyboardInterrupt:  # before anything was there to be stopped
        code = 130
    if code is None:
        from tutor.cli import main as start

        start()
    sys.exit(code)


if __name__ == "__main__":
    main()
