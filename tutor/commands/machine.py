"""What `tutor doctor` finds out about this machine and installation. Nothing heavy is imported to find it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import cache_from_source, find_spec
from itertools import takewhile
from pathlib import Path

from tutor import __version__
from tutor.cleaning import clean_line
from tutor.errors import TutorError
from tutor.host.client import answers
from tutor.lesson.compiled import Compiled
from tutor.lesson.course import open_course
from tutor.lesson.own_courses import open_courses
from tutor.record.folder import data_folder, learners_folder
from tutor.wording import listed

_DISTRIBUTION = "descent-tutor"
_NAMED = ("numpy", "textual", "plotext")
"""The packages whose versions are told even if nothing is wrong with them."""
_LEAST_MEMORY = 64
"""MiB that should be free: one learner takes about 50."""
_LEAST_DISK = 20
"""MiB; a learner's record of the whole course takes less than one."""
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was found."""

    name: str
    told: str
    wrong: str = ""
    """What is wrong with it and what to do; empty if nothing is."""
    advice: str = ""
    """What would be better; nothing is wrong."""


def machine_facts(folders: Sequence[Path]) -> Iterator[Fact]:
    """What is installed, where the lessons and the records are, and whether there is room.

    Args:
        folders: of courses that stand instead of the program's own, or beside it.
    """
    yield _versions()
    yield _compiled()
    yield _lessons(folders)
    yield _record()
    yield from _host()
    memory = _memory()
    if memory is not None:
        yield memory


def _versions() -> Fact:
    told = [f"tutor {__version__}", f"Python {platform.python_version()}"]
    wrong = []
    for name, wanted in _required():
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{name} is missing")
            continue
        if name in _NAMED:
            told.append(f"{name} {version}")
        if not _fits(version, wanted):
            wrong.append(f"{name} is {version}, but {wanted} is needed")
    anew = f"Install tutor anew: python3 -m pip install --force-reinstall {_DISTRIBUTION}."
    return Fact("versions", ", ".join(told), wrong=f"{listed(wrong)}. {anew}" if wrong else "")


def _required() -> Iterator[tuple[str, str]]:
    """The packages that tutor needs, and which versions of them: `("numpy", ">=1.26")`."""
    try:
        lines = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:  # run from its source, without being installed
        lines = list(_NAMED)
    for line in lines:
        found = re.match(r"([\w.-]+)\s*([^;]*)(;.*)?$", line)
        if found and "extra ==" not in (found[3] or ""):
            yield found[1], found[2].strip()


def _fits(version: str, wanted: str) -> bool:
    """Whether a version lies in `>=8.2.8,<8.3`; anything but these two comparisons is let pass."""
    for limit in filter(None, wanted.split(",")):
        if limit.startswith(">=") and _parts(version) < _parts(limit[2:]):
            return False
        if limit.startswith("<") and limit[1:2].isdigit() and _parts(version) >= _parts(limit[1:]):
            return False
    return True


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, takewhile(str.isdigit, version.strip().split("."))))


def _compiled() -> Fact:
    """Without compiled files Python reads every module anew at each start, which takes twice as long."""
    slow = [name for name in ("tutor", *_NAMED) if not _is_compiled(name)]
    if not slow:
        return _compiled_lessons()
    told = f"there are no compiled files of {listed(slow)}"
    return Fact("start-up", told, advice=f"Starting takes about twice as long as it needs to, because {told}. Whoever "
                "installed tutor can make them: python3 -m compileall -q and the folder it lies in.")  # fmt: skip


def _compiled_lessons() -> Fact:
    """Who can write beside the lessons leaves each of them compiled; who cannot reads it anew each time."""
    told = "compiled files are there"
    try:
        course = open_course()
        paths = [course.folder / f"{outline.id}.md" for outline in course.outlines]
        kept = os.access(course.folder, os.W_OK) or all(Compiled(path, [path]).holds for path in paths)
    except TutorError:  # told below
        kept = True
    if kept:
        return Fact("start-up", told)
    return Fact("start-up", f"{told}, but not of all lessons", advice="Lessons begin a little later than they need to: "
                "the command tutor check, given by whoever installed tutor, leaves them compiled.")  # fmt: skip


def _is_compiled(name: str) -> bool:
    try:
        found = find_spec(name)
        return found is None or found.origin is None or Path(cache_from_source(found.origin)).exists()
    except (ImportError, ValueError, NotImplementedError, OSError):
        return True  # nothing can be said of it


def _lessons(folders: Sequence[Path]) -> Fact:
    try:
        course = open_courses(folders)
    except TutorError as error:
        return Fact("lessons", "none can be read", wrong=f"{error}.")
    told = f"{len(course.outlines)} in {clean_line(str(course.folder))}"
    problems = [str(problem) for problem in course.problems]
    if not course.outlines:
        problems.append("There is no lesson in it")
    to_do = f"{'; '.join(problems)}. The command tutor check says more."
    return Fact("lessons", told, wrong=to_do if problems else "")


def _record() -> Fact:
    try:
        folder = data_folder()
    except TutorError as error:
        return Fact("records", "no place for them", wrong=f"{error}.")
    shown = clean_line(str(folder))
    try:
        _try_to_write(folder)
    except OSError as error:
        why = f"{shown} cannot be written ({error.strerror or 'no permission'})"
        to_do = "make it writable, or name another folder in TUTOR_DATA"
        return Fact("records", why, wrong=f"What is learned cannot be kept: {why}; {to_do}.")
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free // _MIB
    told = f"{shown} can be written, {free:,} MiB free, learners so far: {_learners(folder)}"
    return Fact("records", told, advice="" if free >= _LEAST_DISK else f"The disk with {shown} is nearly full.")


def _host() -> Iterator[Fact]:
    """Nothing where a host cannot be: there is no Linux, or no data folder."""
    try:
        folder = str(data_folder())
    except TutorError:
        return
    if sys.platform != "linux":
        return
    match answers(folder):
        case True:
            yield Fact("host", "one answers for this account: tutor starts sooner, with less memory")
        case False:
            told = "one was started for this account, but it does not answer"
            yield Fact("host", told, advice="The host has ended; until it is started again (tutor host), tutor starts "
                       "without it.")  # fmt: skip
        case None:
            yield Fact("host", "none runs for this account; tutor starts without")


def _try_to_write(folder: Path) -> None:
    """Raises OSError if nothing can be kept there; leaves nothing behind."""
    if folder.exists():
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"tutor doctor")
            file.flush()
        return
    nearest = next(parent for parent in folder.parents if parent.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(13, f"{clean_line(str(nearest))} cannot be written")


def _learners(folder: Path) -> int:
    try:
        return sum(file.suffix == ".db" for file in learners_folder(folder).iterdir())
    except OSError:
        return 0


def _memory() -> Fact | None:
    """None where the system does not tell."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB", _read(Path("/proc/meminfo")), re.MULTILINE)
    if found is None:
        return None
    free = int(found[1]) * 1024 // _MIB
    tight = "" if free >= _LEAST_MEMORY else f"Only {free} MiB of memory are free; one learner takes about 50."
    return Fact("memory", f"{free:,} MiB free", advice=tight)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
