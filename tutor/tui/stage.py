"""What the learner does to what stands on the bench: watch it, steer it, look at it from several sides.

A little past 300 lines, as every key and every word for the bench has its line or two here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from tutor.dialogue.answers import read_command
from tutor.dialogue.model import LearnerSaid
from tutor.dialogue.numbers import read_number
from tutor.dialogue.phrases import say, told
from tutor.dialogue.typed_rate import read_rate, taken_for_0
from tutor.errors import TutorError
from tutor.lab.words import LabWord, read_lab_word
from tutor.tui.answer_line import AnswerLine
from tutor.tui.bench_screen import COMPARED, RESCALED, VIEW_NAMES, BenchScreen
from tutor.tui.glyphs import Glyphs

if TYPE_CHECKING:
    from tutor.dialogue.model import Utterance
    from tutor.lab.exhibit import Exhibit

MOST_AHEAD = 4
"""Lines that may wait for the end of a run."""
_WAITING = 30
"""Columns for them in the last line, beside the keys."""
_COMPARE_ELSEWHERE = "Runs stand side by side on their loss curves: type loss, and then compare."
_NO_OTHER_AXIS = "This picture has no other axis. F5, log and linear are for the loss curve of a run."
_LAST_STEP = "That was the last step. ← goes back, and step 7 shows step 7."
_NO_STEPS = "There are no steps to go through yet. Run something first."
LEAP = 10
"""Steps that Ctrl with an arrow goes."""
_SPEED = "↑↓ speed"
LIVE_KEYS = f"Space pause · → step · {_SPEED} · Enter rest · Esc stop"
PAUSED_KEYS = "Space go on · ← → step · Home again · Enter rest · Esc stop"
LAB_HELP = (
    "While a run is shown: Space pauses, → and ← go step by step, ↑ and ↓ change the speed, Home starts it again, Esc "
    "stops it; paused, a rate that you type holds from there on. Afterwards ← and → read its steps (with Ctrl ten at a "
    "time). F4 changes the view, F5 the axis, F6 compares with earlier runs, F3 hides it all. On pictures of digits, "
    "digit 7 shows the seventh."
)


class Stage(BenchScreen):
    """A bench whose exhibits are steered by keys, words and rates."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "toggle_picture", show=False, priority=True),
        Binding("f4", "next_view", show=False, priority=True),
        Binding("f5", "rescale", show=False, priority=True),
        Binding("f6", "compare", show=False, priority=True),
        # While a run is shown, or nothing is typed: see `check_action`.
        # No priority: in one burst with a sentence it would be acted upon before the words have reached the line.
        Binding("space", "pause", show=False),
        Binding("right", "step(1)", show=False, priority=True),
        Binding("left", "step(-1)", show=False, priority=True),
        Binding("ctrl+right", f"step({LEAP})", show=False, priority=True),
        Binding("ctrl+left", f"step(-{LEAP})", show=False, priority=True),
        Binding("home", "first", show=False, priority=True),
        Binding("end", "last", show=False, priority=True),
        # Where the line cannot be typed on, in a window that is too small; else Enter is the line's.
        Binding("enter", "finish_run", show=False),
    ]

    def __init__(self, glyphs: Glyphs, *, ascii: bool) -> None:
        super().__init__(glyphs, ascii=ascii)
        self.ahead: list[str] = []
        """Lines that were sent while something was watched, oldest first."""
        self._unpictured: Exhibit | None = None
        """Why no answers of it are drawn was said: once is enough for whoever asks for the answers again."""

    def answer(self, text: str) -> None:
        """The learner sent a line, and nothing is being watched."""

    @property
    def words_for_picture(self) -> str:
        """What can be typed about the picture at hand, as a sentence."""
        words = [*(self.views or ("loss", "landscape", "both", "numbers")), "log", "step 7", "compare"]
        return f"About the picture you can type: {' · '.join(words)}."

    def show_word(self, word: LabWord) -> tuple[Utterance, ...]:
        """Does what a word about the picture wishes; what is to be said to it."""
        self.put_back()
        if self.exhibit is None:
            return (say("There is nothing to look at yet. Run something first."),)
        seen = self.view.among(self.views).name if self.has_class("-lab") else None
        self.add_class("-lab")
        match word.wish:
            case "view" if word.view not in self.views:
                there = ", ".join(VIEW_NAMES[name] for name in self.views)
                in_words = self.exhibit.answers_in_words() if word.view == "answers" else ()
                no_picture = say(f"{self.exhibit.why_not(word.view)} You can look at: {there}.")
                answers = tuple(map(say, in_words))
                first, self._unpictured = self._unpictured is not self.exhibit, self.exhibit
                if word.regions or not answers:
                    return (no_picture, *answers)
                return (*answers, no_picture) if first else answers
            case "view":
                self.look(replace(self.view, name=word.view))
                if word.regions and (why_not := self.exhibit.why_no_regions()):
                    return (say(why_not),)
                if seen == "answers" == word.view:  # there is nothing new to see, but to read
                    return tuple(map(say, self.exhibit.answers_in_words()))
            case "scale":
                self.look(replace(self.view, scale=word.scale))
                return () if self._has_axis else (say(_NO_OTHER_AXIS),)
            case "compare":
                return self._compare(word.compare)
            case "digit" if why_not := self.exhibit.why_no_digit(word.step):
                return (say(why_not),)
            case "digit":
                both = self.view.among(self.views).name == "both"
                self.look(replace(self.view, name="both" if both else "answers", digit=word.step - 1))
            case "onward":
                return self._onward()
            case "step":
                self._to_step(word.step)
        return ()

    def _to_step(self, step: int) -> None:
        assert self.exhibit is not None
        if self.live:
            self.action_step(step - self.exhibit.playback.at)
        else:
            self.exhibit.playback = self.exhibit.playback.read(step)
            self.picture.draw()

    def _onward(self) -> tuple[Utterance, ...]:
        """One step on, as the arrow goes; in words, where there is no further one."""
        assert self.exhibit is not None
        before = self.exhibit.playback.at
        self.action_step(1)
        if self.live or self.exhibit.playback.at != before:
            return ()
        return (say(_LAST_STEP if self.exhibit.playback.steps else _NO_STEPS),)

    def action_toggle_picture(self) -> None:
        """F3 shows or hides it."""
        if self.exhibit is None:
            self.put_back()  # and so shown
        elif not self.live:
            self._set_aside = False
            self.toggle_class("-lab")
        self.show_keys()

    def action_next_view(self) -> None:
        """F4: the same from another side."""
        self.put_back()
        if self.exhibit is not None:
            shown = self.has_class("-lab")
            self.add_class("-lab")
            self.look(self.view.among(self.views).following(self.views) if shown else self.view)

    def action_rescale(self) -> None:
        """F5: the loss axis by itself, logarithmic, linear; what would look the same is passed over."""
        self.put_back()
        if self.exhibit is None:
            return
        if not self._has_axis:
            self.add((say(_NO_OTHER_AXIS),))
            return
        before = self.picture.drawing
        self.look(self.view.rescaled())
        if self.picture.drawing == before:
            self.look(self.view.rescaled())

    @property
    def _has_axis(self) -> bool:
        """What is seen has an axis of losses that can be drawn in another way."""
        return self.exhibit is not None and self.exhibit.rescales and self.view.among(self.views).name in RESCALED

    def action_compare(self) -> None:
        """F6: earlier runs beside this one, or not."""
        self.put_back()
        if self.exhibit is not None and self.exhibit.compares:
            self.add(self._compare(not self.view.compare))
        elif self.exhibit is not None:
            self.add((say(self.exhibit.why_alone),))

    def _compare(self, wanted: bool) -> tuple[Utterance, ...]:
        """Earlier runs beside this one, or not; in words, where there are none or they cannot be seen there."""
        assert self.exhibit is not None
        if self.exhibit.compares and self.view.among(self.views).name not in COMPARED:
            return (say(_COMPARE_ELSEWHERE),)
        self.look(replace(self.view, compare=wanted))
        return (say(self.exhibit.why_alone),) if wanted and not self.exhibit.compares else ()

    def action_pause(self) -> None:
        """Space."""
        if self.exhibit is not None and self.live:
            self.exhibit.toggle()
            self._shown()
            self.tell_place()

    def action_step(self, count: int) -> None:
        """The arrows: step by step while it is watched, and through its steps afterwards."""
        exhibit = self.exhibit
        if exhibit is None:
            return
        if exhibit.live:
            paused = exhibit.playback.paused
            exhibit.step(count)
            self._shown()
            if not paused and exhibit.live:
                self.tell_place()
        else:
            exhibit.playback = exhibit.playback.read(exhibit.playback.at + count)
            self.picture.draw()

    def action_first(self) -> None:
        """Home: from the start again; afterwards, the first step is read."""
        if self.exhibit is not None and self.live:
            if words := self.exhibit.restart():
                self.add((say(words),))
            self._shown()
            self.tell_place()
        elif self.exhibit is not None:
            self.action_step(-self.exhibit.playback.steps)

    def action_last(self) -> None:
        """End: the last step that was shown is read."""
        if self.exhibit is not None:
            self.exhibit.playback = self.exhibit.playback.read(self.exhibit.playback.shown)
            self.picture.draw()

    def action_line(self, direction: int) -> None:
        """Up and down are the speed while something is watched."""
        if self.exhibit is not None and self.live:
            playback = self.exhibit.playback
            self.exhibit.playback = playback.faster() if direction < 0 else playback.slower()
            self.tell_place()
        else:
            super().action_line(direction)

    def action_escape(self) -> None:
        """Stops what is being watched; otherwise clears what was typed."""
        if self.live and not self.answer_line.input.value:
            self.action_stop()
        elif self.ahead and not self.live and not self.answer_line.input.value:
            self.ahead.clear()
            self.tell_place()
        else:
            super().action_escape()

    def action_stop(self) -> None:
        """Ends what is being watched where it is."""
        if self.exhibit is not None and self.live:
            self.exhibit.stop()
            self._shown()

    def action_finish_run(self) -> None:
        """Enter while something is watched: the rest of it at once."""
        if self.exhibit is not None and self.live:
            self.exhibit.finish()
            self._shown()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that move the run are the input's when there is none, or something is typed already."""
        typing = bool(self.answer_line.input.value.strip())
        if action == "pause":
            return self.live and not typing
        if action in ("step", "first", "last"):
            return self.exhibit is not None and self.has_class("-lab") and not typing
        return super().check_action(action, parameters)

    @property
    def live_keys(self) -> str:
        """The keys while something is watched, and how fast it goes if that is not the usual speed."""
        speed = self.playback.speed if self.playback is not None else 0
        times = f"×{2**speed}" if speed > 0 else f"×1/{2**-speed}" if speed else ""
        keys = PAUSED_KEYS if self.is_paused else LIVE_KEYS
        return keys.replace(_SPEED, f"{_SPEED} {times}") if times else keys

    @property
    def is_paused(self) -> bool:
        """What is being watched stands still."""
        return self.playback is not None and self.playback.paused

    @on(AnswerLine.Sent)
    def _sent(self, event: AnswerLine.Sent) -> None:
        text = event.text
        if self.live and text.casefold().strip(" /.!") == "stop":  # the run is meant; without one it leaves
            self.action_stop()
            return
        if _leaves(text) and (self.live or self.ahead):
            # As the key does: a line told to the lesson would mean that the run is given up.
            self.ahead.clear()
            self.call_next(self.run_action, "app.leave")
            return
        if self.live and self._sent_while_live(text):
            return
        if not text and self.page_before_answer(text):
            return
        if not self.ahead:
            self.answer(text)
        elif not text:
            self.answer(self.ahead.pop(0))
        else:  # the last of them all, however many wait
            self.ahead.append(text)
            while self.ahead and not self.live and self.is_current:
                self.answer(self.ahead.pop(0))
        self.tell_place()

    def _sent_while_live(self, text: str) -> bool:
        """Enter while something is watched, with whatever was typed before it; True if that is all it meant.

        Not a key of its own: in one burst with a rate (a slow link, an eager learner) it would be acted upon before
        the rate has reached the line.
        """
        number = read_number(text) is not None
        if self.is_paused and number:
            self.bend(text)
            return True
        word = read_lab_word(text)
        if self.is_paused and word is not None and word.wish == "onward":  # as the arrow does
            self.action_step(1)
            return True
        self.action_finish_run()
        # A long run is still being worked out, and words wait until what came of the run was read: Enter sends them.
        if text and (self.live or self.ahead or not number):
            self._wait(text)
            return True
        return not number

    def _wait(self, text: str) -> None:
        """A line waits behind those that do already; where there are enough it stands on the line again."""
        if len(self.ahead) < MOST_AHEAD:
            self.ahead.append(text)
        else:
            self.answer_line.put_back(text)
        self.tell_place()

    def wait_for(self, label: str, keys: str, *, enter: str = "") -> None:
        """As everywhere; what was typed ahead is shown, and what happens to it."""
        if self.ahead:
            waiting = ", ".join(self.ahead)
            shown = waiting if len(waiting) <= _WAITING else f"{waiting[: _WAITING - 2]} …"
            keys = f"next: {shown} · {'Enter rest · Esc stop' if self.live else 'Enter sends it · Esc drops it'}"
            enter = ""
        super().wait_for(label, keys, enter=enter)

    def bend(self, text: str) -> None:
        """A rate typed while the run stands still holds from the step on that is being read."""
        exhibit = self.exhibit
        assert exhibit is not None
        rate = read_rate(text)
        self.add((LearnerSaid(text),))
        if isinstance(rate, str):
            self.add((say(rate),))
            return
        try:
            read = exhibit.playback.at
            step = exhibit.bend(rate.value)
        except TutorError as error:
            self.add((say(told(error)),))
            return
        self.look(self.view)  # the rate's own curve finds room
        bent = exhibit.bent_in_words(read, step, rate.text)
        self.add((say(f"{taken_for_0(rate)} {bent}".lstrip()),))
        self.transcript.to_end()
        self._shown()
        self.tell_place()


def _leaves(text: str) -> bool:
    """Whether it is the word that leaves."""
    command = read_command(text)
    return command is not None and command.name == "quit"
