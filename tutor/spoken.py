"""Lines out and lines in, for line mode: every line is written once, says who speaks, and reads well aloud."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, TextIO

from tutor.cleaning import Charset, clean, clean_line, fitted
from tutor.dialogue.model import Choices, Feedback, Judged, LearnerSaid, TutorSays
from tutor.lesson.model import Message
from tutor.wording import filled

if TYPE_CHECKING:
    from tutor.lab.exhibit import Exhibit

WIDTH = 78
SLICE = 0.5
"""Seconds of work between two looks at whether the learner wants it to stop."""
REPORTS = 8
"""How often a long piece of work says how far it is."""


class Spoken:
    """Talks with a learner over a reader and a writer of lines.

    Args:
        lines: where the learner's lines come from.
        page: where the tutor's lines go.
        typed_here: a person types on this terminal and sees what they type; otherwise each line read is repeated, so
            that what comes out reads as a whole.
        charset: what may be written.
    """

    def __init__(self, lines: TextIO, page: TextIO, *, typed_here: bool, charset: Charset) -> None:
        self._lines = lines
        self._page = page
        self._typed_here = typed_here
        self._charset = charset

    def say(self, utterance: object) -> None:
        """What is to be read of an utterance."""
        match utterance:
            case TutorSays(message=message):
                self._message(message)
            case LearnerSaid(text=text):
                self.labelled("You", text)
            case Choices(items=items):
                for letter, text in items:
                    self.write(self.filled(f"  {letter}: {text}", indent=5))
            case Feedback(right=right, message=message):
                self.labelled("Right" if right else "Not quite", message.text)
            case Judged(verdict=verdict, words=words, name=name):
                called, reason = verdict.called
                of = f" on {name}" if name else ""
                self.labelled(f"Verdict{of}", f"{called}, {reason}. {' '.join(words)}")
            case _:
                pass

    def watch(self, exhibit: Exhibit) -> None:
        """Lets what stands on the bench come to its end, and says in words what there was to see. Ctrl-C stops it."""
        told = 0
        exhibit.finish()
        try:
            while not exhibit.playback.over:
                exhibit.work(SLICE)
                exhibit.tick()
                line, share = exhibit.on_the_way(), exhibit.playback.shown * REPORTS // exhibit.playback.steps
                if line and told < share < REPORTS:  # the end is told below
                    told = share
                    self.labelled("Run", line)
        except KeyboardInterrupt:
            exhibit.stop()
        exhibit.live = False
        for sentence in exhibit.in_words():
            self.labelled("Run", sentence)

    def table(self, lines: tuple[str, ...]) -> None:
        """Numbers in columns, as they are."""
        for line in lines:
            self.write(line.rstrip())

    def tutor(self, text: str) -> None:
        """The tutor says something."""
        self.labelled("Tutor", text)

    def labelled(self, label: str, text: str) -> None:
        """A line that says who speaks."""
        self.write(self.filled(f"{label}: {text}"))

    def filled(self, text: str, indent: int = 0) -> str:
        """`text` on lines that fit; signs are spelled out first, as that makes some of them longer."""
        return filled(self._fit(text), WIDTH, indent=indent)

    def write(self, text: str) -> None:
        """Writes lines."""
        print(self._fit(text), file=self._page, flush=True)

    def read(self, label: str) -> str | None:
        """The learner's next line; None when there is none left, or the learner pressed Ctrl-C or Ctrl-D."""
        self._page.write(self._fit(f"You ({label}): "))
        self._page.flush()
        try:
            line = self._lines.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            self.write("")
            return None
        line = clean_line(line)
        if not self._typed_here:
            self.write(line)
        return line

    def _fit(self, text: str) -> str:
        """`text` as it may be written; the dots between things of a list, which are read aloud or left out, are
        commas."""
        return fitted(clean(text).replace(" · ", ", "), self._charset)

    def _message(self, message: Message) -> None:
        if message.kind == "code" and message.told:
            self.labelled("Picture", message.told)
        elif message.kind == "code":
            self.write(textwrap.indent(message.text, "    "))
        elif message.kind == "item":
            self.write(self.filled(f"  {message.marker} {message.text}", indent=4))
        else:
            self.tutor(message.text)
