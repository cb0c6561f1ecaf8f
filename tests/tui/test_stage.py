"""The bench on the screen: steered by keys, words and rates, in labs of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.learner import Learner, kinds_recorded, playing, write_course
from tutor.dialogue.memory import decode
from tutor.dialogue.model import Event, Raced, RunEnded, Tried
from tutor.lab.playback import FASTEST, SLOWEST, Playback
from tutor.lab.run_exhibit import RunExhibit
from tutor.lab.training_exhibit import TrainingExhibit
from tutor.lesson.course import Course
from tutor.record.store import open_record
from tutor.tui.free_screen import FreeScreen
from tutor.tui.lesson_screen import LessonScreen

TOP = "---\ntitle: A lab\nabout: One lab and nothing else\nminutes: 3\n---\n\n"
END = "\n\nSo it goes.\n\n---\n\nThe end.\n"
SPECIES = "network:target=species,features=bill_length_mm;flipper_length_mm,layers=4,validation=0.2,batch=16"
BOWL = 'problem = "bowl:curvature=2"\nstart = 3\nsteps = 20\n'


def lab_course(folder: Path, settings: str, problem: str = BOWL) -> Course:
    return write_course(folder, _01_lab=f"{TOP}```lab\n{problem}{settings}\n```\n{END}")


def playback(learner: Learner) -> Playback:
    exhibit = learner.screen.exhibit
    assert exhibit is not None
    return exhibit.playback


def last_event(lesson: str) -> Event | None:
    with open_record("Ada") as record:
        entry = record.entries(lesson)[-1]
    return decode(entry.kind, entry.data)


async def until_over(learner: Learner) -> None:
    for _ in range(400):
        if not learner.screen.live:
            return
        await learner.pilot.pause(0.02)
    raise AssertionError("it is still being watched")


async def paused_at(learner: Learner, step: int) -> None:
    """Runs what is suggested in `LEAPS`, and stops the clock there."""
    await learner.go_to_lab()
    await learner.press("enter", "space")
    await learner.press(*["right"] * (step - playback(learner).at))
    assert (playback(learner).at, playback(learner).paused) == (step, True)


# ---------------------------------------------------------------- keys while it is watched


async def test_arrows_read_back_and_forth_and_space_goes_on_from_the_last_step_shown(course: Course) -> None:
    async with playing(course) as learner:
        await paused_at(learner, 6)
        await learner.press("left", "left")
        assert (playback(learner).at, playback(learner).shown) == (4, 6)
        await learner.press("right")
        assert playback(learner).at == 5
        await learner.press("ctrl+left")
        assert playback(learner).at == 0
        await learner.press("ctrl+right")
        assert playback(learner).at == 10
        await learner.press("space")
        assert playback(learner).at >= 10
        assert not playback(learner).paused


async def test_up_and_down_change_the_speed_within_limits(course: Course) -> None:
    async with playing(course) as learner:
        await paused_at(learner, 3)
        await learner.press("up")
        assert playback(learner).speed == 1
        await learner.press(*["up"] * 9)
        assert playback(learner).speed == FASTEST
        await learner.press(*["down"] * 12)
        assert playback(learner).speed == SLOWEST


async def test_home_starts_it_again_and_end_reads_the_last_step(course: Course) -> None:
    async with playing(course) as learner:
        await paused_at(learner, 6)
        await learner.press("left", "end")
        assert playback(learner).at == 6
        await learner.press("home", "space")
        assert playback(learner).shown < 6
        assert learner.screen.live


async def test_afterwards_the_arrows_read_its_steps_and_nothing_is_told_again(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        told = kinds_recorded("Ada", "01-leaps")
        await learner.press("left", "left")
        assert playback(learner).at == 18
        await learner.press("home")
        assert playback(learner).at == 0
        await learner.press("end", "ctrl+left")
        assert playback(learner).at == 10
        assert kinds_recorded("Ada", "01-leaps") == told
        await learner.press("0", "left")
        assert playback(learner).at == 10  # the arrow is the line's now


async def test_a_rate_typed_while_it_stands_still_holds_from_there(course: Course) -> None:
    async with playing(course) as learner:
        await paused_at(learner, 4)
        await learner.type("0.25")
        assert "From step 4 on the rate is 0.25." in learner.words
        assert not playback(learner).paused
        await learner.press("enter")
        assert learner.sitting.state.runs[-1].changes == ((4, 0.25),)
        event = last_event("01-leaps")
        assert isinstance(event, RunEnded)
        assert event.changes == ((4, 0.25),)
        assert event.w[1][0] == pytest.approx(3 * (-0.8) ** 4 * 0.5**16)
        assert "Your prediction is still open." in learner.words


async def test_a_rate_that_cannot_be_is_told_and_it_still_stands(course: Course) -> None:
    async with playing(course) as learner:
        await paused_at(learner, 4)
        await learner.type("1e999")
        assert "more than a computer's number can hold" in learner.words
        assert (playback(learner).at, playback(learner).paused) == (4, True)


async def test_esc_stops_it_and_the_run_is_kept_as_far_as_it_was_shown(course: Course) -> None:
    async with playing(course) as learner:
        await paused_at(learner, 5)
        await learner.press("escape")
        event = last_event("01-leaps")
        assert isinstance(event, RunEnded)
        assert (event.steps, event.stopped) == (5, True)


async def test_enter_in_a_window_that_is_too_small_shows_the_rest(course: Course) -> None:
    async with playing(course) as learner:
        await paused_at(learner, 5)
        await learner.pilot.resize_terminal(40, 10)
        await learner.press("enter")
        await learner.pilot.resize_terminal(80, 24)
        await learner.pilot.pause()
        assert not learner.screen.live
        assert not learner.sitting.state.runs[-1].stopped


# ---------------------------------------------------------------- views


async def test_f4_goes_through_the_views_and_f3_hides_them(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        seen = []
        for _ in range(4):
            await learner.press("f4")
            seen.append(learner.screen.view.name)
        assert seen == ["landscape", "both", "numbers", "loss"]
        await learner.press("f3")
        assert not learner.has_chart
        await learner.press("f4")
        assert learner.has_chart
        assert learner.screen.view.name == "loss"


async def test_f5_divides_the_axis_and_f6_compares(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.run("1.1")
        await learner.press("f5")
        assert learner.screen.view.scale == "log"
        await learner.press("f5")
        assert learner.screen.view.scale == "linear"
        await learner.press("f6")
        assert "a rate 0.9: converged b rate 1.1: overshot" in learner.words
        await learner.press("f6")
        assert "rate 0.9: converged" not in learner.words


async def test_words_do_what_keys_do(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.type("show me the landscape")
        assert learner.screen.view.name == "landscape"
        await learner.type("/log")
        assert learner.screen.view.scale == "log"
        await learner.type("compare")
        assert learner.screen.view.compare
        await learner.type("alone", "step 7")
        assert not learner.screen.view.compare
        assert playback(learner).at == 7
        await learner.type("map")
        assert "There is no map of rates here. You can look at: loss curve, landscape, both, numbers." in learner.words
        await learner.type("its answers")
        assert "There are no answers to draw here." in learner.words


async def test_a_word_that_answers_a_question_is_an_answer_there(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "both")
        assert learner.screen.view.name == "loss"
        assert kinds_recorded("Ada", "01-leaps")[-1] == "typed"
        await learner.type("/both")
        assert "There is nothing to look at yet. Run something first." in learner.words


async def test_again_with_a_rate_puts_it_beside_what_was_there(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.run("again with 0.5")
        assert learner.screen.view.compare
        assert "a rate 0.9: converged b rate 0.5: converged" in learner.words


# ---------------------------------------------------------------- labs of every kind


async def test_a_race_is_shown_together_and_kept_by_name(tmp_path: Path) -> None:
    course = lab_course(tmp_path / "c", 'race = ["sgd", "adam"]')
    async with playing(course) as learner:
        await learner.run("0.3")
        await learner.press("pagedown")
        assert "First there: sgd" in learner.words
        event = last_event("01-lab")
        assert isinstance(event, Raced)
        assert [run.entrant for run in event.runs] == ["sgd", "adam"]
        before = learner.lines[2:12]
    async with playing(course) as learner:
        assert isinstance(learner.screen.exhibit, RunExhibit)
        assert learner.screen.exhibit.names == ("sgd", "adam")
        assert learner.lines[2:12] == before


async def test_a_weight_is_tried_on_the_landscape_and_drawn_again(tmp_path: Path) -> None:
    course = lab_course(tmp_path / "c", "guess = true")
    async with playing(course) as learner:
        assert learner.has_chart
        assert learner.label == "w"
        await learner.type("2")
        assert "At w = 2 the loss is 4, and the slope is 4." in learner.words
        assert not learner.screen.live
        assert last_event("01-lab") == Tried(2.0, 4.0, 4.0, "lab:lab-1")
        before = learner.lines[2:12]
    async with playing(course) as learner:
        assert learner.lines[2:12] == before


async def test_a_training_goes_by_epochs_bends_and_can_be_stopped(tmp_path: Path) -> None:
    course = lab_course(tmp_path / "c", "epochs = 30", f'problem = "{SPECIES}"\n')
    async with playing(course) as learner:
        await learner.type("0.1")
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, TrainingExhibit)
        await learner.press("space")
        at = exhibit.playback.at
        for _ in range(3):
            await learner.press("right")
            await learner.pilot.pause(0.3)
        assert exhibit.playback.at >= at + 3
        await learner.type("0.05")
        assert "on the rate is 0.05." in learner.words
        await learner.press("space", "escape")
        stopped_at = exhibit.playback.shown
        assert stopped_at < 30
        event = last_event("01-lab")
        assert isinstance(event, RunEnded)
        assert event.stopped
        assert [lr for _, lr in event.changes] == [0.05]
        assert "validation-accuracy" in event.figures
    async with playing(course) as learner:
        again = learner.screen.exhibit
        assert isinstance(again, TrainingExhibit)
        assert again.playback.shown == stopped_at
        for _ in range(100):
            if again.known >= stopped_at:
                break
            await learner.pilot.pause(0.05)
        assert again.training.checkpoints == exhibit.training.checkpoints


async def test_fog_lifts_when_the_lab_is_done_and_stays_lifted(tmp_path: Path) -> None:
    course = lab_course(
        tmp_path / "c", 'map = "fog"\nmap_range = [0.1, 2]\nview = "map"\ngoal = "overshot"\nhints = ["Up."]'
    )
    async with playing(course) as learner:
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, RunExhibit)
        assert exhibit.fog
        await learner.run("0.5")
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, RunExhibit)
        assert exhibit.fog
        tried = learner.lines[2:6]
    async with playing(course) as learner:
        assert learner.lines[2:6] == tried  # what was found out is still on the map
        await learner.run("1.5")
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, RunExhibit)
        assert not exhibit.fog
    async with playing(course) as learner:
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, RunExhibit)
        assert not exhibit.fog


async def test_a_run_whose_rate_was_changed_is_drawn_again_as_it_went(course: Course) -> None:
    async with playing(course) as learner:
        await paused_at(learner, 4)
        await learner.type("0.25")
        await learner.press("enter")
        before = learner.lines[2:12]
    async with playing(course) as learner:
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, RunExhibit)
        assert exhibit.experiments[0].changes == ((4, 0.25),)
        assert learner.lines[2:12] == before


# ---------------------------------------------------------------- free play from a lesson


async def test_free_play_opens_with_the_labs_bench_and_leads_back_to_the_same_exchange(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        recorded = kinds_recorded("Ada", "01-leaps")
        await learner.type("/lab")
        screen = learner.app.screen
        assert isinstance(screen, FreeScreen)
        assert (screen.setup.problem, screen.setup.start, screen.setup.steps) == ("bowl:curvature=2", (3.0,), 20)
        await learner.type("0.3")
        await learner.press("enter")
        await learner.type("save x.svg")
        assert "Nothing can be saved here" in learner.words
        await learner.type("back")
        assert isinstance(learner.app.screen, LessonScreen)
        assert learner.label == "learning rate"
        assert kinds_recorded("Ada", "01-leaps") == recorded
        assert learner.can_type
        await learner.run()
        assert "You predicted: It settles." in learner.words


async def test_quit_in_free_play_leads_back_to_the_lesson_too(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("/lab", "quit")
        assert isinstance(learner.app.screen, LessonScreen)
