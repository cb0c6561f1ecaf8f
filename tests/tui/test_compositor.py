"""A change on the screen has only those widgets draw themselves in which it is seen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tutor.tui.compositor import SparingCompositor


class Line(Widget):
    """Tells when it is drawn."""

    DEFAULT_CSS = "Line { height: 2; padding: 0 1; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.drawn = 0

    def render(self) -> str:
        return self.text

    def render_lines(self, crop: Region) -> list[Strip]:
        self.drawn += 1
        return super().render_lines(crop)


class Page(Screen[None]):
    CSS = "Page { layout: vertical; } Container { height: 6; padding: 1; } #above { dock: bottom; height: 1; }"

    def __init__(self, compositor: Compositor) -> None:
        super().__init__()
        self._compositor = compositor
        self.first, self.second = Line("first"), Line("second")

    def compose(self) -> ComposeResult:
        yield Container(self.first, self.second)
        yield Container(id="above")


@asynccontextmanager
async def page(compositor: Compositor) -> AsyncIterator[Page]:
    shown = Page(compositor)

    class Shows(App[None]):
        def get_default_screen(self) -> Page:
            return shown

    async with Shows().run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        yield shown


def update(shown: Page, *regions: Region) -> list[tuple[int, int, str]]:
    """What goes to the terminal when these parts of the screen are drawn anew: line, column, text."""
    shown._compositor._dirty_regions.update(regions)
    made = shown._compositor.render_partial_update()
    assert isinstance(made, ChopsUpdate)
    return [
        (y, x, strip.text)
        for y, left, right in made.spans
        for x, strip in made.chops[y].items()
        if strip is not None and x < right and x + strip.cell_length > left
    ]


async def test_a_change_in_one_widget_is_drawn_by_it_alone() -> None:
    async with page(SparingCompositor()) as shown:
        shown.first.drawn = shown.second.drawn = 0
        assert "second" in str(update(shown, shown.second.region))
        assert (shown.first.drawn, shown.second.drawn) == (0, 1)


@pytest.mark.parametrize(
    "regions",
    [
        [Region(1, 1, 18, 2)],
        [Region(3, 1, 2, 1), Region(4, 3, 3, 1)],
        [Region(0, 0, 20, 3)],
        [Region(0, 6, 20, 2)],
        [Region(0, 0, 20, 8)],
    ],
)
async def test_the_same_goes_to_the_terminal_as_by_textuals_own(regions: list[Region]) -> None:
    seen = []
    for compositor in (Compositor(), SparingCompositor()):
        async with page(compositor) as shown:
            seen.append((update(shown, *regions), [strip.text for strip in compositor.render_strips()]))
    assert seen[0] == seen[1]
