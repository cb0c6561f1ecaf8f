"""What is left of the command line under a locked-down login, should its launcher hand on what the learner typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commands.screen import PLAIN, tutor
from tutor.cli import main
from tutor.record.folder import learners_folder, record_path
from tutor.record.store import open_record, remember_learner

KIOSK = {**PLAIN, "TUTOR_KIOSK": "1"}
HOSTILE_NAMES = ("../bob", "/etc/passwd", "bob.db", "learners/bob", "..", "~bob", "$(id)", "-bob", "bob;id", "b\\ob")

LOG = "loss\n3.0\n2.0\n1.5\n1.2\n1.1\n1.05\n1.02\n1.01\n1.0\n1.0\n"
LESSON = "---\ntitle: Mine\nabout: A lesson of mine\nminutes: 1\n---\n\nThe words in my file.\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with files of a learner's own, and one who came here last."""
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "01-mine.md").write_text(LESSON)
    (tmp_path / "own.csv").write_text("x,y\n1,2\n2,4\n3,6\n")
    course = tmp_path / "course"
    course.mkdir()
    (course / "01-mine.md").write_text(LESSON)
    (course / "course.toml").write_text('format = 1\ntitle = "Mine"\nlessons = ["01-mine"]\n')
    with open_record("Bob", tmp_path / "data") as record:
        record.append("01-guess-miss-adjust", "typed", {"text": ""}, position=1, of=9)
    remember_learner("Bob", tmp_path / "data")
    return tmp_path


OPENING = (
    ("diagnose", "log.csv"),
    ("new", "02-new.md"),
    ("preview", "01-mine.md"),
    ("--lessons", "course", "lessons", "--as", "Bob"),
    ("lessons",),
)
"""Each opens a file of one's own or the record of whoever came last."""


@pytest.mark.parametrize(
    "arguments",
    [
        *OPENING,
        ("check", "01-mine.md"),
        ("run", "linear-regression:data=own.csv", "--lr", "0.01"),
        ("sweep", "linear-regression:data=own.csv"),
        ("lessons", "--lessons", "course", "--as", "Bob"),
        ("--lessons", "course", "--as", "Bob"),
        ("learn", "--lessons", "course", "--as", "Bob"),
        ("learn", "1"),
        ("--as", "Ann", "learn", "--as", "Bob"),
        ("--as=Ann", "lessons", "--as=Bob"),
        (),
    ],
    ids=" ".join,
)
def test_what_opens_a_file_by_its_name_or_the_record_of_whoever_came_last_is_refused(
    own: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(own.rglob("*"))
    monkeypatch.chdir(own)
    monkeypatch.setenv("TUTOR_DATA", str(own / "data"))
    monkeypatch.setenv("TUTOR_KIOSK", "1")
    with pytest.raises(SystemExit) as left:
        main(arguments)
    told = capsys.readouterr()
    assert (left.value.code, told.out) == (2, "")
    assert "(TUTOR_KIOSK is set)" in told.err
    assert len(told.err.splitlines()) == 1
    assert sorted(own.rglob("*")) == before


@pytest.mark.parametrize("arguments", OPENING, ids=" ".join)
def test_elsewhere_the_same_commands_do_what_they_say(own: Path, arguments: tuple[str, ...]) -> None:
    done = tutor(*arguments, env={**PLAIN, "TUTOR_DATA": str(own / "data"), "TUTOR_KIOSK": "0"}, folder=own)
    assert done.code in (0, 1), done.err
    expected = {"diagnose": "STALLED|CONVERGED", "new": "02-new.md", "preview": "in my file", "lessons": "Bob"}
    assert re.search(expected[next(word for word in arguments if word in expected)], done.out)


def test_what_opens_nothing_is_left(own: Path) -> None:
    for arguments in (("--version",), ("ask", "gradient"), ("lessons", "--as", "Bob")):
        done = tutor(*arguments, env={**KIOSK, "TUTOR_DATA": str(own / "data")}, folder=own)
        assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_leads_to_a_file_elsewhere_or_to_the_record_of_another(tmp_path: Path, name: str) -> None:
    path = record_path(name, tmp_path)
    assert path.parent == learners_folder(tmp_path)
    assert path.name.isascii()
    assert not set(path.name) & set("/\\$;~ ")
    assert path.name[0].isalnum()
    assert path != record_path("bob", tmp_path)
