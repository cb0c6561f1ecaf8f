"""Which questions are due to come back, by FSRS (https://github.com/open-spaced-repetition/py-fsrs).

Nothing is kept but the answers: the state of a question's card follows from playing them through the scheduler, each
time anew. It counts in whole days, since a class meets at about the same hour and not at the same second, and the day
turns at four in the morning, as Anki's does. What is answered several times on one day is one review, rated by its
first answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from tutor.frozen import dataclass
from tutor.record.entry import ASKED, REVIEWED, Entry

if TYPE_CHECKING:
    from fsrs import Card, Rating, Scheduler

MOST = 3
"""Questions that come back on one day."""
_TURN = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Due:
    """A question that is due."""

    lesson: str
    at: str
    """The key of the exchange that asked it: `quiz:rate-doubled`."""
    asked: str
    """The version of it that was answered last."""
    chance: float
    """How likely it is that the learner still knows it."""


def day_of(moment: float) -> date:
    """The day that a moment (seconds since 1970) belongs to, by the clock on the wall here.

    Raises:
        OverflowError, OSError, ValueError: there is no such day.
    """
    return (datetime.fromtimestamp(moment) - _TURN).date()


def due(answers: Iterable[Entry], today: date) -> tuple[Due, ...]:
    """The questions to ask today; first, of each lesson, the one that is most likely forgotten, then the others, down
    to the one most likely known. At most `MOST` are asked on a day, so what a learner missed comes first, however many
    wait. How many may be asked today is told by `left`."""
    # FSRS lets one day pass at least.
    older = {question: history for question, history in _histories(answers, today).items() if history[-1][0] < today}
    if not older:
        return ()
    # 10 to 25 ms, paid only on a day on which something may be due.
    from fsrs import Scheduler

    # Without steps of minutes: a sitting does not ask twice. Without fuzz: the same record gives the same questions.
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    found = []
    for (lesson, at), history in older.items():
        card = _card(scheduler, history)
        if card.due <= _noon(today):
            chance = scheduler.get_card_retrievability(card, _noon(today))
            found.append(Due(lesson, at, str(history[-1][1].data[ASKED]), chance))
    return _mixed(found)


def left(answers: Iterable[Entry], today: date) -> int:
    """How many questions may come back today, after those that did; none once the learner has passed some by."""
    back = [entry for entry in answers if entry.kind == REVIEWED and _day(entry) == today]
    if any(entry.data.get("skipped") for entry in back):
        return 0
    return max(0, MOST - len({(entry.lesson, entry.data.get("at")) for entry in back}))


def rating(data: Mapping[str, object]) -> Rating:
    """How well an answer was known: wrong or told, right with hints, right."""
    from fsrs import Rating

    if not data.get("right"):
        return Rating.Again
    return Rating.Hard if data.get("hints") else Rating.Good


def _histories(answers: Iterable[Entry], today: date) -> dict[tuple[str, str], list[tuple[date, Entry]]]:
    """By question: the first answer of each day up to today, oldest first; of the newest version of the question alone.
    What a clock that was wrong dated later does not keep a question away until then."""
    found: dict[tuple[str, str], list[tuple[date, Entry]]] = {}
    for entry in answers:
        day, at = _day(entry), entry.data.get("at")
        if day is None or day > today or not isinstance(at, str) or entry.data.get("skipped"):
            continue
        history = found.setdefault((entry.lesson, at), [])
        if history and history[-1][1].data[ASKED] != entry.data[ASKED]:
            history.clear()
        if not history or day > history[-1][0]:  # a clock that was set back makes no second day of one
            history.append((day, entry))
    return found


def _day(entry: Entry) -> date | None:
    try:
        return day_of(entry.when)
    except (OverflowError, OSError, ValueError, TypeError):
        return None  # no clock says this: a damaged entry


def _card(scheduler: Scheduler, history: list[tuple[date, Entry]]) -> Card:
    from fsrs import Card

    card = Card(card_id=0, due=_noon(history[0][0]))  # without an id it sleeps until the clock gives it one
    for day, entry in history:
        card, _ = scheduler.review_card(card, rating(entry.data), _noon(day))
    return card


def _noon(day: date) -> datetime:
    """A day as the scheduler counts them: from noon to noon, in its own time zone."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _mixed(found: list[Due]) -> tuple[Due, ...]:
    ordered = sorted(found, key=lambda one: (one.lesson, one.chance, one.at))
    ranked = [(rank, one) for _, ones in groupby(ordered, lambda one: one.lesson) for rank, one in enumerate(ones)]
    return tuple(one for _, one in sorted(ranked, key=lambda pair: (pair[0], pair[1].chance, pair[1].lesson)))
