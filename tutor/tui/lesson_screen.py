"""A lesson being played: what the sitting says is drawn, what the learner does is handed to the sitting.

A few lines past 300 lines: a look back, the lesson and its bench share one transcript and one line to type in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tutor.dialogue.answers import read_command
from tutor.dialogue.model import Leave, RunThis, ShowNetwork, Utterance
from tutor.dialogue.phrases import say
from tutor.dialogue.setup import Setup, setup_of
from tutor.errors import TutorError
from tutor.lab.words import read_lab_word
from tutor.lesson.model import Lab, Walk
from tutor.sitting import Sitting
from tutor.tui.glyphs import Glyphs
from tutor.tui.stage import LAB_HELP, Stage

if TYPE_CHECKING:
    from tutor.lab.exhibit import Exhibit
    from tutor.lesson_bench import LessonBench
    from tutor.look_back import LookBack

KEPT = 60
"""Utterances of an earlier sitting that can be scrolled back to."""
KEYS_HELP = "PgUp, PgDn and the arrow keys scroll. F2: the lessons. Ctrl-Q: leave. /lab opens free play."


class LessonScreen(Stage):
    """Plays one sitting.

    Args:
        sitting: the learner's place in the lesson.
        restart: start the lesson anew instead of where it was left.
        greeting: said before anything else.
        look_back: questions of earlier lessons that come back before it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", show=False, priority=True),
        Binding("f2", "lessons", show=False, priority=True),
    ]

    @dataclass(eq=False, repr=False)
    class Left(Message):
        """The learner wants to go: to the lessons, the next lesson, or out."""

        leave: Leave

    @dataclass(eq=False, repr=False)
    class LabWanted(Message):
        """The learner wants to play freely, and to come back."""

        setup: Setup

    def __init__(
        self,
        sitting: Sitting,
        glyphs: Glyphs,
        *,
        ascii: bool,
        restart: bool = False,
        greeting: Sequence[Utterance] = (),
        look_back: LookBack | None = None,
    ) -> None:
        super().__init__(glyphs, ascii=ascii)
        self.sitting = sitting
        self._look_back = look_back
        """As long as questions of earlier lessons are asked, before the lesson begins."""
        self._restart = restart
        self._greeting = greeting
        self._bench: LessonBench | None = None
        """Makes the exhibits of the exchange that waits."""
        self._engine_called = False

    def on_mount(self) -> None:
        """Asks what comes back, or opens the lesson."""
        if self._look_back is None:
            self._open(self._greeting)
        else:
            self.add(self._greeting)
            self.call_after_refresh(self._begin, self._look_back)

    def _begin(self, look_back: LookBack) -> None:
        """Asks the first question that comes back, if it is still there; the greeting was painted meanwhile."""
        said = look_back.begin()
        if look_back.over:
            self._look_back = None
            self._open(said, history=False)
        else:
            self.add(said)
            self.tell_place()

    def _open(self, before: Sequence[Utterance], *, history: bool = True) -> None:
        """Opens the lesson; without its history where what was said before is still to be read."""
        opening = self.sitting.begin(restart=self._restart)
        if opening.resumed:
            if history:
                self.add(opening.transcript[-KEPT:])
            self.add((*before, say("We were here:"), *opening.here))
        else:
            self.add((*before, *opening.transcript))
        running = self.sitting.state.running
        network = next((one for one in reversed(opening.here) if isinstance(one, ShowNetwork)), None)
        if running is not None:
            self._run(running)
        elif network is not None:
            self._show_network(network)
        elif self.sitting.made or _has_much_to_see(self.sitting.waiting):
            # The words can be read while NumPy is loaded and the picture worked out.
            self.call_after_refresh(self._put_up)
        elif opening.network is not None:
            shown = opening.network
            self.remember(lambda: self._show_network(shown))
        elif self.sitting.made_before is not None:
            self.remember(self._set_up_before)
        self.tell_place()

    # ------------------------------------------------------------ what the learner does

    def answer(self, text: str) -> None:
        """As everywhere."""
        if self._look_back is not None:
            self._answer(self._look_back, text)
            return
        word = read_lab_word(text, slash=not self._takes_bare_words(text))
        if word is not None and word.wish == "open":
            lab = self.sitting.waiting
            self.post_message(self.LabWanted(setup_of(lab) if isinstance(lab, Lab) else Setup()))
            return
        if word is not None:
            self.add(self.show_word(word))
            return
        before = self.sitting.state
        said = self.sitting.type(text)
        command = read_command(text)
        if command is not None and command.name == "again" and command.rest and before.runs:
            self.view = replace(self.view, compare=True)  # `again with 0.3` puts it beside what was there
        if command is not None and command.name == "help" and self.sitting.state == before:
            said = (*said, say(KEYS_HELP), *((say(f"{self.words_for_picture} {LAB_HELP}"),) if self._has_lab else ()))
        if self.sitting.state.position != before.position:
            self._bench = None
            self.set_aside()
        self._hear(said)

    def _answer(self, look_back: LookBack, text: str) -> None:
        """To a question that came back; after the last one the lesson is opened."""
        if look_back.over:  # typed ahead of the first question
            self.answer_line.put_back(text)
            return
        said = look_back.type(text)
        if look_back.over:
            self._look_back = None
            self._open(said, history=False)
        else:
            self._hear(said)

    def _takes_bare_words(self, text: str) -> bool:
        """Words about the picture need no slash where there is a picture and they are no answers. A walk has words of
        its own for its numbers."""
        return self.has_bench and not isinstance(self.sitting.waiting, Walk) and not self.sitting.is_answer(text)

    @property
    def _has_lab(self) -> bool:
        return self.has_bench or isinstance(self.sitting.waiting, Lab)

    def _hear(self, utterances: Sequence[Utterance]) -> None:
        self.add(utterances)
        for utterance in utterances:
            if isinstance(utterance, RunThis):
                self._run(utterance)
            elif isinstance(utterance, ShowNetwork):
                self._show_network(utterance)
            elif isinstance(utterance, Leave):
                self.post_message(self.Left(utterance))
        if not self.live and self._look_back is None and self._bench is None and _has_much_to_see(self.sitting.waiting):
            self._set_up()
        self.tell_place()

    def action_help(self) -> None:
        """F1 is the word help."""
        if not self.live:
            self.answer("help")

    def action_lessons(self) -> None:
        """F2: the list of lessons."""
        if not self.live:
            self.post_message(self.Left(Leave("lessons")))

    # ------------------------------------------------------------ the bench

    def _run(self, wanted: RunThis) -> None:
        try:
            exhibit = self._on_bench().start(wanted)
        except TutorError as error:
            self.add(self.sitting.cannot_run(error))
            return
        self.put(exhibit)
        if not exhibit.live:  # a weight that was tried: there is nothing to watch
            self.exhibit_over(exhibit)

    def _show_network(self, shown: ShowNetwork) -> None:
        # The drawing needs no NumPy, but it is wanted in few lessons only.
        from tutor.lab.network_exhibit import NetworkExhibit

        if not isinstance(self.exhibit, NetworkExhibit):
            self.view = replace(self.view, name="diagram")
        self.put(NetworkExhibit(shown.walk.example, shown.at, asked=shown.asked, ascii=self.draws_ascii))

    def _put_up(self) -> None:
        """Sets up, unless the learner was quicker."""
        if self.exhibit is None and isinstance(self.sitting.waiting, Lab):
            self._set_up()

    def _set_up(self) -> None:
        """What there is to see before a run, or the last run again."""
        try:
            bench = self._on_bench()
            exhibit = bench.again(self.sitting.made) or bench.before()
        except TutorError:
            return  # the transcript already says what went wrong, or the first run will
        if exhibit is not None:
            self.put(exhibit)

    def _set_up_before(self) -> None:
        """The runs of the last lab behind the learner, which a question may be about."""
        from tutor.lesson_bench import LessonBench

        if (before := self.sitting.made_before) is None:
            return
        lab, made = before
        try:
            bench = LessonBench(lab, done=f"lab:{lab.id}" in self.sitting.state.shown, ascii=self.draws_ascii)
            exhibit = bench.again(made)
        except TutorError:
            return  # the lesson was edited since; the picture is the loss, not the learner's place
        if exhibit is not None:
            self.view = bench.view
            self.put(exhibit)

    def _on_bench(self) -> LessonBench:
        # NumPy, about 80 ms, comes with the first run and not with the first paint.
        from tutor.lesson_bench import LessonBench

        if self._bench is None:
            lab = self.sitting.waiting
            assert isinstance(lab, Lab)
            done = f"lab:{lab.id}" in self.sitting.state.shown
            self._bench = LessonBench(lab, done=done, ascii=self.draws_ascii)
            self.view = self._bench.view
        return self._bench

    def exhibit_over(self, exhibit: Exhibit) -> None:
        """The sitting judges it, and the bench keeps it for comparison."""
        assert self._bench is not None
        self._hear(self._bench.finish(self.sitting, exhibit))

    def tell_place(self) -> None:
        """The title, how far the lesson is, and what is being waited for."""
        if self._look_back is not None:
            self.title_bar.tell("A look back")
            if not self._look_back.over:
                self.wait_for(self._look_back.prompt.label, self._look_back.prompt.keys)
            return
        outline = self.sitting.lesson.outline
        self.title_bar.tell(f"Lesson {outline.number} · {outline.title}", self.sitting.progress)
        prompt = self.sitting.prompt
        label, keys = prompt.label, prompt.keys
        if self.is_paused and self.exhibit is not None:
            label, keys = "new rate" if self.exhibit.bends else "paused", self.live_keys
        elif self.live:
            label, keys = "running", self.live_keys
        self.wait_for(label, keys)
        if isinstance(self.sitting.waiting, Lab) and not self._engine_called:
            # The first run shall not wait for NumPy while the learner watches: load it while they read.
            self._engine_called = True
            self.set_timer(0.3, _load_engine)


def _has_much_to_see(step: object) -> bool:
    """There is something to look at before anything is run."""
    return isinstance(step, Lab) and step.shows_before


def _load_engine() -> None:
    import tutor.engine.verdict
    import tutor.lesson_bench  # noqa: F401  both are wanted in a moment
    from tutor.chart import Axes, Curve, draw_loss

    # The first drawing imports plotext.
    draw_loss([Curve("", [0.0])], Axes(1, 0.0, 1.0), 20, 6)
