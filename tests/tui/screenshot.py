"""Plays a bit of lesson 8 and keeps the screen as the README's picture: `python -m tests.tui.screenshot`."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

PICTURE = Path(__file__).parents[2] / ".github" / "screenshot.svg"
LINES = ("", "", "-2.4", "It bounces from side to side and settles", "")


async def play() -> str:
    """The screen after the run at 0.9, as SVG without addresses: neither web fonts nor the maker's."""
    # Where records go is read from the environment, and Textual reads its settings when it is imported.
    from textual.widgets import Input

    from tutor.lesson.course import open_course
    from tutor.terminal import survey
    from tutor.tui.app import TutorApp

    terminal = survey({"TERM": "xterm-256color", "LANG": "C.UTF-8"})
    app = TutorApp(open_course(), terminal, learner="Ada", lesson="08-too-high")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        for line in LINES:
            app.screen.query_one(Input).value = line
            await pilot.press("enter")
            await pilot.pause(0.3)
        await pilot.press("enter")  # the rest of the run at once
        await pilot.pause(0.5)
        return re.sub(r"@font-face\s*{.*?}|<!--.*?-->", "", app.export_screenshot(title="tutor"), flags=re.DOTALL)


def main() -> None:
    """Writes the picture."""
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"TUTOR_DATA": data, "TEXTUAL_ANIMATIONS": "none"}
        picture = asyncio.run(play())
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
