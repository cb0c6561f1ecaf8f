"""Pictures on the screen: what is shown, and that a step sends only the cells it changes."""

from __future__ import annotations

import statistics
from typing import Any

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widgets import Static

from tests.benchmarks.bytes_per_frame import FRAME_BUDGET, measure
from tutor.chart import Curve, choose_axes, draw_loss_cells
from tutor.charting.drawing import LETTERS, RUNS, Drawing
from tutor.tui.picture import Picture

STEPS = 50
LOSS = [9 * 0.8 ** (2 * step) for step in range(STEPS + 1)]
AXES = choose_axes([LOSS], STEPS, 0.0)
SIZE = (80, 24)


class PictureApp(App[None]):
    CSS = "Picture { height: 1fr; } .hidden { display: none; }"

    def __init__(self, *curves: Curve) -> None:
        super().__init__()
        self.picture = Picture()
        self.curves = curves or (Curve("0.1", LOSS),)
        self.step: int | None = 0

    def compose(self) -> ComposeResult:
        yield Static("above")
        yield self.picture

    def source(self, width: int, height: int) -> Drawing:
        return draw_loss_cells(self.curves, AXES, width, height, upto=self.step)

    def show(self, step: int | None) -> None:
        self.step = step
        self.picture.show(self.source)

    def reveal(self, step: int | None) -> None:
        self.step = step
        self.picture.draw()

    def lines(self) -> list[str]:
        """What the screen shows in the picture's place."""
        return [strip.text for strip in self.screen._compositor.render_strips()][1:]

    def style_at(self, x: int, y: int) -> Style:
        """The style of a cell of the picture."""
        return self.screen._compositor.get_style_at(x, y + 1)

    def expected(self, width: int, height: int) -> list[str]:
        return list(self.source(width, height).lines)


async def test_a_run_is_revealed_step_by_step() -> None:
    app = PictureApp()
    async with app.run_test(size=SIZE) as pilot:
        app.show(0)
        await pilot.pause()
        assert app.lines() == app.expected(80, 23)
        for step in (1, 17, 50, None):
            app.reveal(step)
            await pilot.pause()
            assert app.lines() == app.expected(80, 23)


async def test_a_step_sends_only_the_cells_that_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Region] = []
    refresh = Picture.refresh

    def spy(picture: Picture, *regions: Region, **given: Any) -> Picture:
        sent.extend(regions or [picture.size.region])
        return refresh(picture, *regions, **given)

    app = PictureApp()
    async with app.run_test(size=SIZE) as pilot:
        app.show(10)
        await pilot.pause()
        before = app.lines()
        monkeypatch.setattr(Picture, "refresh", spy)
        for step in range(11, STEPS + 1):
            sent.clear()
            app.reveal(step)
            await pilot.pause()
            after = app.lines()
            changed = sum(
                one != other
                for old, new in zip(before, after, strict=True)
                for one, other in zip(old, new, strict=True)
            )
            assert changed <= sum(region.area for region in sent) <= changed + 4
            before = after
        sent.clear()
        app.reveal(STEPS)
        await pilot.pause()
        assert sent == []


async def test_a_new_size_redraws_everything() -> None:
    app = PictureApp()
    async with app.run_test(size=SIZE) as pilot:
        app.show(30)
        await pilot.pause()
        for width, height in ((81, 24), (83, 24), (60, 20), (60, 19), (120, 40), (20, 6), (80, 24)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert app.lines() == app.expected(width, height - 1), (width, height)


async def test_a_hidden_picture_keeps_up_and_shows_where_it_is() -> None:
    app = PictureApp()
    async with app.run_test(size=SIZE) as pilot:
        app.picture.add_class("hidden")
        await pilot.pause()
        app.show(0)
        app.reveal(20)
        await pilot.pause()
        app.picture.remove_class("hidden")
        await pilot.pause()
        assert app.lines() == app.expected(80, 23)
        app.picture.add_class("hidden")
        await pilot.pause()
        app.reveal(40)
        await pilot.resize_terminal(70, 20)
        app.picture.remove_class("hidden")
        await pilot.pause()
        assert app.lines() == app.expected(70, 19)


async def test_what_is_shown_before_the_picture_is_on_the_screen_is_there_in_the_end() -> None:
    app = PictureApp()
    app.show(5)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.lines() == app.expected(80, 23)


async def test_runs_differ_in_colour_and_in_letter() -> None:
    app = PictureApp(*(Curve(str(loss), [loss] * (STEPS + 1)) for loss in (1.0, 1e-2, 1e-4, 1e-6)))
    async with app.run_test(size=SIZE) as pilot:
        app.show(None)
        await pilot.pause()
        plot = dict(enumerate(app.lines()[:-2]))
        places = [next((line.index(letter), y) for y, line in plot.items() if letter in line) for letter in LETTERS]
        assert len({y for _, y in places}) == len(RUNS)
        assert len({(style.color, style.bold) for style in (app.style_at(x, y) for x, y in places)}) == len(RUNS)


async def test_another_theme_reaches_the_picture() -> None:
    app = PictureApp()
    async with app.run_test(size=SIZE) as pilot:
        app.show(None)
        await pilot.pause()
        before = app.style_at(30, 10).bgcolor
        app.theme = "textual-light"
        await pilot.pause()
        assert app.style_at(30, 10).bgcolor != before


async def test_the_picture_takes_no_focus() -> None:
    app = PictureApp()
    async with app.run_test(size=SIZE):
        assert not app.picture.can_focus
        assert app.focused is None


def test_frames_are_small_on_a_real_terminal_and_rest_costs_nothing() -> None:
    measured = measure("converged, rate 0.1", steps=9)
    assert 0 < statistics.median(measured.frames) <= FRAME_BUDGET
    assert measured.idle == 0
