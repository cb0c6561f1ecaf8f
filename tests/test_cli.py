"""The command line as a user meets it: one clear line for whatever is wrong, and the promised exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutor import __version__, cli
from tutor.lesson.course import open_course
from tutor.lesson.width import width


def environment(folder: Path, **environ: str) -> dict[str, str]:
    usual = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "TUTOR_DATA": str(folder / "data"), "LANG": "C.UTF-8"}
    return usual | environ


def tutor(folder: Path, *arguments: str, typed: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tutor", *arguments],
        input=typed,
        env=environment(folder, **environ),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_version_and_help_say_what_they_should(tmp_path: Path) -> None:
    assert tutor(tmp_path, "--version").stdout == f"tutor {__version__}\n"
    told = tutor(tmp_path, "--help")
    assert told.returncode == 0
    assert "examples:" in told.stdout
    for command in ("learn", "lessons", "run", "sweep", "diagnose", "check", "ask"):
        assert tutor(tmp_path, command, "--help").returncode == 0
        assert command in told.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["learn", "99"], "99"),
        (["learn", "to high"], "8, too high"),
        (["teach"], "learn"),
        (["--what"], "--what"),
        (["learn", "8", "--as", "\x1b[31m"], "name"),
    ],
    ids=["unknown number", "misspelt title", "unknown command", "unknown option", "a name that is none"],
)
def test_wrong_usage_is_told_in_one_line_with_exit_code_2(arguments: list[str], told: str, tmp_path: Path) -> None:
    result = tutor(tmp_path, *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("tutor: ")
    assert len(result.stderr.splitlines()) == 1
    assert told in result.stderr.lower()
    assert "\x1b" not in result.stderr


def test_lessons_show_how_far_the_learner_is(tmp_path: Path) -> None:
    assert "new" in tutor(tmp_path, "lessons").stdout
    tutor(tmp_path, "learn", "8", "--as", "Ada", "--plain", typed="\nquit\n")
    listed = tutor(tmp_path, "lessons").stdout
    assert "Ada" in listed.splitlines()[0]
    assert "1 of " in next(line for line in listed.splitlines() if "Too high" in line)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Nobody", 'there is no record of a learner called "Nobody"; check the name'),
        ("\x1b]0;pwn\x07Ana", 'there is no record of a learner called "Ana"; check the name'),
        ("", "a name needs at least one letter or number"),
        ("\x1b[31m", "a name needs at least one letter or number"),
    ],
    ids=["no record", "no record, a name with an escape sequence", "empty", "nothing visible"],
)
def test_lessons_of_a_learner_who_is_not_known_are_refused(name: str, told: str, tmp_path: Path) -> None:
    result = tutor(tmp_path, "lessons", "--as", name)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"tutor: {told}")
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_no_name_reaches_the_terminal_raw(tmp_path: Path) -> None:
    tutor(tmp_path, "learn", "8", "--as", "Ana", "--plain", typed="quit\n")
    result = tutor(tmp_path, "lessons", "--as", "\x1b]0;pwn\x07Ana")
    assert result.returncode == 0
    assert result.stdout.splitlines()[0].endswith("— Ana")
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 200])
def test_lessons_fit_the_width(columns: int, tmp_path: Path) -> None:
    result = tutor(tmp_path, "lessons", COLUMNS=str(columns))
    assert max(map(width, result.stdout.splitlines())) < max(columns, 21)
    words = " ".join(result.stdout.split())
    for outline in open_course().outlines:
        assert outline.title in words
        assert set(outline.about.split()) <= set(words.split())


@pytest.mark.parametrize("environ", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"LANG": "POSIX"}])
def test_lessons_and_check_write_ascii_where_nothing_else_can_be_shown(environ: dict[str, str], tmp_path: Path) -> None:
    tutor(tmp_path, "learn", "8", "--as", "Zoë", "--plain", typed="quit\n")
    (tmp_path / "08-a.md").write_text("---\ntitle: ä\nabuot: ½ “x”\n---\n", "utf-8")
    for arguments in (["lessons"], ["check", "08-a.md"]):
        result = tutor(tmp_path, *arguments, **environ)
        assert result.returncode in {0, 1}
        assert result.stdout.isascii()
        assert result.stderr == ""
    assert tutor(tmp_path, "lessons", **environ).stdout.splitlines()[0].endswith("- Zoe")
    assert tutor(tmp_path, "lessons", "--ascii").stdout.isascii()


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("learn <&-", 2, "standard input is closed"),
        ("learn --plain >&-", 2, "standard output is closed"),
        ("lessons >&-", 0, ""),
        ("check 08-a.md >&-", 0, ""),
        ("ask gradient >&-", 0, ""),
        ("run bowl --lr 0.5 --csv >&-", 0, ""),
        ("run bowl --lr 0.5 >&-", 0, ""),
        ("teach 2>&-", 2, ""),
        ("teach 2>/dev/full", 2, ""),
        ("lessons >/dev/full", 2, "the output cannot be written (No space left on device)"),
        ("check 08-a.md >/dev/full", 2, "the output cannot be written (No space left on device)"),
        ("--help >/dev/full", 2, "the output cannot be written (No space left on device)"),
        (
            "run bowl --lr 0.5 --csv --steps 5000 >/dev/full",
            2,
            "the output cannot be written (No space left on device)",
        ),
        ("learn --plain --as Ana >/dev/full </dev/null", 2, "the output cannot be written (No space left on device)"),
        ("run bowl --lr 0.5 --csv --steps 5000 | head -1", 0, ""),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is played by /dev/full")
def test_a_stream_that_is_closed_or_full_is_told_in_one_line(
    command: str, code: int, told: str, tmp_path: Path
) -> None:
    (tmp_path / "08-a.md").write_text("---\ntitle: a\nabout: b\n---\n\nText.\n", "utf-8")
    done = subprocess.run(
        ["bash", "-c", f'set -o pipefail; "$0" -m tutor {command}', sys.executable],
        stdin=subprocess.DEVNULL,
        env=environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    errors = [line for line in done.stderr.splitlines() if not line.startswith("tutor: line by line")]
    assert (done.returncode, len(errors)) == (code, bool(told)), done.stderr
    assert told in done.stderr
    assert not (tmp_path / "data" / "crash.log").exists()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("nosuch.md", "there is no such file"),
        ("a" * 300, "File name too long"),
        ("pipe.md", "this is not an ordinary file"),
    ],
    ids=["missing", "too long a name", "a pipe"],
)
def test_check_of_what_cannot_be_read_is_wrong_input(path: str, told: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    result = tutor(tmp_path, "check", path)
    assert result.returncode == 2
    assert result.stdout == ""
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_crash_has_an_exit_code_of_its_own_and_leaves_a_log(tmp_path: Path) -> None:
    script = """
