"""What goes down the line: whatever Textual would have had shown is shown, in fewer bytes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tutor.tui.cells import cells_of
from tutor.tui.sent import SentCells, Sparing, SparingApp, _cropped

COLUMNS, LINES, CUTS = 24, 5, (0, 10, 24)
"""A small terminal with two widgets side by side."""
CONSOLE = Console(color_system="standard", force_terminal=True)
LOOKS = tuple(
    map(
        Style.parse,
        ("default on default", "cyan", "yellow", "bold", "bold yellow", "dim", "reverse", "underline", "white on blue"),
    )
)
TEXTS = ("  ", "  ", "ab", "a ", " b", "⠁⠛", "⠁ ", "日", "é!", "e\u0301x", "\N{GRINNING FACE}")
"""Two columns each."""
Pair = tuple[str, Style]
Page = list[list[Pair]]

pairs = st.tuples(st.sampled_from(TEXTS), st.sampled_from(LOOKS))
pages = st.lists(st.lists(pairs, min_size=COLUMNS // 2, max_size=COLUMNS // 2), min_size=LINES, max_size=LINES)
changed = st.lists(
    st.tuples(st.integers(0, LINES - 1), st.integers(0, COLUMNS // 2 - 1), pairs, st.integers(0, 3)), max_size=8
)
"""Line, place, what stands there from now on, and how many places on both sides of it are drawn anew as well."""


def strip(line: list[Pair], left: int, right: int) -> Strip:
    return Strip([Segment(text, style) for text, style in line[left // 2 : right // 2]], right - left)


def whole(page: Page) -> LayoutUpdate:
    return LayoutUpdate([[strip(line, *ends) for ends in each_widget()] for line in page], Region(0, 0, COLUMNS, LINES))


def each_widget() -> Iterator[tuple[int, int]]:
    return pairwise(CUTS)


def part(page: Page, *spans: tuple[int, int, int]) -> ChopsUpdate:
    chops: list[dict[int, Strip | None]] = [{ends[0]: strip(line, *ends) for ends in each_widget()} for line in page]
    return ChopsUpdate(chops, sorted(spans), [list(CUTS[1:])] * LINES)


def first_line(*pieces: Pair) -> ChopsUpdate:
    line = Strip([Segment(text, style) for text, style in pieces], COLUMNS)
    return ChopsUpdate([{0: line}] * LINES, [(0, 0, COLUMNS)], [[COLUMNS]] * LINES)


class Shown:
    """Two terminals: one is told what Textual would send, the other what is sent."""

    def __init__(self) -> None:
        self.sent = SentCells()
        self.screens = [pyte.Screen(COLUMNS, LINES) for _ in range(2)]

    def send(self, update: ChopsUpdate | LayoutUpdate) -> str:
        plain, sparing = (one.render_segments(CONSOLE) for one in (update, Sparing(update, self.sent)))
        for screen, text in zip(self.screens, (plain, sparing), strict=True):
            pyte.Stream(screen).feed(text)
        return sparing

    def cells(self, number: int) -> list[list[tuple[object, ...]]]:
        """What can be seen of each cell: the colour of a blank's ink cannot."""
        seen = []
        for y in range(LINES):
            line = [self.screens[number].buffer[y][x] for x in range(COLUMNS)]
            seen.append(
                [
                    (
                        cell.data,
                        cell.bg,
                        cell.reverse,
                        cell.underscore,
                        *(() if cell.data == " " else (cell.fg, cell.bold)),
                    )
                    for cell in line
                ]
            )
        return seen


@settings(max_examples=80, deadline=None)
@given(first=pages, changes=st.lists(changed, max_size=4))
def test_the_terminal_shows_what_it_would_show_if_everything_were_sent(
    first: Page, changes: list[list[tuple[int, int, Pair, int]]]
) -> None:
    shown = Shown()
    shown.send(whole(first))
    assert shown.cells(0) == shown.cells(1)
    page = [list(line) for line in first]
    for some in changes:
        spans = []
        for y, at, pair, around in some:
            page[y][at] = pair
            spans.append((y, max(2 * (at - around), 0), min(2 * (at + 1 + around), COLUMNS)))
        if spans:
            shown.send(part(page, *spans))
            assert shown.cells(0) == shown.cells(1)


