"""`tutor`, `tutor learn`: play, on the full screen or line by line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tutor.commands.page import descriptor, tell
from tutor.errors import UsageError
from tutor.lesson.course import find
from tutor.lesson.own_courses import open_courses
from tutor.record.store import clean_name, last_learner
from tutor.terminal import Terminal, apply_defaults, is_kiosk, line_mode_reason, survey, user_environment


def learn(
    *,
    lesson: str | None,
    learner: str | None,
    plain: bool,
    ascii: bool,
    mono: bool,
    restart: bool,
    folders: Sequence[Path] = (),
) -> int:
    """Plays until the learner leaves; gives the exit code.

    Args:
        lesson: the one to begin with, as `find` reads it; None for where the learner left off.
        learner: who learns; None for whoever learned here last.
        plain: line by line.
        ascii: write no character beyond ASCII.
        mono: no colours.
        restart: from the lesson's start.
        folders: of courses that stand instead of the program's own, or beside it.

    Raises:
        TutorError: there is no such lesson, or no course; a stream that is needed is closed.
    """
    course = open_courses(folders)
    wanted = find(course, lesson).id if lesson else None
    name = clean_name(learner) if learner is not None else last_learner()
    terminal, plain = open_terminal(plain=plain, ascii=ascii, mono=mono)
    folder = folder_for_files(None, remote=terminal.remote, kiosk=is_kiosk(user_environment()))
    if plain:
        from tutor.plain import LineMode

        mode = LineMode(
            course, sys.stdin, sys.stdout, typed_here=sys.stdin.isatty(), charset=terminal.charset, folder=folder
        )
        return mode.play(learner=name, lesson=wanted, restart=restart)
    # Textual, about 150 ms, is imported only now that a screen is wanted.
    from tutor.tui.start import play

    return play(course, terminal, folder, learner=name, lesson=wanted, restart=restart)


def folder_for_files(given: Path | None, *, remote: bool, kiosk: bool) -> Path | None:
    """Where files may be written: nowhere under a locked-down login; over a connection only where the command line
    says so, because a login that is locked down by other means fixes that line, and one that is not does not mind."""
    if kiosk:
        return None
    if given is not None:
        return given
    return None if remote else Path.cwd()


def open_terminal(*, plain: bool, ascii: bool, mono: bool) -> tuple[Terminal, bool]:
    """What the terminal at hand can show, and whether to play on it line by line, because it is wanted or needed.

    Raises:
        UsageError: standard input or output is closed.
    """
    for stream, which in ((sys.stdin, "input"), (sys.stdout, "output")):
        if descriptor(stream) < 0:
            raise UsageError(f"standard {which} is closed", to_do="a lesson needs it: start tutor in a terminal")
    terminal = survey(user_environment(), sys.stdin.fileno(), sys.stdout.fileno())
    if ascii:
        terminal = replace(terminal, utf8=False, braille=False)
    if mono:
        terminal = replace(terminal, colours="none")
    reason = None if plain else line_mode_reason(terminal)
    if plain or reason:
        if reason:
            tell(f"line by line, because {reason}.")
        for stream in (sys.stdin, sys.stdout):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        return terminal, True
    apply_defaults(os.environ, terminal.colours)
    # Looking for garbage was a seventh of the time to the first page. `TutorApp` looks for it once that is read.
    gc.disable()
    return terminal, False
