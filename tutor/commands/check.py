"""`tutor check`: lint lessons and prove their claims."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tutor.commands.page import open_page, print_json


def check(paths: Sequence[Path], *, as_json: bool = False, ascii: bool = False) -> int:
    """Prints what is wrong, one line each; gives 1 if anything is, else 0.

    Args:
        paths: lesson files and folders of lessons; none for the course that comes with the program.
        as_json: print `{files, claims, findings: [{file, line, column, what, to_do}]}` instead; a line or column that
            is not known is 0.
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
    if not paths and not report.findings:
        _compile_course()
    if as_json:
        findings = [
            {
                "file": found.place.file,
                "line": found.place.line,
                "column": found.place.column,
                "what": found.what,
                "to_do": found.to_do,
            }
            for found in report.findings
        ]
        print_json({"files": report.lessons, "claims": report.claims, "findings": findings})
    else:
        page = open_page(ascii=ascii)
        page.lines(map(str, report.findings))
        page.lines([report.summary])
    return 1 if report.findings else 0


def _compile_course() -> None:
    """Leaves every lesson of the program compiled, for learners who may not write where it is installed."""
    from tutor.lesson.course import load, open_course

    course = open_course()
    for outline in course.outlines:
        load(course, outline.id)
