"""A terminal as most learners have it."""

from __future__ import annotations

from tutor.terminal import Terminal

USUAL = Terminal(
    interactive=True,
    input_is_terminal=True,
    output_is_terminal=True,
    kind="xterm-256color",
    columns=80,
    lines=24,
    colours="256",
    utf8=True,
    braille=True,
    remote=False,
)
