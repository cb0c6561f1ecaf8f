"""Writing on the terminal: at once where there is room, by Textual's thread where there is none, and all in order."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.drivers._writer_thread import WriterThread

from tutor.tui.driver import _Output

PIECES = [f"{number:06} é⠿ " * 40 for number in range(200)]
"""More than any terminal takes while nobody reads it."""


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Ours and the program's end of a terminal that changes nothing of what is written."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


def read(terminal: int, count: int) -> bytes:
    """So many bytes, however they come."""
    came = b""
    while len(came) < count:
        assert select.select([terminal], [], [], 30)[0], f"only {len(came)} bytes came"
        came += os.read(terminal, 65536)
    return came


def test_what_there_is_room_for_is_written_without_the_thread(ends: tuple[int, int]) -> None:
    output = _Output(ends[1], "utf-8", "all")
    assert output.write_now("loss 0.5 ⠿") is None
    assert read(ends[0], 12).decode() == "loss 0.5 ⠿"
    output.let_go()


def test_what_there_is_no_room_for_waits_in_the_thread_and_all_comes_in_order(ends: tuple[int, int]) -> None:
    output = _Output(ends[1], "utf-8", "all")
    thread = WriterThread(output)
    thread.start()
    left: list[str] = []
    waiting = list(PIECES)
    while not left:  # fills the terminal; what is left of the first piece that has no room is the thread's
        left = [rest for rest in [output.write_now(waiting.pop(0))] if rest is not None]
    begun = len(PIECES) - len(waiting)
    left += [rest for piece in waiting[:20] if (rest := output.write_now(piece)) is not None]
    assert len(left) == 21, "overtaken"
    for rest in left:
        thread.write(rest)
    whole = "".join(PIECES[: begun + 20]).encode()
    assert read(ends[0], len(whole)) == whole
    thread.stop()
    assert output.write_now("and at once again") is None
    assert read(ends[0], 17) == b"and at once again"
    output.let_go()


def test_others_who_have_the_terminal_open_still_wait_for_it(ends: tuple[int, int]) -> None:
    output = _Output(ends[1], "utf-8", "all")
    assert output.write_now("loss") is None
    assert not fcntl.fcntl(ends[1], fcntl.F_GETFL) & os.O_NONBLOCK
    output.let_go()
    assert output.write_now("loss") == "loss"


def test_what_is_no_terminal_is_left_to_the_thread(tmp_path: Path) -> None:
    with (tmp_path / "page").open("wb") as page:
        output = _Output(page.fileno(), "utf-8", "all")
        assert output.write_now("loss") == "loss"
        output.let_go()


def test_a_terminal_that_is_gone_swallows_what_is_written(ends: tuple[int, int]) -> None:
    theirs = os.dup(ends[1])
    output = _Output(theirs, "utf-8", "all")
    os.dup2(os.open(os.devnull, os.O_RDWR), ends[0])  # the other end is closed
    assert output.write_now("loss") is None
    output.let_go()
    os.close(theirs)
