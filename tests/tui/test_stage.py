"""The bench on the screen: steered by keys, words and rates."""

from __future__ import annotations

import pytest

from tests.tui.labs import last_event, paused_at, playback
from tests.tui.learner import kinds_recorded, playing
from tutor.dialogue.model import RunEnded
from tutor.lab.playback import FASTEST, SLOWEST
from tutor.lab.words import LabWord
from tutor.lesson.course import Course

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
        usual = learner.screen.picture.drawing
        await learner.press("f5")
        assert learner.screen.view.scale == "linear", (
            "the usual axis is logarithmic here: the same again is passed over"
        )
        assert learner.screen.picture.drawing != usual
        await learner.press("f5")
        assert learner.screen.picture.drawing == usual
        await learner.press("f6")
        assert "a rate 0.9: converged b rate 1.1: overshot" in learner.words
        await learner.press("f6")
        assert "rate 0.9: converged" not in learner.words


async def test_f6_is_offered_only_where_runs_can_stand_side_by_side(course: Course) -> None:
    async with playing(course, size=(140, 40)) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.run("1.1")
        await learner.type("numbers")
        assert "F6" not in learner.keys
        await learner.press("f6")
        assert not learner.screen.view.compare
        assert "Runs stand side by side on their loss curves: type loss, and then compare." in learner.words
        await learner.type("loss", "compare")
        assert "a rate 0.9: converged b rate 1.1: overshot" in learner.words
        assert "F6 alone" in learner.keys


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
        assert "In free play there is one: type /lab, and then map. You can look at: loss curve," in learner.words
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


async def test_the_speed_is_told_while_it_is_not_the_usual_one(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter")
        assert "speed ·" in learner.keys
        await learner.press("down", "down")
        assert "↑↓ speed ×1/4 ·" in learner.keys
        await learner.press("up", "up", "up")
        assert "↑↓ speed ×2 ·" in learner.keys


async def test_f5_and_f6_say_so_where_there_is_nothing_for_them_to_do(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.press("f6")
        assert "There is no earlier run to compare this with." in learner.words
        await learner.press("f4", "f5")
        assert "F5, log and linear are for the loss curve of a run." in learner.words


async def test_log_is_answered_too_where_there_is_no_axis_of_losses(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.type("numbers", "log")
        assert "F5, log and linear are for the loss curve of a run." in learner.words
        await learner.type("loss", "log")
        assert learner.words.count("are for the loss curve") <= 1
        assert "loss (log)" in learner.words


async def test_the_bottom_line_names_the_keys_of_the_picture_where_there_is_room(course: Course) -> None:
    async with playing(course, size=(140, 40)) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.run("1.1")
        for key in ("F4 landscape", "← → steps", "F5 axis", "F6 compare"):
            assert key in learner.keys
        await learner.press("f6")
        assert "F6 alone" in learner.keys


async def test_a_step_that_is_asked_for_pauses_a_run_that_goes_on(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter")
        learner.screen.show_word(LabWord("step", step=12))
        assert (playback(learner).at, playback(learner).paused) == (12, True)
