"""What is made of the program's own lessons is kept, as long as it holds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tutor
from tutor.lesson import course as courses
from tutor.lesson.compiled import Compiled
from tutor.lesson.course import course_folder, load, open_course
from tutor.lesson.model import Lesson

PARSER = "tutor.lesson.parse"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program's course that counts as its own."""
    folder = tmp_path / "lessons"
    shutil.copytree(course_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(courses, "course_folder", lambda: folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the lessons that were read as Markdown."""
    from tutor.lesson import parse

    read: list[str] = []
    truly = parse.load_lesson

    def noted(path: Path, file: str = "") -> Lesson:
        read.append(path.stem)
        return truly(path, file)

    monkeypatch.setattr(parse, "load_lesson", noted)
    return read


def kept(folder: Path) -> set[str]:
    return {path.name.partition(".")[0] for path in (folder / "__pycache__").glob("*.lesson")}


def test_a_lesson_is_read_once(own: Path, reads: list[str]) -> None:
    first = load(open_course(), "08-too-high")
    again = load(open_course(), "08-too-high")
    assert reads == ["08-too-high"]
    assert again.steps == first.steps
    assert again.outline == first.outline
    assert kept(own) == {"08-too-high", "course"}


def test_every_lesson_comes_back_as_it_was_read(own: Path, reads: list[str]) -> None:
    course = open_course()
    before = [load(course, outline.id) for outline in course.outlines]
    assert len(reads) == len(course.outlines)
    after = open_course()
    assert after == course
    for one in before:
        again = load(after, one.outline.id)
        assert (again.outline, again.steps) == (one.outline, one.steps)
        assert [term.name for term in again.glossary] == [term.name for term in one.glossary]
    assert len(reads) == len(course.outlines)


def test_an_edit_is_seen_at_once(own: Path) -> None:
    path = own / "08-too-high.md"
    load(open_course(), "08-too-high")
    path.write_text(path.read_text().replace("title: ", "title: Still ", 1))
    course = open_course()
    assert load(course, "08-too-high").outline.title.startswith("Still ")
    assert next(one for one in course.outlines if one.number == 8).title.startswith("Still ")


def test_a_lesson_that_breaks_is_told_and_not_what_it_was_before(own: Path) -> None:
    path = own / "08-too-high.md"
    load(open_course(), "08-too-high")
    path.write_text("---\ntitle: no more\n---\n")
    assert [problem.where.line for problem in open_course().problems if problem.where]
    path.unlink()
    assert "there is no file" in str(open_course().problems[0])


def test_places_are_right_from_wherever_it_is_read_back(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own)
    load(open_course(), "08-too-high")
    monkeypatch.chdir(own.parent.parent)
    course = open_course()
    assert {outline.place.file for outline in course.outlines} == {str(path) for path in own.glob("[0-9]*.md")}
    assert {step.place.file for step in load(course, "08-too-high").steps} == {str(own / "08-too-high.md")}


@pytest.mark.parametrize("damage", [b"", b"no such thing\n", b"cos\nsystem\n(S'false'\ntR."])
def test_what_was_damaged_counts_for_nothing(own: Path, damage: bytes) -> None:
    whole = load(open_course(), "08-too-high")
    for path in (own / "__pycache__").glob("*.lesson"):
        path.write_bytes(damage)
    assert load(open_course(), "08-too-high").steps == whole.steps


def test_what_was_cut_off_behind_its_first_line_counts_for_nothing(own: Path) -> None:
    whole = load(open_course(), "08-too-high")
    for path in (own / "__pycache__").glob("*.lesson"):
        path.write_bytes(path.read_bytes()[:-20])
    assert load(open_course(), "08-too-high").steps == whole.steps


def test_what_another_version_of_the_program_made_counts_for_nothing(
    own: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(open_course(), "08-too-high")
    monkeypatch.setattr(tutor, "__version__", "0.0.1")
    load(open_course(), "08-too-high")
    assert reads == ["08-too-high", "08-too-high"]


def test_the_lessons_of_others_are_never_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are data: whoever writes a lesson must not be able to leave a program beside it."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = tmp_path / "course"
    shutil.copytree(course_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    load(open_course(folder), "08-too-high")
    assert not (folder / "__pycache__").exists()
    path = folder / "08-too-high.md"
    Compiled(path, [path]).keep("planted")
    listed = [one for one in sorted(folder.iterdir()) if one.suffix in {".md", ".toml"}]
    Compiled(folder / "course.toml", listed).keep("planted")
    assert kept(folder) == {"08-too-high", "course"}
    assert load(open_course(folder), "08-too-high").outline.number == 8


@pytest.mark.parametrize("whose", ["a teacher's", "anybody's", "root's", "the learner's", "the program's"])
def test_what_somebody_left_who_cannot_change_the_program_counts_for_nothing(
    own: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """A teacher may have been given the lessons to mend, and nothing else."""
    load(open_course(), "08-too-high")
    (found,) = (own / "__pycache__").glob("08*.lesson")
    program, learner, teacher = Path(tutor.__file__).stat().st_uid, 70_002, 70_003
    writer = {"a teacher's": teacher, "root's": 0, "the learner's": learner}.get(whose, program)
    if whose == "anybody's":
        found.chmod(0o666)
    truly = os.fstat
    monkeypatch.setattr(os, "geteuid", lambda: learner)
    monkeypatch.setattr(os, "fstat", lambda file: os.stat_result((*truly(file)[:4], writer, *truly(file)[5:10])))
    load(open_course(), "08-too-high")
    trusted = whose not in {"a teacher's", "anybody's"}
    assert len(reads) == (1 if trusted else 2)


@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_whoever_may_read_a_lesson_may_read_what_was_made_of_it_and_nobody_else_may_write_it(
    own: Path, umask: int
) -> None:
    (own / "08-too-high.md").chmod(0o664)
    (own / "09-just-right.md").chmod(0o600)
    before = os.umask(umask)
    try:
        for lesson in ("08-too-high", "09-just-right"):
            path = own / f"{lesson}.md"
            Compiled(path, [path]).keep("made")
    finally:
        os.umask(before)
    modes = {path.name[:2]: path.stat().st_mode & 0o777 for path in (own / "__pycache__").iterdir()}
    assert modes == {"08": 0o644, "09": 0o600}


def test_a_link_left_where_a_lesson_is_about_to_be_kept_leads_nobody_to_overwrite_another_file(own: Path) -> None:
    path = own / "08-too-high.md"
    Compiled(path, [path]).keep("made")
    (there,) = (own / "__pycache__").iterdir()
    victim = own.parent / "victim"
    victim.write_text("precious")
    victim.chmod(0o600)
    there.with_name(f"{there.name}.{os.getpid()}").symlink_to(victim)
    there.unlink()
    for _ in range(2):
        Compiled(path, [path]).keep("made")
        assert (victim.read_text(), victim.stat().st_mode & 0o777) == ("precious", 0o600)
    assert Compiled(path, [path]).read() == "made"


def test_it_is_kept_where_python_keeps_its_own(own: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = own.parent / "elsewhere" / "compiled"
    monkeypatch.setattr(sys, "pycache_prefix", str(prefix))
    for _ in range(2):
        load(open_course(), "08-too-high")
    assert reads == ["08-too-high"]
    assert list(prefix.rglob("08-too-high.*.lesson"))
    assert not (own / "__pycache__").exists()


def test_where_python_keeps_no_compiled_files_neither_are_lessons(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    load(open_course(), "08-too-high")
    assert not (own / "__pycache__").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_no_trouble(own: Path) -> None:
    own.chmod(0o500)
    assert load(open_course(), "08-too-high").steps


def test_a_full_disk_is_no_trouble(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int, _mode: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fchmod", full)  # once a part is written
    assert load(open_course(), "08-too-high").steps
    assert not list((own / "__pycache__").iterdir())


def test_whether_there_is_anything_that_holds_is_known_without_reading_it(own: Path) -> None:
    path = own / "08-too-high.md"
    assert not Compiled(path, [path]).holds
    load(open_course(), "08-too-high")
    assert Compiled(path, [path]).holds
    path.write_text(path.read_text() + "\n")
    assert not Compiled(path, [path]).holds


def test_what_changes_while_it_is_read_is_read_again(own: Path) -> None:
    path = own / "08-too-high.md"
    begun = Compiled(path, [path])
    path.write_text(path.read_text() + "\nOne more line.\n")
    begun.keep("what was there before")
    assert Compiled(path, [path]).read() is None


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with a copy of the program and its lessons."""
    folder = tmp_path / "program"
    package = Path(tutor.__file__).parent
    shutil.copytree(package, folder / "tutor", ignore=shutil.ignore_patterns("__pycache__", "_lessons"))
    shutil.copytree(course_folder(), folder / "lessons", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def parsers(program: Path, before: str = "") -> list[str]:
    """What a process of its own has loaded to read a lesson, where `before` happens once the program is loaded."""
    code = (
        f"import sys\nfrom tutor.lesson.course import load, open_course\n{before}\nload(open_course(), '08-too-high')\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules} & {'markdown_it', 'tomllib'}))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=program, env=environment, capture_output=True, text=True, check=True
    ).stdout.split()


def test_a_kept_lesson_is_begun_without_a_markdown_parser(program: Path) -> None:
    assert [parsers(program), parsers(program)] == [["markdown_it", "tomllib"], []]


def test_what_a_host_made_that_is_older_than_the_code_by_now_counts_for_nothing(program: Path) -> None:
    parsers(program, "import tutor.lesson.parse\nopen('tutor/lesson/parse.py', 'a').write('\\n')")
    assert parsers(program) == ["markdown_it", "tomllib"]
    assert parsers(program) == []
