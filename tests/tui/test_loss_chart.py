"""The live chart: what is on the screen, and that a step sends only the cells it changes."""

from __future__ import annotations

import math
import statistics
from typing import Any

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widgets import Static

from tests.benchmarks.bytes_per_frame import FRAME_BUDGET, measure
from tutor.chart import Axes, Curve, choose_axes, draw_loss
from tutor.charting.drawing import LETTERS
from tutor.tui.loss_chart import ChartSlice, LossChart

STEPS = 50
LOSS = [9 * 0.8 ** (2 * step) for step in range(STEPS + 1)]
CURVE = Curve("0.1", LOSS)
AXES = choose_axes([LOSS], STEPS, 0.0)
SIZE = (80, 24)


class ChartApp(App[None]):
    CSS = "LossChart { height: 1fr; } .hidden { display: none; }"

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__()
        self.chart = LossChart(ascii=ascii)

    def compose(self) -> ComposeResult:
        yield Static("above")
        yield self.chart

    def lines(self) -> list[str]:
        """What the screen shows in the chart's place."""
        return [strip.text for strip in self.screen._compositor.render_strips()][1:]

    def style_at(self, x: int, y: int) -> Style:
        """The style of a cell of the chart."""
        return self.screen._compositor.get_style_at(x, y + 1)


def expected(width: int, height: int, *curves: Curve, upto: int | None = None, ascii: bool = False) -> list[str]:
    return draw_loss(curves or (CURVE,), AXES, width, height - 1, upto=upto, ascii=ascii)


async def test_a_run_is_revealed_step_by_step() -> None:
    app = ChartApp()
    async with app.run_test(size=SIZE) as pilot:
        app.chart.show_run([CURVE], AXES, title_right="rate 0.1")
        await pilot.pause()
        assert app.lines()[1:] == expected(80, 23, upto=0)
        for step in (1, 17, 50):
            app.chart.reveal(step)
            await pilot.pause()
            assert app.lines()[1:] == expected(80, 23, upto=step)
            title = app.lines()[0]
            assert title.startswith("loss (log) ")
            assert title.endswith(f"rate 0.1 · step {step:2}")
        app.chart.reveal(None)
        await pilot.pause()
        assert app.lines()[0].endswith("  rate 0.1")


async def test_a_step_sends_only_the_cells_that_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[ChartSlice, Region]] = []
    refresh = ChartSlice.refresh

    def spy(part: ChartSlice, *regions: Region, **given: Any) -> ChartSlice:
        sent.extend((part, region) for region in regions or [part.size.region])
        return refresh(part, *regions, **given)

    app = ChartApp()
    async with app.run_test(size=SIZE) as pilot:
        app.chart.show_run([CURVE], AXES, title_right="rate 0.1", step=10)
        await pilot.pause()
        before = app.lines()
        monkeypatch.setattr(ChartSlice, "refresh", spy)
        for step in range(11, STEPS + 1):
            sent.clear()
            app.chart.reveal(step)
            await pilot.pause()
            after = app.lines()
            changed = sum(
                one != other
                for old, new in zip(before, after, strict=True)
                for one, other in zip(old, new, strict=True)
            )
            assert 0 < changed <= sum(region.area for _, region in sent) <= changed + 4
            before = after
        sent.clear()
        app.chart.reveal(STEPS)
        await pilot.pause()
        assert sent == []


