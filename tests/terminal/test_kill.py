"""`kill -9` at any moment: whatever the learner saw answered is in the record afterwards."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from tests.looking_back import days_pass, plays_whole, write_course
from tests.terminal.player import Player
from tutor.cleaning import clean_line
from tutor.dialogue.state import Answered, State
from tutor.lesson.course import load, open_course
from tutor.lesson.model import Lab, Lesson, Quiz
from tutor.lesson.own_courses import open_courses
from tutor.record.store import REVIEWED, open_record
from tutor.sitting import Sitting

LESSON = "08-too-high"
KILLS = 20


def recorded_state(lesson: Lesson, data: Path) -> State:
    """Where a new sitting would go on, by the record alone."""
    with open_record("Ada", data, read_only=True) as record:
        sitting = Sitting(lesson, "Ada", record)
        sitting.begin()
        return sitting.state


def next_line(lesson: Lesson, state: State) -> str:
    """What a learner who knows everything would type here."""
    step = lesson.steps[state.position]
    if isinstance(step, Quiz):
        return " + ".join(choice.text for choice in step.choices if choice.right) if step.kind != "several" else "skip"
    if isinstance(step, Lab):
        wanted = ["0.9", "0.1", "1.0", "1.1"]
        return next((rate for rate in wanted if float(rate) not in {run.lr for run in state.runs}), "")
    return ""


def answers(state: State) -> set[str]:
    return {answer.quiz for answer in state.answered if isinstance(answer, Answered) and answer.right}


def test_kill_minus_nine_at_twenty_random_moments_loses_no_answered_question(tmp_path: Path) -> None:
    chance = random.Random(8)
    lesson = load(open_course(), LESSON)
    feedback = {
        step.id: clean_line(next(choice.feedback for choice in step.choices if choice.right))[:40]
        for step in lesson.steps
        if isinstance(step, Quiz) and not step.predict
    }
    seen: set[str] = set()
    moments: list[float] = []
    for _ in range(KILLS):
        with Player(tmp_path, "learn", LESSON, "--as", "Ada") as player:
            player.see("Enter|answer|prediction|learning rate")
            state = recorded_state(lesson, tmp_path)
            assert seen <= answers(state)
            if state.position >= len(lesson.steps) - 1:
                player.type("back")  # near the end: walk back, so that there is something to answer again
            started, until = time.monotonic(), chance.uniform(0.1, 1.2)
            while time.monotonic() - started < until:
                state = recorded_state(lesson, tmp_path)
                if state.running is None and state.position < len(lesson.steps):
                    player.type(next_line(lesson, state))
                else:
                    player.enter()
                for _ in range(3):
                    player.read(chance.uniform(0.01, 0.1))
                    shown = re.sub(r"\s+", " ", player.text)
                    seen |= {quiz for quiz, words in feedback.items() if words in shown}
            moments.append(time.monotonic() - started)
            player.kill()
        assert seen <= answers(recorded_state(lesson, tmp_path))
    assert len(moments) == KILLS
    assert len(seen) >= 2, "the kills came before anything was answered: the test has shown nothing"


@pytest.mark.parametrize("arguments", [(), ("--plain",)], ids=["screen", "lines"])
def test_kill_minus_nine_in_a_look_back_loses_no_answer_and_opens_no_lesson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path))
    write_course(tmp_path / "course")
    course = open_courses([tmp_path / "course"])
    *earlier, last = (outline.id for outline in course.outlines)
    for lesson in earlier:
        plays_whole(course, lesson)
    days_pass(4)
    locked = {"TUTOR_LESSONS": str(tmp_path / "course"), "TUTOR_KIOSK": "1", "NO_COLOR": "1"}
    seen: set[str] = set()
    for _ in range(3):
        with Player(tmp_path, *arguments, "--as", "Ada", environment=locked) as player:
            player.see("First a look back", "answer")
            asked = re.findall(r"Question . of lesson .", player.words)[-1]
            player.type("downhill")
            player.see("No, ")
            player.kill()
        assert asked not in seen, "what was answered is not asked again on the same day"
        seen.add(asked)
        with open_record("Ada", tmp_path, read_only=True) as record:
            back = [entry for entry in record.answers() if entry.kind == REVIEWED]
            assert [entry.data["right"] for entry in back] == [False] * len(seen)
            assert last not in record.progress()
    with Player(tmp_path, *arguments, "--as", "Ada", environment=locked) as player:
        player.see("What did this run of 4 do")
        assert "look back" not in player.words
        player.type("quit")
        assert player.end() == 0
