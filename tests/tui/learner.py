"""A small course, and a learner who plays it in the app without a terminal."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from tests.terminals import USUAL
from tutor.lesson.course import Course, open_course
from tutor.record.store import open_record
from tutor.sitting import Sitting
from tutor.terminal import Terminal
from tutor.tui.app import TutorApp
from tutor.tui.lesson_screen import LessonScreen

SIZE = (80, 24)

TERMINAL = USUAL

LEAPS = """\
---
title: Leaps
about: Strides that land beyond the bottom
minutes: 3
---

A long stride can carry you over the bottom of the bowl `loss = w²`.

---

::: quiz side
You leap over the bottom. Where do you land?

- [x] On the other side
  > The bottom lies behind you now.
- [ ] On the same side
  > Then it was no leap.

Hint: Over means beyond.
:::

::: predict ending
Twenty steps at rate 0.9. What will you see?

- [x] It settles
  > So it does: the factor is −0.8.
- [ ] It explodes
  > It settles: the factor is −0.8.
:::

```lab
id = "bowl"
problem = "bowl:curvature=2"
start = 3
steps = 20
ask = "Run 0.9 and watch."
suggest = "0.9"
[claims]
"0.9" = "converged/zigzag"
"1.1" = "overshot/diverged"
```

Three things happened: a leap, a landing, a rest.

---

In short: leap, land, settle.
"""

LONG = (
    "---\ntitle: A long talk\nabout: More than one page\nminutes: 8\n---\n\n"
    + "\n\n".join(f"This is paragraph {number} of the first long talk." for number in range(1, 16))
    + "\n\n---\n\nThe end of it.\n"
)

FOREIGN = """\
---
title: A [b]bold[/b] [@click=app.bell]title[/]
about: Text that would act if it could
minutes: 2
---

Not bold: [bold red]text[/bold red], [/], [@click=app.quit]quit[/] and \x1b[31mred\x1b[0m.

See [the page](https://example.org/) and <b>this</b>. \x9d0;owned\x07 Done.
"""


def write_course(folder: Path, **lessons: str) -> Course:
    """A course of these lessons, by default of two; the underscores of a name are hyphens in its id."""
    folder.mkdir(exist_ok=True)
    files = {
        name.lstrip("_").replace("_", "-"): text
        for name, text in (lessons or {"_01_leaps": LEAPS, "_02_long": LONG}).items()
    }
    for lesson_id, text in files.items():
        (folder / f"{lesson_id}.md").write_text(text, encoding="utf-8")
    listed = "".join(f'  "{lesson_id}",\n' for lesson_id in files)
    (folder / "course.toml").write_text(f'format = 1\ntitle = "A small course"\nlessons = [\n{listed}]\n')
    return open_course(folder)


@asynccontextmanager
async def playing(
    course: Course,
    *,
    learner: str | None = "Ada",
    lesson: str | None = None,
    terminal: Terminal = TERMINAL,
    size: tuple[int, int] = SIZE,
    restart: bool = False,
) -> AsyncIterator[Learner]:
    """A learner at the screen; the record is let go of at the end."""
    app = TutorApp(course, terminal, learner=learner, lesson=lesson, restart=restart)
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Learner(app, pilot)
    finally:
        if app.visit is not None:
            app.visit.close()


class Learner:
    """The learner."""

    def __init__(self, app: TutorApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> LessonScreen:
        """The lesson being played."""
        assert isinstance(self.app.screen, LessonScreen)
        return self.app.screen

    @property
    def sitting(self) -> Sitting:
        """What is being played."""
        assert self.app.sitting is not None
        return self.app.sitting

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    @property
    def words(self) -> str:
        """What stands on the screen as running text."""
        return re.sub(r"\s+", " ", " ".join(self.lines))

    @property
    def keys(self) -> str:
        """The last line."""
        return self.lines[-1].strip()

    @property
    def typed(self) -> str:
        """What stands on the input line."""
        return self.screen.answer_line.input.value

    @property
    def label(self) -> str:
        """What the input line waits for."""
        return self.screen.answer_line.label

    @property
    def has_chart(self) -> bool:
        """The chart can be seen."""
        return self.screen.picture.display and self.screen.picture.size.height > 0

    @property
    def can_type(self) -> bool:
        """What is typed now arrives on the input line."""
        return self.app.focused is self.screen.answer_line.input

    async def press(self, *keys: str) -> None:
        """Presses keys, by Textual's names for them, and waits until they were answered."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, *lines: str) -> None:
        """Sends lines, each with Enter; their characters come all at once, which is faster."""
        for line in lines:
            self.app.screen.query_one(Input).value = line
            await self.press("enter")

    async def go_to_lab(self) -> None:
        """From the start of `LEAPS` to the first run."""
        await self.type("", "on the other side", "it settles")
        assert self.label == "learning rate"

    async def run(self, rate: str = "") -> None:
        """Runs a rate, or the one suggested, to its end."""
        before = self.screen.exhibit
        await self.type(rate)
        assert self.screen.exhibit is not before
        if self.screen.live:  # on a busy machine a run of a few steps may be over by now
            await self.press("enter")
        assert not self.screen.live


def kinds_recorded(learner: str, lesson: str) -> list[str]:
    """The kinds of the events in the record, in order."""
    with open_record(learner) as record:
        return [entry.kind for entry in record.entries(lesson)]