async def test_a_new_size_redraws_everything() -> None:
    app = ChartApp()
    async with app.run_test(size=SIZE) as pilot:
        app.chart.show_run([CURVE], AXES, step=30)
        await pilot.pause()
        for width, height in ((81, 24), (83, 24), (60, 20), (60, 19), (120, 40), (20, 6), (80, 24)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert app.lines()[1:] == expected(width, height - 1, upto=30), (width, height)


async def test_a_hidden_chart_keeps_up_and_shows_where_it_is() -> None:
    app = ChartApp()
    async with app.run_test(size=SIZE) as pilot:
        app.chart.add_class("hidden")
        await pilot.pause()
        app.chart.show_run([CURVE], AXES)
        app.chart.reveal(20)
        await pilot.pause()
        app.chart.remove_class("hidden")
        await pilot.pause()
        assert app.lines()[1:] == expected(80, 23, upto=20)
        app.chart.add_class("hidden")
        await pilot.pause()
        app.chart.reveal(40)
        await pilot.resize_terminal(70, 20)
        app.chart.remove_class("hidden")
        await pilot.pause()
        assert app.lines()[1:] == expected(70, 19, upto=40)


async def test_a_run_shown_before_the_chart_is_on_the_screen_is_there_in_the_end() -> None:
    app = ChartApp()
    app.chart.show_run([CURVE], AXES, step=5)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.lines()[1:] == expected(80, 23, upto=5)


async def test_clear_takes_everything_away() -> None:
    app = ChartApp()
    async with app.run_test(size=SIZE) as pilot:
        app.chart.show_run([CURVE], AXES, step=None)
        await pilot.pause()
        app.chart.clear()
        await pilot.pause()
        assert "".join(app.lines()).strip() == ""
        app.chart.reveal(3)
        await pilot.pause()
        assert "".join(app.lines()).strip() == ""


async def test_ascii_is_ascii() -> None:
    app = ChartApp(ascii=True)
    async with app.run_test(size=SIZE) as pilot:
        app.chart.show_run([CURVE], AXES, title_right="rate 0.1", step=17)
        await pilot.pause()
        assert app.lines()[1:] == expected(80, 23, upto=17, ascii=True)
        assert "".join(app.lines()).isascii()
        assert app.lines()[0].endswith("rate 0.1, step 17")


async def test_curves_differ_in_colour_and_in_marker() -> None:
    flat = [Curve(str(loss), [loss] * (STEPS + 1)) for loss in (1.0, 1e-2, 1e-4, 1e-6)]
    app = ChartApp()
    async with app.run_test(size=SIZE) as pilot:
        app.chart.show_run(flat, AXES, step=None)
        await pilot.pause()
        plot = {y: line for y, line in enumerate(app.lines()) if 0 < y < 21}
        places = [next((line.index(marker), y) for y, line in plot.items() if marker in line) for marker in LETTERS]
        assert len({y for _, y in places}) == 4
        assert len({(style.color, style.bold) for style in (app.style_at(x, y) for x, y in places)}) == 4


async def test_another_theme_reaches_the_chart() -> None:
    app = ChartApp()
    async with app.run_test(size=SIZE) as pilot:
        app.chart.show_run([CURVE], AXES, step=None)
        await pilot.pause()
        before = app.style_at(30, 10).bgcolor
        app.theme = "textual-light"
        await pilot.pause()
        assert app.style_at(30, 10).bgcolor != before


async def test_titles_cannot_act_on_the_terminal_or_spoil_the_columns() -> None:
    app = ChartApp()
    async with app.run_test(size=SIZE) as pilot:
        app.chart.show_run([CURVE], AXES, "\x1b[31mloss\x07 [/] 界", "x" * 200)
        await pilot.pause()
        assert all(len(line) == 80 for line in app.lines())
        assert "\x1b" not in app.lines()[0]
        app.chart.show_run([CURVE], AXES, "\x1b[31mloss\x07 [/] 界")
        await pilot.pause()
        assert app.lines()[0].startswith("loss [/] ? ")


async def test_a_curve_that_explodes_or_is_no_number_is_shown() -> None:
    app = ChartApp()
    async with app.run_test(size=SIZE) as pilot:
        for loss in ([9.0, 1e300, math.inf], [math.nan], [], [-math.inf, 0.0]):
            app.chart.show_run([Curve("", loss)], choose_axes([loss], 2, None), step=None)
            await pilot.pause()
        app.chart.show_run([Curve("", [9.0, 20.0])], Axes(1, 0.0, 9.0), step=None)
        await pilot.pause()
        assert "▲" in app.lines()[1]


async def test_the_chart_takes_no_focus() -> None:
    app = ChartApp()
    async with app.run_test(size=SIZE):
        assert not app.chart.can_focus
        assert app.focused is None


def test_frames_are_small_on_a_real_terminal_and_rest_costs_nothing() -> None:
    measured = measure("converged, rate 0.1", steps=9)
    assert 0 < statistics.median(measured.frames) <= FRAME_BUDGET
    assert measured.idle == 0
