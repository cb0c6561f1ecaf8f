"""What CLASSROOM.md has an administrator type, so that the guide itself is what is tested."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = Path(__file__).parent.parent.parent / "CLASSROOM.md"

LAUNCHER = "/usr/local/bin/tutor-login"
SNIPPET = "/etc/ssh/sshd_config.d/tutor.conf"
HOST = "/usr/local/sbin/tutor-host"
BACKUP = "/usr/local/sbin/tutor-backup"
KEYS = "/etc/ssh/tutor-keys"
RECORDS = "/var/lib/tutor"
PYTHON = "/opt/tutor/bin/python"

_BLOCK = re.compile(r"^```sh(| build)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^cat > (\S+) <<'(EOF_\w+)'\n(.*?)^\2$", re.MULTILINE | re.DOTALL)


def commands(where: str = "") -> list[str]:
    """The blocks of commands in their order: those for the server, or with "build" those for the machine online."""
    return [text for label, text in _BLOCK.findall(GUIDE.read_text(encoding="utf-8")) if label.strip() == where]


def files() -> dict[str, str]:
    """The files that the guide has written, by their paths on the server."""
    return {path: text for block in commands() for path, _, text in _FILE.findall(block)}


def moved(text: str, places: dict[str, str]) -> str:
    """`text` with each of these replaced; all of them must stand there, or the guide is not what is tested."""
    for old, new in places.items():
        assert old in text, f"{old} is not in\n{text}"
        text = text.replace(old, new)
    return text
