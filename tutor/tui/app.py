"""The Textual application: one learner's screens, and nothing that reaches beyond them.

It runs under locked-down logins, so whatever of Textual's leads to files, shells or browsers is switched off here.
A few lines past 300 lines: what only some starts need is imported where it is needed.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import BUILTIN_THEMES, Theme

from tutor.crash import write_log
from tutor.dialogue import welcome
from tutor.dialogue.model import TutorSays, Utterance
from tutor.dialogue.phrases import say
from tutor.errors import LessonError
from tutor.lesson.course import Course, terms
from tutor.lesson.model import Term
from tutor.terminal import Terminal
from tutor.tui.driver import TutorDriver
from tutor.tui.glyphs import glyphs_for
from tutor.tui.sent import SparingApp
from tutor.tui.welcome_screen import WelcomeScreen

if TYPE_CHECKING:
    from tutor.dialogue.setup import Setup
    from tutor.sitting import Sitting
    from tutor.tui.free_screen import FreeScreen, Keep
    from tutor.tui.lesson_screen import LessonScreen
    from tutor.tui.lessons_screen import LessonsScreen
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
        "block-cursor-text-style": "none",
        "scrollbar": "ansi_cyan",
        "scrollbar-hover": "ansi_cyan",
        "scrollbar-active": "ansi_cyan",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "scrollbar-corner-color": "ansi_default",
    },
)


_TIDIED = 1.0
"""Seconds after the first page: it is being read by then."""


class _WholeCells(ScrollBarRender):
    """A scroll bar without eighth blocks, which consoles' fonts lack, and ASCII, too."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


