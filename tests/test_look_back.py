"""Questions of earlier lessons come back at the start of a visit, and leave every lesson as it was."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import StringIO
from pathlib import Path

import pytest

from tests.looking_back import FOUR, LESSONS, ONE, THREE, TWO, days_pass, lesson_text, plays, plays_whole
from tests.looking_back import write_course as write
from tutor.dialogue.model import Feedback, LearnerSaid, TutorSays, Utterance
from tutor.errors import RecordError
from tutor.lesson.course import Course, open_course
from tutor.look_back import LookBack
from tutor.plain import LineMode
from tutor.record.store import REVIEWED, Entry, Record, open_record
from tutor.visit import Visit

Comes = Callable[..., LookBack | None]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "data"))
    return write(tmp_path / "course")


@pytest.fixture
def comes(course: Course) -> Iterator[Comes]:
    """What comes back to someone who comes to learn, before a lesson."""
    with ExitStack() as stack:

        def come(lesson: str = FOUR, *, learner: str = "Ada") -> LookBack | None:
            visit = Visit(open_course(course.folder), learner)
            stack.callback(visit.close)
            found = visit.look_back(lesson)
            if found is not None:
                found.begin()
            return None if found is None or found.over else found

        yield come


def told(utterances: tuple[Utterance, ...]) -> str:
    return " ".join(
        one.message.text if isinstance(one, TutorSays | Feedback) else one.text
        for one in utterances
        if isinstance(one, TutorSays | Feedback | LearnerSaid)
    )


def back(learner: str = "Ada") -> list[Entry]:
    """What the record holds of questions that came back."""
    with open_record(learner, read_only=True) as record:
        return [entry for entry in record.answers() if entry.kind == REVIEWED]


def test_the_very_first_sitting_has_nothing_to_look_back_at(comes: Comes) -> None:
    assert comes() is None


def test_nothing_comes_back_on_the_day_on_which_it_was_answered(course: Course, comes: Comes) -> None:
    plays_whole(course, ONE)
    assert comes() is None


def test_what_was_right_comes_back_two_days_later(course: Course, comes: Comes) -> None:
    plays_whole(course, ONE)
    days_pass(1)
    assert comes() is None
    days_pass(1)
    found = comes()
    assert found is not None
    assert "From lesson 1 (Lesson 1): Question" in told(found.again())


def test_at_most_three_come_back_each_from_another_lesson_if_there_are_so_many(course: Course, comes: Comes) -> None:
    for lesson in (ONE, TWO, THREE):
        plays_whole(course, lesson)
    days_pass(3)
    found = comes()
    assert found is not None
    said = told(found.again())
    while not found.over:
        said += told(found.type("uphill"))
    assert [said.count(f"From lesson {number} ") for number in (1, 2, 3)] == [1, 1, 1]
    assert said.endswith("That was the look back.")
    assert [entry.data["right"] for entry in back()] == [True, True, True]
    assert comes() is None, "on this day nothing more comes back"


def test_a_question_of_the_lesson_that_is_gone_on_with_does_not_come_back(course: Course, comes: Comes) -> None:
    plays(course, ONE, "it ran", "uphill")
    days_pass(3)
    assert comes(ONE) is None
    assert comes(TWO) is not None


def test_a_question_that_makes_sense_only_once_does_not_come_back(course: Course, comes: Comes) -> None:
    plays(course, ONE, "it ran")
    days_pass(30)
    assert comes() is None


def test_one_word_leads_to_the_lesson_and_holds_for_the_day(course: Course, comes: Comes) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    found = comes()
    assert found is not None
    found.type("skip")
    assert found.over
    assert comes() is None
    days_pass(1)
    assert comes() is not None


def test_a_look_back_that_broke_off_goes_on_with_what_was_not_answered(course: Course, comes: Comes) -> None:
    for lesson in (ONE, TWO, THREE):
        plays_whole(course, lesson)
    days_pass(3)
    first = comes()
    assert first is not None
    first.type("downhill")  # and the line drops
    second = comes()
    assert second is not None
    asked = [told(second.again())]
    while not second.over:
        asked.append(told(second.type("uphill")))
    assert len(asked) == 3, "two more, and the end"
    assert len({(entry.lesson, entry.data["at"]) for entry in back()}) == 3


def test_the_lessons_stay_as_they_were(course: Course, comes: Comes) -> None:
    for lesson in (TWO, ONE):
        plays_whole(course, lesson)
    plays(course, THREE, "it ran")
    days_pass(3)

    def places() -> tuple[object, ...]:
        with open_record("Ada", read_only=True) as record:
            entries = tuple(record.entries(lesson) for lesson in LESSONS)
            return record.progress(), record.last_lesson(), entries, tuple(map(record.newest, LESSONS))

    before = places()
    found = comes(THREE)
    assert found is not None
    found.type("downhill")
    found.type("")
    found.type("answer")
    assert len(back()) >= 2
    assert places() == before


@pytest.mark.parametrize("edit", ["question", "answer", "once", "gone", "broken", "unlisted"])
def test_a_question_that_changed_or_vanished_does_not_come_back(course: Course, comes: Comes, edit: str) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    path, text = course.folder / f"{ONE}.md", lesson_text(1)
    match edit:
        case "question":
            path.write_text(text.replace("where does", "where, then, does"), encoding="utf-8")
        case "answer":
            path.write_text(lesson_text(1, answer="Up the hill"), encoding="utf-8")
        case "once":
            path.write_text(text.replace("-1\n", "-1 once\n").replace("-2\n", "-2 once\n"), encoding="utf-8")
        case "gone":
            path.write_text(lesson_text(1, questions=0), encoding="utf-8")
        case "broken":
            path.write_text(text.replace("- [x]", "- [y]"), encoding="utf-8")
        case "unlisted":
            listing = course.folder / "course.toml"
            listing.write_text(listing.read_text().replace(f'"{ONE}", ', ""), encoding="utf-8")
    assert comes() is None


def test_mended_feedback_is_what_the_learner_reads(course: Course, comes: Comes) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    text = lesson_text(1).replace("> Yes, ", "> Still yes, ")
    (course.folder / f"{ONE}.md").write_text(text, encoding="utf-8")
    found = comes()
    assert found is not None
    assert "Still yes" in told(found.type("uphill"))


def test_an_answer_is_in_the_record_before_it_is_answered(
    course: Course, comes: Comes, monkeypatch: pytest.MonkeyPatch
) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    found = comes()
    assert found is not None

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(LookBack, "_next", broken)
    with pytest.raises(KeyboardInterrupt):
        found.type("uphill")
    assert len(back()) == 1


def test_a_full_disk_is_told_once_and_the_answer_is_kept_when_there_is_room(
    course: Course, comes: Comes, monkeypatch: pytest.MonkeyPatch
) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    found = comes()
    assert found is not None
    append = Record.append

    def full(*_: object, **__: object) -> int:
        raise RecordError("the disk is full")

    monkeypatch.setattr(Record, "append", full)
    assert "The disk is full" in told(found.type("downhill"))
    assert "disk" not in told(found.type("downhill"))
    monkeypatch.setattr(Record, "append", append)
    assert "Nothing was lost." in told(found.type("uphill"))
    assert [entry.data["right"] for entry in back()] == [False, False, True]


def test_a_wrong_answer_to_what_came_back_brings_it_back_the_next_day(course: Course, comes: Comes) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    found = comes()
    assert found is not None
    found.type("downhill")
    found.type("")
    found.type("uphill")
    assert found.over
    days_pass(1)
    again = comes()
    assert again is not None
    again.type("uphill")
    assert again.over, "the other one was right and is not due yet"
    assert back()[-1].data["at"] == back()[0].data["at"]


def test_only_the_first_lesson_of_a_visit_has_a_look_back(course: Course) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    visit = Visit(course, "Ada")
    assert visit.look_back(TWO) is not None
    assert visit.look_back(THREE) is None
    visit.close()


def test_where_nothing_can_be_kept_nothing_comes_back(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    visit = Visit(course, "Ada")
    assert visit.record is not None
    visit.record.writable = False
    assert visit.look_back(TWO) is None
    visit.close()


def test_the_scheduler_is_loaded_only_when_something_may_be_due(course: Course) -> None:
    plays_whole(course, ONE)
    probe = (
        "import sys; from pathlib import Path\n"
        "from tutor.lesson.course import open_course; from tutor.visit import Visit\n"
        f"back = Visit(open_course(Path({str(course.folder)!r})), 'Ada').look_back({FOUR!r})\n"
        "back and back.begin()\n"
        "print('fsrs' in sys.modules)"
    )

    def loaded() -> str:
        return subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.strip()

    assert loaded() == "False"
    days_pass(1)
    assert loaded() == "True"


# ---------------------------------------------------------------- line mode


def page_of(course: Course, *lines: str, ascii: bool = False) -> str:
    page = StringIO()
    mode = LineMode(
        course,
        StringIO("".join(f"{line}\n" for line in lines)),
        page,
        typed_here=True,
        charset="ascii" if ascii else "all",
    )
    assert mode.play(learner="Ada") == 0
    return " ".join(page.getvalue().split())


def test_line_by_line_the_questions_come_before_the_lesson(course: Course) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    page = page_of(course, "downhill", "", "uphill", "quit", ascii=True)
    for earlier, later in (
        ("Welcome back, Ada.", "First a look back"),
        ("First a look back", "From lesson 1 (Lesson 1):"),
        ("From lesson 1 (Lesson 1):", "You (answer): Not quite: No, "),
        ("Not quite: No, ", "You (answer; Enter goes on): "),
        ("You (answer; Enter goes on): ", "Right: Yes, "),
        ("Right: Yes, ", "That was the look back."),
        ("That was the look back.", "Lesson 2: Lesson 2."),
        ("Lesson 2: Lesson 2.", "What did this run of 2 do?"),
    ):
        assert 0 <= page.find(earlier) < page.find(later), (earlier, later)
    assert page.isascii()


def test_line_by_line_one_word_leads_to_the_lesson_and_the_list_leads_back(course: Course) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    page = page_of(course, "where", "lessons", "", "skip", "quit")
    assert "In a look back, before lesson 2, Lesson 2." in page
    assert page.count("From lesson 1 (Lesson 1):") == 2
    assert page.endswith("What did this run of 2 do? " + page.split("What did this run of 2 do? ")[1])
    assert "Lesson 2: Lesson 2." in page


def test_line_by_line_a_lesson_that_is_named_is_opened_at_once(course: Course) -> None:
    plays_whole(course, ONE)
    days_pass(3)
    page = page_of(course, "lesson 3", "quit")
    assert page.count("From lesson") == 1
    assert "Lesson 3: Lesson 3." in page


def test_who_leaves_during_the_look_back_is_told_nothing_about_a_lesson_that_was_not_opened(course: Course) -> None:
    plays_whole(course, ONE)
    plays(course, TWO, "it ran")
    days_pass(3)
    assert page_of(course, "quit").endswith("Goodbye, Ada.")
    with open_record("Ada", read_only=True) as record:
        assert record.progress()[TWO].position == 1
