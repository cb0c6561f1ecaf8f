"""A lesson being played: greeting, reading on, answers, keys."""

from __future__ import annotations

import pytest

from tests.tui.learner import kinds_recorded, playing
from tutor.dialogue.answers import LONGEST
from tutor.lesson.course import Course


async def test_a_lesson_opens_with_a_greeting_its_title_and_the_input_ready(course: Course) -> None:
    async with playing(course) as learner:
        assert learner.lines[0].startswith(" Lesson 1 · Leaps ")
        assert learner.lines[0].endswith("○○○○○  0/5")
        assert "Nice to meet you, Ada. Your place is kept under this name." in learner.words
        assert "A long stride can carry you over the bottom" in learner.words
        assert learner.label == "Enter to go on"
        assert learner.can_type


async def test_enter_goes_on_and_progress_is_shown(course: Course) -> None:
    async with playing(course) as learner:
        await learner.press("enter")
        assert "Where do you land?" in learner.words
        assert learner.lines[0].endswith("●○○○○  1/5")
        assert learner.label == "answer"


async def test_a_wrong_answer_gets_its_own_feedback_and_the_question_stays(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "on the same side")
        assert "you on the same side tutor ✘ Then it was no leap." in learner.words
        assert learner.label == "answer"
        assert learner.typed == ""
        await learner.type("hint")
        assert "Hint: Over means beyond." in learner.words


async def test_a_right_answer_leads_on_to_the_prediction(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "On the other side")
        assert "✔ The bottom lies behind you now." in learner.words
        assert "Predict: Twenty steps at rate 0.9." in learner.words
        assert learner.label == "your prediction"


async def test_what_is_not_understood_is_answered(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "purple")
        assert "I didn't understand that." in learner.words


async def test_escape_clears_what_was_typed(course: Course) -> None:
    async with playing(course) as learner:
        await learner.press("a", "b", "escape")
        assert learner.typed == ""


async def test_each_answer_is_recorded_before_it_is_shown(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "on the other side")
        assert kinds_recorded("Ada", "01-leaps") == ["opened", "typed", "typed"]


async def test_a_page_that_does_not_fit_begins_at_its_first_line_and_enter_reads_on(course: Course) -> None:
    async with playing(course, lesson="02-long") as learner:
        assert learner.lines[2].endswith("Nice to meet you, Ada. Your place is kept under this name.")
        assert "paragraph 9 " in learner.words
        assert "paragraph 10 " not in learner.words
        assert learner.keys.startswith("▼ 12 more lines: Enter or PgDn")
        before = learner.sitting.state
        await learner.press("enter")
        assert "paragraph 15 " in learner.words
        assert learner.sitting.state == before
        assert learner.keys.startswith("Enter go on")
        await learner.press("enter")
        assert learner.sitting.state != before
        assert "The end of it." in learner.words


async def test_a_line_that_was_typed_is_sent_even_if_there_is_more_to_read(course: Course) -> None:
    async with playing(course, lesson="02-long") as learner:
        await learner.type("help")
        assert "Press Enter to go on. You can type" in learner.words


async def test_keys_scroll_by_pages_and_by_lines(course: Course) -> None:
    async with playing(course, lesson="02-long") as learner:
        top = learner.lines[2]
        await learner.press("pagedown")
        assert "paragraph 15 " in learner.words
        await learner.press("pagedown")
        assert "paragraph 15 " in learner.words
        await learner.press("pageup")
        assert learner.lines[2] == top
        second = learner.lines[4]
        await learner.press("down", "down")
        assert learner.lines[2] == second
        assert learner.keys.startswith("▼ 10 more lines")
        await learner.press("up", "up", "up", "pageup")
        assert learner.lines[2] == top
        assert learner.can_type


async def test_one_more_line_is_one_line(course: Course) -> None:
    async with playing(course, lesson="02-long") as learner:
        await learner.press("pagedown", "up")
        assert learner.keys.startswith("▼ 1 more line: ")


async def test_f1_and_the_word_help_tell_the_words_and_the_keys(course: Course) -> None:
    async with playing(course) as learner:
        await learner.press("f1")
        assert "You can type: again · back · lessons · lesson 10 · quit." in learner.words
        assert "PgUp, PgDn and the arrow keys scroll." in learner.words
        shown = learner.words
        await learner.type("help")
        assert learner.words.count("PgUp, PgDn") == shown.count("PgUp, PgDn") + 1


async def test_after_a_run_help_tells_the_words_for_its_picture_at_a_question_too(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.type("")
        assert not learner.has_chart
        await learner.type("help")
        await learner.press("pageup", "pagedown")
        assert "About the picture you can type: loss · landscape · both · numbers · log · step 7 · compare." in (
            learner.words
        )


@pytest.mark.parametrize("key", ["tab", "shift+tab"])
async def test_tab_leaves_the_input_its_focus(course: Course, key: str) -> None:
    async with playing(course) as learner:
        await learner.press(key, "a")
        assert learner.can_type
        assert learner.typed == "a"


async def test_a_lesson_that_is_over_leads_to_the_next_by_enter(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.type("", "")
        assert "That was the lesson: Leaps." in learner.words
        assert learner.lines[0].endswith("●●●●●  5/5")
        assert learner.label == "Enter: next lesson"
        await learner.press("enter")
        assert learner.lines[0].startswith(" Lesson 2 · A long talk")
        assert learner.can_type
        assert "completed" in kinds_recorded("Ada", "01-leaps")


async def test_after_the_last_lesson_the_list_says_that_all_is_done(course: Course) -> None:
    async with playing(course, lesson="02-long") as learner:
        await learner.type("", "", "")
        assert learner.lines[0].startswith(" Lesson 1 · Leaps")
        await learner.go_to_lab()
        await learner.run()
        await learner.type("", "", "")
        assert "You have done every lesson there is." in learner.words


async def test_too_much_pasted_is_not_read_and_is_told(course: Course) -> None:
    from textual.events import Paste

    async with playing(course) as learner:
        learner.screen.answer_line.input.post_message(Paste("9" * 5000))
        await learner.pilot.pause()
        assert "You pasted 5,000 characters, so I read none of it." in learner.words
        assert learner.typed == ""


async def test_what_is_pasted_loses_its_control_characters_and_line_ends(course: Course) -> None:
    from textual.events import Paste

    async with playing(course) as learner:
        learner.screen.answer_line.input.post_message(Paste("0.\x1b[31m3\x07\r\nx"))
        await learner.pilot.pause()
        assert learner.typed == "0.3 x"


async def test_typing_stops_at_the_longest_answer(course: Course) -> None:
    async with playing(course) as learner:
        learner.screen.answer_line.input.value = "9" * LONGEST
        await learner.press("9")
        assert len(learner.typed) == LONGEST


async def test_the_terminals_own_cursor_is_where_the_drawn_one_is(course: Course) -> None:
    async with playing(course) as learner:
        assert learner.app.cursor_position == (len(" Enter to go on › "), 22)
        await learner.press("a", "b")
        assert learner.app.cursor_position == (len(" Enter to go on › ab"), 22)
        await learner.press("left")
        assert learner.app.cursor_position == (len(" Enter to go on › a"), 22)
        await learner.press("escape", "enter")
        assert learner.label == "answer"
        assert learner.app.cursor_position == (len(" answer › "), 22)


async def test_enter_again_and_again_at_a_question_says_what_is_wanted_once(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("", "", "", "")
        assert learner.words.count("Type a or b. Or type skip.") == 1
        await learner.type("hint", "")
        assert learner.words.count("Type a or b. Or type skip.") == 2
