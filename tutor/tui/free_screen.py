"""Free play: the lab without a lesson."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tutor.dialogue import freeplay
from tutor.dialogue.answers import read_command
from tutor.dialogue.data_words import READY, ready_name
from tutor.dialogue.freeplay import Around, Inside, PlayReply, Save
from tutor.dialogue.freeplay_words import ESCAPE, INSIDE, INSIDE_ESCAPE, NO_MAP_OF_A_RACE, STEP_SCHEDULE
from tutor.dialogue.model import Leave, RunThis, Utterance
from tutor.dialogue.phrases import say, told
from tutor.dialogue.setup import ENTRIES, Setting, Setup
from tutor.errors import TutorError
from tutor.lab.words import LabWord, read_lab_word
from tutor.saving import NO_FOLDER, NOTHING_YET
from tutor.tui.chooser import Chooser
from tutor.tui.glyphs import Glyphs
from tutor.tui.stage import LAB_HELP, Stage

if TYPE_CHECKING:
    from tutor.free_bench import FreeBench
    from tutor.lab.exhibit import Exhibit
    from tutor.lesson.model import Term

Keep = Callable[["Exhibit", str, "Stage"], str]
"""Writes what stands on the bench under a name; gives what is to be told of it."""


_A: Mapping[Setting, str] = {"problem": "a problem", "optimizer": "an optimizer", "schedule": "a schedule"}


class FreeScreen(Stage):
    """Whatever the learner wants to try.

    Args:
        setup: what is on the bench at first.
        glossary: the words of the course.
        keep: saves pictures and runs; None where nothing may be written.
        inside: it was opened from a lesson, to which it leads back.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", show=False, priority=True),
        Binding("f2", "choose('problem')", show=False, priority=True),
        Binding("f7", "choose('optimizer')", show=False, priority=True),
        Binding("f8", "choose('schedule')", show=False, priority=True),
    ]

    class Left(Message):
        """The learner wants to go."""

        def __init__(self, *, out: bool) -> None:
            super().__init__()
            self.out = out
            """Out of the program, and not only back to where the lab was opened."""

    def __init__(
        self,
        setup: Setup,
        glyphs: Glyphs,
        *,
        ascii: bool,
        glossary: Callable[[], Sequence[Term]] = tuple,
        keep: Keep | None = None,
        inside: bool = False,
    ) -> None:
        super().__init__(glyphs, ascii=ascii)
        self.setup = setup
        self._around = Around(glossary, freeplay.FORMS if keep is not None else ())
        self._keep = keep
        self._inside = inside
        self._bench: FreeBench | None = None
        self._outdated = False
        """What stands on the bench is another thing than what is set."""
        self._escape_told = False
        """How to leave was said, and nothing was typed since."""
        self._inside_of = ""
        """The layers of the network that is being looked into, if one is."""

    @property
    def keys_always(self) -> Sequence[str]:
        """The lists of what can be changed, and the views."""
        if self.live:
            return ()
        lists, keys = "F2 problem · F7 optimizer · F8 schedule", self.picture_keys
        most = [" · ".join(keys[:many]) for many in range(len(keys), 0, -1)]
        return (*(f"{lists} · {one}" for one in most), *([] if most else [lists]), *most, "F1 help")

    def on_mount(self) -> None:
        """What is on the bench, and what can be typed."""
        self.add(freeplay.hello(self.setup))
        if self._inside:
            self.add((say(INSIDE),))
        self.tell_place()

    def answer(self, text: str) -> None:
        """As everywhere."""
        self._escape_told = False
        if self._inside_of and not text.strip():
            self._next_number()
            return
        word = read_lab_word(text)
        if word is not None and word.wish != "open":
            if word.wish == "view" and word.view == "map":
                if self.setup.race:
                    self.add((say(NO_MAP_OF_A_RACE),))
                    return
                self._map()
            self.add(self.show_word(word))
            return
        reply = freeplay.play(self.setup, text, self._around)
        command = read_command(text)
        if command is not None and command.name == "help":
            reply = replace(reply, said=(*reply.said, say(LAB_HELP)))
        self._hear(reply)

    def _hear(self, reply: PlayReply) -> None:
        before, self.setup = self.setup, reply.setup
        if before.problem != self.setup.problem:
            self._bench = None
        if _is_another(before, self.setup) or (self._inside_of and replace(before, runs=self.setup.runs) != self.setup):
            self._outdated = True
        self.add(said for said in reply.said if not isinstance(said, Save | Inside))
        for said in reply.said:
            if isinstance(said, RunThis):
                self._run(said)
            elif isinstance(said, Inside):
                self._look_inside(said)
            elif isinstance(said, Save):
                self._save(said.name)
            elif isinstance(said, Leave):
                self.post_message(self.Left(out=said.to == "out"))
        if self._outdated and self.exhibit is not None:
            self._show_start() if self.has_class("-lab") else self.clear()
        self.tell_place()

    def action_help(self) -> None:
        """F1."""
        if not self.live:
            self.answer("help")

    def action_choose(self, setting: Setting) -> None:
        """A list of all problems, optimizers or schedules."""
        if self.live:
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                self._hear(freeplay.choose(self.setup, setting, name))

        entries = [(entry.name, entry.about) for entry in ENTRIES[setting].values()]
        if setting == "problem":
            entries += [(name, about) for name, (_, about) in READY.items()]
        here = getattr(self.setup, setting).partition(":")[0]
        self.app.push_screen(Chooser(f"Choose {_A[setting]}", entries, self.glyphs, here), chosen)

    def action_escape(self) -> None:
        """Stops a run or clears a line. Pressed when the run is over already it leads nowhere, since the bench and its
        runs would be lost: it says how to leave, once."""
        if self.live or self.ahead or self.answer_line.input.value:
            super().action_escape()
        elif not self._escape_told:
            self._escape_told = True
            self.add((say(INSIDE_ESCAPE if self._inside else ESCAPE),))
            self.transcript.to_end()

    # ------------------------------------------------------------ the bench

    def _on_bench(self) -> FreeBench:
        # NumPy, about 80 ms, comes with the first run and not with the first paint.
        from tutor.free_bench import FreeBench

        if self._bench is None:
            self._bench = FreeBench(ascii=self.draws_ascii)
        return self._bench

    def _run(self, wanted: RunThis) -> None:
        try:
            self.put(self._on_bench().start(wanted))
        except TutorError as error:
            self.add((say(told(error)),))

    def _look_inside(self, wanted: Inside) -> None:
        exhibit = self._on_bench().inside(wanted)
        exhibit.playback = exhibit.playback.read(0)
        self.view = replace(self.view, name="diagram")
        self.put(exhibit)
        self._inside_of = "-".join(map(str, (len(wanted.example.input), *map(len, wanted.example.weights))))
        self.add((say("Enter or → shows the next number of its pass there and back, ← the one before."),))

    def _next_number(self) -> None:
        """Enter goes on in the network that is looked into, as in a lesson."""
        assert self.exhibit is not None
        self.add_class("-lab")
        if self.exhibit.playback.at < self.exhibit.playback.steps:
            self.action_step(1)
        else:
            self.add((say(f"That was its last number. A rate that you type runs {self.setup.in_words()}."),))

    def _map(self) -> None:
        """A map of rates of what is set up, over the last run if there is one."""
        if self.setup.trains or self.live:
            return  # `show_word` says why there is none
        try:
            self.put(self._on_bench().map(self.setup))
        except TutorError as error:
            self.add((say(told(error)),))

    def exhibit_over(self, exhibit: Exhibit) -> None:
        """Judged, told, and kept for comparison."""
        self._hear(freeplay.ended(self.setup, self._on_bench().finish(exhibit)))

    def put(self, exhibit: Exhibit) -> None:
        """As everywhere."""
        self._outdated, self._inside_of = False, ""
        super().put(exhibit)

    def clear(self) -> None:
        """As everywhere."""
        self._inside_of = ""
        super().clear()

    def _show_start(self) -> None:
        """In the place of what stands on the bench, what there is to see of the present setup before its first run:
        its landscape. Where it has none, the conversation takes the room."""
        try:
            if not self.setup.trains:
                start = self._on_bench().before(self.setup)
                if "landscape" in start.views:
                    self.put(start)
                    return
        except TutorError:
            pass  # the first run will say what is wrong
        self.clear()

    def _save(self, name: str) -> None:
        if self._keep is None:
            self.add((say(NO_FOLDER),))
        elif self.exhibit is None:
            self.add((say(NOTHING_YET),))
        else:
            self.add((say(self._keep(self.exhibit, name, self)),))

    def show_word(self, word: LabWord) -> tuple[Utterance, ...]:
        """As everywhere; before the first run of a problem its landscape can be looked at, too."""
        outdated = self.exhibit is None or self._outdated
        if outdated and word.wish == "view" and not self.setup.trains:
            try:
                self.put(self._on_bench().before(self.setup))
            except TutorError as error:
                return (say(told(error)),)
        said = super().show_word(word)
        return (*said, say(STEP_SCHEDULE)) if said and word.wish == "onward" else said

    def tell_place(self) -> None:
        """What is on the bench, and what is being waited for."""
        inside = f"a network {self._inside_of} from inside" if self._inside_of else ""
        beside = () if inside else self.setup.beside_problem()
        self.title_bar.tell(f"Lab · {inside or ready_name(self.setup)}", rest="".join(f" · {part}" for part in beside))
        if self.is_paused and self.exhibit is not None:
            self.wait_for("new rate" if self.exhibit.bends else "paused", self.live_keys)
        elif self.live:
            self.wait_for("running", self.live_keys)
        else:
            enter = "Enter next number · " if self._inside_of else ""
            again = "again" if self.setup.runs and not self._inside_of else ""
            keys = f"{enter}a rate · help · {'back · ' if self._inside else ''}quit"
            self.wait_for("learning rate", keys, enter=again)


def _is_another(before: Setup, now: Setup) -> bool:
    """Not the same problem, start or race: a picture of the one would be taken for one of the other."""
    return (before.problem, before.start, before.race) != (now.problem, now.start, now.race)
