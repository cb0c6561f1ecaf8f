"""Which lesson comes next, what is told at the door, and what is said at leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.dialogue.written_course import LESSONS, write_course
from tutor.dialogue.model import Leave, RunThis
from tutor.engine.descent import run
from tutor.errors import LessonError, RecordError
from tutor.lesson.course import Course
from tutor.record.store import last_learner
from tutor.sitting import Sitting
from tutor.visit import Destination, Visit

GOING_ON, BOUNCING, THE_END = LESSONS
Comes = Callable[..., Visit]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "data"))
    return write_course(tmp_path / "course")


@pytest.fixture
def comes(course: Course) -> Iterator[Comes]:
    """Someone comes to learn, in a new visit each time."""
    with ExitStack() as stack:

        def come(name: str = "Ana", *, remember: bool = True) -> Visit:
            visit = Visit(course, name, remember=remember)
            stack.callback(visit.close)
            return visit

        yield come


def plays(visit: Visit, lesson: str, *lines: str) -> Sitting:
    sitting = visit.sit_down(lesson)
    sitting.begin(restart=visit.was_finished(lesson))
    for line in lines:
        for utterance in sitting.type(line):
            if isinstance(utterance, RunThis):
                sitting.finish(run(utterance.experiment))
    return sitting


def goes_on_with(visit: Visit) -> str | None:
    outline = visit.lesson_to_go_on_with()
    return outline.id if outline else None


def after(visit: Visit, lesson: str | None) -> str | None:
    outline = visit.lesson_after(lesson)
    return outline.id if outline else None


def test_a_newcomer_begins_with_the_first_lesson(comes: Comes) -> None:
    visit = comes()
    assert visit.is_new
    assert visit.is_kept
    assert visit.notice == ""
    assert goes_on_with(visit) == GOING_ON
    assert last_learner() == "Ana"


def test_a_lesson_left_in_the_middle_is_gone_on_with(comes: Comes) -> None:
    plays(comes(), BOUNCING, "−0.8")
    visit = comes()
    assert not visit.is_new
    assert goes_on_with(visit) == BOUNCING
    assert not visit.was_finished(BOUNCING)


def test_the_lesson_opened_last_is_come_back_to_even_if_nothing_was_typed_there(comes: Comes) -> None:
    plays(comes(), GOING_ON)
    plays(comes(), BOUNCING, "−0.8")
    assert goes_on_with(comes()) == BOUNCING
    plays(comes(), GOING_ON)
    assert goes_on_with(comes()) == GOING_ON
    visit = comes()
    plays(visit, BOUNCING)
    assert goes_on_with(visit) == BOUNCING


def test_after_a_finished_lesson_comes_the_next_that_is_not_done(comes: Comes) -> None:
    plays(comes(), GOING_ON, "")
    visit = comes()
    assert visit.was_finished(GOING_ON)
    assert goes_on_with(visit) == BOUNCING
    plays(visit, THE_END, "")
    assert goes_on_with(comes()) == BOUNCING
    assert [after(visit, lesson) for lesson in (None, GOING_ON, BOUNCING, THE_END, "gone")] == [
        BOUNCING, BOUNCING, None, BOUNCING, BOUNCING
    ]  # fmt: skip


def test_a_lesson_at_its_end_with_something_open_is_gone_on_with_and_not_started_anew(comes: Comes) -> None:
    plays(comes(), BOUNCING, "skip", "It settles", "", "")
    visit = comes()
    assert goes_on_with(visit) == BOUNCING
    assert not visit.was_finished(BOUNCING)
    sitting = plays(visit, BOUNCING, "", "−0.8")
    assert sitting.complete
    assert comes().was_finished(BOUNCING)


def test_once_everything_is_done_it_begins_again_with_the_first(comes: Comes) -> None:
    visit = comes()
    plays(visit, GOING_ON, "")
    plays(visit, BOUNCING, "−0.8", "It settles", "", "")
    plays(visit, THE_END, "")
    assert after(visit, THE_END) is None
    assert goes_on_with(visit) == GOING_ON
    sitting = plays(visit, GOING_ON)
    assert sitting.progress == (0, 1)
    assert goes_on_with(comes()) == GOING_ON


@pytest.mark.parametrize(
    ("named", "destination"),
    [
        ("1", Destination("lesson", GOING_ON)),
        ("bouncing", Destination("lesson", BOUNCING)),
        ("previous", Destination("lesson", GOING_ON)),
    ],
)
def test_a_lesson_that_is_named_is_opened(comes: Comes, named: str, destination: Destination) -> None:
    visit = comes()
    assert visit.where(Leave("lesson", named), plays(visit, BOUNCING)) == destination


@pytest.mark.parametrize(("named", "told"), [("99", "99"), ("previous", "none comes before it")])
def test_a_lesson_that_there_is_not_shows_the_list_and_says_so(comes: Comes, named: str, told: str) -> None:
    visit = comes()
    where = visit.where(Leave("lesson", named), plays(visit, GOING_ON))
    assert where.to == "list"
    assert told in where.notice


def test_two_learners_do_not_share_a_place(comes: Comes) -> None:
    plays(comes("Ana"), GOING_ON, "")
    assert comes("Eva").is_new
    assert goes_on_with(comes("ANA")) == BOUNCING


def test_a_visit_that_is_not_remembered_leaves_nothing(comes: Comes, tmp_path: Path) -> None:
    visit = comes(remember=False)
    plays(visit, GOING_ON, "")
    assert not visit.is_kept
    assert goes_on_with(visit) == BOUNCING
    assert goes_on_with(comes(remember=False)) == GOING_ON
    assert not (tmp_path / "data").exists()


def test_a_name_that_cannot_be_kept_is_told_in_one_sentence(comes: Comes) -> None:
    visit = comes("x" * 60)
    assert visit.notice.startswith("The name ")
    assert visit.notice.endswith("a first name will do.")
    assert not visit.is_kept
    assert goes_on_with(visit) == GOING_ON


def test_a_folder_that_cannot_be_made_is_told_with_one_full_stop(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "file" / "data"))
    visit = Visit(course, "Ana")
    assert visit.notice.startswith("I cannot write your record")
    assert visit.notice.endswith("will not be remembered.")
    assert not visit.notice.endswith("..")


def test_a_record_that_was_set_aside_is_told(comes: Comes) -> None:
    first = comes()
    assert first.record is not None
    path = first.record.path
    first.close()
    path.write_bytes(b"not a database" * 100)
    assert "Your record was damaged." in comes().notice


def test_a_record_that_cannot_be_read_any_more_makes_no_one_a_newcomer_in_trouble(
    comes: Comes, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = comes()
    plays(visit, BOUNCING)

    def unreadable() -> dict[str, object]:
        raise RecordError("gone")

    monkeypatch.setattr(visit.record, "progress", unreadable)
    assert visit.progress == {}
    assert goes_on_with(visit) == BOUNCING


def test_a_lesson_that_does_not_exist_or_is_broken_is_an_error_of_the_lesson(comes: Comes, course: Course) -> None:
    visit = comes()
    with pytest.raises(LessonError):
        visit.sit_down("99-nothing")
    (course.folder / f"{BOUNCING}.md").write_text("---\n")
    with pytest.raises(LessonError):
        visit.sit_down(BOUNCING)


def full(*_: object, **__: object) -> int:
    raise RecordError("full")


def test_the_farewell_says_where_one_is_and_only_what_is_true(comes: Comes, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = comes()
    assert visit.farewell(None) == "Goodbye, Ana."
    sitting = plays(visit, BOUNCING, "−0.8")
    assert visit.farewell(sitting) == "Goodbye, Ana. Your place in lesson 2 (1/3) is kept."
    assert visit.farewell(plays(visit, GOING_ON, "")) == "Goodbye, Ana. You are through lesson 1, Going on."

    monkeypatch.setattr(visit.record, "append", full)
    sitting.type("It settles")
    assert visit.farewell(sitting) == "Goodbye, Ana. Your place could not be remembered this time."
    nobody = comes(remember=False)
    assert "could not be remembered" in nobody.farewell(plays(nobody, BOUNCING))


def test_a_lesson_skipped_through_is_not_said_to_be_done(comes: Comes) -> None:
    visit = comes()
    sitting = plays(visit, BOUNCING, "skip", "skip", "skip")
    assert sitting.progress == (0, 3)
    assert (visit.progress[BOUNCING].position, visit.progress[BOUNCING].of) == (0, 3)
    kept = "Goodbye, Ana. Your place in lesson 2 ({}/3) is kept, with {} still open."
    assert visit.farewell(sitting) == kept.format(0, "3 things")
    seen = []
    for line in ("", "−0.8", "It settles", "", ""):
        sitting = plays(comes(), BOUNCING, line)
        seen.append(sitting.progress[0])
    assert seen == [0, 1, 2, 3, 3]
    assert comes().farewell(sitting) == "Goodbye, Ana. You are through lesson 2, Bouncing."


def test_a_lesson_finished_once_and_open_now_is_gone_on_with(comes: Comes) -> None:
    plays(comes(), BOUNCING, "−0.8", "It settles", "", "")
    assert comes().was_finished(BOUNCING)
    plays(comes(), BOUNCING, "skip", "It settles", "", "")
    visit = comes()
    assert visit.progress[BOUNCING].complete
    assert not visit.was_finished(BOUNCING)
    assert goes_on_with(visit) == BOUNCING
    assert plays(visit, BOUNCING).state.open == ("quiz:factor",)


@pytest.mark.parametrize("remember", [False, True], ids=["no record", "full disk"])
def test_a_lesson_left_for_another_is_where_it_was_though_nothing_could_be_written(
    comes: Comes, remember: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = comes(remember=remember)
    if remember:
        monkeypatch.setattr(visit.record, "append", full)
    left = plays(visit, BOUNCING, "−0.8", "It settles")
    plays(visit, GOING_ON, "")
    assert goes_on_with(visit) == BOUNCING
    assert visit.progress[GOING_ON].complete
    back = plays(visit, BOUNCING)
    assert back.state == left.state
    assert back.progress == (2, 3)


@pytest.mark.parametrize("leaving", ["closes", "says farewell"])
def test_what_is_unwritten_is_tried_once_more_at_leaving(
    comes: Comes, monkeypatch: pytest.MonkeyPatch, leaving: str
) -> None:
    visit = comes()
    sitting = plays(visit, BOUNCING)
    with monkeypatch.context() as patched:
        patched.setattr(visit.record, "append", full)
        sitting.type("−0.8")
    if leaving == "closes":
        visit.close()
    else:
        assert visit.farewell(sitting) == "Goodbye, Ana. Your place in lesson 2 (1/3) is kept."
    assert plays(comes(), BOUNCING).progress == (1, 3)


def test_closing_twice_with_something_unwritten_is_quiet(comes: Comes, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = comes()
    sitting = plays(visit, BOUNCING)
    with monkeypatch.context() as patched:
        patched.setattr(visit.record, "append", full)
        sitting.type("−0.8")
        visit.close()
    visit.close()
    assert plays(comes(), BOUNCING).progress == (0, 3)


def test_leaving_a_lesson_leads_out_to_the_list_or_to_the_next(comes: Comes) -> None:
    visit = comes()
    sitting = plays(visit, GOING_ON, "")
    assert visit.where(Leave("out"), sitting) == Destination("out")
    assert visit.where(Leave("lessons"), sitting) == Destination("list")
    assert visit.where(Leave("next"), sitting) == Destination("lesson", BOUNCING)
    plays(visit, THE_END, "")
    with_open = plays(visit, BOUNCING, "skip", "It settles", "", "")
    assert visit.where(Leave("next"), with_open) == Destination(
        "list", notice="There is no other lesson left to do, only what is still open in this one."
    )
    assert visit.stays(BOUNCING, with_open)
    done = plays(visit, BOUNCING, "", "−0.8")
    assert visit.where(Leave("next"), done) == Destination(
        "list", notice="You have done every lesson there is. Pick one to play it again."
    )
    assert not visit.stays(BOUNCING, done)
    assert not visit.stays(GOING_ON, done)
    assert visit.stays(None, done)


def test_what_one_lesson_could_not_write_the_next_one_writes(comes: Comes, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = comes()
    first = plays(visit, GOING_ON)

    monkeypatch.setattr(visit.record, "append", full)
    first.type("")
    monkeypatch.undo()
    plays(visit, BOUNCING)
    assert visit.was_finished(GOING_ON)
