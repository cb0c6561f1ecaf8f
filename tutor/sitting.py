"""One learner in one lesson: what happens is written to the record first, and only then answered.

Both faces of the tutor, the screen and the line mode, play a lesson through this; neither touches the record. A few
lines past 300: all that a record can fail at meets all that a learner can do.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.cleaning import clean_line
from tutor.dialogue import conversation, memory, phrases, prompts, review
from tutor.dialogue.answers import LONGEST
from tutor.dialogue.model import (
    Event,
    LearnerSaid,
    Leave,
    LessonEnded,
    Opened,
    Prompt,
    Raced,
    RunEnded,
    RunThis,
    ShowNetwork,
    Tried,
    Typed,
    Utterance,
)
from tutor.dialogue.state import State, is_complete, key, progress, waiting_at
from tutor.errors import RecordError, TutorError
from tutor.frozen import dataclass
from tutor.lesson.model import Lab
from tutor.made import Made, made_before, made_in
from tutor.outcome import run_ended, training_ended
from tutor.record.entry import COMPLETED, RESTARTED, RETURNED
from tutor.record.unsaved import Unsaved, write

if TYPE_CHECKING:
    from tutor.engine.model import Trajectory
    from tutor.engine.training import Training
    from tutor.lesson.model import Lesson, Step
    from tutor.record.store import Entry, Record


@dataclass(frozen=True, slots=True)
class Opening:
    """What a sitting starts with."""

    transcript: tuple[Utterance, ...]
    resumed: bool
    """The learner has been here before: the transcript is what was said then."""
    here: tuple[Utterance, ...] = ()
    """If resumed: the exchange that waits, said once more."""
    network: ShowNetwork | None = None
    """If resumed: the network that was looked at last, unless something was run since."""


class Sitting:
    """Plays a lesson for a learner.

    Args:
        lesson: the lesson.
        learner: the learner's name; with the lesson it decides the order of the choices.
        record: where events are kept; None plays without remembering.
        unsaved: what happened and is not in the record, shared by all sittings of a visit.
    """

    def __init__(
        self, lesson: Lesson, learner: str, record: Record | None, unsaved: list[Unsaved] | None = None
    ) -> None:
        self.lesson = lesson
        self.state = State()
        self._seed = zlib.crc32(f"{learner.casefold()}/{lesson.outline.id}".encode())
        self._record = record
        self._unsaved: list[Unsaved] = [] if unsaved is None else unsaved
        """Oldest first; what may be written is tried again with each new event."""
        self._newest = 0

    def begin(self, *, restart: bool = False) -> Opening:
        """Opens the lesson where this learner left it, or from its start."""
        if restart:
            if self._record is not None and self._record.writable:
                self._unsaved[:] = [one for one in self._unsaved if not (one.never and self._is_here(one))]
            return Opening((*self._save(RESTARTED, {}), *self._happen(Opened(self._seed))), resumed=False)
        known = noticed = self._record.notice if self._record is not None else ""
        try:
            past = self._past()
            noticed = self._record.notice if self._record is not None else ""
        except RecordError as error:
            # An opening written behind entries that cannot be read now would start the lesson anew for good.
            self._record = None
            past = self._past()
            start = "" if past else " This time we begin at the start, and nothing is kept."
            noticed = phrases.told(error) + start
        if any(one.never and self._is_here(one) for one in self._unsaved):
            self._record = None  # what follows would stand in the record without what it follows
        opening = self._returned(self._open(past))
        if noticed == known:
            return opening
        told = phrases.say(noticed)
        return replace(opening, transcript=(told, *opening.transcript), here=(told, *opening.here))

    def _returned(self, opening: Opening) -> Opening:
        """`opening`, and the record says that the learner is here now: whoever leaves without a word comes back to
        here, and not to where they last typed one."""
        if not opening.resumed:
            return opening
        said = self._save(RETURNED, {})
        return replace(opening, transcript=(*said, *opening.transcript), here=(*said, *opening.here))

    def type(self, text: str) -> tuple[Utterance, ...]:
        """The learner sent a line."""
        # One character too many is kept: the conversation still sees that it was too long.
        text = clean_line(text)[: LONGEST + 1]
        if said := self._caught_up("Please type that again."):
            return said
        meant = conversation.understood(self.lesson, self.state, text)
        return self._happen(Typed(text, key(self.lesson, self.state), meant))

    def finish(self, *trajectories: Trajectory) -> tuple[Utterance, ...]:
        """The run that the conversation asked for is over, or all runs of a race are, in its order."""
        return self._caught_up() or self._happen(self._outcome(trajectories))

    def finish_training(self, training: Training) -> tuple[Utterance, ...]:
        """The training that the conversation asked for is over."""
        return self._caught_up() or self._happen(training_ended(training, key(self.lesson, self.state)))

    def cannot_run(self, error: TutorError) -> tuple[Utterance, ...]:
        """The run that the conversation asked for is impossible: the lesson is wrong, not the learner."""
        self.state = replace(self.state, running=None)
        told = f"This run cannot be made: {phrases.sentence(str(error))} Try another rate, or type skip to go on."
        return (phrases.say(told),)

    @property
    def made(self) -> tuple[Made, ...]:
        """The runs of the exchange that waits, oldest first: for drawing them again."""
        lab = self.waiting
        return made_in(lab, self.state.runs, self.state.tries) if isinstance(lab, Lab) else ()

    @property
    def made_before(self) -> tuple[Lab, tuple[Made, ...]] | None:
        """The last lab behind the learner in which something was made, and what: a question after it is about that."""
        return made_before(self.lesson, self.state)

    def is_answer(self, text: str) -> bool:
        """Whether `text` names an answer to the question that waits."""
        return conversation.is_answer(self.lesson, self.state, text)

    @property
    def has_begun(self) -> bool:
        """The lesson was opened in this sitting."""
        return self.state.position >= 0

    @property
    def saved(self) -> bool:
        """Whether all that happened in this lesson is in the record."""
        return self._record is not None and self._record.writable and not any(map(self._is_here, self._unsaved))

    @property
    def waiting(self) -> Step | None:
        """The exchange that waits for the learner; None at the end."""
        return waiting_at(self.lesson, self.state)

    @property
    def prompt(self) -> Prompt:
        """What the input line waits for."""
        return prompts.prompt(self.lesson, self.state)

    @property
    def progress(self) -> tuple[int, int]:
        """How many exchanges are behind the learner, of how many."""
        return progress(self.lesson, self.state)

    @property
    def complete(self) -> bool:
        """Whether everything that the lesson asks was shown."""
        return is_complete(self.lesson, self.state)

    def _outcome(self, trajectories: Sequence[Trajectory]) -> RunEnded | Raced | Tried:
        at, lab, running = key(self.lesson, self.state), self.waiting, self.state.running
        first = trajectories[0]
        if isinstance(lab, Lab) and lab.guess:
            return Tried(float(first.w[0, 0]), float(first.loss[0]), float(first.gradient[0, 0]), at)
        if running is not None and running.rivals:
            named = zip(trajectories, running.names, strict=True)
            return Raced(tuple(run_ended(trajectory, at, name) for trajectory, name in named), at)
        return run_ended(first, at)

    def _is_here(self, one: Unsaved) -> bool:
        return one.lesson == self.lesson.outline.id

    def _past(self) -> Sequence[Entry | Unsaved]:
        """What happened in this lesson since it was last begun anew, written or not.

        Raises:
            RecordError: the record cannot be read.
        """
        entries = self._record.entries(self.lesson.outline.id) if self._record is not None else ()
        self._newest = max((one.id for one in entries if one.kind != RETURNED), default=self._newest)
        past: list[Entry | Unsaved] = [*entries, *filter(self._is_here, self._unsaved)]
        restarts = [place for place, one in enumerate(past) if one.kind == RESTARTED]
        return past[restarts[-1] + 1 :] if restarts else past

    def _open(self, past: Sequence[Entry | Unsaved]) -> Opening:
        events = [event for one in past if (event := memory.decode(one.kind, one.data)) is not None]
        if not events:
            return Opening(self._happen(Opened(self._seed)), resumed=False)
        if not isinstance(events[0], Opened):
            events.insert(0, Opened(self._seed))  # it stood in an entry that is unreadable now
        said = self._replay(events)
        if self.complete and not any(one.kind == COMPLETED for one in past):
            self._save(COMPLETED, {})  # the last sitting was cut off between the last answer and this entry
        looked_at = next((one for one in reversed(said) if isinstance(one, ShowNetwork | RunThis)), None)
        return Opening(
            tuple(_to_be_read(said)),
            resumed=True,
            here=conversation.here(self.lesson, self.state),
            network=looked_at if isinstance(looked_at, ShowNetwork) else None,
        )

    def _happen(self, event: Event) -> tuple[Utterance, ...]:
        before = self.state
        reply = conversation.advance(self.lesson, before, event)
        self.state = reply.state
        kind, data = memory.encode(event)
        if isinstance(event, Typed):
            data |= review.outcome(self.lesson, before, event)
        said = self._save(kind, data)
        if self.complete and not is_complete(self.lesson, before):
            said += self._save(COMPLETED, {})
        return (*said, *reply.utterances)

    def _save(self, kind: str, data: dict[str, object]) -> tuple[Utterance, ...]:
        """Writes an event, and whatever could not be written before it. The learner hears of a change only."""
        happened = Unsaved(self.lesson.outline.id, kind, data, *self.progress)
        if self._record is None or not self._record.writable:
            self._unsaved.append(replace(happened, never=True))
            return ()
        was_failing = self._is_behind
        self._unsaved.append(happened)
        try:
            self._newest = write(self._unsaved, self._record).get(happened.lesson, self._newest)
        except RecordError as error:
            return () if was_failing else (phrases.say(f"{phrases.told(error)} We go on, and I keep trying."),)
        return (phrases.say("Your record can be written again. Nothing was lost."),) if was_failing else ()

    @property
    def _is_behind(self) -> bool:
        """Something is still to be written."""
        return not all(one.never for one in self._unsaved)

    def _caught_up(self, then: str = "") -> tuple[Utterance, ...]:
        """If the learner went on in another window meanwhile: what was said there, and nothing else happens."""
        if self._record is None or not self._record.writable or self._is_behind:
            return ()
        try:
            if self._record.newest(self.lesson.outline.id) == self._newest:
                return ()
            opening = self._open(self._past())
        except RecordError:
            return ()
        # A run that is under way there is watched there.
        self.state = replace(self.state, running=None)
        told = "You went on in another window, so I caught up with you."
        return (phrases.say(f"{told} {then}".rstrip()), *(opening.here if opening.resumed else opening.transcript))

    def _replay(self, events: Sequence[Event]) -> tuple[Utterance, ...]:
        self.state = State()
        said: list[Utterance] = []
        for event in events:
            reply = conversation.advance(self.lesson, self.state, event)
            self.state = reply.state
            said.extend(reply.utterances)
        return tuple(said)


def _to_be_read(said: Sequence[Utterance]) -> Iterator[Utterance]:
    """What of an earlier sitting is worth reading again: not that the learner left, nor the word they left with."""
    for utterance, following in zip(said, (*said[1:], None), strict=True):
        leaving = isinstance(utterance, LearnerSaid) and isinstance(following, Leave)
        if not leaving and not isinstance(utterance, Leave | RunThis | ShowNetwork | LessonEnded):
            yield utterance
