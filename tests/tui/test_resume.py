"""Coming back: the conversation so far, the exchange that waits, the chart of its last run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.labs import until
from tests.tui.learner import LEAPS, LONG, kinds_recorded, playing, write_course
from tutor.errors import RecordError
from tutor.lesson.course import Course
from tutor.record.store import Record


async def test_what_was_said_can_be_read_and_the_exchange_is_said_again(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "on the same side")
    async with playing(course) as learner:
        assert learner.label == "answer"
        assert learner.lines[0].endswith("●○○○○  1/5")
        before, after = learner.words.split("Welcome back, Ada.")
        assert "on the same side" in before
        assert "Then it was no leap." in before
        assert "We were here:" in after
        assert "Where do you land?" in after
        assert learner.can_type


async def test_a_new_sitting_begins_where_it_can_be_read_from_the_greeting_on(tmp_path: Path) -> None:
    course = write_course(tmp_path / "long", _02_long=LONG)
    async with playing(course) as learner:
        await learner.press("enter")
    async with playing(course) as learner:
        assert "Welcome back, Ada." in learner.lines[2]
        assert "We were here:" in learner.lines[4]
        assert learner.keys.startswith("▼ ")


async def test_the_chart_of_the_last_run_is_drawn_again(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        chart = learner.lines[2:12]
    async with playing(course) as learner:
        assert learner.label == "learning rate"
        assert learner.has_chart
        assert learner.lines[2:12] == chart
        assert "rate 0.9 · step 20" in learner.lines[2]
        assert "Run 0.9 and watch." in learner.words


async def test_a_run_that_was_stopped_is_drawn_as_far_as_it_was_watched(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter", "right", "right", "right", "escape")
        stopped_at = learner.sitting.state.runs[-1].steps
        assert stopped_at < 20
    async with playing(course) as learner:
        assert f"step {stopped_at:2} " in learner.lines[2]


async def test_a_run_under_way_when_the_line_was_cut_runs_again(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter", "space")
    assert kinds_recorded("Ada", "01-leaps")[-1] == "typed"
    async with playing(course) as learner:
        assert learner.screen.playback is not None
        assert learner.label in ("running", "paused")
        assert learner.has_chart
        await learner.press("enter")
        assert "CONVERGED, zigzag" in learner.words
    assert kinds_recorded("Ada", "01-leaps")[-1] == "ran"


async def test_starting_anew_forgets_the_place(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "on the other side")
    async with playing(course, lesson="01-leaps", restart=True) as learner:
        assert learner.sitting.progress == (0, 5)
        assert "We were here" not in learner.words


async def test_the_lesson_left_in_the_middle_comes_first(course: Course) -> None:
    async with playing(course, lesson="02-long"):
        pass
    async with playing(course) as learner:
        assert learner.lines[0].startswith(" Lesson 2 ")


async def test_a_record_that_cannot_be_written_is_told_once_and_the_lesson_goes_on(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise RecordError("I cannot write your record (the disk is full)", to_do="free some space")

    async with playing(course) as learner:
        monkeypatch.setattr(Record, "append", full)
        await learner.press("enter")
        assert "I cannot write your record (the disk is full)" in learner.words
        assert "Where do you land?" in learner.words
        await learner.type("on the other side")
        assert "✔ The bottom lies behind you now." in learner.words
        assert learner.words.count("the disk is full") == 1
        await learner.press("ctrl+q")
    assert learner.app.farewell == "Goodbye, Ada. Your place could not be remembered this time."


async def test_a_folder_for_records_that_is_none_is_told_and_the_lesson_plays(course: Course, data: Path) -> None:
    data.write_text("a file stands where the folder should be")
    async with playing(course) as learner:
        assert "A long stride" in learner.words
        assert "Your place is kept" not in learner.words
        assert str(data.name) in learner.words.replace(" ", "")
        await learner.go_to_lab()
        await learner.run()
        assert "CONVERGED" in learner.words


ABOUT_THE_RUN = LEAPS.replace(
    "Three things happened: a leap, a landing, a rest.\n\n---\n",
    """\
::: quiz seen
How did it come down?

- [x] It crossed the bottom each time
  > It did.
- [ ] It walked down one side
  > Look at w.

Hint: Look at the numbers.
:::
""",
)


async def at_the_question_about_the_run(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run("0.1")
        await learner.run("0.9")
        await learner.type("")
        assert "How did it come down?" in learner.words


async def test_at_a_question_the_picture_of_its_run_comes_back_when_it_is_wanted(tmp_path: Path) -> None:
    course = write_course(tmp_path / "about", _01_leaps=ABOUT_THE_RUN)
    await at_the_question_about_the_run(course)
    async with playing(course) as learner:
        assert learner.label == "answer"
        assert learner.screen.exhibit is None  # NumPy and the runs are paid for by whoever wants to see them
        assert "F3 chart" in learner.keys
        await learner.press("f3")
        assert learner.has_chart
        assert "rate 0.9 · step 20" in learner.lines[2]
        await learner.press("f6")
        await until(learner, lambda: "a rate 0.1" in learner.lines[3])
        await learner.type("It crossed the bottom each time")
        assert "✔ It did." in learner.words


@pytest.mark.parametrize(
    ("text", "seen"),
    [("numbers", "0.03459"), ("step 1", "step  1 · w −2.4"), ("landscape", "w"), ("show the loss", "rate 0.9")],
)
async def test_at_a_question_words_about_the_picture_show_it(tmp_path: Path, text: str, seen: str) -> None:
    course = write_course(tmp_path / "about", _01_leaps=ABOUT_THE_RUN)
    await at_the_question_about_the_run(course)
    async with playing(course) as learner:
        await learner.type(text)
        assert learner.has_chart
        assert seen in " ".join(learner.lines[2:12])
        assert learner.sitting.state.misses == 0
        assert learner.label == "answer"


async def test_beside_the_conversation_the_picture_comes_back_by_itself(tmp_path: Path) -> None:
    course = write_course(tmp_path / "about", _01_leaps=ABOUT_THE_RUN)
    await at_the_question_about_the_run(course)
    async with playing(course, size=(130, 30)) as learner:
        await until(learner, lambda: learner.screen.exhibit is not None)
        assert learner.has_chart


async def test_a_question_about_a_run_of_last_time_is_answered_by_its_rate(tmp_path: Path) -> None:
    course = write_course(tmp_path / "about", _01_leaps=ABOUT_THE_RUN)
    await at_the_question_about_the_run(course)
    async with playing(course) as learner:
        await learner.type("why did 0.1 not bounce?")
        assert "At 0.1: " in learner.words


async def test_at_a_question_the_network_that_was_gone_through_comes_back(tmp_path: Path) -> None:
    pass_through = '```network\nweights = [[[0.5]], [[2]]]\ninput = 1\ntarget = 1\nto = "loss"\nask = "Go."\n```\n'
    text = LEAPS[: LEAPS.index("::: predict")] + pass_through + ABOUT_THE_RUN[ABOUT_THE_RUN.index("::: quiz seen") :]
    course = write_course(tmp_path / "net", _01_net=text)
    async with playing(course) as learner:
        await learner.type("", "on the other side", *[""] * 6)
        assert "How did it come down?" in learner.words
    async with playing(course) as learner:
        assert "F3 chart" in learner.keys
        await learner.press("f3")
        assert learner.has_chart
        assert "yhat" in " ".join(learner.lines[2:14])
