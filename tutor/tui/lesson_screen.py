"""A lesson being played: what the sitting says is drawn, what the learner does is handed to the sitting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from tutor.dialogue.model import Leave, RunThis, Utterance
from tutor.dialogue.phrases import say
from tutor.errors import TutorError
from tutor.lesson.model import Lab
from tutor.sitting import Sitting
from tutor.tui.answer_line import AnswerLine
from tutor.tui.glyphs import Glyphs
from tutor.tui.loss_chart import LossChart
from tutor.tui.playback import Playback
from tutor.tui.talk import Talk
from tutor.tui.title_bar import TitleBar

if TYPE_CHECKING:
    from tutor.engine.model import Experiment, Trajectory

FRAME = 0.1
"""Seconds between two frames of a run: 100 bytes each, so even a slow line keeps up."""
KEPT = 60
"""Utterances of an earlier sitting that can be scrolled back to."""
EAGER = "0123456789.,-½"
"""Whoever types one of these while a run is shown has the next rate in mind: the run is shown whole, at once."""


class LessonScreen(Talk):
    """Plays one sitting.

    Args:
        sitting: the learner's place in the lesson.
        restart: start the lesson anew instead of where it was left.
        greeting: said before anything else.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", show=False, priority=True),
        Binding("f2", "lessons", show=False, priority=True),
        Binding("f3", "toggle_chart", show=False, priority=True),
        Binding("space", "pause", show=False),
        Binding("right", "one_step", show=False),
        Binding("enter", "finish_run", show=False),
    ]

    KEYS_ALWAYS = "F1 help · F2 lessons "

    @dataclass
    class Left(Message):
        """The learner wants to go: to the lessons, the next lesson, or out."""

        leave: Leave

    def __init__(
        self,
        sitting: Sitting,
        glyphs: Glyphs,
        *,
        ascii: bool,
        restart: bool = False,
        greeting: Sequence[Utterance] = (),
    ) -> None:
        super().__init__(glyphs)
        self.sitting = sitting
        self._ascii = ascii
        self._restart = restart
        self._greeting = greeting
        self._trajectory: Trajectory | None = None
        """The run on the chart."""
        self._playback: Playback | None = None
        """Set while a run is being watched."""
        self._clock: Timer | None = None

    def compose_lab(self) -> Iterable[Widget]:
        """The chart; hidden until there is a run."""
        return (LossChart(id="chart", ascii=self._ascii),)

    def on_mount(self) -> None:
        """Opens the lesson once the screen has its size, so that the text wraps right the first time."""
        super().on_mount()
        self._clock = self.set_interval(FRAME, self._tick, pause=True)
        self._tell_place()
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        opening = self.sitting.begin(restart=self._restart)
        if opening.resumed:
            self.add((*opening.transcript[-KEPT:], *self._greeting, say("We were here:")))
            self.add(opening.here)
        else:
            self.add((*self._greeting, *opening.transcript))
        running = self.sitting.state.running
        if running is not None:
            self._run(running)
        elif self.sitting.last_experiment is not None:
            self._draw_whole(self.sitting.last_experiment)
        self._tell_place()

    # ------------------------------------------------------------ what the learner does

    @on(AnswerLine.Sent)
    def _sent(self, event: AnswerLine.Sent) -> None:
        if self.page_before_answer(event.text):
            return
        before = self.sitting.state.position
        self._hear(self.sitting.type(event.text))
        if self.sitting.state.position != before and not self.has_class("-wide"):
            self.remove_class("-lab")

    def _hear(self, utterances: Sequence[Utterance]) -> None:
        self.add(utterances)
        for utterance in utterances:
            if isinstance(utterance, RunThis):
                self._run(utterance.experiment)
            elif isinstance(utterance, Leave):
                self.post_message(self.Left(utterance))
        self._tell_place()

    def action_help(self) -> None:
        """F1 is the word help."""
        if self._playback is None:
            self._hear(self.sitting.type("help"))

    def action_lessons(self) -> None:
        """F2: the list of lessons."""
        if self._playback is None:
            self.post_message(self.Left(Leave("lessons")))

    def action_toggle_chart(self) -> None:
        """F3 shows or hides the last run's chart."""
        if self._trajectory is not None:
            self.toggle_class("-lab")

    def action_escape(self) -> None:
        """Stops the run that is being shown; otherwise clears what was typed."""
        if self._playback is None:
            super().action_escape()
        else:
            self._show(self._playback.stop())

    def action_pause(self) -> None:
        """Space."""
        if self._playback is not None:
            self._show(self._playback.toggled())
            self._tell_place()

    def action_one_step(self) -> None:
        """Right arrow."""
        if self._playback is not None:
            self._show(self._playback.one_step())
            self._tell_place()

    def action_finish_run(self) -> None:
        """Enter while a run is shown: the rest of it at once."""
        if self._playback is not None:
            self._show(self._playback.finish())

    def on_key(self, event: events.Key) -> None:
        """A digit typed while a run is shown begins the next rate."""
        if self._playback is not None and event.character and event.character in EAGER:
            event.stop()
            self.action_finish_run()
            self.answer_line.start_with(event.character)

    # ------------------------------------------------------------ the run on the chart

    def _run(self, experiment: Experiment) -> None:
        try:
            trajectory = self._descend(experiment)
        except TutorError as error:
            self.add(self.sitting.cannot_run(error))
            return
        self._chart_of(trajectory)
        self._playback = Playback(trajectory.steps)
        self.set_focus(None)
        self._show(self._playback)
        if self._playback is not None and self._clock is not None:
            self._clock.resume()

    def _draw_whole(self, experiment: Experiment) -> None:
        try:
            trajectory = self._descend(experiment)
        except TutorError:
            return  # the transcript already says what went wrong
        self._chart_of(trajectory)
        self._reveal(trajectory.steps)

    @staticmethod
    def _descend(experiment: Experiment) -> Trajectory:
        # NumPy, about 80 ms, comes with the first run and not with the first paint.
        from tutor.engine.descent import run

        return run(experiment)

    def _chart_of(self, trajectory: Trajectory) -> None:
        from tutor.chart import Curve, choose_axes

        self._trajectory = trajectory
        self.add_class("-lab")
        losses = [float(value) for value in trajectory.loss]
        # A run that overflowed is shown as long as it lasted, not squeezed against the left edge.
        steps = trajectory.steps if trajectory.ended == "overflow" else trajectory.experiment.steps
        axes = choose_axes([losses], steps, trajectory.minimum)
        rate = f"{trajectory.experiment.lr:g}"
        self.query_one(LossChart).show_run(
            [Curve(rate, losses)], axes, title_right=f"rate {rate}", figures=_positions(trajectory)
        )

    def _tick(self) -> None:
        if self._playback is not None:
            self._show(self._playback.tick())

    def _show(self, playback: Playback) -> None:
        self._playback = playback
        self._reveal(playback.shown)
        if playback.over:
            self._run_over(playback)

    def _reveal(self, step: int) -> None:
        if self._trajectory is not None:
            self.query_one(LossChart).reveal(step)

    def _run_over(self, playback: Playback) -> None:
        assert self._trajectory is not None
        self._playback = None
        if self._clock is not None:
            self._clock.pause()
        self.answer_line.input.focus()
        trajectory = self._trajectory.until(playback.shown) if playback.stopped else self._trajectory
        self._hear(self.sitting.finish(trajectory))

    def _tell_place(self) -> None:
        outline = self.sitting.lesson.outline
        self.query_one(TitleBar).tell(f"Lesson {outline.number} · {outline.title}", self.sitting.progress)
        prompt = self.sitting.prompt
        keys = prompt.keys
        if self._playback is not None and self._playback.paused:
            keys = keys.replace("Space pause", "Space go on")
        self.wait_for(prompt.label, keys)
        if isinstance(self.sitting.waiting, Lab):
            # The first run shall not wait for NumPy while the learner watches: load it while they read.
            self.set_timer(0.3, _load_engine)


def _positions(trajectory: Trajectory) -> list[str]:
    """Where w is after each step, in at most two numbers: the loss alone doesn't show that a run jumps across."""
    if trajectory.w.shape[1] > 2:
        return []
    return ["w " + ", ".join(_short(float(value)) for value in w) for w in trajectory.w]


def _short(value: float) -> str:
    """−2.4, 4.28e−5: three digits, as one would write them."""
    return re.sub(r"e([+-])0*", r"e\1", f"{value:.3g}").replace("e+", "e").replace("-", "−")


def _load_engine() -> None:
    import tutor.engine.descent
    import tutor.engine.verdict  # noqa: F401  both are wanted in a moment
    from tutor.chart import Axes, Curve, draw_loss

    # The first drawing imports plotext.
    draw_loss([Curve("", [0.0])], Axes(1, 0.0, 1.0), 20, 6)
