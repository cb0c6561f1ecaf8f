"""Line mode as it is used without a screen: a whole lesson of the course through pipes."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

LESSON_8 = """

2.4
hint
-2,4
It bounces from side to side and settles

numbers
step 2
landscape
0.1
compare

/numbers
By the speed: 0.9 arrives nine times sooner
By the path: at 0.9 w changes its sign at every step

It bounces between 3 and −3 and never gets nearer

0.001
try .9
1.1


answer
where
The rate is above the limit
quit
"""
"""What Ada types, from the first page of lesson 8 to its end: wrong and right answers, a hint, six runs, and questions
about them."""


def through_a_pipe(folder: Path, typed: str, *arguments: str) -> str:
    """What comes out; nothing goes wrong."""
    done = subprocess.run(
        [sys.executable, "-m", "tutor", *arguments],
        input=typed.encode(),
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "TUTOR_DATA": str(folder), "LANG": "C.UTF-8"},
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    return done.stdout.decode("utf-8")


def drawn(page: str) -> set[str]:
    """Signs that only draw: lines, blocks, boxes, braille, arrows' heads, dingbats."""
    return {sign for sign in page if unicodedata.category(sign) == "So" or unicodedata.category(sign) == "Cc"} - {"\n"}


@pytest.mark.parametrize("ascii", [False, True], ids=["every character", "ascii"])
def test_a_whole_lesson_is_played_through_a_pipe(tmp_path: Path, ascii: bool) -> None:
    page = through_a_pipe(tmp_path, LESSON_8, "learn", "8", "--as", "Ada", *(["--ascii"] if ascii else []))
    assert page.isascii() is ascii
    assert not drawn(page)
    assert max(len(line) for line in page.splitlines() if not line.startswith("You (")) <= 78
    words = re.sub(r"\s+", " ", page)
    minus = "-" if ascii else "−"
    for said in (
        "Not quite: The right distance, but on the wrong side.",
        "Tutor: Hint: The length of the step",
        f"Right: 3 {minus} 0.9",
        "Verdict: converged, zigzag.",
        f"Run: rate 0.9. w went from 3 to 4.3e{minus}5 and turned round at every step.",
        f"Run: rate 0.1. Loss fell from 9 to 1.8e{minus}9 in 50 steps. The best known loss is 0. w went from 3 to "
        f"4.3e{minus}5 without turning back. It never crossed the lowest place, w = 0.",
        "Both arrive after 11 steps.",
        "Verdict: overshot, bouncing.",
        "Verdict: stalled, crawling.",
        "Verdict: overshot, diverged.",
        "That was all I wanted to see.",
        "Tutor: In short: when a stride is too long it lands beyond the bottom.",
        "You (Enter: what is still open): quit Goodbye, Ada.",
    ):
        assert said in words, said
    again = through_a_pipe(tmp_path, "", "learn", "8", "--as", "Ada")
    assert "Tutor: We were here, with 10 of 11 parts behind you:" in again


def test_free_play_through_a_pipe_has_no_sign_that_only_draws(tmp_path: Path) -> None:
    lines = "help\n0.9\nnumbers\nlandscape\nmap\nproblems\nravine\nrace sgd adam\n0.02\ncompare\ninside 2-2-1\nquit\n"
    page = through_a_pipe(tmp_path, lines, "lab", "--plain")
    assert not drawn(page)
    for said in ("Verdict on adam", "It stalls up to about", "Tutor: A network 2-2-1 with random weights"):
        assert said in re.sub(r"\s+", " ", page), said
    assert page.splitlines()[-1] == "Goodbye."