import sys
from tutor import cli
from tutor.commands import lessons
def broken(*_: object, **__: object) -> int:
    raise RuntimeError("nobody foresaw this")
lessons.lessons = broken
cli.main(["lessons"])
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 70
    assert len(done.stderr.splitlines()) == 1
    assert "something broke, and it is not your fault (RuntimeError)" in done.stderr
    assert "nobody foresaw this" in (tmp_path / "data" / "crash.log").read_text("utf-8")


def test_a_word_of_the_course_is_explained(tmp_path: Path) -> None:
    result = tutor(tmp_path, "ask", "what", "is", "a", "gradient?")
    assert result.returncode == 0
    assert result.stdout.startswith("Gradient: ")
    assert result.stderr == ""


@pytest.mark.parametrize("words", [["frobnicate"], [""], ["\x1b]0;pwn\x07"], ["what", "is", "love?"]])
def test_a_word_that_is_not_known_is_said_with_exit_code_1(words: list[str], tmp_path: Path) -> None:
    result = tutor(tmp_path, "ask", *words)
    assert result.returncode == 1
    assert result.stdout.startswith("I don't know that one.")
    assert "\x1b" not in result.stdout


def test_asking_without_a_word_is_wrong_usage(tmp_path: Path) -> None:
    result = tutor(tmp_path, "ask")
    assert result.returncode == 2
    assert "WORDS" in result.stderr


