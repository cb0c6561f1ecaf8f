"""The Textual application: one learner's screens, and nothing that reaches beyond them.

It runs under locked-down logins, so whatever of Textual's leads to files, shells or browsers is switched off here.
"""

from __future__ import annotations

import sys
import traceback
from typing import Any, ClassVar

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.theme import BUILTIN_THEMES, Theme

from tutor.crash import write_log
from tutor.dialogue import welcome
from tutor.dialogue.model import TutorSays, Utterance
from tutor.dialogue.phrases import say
from tutor.errors import LessonError
from tutor.lesson.course import Course
from tutor.sitting import Sitting
from tutor.terminal import Terminal
from tutor.tui.driver import TutorDriver
from tutor.tui.glyphs import glyphs_for
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.lessons_screen import LessonsScreen
from tutor.tui.welcome_screen import WelcomeScreen
from tutor.visit import Visit

# The terminal's own sixteen colours and its own background: readable wherever its owner can read,
# few bytes, and nothing invisible on a Linux console.
_THEME = Theme(
    name="tutor",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_yellow",
    success="ansi_cyan",
    accent="ansi_cyan",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_cyan",
        "scrollbar": "ansi_cyan",
        "scrollbar-hover": "ansi_cyan",
        "scrollbar-active": "ansi_cyan",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "scrollbar-corner-color": "ansi_default",
    },
)


class TutorApp(App[None]):
    """Plays lessons.

    Args:
        course: the lessons.
        terminal: what this terminal can show.
        learner: the learner's name; None asks for it.
        lesson: the lesson to open; None goes on where the learner left off.
        restart: open it from its start.
    """

    TITLE = "tutor"
    CSS_PATH = "tutor.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q,ctrl+c,ctrl+d", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        course: Course,
        terminal: Terminal,
        *,
        learner: str | None,
        lesson: str | None = None,
        restart: bool = False,
    ) -> None:
        super().__init__(driver_class=TutorDriver)
        self.course = course
        self.terminal = terminal
        self.glyphs = glyphs_for(terminal)
        self.visit: Visit | None = None
        self.sitting: Sitting | None = None
        """The lesson that is open."""
        self.crash: str | None = None
        """After a crash: where its log lies."""
        self._learner = learner
        self._lesson = lesson
        self._restart = restart
        self.register_theme(_THEME)
        self.theme = _THEME.name

    def on_mount(self) -> None:
        """Goes on where the learner left off; a newcomer is asked for a name."""
        if self._learner is None:
            self.push_screen(WelcomeScreen(self.glyphs))
        else:
            self._welcome(self._learner)

    @on(WelcomeScreen.Named)
    def _named(self, event: WelcomeScreen.Named) -> None:
        self._welcome(event.name)

    def _welcome(self, name: str) -> None:
        self.visit = visit = Visit(self.course, name)
        greeting: list[Utterance] = [say(visit.notice)] if visit.notice else []
        greeting.append(TutorSays(welcome.hello(name, new=visit.is_new)))
        outline = visit.lesson_to_go_on_with()
        wanted = self._lesson or (outline.id if outline else None)
        if wanted is None:
            self.exit(return_code=1, message="There is no lesson to play. `tutor check` says what is wrong.")
            return
        self._open(wanted, restart=self._restart, greeting=greeting)

    def _open(self, lesson: str, *, restart: bool = False, greeting: list[Utterance] | None = None) -> None:
        assert self.visit is not None
        try:
            sitting = self.visit.sit_down(lesson)
        except LessonError as error:
            self._choose_lesson(problem=str(error))
            return
        self.sitting = sitting
        restart = restart or self.visit.was_finished(lesson)
        screen = LessonScreen(
            sitting, self.glyphs, ascii=not self.terminal.braille, restart=restart, greeting=greeting or ()
        )
        self.switch_screen(screen) if len(self.screen_stack) > 1 else self.push_screen(screen)

    @on(LessonScreen.Left)
    def _left(self, event: LessonScreen.Left) -> None:
        assert self.visit is not None
        assert self.sitting is not None
        match event.leave.to:
            case "out":
                self.action_leave()
            case "lessons":
                self._choose_lesson()
            case "next":
                following = self.visit.lesson_after(self.sitting.lesson.outline.id)
                if following is None:
                    self._choose_lesson(problem="You have done every lesson there is. Pick one to play it again.")
                else:
                    self._open(following.id)

    def _choose_lesson(self, problem: str | None = None) -> None:
        assert self.visit is not None
        problems = [str(error) for error in self.course.problems]
        screen = LessonsScreen(
            self.course.title,
            self.course.outlines,
            self.visit.progress,
            self.glyphs,
            here=self.sitting.lesson.outline.id if self.sitting else None,
            problems=[problem, *problems] if problem else problems,
        )
        self.push_screen(screen, self._chosen)

    def _chosen(self, lesson: str | None) -> None:
        if lesson is not None:
            self._open(lesson)
        elif self.sitting is None:
            self.action_leave()

    def action_leave(self) -> None:
        """Every answer is saved already, so leaving needs no question."""
        self.exit(message=self.visit.farewell(self.sitting) if self.visit else "Goodbye.")

    # ------------------------------------------------------------ doors that stay shut

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing: a browser on a server is a way to its shell."""

    def action_suspend_process(self) -> None:
        """Nothing: under a forced command there is no shell to go back to."""

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Nothing: it writes files."""

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing: the sequence for it acts on the learner's own machine."""

    def _fatal_error(self) -> None:
        """Textual shows the traceback with all local variables here; a learner gets one line and the log keeps it."""
        self.crash = write_log(traceback.format_exc())
        self._close_messages_no_wait()


def play(course: Course, terminal: Terminal, **options: Any) -> int:
    """Runs the app on this terminal until the learner leaves; gives the exit code."""
    from tutor.tui.guard import Guard

    app = TutorApp(course, terminal, **options)
    guard = Guard(on_hangup=lambda: None, ask_to_exit=app.exit)
    guard.install()
    try:
        app.run(mouse=False)
    finally:
        guard.remove()
    if app.crash is not None:
        where = f"; details are in {app.crash}" if app.crash else ""
        print(f"tutor: something broke, and it is not your fault{where}. Your answers are saved.", file=sys.stderr)
    return guard.status or app.return_code or 0
