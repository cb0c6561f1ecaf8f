"""Waiting until the app has done all that it was asked for, however busy the machine is.

`Pilot.pause` and `Pilot.press` guess from the time that the processor spends: an app that waits for its turn on a busy
machine looks idle to them, and on an idle machine each guess costs 20 ms or more.
"""

from __future__ import annotations

import asyncio
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from tutor.tui.bench_screen import BenchScreen

PATIENCE = 60.0
"""Seconds that an app may take to come to rest."""
_CALM = 3
"""Rounds in a row with nothing to do: what one widget did may wake another a round later."""


async def pause(pilot: Pilot[Any], delay: float | None = None) -> None:
    """Waits for `delay` seconds, if given, and then until nothing is left to do: no message, no layout, no paint, no
    animation, no work for a picture that stands still. A run that is being watched goes on meanwhile."""
    if delay is not None:
        await asyncio.sleep(delay)
    async with asyncio.timeout(PATIENCE):
        calm = 0
        while calm < _CALM and pilot.app.is_running and pilot.app._exception is None:
            await pilot._wait_for_screen(PATIENCE)
            await pilot.app.animator.wait_until_complete()
            calm = calm + 1 if _at_rest(pilot.app) else 0
            await asyncio.sleep(0 if calm else 0.001)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Presses keys, by Textual's names for them; the app comes to rest after each."""
    for key in keys:
        await pilot.app._press_keys([key])
        await pause(pilot)


async def no_guess(_least: float = 0.0, _most: float = 1.0) -> None:
    """In place of Textual's guess whether the app is idle."""
    await asyncio.sleep(0)


def _at_rest(app: App[Any]) -> bool:
    # A screen below another keeps what it has to paint until it is seen again.
    if app.message_queue_size or app._next_callbacks or app._resize_event:
        return False
    return _still(app.screen)


def _still(screen: Screen[Any]) -> bool:
    screen._on_timer_update()  # the paint that is due, without waiting for its frame
    if screen._layout_required or screen._scroll_required or screen._repaint_required or screen._recompose_required:
        return False
    if screen._dirty_widgets or screen._callbacks:
        return False
    if isinstance(screen, BenchScreen) and not screen.live and screen._worker and screen._worker._active.is_set():
        return False
    return all(map(_idle, screen.walk_children(Widget, with_self=True)))


def _idle(node: Widget) -> bool:
    due = node._layout_required or node._scroll_required or node._repaint_required or node._recompose_required
    return node.is_mounted and not (due or node.message_queue_size or node._next_callbacks)
