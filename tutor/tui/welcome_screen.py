"""Asks for the learner's name."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.message import Message

from tutor.dialogue import welcome
from tutor.dialogue.model import LearnerSaid, Leave, TutorSays
from tutor.tui.answer_line import AnswerLine
from tutor.tui.talk import Talk


class WelcomeScreen(Talk):
    """The first screen of the first sitting."""

    @dataclass(eq=False, repr=False)
    class Named(Message):
        """The learner has said who they are."""

        name: str

    class Left(Message):
        """The learner would rather go."""

    _named = False
    """The name was given: what was typed behind it, in one burst, is for the lesson and not another name."""

    def on_mount(self) -> None:
        """Greets and asks."""
        self.title_bar.tell("tutor · how machines learn")
        self.wait_for("your name", "type your name, then Enter · Ctrl-Q leave")
        self.add([TutorSays(message) for message in welcome.GREETING])

    @on(AnswerLine.Sent)
    def _sent(self, event: AnswerLine.Sent) -> None:
        if self._named or self.page_before_answer(event.text):
            return
        if event.text:
            self.add([LearnerSaid(event.text)])
        match welcome.read_first_line(event.text):
            case str() as name:
                self._named = True
                self.post_message(self.Named(name))
            case Leave():
                self.post_message(self.Left())
            case told:
                self.add([TutorSays(told)])
