"""Textual's compositor, which draws only what a change can be seen of."""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class SparingCompositor(Compositor):
    """Textual's own has every widget on the screen draw itself whenever one cell of one of them changes, and drops what
    lies elsewhere: half of what a frame of a run took the processor, and thirty learners share one."""

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """From the front to the back, the widgets that `crop` touches, up to the one that fills it: as each is drawn
        without gaps, nothing behind that one is seen."""
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip)
            if not shown or (crop is not None and not crop.overlaps(shown)):
                continue
            yield region, clip, widget.render_lines(shown.translate(-region.offset))
            if crop is not None and shown.contains_region(crop):
                return
