"""`tutor lab`: free play, on the full screen or line by line."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from tutor.commands.page import descriptor, tell
from tutor.dialogue.setup import Setup
from tutor.engine.catalogue import read_optimizer, read_problem, read_schedule
from tutor.errors import UsageError
from tutor.terminal import apply_defaults, is_kiosk, line_mode_reason, survey, user_environment


def lab(setup: Setup, *, save_to: Path | None, plain: bool, ascii: bool) -> int:
    """Plays until the learner leaves; gives the exit code.

    Args:
        setup: what is on the bench at first.
        save_to: where pictures and runs are saved; None for the folder one is in, if one sits at this machine.
        plain: line by line.
        ascii: write no character beyond ASCII.

    Raises:
        TutorError: the setup names something that there is not; a stream that is needed is closed; there is no such
            folder.
    """
    for stream, which in ((sys.stdin, "input"), (sys.stdout, "output")):
        if descriptor(stream) < 0:
            raise UsageError(f"standard {which} is closed", to_do="the lab needs it: start tutor in a terminal")
    read_problem(setup.problem)
    read_optimizer(setup.optimizer)
    read_schedule(setup.schedule)
    environ = user_environment()
    terminal = survey(environ, sys.stdin.fileno(), sys.stdout.fileno())
    if ascii:
        terminal = replace(terminal, utf8=False, braille=False)
    folder = _folder(save_to, remote=terminal.remote, kiosk=is_kiosk(environ))
    setup = replace(setup, own_files=folder is not None)
    reason = None if plain else line_mode_reason(terminal)
    if plain or reason:
        from tutor.plain_lab import PlainLab
        from tutor.spoken import Spoken

        if reason:
            tell(f"line by line, because {reason}.")
        for stream in (sys.stdin, sys.stdout):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        spoken = Spoken(sys.stdin, sys.stdout, typed_here=sys.stdin.isatty(), ascii=not terminal.utf8)
        PlainLab(spoken).play(setup)
        return 0
    apply_defaults(os.environ)
    # Textual, about 150 ms, is imported only now that a screen is wanted.
    from tutor.tui.start import play_freely

    return play_freely(setup, terminal, folder)


def _folder(given: Path | None, *, remote: bool, kiosk: bool) -> Path | None:
    """Where files may be written: nowhere under a locked-down login; over a connection only where the command line
    says so, because a login that is locked down by other means fixes that line, and one that is not does not mind."""
    if kiosk:
        return None
    if given is not None:
        if not given.is_dir():
            raise UsageError(f"{given} is no folder", to_do="make it, or name another with --save-to")
        return given
    return None if remote else Path.cwd()