class TutorApp(SparingApp):
    """Plays lessons.

    Args:
        course: the lessons.
        terminal: what this terminal can show.
        learner: the learner's name; None asks for it.
        lesson: the lesson to open; None goes on where the learner left off.
        restart: open it from its start.
        lab: play freely with this instead of a lesson.
        keep: saves what stands on the bench of the lab; None where nothing may be written.
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
        lab: Setup | None = None,
        keep: Keep | None = None,
    ) -> None:
        super().__init__(driver_class=TutorDriver, ansi_color=True)
        self.course = course
        self.terminal = terminal
        self.glyphs = glyphs_for(terminal)
        self.charset = terminal.charset
        """Nothing else may reach the terminal, whatever the learner types; the driver sees to it."""
        self.visit: Visit | None = None
        self.sitting: Sitting | None = None
        """The lesson that is open."""
        self.farewell = ""
        """The line that stays on the terminal after leaving. Textual's own way would read emoji codes in a name."""
        self.crash: str | None = None
        """After a crash: where its log lies."""
        self._learner = learner
        self._lesson = lesson
        self._restart = restart
        self._lab = lab
        self._keep = keep
        ScrollBar.renderer = ScrollBarRender if terminal.braille else _WholeCells  # Textual's one place for it
        self.register_theme(_THEME)
        self.theme = _THEME.name
        self.stylesheet.set_variables(self.get_css_variables())

    def refresh_css(self, animate: bool = True) -> None:
        """Nothing: no style has been read when the theme is set, and the theme stays. Textual would read all of them a
        second time before the first page, a fifteenth of the time to it."""

    def get_default_screen(self) -> Screen[Any]:
        """Goes on where the learner left off; a newcomer is asked for a name, and free play wants none.

        Textual's own default is an empty screen below the first, and costs one paint of the whole.
        """
        if self._lab is not None:
            return self._free(self._lab, inside=False)
        return WelcomeScreen(self.glyphs) if self._learner is None else self._welcomed(self._learner)

    def on_ready(self) -> None:
        """The first page was painted, and what was typed meanwhile finds a place."""
        if isinstance(self._driver, TutorDriver):
            self._driver.begin_to_read()
        if not gc.isenabled():
            self.set_timer(_TIDIED, _tidy)

    @on(WelcomeScreen.Left)
    def _not_now(self) -> None:
        self.action_leave()

    @on(WelcomeScreen.Named)
    def _named(self, event: WelcomeScreen.Named) -> None:
        self._show(self._welcomed(event.name))

    def on_lesson_screen_left(self, event: LessonScreen.Left) -> None:
        """Out of a lesson. Found by its name, as `on_free_screen_left` is: who is asked for a name waits for neither
        screen."""
        assert self.visit is not None
        assert self.sitting is not None
        if not self._in_lesson:
            return  # F2 pressed twice on a slow line: the first has been followed already
        where = self.visit.where(event.leave, self.sitting)
        if where.to == "out":
            self.action_leave()
        elif where.to == "lesson":
            self._open(where.lesson)
        else:
            self.push_screen(self._lessons(where.notice))

    @property
    def _in_lesson(self) -> bool:
        from tutor.tui.lesson_screen import LessonScreen

        return isinstance(self.screen, LessonScreen)

    def on_lesson_screen_lab_wanted(self, event: LessonScreen.LabWanted) -> None:
        """Free play, from a lesson and back to it."""
        if self._in_lesson:
            self.push_screen(self._free(event.setup, inside=True))

    def on_free_screen_left(self, event: FreeScreen.Left) -> None:
        """Out of free play, or back to the lesson. Found by its name: the class is imported once somebody plays."""
        if not self._plays_freely:
            return
        if self._lab is not None or event.out:
            self.action_leave()
        else:
            self.pop_screen()

    @property
    def _plays_freely(self) -> bool:
        from tutor.tui.free_screen import FreeScreen

        return isinstance(self.screen, FreeScreen)

    def _free(self, setup: Setup, *, inside: bool) -> FreeScreen:
        # With all that reads what is typed there, a twentieth of a lesson's start.
        from tutor.tui.free_screen import FreeScreen

        return FreeScreen(
            setup,
            self.glyphs,
            ascii=not self.terminal.braille,
            glossary=self._glossary,
            keep=self._keep,
            inside=inside,
        )

    def _glossary(self) -> tuple[Term, ...]:
        return terms(self.course)

    def on_lessons_screen_chosen(self, event: LessonsScreen.Chosen) -> None:
        """A lesson from the list, or none. Found by its name: few starts begin with the list."""
        assert self.visit is not None
        stays = self.sitting is not None and event.lesson is not None and self.visit.stays(event.lesson, self.sitting)
        if event.lesson is not None and not stays:
            self._open(event.lesson)
        elif len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.action_leave()

    def _welcomed(self, name: str) -> Screen[Any]:
        # Conversation and record, a fifth of the start: whoever is asked for a name has read the question by then.
        from tutor.visit import Visit

        self.visit = visit = Visit(self.course, name)
        greeting: list[Utterance] = [say(visit.notice)] if visit.notice else []
        greeting.append(TutorSays(welcome.hello(name, new=visit.is_new, kept=visit.is_kept)))
        outline = visit.lesson_to_go_on_with()
        wanted = self._lesson or (outline.id if outline else None)
        if wanted is None:
            return self._lessons("There is no lesson to play. `tutor check` says what is wrong.")
        try:
            return self._lesson_screen(wanted, restart=self._restart, greeting=greeting)
        except LessonError as error:
            return self._lessons(visit.notice, str(error))

    def _open(self, lesson: str) -> None:
        try:
            self._show(self._lesson_screen(lesson))
        except LessonError as error:
            if (listed := self._listed) is not None:
                listed.tell(str(error))
            else:
                self.push_screen(self._lessons(str(error)))

    @property
    def _listed(self) -> LessonsScreen | None:
        """The list of lessons, if it is what is seen."""
        from tutor.tui.lessons_screen import LessonsScreen

        return self.screen if isinstance(self.screen, LessonsScreen) else None

    def _show(self, screen: Screen[Any]) -> None:
        if len(self.screen_stack) > 1 and self._listed is not None:
            self.pop_screen()
        # The lowest screen cannot be switched for another.
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def _lesson_screen(self, lesson: str, *, restart: bool = False, greeting: Sequence[Utterance] = ()) -> LessonScreen:
        """Raises LessonError if the lesson's file is missing or broken."""
        from tutor.tui.lesson_screen import LessonScreen

        assert self.visit is not None
        sitting = self.visit.sit_down(lesson)
        self.sitting = sitting
        return LessonScreen(
            sitting,
            self.glyphs,
            ascii=not self.terminal.braille,
            restart=restart or self.visit.was_finished(lesson),
            greeting=greeting,
            look_back=self.visit.look_back(lesson),
        )

    def _lessons(self, *told: str) -> LessonsScreen:
        from tutor.tui.lessons_screen import LessonsScreen

        assert self.visit is not None
        return LessonsScreen(
            self.course.title,
            self.course.outlines,
            self.visit.progress,
            self.glyphs,
            here=self.sitting.lesson.outline.id if self.sitting else None,
            told=[*filter(None, told), *map(str, self.course.problems)],
        )

    def action_leave(self) -> None:
        """Every answer is saved already, so leaving needs no question."""
        self.farewell = self.visit.farewell(self.sitting) if self.visit else "Goodbye."
        self.exit()

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

    def panic(self, *_renderables: Any) -> None:
        """For errors that bring a picture of themselves; told as briefly as the others."""
        self._fatal_error()


def _tidy() -> None:
    """What was loaded has left 1 MB behind, which the first run can use. What is here now stays for good, so no garbage
    is looked for in there again."""
    gc.collect()
    gc.freeze()
    gc.enable()
