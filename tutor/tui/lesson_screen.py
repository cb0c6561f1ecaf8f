"""A lesson being played: what the sitting says is drawn, what the learner does is handed to the sitting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from tutor.dialogue.answers import read_command
from tutor.dialogue.model import Leave, RunThis, Utterance
from tutor.dialogue.phrases import say
from tutor.errors import TutorError
from tutor.lesson.model import Lab
from tutor.sitting import Sitting
from tutor.tui.answer_line import AnswerLine
from tutor.tui.chart_title import positions
from tutor.tui.glyphs import Glyphs
from tutor.tui.loss_chart import LossChart
from tutor.tui.playback import Playback
from tutor.tui.talk import Talk

if TYPE_CHECKING:
    from tutor.engine.model import Experiment, Trajectory

FRAME = 0.1
"""Seconds between two frames of a run: 100 bytes each, so even a slow line keeps up."""
KEPT = 60
"""Utterances of an earlier sitting that can be scrolled back to."""
EAGER = tuple("0123456789.,-½")
"""Whoever begins a line with one of these while a run is shown has the next rate in mind: the rest of the run is
shown at once."""
KEYS_HELP = "PgUp, PgDn and the arrow keys scroll. F2: the lessons. F3: the last chart, shown or hidden. Ctrl-Q: leave."


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
        # While a run is shown, and nowhere else: see `check_action`.
        Binding("space", "pause", show=False, priority=True),
        Binding("right", "one_step", show=False, priority=True),
        Binding("enter", "finish_run", show=False, priority=True),
    ]

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
        self.chart = LossChart(id="chart", ascii=ascii)
        self._restart = restart
        self._greeting = greeting
        self._trajectory: Trajectory | None = None
        """The run on the chart."""
        self.playback: Playback | None = None
        """Set while a run is being watched."""
        self._clock: Timer | None = None
        self._engine_called = False

    @property
    def keys_always(self) -> Sequence[str]:
        """The function keys, which rest while a run is shown."""
        if self.playback is not None:
            return ()
        if self._trajectory is None or self.has_class("-lab"):
            return ("F1 help · F2 lessons", "F1 help")
        return ("F1 help · F2 lessons · F3 chart", "F1 help · F3 chart", "F3 chart")

    @property
    def reads_on(self) -> bool:
        """Not while a run is shown: Enter finishes it then."""
        return self.playback is None and super().reads_on

    def compose_lab(self) -> Iterable[Widget]:
        """The chart; hidden until there is a run."""
        return (self.chart,)

    def on_mount(self) -> None:
        """Opens the lesson."""
        self._clock = self.set_interval(FRAME, self._tick, pause=True)
        self._open()

    def _open(self) -> None:
        opening = self.sitting.begin(restart=self._restart)
        if opening.resumed:
            self.add(opening.transcript[-KEPT:])
            self.add((*self._greeting, say("We were here:"), *opening.here))
        else:
            self.add((*self._greeting, *opening.transcript))
        state = self.sitting.state
        if state.running is not None:
            self._run(state.running.experiment)
        elif self.sitting.made:
            made = self.sitting.made[-1]
            self._draw_again(made.experiment, made.steps)
        self._tell_place()

    # ------------------------------------------------------------ what the learner does

    @on(AnswerLine.Sent)
    def _sent(self, event: AnswerLine.Sent) -> None:
        if self.playback is not None:  # sent in one burst with the line that started the run
            self.action_finish_run()
            if not event.text:
                return
        if not self.page_before_answer(event.text):
            self._type(event.text)

    def _type(self, text: str) -> None:
        before = self.sitting.state
        said = self.sitting.type(text)
        command = read_command(text)
        if command is not None and command.name == "help" and self.sitting.state == before:
            said = (*said, say(KEYS_HELP))
        if self.sitting.state.position != before.position and not self.has_class("-wide"):
            self.remove_class("-lab")
        self._hear(said)

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
        if self.playback is None:
            self._type("help")

    def action_lessons(self) -> None:
        """F2: the list of lessons."""
        if self.playback is None:
            self.post_message(self.Left(Leave("lessons")))

    def action_toggle_chart(self) -> None:
        """F3 shows or hides the last run's chart."""
        if self._trajectory is not None and self.playback is None:
            self.toggle_class("-lab")
            self.show_keys()

    def action_escape(self) -> None:
        """Stops the run that is being shown; otherwise clears what was typed."""
        if self.playback is None:
            super().action_escape()
        else:
            self._show(self.playback.stop())

    def action_pause(self) -> None:
        """Space."""
        if self.playback is not None:
            self._show(self.playback.toggled())
            self._tell_place()

    def action_one_step(self) -> None:
        """Right arrow."""
        if self.playback is not None:
            self._show(self.playback.one_step())
            self._tell_place()

    def action_finish_run(self) -> None:
        """Enter while a run is shown: the rest of it at once."""
        if self.playback is not None:
            self._show(self.playback.finish())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that move the run are the input's when no run is shown, or something is typed already."""
        if action == "finish_run":
            return self.playback is not None
        if action in ("pause", "one_step"):
            return self.playback is not None and not self.answer_line.input.value.strip()
        return super().check_action(action, parameters)

    @on(AnswerLine.Begun)
    def _begun(self) -> None:
        """A number typed while a run is shown is the next rate."""
        # As it stands now: a rate that came in one burst with its Enter has started the run and is gone.
        if self.answer_line.input.value.startswith(EAGER):
            self.action_finish_run()

    # ------------------------------------------------------------ the run on the chart

    def _run(self, experiment: Experiment) -> None:
        try:
            trajectory = self._descend(experiment)
        except TutorError as error:
            self.add(self.sitting.cannot_run(error))
            return
        self._chart_of(trajectory)
        self.transcript.to_end()
        self.playback = Playback(trajectory.steps)
        self._show(self.playback)
        if self.playback is not None and self._clock is not None:
            self._clock.resume()

    def _draw_again(self, experiment: Experiment, steps: int | None) -> None:
        try:
            trajectory = self._descend(experiment)
        except TutorError:
            return  # the transcript already says what went wrong
        self._chart_of(trajectory)
        self._reveal(trajectory.steps if steps is None else min(steps, trajectory.steps))

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
        self.chart.show_run([Curve(rate, losses)], axes, title_right=f"rate {rate}", figures=positions(trajectory))

    def _tick(self) -> None:
        if self.playback is not None:
            self._show(self.playback.tick())

    def _show(self, playback: Playback) -> None:
        self.playback = playback
        self._reveal(playback.shown)
        if playback.over:
            self._run_over(playback)

    def _reveal(self, step: int) -> None:
        if self._trajectory is not None:
            self.chart.reveal(step)

    def _run_over(self, playback: Playback) -> None:
        assert self._trajectory is not None
        self.playback = None
        if self._clock is not None:
            self._clock.pause()
        trajectory = self._trajectory.until(playback.shown) if playback.stopped else self._trajectory
        self._hear(self.sitting.finish(trajectory))

    def _tell_place(self) -> None:
        outline = self.sitting.lesson.outline
        self.title_bar.tell(f"Lesson {outline.number} · {outline.title}", self.sitting.progress)
        prompt = self.sitting.prompt
        label, keys = prompt.label, prompt.keys
        if self.playback is not None and self.playback.paused:
            label, keys = "paused", keys.replace("Space pause", "Space go on")
        elif prompt.running:
            label = "running"
        self.wait_for(label, keys)
        if isinstance(self.sitting.waiting, Lab) and not self._engine_called:
            # The first run shall not wait for NumPy while the learner watches: load it while they read.
            self._engine_called = True
            self.set_timer(0.3, _load_engine)


def _load_engine() -> None:
    import tutor.engine.descent
    import tutor.engine.verdict  # noqa: F401  both are wanted in a moment
    from tutor.chart import Axes, Curve, draw_loss

    # The first drawing imports plotext.
    draw_loss([Curve("", [0.0])], Axes(1, 0.0, 1.0), 20, 6)
