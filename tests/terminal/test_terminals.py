"""The real program on real pseudo-terminals of several kinds: what goes over the line is what was promised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal.player import Player
from tutor.cleaning import CONSOLE

LESSON = ("learn", "17-adam", "--as", "Ada")
COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[PX^_\]].*?(?:\x07|\x1b\\)|[ -/]*[0-~])")


@pytest.mark.parametrize(
    ("environment", "options", "coloured"),
    [
        ({"TERM": "xterm-256color"}, (), True),
        ({"TERM": "xterm-256color"}, ("--mono",), False),
        ({"TERM": "vt100"}, (), False),
    ],
    ids=["usual", "--mono", "vt100"],
)
def test_colours_are_sent_only_where_there_are_any(
    tmp_path: Path, environment: dict[str, str], options: tuple[str, ...], coloured: bool
) -> None:
    with Player(tmp_path, "lab", *options, environment=environment) as player:
        player.see("This is the lab")
        player.type("0.9")
        player.see("running|CONVERGED")
        player.enter()
        player.see("CONVERGED")
        assert bool(COLOUR.search(player.raw)) is coloured
        assert player.leave() == 0


def test_a_text_console_gets_only_signs_of_its_fonts_whatever_is_typed(tmp_path: Path) -> None:
    with Player(tmp_path, *LESSON, environment={"TERM": "linux", "COLORTERM": "truecolor"}) as player:
        player.see("Lesson 17")
        player.press("√ ∂ 李 ½")
        player.see(r"\? \? \?\? ½")
        player.press("\x15")
        for _ in range(6):
            player.enter()
            player.settle()
        text = SEQUENCE.sub("", player.raw.decode("utf-8"))
        assert set(text) <= CONSOLE | {"\n", "\r", "\x0f"}, set(text) - CONSOLE
        assert player.leave() == 0
