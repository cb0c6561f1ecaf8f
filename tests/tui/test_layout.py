"""Windows of every size, and terminals that show less."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.terminal.player import Player
from tests.tui.learner import LEAPS, TERMINAL, Learner, playing, write_course
from tutor.lesson.course import Course

PLAIN = replace(TERMINAL, kind="xterm", utf8=False, braille=False)
CONSOLE = replace(TERMINAL, kind="linux", braille=False)
CONSOLE_FONT = set("─│┤┬└×÷±≈≤≥²³½¼→…▲■●·▼−✘+>")
"""What of the signs used here Debian's console fonts have."""


async def resize(learner: Learner, columns: int, lines: int) -> None:
    await learner.pilot.resize_terminal(columns, lines)
    await learner.pilot.pause()


async def test_a_run_survives_every_resize(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter", "space")
        step = learner.lines[2].rpartition("step")[2]
        for columns, lines in ((60, 20), (130, 40), (40, 10), (80, 24)):
            await resize(learner, columns, lines)
            assert len(learner.lines) == lines
            assert max(map(len, learner.lines)) <= columns
            if columns == 40:
                assert "This window is 40 × 10. The tutor needs 60 × 20." in learner.words
                continue
            assert learner.has_chart
            assert any(line.endswith(step) for line in learner.lines), learner.lines
            assert "Run 0.9 and watch." in learner.words
            assert learner.keys.startswith("Space go on")
        await learner.press("enter")
        assert "CONVERGED" in learner.words
        assert learner.can_type


async def test_a_run_goes_on_in_a_window_that_is_too_small(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.press("enter")
        await resize(learner, 40, 10)
        await learner.press("enter")
        await resize(learner, 80, 24)
        assert "CONVERGED" in learner.words


@pytest.mark.parametrize("size", [(59, 24), (80, 19), (20, 5), (1, 1)])
async def test_a_window_that_is_too_small_says_so_instead_of_breaking(course: Course, size: tuple[int, int]) -> None:
    async with playing(course) as learner:
        await resize(learner, *size)
        assert not learner.screen.transcript.display or not learner.screen.query_one("#body").display
        await resize(learner, 80, 24)
        assert "A long stride" in learner.words
        assert learner.can_type


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (119, 40)])
async def test_below_120_columns_the_chart_stands_above_the_conversation(course: Course, size: tuple[int, int]) -> None:
    async with playing(course, size=size) as learner:
        await learner.go_to_lab()
        await learner.run()
        chart, transcript = learner.screen.picture.region, learner.screen.transcript.region
        assert chart.width == transcript.width == size[0]
        assert chart.bottom == transcript.y
        assert transcript.height >= 6
        assert "CONVERGED" in learner.words


async def test_from_120_columns_the_chart_stands_beside_and_stays_there(course: Course) -> None:
    async with playing(course, size=(120, 30)) as learner:
        await learner.go_to_lab()
        before = learner.screen.transcript.region
        text = [line.rstrip() for line in learner.lines[2:8]]
        await learner.press("enter", "space")
        assert learner.screen.transcript.region == before
        assert [line[: before.right].rstrip() for line in learner.lines[2:8]] == text
        chart = learner.screen.picture.region
        assert chart.x == before.right
        assert chart.y == before.y
        assert chart.width >= 54, "half the window, nearly: a curve in 38 columns is a wall"
        await learner.press("enter", "enter")
        assert "Three things happened" in learner.words
        assert learner.has_chart


async def test_a_wide_window_made_narrow_and_wide_again(course: Course) -> None:
    async with playing(course, size=(120, 30)) as learner:
        await learner.go_to_lab()
        await learner.run()
        wide = learner.lines
        await resize(learner, 80, 24)
        assert learner.screen.picture.region.width == 80
        await resize(learner, 120, 30)
        assert learner.lines == wide


