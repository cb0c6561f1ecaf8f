from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tutor.errors import RecordError
from tutor.record.folder import data_folder, last_learner, learners_folder, remember_learner


def test_the_environment_names_another_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    assert learners_folder() == tmp_path / "learners"


def test_a_relative_data_folder_does_not_move_with_the_working_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TUTOR_DATA", "here")
    assert data_folder() == tmp_path / "here"


@pytest.mark.parametrize("empty", [None, ""])
def test_without_it_the_user_has_a_folder_of_the_systems_kind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty: str | None
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("TUTOR_DATA", raising=False)
    if empty is not None:
        monkeypatch.setenv("TUTOR_DATA", empty)
    assert data_folder() == tmp_path / "descent-tutor"


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTOR_DATA", raising=False)
    # What expanduser leaves behind where there is neither HOME nor an entry in the list of users.
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: "~/.local/share/descent-tutor")
    with pytest.raises(RecordError, match="set TUTOR_DATA"):
        data_folder()


def test_the_last_learner_is_remembered(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    assert last_learner(folder) is None
    remember_learner("  Zoë  \x1b[31m ", folder)
    assert last_learner(folder) == "Zoë"
    remember_learner("李雷", folder)
    assert last_learner(folder) == "李雷"
    assert [path.name for path in folder.iterdir()] == ["last-learner"]


def test_what_is_remembered_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    remember_learner("Ana", folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "last-learner").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"\x00" * 100, b"x" * 5000, "\u200b".encode()])
def test_a_file_that_holds_no_name_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "last-learner").write_bytes(content)
    assert last_learner(tmp_path) is None


def test_a_name_that_cannot_be_remembered_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordError, match="I cannot remember your name"):
        remember_learner("Ana", tmp_path / "file")
    assert last_learner(tmp_path / "file") is None


def test_a_read_only_folder_keeps_the_name_it_had(unprivileged: Path) -> None:
    remember_learner("Ana", unprivileged)
    unprivileged.chmod(0o500)
    with pytest.raises(RecordError, match="Permission denied"):
        remember_learner("Ben", unprivileged)
    assert last_learner(unprivileged) == "Ana"
