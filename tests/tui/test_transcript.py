"""The page of the conversation by itself: wrapping, scrolling, staying where one reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from tutor.tui.blocks import LEARNER, TUTOR, Block, Piece
from tutor.tui.transcript import GUTTER, KEPT, LONGEST_LINE, Transcript

SIZE = (60, 10)


class Page(App[None]):
    CSS = "Transcript { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.transcript = Transcript()

    def compose(self) -> ComposeResult:
        yield self.transcript

    @property
    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]


@asynccontextmanager
async def page(size: tuple[int, int] = SIZE) -> AsyncIterator[tuple[Page, Pilot[Any]]]:
    app = Page()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


def says(*texts: str, speaker: str = TUTOR) -> list[Block]:
    return [Block(speaker, (Piece(text),)) for text in texts]


def numbered(first: int, last: int) -> list[Block]:
    return says(*(f"line {number}" for number in range(first, last + 1)))


async def test_speakers_are_named_where_they_begin() -> None:
    async with page((60, 12)) as (app, pilot):
        app.transcript.add(says("One.", "Two."))
        app.transcript.add(says("b", speaker=LEARNER))
        app.transcript.add(says("Three."))
        app.transcript.add(says("Four."))
        await pilot.pause()
        named = [line for line in app.lines if line]
        assert named == [" tutor  One.", "        Two.", "   you  b", " tutor  Three.", " tutor  Four."]
        assert app.lines[1::2] == [""] * 6


async def test_choices_stand_close_and_hang_under_their_letter() -> None:
    async with page((40, 10)) as (app, pilot):
        choice = "It bounces from side to side and settles in the end"
        app.transcript.add([*says("Which?"), Block(TUTOR, (Piece(choice),), indent="a) ", close=True)])
        await pilot.pause()
        assert app.lines[:3] == [
            " tutor  Which?",
            "        a) It bounces from side to side",
            "           and settles in the end",
        ]


async def test_lines_are_never_longer_than_is_easy_to_read() -> None:
    async with page((200, 10)) as (app, pilot):
        app.transcript.add(says("word " * 60))
        await pilot.pause()
        assert max(map(len, app.lines)) <= GUTTER + LONGEST_LINE


@pytest.mark.parametrize("width", range(30, 64))
async def test_no_line_ends_inside_a_formula(width: int) -> None:
    text = "each step multiplies the distance by 1 − 2·0.9 = −0.8, and 3 − 0.9 × 6 = −2.4"
    async with page((width, 10)) as (app, pilot):
        app.transcript.add(says(text))
        await pilot.pause()
        assert " ".join(" ".join(app.lines).split()) == f"tutor {text}"
        for line in app.lines:
            assert not line.endswith((" −", " ×", " =", "−")), line
            assert not line.strip().startswith(("− ", "× ")), line


@pytest.mark.parametrize("width", range(30, 64))
async def test_no_line_ends_between_a_number_and_its_percent_sign(width: int) -> None:
    async with page((width, 10)) as (app, pilot):
        app.transcript.add(says("It answers 87.9 % of these right and 100 % of those, that is 5 % more."))
        await pilot.pause()
        assert not [line for line in app.lines if line.strip().startswith("%")]
        assert "87.9 % of" in " ".join(" ".join(app.lines).split())


async def test_a_table_that_would_be_folded_takes_the_room_under_the_name_first() -> None:
    wide = "x" * (60 - GUTTER - 1 + 5)
    async with page((60, 12)) as (app, pilot):
        app.transcript.add([*says("Look:"), Block(TUTOR, (Piece(f"short\n{wide}", "code"),), wrapped=False)])
        await pilot.pause()
        assert [line for line in app.lines if line] == [" tutor  Look:", "   short", f"   {wide}"]


async def test_code_keeps_its_lines_and_spaces() -> None:
    async with page() as (app, pilot):
        app.transcript.add([Block(TUTOR, (Piece("a   b\n\n  c − d", "code"),), wrapped=False)])
        await pilot.pause()
        assert app.lines[:4] == [" tutor  a   b", "", "          c − d", ""]


async def test_what_fits_is_shown_to_its_end_and_what_does_not_from_its_first_line() -> None:
    async with page() as (app, pilot):
        app.transcript.add(numbered(1, 4))
        app.transcript.add(numbered(5, 6))
        await pilot.pause()
        assert app.lines[-1].endswith("line 6")
        assert app.transcript.lines_below == 0
        app.transcript.add(numbered(7, 16))
        await pilot.pause()
        assert app.lines[0] == " tutor  line 7"
        assert app.transcript.lines_below == 2 * 10 - 1 - 10


async def test_new_text_that_fits_sends_only_its_own_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    async with page() as (app, pilot):
        app.transcript.add(says("One."))
        await pilot.pause()
        sent: list[Region] = []
        monkeypatch.setattr(app.transcript, "refresh", lambda *regions, **_: sent.extend(regions))
        app.transcript.add(says("Two."))
        assert sent == [Region(0, 1, SIZE[0], 2)]


async def test_nothing_new_moves_nothing() -> None:
    async with page() as (app, pilot):
        app.transcript.add(numbered(1, 16))
        app.transcript.page(1)
        await pilot.pause()
        before = app.lines
        app.transcript.add([])
        await pilot.pause()
        assert app.lines == before


async def test_scrolling_stops_at_both_ends() -> None:
    async with page() as (app, pilot):
        app.transcript.add(numbered(1, 16))
        for _ in range(9):
            app.transcript.page(1)
        await pilot.pause()
        assert app.lines[-1].endswith("line 16")
        for _ in range(99):
            app.transcript.line(-1)
        await pilot.pause()
        assert app.lines[0].endswith("line 1")


async def test_a_page_keeps_one_line_of_the_one_before() -> None:
    async with page() as (app, pilot):
        app.transcript.add(numbered(1, 16))
        await pilot.pause()
        last = app.lines[-1]
        app.transcript.page(1)
        await pilot.pause()
        assert app.lines[0] == last


async def test_a_new_height_keeps_in_sight_what_was_there() -> None:
    async with page() as (app, pilot):
        app.transcript.add(numbered(1, 3))
        app.transcript.add(numbered(4, 16))
        await pilot.resize_terminal(60, 7)
        await pilot.pause()
        assert app.lines[0].endswith("line 4")  # new and not yet read
        app.transcript.line(2)
        await pilot.resize_terminal(60, 12)
        await pilot.pause()
        assert app.lines[0].endswith("line 5")  # being read
        app.transcript.to_end()
        await pilot.resize_terminal(60, 5)
        await pilot.pause()
        assert app.lines[-1].endswith("line 16")


async def test_a_new_width_keeps_the_paragraph_on_top() -> None:
    async with page((60, 8)) as (app, pilot):
        app.transcript.add(says(*(f"paragraph-{number} " * 20 for number in range(9))))
        app.transcript.page(2)
        await pilot.pause()
        top = app.lines[0].split()[0]
        assert top == "paragraph-2"
        for width in (33, 90, 45, 60):
            await pilot.resize_terminal(width, 8)
            await pilot.pause()
            assert top in (app.lines[0].split() or app.lines[1].split()), width


async def test_what_is_said_before_the_page_has_a_size_is_there_in_the_end() -> None:
    app = Page()
    app.transcript.add(says("Early."))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.lines[0] == " tutor  Early."


async def test_only_so_much_is_kept_and_the_newest_stays_in_sight() -> None:
    async with page() as (app, pilot):
        for number in range(KEPT + 50):
            app.transcript.add(says(f"line {number}", speaker=(TUTOR, LEARNER)[number % 2]))
        await pilot.pause()
        assert app.lines[-1].endswith(f"line {KEPT + 49}")
        app.transcript.line(-10_000)
        await pilot.pause()
        assert 45 <= int(app.lines[1 if not app.lines[0] else 0].rpartition(" ")[2]) <= 50
        await pilot.resize_terminal(50, 10)
        await pilot.pause()
        app.transcript.to_end()
        await pilot.pause()
        assert app.lines[-1].endswith(f"line {KEPT + 49}")