async def test_a_chart_that_made_room_for_the_text_stands_beside_it_once_the_window_is_wide(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.press("enter")
        assert not learner.has_chart
        await resize(learner, 120, 30)
        assert learner.has_chart
        chart = learner.screen.picture.region
        assert chart.x == learner.screen.transcript.region.right
        assert any("loss" in line[chart.x :] for line in learner.lines)


async def test_a_chart_that_the_learner_hid_stays_hidden_in_a_wide_window(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.press("enter", "f3", "f3")
        assert not learner.has_chart
        await resize(learner, 120, 30)
        assert not learner.has_chart


async def test_what_was_being_read_stays_in_sight_when_the_width_changes(course: Course) -> None:
    async with playing(course, lesson="02-long") as learner:
        await learner.press("down", "down")
        top = learner.lines[2]
        await resize(learner, 60, 20)
        assert learner.lines[2] == top
        await resize(learner, 80, 24)
        assert learner.lines[2] == top


async def test_new_text_that_hides_the_chart_begins_at_its_first_line(tmp_path: Path) -> None:
    paragraphs = "\n\n".join(f"Paragraph {number} on what happened." for number in range(1, 12))
    course = write_course(tmp_path / "c", _01_leaps=LEAPS.replace("Three things", f"{paragraphs}\n\nThree things"))
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run()
        await learner.press("enter")
        assert not learner.has_chart
        assert learner.lines[2] == " tutor  Paragraph 1 on what happened."
        assert learner.keys.startswith("▼ 4 more lines")


async def test_no_cell_is_beyond_ascii_where_the_terminal_is_not(course: Course) -> None:
    seen: list[str] = []
    async with playing(course, learner=None, terminal=PLAIN) as learner:

        async def look() -> None:
            await learner.pilot.pause()
            for line in learner.lines:
                assert line.isascii(), line
            seen.append(learner.words)

        await look()
        await learner.type("Zoë")
        await look()
        await learner.type("", "on the same side")
        await look()
        await learner.press("f1")
        await look()
        await learner.type("on the other side", "it settles")
        await learner.press("enter", "space")
        await look()
        await learner.press("enter")
        await look()
        await learner.press("enter")
        await look()
        await learner.press("pageup")
        await look()
        await learner.press("f2")
        await look()
        await learner.press("escape")
        await resize(learner, 120, 30)
        await look()
        await resize(learner, 40, 10)
        await look()
    said = " ".join(seen)
    for expected in ("Nice to meet you, Zoe", "x Then it was no leap", "+ CONVERGED", "loss = w^2", "v 1", "40 x 10"):
        assert expected in said


def test_a_terminal_that_is_not_utf8_gets_no_other_byte_whatever_is_typed(tmp_path: Path) -> None:
    with Player(tmp_path, "learn", "06-one-step-downhill", "--as", "Zoë", "--ascii") as player:
        player.see("Nice to meet you, Zoe", "Enter to go on")
        player.press("é€".encode())
        player.see(r"Enter to go on > e\?")
        player.enter()
        player.settle()
        assert player.leave() == 0
        assert "Goodbye, Zoe." in player.words
        assert player.raw.isascii()


async def test_a_linux_console_gets_only_what_its_font_has(course: Course) -> None:
    async with playing(course, terminal=CONSOLE) as learner:
        await learner.go_to_lab()
        await learner.run()
        signs = {sign for sign in "".join(learner.lines) if not sign.isascii()}
        assert signs <= CONSOLE_FONT
        assert "−" in signs


@pytest.mark.parametrize("rate", ["0.9", "1.1", "0.001"])
async def test_without_colours_nothing_is_drawn_in_any(
    course: Course, monkeypatch: pytest.MonkeyPatch, rate: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with playing(course) as learner:
        await learner.go_to_lab()
        await learner.run(rate)
        await learner.press("a")
        styles = [
            style for strip in learner.screen._compositor.render_strips() for _, style, _ in strip if style is not None
        ]
        assert {str(style.color.name) for style in styles if style.color} <= {"default"}
        assert {str(style.bgcolor.name) for style in styles if style.bgcolor} <= {"default"}


async def test_without_colours_the_chosen_lesson_and_the_cursor_can_be_told(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with playing(course) as learner:
        cursor = learner.screen._compositor.get_style_at(*learner.app.cursor_position)
        assert cursor.reverse
        await learner.press("f2", "down")
        chosen, other = (learner.app.screen._compositor.get_style_at(5, y) for y in (3, 2))
        assert chosen.underline
        assert not other.underline


async def test_with_colours_the_cursor_is_the_reverse_of_the_terminals_own(course: Course) -> None:
    async with playing(course) as learner:
        cursor = learner.screen._compositor.get_style_at(*learner.app.cursor_position)
        assert cursor.reverse
        assert cursor.color is not None
        assert cursor.color.is_default
        assert cursor.bgcolor is not None
        assert cursor.bgcolor.is_default
