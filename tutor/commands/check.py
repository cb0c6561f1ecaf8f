"""`tutor check`: lint lessons and prove their claims."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tutor.commands.page import open_page


def check(paths: Sequence[Path], *, ascii: bool = False) -> int:
    """Prints what is wrong, one line each; gives 1 if anything is, else 0.

    Args:
        paths: lesson files and folders of lessons; none for the course that comes with the program.
        ascii: write no character beyond ASCII.

    Raises:
        LessonError: one of `paths` is not there or cannot be read, so that nothing can be said of it.
    """
    from tutor.dialogue.answers import read_command
    from tutor.lesson.check import check as findings_of
    from tutor.lesson.source import is_folder, names_in, refuse_unreadable

    for path in paths:
        if is_folder(path):
            names_in(path)
        else:
            refuse_unreadable(path)
    report = findings_of(paths, lambda text: read_command(text) is not None)
    page = open_page(ascii=ascii)
    page.lines(map(str, report.findings))
    page.lines([report.summary])
    return 1 if report.findings else 0