def test_why_my_own_loss_rises_is_answered_with_where_to_look(tmp_path: Path) -> None:
    why = tutor(tmp_path, "ask", "why", "is", "my", "validation", "loss", "rising").stdout
    assert why.startswith("Validation: ")
    assert "tutor diagnose FILE" in why
    assert tutor(tmp_path, "ask", "val_loss").stdout.startswith("Validation: ")
    assert "diagnose" not in tutor(tmp_path, "ask", "what", "is", "loss").stdout


@pytest.mark.parametrize("arguments", [["ask", "gradient"], ["lessons"], ["--version"]])
def test_what_only_reads_costs_no_heavy_import(arguments: list[str], tmp_path: Path) -> None:
    script = """
import sys
from tutor.cli import main
try:
    main(sys.argv[1:])
except SystemExit as left:
    assert left.code == 0, left.code
print(*sorted({"textual", "rich", "numpy", "markdown_it", "plotext"} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr.strip() == ""


def test_check_finds_what_is_wrong_and_says_where(tmp_path: Path) -> None:
    lesson = tmp_path / "07-broken.md"
    lesson.write_text("---\ntitle: Broken\nabout: x\n---\n\n```lab\nproblem = 'bowl:curvatur=2'\n```\n", "utf-8")
    result = tutor(tmp_path, "check", str(lesson))
    assert result.returncode == 1
    assert "07-broken.md:7:" in result.stdout
    assert "curvature" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_a_record_that_cannot_be_written_is_told_and_the_lesson_goes_on(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    result = tutor(tmp_path, "learn", "6", "--as", "Ada", "--plain", typed="\n\n\n2.4\nquit\n")
    words = " ".join(result.stdout.split())
    assert result.returncode == 0
    assert "cannot write" in words
    assert "Right: 0.1 × 6 = 0.6" in words


def own_course(folder: Path) -> Path:
    (folder / "own").mkdir()
    (folder / "own" / "course.toml").write_text('format = 1\ntitle = "Our own"\nlessons = ["08-too-high"]\n')
    (folder / "own" / "08-too-high.md").write_text("---\ntitle: Ours\nabout: b\n---\n\nHello.\n\n---\n\nBye.\n")
    (folder / "own" / "glossary.md").write_text("## marble\nA round thing.\n")
    return folder / "own"


@pytest.mark.parametrize("by_option", [True, False], ids=["--lessons", "TUTOR_LESSONS"])
def test_a_folder_of_ones_own_counts_for_every_command(by_option: bool, tmp_path: Path) -> None:
    folder = own_course(tmp_path)

    def own(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        if by_option:
            return tutor(tmp_path, *arguments, "--lessons", "own", typed=typed)
        return tutor(tmp_path, *arguments, typed=typed, TUTOR_LESSONS=str(folder))

    assert own("lessons").stdout.startswith("Our own")
    assert own("ask", "marble").stdout == "Marble: A round thing.\n"
    assert own("check").stdout == "1 lesson, 0 claims: all is well\n"
    assert "Lesson 8: Ours." in own("learn", "--plain", "--as", "Ada", typed="\nquit\n").stdout
    assert "1 of 1" in own("lessons").stdout or "done" in own("lessons").stdout
    program = tutor(tmp_path, "lessons").stdout
    assert "Too high" in program
    assert "1 of" not in program
    assert "done" not in program


def test_a_folder_before_the_command_counts_too(tmp_path: Path) -> None:
    own_course(tmp_path)
    assert tutor(tmp_path, "--lessons", "own", "lessons").stdout.startswith("Our own")
    result = tutor(tmp_path, "--lessons", "none", "lessons")
    assert result.returncode == 2
    assert result.stderr.startswith("tutor: none: there is no such folder")


@pytest.mark.parametrize("argv", [[], ["--as=Ada"], ["--as=Ada Lovelace"], ["--as="]])
def test_the_usual_starts_mean_what_the_grammar_says_and_do_without_it(argv: list[str]) -> None:
    bare = cli._bare(argv)
    assert bare is not None
    assert vars(bare) == vars(cli._parser().parse_args(argv))


@pytest.mark.parametrize("argv", [["--as", "Ada"], ["--as=Ada", "--plain"], ["learn"], ["--help"], ["-as=Ada"], [""]])
def test_all_other_starts_are_read_by_the_grammar(argv: list[str]) -> None:
    assert cli._bare(argv) is None
