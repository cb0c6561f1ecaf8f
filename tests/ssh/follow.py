"""Follows CLASSROOM.md from top to bottom on a bare Debian, and logs in as its learners do.

    debootstrap --variant=minbase bookworm /tmp/bare
    python -m tests.ssh.follow /tmp/bare

Not a test, as it needs root, a mirror of Debian and a few minutes. The bare system keeps what was done to it. What is
for the machine with internet runs here, in a copy of the checkout; what is for the server runs in the bare system,
after its first block (the one that installs packages) without any network but its own loopback.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pexpect

from tests.ssh import guide

_HERE = "--inside"
_IN = (
    "env",
    "-i",
    "HOME=/root",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "DEBIAN_FRONTEND=noninteractive",
)


def main(root: Path) -> None:
    """Builds the wheelhouse here, then goes on inside namespaces of the bare system's own."""
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder) / "checkout"
        subprocess.run(["git", "clone", "-q", str(guide.GUIDE.parent), str(checkout)], check=True)
        for block in guide.commands("build"):
            _run(["sh", "-eux"], block, cwd=checkout)
        shutil.copy(checkout / "wheelhouse.tar.gz", root / "root")
    shutil.copy("/etc/resolv.conf", root / "etc")
    first, *rest = guide.commands()
    apt, _, install = first.partition("\n")
    _run(["chroot", str(root), *_IN, "sh", "-eux"], apt)
    again = [sys.executable, "-m", "tests.ssh.follow", _HERE, str(root)]
    _run(["unshare", "--net", "--mount", "--pid", "--fork", *again], "\n".join([f"cd\n{install}", *rest]))


def inside(root: Path) -> None:
    """The blocks for the server, then the logins."""
    for kind, where in (("proc", "proc"), ("devpts", "dev/pts")):
        subprocess.run(["mount", "-t", kind, kind, str(root / where)], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    chroot = ["chroot", str(root), *_IN]
    blocks = sys.stdin.read()
    _run([*chroot, "sh", "-eux"], blocks)

    (root / "root/.ssh").mkdir(mode=0o700, exist_ok=True)
    (root / "root/.ssh/config").write_text("StrictHostKeyChecking accept-new\nLogLevel ERROR\n")
    passwords = dict(line.split() for line in (root / "root/passwords.txt").read_text().splitlines())
    for name, password in passwords.items():
        ssh = [*chroot, "TERM=xterm-256color", "LANG=de_DE.UTF-8", "ssh", f"{name}@127.0.0.1"]
        _leave(_logged_in(ssh, name, password), name)
    shared = "ssh", "-i", "/root/ada.key", "tutor@127.0.0.1"
    _leave(_logged_in([*chroot, "TERM=dumb", *shared], "Ada Lovelace"), "Ada Lovelace", keys="\x04")
    staying = _logged_in([*chroot, "TERM=xterm", *shared], "Ada Lovelace")

    print("--- a host runs, and the last login went through it", flush=True)
    _run([*chroot, "sh", "-eux"], 'test "$(grep -alz "^host$" /proc/[0-9]*/cmdline | wc -l)" -eq 2')

    print("--- upgrading, while one plays on", flush=True)
    _run([*chroot, "sh", "-eux"], blocks[: blocks.index("tutor doctor")] + "tutor doctor")
    _leave(_logged_in([*chroot, "TERM=linux", *shared], "Ada Lovelace"), "Ada Lovelace")
    staying.send("hint\r")
    staying.expect("hint")
    _run([*chroot, "sh", "-eux"], "/usr/local/sbin/tutor-host --stop")
    _leave(staying, "Ada Lovelace")
    _run([*chroot, "sh", "-eux"], "/usr/local/sbin/tutor-backup; ls -lR /var/lib/tutor /var/backups/tutor; ls -l /opt")
    print("Followed from top to bottom.")


def _logged_in(command: list[str], name: str, password: str = "") -> pexpect.spawn[str]:
    """A learner who logged in and pressed Enter once."""
    print(f"--- {' '.join(command[len(_IN) + 2 :])}", flush=True)
    child = pexpect.spawn(command[0], command[1:], dimensions=(24, 80), encoding="utf-8", timeout=60)
    if password:
        child.expect("password:")
        child.sendline(password)
    child.expect(f"(Nice to meet you|Welcome back), {name}")
    child.expect("Enter to go on|answer")
    child.send("\r")
    return child


def _leave(child: pexpect.spawn[str], name: str, keys: str = "\x11") -> None:
    child.send(keys)
    child.expect(f"Goodbye, {name}")
    child.expect(pexpect.EOF)
    child.close()
    if child.exitstatus != 0:
        raise SystemExit(f"ended with {child.exitstatus}")


def _run(command: list[str], script: str, cwd: Path | None = None) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, input=script, text=True, check=True, cwd=cwd, env=environment)


if __name__ == "__main__":
    if sys.argv[1] == _HERE:
        inside(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
