"""A real sshd on loopback, set up as CLASSROOM.md says, and real clients that log in to it."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.ssh import guide
from tests.terminal.player import PATIENCE, Player

LEARNER = "Ada Lovelace"
GONE = 5.0
"""Seconds after which nothing of a lost login may be left, on a machine that is not overloaded."""

_SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
_TRIES = 3
_BASICS = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile none
UsePAM {pam}
StrictModes no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
"""


def need_sshd() -> str:
    """Where sshd is; without one the test is skipped, and fails where everything must be tested."""
    why = "no sshd here: install openssh-server" if _SSHD is None else ""
    why = why or ("no ssh here: install openssh-client" if shutil.which("ssh") is None else "")
    if why:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
    assert _SSHD is not None
    return _SSHD


class Server:
    """sshd with the guide's snippet, launcher and list of keys, for whoever runs the tests as the shared account.

    Args:
        folder: where all its files go.
        course: a folder with a course of one's own, which the launcher is told of as the guide says.
        locked: False leaves the guide's snippet out, to show what clients could do without it.
    """

    def __init__(self, folder: Path, course: Path, *, locked: bool = True) -> None:
        self._sshd = need_sshd()
        self.folder = folder
        self.account = pwd.getpwuid(os.getuid()).pw_name
        self.records = folder / "records"
        self.data = self.records / self.account
        self.keys = folder / "keys"
        self.launcher = folder / "tutor-login"
        self._course = course
        self._locked = locked
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self._write_files()
        for _ in range(_TRIES):  # between finding a free port and taking it somebody else may
            if self._start():
                break
        else:
            raise AssertionError(f"sshd does not start: {self.log}")

    @property
    def log(self) -> str:
        """What sshd has to say."""
        return (self.folder / "sshd.log").read_text(errors="replace")

    def stop(self) -> None:
        """Ends it; who is logged in stays until cut off."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        for pid in self.tutors():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def ssh(self, *options: str, key: str = "ada") -> tuple[str, ...]:
        """The command that logs in."""
        return (
            "ssh", "-F", "none", "-p", str(self.port), "-i", str(self.folder / f"{key}.key"),
            "-o", f"UserKnownHostsFile={self.folder}/known_hosts", "-o", "GlobalKnownHostsFile=none",
            "-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
            "-o", "LogLevel=ERROR", *options, f"{self.account}@127.0.0.1",
        )  # fmt: skip

    def log_in(self, *options: str, key: str = "ada", **environment: str) -> Player:
        """A learner at a terminal of 80×24 who logs in."""
        environ = {"HOME": str(self.folder), **environment}
        return Player(self.folder, command=self.ssh("-tt", *options, key=key), environment=environ)

    def tutors(self) -> list[int]:
        """The running tutors of this server, by what the launcher gives them and nobody else has."""
        mark = f"TUTOR_DATA={self.records}/".encode()
        return [
            pid for pid in _all() if any(line.startswith(mark) for line in _read(pid, "environ").split(b"\0"))
        ]  # fmt: skip

    def sessions(self) -> list[int]:
        """sshd's own processes for those who are logged in."""
        assert self._process is not None
        return [pid for pid in _all() if _parent(pid) == self._process.pid]

    def session_of(self, tutor: int) -> int:
        """The process of sshd that holds this tutor's terminal."""
        parent = _parent(tutor)
        assert _read(parent, "comm").startswith(b"sshd"), "the launcher left a shell in between"
        return parent

    def wait_until_line_is_given_up(self) -> None:
        """Waits until sshd has noticed that a client does not answer any more."""
        deadline = time.monotonic() + PATIENCE
        while self.sessions():
            assert time.monotonic() < deadline, self.log
            time.sleep(0.05)

    def wait_until_gone(self) -> None:
        """Waits until no tutor and no session is left, no longer than the guide promises."""
        # A machine that has more to do than it can is given more time.
        patience = GONE * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        deadline = time.monotonic() + patience
        while left := self.tutors() + self.sessions():
            assert time.monotonic() < deadline, f"{left} still there after {patience:.0f} s"
            time.sleep(0.05)

    def _write_files(self) -> None:
        self.data.mkdir(mode=0o700, parents=True)
        for name in ("host_key", "ada.key", "grace.key", "stranger.key"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(self.folder / name)], check=True
            )
        public = {name: (self.folder / f"{name}.key.pub").read_text().strip() for name in ("ada", "grace", "stranger")}
        self.keys.write_text(
            f"restrict,pty {public['grace']} Grace\nrestrict,pty {public['ada']} {LEARNER}\n"
            f"restrict,pty {public['stranger']}\n"
        )
        here = {
            guide.KEYS: str(self.keys),
            guide.RECORDS: str(self.records),
            guide.PYTHON: sys.executable,
            "= tutor ]": f"= {self.account} ]",
            " TUTOR_KIOSK=1 ": f" TUTOR_KIOSK=1 TUTOR_LESSONS={self._course} ",
        }
        self.launcher.write_text(guide.moved(guide.files()[guide.LAUNCHER], here))
        self.launcher.chmod(0o755)

    def configuration(self, port: int = 22) -> str:
        """The guide's snippet behind the bare minimum, with a dead line noticed after 2 seconds instead of 45."""
        basics = _BASICS.format(port=port, folder=self.folder, pam="yes" if _is_locked(self.account) else "no")
        if not self._locked:
            return f"{basics}AuthorizedKeysFile {self.folder}/ada.key.pub\n"
        group = grp.getgrgid(os.getgid()).gr_name
        here = {
            guide.LAUNCHER: str(self.launcher),
            guide.KEYS: str(self.keys),
            "Match Group learners": f"Match Group {group}",
            "Match User tutor": f"Match User {self.account}",
            "ClientAliveInterval 15": "ClientAliveInterval 1",
            "ClientAliveCountMax 3": "ClientAliveCountMax 2",
        }
        return basics + guide.moved(guide.files()[guide.SNIPPET], here)

    def _start(self) -> bool:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where its unprivileged part is shut in
        configuration = self.folder / "sshd_config"
        configuration.write_text(self.configuration(self.port))
        public = " ".join((self.folder / "host_key.pub").read_text().split()[:2])
        (self.folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {public}\n")
        with (self.folder / "sshd.log").open("ab") as log:
            self._process = subprocess.Popen([self._sshd, "-D", "-e", "-f", str(configuration)], stderr=log)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
                return line.recv(4) == b"SSH-"
            time.sleep(0.05)
        self._process.kill()
        self._process.wait()
        return False


def _is_locked(account: str) -> bool:
    """Whether the account has its password locked, with which sshd lets nobody in unless it asks PAM."""
    try:
        entries = Path("/etc/shadow").read_text(encoding="utf-8").splitlines()
    except OSError:  # not for this user's eyes: nor for those of this user's sshd
        return False
    return any(entry.startswith(f"{account}:!") for entry in entries)


def _all() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _read(pid: int, what: str) -> bytes:
    """A file of /proc, empty once the process is over or if it is somebody else's."""
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


def _parent(pid: int) -> int:
    after_name = _read(pid, "stat").rpartition(b")")[2].split()
    return int(after_name[1]) if len(after_name) > 1 else 0
