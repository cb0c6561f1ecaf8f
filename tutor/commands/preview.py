"""`tutor preview`: play a lesson file without recording, on the full screen or line by line."""

from __future__ import annotations

import sys
from pathlib import Path

from tutor.commands.learn import folder_for_files, open_terminal
from tutor.preview import Preview
from tutor.terminal import is_kiosk, user_environment


def preview(path: Path, *, plain: bool, ascii: bool, mono: bool) -> int:
    """Plays one lesson file until its author leaves; gives the exit code.

    Args:
        path: the file; it need not belong to a course.
        plain: line by line; only on the full screen a saved file is read anew.
        ascii: write no character beyond ASCII.
        mono: no colours.

    Raises:
        TutorError: the file cannot be read as a lesson; a stream that is needed is closed.
    """
    visit = Preview(path)
    terminal, plain = open_terminal(plain=plain, ascii=ascii, mono=mono)
    folder = folder_for_files(None, remote=terminal.remote, kiosk=is_kiosk(user_environment()))
    if plain:
        from tutor.plain import LineMode

        visit.notice = f"{visit.notice} {visit.warnings}".rstrip()
        mode = LineMode(
            visit.course, sys.stdin, sys.stdout, typed_here=sys.stdin.isatty(), charset=terminal.charset, folder=folder
        )
        return mode.play_one(visit, visit.lesson)
    # Textual, about 150 ms, is imported only now that a screen is wanted.
    from tutor.tui.preview_app import PreviewApp
    from tutor.tui.start import keeper, run_app

    return run_app(PreviewApp(visit, terminal, keep=keeper(folder)))
