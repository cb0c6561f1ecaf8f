"""For widgets and screens whose content is never larger than they are."""

from __future__ import annotations

from textual.geometry import Size
from textual.widget import Widget


class Unscrolled(Widget):
    """Draws what fits at any size. For others Textual lays the screen out and paints it a second time after every
    change of size, because the size of their content may have changed with it.

    Stands last among the bases of a class: Textual takes the default styles of the first one only.
    """

    def _size_updated(
        self,
        size: Size,
        virtual_size: Size,
        container_size: Size,
        layout: bool = True,  # noqa: ARG002  the caller's
    ) -> bool:
        return super()._size_updated(size, virtual_size, container_size, layout=False)
