"""Runs a command as users do: in its own process, on a pipe or on a pseudo-terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pexpect

PLAIN = {"PATH": "/usr/bin:/bin", "LANG": "en_US.UTF-8"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a command wrote, and how it left."""

    code: int
    out: str
    err: str


def tutor(*arguments: str, stdin: str = "", env: dict[str, str] | None = None, folder: Path | None = None) -> Said:
    """On pipes."""
    done = subprocess.run(
        [sys.executable, "-m", "tutor", *arguments],
        input=stdin.encode(),
        capture_output=True,
        env=_environment(env or PLAIN, folder),
        cwd=folder,
        check=False,
        timeout=60,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def tutor_on_a_terminal(*arguments: str, env: dict[str, str] | None = None, folder: Path | None = None) -> str:
    """On a terminal of 80×24; what reaches it."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "tutor", *arguments],
        env=_environment({"TERM": "xterm-256color", **(PLAIN if env is None else env)}, folder),
        cwd=None if folder is None else str(folder),
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=60,
    )
    seen = child.read()
    child.close()
    assert child.exitstatus == 0, seen
    return str(seen).replace("\r\n", "\n")


def _environment(given: dict[str, str], folder: Path | None) -> dict[str, str]:
    home = str(folder or Path.cwd())
    return {"HOME": home, "TUTOR_DATA": home, "PYTHONPATH": os.environ.get("PYTHONPATH", str(Path.cwd())), **given}
