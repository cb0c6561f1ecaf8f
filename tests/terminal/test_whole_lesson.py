"""A learner plays a lesson in a real terminal of 80×24, from the greeting to the end."""

from __future__ import annotations

import re
from pathlib import Path

from tests.terminal.player import Player

LAST_EDGE = "It bounces between 3 and −3"


def read_on(player: Player, *expected: str) -> None:
    """Presses Enter, page by page, until `expected` is on the screen."""
    for _ in range(12):
        player.settle()
        if all(re.search(pattern, player.words) for pattern in expected):
            return
        player.enter()
    player.see(*expected)


def test_a_newcomer_plays_a_whole_lesson_leaves_in_the_middle_and_comes_back(tmp_path: Path) -> None:
    with Player(tmp_path, "learn", "too high") as player:
        player.see("What shall I call you")
        player.type("Ada")
        player.see("Nice to meet you, Ada", "Lesson 8 · Too high")

        read_on(player, "Where does the first step land")
        player.type("2.4")
        player.see("The right distance, but on the wrong side")  # feedback on exactly this wrong answer
        player.type("hint")
        player.see("Hint: The length of the step")
        player.type("-2,4")
        player.see("It has crossed the bottom at 0", "your prediction")
        player.type("It bounces from side to side and settles")
        player.see("Enter runs 0.9")
        player.enter()
        player.see("rate 0.9", "loss")
        player.enter()  # the rest of the run at once
        player.see("CONVERGED, zigzag", "0.8")
        read_on(player, "Still wanted: a run that arrives without ever crossing")
        player.type("0.1")
        player.see("rate 0.1")
        player.enter()
        player.see("CONVERGED, smooth", "all I wanted to see")
        read_on(player, "how can you tell the run")
        assert player.leave() == 0
        assert "Goodbye, Ada. Your place in lesson 8" in player.words

    with Player(tmp_path) as player:
        player.see("Welcome back, Ada", "We were here", "how can you tell the run at 0.1 from the run at 0.9")
        player.type("By the speed: 0.9 arrives nine times sooner")
        player.see("Both arrive after 11 steps")
        player.type("By the path: at 0.9 w changes its sign at every step")
        player.see("The path is where w goes")
        read_on(player, "your prediction")
        player.type(LAST_EDGE)
        player.see("Collect three endings", "Enter runs 1.0")
        player.enter()
        player.see("rate 1")
        player.enter()
        player.see("OVERSHOT, bouncing", "neither nearer nor farther")
        read_on(player, "Still wanted")
        player.type("0.001")
        player.enter()
        player.see("STALLED, crawling", "2.71")
        player.type("try .9")
        player.enter()
        player.see("CONVERGED, zigzag")
        player.type("1.1")
        player.enter()
        player.see("OVERSHOT, diverged", "Only a tenth above the border")
        read_on(player, "all I wanted to see")
        read_on(player, "Choose all that fit")
        player.type("0.6 and 0.9")
        player.see("Type all letters|I didn't understand|letter")
        letters = [
            line.split(")")[0].strip() for line in player.text.splitlines() if line.strip().endswith((") 0.6", ") 0.9"))
        ]
        player.type(" ".join(letters))
        player.see("What is wrong")
        player.type("The rate is above the limit")
        read_on(player, "That was the lesson")
        assert "10/10" in player.text or "●●●●●●●●●●" in player.text
        assert player.leave() == 0

    with Player(tmp_path, "lessons", lines=100) as player:  # the list is longer than 24 lines
        player.end()
        assert "done" in next(line for line in player.text.splitlines() if "Too high" in line)
