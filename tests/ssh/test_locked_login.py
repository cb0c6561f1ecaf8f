"""What a client may ask of a locked-down login, and what it may send along: none of it leads out of the lesson."""

from __future__ import annotations

import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ssh.server import LEARNER, Server
from tests.terminal.player import PATIENCE, Player
from tutor.record.folder import learners_folder, record_path

SMUGGLED = """\
import os
open(os.environ.get("BAIT", "/nowhere") + "/python", "w").close()
"""


def ask(
    server: Server, *options: str, words: tuple[str, ...] = (), typed: str = "quit\n", key: str = "ada"
) -> subprocess.CompletedProcess[str]:
    """A client that wants something other than a lesson."""
    return subprocess.run(
        [*server.ssh(*options, key=key), *words],
        input=typed,
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE,
        check=False,
    )


@pytest.fixture(scope="module")
def unlocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An sshd without the guide's snippet."""
    folder = tmp_path_factory.mktemp("unlocked")
    server = Server(folder, folder, locked=False)
    yield server
    server.stop()


def reaches(server: Server, folder: Path, what: str) -> bool:
    """Whether a client gets what it asks for."""
    if what == "a command":
        return "owned" in ask(server, words=("touch", str(folder / "bait"), ";", "echo", "owned")).stdout
    if what == "sftp":
        client = subprocess.Popen([*server.ssh("-s"), "sftp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with client:
            assert client.stdin is not None
            assert client.stdout is not None
            client.stdin.write(b"\0\0\0\5\1\0\0\0\3")  # length, SSH_FXP_INIT, version
            client.stdin.flush()
            answer = client.stdout.read(5)
            client.kill()
        return answer[4:] == b"\2"  # SSH_FXP_VERSION
    with socket.create_server(("127.0.0.1", 0)) as inside:
        port = inside.getsockname()[1]
        if what == "a port of the server's":
            inside.settimeout(PATIENCE)
            client = subprocess.Popen(
                server.ssh("-W", f"127.0.0.1:{port}"), stdin=subprocess.PIPE, stderr=subprocess.PIPE
            )
            with client:
                try:
                    while client.poll() is None:
                        if select.select([inside], [], [], 0.05)[0]:
                            return True
                    return False
                finally:
                    client.kill()
    return ask(server, "-R", f"0:127.0.0.1:{port}", "-o", "ExitOnForwardFailure=yes", words=("true",)).returncode == 0


@pytest.mark.parametrize("what", ["a command", "sftp", "a port of the server's", "a port of the client's"])
def test_a_client_gets_nothing_but_a_lesson(server: Server, unlocked: Server, tmp_path: Path, what: str) -> None:
    assert not reaches(server, tmp_path, what)
    assert not (tmp_path / "bait").exists()
    assert reaches(unlocked, tmp_path, what)


def test_the_key_says_who_it_is_and_nothing_else_does(server: Server) -> None:
    for key, name in (("ada", LEARNER), ("grace", "Grace")):
        done = ask(
            server, "-T", "-o", "SetEnv=TUTOR_LEARNER=Bob USER=Bob LOGNAME=Bob", key=key, words=("learn", "--as", "Bob")
        )
        assert f"Goodbye, {name}." in done.stdout
    records = {path for path in learners_folder(server.data).iterdir() if path.suffix == ".db"}
    assert records == {record_path(name, server.data) for name in (LEARNER, "Grace")}
    nameless = ask(server, "-T", key="stranger")
    assert nameless.returncode == 1
    assert nameless.stdout == ""
    assert len(nameless.stderr.splitlines()) == 1
    assert "There is no name behind this key" in nameless.stderr


def test_the_keyboards_signals_are_held_off_in_line_mode_too(server: Server) -> None:
    with server.log_in(TERM="dumb") as player:
        player.see("Tutor: ", "You ")
        player.press("\x1a\x1c")
        player.type("hint")
        player.see("There is nothing to solve here|Hint")
        player.type("quit")
        assert player.end() == 0


def hostile(folder: Path) -> dict[str, str]:
    """What an sshd that lets everything through could hand on to the launcher."""
    bait = folder / "bait"
    modules = folder / "modules"
    for made in (bait, modules):
        made.mkdir(exist_ok=True)
    (modules / "sitecustomize.py").write_text(SMUGGLED)
    (modules / "startup.py").write_text(SMUGGLED)
    (modules / "evil.py").write_text(SMUGGLED)
    return {
        "PATH": f"{modules}:/usr/bin:/bin",
        "HOME": str(bait),
        "BAIT": str(bait),
        "PYTHONPATH": str(modules),
        "PYTHONSTARTUP": str(modules / "startup.py"),
        "PYTHONINSPECT": "1",
        "PYTHONBREAKPOINT": "evil.run",
        "PYTHONWARNINGS": "error::evil.Warning",
        "PYTHONUSERBASE": str(modules),
        "TUTOR_DATA": str(bait / "data"),
        "TUTOR_LESSONS": str(bait),
        "TUTOR_KIOSK": "0",
        "TEXTUAL_DRIVER": "evil:Driver",
        "TEXTUAL_LOG": str(bait / "log"),
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": str(bait),
        "TEXTUAL_PRESS": "ctrl+q",
        "TEXTUAL_ALLOW_SIGNALS": "1",
        "BROWSER": "evil",
        "EDITOR": "evil",
        "PAGER": "evil",
        "COLUMNS": "20",
        "LINES": "5",
        "ENV": str(modules / "startup.py"),
        "LD_LIBRARY_PATH": str(modules),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "LC_ALL": "../../../../bait",
    }


def test_nothing_in_the_environment_gets_past_the_launcher(server: Server, tmp_path: Path) -> None:
    auth = tmp_path / "auth"
    kind, key = (server.folder / "grace.key.pub").read_text().split()[:2]
    auth.write_text(f"publickey {kind} {key}\n")
    environment = hostile(tmp_path) | {"SSH_USER_AUTH": str(auth)}
    with Player(tmp_path, command=(str(server.launcher),), environment=environment) as player:
        player.see("Grace", "Lesson 1 . Leaps", "Enter to go on")
        player.press("\x1a\x1c\x10")
        player.settle()
        assert player.leave() == 0
        assert ">>>" not in player.text
    assert list((tmp_path / "bait").iterdir()) == []
    assert record_path("Grace", server.data).exists()


def test_without_the_launcher_the_same_environment_would_get_through(tmp_path: Path) -> None:
    environment = {**hostile(tmp_path), "TUTOR_LESSONS": ""}
    command = (sys.executable, "-m", "tutor", "--plain", "--as", "Grace")
    with Player(tmp_path, command=command, environment=environment) as player:
        player.see("Tutor: ")
        player.type("quit")
        player.wait_until(lambda: ">>>" in player.text, "for the prompt of a Python that takes commands")
    assert {entry.name for entry in (tmp_path / "bait").iterdir()} >= {"python", "data"}


def test_textuals_own_variables_do_nothing_even_without_the_launcher(tmp_path: Path) -> None:
    environment = {name: text for name, text in hostile(tmp_path).items() if name.startswith(("TEXTUAL", "TERM"))}
    with Player(tmp_path, "learn", "6", "--as", "Ada", environment=environment) as player:
        player.see("Enter to go on")
        assert player.leave() == 0
    assert list((tmp_path / "bait").iterdir()) == []


def test_the_launchers_limits_hold(server: Server) -> None:
    with server.log_in(TERM="dumb") as player:
        player.see("You ")
        (tutor,) = server.tutors()
        limits = {
            line[:26].strip(): line[26:].split()[0] for line in Path(f"/proc/{tutor}/limits").read_text().splitlines()
        }
        environment = Path(f"/proc/{tutor}/environ").read_bytes().split(b"\0")
        player.type("quit")
        assert player.end() == 0
    assert limits["Max core file size"] == "0"
    assert limits["Max file size"] == str(10 * 1024 * 1024)
    assert limits["Max cpu time"] == "3600"
    assert limits["Max address space"] == str(1024**3)
    assert {line.partition(b"=")[0].decode() for line in environment if line} == {
        "PATH", "HOME", "TERM", "LANG", "LC_ALL", "LC_CTYPE", "SSH_CONNECTION", "MALLOC_ARENA_MAX",
        "OPENBLAS_NUM_THREADS", "TUTOR_KIOSK", "TUTOR_LESSONS", "TUTOR_DATA",
    }  # fmt: skip
