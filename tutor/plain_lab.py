"""Free play line by line, and the bench in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tutor.dialogue import freeplay
from tutor.dialogue.freeplay import Around, Inside, Save
from tutor.dialogue.freeplay_words import INSIDE, NO_MAP_OF_A_RACE, STEP_SCHEDULE, STEP_USE
from tutor.dialogue.model import LearnerSaid, Leave, RunThis
from tutor.dialogue.phrases import told
from tutor.errors import TutorError
from tutor.lab.words import LabWord, read_lab_word
from tutor.saving import NO_FOLDER, NOTHING_YET, run_as_text, save
from tutor.spoken import Spoken

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.dialogue.setup import Setup
    from tutor.free_bench import FreeBench
    from tutor.lab.exhibit import Exhibit
    from tutor.lab.view import ViewName
    from tutor.lesson.model import Term

SPOKEN_FORMS = ("txt", "json", "csv")
"""What a run can be saved as where there are no pictures: in words and as a table, as JSON, as CSV."""


class PlainLab:
    """Plays freely over lines.

    Args:
        spoken: where they come from and go to.
        glossary: the words of the course.
        folder: where runs are saved; None where nothing may be written.
    """

    def __init__(
        self, spoken: Spoken, glossary: Callable[[], Sequence[Term]] = tuple, folder: Path | None = None
    ) -> None:
        self._spoken = spoken
        self._folder = folder
        self._around = Around(glossary, SPOKEN_FORMS if folder is not None else ())
        self._bench: FreeBench | None = None
        self._exhibit: Exhibit | None = None

    def play(self, setup: Setup, *, inside: bool = False) -> bool:
        """Until the learner leaves; True if that is to leave altogether, and not only the lab.

        Args:
            setup: what is on the bench at first.
            inside: a lesson waits for the learner to come back.
        """
        for utterance in freeplay.hello(setup):
            self._spoken.say(utterance)
        if inside:
            self._spoken.tutor(INSIDE)
        while (line := self._spoken.read("learning rate")) is not None:
            word = read_lab_word(line)
            if word is not None and word.wish != "open":
                self._show(setup, word)
                continue
            reply = freeplay.play(setup, line, self._around)
            if reply.setup.problem != setup.problem:
                self._bench = None
            setup = reply.setup
            for said in reply.said:
                if isinstance(said, RunThis):
                    setup = self._run(setup, said)
                elif isinstance(said, Inside):
                    self._look_inside(said)
                elif isinstance(said, Save):
                    self._spoken.tutor(self._saved(said.name))
                elif isinstance(said, Leave):
                    return said.to == "out"
                elif not isinstance(said, LearnerSaid):
                    self._spoken.say(said)
        return True

    def _on_bench(self) -> FreeBench:
        # NumPy, about 80 ms, comes with the first run and not with the first line.
        from tutor.free_bench import FreeBench

        if self._bench is None:
            self._bench = FreeBench(ascii=True)
        return self._bench

    def _run(self, setup: Setup, wanted: RunThis) -> Setup:
        try:
            self._exhibit = self._on_bench().start(wanted)
        except TutorError as error:
            self._spoken.tutor(told(error))
            return setup
        self._spoken.watch(self._exhibit)
        reply = freeplay.ended(setup, self._on_bench().finish(self._exhibit))
        for said in reply.said:
            self._spoken.say(said)
        return reply.setup

    def _saved(self, name: str) -> str:
        if self._folder is None:
            return NO_FOLDER
        if self._exhibit is None:
            return NOTHING_YET
        exhibit = self._exhibit

        def written(form: str) -> str:
            return run_as_text(exhibit, form) if form != "txt" else "\n".join(
                (*exhibit.in_words(), *(line.rstrip() for line in exhibit.numbers()), "")
            )  # fmt: skip

        return save(self._folder, name, SPOKEN_FORMS, written)

    def _look_inside(self, wanted: Inside) -> None:
        self._exhibit = self._on_bench().inside(wanted)
        for sentence in self._exhibit.in_words():
            self._spoken.tutor(sentence)

    def _show(self, setup: Setup, word: LabWord) -> None:
        wants_map = word.wish == "view" and word.view == "map"
        if wants_map and setup.race:
            self._spoken.tutor(NO_MAP_OF_A_RACE)
            return
        if wants_map and not setup.trains:
            try:
                self._exhibit = self._on_bench().map(setup)
            except TutorError as error:
                self._spoken.tutor(told(error))
                return
        show(self._spoken, self._exhibit, word)
        if word.wish == "onward":
            self._spoken.tutor(STEP_SCHEDULE)


def show(spoken: Spoken, exhibit: Exhibit | None, word: LabWord) -> None:
    """What a picture would show, in words or as a table."""
    if exhibit is None:
        spoken.tutor("There is nothing to look at yet. Run something first.")
    elif word.wish == "step" or (word.wish == "view" and word.view == "numbers"):
        spoken.table(exhibit.numbers(word.step if word.wish == "step" else None))
    elif word.wish == "onward":
        spoken.tutor(STEP_USE)
    elif word.wish == "view" and word.view == "map":
        spoken.tutor(exhibit.map_in_words())
    elif word.wish == "digit":
        why_not = exhibit.why_no_digit(word.step)
        spoken.tutor(why_not or "A digit is a picture. Here, type answers to hear what is taken for what.")
    elif word.wish == "view" and _lacks(exhibit, word.view):
        spoken.tutor(exhibit.why_not(word.view))
    elif word.wish == "scale":
        spoken.tutor("An axis belongs to a picture. Here the loss is told in words; type numbers for a table.")
    elif word.wish == "compare" and word.compare:
        earlier = exhibit.earlier_in_words()
        if not earlier:
            spoken.tutor(exhibit.why_alone)
        for sentence in (*earlier, *exhibit.in_words()):
            spoken.labelled("Run", sentence)
    else:
        for sentence in exhibit.in_words(word.view if word.wish == "view" else "both"):
            spoken.labelled("Run", sentence)


def _lacks(exhibit: Exhibit, view: ViewName) -> bool:
    """Whether there is nothing to be told of this view."""
    if view == "answers":
        return not exhibit.answers_in_words()
    return view in ("landscape", "diagram") and view not in exhibit.views
