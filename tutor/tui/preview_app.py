"""The full screen while a lesson is being written: the page follows the file."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from tutor.dialogue.phrases import say, sentence
from tutor.errors import LessonError
from tutor.preview import Preview
from tutor.terminal import Terminal
from tutor.tui.app import TutorApp
from tutor.tui.free_screen import Keep
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.lessons_screen import LessonsScreen

LOOK = 0.5
"""Seconds between two looks at the file. A saved one is read at the second look, so about a second after."""


class PreviewApp(TutorApp):
    """Plays one lesson file, and plays it on in its new form whenever it is saved.

    Args:
        preview: the visit to the file.
        terminal: what this terminal can show.
        keep: saves what stands on the bench of free play; None where nothing may be written.
    """

    def __init__(self, preview: Preview, terminal: Terminal, *, keep: Keep | None = None) -> None:
        super().__init__(preview.course, terminal, learner=preview.learner, keep=keep)
        self.visit = self.preview = preview

    def get_default_screen(self) -> Screen[Any]:
        """The lesson, without a greeting."""
        return self._page(f"{self.preview.notice} Save the file, and you see the change here.")

    def on_mount(self) -> None:
        """Begins to watch the file."""
        self.set_interval(LOOK, self._look)

    def _look(self) -> None:
        # A run that is being shown is shown to its end: its verdict must not come after the page was changed.
        running = self.sitting is not None and self.sitting.state.running is not None
        if running or not self.preview.changed():
            return
        try:
            self.preview.read_anew()
        except LessonError as error:
            self._tell(f"{sentence(str(error))} Until this is mended you see the lesson as it was.")
            return
        self.course = self.preview.course
        typed = self.screen.answer_line.input.value if isinstance(self.screen, LessonScreen) else ""
        page = self._page("The file was saved, and I have read it anew.")
        page.answer_line.input.value = typed
        self._show(page)

    def _page(self, told: str) -> LessonScreen:
        self.sitting = self.preview.sit_down(self.preview.lesson)
        greeting = [say(line) for line in (told, self.preview.warnings) if line]
        return LessonScreen(self.sitting, self.glyphs, ascii=not self.terminal.braille, greeting=greeting)

    def _tell(self, text: str) -> None:
        if isinstance(self.screen, LessonScreen):
            self.screen.add((say(text),))
        elif isinstance(self.screen, LessonsScreen):
            self.screen.tell(text)
