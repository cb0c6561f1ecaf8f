"""A talking screen with a lab bench: what stands on it is drawn, worked at in slices, and shown step by step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.widget import Widget

from tutor.lab.playback import Playback
from tutor.lab.view import View, ViewName
from tutor.tui.glyphs import Glyphs
from tutor.tui.pace import Pace, waiting_for_processor
from tutor.tui.picture import Picture
from tutor.tui.talk import Talk

if TYPE_CHECKING:
    from textual.geometry import Size

    from tutor.charting.drawing import Drawing
    from tutor.lab.exhibit import Exhibit

FRAME = 0.1
"""Seconds between two frames of a run: 50 to 300 bytes each, so even a line of 5 KB/s keeps up."""
SLICE, EVERY = 0.005, 0.0125
"""Seconds of work at a time, and from one slice to the next: a key waits for one or two on its way to the screen."""
VIEW_NAMES: dict[ViewName, str] = {
    "loss": "loss curve",
    "landscape": "landscape",
    "both": "both",
    "answers": "its answers",
    "numbers": "numbers",
    "map": "map of rates",
    "diagram": "diagram",
}
RESCALED = frozenset[ViewName]({"loss", "both", "map"})
"""Views with an axis of losses."""
COMPARED = frozenset[ViewName]({"loss", "landscape", "both"})
"""Views in which earlier runs can stand beside the last one: a map has all rates on it and little room below."""


class BenchScreen(Talk):
    """Shows one exhibit at a time above the conversation, or beside it. What the learner does to it is `Stage`'s."""

    def __init__(self, glyphs: Glyphs, *, ascii: bool) -> None:
        super().__init__(glyphs)
        self.picture = Picture(id="picture")
        self.draws_ascii = ascii
        """No braille and nothing else beyond ASCII in pictures."""
        self.exhibit: Exhibit | None = None
        self._put_back: Callable[[], None] | None = None
        """Puts on the bench what stood there in an earlier sitting; None if that was done, or there is nothing."""
        self.view = View()
        self._set_aside = False
        """The picture was hidden to make room for the conversation: not by the learner."""
        self._clock: Timer | None = None
        self._worker: Timer | None = None
        self._pace = Pace(FRAME, waiting_for_processor)

    # ------------------------------------------------------------ what subclasses say

    def exhibit_over(self, exhibit: Exhibit) -> None:
        """The exhibit was shown to its end, or stopped: what came of it is to be told."""

    def tell_place(self) -> None:
        """Says what is being waited for."""

    # ------------------------------------------------------------ the bench

    @property
    def has_bench(self) -> bool:
        """There is something to look at, be it only once it is put back."""
        return self.exhibit is not None or self._put_back is not None

    def remember(self, put_back: Callable[[], None]) -> None:
        """What stood on the bench in an earlier sitting is put there once somebody wants to see it: where the bench
        stands beside the conversation, as soon as the first page has been drawn."""
        self._put_back = put_back
        if self.has_class("-wide"):
            self.set_timer(FRAME, self.put_back)

    def put_back(self) -> None:
        """Puts it there, if that was not done yet."""
        put_back, self._put_back = self._put_back, None
        if put_back is not None and self.exhibit is None:
            put_back()

    @property
    def live(self) -> bool:
        """Something is being watched."""
        return self.exhibit is not None and self.exhibit.live

    @property
    def playback(self) -> Playback | None:
        """How far what is being watched has been shown; None if nothing is."""
        return self.exhibit.playback if self.exhibit is not None and self.exhibit.live else None

    @property
    def views(self) -> tuple[ViewName, ...]:
        """What there is to look at."""
        return self.exhibit.views if self.exhibit is not None else ()

    @property
    def reads_on(self) -> bool:
        """Not while something is being watched: Enter shows the rest of it then."""
        return not self.live and super().reads_on

    @property
    def keys_always(self) -> Sequence[str]:
        """The function keys, which rest while something is being watched."""
        if self.live:
            return ()
        if not self.has_bench:
            return ("F1 help · F2 lessons", "F1 help")
        if not self.has_class("-lab"):
            return ("F1 help · F2 lessons · F3 chart", "F1 help · F3 chart", "F3 chart")
        keys = self.picture_keys
        if not keys:
            return ("F1 help · F2 lessons", "F1 help")
        most = [" · ".join(keys[:many]) for many in range(len(keys), 0, -1)]
        choices = [*(f"F1 help · F2 lessons · {one}" for one in most), *most, f"F1 help · {keys[0]}", "F4 view"]
        return tuple(sorted(choices, key=len, reverse=True))

    @property
    def picture_keys(self) -> tuple[str, ...]:
        """The keys that change what is seen of what stands on the bench, the most useful first."""
        if self.exhibit is None or not self.has_class("-lab"):
            return ()
        view = self.view.among(self.views)
        keys = [f"F4 {VIEW_NAMES[view.following(self.views).name]}"] if len(self.views) > 1 else []
        if self.exhibit.playback.steps:
            keys.append(f"← → {self.exhibit.unit}s")
        if self.exhibit.rescales and view.name in RESCALED:
            keys.append("F5 axis")
        if self.exhibit.compares and view.name in COMPARED:
            keys.append("F6 alone" if view.compare else "F6 compare")
        return tuple(keys)

    def compose_lab(self) -> Iterable[Widget]:
        """The picture; hidden until there is something on it."""
        return (self.picture,)

    def put(self, exhibit: Exhibit) -> None:
        """Shows another exhibit; one that is live goes on by itself."""
        self.exhibit = exhibit
        self._set_aside = False
        self.add_class("-lab")
        self._make_room()
        if self._clock is None or self._worker is None:
            # Not made on mounting: a subclass may have something to show by then.
            self._clock = self.set_interval(FRAME, self._tick, pause=True)
            self._worker = self.set_interval(EVERY, self._work, pause=True)
        self._work_on()
        self.picture.show(self._drawn)
        if exhibit.live:
            self.transcript.to_end()
            self._clock.resume()
            self._tell_if_over()

    def set_aside(self) -> None:
        """The conversation goes on: where the picture stands above it, it makes room, until the window is wide."""
        if not self.has_class("-wide"):
            self._set_aside = self._set_aside or self.has_class("-lab")
            self.remove_class("-lab")

    def clear(self) -> None:
        """Nothing stands on the bench any more."""
        self.exhibit = None
        self.remove_class("-lab")
        self.show_keys()

    def _arrange(self, size: Size) -> None:
        super()._arrange(size)
        if self._set_aside and self.exhibit is not None and self.has_class("-wide"):
            self._set_aside = False
            self.add_class("-lab")

    def look(self, view: View) -> None:
        """Shows it from another side."""
        self.view = view
        self._make_room()
        self.picture.draw()
        self.show_keys()

    def _make_room(self) -> None:
        """Above a conversation, some pictures need more lines than others."""
        if self.exhibit is not None:
            self.set_class(self.exhibit.needs_room(self.view.among(self.exhibit.views)), "-tall")

    def _drawn(self, width: int, height: int) -> Drawing:
        from tutor.charting.drawing import blank

        return self.exhibit.draw(self.view, width, height) if self.exhibit is not None else blank(width, height)

    def _tick(self) -> None:
        if self.exhibit is not None and self.exhibit.live:
            self.exhibit.tick()
            self._work_on()
            if self._pace.draws(time.monotonic()) or self.exhibit.playback.over:
                self._shown()

    def _work(self) -> None:
        if self.exhibit is None or self.exhibit.work(SLICE):
            if self._worker is not None:
                self._worker.pause()
            if self.exhibit is None:
                return
        if not self.exhibit.live:
            self.picture.draw()

    def _work_on(self) -> None:
        """There may be something to work out now; where there is not, nobody wakes up for it."""
        if self._worker is not None and self.exhibit is not None and not self.exhibit.work(0.0):
            self._worker.resume()

    def _shown(self) -> None:
        """Draws the present state; if that was the last of it, what came of it is told."""
        if not self._tell_if_over():
            self.picture.draw()

    def _tell_if_over(self) -> bool:
        """If all was shown, what came of it is told, and is in the picture, too."""
        exhibit = self.exhibit
        if exhibit is None or not exhibit.live or not exhibit.playback.over:
            return False
        exhibit.live = False
        if self._clock is not None:
            self._clock.pause()
        self.exhibit_over(exhibit)
        self._work_on()  # a map of rates is worked out once nothing moves
        self.picture.draw()
        self.tell_place()
        return True
