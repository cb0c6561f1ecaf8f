"""`tutor lab`: free play, on the full screen or line by line."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from tutor.commands.learn import folder_for_files, open_terminal
from tutor.dialogue.data_words import check_start, has_table, with_target
from tutor.dialogue.freeplay import MOST_EPOCHS, MOST_STEPS, check_data
from tutor.dialogue.setup import Setup, refitted
from tutor.engine.catalogue import read_optimizer, read_problem, read_schedule
from tutor.errors import UsageError
from tutor.terminal import is_kiosk, user_environment


def lab(setup: Setup, *, save_to: Path | None, plain: bool, ascii: bool, mono: bool) -> int:
    """Plays until the learner leaves; gives the exit code.

    Args:
        setup: what is on the bench at first.
        save_to: where pictures and runs are saved; None for the folder one is in, if one sits at this machine.
        plain: line by line.
        ascii: write no character beyond ASCII.
        mono: no colours.

    Raises:
        TutorError: the setup names something that there is not; a stream that is needed is closed; there is no such
            folder.
    """
    problem = read_problem(setup.problem)
    read_optimizer(setup.optimizer)
    read_schedule(setup.schedule)
    if not 1 <= setup.steps <= MOST_STEPS:
        raise UsageError(f"--steps {setup.steps} is out of range", to_do=f"it goes from 1 to {MOST_STEPS:,}")
    if not 1 <= setup.epochs <= MOST_EPOCHS:
        raise UsageError(f"--epochs {setup.epochs} is out of range", to_do=f"it goes from 1 to {MOST_EPOCHS:,}")
    kiosk = is_kiosk(user_environment())
    if save_to is not None and not kiosk and not save_to.is_dir():
        raise UsageError(f"{save_to} is no folder", to_do="make it, or name another with --save-to")
    terminal, plain = open_terminal(plain=plain, ascii=ascii, mono=mono)
    folder = folder_for_files(save_to, remote=terminal.remote, kiosk=kiosk)
    setup = replace(setup, own_files=folder is not None)
    check_data(setup, problem)
    if has_table(problem):
        setup = replace(setup, problem=str(with_target(problem)[0]))
    setup = refitted(setup)
    if setup.start is not None:
        check_start(setup)
    if plain:
        from tutor.lesson.course import Course, course_folder, terms
        from tutor.plain_lab import PlainLab
        from tutor.spoken import Spoken

        spoken = Spoken(sys.stdin, sys.stdout, typed_here=sys.stdin.isatty(), charset=terminal.charset)
        PlainLab(spoken, lambda: terms(Course("", (), course_folder())), folder).play(setup)
        spoken.write("Goodbye.")
        return 0
    # Textual, about 150 ms, is imported only now that a screen is wanted.
    from tutor.tui.start import play_freely

    return play_freely(setup, terminal, folder)
