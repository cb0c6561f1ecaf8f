"""Title bar and fixed lines by themselves."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget

from tutor.tui.fixed_line import FixedLine
from tutor.tui.glyphs import ASCII, FULL
from tutor.tui.title_bar import MOST_DOTS, TitleBar


async def drawn(widget: Widget, width: int = 40) -> str:
    """The line as it stands on a screen of this width."""

    class One(App[None]):
        def compose(self) -> ComposeResult:
            yield widget

    app = One()
    async with app.run_test(size=(width, 3)) as pilot:
        await pilot.pause()
        return app.screen._compositor.render_strips()[0].text


async def titled(title: str, progress: tuple[int, int], width: int = 40, *, ascii: bool = False) -> str:
    bar = TitleBar(ASCII if ascii else FULL)
    bar.tell(title, progress)
    return await drawn(bar, width)


async def test_there_is_a_dot_for_each_exchange() -> None:
    assert await titled("Leaps", (2, 5)) == f" Leaps{'●●○○○  2/5 ':>34}"


@pytest.mark.parametrize("behind", range(31))
async def test_only_what_is_done_altogether_has_all_its_dots(behind: int) -> None:
    line = await titled("x", (behind, 30), 60)
    assert line.count("●") + line.count("○") == MOST_DOTS
    assert (line.count("○") == 0) == (behind == 30)
    assert f" {behind}/30 " in line


async def test_a_title_without_progress_stands_alone() -> None:
    assert await titled("tutor", (0, 0)) == f"{' tutor':40}"


async def test_a_title_that_is_too_long_is_cut_and_the_progress_stays() -> None:
    assert await titled("A very long title of a lesson", (1, 4), 30) == " A very long titl…  ●○○○  1/4 "
    assert (await titled("A very long title of a lesson", (1, 4), 30, ascii=True)).isascii()


async def test_what_follows_a_title_stays_and_the_title_is_cut() -> None:
    bar = TitleBar(FULL)
    bar.tell("Lab · a problem of many settings", rest=" · adam · 50 steps")
    assert (await drawn(bar, 40)).rstrip() == " Lab · a problem of… · adam · 50 steps"


async def test_a_line_is_cut_at_the_width() -> None:
    assert await drawn(FixedLine("abcdef"), 4) == "abcd"


@pytest.mark.parametrize("between", [" · ", " | "])
@pytest.mark.parametrize(("width", "items"), [(24, 3), (23, 2), (15, 2), (14, 1), (8, 1)])
async def test_a_line_that_is_too_long_drops_its_last_items_whole(between: str, width: int, items: int) -> None:
    words = ["a letter", "hint", "answer"][:items]
    assert (await drawn(FixedLine(between.join(["a letter", "hint", "answer"])), width)).rstrip() == between.join(words)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (17, " baby steps, slow"),
        (16, " baby steps..."),
        (14, " baby..."),
        (13, " baby..."),
        (8, " baby..."),
        (5, " baby"),
    ],
)
async def test_a_sentence_that_is_too_long_ends_at_a_whole_word(width: int, expected: str) -> None:
    assert (await drawn(FixedLine(" baby steps, slow"), width)).rstrip() == expected


async def test_a_rule_is_as_wide_as_the_screen() -> None:
    assert await drawn(FixedLine("─", repeated=True), 33) == "─" * 33


@pytest.mark.parametrize(("width", "expected"), [(12, "ab  long one"), (11, "ab    short"), (8, "ab      ")])
async def test_the_first_text_that_fits_stands_at_the_right(width: int, expected: str) -> None:
    line = FixedLine()
    line.show("ab", "long one", "short")
    assert await drawn(line, width) == expected
