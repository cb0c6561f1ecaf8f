"""The child takes the client's place in all that the program could notice, and takes nothing from the host."""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.host.hosting import RunningHost
from tests.terminal.player import Player
from tutor.host import child
from tutor.host.request import Request, handed_on

REPORTING = """\
import json, os, random, resource, signal, sys, threading, time
from tutor.host.server import Host
from tutor.terminal import user_environment

def report(arguments):
    told = {
        "arguments": arguments,
        "argv": sys.argv[1:],
        "folder": os.getcwd(),
        "environ": dict(os.environ),
        "user_environment": user_environment(),
        "umask": os.umask(0),
        "limits": {name: resource.getrlimit(getattr(resource, name)) for name in ("RLIMIT_CPU", "RLIMIT_FSIZE")},
        "zone": time.strftime("%z"),
        "session": os.getsid(0) == os.getpid(),
        "terminals": [os.isatty(descriptor) for descriptor in range(3)],
        "open": sorted(map(int, os.listdir("/proc/self/fd"))),
        "hang-up": signal.getsignal(signal.SIGHUP) == signal.SIG_DFL,
        "interrupt": signal.getsignal(signal.SIGINT) == signal.default_int_handler,
        "random": random.random(),
    }
    with open("report", "w") as file:
        json.dump(told, file)
    print(f"hello {input()}")
    sys.exit(7)

with Host(os.environ["TUTOR_DATA"]) as host:
    print("ready", flush=True)
    host.serve(report)
"""
CLIENT = 'umask 027; ulimit -t 999; ulimit -f 4096; cd here && exec "$@"'


@pytest.fixture(scope="module")
def reporting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHost]:
    """A host whose children write down what they are, repeat a line, and leave with 7."""
    if sys.platform != "linux":
        pytest.skip("tutor host needs Linux")
    data = tmp_path_factory.mktemp("reporting")
    (data / "here").mkdir()
    host = RunningHost(
        data, "-c", REPORTING, environment={"SECRET": "of the host", "TUTOR_LESSONS": "/host", "TZ": "UTC"}
    )
    yield host
    host.end()


def reported(host: RunningHost, **environment: str) -> dict[str, object]:
    command = ("sh", "-c", CLIENT, "sh", sys.executable, "-m", "tutor", "learn", "caf\udce9")
    with Player(host.data, command=command, environment=environment) as player:
        player.type("Ada")
        player.see("hello Ada")
        assert player.end() == 7
    told = json.loads((host.data / "here" / "report").read_text())
    assert isinstance(told, dict)
    return told


def test_the_child_is_what_the_client_would_have_been(reporting: RunningHost) -> None:
    told = reported(reporting, TUTOR_KIOSK="1", LC_CTYPE="en_GB.UTF-8", TZ="UTC-3", UNKNOWN="dropped")
    environ = {
        "HOME": str(reporting.data),
        "LANG": "C.UTF-8",
        "LC_CTYPE": "en_GB.UTF-8",
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "TUTOR_DATA": str(reporting.data),
        "TUTOR_KIOSK": "1",
        "TZ": "UTC-3",
    }
    random = told.pop("random")
    assert told == {
        "arguments": ["learn", "caf\udce9"],
        "argv": ["learn", "caf\udce9"],
        "folder": str(reporting.data / "here"),
        "environ": environ,
        "user_environment": environ,
        "umask": 0o027,
        "limits": {"RLIMIT_CPU": [999, 999], "RLIMIT_FSIZE": [4096 * 512, 4096 * 512]},
        "zone": "+0300",
        "session": True,
        "terminals": [True, True, True],
        "open": told["open"],
        "hang-up": True,
        "interrupt": True,
    }
    descriptors = told["open"]
    assert isinstance(descriptors, list)
    assert len(descriptors) == 5, "the terminal three times, the line to the client, and this very list"
    assert reported(reporting)["random"] != random


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({"TERM": "dumb"}, "line by line, because TERM=dumb"),
        ({"TEXTUAL_FPS": "5"}, "Enter to go on"),
        ({"LC_TERMINAL": "iTerm2"}, "Enter to go on"),
    ],
    ids=["dumb", "tuned", "iTerm"],
)
def test_what_the_host_cannot_show_as_an_ordinary_start_would_starts_in_the_ordinary_way(
    reporting: RunningHost, environment: dict[str, str], seen: str
) -> None:
    with Player(reporting.data, "learn", "6", "--as", "Ada", environment=environment) as player:
        player.see(seen)
        assert reporting.children == []


def test_under_a_kiosk_the_clients_environment_decides_and_not_the_hosts(host: RunningHost) -> None:
    with Player(host.data, "learn", "6", "--lessons", "/etc", environment={"TUTOR_KIOSK": "1"}) as player:
        player.see("--lessons is switched off here")
        assert player.end() == 2
    with Player(host.data, "learn", "6", environment={"TUTOR_KIOSK": "1"}) as player:
        player.see("this login does not say who is learning")
        assert player.end() == 2


def test_limits_are_lowered_and_never_raised() -> None:
    none = resource.RLIM_INFINITY
    assert child._lower(none, 5) == 5
    assert child._lower(3, 5) == 3
    assert child._lower(none, none) == none


@pytest.mark.parametrize(("letters", "plays"), [(b"g", True), (b"wwg", True), (b"t", False), (b"", False)])
def test_a_child_begins_at_the_clients_word_and_not_before(
    monkeypatch: pytest.MonkeyPatch, letters: bytes, plays: bool
) -> None:
    monkeypatch.setattr(child, "_is_screen", lambda *_: True)
    monkeypatch.setattr(child, "_take_place", lambda *_: None)
    monkeypatch.setattr(child, "_follow", lambda *_: None)
    played: list[object] = []
    here, there = socket.socketpair()
    with here, there:
        socket.send_fds(here, [Request("this", ["lab"], {}, 0, [], []).packed()], [0, 1, 2, 0])
        here.sendall(letters)
        here.shutdown(socket.SHUT_WR)
        assert child._served(there, "this", played.append) == 0
        assert here.recv(1) == b"r"
    assert played == ([["lab"]] if plays else [])


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(texts, st.lists(texts), st.dictionaries(texts, texts), st.integers(0, 0o777), st.integers(-1))
def test_a_request_arrives_as_it_was_sent(
    build: str, arguments: list[str], environ: dict[str, str], umask: int, limit: int
) -> None:
    sent = Request(build, arguments, environ, umask, ["strict"] * 3, [("RLIMIT_CPU", limit, limit)])
    packed = sent.packed()
    assert int.from_bytes(packed[:4], "big") == len(packed) - 4
    arrived = Request.unpacked(packed[4:])
    for name in Request.__slots__:
        assert getattr(arrived, name) == getattr(sent, name)


@given(st.binary())
def test_rubbish_is_refused_as_such(rubbish: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Request.unpacked(rubbish)


def test_nothing_is_handed_on_but_what_is_listed() -> None:
    lines = [
        b"TERM=xterm",
        b"LC_ALL=C",
        b"LD_PRELOAD=/tmp/evil.so",
        b"PYTHONSTARTUP=x",
        b"TUTOR_DATA=a=b",
        b"LANG",
        b"",
    ]
    assert handed_on(lines) == {"TERM": "xterm", "LC_ALL": "C", "TUTOR_DATA": "a=b"}


def test_arguments_that_are_not_utf8_survive(tmp_path: Path) -> None:
    request = Request("", [os.fsdecode(b"caf\xe9")], {}, 0, [], [])
    assert Request.unpacked(request.packed()[4:]).arguments == [os.fsdecode(b"caf\xe9")]