def plain_page() -> Page:
    return [[("ab", LOOKS[0])] * (COLUMNS // 2) for _ in range(LINES)]


@settings(max_examples=80, deadline=None)
@given(
    lines=st.lists(st.lists(pairs, min_size=COLUMNS // 2, max_size=COLUMNS // 2), min_size=4, max_size=12),
    tops=st.lists(st.integers(0, 9), min_size=1, max_size=5),
)
def test_lines_that_are_moved_stand_where_they_would_if_they_were_sent(lines: Page, tops: list[int]) -> None:
    shown, page = Shown(), plain_page()
    shown.send(whole(page))
    for top in tops:
        page[1:] = (lines[top:] + plain_page())[: LINES - 1]
        shown.send(part(page, *((y, 0, COLUMNS) for y in range(1, LINES))))
        assert shown.cells(0) == shown.cells(1)


@pytest.mark.parametrize(("before", "after", "moved"), [(0, 2, "\x1bD\x1bD"), (2, 1, "\x1bM")])
def test_the_terminal_moves_lines_that_scroll(before: int, after: int, moved: str) -> None:
    shown, page = Shown(), plain_page()
    lines = [[(2 * sign, LOOKS[0])] * (COLUMNS // 2) for sign in "cdefghijk"]
    shown.send(whole(page))
    page[1:] = lines[before : before + LINES - 1]
    shown.send(part(page, *((y, 0, COLUMNS) for y in range(1, LINES))))
    page[1:] = lines[after : after + LINES - 1]
    sent = shown.send(part(page, *((y, 0, COLUMNS) for y in range(1, LINES))))
    assert moved in sent
    assert len(sent) < 30 + COLUMNS * abs(after - before)
    assert shown.cells(0) == shown.cells(1)


def test_only_the_cell_that_has_changed_is_sent() -> None:
    shown, page = Shown(), plain_page()
    shown.send(whole(page))
    page[2][7] = ("ax", LOOKS[0])
    assert shown.send(part(page, (2, 0, COLUMNS))) == "\x1b[3;16Hx"


def test_nothing_is_sent_of_what_was_drawn_anew_and_looks_the_same() -> None:
    shown, page = Shown(), plain_page()
    shown.send(whole(page))
    assert shown.send(part(page, *((y, 0, COLUMNS) for y in range(LINES)))) == ""


def test_the_rest_of_a_line_is_erased_and_not_filled_with_blanks() -> None:
    shown, page = Shown(), plain_page()
    shown.send(whole(page))
    page[1][4:] = [("  ", LOOKS[1])] * (COLUMNS // 2 - 4)
    assert shown.send(part(page, (1, 0, COLUMNS))) == "\x1b[2;9H\x1b[K"


def test_colours_are_set_where_they_change_and_the_terminals_own_are_not_named() -> None:
    shown, page = Shown(), plain_page()
    shown.send(whole(page))
    page[0][:3] = [("xy", LOOKS[1]), ("  ", LOOKS[1]), ("xy", LOOKS[1])]
    assert shown.send(part(page, (0, 0, COLUMNS))) == "\x1b[1H\x1b[36mxy  xy\x1b[m"


def test_what_is_forgotten_is_sent_again() -> None:
    shown, page = Shown(), plain_page()
    shown.send(whole(page))
    shown.sent.forget()
    assert "abababab" in shown.send(part(page, (0, 0, COLUMNS)))
    assert shown.send(part(page, (0, 0, COLUMNS))) == ""


async def test_a_window_whose_size_has_changed_is_not_trusted() -> None:
    app, page = SparingApp(), plain_page()
    async with app.run_test(size=(COLUMNS, LINES)) as pilot:
        app._sent.whole(whole(page), ColorSystem.STANDARD)
        assert app._sent.changes(part(page, (0, 0, COLUMNS)), ColorSystem.STANDARD) == ""
        await pilot.resize_terminal(COLUMNS + 1, LINES)
        assert "abababab" in app._sent.changes(part(page, (0, 0, COLUMNS)), ColorSystem.STANDARD)


def test_a_whole_screen_is_sent_whole_each_time() -> None:
    shown, page = Shown(), plain_page()
    assert shown.send(whole(page)) == shown.send(whole(page))


@pytest.mark.parametrize("lines", [LINES - 1, LINES + 1])
def test_another_size_than_was_told_is_drawn_as_textual_has_it(lines: int) -> None:
    sent = SentCells()
    Sparing(whole(plain_page()), sent).render_segments(CONSOLE)
    page = plain_page()[:1] * lines
    chops: list[dict[int, Strip | None]] = [{0: strip(line, 0, COLUMNS)} for line in page]
    update = ChopsUpdate(chops, [(0, 0, COLUMNS)], [[COLUMNS]] * lines)
    assert Sparing(update, sent).render_segments(CONSOLE) == update.render_segments(CONSOLE)


@pytest.mark.parametrize("marks", ["\u0301", "\u0301\u0308"])
def test_an_accent_under_the_cursor_takes_no_cell(marks: str) -> None:
    shown = Shown()
    shown.send(whole(plain_page()))
    for last in "gh":
        shown.send(first_line(("abe", LOOKS[0]), (marks, LOOKS[6]), (f"de{last}", LOOKS[0]), (" " * 18, LOOKS[0])))
        assert shown.cells(0) == shown.cells(1)


def test_a_character_with_an_accent_is_passed_over_as_one() -> None:
    shown = Shown()
    shown.send(whole(plain_page()))
    for first, last in ("ac", "zd"):
        accented = ("e\u0301", LOOKS[0]), ("x", LOOKS[3])
        shown.send(first_line((first, LOOKS[0]), *accented, (last * (COLUMNS - 3), LOOKS[0])))
        assert shown.cells(0) == shown.cells(1)


def test_truecolour_is_told_apart_from_the_terminals_own() -> None:
    sent = SentCells()
    grey, page = Style.parse("#272822 on #313131"), plain_page()
    page[0][0] = ("xy", grey)
    text = sent.whole(whole(page), ColorSystem.TRUECOLOR)
    assert "\x1b[38;2;39;40;34;48;2;49;49;49mxy" in text


def test_a_part_that_begins_or_ends_within_a_wide_sign_has_a_blank_for_its_half() -> None:
    colours = ColorSystem.STANDARD
    line = Strip([Segment("a日", LOOKS[1]), Segment("😀b", LOOKS[8])])
    for begin in range(line.cell_length + 1):
        for end in range(begin, line.cell_length + 1):
            assert _cropped(line, begin, end, colours) == cells_of(line.crop(begin, end), colours)
