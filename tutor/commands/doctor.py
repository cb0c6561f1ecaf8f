"""`tutor doctor`: what this terminal and machine can do, and what to change."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from tutor import __version__
from tutor.commands.page import CURVE_CODES, Page, open_page
from tutor.errors import TutorError
from tutor.lesson.own_courses import open_courses
from tutor.record.folder import data_folder
from tutor.record.store import learners
from tutor.terminal import Terminal, is_kiosk, line_mode_reason, user_environment

_LEAST_FREE = 10_000_000
"""Bytes below which a disk counts as full; a learner's record is a few hundred KB."""
_COLUMNS, _LINES = 80, 24
_LIBRARIES = ("textual", "numpy", "plotext")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was looked at."""

    what: str
    found: str
    to_do: str = ""
    """What would be better otherwise, and how to change it; empty if all is well."""
    broken: bool = False
    """One cannot learn with it, or what one does is lost; else it is only less comfortable."""


def doctor(*, folders: Sequence[Path] = (), ascii: bool = False) -> int:
    """Prints what was found, a test pattern, and what to change; gives the exit code: 1 if something is broken.

    Args:
        folders: of courses that stand instead of the program's own, or beside it.
        ascii: write no character beyond ASCII.
    """
    page = open_page(ascii=ascii)
    environ = user_environment()
    terminal = replace(page.terminal, utf8=False, braille=False) if page.ascii else page.terminal
    findings = [*of_terminal(terminal, environ), *of_machine(environ), of_course(folders)]
    wide = max(len(one.what) for one in findings) + 2
    for one in findings:
        told = textwrap.wrap(one.found, page.width - wide, break_long_words=False, break_on_hyphens=False) or [""]
        page.lines(f"{what:<{wide}}{line}" for what, line in zip_longest([one.what], told, fillvalue=""))
    page.say()
    page.say("Look at the next lines: no sign in them should be a box, a blank or a question mark.")
    page.lines(pattern(page))
    page.say()
    for one in findings:
        if one.to_do:
            page.say(f"{one.what}: {one.to_do}.")
    if terminal.output_is_terminal and not page.ascii:
        page.say("If a sign is missing above, start tutor with --ascii; if a colour cannot be read, with --mono.")
    if not any(one.to_do for one in findings):
        page.say("All is well.")
    return 1 if any(one.broken for one in findings) else 0


def of_terminal(terminal: Terminal, environ: Mapping[str, str]) -> list[Finding]:
    """What the terminal can show; depends on the arguments alone."""
    by = "×" if terminal.utf8 else "x"
    size = f"{terminal.columns}{by}{terminal.lines}"
    small = terminal.output_is_terminal and (terminal.columns < _COLUMNS or terminal.lines < _LINES)
    reason = line_mode_reason(terminal)
    locale = next((f"{name}={environ[name]}" for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    signs = "all that tutor uses" if terminal.braille else "those of a text console" if terminal.utf8 else "ASCII only"
    many = {"none": "none", "16": "16", "256": "256", "true": "16 million"}[terminal.colours]
    why = " (NO_COLOR is set)" if environ.get("NO_COLOR") else "" if many == "none" else " (tutor uses eight of them)"
    return [
        Finding(
            "terminal",
            terminal.kind or "unknown (TERM is not set)",
            "TERM says nothing; set it to what your terminal is, such as xterm-256color" if not terminal.kind else "",
        ),
        Finding("window", size, f"a window of {_COLUMNS}{by}{_LINES} shows a lesson as it was drawn" if small else ""),
        Finding("colours", many + why),
        Finding(
            "signs",
            f"{signs} ({locale or 'no locale is set'})",
            "" if terminal.utf8 else "if your terminal shows UTF-8, set LANG=C.UTF-8 for curves in finer dots",
        ),
        Finding("line", "over SSH" if terminal.remote else "this machine"),
        Finding("tutor plays", f"line by line, because {reason}" if reason else "on the full screen"),
    ]


def of_machine(environ: Mapping[str, str]) -> list[Finding]:
    """The program, the folder of records, the login."""
    from importlib.metadata import PackageNotFoundError, version

    def named(library: str) -> str:
        try:
            return f"{library} {version(library)}"
        except PackageNotFoundError:
            return f"{library} (missing)"

    libraries = ", ".join(map(named, _LIBRARIES))
    program = f"tutor {__version__}, Python {platform.python_version()}, {libraries}"
    missing = [library for library in _LIBRARIES if "missing" in named(library)]
    compiled = Path(sys.modules["tutor.terminal"].__cached__ or "").exists()
    return [
        Finding("program", program, f"install {', '.join(missing)}" if missing else "", broken=bool(missing)),
        Finding(
            "compiled",
            "yes" if compiled else "no",
            "" if compiled else "python -m compileall, by whoever installed tutor, halves the time it takes to start",
        ),
        *_of_records(),
        Finding("locked down", "yes (TUTOR_KIOSK)" if is_kiosk(environ) else "no"),
    ]


def _of_records() -> Iterable[Finding]:
    try:
        folder = data_folder()
    except TutorError as error:
        yield Finding("records", error.what, error.to_do, broken=True)
        return
    # What is not there yet is made inside what is.
    there = next(path for path in (folder / "learners", folder, *folder.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        yield Finding("records", f"{folder} (cannot be written)", "give it to this user, or set TUTOR_DATA to a folder "
                      "that this user may write to; without it nothing is remembered", broken=True)  # fmt: skip
        return
    free = shutil.disk_usage(there).free
    full = free < _LEAST_FREE
    count = len(learners(folder))
    yield Finding(
        "records",
        f"{folder} ({count} learner{'' if count == 1 else 's'}, {free / 1e6:,.0f} MB free)",
        "the disk is full, so answers cannot be kept: make room" if full else "",
        broken=full,
    )


def of_course(folders: Sequence[Path]) -> Finding:
    """Whether there are lessons to play."""
    try:
        course = open_courses(folders)
    except TutorError as error:
        return Finding("course", error.what, error.to_do or "see tutor check", broken=True)
    problems = "; ".join(map(str, course.problems))
    return Finding("course", f"{course.title}, {len(course.outlines)} lessons", problems, broken=not course.outlines)


def pattern(page: Page) -> list[str]:
    """Lines to look at: letters, the frame of a chart, a curve, the marks of verdicts, colours."""
    if page.ascii:
        curve, marks, frame, letters = "*  *  *  *", "+ ^ = x", "+--|--+", "w^2, >= 0.5"
    elif page.plain_chart:
        curve, marks, frame, letters = "•••••▶", "+ ▲ ■ × ●", "┌─┬─┐ │ └─┴─┘ ┤", "w² ≥ ½, −0.8, π, µ"
    else:
        curve, marks, frame, letters = "⡀⠈⠑⠢⢄⡀⠈⠉⠒⠤⣀⣿", "✔ ▲ ■ ✘ ● ○", "┌─┬─┐ │ └─┴─┘ ┤", "w² ≥ ½, −0.8, π, µ"
    named = ("cyan", "yellow", "magenta", "bold")
    lines = [f"  letters  {letters}", f"  frame    {frame}", f"  curve    {curve}", f"  marks    {marks}"]
    if page.terminal.colours != "none":
        lines.append("  colours  " + "  ".join(map(page.paint, named, CURVE_CODES)))
    return lines
