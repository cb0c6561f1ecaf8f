"""CLASSROOM.md: what can be checked of it without a bare server; `python -m tests.ssh.follow` does all of it on one."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ssh import guide
from tests.ssh.server import Server, need_sshd
from tutor.record.store import open_record


def test_it_is_one_page_that_fits_a_terminal_and_names_no_machine() -> None:
    text = guide.GUIDE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 180
    assert max(map(len, text.splitlines())) <= 120
    assert "CLASSROOM.md" in (guide.GUIDE.parent / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+|index-url|/root/|/work/|/home/", text) == []


def test_every_command_is_one_that_a_shell_understands() -> None:
    blocks = guide.commands("build") + guide.commands()
    assert len(blocks) == guide.GUIDE.read_text(encoding="utf-8").count("```sh")
    for script in (*blocks, guide.files()[guide.LAUNCHER], guide.files()[guide.HOST]):
        done = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), script
    compile(guide.files()[guide.BACKUP], guide.BACKUP, "exec")


def test_its_files_fit_together() -> None:
    files = guide.files()
    assert set(files) == {guide.LAUNCHER, guide.SNIPPET, guide.HOST, guide.BACKUP}
    assert f"ForceCommand {guide.LAUNCHER}\n" in files[guide.SNIPPET]
    assert guide.KEYS in files[guide.SNIPPET]
    everything = "\n".join(guide.commands())
    assert everything.count(guide.KEYS) == 5
    for path in (guide.LAUNCHER, guide.HOST, guide.BACKUP):
        assert f"chmod 755 {path}\n" in everything


def test_a_missing_sshd_skips_the_tests_but_never_where_everything_must_be_tested(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.ssh.server._SSHD", None)
    for ci, outcome in (("", pytest.skip.Exception), ("true", pytest.fail.Exception)):
        monkeypatch.setenv("CI", ci)
        with pytest.raises(outcome, match="install openssh-server"):
            need_sshd()


@pytest.fixture
def effective(tmp_path: Path) -> dict[str, str]:
    """What sshd itself says holds for the shared account, once the guide's snippet is in."""
    sshd = need_sshd()
    for name in ("host_key",):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)], check=True)
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    configuration = tmp_path / "sshd_config"
    # Only those who are in a group of that name are meant, and that group exists on the server alone.
    snippet = guide.moved(guide.files()[guide.SNIPPET], {"Match Group learners": "Match User tutor"})
    configuration.write_text(f"HostKey {tmp_path}/host_key\nAcceptEnv LANG LC_*\n{snippet}")
    subprocess.run([sshd, "-t", "-f", str(configuration)], check=True)
    told = subprocess.run(
        [sshd, "-T", "-f", str(configuration), "-C", "user=tutor,host=h,addr=127.0.0.1,laddr=127.0.0.1,lport=22"],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split(" ", 1) for line in told.stdout.splitlines() if " " in line)


def test_sshd_takes_the_snippet_to_mean_what_the_guide_says(effective: dict[str, str]) -> None:
    assert effective["forcecommand"] == guide.LAUNCHER
    assert effective["disableforwarding"] == "yes"
    assert effective["permituserrc"] == "no"
    assert effective["permituserenvironment"] == "no"
    assert effective["authorizedkeysfile"] == guide.KEYS
    assert effective["authenticationmethods"] == "publickey"
    assert effective["exposeauthinfo"] == "yes"
    assert int(effective["clientaliveinterval"]) * int(effective["clientalivecountmax"]) == 45
    assert int(effective["maxstartups"].split(":")[0]) >= 30


def test_an_account_of_ones_own_gives_the_name_of_the_account(server: Server, tmp_path: Path) -> None:
    own = guide.moved(server.launcher.read_text(), {f"= {server.account} ]": "= somebody-else ]"})
    launcher = tmp_path / "tutor-login"
    launcher.write_text(own)
    launcher.chmod(0o755)
    done = subprocess.run(
        [str(launcher)], input="quit\n", capture_output=True, text=True, env={"HOME": str(tmp_path)}, check=True
    )
    assert f"Goodbye, {server.account}." in done.stdout


def test_the_backup_copies_every_record_and_can_be_read_as_one(tmp_path: Path) -> None:
    for account, name in (("ada", "Ada"), ("tutor", "Grace Hopper")):
        with open_record(name, tmp_path / "records" / account) as record:
            record.append("06-one-step-downhill", "typed", {"text": name}, position=1, of=2)
    script = guide.moved(
        guide.files()[guide.BACKUP],
        {guide.RECORDS: str(tmp_path / "records"), "/var/backups/tutor": str(tmp_path / "to")},
    )
    with open_record("Ada", tmp_path / "records" / "ada"):  # also while one is learning
        done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    copies = [Path(line) for line in done.stdout.splitlines()]
    assert len(copies) == 2
    for copy in copies:
        assert copy.stat().st_mode & 0o077 == 0
        assert copy.parent.stat().st_mode & 0o077 == 0
        connection = sqlite3.connect(copy)
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (1,)
        connection.close()
    with open_record("Grace Hopper", copies[-1].parent.parent, read_only=True) as record:
        assert record.entries("06-one-step-downhill")[0].data == {"text": "Grace Hopper"}
