"""`tutor`, also as `python -m tutor`: through a host if one runs, else in the ordinary way."""

import sys
from typing import NoReturn

from tutor.host.client import through_host


def main() -> NoReturn:
    """Runs a command and leaves with its exit code."""
    code = through_host(sys.argv[1:])
    if code is None:
        from tutor.cli import main as start

        start()
    sys.exit(code)


if __name__ == "__main__":
    main()
