"""When a question is due: what the record holds, played through FSRS."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.record.entry import Entry
from tutor.record.review import MOST, day_of, due, left, rating

START = date(2026, 3, 2)
Data = Mapping[str, object]
RIGHT: Data = {"right": True, "hints": 0}
HINTED: Data = {"right": True, "hints": 1}
WRONG: Data = {"right": False, "hints": 0}
TOLD: Data = {"right": False, "hints": 0, "told": True}


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def entry(
    day: float, data: Data, *, lesson: str = "01", quiz: str = "q", asked: str = "v1", kind: str = "typed"
) -> Entry:
    """Something said to a question, `day` days after the start, at noon."""
    when = datetime(START.year, START.month, START.day, 12, tzinfo=UTC) + timedelta(days=day)
    return Entry(1, lesson, kind, {"at": f"quiz:{quiz}", "asked": asked, **data}, when.timestamp(), 0, 0)


def day(number: int) -> date:
    return START + timedelta(days=number)


def first_due(*answers: Entry) -> int:
    """The first day after the last answer on which the question is due."""
    last = max(day_of(one.when) for one in answers)
    return next(number for number in range(1, 400) if due(answers, last + timedelta(days=number)))


@pytest.mark.parametrize(
    ("data", "grade"),
    [(RIGHT, fsrs.Rating.Good), (HINTED, fsrs.Rating.Hard), (WRONG, fsrs.Rating.Again), (TOLD, fsrs.Rating.Again)],
)
def test_an_answer_is_rated_as_it_was_known(data: Data, grade: fsrs.Rating) -> None:
    assert rating(data) == grade


def test_what_was_wrong_or_needed_a_hint_comes_back_the_next_day_and_what_was_right_on_the_second() -> None:
    assert first_due(entry(0, WRONG)) == 1
    assert first_due(entry(0, HINTED)) == 1
    assert first_due(entry(0, RIGHT)) == 2


def test_nothing_is_due_on_the_day_of_its_answer() -> None:
    assert due([entry(0, WRONG)], day(0)) == ()


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from([RIGHT, HINTED, WRONG])), max_size=6))
def test_the_day_is_that_of_the_scheduler_itself(later: list[tuple[int, Data]]) -> None:
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, number, answers = fsrs.Card(card_id=1), 0, []
    for gap, data in [(0, RIGHT), *later]:
        number += gap
        answers.append(entry(number, data))
        card, _ = scheduler.review_card(card, rating(data), datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=number))
    wait = (card.due.date() - day(number)).days
    assert due(answers, day(number + wait))
    assert not due(answers, day(number + wait - 1))


def test_each_time_it_is_known_the_wait_grows() -> None:
    answers, waits, number = [entry(0, RIGHT)], [], 0
    for _ in range(4):
        waits.append(first_due(*answers))
        number += waits[-1]
        answers.append(entry(number, RIGHT, kind="reviewed"))
    assert waits == sorted(set(waits))


def test_the_first_answer_of_a_day_counts_and_a_day_turns_at_four_in_the_morning() -> None:
    assert first_due(entry(0, WRONG), entry(0.01, RIGHT)) == 1
    assert first_due(entry(0, RIGHT), entry(0.5 + 3.9 / 24, WRONG)) == 2
    assert first_due(entry(0, RIGHT), entry(0.5 + 4.1 / 24, WRONG)) == 1


def test_a_question_that_was_written_anew_begins_anew() -> None:
    assert due([entry(0, WRONG), entry(3, RIGHT, asked="v2")], day(4)) == ()
    (one,) = due([entry(0, WRONG), entry(3, RIGHT, asked="v2")], day(5))
    assert one.asked == "v2"


def test_what_is_most_likely_forgotten_comes_first_and_each_lesson_once_before_any_a_second_time() -> None:
    answers = [
        entry(0, RIGHT, lesson="02", quiz="old"),
        entry(0, WRONG, lesson="02", quiz="missed"),
        entry(1, RIGHT, lesson="01", quiz="newer"),
        entry(0, RIGHT, lesson="03", quiz="old"),
    ]
    found = due(answers, day(9))
    assert [(one.lesson, one.at) for one in found] == [
        ("02", "quiz:missed"),
        ("03", "quiz:old"),
        ("01", "quiz:newer"),
        ("02", "quiz:old"),
    ]
    assert found[0].chance < found[1].chance < found[2].chance


def test_the_same_record_gives_the_same_questions() -> None:
    answers = [entry(number / 10, RIGHT, lesson=str(number % 7), quiz=f"q{number}") for number in range(60)]
    assert due(answers, day(40)) == due(list(answers), day(40))


def test_on_one_day_only_a_few_come_back_and_none_after_the_learner_passed_some_by() -> None:
    assert left([entry(0, RIGHT)], day(3)) == MOST == 3
    back = [entry(3, WRONG, kind="reviewed"), entry(3, RIGHT, kind="reviewed")]
    assert left(back, day(3)) == 2, "two tries at one question are one question"
    assert left([*back, entry(3, RIGHT, quiz="r", kind="reviewed")], day(3)) == 1
    assert left([*back, entry(3, {"skipped": True}, quiz="r", kind="reviewed")], day(3)) == 0
    assert left([*back, entry(3, {"skipped": True}, quiz="r", kind="reviewed")], day(4)) == MOST


def test_a_question_passed_by_is_no_answer() -> None:
    skipped = entry(2, {"skipped": True}, kind="reviewed")
    assert due([entry(0, RIGHT), skipped], day(3)) == due([entry(0, RIGHT)], day(3)) != ()


def test_a_moment_that_no_clock_can_say_is_left_out() -> None:
    damaged = Entry(1, "01", "typed", {"at": "quiz:q", "asked": "v1", **RIGHT}, 1e300, 0, 0)
    assert due([damaged], day(3)) == ()
    assert left([damaged], day(3)) == MOST


def test_a_clock_that_was_years_ahead_once_does_not_keep_a_question_away() -> None:
    assert due([entry(0, RIGHT), entry(4000, RIGHT)], day(10)) == due([entry(0, RIGHT)], day(10)) != ()


def test_a_clock_that_was_set_back_does_not_make_two_days_of_one() -> None:
    assert due([entry(0, WRONG), entry(-5, RIGHT)], day(1)) == due([entry(0, WRONG)], day(1)) != ()
