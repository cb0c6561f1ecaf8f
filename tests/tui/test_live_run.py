"""A run being watched, and its chart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.events import Key

from tests.tui.labs import until
from tests.tui.learner import LEAPS, Learner, kinds_recorded, playing, write_course
from tutor.lesson.course import Course
from tutor.tui.answer_line import AnswerLine


def step_shown(learner: Learner) -> int:
    """The step that the chart's title names."""
    found = re.search(r"step +(\d+)", learner.lines[2])
    assert found, learner.lines[2]
    return int(found.group(1))


async def until_step(learner: Learner, step: int) -> None:
    await until(learner, lambda: step_shown(learner) >= step)


async def paused(learner: Learner) -> int:
    """Starts a run and pauses it; gives the step it stands at."""
    await learner.go_to_lab()
    await learner.press("enter", "space")
    return step_shown(learner)


async def frames(learner: Learner) -> None:
    """Waits until the clock has struck a few times: what goes on by itself would have gone on."""
    exhibit = learner.screen.exhibit
    assert exhibit is not None
    struck, tick = [0], exhibit.tick

    def counted() -> None:
        struck[0] += 1
        tick()

    exhibit.tick = counted  # type: ignore[method-assign]
    await until(learner, lambda: struck[0] >= 4)


async def test_enter_starts_the_suggested_run_and_it_goes_on_by_itself_to_its_verdict(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        assert learner.keys.startswith("Enter runs 0.9")
        assert not learner.has_chart
        await learner.press("enter")
        assert learner.has_chart
        assert "rate 0.9" in learner.lines[2]
        assert learner.label == "running"
        assert learner.keys == "Space pause · → step · ↑↓ speed · Enter rest · Esc stop"
        await until_step(learner, 20)
        assert "✔ CONVERGED, zigzag." in learner.words
        assert "✔ You predicted: It settles." in learner.words
        assert learner.screen.playback is None
        assert kinds_recorded("Ada", "01-leaps")[-1] == "ran"


async def test_the_title_says_where_w_is(course: Course) -> None:
    async with playing(course) as learner:
        before = await paused(learner)
        await learner.press(*["right"] * (3 - before))
        assert learner.lines[2].endswith("rate 0.9 · step  3 · w −1.54")


async def test_space_pauses_and_goes_on(course: Course) -> None:
    async with playing(course) as learner:
        at = await paused(learner)
        assert learner.label == "new rate"
        assert learner.keys.startswith("Space go on")
        await frames(learner)
        assert step_shown(learner) == at
        await learner.press("space")
        assert learner.label == "running"
        assert learner.keys.startswith("Space pause")
        await until_step(learner, at + 2)
        assert learner.typed == ""


async def test_the_right_arrow_makes_one_step_and_waits(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter", "right")
        at = step_shown(learner)
        await frames(learner)
        assert step_shown(learner) == at
        await learner.press("right", "right")
        assert step_shown(learner) == at + 2
        await learner.press(*["right"] * 20)
        assert "CONVERGED" in learner.words


async def test_enter_shows_the_rest_at_once(course: Course) -> None:
    async with playing(course) as learner:
        await paused(learner)
        await learner.press("enter")
        assert step_shown(learner) == 20
        assert "CONVERGED" in learner.words
        assert learner.label == "learning rate"
        assert learner.can_type


async def test_esc_stops_and_the_verdict_is_about_what_was_shown(course: Course) -> None:
    async with playing(course) as learner:
        at = await paused(learner)
        await learner.press(*["right"] * (4 - at), "escape")
        assert learner.screen.playback is None
        assert "You stopped it after 4 of 20 steps" in learner.words
        assert "Your prediction is still open." in learner.words
        for _ in range(4):
            learner.screen._tick()
        await learner.pilot.pause()
        assert step_shown(learner) == 4


async def test_esc_before_the_first_step_shows_that_one(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter", "escape")
        assert step_shown(learner) >= 1
        assert "You stopped it after" in learner.words


@pytest.mark.parametrize(("keys", "typed"), [(["0", ".", "5"], "0.5"), ([".", "5"], ".5"), (["-", "1"], "-1")])
async def test_a_number_typed_during_a_run_stands_on_the_input_line_until_enter(
    course: Course, keys: list[str], typed: str
) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter", "down", "down", "down")  # slowly, so that it is not over by itself
        await learner.press(*keys)
        assert learner.screen.live
        assert learner.typed == typed
        await learner.press("enter")
        assert [one.lr for one in learner.sitting.state.runs] == [0.9]
        assert not learner.sitting.state.runs[0].stopped
        assert learner.sitting.state.running is not None
        assert learner.sitting.state.running.experiment.lr == float(typed)


async def test_the_word_stop_during_a_run_stops_the_run_and_leaves_nothing(course: Course) -> None:
    async with playing(course) as learner:
        await paused(learner)
        await learner.type("stop")
        assert learner.app.is_running
        assert learner.sitting.state.runs[-1].stopped
        assert "next: stop" not in learner.keys


async def test_words_sent_during_a_run_wait_for_enter_after_its_verdict(course: Course) -> None:
    async with playing(course) as learner:
        await paused(learner)
        await learner.press("g", "o", "space", "o", "n")
        assert learner.typed == "go on"
        assert learner.screen.playback is not None
        await learner.press("enter")
        assert learner.screen.playback is None
        assert "CONVERGED" in learner.words
        assert learner.typed == ""
        assert "next: go on" in learner.keys
        position = learner.sitting.state.position
        while "next: go on" in learner.keys:  # the verdict is read to its end first
            assert learner.sitting.state.position == position
            await learner.press("enter")
        assert learner.sitting.state.position > position


async def test_function_keys_rest_during_a_run(course: Course) -> None:
    async with playing(course) as learner:
        at = await paused(learner)
        shown = learner.lines
        await learner.press("f1", "f2", "f3")
        assert learner.lines == shown
        assert step_shown(learner) == at


async def test_text_below_the_page_does_not_hide_the_keys_of_a_run(course: Course) -> None:
    async with playing(course) as learner:
        await paused(learner)
        await learner.press("pageup")
        assert learner.screen.transcript.lines_below > 0
        assert learner.keys.startswith("Space go on")


async def test_the_end_of_the_conversation_is_in_sight_while_the_run_is_shown(tmp_path: Path) -> None:
    before = "\n\n".join(f"Paragraph {number} on what comes." for number in range(1, 8))
    course = write_course(tmp_path / "c", _01_leaps=LEAPS.replace("```lab", f"{before}\n\n```lab"))
    async with playing(course) as learner:
        await learner.go_to_lab()
        assert "Paragraph 1 " in learner.words
        await learner.press("enter", "space")
        assert learner.lines[-4].strip() == "Run 0.9 and watch."


async def test_the_chart_goes_when_the_lesson_goes_on_and_f3_brings_it_back(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        assert learner.has_chart
        await learner.press("enter")
        assert not learner.has_chart
        assert "Three things happened" in learner.words
        assert learner.keys.endswith("F3 chart")
        await learner.press("f3")
        assert learner.has_chart
        assert step_shown(learner) == 20
        assert "Three things happened" in learner.words
        assert not learner.keys.endswith("F3 chart")
        await learner.press("f3")
        assert not learner.has_chart


async def test_f3_without_a_run_does_nothing(course: Course) -> None:
    async with playing(course) as learner:
        shown = learner.lines
        await learner.press("f3")
        assert learner.lines == shown


async def test_another_rate_runs_on_the_same_chart(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.run("1.1")
        assert "rate 1.1 · step 20" in learner.lines[2]
        assert "▲ OVERSHOT, diverged." in learner.words


async def test_a_run_that_overflows_is_shown_as_long_as_it_lasted(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run("1e99")
        assert "OVERSHOT" in learner.words
        assert 1 <= step_shown(learner) < 20


async def test_a_run_that_is_impossible_is_told_and_the_lesson_goes_on(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutor.errors import SpecificationError
    from tutor.lab import run_exhibit

    def refuse(*_: object) -> None:
        raise SpecificationError('there is no problem "blow"')

    async with playing(course) as learner:
        await learner.go_to_lab()
        monkeypatch.setattr(run_exhibit, "Recording", refuse)
        await learner.press("enter")
        assert 'This run cannot be made: there is no problem "blow".' in learner.words
        assert not learner.has_chart
        assert learner.label == "learning rate"
        await learner.type("skip")
        assert "Three things happened" in learner.words


async def test_a_rate_that_comes_in_one_burst_with_its_enter_is_shown_live(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        for key in "0.8":
            learner.app.post_message(Key(key, key))
        learner.app.post_message(Key("enter", "\r"))
        await learner.pilot.pause()
        assert learner.screen.playback is not None
        assert learner.label == "running"
        assert learner.typed == ""


async def test_lines_that_follow_a_rate_in_one_burst_do_not_cut_its_run(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        for line in ("0.9", "", "1.1"):
            learner.screen.answer_line.post_message(AnswerLine.Sent(line))
        await learner.pilot.pause()
        assert "rate 1.1" in learner.lines[2]
        await learner.press("enter")
        assert [run.lr for run in learner.sitting.state.runs] == [0.9, 1.1]
        assert not any(run.stopped for run in learner.sitting.state.runs)
