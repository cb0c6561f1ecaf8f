"""Starts the application on this terminal, and leaves it with the true exit code."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from tutor.lesson.course import Course, course_folder
from tutor.terminal import Terminal
from tutor.tui.app import TutorApp
from tutor.tui.guard import Guard
from tutor.wording import filled

if TYPE_CHECKING:
    from tutor.dialogue.setup import Setup
    from tutor.tui.free_screen import Keep


def play(course: Course, terminal: Terminal, folder: Path | None, **options: Any) -> int:
    """Runs the app on this terminal until the learner leaves; what is saved from free play goes into `folder`, if there
    is one. Gives the exit code."""
    return run_app(TutorApp(course, terminal, keep=keeper(folder), **options))


def play_freely(setup: Setup, terminal: Terminal, folder: Path | None) -> int:
    """Free play on this terminal, with files saved in `folder` if there is one; gives the exit code."""
    return play(Course("", (), course_folder()), terminal, folder, learner=None, lab=setup)


def keeper(folder: Path | None) -> Keep | None:
    """What saves into this folder; None for none."""
    if folder is None:
        return None
    from tutor.tui.keeping import Keeper

    return Keeper(folder)


def run_app(app: TutorApp) -> int:
    """Runs an app on this terminal until the learner leaves; gives the exit code."""
    guard = Guard(on_hangup=lambda: None, ask_to_exit=app.exit)
    guard.install()
    try:
        app.run(mouse=False)
    finally:
        guard.remove()
        if app.visit is not None:
            app.visit.close()
    if guard.status is not None:
        return guard.status  # nobody is there to read on
    if app.crash is not None:
        where = f"; details are in {app.crash}" if app.crash else ""
        print(f"tutor: something broke, and it is not your fault{where}. Your answers are saved.", file=sys.stderr)
    elif app.farewell:
        print(filled(app.glyphs.text(app.farewell), get_terminal_size().columns))
    return app.return_code or 0
